"""The page's application without a browser: what one asks it, as a browser would."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from linter.config import Config
from linter.model import Report
from linter.web.app import create
from linter.web.checking import Checks, Progress
from linter.web.sessions import Sessions
from linter.web.uploads import UploadLimits
from tests.builders_report import full_report

HOST = "127.0.0.1:8000"
TOKEN = "the-token-of-this-run"
OURS = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeLint:
    """The engine's edge. It waits for ``gate`` and keeps how many ran at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, Config]] = []
        self.seen: list[list[str]] = []
        self.fails: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.running = 0
        self.most = 0

    def __call__(self, paths: Sequence[Path], config: Config, progress: Progress) -> Report:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            (path,) = paths
            self.asked.append((path, config))
            self.seen.append(sorted(p.name for p in path.rglob("*")))
            progress("企画書.pptx", 0, 2)
            assert self.gate.wait(30)
            if self.fails is not None:
                raise self.fails
            return full_report()
        finally:
            self.running -= 1


class Web:
    """``ask`` sends what the page would; ``folder`` is the private folder of the run."""

    def __init__(self, client: TestClient, folder: Path, lint: FakeLint, clock: Clock) -> None:
        self.client = client
        self.folder = folder
        self.lint = lint
        self.clock = clock

    def ask(self, method: str, path: str = "", **options: Any) -> Response:
        options = {"headers": OURS, **options}
        return self.client.request(method, f"/{TOKEN}/{path}", **options)

    def open(self) -> str:
        return str(self.ask("POST", "sessions").json()["session"])

    def put(self, session: str, name: str, content: bytes = b"x") -> Response:
        return self.ask("PUT", f"sessions/{session}/file", params={"name": name}, content=content)

    def check(self, session: str, **choices: Any) -> Response:
        return self.ask("POST", f"sessions/{session}/check", json=choices)

    def state(self, session: str) -> dict[str, Any]:
        state: dict[str, Any] = self.ask("GET", f"sessions/{session}").json()
        return state

    def wait(self, session: str, *states: str) -> dict[str, Any]:
        for _ in range(3000):
            state = self.state(session)
            if state["state"] in states:
                return state
            time.sleep(0.01)
        raise AssertionError(state)

    def files(self) -> list[str]:
        return sorted(p.name for p in self.folder.rglob("*") if p.is_file())


@contextmanager
def web(folder: Path, limits: UploadLimits | None = None, slots: int = 2) -> Iterator[Web]:
    lint, clock = FakeLint(), Clock()
    app = create(Sessions(folder, limits, clock), Checks(lint, slots), HOST, TOKEN)
    with TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False) as client:
        yield Web(client, folder, lint, clock)
