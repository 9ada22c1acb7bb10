"""Colours: theme, master and transform resolution (ECMA-376 part 1, 20.1.2.3).

A colour is six upper-case hexadecimal digits ``RRGGBB``; an opacity is 0.0 to 1.0. ``tint`` and
``shade`` mix with white and black in linear RGB, as PowerPoint draws them.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
GREY_TOLERANCE = 8
_PRESETS = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "008000", "lime": "00FF00",
    "blue": "0000FF", "yellow": "FFFF00", "cyan": "00FFFF", "aqua": "00FFFF", "magenta": "FF00FF",
    "fuchsia": "FF00FF", "gray": "808080", "grey": "808080", "ltGray": "D3D3D3",
    "lightGray": "D3D3D3", "dkGray": "A9A9A9", "darkGray": "A9A9A9", "silver": "C0C0C0",
    "dimGray": "696969", "gainsboro": "DCDCDC", "whiteSmoke": "F5F5F5", "orange": "FFA500",
    "navy": "000080", "teal": "008080", "purple": "800080", "maroon": "800000", "olive": "808000",
    "pink": "FFC0CB", "gold": "FFD700", "ltBlue": "ADD8E6", "lightBlue": "ADD8E6",
    "lightYellow": "FFFFE0", "ltYellow": "FFFFE0", "lightGreen": "90EE90", "ltGreen": "90EE90",
    "skyBlue": "87CEEB", "dkBlue": "00008B", "darkBlue": "00008B", "dkRed": "8B0000",
    "ivory": "FFFFF0", "beige": "F5F5DC", "aliceBlue": "F0F8FF", "cornsilk": "FFF8DC",
}  # fmt: skip
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
    if value and len(value) == 6:
        try:
            int(value, 16)
        except ValueError:
            return None
        return value.upper()
    return None


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
        rgb = _PRESETS.get(value or "", _PRESETS.get((value or "").replace("Grey", "Gray")))
        if rgb is None:
            rgb = "4472C4" if value else None
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
        if not isinstance(child.tag, str):
            continue
        name = child.tag.removeprefix(A)
        amount = number(child.get("val"), 1.0)
        if name == "alpha":
            alpha = _clip(amount)
        elif name == "alphaMod":
            alpha = _clip(alpha * amount)
        elif name == "alphaOff":
            alpha = _clip(alpha + amount)
        elif name == "tint":
            part = _clip(amount)
            channels = [_gamma(_linear(c) * part + 1 - part) for c in channels]
        elif name == "shade":
            channels = [_gamma(_linear(c) * _clip(amount)) for c in channels]
        elif name == "inv":
            channels = [1 - c for c in channels]
        elif name == "gray":
            grey = 0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2]
            channels = [grey, grey, grey]
        elif name == "comp":
            hue, lum, sat = colorsys.rgb_to_hls(*channels)
            channels = list(colorsys.hls_to_rgb((hue + 0.5) % 1, lum, sat))
        elif name[:3] in ("lum", "sat", "hue") and name[3:] in ("", "Mod", "Off"):
            channels = _hsl(channels, name[:3], name[3:], amount)
    return Tone(_to_hex(channels), alpha)


def _hsl(channels: list[float], axis: str, mode: str, amount: float) -> list[float]:
    hue, lum, sat = colorsys.rgb_to_hls(*channels)
    values = {"hue": hue, "lum": lum, "sat": sat}
    if axis == "hue" and mode in ("", "Off"):
        amount = amount * 100_000 / 21_600_000
    old = values[axis]
    new = amount if mode == "" else old * amount if mode == "Mod" else old + amount
    values[axis] = new % 1 if axis == "hue" else _clip(new)
    return list(colorsys.hls_to_rgb(values["hue"], values["lum"], values["sat"]))
