"""Where the milestones lie on the time line of the HTML report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from linter.model import Milestone

WIDTH = 1000
"""Units of the drawing's width; the first and the last day stand a margin inside."""
_MARGIN = 12


class Mark(Struct, frozen=True):
    """One milestone: places of its dates in units of :data:`WIDTH`."""

    milestone: Milestone
    latest: float | None
    earliest: float | None
    given: float | None


class Month(Struct, frozen=True):
    """The first of a month on the axis."""

    x: float
    label: str


class TimeLine(Struct, frozen=True):
    marks: tuple[Mark, ...]
    months: tuple[Month, ...]


def time_line(milestones: Sequence[Milestone]) -> TimeLine | None:
    """All milestones on one axis; None where no date is known."""
    days = [day for m in milestones for day in (m.latest, m.earliest, m.given) if day is not None]
    if not days:
        return None
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def x(day: date | None) -> float | None:
        if day is None:
            return None
        return round(_MARGIN + (day - first).days / span * (WIDTH - 2 * _MARGIN), 1)

    marks = tuple(Mark(m, x(m.latest), x(m.earliest), x(m.given)) for m in milestones)
    months = tuple(
        Month(place, f"{day.year}-{day.month:02d}")
        for day in _firsts(first, last)
        for place in [x(day)]
        if place is not None
    )
    return TimeLine(marks, months)


def _firsts(first: date, last: date) -> list[date]:
    """The firsts of the months between two days, thinned to at most a dozen."""
    found: list[date] = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first:
            found.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found[:: len(found) // 12 + 1]
