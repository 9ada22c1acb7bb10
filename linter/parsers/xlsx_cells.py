"""The cells of a sheet, row by row (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linter.model import Cell
from linter.parsers.parts import PartReader
from linter.parsers.values import clean, whole
from linter.parsers.xlsx_format import date_text, elapsed_text, is_date_format, plain, shown
from linter.parsers.xlsx_formulas import Formula
from linter.parsers.xlsx_styles import CellStyle, Colours, S
from linter.references import LAST_ROW, reference

_VALUE, _FORMULA, _INLINE = S + "v", S + "f", S + "is"
_NO_STYLE = CellStyle()


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
    """Reads the rows of a workbook's sheets. ``calculated``: by the program that wrote it; another
    may write 0 for the result of every formula."""

    def __init__(
        self,
        strings: SharedStrings,
        styles: Sequence[CellStyle],
        colours: Colours,
        *,
        date1904: bool,
        calculated: bool,
    ) -> None:
        self._strings = strings
        self._colours = colours
        self._date1904 = date1904
        self._styles = styles
        self._calculated = calculated
        self.results = 0  # of formulas, that were saved

    def row(
        self,
        element: Any,
        number: int,
        comments: Mapping[tuple[int, int], str],
        formulas: dict[tuple[int, int], Formula],
    ) -> Iterator[Cell]:
        """The filled cells of a ``row``, which is the ``number``-th where they do not say it. Those
        whose formula may have no result saved are put into ``formulas``, too."""
        column = 0
        for child in element.iterchildren(S + "c"):
            place = reference(child.get("r"))
            row, column = place or (number, column + 1)
            if row == number:
                row = number  # one object for all cells of the row
            cell = self._cell(child, row, column, comments.get((row, column), ""), formulas)
            if cell is not None:
                yield cell

    def _cell(
        self,
        element: Any,
        row: int,
        column: int,
        comment: str,
        formulas: dict[tuple[int, int], Formula],
    ) -> Cell | None:
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
        text, colour = "", None
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
            text = moment[:16].replace("T", " ")
        elif value:
            text = _number(value, style, date1904=self._date1904)
        if formula is not None and kind == "n" and value.strip() in ("", "0"):
            saved = text if self._calculated else ""
            formulas[row, column] = Formula(formula, saved)
        elif formula is not None:
            self.results += 1
        if not text.strip() and not comment and style.fill is None and formula is None:
            return None
        return Cell(
            row,
            column,
            text,
            style.fill,
            colour or style.font_colour,
            comment,
        )


def _number(value: str, style: CellStyle, *, date1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return clean(value)
    if number != number or number in (float("inf"), float("-inf")):
        return value
    if is_date_format(style.format_id, style.format_code, number):
        text = elapsed_text(number, style.format_code) or date_text(number, date1904=date1904)
        return plain(number) if text is None else text
    return shown(number, style.format_code)


def row_number(element: Any, before: int) -> int:
    """The number of a ``row``; one after the row ``before`` where it does not say it."""
    return max(1, min(whole(element.get("r"), before + 1), LAST_ROW))
