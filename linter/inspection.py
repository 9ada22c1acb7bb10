"""What was recognised and extracted from one file: how a user sees why a rule fired."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from linter.discover import discover
from linter.document_cache import remembered
from linter.engine import place_text
from linter.fold import fold
from linter.forms import read_form
from linter.layout import walk_shapes
from linter.limits import Limits
from linter.model import Deck, Document, Location, Workbook
from linter.reader import Reader
from linter.recognise import recognise


def describe(path: Path, limits: Limits, password: str | None = None) -> Iterator[str]:
    """Lines about every document at ``path``.

    :raises UsageError: there is no such file.
    """
    with Reader(limits, password) as reader:
        sources = discover([path], limits).sources
        read = tuple(remembered(source, limits, reader.read) for source in sources)
    documents = recognise(read, {})
    for document in documents:
        yield from _document(document)


def _line(text: str, length: int = 90) -> str:
    flat = " ⏎ ".join(line for line in fold(text).split("\n") if line)
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _place(location: Location) -> str:
    parts = [place_text(location, "ja")]
    if location.shape:
        parts.append(f"「{location.shape}」")
    if location.table_cell:
        parts.append(location.table_cell)
    return "".join(parts)


def _document(document: Document) -> Iterator[str]:
    yield f"{document.path}"
    yield f"  形式 format: {document.format}  様式 form: {document.form or '—'}  {document.status}"
    for problem in document.problems:
        yield f"  {problem.says[0]}"
    if document.form is not None and document.body is not None:
        reading = read_form(document, document.form)
        for name, slides in reading.sections.items():
            yield f"  見出し section {name}: スライド {', '.join(map(str, slides))}"
        yield "  項目 fields:"
        for field in reading.fields.values():
            if field.found:
                yield f"    {field.title.ja}（{field.key}） = {_line(field.text) or '（空）'}"
                yield f"      {_place(field.slot)}"
            else:
                yield f"    {field.title.ja}（{field.key}）：見つかりません not found"
        for key, tables in reading.tables.items():
            for table in tables:
                headers = "、".join(
                    f"{k}=「{_line(p.text, 20)}」" for k, p in table.headers.items()
                )
                yield f"  表 table {key}: {_place(table.place)} {headers}、{len(table.rows)} 行 rows"
    if isinstance(document.body, Deck):
        for slide in document.body.slides:
            hidden = "（非表示 hidden）" if slide.hidden else ""
            paint = slide.background
            colour = f" 背景 {paint.kind} {' '.join(paint.colours)}" if paint else ""
            yield f"  スライド{slide.number}{hidden}{colour}"
            for shape in walk_shapes(slide.shapes):
                picture = shape.picture
                size = f" {picture.width_px}×{picture.height_px} px" if picture else ""
                yield f"    {shape.kind} 「{shape.name}」{size} {_line(shape.text, 60)}"
    elif isinstance(document.body, Workbook):
        for sheet in document.body.sheets:
            hidden = "" if sheet.state == "visible" else f"（{sheet.state}）"
            yield f"  シート「{sheet.name}」{hidden} セル {len(sheet.cells)}、結合 {len(sheet.merges)}"
