"""Workbooks → :class:`linter.model.Workbook`, read part by part with lxml (ECMA-376 part 1, 18).

Cells are walked as they stand in the sheet, filled ones only; dimensions are never trusted. A part
that cannot be read is a problem that is told, and the rest is read. Sheets and shared strings, which
may be long, are read element by element and never held as trees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from linter.archive import part_key
from linter.colour import scheme_of
from linter.container import Package
from linter.model import (
    Cell,
    CellRange,
    Problem,
    Sheet,
    SheetState,
    SheetText,
    Workbook,
)
from linter.parsers.parts import PartReader, related
from linter.parsers.values import whole
from linter.parsers.xlsx_cells import CellReader, SharedStrings, row_number
from linter.parsers.xlsx_formulas import Formula, with_results
from linter.parsers.xlsx_merges import uncovered
from linter.parsers.xlsx_notes import read_comments, read_texts
from linter.parsers.xlsx_styles import CellStyle, Colours, S, read_styles
from linter.references import cell_range

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STREAMED = (S + "row", S + "mergeCell", S + "col")
_MOST_TOLD = 10


def parse_workbook(package: Package) -> tuple[Workbook, tuple[Problem, ...]]:
    """Read a workbook.

    :raises ContainerError: the workbook part itself cannot be read.
    """
    reader = PartReader(package)
    main = related(reader.rels(""), "officeDocument") or "xl/workbook.xml"
    root = reader.xml(main)
    rels = reader.rels(main)
    theme = reader.optional(related(rels, "theme"))
    scheme = scheme_of(theme) if theme is not None else {"lt1": "FFFFFF", "dk1": "000000"}
    styles = reader.optional(related(rels, "styles"))
    cell_styles: list[CellStyle] = []
    colours = Colours(scheme)
    if styles is not None:
        cell_styles, colours = reader.guarded(
            "styles", lambda: read_styles(styles, scheme), (cell_styles, colours)
        )
    strings = SharedStrings()
    shared = related(rels, "sharedStrings")
    if shared is not None:
        strings = reader.guarded(
            shared, partial(SharedStrings.read, reader, shared, colours), strings
        )
    properties = root.find(S + "workbookPr")
    date1904 = properties is not None and properties.get("date1904") in ("1", "true")
    calculation = root.find(S + "calcPr")
    calculated = calculation is None or calculation.get("fullCalcOnLoad") not in ("1", "true")
    cells = CellReader(strings, cell_styles, colours, date1904=date1904, calculated=calculated)
    formulas: dict[str, dict[tuple[int, int], Formula]] = {}
    targets = {r.id: r for r in rels}
    sheets: list[Sheet] = []
    taken: set[str] = set()
    for entry in root.iter(S + "sheet"):
        if not reader.within("max_sheets"):
            break
        name = entry.get("name", "")
        state = entry.get("state", "visible")
        shown_state: SheetState = state if state in ("hidden", "veryHidden") else "visible"
        relationship = targets.get(entry.get(R + "id", ""))
        if relationship is None or relationship.external or part_key(relationship.target) in taken:
            # A sheet has a part of its own (ECMA-376 part 1, 12.3.24).
            reader.add(Problem("missing-part", f"シート「{name}」"))
            sheets.append(Sheet(name, shown_state))
        elif relationship.type != "worksheet":
            sheets.append(Sheet(name, shown_state))
        else:
            part = relationship.target
            taken.add(part_key(part))
            here = formulas.setdefault(name, {})
            read = partial(_sheet, reader, cells, name, shown_state, part, here)
            sheets.append(reader.guarded(part, read, Sheet(name, shown_state)))
    names = {
        e.get("name", ""): (e.text or "")[:500]
        for e in root.findall(f"{S}definedNames/{S}definedName")
    }
    sheets, left = with_results(sheets, formulas, names, partial(reader.within, "max_characters"))
    if left and not cells.results:  # who saves some results saves all: those are empty
        places = "、".join(f"シート「{name}」{cell}" for name, cell in left[:_MOST_TOLD])
        more = f" ほか {len(left) - _MOST_TOLD}" if len(left) > _MOST_TOLD else ""
        reader.add(Problem("not-calculated", f"{places}{more}"))
    return Workbook(tuple(sheets), reader.properties()), reader.problems


def _sheet(
    reader: PartReader,
    cells: CellReader,
    name: str,
    state: SheetState,
    part: str,
    formulas: dict[tuple[int, int], Formula],
) -> Sheet:
    """:raises ContainerError: the part is damaged, or has more cells than may be read."""
    data = reader.part(part)
    # A value is a cell: a flood is refused before it is read.
    reader.require(part, "max_cells", data.count(b"</v>") + data.count(b"</is>"))
    comments, texts = _beside_cells(reader, part)
    found = _SheetContent(reader, part, cells, comments, formulas)
    for element in reader.elements(part, data, *_STREAMED):
        found.add(element)
    return Sheet(
        name=name,
        state=state,
        cells=tuple(uncovered(found.cells, found.merges)),
        merges=tuple(found.merges),
        hidden_rows=tuple(found.hidden_rows),
        hidden_columns=found.hidden_columns(),
        texts=texts,
    )


def _beside_cells(
    reader: PartReader, part: str
) -> tuple[dict[tuple[int, int], str], tuple[SheetText, ...]]:
    """The comments by (row, column), and the texts of the drawings."""
    comments: dict[tuple[int, int], str] = {}
    texts: tuple[SheetText, ...] = ()
    for relationship in reader.rels(part):
        if relationship.external:
            continue
        if relationship.type in ("comments", "threadedComment"):
            found = reader.optional(relationship.target)
            if found is not None:
                comments.update(read_comments(found))
        elif relationship.type == "drawing":
            found = reader.optional(relationship.target)
            if found is not None:
                texts += tuple(_within(reader, read_texts(found)))
    return comments, texts


def _within(reader: PartReader, texts: Iterator[SheetText]) -> Iterator[SheetText]:
    for text in texts:
        if not (reader.within("max_shapes") and reader.within("max_characters", len(text.text))):
            return
        yield text


class _SheetContent:
    """What the elements of a sheet part say, one after another."""

    def __init__(
        self,
        reader: PartReader,
        part: str,
        cells: CellReader,
        comments: Mapping[tuple[int, int], str],
        formulas: dict[tuple[int, int], Formula],
    ) -> None:
        self.cells: list[Cell] = []
        self.hidden_rows: list[int] = []
        self.merges: list[CellRange] = []
        self._reader = reader
        self._part = part
        self._cell_reader = cells
        self._comments = comments
        self._formulas = formulas
        self._row = 0
        self._hidden_columns: list[tuple[int, int]] = []
        self._full: set[str] = set()  # the tags of which no more are read

    def add(self, element: Any) -> None:
        """:raises ContainerError: there are more cells than may be read."""
        if element.tag == S + "row":
            self._add_row(element)
        elif element.tag in self._full:
            return
        elif element.tag == S + "col":
            if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
                span = whole(element.get("min"), 1), whole(element.get("max"), 1)
                self._hidden_columns.append(span)
        elif not self._add_merge(element):
            self._full.add(element.tag)

    def hidden_columns(self) -> tuple[int, ...]:
        """Those up to the last cell: a range may go on to the sheet's end."""
        last = max((cell.column for cell in self.cells), default=0)
        hidden: set[int] = set()
        for start, stop in self._hidden_columns:
            hidden.update(range(max(1, start), min(stop, last) + 1))
        return tuple(sorted(hidden))

    def _add_row(self, element: Any) -> None:
        self._row = row_number(element, self._row)
        if element.get("hidden") in ("1", "true") or element.get("ht") in ("0", "0.0"):
            self.hidden_rows.append(self._row)
        for cell in self._cell_reader.row(element, self._row, self._comments, self._formulas):
            self._reader.take(self._part, "max_cells")
            self._reader.take(self._part, "max_characters", len(cell.text) + len(cell.comment))
            self.cells.append(cell)

    def _add_merge(self, element: Any) -> bool:
        """Whether there may be more."""
        if not self._reader.within("max_merges"):
            return False
        area = cell_range(element.get("ref", ""))
        if area is not None:
            self.merges.append(area)
        return True
