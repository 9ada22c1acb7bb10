"""The page of ``myna-lint serve`` in headless Chromium: drop, report, downloads, goodbye."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Keys

from tests.builders_page import Page, Server, browser, running_server, wait_until

SAMPLE = Path(__file__).parent.parent / "samples" / "with-defects"

# A drop made by a script: files without folders, as some file managers give them.
_DROP = """
const transfer = new DataTransfer();
for (const [name, base64] of arguments[0]) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  transfer.items.add(new File([bytes], name));
}
for (const kind of ["dragenter", "dragover", "drop"]) {
  const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer});
  document.getElementById("zone").dispatchEvent(event);
}
"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("downloads")) as page:
        yield page


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path) as running:
        yield running


@pytest.fixture
def page(chromium: Page, server: Server) -> Iterator[Page]:
    """The page, newly opened; at its end it has complained of nothing and asked nobody else."""
    for file in chromium.downloads.iterdir():
        file.unlink()
    chromium.complaints()
    chromium.hosts()
    chromium.driver.get(server.address)
    yield chromium
    assert chromium.complaints() == []
    assert chromium.hosts() == {"127.0.0.1"}


def _findings_of_the_command_line(path: Path) -> Any:
    run = subprocess.run(
        [sys.executable, "-m", "linter", "--format", "json", str(path)],
        cwd=SAMPLE.parent.parent,
        stdout=subprocess.PIPE,
        check=False,
    )
    return json.loads(run.stdout)["findings"]


def _findings_shown(page: Page) -> int:
    page.driver.switch_to.frame(page.one("#report"))
    wait_until(lambda: bool(page.all(".verdict")))
    shown = len(page.all("[data-severity]"))
    page.driver.switch_to.default_content()
    return shown


def test_a_folder_dropped_becomes_the_report(page: Page, server: Server) -> None:
    page.drop(SAMPLE)
    page.wait_for_state("result")
    expected = _findings_of_the_command_line(SAMPLE)
    assert page.one("#result-title").text == "with-defects の確認結果"
    assert _findings_shown(page) == len(expected) > 0

    saved = json.loads(page.download("[data-report='report.json']", "myna-lint-report.json"))
    assert saved["findings"] == expected
    assert saved["submission"]["path"] == "with-defects"
    html = page.download("[data-report='report.html']", "myna-lint-report.html").decode()
    assert html.startswith("<!doctype html>")
    assert str(server.temporary) not in html
    assert len(server.files()) == len(list(SAMPLE.iterdir()))

    page.driver.get("about:blank")
    wait_until(lambda: server.files() == [])


def test_the_report_opens_in_a_tab_of_its_own(page: Page) -> None:
    page.drop(SAMPLE)
    page.wait_for_state("result")
    here = page.driver.current_window_handle
    page.one("a[data-report='report']").click()
    wait_until(lambda: len(page.driver.window_handles) == 2)
    (other,) = (handle for handle in page.driver.window_handles if handle != here)
    page.driver.switch_to.window(other)
    wait_until(lambda: bool(page.all(".verdict")))
    assert page.complaints() == []
    assert page.driver.execute_script("return [window.origin, window.opener]") == ["null", None]
    page.driver.close()
    page.driver.switch_to.window(here)


def test_the_form_begins_with_what_was_found_and_changes_the_report(page: Page) -> None:
    page.drop(SAMPLE)
    page.wait_for_state("result")
    assert "民間事業者（推定）" in page.one("#facts").text
    page.one("#settings summary").click()
    assert [box.get_attribute("value") for box in page.all("[name=api]:checked")] == ["social-tax"]
    assert page.one("#procedure").get_attribute("value") == "pre-service"
    assert page.one("#service-start").get_attribute("value") == "2027-04-01"
    marked = [m.get_attribute("data-fact") for m in page.all(".inferred") if m.is_displayed()]
    assert marked == ["applicant"]

    page.one("#procedure option[value=review]").click()
    page.one("#choices button").click()
    wait_until(lambda: page.state() == "result" and "審査申請" in page.one("#facts").text)
    saved = json.loads(page.download("[data-report='report.json']", "myna-lint-report.json"))
    assert saved["submission"]["procedure"] == "review"
    assert saved["submission"]["inferred"] == ["applicant"]


