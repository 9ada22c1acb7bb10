"""What CI reads: SARIF, JUnit XML, workflow commands of GitHub; whatever stands in the documents."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from linter.model import Location, Report, SubmissionFacts
from linter.reporters import View, render
from linter.reporters.paths import file_path, file_uri
from tests.builders_report import BROKEN, PLAN, finding, full_report, report

WHOLE = Location()


def _sarif(one: Report) -> dict[str, Any]:
    log = json.loads(render("sarif", one, View()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def _junit(one: Report, view: View | None = None) -> Element:
    text = render("junit", one, view or View())
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return fromstring(text.encode())


def _lines(one: Report) -> list[str]:
    return render("github", one, View()).splitlines()


# --- where files lie ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submission", "document", "path", "uri"),
    [
        ("提出", "a b.pptx", "提出/a b.pptx", "%E6%8F%90%E5%87%BA/a%20b.pptx"),
        (
            "提出/",
            "添付/a.pptx",
            "提出/添付/a.pptx",
            "%E6%8F%90%E5%87%BA/%E6%B7%BB%E4%BB%98/a.pptx",
        ),
        (".", "a.pptx", "a.pptx", "a.pptx"),
        ("x/a.pptx", "a.pptx", "x/a.pptx", "x/a.pptx"),
        ("a.pptx", "a.pptx", "a.pptx", "a.pptx"),
        ("/home/x", "a#1.pptx", "/home/x/a#1.pptx", "file:///home/x/a%231.pptx"),
        ("C:\\x", "a.pptx", "C:/x/a.pptx", "file:///C:/x/a.pptx"),
        ("x", None, "x", "x"),
        (".", None, ".", "."),
        (".", "http:a.pptx", "http:a.pptx", "./http%3Aa.pptx"),
    ],
)
def test_the_path_of_a_document(submission: str, document: str | None, path: str, uri: str) -> None:
    facts = SubmissionFacts(submission, (), None, "current", "private")
    assert (file_path(facts, document), file_uri(facts, document)) == (path, uri)


# --- SARIF ----------------------------------------------------------------------------------------


def test_a_log_has_rules_results_places_and_files() -> None:
    run = _sarif(full_report())
    found = full_report().findings
    driver = run["tool"]["driver"]
    assert driver["name"] == "myna-lint"
    assert len(run["results"]) == len(found)
    for result, one in zip(run["results"], found, strict=True):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.rule
        assert (
            result["level"]
            == {"error": "error", "warning": "warning", "info": "note"}[one.severity]
        )
        assert one.message in result["message"]["text"]
        assert result["partialFingerprints"] == {"mynaLint/v1": one.fingerprint}
        assert ("suppressions" in result) is (one.suppressed is not None)
        assert len(result.get("relatedLocations", [])) == len(one.related)
    assert {rule["id"] for rule in driver["rules"]} == {one.rule for one in found}
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert [a["hashes"]["sha-256"] for a in run["artifacts"]] == [
        document.sha256 for document in full_report().documents
    ]


def test_a_result_says_where_inside_its_document() -> None:
    run = _sarif(report(finding(), finding(location=WHOLE)))
    inside, whole = (result["locations"][0] for result in run["results"])
    assert inside["logicalLocations"] == [
        {"fullyQualifiedName": "スライド3「テキスト ボックス 5」"}
    ]
    assert inside["physicalLocation"]["artifactLocation"]["uri"].startswith(
        "samples/with-defects/%E4"
    )
    assert "logicalLocations" not in whole
    assert whole["physicalLocation"]["artifactLocation"]["uri"] == "samples/with-defects"


def test_a_run_that_could_not_read_a_document_was_not_successful() -> None:
    assert _sarif(report())["invocations"] == [{"executionSuccessful": True}]
    broken = report(documents=(PLAN, BROKEN))
    assert _sarif(broken)["invocations"] == [{"executionSuccessful": False}]


def test_a_document_makes_no_link() -> None:
    run = _sarif(report(finding(message="[報告書](https://example.invalid)")))
    assert "](" not in run["results"][0]["message"]["text"]


# --- JUnit ----------------------------------------------------------------------------------------


def test_findings_are_cases_and_fail_as_the_run_does() -> None:
    one = report(
        finding(), finding("warning"), finding("info", suppressed="済"), finding(location=WHOLE)
    )
    plan, registration, whole = _junit(one)
    assert [case[0].tag for case in plan] == ["failure", "system-out", "skipped"]
    assert (plan.get("tests"), plan.get("failures"), plan.get("skipped")) == ("3", "1", "1")
    assert [len(case) for case in registration] == [0]
    assert whole[0][0].tag == "failure"
    assert whole.get("name") == "samples/with-defects"
    text = plan[0][0].text
    assert text is not None
    assert "テキストボックスごと削除" in text

    strict = _junit(one, View(fail_on="warning"))
    assert strict[0].get("failures") == "2"


# --- GitHub ---------------------------------------------------------------------------------------


def test_findings_are_annotations() -> None:
    one = report(finding(), finding("warning"), finding("info"), finding(suppressed="済"))
    lines = _lines(one)
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[0].startswith(
        "::error file=samples/with-defects/企画書.pptx,title=PLN101 guidance-left::スライド3"
    )
    assert _lines(report()) == []


def test_percent_signs_colons_and_commas_stay_what_they_are() -> None:
    place = Location(document="a,line=1::b%0A.pptx", slide=1)
    (line,) = _lines(report(finding(message="100%0A::error::", location=place)))
    assert "file=samples/with-defects/a%2Cline=1%3A%3Ab%250A.pptx,title=" in line
    assert "100%250A::error::" in line


@given(st.text(st.characters(), max_size=40))
def test_no_text_of_a_document_adds_a_command_or_ends_an_element(text: str) -> None:
    place = Location(document=text, slide=1, shape=text)
    hostile = finding(message=text, hint=text, evidence=text, location=place, related=(place,))
    document = replace(PLAN, path=text)
    one = report(hostile, replace(hostile, suppressed=text), documents=(document,))
    lines = render("github", one, View()).split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("::error file=")
    (suite,) = _junit(one)
    assert [case[0].tag for case in suite] == ["failure", "skipped"]
    assert len(_sarif(one)["results"]) == 2
