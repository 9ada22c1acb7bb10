"""Colours of themes, slides and workbooks, with any transforms: RRGGBB and an opacity, or none."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from lxml import etree

from fuzz import words
from fuzz.case import BrokenError, Files
from linter.colour import A, Palette, Tone, chroma, is_colourful, resolve, scheme_of, varied
from linter.parsers.xlsx_styles import read_styles

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RGB = re.compile(r"[0-9A-F]{6}")
_KINDS = ("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr", "otherClr")
_NAMES = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent6", "hlink", "bg1", "tx1", "phClr", "none")
_CHANGES = (
    "tint", "shade", "comp", "inv", "gray", "alpha", "alphaOff", "alphaMod", "hue", "hueOff", "hueMod",
    "sat", "satOff", "satMod", "lum", "lumOff", "lumMod", "red", "redOff", "redMod", "green",
    "greenOff", "greenMod", "blue", "blueOff", "blueMod", "gamma", "invGamma", "alphaX", "redX",
)  # fmt: skip
_VALUES = (
    "FF0000",
    "00B050",
    "windowText",
    "window",
    "dkBlue",
    "darkGrey",
    "medX",
    "red",
    "bg1",
    "",
)


def colours(chance: Random) -> Files:
    root = etree.Element(A + "clrScheme")
    for _ in range(chance.randint(1, 40)):
        entry = etree.SubElement(root, A + chance.choice(_NAMES))
        for _ in range(chance.choice((0, 1, 1, 1, 2))):
            entry.append(_colour(chance))
    sheet = etree.Element(_S + "styleSheet")
    fills, fonts = etree.SubElement(sheet, _S + "fills"), etree.SubElement(sheet, _S + "fonts")
    formats = etree.SubElement(sheet, _S + "cellXfs")
    for number in range(chance.randint(0, 10)):
        pattern = etree.SubElement(etree.SubElement(fills, _S + "fill"), _S + "patternFill")
        pattern.set("patternType", chance.choice(("solid", "none", "gray125", "")))
        pattern.append(_cell_colour("fgColor", chance))
        etree.SubElement(fonts, _S + "font").append(_cell_colour("color", chance))
        etree.SubElement(formats, _S + "xf", fillId=str(number), fontId=_some(chance, number))
    return {"theme.xml": etree.tostring(root), "styles.xml": etree.tostring(sheet)}


def _some(chance: Random, value: object) -> str:
    return str(value) if chance.random() < 0.6 else words.number(chance)


def _colour(chance: Random) -> Any:
    kind = chance.choice(_KINDS)
    element = etree.Element(A + kind)
    if kind == "scrgbClr":
        for channel in "rgb":
            element.set(channel, _some(chance, chance.randint(-10, 100_010)))
    elif kind == "hslClr":
        element.set("hue", _some(chance, chance.randint(-10, 21_600_010)))
        for part in ("sat", "lum"):
            element.set(part, _some(chance, chance.randint(-10, 100_010)))
    else:
        element.set("val", chance.choice((*_VALUES, *_NAMES, f"{chance.randrange(2**24):06x}")))
        if chance.random() < 0.3:
            element.set("lastClr", chance.choice((*_VALUES, f"{chance.randrange(2**24):06X}")))
    for _ in range(chance.choice((0, 1, 2, 3, 30))):
        change = etree.SubElement(element, A + chance.choice(_CHANGES))
        if chance.random() < 0.9:
            change.set("val", _some(chance, chance.randint(-300_000, 300_000)))
    return element


def _cell_colour(name: str, chance: Random) -> Any:
    element = etree.Element(_S + name)
    kind = chance.choice(("rgb", "theme", "indexed", "auto"))
    given = {"rgb": f"FF{chance.randrange(2**24):06X}", "theme": "4", "indexed": "13", "auto": "1"}
    element.set(kind, _some(chance, given[kind]))
    if chance.random() < 0.5:
        element.set("tint", _some(chance, chance.uniform(-2, 2)))
    return element


def judge_colours(files: Files) -> None:
    root, sheet = etree.fromstring(files["theme.xml"]), etree.fromstring(files["styles.xml"])
    theme = etree.Element(A + "theme")
    theme.append(root)
    scheme = scheme_of(theme)
    palettes = (Palette(scheme, {}), Palette(scheme, {"bg1": "tx1", "tx1": "bg1", "dk1": "none"}))
    found: list[str | None] = list(scheme.values())
    for entry in root:
        for element in entry:
            for palette in palettes:
                tone = resolve(element, palette, Tone("4472C4", 0.5))
                found += [] if tone is None else [tone.rgb, tone.over_white]
                if tone is not None and not 0 <= tone.alpha <= 1:
                    raise BrokenError(f"an opacity of {tone.alpha}")
            for change in element:
                found.append(varied("4472C4", change.tag.removeprefix(A), 0.4).rgb)
    styles, _ = read_styles(sheet, scheme)
    for cell in styles:
        found += [cell.fill, cell.font_colour]
    for rgb in found:
        if rgb is None:
            continue
        if not _RGB.fullmatch(rgb):
            raise BrokenError(f"no colour: {rgb!r}")
        if is_colourful(rgb) and chroma(rgb) == 0:
            raise BrokenError(f"a grey that is a colour: {rgb}")
