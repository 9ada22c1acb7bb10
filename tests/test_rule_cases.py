from __future__ import annotations

import string
from datetime import date
from typing import Any

import pytest
from msgspec import ValidationError

from linter import engine, handbook
from linter.cases import CaseInput, build
from linter.model import Deck, Finding, Rect, Workbook
from linter.rule_file import Case
from linter.rules import Rule, load_rules

RULES = load_rules(cases=True).rules
CASES = [
    pytest.param(rule, case, id=f"{rule.id}-{case.name}") for rule in RULES for case in rule.cases
]


def _findings(rule: Rule, case: Case, lang: str = "ja") -> tuple[Finding, ...]:
    given = build(case)
    return engine.evaluate(
        [rule], given.documents, given.config, lang=lang, complete=True, previous=given.previous
    )


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: Rule, case: Case) -> None:
    findings = _findings(rule, case)
    if case.passes is not None:
        assert findings == ()
        return
    assert findings
    assert {finding.rule for finding in findings} == {rule.id}
    expect = case.expect
    if expect is None:
        return
    if expect.count is not None:
        assert len(findings) == expect.count
    place = {
        key: value
        for key in ("document", "slide", "sheet", "cell")
        if (value := getattr(expect, key)) is not None
    }
    places = [{key: getattr(f.location, key) for key in place} for f in findings]
    assert place in places
    if expect.severity is not None:
        assert expect.severity in {finding.severity for finding in findings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_shows_what_fails_and_what_passes(rule: Rule) -> None:
    assert any(case.fails is not None for case in rule.cases)
    assert any(case.passes is not None for case in rule.cases)
    assert len({case.name for case in rule.cases}) == len(rule.cases)


def test_every_clause_has_a_rule_or_a_person() -> None:
    cited = {clause for rule in RULES for clause in rule.clauses}
    manual = {clause.id for clause in handbook.clauses() if clause.manual is not None}
    assert sorted(set(handbook.clause_ids()) - cited - manual) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_placeholder_is_filled(
    rule: Rule, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    def note(values: dict[str, object], key: str) -> str:
        asked.add(key)
        return ""

    monkeypatch.setattr(engine._Values, "__missing__", note)
    texts = {getattr(rule.message, lang), getattr(rule.hint, lang)}
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    for case in rule.cases:
        if case.fails is not None:
            for finding in _findings(rule, case, lang):
                assert "{" not in finding.message
                assert finding.message.strip()
    assert asked == set(), f"{rule.id}: nothing fills {asked} of {names}"


# --- the builder of cases -------------------------------------------------------------------------


def _input(**keys: Any) -> CaseInput:
    config = keys.pop("config", {})
    return build(Case(name="x", fails=keys, config=config))


def _deck(**keys: Any) -> Deck:
    deck = _input(plan=keys).documents[0].deck
    assert deck is not None
    return deck


def _workbook(**sheets: Any) -> Workbook:
    workbook = _input(registration={"sheets": sheets}).documents[0].workbook
    assert workbook is not None
    return workbook


def test_config_defaults_and_keys() -> None:
    config = _input().config
    assert (config.api, config.procedure, config.applicant, config.flow) == (
        ("social-tax",),
        "review",
        "private",
        "current",
    )
    changed = _input(
        config={
            "procedure": None,
            "dates": {"service-start": date(2027, 4, 1)},
            "third-party": True,
        }
    ).config
    assert changed.procedure is None
    assert changed.third_party
    assert changed.dates.service_start == date(2027, 4, 1)
    with pytest.raises(ValidationError):
        _input(config={"apis": []})


def test_documents_have_a_form_and_a_path() -> None:
    documents = _input(
        plan={"texts": ["a"]},
        registration=[{"sheets": {}}, {"path": "写し.xlsx", "sheets": {}}],
        files=[
            {"path": "企画書.pdf", "form": "plan", "status": "unreadable", "problem": "encrypted"},
            {"path": "x.xlsx", "format": "zip"},
        ],
    ).documents
    assert [(d.path, d.format, d.form) for d in documents] == [
        ("企画書.pptx", "pptx", "plan"),
        ("民間事業者登録申請書.xlsx", "xlsx", "registration"),
        ("写し.xlsx", "xlsx", "registration"),
        ("企画書.pdf", "pdf", "plan"),
        ("x.xlsx", "zip", None),
    ]
    assert documents[3].status == "unreadable"
    assert documents[3].problems[0].code == "encrypted"
    assert len({d.sha256 for d in documents}) == len(documents)


@pytest.mark.parametrize(
    "keys",
    [
        {"plans": {}},
        {"plan": {"slides": [{"txts": []}]}},
        {"plan": {"table": [[None]]}},
        {"plan": {"table": [["^"]]}},
        {"plan": {"texts": [{"fill": 336699, "text": "x"}]}},
        {"registration": {"sheets": {"a": {"row": []}}}},
        {"registration": {"sheets": {"a": {"merges": ["A1:2"]}}}},
        {"files": [{"form": "plan"}]},
    ],
)
def test_slips_in_a_case_are_refused(keys: dict[str, Any]) -> None:
    with pytest.raises((ValueError, ValidationError)):
        _input(**keys)


def test_texts_runs_and_groups() -> None:
    deck = _deck(
        slides=[
            {"title": "1 申請者の概要", "texts": ["a\nb", {"text": ["【記載", "要領】"]}]},
            {"group": ["c", {"group": [{"text": "d", "at": [1, 2, 3, 4]}]}], "hidden": True},
        ]
    )
    title, first, second = deck.slides[0].shapes
    assert (title.placeholder, title.text) == ("title", "1 申請者の概要")
    assert [p.text for p in first.paragraphs] == ["a", "b"]
    assert [run.text for run in second.paragraphs[0].runs] == ["【記載", "要領】"]
    assert first.rect is not None
    assert second.rect is not None
    assert first.rect.bottom <= second.rect.y
    group = deck.slides[1].shapes[0]
    assert deck.slides[1].hidden
    assert group.kind == "group"
    assert group.children[1].children[0].rect == Rect(360_000, 720_000, 1_080_000, 1_440_000)
    ids = [shape.id for shape in (title, first, second)]
    assert ids == sorted(set(ids))


def test_tables_with_merges_and_fills() -> None:
    deck = _deck(
        table=[["項番", "項目", None], ["1", "利用者数", "100人"], ["2", "^", ""]],
        table_fill="FFFFFF",
        fills={"R2C3": "FF0000"},
    )
    table = deck.slides[0].shapes[0].table
    assert table is not None
    assert (table.rows, table.columns) == (3, 3)
    spans = {(c.row, c.column): (c.row_span, c.column_span) for c in table.cells}
    assert spans == {
        (1, 1): (1, 1),
        (1, 2): (1, 2),
        (2, 1): (1, 1),
        (2, 2): (2, 1),
        (2, 3): (1, 1),
        (3, 1): (1, 1),
        (3, 3): (1, 1),
    }
    red = [c for c in table.cells if c.fill and c.fill.colours == ("FF0000",)]
    assert [cell.text for cell in red] == ["100人"]


def test_fills_backgrounds_and_pictures() -> None:
    slide = _deck(
        slides=[
            {
                "background": {"gradient": ["FFFFFF", "00FF00"], "origin": "layout"},
                "texts": [{"text": "x", "fill": "0000FF"}, {"text": "y", "fill": {"alpha": 0.5}}],
                "pictures": [{"px": [800, 600], "at": [0, 0, 8, 6]}, {"px": [100, 50]}],
                "notes": "n",
            }
        ]
    ).slides[0]
    assert slide.background is not None
    assert (slide.background.kind, slide.background.origin) == ("gradient", "layout")
    assert slide.notes == "n"
    box, clear, picture, free = slide.shapes
    assert box.fill is not None
    assert (box.fill.colours, box.fill.origin) == (("0000FF",), "shape")
    assert clear.fill is not None
    assert clear.fill.kind == "none"
    assert picture.picture is not None
    assert (picture.kind, picture.picture.width_px, picture.rect) == (
        "picture",
        800,
        Rect(0, 0, 2_880_000, 2_160_000),
    )
    assert free.rect is not None
    assert free.rect.width == 2 * free.rect.height


def test_sheets_and_their_cells() -> None:
    workbook = _workbook(
        対象手続=[["手続", "選択"], ["資格取得届", "○"], [None, 3.0]],
        裏={
            "rows": [["a", date(2027, 4, 1), True]],
            "merges": ["A1:B2"],
            "hidden": True,
            "fills": {"C3": "FF0000"},
            "font_colours": {"A1": "FF0000"},
            "comments": {"B1": "c"},
            "texts": {"AA2": "箱"},
        },
    )
    front, back = workbook.sheets
    assert [(c.row, c.column, c.text) for c in front.cells][-1] == (3, 2, "3")
    assert front.state == "visible"
    assert back.state == "hidden"
    first, day, flag, filled = back.cells
    assert first.font_colour == "FF0000"
    assert (day.text, day.comment) == ("2027-04-01", "c")
    assert flag.text == "TRUE"
    assert (filled.row, filled.column, filled.text, filled.fill) == (3, 3, "", "FF0000")
    merge = back.merges[0]
    assert (merge.first_row, merge.first_column, merge.last_row, merge.last_column) == (1, 1, 2, 2)
    assert (back.texts[0].column, back.texts[0].text) == (27, "箱")
