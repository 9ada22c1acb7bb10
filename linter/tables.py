"""Tables found by their header: the rows under the boxes that name columns X and Y.

Columns may stand in any order, the header in any row and over two of them, a merged box counts for
each row it covers, and what stands between the columns of interest is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from linter.choices import marked, ticked
from linter.fold import is_circle, squash
from linter.labels import Part
from linter.layout import Item, Surface
from linter.model import Location
from linter.table_headers import ColumnPattern, Header, find_headers
from linter.table_rows import DITTO, is_item

_MAX_BLANK_ROWS = 30
_COUNT = re.compile(r"[0-9]{1,6}(?:件|手続)?")


class TableRow(Struct, frozen=True, gc=False):
    """``boxes`` are what stands in the ``columns``, empty where there is nothing. ``own`` are the
    columns whose box begins in this row, not in one above."""

    number: int
    columns: tuple[str, ...]
    boxes: tuple[Item, ...]
    own: frozenset[str]

    @property
    def cells(self) -> Mapping[str, Item]:
        """The boxes by column key."""
        return dict(zip(self.columns, self.boxes, strict=True))

    def text(self, key: str) -> str:
        return self.boxes[self.columns.index(key)].text.strip() if key in self.columns else ""


class TableReading(Struct, frozen=True):
    """``headers`` says where each column's heading stands; ``missing`` are columns not found."""

    place: Location
    headers: Mapping[str, Part]
    missing: tuple[str, ...]
    rows: tuple[TableRow, ...]


def _cells_in(row: Sequence[Item], header: Item) -> list[Item]:
    width = header.x1 - header.x0
    found = []
    for item in row:
        if item.x0 >= header.x1 or header.x0 >= item.x1:
            continue
        overlap = item.overlap_x(header)
        if overlap * 2 >= min(width, item.x1 - item.x0):
            found.append(item)
    return found


def _mark_column(
    surface: Surface,
    rows: Mapping[int, list[Item]],
    header: Header,
    stop: int,
) -> Item | None:
    """A column without a heading that holds the circles."""
    first = header.end
    counts: dict[tuple[int, int], int] = {}
    for row in range(first, stop):
        for item in rows.get(row, ()):
            if item.y0 == row and header.left <= item.x0 < header.right and is_circle(item.text):
                counts[(item.x0, item.x1)] = counts.get((item.x0, item.x1), 0) + 1
    for (x0, x1), _ in sorted(counts.items(), key=lambda pair: -pair[1]):
        box = Item("", x0, first - 1, x1, first, surface.place)
        if not any(item.overlap_x(box) > 0 for item in header.columns.values()):
            return box
    return None


def read_tables(
    surfaces: Sequence[Surface],
    columns: Sequence[ColumnPattern],
    *,
    least: int = 2,
    marks: str | None = None,
) -> list[TableReading]:
    """Every table with at least ``least`` of the columns, in the order of the surfaces.

    ``marks`` names the column that may be told by its circles where its heading is not known.
    """
    readings: list[TableReading] = []
    for surface in surfaces:
        if surface.kind == "slide":
            continue
        headers = find_headers(surface, columns, least)
        if not headers:
            continue
        covering: dict[int, list[Item]] = {}
        for item in surface.items:
            for row in range(item.y0, min(item.y1, item.y0 + 2000)):
                covering.setdefault(row, []).append(item)
        last_row = max(covering)
        starts = [header.first for header in headers]
        for header in headers:
            under = islice(headers, bisect_left(starts, header.end), None)
            stop = next((h.first for h in under if _below(h, header)), last_row + 1)
            if marks and marks not in header.columns:
                box = _mark_column(surface, covering, header, stop)
                if box is not None:
                    header = replace(header, columns={**header.columns, marks: box})
            rows = _read_rows(surface, covering, header, stop, columns, marks)
            readings.append(
                TableReading(
                    place=surface.place,
                    headers={
                        key: Part(item.text, item.location) for key, item in header.columns.items()
                    },
                    missing=tuple(c.key for c in columns if c.key not in header.columns),
                    rows=tuple(rows),
                )
            )
    return readings


def _below(lower: Header, upper: Header) -> bool:
    """Whether a header ends the table of another: not one that stands beside it, further down."""
    return any(a.overlap_x(b) > 0 for a in lower.columns.values() for b in upper.columns.values())


