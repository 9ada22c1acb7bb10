from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.business_days import Calendar, closing_days

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))
COUNTS = st.integers(-40, 40)
JAPAN = Calendar()


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),  # 元日
        date(2027, 1, 11),  # 成人の日
        date(2027, 2, 11),  # 建国記念の日
        date(2027, 2, 23),  # 天皇誕生日
        date(2027, 3, 22),  # 春分の日 is Sunday the 21st: 振替休日
        date(2026, 9, 22),  # between 敬老の日 and 秋分の日: 国民の休日
        date(2027, 5, 3),  # 憲法記念日
        date(2026, 5, 6),  # 振替休日 three days after 憲法記念日, a Sunday
        date(2026, 12, 29),  # year-end closing, a Tuesday
        date(2028, 1, 3),  # year-end closing, a Monday
        date(2027, 4, 3),  # Saturday
        date(2027, 4, 4),  # Sunday
    ],
)
def test_days_on_which_offices_are_closed(day: date) -> None:
    assert not JAPAN.is_business_day(day)


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2027, 1, 4), date(2028, 2, 29)])
def test_days_on_which_they_are_open(day: date) -> None:
    assert JAPAN.is_business_day(day)


def test_the_closing_can_be_changed() -> None:
    assert Calendar(None).is_business_day(date(2026, 12, 30))
    assert not Calendar(closing_days(("12-25", "01-08"))).is_business_day(date(2027, 1, 8))
    assert not Calendar(closing_days(("08-10", "08-14"))).is_business_day(date(2026, 8, 12))
    assert Calendar(closing_days(())).closing is None


@given(DAYS, COUNTS.filter(bool))
def test_a_shifted_day_is_a_business_day_so_many_business_days_away(day: date, count: int) -> None:
    there = JAPAN.shift(day, count)
    assert JAPAN.is_business_day(there)
    first, last = sorted((day, there))
    between = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert sum(JAPAN.is_business_day(d) for d in between if d != day) == abs(count)


@given(DAYS, st.integers(1, 40))
def test_from_a_business_day_there_and_back(day: date, count: int) -> None:
    start = JAPAN.on_or_after(day)
    assert JAPAN.shift(JAPAN.shift(start, count), -count) == start


@given(DAYS, st.integers(1, 30), st.data())
def test_one_more_holiday_on_the_way_moves_the_day(
    day: date, count: int, data: st.DataObject
) -> None:
    plain = JAPAN.shift(day, -count)
    way = [plain + timedelta(n) for n in range((day - plain).days)]
    extra = data.draw(st.sampled_from([d for d in way if JAPAN.is_business_day(d)]))
    moved = Calendar(is_holiday=lambda d: d == extra or JAPAN.is_holiday(d))
    assert moved.shift(day, -count) == JAPAN.shift(plain, -1)


@given(DAYS)
def test_the_nearest_business_day_on_either_side(day: date) -> None:
    before, after = JAPAN.on_or_before(day), JAPAN.on_or_after(day)
    assert before <= day <= after
    assert JAPAN.is_business_day(before)
    assert JAPAN.is_business_day(after)
    assert (before == day) is (after == day) is JAPAN.is_business_day(day)
