"""References to cells as Excel writes them: A1, $B$2, C3:D4 (ECMA-376 part 1, 18.3.1.4)."""

from __future__ import annotations

import re
from functools import lru_cache

from linter.model import CellRange

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


@lru_cache(maxsize=LAST_COLUMN)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def reference(text: str | None) -> tuple[int, int] | None:
    """(row, column) of an A1 reference, from 1; None for what is none."""
    match = _REFERENCE.match(text or "")
    if match is None:
        return None
    row, column = int(match[2]), _column(match[1])
    return (row, column) if 1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN else None


def cell_range(text: str) -> CellRange | None:
    """The cells of a reference to one or several; None for what is none."""
    first, _, last = text.partition(":")
    start, end = reference(first), reference(last or first)
    if start is None or end is None:
        return None
    return CellRange(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


def column_letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_reference(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"
