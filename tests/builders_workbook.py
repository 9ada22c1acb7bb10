"""Workbooks in memory: by openpyxl, or part by part where openpyxl would not write it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from linter.container import open_package
from linter.limits import Limits
from linter.model import Cell, Problem, Sheet, Workbook
from linter.parsers.xlsx import parse_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
}


def blank() -> tuple[Book, Worksheet]:
    """A workbook and its one sheet."""
    book = Book()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def worksheet(rows: str, rest: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>{rest}</worksheet>'


def package(parts: Mapping[str, str | bytes | None]) -> bytes:
    """A small workbook of one sheet with some parts put in, replaced or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, **parts}.items():
            if text is not None:
                archive.writestr(name, text)
    return stream.getvalue()


def two_sheets(first: str, second: str) -> bytes:
    """A workbook of two sheets, each given as its part."""
    return package(
        {
            "xl/workbook.xml": _PARTS["xl/workbook.xml"].replace(
                "</sheets>", '<sheet name="Sheet2" sheetId="2" r:id="rId9"/></sheets>'
            ),
            "xl/_rels/workbook.xml.rels": _PARTS["xl/_rels/workbook.xml.rels"].replace(
                "</Relationships>",
                f'<Relationship Id="rId9" Type="{OFFICE}/worksheet"'
                ' Target="worksheets/sheet2.xml"/></Relationships>',
            ),
            "xl/worksheets/sheet1.xml": first,
            "xl/worksheets/sheet2.xml": second,
        }
    )


def read(data: bytes, limits: Limits | None = None) -> tuple[Workbook, tuple[Problem, ...]]:
    return parse_workbook(open_package(data, limits))


def only_sheet(data: bytes) -> Sheet:
    """The one sheet of a workbook in which nothing is broken."""
    workbook, problems = read(data)
    assert problems == ()
    (sheet,) = workbook.sheets
    return sheet


def at(sheet: Sheet, row: int, column: int) -> Cell:
    (cell,) = [c for c in sheet.cells if (c.row, c.column) == (row, column)]
    return cell


def rows(sheet_rows: str, rest: str = "", **parts: str) -> Sheet:
    """The sheet of a workbook whose rows are given as XML."""
    return only_sheet(package({"xl/worksheets/sheet1.xml": worksheet(sheet_rows, rest), **parts}))
