"""Text bodies of DrawingML: paragraphs, runs, fields and line breaks (ECMA-376 part 1, 21.1.2)."""

from __future__ import annotations

from typing import Any

from linter.colour import A, Palette, resolve
from linter.model import Paragraph, Run
from linter.parsers.values import clean, whole


def _size(properties: Any) -> float | None:
    size = whole(properties.get("sz")) if properties is not None else 0
    return size / 100 if size > 0 else None


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
        level = max(0, whole(properties.get("lvl"))) if properties is not None else 0
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
        found.append(Paragraph(tuple(runs), level))
    while found and not found[-1].runs:
        found.pop()
    return tuple(found)
