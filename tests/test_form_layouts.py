"""Layouts of workbooks that applicants and the agency make: where a value or a row of a table is."""

from __future__ import annotations

from typing import Any

import pytest

from linter.case_sheets import build_workbook
from linter.choices import chosen, marked, ticked
from linter.forms import FormReading, read_form
from linter.model import Document, Form
from linter.table_rows import is_item


def _reading(form: Form, sheets: dict[str, Any]) -> FormReading:
    body = build_workbook({"sheets": sheets})
    return read_form(Document("form.xlsx", "xlsx", "", form=form, body=body), form)


def _registration(rows: list[list[Any]], *merges: str) -> dict[str, str]:
    reading = _reading("registration", {"申請者情報": {"rows": rows, "merges": merges}})
    return {key: value.text for key, value in reading.fields.items() if value.text}


def _procedures(*rows: list[Any], sheet: str = "対象手続") -> list[tuple[str, str, str]]:
    reading = _reading("registration", {sheet: {"rows": rows}})
    return [
        (row.text("procedure"), row.text("authority"), row.text("mark"))
        for table in reading.tables["procedures"]
        for row in table.rows
    ]


HEAD = ["No", "手続名", "対象省庁・団体", "選択"]
ROW = ["1", "資格取得届", "日本年金機構", "○"]
READ = ("資格取得届", "日本年金機構", "○")


def test_notes_behind_the_values_are_no_part_of_them() -> None:
    fields = _registration(
        [
            ["法人番号", "必須", None, "5835678256246", "13桁の半角数字"],
            ["所在地", "必須", None, "東京都千代田区千代田1-1", "法人登録されている住所"],
            ["電話番号", "任意", None, "03-1234-5678", "ハイフンあり"],
            ["メールアドレス", "任意", None, "a@aoba.example.jp", "半角英数字"],
        ]
    )
    assert fields["address"] == "東京都千代田区千代田1-1"
    assert fields["phone"] == "03-1234-5678"
    assert fields["corporate-number"] == "5835678256246"


def test_a_value_left_empty_is_not_taken_from_the_notes() -> None:
    fields = _registration(
        [
            ["法人番号", None, "13桁の半角数字"],
            ["名称", "株式会社あおば", "登記上の名称"],
            ["所在地", "東京都千代田区千代田1-1", "登記された住所を記入"],
            ["電話番号", None, "ハイフンあり（例：03-0000-0000）"],
        ]
    )
    assert "corporate-number" not in fields
    assert "phone" not in fields
    assert fields["name"] == "株式会社あおば"


def test_what_stands_beyond_the_column_of_answers_is_no_answer() -> None:
    rows: list[list[Any]] = [
        ["名称", None, None, None, "受付済"],
        ["法人番号", "5835678256246"],
        ["所在地", "東京都千代田区千代田1-1"],
        ["電話番号", "03-1234-5678"],
    ]
    assert "name" not in _registration(rows)
    assert _registration([["名称", None, None, None, "株式会社あおば"]])["name"] == "株式会社あおば"


@pytest.mark.parametrize("gap", [[], [None]])
def test_a_postal_sign_set_apart_does_not_hide_the_address(gap: list[None]) -> None:
    rows = [
        ["所在地", *gap, "〒 980-0811\n宮城県仙台市青葉区1-1"],
        ["電話番号", *gap, "03-1234-5678"],
    ]
    fields = _registration(rows)
    assert fields["address"].endswith("宮城県仙台市青葉区1-1")
    assert fields["postal-code"] == "980-0811"


@pytest.mark.parametrize(
    "label",
    [
        "担当者（電話番号）",
        "担当者／電話番号",
        "申請担当者の電話番号（内線）",
        "⑨ 担当者の電話番号",
        "電話番号を入力してください",
        "担当者の電話番号は何ですか？",
        "電話番号\n※日中に連絡がつくもの",
    ],
)
def test_a_label_may_begin_with_its_group_ask_or_hold_a_note(label: str) -> None:
    assert _registration([[label, "03-1234-5678"]])["phone"] == "03-1234-5678"


def test_the_reading_of_a_name_is_not_the_name() -> None:
    rows = [["名称（フリガナ）", "カブシキガイシャアオバ"], ["名称", "株式会社あおば"]]
    assert _registration(rows)["name"] == "株式会社あおば"


