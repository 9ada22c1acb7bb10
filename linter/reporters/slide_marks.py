"""Which shapes of a slide are outlined, and with which numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from linter.layout import walk_shapes
from linter.model import SEVERITIES, Deck, Finding, Location, Severity, Shape, Slide
from linter.reporters.slide_geometry import (
    EMU_PER_POINT,
    Box,
    Point,
    Turn,
    box_of,
)
from linter.reporters.slide_table import CellBoxes, cell_boxes, table_box

_CELL = re.compile(r"R(\d+)C(\d+)")
_BADGE = 11.0
"""Half the height of a number's badge, in points: legible on a slide as wide as a telephone."""
_DIGIT = 8.5


class Mark(Struct, frozen=True):
    """An outline, in points, of what the findings of ``numbers`` are about; ``whole``: the slide."""

    corners: tuple[Point, ...]
    numbers: tuple[int, ...]
    severity: Severity
    whole: bool = False


def slide_marks(slide: Slide, deck: Deck, findings: Sequence[tuple[int, Finding]]) -> list[Mark]:
    """The outlines for numbered findings; those of one place share one. A finding about the slide
    as a whole, or about a shape that is not found, outlines the slide."""
    frame = Box(0, 0, deck.width / EMU_PER_POINT, deck.height / EMU_PER_POINT)
    outlines = _Outlines(slide)
    places: dict[tuple[Point, ...], list[tuple[int, Finding]]] = {}
    for number, finding in findings:
        related = [r for r in finding.related if r.slide == slide.number and r.shape is not None]
        for location in (finding.location, *related):
            if location.document == finding.location.document:
                corners = outlines.of(location) or frame.corners
                places.setdefault(corners, []).append((number, finding))
    return [
        Mark(
            corners,
            tuple(dict.fromkeys(number for number, _ in found)),
            min((f.severity for _, f in found), key=SEVERITIES.index),
            corners == frame.corners,
        )
        for corners, found in places.items()
    ]


class _Outlines:
    """Where the shapes of a slide stand; each is looked up, and each table laid out, once."""

    def __init__(self, slide: Slide) -> None:
        self._by_id: dict[int, list[Shape]] = {}
        self._by_name: dict[str, list[Shape]] = {}
        self._laid: dict[int, CellBoxes] = {}
        for shape in walk_shapes((*slide.shapes, *slide.inherited)):
            self._by_id.setdefault(shape.id, []).append(shape)
            self._by_name.setdefault(shape.name, []).append(shape)

    def of(self, location: Location) -> tuple[Point, ...] | None:
        if location.shape is None and location.shape_id is None:
            return None
        same_id = self._by_id.get(location.shape_id, []) if location.shape_id is not None else []
        same_name = self._by_name.get(location.shape, []) if location.shape is not None else []
        both = (shape for shape in same_id if shape.name == location.shape)
        for shape in chain(both, same_id, same_name):
            box = self._box(shape, location.table_cell)
            if box is not None:
                if shape.rect is None:
                    return box.corners
                turn = Turn(shape.rotation, box_of(shape.rect).centre)
                return tuple(turn.apply(corner) for corner in box.corners)
        return None

    def _box(self, shape: Shape, table_cell: str | None) -> Box | None:
        if shape.rect is None:
            boxes = [box for child in shape.children if (box := self._box(child, None)) is not None]
            return _around(boxes) if boxes else None
        frame = box_of(shape.rect)
        if shape.table is None:
            return frame
        boxes_of_cells = self._laid.get(id(shape.table))
        if boxes_of_cells is None:
            boxes_of_cells = self._laid[id(shape.table)] = cell_boxes(shape.table)
        match = _CELL.fullmatch(table_cell or "")
        if match is not None:
            found = boxes_of_cells.get((int(match[1]), int(match[2])))
            if found is not None:
                return found[1]
        return table_box(boxes_of_cells, frame)


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x, y, right - x, bottom - y)


# --- drawing --------------------------------------------------------------------------------------


def markup(marks: Sequence[Mark]) -> Iterator[str]:
    """SVG of the outlines, then of their badges, so that no outline crosses a number."""
    for mark in marks:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.corners)
        numbers = " ".join(map(str, mark.numbers))
        yield (
            f'<g class="mark {mark.severity}" data-numbers="{numbers}">'
            f'<polygon class="halo" points="{points}"/><polygon points="{points}"/></g>'
        )
    taken: list[tuple[float, float, float]] = []
    for mark in marks:
        label = _label(mark.numbers)
        width = max(_BADGE * 2, _DIGIT * len(label) + 10)
        x, y = _free(mark, width, taken)
        taken.append((x, y, width))
        numbers = " ".join(map(str, mark.numbers))
        yield (
            f'<g class="badge-mark {mark.severity}" data-numbers="{numbers}">'
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_BADGE * 2:.1f}"'
            f' rx="{_BADGE:.1f}"/><text x="{x + width / 2:.1f}" y="{y + _BADGE + 5:.1f}"'
            f' text-anchor="middle">{label}</text></g>'
        )


def _label(numbers: Sequence[int]) -> str:
    """«1–3,5»."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs[:4]]
    return ",".join(shown) + ("…" if len(runs) > 4 else "")


def _free(mark: Mark, width: float, taken: Sequence[tuple[float, float, float]]) -> Point:
    """Where a badge stands: left of the outline's top left corner, or inside it at the slide's edge,
    and not on another badge."""
    left, top = min(mark.corners, key=sum)
    x = left + 2 if mark.whole or left < width + 2 else left - width - 2
    y = max(top + 2 if mark.whole else top - 2, 1.0)
    while any(
        x < other + wide + 1 and other < x + width + 1 and abs(y - high) < _BADGE * 2
        for other, high, wide in taken
    ):
        y += _BADGE * 2 + 1
    return x, y
