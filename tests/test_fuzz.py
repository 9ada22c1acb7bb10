"""What fuzzing found, each by what it took to go wrong; and that the fuzzer itself still runs."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.run import outcome, smaller
from fuzz.targets import TARGETS, judge_text
from fuzz.zip_changes import packed, parts_of
from linter import cache
from linter.checks.text import is_blank
from linter.config_file import load_config
from linter.errors import UsageError
from linter.fold import squash
from linter.forms import _SUFFIX, read_form
from linter.label_text import LabelSet, split
from linter.model import Cell, Document, Problem, Sheet, Workbook
from linter.reporters.columns import width, wrap
from tests.builders_deck import deck, shape_of, slide, sp
from tests.builders_deck import read as read_deck
from tests.builders_workbook import OFFICE, PACKAGE, only_sheet, package, worksheet
from tests.builders_workbook import read as read_workbook


@pytest.mark.filterwarnings("ignore")  # of libraries, about the inputs
@pytest.mark.parametrize("name", TARGETS)
def test_inputs_are_made_and_stood(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_off", cache.DOCUMENTS)
    target = TARGETS[name]
    for number in range(3):
        target.run(target.make(Random(f"tests {name} {number}")))


def test_what_is_found_is_told_and_made_smaller() -> None:
    def run(files: dict[str, bytes]) -> None:
        if b"x" in files.get("a.txt", b""):
            raise KeyError("x")

    files = {"a.txt": b"12345x67", "b.txt": b"y"}
    found = outcome(run, files)
    assert found.wrong.startswith("KeyError")
    assert smaller(run, files, found.wrong) == {"a.txt": b"x"}


@given(
    st.text()
    | st.from_regex(r"(令和|平成|R|20)[0-9元]{1,2}[年./-][0-9]{1,2}(月|[./-])[0-9]{1,2}日?")
)
def test_any_text_is_folded_and_searched_for_dates(text: str) -> None:
    judge_text(text)


@pytest.mark.parametrize("text", ["か゛", "´", "ﷺ", "¨ㅤ"])
def test_a_sign_that_folds_to_a_blank_and_a_mark_leaves_no_blank(text: str) -> None:
    assert not any(character.isspace() for character in squash(text))


@pytest.mark.parametrize("piece", ["/a.", "/a.(a)", "/a.-,", "(a)", "1/2", "続き"])
def test_what_stands_behind_a_heading_is_told_in_one_way_only(piece: str) -> None:
    """One that can be told in several takes as many tries as there are ways: 2 to the 300th."""
    text = "画面" + piece * 300 + "!"
    assert _SUFFIX.sub("", text) == text
    assert _SUFFIX.sub("", "画面(続き)/screens") == "画面"


def test_the_number_of_a_shape_is_never_negative() -> None:
    assert shape_of(sp("名称").replace('id="2"', 'id="-7"')).id == 0


def test_a_drawing_beyond_the_sheet_stands_in_its_last_cell() -> None:
    spaces = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    drawing = (
        f"<xdr:wsDr {spaces}><xdr:oneCellAnchor><xdr:from><xdr:col>99999999</xdr:col>"
        "<xdr:row>99999999</xdr:row></xdr:from><xdr:sp><a:p><a:r><a:t>注</a:t></a:r></a:p></xdr:sp>"
        "</xdr:oneCellAnchor></xdr:wsDr>"
    )
    sheet = only_sheet(
        package(
            {
                "xl/worksheets/sheet1.xml": worksheet(""),
                "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
                f'<Relationship Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/d.xml"/>'
                "</Relationships>",
                "xl/drawings/d.xml": drawing,
            }
        )
    )
    (text,) = sheet.texts
    assert (text.row, text.column) == (1_048_576, 16_384)


@pytest.mark.parametrize("written", [b"slide1.xml", b"SLIDE1.xml", b"slide%31.xml"])
def test_a_part_is_one_slide_however_it_is_written(written: bytes) -> None:
    twice = deck(slide(sp("概要")), slide(sp("目的")))
    parts = parts_of(twice)
    rels = "ppt/_rels/presentation.xml.rels"
    parts[rels] = parts[rels].replace(b"slide2.xml", written)
    found, (problem,) = read_deck(packed(parts))
    assert [len(one.shapes) for one in found.slides] == [1, 0]
    assert problem.code == "missing-part"
    assert problem.detail.startswith("スライド / slide 2：ppt/slides/")


def test_a_part_is_one_sheet() -> None:
    sheets = b'<sheet name="A" sheetId="1" r:id="rId1"/><sheet name="B" sheetId="2" r:id="rId1"/>'
    parts = parts_of(package({"xl/worksheets/sheet1.xml": worksheet("<row><c><v>1</v></c></row>")}))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', sheets
    )
    book, (problem,) = read_workbook(packed(parts))
    assert [len(one.cells) for one in book.sheets] == [1, 0]
    assert problem == Problem("missing-part", "シート「B」", fatal=False)


@given(st.text(), st.integers(4, 60))
def test_text_is_wrapped_whole(text: str, columns: int) -> None:
    lines = wrap("x" * 300 + text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split(" ")) == "x" * 300 + "".join(text.split(" "))


# Each of these took longer than anyone waits: stars in stars, tried in every way there is.


def test_a_row_of_one_letter_is_blank_or_not() -> None:
    assert is_blank("x" * 4000)
    assert not is_blank("x" * 4000 + "社")
    assert not is_blank("x")


@pytest.mark.parametrize(
    "text", ["1" * 4000 + "い", "・○○業" * 500 + "い", "(" * 4000, "・" * 4000]
)
def test_a_long_row_of_signs_as_an_answer(text: str) -> None:
    for form in ("plan", "registration"):
        sheet = Sheet("申請者情報", cells=(Cell(1, 1, "名称"), Cell(1, 2, text)))
        document = Document("申請書.xlsx", "xlsx", "0" * 64, form=form, body=Workbook((sheet,)))
        read_form(document, form)


def test_a_label_behind_more_signs_than_one_sees_is_none() -> None:
    labels = LabelSet([("name", ("名称",), False)])
    assert split("、、名称：株式会社", labels).labelled
    assert not split("、" * 4000 + "名称：株式会社", labels).labelled


@pytest.mark.parametrize("number", [4300 * "9" + "1", "0x" + "f" * 5000])
def test_a_number_that_is_too_long_to_be_read_or_written(number: str, tmp_path: Path) -> None:
    (tmp_path / "myna-lint.toml").write_text(f"\nprocedure = {number}\n", "utf-8")
    with pytest.raises(UsageError, match=r"myna-lint\.toml:2: "):
        load_config(tmp_path)
    (tmp_path / "myna-lint.toml").rename(tmp_path / "pyproject.toml")
    assert load_config(tmp_path).path is None


def test_a_message_quotes_no_more_than_one_reads(tmp_path: Path) -> None:
    (tmp_path / "myna-lint.toml").write_text(
        f'fail-on = "{"a" * 9000}"\n{"b" * 9000} = 1\n', "utf-8"
    )
    with pytest.raises(UsageError) as told:
        load_config(tmp_path)
    assert len(str(told.value)) < 1000