def test_under_a_row_of_headings_stand_the_values() -> None:
    fields = _registration(
        [
            ["法人番号", "名称", "所在地"],
            ["5835678256246", "株式会社あおば", "東京都港区1-1"],
            ["担当者", "電話番号", "社内の番号", "メールアドレス"],
            ["緑川 葵", "03-1234-5678", "301", "a@aoba.example.jp"],
        ]
    )
    assert fields["phone"] == "03-1234-5678"


def test_a_value_may_have_a_box_for_each_digit_under_its_label() -> None:
    fields = _registration(
        [
            ["法人番号", *[None] * 12, "受付欄（事務局記入）"],
            [*"5835678256246"],
            ["担当者電話番号"],
            ["03", "-", "1234", "-", "5678"],
        ]
    )
    assert fields["corporate-number"].replace("\n", "") == "5835678256246"
    assert fields["phone"].replace("\n", "") == "03-1234-5678"


def test_a_value_may_be_split_under_captions_of_its_own() -> None:
    fields = _registration(
        [
            ["所在地", "郵便番号", "都道府県", "市区町村", "丁目・番地"],
            [None, "100-0013", "東京都", "千代田区", "霞が関三丁目2番5号"],
            ["担当者", "部署", "姓", "名"],
            [None, "企画課", "大野", "由美子"],
        ],
        "A1:A2",
        "A3:A4",
    )
    assert fields["address"].split("\n")[1:] == ["東京都", "千代田区", "霞が関三丁目2番5号"]
    assert fields["contact"].split("\n")[-2:] == ["大野", "由美子"]


def test_what_the_agency_fills_in_is_no_answer() -> None:
    sheets = {
        "申請書": [
            ["※受付年月日", "　年　月　日"],
            ["名称", "株式会社あおば"],
            ["受理日", "令和　年　月　日"],
        ]
    }
    texts = [item.text for item in _reading("registration", sheets).answers]
    assert texts == ["株式会社あおば"]


def test_a_note_on_how_to_fill_in_is_no_value() -> None:
    fields = _registration(
        [
            ["名称", None, "登記上の名称を記入"],
            ["Webサービス名", "かんたん入力"],
            ["所在地", "東京都港区1-1"],
        ]
    )
    assert "name" not in fields
    assert fields["service-name"] == "かんたん入力"


def test_a_name_or_number_over_several_cells_is_no_column_of_notes() -> None:
    fields = _registration(
        [
            ["法人番号", "5835678", "256246"],
            ["郵便番号", "100", "0001"],
            ["所在地", "東京都", "千代田区千代田1-1"],
            ["電話番号", "03", "1234", "5678"],
        ]
    )
    assert fields["address"].split("\n") == ["東京都", "千代田区千代田1-1"]


def test_a_remark_among_the_labels_hides_none_beneath() -> None:
    fields = _registration(
        [["名称", "株式会社あおば"], ["備考", "特になし"], ["所在地", "東京都港区1-1"]]
    )
    assert fields["address"] == "東京都港区1-1"


def test_guidance_above_a_form_hides_none_of_it() -> None:
    fields = _registration(
        [
            ["注意事項"],
            ["全ての欄に書くこと。"],
            ["名称", "株式会社あおば"],
            ["所在地", "東京都港区1-1"],
        ]
    )
    assert fields["name"] == "株式会社あおば"


def test_a_column_of_examples_is_none_of_answers() -> None:
    fields = _registration(
        [
            ["項目", "記入欄", "記入例"],
            ["名称", None, "マイナ株式会社"],
            ["所在地", "東京都港区1-1", "東京都"],
        ]
    )
    assert "name" not in fields
    assert fields["address"] == "東京都港区1-1"


def test_labels_of_an_empty_form_are_no_values() -> None:
    labels = ["法人番号", "名称", "所在地", "代表者役職", "代表者氏名", "電話番号"]
    assert _registration([[label] for label in labels]) == {}


def test_the_name_under_a_heading_of_the_service_is_the_services() -> None:
    fields = _registration(
        [
            ["申\n請\n者", "名称", "株式会社あおば"],
            [None, "所在地", "東京都港区1-1"],
            ["サ\nー\nビ\nス", "名称", "あおば手続"],
            [None, "提供開始予定", "2027年6月1日"],
        ],
        "A1:A2",
        "A3:A4",
    )
    assert fields["name"] == "株式会社あおば"
    assert fields["service-name"] == "あおば手続"
    assert fields["service-start"] == "2027年6月1日"


