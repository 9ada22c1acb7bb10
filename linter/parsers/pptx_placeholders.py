"""What a placeholder takes over from layout and master (ECMA-376 part 1, 19.3.1.36)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from linter.colour import A, Palette
from linter.model import Paint
from linter.parsers.pptx_paint import P, own_fill

_BODY_TYPES = ("body", "obj", "subTitle", "tbl", "chart", "dgm", "media", "clipArt", "pic")


def _family(kind: str) -> str:
    return {"ctrTitle": "title"}.get(kind, "body" if kind in _BODY_TYPES else kind)


class Placeholders:
    """The placeholders of a layout or master, the first of each index, kind and family."""

    def __init__(self, root: Any) -> None:
        self._by_index: dict[str, Any] = {}
        self._by_kind: dict[str, Any] = {}
        self._by_family: dict[str, Any] = {}
        for shape in root.iter(P + "sp", P + "pic", P + "graphicFrame"):
            placeholder = next(shape.iter(P + "ph"), None)
            if placeholder is not None:
                kind = placeholder.get("type", "obj")
                self._by_index.setdefault(placeholder.get("idx", "0"), shape)
                self._by_kind.setdefault(kind, shape)
                self._by_family.setdefault(_family(kind), shape)

    def match(self, kind: str, index: str) -> Any:
        """By index where one is given, else by kind, else by family; None where there is none."""
        if index not in ("", "0") and index in self._by_index:
            return self._by_index[index]
        return self._by_kind.get(kind, self._by_family.get(_family(kind)))


class Inherited:
    """Geometry and fill from the layers below a slide, the layout first."""

    def __init__(self, layers: Sequence[Placeholders], palette: Palette) -> None:
        self._layers = layers
        self._palette = palette

    def _matches(self, kind: str, index: str) -> Iterator[Any]:
        for number, layer in enumerate(self._layers):
            # A master's placeholders are matched by kind only.
            match = layer.match(kind, index if number == 0 else "0")
            if match is not None:
                yield match

    def frame(self, kind: str, index: str) -> Any:
        """The ``a:xfrm`` of the nearest ancestor that has one."""
        for shape in self._matches(kind, index):
            frame = shape.find(f"{P}spPr/{A}xfrm")
            if frame is not None:
                return frame
        return None

    def fill(self, kind: str, index: str) -> Paint | None:
        for shape in self._matches(kind, index):
            fill = own_fill(shape.find(P + "spPr"), self._palette, "layout")
            if fill is not None:
                return fill
        return None
