"""How far the check of a session is: what the page asks for while it waits."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from linter.config import Api, Applicant, Flow, Procedure


class Choices(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What was chosen on the page; empty where the configuration or the documents are to say it."""

    api: tuple[Api, ...] = ()
    procedure: Procedure | None = None
    flow: Flow | None = None
    applicant: Applicant | None = None
    submission: date | None = None
    service_start: date | None = None


class Idle(Struct, frozen=True, tag_field="state", tag="idle"):
    """No check has been asked for."""


class Waiting(Struct, frozen=True, tag_field="state", tag="waiting"):
    """Others are being checked first."""


class Reading(Struct, frozen=True, tag_field="state", tag="reading"):
    """``number`` counts from 1."""

    document: str
    number: int
    total: int


class Done(Struct, frozen=True, rename="kebab", tag_field="state", tag="done"):
    """The report is there. ``inferred`` names the facts that the documents say; ``dates`` are those
    that the configuration or the page has set."""

    name: str
    ready: bool
    api: tuple[str, ...]
    procedure: str | None
    flow: str
    applicant: str
    inferred: tuple[str, ...]
    dates: dict[str, date] = field(default_factory=dict)
    summary: dict[str, int] = field(default_factory=dict)


class Failed(Struct, frozen=True, tag_field="state", tag="failed"):
    """No report: the sentence that says why."""

    ja: str
    en: str


State = Idle | Waiting | Reading | Done | Failed