@pytest.mark.parametrize(
    "parts",
    [
        ["郵便番号", "都道府県", "市区町村・番地", "建物名"],
        ["〒", "都道府県名", "市区町村名", "町名・番地以降"],
        ["郵便番号", "都道府県", "市郡区町村", "丁目・番地・建物名等"],
    ],
)
def test_parts_of_an_address_above_their_values(parts: list[str]) -> None:
    fields = _registration(
        [["所在地", *parts], [None, "100-0001", "東京都", "千代田区", "千代田1-1"]], "A1:A2"
    )
    assert fields["address"].split("\n") == ["100-0001", "東京都", "千代田区", "千代田1-1"]


@pytest.mark.parametrize(
    "label", ["申請者の所在地", "本社住所", "会社所在地", "主たる事務所の所在地"]
)
def test_an_address_may_be_called_the_applicants(label: str) -> None:
    assert _registration([[label, "東京都港区1-1"]])["address"] == "東京都港区1-1"


@pytest.mark.parametrize(
    "row",
    [
        ["例", "○○の届出", "○○省", "○"],
        ["（記入例）", "転出届", "総務省", "○"],
        ["1", "（例）転出届", "総務省", "○"],
        [None, "（手続の正式名称）", "（提出先）", "（○を記入）"],
        [None, "正式名称を記入", "提出先を記入", "○を付けてください"],
        ["(1)", "(2)", "(3)", "(4)"],
    ],
)
def test_what_stands_between_header_and_items_is_no_item(row: list[Any]) -> None:
    assert _procedures(HEAD, row, ROW) == [READ]


@pytest.mark.parametrize(
    "row",
    [
        ["計", "選択した手続の数", None, "1"],
        [None, "合計", None, "1件"],
        [None, None, "○の数", "1"],
        [None, None, None, "1"],
        ["小計", None, None, "0"],
    ],
)
def test_a_total_is_no_item(row: list[Any]) -> None:
    assert _procedures(HEAD, ROW, row) == [READ]


def test_an_item_that_speaks_of_a_total_or_an_example_stays() -> None:
    assert is_item(["2", "合計所得金額の届出", "国税庁", "○"], first=False)
    assert is_item(["1", "例外的な届出", "国税庁"], first=True)
    assert is_item(["方針を定めていること。"], first=True)


def test_a_title_right_above_the_header_is_not_the_header() -> None:
    rows = (["対象手続"], ["対象省庁・団体", "No", "手続名", "選択（○）"])
    assert _procedures(*rows, ["日本年金機構", "1", "資格取得届", "○"]) == [READ]


def test_tables_side_by_side_are_two() -> None:
    second = ("資格喪失届", "日本年金機構", "")
    rows = [*ROW, None, "2", "資格喪失届", "日本年金機構", None]
    assert _procedures([*HEAD, None, *HEAD], rows) == [READ, second]


def test_a_ditto_mark_stands_for_the_text_above() -> None:
    assert _procedures(HEAD, ROW, ["2", "資格喪失届", "〃", "○"])[1][1] == "日本年金機構"


def test_an_example_sheet_is_not_the_table() -> None:
    reading = _reading(
        "registration",
        {
            "対象手続（記入例）": {"rows": [HEAD, ROW]},
            "対象手続": {"rows": [HEAD, ["1", "届", "庁", "○"]]},
        },
    )
    (table,) = reading.tables["procedures"]
    assert table.place.sheet == "対象手続"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("☑対応済　□未対応　□該当なし", "対応済"),
        ("□対応済\n■未対応\n□該当なし", "未対応"),
        ("[x] 対応 [ ] 未対応", "対応"),
        ("（○）はい （　）いいえ", "はい"),
        ("●実施　○未実施", "実施"),
        ("□対応済　□未対応", ""),
        ("☑対応済 ☑一部未対応 □未対応", "対応済、一部未対応"),
        ("対応済", "対応済"),
        ("○", "○"),
        ("レビュー済", "レビュー済"),
        ("[X] 対応 [ ] 未対応", "対応"),
        ("(ﾚ)はい ( )いいえ", "はい"),
        ("（Ｖ）はい （　）いいえ", "はい"),
        ("対応済（○）未対応（　）", "対応済"),
        ("対応済（　）未対応（レ）", "未対応"),
        ("対応済（　）", "対応済（　）"),
        ("オンプレ環境のため対象外", "オンプレ環境のため対象外"),
        ("□対応済 □未対応", ""),
    ],
)
def test_what_is_ticked(text: str, answer: str) -> None:
    assert ticked(text) == answer


