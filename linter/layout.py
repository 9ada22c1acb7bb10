"""Surfaces: a slide, a table on a slide and a sheet seen alike, as boxes of text in a plane.

Whether a form is laid out as a table, as text boxes or as cells, "beside" and "below" are questions
about boxes. A surface holds them in its own coordinates: EMU on a slide, grid lines in a table or a
sheet (cell R2C3 is the box 3,2–4,3), merged areas as one box.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Literal

from msgspec import Struct

from linter.fold import squash
from linter.model import (
    CellRange,
    Deck,
    Document,
    Location,
    Rect,
    Shape,
    Sheet,
    Slide,
    Workbook,
)
from linter.references import cell_reference

_LONG = 100
# So many empty boxes of a slide are looked at for what they frame.
_MOST_FRAMES = 100
_FEWEST = 3  # slides that have something in common
_PAGE_NUMBER = re.compile(
    r"(?:p\.?|page|-|\()?[0-9]{1,3}(?:[/|][0-9]{1,3})?(?:-|\)|ページ|頁)?|<number>|<#>"
)
ICON_AREA = 0.015
"""The part of a slide's area (0 to 1) under which a picture is an icon or a logo."""


class Item(Struct, frozen=True, gc=False):
    """A text and the box it stands in: left, top, right, bottom in the surface's coordinates.

    ``place`` is where it is; of a cell (``is_cell``) the sheet's, all cells share it: a hundred
    thousand places of their own take more room than the texts."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    place: Location
    is_cell: bool = False

    @property
    def location(self) -> Location:
        if not self.is_cell:
            return self.place
        cell = cell_reference(self.y0, self.x0)
        return Location(document=self.place.document, sheet=self.place.sheet, cell=cell)

    @property
    def filled(self) -> bool:
        return bool(self.text) and not self.text.isspace()

    def overlap_y(self, other: Item) -> int:
        return min(self.y1, other.y1) - max(self.y0, other.y0)

    def overlap_x(self, other: Item) -> int:
        return min(self.x1, other.x1) - max(self.x0, other.x0)


class Neighbours:
    """Finds the items of a surface in the same rows or columns as one of them, without looking at
    every other: on the grid of a sheet or table by row and column; on a slide all are looked at."""

    def __init__(self, surface: Surface) -> None:
        self._items = surface.items
        self._grid = surface.kind != "slide"

    def in_rows(self, item: Item) -> Sequence[int]:
        """Numbers, in order, of at least the items that share a row with ``item``."""
        return self._found(item.y0, item.y1, lambda: self._rows)

    def in_columns(self, item: Item) -> Sequence[int]:
        return self._found(item.x0, item.x1, lambda: self._columns)

    @cached_property
    def _rows(self) -> _Lines:
        return _lines((item.y0, item.y1) for item in self._items)

    @cached_property
    def _columns(self) -> _Lines:
        return _lines((item.x0, item.x1) for item in self._items)

    def _found(self, first: int, stop: int, index: Callable[[], _Lines]) -> Sequence[int]:
        if not self._grid or stop - first > _LONG:
            return range(len(self._items))
        lines, long = index()
        return sorted({*long, *(n for line in range(first, stop) for n in lines.get(line, ()))})


# The numbers of the items in each row or column, and of those that are in too many to be listed
# with each.
_Lines = tuple[dict[int, "array[int]"], "array[int]"]


def _lines(spans: Iterable[tuple[int, int]]) -> _Lines:
    lines: dict[int, array[int]] = {}
    long = array("L")
    for n, (first, stop) in enumerate(spans):
        if stop - first > _LONG:
            long.append(n)
            continue
        for line in range(first, stop):
            lines.setdefault(line, array("L")).append(n)
    return lines, long


class Surface(Struct, frozen=True):
    """``place`` is the slide's or sheet's own location, for findings about what is not there."""

    kind: Literal["slide", "table", "sheet"]
    name: str
    place: Location
    items: tuple[Item, ...]
    slide: int | None = None
    hidden: bool = False


def walk_shapes(shapes: tuple[Shape, ...]) -> Iterator[Shape]:
    """Every shape in drawing order, groups' children after their group; no recursion."""
    stack = list(reversed(shapes))
    while stack:
        shape = stack.pop()
        yield shape
        stack.extend(reversed(shape.children))


def shows_picture(document: Document, slides: Iterable[Slide]) -> bool:
    """Whether a picture, chart or embedded object stands on one of the slides; icons and logos, under
    :data:`ICON_AREA` of the slide, do not count."""
    deck = document.deck
    least = deck.width * deck.height * ICON_AREA if deck else 0
    return any(
        (shape.picture is not None or shape.kind in ("chart", "ole", "media"))
        and (shape.rect is None or shape.rect.area >= least)
        for slide in slides
        for shape in walk_shapes(slide.shapes)
    )


def shape_location(document: Document, slide: Slide, shape: Shape) -> Location:
    return Location(document=document.path, slide=slide.number, shape=shape.name, shape_id=shape.id)


def _table_surface(document: Document, slide: Slide, shape: Shape) -> Surface:
    base = shape_location(document, slide, shape)
    items = tuple(
        Item(
            text=cell.text,
            x0=cell.column,
            y0=cell.row,
            x1=cell.column + cell.column_span,
            y1=cell.row + cell.row_span,
            place=Location(
                document=base.document,
                slide=base.slide,
                shape=base.shape,
                shape_id=base.shape_id,
                table_cell=f"R{cell.row}C{cell.column}",
            ),
        )
        for cell in (shape.table.cells if shape.table else ())
    )
    return Surface("table", shape.name, base, items, slide.number, slide.hidden)


