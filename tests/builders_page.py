"""The page of ``myna-lint serve`` in a real process and a real browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

_ROOT = Path(__file__).parent.parent
_PATIENCE_S = 60.0


class Server:
    """A running ``myna-lint serve``; ``temporary`` is all that it may write to: its private folder
    is made there, and what it might keep for later runs."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.temporary = temporary
        self.address = process.stdout.readline().strip()

    def files(self) -> list[Path]:
        """All files in the temporary folder; it may be in the middle of removing them."""
        return [Path(at, name) for at, _, names in os.walk(self.temporary) for name in names]

    def stop(self, number: int = signal.SIGINT) -> str:
        """What it says on standard error at its end."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=_PATIENCE_S)[1]


@contextmanager
def running_server(temporary: Path, *arguments: str) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "linter", "serve", "--no-browser", *arguments],
        cwd=_ROOT,
        env={**os.environ, "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(temporary / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield Server(process, temporary)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


class Page:
    """A tab of headless Chromium; downloads go to ``downloads``."""

    def __init__(self, driver: Chrome, downloads: Path) -> None:
        self.driver = driver
        self.downloads = downloads

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def state(self) -> str:
        return str(self.one("body").get_attribute("data-state"))

    def wait_for_state(self, state: str) -> None:
        wait_until(lambda: self.state() == state)

    def drop(self, *paths: Path) -> None:
        """As from the file manager: the browser makes the DataTransfer, folders included."""
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.driver.execute_cdp_cmd(
                "Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data}
            )

    def download(self, selector: str, name: str) -> bytes:
        self.one(selector).click()
        file = self.downloads / name
        wait_until(file.exists)
        return file.read_bytes()

    def violations(self) -> list[str]:
        """What axe-core finds in the document that is shown, whatever its impact."""
        self.driver.execute_script(_axe())
        found: dict[str, Any] = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {iframes: false}).then(done);"
        )
        assert found["passes"]
        return [
            f"{rule['id']}: {node['html']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def complaints(self) -> list[str]:
        """What the console has shown since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def hosts(self) -> set[str]:
        """Whom the browser has asked for anything since this was last asked."""
        urls = []
        for entry in self.driver.get_log("performance"):  # type: ignore[no-untyped-call]
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                urls.append(urlsplit(event["params"]["request"]["url"]))
        return {url.hostname or "" for url in urls if url.scheme not in ("data", "chrome")}


@contextmanager
def browser(downloads: Path) -> Iterator[Page]:
    options = ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=1280,900",
        "--lang=ja",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.binary_location = _program("chromium")
    with Chrome(options, Service(_program("chromedriver"))) as driver:
        driver.set_script_timeout(_PATIENCE_S)
        yield Page(driver, downloads)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"{name} is not installed; tests/run installs it"
    return found


def _axe() -> str:
    (script,) = (f for f in files("axe-playwright-python") or () if f.name == "axe.min.js")
    return script.read_text("utf-8")
