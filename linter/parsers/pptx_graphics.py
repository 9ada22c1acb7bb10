"""What a graphic frame holds: charts, SmartArt, embedded objects (ECMA-376 part 1, 21.2, 21.4)."""

from __future__ import annotations

from typing import Any

from linter.colour import A, Palette
from linter.container import Relationship
from linter.model import Paragraph, Rect, Run, Shape, ShapeKind
from linter.parsers.parts import PartReader
from linter.parsers.pptx_geometry import Transform
from linter.parsers.pptx_paint import Theme, own_fill, styled_fill
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import clean, whole

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHART_VALUES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}v",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}pt",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}v",
)
_DSP = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"


def frame_kind(element: Any) -> ShapeKind:
    """What a ``p:graphicFrame`` holds besides a table, by the URI of its ``a:graphicData``."""
    data = next(element.iter(A + "graphicData"), None)
    uri = data.get("uri", "") if data is not None else ""
    kinds: dict[str, ShapeKind] = {
        "chart": "chart",
        "chartex": "chart",
        "diagram": "smartart",
        "ole": "ole",
    }
    return kinds.get(uri.rsplit("/", 1)[-1], "other")


def frame_part(element: Any, kind: ShapeKind, rels: dict[str, Relationship]) -> str | None:
    """The part that a chart's or SmartArt's frame refers to."""
    names = {"chart": "id", "smartart": "dm"}
    if kind not in names:
        return None
    attribute = R + names[kind]
    ids = (child.get(attribute) for child in element.iter() if isinstance(child.tag, str))
    found = next((rels[i] for i in ids if i in rels), None)
    return None if found is None or found.external else found.target


def texts_of(reader: PartReader, part: str, palette: Palette) -> tuple[Paragraph, ...]:
    """The texts of a chart or a SmartArt's data: titles, categories and series, or its points."""
    root = reader.optional(part)
    if root is None:
        return ()
    found = [p for p in paragraphs(root, palette) if p.text.strip()]
    for value in root.iter(*_CHART_VALUES):
        if value.text and value.text.strip() and not _is_number(value.text):
            found.append(Paragraph((Run(clean(value.text)),)))
    return reader.bounded(tuple(found))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def drawn_smartart(
    reader: PartReader,
    part: str,
    rels: dict[str, Relationship],
    frame: Rect | None,
    palette: Palette,
    theme: Theme,
) -> tuple[Shape, ...]:
    """The boxes that PowerPoint drew for a SmartArt, for their fills; its text is in its data.

    The data part names the drawing by a relationship of the slide ([MS-ODRAWXML] 2.6.1)."""
    data = reader.optional(part)
    named = next(data.iter(_DSP + "dataModelExt"), None) if data is not None else None
    drawing = rels.get(named.get("relId", "")) if named is not None else None
    root = reader.optional(drawing.target) if drawing and not drawing.external else None
    shapes: list[Shape] = []
    for element in root.iter(_DSP + "sp") if root is not None else ():
        if not reader.within("max_shapes"):
            break
        properties = element.find(_DSP + "spPr")
        names = next(element.iter(_DSP + "cNvPr"), None)
        fill = own_fill(properties, palette, "shape")
        reference = element.find(f"{_DSP}style/{A}fillRef")
        if fill is None and reference is not None:
            fill = styled_fill(reference, palette, theme, "shape")
        placed = Transform().place(properties.find(A + "xfrm")) if properties is not None else None
        if placed and frame:
            box = placed.rect
            rect = Rect(box.x + frame.x, box.y + frame.y, box.width, box.height)
        else:
            rect = None
        shapes.append(
            Shape(
                max(0, whole(names.get("id"))) if names is not None else 0,
                names.get("name", "") if names is not None else "",
                "other",
                rect,
                placed.rotation if placed else 0.0,
                fill=fill,
            )
        )
    return tuple(shapes)
