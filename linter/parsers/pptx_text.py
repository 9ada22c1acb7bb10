"""Text bodies of DrawingML: paragraphs, runs, fields and line breaks (ECMA-376 part 1, 21.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from linter.colour import A, Palette, resolve
from linter.model import Paragraph, Run
from linter.parsers.values import clean, whole

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A14 = "{http://schemas.microsoft.com/office/drawing/2010/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_INLINE = (A + "r", A + "fld", A + "br", _A14 + "m")
_MOST_SIZE = 400_000  # hundredths of a point (ECMA-376 part 1, 20.1.10.72)
_DEEPEST = 8


def branch(element: Any, known: Collection[str]) -> list[Any]:
    """The children of an ``mc:AlternateContent`` that are drawn: the first choice that holds an
    element we know, else the fallback; never both (ECMA-376 part 3)."""
    for chosen in (*element.findall(MC + "Choice"), *element.findall(MC + "Fallback")):
        if any(child.tag in known for child in chosen):
            return list(chosen)
    return []


def _size(properties: Any) -> float | None:
    size = whole(properties.get("sz")) if properties is not None else 0
    return size / 100 if 0 < size <= _MOST_SIZE else None


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


def _inline(paragraph: Any) -> Iterator[Any]:
    for child in paragraph:
        if child.tag == MC + "AlternateContent":
            yield from branch(child, _INLINE)
        else:
            yield child


def _run(element: Any, default: Any, palette: Palette) -> Run | None:
    if element.tag == A + "br":
        return Run("\n")
    if element.tag == _A14 + "m":
        formula = "".join(t.text or "" for t in element.iter(_MATH + "t"))
        return Run(formula) if formula else None
    text = element.find(A + "t") if element.tag in _INLINE else None
    if text is None or not text.text:
        return None
    own = element.find(A + "rPr")
    bold = own is not None and own.get("b") in ("1", "true")
    return Run(clean(text.text), _size(own) or _size(default), _colour(own, palette), bold)


def paragraphs(body: Any, palette: Palette) -> tuple[Paragraph, ...]:
    """The paragraphs of a ``txBody`` (any element that holds ``a:p``)."""
    if body is None:
        return ()
    found: list[Paragraph] = []
    for element in body.iter(A + "p"):
        properties = element.find(A + "pPr")
        default = properties.find(A + "defRPr") if properties is not None else None
        level = whole(properties.get("lvl")) if properties is not None else 0
        runs = (_run(child, default, palette) for child in _inline(element))
        found.append(
            Paragraph(tuple(run for run in runs if run is not None), min(max(level, 0), _DEEPEST))
        )
    while found and not found[-1].runs:
        found.pop()
    return tuple(found)
