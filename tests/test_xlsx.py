"""Workbooks as they are read: what a user sees in a cell is what the rules get."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from linter.archive import ContainerError
from linter.container import open_package
from linter.limits import Limits
from linter.model import Cell, CellRange
from linter.parsers.xlsx import parse_workbook
from linter.parsers.xlsx_cells import row_number
from linter.parsers.xlsx_merges import uncovered
from linter.references import cell_range, reference
from tests.builders_workbook import (
    MAIN,
    OFFICE,
    PACKAGE,
    at,
    blank,
    only_sheet,
    package,
    read,
    rows,
    saved,
    two_sheets,
    worksheet,
)

CELL_TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        include_characters="\n\t",
        exclude_characters="\ufffe\uffff",
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() != "" and "_x" not in text)
SHEET = "xl/worksheets/sheet1.xml"


@given(st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 30)), CELL_TEXT, max_size=12))
@settings(max_examples=25)
def test_texts_read_back_where_they_were_written(grid: dict[tuple[int, int], str]) -> None:
    book, active = blank()
    for (row, column), text in grid.items():
        active.cell(row, column).value = text
        active.cell(row, column).data_type = "s"
    sheet = only_sheet(saved(book))
    assert {(c.row, c.column): c.text for c in sheet.cells} == grid


def test_values_are_what_the_user_sees() -> None:
    book, sheet = blank()
    sheet["A1"], sheet["A2"], sheet["A3"] = 1234567890123, True, 2.5
    sheet["A4"], sheet["A5"] = date(2027, 4, 1), datetime(2027, 4, 1, 9, 30)
    sheet["A6"] = 600011
    sheet["A6"].number_format = "000-0000"
    sheet["A7"] = date(2027, 4, 1)
    sheet["A7"].number_format = '[$-411]ggge"年"m"月"d"日"'
    found = only_sheet(saved(book))
    assert [cell.text for cell in found.cells] == [
        "1234567890123", "TRUE", "2.5", "2027-04-01", "2027-04-01 09:30", "060-0011", "2027-04-01",
    ]  # fmt: skip


def test_a_cell_has_the_section_of_its_format_that_is_for_its_value() -> None:
    book, sheet = blank()
    for row, (value, code) in enumerate(
        [
            (300000123, r"[<=99999999]####\-####;\(00\)\ ####\-####"),
            (1.5, "[h]:mm"),
            (0, '[=0]"未定";yyyy/m/d'),
            (46478, '[=0]"未定";yyyy/m/d'),
        ],
        1,
    ):
        sheet.cell(row, 1, value).number_format = code
    assert [cell.text for cell in only_sheet(saved(book)).cells] == [
        "(03) 0000-0123",
        "36:00",
        "未定",
        "2027-04-01",
    ]


def test_a_formula_shows_its_cached_value() -> None:
    sheet = rows(
        '<row r="1"><c r="A1" t="str"><f>"東京"&amp;"都"</f><v>東京都</v></c>'
        '<c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert [c.text for c in sheet.cells] == ["東京都", "2", "#DIV/0!"]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=会社!B2", "東京都"),
        ("='会社'!$B$2", "東京都"),
        ("=所在地", "東京都"),
        ('="〒"&会社!B1&" "&会社!B2&所在地', "〒100-0001 東京都東京都"),
        ('=CONCATENATE(会社!B2, "千代田区", 1)', "東京都千代田区1"),
        ('="a""b"&C1', 'a"b千代田区'),
        ("=C1", "千代田区"),
        ("=会社!Z9", ""),
    ],
)
def test_a_formula_without_a_result_is_looked_up(formula: str, shown: str) -> None:
    workbook, problems = read(saved(_calling(formula)))
    assert at(workbook.sheets[0], 1, 1).text == shown
    assert problems == ()


@pytest.mark.parametrize(
    "formula",
    [
        "=TODAY()",
        '=TEXT(会社!B1,"000")',
        "=[1]会社!B2",
        "=知らない!B2",
        "=会社!B1&A1",
    ],
)
def test_a_formula_that_only_excel_can_tell_is_told(formula: str) -> None:
    workbook, problems = read(saved(_calling(formula)))
    assert at(workbook.sheets[0], 1, 1).text == ""
    assert [(p.code, p.fatal) for p in problems] == [("not-calculated", False)]
    assert "シート「Sheet」A1" in problems[0].detail


@pytest.mark.parametrize("formula", ['=COUNTIF(会社!B1:B9,"○")', "=SUM(C1:C9)/3", "=B9+1", "=A1"])
def test_a_total_that_was_not_calculated_is_not_missed(formula: str) -> None:
    assert read(saved(_calling(formula)))[1] == ()


def test_the_0_of_a_program_that_does_not_calculate_is_no_result() -> None:
    cells = '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1" t="str"><v>あ</v></c></row>'
    assert at(rows(cells), 1, 1).text == "あ"
    assert at(rows(cells.replace("B1</f>", "1-1</f>")), 1, 1).text == "0"


def test_formulas_that_double_what_they_refer_to_end_soon() -> None:
    book, sheet = blank()
    for row in range(1, 200):
        sheet.cell(row, 1, f"=A{row + 1}&A{row + 1}")
    sheet.cell(200, 1, "あ" * 30_000)
    workbook, problems = read(saved(book))
    assert at(workbook.sheets[0], 150, 1).text == ""
    assert [p.code for p in problems] == ["not-calculated"]


def _calling(formula: str) -> Book:
    """A workbook whose first cell refers to others; as openpyxl writes it, without a result."""
    book, sheet = blank()
    other = book.create_sheet("会社")
    other["B1"], other["B2"] = 1000001, "東京都"
    other["B1"].number_format = "000-0000"
    book.defined_names["所在地"] = DefinedName("所在地", attr_text="会社!$B$2")
    sheet["A1"], sheet["C1"] = formula, "=D1"
    sheet["D1"] = "千代田区"
    return book


def test_phonetic_text_is_no_part_of_the_value() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>山田太郎</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh>'
        '<phoneticPr fontId="1"/></si><si><r><t>株式</t></r><r><t>会社</t></r>'
        '<rPh sb="0" eb="1"><t>カブ</t></rPh></si></sst>'
    )
    sheet = rows(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
        **{"xl/sharedStrings.xml": strings},
    )
    assert [cell.text for cell in sheet.cells] == ["山田太郎", "株式会社"]


def test_rich_text_is_joined_and_has_the_colour_of_most_of_it() -> None:
    book, active = blank()
    active["A1"] = CellRichText(
        TextBlock(InlineFont(color=Color(rgb="FFFF0000")), "記載要領をここに"),
        TextBlock(InlineFont(color=Color(rgb="FF000000")), "書く"),
    )
    cell = at(only_sheet(saved(book)), 1, 1)
    assert (cell.text, cell.font_colour) == ("記載要領をここに書く", "FF0000")


def test_escaped_characters_and_line_ends_are_decoded() -> None:
    sheet = rows(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>一_x000D_\n二_x000B_三</t></is></c></row>'
    )
    assert at(sheet, 1, 1).text == "一\n二\n三"


def test_rows_and_cells_without_references_follow_each_other() -> None:
    sheet = rows(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
        '<row r="9"><c r="C9"><v>4</v></c><c><v>5</v></c></row>'
    )
    assert [(c.row, c.column, c.text) for c in sheet.cells] == [
        (1, 1, "1"), (1, 2, "2"), (2, 1, "3"), (9, 3, "4"), (9, 4, "5"),
    ]  # fmt: skip


def test_dates_in_iso_form_and_in_the_1904_system() -> None:
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>"
    )
    days = (date(2027, 4, 1) - date(1904, 1, 1)).days
    sheet = rows(
        f'<row r="1"><c r="A1" s="1"><v>{days}</v></c>'
        '<c r="B1" t="d"><v>2027-04-01T00:00:00</v></c><c r="C1" s="1"><v>99999999</v></c></row>',
        **{"xl/workbook.xml": workbook, "xl/styles.xml": styles},
    )
    assert [c.text for c in sheet.cells] == ["2027-04-01", "2027-04-01", "99999999"]


def test_fills_and_font_colours_are_resolved() -> None:
    book, sheet = blank()
    for row, colour in enumerate(
        (
            Color(rgb="FFFFFF00"),
            Color(theme=0),
            Color(theme=1, tint=0.5),
            Color(theme=4, tint=-0.25),
            Color(indexed=10),
            Color(auto=True),
        ),
        1,
    ):
        sheet.cell(row, 1).value = "値"
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=colour)
        sheet.cell(row, 1).font = Font(color=colour)
    found = only_sheet(saved(book))
    assert [cell.fill for cell in found.cells] == [
        "FFFF00", "FFFFFF", "808080", "376092", "FF0000", None,
    ]  # fmt: skip
    assert [cell.font_colour for cell in found.cells][:1] == ["FFFF00"]


def test_a_gradient_counts_by_its_first_stop_and_no_pattern_is_no_fill() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fills><fill><gradientFill><stop position="0">'
        '<color rgb="FF112233"/></stop></gradientFill></fill><fill><patternFill '
        'patternType="none"><fgColor rgb="FF445566"/></patternFill></fill><fill/></fills>'
        '<cellXfs><xf fillId="0"/><xf fillId="1"/><xf fillId="2"/><xf fillId="77"/></cellXfs>'
        '<colors><indexedColors><rgbColor rgb="00ABCDEF"/><rgbColor rgb="nonsense"/>'
        "</indexedColors></colors></styleSheet>"
    )
    sheet = rows(
        '<row r="1">' + "".join(f'<c s="{n}"><v>{n}</v></c>' for n in range(6)) + "</row>",
        **{"xl/styles.xml": styles},
    )
    assert [cell.fill for cell in sheet.cells] == ["112233", None, None, None, None, None]


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ('indexed="0"', "ABCDEF"),
        ('indexed="1"', "000000"),
        ('indexed="1" tint="0.5"', "808080"),
        ('indexed="99"', None),
        ('theme="-3"', None),
        ('theme="x"', None),
        ('rgb="zz"', None),
        ('rgb="FFFF0000" tint="nan"', "FFFFFF"),
        ('rgb="FFFF0000" tint="x"', "FF0000"),
    ],
)
def test_colours_out_of_the_ordinary(colour: str, expected: str | None) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><color {colour}/></font></fonts><cellXfs>'
        '<xf fontId="0"/></cellXfs><colors><indexedColors><rgbColor rgb="00ABCDEF"/>'
        '<rgbColor rgb="nonsense"/></indexedColors></colors></styleSheet>'
    )
    sheet = rows('<row><c s="0"><v>1</v></c></row>', **{"xl/styles.xml": styles})
    assert at(sheet, 1, 1).font_colour == expected


def test_what_is_hidden_is_known() -> None:
    book, sheet = blank()
    sheet.append(["A", "B", "C"])
    sheet.append(["一", "二", "三"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("隠し").sheet_state = "hidden"
    book.create_sheet("深く隠し").sheet_state = "veryHidden"
    workbook, _ = read(saved(book))
    assert [s.state for s in workbook.sheets] == ["visible", "hidden", "veryHidden"]
    assert workbook.sheets[0].hidden_rows == (2,)
    assert workbook.sheets[0].hidden_columns == (2,)


def test_merges_comments_and_properties() -> None:
    book, sheet = blank()
    sheet["A1"] = "会社名"
    sheet.merge_cells("A1:C2")
    sheet["D1"].comment = Comment("ここに書く", "担当")
    book.properties.title = "登録申請書"
    workbook, problems = read(saved(book))
    found = workbook.sheets[0]
    assert problems == ()
    assert found.merges == (CellRange(1, 1, 2, 3),)
    assert at(found, 1, 4).comment.endswith("ここに書く")
    assert workbook.properties["title"] == "登録申請書"


def related(*parts: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts)
    )
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def test_text_boxes_and_groups_of_a_drawing_are_read() -> None:
    drawing = """<xdr:wsDr
      xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
      xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
      <xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:from>
        <xdr:to><xdr:col>4</xdr:col><xdr:row>6</xdr:row></xdr:to>
        <xdr:grpSp><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="注記"/></xdr:nvSpPr><xdr:txBody>
          <a:p><a:r><a:t>一行</a:t></a:r><a:br/><a:r><a:t>目</a:t></a:r></a:p>
          <a:p><a:r><a:t>二行目</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:grpSp>
      </xdr:twoCellAnchor>
      <xdr:oneCellAnchor><xdr:from><xdr:col>²</xdr:col><xdr:row>x</xdr:row></xdr:from>
        <xdr:sp><xdr:txBody><a:p><a:r><a:t>名なし</a:t></a:r></a:p></xdr:txBody></xdr:sp>
      </xdr:oneCellAnchor>
      <xdr:absoluteAnchor><xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp></xdr:absoluteAnchor>
      </xdr:wsDr>"""
    sheet = rows(
        "",
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": related(("drawing", "../drawings/d.xml")),
            "xl/drawings/d.xml": drawing,
        },
    )
    assert [(t.name, t.text, t.row, t.column, t.last_row, t.last_column) for t in sheet.texts] == [
        ("注記", "一行\n目\n二行目", 3, 2, 7, 5),
        ("", "名なし", 1, 1, 1, 1),
    ]


def test_threaded_notes_are_joined_in_their_order() -> None:
    notes = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="B2"><text>確認して</text></threadedComment>'
        '<threadedComment ref="B2"><text>済み</text></threadedComment>'
        '<threadedComment ref="?"><text>迷子</text></threadedComment></ThreadedComments>'
    )
    sheet = rows(
        '<row r="2"><c r="B2"/></row>',
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": related(("threadedComment", "../t.xml")),
            "xl/t.xml": notes,
        },
    )
    assert at(sheet, 2, 2).comment == "確認して\n済み"


def test_a_strict_workbook_is_read_like_any_other() -> None:
    stream = io.BytesIO()
    book, active = blank()
    active["B2"] = "株式会社"
    strict = (
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "spreadsheetml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "officeDocument/relationships",
        ),
    )
    with zipfile.ZipFile(io.BytesIO(saved(book))) as source, zipfile.ZipFile(stream, "w") as out:
        for info in source.infolist():
            text = source.read(info)
            for old, new in strict:
                text = text.replace(old.encode(), f"http://purl.oclc.org/ooxml/{new}".encode())
            out.writestr(info.filename, text)
    assert at(only_sheet(stream.getvalue()), 2, 2).text == "株式会社"


# --- what is broken ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({SHEET: "<worksheet"}, "damaged-xml"),
        ({SHEET: None}, "missing-part"),
        ({"xl/sharedStrings.xml": "<sst>"}, "damaged-xml"),
        ({"xl/styles.xml": "<!DOCTYPE x><styleSheet/>"}, "damaged-xml"),
        ({"xl/_rels/workbook.xml.rels": "<"}, "damaged-xml"),
        ({"docProps/core.xml": "<"}, "damaged-xml"),
        (
            {"xl/worksheets/_rels/sheet1.xml.rels": related(("drawing", "../no.xml"))},
            "missing-part",
        ),
        (
            {"xl/worksheets/_rels/sheet1.xml.rels": related(("comments", "../no.xml"))},
            "missing-part",
        ),
    ],
)
def test_a_broken_part_is_told_and_the_rest_is_read(
    parts: dict[str, str | None], code: str
) -> None:
    body = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>値</t></is></c></row>')
    workbook, problems = read(package({SHEET: body, **parts}))
    assert [p.code for p in problems if p.code == code]
    assert not any(p.fatal for p in problems)
    assert [s.name for s in workbook.sheets] == ["Sheet1"]


def test_without_the_workbook_part_nothing_is_read() -> None:
    with pytest.raises(ContainerError) as caught:
        read(package({"xl/workbook.xml": None}))
    assert caught.value.problem.code == "missing-part"


def test_chart_sheets_are_sheets_without_cells() -> None:
    rels = related(("chartsheet", "chartsheets/c.xml")).replace('"r0"', '"rId1"')
    workbook, problems = read(package({"xl/_rels/workbook.xml.rels": rels}))
    assert problems == ()
    assert workbook.sheets[0].cells == ()


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>99</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" t="inlineStr"/>',
        '<c r="A1" s="999"/>',
        '<c r="A1" t="n"><v></v></c>',
    ],
)
def test_a_cell_without_a_value_is_left_out(cell: str) -> None:
    assert rows(f'<row r="1">{cell}</row>').cells == ()


@pytest.mark.parametrize("value", ["abc", "1e999", "nan", "-inf"])
def test_a_number_that_is_none_stays_text(value: str) -> None:
    cell = at(rows(f'<row r="1"><c r="A1"><v>{value}</v></c></row>'), 1, 1)
    assert cell.text == value


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("<c><v>1</v></c>" * 4, "4 "),
        ('<c t="inlineStr"><is><t>a</t></is></c>' * 4, "4 "),
        # Cells without the usual marks of a value are counted as they are read.
        ("<c><f>1</f></c>" * 4, ""),
    ],
)
def test_a_sheet_of_too_many_cells_is_refused_and_the_others_are_read(row: str, count: str) -> None:
    small, large = worksheet("<row><c><v>5</v></c></row>"), worksheet(f"<row>{row}</row>")
    book, problems = read(two_sheets(small, large), Limits(max_cells=4))
    assert [len(sheet.cells) for sheet in book.sheets] == [1, 0]
    (problem,) = problems
    assert (problem.code, problem.fatal) == ("over-limit", False)
    assert problem.detail.startswith("xl/worksheets/sheet2.xml：セル / cells")
    assert problem.detail.endswith(f"{count}> 4；[limits] max-cells")


def test_merged_areas_over_the_limit_are_told_and_the_others_stay() -> None:
    body = worksheet(
        "<row><c><v>1</v></c></row>",
        '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/><mergeCell ref="x"/>'
        "</mergeCells>",
    )
    workbook, problems = read(package({SHEET: body}), Limits(max_merges=1))
    assert len(workbook.sheets[0].merges) == len(workbook.sheets[0].cells) == 1
    assert [(p.code, p.fatal) for p in problems] == [("over-limit", False)]
    assert "> 1；[limits] max-merges" in problems[0].detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1", (1, 1)),
        ("$xfd$1048576", (1048576, 16384)),
        ("XFE1", None),
        ("A0", None),
        ("A1048577", None),
        ("1A", None),
        ("", None),
        (None, None),
    ],
)
def test_references(text: str | None, expected: tuple[int, int] | None) -> None:
    assert reference(text) == expected


def test_ranges_are_put_in_order() -> None:
    assert cell_range("C3:A1") == CellRange(1, 1, 3, 3)
    assert cell_range("B2") == CellRange(2, 2, 2, 2)
    assert cell_range("B2:?") is None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_of_a_part_never_breaks_the_reader(data: st.DataObject) -> None:
    book, active = blank()
    active.append(["会社名", "株式会社", 5, date(2027, 4, 1)])
    active["A1"].comment = Comment("x", "y")
    source = zipfile.ZipFile(io.BytesIO(saved(book)))
    name = data.draw(st.sampled_from([n for n in source.namelist() if n != "[Content_Types].xml"]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for info in source.infolist():
            content = bytearray(source.read(info))
            if info.filename == name:
                place = data.draw(st.integers(0, len(content) - 1))
                content[place] = data.draw(st.integers(32, 126))
            out.writestr(info.filename, bytes(content))
    with contextlib.suppress(ContainerError):
        parse_workbook(open_package(stream.getvalue()))


@pytest.mark.parametrize(("said", "number"), [("0", 1), ("-5", 1), ("7", 7), (None, 4)])
def test_a_row_has_a_number_from_one(said: str | None, number: int) -> None:
    assert row_number({} if said is None else {"r": said}, 3) == number


# --- what is not seen -----------------------------------------------------------------------------


def _inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_under_a_merged_area_are_not_seen() -> None:
    cells = "".join(_inline(f"{column}1", column) for column in "ABCD")
    more = "".join(_inline(f"{column}2", column) for column in "AB")
    sheet = rows(
        f'<row r="1">{cells}</row><row r="2">{more}</row>',
        '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D1:D500"/></mergeCells>',
    )
    assert [(cell.row, cell.text) for cell in sheet.cells] == [(1, "A"), (1, "C"), (1, "D")]


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3)),
        max_size=3,
    )
)
def test_exactly_the_origins_and_what_lies_outside_is_seen(
    areas: list[tuple[int, int, int, int]],
) -> None:
    merges = [CellRange(r, c, r + h, c + w) for r, c, h, w in areas]
    apart = [
        a
        for n, a in enumerate(merges)
        if all(
            a.last_row < b.first_row or b.last_row < a.first_row
            or a.last_column < b.first_column or b.last_column < a.first_column
            for b in merges[:n]
        )
    ]  # fmt: skip
    cells = [Cell(r, c, "x") for r in range(1, 10) for c in range(1, 10)]
    hidden = {
        (r, c)
        for a in apart
        for r in range(a.first_row, a.last_row + 1)
        for c in range(a.first_column, a.last_column + 1)
    } - {(a.first_row, a.first_column) for a in apart}
    seen = {(cell.row, cell.column) for cell in uncovered(cells, apart)}
    assert seen == {(c.row, c.column) for c in cells} - hidden


def test_a_comment_of_the_xml_is_no_part_of_a_text() -> None:
    sheet = rows('<row r="1">' + _inline("A1", "前<!-- c -->後<?x y?>ろ") + "</row>")
    assert at(sheet, 1, 1).text == "前後ろ"


@pytest.mark.parametrize(
    "value",
    ["2026-12-01T00:00:00", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00.000", "2026-12-01"],
)
def test_dates_of_strict_workbooks(value: str) -> None:
    sheet = rows(f'<row r="1"><c r="A1" t="d"><v>{value}</v></c></row>')
    assert at(sheet, 1, 1).text == "2026-12-01"
