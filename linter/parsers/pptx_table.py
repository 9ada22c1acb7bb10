"""Tables on slides: merged cells, their boxes and their fills by table style."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from linter.colour import A, Palette, Tone
from linter.model import Paint, Rect, Table, TableCell
from linter.parsers.pptx_paint import FILLS, fill_of, own_fill
from linter.parsers.pptx_table_styles import FAMILIES, STYLES
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import whole

if TYPE_CHECKING:
    from linter.parsers.pptx import _Reader

_ON = ("1", "true", "on")


def read_styles(root: Any) -> dict[str, Any]:
    """Style GUID (upper case, no braces) → its element, of ppt/tableStyles.xml."""
    return {
        element.get("styleId", "").strip("{}").upper(): element
        for element in root.iter(A + "tblStyle")
    }


def read_table(element: Any, frame: Rect | None, palette: Palette, reader: _Reader) -> Table:
    """An ``a:tbl`` with cells in absolute EMU; only origin cells of merged areas are listed."""
    widths = [whole(c.get("w")) for c in element.findall(f"{A}tblGrid/{A}gridCol")]
    rows = element.findall(A + "tr")
    heights = [whole(r.get("h")) for r in rows]
    properties = element.find(A + "tblPr")
    style = ""
    flags: dict[str, bool] = {}
    if properties is not None:
        found = properties.find(A + "tableStyleId")
        style = (found.text or "").strip().strip("{}").upper() if found is not None else ""
        flags = {name: properties.get(name) in _ON for name in properties.attrib}
    table_fill = own_fill(properties, palette, "table")
    scale_x = frame.width / sum(widths) if frame and sum(widths) > 0 and frame.width else 1.0
    scale_y = frame.height / sum(heights) if frame and sum(heights) > 0 and frame.height else 1.0
    lefts = [0, *accumulate(widths)]
    tops = [0, *accumulate(heights)]
    cells: list[TableCell] = []
    columns = max([len(widths), *(len(r.findall(A + "tc")) for r in rows)], default=0)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.findall(A + "tc")):
            if cell.get("hMerge") in _ON or cell.get("vMerge") in _ON:
                continue
            texts = paragraphs(cell.find(A + "txBody"), palette)
            count = sum(len(run.text) for paragraph in texts for run in paragraph.runs)
            if not reader.within("max_cells") or not reader.within("max_characters", count):
                return Table(len(rows), columns, tuple(cells))
            across = max(1, min(whole(cell.get("gridSpan"), 1), columns - x))
            down = max(1, min(whole(cell.get("rowSpan"), 1), len(rows) - y))
            fill = own_fill(cell.find(A + "tcPr"), palette, "cell")
            if fill is None:
                fill = table_fill or _style_fill(
                    style, flags, x, y, columns, len(rows), palette, reader.styles
                )
            rect = None
            if frame:
                left, right = (lefts[min(n, len(widths))] for n in (x, x + across))
                top, bottom = tops[y], tops[y + down]
                rect = Rect(
                    frame.x + round(left * scale_x),
                    frame.y + round(top * scale_y),
                    round((right - left) * scale_x),
                    round((bottom - top) * scale_y),
                )
            cells.append(
                TableCell(
                    y + 1,
                    x + 1,
                    down,
                    across,
                    texts,
                    fill,
                    rect,
                )
            )
    return Table(len(rows), columns, tuple(cells))


def _parts(flags: dict[str, bool], x: int, y: int, columns: int, rows: int) -> list[str]:
    """The style parts a cell belongs to, the strongest first (ECMA-376 part 1, 21.1.3.15)."""
    parts: list[str] = []
    if flags.get("firstRow") and y == 0:
        parts.append("firstRow")
    if flags.get("lastRow") and y == rows - 1:
        parts.append("lastRow")
    if flags.get("firstCol") and x == 0:
        parts.append("firstCol")
    if flags.get("lastCol") and x == columns - 1:
        parts.append("lastCol")
    if flags.get("bandRow"):
        row = y - 1 if flags.get("firstRow") else y
        parts.append("band1H" if row >= 0 and row % 2 == 0 else "band2H")
    if flags.get("bandCol"):
        column = x - 1 if flags.get("firstCol") else x
        parts.append("band1V" if column >= 0 and column % 2 == 0 else "band2V")
    return [*parts, "wholeTbl"]


def _style_fill(
    style: str,
    flags: dict[str, bool],
    x: int,
    y: int,
    columns: int,
    rows: int,
    palette: Palette,
    styles: dict[str, Any],
) -> Paint | None:
    parts = _parts(flags, x, y, columns, rows)
    written = styles.get(style)
    if written is not None:
        for part in parts:
            holder = written.find(f"{A}{part}/{A}tcStyle/{A}fill")
            for child in holder if holder is not None else ():
                if isinstance(child.tag, str) and child.tag.rsplit("}", 1)[-1] in FILLS:
                    return fill_of(child, palette, "table style")
        holder = written.find(f"{A}tblBg/{A}fill")
        for child in holder if holder is not None else ():
            return fill_of(child, palette, "table style")
        return None
    family, accent = STYLES.get(style, ("none", "tx1"))
    for part in parts:
        strength = FAMILIES[family].get(part)
        if strength is None:
            continue
        if strength == "grey":
            return Paint("solid", ("CCCCCC",), 1.0, "table style")
        tone = Tone(palette.rgb(accent) or "4472C4", float(strength))
        return Paint("solid", (tone.over_white,), 1.0, "table style")
    return None
