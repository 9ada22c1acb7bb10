"""Text bodies of DrawingML: paragraphs, runs, fields and line breaks (ECMA-376 part 1, 21.1.2)."""

from __future__ import annotations

import re
from typing import Any

from linter.colour import A, Palette, resolve
from linter.model import Align, Paragraph, Run

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def clean(text: str) -> str:
    """Vertical tabs and their escapes are line breaks."""
    text = _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text)
    return text.replace("\r\n", "\n").replace("\v", "\n").replace("\r", "\n")


_ALIGN: dict[str | None, Align] = {"l": "left", "ctr": "center", "r": "right", "just": "left"}


def align_of(properties: Any) -> Align | None:
    """The alignment that an ``a:pPr`` or ``a:lvl1pPr`` sets."""
    return _ALIGN.get(properties.get("algn")) if properties is not None else None


def _size(properties: Any) -> float | None:
    value = properties.get("sz") if properties is not None else None
    try:
        return int(value) / 100 if value else None
    except ValueError:
        return None


def _colour(properties: Any, palette: Palette) -> str | None:
    if properties is None:
        return None
    fill = properties.find(A + "solidFill")
    if fill is None:
        return None
    for child in fill:
        tone = resolve(child, palette)
        if tone is not None:
            return tone.over_white
    return None


def paragraphs(body: Any, palette: Palette) -> tuple[Paragraph, ...]:
    """The paragraphs of a ``txBody`` (any element that holds ``a:p``)."""
    if body is None:
        return ()
    found: list[Paragraph] = []
    for element in body.iter(A + "p"):
        properties = element.find(A + "pPr")
        default = properties.find(A + "defRPr") if properties is not None else None
        level = 0
        if properties is not None and (properties.get("lvl") or "").isdigit():
            level = int(properties.get("lvl"))
        runs: list[Run] = []
        for child in element:
            if child.tag == A + "br":
                runs.append(Run("\n"))
            elif child.tag in (A + "r", A + "fld"):
                text = child.find(A + "t")
                if text is None or not text.text:
                    continue
                own = child.find(A + "rPr")
                runs.append(
                    Run(
                        clean(text.text),
                        _size(own) or _size(default),
                        _colour(own, palette),
                        own is not None and own.get("b") in ("1", "true"),
                    )
                )
        found.append(Paragraph(tuple(runs), level, align_of(properties)))
    while found and not found[-1].runs:
        found.pop()
    return tuple(found)
