"""``batch.json``: one row for each submission (``rules/schema/batch.schema.json``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from linter import HANDBOOK_VERSION, __version__
from linter.model import SEVERITIES, Report
from linter.reporters.verdict import exit_status, has_unreadable

SCHEMA = 1
Outcome = Literal["ready", "findings", "unreadable", "failed"]


class Counts(Struct, frozen=True):
    error: int = 0
    warning: int = 0
    info: int = 0
    suppressed: int = 0


class Row(Struct, frozen=True):
    """``outcome``: ``ready``; ``findings`` at or above ``--fail-on``; ``unreadable``: a document
    could not be read; ``failed``: the submission could not be checked, ``reason`` says why.
    ``digest`` is of all that the reports were made from; None where a later run must look again."""

    name: str
    outcome: Outcome
    html: str
    json: str
    digest: str | None = None
    reason: str | None = None
    counts: Counts = Counts()
    documents: int = 0
    unreadable: int = 0
    api: tuple[str, ...] = ()
    procedure: str | None = None

    @property
    def status(self) -> int:
        """What ``check`` of this submission alone would exit with."""
        return {"ready": 0, "findings": 1, "unreadable": 3, "failed": 3}[self.outcome]


class Tool(Struct, frozen=True):
    name: str = "myna-lint"
    version: str = __version__
    handbook: str = HANDBOOK_VERSION


class Summary(Struct, frozen=True):
    ready: int = 0
    findings: int = 0
    unreadable: int = 0
    failed: int = 0


class State(Struct, frozen=True):
    """``complete``: every submission of the inbox has its row."""

    inbox: str
    complete: bool
    summary: Summary
    submissions: tuple[Row, ...]
    schema: int = SCHEMA
    tool: Tool = Tool()


def row_of(
    report: Report, name: str, files: tuple[str, str], fail_on: str, digest: str | None
) -> Row:
    status = exit_status(report, fail_on)  # type: ignore[arg-type] # click has checked it
    outcome: Outcome = "unreadable" if has_unreadable(report) else "findings" if status else "ready"
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    return Row(
        name=name,
        outcome=outcome,
        html=files[0],
        json=files[1],
        digest=digest,
        counts=Counts(**counts, suppressed=sum(f.suppressed is not None for f in report.findings)),
        documents=len(report.documents),
        unreadable=sum(d.status == "unreadable" for d in report.documents),
        api=report.submission.api,
        procedure=report.submission.procedure,
    )


def state_of(inbox: str, rows: Iterable[Row], *, complete: bool) -> State:
    """Rows in the order of their names."""
    ordered = tuple(sorted(rows, key=lambda row: row.name))
    outcomes = [row.outcome for row in ordered]
    summary = Summary(
        outcomes.count("ready"),
        outcomes.count("findings"),
        outcomes.count("unreadable"),
        outcomes.count("failed"),
    )
    return State(inbox, complete, summary, ordered)


def as_json(state: State) -> str:
    plain = msgspec.to_builtins(state)
    head = {key: plain[key] for key in ("schema", "tool")}  # first: how the file is known as ours
    return msgspec.json.format(msgspec.json.encode({**head, **plain}), indent=2).decode() + "\n"


def earlier_rows(file: Path) -> Mapping[str, Row]:
    """The rows of an earlier run by name; none where there is no such file that can be read."""
    try:
        state = msgspec.json.decode(file.read_bytes(), type=State)
    except (OSError, msgspec.DecodeError):
        return {}
    return {row.name: row for row in state.submissions} if state.schema == SCHEMA else {}
