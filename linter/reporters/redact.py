"""A report without the documents' text: to be shown to someone who may not read the documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from linter.model import (
    Deck,
    Document,
    Finding,
    ManualItem,
    Paint,
    Problem,
    Report,
    Shape,
    Slide,
    Table,
    TableCell,
)
from linter.reporters.words import Lang, pick, place

if TYPE_CHECKING:
    from linter.rules import Rule

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OUTLINE = Paint("solid", ("999999",))
# Problems whose detail is a library's message, which may quote what it could not read.
_QUOTING = frozenset({"unreadable-content", "damaged-xml"})


def redact(report: Report, rules: Mapping[str, Rule]) -> Report:
    """``report`` with places, rules, clauses and counts, and nothing that the documents say.

    Message and hint are the rule's own sentences again, each blank in them an ellipsis unless it is
    the place; a finding of no known rule keeps its name only. Quoted text, expected values and the
    documents' contents are gone but for the boxes of shapes on slides. File, sheet and shape names stay: they are the places.
    """
    return replace(
        report,
        findings=tuple(_finding(f, rules.get(f.rule), report.lang) for f in report.findings),
        documents=tuple(map(_document, report.documents)),
        # The dates may follow from what a document says of the start of the service.
        manual=tuple(map(_undated, report.manual)),
        schedule=(),
    )


def _undated(item: ManualItem) -> ManualItem:
    translated = item.translated and (item.translated[0], _DATE.sub("…", item.translated[1]))
    return replace(item, why=_DATE.sub("…", item.why), translated=translated)


def _finding(finding: Finding, rule: Rule | None, lang: Lang) -> Finding:
    message, hint = _sentences(finding, rule, lang)
    return replace(
        finding,
        message=message,
        hint=hint,
        evidence=None,
        expected=None,
        translated=_sentences(finding, rule, "en" if lang == "ja" else "ja"),
    )


def _sentences(finding: Finding, rule: Rule | None, lang: Lang) -> tuple[str, str]:
    if rule is None:
        return pick(("（本文は伏せています）", "(text withheld)"), lang), ""
    blanks = _blanks(finding, lang)
    return (
        getattr(rule.message, lang).format_map(blanks),
        getattr(rule.hint, lang).format_map(blanks),
    )


def _blanks(finding: Finding, lang: Lang) -> dict[str, object]:
    where = finding.location
    return _Blanks(
        document=where.document or "",
        slide=where.slide or "",
        sheet=where.sheet or "",
        cell=where.cell or "",
        place=place(where, lang),
    )


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> object:
        return _Ellipsis()


class _Ellipsis:
    """Stands for any value whatever format the sentence asks of it."""

    def __format__(self, spec: str) -> str:
        return "…"


def _document(document: Document) -> Document:
    problems = tuple(
        Problem(p.code, "…", p.fatal) if p.code in _QUOTING else p for p in document.problems
    )
    deck = document.deck
    return replace(document, problems=problems, body=_places_only(deck) if deck else None)


def _places_only(deck: Deck) -> Deck:
    """The boxes of the shapes, which the report's pictures outline, and nothing else."""
    slides = tuple(
        Slide(
            slide.number,
            tuple(map(_box_only, slide.shapes)),
            hidden=slide.hidden,
            inherited=tuple(map(_box_only, slide.inherited)),
        )
        for slide in deck.slides
    )
    return Deck(deck.width, deck.height, slides)


def _box_only(shape: Shape) -> Shape:
    table = shape.table
    if table is not None:
        cells = (
            TableCell(c.row, c.column, c.row_span, c.column_span, rect=c.rect) for c in table.cells
        )
        table = Table(table.rows, table.columns, tuple(cells))
    return Shape(
        shape.id,
        "",
        shape.kind,
        shape.rect,
        shape.rotation,
        outline=_OUTLINE,
        table=table,
        children=tuple(map(_box_only, shape.children)),
    )
