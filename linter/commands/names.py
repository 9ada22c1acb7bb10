"""What ``--select`` and ``--ignore`` may name: a rule's id, its name, or a clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linter.errors import UsageError
from linter.fold import nearest
from linter.handbook import clauses
from linter.rules import Rule


def refuse_unknown(names: Iterable[str], rules: Sequence[Rule]) -> None:
    """:raises UsageError: a name is neither a rule's id or name nor a clause's id."""
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
