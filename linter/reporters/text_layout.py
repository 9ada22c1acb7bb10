"""Text broken into lines for a box, by a model of widths: full-width 1 em, half-width 0.5 em."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from linter.model import Align, Paragraph, TextBox
from linter.reporters.columns import pieces, width

LINE_HEIGHT = 1.2
"""Of the size of its largest run."""


class Segment(Struct, frozen=True):
    """Text of one run in one line; ``size`` in points."""

    text: str
    size: float
    colour: str | None = None
    bold: bool = False


class Line(Struct, frozen=True):
    """``size``: of its largest segment, or of the paragraph where it is empty."""

    segments: tuple[Segment, ...]
    size: float
    align: Align = "left"

    @property
    def height(self) -> float:
        return self.size * LINE_HEIGHT


def text_width(text: str, size: float) -> float:
    """Points that ``text`` takes."""
    return width(text) * size / 2


def lay_out(paragraphs: Sequence[Paragraph], box: TextBox, room: float) -> list[Line]:
    """The lines of a text body in a box ``room`` points wide; no character is lost."""
    lines: list[Line] = []
    for paragraph in paragraphs:
        size = box.sizes_pt[min(paragraph.level, len(box.sizes_pt) - 1)]
        align = paragraph.align or box.align
        for segments in _hard_lines(paragraph, size, box):
            # An indent of a third of an inch for each level, as PowerPoint's own styles about have.
            space = max(room - 24 * paragraph.level, size) if box.wrap else float("inf")
            broken = _broken(segments, space) if segments else [()]
            lines += [
                Line(line, max((s.size for s in line), default=size * box.scale), align)
                for line in broken
            ]
    return lines


def _hard_lines(paragraph: Paragraph, size: float, box: TextBox) -> Iterator[list[Segment]]:
    """The runs, parted at line breaks."""
    line: list[Segment] = []
    for run in paragraph.runs:
        for n, text in enumerate(run.text.split("\n")):
            if n:
                yield line
                line = []
            if text:
                points = (run.size_pt or size) * box.scale
                line.append(Segment(text, points, run.colour, run.bold))
    yield line


def _broken(segments: Sequence[Segment], room: float) -> list[tuple[Segment, ...]]:
    """One line of segments in lines at most ``room`` wide. Latin words stay whole where they fit;
    punctuation is not parted from what it follows, blanks hang over the edge."""
    text = "".join(segment.text for segment in segments)
    owners = [n for n, segment in enumerate(segments) for _ in segment.text]
    lines: list[tuple[Segment, ...]] = []
    start = at = 0
    used = 0.0
    for piece in pieces(text):
        sizes = [segments[owner].size for owner in owners[at : at + len(piece)]]
        needed = sum(map(text_width, piece, sizes))
        if used and used + needed > room and piece.strip(" "):
            lines.append(_cut(segments, owners, text, start, at))
            start, used = at, 0.0
        if needed <= room:
            at += len(piece)
            used += needed
            continue
        for character, size in zip(piece, sizes, strict=True):  # wider than a line: anywhere
            wide = text_width(character, size)
            if used and used + wide > room:
                lines.append(_cut(segments, owners, text, start, at))
                start, used = at, 0.0
            at += 1
            used += wide
    lines.append(_cut(segments, owners, text, start, len(text)))
    return lines


def _cut(
    segments: Sequence[Segment], owners: Sequence[int], text: str, start: int, end: int
) -> tuple[Segment, ...]:
    """The segments between two characters of their joined text."""
    found: list[Segment] = []
    while start < end:
        owner = owners[start]
        stop = start
        while stop < end and owners[stop] == owner:
            stop += 1
        one = segments[owner]
        found.append(Segment(text[start:stop], one.size, one.colour, one.bold))
        start = stop
    return tuple(found)
