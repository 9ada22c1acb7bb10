from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from base64 import b64encode
from html.parser import HTMLParser

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from linter.model import Document, Location, ManualItem, Problem, Report, SubmissionFacts
from linter.reporters import FORMATS, Format, View, render
from linter.reporters.columns import pad, width, wrap
from linter.reporters.safe import visible
from linter.reporters.verdict import exit_status, failing
from linter.reporters.words import full_place, place, reason
from linter.resources import rules_dir
from tests.builders_report import BROKEN, PLAN, finding, full_report, report

HOSTILE = "a\x1b[31m\x9bb\u202ec\u2066d\u200be\ud800f\rg\nh\u2028i\x00</script><b onload=x>{{7*7}}"
ALLOWED_CONTROLS = "\n"


def _raw(text: str, allowed: str = ALLOWED_CONTROLS) -> list[str]:
    """Characters that no report may hold as they are."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in text if unicodedata.category(c) in hidden and c not in allowed]


# --- safe -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[0m", "␛[0m"),
        ("a\r\nb\rc\nd", "a⏎b⏎c⏎d"),
        ("\u202eabc", "⟪U+202E⟫abc"),
        ("a\u200bb", "a⟪U+200B⟫b"),
        ("\x9b1m", "⟪U+009B⟫1m"),
        ("\ud800", "⟪U+D800⟫"),
        ("\x7f\x00", "␡␀"),
        ("a\tb", "a b"),
        ("企画書（案）", "企画書（案）"),
        ("𠮷野家☃", "𠮷野家☃"),
        ("\ue000", "\ue000"),
        ("x\u3164y", "x⟪U+3164⟫y"),
    ],
)
def test_what_is_not_seen_is_shown_as_a_mark(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_visible_text_has_nothing_hidden_and_is_stable(text: str) -> None:
    shown = visible(text)
    assert not _raw(shown, allowed="")
    shown.encode("utf-8")
    assert visible(shown) == shown


# --- columns --------------------------------------------------------------------------------------


def test_full_width_characters_take_two_columns() -> None:
    assert width("企画書a") == 7
    assert width("か\u3099") == 2
    assert pad("警告", 6) == "警告  "


def test_latin_words_stay_whole_and_punctuation_stays_behind() -> None:
    assert wrap("提出する myna-lint の結果", 12) == ["提出する", "myna-lint の", "結果"]
    assert wrap("これはよい。あ", 10) == ["これはよ", "い。あ"]
    assert wrap("", 10) == [""]
    assert wrap("ab  cd", 2) == ["ab", "cd"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert wrap("ftp://example.invalid", 10) == ["ftp://exam", "ple.invali", "d"]
    assert wrap("（（（（", 3) == ["（", "（", "（", "（"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.integers(8, 60))
def test_wrapping_loses_only_blanks_and_keeps_the_width(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


# --- verdict --------------------------------------------------------------------------------------


def test_exit_status_follows_fail_on() -> None:
    warned = report(finding("warning"))
    assert exit_status(warned, "error") == 0
    assert exit_status(warned, "warning") == 1
    assert exit_status(report(finding("info")), "warning") == 0
    assert exit_status(report(finding()), "error") == 1


def test_a_suppressed_finding_does_not_fail() -> None:
    assert exit_status(report(finding(suppressed="x")), "info") == 0


def test_an_unreadable_document_wins() -> None:
    broken = report(finding(), documents=(PLAN, BROKEN))
    assert exit_status(broken, "error") == 3
    assert failing(report(documents=(BROKEN,)), "error")


# --- words ----------------------------------------------------------------------------------------


def test_places_in_words() -> None:
    shape = Location(document="a.pptx", slide=3, shape="図形 1", table_cell="R2C2")
    assert place(shape, "ja") == "スライド3「図形 1」表の R2C2"
    assert place(shape, "en") == "slide 3 “図形 1” cell R2C2"
    assert place(Location(sheet="対象手続", cell="D7"), "ja") == "シート「対象手続」D7"
    assert full_place(Location(), "en") == "the whole submission"
    assert full_place(Location(document="a.pptx"), "ja") == "a.pptx"


def test_why_a_document_was_not_read() -> None:
    assert reason(PLAN, "ja") is None
    assert "目次がありません" in (reason(BROKEN, "ja") or "")
    assert "判別" in (reason(Document("x", "pptx", "", status="unrecognised"), "ja") or "")
    odd = Document("x", "zip", "", status="unreadable", problems=(Problem("new-code"),))
    assert reason(odd, "en") == "new-code"


# --- text -----------------------------------------------------------------------------------------


def test_a_finding_says_place_message_evidence_hint_and_clause() -> None:
    text = render("text", full_report(), View())
    for part in (
        "企画書.pptx（企画書）",
        "エラー  スライド3「テキスト ボックス 5」",
        "記載    「【記載要領】簡潔に記載してください。」",
        "期待    SLA 無し",
        "関連    企画書.pptx スライド3「表 2」",
        "直し方  テキストボックスごと削除してください。",
        "plan.guidance（手引書",
        "PLN101 guidance-left",
        "シート「対象手続」D7",
        "エラー 3 件、警告 1 件、情報 1 件、抑制済み 1 件",
        "API：社会保険・税手続申請 API（推定）",
        "確認書.xlsx: 読み取れません",
        "人が確認すること",
        "□ 第三者開示承諾願",
    ):
        assert part in text
    assert "前回の審査で了承済み" not in text


def test_text_in_english() -> None:
    text = render("text", full_report("en"), View())
    assert "3 error, 1 warning, 1 info, 1 suppressed" in text
    assert "the whole submission" in text
    assert "For a person to confirm" in text


def test_a_clean_report_is_short() -> None:
    text = render("text", report(), View())
    assert text.startswith("指摘はありません。\n")
    assert "第三者開示承諾願" in text
    assert "0 件" not in text
    assert "人が確認すること" not in render("text", report(manual=()), View())


def test_quiet_is_findings_only() -> None:
    assert render("text", report(), View(quiet=True)) == ""
    text = render("text", report(finding()), View(quiet=True))
    assert "PLN101" in text
    assert "人が確認すること" not in text


def test_lines_fit_the_terminal() -> None:
    for columns in (40, 60, 100):
        lines = render("text", full_report(), View(width=columns)).splitlines()
        assert all(width(line) <= columns for line in lines)


def test_colour_only_when_asked_and_words_all_the_same() -> None:
    plain = render("text", full_report(), View())
    coloured = render("text", full_report(), View(colour=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_long_quotations_are_shortened() -> None:
    text = render("text", report(finding(evidence="あ" * 500)), View())
    assert text.count("あ") == 119


# --- JSON -----------------------------------------------------------------------------------------


def _schema() -> dict[str, object]:
    text = (rules_dir() / "schema" / "report.schema.json").read_text("utf-8")
    schema: dict[str, object] = json.loads(text)
    return schema


@pytest.mark.parametrize("sample", [full_report(), full_report("en"), report()])
def test_json_follows_its_schema(sample: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(_schema())
    jsonschema.validate(json.loads(render("json", sample, View())), _schema())


def test_json_as_the_contract_names_it() -> None:
    data = json.loads(render("json", full_report(), View()))
    assert list(data) == [
        "schema",
        "tool",
        "submission",
        "documents",
        "findings",
        "manual",
        "clauses",
        "summary",
    ]
    assert data["tool"]["name"] == "myna-lint"
    assert data["findings"][0]["location"] == {}
    assert data["findings"][1]["location"] == {
        "document": "企画書.pptx",
        "slide": 3,
        "shape": "テキスト ボックス 5",
        "shape_id": 7,
    }
    assert "related" not in data["findings"][1]
    assert data["findings"][3]["related"][0]["document"] == "企画書.pptx"
    assert data["findings"][-1]["suppressed"] == "前回の審査で了承済み"
    assert data["documents"][2]["status"] == "unreadable"
    assert data["summary"] == {"error": 3, "warning": 1, "info": 1, "suppressed": 1}


def test_json_keeps_the_documents_text_but_nothing_raw() -> None:
    text = render("json", report(finding(evidence=HOSTILE)), View())
    assert not _raw(text)
    assert json.loads(text)["findings"][0]["evidence"] == HOSTILE.replace("\ud800", "\ufffd")


# --- HTML -----------------------------------------------------------------------------------------


class _Page(HTMLParser):
    """Tags, attributes and text of a page, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.inner: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("style", "script") and self.lasttag not in self.inner:
            self.inner[self.lasttag] = data
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def metas(self) -> str:
        return " ".join(value for name, value in self.attributes if name == "content")


