"""Excerpts of sheets: the rows and columns around the cells that have findings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from msgspec import Struct

from linter.model import SEVERITIES, Cell, CellRange, Finding, Severity, Sheet
from linter.references import column_letters

_ROWS_AROUND, _COLUMNS_BEFORE, _COLUMNS_AFTER = 2, 3, 2
_MOST_ROWS, _MOST_COLUMNS = 14, 9
_TEXT = 60
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_COLOUR = re.compile(r"[0-9A-F]{6}")


class Head(Struct, frozen=True):
    """A column's letters or a row's number; ``hidden`` in the sheet."""

    label: str
    hidden: bool


class GridCell(Struct, frozen=True):
    """``fill``: six hexadecimal digits or None; ``numbers``: of the findings about this cell;
    ``severity``: of the gravest of them."""

    text: str
    fill: str | None
    rows: int
    columns: int
    numbers: tuple[int, ...]
    severity: Severity | None = None


class GridRow(Struct, frozen=True):
    head: Head
    cells: tuple[GridCell, ...]


class Excerpt(Struct, frozen=True):
    columns: tuple[Head, ...]
    rows: tuple[GridRow, ...]


def position(reference: str | None) -> tuple[int, int] | None:
    """(row, column) of an A1 reference, or of the first cell of a range."""
    match = _REFERENCE.match(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def windows(findings: Sequence[Finding]) -> list[tuple[CellRange, list[Finding]]]:
    """The areas to show, each with its findings: one around each cell, those that touch joined as
    long as they stay small. Findings without a cell come in none."""
    found: list[tuple[CellRange, list[Finding]]] = []
    for finding in findings:
        place = position(finding.location.cell)
        if place is None:
            continue
        row, column = place
        area = CellRange(
            max(row - _ROWS_AROUND, 1),
            max(column - _COLUMNS_BEFORE, 1),
            row + _ROWS_AROUND,
            column + _COLUMNS_AFTER,
        )
        joined = _joined(found[-1][0], area) if found else None
        if joined is not None:
            found[-1] = (joined, [*found[-1][1], finding])
        else:
            found.append((area, [finding]))
    return found


def _joined(one: CellRange, other: CellRange) -> CellRange | None:
    both = CellRange(
        min(one.first_row, other.first_row),
        min(one.first_column, other.first_column),
        max(one.last_row, other.last_row),
        max(one.last_column, other.last_column),
    )
    touching = other.first_row <= one.last_row + 1 and one.first_row <= other.last_row + 1
    small = (
        both.last_row - both.first_row < _MOST_ROWS
        and both.last_column - both.first_column < _MOST_COLUMNS
    )
    return both if touching and small else None


def excerpt(sheet: Sheet, area: CellRange, numbered: Sequence[tuple[int, Finding]]) -> Excerpt:
    """The grid of an area; merged cells reach as far as the area shows them."""
    start = bisect_left(sheet.cells, area.first_row, key=lambda cell: cell.row)
    stop = bisect_right(sheet.cells, area.last_row, key=lambda cell: cell.row)
    cells = {(cell.row, cell.column): cell for cell in sheet.cells[start:stop]}
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, finding in numbered:
        place = position(finding.location.cell)
        if place is not None:
            numbers.setdefault(place, []).append(number)
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for merge in sheet.merges:
        _merge(merge, area, cells, numbers, covered, spans, sheet)
    severities = {number: finding.severity for number, finding in numbered}
    rows = []
    for row in range(area.first_row, area.last_row + 1):
        shown = tuple(
            _cell(
                cells.get((row, column)),
                spans.get((row, column), (1, 1)),
                numbers.get((row, column), ()),
                severities,
            )
            for column in range(area.first_column, area.last_column + 1)
            if (row, column) not in covered
        )
        rows.append(GridRow(Head(str(row), row in sheet.hidden_rows), shown))
    columns = tuple(
        Head(column_letters(column), column in sheet.hidden_columns)
        for column in range(area.first_column, area.last_column + 1)
    )
    return Excerpt(columns, tuple(rows))


def _merge(
    merge: CellRange,
    area: CellRange,
    cells: dict[tuple[int, int], Cell],
    numbers: dict[tuple[int, int], list[int]],
    covered: set[tuple[int, int]],
    spans: dict[tuple[int, int], tuple[int, int]],
    sheet: Sheet,
) -> None:
    """Notes what a merged area covers of the excerpt; its value stands where it first shows."""
    top, left = max(merge.first_row, area.first_row), max(merge.first_column, area.first_column)
    bottom, right = min(merge.last_row, area.last_row), min(merge.last_column, area.last_column)
    if top > bottom or left > right or (top, left) in covered:
        return
    origin = (merge.first_row, merge.first_column)
    if origin != (top, left):
        found = next((c for c in sheet.cells if (c.row, c.column) == origin), None)
        if found is not None:
            cells[top, left] = found
    spans[top, left] = (bottom - top + 1, right - left + 1)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                covered.add((row, column))
                numbers.setdefault((top, left), []).extend(numbers.pop((row, column), []))
    if not numbers.get((top, left)):
        numbers.pop((top, left), None)


def _cell(
    cell: Cell | None,
    span: tuple[int, int],
    numbers: Sequence[int],
    severities: Mapping[int, Severity],
) -> GridCell:
    text = " ".join(cell.text.split()) if cell is not None else ""
    fill = cell.fill if cell is not None and _COLOUR.fullmatch(cell.fill or "") else None
    shown = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    gravest = min((severities[n] for n in numbers), key=SEVERITIES.index, default=None)
    return GridCell(shown, fill, *span, tuple(sorted(numbers)), gravest)
