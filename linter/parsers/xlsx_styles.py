"""Cell styles: number formats, fills and font colours (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

import colorsys
from typing import Any

from msgspec import Struct

from linter.parsers.values import whole
from linter.parsers.xlsx_format import BUILTIN

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_INDEXED = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    * 2
    + "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 "
    "FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF "
    "CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 "
    "969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()


class CellStyle(Struct, frozen=True):
    """One entry of cellXfs; colours are RRGGBB, None where automatic or not set."""

    format_id: int = 0
    format_code: str = "General"
    fill: str | None = None
    font_colour: str | None = None


class Colours:
    """Resolves ``rgb``, ``theme`` + ``tint`` and ``indexed`` colours."""

    def __init__(self, scheme: dict[str, str], indexed: tuple[str, ...] = ()) -> None:
        self._scheme = scheme
        self._indexed = indexed or tuple(_INDEXED)

    def resolve(self, element: Any) -> str | None:
        if element is None or element.get("auto") in ("1", "true"):
            return None
        base: str | None = None
        rgb = element.get("rgb")
        if rgb and len(rgb) in (6, 8) and _is_hex(rgb):
            base = rgb[-6:].upper()
        elif element.get("theme") is not None:
            index = whole(element.get("theme"), -1)
            if 0 <= index < len(_THEME_ORDER):
                base = self._scheme.get(_THEME_ORDER[index])
        elif element.get("indexed") is not None:
            index = whole(element.get("indexed"), -1)
            base = self._indexed[index] if 0 <= index < len(self._indexed) else None
        if base is None:
            return None
        try:
            tint = float(element.get("tint", "0"))
        except ValueError:
            tint = 0.0
        return _tinted(base, tint) if tint else base


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in text)


def _tinted(rgb: str, tint: float) -> str:
    tint = max(-1.0, min(1.0, tint))
    hue, lum, sat = colorsys.rgb_to_hls(*(int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4)))
    lum = lum * (1 + tint) if tint < 0 else lum * (1 - tint) + tint
    channels = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, lum)), sat)
    return "".join(f"{round(c * 255):02X}" for c in channels)


def read_styles(root: Any, scheme: dict[str, str]) -> tuple[list[CellStyle], Colours]:
    """The cell styles of styles.xml in the order cells refer to them."""
    indexed = tuple(
        rgb if len(rgb) == 6 and _is_hex(rgb) else "000000"
        for element in root.findall(f"{S}colors/{S}indexedColors/{S}rgbColor")
        for rgb in [(element.get("rgb") or "")[-6:].upper()]
    )
    colours = Colours(scheme, indexed)
    codes = dict(BUILTIN)
    for element in root.findall(f"{S}numFmts/{S}numFmt"):
        codes[whole(element.get("numFmtId"))] = element.get("formatCode", "General")
    fills: list[str | None] = []
    for fill in root.findall(f"{S}fills/{S}fill"):
        pattern = fill.find(S + "patternFill")
        if pattern is not None:
            kind = pattern.get("patternType", "none")
            fills.append(None if kind == "none" else colours.resolve(pattern.find(S + "fgColor")))
            continue
        stop = next(fill.iter(S + "stop"), None)
        fills.append(colours.resolve(stop.find(S + "color")) if stop is not None else None)
    fonts = [colours.resolve(f.find(S + "color")) for f in root.findall(f"{S}fonts/{S}font")]
    styles: list[CellStyle] = []
    for xf in root.findall(f"{S}cellXfs/{S}xf"):
        format_id = whole(xf.get("numFmtId"))
        fill_id, font_id = whole(xf.get("fillId"), -1), whole(xf.get("fontId"), -1)
        styles.append(
            CellStyle(
                format_id,
                codes.get(format_id, "General"),
                fills[fill_id] if 0 <= fill_id < len(fills) else None,
                fonts[font_id] if 0 <= font_id < len(fonts) else None,
            )
        )
    return styles, colours
