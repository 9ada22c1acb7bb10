"""``myna-lint.toml`` (or ``[tool.myna-lint]`` in a ``pyproject.toml`` above) → :class:`Config`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct, field

from linter.limits import Limits
from linter.model import Form, Severity

Api = Literal["corporate", "social-tax", "residence", "e-application", "moving", "receive"]
Procedure = Literal[
    "review",
    "connection-test",
    "connection-test-report",
    "production-connection",
    "pre-service",
    "service-start",
    "change",
    "termination",
]
Flow = Literal["current", "legacy"]
Applicant = Literal["private", "government"]


class Dates(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``year_end_closing``: first and last day (MM-DD) that are no business days; empty for none."""

    submission: date | None = None
    service_start: date | None = None
    production_check_start: date | None = None
    press_release: date | None = None
    year_end_closing: tuple[str, ...] = ("12-29", "01-03")


class WebForms(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What the applicant typed into the web forms, as far as other documents must agree with it."""

    procedures: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()


class RuleChoice(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()


class Suppression(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Accepts the findings of one rule (in one document, where named); a reason is required."""

    rule: str
    reason: str
    document: str | None = None


class Config(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """All keys are optional; None and empty mean "infer it from the documents"."""

    api: tuple[Api, ...] = ()
    procedure: Procedure | None = None
    flow: Flow | None = None
    applicant: Applicant | None = None
    third_party: bool = False
    press_release: bool = False
    fail_on: Severity = "error"
    dates: Dates = Dates()
    web_forms: WebForms = WebForms()
    documents: dict[Form, str] = field(default_factory=dict)
    rules: RuleChoice = RuleChoice()
    limits: Limits = Limits()
    suppress: tuple[Suppression, ...] = ()