def test_a_mark_under_one_of_the_answers() -> None:
    heads = ("対応済", "未対応", "該当なし")

    def answer(*cells: str) -> str | None:
        return marked(list(zip(heads, cells, strict=True)))

    assert answer("", "レ", "") == "未対応"
    assert answer("○", "×", "-") == "対応済"
    assert answer("", "", "×") == "該当なし"
    assert answer("", "", "") == ""
    assert answer("来年度", "", "") is None


@pytest.mark.parametrize("mark", ["", "-", "□", "×", "対象外", "利用しない", "未選択"])
def test_marks_that_do_not_choose(mark: str) -> None:
    assert not chosen(mark)


def test_cards_of_a_ledger() -> None:
    card = [
        ["問合せ日", "2026/12/1"],
        ["件名", "試験"],
        ["問合せ内容", "上限"],
        ["回答希望日", None],
    ]
    reading = _reading(
        "inquiry", {"問合せ管理簿": {"rows": [["対象API", "電子申請等API"], *card, [], *card]}}
    )
    (table,) = reading.tables["inquiries"]
    assert [row.text("asked") for row in table.rows] == ["2026/12/1", "2026/12/1"]
    assert table.rows[1].cells["wanted"].location.cell == "B10"


# --- what a table's rows are ----------------------------------------------------------------------


