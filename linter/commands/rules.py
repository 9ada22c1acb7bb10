"""``myna-lint rules``: every rule in one line each."""

from __future__ import annotations

from typing import Any

import click

from linter.commands import streams
from linter.commands.options import config_option, lang_option
from linter.config_file import load_rule_files
from linter.reporters import words
from linter.reporters.columns import narrow_width, pad
from linter.reporters.safe import visible


@click.command("rules")
@config_option
@lang_option
def command(config_path: Any, lang: words.Lang) -> None:
    """ルールの一覧を表示する。List the rules."""
    from linter.rules import load_rules

    rows: list[tuple[str, ...]] = [
        (
            rule.id,
            words.name(words.SEVERITY, rule.severity, lang),
            rule.name,
            " ".join(rule.clauses),
        )
        for rule in load_rules(load_rule_files(config_path)).rules
    ]
    streams.emit(table(rows))


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows in aligned columns, one to a line; the last column is not padded."""
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(narrow_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(pad, row, widths)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in lines)
