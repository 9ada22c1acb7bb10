"""Presentations of rule cases: a few lines of YAML → :class:`linter.model.Deck`.

Lengths in cases are centimetres; slides are 33.87 cm wide and 19.05 cm high (16:9). Shapes without
a place are put below one another in the order in which they are written.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, convert

from linter.model import (
    Deck,
    Paint,
    PaintKind,
    Paragraph,
    Picture,
    Rect,
    Run,
    Shape,
    ShapeKind,
    Slide,
    Table,
    TableCell,
)

EMU_PER_CM = 360_000
_LEFT, _TOP, _WIDTH, _LINE = 1.0, 3.0, 31.0, 1.0
_NAMES: dict[ShapeKind, str] = {
    "text": "テキスト ボックス",
    "table": "表",
    "picture": "図",
    "group": "グループ化",
}

Place = tuple[float, float, float, float]
"""x, y, width, height in centimetres."""
TableRows = tuple[tuple[Any, ...], ...]
"""Texts row by row; None is covered by the cell to its left, ``^`` by the cell above."""


class PaintData(Struct, frozen=True, forbid_unknown_fields=True):
    """A fill that is more than one colour of the slide's own."""

    solid: str | None = None
    gradient: tuple[str, ...] = ()
    pattern: tuple[str, ...] = ()
    picture: bool = False
    alpha: float = 1.0
    origin: str | None = None


Fill = str | PaintData


class ShapeData(Struct, frozen=True, forbid_unknown_fields=True):
    """One shape: a text box, a table, a picture (``px``: its size in pixels) or a group.

    ``text`` as a list is one paragraph of several runs; ``fills`` colours table cells by ``R1C1``.
    """

    text: str | tuple[str, ...] | None = None
    table: TableRows | None = None
    px: tuple[int, int] | None = None
    group: tuple[str | ShapeData, ...] | None = None
    kind: ShapeKind | None = None
    at: Place | None = None
    fill: Fill | None = None
    fills: dict[str, Fill] = {}
    name: str | None = None
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    format: str = "png"
    size: float | None = None
    colour: str | None = None
    placeholder: str | None = None
    hidden: bool = False


class SlideData(Struct, frozen=True, forbid_unknown_fields=True):
    """One slide. ``table`` with ``table_fill`` and ``fills`` is the short form of one table."""

    title: str | None = None
    texts: tuple[str | ShapeData, ...] = ()
    table: TableRows | None = None
    table_fill: Fill | None = None
    fills: dict[str, Fill] = {}
    tables: tuple[TableRows | ShapeData, ...] = ()
    pictures: tuple[ShapeData, ...] = ()
    group: tuple[str | ShapeData, ...] = ()
    background: Fill | None = None
    notes: str = ""
    hidden: bool = False


def build_deck(data: dict[str, Any]) -> Deck:
    """``{slides: […]}``, or the keys of a single slide.

    :raises msgspec.ValidationError: a key or a value is none of the above.
    :raises ValueError: a table's first cell claims to be covered by another.
    """
    slides = data.get("slides", [data])
    return Deck(
        slides=tuple(
            _slide(number, convert(slide, SlideData))
            for number, slide in enumerate(slides, start=1)
        )
    )


def paragraphs(
    text: str | tuple[str, ...], size: float | None = None, colour: str | None = None
) -> tuple[Paragraph, ...]:
    """A string's lines are paragraphs of one run; a list is one paragraph of several."""
    if isinstance(text, str):
        return tuple(Paragraph((Run(line, size, colour),)) for line in text.split("\n"))
    return (Paragraph(tuple(Run(part, size, colour) for part in text)),)


def paint(fill: Fill, origin: str) -> Paint:
    if isinstance(fill, str):
        return Paint("solid", (fill,), origin=origin)
    kinds: tuple[tuple[PaintKind, tuple[str, ...]], ...] = (
        ("solid", (fill.solid,) if fill.solid else ()),
        ("gradient", fill.gradient),
        ("pattern", fill.pattern),
    )
    kind, colours = next(
        ((k, c) for k, c in kinds if c), ("picture" if fill.picture else "none", ())
    )
    return Paint(kind, colours, fill.alpha, fill.origin or origin)


