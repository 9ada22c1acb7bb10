"""Ways in which applicants lay out a plan: where its labels stand, and what belongs to them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pptx import Presentation
from pptx.util import Cm

from linter.container import open_package
from linter.dates import find_dates
from linter.forms import FormReading, read_form
from linter.label_text import LabelSet, split
from linter.model import Document
from linter.parsers.pptx import parse_deck

Fill = Callable[[object], None]


def _text(slide, text: str, left: float, top: float, width: float = 10, height: float = 1) -> None:  # type: ignore[no-untyped-def]
    box = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height))
    box.text_frame.text = text


def _table(slide, rows: list[tuple[str, ...]]) -> None:  # type: ignore[no-untyped-def]
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(3), Cm(20), Cm(8))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            shape.table.cell(r, c).text = text


def _plan(*slides: tuple[str, Callable[..., None]]) -> FormReading:
    deck = Presentation()
    for title, fill in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        _text(slide, title, 1, 1, 20)
        fill(slide)
    data = io.BytesIO()
    deck.save(data)
    body, problems = parse_deck(open_package(data.getvalue()))
    assert not problems
    return read_form(Document("企画書.pptx", "pptx", "", form="plan", body=body), "plan")


def _nothing(_: object) -> None:
    pass


APPLICANT = {
    "corporate-number": "5700150999013",
    "name": "株式会社みずほのかぜ",
    "representative-kana": "カゼカワ ミノル",
    "representative": "風川 実",
}


def _colons(slide: object) -> None:
    _table(
        slide,
        [
            ("法人番号", "：", "5700150999013"),
            ("組織名称", "：", "株式会社みずほのかぜ"),
            ("代表者名（フリガナ）", "：", "カゼカワ ミノル"),
            ("代表者名（氏名）", "：", "風川 実"),
        ],
    )


def _tabs(slide: object) -> None:
    lines = (
        "法人番号\t5700150999013\n組織名称\t株式会社みずほのかぜ\n"
        "代表者名（フリガナ）\tカゼカワ ミノル\n代表者名（氏名）\t風川 実"
    )
    _text(slide, lines, 1, 3, 20, 8)


def _bracketed(slide: object) -> None:
    lines = (
        "＜法人番号＞\n5700150999013\n＜組織名称＞\n株式会社みずほのかぜ\n"
        "＜代表者名（フリガナ）＞\nカゼカワ ミノル\n＜代表者名（氏名）＞\n風川 実"
    )
    _text(slide, lines, 1, 3, 20, 8)


def _two_languages(slide: object) -> None:
    for n, (label, value) in enumerate(
        [
            ("法人番号 / Corporate Number", "5700150999013"),
            ("Company／組織名称", "株式会社みずほのかぜ"),
            ("代表者名 フリガナ", "カゼカワ ミノル"),
            ("Representative（代表者名）", "風川 実"),
        ]
    ):
        _text(slide, label, 1, 3 + n * 1.5)
        _text(slide, value, 12, 3 + n * 1.5)


def _two_lists(slide: object) -> None:
    _text(slide, "法人番号\n\n組織名称\n\n\n代表者フリガナ\n\n代表者氏名\n", 1, 3, 8, 10)
    values = "5700150999013\n\n株式会社\nみずほのかぜ\n\nカゼカワ ミノル\n\n風川 実"
    _text(slide, values, 10, 3, 12, 10)


@pytest.mark.parametrize("fill", [_colons, _tabs, _bracketed, _two_languages, _two_lists])
def test_labels_and_their_values(fill: Callable[..., None]) -> None:
    reading = _plan(("1 申請者の概要", fill))
    found = {key: reading.fields[key].text.replace("\n", "") for key in APPLICANT}
    assert found == APPLICANT


@pytest.mark.parametrize(
    "number",
    [
        "5",
        "５．",
        "(5)",
        "⑤",
        "【5】",
        "Ⅴ．",
        "ⅴ)",
        "第5章",
        "第五章　",
        "五、",
        "5 / ",
        "No.5 ",
        "E. ",
    ],
)
def test_numbers_of_headings(number: str) -> None:
    reading = _plan((f"{number}Webサービスの画面遷移", _nothing))
    assert reading.sections == {"screens": (1,)}


def test_a_heading_in_two_languages() -> None:
    assert "screens" in _plan(("5 / Webサービスの画面遷移 / Screens", _nothing)).sections


def test_what_stands_on_every_slide_is_no_content() -> None:
    """A mark under an empty label is not its value, nor a page number that of another."""

    def page(number: int, text: str) -> Callable[..., None]:
        def fill(slide: object) -> None:
            _text(slide, text, 1, 4)
            _text(slide, "CONFIDENTIAL", 1, 16)
            _text(slide, str(number), 20, 16, 2)

        return fill

    reading = _plan(
        ("1 申請者の概要", page(1, "代表者名（氏名）")),
        ("7 接続確認環境試験結果", page(2, "")),
        ("9 サービス概要について", page(3, "サービス概要")),
    )
    assert reading.fields["representative"].text == ""
    assert reading.fields["overview"].text == ""
    assert [item.text for item in reading.section_items("test-result")] == [
        "7 接続確認環境試験結果"
    ]


def test_a_label_with_a_note_needs_no_colon_before_a_blank() -> None:
    labels = LabelSet([("name", ("代表者名",), False)])
    (segment,) = split("代表者名（氏名）\t風川 実", labels).segments
    assert (segment.keys, segment.value) == (("name",), "風川 実")
    assert not split("代表者名（氏名）は後で決める", labels).labelled


@pytest.mark.parametrize("between", ["\n", " ", "\u3000", "\n\n", "\v"])
def test_dates_that_only_blanks_keep_apart(between: str) -> None:
    found = find_dates(f"10,000人{between}2027/4/1{between}2028/4/1{between}24時間")
    assert [date.day.isoformat() for date in found] == ["2027-04-01", "2028-04-01"]
    assert [date.text for date in found] == ["2027/4/1", "2028/4/1"]


def test_an_english_date_is_quoted_as_it_stands() -> None:
    assert [date.text for date in find_dates("from April  1   2027 on")] == ["April  1   2027"]


# --- where a section begins and ends --------------------------------------------------------------


def _at(*boxes: tuple[str, float, float]) -> Callable[[object], None]:
    def fill(slide: object) -> None:
        for text, left, top in boxes:
            _text(slide, text, left, top, 5)

    return fill


@pytest.mark.parametrize(
    "first", ["① ログイン画面", "3つの画面があります", "1. ログイン画面", "（1）ログイン画面"]
)
def test_numbered_screens_go_on_with_their_section(first: str) -> None:
    reading = _plan(("5 Webサービスの画面遷移", _nothing), (first, _nothing))
    assert reading.sections["screens"] == (1, 2)


def test_the_heading_of_another_number_ends_a_section() -> None:
    reading = _plan(("5 Webサービスの画面遷移", _nothing), ("9 参考資料", _nothing))
    assert reading.sections["screens"] == (1,)


@pytest.mark.parametrize("button", [("目次", 20, 17), ("目次", 20, 0.2)])
def test_a_button_to_the_contents_makes_no_slide_one(button: tuple[str, float, float]) -> None:
    fill = _at(button)
    reading = _plan(
        ("1 申請者の概要", fill), ("2 API利用の概要", fill), ("5 Webサービスの画面遷移", fill)
    )
    if button[2] > 1:  # one above every title is taken for the title
        assert reading.sections == {"applicant": (1,), "overview": (2,), "screens": (3,)}


def test_tabs_on_every_slide_say_nothing_of_it() -> None:
    tabs = _at(("申請者の概要", 1, 18), ("API利用の概要", 7, 18), ("画面遷移", 13, 18))
    reading = _plan(
        ("1 申請者の概要", tabs), ("2 API利用の概要", tabs), ("5 Webサービスの画面遷移", tabs)
    )
    assert reading.sections == {"applicant": (1,), "overview": (2,), "screens": (3,)}


def test_a_value_may_reach_into_the_label_above_it() -> None:
    def fill(slide: object) -> None:
        for number, (label, value) in enumerate(
            (
                ("【(1) Webサービス名】", "かぜのて"),
                ("【(2) Webサービスの概要】", "手続を助けるサービス"),
            )
        ):
            _text(slide, label, 1, 3 + 4 * number, 20, 0.8)
            _text(slide, value, 2, 3.75 + 4 * number, 19, 2.5)

    fields = _plan(("2 API利用の概要", fill)).fields
    assert fields["service-name"].text == "かぜのて"
    assert fields["service-summary"].text == "手続を助けるサービス"


def test_a_box_without_height_is_read() -> None:
    def fill(slide: object) -> None:
        _text(slide, "所在地", 1, 3, 5)
        _text(slide, "東京都千代田区千代田1-1", 7, 3.5, 12, 0)

    assert _plan(("1 申請者の概要", fill)).fields["address"].text == "東京都千代田区千代田1-1"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("代表者名（フリガナ／氏名）", "カゼカワ ミノル ／ 風川 実"),
        ("代表者名（フリガナ）", "風川 実（カゼカワ ミノル）"),
        ("代表者名（フリガナ）", "カゼカワ ミノル（風川 実）"),
    ],
)
def test_name_and_reading_in_one_box(label: str, said: str) -> None:
    reading = _plan(("1 申請者の概要", lambda slide: _table(slide, [(label, said)])))
    assert reading.fields["representative-kana"].text == "カゼカワ ミノル"
    assert reading.fields["representative"].text == "風川 実"


def test_a_label_in_two_languages_may_have_a_note() -> None:
    rows: list[tuple[str, ...]] = [
        ("代表者名（フリガナ） / Representative (kana)", "カゼカワ ミノル")
    ]
    reading = _plan(("1 申請者の概要", lambda slide: _table(slide, rows)))
    assert reading.fields["representative-kana"].text == "カゼカワ ミノル"


@pytest.mark.parametrize("more", ["（続き）", " その2", " 2", " 2/2"])
def test_a_section_over_several_slides_is_numbered_in_any_way(more: str) -> None:
    reading = _plan(
        ("5 Webサービスの画面遷移", _nothing), (f"5 Webサービスの画面遷移{more}", _nothing)
    )
    assert reading.sections["screens"] == (1, 2)


def test_lines_of_a_value_in_a_box_each() -> None:
    def fill(slide: object) -> None:
        _text(slide, "所在地", 1, 3, 4)
        _text(slide, "〒780-0870", 6, 3)
        _text(slide, "高知県高知市本町四丁目2番52号 本町ビ", 6, 4)
        _text(slide, "ル6階", 6, 5)
        _text(slide, "代表者名", 1, 6, 4)
        _text(slide, "風川 実", 6, 6)

    fields = _plan(("1 申請者の概要", fill)).fields
    assert fields["address"].text.split("\n")[0] == "〒780-0870"
    assert fields["address"].text.endswith("ル6階")
    assert fields["representative"].text == "風川 実"


def test_a_frame_around_a_label_and_its_value_is_no_value_left_empty() -> None:
    def fill(slide: object) -> None:
        for column, (label, value) in enumerate([("利用者数", "25,000人"), ("SLA", "なし")]):
            _text(slide, "", 1 + 9 * column, 3, 8, 3)
            _text(slide, label, 1.2 + 9 * column, 3.1, 7, 0.8)
            _text(slide, value, 1.2 + 9 * column, 4, 7, 1.5)

    fields = _plan(("4 Webサービスの利用者数・利用環境", fill)).fields
    assert (fields["user-count"].text, fields["sla"].text) == ("25,000人", "なし")


def test_the_items_of_a_section_may_go_on_over_the_next_heading() -> None:
    def second(slide: object) -> None:
        _text(slide, "4 Webサービスの利用者数・利用環境", 1, 8, 20)

    reading = _plan(("2 API利用の概要", _nothing), ("(5)対象手続", second))
    assert reading.sections["overview"] == (1, 2)
    assert 2 in reading.sections["users"]
