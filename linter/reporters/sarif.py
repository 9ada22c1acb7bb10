"""The report as SARIF 2.1.0 (OASIS), which code scanning and editors read.

The documents are no text files: a result has a logical location (slide or sheet, shape, cell) and no
region. Texts are plain: what a document says must not become a link (SARIF 3.11.6).
"""

from __future__ import annotations

from typing import Any

from linter import HANDBOOK_VERSION, __version__, handbook
from linter.model import Finding, Location, Report, Severity
from linter.reporters import View
from linter.reporters.json import encoded
from linter.reporters.paths import file_uri
from linter.reporters.safe import visible
from linter.reporters.verdict import has_unreadable
from linter.reporters.words import place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, view: View) -> str:
    """One log of one run; a suppressed finding stays in it, with its reason."""
    return encoded(as_log(report))


def as_log(report: Report) -> dict[str, Any]:
    first: dict[str, Finding] = {}
    for finding in report.findings:
        first.setdefault(finding.rule, finding)
    numbers = {rule: number for number, rule in enumerate(first)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "myna-lint",
                        "version": __version__,
                        "rules": [_rule(finding, report) for finding in first.values()],
                        "properties": {"handbook": HANDBOOK_VERSION, "rules": report.rules_digest},
                    }
                },
                "language": report.lang,
                "invocations": [{"executionSuccessful": not has_unreadable(report)}],
                "artifacts": [
                    {
                        "location": {"uri": file_uri(report.submission, document.path)},
                        **({"hashes": {"sha-256": document.sha256}} if document.sha256 else {}),
                    }
                    for document in report.documents
                ],
                "results": [_result(f, numbers[f.rule], report) for f in report.findings],
            }
        ],
    }


def _rule(finding: Finding, report: Report) -> dict[str, Any]:
    says = [
        clause.says.ja if report.lang == "ja" else clause.says.en
        for clause in handbook.clauses()
        if clause.id in finding.clauses
    ]
    return {
        "id": finding.rule,
        "name": finding.name,
        "shortDescription": {"text": _plain(" ".join(says) or finding.name)},
        "properties": {"tags": list(finding.clauses)},
    }


def _result(finding: Finding, rule: int, report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": _plain(f"{finding.message} {finding.hint}")},
        "locations": [_location(finding.location, report)],
        "partialFingerprints": {"mynaLint/v1": finding.fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            _location(one, report) for one in dict.fromkeys(finding.related)
        ]
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "external", "justification": _plain(finding.suppressed)}]
    return result


def _location(location: Location, report: Report) -> dict[str, Any]:
    uri = file_uri(report.submission, location.document)
    found: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    inside = place(location, report.lang)
    if inside:
        found["logicalLocations"] = [{"fullyQualifiedName": visible(inside)}]
    return found


def _plain(text: str) -> str:
    return visible(text).replace("](", "] (")
