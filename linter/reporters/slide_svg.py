"""A slide as inline SVG, drawn from the model: legible rather than faithful.

Lengths are points. What cannot be drawn is a box with its kind and name. Only numbers, colours of
six digits and escaped text go into the markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from linter.model import Deck, Paint, Rect, Shape, Slide, TextBox
from linter.reporters.safe import visible
from linter.reporters.slide_geometry import (
    EMU_PER_POINT,
    LINES,
    POLYGONS,
    ROUND,
    ROUND_CORNERS,
    Box,
    Turn,
    box_of,
)
from linter.reporters.slide_marks import Mark, markup
from linter.reporters.slide_table import cell_boxes, table_box
from linter.reporters.text_layout import Line, lay_out
from linter.reporters.words import Lang, pick

_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_KINDS = {
    "chart": ("グラフ", "chart"),
    "smartart": ("SmartArt", "SmartArt"),
    "ole": ("埋め込みオブジェクト", "embedded object"),
    "media": ("動画・音声", "media"),
    "picture": ("画像", "picture"),
    "other": ("描けない図形", "not drawn"),
}
_MAX_SHAPES = 600
"""Drawn on one slide; PowerPoint itself is not used for more."""


class Drawing(NamedTuple):
    """``picture`` gives the id of a part's thumbnail on the page, or None where there is none."""

    deck: Deck
    picture: Callable[[str], str | None]
    lang: Lang


def draw_slide(slide: Slide, drawing: Drawing, marks: Sequence[Mark], label: str) -> Markup:
    """The picture of a slide with what is marked on it."""
    width, height = drawing.deck.width / EMU_PER_POINT, drawing.deck.height / EMU_PER_POINT
    paper = _paint(slide.background) or "FFFFFF"
    parts = [
        f'<svg class="slide" viewBox="0 0 {_n(width)} {_n(height)}" role="img"'
        f' aria-label="{_text(label)}">',
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="#{paper}"/>',
    ]
    pen = _Pen(drawing, paper)
    for shape in (*slide.inherited, *slide.shapes):
        pen.shape(shape)
    parts += pen.parts
    parts += markup(marks)
    parts.append("</svg>")
    return Markup("".join(parts))


def _n(value: float) -> str:
    """A number for the markup: at most one decimal, bounded."""
    return f"{max(-1e6, min(1e6, value)):.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return str(escape(visible(text)))


def _rgb(colour: str | None) -> str | None:
    return colour if colour is not None and _COLOUR.fullmatch(colour) else None


