"""Checks of dates against the schedule that the handbook asks for (02-3 to 02-12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.context import Context
from linter.model import Location, Milestone
from linter.timing import known_dates, timetable


class StepParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``step``: a step of rules/schedule.yaml."""

    step: str


_RELEASE = "press-release"


def _milestone(context: Context, step: str) -> Milestone | None:
    # An early press release is told of itself, not of every step before it.
    free = None if step == _RELEASE else _RELEASE
    return next((m for m in timetable(context, free=free) if m.id == step), None)


def _hit(context: Context, milestone: Milestone, day: date, due: date) -> Hit:
    places = known_dates(context)
    start = places.get(milestone.id) or places.get("service-start")
    reason = next((why for why in milestone.why if why.binding), None)
    return Hit(
        start.location if start else Location(),
        evidence=day.isoformat(),
        expected=due.isoformat(),
        values={
            "title": milestone.title,
            "day": day.isoformat(),
            "due": due.isoformat(),
            "why": reason.says if reason else "",
            "anchor": reason.anchor if reason else "",
            "all": " / ".join(f"{why.says} → {why.day.isoformat()}" for why in milestone.why),
        },
        severity=None if reason is None or reason.firm else "warning",
    )


@check("handed_in_by", StepParams)
def handed_in_by(context: Context, given: tuple[str, ...], params: StepParams) -> Iterator[Hit]:
    """The submission date of the configuration is not after the latest date of its procedure.

    What the handbook calls a deadline is an error, what it says is usually taken a warning.
    """
    del given
    submission = context.config.dates.submission
    milestone = _milestone(context, params.step)
    if submission is None or milestone is None or milestone.latest is None:
        return
    if context.facts.procedure == milestone.procedure and submission > milestone.latest:
        yield _hit(context, milestone, submission, milestone.latest)


@check("handed_in_on", StepParams)
def handed_in_on(context: Context, given: tuple[str, ...], params: StepParams) -> Iterator[Hit]:
    """The submission date of the configuration is the very day of the step."""
    del given
    submission = context.config.dates.submission
    milestone = _milestone(context, params.step)
    if submission is None or milestone is None or milestone.latest is None:
        return
    if context.facts.procedure == milestone.procedure and submission != milestone.latest:
        yield _hit(context, milestone, submission, milestone.latest)


@check("event_by", StepParams)
def event_by(context: Context, given: tuple[str, ...], params: StepParams) -> Iterator[Hit]:
    """A date that is fixed for an event leaves the time that the steps after it need."""
    del given
    milestone = _milestone(context, params.step)
    if milestone is None or milestone.given is None or milestone.latest is None:
        return
    if milestone.given > milestone.latest:
        yield _hit(context, milestone, milestone.given, milestone.latest)


@check("event_after", StepParams)
def event_after(context: Context, given: tuple[str, ...], params: StepParams) -> Iterator[Hit]:
    """A date that is fixed for an event is not before the steps before it can be done."""
    del given
    milestone = _milestone(context, params.step)
    if milestone is None or milestone.given is None:
        return
    earliest = next(
        (m.earliest for m in timetable(context, free=params.step) if m.id == params.step), None
    )
    if earliest is not None and milestone.given < earliest:
        yield _hit(context, milestone, milestone.given, earliest)
