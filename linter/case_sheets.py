"""Spreadsheets of rule cases: a few lines of YAML → :class:`linter.model.Workbook`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from msgspec import Struct, convert

from linter.model import Cell, CellRange, Sheet, SheetText, Workbook

_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")

Rows = tuple[tuple[Any, ...], ...]
"""The values row by row from A1: texts, numbers, dates, None for an empty cell."""


class SheetData(Struct, frozen=True, forbid_unknown_fields=True):
    """One sheet. ``merges``: ``A1:B2``; ``fills``, ``font_colours``, ``comments`` and ``texts``
    (text boxes) by cell, ``B2``."""

    rows: Rows = ()
    merges: tuple[str, ...] = ()
    hidden: bool = False
    fills: dict[str, str] = {}
    font_colours: dict[str, str] = {}
    comments: dict[str, str] = {}
    texts: dict[str, str] = {}
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


class WorkbookData(Struct, frozen=True, forbid_unknown_fields=True):
    sheets: dict[str, Rows | SheetData]


def build_workbook(data: dict[str, Any]) -> Workbook:
    """``{sheets: {name: rows, or the keys of SheetData}}``.

    :raises msgspec.ValidationError: a key or a value is none of the above.
    :raises ValueError: a cell reference is not one.
    """
    sheets = convert(data, WorkbookData).sheets
    return Workbook(
        tuple(
            _sheet(name, sheet if isinstance(sheet, SheetData) else SheetData(rows=sheet))
            for name, sheet in sheets.items()
        )
    )


def _sheet(name: str, data: SheetData) -> Sheet:
    values = {
        (r, c): value
        for r, row in enumerate(data.rows, start=1)
        for c, value in enumerate(row, start=1)
        if value is not None
    }
    fills = {_position(key): value for key, value in data.fills.items()}
    colours = {_position(key): value for key, value in data.font_colours.items()}
    comments = {_position(key): value for key, value in data.comments.items()}
    return Sheet(
        name,
        state="hidden" if data.hidden else "visible",
        cells=tuple(
            _cell(place, values.get(place, ""), fills, colours, comments)
            for place in sorted({*values, *fills, *comments})
        ),
        merges=tuple(_range(merge) for merge in data.merges),
        hidden_rows=data.hidden_rows,
        hidden_columns=data.hidden_columns,
        texts=tuple(
            _text_box(number, *_position(key), text)
            for number, (key, text) in enumerate(data.texts.items(), start=1)
        ),
    )


def _cell(
    place: tuple[int, int],
    value: Any,
    fills: dict[tuple[int, int], str],
    colours: dict[tuple[int, int], str],
    comments: dict[tuple[int, int], str],
) -> Cell:
    return Cell(
        row=place[0],
        column=place[1],
        text=_shown(value),
        fill=fills.get(place),
        font_colour=colours.get(place),
        comment=comments.get(place, ""),
    )


def _shown(value: Any) -> str:
    """As a spreadsheet shows it: dates as ISO, whole numbers without decimals."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _text_box(number: int, row: int, column: int, text: str) -> SheetText:
    return SheetText(f"テキスト ボックス {number}", text, row, column, row + 2, column + 2)


def _position(reference: str) -> tuple[int, int]:
    """``B3`` → (3, 2)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"{reference} is not a cell such as B2")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _range(text: str) -> CellRange:
    first, _, last = text.partition(":")
    return CellRange(*_position(first), *_position(last))
