"""The clauses of the handbook (rules/handbook.yaml) and what of them a person must check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from linter.config import Api, Config, Flow, Procedure
from linter.model import ManualItem, SubmissionFacts
from linter.procedures import requirements
from linter.resources import rules_dir
from linter.yaml_file import load

Group = Literal["set", "plan", "xlsx", "x", "date"]
_GROUPS: dict[str, Group] = {"set": "set", "plan": "plan", "x": "x", "date": "date"}


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str


class ManualWhen(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """For which submissions a clause needs a person; what is left out does not limit it.

    ``if_changed``: once for each document that 表 2 marks △, due only if it has changed;
    ``press_release``: one is planned, and the configuration does not say for when.
    """

    api: tuple[Api, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    flow: Flow | None = None
    third_party: bool = False
    press_release: bool = False
    if_changed: bool = False


class Manual(Struct, frozen=True, forbid_unknown_fields=True):
    """Why no file proves the clause (``{document}``: of 表 2), and when that matters."""

    why: Words
    when: ManualWhen = ManualWhen()


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """One checkable statement. ``says`` quotes the handbook, or is in brackets where it has no
    words of its own; ``assumed``: the form is not public and its layout is assumed."""

    id: str
    section: str
    title: Words
    says: Words
    assumed: bool = False
    manual: Manual | None = None

    @property
    def group(self) -> Group:
        """Its subject: the set, the plan, Excel documents, between documents, dates."""
        return _GROUPS.get(self.id.partition(".")[0], "xlsx")


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    clauses: tuple[Clause, ...]


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause, in the order of the handbook's subjects."""
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
    """What a person must check for this submission, in the order of the clauses."""
    return tuple(
        item
        for clause in clauses()
        if clause.manual is not None and _matters(clause.manual.when, facts, config)
        for item in _items(clause, clause.manual, facts, lang)
    )


def _matters(when: ManualWhen, facts: SubmissionFacts, config: Config) -> bool:
    return (
        (not when.api or bool(set(when.api) & set(facts.api)))
        and (not when.procedure or facts.procedure in when.procedure)
        and when.flow in (None, facts.flow)
        and (config.third_party or not when.third_party)
        and (not when.press_release or (config.press_release and not config.dates.press_release))
    )


def _items(
    clause: Clause, manual: Manual, facts: SubmissionFacts, lang: str
) -> Iterator[ManualItem]:
    title, why = getattr(clause.title, lang), getattr(manual.why, lang)
    if not manual.when.if_changed:
        yield ManualItem(clause.id, title, why, clause.section)
        return
    for requirement in requirements(facts.procedure or "", facts.api, facts.flow):
        if requirement.mark == "△":
            name = requirement.title(lang)
            yield ManualItem(
                clause.id, f"{title}: {name}", why.format(document=name), clause.section
            )
