"""Boxes and outlines of shapes in points, where the slide's top left corner is 0, 0."""

from __future__ import annotations

import math

from msgspec import Struct

from linter.model import Rect

EMU_PER_POINT = 12_700
Point = tuple[float, float]


class Box(Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def corners(self) -> tuple[Point, ...]:
        right, bottom = self.x + self.width, self.y + self.height
        return (self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom)

    def inside(self, insets: tuple[int, int, int, int]) -> Box:
        """Less ``insets`` (left, top, right, bottom in EMU), never less than a point wide."""
        left, top, right, bottom = (inset / EMU_PER_POINT for inset in insets)
        return Box(
            self.x + left,
            self.y + top,
            max(self.width - left - right, 1.0),
            max(self.height - top - bottom, 1.0),
        )


def box_of(rect: Rect) -> Box:
    return Box(
        rect.x / EMU_PER_POINT,
        rect.y / EMU_PER_POINT,
        rect.width / EMU_PER_POINT,
        rect.height / EMU_PER_POINT,
    )


class Turn(Struct, frozen=True):
    """A rotation by ``degrees``, clockwise, about a point."""

    degrees: float
    centre: Point

    def apply(self, point: Point) -> Point:
        angle = math.radians(self.degrees)
        dx, dy = point[0] - self.centre[0], point[1] - self.centre[1]
        return (
            self.centre[0] + dx * math.cos(angle) - dy * math.sin(angle),
            self.centre[1] + dx * math.sin(angle) + dy * math.cos(angle),
        )


# Corners of preset geometries (ECMA-376 part 1, 20.1.10.56) with their default adjustments, as
# fractions of the box. Others are drawn as their box.
POLYGONS: dict[str, tuple[Point, ...]] = {
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "rtTriangle": ((0, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "flowChartDecision": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "parallelogram": ((0.25, 0), (1, 0), (0.75, 1), (0, 1)),
    "trapezoid": ((0.25, 0), (0.75, 0), (1, 1), (0, 1)),
    "hexagon": ((0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)),
    "homePlate": ((0, 0), (0.8, 0), (1, 0.5), (0.8, 1), (0, 1)),
    "chevron": ((0, 0), (0.8, 0), (1, 0.5), (0.8, 1), (0, 1), (0.2, 0.5)),
    "rightArrow": (
        (0, 0.25), (0.6, 0.25), (0.6, 0), (1, 0.5), (0.6, 1), (0.6, 0.75), (0, 0.75),
    ),
    "leftArrow": (
        (1, 0.25), (0.4, 0.25), (0.4, 0), (0, 0.5), (0.4, 1), (0.4, 0.75), (1, 0.75),
    ),
    "downArrow": (
        (0.25, 0), (0.75, 0), (0.75, 0.6), (1, 0.6), (0.5, 1), (0, 0.6), (0.25, 0.6),
    ),
    "upArrow": (
        (0.25, 1), (0.75, 1), (0.75, 0.4), (1, 0.4), (0.5, 0), (0, 0.4), (0.25, 0.4),
    ),
}  # fmt: skip
ROUND = ("ellipse", "flowChartConnector")
LINES = ("line", "straightConnector1", "bentConnector3", "curvedConnector3")
ROUND_CORNERS = ("roundRect", "flowChartTerminator", "flowChartAlternateProcess")
