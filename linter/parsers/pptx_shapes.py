"""The shape tree of a slide: groups, placeholders, pictures, tables, charts, SmartArt.

Geometry is absolute EMU with the groups' scaling resolved (ECMA-376 part 1, 20.1.7.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from linter.colour import A, Palette
from linter.container import Relationship
from linter.model import Paint, Paragraph, Picture, Rect, Run, Shape, ShapeKind
from linter.parsers.picture_size import HEADER_BYTES, picture_format, picture_size
from linter.parsers.pptx_paint import P, Theme, own_fill, styled_fill
from linter.parsers.pptx_placeholders import Inherited
from linter.parsers.pptx_table import read_table
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import clean, whole

if TYPE_CHECKING:
    from linter.parsers.pptx import _Reader

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


class Transform(Struct, frozen=True):
    """Maps a group's child coordinates to the slide's: x → ax·x + bx, y → ay·y + by."""

    ax: float = 1.0
    bx: float = 0.0
    ay: float = 1.0
    by: float = 0.0

    def rect(self, x: int, y: int, width: int, height: int) -> Rect:
        return Rect(
            round(self.ax * x + self.bx),
            round(self.ay * y + self.by),
            round(self.ax * width),
            round(self.ay * height),
        )


class ShapeReader:
    """Reads the shape tree of one part; what is broken is told to ``reader`` and left out."""

    def __init__(
        self,
        reader: _Reader,
        part: str,
        rels: tuple[Relationship, ...],
        palette: Palette,
        theme: Theme,
        inherited: Inherited,
    ) -> None:
        self._reader = reader
        self._part = part
        self._rels = {r.id: r for r in rels}
        self._palette = palette
        self._theme = theme
        self._inherited = inherited

    def read(self, tree: Any) -> tuple[Shape, ...]:
        return self._children(tree, Transform(), None) if tree is not None else ()

    def _children(self, tree: Any, transform: Transform, group: Paint | None) -> tuple[Shape, ...]:
        shapes: list[Shape] = []
        for element in tree:
            if element.tag == MC + "AlternateContent":
                for chosen in self._alternative(element):
                    shape = self._shape(chosen, transform, group)
                    if shape is not None:
                        shapes.append(shape)
                continue
            shape = self._shape(element, transform, group)
            if shape is not None:
                shapes.append(shape)
        return tuple(shapes)

    @staticmethod
    def _alternative(element: Any) -> list[Any]:
        """The first choice that holds shapes we know, else the fallback; never both."""
        known = {P + n for n in ("sp", "pic", "grpSp", "graphicFrame", "cxnSp")}
        for branch in (*element.findall(MC + "Choice"), *element.findall(MC + "Fallback")):
            if any(child.tag in known for child in branch):
                return list(branch)
        return []

    def _shape(self, element: Any, transform: Transform, group: Paint | None) -> Shape | None:
        if not isinstance(element.tag, str):
            return None
        name = element.tag.removeprefix(P)
        readers = {
            "sp": self._text_shape,
            "cxnSp": self._text_shape,
            "pic": self._picture,
            "graphicFrame": self._frame,
            "grpSp": self._group,
            "contentPart": self._content_part,
        }
        if name not in readers or not self._reader.within("max_shapes"):
            return None
        return readers[name](element, transform, group)

    # --- what all shapes have -----------------------------------------------------------------

    @staticmethod
    def _names(element: Any) -> tuple[int, str, str, bool]:
        properties = next(element.iter(P + "cNvPr"), None)
        if properties is None:
            return 0, "", "", False
        alt = properties.get("descr") or properties.get("title") or ""
        return (
            whole(properties.get("id")),
            properties.get("name", ""),
            alt,
            properties.get("hidden") in ("1", "true"),
        )

    @staticmethod
    def _rect(frame: Any, transform: Transform) -> Rect | None:
        if frame is None:
            return None
        offset, extent = frame.find(A + "off"), frame.find(A + "ext")
        if offset is None or extent is None:
            return None
        return transform.rect(
            whole(offset.get("x")),
            whole(offset.get("y")),
            whole(extent.get("cx")),
            whole(extent.get("cy")),
        )

    @staticmethod
    def _content_part(element: Any, transform: Transform, group: Paint | None) -> Shape:
        return Shape(0, "contentPart", "other")

    def _texts(self, body: Any) -> tuple[Paragraph, ...]:
        found = paragraphs(body, self._palette)
        count = sum(len(run.text) for paragraph in found for run in paragraph.runs)
        return found if self._reader.within("max_characters", count) else ()

    def _group(self, element: Any, transform: Transform, group: Paint | None) -> Shape:
        del group
        number, name, alt, hidden = self._names(element)
        properties = element.find(P + "grpSpPr")
        frame = properties.find(A + "xfrm") if properties is not None else None
        rect = self._rect(frame, transform)
        inner = transform
        if frame is not None and rect is not None:
            offset, extent = frame.find(A + "chOff"), frame.find(A + "chExt")
            if offset is not None and extent is not None:
                width, height = whole(extent.get("cx")), whole(extent.get("cy"))
                ax = rect.width / width if width else transform.ax
                ay = rect.height / height if height else transform.ay
                inner = Transform(
                    ax,
                    rect.x - ax * whole(offset.get("x")),
                    ay,
                    rect.y - ay * whole(offset.get("y")),
                )
        fill = own_fill(properties, self._palette, "shape")
        children = self._children(element, inner, fill)
        return Shape(
            number,
            name,
            "group",
            rect,
            self._rotation(frame),
            alt_text=alt,
            fill=fill,
            children=children,
            hidden=hidden,
        )

    @staticmethod
    def _rotation(frame: Any) -> float:
        return whole(frame.get("rot")) / 60_000 if frame is not None else 0.0

    # --- the kinds ----------------------------------------------------------------------------

    def _text_shape(self, element: Any, transform: Transform, group: Paint | None) -> Shape:
        number, name, alt, hidden = self._names(element)
        properties = element.find(P + "spPr")
        placeholder = next(element.iter(P + "ph"), None)
        kind = placeholder.get("type", "obj") if placeholder is not None else None
        index = placeholder.get("idx", "0") if placeholder is not None else "0"
        frame = properties.find(A + "xfrm") if properties is not None else None
        own = frame is not None
        if not own and kind is not None:
            frame = self._inherited.frame(kind, index)
        fill = own_fill(properties, self._palette, "shape", group)
        reference = element.find(f"{P}style/{A}fillRef")
        if fill is None and reference is not None:
            fill = styled_fill(reference, self._palette, self._theme, "shape")
        if fill is None and kind is not None:
            fill = self._inherited.fill(kind, index)
        blip = properties.find(A + "blipFill") if properties is not None else None
        picture = self._blip(blip) if blip is not None else None
        line = properties.find(A + "ln") if properties is not None else None
        return Shape(
            number,
            name,
            "connector" if element.tag == P + "cxnSp" else "text",
            self._rect(frame, transform if own else Transform()),
            self._rotation(frame),
            kind,
            self._texts(element.find(P + "txBody")),
            alt,
            fill,
            own_fill(line, self._palette, "shape"),
            picture=picture,
            hidden=hidden,
        )

    def _picture(self, element: Any, transform: Transform, group: Paint | None) -> Shape:
        number, name, alt, hidden = self._names(element)
        properties = element.find(P + "spPr")
        placeholder = next(element.iter(P + "ph"), None)
        frame = properties.find(A + "xfrm") if properties is not None else None
        own = frame is not None
        if not own and placeholder is not None:
            frame = self._inherited.frame(
                placeholder.get("type", "pic"), placeholder.get("idx", "0")
            )
        media = any(element.iter(A + "videoFile", A + "audioFile", A + "quickTimeFile"))
        blip = element.find(P + "blipFill")
        return Shape(
            number,
            name,
            "media" if media else "picture",
            self._rect(frame, transform if own else Transform()),
            self._rotation(frame),
            placeholder.get("type", "pic") if placeholder is not None else None,
            alt_text=alt,
            fill=own_fill(properties, self._palette, "shape", group),
            picture=self._blip(blip) if blip is not None else Picture("unknown"),
            hidden=hidden,
        )

    def _blip(self, fill: Any) -> Picture:
        crop = fill.find(A + "srcRect")

        def side(name: str) -> float:
            cut = whole(crop.get(name)) / 100_000 if crop is not None else 0.0
            return max(0.0, min(0.99, cut))

        sides = (side("l"), side("t"), side("r"), side("b"))
        blip = fill.find(A + "blip")
        embed = blip.get(R + "embed", "") if blip is not None else ""
        relationship = self._rels.get(embed)
        if relationship is None or relationship.external:
            return Picture("linked", crop=sides)
        return replace(self._measured(relationship.target), crop=sides)

    def _measured(self, part: str) -> Picture:
        """One picture may be on every slide: its header is read once."""
        known = self._reader.pictures
        if part not in known:
            known[part] = self._reader.guarded(
                part, lambda: self._header(part), Picture("unknown", part=part)
            )
        return known[part]

    def _header(self, part: str) -> Picture:
        head = self._reader.package.read(part, HEADER_BYTES)
        width, height = picture_size(head) or (None, None)
        return Picture(picture_format(head), width, height, part=part)

    def _frame(self, element: Any, transform: Transform, group: Paint | None) -> Shape:
        del group
        number, name, alt, hidden = self._names(element)
        frame = element.find(P + "xfrm")
        placeholder = next(element.iter(P + "ph"), None)
        rect = self._rect(frame, transform)
        if rect is None and placeholder is not None:
            inherited = self._inherited.frame(
                placeholder.get("type", "obj"), placeholder.get("idx", "0")
            )
            rect = self._rect(inherited, Transform())
        table = next(element.iter(A + "tbl"), None)
        if table is not None:
            return Shape(
                number,
                name,
                "table",
                rect,
                alt_text=alt,
                hidden=hidden,
                table=read_table(table, rect, self._palette, self._reader),
            )
        data = next(element.iter(A + "graphicData"), None)
        uri = data.get("uri", "") if data is not None else ""
        kind: ShapeKind = "other"
        texts: tuple[Paragraph, ...] = ()
        if uri.endswith("/chart"):
            kind, texts = "chart", self._related(element, C + "chart", "id")
        elif uri.endswith("/diagram"):
            kind, texts = "smartart", self._related(element, None, "dm")
        elif uri.endswith("/ole"):
            kind = "ole"
        return Shape(number, name, kind, rect, paragraphs=texts, alt_text=alt, hidden=hidden)

    def _related(self, element: Any, tag: str | None, attribute: str) -> tuple[Paragraph, ...]:
        """The texts of the chart or diagram part that a frame refers to."""
        target = next(
            (
                self._rels[child.get(R + attribute)].target
                for child in element.iter()
                if isinstance(child.tag, str)
                and (tag is None or child.tag == tag)
                and child.get(R + attribute) in self._rels
            ),
            None,
        )
        if target is None:
            return ()
        return self._reader.guarded(target, lambda: self._chart_texts(target), ())

    def _chart_texts(self, part: str) -> tuple[Paragraph, ...]:
        root = self._reader.xml(part)
        found = [p for p in self._texts(root) if p.text.strip()]
        for value in root.iter(C + "v"):
            if value.text and not _is_number(value.text):
                if not self._reader.within("max_characters", len(value.text)):
                    break
                found.append(Paragraph((Run(clean(value.text)),)))
        return tuple(found)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
