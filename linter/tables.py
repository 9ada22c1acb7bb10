"""Tables found by their header: the rows under the boxes that name columns X and Y.

Columns may stand in any order, the header in any row and over two of them, a merged box counts for
each row it covers, and what stands between the columns of interest is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from msgspec import Struct

from linter.fold import is_circle, squash
from linter.labels import Part
from linter.layout import Item, Surface
from linter.model import Location

_NOTE = re.compile(r"\([^()]*\)")
_REMARK = re.compile(r"※|\(?注|\[?凡例|以上$")
_MAX_HEADER_ROWS = 20
_MAX_BLANK_ROWS = 30


class ColumnPattern(Struct, frozen=True):
    key: str
    pattern: re.Pattern[str]
    required: bool = False


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
    surface: int
    headers: Mapping[str, Part]
    missing: tuple[str, ...]
    rows: tuple[TableRow, ...]


def _header_form(text: str) -> set[str]:
    form = squash(text)
    bare = _NOTE.sub("", form).strip("*※:[]")
    return {f for f in (form, bare, form.strip("()[]")) if f}


def _match_headers(
    items: Sequence[Item], columns: Sequence[ColumnPattern], by_row: Mapping[int, list[Item]]
) -> dict[str, Item]:
    found: dict[str, Item] = {}
    forms = [
        (item, _header_form(item.text)) for item in items if item.filled and len(item.text) <= 60
    ]
    taken: set[int] = set()
    for column in columns:
        matches = column.pattern.fullmatch
        matching = [
            item for item, said in forms if id(item) not in taken and any(map(matches, said))
        ]
        if len(matching) > 1:
            # «サービス利用自治体名 | 自治体名 | …» (handbook 09-4): the first names the whole table.
            matching = [max(matching, key=lambda item: _filled_beneath(by_row, item))]
        for item in matching:
            found[column.key] = item
            taken.add(id(item))
    return found


def _filled_beneath(by_row: Mapping[int, list[Item]], header: Item) -> bool:
    """Whether the row right under a heading has something in its column."""
    return any(item.filled and item.overlap_x(header) > 0 for item in by_row.get(header.y1, ()))


def _header_rows(
    surface: Surface, columns: Sequence[ColumnPattern], least: int
) -> list[tuple[int, int, dict[str, Item]]]:
    """(first row, row after, columns) of every header on the surface, best match per place."""
    by_row: dict[int, list[Item]] = {}
    for item in surface.items:
        by_row.setdefault(item.y0, []).append(item)
    headers: list[tuple[int, int, dict[str, Item]]] = []
    rows = sorted(by_row)
    last_end = 0
    for number, row in enumerate(rows):
        if row < last_end:
            continue
        # A heading of columns is as flat as its neighbours; a taller box beside them names rows.
        flat = min(item.y1 for item in by_row[row] if item.filled or item.y1 > row)
        level = [item for item in by_row[row] if item.y1 <= flat + 1]
        single = _match_headers(level, columns, by_row)
        if not single:
            continue
        height = max(item.y1 for item in single.values())
        until = min(bisect_left(rows, height), number + _MAX_HEADER_ROWS)
        block = [*level, *(item for r in rows[number + 1 : until] for item in by_row[r])]
        both = _match_headers([*block, *by_row.get(height, [])], columns, by_row)
        best = _match_headers(block, columns, by_row)
        if len(both) > len(best) and len(best) >= 1 and height in by_row:
            second = [k for k, item in both.items() if item.y0 >= height]
            # A second header row lies beneath a heading, not beneath a value.
            if second and not any(k in best for k in second):
                best = both
        best = _refined(best, [*block, *by_row.get(height, [])], columns)
        needed = [c.key for c in columns if c.required]
        if len(best) >= least and all(key in best for key in needed):
            end = max(item.y1 for item in best.values())
            headers.append((row, end, best))
            last_end = end
    return headers


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
            (
                item
                for item in beneath
                if any(column.pattern.fullmatch(form) for form in _header_form(item.text))
            ),
            None,
        )
        if len(beneath) > 1 and narrow is not None:
            refined[column.key] = narrow
    return refined


def _cells_in(rows: Mapping[int, list[Item]], row: int, header: Item) -> list[Item]:
    width = header.x1 - header.x0
    found = []
    for item in rows.get(row, ()):
        overlap = item.overlap_x(header)
        if overlap > 0 and overlap * 2 >= min(width, item.x1 - item.x0):
            found.append(item)
    return found


def _mark_column(
    surface: Surface,
    rows: Mapping[int, list[Item]],
    first: int,
    stop: int,
    taken: Mapping[str, Item],
) -> Item | None:
    """A column without a heading that holds the circles."""
    counts: dict[tuple[int, int], int] = {}
    for row in range(first, stop):
        for item in rows.get(row, ()):
            if item.y0 == row and is_circle(item.text):
                counts[(item.x0, item.x1)] = counts.get((item.x0, item.x1), 0) + 1
    for (x0, x1), _ in sorted(counts.items(), key=lambda pair: -pair[1]):
        box = Item("", x0, first - 1, x1, first, surface.place)
        if not any(item.overlap_x(box) > 0 for item in taken.values()):
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
    for index, surface in enumerate(surfaces):
        if surface.kind == "slide":
            continue
        headers = _header_rows(surface, columns, least)
        if not headers:
            continue
        covering: dict[int, list[Item]] = {}
        for item in surface.items:
            for row in range(item.y0, min(item.y1, item.y0 + 2000)):
                covering.setdefault(row, []).append(item)
        last_row = max(covering)
        for n, (_, end, found) in enumerate(headers):
            stop = headers[n + 1][0] if n + 1 < len(headers) else last_row + 1
            if marks and marks not in found:
                box = _mark_column(surface, covering, end, stop, found)
                if box is not None:
                    found = {**found, marks: box}
            needed = [c.key for c in columns if c.required]
            rows = _read_rows(surface, covering, found, end, stop, needed)
            readings.append(
                TableReading(
                    place=surface.place,
                    surface=index,
                    headers={key: Part(item.text, item.location) for key, item in found.items()},
                    missing=tuple(c.key for c in columns if c.key not in found),
                    rows=tuple(rows),
                )
            )
    return readings


def _read_rows(
    surface: Surface,
    covering: Mapping[int, list[Item]],
    headers: Mapping[str, Item],
    first: int,
    stop: int,
    needed: Sequence[str],
) -> list[TableRow]:
    rows: list[TableRow] = []
    columns = tuple(headers)
    owners: dict[frozenset[str], frozenset[str]] = {}  # few differ: the rows share them
    blank = 0
    for row in range(first, stop):
        cells: list[Item] = []
        own: set[str] = set()
        boxes: dict[str, Item] = {}
        for key, header in headers.items():
            items = _cells_in(covering, row, header)
            filled = [item for item in items if item.filled]
            if items:
                place = boxes[key] = filled[0] if filled else items[0]
                cells.append(place if len(filled) == 1 else _joined(place, filled))
                if place.y0 == row:
                    own.add(key)
            else:
                cells.append(_blank(surface, row, header))
        if not any(cell.filled for key, cell in zip(columns, cells, strict=True) if key in own):
            blank += 1
            if blank > _MAX_BLANK_ROWS:
                break
            continue
        blank = 0
        texts = [item.text for item in covering.get(row, ()) if item.filled and item.y0 == row]
        if texts and _REMARK.match(squash(texts[0])):
            continue
        # One box over several columns is a heading between the rows.
        if any(boxes[a] is boxes[b] for a in needed if a in boxes for b in boxes if a != b):
            continue
        begun = frozenset(own)
        rows.append(TableRow(row, columns, tuple(cells), owners.setdefault(begun, begun)))
    return rows


def _joined(place: Item, filled: Sequence[Item]) -> Item:
    """Several boxes of one column as one, at the first; none: an empty one."""
    text = " ".join(item.text for item in filled)
    return Item(text, place.x0, place.y0, place.x1, place.y1, place.place, place.is_cell)


def _blank(surface: Surface, row: int, header: Item) -> Item:
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
