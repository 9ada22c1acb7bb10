"""The cells of a sheet, row by row (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from linter.model import Cell, CellRange
from linter.parsers.parts import PartReader
from linter.parsers.values import clean, whole
from linter.parsers.xlsx_format import date_text, elapsed_text, is_date_format, plain, shown
from linter.parsers.xlsx_styles import CellStyle, Colours, S

_MAX_COLUMN, _MAX_ROW = 16_384, 1_048_576
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_VALUE, _FORMULA, _INLINE = S + "v", S + "f", S + "is"
_NO_STYLE = CellStyle()


@lru_cache(maxsize=_MAX_COLUMN)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def reference(text: str | None) -> tuple[int, int] | None:
    """(row, column) of an A1 reference, from 1; None for what is none."""
    match = _REFERENCE.match(text or "")
    if match is None:
        return None
    row, column = int(match[2]), _column(match[1])
    return (row, column) if 1 <= row <= _MAX_ROW and 1 <= column <= _MAX_COLUMN else None


def cell_range(text: str) -> CellRange | None:
    first, _, last = text.partition(":")
    start, end = reference(first), reference(last or first)
    if start is None or end is None:
        return None
    return CellRange(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


def string_item(element: Any, colours: Colours) -> tuple[str, str | None]:
    """The text of a shared or inline string without its phonetic runs, and its main colour."""
    own = element.find(S + "t")
    if own is not None:
        return clean(own.text or ""), None
    parts: list[str] = []
    weight: dict[str | None, int] = {}
    for run in element.findall(S + "r"):
        text = run.find(S + "t")
        if text is None or not text.text:
            continue
        parts.append(text.text)
        properties = run.find(S + "rPr")
        colour = properties.find(S + "color") if properties is not None else None
        resolved = colours.resolve(colour) if colour is not None else None
        weight[resolved] = weight.get(resolved, 0) + len(text.text)
    main = max(weight, key=lambda c: weight[c]) if weight else None
    return clean("".join(parts)), main


class SharedStrings:
    """The strings that the cells of a workbook share; ``colours`` of those that have one."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.colours: dict[int, str] = {}

    @classmethod
    def read(cls, reader: PartReader, part: str, colours: Colours) -> SharedStrings:
        """:raises ContainerError: the part is damaged, or has more than there may be cells."""
        strings = cls()
        data = reader.part(part)
        reader.require(part, "max_cells", data.count(b"</si>"))
        for element in reader.elements(part, data, S + "si"):
            text, colour = string_item(element, colours)
            if colour is not None:
                strings.colours[len(strings.texts)] = colour
            strings.texts.append(text)
        return strings


class CellReader:
    """Reads the rows of a workbook's sheets."""

    def __init__(
        self,
        strings: SharedStrings,
        styles: Sequence[CellStyle],
        colours: Colours,
        *,
        date1904: bool,
    ) -> None:
        self._strings = strings
        self._colours = colours
        self._date1904 = date1904
        self._styles = styles

    def row(
        self, element: Any, number: int, comments: Mapping[tuple[int, int], str]
    ) -> Iterator[Cell]:
        """The filled cells of a ``row``, which is the ``number``-th where they do not say it."""
        column = 0
        for child in element.iterchildren(S + "c"):
            place = reference(child.get("r"))
            row, column = place or (number, column + 1)
            if row == number:
                row = number  # one object for all cells of the row
            cell = self._cell(child, row, column, comments.get((row, column), ""))
            if cell is not None:
                yield cell

    def _cell(self, element: Any, row: int, column: int, comment: str) -> Cell | None:
        index = whole(element.get("s"))
        style = self._styles[index] if 0 <= index < len(self._styles) else _NO_STYLE
        kind = element.get("t", "n")
        value: str | None = None
        formula: str | None = None
        inline = None
        for child in element:
            tag = child.tag
            if tag == _VALUE and value is None:
                value = child.text or ""
            elif tag == _FORMULA and formula is None:
                formula = child.text or ""
            elif tag == _INLINE and inline is None:
                inline = child
        value = value or ""
        text, colour, number, is_date = "", None, None, False
        if kind == "s":
            position = whole(value, -1)
            if 0 <= position < len(self._strings.texts):
                text = self._strings.texts[position]
                colour = self._strings.colours.get(position)
        elif kind == "inlineStr":
            if inline is not None:
                text, colour = string_item(inline, self._colours)
        elif kind == "b":
            text = "TRUE" if value.strip() in ("1", "true") else "FALSE" if value else ""
        elif kind in ("str", "e"):
            text = clean(value)
        elif kind == "d":
            # A fraction of a second and the zone say nothing here (ISO 8601).
            moment = value.removesuffix("Z").split(".")[0].removesuffix("T00:00:00")
            text, is_date = moment[:16].replace("T", " "), True
        elif value:
            text, number, is_date = _number(value, style, date1904=self._date1904)
        if not text.strip() and not comment and style.fill is None and formula is None:
            return None
        return Cell(
            row,
            column,
            text,
            number,
            is_date,
            formula,
            style.fill,
            colour or style.font_colour,
            comment,
        )


def _number(value: str, style: CellStyle, *, date1904: bool) -> tuple[str, float | None, bool]:
    try:
        number = float(value)
    except ValueError:
        return clean(value), None, False
    if number != number or number in (float("inf"), float("-inf")):
        return value, None, False
    if is_date_format(style.format_id, style.format_code, number):
        text = elapsed_text(number, style.format_code) or date_text(number, date1904=date1904)
        if text is not None:
            return text, number, True
        return plain(number), number, False
    return shown(number, style.format_code), number, False


def row_number(element: Any, before: int) -> int:
    """The number of a ``row``; one after the row ``before`` where it does not say it."""
    return max(1, min(whole(element.get("r"), before + 1), _MAX_ROW))
