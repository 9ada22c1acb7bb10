"""Headings over several columns, content types of other writers, labels in a row."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook
from pptx import Presentation

from linter.container import open_package
from linter.forms import read_form
from linter.identify import identify
from linter.label_text import LabelSet, split
from linter.model import Document
from linter.parsers.pptx import parse_deck
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


@pytest.mark.parametrize(("count", "tables"), [(1, 1), (5, 5), (30, 30), (31, 1), (400, 1)])
def test_no_more_tables_beside_each_other_are_told_apart_than_a_form_could_hold(
    count: int, tables: int
) -> None:
    """Each is looked for in the whole row: a row of thousands would be looked through as often."""
    document = _registration([("手続名", "対象") * count, ("法人設立届出書", "○") * count], ())
    assert len(read_form(document, "registration").tables["procedures"]) == tables


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


def test_the_heading_above_values_wins_over_the_name_of_the_table() -> None:
    """The layout of handbook 09-4."""
    document = _registration(
        [
            ("サービス利用自治体名", "自治体名", "サービス開始予定日"),
            (None, "大阪府堺市", "2026/4/1"),
            (None, "東京都港区", "2027/3/1"),
        ],
        (),
    )
    (table,) = read_form(document, "environment").tables["municipalities"]
    assert [row.text("municipality") for row in table.rows] == ["大阪府堺市", "東京都港区"]


def test_a_heading_may_stand_in_a_table() -> None:
    deck = Presentation()
    for rows in (
        (("5 Webサービスの画面遷移",),),
        (("8 本番環境動作確認項目", ""), ("項番", "確認項目")),
    ):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        table = slide.shapes.add_table(len(rows), len(rows[0]), 0, 0, 9_000_000, 900_000).table
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
        if len(rows[0]) > 1:
            table.cell(0, 0).merge(table.cell(0, 1))
    data = io.BytesIO()
    deck.save(data)
    body, _ = parse_deck(open_package(data.getvalue()))
    document = Document("企画書.pptx", "pptx", "", form="plan", body=body)
    assert read_form(document, "plan").sections == {"screens": (1,), "production-check": (2,)}