def _read_rows(
    surface: Surface,
    covering: Mapping[int, list[Item]],
    header: Header,
    stop: int,
    patterns: Sequence[ColumnPattern],
    marks: str | None,
) -> list[TableRow]:
    rows: list[TableRow] = []
    columns = tuple(header.columns)
    needed = [column.key for column in patterns if column.required]
    listed = {column.key for column in patterns if column.choices}
    owners: dict[frozenset[str], frozenset[str]] = {}  # few differ: the rows share them
    blank = circles = 0
    for row in range(header.end, stop):
        here = [i for i in covering.get(row, ()) if header.left <= i.x0 < header.right]
        cells: list[Item] = []
        own: set[str] = set()
        boxes: dict[str, Item] = {}
        for key, heading in header.columns.items():
            items = _cells_in(here, heading)
            filled = [item for item in items if item.filled]
            if items:
                place = boxes[key] = filled[0] if filled else items[0]
                cell = _cell(place, filled, header.choices.get(key, ()))
                cells.append(_with(cell, ticked(cell.text)) if key in listed else cell)
                if place.y0 == row:
                    own.add(key)
            else:
                cells.append(blank_cell(surface, row, heading))
        if not any(boxes[key].filled for key in own):
            # A row that is numbered, or beside a box that goes on, is none where the table ends.
            blank = 0 if any(item.filled for item in here) else blank + 1
            if blank > _MAX_BLANK_ROWS:
                break
            continue
        blank = 0
        texts = [item.text for item in here if item.filled and item.y0 == row]
        if not is_item(texts, first=not rows):
            continue
        if _is_heading(boxes, needed, marks):
            continue
        for n, key in enumerate(columns):
            # An answer that goes on over the columns behind it is none of their values.
            before = [other for other in columns[:n] if other in needed and key in boxes]
            if any(boxes.get(other) is boxes[key] for other in before):
                cells[n] = blank_cell(surface, row, header.columns[key])
        begun = frozenset(own)
        if rows:
            cells = [
                _joined(cell, [above]) if squash(cell.text) in DITTO else cell
                for cell, above in zip(cells, rows[-1].boxes, strict=True)
            ]
        found = TableRow(row, columns, tuple(cells), owners.setdefault(begun, begun))
        mark = squash(found.text(marks)) if marks else ""
        # How many are marked, as a formula says it under the last of them.
        if circles and _COUNT.fullmatch(mark) and int(mark.rstrip("件手続")) == circles:
            continue
        circles += is_circle(mark)
        rows.append(found)
    return rows


def _is_heading(boxes: Mapping[str, Item], needed: Sequence[str], marks: str | None) -> bool:
    """Whether one box over several columns is all that a row says: a heading between the rows."""
    shared = next(
        (boxes[a] for a in needed if a in boxes for b in boxes if b != a and boxes[b] is boxes[a]),
        None,
    )
    if shared is None:
        return False
    others = [box for key, box in boxes.items() if key in needed or key == marks]
    return not any(box.filled and box is not shared for box in others)


def _cell(place: Item, filled: Sequence[Item], choices: Sequence[Item]) -> Item:
    """What stands in one column of a row: where it has a heading for each answer, the one marked."""
    if choices:
        answer = marked(
            [
                (choice.text, " ".join(i.text for i in filled if i.overlap_x(choice) > 0))
                for choice in choices
            ]
        )
        if answer is not None:
            return _with(place, answer)
    return place if len(filled) == 1 else _joined(place, filled)


def _joined(place: Item, filled: Sequence[Item]) -> Item:
    """Several boxes of one column as one, at the first; none: an empty one."""
    return _with(place, " ".join(item.text for item in filled))


def _with(box: Item, text: str) -> Item:
    """A box with another text."""
    if text == box.text:
        return box
    return Item(text, box.x0, box.y0, box.x1, box.y1, box.place, box.is_cell)


def blank_cell(surface: Surface, row: int, header: Item) -> Item:
    """Where a row has nothing in a column."""
    box = (header.x0, row, header.x0 + 1, row + 1)
    place = surface.place
    if surface.kind == "sheet":
        return Item("", *box, place, is_cell=True)
    table_cell = f"R{row}C{header.x0}"
    return Item(
        "",
        *box,
        Location(
            document=place.document,
            slide=place.slide,
            shape=place.shape,
            shape_id=place.shape_id,
            table_cell=table_cell,
        ),
    )
