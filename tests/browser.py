"""Reports in headless Chromium: what the page does, asks for and complains about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def chromium() -> Iterator[Browser]:
    """The system's Chromium, for as long as a test module runs."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program is not None, "tests of the report need chromium; tests/run installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


class Visit:
    """A page and what it did behind the reader's back."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def outside(self) -> list[str]:
        """Requests for anything but the file itself and what stands in it."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def seen(self) -> list[str]:
        """The anchors of the findings that are shown."""
        found: list[str] = self.page.eval_on_selector_all(
            ".document .finding", "all => all.filter(e => e.checkVisibility()).map(e => e.id)"
        )
        return found

    def violations(self) -> list[str]:
        """What axe-core finds, at any impact."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{v['id']}: {v['help']} {[node['html'][:150] for node in v['nodes'][:3]]}"
            for v in found
        ]


@contextmanager
def visit(browser: Browser, file: Path, fragment: str = "", **context: Any) -> Iterator[Visit]:
    """``file`` opened from disk; whatever happens, nothing was asked of a network, and nothing was
    complained about."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **context}
    opened = browser.new_context(**options)
    try:
        one = Visit(opened.new_page())
        one.page.goto(file.as_uri() + fragment)
        yield one
        assert one.outside() == []
        assert one.complaints == []
    finally:
        opened.close()
