"""When each procedure has to be handed in: counted back from the start of the service, and forward
from the day of submission (rules/schedule.yaml; handbook 02-3 to 02-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from linter.business_days import Calendar
from linter.config import Api, Dates, Flow, Procedure
from linter.handbook import Words
from linter.model import Derivation, Milestone
from linter.resources import rules_dir
from linter.yaml_file import load

StepId = str


class Bound(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How long before the step ``step`` another has to be done; ``firm``: the handbook calls it a
    deadline. Neither business days nor weeks: not after it."""

    step: StepId
    clause: str
    section: str
    says: Words
    business_days: int = 0
    weeks: int = 0
    firm: bool = False
    api: tuple[Api, ...] = ()
    not_api: tuple[Api, ...] = ()
    flow: tuple[Flow, ...] = ()

    def holds(self, apis: tuple[str, ...], flow: str) -> bool:
        """Of several APIs the earlier date counts: a bound holds if it holds for one of them."""
        if self.flow and flow not in self.flow:
            return False
        if self.api and not set(self.api) & set(apis):
            return False
        return not apis or bool(set(apis) - set(self.not_api))

    def back(self, later: date, calendar: Calendar) -> date:
        """The last business day that keeps the bound to ``later``."""
        if self.business_days:
            return calendar.shift(later, -self.business_days)
        return calendar.on_or_before(later - timedelta(weeks=self.weeks))

    def forward(self, earlier: date, calendar: Calendar) -> date:
        """The first day that keeps the bound from ``earlier``."""
        if self.business_days:
            return calendar.shift(earlier, self.business_days)
        return earlier + timedelta(weeks=self.weeks)


class Step(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A procedure of 表 2 or an event. ``on``: it falls on the day of that step, which ``same_day``
    says."""

    id: StepId
    title: Words
    before: tuple[Bound, ...]
    procedure: Procedure | None = None
    on: StepId | None = None
    same_day: tuple[Bound, ...] = ()
    flow: tuple[Flow, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    steps: tuple[Step, ...]


@cache
def steps() -> tuple[Step, ...]:
    """All steps in their order."""
    return load(rules_dir() / "schedule.yaml", _File).steps


def given_dates(dates: Dates) -> dict[str, date]:
    """The steps whose dates the configuration fixes."""
    found = {
        "production-check-start": dates.production_check_start,
        "press-release": dates.press_release,
        "service-start": dates.service_start,
    }
    return {name: day for name, day in found.items() if day is not None}


def milestones(
    apis: tuple[str, ...],
    flow: str,
    given: Mapping[str, date],
    *,
    calendar: Calendar,
    submission: tuple[str, date] | None = None,
    lang: str = "ja",
) -> tuple[Milestone, ...]:
    """Every step of the flow with its latest date and why, and its earliest.

    ``given``: step id → fixed date. ``submission``: the procedure handed in, and when.
    """
    wanted = [step for step in steps() if not step.flow or flow in step.flow]
    titles = {step.id: getattr(step.title, lang) for step in wanted}
    back = _Backward(wanted, apis, flow, given, calendar)
    earliest = _forward(wanted, apis, flow, given, calendar, submission)
    return tuple(
        Milestone(
            step.id,
            titles[step.id],
            step.procedure,
            back.latest.get(step.id),
            earliest.get(step.id),
            given.get(step.id),
            tuple(
                Derivation(
                    bound.clause,
                    bound.section,
                    getattr(bound.says, lang),
                    titles[bound.step],
                    day,
                    day == back.latest[step.id],
                    bound.firm,
                )
                for bound, day in back.bounds[step.id]
            ),
        )
        for step in wanted
    )


class _Backward:
    """The latest dates, counted back from what is given."""

    def __init__(
        self,
        wanted: list[Step],
        apis: tuple[str, ...],
        flow: str,
        given: Mapping[str, date],
        calendar: Calendar,
    ) -> None:
        self.latest: dict[str, date] = {}
        self.bounds: dict[str, list[tuple[Bound, date]]] = {}
        for step in reversed(wanted):
            bounds = [
                (bound, bound.back(day, calendar))
                for bound in step.before
                if bound.holds(apis, flow)
                for day in [given.get(bound.step) or self.latest.get(bound.step)]
                if day is not None
            ]
            if step.on:
                bounds = [(bound, given[step.on]) for bound in step.same_day if step.on in given]
            self.bounds[step.id] = bounds
            if bounds:
                self.latest[step.id] = min(day for _, day in bounds)
            elif step.id in given:
                self.latest[step.id] = given[step.id]


def _forward(
    wanted: list[Step],
    apis: tuple[str, ...],
    flow: str,
    given: Mapping[str, date],
    calendar: Calendar,
    submission: tuple[str, date] | None,
) -> dict[str, date]:
    if submission is None:
        return {}
    earliest: dict[str, date] = {}
    for step in wanted:
        days = [
            bound.forward(earliest[earlier.id], calendar)
            for earlier in wanted
            if earlier.id in earliest
            for bound in earlier.before
            if bound.step == step.id and bound.holds(apis, flow)
        ]
        if step.procedure == submission[0]:
            days.append(submission[1])
        elif step.on in earliest:
            days.append(earliest[step.on])
        elif days and step.procedure:
            # A procedure is handed in on a business day; a service may start on any.
            days = [calendar.on_or_after(max(days))]
        if days:
            earliest[step.id] = max([*days, *([given[step.id]] if step.id in given else [])])
    return earliest
