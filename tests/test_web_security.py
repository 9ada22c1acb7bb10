"""Who may ask the page of ``myna-lint serve``, and what its answers let a browser do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders_web import HOST, OURS, TOKEN, Web, web


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as running:
        yield running


def test_the_page_opens_by_its_address(page: Web) -> None:
    typed = page.ask("GET", headers={"sec-fetch-site": "none"})
    assert typed.status_code == 200
    assert "提出書類を置いてください" in typed.text


@pytest.mark.parametrize("host", ["evil.example", "localhost:8000", "127.0.0.1", "127.0.0.1:8001"])
def test_another_host_is_refused(page: Web, host: str) -> None:
    assert page.ask("GET", headers={"host": host}).status_code == 403


def test_two_hosts_are_refused(page: Web) -> None:
    twice = [("host", HOST), ("host", "evil.example")]
    assert page.ask("GET", headers=twice).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(page: Web, method: str, origin: str) -> None:
    assert page.ask(method, "sessions", headers={"origin": origin}).status_code == 403


def test_what_changes_something_needs_an_origin(page: Web) -> None:
    assert page.ask("POST", "sessions", headers={}).status_code == 403
    assert page.ask("POST", "sessions").status_code == 201


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_is_refused_although_it_knows_the_address(page: Web, site: str) -> None:
    assert page.ask("GET", headers={"sec-fetch-site": site}).status_code == 403
    assert page.ask("POST", "sessions", headers={**OURS, "sec-fetch-site": site}).status_code == 403


def test_a_typed_address_changes_nothing(page: Web) -> None:
    headers = {**OURS, "sec-fetch-site": "none"}
    assert page.ask("POST", "sessions", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/", "/page.js", f"/{TOKEN}", f"/{TOKEN}x/", f"/{TOKEN[:-1]}/", "//", f"//{TOKEN}/", "/ト/"],
)
def test_without_the_token_there_is_nothing(page: Web, path: str) -> None:
    answer = page.client.get(path)
    assert answer.status_code == 403
    assert TOKEN not in answer.text


@pytest.mark.parametrize(
    "path", ["..", "sessions", "web/", "../rules/plan.yaml", "%2e%2e/report.css"]
)
def test_no_folder_and_nothing_outside_is_listed(page: Web, path: str) -> None:
    assert page.ask("GET", path).status_code in (403, 404, 405)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("DELETE", "sessions"),
        ("PUT", "page.js"),
        ("OPTIONS", "sessions"),
        ("TRACE", ""),
    ],
)
def test_other_methods_are_refused(page: Web, method: str, path: str) -> None:
    answer = page.ask(method, path)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_every_answer_has_the_security_headers(page: Web) -> None:
    answers = [
        page.ask("GET"),
        page.ask("GET", "page.js"),
        page.ask("GET", "nowhere"),
        page.ask("GET", "sessions/unknown"),
        page.ask("POST", ""),
        page.client.get("/"),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "set-cookie" not in headers
        assert "server" not in headers


def test_the_report_is_framed_by_the_page_only_and_in_a_sandbox(page: Web) -> None:
    session = page.open()
    page.put(session, "企画書.pptx")
    page.check(session)
    page.wait(session, "done")
    report = page.ask("GET", f"sessions/{session}/report")
    assert report.headers["x-frame-options"] == "SAMEORIGIN"
    policy = report.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    for name in ("report.html", "report.json"):
        saved = page.ask("GET", f"sessions/{session}/{name}")
        assert saved.headers["content-disposition"] == f'attachment; filename="myna-lint-{name}"'


def test_nothing_that_was_asked_is_said_back(page: Web) -> None:
    mark = "<script>stolen(1)</script>"
    session = page.open()
    answers = [
        page.ask("GET", mark),
        page.ask("GET", f"sessions/{mark}"),
        page.ask("GET", params={"q": mark}),
        page.put(session, f"../{mark}"),
        page.check(session, procedure=mark),
        page.client.get(f"/{mark}/"),
        page.ask("GET", headers={"host": mark}),
    ]
    for answer in answers:
        assert "stolen" not in answer.text


def test_one_tab_does_not_see_what_another_has(page: Web) -> None:
    mine, other = page.open(), page.open()
    page.put(mine, "企画書.pptx")
    page.check(mine)
    page.wait(mine, "done")
    assert page.state(other) == {"state": "idle"}
    assert page.ask("GET", f"sessions/{other}/report").status_code == 404
    assert page.check(other).status_code == 409
    assert len(mine) >= 43  # 256 bits
    assert mine != other
    assert mine not in str(list(page.folder.rglob("*")))


def test_the_page_holds_no_session(page: Web) -> None:
    session = page.open()
    assert session not in page.ask("GET").text