def test_the_page_shows_verdict_facts_documents_findings_and_checklist() -> None:
    page = _Page(render("html", full_report(), View(command="myna-lint 'samples/x y'")))
    for part in (
        "修正が必要です",
        "読み取れない書類があります。",
        "社会保険・税手続申請 API",
        "書類から推定",
        "aaaaaaaaaaaa",
        "スライド3「テキスト ボックス 5」",
        "シート「対象手続」D7",
        "テキストボックスごと削除してください。",
        "第三者開示承諾願",
        "前回の審査で了承済み",
        "myna-lint 'samples/x y'",
    ):
        assert part in page.text
    assert "myna-lint 0" in page.metas()


def test_a_clean_page_says_so() -> None:
    page = _Page(render("html", report(finding("warning")), View()))
    assert "提出できます" in page.text
    assert "修正が必要です" not in page.text
    strict = _Page(render("html", report(finding("warning")), View(fail_on="warning")))
    assert "修正が必要です" in strict.text
    assert "指摘はありません。" in _Page(render("html", report(), View())).text
    assert (
        "書類はありません。" in _Page(render("html", report(documents=(), manual=()), View())).text
    )


def test_the_clause_is_quoted_from_the_handbook() -> None:
    from linter import handbook

    clause = next(c for c in handbook.clauses() if c.id == "plan.guidance")
    assert visible(clause.says.ja) in _Page(render("html", full_report(), View())).text


