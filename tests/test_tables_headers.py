"""Headings over several columns, content types of other writers, labels in a row."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from linter.container import open_package
from linter.forms import read_form
from linter.identify import identify
from linter.labels import LabelSet, split
from linter.model import Document
from linter.parsers.xlsx import parse_workbook


def _registration(rows: list[tuple[str | None, ...]], merges: tuple[str, ...]) -> Document:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "対象手続"
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    data = io.BytesIO()
    book.save(data)
    workbook, problems = parse_workbook(open_package(data.getvalue()))
    assert not problems
    return Document("民間事業者登録申請書.xlsx", "xlsx", "", form="registration", body=workbook)


@pytest.mark.parametrize("beside", ["分類", "対象省庁・団体"])
def test_a_heading_over_two_columns_gives_way_to_the_one_beneath_it(beside: str) -> None:
    document = _registration(
        [("選択", "手続", None), (None, beside, "手続名"), ("○", "税", "法人設立届出書")],
        ("A1:A2", "B1:C1"),
    )
    (table,) = read_form(document, "registration").tables["procedures"]
    assert [row.text("procedure") for row in table.rows] == ["法人設立届出書"]


def test_a_workbook_that_names_the_binary_type_as_a_default_is_no_binary_workbook() -> None:
    """SheetJS declares .bin so in every workbook."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="bin"'
            ' ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
            '<Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
    assert identify(data.getvalue()) == "xlsx"


def test_one_label_of_two_fields_is_bare() -> None:
    labels = LabelSet([("hours", ("提供時間(,sla)?",), False), ("sla", ("提供時間,sla",), False)])
    assert split("提供時間、SLA", labels).bare == ("hours", "sla")
