"""The report for a terminal: grouped by document, each finding with its place and its clause."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click

from linter import handbook
from linter.model import SEVERITIES, Document, Finding, Report
from linter.reporters import View, words
from linter.reporters.columns import pad, width, wrap
from linter.reporters.safe import shorten, visible
from linter.reporters.words import Lang, Words, pick

_LABELS: dict[str, Words] = {
    "evidence": ("記載", "found"),
    "expected": ("期待", "expected"),
    "related": ("関連", "see also"),
    "hint": ("直し方", "how to fix"),
    "clause": ("根拠", "clause"),
    "rule": ("ルール", "rule"),
}
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_QUOTE = 120
"""Characters of a document's text or an expected value that are shown."""


def render(report: Report, view: View) -> str:
    """The whole report; with ``view.quiet`` the findings only, which may be nothing at all."""
    return "".join(f"{line}\n" for line in _Text(report, view).lines())


class _Text:
    def __init__(self, report: Report, view: View) -> None:
        self._report = report
        self._lang: Lang = report.lang
        self._columns = max(view.width, 40)
        self._view = view
        self._sections = {clause.id: clause.section for clause in handbook.clauses()}
        self._mark_width = max(width(pick(word, self._lang)) for word in words.SEVERITY.values())
        self._label_width = max(width(pick(word, self._lang)) for word in _LABELS.values())

    def lines(self) -> Iterator[str]:
        open_findings = [f for f in self._report.findings if f.suppressed is None]
        yield from self._findings(open_findings)
        if self._view.quiet:
            return
        if not open_findings:
            yield self._say("指摘はありません。", "No findings.")
        yield from self._summary()
        yield from self._manual()

    # --- findings ---------------------------------------------------------------------------------

    def _findings(self, findings: list[Finding]) -> Iterator[str]:
        documents = {document.path: document for document in self._report.documents}
        for path, group in groupby(findings, key=lambda f: f.location.document):
            yield from self._bold(self._heading(path, documents.get(path or "")))
            for finding in group:
                yield from self._finding(finding)
            yield ""

    def _heading(self, path: str | None, document: Document | None) -> str:
        if path is None:
            return pick(words.WHOLE, self._lang)
        if document is None or document.form is None:
            return path
        return f"{path}（{words.name(words.FORM, document.form, self._lang)}）"

    def _finding(self, finding: Finding) -> Iterator[str]:
        mark = pad(pick(words.SEVERITY[finding.severity], self._lang), self._mark_width)
        indent = " " * (2 + self._mark_width + 2)
        room = self._columns - len(indent)
        place = visible(words.place(finding.location, self._lang))
        first, *rest = wrap(place or visible(finding.message), room)
        coloured = self._style(mark, fg=_COLOURS[finding.severity], bold=True)
        yield f"  {coloured}  {self._style(first, bold=True)}"
        for line in rest:
            yield indent + self._style(line, bold=True)
        if place:
            for line in wrap(visible(finding.message), room):
                yield indent + line
        for label, text in self._details(finding):
            yield from self._labelled(indent, label, text)

    def _details(self, finding: Finding) -> Iterator[tuple[str, str]]:
        if finding.evidence is not None:
            yield "evidence", f"「{shorten(visible(finding.evidence), _QUOTE)}」"
        if finding.expected is not None:
            yield "expected", shorten(visible(finding.expected), _QUOTE)
        for location in finding.related:
            yield "related", visible(words.full_place(location, self._lang))
        if finding.hint:
            yield "hint", visible(finding.hint)
        for clause in finding.clauses:
            section = self._sections.get(clause)
            handbook_name = pick(("手引書", "handbook"), self._lang)
            yield "clause", f"{clause}（{handbook_name} {section}）" if section else clause
        yield "rule", f"{finding.rule} {finding.name}"

    def _labelled(self, indent: str, label: str, text: str) -> Iterator[str]:
        head = pad(pick(_LABELS[label], self._lang), self._label_width)
        room = self._columns - len(indent) - self._label_width - 2
        first, *rest = wrap(text, max(room, 10))
        yield f"{indent}{self._style(head, dim=True)}  {first}"
        for line in rest:
            yield f"{indent}{' ' * self._label_width}  {line}"

    # --- the end ----------------------------------------------------------------------------------

    def _summary(self) -> Iterator[str]:
        report = self._report
        counts = [(words.SEVERITY[s], report.count(s)) for s in SEVERITIES]
        suppressed = sum(1 for f in report.findings if f.suppressed is not None)
        if any(count for _, count in counts) or suppressed:
            counts += [(("抑制済み", "suppressed"), suppressed)] if suppressed else []
            parts = [self._say(f"{ja} {count} 件", f"{count} {en}") for (ja, en), count in counts]
            yield from self._bold(self._say("、", ", ").join(parts))
        for document in report.documents:
            if document.status != "read":
                told = words.reason(document, self._lang) or ""
                if document.status == "unreadable":
                    told = f"{words.name(words.STATUS, document.status, self._lang)} — {told}"
                yield from self._wrapped(f"{document.path}: {told}")
        yield from self._wrapped(self._facts())

    def _facts(self) -> str:
        told = []
        for label, value, inferred in words.fact_rows(self._report.submission, self._lang):
            guessed = self._say("（推定）", " (inferred)") if inferred else ""
            told.append(f"{pick(label, self._lang)}{self._say('：', ': ')}{value}{guessed}")
        return self._say("　", "; ").join(told)

    def _manual(self) -> Iterator[str]:
        if not self._report.manual:
            return
        yield ""
        yield self._style(self._say("人が確認すること", "For a person to confirm"), bold=True)
        for item in self._report.manual:
            section = item.section or self._sections.get(item.clause, "")
            source = f"{item.clause} {section}".strip()
            text = visible(f"{item.title} — {item.why}（{source}）")
            first, *rest = wrap(text, self._columns - 5)
            yield f"  □ {first}"
            for line in rest:
                yield f"     {line}"

    # --- words ------------------------------------------------------------------------------------

    def _say(self, ja: str, en: str) -> str:
        return pick((ja, en), self._lang)

    def _wrapped(self, text: str) -> list[str]:
        return wrap(visible(text), self._columns)

    def _bold(self, text: str) -> list[str]:
        return [self._style(line, bold=True) for line in self._wrapped(text)]

    def _style(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self._view.colour else text  # type: ignore[arg-type]
