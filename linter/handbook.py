"""The clauses of the handbook (rules/handbook.yaml) and what of them a person must check."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from linter.config import Config, Procedure
from linter.model import ManualItem, SubmissionFacts
from linter.resources import rules_dir
from linter.yaml_file import load


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str


class Manual(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Why no file proves the clause, and when it matters; what is left out does not limit it."""

    why: Words
    procedure: tuple[Procedure, ...] = ()
    third_party: bool = False
    press_release: bool = False


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """One checkable statement. ``says`` quotes the handbook; ``assumed``: the form is not public."""

    id: str
    section: str
    title: Words
    says: Words
    assumed: bool = False
    manual: Manual | None = None

    @property
    def group(self) -> str:
        return self.id.partition(".")[0]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    clauses: tuple[Clause, ...]


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause, in the order of the catalogue."""
    return load(rules_dir() / "handbook.yaml", _File).clauses


@cache
def clause_ids() -> tuple[str, ...]:
    return tuple(clause.id for clause in clauses())


def clause(name: str) -> Clause:
    """:raises KeyError: there is no such clause."""
    for candidate in clauses():
        if candidate.id == name:
            return candidate
    raise KeyError(name)


def manual_items(facts: SubmissionFacts, config: Config, lang: str) -> tuple[ManualItem, ...]:
    """The manual clauses that matter for this submission."""
    return tuple(
        ManualItem(
            clause=c.id,
            title=getattr(c.title, lang),
            why=getattr(c.manual.why, lang),
            section=c.section,
        )
        for c in clauses()
        if c.manual is not None
        and (not c.manual.procedure or facts.procedure in c.manual.procedure)
        and (not c.manual.third_party or config.third_party)
        and (not c.manual.press_release or config.press_release)
    )