def _requirements(*rows: list[Any], merges: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    reading = _reading("security", {"要求事項": {"rows": rows, "merges": merges}})
    return [
        (row.text("requirement"), row.text("answer"), row.text("detail"))
        for table in reading.tables["requirements"]
        for row in table.rows
    ]


REQUIRED = ["項番", "要求事項", "対応状況", "対応内容"]


@pytest.mark.parametrize("answer", [None, "対象外"])
def test_an_answer_merged_with_its_detail_is_an_answer(answer: str | None) -> None:
    rows = _requirements(
        REQUIRED, ["1", "暗号化", "対応済", "TLS"], ["2", "記録", answer], merges=("C3:D3",)
    )
    assert rows == [("暗号化", "対応済", "TLS"), ("記録", answer or "", "")]


@pytest.mark.parametrize("text", ["注意喚起を行うこと。", "注文の記録を残すこと。"])
def test_a_requirement_that_begins_like_a_note_is_one(text: str) -> None:
    assert _requirements(REQUIRED, [None, text, None]) == [(text, "", "")]


@pytest.mark.parametrize(
    "note",
    ["注）全て回答", "注1 全て回答", "（注）全て回答", "注意：全て回答", "注意事項", "※全て回答"],
)
def test_a_note_under_the_rows_is_none(note: str) -> None:
    rows = _requirements(REQUIRED, ["1", "暗号化", "対応済", "TLS"], [note])
    assert rows == [("暗号化", "対応済", "TLS")]


@pytest.mark.parametrize("title", ["対象手続（続き）", "対象手続（税）", None])
def test_a_heading_that_comes_again_takes_no_row_with_it(title: str | None) -> None:
    other = ["2", "資格喪失届", "日本年金機構", "○"]
    again = [HEAD] if title != "対象手続（税）" else []
    rows = _procedures(["対象手続"], HEAD, ROW, *([[title]] if title else []), *again, other)
    found = [row for row in rows if not row[0].startswith("対象手続")]
    assert found == [READ, ("資格喪失届", "日本年金機構", "○")]


def test_numbered_rows_left_empty_do_not_end_the_list() -> None:
    rows = [[str(number)] for number in range(2, 45)]
    assert _procedures(HEAD, ROW, *rows, ["45", "資格喪失届", None, "○"])[1:] == [
        ("資格喪失届", "", "○")
    ]


def test_a_list_that_begins_lower_beside_another_does_not_end_it() -> None:
    rows = _procedures(
        HEAD,
        ROW,
        ["2", "届2", "国税庁", "○", None, "手続名", "選択"],
        ["3", "届3", "国税庁", "○", None, "届9", "○"],
        ["4", "届4", "国税庁", "○"],
    )
    assert [name for name, _, _ in rows] == ["資格取得届", "届2", "届3", "届4", "届9"]


def test_a_note_beside_a_header_of_several_rows_does_not_hide_it() -> None:
    sheet = {
        "rows": [["No", "手続名", "対象省庁・団体", "選択", None, "※○を付ける"], [], [], ROW],
        "merges": ["A1:A3", "B1:B3", "C1:C3", "D1:D3"],
    }
    (table,) = _reading("registration", {"対象手続": sheet}).tables["procedures"]
    assert [row.text("procedure") for row in table.rows] == ["資格取得届"]


def test_of_two_columns_that_may_hold_the_marks_the_circles_decide() -> None:
    head = ["No", "手続名", "対象省庁・団体", "選択", "申請区分"]
    rows = _procedures(
        head, ["1", "届1", "国税庁", None, "申請しない"], ["2", "届2", "国税庁", "○", "申請する"]
    )
    assert [mark for _, _, mark in rows] == ["", "○"]


@pytest.mark.parametrize(
    ("mark", "is_chosen"),
    [("FALSE", False), ("TRUE", True), ("0", False), ("1", True), ("偽", False)],
)
def test_what_a_check_box_of_a_spreadsheet_leaves(mark: str, is_chosen: bool) -> None:
    assert chosen(mark) is is_chosen


# --- which box holds a value ----------------------------------------------------------------------


def test_a_contact_without_group_heads_nothing_below_it() -> None:
    rows = [
        ["名称", "株式会社あおば"],
        ["担当者", "佐藤花子"],
        ["所在地", "東京都千代田区千代田1-1"],
    ]
    assert _registration(rows)["address"] == "東京都千代田区千代田1-1"
    assert (
        _registration([["担当者", "佐藤花子", "所在地", "東京都港区1"]])["address"] == "東京都港区1"
    )


def test_groups_beside_each_other_each_head_what_stands_under_them() -> None:
    fields = _registration(
        [
            ["代表者", None, "担当者", None],
            ["氏名", "山田太郎", "氏名", "佐藤花子"],
            ["フリガナ", "ヤマダタロウ", "フリガナ", "サトウハナコ"],
        ],
        "A1:B1",
        "C1:D1",
    )
    assert (fields["representative"], fields["contact"]) == ("山田太郎", "佐藤花子")


def test_a_box_that_names_its_own_field_answers_no_other() -> None:
    fields = _registration([["所在地", None, "電話番号：03-1234-5678"]])
    assert "address" not in fields
    assert fields["phone"] == "03-1234-5678"


def test_a_heading_of_notes_ends_where_values_stand_beside_labels() -> None:
    fields = _registration([["申請区分", "備考"], ["新規", None], [], ["名称", "株式会社あおば"]])
    assert fields["name"] == "株式会社あおば"


def test_what_is_seen_goes_before_what_is_hidden() -> None:
    def read(hidden: bool) -> str:
        old = {"rows": [["名称", "旧会社"]], "hidden": hidden}
        new = {"rows": [["名称", None], ["所在地", "東京都港区1"]]}
        return _reading("registration", {"旧": old, "申請者情報": new}).fields["name"].text

    assert (read(True), read(False)) == ("", "旧会社")


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ("申請者情報（改訂版）", True),
        ("改訂履歴", False),
        ("記入説明", False),
        ("サービス説明", True),
    ],
)
def test_sheets_that_explain(sheet: str, found: bool) -> None:
    reading = _reading("registration", {sheet: {"rows": [["名称", "株式会社あおば"]]}})
    assert (reading.fields["name"].text == "株式会社あおば") is found


@pytest.mark.parametrize("label", ["1 名称", "【1 名称】", "【(1) 名称】", "１　名称", "(1)名称"])
def test_labels_are_numbered_in_any_way(label: str) -> None:
    assert _registration([[label, "あおば協同組合"]])["name"] == "あおば協同組合"


def test_a_bracket_in_a_sentence_holds_no_labels() -> None:
    text = "名称：あおば\n申請に必要な項目（法人番号：13桁、所在地：番地まで）を入力します。"
    assert "address" not in _registration([[text]])


def test_cards_start_where_their_labels_do() -> None:
    rows = [
        ["問合せ管理簿", None, None, "問合せ日", "2026/12/1"],
        ["問合せ日", "2026/12/2"],
        ["回答希望日", "2026/12/9"],
        ["問合せ内容", "上限"],
        ["問合せ日", None, "※記入してください"],
        ["回答希望日", "2026/12/16"],
        ["問合せ内容", "桁"],
    ]
    (table,) = _reading("inquiry", {"問合せ管理簿": {"rows": rows}}).tables["inquiries"]
    assert [row.text("wanted") for row in table.rows] == ["2026/12/9", "2026/12/16"]
    assert [row.text("asked") for row in table.rows] == ["2026/12/2", ""]
