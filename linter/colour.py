"""Colours: theme, master and transform resolution (ECMA-376 part 1, 20.1.2.3).

A colour is six upper-case hexadecimal digits ``RRGGBB``; an opacity is 0.0 to 1.0. ``tint`` and
``shade`` mix with white and black in linear RGB, as PowerPoint draws them.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from linter.preset_colours import preset

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
GREY_TOLERANCE = 8
_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_SYSTEM = {"window": "FFFFFF", "windowText": "000000"}
_DEFAULT_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_DEFAULT_SCHEME = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip


class Tone(Struct, frozen=True):
    """A colour with its opacity."""

    rgb: str
    alpha: float = 1.0

    @property
    def over_white(self) -> str:
        channels = (int(self.rgb[n : n + 2], 16) for n in (0, 2, 4))
        return "".join(f"{round(255 + (c - 255) * self.alpha):02X}" for c in channels)


class Palette(Struct, frozen=True):
    """Scheme colours of a theme and the map from bg1, tx1, … to them."""

    scheme: Mapping[str, str]
    clr_map: Mapping[str, str]

    def rgb(self, name: str) -> str | None:
        name = self.clr_map.get(name, _DEFAULT_MAP.get(name, name))
        return self.scheme.get(name, _DEFAULT_SCHEME.get(name))


DEFAULT_PALETTE = Palette(_DEFAULT_SCHEME, _DEFAULT_MAP)


def chroma(rgb: str) -> int:
    """How far a colour is from grey: the greatest difference of two channels, 0 to 255."""
    channels = [int(rgb[n : n + 2], 16) for n in (0, 2, 4)]
    return max(channels) - min(channels)


def is_colourful(rgb: str) -> bool:
    """Whether a colour is a colour in the handbook's sense: white, black and greys are not."""
    return chroma(rgb) > GREY_TOLERANCE


def number(text: str | None, default: float = 0.0) -> float:
    """A DrawingML fixed number: thousandths of a percent, or a percentage «50%», as a fraction."""
    try:
        value = text or ""
        result = float(value[:-1]) / 100 if value.endswith("%") else float(value) / 100_000
    except ValueError:
        return default
    return result if abs(result) < 1e6 else default


def scheme_of(theme: Any) -> dict[str, str]:
    """Scheme colour names → RRGGBB of a theme part's root element."""
    scheme: dict[str, str] = {}
    for element in theme.iter(A + "clrScheme"):
        for child in element:
            tone = next((t for t in (resolve(c, DEFAULT_PALETTE) for c in child) if t), None)
            if tone and isinstance(child.tag, str):
                scheme[child.tag.removeprefix(A)] = tone.rgb
        break
    return scheme


def _hex(value: str | None) -> str | None:
    return value.upper() if value and _RGB.fullmatch(value) else None


def resolve(element: Any, palette: Palette, placeholder: Tone | None = None) -> Tone | None:
    """A colour element (a:srgbClr, a:schemeClr, …) as seen; None if it is none.

    ``placeholder`` stands for ``phClr`` inside the theme's format scheme.
    """
    if not isinstance(element.tag, str):
        return None
    kind = element.tag.removeprefix(A)
    value = element.get("val")
    alpha = 1.0
    rgb: str | None = None
    if kind == "srgbClr":
        rgb = _hex(value)
    elif kind == "sysClr":
        rgb = _hex(element.get("lastClr")) or _SYSTEM.get(value or "", "000000")
    elif kind == "prstClr":
        rgb = preset(value or "")
    elif kind == "schemeClr":
        if value == "phClr":
            if placeholder is None:
                return None
            rgb, alpha = placeholder.rgb, placeholder.alpha
        else:
            rgb = palette.rgb(value or "")
    elif kind == "scrgbClr":
        rgb = _to_hex([_gamma(number(element.get(c))) for c in ("r", "g", "b")])
    elif kind == "hslClr":
        hue = number(element.get("hue")) * 100_000 / 21_600_000
        rgb = _to_hex(
            list(
                colorsys.hls_to_rgb(
                    hue % 1, _clip(number(element.get("lum"))), _clip(number(element.get("sat")))
                )
            )
        )
    if rgb is None:
        return None
    return _transform(element, rgb, alpha)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def _to_hex(channels: list[float]) -> str:
    return "".join(f"{round(_clip(c) * 255):02X}" for c in channels)


def _gamma(value: float) -> float:
    value = _clip(value)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _transform(element: Any, rgb: str, alpha: float) -> Tone:
    channels = [int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    for child in element:
        if isinstance(child.tag, str):
            name, amount = child.tag.removeprefix(A), number(child.get("val"), 1.0)
            if name.startswith("alpha"):
                alpha = _opacity(alpha, name, amount)
            else:
                channels = _changed(channels, name, amount)
    return Tone(_to_hex(channels), alpha)


def varied(rgb: str, change: str, amount: float) -> Tone:
    """A colour after one transform, such as ``tint`` 0.4 (ECMA-376 part 1, 20.1.2.3)."""
    if change == "alpha":
        return Tone(rgb, amount)
    channels = [int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    return Tone(_to_hex(_changed(channels, change, amount)))


def _opacity(alpha: float, name: str, amount: float) -> float:
    return _clip({"alphaMod": alpha * amount, "alphaOff": alpha + amount}.get(name, amount))


def _changed(channels: list[float], name: str, amount: float) -> list[float]:
    """Channels 0 to 1 after one transform; one that is not known changes nothing."""
    if name == "tint":
        part = _clip(amount)
        return [_gamma(_linear(c) * part + 1 - part) for c in channels]
    if name == "shade":
        return [_gamma(_linear(c) * _clip(amount)) for c in channels]
    if name == "inv":
        return [_gamma(1 - _linear(c)) for c in channels]  # as tint and shade, in linear RGB
    if name == "gray":
        grey = 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2]
        return [grey, grey, grey]
    if name == "comp":
        hue, lum, sat = colorsys.rgb_to_hls(*channels)
        return list(colorsys.hls_to_rgb((hue + 0.5) % 1, lum, sat))
    if name == "gamma":
        return [_gamma(c) for c in channels]
    if name == "invGamma":
        return [_linear(c) for c in channels]
    for n, axis in enumerate(("red", "green", "blue")):
        if name.removeprefix(axis) in ("", "Mod", "Off") and name.startswith(axis):
            value = _mixed(_linear(channels[n]), name[len(axis) :], amount)
            return [*channels[:n], _gamma(value), *channels[n + 1 :]]
    if name[:3] in ("lum", "sat", "hue") and name[3:] in ("", "Mod", "Off"):
        return _hsl(channels, name[:3], name[3:], amount)
    return channels


def _mixed(old: float, mode: str, amount: float) -> float:
    return amount if mode == "" else old * amount if mode == "Mod" else old + amount


def _hsl(channels: list[float], axis: str, mode: str, amount: float) -> list[float]:
    hue, lum, sat = colorsys.rgb_to_hls(*channels)
    values = {"hue": hue, "lum": lum, "sat": sat}
    if axis == "hue" and mode in ("", "Off"):
        amount = amount * 100_000 / 21_600_000
    new = _mixed(values[axis], mode, amount)
    values[axis] = new % 1 if axis == "hue" else _clip(new)
    return list(colorsys.hls_to_rgb(values["hue"], values["lum"], values["sat"]))
