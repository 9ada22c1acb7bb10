"""Every cell of 表 2, by submissions: the complete one, and one without just that document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from msgspec.structs import replace

from linter.config import Config
from linter.discover import Source
from linter.engine import run
from linter.handbook import manual_items
from linter.judge import web_form_items
from linter.model import API, FLOWS, PROCEDURES, Document, Finding, SubmissionFacts
from linter.procedures import Requirement, requirements, table2
from linter.reading import read_document
from linter.recognise import recognise
from linter.rules import load_rules
from samples.books import annex1, environment, registration, security
from samples.content import Content
from samples.make import File, saved
from samples.plans import plan

SETS = {"set.required", "set.moving-extra", "set.press-release", "set.not-required"}
RULES = [rule for rule in load_rules().rules if SETS & set(rule.clauses)]
CELLS = [
    (flow, procedure, api, row.document)
    for flow, tables in table2().tables.items()
    for procedure, rows in tables.items()
    for row in rows
    for column in table2().columns
    for api in column
    if table2().documents[row.document].current != "none"
]


def _environment(title: str) -> File:
    book = environment([("大阪府大阪市", "2027/4/1", "2027/2/15")])
    book["ヒアリングシート"]["A1"] = title
    return book


@cache
def document(name: str) -> Document:
    """One file of the submission for a document of 表 2, by its id."""
    content = Content()
    kind = table2().documents[name]
    made: dict[str, File] = {
        "registration": registration(content),
        "security": security(content),
        "plan": plan(content),
        "environment": _environment("環境利用申請書"),
        "receive-environment": _environment("検証環境利用申請書"),
        "annex1-functions": annex1(sheets=("機能要件一覧",)),
        "annex1-screens": annex1(sheets=("画面要件一覧",)),
    }
    suffix = {"plan": "pptx"}.get(name, "xlsx") if kind.form else "txt"
    title = kind.ja.replace("「", "").replace("」", "").replace("（", " ").replace("）", "")
    path = f"{title}.{suffix}"
    data = saved(made[name]) if kind.form else kind.ja.encode()
    (found,) = recognise((read_document(Source(path, data=data)),), {})
    if not kind.form:
        found = replace(found, status="unrecognised", problems=())
    assert found.form == kind.form, name
    return found


def config(flow: str, procedure: str, api: str) -> Config:
    import msgspec

    return msgspec.convert(
        {"api": [api], "procedure": procedure, "flow": flow, "press-release": True}, Config
    )


def required(flow: str, procedure: str, api: str) -> list[Requirement]:
    """The files that the column marks ○, the conditional press release among them."""
    return [
        row
        for row in requirements(procedure, [api], flow)
        if row.mark == "○" and not row.web_form and row.condition != "third-party"
    ]


def findings(names: list[str], flow: str, procedure: str, api: str) -> list[Finding]:
    documents = tuple(document(name) for name in names)
    return list(run(RULES, documents, config(flow, procedure, api)).findings)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("api", API)
def test_a_complete_submission_has_no_finding(flow: str, procedure: str, api: str) -> None:
    names = [row.id for row in required(flow, procedure, api)]
    assert findings(names, flow, procedure, api) == []


@pytest.mark.parametrize(("flow", "procedure", "api", "name"), CELLS)
def test_the_cell_holds(flow: str, procedure: str, api: str, name: str) -> None:
    (row,) = [r for r in requirements(procedure, [api], flow) if r.id == name]
    complete = [r.id for r in required(flow, procedure, api)]
    if name in complete:
        # ○: without it exactly one finding, which names it.
        told = findings([n for n in complete if n != name], flow, procedure, api)
        assert [(f.severity, f.expected) for f in told] == [("error", row.kind.ja)]
        assert SETS - {"set.not-required"} & set(told[0].clauses)
    elif row.mark == "-" and row.kind.form:
        # -: with it exactly one remark, on that file.
        told = findings([*complete, name], flow, procedure, api)
        assert [(f.severity, f.clauses) for f in told] == [("info", ("set.not-required",))]
        assert told[0].location.document == document(name).path
    else:
        # △, a web form, a consent or a file that nobody recognises by its content: a person's item,
        # if any, and no finding.
        assert findings(complete, flow, procedure, api) == []
        assert (row.mark == "-") is not any(row.kind.ja in t for t in _items(flow, procedure, api))


def _items(flow: str, procedure: str, api: str) -> Iterator[str]:
    facts = SubmissionFacts("", (api,), procedure, flow, "private")
    third = replace(config(flow, procedure, api), third_party=True)
    for item in (*manual_items(facts, third, "ja"), *web_form_items(facts, "ja")):
        yield item.title


@pytest.mark.parametrize("missing", ["environment", "receive-environment"])
def test_several_apis_need_the_documents_of_each(missing: str) -> None:
    both = replace(config("legacy", "connection-test", "receive"), api=("e-application", "receive"))
    names = ["environment", "receive-environment", "security"]
    documents = {name: document(name) for name in names}
    assert run(RULES, tuple(documents.values()), both).findings == ()
    del documents[missing]
    (told,) = run(RULES, tuple(documents.values()), both).findings
    assert told.expected == table2().documents[missing].ja


def test_both_environment_applications_are_no_duplicates() -> None:
    both = replace(config("legacy", "connection-test", "receive"), api=("e-application", "receive"))
    rules = [rule for rule in load_rules().rules if rule.name == "document-duplicated"]
    one, other = document("environment"), document("receive-environment")
    assert run(rules, (one, other), both).findings == ()
    twice = (one, replace(one, path="環境利用申請書_旧.xlsx"))
    assert len(run(rules, twice, both).findings) == 2
