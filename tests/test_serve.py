"""``myna-lint serve`` as a process: its address, its end, and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from linter import cli
from tests.builders_page import running_server, wait_until


def _ask(address: str, path: str, method: str, body: bytes | None = None) -> bytes:
    origin = re.match(r"http://[^/]+", address)
    assert origin is not None
    request = Request(address + path, body, {"Origin": origin[0]}, method=method)
    with urlopen(request) as answer:
        content: bytes = answer.read()
    return content


def test_the_address_is_on_the_loopback_with_a_token_of_each_run(tmp_path: Path) -> None:
    with running_server(tmp_path) as one, running_server(tmp_path) as two:
        pattern = r"http://127\.0\.0\.1:\d+/([\w-]{43})/"
        tokens = {re.fullmatch(pattern, server.address)[1] for server in (one, two)}  # type: ignore[index]
        assert len(tokens) == 2
        assert _ask(one.address, "", "GET").startswith(b"<!doctype html>")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_nothing_stays(tmp_path: Path, number: int) -> None:
    with running_server(tmp_path) as server:
        session = _ask(server.address, "sessions", "POST").decode().split('"')[3]
        _ask(server.address, f"sessions/{session}/file?name=a.pptx", "PUT", b"secret")
        (file,) = server.files()
        (private,) = tmp_path.iterdir()
        assert file.is_relative_to(private)
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        said = server.stop(number)
        assert said.splitlines()[-1] == "終了しました。預かったファイルは消しました。"
        assert server.process.returncode == 0
        assert session not in said
        assert list(tmp_path.iterdir()) == []


def test_nothing_stays_when_it_is_killed(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        _ask(server.address, "sessions", "POST")
        os.killpg(server.process.pid, signal.SIGKILL)  # all that a terminal would end
        wait_until(lambda: list(tmp_path.iterdir()) == [])


def test_it_listens_on_the_loopback_only(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        port = int(server.address.split(":")[2].split("/")[0])
        # 127.0.0.2 is another address of the same machine: a socket for all would answer there.
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--no-browser", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"myna-lint: ポート {port} を使えません")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_extra_it_says_how_to_install_it(missing: str) -> None:
    code = (
        f"import sys; sys.modules['{missing}'] = None\n"
        "from linter.cli import main; sys.exit(main(['serve', '--no-browser']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 2
    assert "pip install 'myna-lint[web]'" in run.stderr
    assert len(run.stderr.splitlines()) == 1
