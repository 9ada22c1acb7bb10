"""The report as workflow commands of GitHub Actions: an annotation for each finding.

Every line is ``::error file=…,title=…::message``; what stands in a document can neither end the line
nor a property (as the runner's own toolkit escapes it).
"""

from __future__ import annotations

from linter.model import Finding, Report, Severity
from linter.reporters import View
from linter.reporters.paths import file_path
from linter.reporters.safe import visible
from linter.reporters.words import place

_COMMAND: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, view: View) -> str:
    """A line for each finding that is not suppressed; empty where there is none."""
    return "".join(_line(f, report) for f in report.findings if f.suppressed is None)


def _line(finding: Finding, report: Report) -> str:
    file = _property(file_path(report.submission, finding.location.document))
    title = _property(f"{finding.rule} {finding.name}")
    inside = place(finding.location, report.lang)
    message = " ".join(part for part in (inside, finding.message, finding.hint) if part)
    return f"::{_COMMAND[finding.severity]} file={file},title={title}::{_data(message)}\n"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