def _slide(number: int, data: SlideData) -> Slide:
    placer = _Placer()
    shapes: list[Shape] = []
    if data.title is not None:
        shapes.append(placer.shape(_title(data.title)))
    shapes += [placer.shape(_boxed(item)) for item in data.texts]
    if data.group:
        shapes.append(placer.shape(ShapeData(group=data.group)))
    if data.table is not None:
        shapes.append(
            placer.shape(ShapeData(table=data.table, fill=data.table_fill, fills=data.fills))
        )
    shapes += [
        placer.shape(item if isinstance(item, ShapeData) else ShapeData(table=item))
        for item in data.tables
    ]
    shapes += [placer.shape(item) for item in data.pictures]
    return Slide(
        number=number,
        shapes=tuple(shapes),
        notes=data.notes,
        hidden=data.hidden,
        background=paint(data.background, "slide") if data.background is not None else None,
        part=f"ppt/slides/slide{number}.xml",
    )


def _title(text: str) -> ShapeData:
    return ShapeData(text=text, placeholder="title", name="タイトル", at=(_LEFT, 0.5, _WIDTH, 2.0))


def _boxed(item: str | ShapeData) -> ShapeData:
    return ShapeData(text=item) if isinstance(item, str) else item


class _Placer:
    """Numbers the shapes of one slide and puts those without a place below one another."""

    def __init__(self) -> None:
        self._last_id = 1
        self._next_y = _TOP

    def shape(self, data: ShapeData) -> Shape:
        self._last_id += 1
        number = self._last_id
        kind = data.kind or _kind(data)
        children = tuple(self.shape(_boxed(item)) for item in data.group or ())
        rect = self._group_rect(children) if children and data.at is None else self._rect(data)
        return Shape(
            id=number,
            name=data.name or f"{_NAMES.get(kind, kind)} {number}",
            kind=kind,
            rect=rect,
            placeholder=data.placeholder,
            paragraphs=paragraphs(data.text, data.size, data.colour) if data.text else (),
            fill=paint(data.fill, "shape") if data.fill is not None and not data.table else None,
            table=_table(data, rect) if data.table is not None else None,
            picture=Picture(data.format, *data.px, crop=data.crop) if data.px else None,
            children=children,
            hidden=data.hidden,
        )

    def _rect(self, data: ShapeData) -> Rect:
        if data.at is not None:
            return _emu(data.at)
        height = _LINE * max(_lines(data), 1) if data.px is None else 6.0
        width = _WIDTH if data.px is None else height * data.px[0] / data.px[1]
        place = (_LEFT, self._next_y, width, height)
        self._next_y += height + 0.2
        return _emu(place)

    @staticmethod
    def _group_rect(children: tuple[Shape, ...]) -> Rect:
        rects = [child.rect for child in children if child.rect is not None]
        x, y = min(r.x for r in rects), min(r.y for r in rects)
        return Rect(x, y, max(r.right for r in rects) - x, max(r.bottom for r in rects) - y)


def _kind(data: ShapeData) -> ShapeKind:
    if data.group is not None:
        return "group"
    if data.table is not None:
        return "table"
    return "picture" if data.px is not None and data.text is None else "text"


def _lines(data: ShapeData) -> int:
    if data.table is not None:
        return len(data.table)
    return len(paragraphs(data.text or ""))


def _emu(place: Place) -> Rect:
    x, y, width, height = (round(length * EMU_PER_CM) for length in place)
    return Rect(x, y, width, height)


# --- tables ---------------------------------------------------------------------------------------


def _table(data: ShapeData, rect: Rect) -> Table:
    columns = max((len(row) for row in data.table or ()), default=0)
    rows = [[*row, *[""] * (columns - len(row))] for row in data.table or ()]
    cells = [
        _cell(data, rows, r, c, rect)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if not _is_covered(value, r, c)
    ]
    return Table(len(rows), columns, tuple(cells))


def _is_covered(value: Any, row: int, column: int) -> bool:
    if (value is None and column == 0) or (value == "^" and row == 0):
        raise ValueError(f"R{row + 1}C{column + 1}: there is no cell that could cover it")
    return value is None or value == "^"


def _cell(data: ShapeData, rows: list[list[Any]], r: int, c: int, rect: Rect) -> TableCell:
    column_span, row_span = 1, 1
    while c + column_span < len(rows[r]) and rows[r][c + column_span] is None:
        column_span += 1
    while r + row_span < len(rows) and rows[r + row_span][c] == "^":
        row_span += 1
    width, height = rect.width // len(rows[r]), rect.height // len(rows)
    fill = data.fills.get(f"R{r + 1}C{c + 1}", data.fill)
    return TableCell(
        row=r + 1,
        column=c + 1,
        row_span=row_span,
        column_span=column_span,
        paragraphs=paragraphs(str(rows[r][c])),
        fill=paint(fill, "cell") if fill is not None else None,
        rect=Rect(rect.x + c * width, rect.y + r * height, column_span * width, row_span * height),
    )
