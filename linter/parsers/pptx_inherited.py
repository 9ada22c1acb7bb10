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


class Inherited:
    """The placeholders of a slide's layout and master; either root may be None."""

    def __init__(self, layout: Any, master: Any, palette: Palette) -> None:
        self._layout = self._placeholders(layout)
        self._master = self._placeholders(master)
        self.text_styles = master.find(P + "txStyles") if master is not None else None
        self._palette = palette

    @staticmethod
    def _placeholders(root: Any) -> list[tuple[str, str, Any]]:
        if root is None:
            return []
        return [
            (ph.get("type", "obj"), ph.get("idx", "0"), shape)
            for shape in root.iter(P + "sp", P + "pic", P + "graphicFrame")
            for ph in list(shape.iter(P + "ph"))[:1]
        ]

    def ancestors(self, placeholder: Any) -> Iterator[Any]:
        """The layout's placeholder with the same index, else of the same type; then the master's."""
        kind, index = placeholder.get("type", "obj"), placeholder.get("idx", "0")
        found = next((p for p in self._layout if p[1] == index != "0"), None)
        found = found or self._of_type(self._layout, kind)
        if found is not None:
            kind = found[0]
            yield found[2]
        above = self._of_type(self._master, kind)
        if above is not None:
            yield above[2]

    @staticmethod
    def _of_type(
        placeholders: list[tuple[str, str, Any]], kind: str
    ) -> tuple[str, str, Any] | None:
        same = next((p for p in placeholders if p[0] == kind), None)
        return same or next((p for p in placeholders if _family(p[0]) == _family(kind)), None)

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
