"""The time line of the HTML report: where each milestone stands on the axis."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linter.model import Milestone
from linter.reporters.timeline import WIDTH, time_line

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_no_line_without_dates() -> None:
    assert time_line([Milestone("start", "サービス開始")]) is None


def test_first_and_last_day_stand_inside_the_edges() -> None:
    line = time_line(
        [
            Milestone("review", "審査申請", earliest=date(2027, 1, 4), latest=date(2027, 3, 1)),
            Milestone("start", "サービス開始", given=date(2027, 4, 1)),
        ]
    )
    assert line is not None
    assert (line.marks[0].earliest, line.marks[1].given) == (12, WIDTH - 12)
    assert [month.label for month in line.months] == ["2027-02", "2027-03", "2027-04"]


@given(st.lists(DAYS, min_size=2, max_size=12), st.integers(0, 4000))
def test_later_days_stand_further_right(days: list[date], span: int) -> None:
    days = sorted([*days, days[0] + timedelta(span)])
    line = time_line([Milestone(str(n), "", latest=day) for n, day in enumerate(days)])
    assert line is not None
    places = [mark.latest for mark in line.marks]
    assert all(place is not None and 0 < place < WIDTH for place in places)
    assert places == sorted(places, key=lambda place: place or 0)
    assert len(line.months) <= 12
