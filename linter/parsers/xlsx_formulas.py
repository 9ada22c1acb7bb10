"""Formulas whose results were not saved (ECMA-376 part 1, 18.3.1.40 and 18.17).

Office saves what a formula gives beside it; programs that write workbooks without calculating leave
it out, or write 0, and Excel calculates when it opens the file. What only refers to other cells, or
joins them (``=会社情報!B2&"　"&B3``, ``=CONCATENATE(A1,A2)``), is looked up here; anything else is left to Excel, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from linter.model import Cell, Sheet
from linter.references import cell_reference, reference

_TOKEN = re.compile(
    r"""\s*(?:"(?P<text>(?:[^"]|"")*+)"|(?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w!.])
    |(?:'(?P<quoted>(?:[^']|'')++)'!|(?P<sheet>[^\W\d][\w.]*+)!)?(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![\w(!.])
    |(?P<name>[^\W\d][\w.]*+)(?![(!]))\s*(?P<and>[&,]|$)""",
    re.VERBOSE,
)
_JOINED = re.compile(r"\s*(?:_xlfn\.)?CONCAT(?:ENATE)?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
# Totals and other numbers, which no one is asked for, are not missed.
_ANSWER = re.compile(
    r"&|\b(?:IF|IFS|IFERROR|SWITCH|CHOOSE|[VHX]?LOOKUP|INDEX|INDIRECT|OFFSET|TEXT|TEXTJOIN|CONCAT|CONCATENATE|"
    r"LEFT|MID|RIGHT|SUBSTITUTE|REPLACE|TRIM|PHONETIC|JIS|ASC|TODAY|NOW|DATE|EDATE|HYPERLINK)\(",
    re.IGNORECASE,
)
_TALLY = re.compile(r"\b(?:COUNT|SUM|SUBTOTAL|AVERAGE|ROWS?)\w*\(", re.IGNORECASE)
# Chains of references, and what one text may join; Excel allows a cell 32,767 characters.
_DEEPEST, _LONGEST = 20, 32_767

Place = tuple[str, int, int]
"""Name of the sheet (case-folded), row, column."""


class Formula(NamedTuple):
    """``saved``: the 0 that was saved as its result, if it may be one."""

    text: str
    saved: str


def with_results(
    sheets: Sequence[Sheet],
    formulas: Mapping[str, Mapping[tuple[int, int], Formula]],
    names: Mapping[str, str],
    room: Callable[[int], bool],
) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """The sheets with the results that can be told without Excel, and the (sheet, cell) of formulas
    that may be answers and have none. ``formulas``: those without a result, by sheet and (row, column); ``names``: what
    defined names refer to; ``room``: whether so many characters more may be read."""
    known = _Known(sheets, formulas, names)
    told: list[Sheet] = []
    open_: list[tuple[str, str]] = []
    for sheet in sheets:
        here = formulas.get(sheet.name, {})
        cells: list[Cell] = []
        for cell in sheet.cells:
            formula = here.get((cell.row, cell.column))
            if formula is not None:
                text = known.result(sheet.name, formula.text)
                if text and not room(len(text)):
                    text = None
                if text is None and not formula.saved and _may_be_answer(formula.text):
                    open_.append((sheet.name, cell_reference(cell.row, cell.column)))
                cell = replace(cell, text=formula.saved if text is None else text)
            cells.append(cell)
        told.append(replace(sheet, cells=tuple(cells)) if here else sheet)
    return told, open_


def _may_be_answer(formula: str) -> bool:
    """Whether a formula gives a text or a date, or looks one up elsewhere; not a total."""
    elsewhere = "!" in formula
    return not _TALLY.search(formula) and (elsewhere or _ANSWER.search(formula) is not None)


class _Known:
    """What the cells of a workbook show."""

    def __init__(
        self,
        sheets: Sequence[Sheet],
        formulas: Mapping[str, Mapping[tuple[int, int], Formula]],
        names: Mapping[str, str],
    ) -> None:
        self._texts: dict[Place, str] = {}
        self._formulas: dict[Place, tuple[str, Formula]] = {}
        self._results: dict[Place, str | None] = {}
        self._sheets = {sheet.name.casefold() for sheet in sheets}
        self._names = {name.casefold(): target for name, target in names.items()}
        if not any(formulas.values()):
            return
        for sheet in sheets:
            key = sheet.name.casefold()
            self._texts |= {(key, cell.row, cell.column): cell.text for cell in sheet.cells}
            for (row, column), formula in formulas.get(sheet.name, {}).items():
                self._formulas[key, row, column] = (sheet.name, formula)

    def result(self, sheet: str, formula: str, depth: int = 0) -> str | None:
        """What a formula on a sheet shows; None where only Excel can tell. Of a reference to an empty
        cell it shows 0, which says no more."""
        if depth > _DEEPEST:
            return None
        joined = _JOINED.fullmatch(formula)
        if joined:
            formula = joined[1]
        parts: list[str] = []
        length = 0
        for part in self._operands(sheet, formula, depth):
            length += len(part or "")
            if part is None or length > _LONGEST:
                return None
            parts.append(part)
        return "".join(parts)

    def _operands(self, sheet: str, formula: str, depth: int) -> Iterator[str | None]:
        at = 0
        while True:
            token = _TOKEN.match(formula, at)
            if token is None:
                yield None
                return
            yield self._operand(sheet, token, depth)
            if not token["and"]:
                return
            at = token.end()

    def _operand(self, sheet: str, token: re.Match[str], depth: int) -> str | None:
        if token["text"] is not None:
            return token["text"].replace('""', '"')
        if token["number"]:
            return token["number"]
        if token["name"]:
            target = self._names.get(token["name"].casefold())
            return None if target is None else self.result(sheet, target, depth + 1)
        place = reference(token["cell"])
        if place is None:
            return None
        if token["quoted"]:
            sheet = token["quoted"].replace("''", "'")
        elif token["sheet"]:
            sheet = token["sheet"]
        if sheet.casefold() not in self._sheets:
            return None  # of another workbook
        at = (sheet.casefold(), *place)
        if at not in self._formulas:
            return self._texts.get(at, "")
        if at not in self._results:
            self._results[at] = None  # while it is reckoned: one that refers to itself has none
            name, formula = self._formulas[at]
            text = self.result(name, formula.text, depth + 1)
            self._results[at] = text if text is not None else formula.saved or None
        return self._results[at]
