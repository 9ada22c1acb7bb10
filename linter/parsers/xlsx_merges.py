"""Merged areas: only the top left cell of one is seen (ECMA-376 part 1, 18.3.1.55)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from linter.model import Cell, CellRange

# Areas of more rows are held against every cell; of so many of them, those beyond are passed over.
_TALL, _MOST_TALL = 100, 100


def uncovered(cells: Iterable[Cell], merges: Sequence[CellRange]) -> Iterator[Cell]:
    """The cells but those that lie under a merged area: some writers keep what they held."""
    rows: dict[int, list[CellRange]] = {}
    tall: list[CellRange] = []
    for area in merges:
        if area.last_row - area.first_row >= _TALL:
            if len(tall) < _MOST_TALL:
                tall.append(area)
            continue
        for row in range(area.first_row, area.last_row + 1):
            rows.setdefault(row, []).append(area)
    starts: dict[int, list[int]] = {}
    for row, areas in rows.items():
        areas.sort(key=lambda area: area.first_column)
        starts[row] = [area.first_column for area in areas]
    for cell in cells:
        at = bisect_right(starts.get(cell.row, ()), cell.column)
        beside = rows[cell.row][at - 1 : at] if at else ()
        if not any(_covers(area, cell) for area in (*beside, *tall)):
            yield cell


def _covers(area: CellRange, cell: Cell) -> bool:
    return (
        area.first_row <= cell.row <= area.last_row
        and area.first_column <= cell.column <= area.last_column
        and (cell.row, cell.column) != (area.first_row, area.first_column)
    )
