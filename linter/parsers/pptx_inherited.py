"""What a placeholder takes over from layout and master (ECMA-376 part 1, 19.3.1.36)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.colour import A, Palette
from linter.model import Paint
from linter.parsers.pptx_paint import P, own_fill

_BODY = frozenset(
    ("body", "obj", "subTitle", "tbl", "chart", "dgm", "media", "clipArt", "pic", "sldImg")
)


def _family(kind: str) -> str:
    return "title" if kind == "ctrTitle" else "body" if kind in _BODY else kind


class Placeholders:
    """The placeholders of a layout or master: the first of each index, type and family."""

    def __init__(self, root: Any) -> None:
        self.by_index: dict[str, tuple[str, Any]] = {}
        self._by_type: dict[str, tuple[str, Any]] = {}
        self._by_family: dict[str, tuple[str, Any]] = {}
        self.text_styles = root.find(P + "txStyles") if root is not None else None
        for shape in root.iter(P + "sp", P + "pic", P + "graphicFrame") if root is not None else ():
            placeholder = next(shape.iter(P + "ph"), None)
            if placeholder is not None:
                kind = placeholder.get("type", "obj")
                self.by_index.setdefault(placeholder.get("idx", "0"), (kind, shape))
                self._by_type.setdefault(kind, (kind, shape))
                self._by_family.setdefault(_family(kind), (kind, shape))

    def of_type(self, kind: str) -> tuple[str, Any] | None:
        return self._by_type.get(kind) or self._by_family.get(_family(kind))


NO_PLACEHOLDERS = Placeholders(None)


class Inherited:
    """What the placeholders of a slide's layout and master hand down."""

    def __init__(self, layout: Placeholders, master: Placeholders, palette: Palette) -> None:
        self._layout = layout
        self._master = master
        self.text_styles = master.text_styles
        self._palette = palette

    def ancestors(self, placeholder: Any) -> Iterator[Any]:
        """The layout's placeholder with the same index, else of the same type; then the master's."""
        kind, index = placeholder.get("type", "obj"), placeholder.get("idx", "0")
        found = self._layout.by_index.get(index) if index != "0" else None
        found = found or self._layout.of_type(kind)
        if found is not None:
            kind = found[0]
            yield found[1]
        above = self._master.of_type(kind)
        if above is not None:
            yield above[1]

    def frame(self, placeholder: Any) -> Any:
        """The ``a:xfrm`` (of a graphic frame, ``p:xfrm``) of the nearest ancestor that has one."""
        for shape in self.ancestors(placeholder):
            for path in (f"{P}spPr/{A}xfrm", P + "xfrm"):
                if (frame := shape.find(path)) is not None:
                    return frame
        return None

    def fill(self, placeholder: Any) -> Paint | None:
        for shape in self.ancestors(placeholder):
            fill = own_fill(shape.find(P + "spPr"), self._palette, "layout")
            if fill is not None:
                return fill
        return None
