"""The boxes of a table's cells once its rows have grown to hold their text."""

from __future__ import annotations

from collections.abc import Mapping

from linter.model import Table, TableCell
from linter.reporters.slide_geometry import EMU_PER_POINT, Box, box_of
from linter.reporters.text_layout import Line, lay_out

CellBoxes = Mapping[tuple[int, int], tuple[TableCell, Box, list[Line]]]


def cell_boxes(table: Table) -> CellBoxes:
    """(row, column) → the cell, its box and its lines. A row is as high as the file says, or as its
    text needs: a file that PowerPoint has not saved says too little."""
    laid = {
        (cell.row, cell.column): (cell, box_of(cell.rect), _lines(cell, box_of(cell.rect)))
        for cell in table.cells
        if cell.rect is not None
    }
    nominal = [0.0] * (table.rows + 1)
    needed = [0.0] * (table.rows + 1)
    for cell, box, lines in laid.values():
        if cell.row_span == 1 and cell.row <= table.rows:
            _, top, _, bottom = cell.text_box.insets
            nominal[cell.row] = box.height
            text = sum(line.height for line in lines) + (top + bottom) / EMU_PER_POINT
            needed[cell.row] = max(needed[cell.row], text if cell.text.strip() else 0.0)
    grown = [max(need - height, 0.0) for need, height in zip(needed, nominal, strict=True)]
    found = {}
    for place, (cell, box, lines) in laid.items():
        above = sum(grown[: cell.row])
        within = sum(grown[cell.row : cell.row + cell.row_span])
        found[place] = (
            cell,
            Box(box.x, box.y + above, box.width, box.height + within),
            lines,
        )
    return found


def table_box(boxes: CellBoxes, frame: Box) -> Box:
    """The frame, as high as its grown rows."""
    bottom = max((box.y + box.height for _, box, _ in boxes.values()), default=0.0)
    return Box(frame.x, frame.y, frame.width, max(bottom - frame.y, frame.height))


def _lines(cell: TableCell, box: Box) -> list[Line]:
    return lay_out(cell.paragraphs, cell.text_box, box.inside(cell.text_box.insets).width)
