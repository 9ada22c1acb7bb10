"""Help in Japanese first: click measures text in characters, a terminal in columns."""

from __future__ import annotations

from collections.abc import Iterable

import click

from linter.reporters.columns import narrow_width, pad, wrap

_HEADINGS = {"Options": "オプション Options", "Commands": "コマンド Commands"}
_MEANINGS = {"Show this message and exit.": "この説明を表示する。Show this message."}
_VERBATIM = "\b"  # click's mark of a paragraph whose lines stay as they are
_LEFT_MAX = 30


class JapaneseFormatter(click.HelpFormatter):
    """click's help with Japanese headings, wrapped by East Asian width."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"使い方 Usage: {prog} {args}\n")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in text.splitlines():
            if line.strip() == _VERBATIM:
                continue
            margin = indent + " " * (len(line) - len(line.lstrip()))
            for part in wrap(line.strip(), self.width - len(margin)):
                self.write(f"{margin}{part}\n" if part else "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _LEFT_MAX, col_spacing: int = 2
    ) -> None:
        indent = " " * self.current_indent
        rows = list(rows)
        left = min(max((narrow_width(term) for term, _ in rows), default=0), col_max)
        room = max(self.width - self.current_indent - left - col_spacing, 10)
        for term, meaning in rows:
            lines = wrap(_MEANINGS.get(meaning, meaning), room)
            if narrow_width(term) > left:
                self.write(f"{indent}{term}\n")
            else:
                self.write(f"{indent}{pad(term, left + col_spacing)}{lines.pop(0)}".rstrip() + "\n")
            for line in lines:
                self.write(f"{indent}{' ' * (left + col_spacing)}{line}\n")


def describe(error: click.ClickException) -> str:
    """What is wrong with the call, in one sentence."""
    if isinstance(error, click.NoSuchOption):
        guess = f"「{error.possibilities[0]}」のことですか。" if error.possibilities else ""
        text = f"オプション {error.option_name} はありません。{guess}"
    elif isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name.upper() if error.param else ""
        text = f"{name} を指定してください。"
    elif isinstance(error, click.BadOptionUsage):
        text = f"オプション {error.option_name} の使い方が違います（{error.message}）。"
    elif isinstance(error, click.BadParameter):
        name = "／".join(error.param.opts) if error.param else ""
        text = f"{name}: {error.message}"
    else:
        text = f"{error.format_message()}"
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{text}（使い方：{context.command_path} --help）" if context else text
