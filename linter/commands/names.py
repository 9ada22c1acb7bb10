"""What ``--select`` and ``--ignore`` may name: a rule's id, its name, or a clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from linter.config import Config
from linter.config_file import rule_files
from linter.errors import UsageError
from linter.fold import nearest

if TYPE_CHECKING:
    from linter.rules import Rule


def refuse_unknown_names(config: Config) -> None:
    """:raises UsageError: the configuration selects or ignores what there is not."""
    if config.rules.select or config.rules.ignore:
        from linter.rules import load_rules

        rules = load_rules(rule_files(config)).rules
        refuse_unknown((*config.rules.select, *config.rules.ignore), rules)


def refuse_unknown(names: Iterable[str], rules: Sequence[Rule]) -> None:
    """:raises UsageError: a name is neither a rule's id or name nor a clause's id."""
    from linter.handbook import clauses

    known = [name for rule in rules for name in (rule.id, rule.name)]
    known += [clause.id for clause in clauses()]
    for name in names:
        if name not in known:
            close = nearest(name, known)
            guess = f"「{close}」のことですか。" if close else ""
            raise UsageError(
                f"「{name}」というルール・条項はありません。{guess}"
                "一覧：myna-lint rules、myna-lint clauses"
            )
