"""Whether a submission is ready, as the exit status and every report say it."""

from __future__ import annotations

from linter.model import SEVERITIES, Report, Severity


def failing(report: Report, fail_on: Severity) -> bool:
    """A finding at or above ``fail_on`` that is not suppressed, or a document nobody could read."""
    return has_unreadable(report) or any(map(report.count, grave(fail_on)))


def grave(fail_on: Severity) -> tuple[Severity, ...]:
    """The severities at or above ``fail_on``."""
    return SEVERITIES[: SEVERITIES.index(fail_on) + 1]


def has_unreadable(report: Report) -> bool:
    return any(document.status == "unreadable" for document in report.documents)


def exit_status(report: Report, fail_on: Severity) -> int:
    """0 ready, 1 findings at or above ``fail_on``, 3 a document could not be read."""
    if has_unreadable(report):
        return 3
    return 1 if failing(report, fail_on) else 0
