"""Dates as people write them: 西暦 or 令和, to the day or the month."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from linter.fold import folding

_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_YEAR = (
    r"(?:(?P<era>令和|平成|昭和|(?<![a-z])[rhs])(?P<eray>元|[0-9]{1,2})|(?P<y>(?:19|20)[0-9]{2}))"
)
_SEPARATED = re.compile(
    _YEAR
    + r"(?:年|[./-])(?P<m>[0-9]{1,2})(?:(?:月|[./-])(?P<d>[0-9]{1,2})(?:日|(?![0-9年]))|月|(?![0-9./-]))"
)
_COMPACT = re.compile(
    r"(?<![0-9-])(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9-])"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH = re.compile(
    r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?P<d>[0-9]{1,2})?(?:st|nd|rd|th)?[,|]?(?P<y>20[0-9]{2})"
)
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s+(?=\d)")


class WrittenDate(Struct, frozen=True):
    """A date in a text; ``day`` is the first of the month where only a month is written; ``text``:
    the user's own words."""

    day: date
    precision: Literal["day", "month"]
    text: str

    def agrees(self, other: WrittenDate) -> bool:
        """Equal as far as both say: to the month where one gives only the month."""
        if self.precision == "day" and other.precision == "day":
            return self.day == other.day
        return (self.day.year, self.day.month) == (other.day.year, other.day.month)


def find_dates(text: str) -> list[WrittenDate]:
    """Every date in a text, in order; impossible dates (2月30日) are not dates."""
    # «2027/4/1⏎2028/4/1»: numbers that blanks keep apart would become one.
    folded = folding(_BETWEEN_NUMBERS.sub(_apart, text))
    found: dict[tuple[int, int], WrittenDate] = {}
    for pattern in (_SEPARATED, _COMPACT, _ENGLISH):
        for match in pattern.finditer(folded.text):
            if any(match.start() < end and start < match.end() for start, end in found):
                continue
            day = _date_of(match)
            if day is not None:
                precision: Literal["day", "month"] = "day" if match.group("d") else "month"
                start = folded.source_index(match.start())
                length = len(folded.original(match.start(), match.end()))
                words = text[start : start + length]
                found[match.span()] = WrittenDate(day, precision, words)
    return [found[place] for place in sorted(found)]


def _apart(blanks: re.Match[str]) -> str:
    """A mark in the place of the first, so that all else keeps its place."""
    return "|" + blanks[0][1:]


def _date_of(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups.get("y"):
        year = int(groups["y"])
    else:
        count = 1 if groups["eray"] == "元" else int(groups["eray"])
        year = _ERAS[groups["era"]] + count
    month = _MONTHS.index(groups["mon"]) + 1 if groups.get("mon") else int(groups["m"])
    try:
        return date(year, month, int(groups.get("d") or 1))
    except ValueError:
        return None


def add_year(day: date) -> date:
    """The same day a year later; 29 February gives 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
