"""From a drop to its end: what a tab is told, and that nothing of it stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from linter.errors import UsageError
from linter.web.checking import submission
from linter.web.sessions import IDLE_S, MAX_SESSIONS
from tests.builders_report import full_report
from tests.builders_web import Web, web


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as running:
        yield running


def _dropped(page: Web, *names: str) -> str:
    session = page.open()
    for name in names or ("提出/企画書.pptx",):
        assert page.put(session, name).status_code == 201
    return session


def test_progress_then_the_report(page: Web) -> None:
    session = _dropped(page)
    page.lint.gate.clear()
    assert page.check(session).status_code == 202
    reading = page.wait(session, "reading")
    assert reading == {"state": "reading", "document": "企画書.pptx", "number": 1, "total": 2}
    assert page.check(session).status_code == 409
    page.lint.gate.set()
    done = page.wait(session, "done")
    facts = full_report().submission
    assert done["name"] == "提出"
    assert (done["procedure"], done["api"]) == (facts.procedure, list(facts.api))
    assert done["inferred"] == list(facts.inferred)
    report = page.ask("GET", f"sessions/{session}/report")
    assert report.text.startswith("<!doctype html>")
    saved = json.loads(page.ask("GET", f"sessions/{session}/report.json").text)
    assert saved["submission"]["path"] == "提出"
    assert saved["summary"]["error"] == done["summary"]["error"]
    assert page.ask("GET", f"sessions/{session}/report.html").text == report.text


def test_choices_win_over_the_configuration(page: Web) -> None:
    session = page.open()
    toml = 'api = ["moving"]\nflow = "legacy"\n[dates]\nsubmission = 2026-12-01\n'
    page.put(session, "提出/myna-lint.toml", toml.encode())
    page.put(session, "提出/企画書.pptx")
    page.check(session, **{"api": ["residence"], "service-start": "2027-04-01"})
    done = page.wait(session, "done")
    ((path, config),) = page.lint.asked
    assert path.name == "提出"
    assert config.api == ("residence",)
    assert config.flow == "legacy"
    assert config.dates.service_start == date(2027, 4, 1)
    assert done["dates"] == {"submission": "2026-12-01", "service-start": "2027-04-01"}


@pytest.mark.parametrize(
    "choices",
    [{"api": ["x"]}, {"flow": 1}, {"submission": "tomorrow"}, {"extra": 1}, {"x": "y" * 20_000}],
)
def test_other_choices_are_refused(page: Web, choices: dict[str, object]) -> None:
    answer = page.check(_dropped(page), **choices)
    assert answer.status_code == 400
    assert answer.json()["ja"].startswith("選んだ内容を読み取れませんでした")


def test_a_broken_configuration_gives_its_sentence(page: Web) -> None:
    session = _dropped(page)
    page.put(session, "提出/myna-lint.toml", b"api = 3\n")
    page.check(session)
    failed = page.wait(session, "failed")
    assert failed["ja"].startswith("提出/myna-lint.toml:1: api: 整数 3 があります。")
    assert failed["en"]
    assert str(page.folder) not in str(failed)


@pytest.mark.parametrize("file", ["/etc/hostname", "../../outside.yaml"])
def test_a_configuration_names_no_file_outside_its_folder(page: Web, file: str) -> None:
    session = _dropped(page)
    page.put(session, "提出/myna-lint.toml", f'[rules]\nextend = ["{file}"]\n'.encode())
    page.check(session)
    assert "フォルダーの外" in page.wait(session, "failed")["ja"]
    assert page.lint.asked == []


def test_a_configuration_above_the_folder_does_not_hold(page: Web) -> None:
    (page.folder / "pyproject.toml").write_text('[tool.myna-lint]\napi = ["moving"]\n')
    session = _dropped(page)
    page.check(session)
    page.wait(session, "done")
    assert page.lint.asked[0][1].api == ()


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        (UsageError("ルールがありません。 / No rule."), "ルールがありません。"),
        (KeyError("x"), "予期しない誤りが起きました（KeyError、確認中の書類 企画書.pptx）"),
    ],
)
def test_what_fails_is_said(page: Web, fails: Exception, words: str) -> None:
    session = _dropped(page)
    page.lint.fails = fails
    page.check(session)
    failed = page.wait(session, "failed")
    assert words in failed["ja"]
    assert " / " not in failed["ja"]
    assert page.ask("GET", f"sessions/{session}/report").status_code == 404
    page.lint.fails = None
    assert page.check(session).status_code == 202
    page.wait(session, "done")


def test_no_more_checks_at_once_than_there_are_slots(tmp_path: Path) -> None:
    with web(tmp_path, slots=2) as page:
        page.lint.gate.clear()
        sessions = [_dropped(page) for _ in range(4)]
        for session in sessions:
            page.check(session)
        states = [page.wait(session, "reading", "waiting")["state"] for session in sessions]
        assert "waiting" in states
        assert page.ask("GET").status_code == 200  # the page answers all the while
        page.lint.gate.set()
        for session in sessions:
            page.wait(session, "done")
        assert page.lint.most == 2


def test_goodbye_removes_the_files_at_once(page: Web) -> None:
    mine, other = _dropped(page), _dropped(page, "別/登録.xlsx")
    assert page.ask("POST", f"sessions/{mine}/close").status_code == 204
    assert page.files() == ["登録.xlsx"]
    gone = page.ask("GET", f"sessions/{mine}")
    assert gone.status_code == 404
    assert "もう一度置いてください" in gone.json()["ja"]
    assert page.put(mine, "a").status_code == 404
    assert page.state(other) == {"state": "idle"}


def test_goodbye_during_a_check(page: Web) -> None:
    session = _dropped(page)
    page.lint.gate.clear()
    page.check(session)
    page.wait(session, "reading")
    page.ask("POST", f"sessions/{session}/close")
    page.lint.gate.set()
    assert page.files() == []
    assert page.ask("GET", f"sessions/{session}/report").status_code == 404


def test_a_page_that_is_silent_loses_its_files(page: Web) -> None:
    silent, alive = _dropped(page), _dropped(page, "別/登録.xlsx")
    page.clock.now += IDLE_S - 1
    page.state(alive)
    page.clock.now += 2
    page.open()
    assert page.ask("GET", f"sessions/{silent}").status_code == 404
    assert page.files() == ["登録.xlsx"]


def test_the_end_of_the_server_removes_everything(tmp_path: Path) -> None:
    with web(tmp_path) as page:
        _dropped(page)
        assert page.files() != []
    assert list(tmp_path.iterdir()) == []


def test_pages_have_a_limit(page: Web) -> None:
    for _ in range(MAX_SESSIONS):
        page.open()
    assert page.ask("POST", "sessions").status_code == 503


def test_nothing_to_check_is_said(page: Web) -> None:
    assert "ファイルがありません" in page.check(page.open()).json()["ja"]


@pytest.mark.parametrize(
    ("names", "path", "called"),
    [
        (["提出/a.pptx", "提出/b/c.xlsx"], "提出", "提出"),
        (["提出.zip"], "提出.zip", "提出.zip"),
        (["提出.zip", "myna-lint.toml"], "提出.zip", "提出.zip"),
        (["a.pptx"], "a.pptx", "a.pptx"),
        (["a.pptx", "b.xlsx", "myna-lint.toml"], ".", "提出書類"),
        (["提出/a.pptx", "b.xlsx"], ".", "提出書類"),
        (["提出/a.pptx", "myna-lint.toml"], ".", "提出書類"),
        (["myna-lint.toml"], ".", "提出書類"),
    ],
)
def test_what_is_the_submission(tmp_path: Path, names: list[str], path: str, called: str) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert submission(tmp_path, names) == (tmp_path / path, called)
