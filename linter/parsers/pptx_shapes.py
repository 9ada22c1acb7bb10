"""The shape tree of a slide: groups, placeholders, text, pictures and graphic frames.

Geometry is absolute EMU with the groups resolved (see :mod:`linter.parsers.pptx_geometry`).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from linter.colour import A, Palette, number
from linter.container import Relationship
from linter.model import Paint, Picture, Shape
from linter.parsers.picture_size import (
    HEADER_BYTES,
    may_lie_further,
    picture_format,
    picture_size,
)
from linter.parsers.pptx_body import geometry_of, text_box
from linter.parsers.pptx_geometry import Placed, Transform
from linter.parsers.pptx_graphics import R, drawn_smartart, frame_kind, frame_part, texts_of
from linter.parsers.pptx_inherited import Inherited
from linter.parsers.pptx_layers import DeckReader
from linter.parsers.pptx_paint import P, Theme, own_fill, styled_fill
from linter.parsers.pptx_table import read_table
from linter.parsers.pptx_text import MC, branch, paragraphs
from linter.parsers.values import whole

_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_SHAPES = tuple(P + n for n in ("sp", "pic", "grpSp", "graphicFrame", "cxnSp", "contentPart"))
_MEDIA = tuple(
    A + n for n in ("videoFile", "audioFile", "quickTimeFile", "wavAudioFile", "audioCd")
)
_LONGEST_NAME = 500
_LINE_WIDTH = 9_525  # EMU, where a line sets none


class _Common(Struct, frozen=True):
    """What all shapes have."""

    id: int
    name: str
    alt_text: str
    hidden: bool
    placeholder: Any
    placed: Placed | None
    properties: Any

    def shape(self, kind: Any, **more: Any) -> Shape:
        return Shape(
            self.id,
            self.name,
            kind,
            self.placed.rect if self.placed else None,
            self.placed.rotation if self.placed else 0.0,
            alt_text=self.alt_text,
            hidden=self.hidden,
            **more,
        )


def _unseen(shape: Shape) -> Shape:
    """What is in a hidden group is hidden with it; in one that is itself hidden, all is already."""
    if shape.hidden:
        return shape
    return replace(shape, hidden=True, children=tuple(map(_unseen, shape.children)))


class ShapeReader:
    """Reads the shape tree of one part; what is broken is told to ``reader`` and left out."""

    def __init__(
        self,
        reader: DeckReader,
        rels: tuple[Relationship, ...],
        palette: Palette,
        theme: Theme,
        inherited: Inherited,
    ) -> None:
        self._reader = reader
        self._rels = {r.id: r for r in rels}
        self._palette = palette
        self._theme = theme
        self._inherited = inherited

    def read(self, tree: Any) -> tuple[Shape, ...]:
        return self._children(tree, Transform(), None) if tree is not None else ()

    def _children(self, tree: Any, transform: Transform, group: Paint | None) -> tuple[Shape, ...]:
        """The depth of groups is bounded by that of the XML."""
        shapes: list[Shape] = []
        for element in tree:
            chosen = (
                branch(element, _SHAPES) if element.tag == MC + "AlternateContent" else [element]
            )
            for one in chosen:
                shape = self._shape(one, transform, group)
                if shape is not None:
                    shapes.append(shape)
        return tuple(shapes)

    def _shape(self, element: Any, transform: Transform, group: Paint | None) -> Shape | None:
        if element.tag not in _SHAPES or not self._reader.within("max_shapes"):
            return None
        common = self._common(element, transform)
        name = element.tag.removeprefix(P)
        if name == "grpSp":
            return self._group(element, common, transform, group)
        if name == "pic":
            return self._picture(element, common)
        if name == "graphicFrame":
            return self._frame(element, common)
        if name == "contentPart":  # ink
            return common.shape("other")
        return self._text_shape(element, common, group)

    def _common(self, element: Any, transform: Transform) -> _Common:
        names = next(element.iter(P + "cNvPr", _P14 + "cNvPr"), None)
        named = names if names is not None else {}
        placeholder = next(element.iter(P + "ph"), None) if element.tag != P + "grpSp" else None
        properties = element.find(P + "grpSpPr" if element.tag == P + "grpSp" else P + "spPr")
        frame = next(
            (
                found
                for found in (
                    properties.find(A + "xfrm") if properties is not None else None,
                    element.find(P + "xfrm"),
                    element.find(_P14 + "xfrm"),
                )
                if found is not None
            ),
            None,
        )
        placed = transform.place(frame)
        if placed is None and placeholder is not None:
            placed = Transform().place(self._inherited.frame(placeholder))
        return _Common(
            max(0, whole(named.get("id"))),
            named.get("name", "")[:_LONGEST_NAME],
            (named.get("descr") or named.get("title") or "")[:_LONGEST_NAME],
            named.get("hidden") in ("1", "true"),
            placeholder,
            placed,
            properties,
        )

    # --- the kinds ----------------------------------------------------------------------------

    def _group(
        self,
        element: Any,
        common: _Common,
        transform: Transform,
        group: Paint | None,
    ) -> Shape:
        inner = transform
        if common.placed is not None:
            inner = transform.inside(common.placed, common.properties.find(A + "xfrm"))
        fill = own_fill(common.properties, self._palette, "shape", group)
        children = self._children(element, inner, fill)
        if common.hidden:
            children = tuple(map(_unseen, children))
        return common.shape("group", fill=fill, children=children)

    def _text_shape(self, element: Any, common: _Common, group: Paint | None) -> Shape:
        blip = common.properties.find(A + "blipFill") if common.properties is not None else None
        line = common.properties.find(A + "ln") if common.properties is not None else None
        placeholder = common.placeholder
        kind = placeholder.get("type", "obj") if placeholder is not None else None
        ancestors = self._inherited.ancestors(placeholder) if placeholder is not None else ()
        texts = self._reader.bounded(paragraphs(element.find(P + "txBody"), self._palette))
        styles = self._inherited.text_styles
        return common.shape(
            "connector" if element.tag == P + "cxnSp" else "text",
            placeholder=kind,
            paragraphs=texts,
            fill=self._fill(element, common, group),
            outline=own_fill(line, self._palette, "shape"),
            picture=self._blip(blip) if blip is not None else None,
            geometry=geometry_of(common.properties),
            flip=(common.placed.flip_h, common.placed.flip_v) if common.placed else (False, False),
            line_width=whole(line.get("w")) or _LINE_WIDTH if line is not None else _LINE_WIDTH,
            text_box=text_box(element, tuple(ancestors), styles, kind, texts, self._palette),
        )

    def _fill(self, element: Any, common: _Common, group: Paint | None) -> Paint | None:
        """Its own fill, else the one of its style, else the one of its placeholder."""
        if element.get("useBgFill") in ("1", "true"):  # a window on the slide's background
            return Paint("none", origin="shape")
        fill = own_fill(common.properties, self._palette, "shape", group)
        reference = element.find(f"{P}style/{A}fillRef")
        if fill is None and reference is not None:
            fill = styled_fill(reference, self._palette, self._theme, "shape")
        if fill is None and common.placeholder is not None:
            fill = self._inherited.fill(common.placeholder)
        return fill

    def _picture(self, element: Any, common: _Common) -> Shape:
        media = next(element.iter(*_MEDIA), None) is not None
        blip = element.find(P + "blipFill")
        placeholder = common.placeholder
        return common.shape(
            "media" if media else "picture",
            placeholder=placeholder.get("type", "pic") if placeholder is not None else None,
            fill=own_fill(common.properties, self._palette, "shape"),
            picture=self._blip(blip) if blip is not None else Picture("unknown"),
        )

    def _blip(self, fill: Any) -> Picture:
        crop = fill.find(A + "srcRect")

        def side(name: str) -> float:
            return max(0.0, min(0.99, number(crop.get(name)))) if crop is not None else 0.0

        sides = (side("l"), side("t"), side("r"), side("b"))
        blip = fill.find(A + "blip")
        relationship = self._rels.get(blip.get(R + "embed", "") if blip is not None else "")
        if relationship is None or relationship.external:
            return Picture("linked", crop=sides)
        return replace(self._measured(relationship.target), crop=sides)

    def _measured(self, part: str) -> Picture:
        """One picture may be on every slide: it is looked at once."""
        known = self._reader.pictures
        if part not in known:
            unknown = Picture("unknown", part=part)
            known[part] = self._reader.guarded(part, lambda: self._measure(part), unknown)
        return known[part]

    def _measure(self, part: str) -> Picture:
        head = self._reader.package.read(part, HEADER_BYTES)
        size = picture_size(head)
        if size is None and may_lie_further(head):
            size = picture_size(self._reader.package.read(part))
        width, height = size or (None, None)
        return Picture(picture_format(head), width, height, part=part)

    def _frame(self, element: Any, common: _Common) -> Shape:
        rect = common.placed.rect if common.placed else None
        table = next(element.iter(A + "tbl"), None)
        if table is not None:
            read = read_table(table, rect, self._palette, self._theme, self._reader)
            return common.shape("table", table=read)
        kind = frame_kind(element)
        part = frame_part(element, kind, self._rels)
        if part is None:
            return common.shape(kind)
        texts = texts_of(self._reader, part, self._palette)
        drawn: tuple[Shape, ...] = ()
        if kind == "smartart":
            drawn = drawn_smartart(self._reader, part, self._rels, rect, self._palette, self._theme)
        return common.shape(kind, paragraphs=texts, children=drawn)
