"""The report as one HTML page that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from linter import HANDBOOK_VERSION, __version__, handbook
from linter.model import SEVERITIES, Finding, ManualItem, Report
from linter.reporters import View, words
from linter.reporters.safe import shorten, visible
from linter.reporters.timeline import time_line
from linter.reporters.timetable import shown_day
from linter.reporters.verdict import failing
from linter.resources import reports_dir

_QUOTE = 400
"""Characters of a document's text or an expected value that are shown."""


def render(report: Report, view: View) -> str:
    """A complete page. Its Content-Security-Policy allows the style and the script of the page by
    hash and nothing else, so that text of a document can neither run nor fetch anything."""
    folder = reports_dir()
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    page = template("report.html.j2").render(
        **_values(report, view),
        style=Markup(style),
        style_hash=Markup(csp_hash(style)),
        script=Markup(script),
        script_hash=Markup(csp_hash(script)),
    )
    return page.strip() + "\n"


@cache
def template(name: str) -> Template:
    """A template of ours, compiled once: a batch renders it for every submission."""
    environment = Environment(
        loader=FileSystemLoader(reports_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
    )
    return environment.get_template(name)


def _finalize(value: object) -> object:
    """Every value that the template prints; Markup is the template's own."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def csp_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _values(report: Report, view: View) -> dict[str, Any]:
    lang = report.lang
    open_findings = [f for f in report.findings if f.suppressed is None]
    return {
        "report": report,
        "view": view,
        "lang": lang,
        "version": __version__,
        "handbook_version": HANDBOOK_VERSION,
        "failing": failing(report, view.fail_on),
        "unreadable": sum(1 for d in report.documents if d.status == "unreadable"),
        "counts": [(severity, report.count(severity)) for severity in SEVERITIES],
        "suppressed": [f for f in report.findings if f.suppressed is not None],
        "manual": report.manual,
        "item_key": _item_key,
        "line": time_line(report.schedule),
        "shown_day": lambda day: shown_day(day, lang),
        "severities": words.SEVERITY,
        "statuses": words.STATUS,
        "facts": words.fact_rows(report.submission, lang),
        "document_rows": _documents(report),
        "groups": _groups(report, open_findings),
        "clauses": _clauses(report),
        "quote": lambda text: shorten(visible(text), _QUOTE),
        "full_place": lambda location: words.full_place(location, lang),
    }


def _item_key(item: ManualItem) -> str:
    """Names an item in the reader's browser, so that its tick survives the next report."""
    text = f"{item.clause}\x1f{item.title}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _form(key: str | None, report: Report) -> str:
    return words.name(words.FORM, key, report.lang) if key else ""


def _documents(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "path": document.path,
            "form": _form(document.form, report) or "—",
            "format": document.format,
            "sha256": document.sha256,
            "status": document.status,
            "reason": words.reason(document, report.lang),
        }
        for document in report.documents
    ]


def _groups(report: Report, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings by document, then by place, both in the order of the report."""
    forms = {document.path: document.form for document in report.documents}
    groups = []
    for path, of_document in groupby(findings, key=lambda f: f.location.document):
        places = [
            {"title": title, "findings": list(of_place)}
            for title, of_place in groupby(
                of_document, key=lambda f: words.place(f.location, report.lang)
            )
        ]
        groups.append(
            {
                "title": path or words.pick(words.WHOLE, report.lang),
                "form": _form(forms.get(path or ""), report),
                "places": places,
            }
        )
    return groups


def _clauses(report: Report) -> dict[str, dict[str, str]]:
    return {
        clause.id: {
            "section": clause.section,
            "sentence": words.pick((clause.says.ja, clause.says.en), report.lang),
        }
        for clause in handbook.clauses()
    }