def test_the_page_asks_nothing_of_a_network() -> None:
    html = render("html", full_report(), View())
    page = _Page(html)
    fetching = {"src", "srcset", "href", "action", "poster", "background", "data"}
    targets = [value for name, value in page.attributes if name in fetching]
    assert all(value.startswith("#") for value in targets)
    assert not re.search(r"url\(|@import|https?://", html)
    assert "default-src 'none'" in page.metas()


def test_the_policy_allows_the_pages_own_style_and_script_only() -> None:
    page = _Page(render("html", full_report(), View()))
    for tag in ("style", "script"):
        digest = hashlib.sha256(page.inner[tag].encode()).digest()
        assert f"{tag}-src 'sha256-{b64encode(digest).decode()}'" in page.metas()
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]


def test_a_documents_text_never_becomes_markup() -> None:
    plain = _Page(render("html", _hostile_report("x"), View()))
    hostile = _Page(render("html", _hostile_report(HOSTILE), View()))
    assert hostile.tags == plain.tags
    assert "{{7*7}}" in hostile.text


# --- whatever the texts ---------------------------------------------------------------------------


def _hostile_report(text: str) -> Report:
    place = Location(
        document=text, slide=1, shape=text, shape_id=1, table_cell="R1C1", sheet=text, cell="A1"
    )
    one = finding(
        message=text, hint=text, evidence=text, expected=text, location=place, related=(place,)
    )
    document = Document(
        text, "pptx", "0" * 64, form="plan", problems=(Problem("damaged-xml", text),)
    )
    broken = report(
        one,
        replace(one, suppressed=text or "x"),
        documents=(document, replace(document, form=None, status="unreadable")),
        manual=(ManualItem("set.third-party", text, text, text),),
    )
    facts = SubmissionFacts(text, ("social-tax",), None, "current", "private")
    return replace(broken, submission=facts)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=30, deadline=None)
@given(st.one_of(st.just(HOSTILE), st.text(st.characters(), max_size=60)))
def test_no_output_holds_a_raw_control_or_bidi_character(format: Format, text: str) -> None:
    output = render(format, _hostile_report(text), View(command=text))
    assert not _raw(output)
    output.encode("utf-8")


def test_a_document_without_a_form_is_not_called_unrecognised() -> None:
    release = Document("プレスリリース原稿.pdf", "pdf", "0" * 64, status="unrecognised")
    stranger = Document("見積書.pdf", "pdf", "0" * 64, status="unrecognised")
    assert reason(release, "ja") == "様式のない書類です。内容は確かめていません。"
    assert reason(stranger, "ja") == "どの様式の書類か判別できませんでした。"
