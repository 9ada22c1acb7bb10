"""Checks of dates inside the documents (handbook 【参考】2, 03-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from linter.business_days import Calendar, closing_days
from linter.checks.registry import Hit, check
from linter.checks.text import is_blank, title_values
from linter.checks.values import NoParams
from linter.context import Context
from linter.dates import WrittenDate, add_year, find_dates
from linter.fold import squash
from linter.forms import FieldValue
from linter.model import Location

_CLOSED = re.compile(r"済|完了|クローズ|close|解決(?!前|待)|終了")


@check("readable_date", NoParams)
def readable_date(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """A filled-in value is a date or a month, 西暦 or 令和."""
    for field in context.fields(given):
        if not is_blank(field.text) and not find_dates(field.text):
            yield Hit(field.slot, evidence=field.text, values=title_values(field))


class YearAfterParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``section``: where the two dates may stand if not beside the label; ``start``: the field that
    gives the start date elsewhere; ``except_field``: a field of the section whose dates are others."""

    section: str
    start: str
    except_field: str


@check("year_after", YearAfterParams)
def year_after(context: Context, given: tuple[str, ...], params: YearAfterParams) -> Iterator[Hit]:
    """Two dates, the second one year (± a day) after the first."""
    for field in context.fields(given):
        dates = _dates_beside(context, field, params)
        if dates is None:
            continue
        if len(dates) < 2:
            yield Hit(
                field.slot,
                evidence=dates[0].text if dates else (field.raw.strip() or None),
                values={
                    "problem": {
                        "ja": "サービス開始予定日とその 1 年後の日付の両方が必要です"
                        + (f"（「{dates[0].text}」だけがあります）" if dates else ""),
                        "en": "both the planned start date and the date one year later are needed",
                    }
                },
            )
            continue
        if any(
            _one_year(first, second) for first in dates for second in dates if first is not second
        ):
            continue
        first, second = sorted(dates[:2], key=lambda d: d.day)
        yield Hit(
            field.slot,
            evidence=f"{first.text} ／ {second.text}",
            expected=add_year(first.day).isoformat(),
            values={
                "problem": {
                    "ja": f"「{second.text}」は「{first.text}」の 1 年後ではありません",
                    "en": f"“{second.text}” is not one year after “{first.text}”",
                }
            },
        )


def _one_year(first: WrittenDate, second: WrittenDate) -> bool:
    wanted = add_year(first.day)
    if first.precision == "day" and second.precision == "day":
        return abs((second.day - wanted).days) <= 1
    return (second.day.year, second.day.month) == (wanted.year, wanted.month)


def _dates_beside(
    context: Context, field: FieldValue, params: YearAfterParams
) -> list[WrittenDate] | None:
    """The dates of the row, or of the section without the excepted field; None: nothing to judge."""
    own = find_dates(f"{field.label}\n{field.raw}")
    if len(own) >= 2:
        return own
    excepted = [
        part
        for other in context.fields((params.except_field,))
        for part in other.parts
        if other.slot.document == field.slot.document
    ]
    found: list[WrittenDate] = []
    seen_section = False
    for reading in context.of_form(field.form):
        if reading.document.path != field.slot.document:
            continue
        items = reading.section_items(params.section)
        seen_section = seen_section or bool(items)
        if not items and field.found:
            items = reading.items_around(field.key)
        for item in items:
            text = item.text
            for part in excepted:
                if part.location == item.location:
                    text = text.replace(part.text, "\n")
            found.extend(find_dates(text))
    if not seen_section and not field.found:
        return None
    return found or own


def _start_in_section(
    context: Context, field: FieldValue, params: YearAfterParams
) -> list[WrittenDate]:
    """The first date of the section that another one follows a year later; at most one."""
    dates = _dates_beside(context, field, params) or []
    return [
        first
        for first in dates
        if any(_one_year(first, second) for second in dates if second is not first)
    ][:1]


class SameDateParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``first_of_pair``: fields whose value is a start date and a date one year after it; ``pair``:
    where else the two may stand."""

    first_of_pair: tuple[str, ...] = ()
    pair: YearAfterParams | None = None


@check("same_date", SameDateParams)
def same_date(context: Context, given: tuple[str, ...], params: SameDateParams) -> Iterator[Hit]:
    """All given fields, and the configuration, name the same day (or month, where one has only it).

    ``first_of_pair`` names fields that hold a start date and a date one year later: the earlier
    counts, and only where both are there.
    """
    sides: list[tuple[WrittenDate, Location, str, str]] = []
    for name in given:
        if name == "config.dates.service-start":
            day = context.config.dates.service_start
            if day is not None:
                sides.append(
                    (
                        WrittenDate(day, "day", day.isoformat()),
                        Location(),
                        "設定ファイルの service-start",
                        "service-start in the configuration",
                    )
                )
            continue
        for field in context.fields((name,)):
            text = field.raw if name in params.first_of_pair else field.text
            dates = find_dates(text)
            places = [(part.text, part.location) for part in field.parts]
            if name in params.first_of_pair:
                dates = sorted(dates, key=lambda d: d.day) if len(dates) >= 2 else []
                if not dates and params.pair is not None:
                    dates = _start_in_section(context, field, params.pair)
                    places = [
                        (item.text, item.location)
                        for reading in context.of_form(field.form)
                        for item in reading.section_items(params.pair.section)
                    ]
            if dates:
                said = squash(dates[0].text)
                place = next((there for text, there in places if said in squash(text)), field.slot)
                title = (
                    "利用者数の基準日（サービス開始日）",
                    "the start date beside the user count",
                )
                ja, en = title if name in params.first_of_pair else (field.title.ja, field.title.en)
                sides.append((dates[0], place, ja, en))
    for n, (mine, place, title_ja, title_en) in enumerate(sides):
        if place.document is None:
            continue
        for m, (other, other_place, other_ja, other_en) in enumerate(sides):
            if n == m or mine.agrees(other):
                continue
            yield Hit(
                place,
                evidence=mine.text,
                expected=other.text,
                related=(other_place,) if other_place.document else (),
                values={
                    "field": {"ja": title_ja, "en": title_en},
                    "other": {"ja": other_ja, "en": other_en},
                },
            )
            break


class BusinessDaysParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``days``: how many business days lie at least between asking and the wanted date."""

    days: int


@check("business_days_ahead", BusinessDaysParams)
def business_days_ahead(
    context: Context, given: tuple[str, ...], params: BusinessDaysParams
) -> Iterator[Hit]:
    """In each open row the wanted date is so many business days after the day of asking.

    The day of asking is the row's own, else the submission date of the configuration.
    """
    calendar = Calendar(closing_days(context.config.dates.year_end_closing))
    for of in context.tables(given):
        for row in of.table.rows:
            if row.text("answered") or not row.text("wanted") or _is_closed(row.text("status")):
                continue
            wanted = find_dates(row.text("wanted"))
            asked = _asked(row.text("asked"), context.config.dates.submission)
            place = row.cells["wanted"].location
            if not wanted:
                yield _ahead_hit(place, row.text("wanted"), None, params.days)
            elif asked is not None:
                earliest = calendar.shift(asked, params.days)
                if wanted[0].day < earliest:
                    yield _ahead_hit(place, row.text("wanted"), earliest, params.days)


def _is_closed(status: str) -> bool:
    return _CLOSED.search(squash(status)) is not None


def _asked(text: str, fallback: date | None) -> date | None:
    dates = find_dates(text)
    return dates[0].day if dates else fallback


def _ahead_hit(place: Location, text: str, earliest: date | None, days: int) -> Hit:
    shown = earliest.isoformat() if earliest else None
    return Hit(
        place,
        evidence=text,
        expected=shown,
        values={
            "days": days,
            "problem": {
                "ja": f"{shown} 以降にしてください" if shown else "日付として読めません",
                "en": f"write {shown} or later" if shown else "it cannot be read as a date",
            },
        },
    )
