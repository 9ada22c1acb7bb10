"""The sections of a number format, read once for all its cells (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

# No alternative is tried at two lengths: a code is a stranger's, and of any length.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|(?P<skipped>[_*].?)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/標準)|(?P<time>h+|m+|s+(?:\.0+)?)|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([-+]?\d+(?:\.\d*)?(?:E[-+]?\d+)?)\s*", re.IGNORECASE)
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_UNQUOTED = frozenset(" $-+():!^&'~{}<>=")  # shown as they are; «/» is, but for fractions and dates
_PLACES = 400  # no double has a digit further down

Condition = tuple[str, float]
SectionKind = Literal["plain", "general", "literal", "digits", "date", "elapsed"]


class Mark(Struct, frozen=True):
    """A piece of a section; ``bare`` is a character without quotes that may mean something."""

    kind: Literal["literal", "general", "elapsed", "time", "digit", "bare"]
    text: str


_POINT, _COMMA, _PERCENT = (Mark("bare", sign) for sign in ".,%")


class Digits(Struct, frozen=True):
    """Where digits go: ``whole`` is filled from the right, ``decimals`` from the left."""

    before: str
    whole: tuple[Mark, ...]
    decimals: tuple[Mark, ...]
    after: str
    grouped: bool
    shift: int  # the power of ten by which the number is shown
    places: int
    least: int  # decimals that are shown even where they are 0


class Section(Struct, frozen=True):
    """``plain`` is shown as without a format; ``unsigned`` writes the sign itself, or means it."""

    kind: SectionKind
    marks: tuple[Mark, ...]
    digits: Digits | None
    condition: Condition | None
    unsigned: bool


def section_of(value: float, code: str) -> Section | None:
    """The section for a value: the first whose condition holds, else that of the rest."""
    rest = None
    for section in _sections(code):
        if section.condition is None:
            rest = section
        elif _HOLDS[section.condition[0]](value, section.condition[1]):
            return section
    return rest


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[Section, ...]:
    """The sections for numbers: the fourth, and a last one with @, is for text."""
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["bare"] != ";":
            parts[-1].append(match)
        elif len(parts) < 4:
            parts.append([])
        else:
            break
    if len(parts) > 1 and any(match["bare"] == "@" for match in parts[-1]):
        del parts[-1]
    alone = len(parts) == 1
    del parts[3:]
    conditions = [_condition(part) for part in parts]
    if len(parts) == 2 and not any(conditions):
        conditions = [(">=", 0.0), ("<", 0.0)]
    # The last without a condition is for the rest; one before it has the sign of its place.
    for index in [n for n, condition in enumerate(conditions) if condition is None][:-1]:
        conditions[index] = ((">", 0.0), ("<", 0.0))[index]
    return tuple(
        _section(part, condition, alone, _is_of_negatives(condition, conditions))
        for part, condition in zip(parts, conditions, strict=True)
    )


def _condition(part: Iterable[re.Match[str]]) -> Condition | None:
    for match in part:
        found = _CONDITION.fullmatch(match["bracket"] or "")
        if found is not None:
            return found[1], float(found[2])
    return None


def _is_of_negatives(condition: Condition | None, conditions: list[Condition | None]) -> bool:
    if condition is None:
        return (">", 0.0) in conditions or (">=", 0.0) in conditions
    sign, limit = condition
    return (sign == "<" and limit <= 0) or (sign == "<=" and limit < 0)


def _section(
    part: Iterable[re.Match[str]], condition: Condition | None, alone: bool, unsigned: bool
) -> Section:
    """:param alone: there is no other section."""
    marks: list[Mark] = []
    coloured = False
    for match in part:
        bracket = match["bracket"]
        if bracket is None:
            marks += _marks(match)
        elif bracket.startswith("$"):
            # [$¥-411]: a currency and a locale, of which either may be missing.
            symbol = bracket[1:].partition("-")[0]
            marks += [Mark("literal", symbol)] if symbol else []
            coloured = True
        elif _ELAPSED.fullmatch(bracket):
            marks.append(Mark("elapsed", bracket))
        else:
            coloured = coloured or _CONDITION.fullmatch(bracket) is None
    # Nothing, as in «0;;», hides the number; nothing but a colour does not.
    kind = _kind(marks) if marks else "plain" if alone or coloured else "literal"
    digits = _digits(marks) if kind == "digits" else None
    return Section(kind, tuple(marks), digits, condition, unsigned)


def _marks(match: re.Match[str]) -> list[Mark]:
    text = match[0]
    if match["general"]:
        return [Mark("general", text)]
    if match["time"]:
        return [Mark("time", text)]
    if match["bare"] is None:
        literal = match["quoted"] or match["escaped"]
        return [Mark("literal", literal)] if literal else []
    if text in "#0?":
        return [Mark("digit", text)]
    shown = text in _UNQUOTED or (not text.isascii() and text not in "年月日")
    return [Mark("literal" if shown else "bare", text)]


def _kind(marks: list[Mark]) -> SectionKind:
    kinds = {mark.kind for mark in marks}
    if "elapsed" in kinds:
        return "elapsed"
    if "general" in kinds:
        return "plain" if "digit" in kinds else "general"
    if kinds == {"literal"}:
        return "literal"
    bare = "".join(m.text for m in marks if m.kind in ("time", "bare"))
    if not any(mark.kind == "digit" and mark.text != "?" for mark in marks) and re.search(
        "[ymdhsge年月日]", bare, re.IGNORECASE
    ):
        return "date"
    return "digits" if "digit" in kinds and not re.search("[E/]", bare) else "plain"


def _digits(marks: list[Mark]) -> Digits:
    """What a section says of its digits, of which there is one at least."""
    places = [index for index, mark in enumerate(marks) if mark.kind == "digit"]
    first, last = places[0], places[-1]
    before, inner, after = marks[:first], marks[first : last + 1], marks[last + 1 :]
    if before[-1:] == [_POINT] and all(mark.kind == "literal" for mark in before[:-1]):
        inner.insert(0, before.pop())  # «.00»
    point = inner.index(_POINT) if _POINT in inner else len(inner)
    whole, decimals = inner[:point], inner[point + 1 :]
    # Commas after the last digit, before the point or at the end, show the number in thousands.
    thousands = 0
    while whole[-1:] == [_COMMA]:
        whole.pop()
        thousands += 1
    at_end = next((n for n, mark in enumerate(after) if mark != _COMMA), len(after))
    wanted = [mark.text for mark in decimals if mark.kind == "digit"][:_PLACES]
    return Digits(
        before="".join(mark.text for mark in before),
        whole=tuple(mark for mark in whole if mark != _COMMA),
        decimals=tuple(mark for mark in decimals if mark != _COMMA),
        after="".join(mark.text for mark in after[at_end:]),
        grouped=_COMMA in whole,
        shift=2 * (_PERCENT in marks) - 3 * min(thousands + at_end, _PLACES),
        places=len(wanted),
        least=max((n for n, text in enumerate(wanted, 1) if text == "0"), default=0),
    )
