from __future__ import annotations

from collections import Counter

import pytest

from linter.model import API, FLOWS, PROCEDURES, Document
from linter.procedures import Mark, Row, names_document, requirements, table2

# Counted by hand in 表 2 of the handbook (and the table after it, for the legacy flow): ○, △ and -
# of each procedure, over its five columns.
COUNTS = {
    "current": {
        "review": (25, 0, 10),
        "connection-test": (1, 5, 14),
        "connection-test-report": (5, 0, 0),
        "production-connection": (13, 5, 22),
        "pre-service": (20, 0, 10),
        "service-start": (5, 0, 0),
        "change": (10, 0, 10),
        "termination": (5, 0, 0),
    },
    "legacy": {
        "review": (10, 0, 0),
        "connection-test": (13, 0, 22),
        "connection-test-report": (0, 0, 0),
        "production-connection": (23, 5, 22),
        "pre-service": (5, 0, 0),
        "service-start": (5, 0, 0),
        "change": (10, 0, 10),
        "termination": (5, 0, 0),
    },
}
# ○, △ and - of each column: 法人設立・社保税, 在留手続, 電子申請, 引越し, 情報受取.
COLUMNS = {
    "current": [(16, 2, 14), (16, 2, 14), (16, 2, 14), (20, 2, 10), (16, 2, 14)],
    "legacy": [(13, 1, 12), (13, 1, 12), (13, 1, 12), (19, 1, 6), (13, 1, 12)],
}


def _count(marks: list[Mark]) -> tuple[int, int, int]:
    counted = Counter(marks)
    return counted["○"], counted["△"], counted["-"]


def _rows(flow: str) -> dict[str, tuple[Row, ...]]:
    """Procedure → rows."""
    (table,) = (table for name, table in table2().tables.items() if name == flow)
    return {str(procedure): rows for procedure, rows in table.items()}


@pytest.mark.parametrize("flow", FLOWS)
def test_marks_of_each_procedure(flow: str) -> None:
    counts = {
        procedure: _count([mark for row in rows for mark in row.marks])
        for procedure, rows in _rows(flow).items()
    }
    assert counts == COUNTS[flow]
    assert tuple(counts) == PROCEDURES


@pytest.mark.parametrize("flow", FLOWS)
def test_marks_of_each_column(flow: str) -> None:
    rows = [row for rows in _rows(flow).values() for row in rows]
    assert [_count([row.marks[n] for row in rows]) for n in range(5)] == COLUMNS[flow]


def test_every_document_is_in_a_table_and_every_row_names_one() -> None:
    named = {row.document for flow in FLOWS for rows in _rows(flow).values() for row in rows}
    assert named == set(table2().documents)


def test_every_api_has_one_column() -> None:
    assert sorted(api for column in table2().columns for api in column) == sorted(API)
    assert ("corporate", "social-tax") in table2().columns


def test_only_the_lost_row_is_reconstructed() -> None:
    lost = [
        (flow, procedure)
        for flow in FLOWS
        for procedure, rows in _rows(flow).items()
        for row in rows
        if row.reconstructed
    ]
    assert lost == [("current", "connection-test-report")]


def _marks(procedure: str, apis: list[str], flow: str = "current") -> dict[str, str]:
    return {row.id: row.mark for row in requirements(procedure, apis, flow)}


def test_a_review_of_social_tax() -> None:
    found = {row.id: row for row in requirements("review", ["social-tax"], "current")}
    assert {name: row.mark for name, row in found.items()} == {
        "third-party-consent": "○",
        "registration": "○",
        "environment": "-",
        "receive-environment": "-",
        "security": "○",
        "plan": "○",
        "pledge": "○",
    }
    assert found["third-party-consent"].condition == "third-party"
    assert found["pledge"].web_form
    assert not found["plan"].web_form
    assert found["plan"].handed_in_as == "pptx"
    assert _marks("review", ["corporate"]) == _marks("review", ["social-tax"])


def test_the_strongest_mark_of_several_apis_holds() -> None:
    both = _marks("review", ["social-tax", "receive"])
    assert both["registration"] == "○"
    assert both["receive-environment"] == "○"
    assert both["environment"] == "-"
    assert _marks("connection-test", ["residence", "receive"])["registration"] == "△"


def test_moving_has_documents_of_its_own() -> None:
    rows = {row.id: row for row in requirements("production-connection", ["moving"], "current")}
    assert [rows[name].mark for name in ("annex1-screens", "privacy-policy", "helpdesk")] == [
        "○"
    ] * 3
    assert rows["press-release"].condition == "press-release"
    assert _marks("connection-test", ["moving"])["annex1-functions"] == "○"
    assert _marks("connection-test", ["e-application"])["annex1-functions"] == "-"


def test_the_legacy_flow_names_and_takes_documents_its_own_way() -> None:
    rows = {row.id: row for row in requirements("production-connection", ["receive"], "legacy")}
    assert rows["plan"].ja == "API利用申請書（別紙）（API利用企画書）"
    assert rows["plan"].title("en").startswith("annex to the application")
    assert rows["receive-environment"].handed_in_as == "xlsx"
    assert not any(row.web_form for row in rows.values())
    assert "service-registration" not in _marks("review", ["receive"], "legacy")


def test_without_an_api_only_what_all_columns_say() -> None:
    assert _marks("review", []) == {
        "third-party-consent": "○",
        "security": "○",
        "plan": "○",
        "pledge": "○",
    }


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("procedure", PROCEDURES)
def test_more_apis_never_ask_for_less(procedure: str, flow: str) -> None:
    order = "-△○"
    every = _marks(procedure, list(API), flow)
    for api in API:
        for name, mark in _marks(procedure, [api], flow).items():
            assert order.index(every[name]) >= order.index(mark)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("プレスリリース原稿_案.docx", "press-release"),
        ("個人情報の取扱方針.pdf", "privacy-policy"),
        ("プライバシーポリシー.pdf", "privacy-policy"),
        ("ヘルプデスク体制図.pptx", "helpdesk"),
        ("ﾍﾙﾌﾟﾃﾞｽｸ対応.xlsx", "helpdesk"),
        ("06_API利用事業者誓約書.pdf", "pledge"),
        ("API利用申請書.docx", "api-application"),
        ("売上.xlsx", None),
        ("API利用申請書（別紙）.pptx", None),
        ("個人情報.xlsx", None),
    ],
)
def test_documents_without_a_form_are_told_by_name(path: str, name: str | None) -> None:
    document = Document(path, path.rpartition(".")[2], "0" * 64)
    kinds = table2().documents.items()
    assert [key for key, kind in kinds if names_document(kind, document)] == (
        [name] if name else []
    )
