"""Number formats: what the user sees of a number (ECMA-376 part 1, 18.8.30–31)."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from linter.parsers.xlsx_sections import Digits, Section, section_of

_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 46: "[h]:mm:ss",
    49: "@",
}  # fmt: skip
_HALF_UP = Context(rounding=ROUND_HALF_UP)


def is_date_format(number: int, code: str, value: float = 1) -> bool:
    """Whether a number format shows a value as a date or a time."""
    if number in _BUILTIN_DATES:
        return True
    section = section_of(value, code)
    return section is not None and section.kind in ("date", "elapsed")


def date_text(value: float, *, date1904: bool = False) -> str | None:
    """A serial date as ISO text, with HH:MM where it has a time; None out of range.

    The 1900 system counts a 29 February 1900 that never was.
    """
    if not 0 <= value < 2_958_466:
        return None
    if value < 1 and not date1904:
        # Seconds are rounded and minutes are not; what is rounded up to 24:00 is 00:00.
        minutes = round(value * 86_400) // 60 % 1440
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if date1904:
        start = datetime(1904, 1, 1)
    else:
        start = datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31)
    try:
        moment = start + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return None
    if moment.hour or moment.minute:
        return moment.strftime("%Y-%m-%d %H:%M")
    return moment.strftime("%Y-%m-%d")


def elapsed_text(value: float, code: str) -> str | None:
    """A duration under a format such as [h]:mm; None where the format is none, or out of range."""
    section = section_of(value, code)
    return _elapsed(value, section) if section is not None else None


def plain(value: float) -> str:
    """A number without format: whole ones without «.0», others to 15 digits."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return f"{value:.15g}"


def shown(value: float, code: str) -> str:
    """A number under a format code (ECMA-376 part 1, 18.8.31).

    Numbers that no section is for, fractions, powers of ten and what is not known are shown as
    without a format.
    """
    section = section_of(value, code)
    if section is None or not math.isfinite(value):
        return plain(value)
    if section.kind == "elapsed":
        return _elapsed(value, section) or plain(value)
    if section.kind == "literal":
        return "".join(mark.text for mark in section.marks).strip()
    if section.unsigned:
        value = abs(value)
    if section.kind == "general":
        number = plain(abs(value))
        text = "".join(number if m.kind == "general" else m.text for m in section.marks)
    elif section.digits is not None:
        text = _filled(abs(value), section.digits)
    else:
        return plain(value)
    # The sign stands before all the section shows: -¥1,000.
    return ("-" if value < 0 else "") + text.strip()


def _elapsed(value: float, section: Section) -> str | None:
    if section.unsigned:
        value = abs(value)
    if section.kind != "elapsed" or not 0 <= value < 2_958_466:
        return None
    fractions = (mark.text.partition(".")[2] for mark in section.marks if mark.kind == "time")
    places = min(3, max(map(len, fractions), default=0))
    seconds, fraction = divmod(round(value * 86_400 * 10**places), 10**places)
    units = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    out: list[str] = []
    for mark in section.marks:
        if mark.kind == "literal":
            out.append(mark.text)
        elif mark.kind == "elapsed":
            out.append(str(units[mark.text[0].lower()]).zfill(len(mark.text)))
        elif mark.kind == "time":
            name, point, zeros = mark.text.partition(".")
            unit = name[0].lower()
            out.append(str(units[unit] % (24 if unit == "h" else 60)).zfill(min(2, len(name))))
            out.append(f".{fraction:0{places}d}"[: 1 + len(zeros)] if point else "")
        else:
            return None
    return "".join(out).strip()


def _filled(number: float, digits: Digits) -> str:
    """A number that is not negative in the places of a section's digits."""
    head, tail = _rounded(number, digits.shift, digits.places)
    while len(tail) > digits.least and tail.endswith("0"):
        tail = tail[:-1]
    left = list(head.lstrip("0"))
    out: list[str] = []  # from the right
    count = 0

    def add(digit: str) -> None:
        nonlocal count
        if digits.grouped and count and count % 3 == 0:
            out.append(",")
        out.append(digit)
        count += 1

    for mark in reversed(digits.whole):
        if mark.kind != "digit":
            out.append(mark.text)
        elif left or mark.text == "0":
            add(left.pop() if left else "0")
    while left:
        add(left.pop())
    out.append(digits.before)
    out.reverse()
    out.append("." if tail else "")
    rest = iter(tail)
    out += [next(rest, "") if mark.kind == "digit" else mark.text for mark in digits.decimals]
    out.append(digits.after)
    return "".join(out)


def _rounded(number: float, shift: int, places: int) -> tuple[str, str]:
    """The digits before and after the point, rounded as Excel does: the 15 it keeps, half up."""
    if not shift and number < 1e15 and number == int(number):
        return str(int(number)), "0" * places
    with localcontext(_HALF_UP):
        text = f"{Decimal(f'{number:.15g}').scaleb(shift):.{places}f}"
    head, _, tail = text.partition(".")
    return head, tail
