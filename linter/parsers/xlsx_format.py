"""Number formats: what the user sees of a number (ECMA-376 part 1, 18.8.30–31)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 49: "@",
}  # fmt: skip
# Groups of digits and what stands between them: a hyphen, a bracket, kept literals (below).
_DIGITS = re.compile(r"[#0?][#0?,.\-() \ue000-\uf8ff]*[#0?]|[#0?]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')


@lru_cache(maxsize=4096)
def is_date_format(number: int, code: str) -> bool:
    """Whether a number format shows a date or a time."""
    if number in _BUILTIN_DATES:
        return True
    section = code.split(";")[0]
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", section)
    if re.search(r"\[(?:h+|m+|s+)\]", bare, re.I):
        return True
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    if bare.strip().lower() in ("general", "@", "") or "0" in bare or "#" in bare:
        return False
    return re.search(r"[ymdhsge年月日]", bare, re.I) is not None


def date_text(value: float, *, date1904: bool = False) -> str | None:
    """A serial date as ISO text, with HH:MM where it has a time; None out of range.

    The 1900 system counts a 29 February 1900 that never was.
    """
    if not 0 <= value < 2_958_466:
        return None
    if value < 1 and not date1904:
        minutes = round(value * 1440)
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


def plain(value: float) -> str:
    """A number without format: whole ones without «.0», others to 15 digits."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def shown(value: float, code: str) -> str:
    """A number under a format code: grouping, decimals, percent, leading zeros, literal text."""
    section = code.split(";")[0]
    if value < 0 and len(code.split(";")) > 1:
        section = code.split(";")[1]
        value = abs(value)
    if section.strip().lower() in ("general", "@", ""):
        return plain(value)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = match.group(1) if match.group(1) is not None else match.group(2)
        if not text:
            return ""
        literals.append(text)
        # A private-use character stands for the literal until the digits are filled in.
        return chr(0xE000 + len(literals) - 1)

    pattern = _LITERAL.sub(keep, section)
    digits = _DIGITS.search(pattern)
    if digits is None or "E" in pattern or "/" in pattern:
        return plain(value)
    number = value * 100 if "%" in pattern else value
    core = digits.group()
    whole, _, decimals = core.partition(".")
    places = len(decimals)
    least = whole.count("0")
    if not re.fullmatch(r"[#0?,]*", whole) and not decimals:
        text = _grouped(number, whole)
    else:
        text = f"{abs(number):.{places}f}"
        head, _, tail = text.partition(".")
        head = head.rjust(least, "0")
        if "," in whole:
            head = f"{int(head):,}".rjust(least, "0")
        while tail and len(tail) > decimals.count("0") and tail.endswith("0"):
            tail = tail[:-1]
        text = head + ("." + tail if tail else "")
        if number < 0:
            text = "-" + text
    text = pattern[: digits.start()] + text + pattern[digits.end() :]
    for index, literal in enumerate(literals):
        text = text.replace(chr(0xE000 + index), literal)
    return text.strip()


def _grouped(number: float, pattern: str) -> str:
    """Formats such as 000-0000: digits are filled in from the right, what stands between is kept."""
    digits = list(str(int(abs(number))))
    out: list[str] = []
    for mark in reversed(pattern):
        if mark in "#0?":
            out.append(digits.pop() if digits else "0" if mark == "0" else "")
        elif mark != ",":
            out.append(mark)
    return "".join(digits) + "".join(reversed(out))
