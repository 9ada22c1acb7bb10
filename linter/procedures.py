"""表 2 of the handbook: which documents a procedure needs for an API (rules/procedures.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from linter.config import Api, Flow, Procedure
from linter.fold import squash
from linter.model import Document, Form
from linter.resources import rules_dir
from linter.yaml_file import load

Mark = Literal["○", "△", "-"]
Kind = Literal["xlsx", "pptx", "web-form", "any", "none"]
Condition = Literal["third-party", "press-release"]


class DocumentKind(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A document of 表 2 and how it is handed in, in either flow. ``form`` is set where the product
    reads it; else ``name`` has patterns, over squashed text, of its file names and titles."""

    ja: str
    en: str
    current: Kind
    legacy: Kind
    legacy_ja: str | None = None
    legacy_en: str | None = None
    form: Form | None = None
    name: tuple[str, ...] = ()


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of 表 2, a mark for each column. ``reconstructed``: the line did not survive in the
    handbook's text and is taken from what its sections say."""

    document: str
    marks: tuple[Mark, Mark, Mark, Mark, Mark]
    condition: Condition | None = None
    reconstructed: bool = False


class Table2(Struct, frozen=True, forbid_unknown_fields=True):
    """Both tables: flow → procedure → rows. ``columns`` names the APIs that share a column."""

    columns: tuple[tuple[Api, ...], ...]
    documents: dict[str, DocumentKind]
    tables: dict[Flow, dict[Procedure, tuple[Row, ...]]]


class Requirement(Struct, frozen=True):
    """What one procedure asks of one document, over all APIs applied for; ``ja`` and ``en`` name
    the document as its flow does. A ``condition`` limits the mark to submissions that meet it."""

    id: str
    kind: DocumentKind
    ja: str
    en: str
    handed_in_as: Kind
    mark: Mark
    condition: Condition | None = None
    reconstructed: bool = False

    @property
    def web_form(self) -> bool:
        """Whether it is typed into the application site, so that no file is expected."""
        return self.handed_in_as == "web-form"

    def title(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@cache
def table2() -> Table2:
    return load(rules_dir() / "procedures.yaml", Table2)


_STRENGTH: tuple[Mark, ...] = ("-", "△", "○")


def requirements(procedure: str, apis: Sequence[str], flow: str) -> tuple[Requirement, ...]:
    """Every document of the procedure's rows; of several APIs the strongest mark holds (○ > △ > -).

    Where no API is known, only the rows on which all columns agree.
    """
    data = table2()
    columns = [n for n, names in enumerate(data.columns) if set(names) & set(apis)]
    found: list[Requirement] = []
    for row in _rows(data, procedure, flow):
        marks = {row.marks[n] for n in columns} or set(row.marks)
        if not columns and len(marks) > 1:
            continue
        requirement = _requirement(row, data.documents[row.document], flow, marks)
        if requirement.handed_in_as != "none":
            found.append(requirement)
    return tuple(found)


def _rows(data: Table2, procedure: str, flow: str) -> tuple[Row, ...]:
    tables = cast("dict[str, dict[str, tuple[Row, ...]]]", data.tables)
    return tables[flow].get(procedure, ())


def _requirement(row: Row, kind: DocumentKind, flow: str, marks: set[Mark]) -> Requirement:
    legacy = flow == "legacy"
    return Requirement(
        id=row.document,
        kind=kind,
        ja=(legacy and kind.legacy_ja) or kind.ja,
        en=(legacy and kind.legacy_en) or kind.en,
        handed_in_as=kind.legacy if legacy else kind.current,
        mark=max(marks, key=_STRENGTH.index),
        condition=row.condition,
        reconstructed=row.reconstructed,
    )


def names_document(kind: DocumentKind, document: Document) -> bool:
    """Whether a file's name says it is this document."""
    return names_any(kind, [squash(document.path)])


def names_any(kind: DocumentKind, texts: Sequence[str]) -> bool:
    """Whether one of some squashed texts names this document."""
    return any(re.search(pattern, text) for pattern in kind.name for text in texts)
