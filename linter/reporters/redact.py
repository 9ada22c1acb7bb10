"""A report without the documents' text: to be shown to someone who may not read the documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from linter.model import Document, Finding, Problem, Report
from linter.reporters.words import Lang, pick, place

if TYPE_CHECKING:
    from linter.rules import Rule

# Problems whose detail is a library's message, which may quote what it could not read.
_QUOTING = frozenset({"unreadable-content", "damaged-xml"})


def redact(report: Report, rules: Mapping[str, Rule]) -> Report:
    """``report`` with places, rules, clauses and counts, and nothing that the documents say.

    Message and hint are the rule's own sentences again, each blank in them an ellipsis unless it is
    the place; a finding of no known rule keeps its name only. Quoted text, expected values and the
    documents' contents are gone. File, sheet and shape names stay: they are the places.
    """
    return replace(
        report,
        findings=tuple(_finding(f, rules.get(f.rule), report.lang) for f in report.findings),
        documents=tuple(map(_document, report.documents)),
    )


def _finding(finding: Finding, rule: Rule | None, lang: Lang) -> Finding:
    if rule is None:
        message = pick(("（本文は伏せています）", "(text withheld)"), lang)
        return replace(finding, message=message, hint="", evidence=None, expected=None)
    blanks = _blanks(finding, lang)
    return replace(
        finding,
        message=getattr(rule.message, lang).format_map(blanks),
        hint=getattr(rule.hint, lang).format_map(blanks),
        evidence=None,
        expected=None,
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
    return replace(document, problems=problems, body=None)
