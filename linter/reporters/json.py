"""The JSON report, schema 1 (``rules/schema/report.schema.json``)."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from linter import HANDBOOK_VERSION, __version__
from linter.model import SEVERITIES, Document, Finding, Report
from linter.reporters import View
from linter.reporters.safe import is_hidden
from linter.reporters.words import reason

SCHEMA = 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_OTHER_THAN_ASCII = re.compile(r"[^\n -~]")


def render(report: Report, view: View) -> str:
    """One object, UTF-8, in the stable order of the report."""
    return encoded(as_object(report))


def encoded(data: dict[str, Any]) -> str:
    """JSON with its line end. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. What is not
    seen is written as ``\\uXXXX``: JSON would allow it raw, but a terminal that shows the output
    would obey it."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    text = _SURROGATE.sub("\ufffd", text)
    return _OTHER_THAN_ASCII.sub(_escape_hidden, text) + "\n"


def _escape_hidden(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if is_hidden(match[0]) else match[0]


def as_object(report: Report) -> dict[str, Any]:
    """The report as the JSON contract names it, in plain lists and dictionaries."""
    facts = report.submission
    return {
        "schema": SCHEMA,
        "tool": {
            "name": "myna-lint",
            "version": __version__,
            "handbook": HANDBOOK_VERSION,
            "rules": report.rules_digest,
        },
        "submission": {
            "path": facts.path,
            "api": list(facts.api),
            "procedure": facts.procedure,
            "flow": facts.flow,
            "applicant": facts.applicant,
            "inferred": list(facts.inferred),
        },
        "documents": [_document(document, report) for document in report.documents],
        "findings": [_finding(finding) for finding in report.findings],
        "manual": [
            {"clause": item.clause, "title": item.title, "why": item.why} for item in report.manual
        ],
        "clauses": msgspec.to_builtins(report.clauses),
        "summary": {
            **{severity: report.count(severity) for severity in SEVERITIES},
            "suppressed": sum(1 for f in report.findings if f.suppressed is not None),
        },
    }


def _document(document: Document, report: Report) -> dict[str, Any]:
    return {
        "path": document.path,
        "form": document.form,
        "format": document.format,
        "sha256": document.sha256,
        "status": document.status,
        "reason": reason(document, report.lang),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    keys = msgspec.to_builtins(finding)
    del keys["translated"]
    if not finding.related:
        del keys["related"]
    return dict(keys)
