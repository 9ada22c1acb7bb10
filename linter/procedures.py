"""表 2 of the handbook: which documents each procedure needs for each API (rules/procedures.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from linter.fold import squash
from linter.model import Document, Form
from linter.resources import rules_dir
from linter.yaml_file import load

Mark = Literal["○", "△", "-"]
Kind = Literal["xlsx", "pptx", "web-form", "any"]
Condition = Literal["third-party", "press-release"]


class DocumentKind(Struct, frozen=True, forbid_unknown_fields=True):
    """A document of 表 2. ``form`` is set where the product reads it; else ``name`` tells its file."""

    ja: str
    en: str
    current: Kind
    legacy: Kind
    form: Form | None = None
    name: tuple[str, ...] = ()


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of 表 2. ``reconstructed``: not in the text of the handbook, taken from its sections."""

    document: str
    marks: tuple[Mark, ...]
    condition: Condition | None = None
    reconstructed: bool = False


class Table2(Struct, frozen=True, forbid_unknown_fields=True):
    columns: tuple[tuple[str, ...], ...]
    documents: dict[str, DocumentKind]
    tables: dict[str, dict[str, tuple[Row, ...]]]


class Requirement(Struct, frozen=True):
    """What one procedure asks of one document, over all APIs applied for."""

    id: str
    kind: DocumentKind
    handed_in_as: Kind
    mark: Mark
    condition: Condition | None = None


@cache
def table2() -> Table2:
    return load(rules_dir() / "procedures.yaml", Table2)


_STRENGTH: tuple[Mark, ...] = ("-", "△", "○")


def requirements(procedure: str, apis: Sequence[str], flow: str) -> tuple[Requirement, ...]:
    """Every row of the procedure; of several APIs the strongest mark holds (○ > △ > -).

    For an unknown API only what all columns agree on is said.
    """
    data = table2()
    columns = [n for n, names in enumerate(data.columns) if set(names) & set(apis)]
    found: list[Requirement] = []
    for row in data.tables[flow].get(procedure, ()):
        if columns:
            mark = max((row.marks[n] for n in columns), key=_STRENGTH.index)
        elif len(set(row.marks)) == 1:
            mark = row.marks[0]
        else:
            continue
        kind = data.documents[row.document]
        handed = kind.current if flow == "current" else kind.legacy
        found.append(Requirement(row.document, kind, handed, mark, row.condition))
    return tuple(found)


def names_document(kind: DocumentKind, document: Document) -> bool:
    """Whether a file's name says it is this document."""
    name = squash(document.path)
    return any(re.search(pattern, name) for pattern in kind.name)
