"""Which report goes where: ``--format F --output FILE`` pairs in the order they were typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from linter.errors import UsageError
from linter.reporters import Format

_STDOUT = Path("-")
# Names of files that a report must not replace: what an applicant submits.
_DOCUMENTS = {".pptx", ".pptm", ".ppt", ".xlsx", ".xlsm", ".xls", ".pdf", ".odp", ".ods", ".zip"}


class Output(Struct, frozen=True):
    """One report; ``file`` is None for standard output."""

    format: Format
    file: Path | None = None


class OrderedCommand(click.Command):
    """Keeps the order in which options were typed, which click's values do not show."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        order = self.make_parser(ctx).parse_args(list(args))[2]
        ctx.meta["typed"] = [param.name for param in order]
        return super().parse_args(ctx, args)


def pair(
    typed: Iterable[str], formats: Sequence[Format], files: Sequence[Path], html: Path | None
) -> tuple[Output, ...]:
    """The outputs that were asked for; text on standard output where none was.

    An ``--output`` belongs to the ``--format`` before it; one with no format before it to the next,
    or to text where there is none.

    :raises UsageError: two reports in one place, or a place that may not or cannot be written.
    """
    outputs: list[Output] = []
    waiting: list[Path] = []
    next_format, next_file = iter(formats), iter(files)
    for name in typed:
        if name == "formats":
            outputs.append(Output(next(next_format), waiting.pop(0) if waiting else None))
        elif name == "files":
            file = next(next_file)
            if outputs and outputs[-1].file is None:
                outputs[-1] = Output(outputs[-1].format, file)
            else:
                waiting.append(file)
    if len(waiting) > 1 or (waiting and outputs):
        raise UsageError(f"--output {waiting[0]} に合う --format がありません。")
    if not outputs:
        outputs.append(Output("text", waiting[0] if waiting else None))
    if html is not None:
        outputs.append(Output("html", html))
    outputs = [Output(o.format) if o.file == _STDOUT else o for o in outputs]
    _refuse_clashes(outputs)
    return tuple(outputs)


def _refuse_clashes(outputs: Sequence[Output]) -> None:
    seen: set[Any] = set()
    for output in outputs:
        place = output.file.absolute() if output.file else None
        if place in seen:
            where = output.file or "標準出力"
            raise UsageError(
                f"{where} に出せる報告は一つです。--format ごとに別の --output を指定してください。"
            )
        seen.add(place)
        if output.file is not None:
            _refuse_place(output.file)


def _refuse_place(file: Path) -> None:
    if file.suffix.lower() in _DOCUMENTS:
        raise UsageError(
            f"{file} は提出書類の名前です。報告の出力先には別の名前を指定してください。"
        )
    if file.is_dir():
        raise UsageError(f"{file} はフォルダーです。ファイル名を指定してください。")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file} を置くフォルダーがありません。")
