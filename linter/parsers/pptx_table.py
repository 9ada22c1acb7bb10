"""Tables on slides: merged cells, their boxes and their fills by table style."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from linter.colour import A, Palette, varied
from linter.model import Paint, Rect, Table, TableCell
from linter.parsers.pptx_body import cell_box
from linter.parsers.pptx_layers import DeckReader
from linter.parsers.pptx_paint import Theme, own_fill, styled_fill
from linter.parsers.pptx_table_styles import STYLES
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import whole

_ON = ("1", "true", "on")


def read_styles(root: Any) -> dict[str, Any]:
    """Style GUID (upper case, no braces) → its element, of ppt/tableStyles.xml."""
    return {
        element.get("styleId", "").strip("{}").upper(): element
        for element in root.iter(A + "tblStyle")
    }


class _Style(Struct, frozen=True):
    """What a table's ``a:tblPr`` says of the fills of its cells."""

    guid: str
    flags: frozenset[str]
    written: Any
    background: Paint | None
    palette: Palette
    theme: Theme

    def fill(self, row: int, column: int, rows: int, columns: int) -> Paint | None:
        """The fill of the strongest part that has one."""
        built_in = STYLES.get(self.guid)
        for part in _parts(self.flags, column, row, columns, rows):
            if self.written is not None:
                paint = _themeable(self.written.find(f"{A}{part}/{A}tcStyle"), self)
            else:
                paint = _built_in(self, part) if built_in else None
            if paint is not None:
                return paint
        return None


def _themeable(holder: Any, style: _Style) -> Paint | None:
    """A fill, or a reference to one of the theme's (ECMA-376 part 1, 20.1.4.2, tcStyle, tblBg)."""
    if holder is None:
        return None
    reference = holder.find(A + "fillRef")
    if reference is not None:
        return styled_fill(reference, style.palette, style.theme, "table style")
    return own_fill(holder.find(A + "fill"), style.palette, "table style")


def _built_in(style: _Style, part: str) -> Paint | None:
    fill = STYLES[style.guid].fill(part)
    if fill is None:
        return None
    tone = varied(style.palette.rgb(fill.slot) or "000000", fill.change, fill.amount)
    return Paint("solid", (tone.over_white,), tone.alpha, "table style")


def _style(properties: Any, palette: Palette, theme: Theme, styles: dict[str, Any]) -> _Style:
    if properties is None:
        return _Style("", frozenset(), None, None, palette, theme)
    named = properties.find(A + "tableStyleId")
    guid = (named.text or "").strip().strip("{}").upper() if named is not None else ""
    flags = frozenset(name for name, value in properties.attrib.items() if value in _ON)
    written = styles.get(guid)
    bare = _Style(guid, flags, written, None, palette, theme)
    background = own_fill(properties, palette, "table")
    if background is None and written is not None:
        background = _themeable(written.find(A + "tblBg"), bare)
    return _Style(guid, flags, written, background, palette, theme)


def read_table(
    element: Any, frame: Rect | None, palette: Palette, theme: Theme, reader: DeckReader
) -> Table:
    """An ``a:tbl`` with cells in absolute EMU; only origin cells of merged areas are listed."""
    widths = [whole(c.get("w")) for c in element.findall(f"{A}tblGrid/{A}gridCol")]
    rows = element.findall(A + "tr")
    heights = [whole(r.get("h")) for r in rows]
    columns = max([len(widths), *(len(r.findall(A + "tc")) for r in rows)], default=0)
    lines_x = _lines(widths, columns, frame.x if frame else 0, frame.width if frame else 0)
    lines_y = _lines(heights, len(rows), frame.y if frame else 0, frame.height if frame else 0)
    style = _style(element.find(A + "tblPr"), palette, theme, reader.table_styles)
    cells: list[TableCell] = []
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.findall(A + "tc")):
            if cell.get("hMerge") in _ON or cell.get("vMerge") in _ON:
                continue
            if not reader.within("max_cells"):
                return Table(len(rows), columns, tuple(cells))
            across = max(1, min(whole(cell.get("gridSpan"), 1), columns - x))
            down = max(1, min(whole(cell.get("rowSpan"), 1), len(rows) - y))
            left, top = lines_x[x], lines_y[y]
            box = Rect(left, top, lines_x[x + across] - left, lines_y[y + down] - top)
            fill = own_fill(cell.find(A + "tcPr"), palette, "cell")
            if fill is None:
                fill = style.fill(y, x, len(rows), columns)
            if fill is None or fill.kind == "none":  # the table's own background shows through
                fill = style.background or fill
            text = reader.bounded(paragraphs(cell.find(A + "txBody"), palette))
            place = box if frame else None
            stands = cell_box(cell.find(A + "tcPr"))
            cells.append(TableCell(y + 1, x + 1, down, across, text, fill, place, stands))
    return Table(len(rows), columns, tuple(cells))


def _lines(sizes: list[int], count: int, start: int, whole_size: int) -> list[int]:
    """The grid lines of ``count`` rows or columns, stretched to the frame's size."""
    sizes = [max(size, 0) for size in sizes] + [0] * (count - len(sizes))
    total = sum(sizes)
    scale = whole_size / total if total and whole_size else 1.0
    lines, at = [start], 0
    for size in sizes:
        at += size
        lines.append(start + round(at * scale))
    return lines


def _parts(flags: frozenset[str], x: int, y: int, columns: int, rows: int) -> list[str]:
    """The style parts a cell belongs to, the strongest first: corners, rows, columns, bands. Heading
    and total rows are in no horizontal band, heading and total columns in no vertical one."""
    parts: list[str] = []
    vertical = {"n": "firstRow" in flags and y == 0, "s": "lastRow" in flags and y == rows - 1}
    sides = {"w": "firstCol" in flags and x == 0, "e": "lastCol" in flags and x == columns - 1}
    parts += [f"{v}{h}Cell" for v in vertical if vertical[v] for h in sides if sides[h]]
    parts += [name for key, name in (("n", "firstRow"), ("s", "lastRow")) if vertical[key]]
    parts += [name for key, name in (("w", "firstCol"), ("e", "lastCol")) if sides[key]]
    if "bandRow" in flags and not any(vertical.values()):
        row = y - 1 if "firstRow" in flags else y
        parts.append("band1H" if row % 2 == 0 else "band2H")
    if "bandCol" in flags and not any(sides.values()):
        column = x - 1 if "firstCol" in flags else x
        parts.append("band1V" if column % 2 == 0 else "band2V")
    return [*parts, "wholeTbl"]
