"""``myna-lint clauses``: every clause of the handbook and what enforces it."""

from __future__ import annotations

from typing import Any

import click

from linter import handbook
from linter.commands import streams
from linter.commands.options import config_option, lang_option
from linter.commands.rules import table
from linter.config_file import load_rule_files
from linter.reporters import words


@click.command("clauses")
@config_option
@lang_option
def command(config_path: Any, lang: words.Lang) -> None:
    """手引書の条項と、それを確かめるルールを表示する。List the clauses."""
    from linter.rules import load_rules

    enforced: dict[str, list[str]] = {}
    for rule in load_rules(load_rule_files(config_path)).rules:
        for clause_id in rule.clauses:
            enforced.setdefault(clause_id, []).append(rule.id)
    by_hand = words.pick(("手作業", "manual"), lang)
    rows: list[tuple[str, ...]] = []
    for clause in handbook.clauses():
        by = [*enforced.get(clause.id, []), *([by_hand] if clause.manual else [])]
        title = words.pick((clause.title.ja, clause.title.en), lang)
        rows.append((clause.id, " ".join(by) or "—", clause.section, title))
    streams.emit(table(rows))
