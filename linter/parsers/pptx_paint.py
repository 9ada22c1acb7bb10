"""Fills and backgrounds of a slide, inherited and resolved (ECMA-376 part 1, 19.3.1.1–3, 20.1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from linter.colour import DEFAULT_PALETTE, A, Palette, Tone, resolve, scheme_of
from linter.model import Paint, PaintKind
from linter.parsers.values import whole

_KINDS: dict[str, PaintKind] = {
    "solidFill": "solid",
    "gradFill": "gradient",
    "pattFill": "pattern",
}
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


class Theme(Struct, frozen=True):
    """A theme's scheme and its fill lists, which style indices point into."""

    scheme: Mapping[str, str]
    fills: tuple[Any, ...] = ()
    background_fills: tuple[Any, ...] = ()


EMPTY_THEME = Theme(DEFAULT_PALETTE.scheme)


def read_theme(root: Any, base: Theme = EMPTY_THEME) -> Theme:
    """A theme part; ``base`` is the theme whose lists stay where an override leaves them out
    (ECMA-376 part 1, 14.2.8)."""

    def children(name: str) -> tuple[Any, ...]:
        found = next(root.iter(A + name), None)
        return tuple(c for c in found if isinstance(c.tag, str)) if found is not None else ()

    return Theme(
        scheme_of(root) or base.scheme,
        children("fillStyleLst") or base.fills,
        children("bgFillStyleLst") or base.background_fills,
    )


def read_map(root: Any, name: str = "clrMap") -> dict[str, str] | None:
    """The colour map of a master (``p:clrMap``) or an override (``a:overrideClrMapping``)."""
    element = next(root.iter(P + name, A + name), None)
    return dict(element.attrib) if element is not None else None


def _tones(element: Any, palette: Palette, placeholder: Tone | None) -> list[Tone]:
    found = [resolve(child, palette, placeholder) for child in element]
    return [tone for tone in found if tone is not None]


def fill_of(
    element: Any,
    palette: Palette,
    origin: str,
    *,
    placeholder: Tone | None = None,
    group: Paint | None = None,
) -> Paint | None:
    """The paint of a fill element; None if the element is no fill. ``group`` is what a
    ``a:grpFill`` takes over; without one it is no fill at all."""
    if not isinstance(element.tag, str):
        return None
    kind = element.tag.rsplit("}", 1)[-1]
    if kind == "noFill":
        return Paint("none", origin=origin)
    if kind == "blipFill":
        return Paint("picture", origin=origin)
    if kind == "grpFill":
        return group or Paint("none", origin=origin)
    if kind not in _KINDS:
        return None
    tones: list[Tone] = []
    if kind == "solidFill":
        tones = _tones(element, palette, placeholder)[:1]
    elif kind == "gradFill":
        for stop in element.iter(A + "gs"):
            tones += _tones(stop, palette, placeholder)[:1]
    else:
        for part in element:
            if isinstance(part.tag, str):
                tones += _tones(part, palette, placeholder)[:1]
    return Paint(
        _KINDS[kind],
        tuple(tone.over_white for tone in tones),
        max((tone.alpha for tone in tones), default=1.0),
        origin,
    )


def own_fill(
    properties: Any, palette: Palette, origin: str, group: Paint | None = None
) -> Paint | None:
    """The fill set in a ``spPr``, ``tcPr``, ``bgPr`` or ``grpSpPr`` itself."""
    for child in properties if properties is not None else ():
        paint = fill_of(child, palette, origin, group=group)
        if paint is not None:
            return paint
    return None


def styled_fill(reference: Any, palette: Palette, theme: Theme, origin: str) -> Paint | None:
    """The fill a style reference (``a:fillRef``, ``p:bgRef``) points to; 0 is none."""
    index = whole(reference.get("idx"))
    if index <= 0 or index == 1000:
        return Paint("none", origin=origin)
    fills = theme.background_fills if index > 1000 else theme.fills
    position = index - 1001 if index > 1000 else index - 1
    tones = _tones(reference, palette, None)
    placeholder = tones[0] if tones else None
    if 0 <= position < len(fills):
        return fill_of(fills[position], palette, origin, placeholder=placeholder)
    if placeholder is not None:
        return Paint("solid", (placeholder.over_white,), placeholder.alpha, origin)
    return None


def background_of(root: Any, palette: Palette, theme: Theme, origin: str) -> Paint | None:
    """The background a slide, layout or master sets itself; None if it inherits."""
    element = root.find(f"{P}cSld/{P}bg")
    for child in element if element is not None else ():
        if child.tag == P + "bgPr":
            return own_fill(child, palette, origin)
        if child.tag == P + "bgRef":
            return styled_fill(child, palette, theme, origin)
    return None
