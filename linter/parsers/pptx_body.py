"""How a text body stands in its shape (``a:bodyPr``, list styles; ECMA-376 part 1, 21.1.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from linter.colour import A, Palette, resolve
from linter.model import Anchor, Paragraph, TextBox
from linter.parsers.pptx_paint import P
from linter.parsers.pptx_text import align_of

_ANCHORS: dict[str | None, Anchor] = {"t": "top", "ctr": "middle", "b": "bottom"}
_STYLES = {
    "title": "titleStyle",
    "ctrTitle": "titleStyle",
    "body": "bodyStyle",
    "subTitle": "bodyStyle",
    "obj": "bodyStyle",
}
_LEVELS = 9
_DEFAULT = TextBox()


def _number(text: str | None) -> int | None:
    try:
        value = int(text or "")
    except ValueError:
        return None
    return value if abs(value) < 2**31 else None


def geometry_of(properties: Any) -> str:
    """The preset geometry of a ``p:spPr``; ``custom`` for a drawn one, ``rect`` where none is set."""
    if properties is None:
        return "rect"
    preset = properties.find(A + "prstGeom")
    if preset is not None:
        return str(preset.get("prst") or "rect")
    return "custom" if properties.find(A + "custGeom") is not None else "rect"


def cell_box(properties: Any) -> TextBox:
    """The box of a table cell, from its ``a:tcPr``."""
    if properties is None:
        return _DEFAULT
    given = (_number(properties.get(name)) for name in ("marL", "marT", "marR", "marB"))
    return TextBox(
        _ANCHORS.get(properties.get("anchor"), "top"),
        _insets(given),
        vertical=properties.get("vert", "horz") != "horz",
    )


def _insets(given: Iterator[int | None]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (
        default if value is None else value
        for value, default in zip(given, _DEFAULT.insets, strict=True)
    )
    return left, top, right, bottom


def text_box(
    shape: Any,
    ancestors: Sequence[Any],
    text_styles: Any,
    placeholder: str | None,
    texts: Sequence[Paragraph],
    palette: Palette,
) -> TextBox:
    """The box of a ``p:sp``.

    :param ancestors: the placeholders of layout and master that it takes over from.
    :param text_styles: the master's ``p:txStyles``, or None.
    :param placeholder: the placeholder's type, or None.
    """
    if not texts:
        return _DEFAULT
    bodies = [e.find(f"{P}txBody/{A}bodyPr") for e in (shape, *ancestors)]
    bodies = [body for body in bodies if body is not None]

    def attribute(name: str) -> str | None:
        return next((body.get(name) for body in bodies if body.get(name) is not None), None)

    lists = [e.find(f"{P}txBody/{A}lstStyle") for e in (shape, *ancestors)]
    if text_styles is not None:
        lists.append(text_styles.find(P + _STYLES.get(placeholder or "", "otherStyle")))
    lists = [entry for entry in lists if entry is not None]
    deepest = min(max(paragraph.level for paragraph in texts), _LEVELS - 1)
    first = [style for style in (entry.find(A + "lvl1pPr") for entry in lists) if style is not None]
    colours = (_colour(style, palette) for style in first)
    fit = bodies[0].find(A + "normAutofit") if bodies else None
    shrunk = _number(fit.get("fontScale")) if fit is not None else None
    return TextBox(
        _ANCHORS.get(attribute("anchor"), "top"),
        _insets(_number(attribute(name)) for name in ("lIns", "tIns", "rIns", "bIns")),
        attribute("wrap") != "none",
        (attribute("vert") or "horz") != "horz",
        next((align for align in map(align_of, first) if align is not None), "left"),
        tuple(_size(lists, level) for level in range(deepest + 1)),
        _style_colour(shape, palette) or next((c for c in colours if c is not None), None),
        shrunk / 100_000 if shrunk and 10_000 <= shrunk <= 100_000 else 1.0,
    )


def _size(lists: Sequence[Any], level: int) -> float:
    """The size in points of a level, from the nearest list style that sets one."""
    for entry in lists:
        run = entry.find(f"{A}lvl{level + 1}pPr/{A}defRPr")
        size = _number(run.get("sz")) if run is not None else None
        if size:
            return size / 100
    return 18.0


def _colour(style: Any, palette: Palette) -> str | None:
    fill = style.find(f"{A}defRPr/{A}solidFill")
    tones = (resolve(child, palette) for child in (fill if fill is not None else ()))
    return next((tone.over_white for tone in tones if tone is not None), None)


def _style_colour(shape: Any, palette: Palette) -> str | None:
    """The text colour that the shape's style refers to (``a:fontRef``)."""
    reference = shape.find(f"{P}style/{A}fontRef")
    tones = (resolve(child, palette) for child in (reference if reference is not None else ()))
    return next((tone.over_white for tone in tones if tone is not None), None)
