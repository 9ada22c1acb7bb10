"""The process: a socket on the loopback, a private folder, and an end that leaves nothing."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from linter.errors import UsageError
from linter.web.app import create
from linter.web.checking import Checks, Lint
from linter.web.security import new_token
from linter.web.sessions import Sessions

_ADDRESS = "127.0.0.1"
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
# Waits for the end of the process that holds the other end of its input, however that comes.
_REMOVER = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


def serve(lint: Lint, port: int, ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it; ``ready`` gets the address when the page can be opened.

    :raises UsageError: the port cannot be had.
    """
    token = new_token()
    with _listening(port) as listener, _private_folder() as root:
        authority = f"{_ADDRESS}:{listener.getsockname()[1]}"
        app = create(Sessions(root), Checks(lint), authority, token)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="critical",
                access_log=False,  # it would write the token
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        with _stopped_by_signals(server):
            ready(f"http://{authority}/{token}/")
            server.run(sockets=[listener])


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket that only this machine reaches; ``port`` 0 is a random free one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":  # there it would let another process take the port over
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_ADDRESS, port))
            listener.listen()
        except OSError as error:
            raise UsageError(
                f"ポート {port} を使えません（{error.strerror or error}）。"
                "--port を外すか、別の番号を指定してください。"
                f" / Port {port} cannot be used; leave --port out or name another."
            ) from None
        yield listener


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only this user opens (0700), gone at the end: also when the process is killed,
    by a second one that outlives it."""
    with tempfile.TemporaryDirectory(prefix="myna-lint-serve-", ignore_cleanup_errors=True) as name:
        remover = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _REMOVER, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C and a closing terminal are not for it
        )
        try:
            yield Path(name)
        finally:
            assert remover.stdin is not None
            remover.stdin.close()
            remover.wait()


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Each signal that would end the process ends the server instead, so that what follows it runs.
    uvicorn takes two of them while it runs, and hands them on when it has stopped."""

    def stop(*_: Any) -> None:
        server.should_exit = True

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
