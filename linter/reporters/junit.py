"""The report as JUnit XML, which CI servers show as test results.

A document is a suite, a finding a case: a failure where it is at or above ``fail_on``, skipped where
it is suppressed, else passed with its text as output. A document without findings has one case that
passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from linter.model import Finding, Report
from linter.reporters import View
from linter.reporters.paths import file_path
from linter.reporters.safe import visible
from linter.reporters.verdict import grave
from linter.reporters.words import SEVERITY, name, pick, place


def render(report: Report, view: View) -> str:
    """One ``testsuites`` element; the attributes are those that Jenkins and GitLab read."""
    suites: dict[str | None, list[Finding]] = {document.path: [] for document in report.documents}
    for finding in report.findings:
        document = finding.location.document
        suites.setdefault(document if document in suites else None, []).append(finding)
    root = Element("testsuites", name="myna-lint")
    for path, findings in suites.items():
        _suite(root, file_path(report.submission, path), findings, report, view)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(
    root: Element, title: str, findings: Sequence[Finding], report: Report, view: View
) -> None:
    suite = SubElement(root, "testsuite", name=title)
    count = {"failures": 0, "skipped": 0}
    for finding in findings:
        where = place(finding.location, report.lang)
        case = SubElement(
            suite,
            "testcase",
            classname=title,
            name=visible(f"{finding.rule} {finding.name} {where}".rstrip()),
        )
        severity = name(SEVERITY, finding.severity, report.lang)
        if finding.suppressed is not None:
            count["skipped"] += 1
            SubElement(case, "skipped", message=visible(finding.suppressed))
        elif finding.severity in grave(view.fail_on):
            count["failures"] += 1
            failure = SubElement(
                case, "failure", type=finding.severity, message=visible(finding.message)
            )
            failure.text = _told(finding, where, severity)
        else:
            SubElement(case, "system-out").text = _told(finding, where, severity)
    if not findings:
        nothing = pick(("指摘なし", "no findings"), report.lang)
        SubElement(suite, "testcase", classname=title, name=nothing)
    suite.set("tests", str(len(suite)))
    suite.set("errors", "0")
    for key, number in count.items():
        suite.set(key, str(number))


def _told(finding: Finding, where: str, severity: str) -> str:
    lines = (f"{severity}: {finding.message}", finding.hint, where, finding.evidence or "")
    return "\n".join(visible(line) for line in lines if line)
