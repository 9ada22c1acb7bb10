"""Business days of Japan: no weekend, no public or substitute holiday, no year-end closing.

The handbook counts in 営業日 without saying which days are none; the closing of 12/29–1/3 is that of
public offices (行政機関の休日に関する法律) and assumed for the reception of applications.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

MonthDay = tuple[int, int]
YEAR_END: tuple[MonthDay, MonthDay] = ((12, 29), (1, 3))


def closing_days(closing: tuple[str, ...]) -> tuple[MonthDay, MonthDay] | None:
    """``("12-29", "01-03")`` of the configuration; None where it is empty."""
    if not closing:
        return None
    (first_month, first), (last_month, last) = (map(int, text.split("-")) for text in closing)
    return (first_month, first), (last_month, last)


@cache
def _is_holiday(day: date) -> bool:
    # jpholiday works every rule out anew for each day, and it is slow to import.
    import jpholiday

    return bool(jpholiday.is_holiday(day))


class Calendar(Struct, frozen=True):
    """``closing``: first and last day of the year-end closing (month, day), None for none."""

    closing: tuple[MonthDay, MonthDay] | None = YEAR_END
    is_holiday: Callable[[date], bool] = _is_holiday

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self._closed(day) and not self.is_holiday(day)

    def _closed(self, day: date) -> bool:
        if self.closing is None:
            return False
        first, last = self.closing
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last

    def shift(self, day: date, count: int) -> date:
        """The ``count``-th business day after ``day``, before it where negative; 0: ``day``."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def on_or_before(self, day: date) -> date:
        """``day``, or the last business day before it."""
        return day if self.is_business_day(day) else self.shift(day, -1)

    def on_or_after(self, day: date) -> date:
        """``day``, or the first business day after it."""
        return day if self.is_business_day(day) else self.shift(day, 1)
