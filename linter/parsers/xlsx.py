"""Workbooks → :class:`linter.model.Workbook`, read part by part with lxml (ECMA-376 part 1, 18).

Cells are walked as they stand in the sheet, filled ones only; dimensions are never trusted. A part
that cannot be read is a problem that is told, and the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from linter.colour import scheme_of
from linter.container import Package
from linter.model import (
    Cell,
    CellRange,
    Problem,
    Sheet,
    SheetState,
    SheetText,
    Validation,
    Workbook,
)
from linter.parsers.parts import PartReader, related
from linter.parsers.values import clean, whole
from linter.parsers.xlsx_format import date_text, is_date_format, plain, shown
from linter.parsers.xlsx_notes import read_comments, read_texts
from linter.parsers.xlsx_styles import CellStyle, Colours, S, read_styles

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_COLUMN, _MAX_ROW = 16_384, 1_048_576
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


def reference(text: str | None) -> tuple[int, int] | None:
    """(row, column) of an A1 reference, from 1; None for what is none."""
    match = _REFERENCE.match(text or "")
    if match is None:
        return None
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + ord(letter) - 64
    row = int(match.group(2))
    return (row, column) if 1 <= row <= _MAX_ROW and 1 <= column <= _MAX_COLUMN else None


def cell_range(text: str) -> CellRange | None:
    first, _, last = text.partition(":")
    start, end = reference(first), reference(last or first)
    if start is None or end is None:
        return None
    return CellRange(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


class _Reader(PartReader):
    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.strings: list[tuple[str, str | None]] = []
        self.styles: list[CellStyle] = []
        self.colours = Colours({})
        self.date1904 = False


def parse_workbook(package: Package) -> tuple[Workbook, tuple[Problem, ...]]:
    """Read a workbook.

    :raises ContainerError: the workbook part itself cannot be read.
    """
    reader = _Reader(package)
    main = related(reader.rels(""), "officeDocument") or "xl/workbook.xml"
    root = reader.xml(main)
    rels = reader.rels(main)
    theme = reader.optional(related(rels, "theme"))
    scheme = scheme_of(theme) if theme is not None else {"lt1": "FFFFFF", "dk1": "000000"}
    styles = reader.optional(related(rels, "styles"))
    reader.colours = Colours(scheme)
    if styles is not None:
        nothing: list[CellStyle] = []
        reader.styles, reader.colours = reader.guarded(
            "styles", lambda: read_styles(styles, scheme), (nothing, reader.colours)
        )
    strings = reader.optional(related(rels, "sharedStrings"))
    if strings is not None:
        reader.strings = [_rich(si, reader.colours) for si in strings.findall(S + "si")]
    properties = root.find(S + "workbookPr")
    reader.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
    targets = {r.id: r for r in rels}
    sheets: list[Sheet] = []
    for entry in root.iter(S + "sheet"):
        if not reader.within("max_sheets"):
            break
        name = entry.get("name", "")
        state = entry.get("state", "visible")
        shown_state: SheetState = state if state in ("hidden", "veryHidden") else "visible"
        relationship = targets.get(entry.get(R + "id", ""))
        if relationship is None or relationship.external:
            reader.add(Problem("missing-part", f"シート「{name}」"))
            sheets.append(Sheet(name, shown_state))
        elif relationship.type != "worksheet":
            sheets.append(Sheet(name, shown_state))
        else:
            part = relationship.target
            read = partial(_sheet, reader, name, shown_state, part)
            sheets.append(reader.guarded(part, read, Sheet(name, shown_state)))
    names = {
        e.get("name", ""): (e.text or "")[:500]
        for e in root.findall(f"{S}definedNames/{S}definedName")
    }
    workbook = Workbook(tuple(sheets), names, reader.properties())
    return workbook, reader.problems


def _rich(element: Any, colours: Colours) -> tuple[str, str | None]:
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


def _sheet(reader: _Reader, name: str, state: SheetState, part: str) -> Sheet:
    root = reader.xml(part)
    rels = reader.rels(part)
    comments: dict[tuple[int, int], str] = {}
    texts: tuple[SheetText, ...] = ()
    for relationship in rels:
        if relationship.external:
            continue
        if relationship.type in ("comments", "threadedComment"):
            found = reader.optional(relationship.target)
            if found is not None:
                comments.update(read_comments(found, reference))
        elif relationship.type == "drawing":
            found = reader.optional(relationship.target)
            if found is not None:
                texts += tuple(_within(reader, read_texts(found)))
    cells, hidden_rows = _cells(reader, root, comments)
    merges: list[CellRange] = []
    for element in root.iter(S + "mergeCell"):
        area = cell_range(element.get("ref", ""))
        if not reader.within("max_merges"):
            break
        if area is not None:
            merges.append(area)
    last = max((cell.column for cell in cells), default=0)
    return Sheet(
        name=name,
        state=state,
        cells=tuple(cells),
        merges=tuple(merges),
        hidden_rows=tuple(hidden_rows),
        hidden_columns=_hidden_columns(root, last),
        texts=texts,
        validations=_validations(reader, root),
    )


def _within(reader: _Reader, texts: Iterator[SheetText]) -> Iterator[SheetText]:
    for text in texts:
        if not (reader.within("max_shapes") and reader.within("max_characters", len(text.text))):
            return
        yield text


def _hidden_columns(root: Any, last: int) -> tuple[int, ...]:
    hidden: set[int] = set()
    for element in root.findall(f"{S}cols/{S}col"):
        if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
            start, stop = whole(element.get("min"), 1), whole(element.get("max"), 1)
            hidden.update(range(max(1, start), min(stop, last) + 1))
    return tuple(sorted(hidden))


def _validations(reader: _Reader, root: Any) -> tuple[Validation, ...]:
    found: list[Validation] = []
    for element in root.iter("{*}dataValidation"):
        formula = next(element.iter("{*}formula1"), None)
        text = "".join(formula.itertext()).strip() if formula is not None else ""
        if element.get("type") != "list" or not text.startswith('"'):
            continue
        areas = element.get("sqref") or "".join(e.text or "" for e in element.iter("{*}sqref"))
        ranges = tuple(r for r in map(cell_range, areas.split()) if r is not None)
        if not reader.within("max_merges", len(ranges)):
            break
        choices = tuple(part.strip() for part in text.strip('"').split(","))
        if not reader.within("max_characters", len(text)):
            break
        found.append(Validation(ranges, choices))
    return tuple(found)


def _cells(
    reader: _Reader, root: Any, comments: dict[tuple[int, int], str]
) -> tuple[list[Cell], list[int]]:
    cells: list[Cell] = []
    hidden: list[int] = []
    row_number = 0
    for row in root.iter(S + "row"):
        row_number = min(whole(row.get("r"), row_number + 1), _MAX_ROW)
        if row.get("hidden") in ("1", "true") or row.get("ht") in ("0", "0.0"):
            hidden.append(row_number)
        column = 0
        for element in row.findall(S + "c"):
            place = reference(element.get("r"))
            column = place[1] if place else column + 1
            number = place[0] if place else row_number
            cell = _cell(reader, element, number, column, comments.get((number, column), ""))
            if cell is None:
                continue
            if not (
                reader.within("max_cells")
                and reader.within("max_characters", len(cell.text) + len(cell.comment))
            ):
                return cells, hidden
            cells.append(cell)
    return cells, hidden


def _cell(reader: _Reader, element: Any, row: int, column: int, comment: str) -> Cell | None:
    index = whole(element.get("s"))
    style = reader.styles[index] if 0 <= index < len(reader.styles) else CellStyle()
    kind = element.get("t", "n")
    raw = element.find(S + "v")
    value = raw.text if raw is not None and raw.text else ""
    formula_element = element.find(S + "f")
    formula = (formula_element.text or "") if formula_element is not None else None
    text, colour, number, is_date = "", None, None, False
    if kind == "s":
        position = whole(value, -1)
        if 0 <= position < len(reader.strings):
            text, colour = reader.strings[position]
    elif kind == "inlineStr":
        inline = element.find(S + "is")
        if inline is not None:
            text, colour = _rich(inline, reader.colours)
    elif kind == "b":
        text = "TRUE" if value.strip() in ("1", "true") else "FALSE" if value else ""
    elif kind in ("str", "e"):
        text = clean(value)
    elif kind == "d":
        text, is_date = value.removesuffix("T00:00:00")[:16].replace("T", " "), True
    elif value:
        text, number, is_date = _number(value, style, date1904=reader.date1904)
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
    if is_date_format(style.format_id, style.format_code):
        text = date_text(number, date1904=date1904)
        if text is not None:
            return text, number, True
        return plain(number), number, False
    return shown(number, style.format_code), number, False