def test_inputs_and_a_drop_made_by_a_script(page: Page, tmp_path: Path) -> None:
    page.one("#folder").send_keys(str(SAMPLE))
    page.wait_for_state("result")
    assert page.one("#result-title").text == "with-defects の確認結果"
    of_folder = _findings_shown(page)

    page.one("#again").click()
    page.wait_for_state("empty")
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", SAMPLE)
    page.one("#files").send_keys(packed)
    page.wait_for_state("result")
    assert page.one("#result-title").text == "packed.zip の確認結果"
    assert _findings_shown(page) > 0

    files = [(f.name, base64.b64encode(f.read_bytes()).decode()) for f in sorted(SAMPLE.iterdir())]
    page.driver.execute_script(_DROP, files)
    wait_until(lambda: page.one("#result-title").text == "提出書類 の確認結果")
    assert _findings_shown(page) == of_folder


def test_what_cannot_be_checked_is_told_in_place(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "企画書.pptx").write_bytes(b"")
    (folder / "myna-lint.toml").write_text("api = 3\n")
    page.drop(folder)
    wait_until(lambda: bool(page.all("#alert .alert")))
    assert "broken/myna-lint.toml:1" in page.one("#alert").text
    assert page.state() == "empty"
    (folder / "myna-lint.toml").unlink()
    (folder / "企画書.pptx").unlink()
    page.drop(folder)
    wait_until(lambda: "ファイルがありません" in page.one("#alert").text)


def test_a_server_that_has_stopped_is_told(chromium: Page, server: Server) -> None:
    chromium.driver.get(server.address)
    server.stop()
    chromium.drop(SAMPLE)
    wait_until(lambda: "つながりません" in chromium.one("#alert").text)


def test_the_report_cannot_reach_the_page(page: Page) -> None:
    """Were a document's text to become script, it would be a stranger to the server."""
    page.drop(SAMPLE)
    page.wait_for_state("result")
    session = page.one("#report").get_attribute("src")
    page.driver.switch_to.frame(page.one("#report"))
    reached = page.driver.execute_async_script(
        "const [path, done] = arguments;"
        "let parent = 'closed'; try { window.parent.document; parent = 'open'; } catch {}"
        "fetch(path).then(() => done([parent, 'answered']), () => done([parent, 'refused']));",
        session,
    )
    page.driver.switch_to.default_content()
    assert reached == ["closed", "refused"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: str, tmp_path: Path) -> None:
    page.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    assert page.violations() == []
    empty = tmp_path / "empty"
    empty.mkdir()
    page.drop(empty)
    wait_until(lambda: bool(page.all("#alert .alert")))
    assert page.violations() == []
    page.drop(SAMPLE)
    page.wait_for_state("result")
    assert page.violations() == []
    page.one("#settings summary").click()
    assert page.violations() == []


def test_the_keyboard_reaches_everything_that_is_shown(page: Page) -> None:
    page.drop(SAMPLE)
    page.wait_for_state("result")
    assert _findings_shown(page) > 0
    focused = "const a = document.activeElement; return a.id || a.dataset.report || a.tagName;"
    for expected in ("report.html", "report.json", "report", "again", "SUMMARY"):
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
        assert page.driver.execute_script(focused) == expected
    # From here one goes on in the frame of the report, which has a process of its own.
    ActionChains(page.driver).send_keys(Keys.TAB).perform()
    wait_until(lambda: page.driver.execute_script(focused) == "report")
    page.driver.switch_to.frame(page.one("#report"))
    wait_until(lambda: page.driver.execute_script("return document.hasFocus()"))
    page.driver.switch_to.default_content()
