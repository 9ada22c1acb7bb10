from __future__ import annotations

from collections import Counter

import pytest

from linter import handbook
from linter.config import Config
from linter.model import API, FLOWS, PROCEDURES, SubmissionFacts
from linter.procedures import requirements

# The catalogue: its ids are fixed, reports and outside users rely on them.
CLAUSES = {
    "set": """
        required if-changed not-required third-party press-release latest-form format duplicate
        moving-extra""",
    "plan": """
        guidance colour powerpoint corporate-number name url address representative business
        service-name service-start service-summary purpose procedures personal-information
        authorities user-count user-count-date service-hours sla environment security-statement
        security-detail security-questions screens test-result production-check overview
        placeholder sample-value""",
    "reg": "procedures fields change-only",
    "sec": "answered reason plan-agrees",
    "annex1": "functions screens",
    "env": "municipalities",
    "inquiry": "answer-date",
    "xlsx": "sample-value placeholder",
    "x": "procedures authorities corporate-number name address service-name dates",
    "date": """
        application review connection-test production-connection pre-service service-start
        press-release""",
}
IDS = [f"{prefix}.{name}" for prefix, names in CLAUSES.items() for name in names.split()]


def _facts(
    procedure: str = "review", api: str = "social-tax", flow: str = "current"
) -> SubmissionFacts:
    return SubmissionFacts("", (api,), procedure, flow, "private")


def _manual(facts: SubmissionFacts, config: Config | None = None, lang: str = "ja") -> list[str]:
    return [item.clause for item in handbook.manual_items(facts, config or Config(), lang)]


def test_every_clause_is_there_once() -> None:
    assert list(handbook.clause_ids()) == IDS
    assert len(IDS) == 65


def test_groups_are_the_parts_of_the_catalogue() -> None:
    assert Counter(clause.group for clause in handbook.clauses()) == {
        "set": 9,
        "plan": 30,
        "xlsx": 12,
        "x": 7,
        "date": 7,
    }


def test_what_is_assumed_says_so() -> None:
    assumed = {clause.id for clause in handbook.clauses() if clause.assumed}
    assert assumed == {"reg.fields", "sec.answered", "sec.reason", "sec.plan-agrees"}


def test_every_text_is_in_both_languages() -> None:
    for clause in handbook.clauses():
        texts = [clause.title, clause.says, *([clause.manual.why] if clause.manual else [])]
        for words in texts:
            assert words.ja.strip() == words.ja != ""
            assert words.en.strip() == words.en != ""
        assert clause.section


def test_a_clause_by_id() -> None:
    assert handbook.clause("plan.guidance").says.ja == (
        "提出する際、各ページの【作成要領】【記載要領】のテキストBOXは削除してください。"
    )
    with pytest.raises(KeyError):
        handbook.clause("plan.guidence")


def test_flags_of_the_configuration_bring_their_items() -> None:
    without = _manual(_facts())
    assert "set.third-party" not in without
    assert "date.press-release" not in without
    assert "set.third-party" in _manual(_facts(), Config(third_party=True))
    assert "date.press-release" in _manual(_facts(), Config(press_release=True))


def test_items_follow_procedure_api_and_flow() -> None:
    assert {"date.application", "date.review"} <= set(_manual(_facts()))
    assert "date.pre-service" not in _manual(_facts())
    assert {"date.pre-service", "plan.test-result"} <= set(_manual(_facts("pre-service")))
    assert "env.municipalities" in _manual(_facts("change", "moving"))
    assert "env.municipalities" not in _manual(_facts("change", "moving", "legacy"))
    assert "env.municipalities" not in _manual(_facts("change", "social-tax"))


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("api", API)
def test_each_document_that_is_due_only_if_changed_is_named(
    api: str, procedure: str, flow: str
) -> None:
    items = handbook.manual_items(_facts(procedure, api, flow), Config(), "ja")
    named = [item for item in items if item.clause == "set.if-changed"]
    rows = [row for row in requirements(procedure, [api], flow) if row.mark == "△"]
    assert len(named) == len(rows)
    for item, row in zip(named, rows, strict=True):
        assert row.ja in item.title
        assert f"「{row.ja}」" in item.why


def test_items_in_english() -> None:
    items = handbook.manual_items(_facts("connection-test"), Config(), "en")
    assert "registration of a private operator" in next(
        item.why for item in items if item.clause == "set.if-changed"
    )
