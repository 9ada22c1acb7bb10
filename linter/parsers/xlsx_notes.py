"""What stands on a sheet beside its cells: comments and the texts of shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.model import SheetText
from linter.parsers.pptx_text import MC
from linter.parsers.values import clean
from linter.references import LAST_COLUMN, LAST_ROW, reference

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ANCHORS = (_XDR + "twoCellAnchor", _XDR + "oneCellAnchor", _XDR + "absoluteAnchor")


def read_comments(root: Any) -> dict[tuple[int, int], str]:
    """(row, column) → text, of a comments or threaded comments part."""
    found: dict[tuple[int, int], list[str]] = {}
    for element in root.iter("{*}comment", "{*}threadedComment"):
        place = reference(element.get("ref"))
        text = "".join(t.text or "" for t in element.iter("{*}t", "{*}text") if len(t) == 0).strip()
        if place and text:
            found.setdefault(place, []).append(text)
    return {place: "\n".join(texts) for place, texts in found.items()}


def _corner(anchor: Any, name: str) -> tuple[int, int]:
    corner = anchor.find(_XDR + name)
    if corner is None:
        return 1, 1

    def number(tag: str, most: int) -> int:
        text = (corner.findtext(_XDR + tag) or "").strip()
        return min(int(text) + 1, most) if text.isdecimal() and len(text) < 9 else 1

    return number("row", LAST_ROW), number("col", LAST_COLUMN)


def read_texts(root: Any) -> Iterator[SheetText]:
    """The text boxes and shapes of a drawing, groups of any depth, at their anchors' cells."""
    for anchor in root.iter(*_ANCHORS):
        first, last = _corner(anchor, "from"), _corner(anchor, "to")
        last = (max(first[0], last[0]), max(first[1], last[1]))
        for shape in anchor.iter(_XDR + "sp"):
            if next(shape.iterancestors(MC + "Fallback"), None) is not None:
                continue  # what it is drawn as by those who know no better
            lines = [
                "".join(
                    "\n" if part.tag == _A + "br" else part.text or ""
                    for part in paragraph.iter(_A + "t", _A + "br")
                )
                for paragraph in shape.iter(_A + "p")
            ]
            text = clean("\n".join(lines)).strip()
            properties = next(shape.iter(_XDR + "cNvPr"), None)
            name = properties.get("name", "") if properties is not None else ""
            if text:
                yield SheetText(name, text, first[0], first[1], last[0], last[1])
