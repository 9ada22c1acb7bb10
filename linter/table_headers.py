"""Headers of tables: the boxes that name columns X and Y, in any order, over one or two rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from linter.fold import CIRCLE, is_circle, squash
from linter.layout import Item, Surface

_NOTE = re.compile(r"\([^()]*\)")
# «今回の対応状況», beside that of last time.
_NOW = re.compile(r"^(?:今回|今年度|本年度|現在|最新)の?")
_MAX_HEADER_ROWS = 20
_LONGEST = 60
# Of so many headings of one column in a row the first filled one is looked for.
_MOST_NAMED = 50
# No honest list is laid out in so many tables beside each other.
_MOST_BESIDE = 30
# Rows, and boxes in each, that are looked through for a circle.
_FAR_ENOUGH = 100


class ColumnPattern(Struct, frozen=True):
    """``choices``: headings of columns that each stand for one answer («対応済 | 未対応»)."""

    key: str
    pattern: re.Pattern[str]
    required: bool = False
    choices: re.Pattern[str] | None = None


class Header(Struct, frozen=True):
    """One header: from row ``first`` up to ``end``. ``left`` and ``right`` bound its table where
    several stand side by side. ``choices`` are headings under or for one column, a mark beneath one
    of them is the answer."""

    first: int
    end: int
    columns: Mapping[str, Item]
    choices: Mapping[str, tuple[Item, ...]] = {}
    left: int = 0
    right: int = 2**31


@lru_cache(maxsize=4096)  # a row is looked at as a header, and as what lies beneath one
def _header_form(text: str) -> frozenset[str]:
    form = squash(text)
    bare = _NOTE.sub("", form).strip("*※:[]")
    now = _NOW.sub("", bare)
    return frozenset(f for f in (form, bare, now, form.strip("()[]")) if f)


def _names(pattern: re.Pattern[str], item: Item) -> bool:
    return any(map(pattern.fullmatch, _header_form(item.text)))


def _match_headers(
    items: Sequence[Item], columns: Sequence[ColumnPattern], by_row: Mapping[int, list[Item]]
) -> dict[str, Item]:
    found: dict[str, Item] = {}
    forms = [
        (item, _header_form(item.text))
        for item in items
        if item.filled and len(item.text) <= _LONGEST
    ]
    taken: set[int] = set()
    for column in columns:
        answers = _answers(forms, column)
        taken |= set(map(id, answers))
        matches = column.pattern.fullmatch
        matching = [
            item for item, said in forms if id(item) not in taken and any(map(matches, said))
        ]
        if len(matching) > 1:
            # «サービス利用自治体名 | 自治体名 | …» (handbook 09-4): the first names the whole table.
            # Of «選択» and «申請区分» the one that holds the circles, where it is they that are asked for.
            first = matching[:_MOST_NAMED]
            marks = column.pattern.fullmatch(CIRCLE) is not None
            matching = [
                next((i for i in first if marks and _circles_beneath(by_row, i)), None)
                or next((i for i in first if _filled_beneath(by_row, i)), first[0])
            ]
        for item in matching or ([_over(answers)] if answers else []):
            found[column.key] = item
            taken.add(id(item))
    return found


def _answers(forms: Sequence[tuple[Item, frozenset[str]]], column: ColumnPattern) -> list[Item]:
    """Headings side by side that each stand for one answer; a single one is none."""
    if column.choices is None:
        return []
    matches = column.choices.fullmatch
    found = sorted(
        (item for item, said in forms if any(map(matches, said))), key=lambda item: item.x0
    )
    beside = all(a.x1 == b.x0 and a.y0 == b.y0 for a, b in pairwise(found))
    return found if len(found) > 1 and beside else []


def _over(answers: Sequence[Item]) -> Item:
    """The heading that answers side by side would have, were there one: a box without text."""
    first, last = answers[0], answers[-1]
    return Item("", first.x0, first.y0, last.x1, first.y1, first.place, first.is_cell)


def _filled_beneath(by_row: Mapping[int, list[Item]], header: Item) -> bool:
    """Whether the row right under a heading has something in its column."""
    return any(item.filled and item.overlap_x(header) > 0 for item in by_row.get(header.y1, ()))


def _circles_beneath(by_row: Mapping[int, list[Item]], header: Item) -> bool:
    """Whether one of the rows under a heading has a circle in its column."""
    return any(
        is_circle(item.text) and item.overlap_x(header) > 0
        for row in range(header.y1, header.y1 + _FAR_ENOUGH)
        for item in by_row.get(row, ())[:_FAR_ENOUGH]
    )


def find_headers(surface: Surface, columns: Sequence[ColumnPattern], least: int) -> list[Header]:
    """Every header on the surface with at least ``least`` of the columns, best match per place."""
    by_row: dict[int, list[Item]] = {}
    for item in surface.items:
        by_row.setdefault(item.y0, []).append(item)
    headers: list[Header] = []
    needed = [c.key for c in columns if c.required]
    rows = sorted(by_row)
    last_end = 0
    for number, row in enumerate(rows):
        if row < last_end:
            continue
        here = _headings(by_row[row], under_one=bool(headers))
        # A heading of columns is as flat as its neighbours; a taller box beside them names rows.
        flat = min((item.y1 for item in here if key_of(item, columns)), default=row)
        level = [item for item in here if item.y1 <= max(flat, row + 1) + 1]
        single = _match_headers(level, columns, by_row)
        if not single:
            continue
        height = max(item.y1 for item in single.values())
        beneath = _headings(by_row.get(height, []), under_one=bool(headers))
        if _is_title(single, _match_headers(beneath, columns, by_row), needed, least):
            continue
        until = min(bisect_left(rows, height), number + _MAX_HEADER_ROWS)
        block = [*level]
        for between in rows[number + 1 : until]:
            block += _headings(by_row[between], under_one=bool(headers))
        found: list[Header] = []
        for left, right in _side_by_side(level, columns, least):
            part = [item for item in block if left <= item.x0 < right]
            under = [item for item in beneath if left <= item.x0 < right]
            header = _header(part, under, columns, by_row, row)
            if len(header.columns) >= least and all(key in header.columns for key in needed):
                found.append(replace(header, left=left, right=right))
        headers += found
        last_end = max([last_end, *(header.end for header in found)])
    return headers


def _headings(row: Sequence[Item], *, under_one: bool) -> Sequence[Item]:
    """What may be a heading: under a header, circles are what is entered, not the heading «○»."""
    return [item for item in row if not is_circle(item.text)] if under_one else row


def _is_title(
    row: Mapping[str, Item], beneath: Mapping[str, Item], needed: Sequence[str], least: int
) -> bool:
    """Whether a row only says what the header right under it says again: «対象手続» over «No | 手続名
    | 選択» is the title of the table."""
    return (
        len(beneath) >= least and set(row) <= set(beneath) and all(key in beneath for key in needed)
    )


def _side_by_side(
    level: Sequence[Item], columns: Sequence[ColumnPattern], least: int
) -> list[tuple[int, int]]:
    """The bounds of the tables that one row heads: several, where it says the same several times."""
    heads = [
        (key, item)
        for item in sorted(level, key=lambda item: item.x0)
        if item.filled and (key := key_of(item, columns))
    ]
    keys = [key for key, _ in heads]
    shortest, longest = max(least, -(-len(keys) // _MOST_BESIDE)), min(len(columns), len(keys) // 2)
    for length in range(shortest, longest + 1):
        if len(set(keys[:length])) == length and keys == keys[:length] * (len(keys) // length):
            last = [item.x1 for _, item in heads[length - 1 :: length]]
            return list(zip([0, *last[:-1]], [*last[:-1], 2**31], strict=True))
    return [(0, 2**31)]


def key_of(item: Item, columns: Sequence[ColumnPattern]) -> str | None:
    """The column that a box names, if any."""
    said = _header_form(item.text) if len(item.text) <= _LONGEST else frozenset()
    return next((c.key for c in columns if any(map(c.pattern.fullmatch, said))), None)


def _header(
    block: Sequence[Item],
    beneath: Sequence[Item],
    columns: Sequence[ColumnPattern],
    by_row: Mapping[int, list[Item]],
    first: int,
) -> Header:
    """The columns that a row of boxes, those they are as tall as, and those right beneath name."""
    both = _match_headers([*block, *beneath], columns, by_row)
    best = _match_headers(block, columns, by_row)
    if len(both) > len(best) >= 1 and beneath:
        second = [key for key, item in both.items() if item.y0 >= beneath[0].y0]
        # A second header row lies beneath a heading, not beneath a value; what lies right beneath
        # the heading of another column names no column of its own, but the next field of a list.
        if not any(key in best or _is_under(both[key], best.values()) for key in second):
            best = both
    choices = _choices(best, [*block, *beneath], columns)
    narrow = [column for column in columns if column.key not in choices]
    best = _refined(best, [*block, *beneath], narrow)
    lowest = [item for items in choices.values() for item in items]
    end = max((item.y1 for item in [*best.values(), *lowest]), default=first)
    return Header(first, end, best, choices)


def _is_under(item: Item, headings: Iterable[Item]) -> bool:
    """Whether a box lies under one of the headings that is no wider than itself."""
    return any(h.overlap_x(item) > 0 and h.x1 - h.x0 <= item.x1 - item.x0 for h in headings)


def _choices(
    found: Mapping[str, Item], items: Sequence[Item], columns: Sequence[ColumnPattern]
) -> dict[str, tuple[Item, ...]]:
    """Under a heading over several columns («対応状況» over «対応済 | 未対応») those beneath it."""
    choices: dict[str, tuple[Item, ...]] = {}
    for column in columns:
        wide = found.get(column.key)
        if wide is None or column.choices is None:
            continue
        under = [
            item
            for item in items
            if item.filled
            and item.y0 == (wide.y1 if wide.filled else wide.y0)
            and wide.x0 <= item.x0
            and item.x1 <= wide.x1
        ]
        if len(under) > 1 and any(_names(column.choices, item) for item in under):
            choices[column.key] = tuple(under)
    return choices


def _refined(
    found: Mapping[str, Item], items: Sequence[Item], columns: Sequence[ColumnPattern]
) -> dict[str, Item]:
    """A heading over several columns («手続» over «分類» and «手続名») gives way to the one of the
    headings beneath it that means the same."""
    refined = dict(found)
    for column in columns:
        wide = found.get(column.key)
        if wide is None or wide.x1 - wide.x0 < 2:
            continue
        beneath = [
            item
            for item in items
            if item.filled and item.y0 == wide.y1 and wide.x0 <= item.x0 and item.x1 <= wide.x1
        ]
        narrow = next(
            (item for item in beneath if _names(column.pattern, item)),
            None,
        )
        if len(beneath) > 1 and narrow is not None:
            refined[column.key] = narrow
    return refined