def slide_surfaces(document: Document, slide: Slide) -> list[Surface]:
    """The slide's free text as one surface, then each of its tables."""
    items: list[Item] = []
    tables: list[Surface] = []
    for shape in walk_shapes(slide.shapes):
        if shape.table is not None:
            tables.append(_table_surface(document, slide, shape))
            if shape.table.rows == 1 and shape.rect is not None and len(shape.table.cells) > 1:
                digits = "".join(cell.text.strip() for cell in shape.table.cells)
                if len(digits) == len(shape.table.cells):  # a box for each digit of a number
                    place = shape_location(document, slide, shape)
                    box = shape.rect
                    items.append(Item(digits, box.x, box.y, box.right, box.bottom, place))
            continue
        if shape.kind not in ("text", "smartart", "other", "connector"):
            continue
        if not shape.text.strip() and shape.kind != "text":
            continue
        if shape.placeholder in ("dt", "ftr", "sldNum"):
            continue
        rect = shape.rect or Rect(0, 0, 0, 0)
        items.append(
            Item(
                text=shape.text,
                x0=rect.x,
                y0=rect.y,
                x1=max(rect.right, rect.x + 1),  # a box without height grows with its text
                y1=max(rect.bottom, rect.y + 1),
                place=shape_location(document, slide, shape),
            )
        )
    items.sort(key=lambda item: (item.y0, item.x0))
    items = _without_frames(items)
    place = Location(document=document.path, slide=slide.number)
    return [
        Surface("slide", f"slide {slide.number}", place, tuple(items), slide.number, slide.hidden),
        *tables,
    ]


def _without_frames(items: list[Item]) -> list[Item]:
    """Without the boxes that are empty and drawn around others: no one is to write in them."""
    empty = [item for item in items if not item.filled][:_MOST_FRAMES]
    frames = {
        id(frame)
        for frame in empty
        if any(
            other is not frame
            and frame.x0 <= other.x0
            and other.x1 <= frame.x1
            and frame.y0 <= other.y0
            and other.y1 <= frame.y1
            for other in items
            if other.filled
        )
    }
    return [item for item in items if id(item) not in frames] if frames else items


def sheet_surface(document: Document, sheet: Sheet) -> Surface:
    """The filled cells and the empty merged areas of a sheet, text boxes at their anchor cells."""
    place = Location(document=document.path, sheet=sheet.name)
    spans = {(m.first_row, m.first_column): m for m in sheet.merges}
    items: list[Item] = []
    row = below = 0
    for cell in sheet.cells:
        span = spans.get((cell.row, cell.column)) if spans else None
        if span is not None:
            items.append(_merged(cell.text, span, place))
        elif cell.text.strip():
            if cell.row != row:  # the cells of a row share its numbers
                row, below = cell.row, cell.row + 1
            column = cell.column
            items.append(Item(cell.text, column, row, column + 1, below, place, is_cell=True))
    if spans:
        filled = {(item.y0, item.x0) for item in items}
        items += [_merged("", span, place) for at, span in spans.items() if at not in filled]
    for box in sheet.texts:
        if box.text.strip():
            items.append(
                Item(
                    text=box.text,
                    x0=box.column,
                    y0=box.row,
                    x1=box.last_column + 1,
                    y1=box.last_row + 1,
                    place=Location(
                        document=document.path,
                        sheet=sheet.name,
                        cell=cell_reference(box.row, box.column),
                        shape=box.name,
                    ),
                )
            )
    items.sort(key=attrgetter("x0"))
    items.sort(key=attrgetter("y0"))
    return Surface("sheet", sheet.name, place, tuple(items), hidden=sheet.state != "visible")


def _merged(text: str, span: CellRange, place: Location) -> Item:
    return Item(
        text,
        span.first_column,
        span.first_row,
        span.last_column + 1,
        span.last_row + 1,
        place,
        is_cell=True,
    )


def surfaces(document: Document) -> list[Surface]:
    if isinstance(document.body, Deck):
        return [s for slide in document.body.slides for s in slide_surfaces(document, slide)]
    if isinstance(document.body, Workbook):
        return [sheet_surface(document, sheet) for sheet in document.body.sheets]
    return []


def furniture(found: Sequence[Surface]) -> frozenset[Location]:
    """The boxes that stand on most slides in the same place with the same text, or a page number:
    what others make footer placeholders of (ECMA-376 part 1, 19.7.10)."""
    slides = [surface for surface in found if surface.kind == "slide"]
    places: dict[tuple[int, int, int, int, str], list[Location]] = {}
    for surface in slides:
        for item in surface.items:
            text = squash(item.text)
            said = "" if _PAGE_NUMBER.fullmatch(text) else text
            if item.filled:
                key = (item.x0, item.y0, item.x1, item.y1, said)
                places.setdefault(key, []).append(item.place)
    least = max(_FEWEST, len(slides) // 2)
    return frozenset(place for there in places.values() if len(there) >= least for place in there)


def document_texts(document: Document, found: Iterable[Surface] | None = None) -> Iterator[Item]:
    """Every text of a document with its place: shapes, table cells, charts, cells, sheet boxes.

    :param found: its surfaces, where they are at hand.
    """
    for surface in surfaces(document) if found is None else found:
        yield from (item for item in surface.items if item.filled)
    if isinstance(document.body, Deck):
        for slide in document.body.slides:
            yield from (
                Item(shape.text, 0, 0, 0, 0, shape_location(document, slide, shape))
                for shape in walk_shapes(slide.shapes)
                if shape.kind in ("chart", "ole", "media", "picture", "group")
                and shape.text.strip()
            )