def _paint(paint: Paint | None) -> str | None:
    """One colour for a fill: the mean of a gradient's or a pattern's; None for no fill."""
    if paint is None or paint.kind in ("none", "picture"):
        return None
    shades = [colour for colour in paint.colours if _rgb(colour)]
    if not shades:
        return None
    means = (sum(int(c[n : n + 2], 16) for c in shades) // len(shades) for n in (0, 2, 4))
    return "".join(f"{mean:02X}" for mean in means)


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128


class _Pen:
    """Draws shapes into ``parts``, in their order."""

    def __init__(self, drawing: Drawing, paper: str) -> None:
        self._drawing = drawing
        self._paper = paper
        self._left = _MAX_SHAPES
        self.parts: list[str] = []

    def shape(self, shape: Shape) -> None:
        if self._left <= 0:
            return
        self._left -= 1
        if shape.kind == "group":  # its children have their places and turns on the slide
            for child in shape.children:
                self.shape(child)
            return
        # A shape whose place nobody says still has its text told, in the slide's corner.
        box = box_of(shape.rect or Rect(0, 0, self._drawing.deck.width, self._drawing.deck.height))
        turn = Turn(shape.rotation, box.centre) if shape.rotation else None
        attributes = ' class="unseen"' if shape.hidden else ""
        if turn is not None:
            centre = f"{_n(turn.centre[0])} {_n(turn.centre[1])}"
            attributes += f' transform="rotate({_n(turn.degrees)} {centre})"'
        if attributes:
            self.parts.append(f"<g{attributes}>")
        if shape.table is not None:
            self._table(shape, box)
        elif shape.kind in ("text", "connector"):
            self._outlined(shape, box)
            self._body(shape, box)
        else:
            self._picture(shape, box)
        if attributes:
            self.parts.append("</g>")

    # --- shapes -----------------------------------------------------------------------------------

    def _outlined(self, shape: Shape, box: Box) -> None:
        fill, line = _paint(shape.fill), _paint(shape.outline)
        is_line = shape.kind == "connector" or shape.geometry in LINES
        if is_line:
            line = line or "7F7F7F"
        if shape.picture is not None:
            self._thumbnail(shape, box)
        if fill is None and line is None:
            return
        style = f' fill="#{fill}"' if fill and not is_line else ' fill="none"'
        if fill and shape.fill is not None and shape.fill.alpha < 1:
            style += f' fill-opacity="{max(shape.fill.alpha, 0):.2f}"'
        if line:
            width = max(shape.line_width / EMU_PER_POINT, 0.5)
            style += f' stroke="#{line}" stroke-width="{_n(width)}"'
        self.parts.append(_geometry(shape, box, style, is_line=is_line))

    def _body(self, shape: Shape, box: Box) -> None:
        if not shape.paragraphs:
            return
        inner = box.inside(shape.text_box.insets)
        lines = lay_out(shape.paragraphs, shape.text_box, inner.width)
        self._lines(lines, inner, shape.text_box, _paint(shape.fill))

    def _table(self, shape: Shape, box: Box) -> None:
        assert shape.table is not None
        boxes = cell_boxes(shape.table)
        whole = table_box(boxes, box)
        self.parts.append(f'<rect {_place(whole)} fill="none" stroke="#7F7F7F" stroke-width=".5"/>')
        for cell, place, lines in boxes.values():
            fill = _paint(cell.fill)
            self.parts.append(
                f'<rect {_place(place)} fill="{f"#{fill}" if fill else "none"}"'
                ' stroke="#7F7F7F" stroke-width=".5"/>'
            )
            self._lines(lines, place.inside(cell.text_box.insets), cell.text_box, fill)

    def _picture(self, shape: Shape, box: Box) -> None:
        if shape.picture is None or not self._thumbnail(shape, box):
            self._labelled(shape, box)
        self._body(shape, box)

    def _thumbnail(self, shape: Shape, box: Box) -> bool:
        """Whether there is one."""
        assert shape.picture is not None
        name = self._drawing.picture(shape.picture.part)
        if name is None:
            if shape.kind == "text":
                self._labelled(shape, box)
            return False
        left, top, right, bottom = shape.picture.crop
        view = (
            f"{left:.3f} {top:.3f} {max(1 - left - right, 0.01):.3f} "
            f"{max(1 - top - bottom, 0.01):.3f}"
        )
        self.parts.append(
            f'<svg {_place(box)} viewBox="{view}" preserveAspectRatio="none">'
            f'<use href="#{name}"/></svg>'
        )
        return True

    def _labelled(self, shape: Shape, box: Box) -> None:
        picture = shape.picture
        words = [pick(_KINDS.get(shape.kind, _KINDS["picture"]), self._drawing.lang), shape.name]
        if picture is not None and picture.width_px and picture.height_px:
            words.append(f"{picture.width_px}×{picture.height_px} px")
        size = max(min(box.height / 4, 12.0), 4.0)
        room = max(int(box.width / size * 2) - 2, 4)
        middle = box.centre
        self.parts.append(
            f'<rect {_place(box)} fill="#F2F2F2" stroke="#767676" stroke-dasharray="4 3"/>'
        )
        top = middle[1] - (len(words) - 1) * size * 0.6 + size * 0.35
        for n, word in enumerate(word for word in words if word):
            shown = _text(word if len(word) <= room else word[: room - 1] + "…")
            self.parts.append(
                f'<text x="{_n(middle[0])}" y="{_n(top + n * size * 1.2)}" font-size="{_n(size)}"'
                f' fill="#1A1A1A" text-anchor="middle">{shown}</text>'
            )

    # --- text -------------------------------------------------------------------------------------

    def _lines(self, lines: Sequence[Line], room: Box, box: TextBox, fill: str | None) -> None:
        if not any(line.segments for line in lines):
            return
        height = sum(line.height for line in lines)
        spare = room.height - height
        top = room.y + {"top": 0.0, "middle": spare / 2, "bottom": spare}[box.anchor]
        colour = _rgb(box.colour) or ("FFFFFF" if _dark(fill or self._paper) else "1A1A1A")
        turn = ""
        if box.vertical:
            turn = f' transform="rotate(90 {_n(room.centre[0])} {_n(room.centre[1])})"'
        self.parts.append(f'<g fill="#{colour}"{turn}>')
        for line in lines:
            baseline = top + line.size
            top += line.height
            x, anchor = room.x, ""
            if line.align == "center":
                x, anchor = room.centre[0], ' text-anchor="middle"'
            elif line.align == "right":
                x, anchor = room.x + room.width, ' text-anchor="end"'
            if line.segments:
                self.parts.append(_line(line, f'x="{_n(x)}" y="{_n(baseline)}"{anchor}'))
        self.parts.append("</g>")


def _line(line: Line, place: str) -> str:
    spans = []
    for segment in line.segments:
        own = f' fill="#{segment.colour}"' if _rgb(segment.colour) else ""
        own += ' font-weight="700"' if segment.bold else ""
        own += f' font-size="{_n(segment.size)}"' if segment.size != line.size else ""
        shown = _text(segment.text)
        spans.append(f"<tspan{own}>{shown}</tspan>" if own else shown)
    return f'<text {place} font-size="{_n(line.size)}">{"".join(spans)}</text>'


def _place(box: Box) -> str:
    return (
        f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(max(box.width, 0))}"'
        f' height="{_n(max(box.height, 0))}"'
    )


def _geometry(shape: Shape, box: Box, style: str, *, is_line: bool) -> str:
    across, down = shape.flip
    if is_line:
        x1, x2 = (box.x + box.width, box.x) if across else (box.x, box.x + box.width)
        y1, y2 = (box.y + box.height, box.y) if down else (box.y, box.y + box.height)
        return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{style}/>'
    if shape.geometry in ROUND:
        cx, cy = box.centre
        return (
            f'<ellipse cx="{_n(cx)}" cy="{_n(cy)}" rx="{_n(max(box.width, 0) / 2)}"'
            f' ry="{_n(max(box.height, 0) / 2)}"{style}/>'
        )
    corners = POLYGONS.get(shape.geometry)
    if corners is not None:
        points = " ".join(
            f"{_n(box.x + (1 - x if across else x) * box.width)},"
            f"{_n(box.y + (1 - y if down else y) * box.height)}"
            for x, y in corners
        )
        return f'<polygon points="{points}"{style}/>'
    rounded = ""
    if shape.geometry in ROUND_CORNERS:
        rounded = f' rx="{_n(max(min(box.width, box.height), 0) / 6)}"'
    return f"<rect {_place(box)}{rounded}{style}/>"
