"""The workbooks of a submission in several layouts."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from samples.content import Content


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return sheet


def _widths(sheet: Worksheet, *widths: float) -> None:
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def _fields(c: Content) -> tuple[tuple[str, str], ...]:
    return (
        ("法人番号", c.number), ("名称", c.name), ("所在地", c.address),
        ("代表者フリガナ", c.kana), ("代表者名", c.representative), ("担当者名", c.contact[0]),
        ("メールアドレス", c.contact[1]), ("電話番号", c.contact[2]), ("Webサービス名", c.service),
        ("サービス開始予定日", c.start),
    )  # fmt: skip


def _beside(sheet: Worksheet, fields: Iterable[tuple[str, str]]) -> None:
    for row, (label, value) in enumerate(fields, 3):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, value)
    _widths(sheet, 24, 60)


def _above(sheet: Worksheet, fields: Iterable[tuple[str, str]]) -> None:
    """The label above its value, two pairs to a line, cells merged over two columns."""
    for index, (label, value) in enumerate(fields):
        row, column = 4 + index // 2 * 3, 2 + index % 2 * 3
        for offset, text in ((0, label), (1, value)):
            sheet.cell(row + offset, column, text)
            sheet.merge_cells(None, row + offset, column, row + offset, column + 1)
    _widths(sheet, 2, 30, 20, 2, 30, 20)


def _merged(sheet: Worksheet, fields: Iterable[tuple[str, str]]) -> None:
    """Labels in merged cells with item numbers before them and notes behind the values."""
    for index, (label, value) in enumerate(fields):
        row = 5 + index * 2
        sheet.cell(row, 2, index + 1)
        sheet.cell(row, 3, " ".join(label) if len(label) < 4 else label)
        sheet.merge_cells(None, row, 3, row + 1, 4)
        sheet.cell(row, 5, value)
        sheet.merge_cells(None, row, 5, row + 1, 7)
        sheet.cell(row, 5).alignment = Alignment(wrap_text=True)
        sheet.cell(row, 8, "必須")
    _widths(sheet, 2, 5, 16, 10, 30, 10, 20, 8)


def _inline(sheet: Worksheet, fields: Iterable[tuple[str, str]]) -> None:
    for row, (label, value) in enumerate(fields, 3):
        sheet.cell(row, 2, f"{label}：{value}")
    _widths(sheet, 2, 90)


LAYOUTS = {"beside": _beside, "above": _above, "merged": _merged, "inline": _inline}


def registration(c: Content, layout: str = "beside") -> Workbook:
    """民間事業者登録申請書; ``layout`` of the applicant's sheet is a key of :data:`LAYOUTS`."""
    book = Workbook()
    sheet = _first(book, "申請者情報")
    sheet["A1"] = "民間事業者登録申請書"
    LAYOUTS[layout](sheet, _fields(c))
    table = book.create_sheet("対象手続")
    table["A1"] = "対象手続"
    usual = layout in ("beside", "inline")
    head = ("項番", "手続名", "対象省庁・団体", "選択")
    top = 3 if usual else 6
    order = (0, 1, 2, 3) if usual else (3, 0, 2, 1)
    for number, row in enumerate((head, *c.rows)):
        if number:
            name, authority, chosen = c.rows[number - 1]
            cells: tuple[object, ...] = (number, name, authority, "○" if chosen else None)
        else:
            cells = row
        for column, place in enumerate(order, 1 if usual else 2):
            table.cell(top + number, column, cells[place])
    _widths(table, *((6, 60, 30, 8) if usual else (2, 8, 6, 30, 60)))
    return book


def security(c: Content, layout: str = "beside") -> Workbook:
    """情報セキュリティ要求事項等確認書; other layouts than ``beside`` move table and columns."""
    book = Workbook()
    sheet = _first(book, "確認書")
    sheet["A1"] = "情報セキュリティ要求事項等確認書"
    sheet["A2"], sheet["B2"] = "申請者名", c.name
    usual = layout == "beside"
    top, left = (4, 1) if usual else (7, 2)
    order = (0, 1, 2, 3) if usual else (0, 2, 1, 3)
    head = ("項番", "要求事項", "対応状況", "対応内容")
    for column, place in enumerate(order, left):
        sheet.cell(top, column, head[place])
    chapter = item = 0
    for row, (text, answer, detail) in enumerate(c.items, top + 1):
        if text[1] == "．":
            chapter, item = chapter + 1, 0
            sheet.cell(row, left, text)
            sheet.merge_cells(None, row, left, row, left + 3)
            continue
        item += 1
        cells = (f"{chapter}-{item}", text, answer, detail)
        for column, place in enumerate(order, left):
            sheet.cell(row, column, cells[place] or None)
    _widths(sheet, *((8, 56, 12, 60) if usual else (10, 8, 12, 56, 60)))
    return book


def annex1(
    state: str = "対応", sheets: Iterable[str] = ("機能要件一覧", "画面要件一覧")
) -> Workbook:
    """別紙1; ``state`` is the answer to the last requirement of each sheet."""
    book = Workbook()
    for n, name in enumerate(sheets):
        sheet = book.create_sheet(name) if n else _first(book, name)
        for row in (
            ("項番", "要件", "対応状況", "備考"),
            (1, "転出届を送信できる", "対応", ""),
            (2, "転入（転居）の予定を連絡できる", state, ""),
        ):
            sheet.append(row)
        _widths(sheet, 6, 50, 12, 30)
    return book


def environment(rows: Iterable[tuple[str | None, ...]]) -> Workbook:
    """環境利用申請書: (municipality, service start, test date) each."""
    book = Workbook()
    sheet = _first(book, "ヒアリングシート")
    sheet.append(["環境利用申請書"])
    sheet.append(["自治体名", "サービス開始予定日", "本番試験予定日"])
    for row in rows:
        sheet.append(row)
    sheet["A3"].font = Font(color="FF000000")
    _widths(sheet, 30, 22, 22)
    return book


def inquiry(asked: str, wanted: str) -> Workbook:
    """問合せ管理簿 with one entry."""
    book = Workbook()
    sheet = _first(book, "問合せ管理簿")
    sheet.append(["項番", "問合せ日", "対象API", "問合せ内容", "回答希望日"])
    sheet.append([1, asked, "電子申請等API", "試験データについて", wanted])
    _widths(sheet, 6, 14, 18, 50, 14)
    return book
