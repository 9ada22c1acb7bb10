"""Where a shape stands on the slide: groups' scaling, flips and rotation (ECMA-376 part 1, 20.1.7)."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct

from linter.colour import A
from linter.model import Rect
from linter.parsers.values import MOST, whole


def _emu(value: float) -> int:
    """Rounded and bounded: groups in groups multiply their scales."""
    return round(max(-MOST, min(MOST, value)))


class Placed(Struct, frozen=True):
    """A box on the slide before it is turned by ``rotation`` degrees, clockwise, about its centre,
    as an ``a:xfrm`` has it; ``flip_h`` and ``flip_v`` come before the turn."""

    rect: Rect
    rotation: float = 0.0
    flip_h: bool = False
    flip_v: bool = False


class Transform(Struct, frozen=True):
    """Maps child coordinates of a group to the slide: scaled from ``origin``, then flipped and
    turned about the group's centre. Without arguments, the slide's own coordinates."""

    origin: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    half: tuple[float, float] = (0.0, 0.0)
    centre: tuple[float, float] = (0.0, 0.0)
    rotation: float = 0.0
    flip_h: bool = False
    flip_v: bool = False

    def _point(self, x: float, y: float) -> tuple[float, float]:
        u = (x - self.origin[0]) * self.scale[0] - self.half[0]
        v = (y - self.origin[1]) * self.scale[1] - self.half[1]
        u, v = (-u if self.flip_h else u), (-v if self.flip_v else v)
        if self.rotation:
            cosine = math.cos(math.radians(self.rotation))
            sine = math.sin(math.radians(self.rotation))
            u, v = u * cosine - v * sine, u * sine + v * cosine
        return self.centre[0] + u, self.centre[1] + v

    def place(self, frame: Any) -> Placed | None:
        """The box of an ``a:xfrm`` or ``p:xfrm``; None where it has no position or size."""
        if frame is None:
            return None
        offset, extent = frame.find(A + "off"), frame.find(A + "ext")
        if offset is None or extent is None:
            return None
        width, height = whole(extent.get("cx")), whole(extent.get("cy"))
        own = whole(frame.get("rot")) / 60_000
        x, y = self._point(whole(offset.get("x")) + width / 2, whole(offset.get("y")) + height / 2)
        across, down = self.scale
        if 45 <= own % 180 < 135:  # what lies on its side is scaled by the other axis
            across, down = down, across
        size = (width * across, height * down)
        # One mirror, not two, makes a turn go the other way.
        turn = -own if self.flip_h != self.flip_v else own
        return Placed(
            Rect(_emu(x - size[0] / 2), _emu(y - size[1] / 2), _emu(size[0]), _emu(size[1])),
            (self.rotation + turn) % 360,
            self.flip_h != (frame.get("flipH") in ("1", "true")),
            self.flip_v != (frame.get("flipV") in ("1", "true")),
        )

    def inside(self, group: Placed, frame: Any) -> Transform:
        """The transform for the children of a group that stands at ``group``."""
        offset, extent = frame.find(A + "chOff"), frame.find(A + "chExt")
        if offset is None or extent is None:
            return self
        rect = group.rect
        width, height = whole(extent.get("cx")), whole(extent.get("cy"))
        return Transform(
            (whole(offset.get("x")), whole(offset.get("y"))),
            (
                rect.width / width if width else self.scale[0],
                rect.height / height if height else self.scale[1],
            ),
            (rect.width / 2, rect.height / 2),
            (rect.x + rect.width / 2, rect.y + rect.height / 2),
            group.rotation,
            group.flip_h,
            group.flip_v,
        )
