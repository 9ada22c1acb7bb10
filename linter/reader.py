"""Documents by way of a worker process: each has a budget of time and memory, and a finding where
it is not enough.

A subprocess and not ``multiprocessing``: its spawned children import the main module again and
start a resource tracker; forked ones are unsafe beside threads, as the web server has them. The
process starts without the site module and reads nothing of the working directory, which may be a
stranger's folder.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from typing import Self

import msgspec

from linter.archive import ContainerError
from linter.discover import Source
from linter.errors import UsageError
from linter.limits import Limits, exceeded
from linter.model import Document, Problem
from linter.wire import OUT_OF_MEMORY, Request, receive, send

# msgspec takes typing_extensions where it finds it, and needs it on older Pythons only: with what it
# imports in turn, a fifth of the time in which the process starts.
_START = (
    "import sys; sys.path[:] = sys.argv[1:];"
    "sys.modules['typing_extensions'] = None; import msgspec; del sys.modules['typing_extensions'];"
    "from linter.worker import main; main()"
)


class Reader:
    """Reads documents one after another under ``limits``; ``password`` opens those that are
    encrypted. The process is started with the first, or by ``start``, and again after one that
    ended it. May be used from one thread at a time; each thread or
    process has its own. Leave it (``with``) to end the process."""

    def __init__(self, limits: Limits | None = None, password: str | None = None) -> None:
        self.limits = limits or Limits()
        self.password = password
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self) -> None:
        """Begin to start the process, while the caller does something else.

        :raises UsageError: the system starts no process.
        """
        if self._process is not None:
            return
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise UsageError(
                f"書類を読むプロセスを起動できません（{error.strerror or error}）。"
                " / The process that reads documents cannot be started."
            ) from error

    def stop(self) -> None:
        """Give up the document that is being read, from another thread."""
        process = self._process
        if process is not None:
            process.kill()

    def read(self, source: Source) -> Document:
        """One document; what goes wrong is in it.

        :raises UsageError: the system starts no process.
        """
        self.start()
        process = self._process
        assert process is not None
        clock = _Clock(process, self.limits.max_seconds)
        document: Document | None = None
        try:
            with clock:
                document = self._exchange(process, source)
        except (EOFError, OSError, msgspec.DecodeError):
            pass
        finally:
            if document is None or clock.expired:
                self._end()
        if document is not None:
            return document
        if clock.expired:
            problem = exceeded("時間 / time", "", "max_seconds", self.limits, " s")
        elif process.returncode == OUT_OF_MEMORY:
            problem = exceeded("メモリー / memory", "", "max_memory_bytes", self.limits, " bytes")
        else:
            problem = Problem("reader-died", f"{process.returncode}")
        return Document(source.path, "unknown", "", status="unreadable", problems=(problem,))

    def _exchange(self, process: subprocess.Popen[bytes], source: Source) -> Document:
        """:raises EOFError, OSError: the process has ended."""
        assert process.stdin is not None
        assert process.stdout is not None
        file, problem, data = None, source.problem, b""
        if problem is None and source.file is not None:
            file = os.fsencode(source.file.absolute())
        elif problem is None:
            try:
                data = source.read(self.limits)
            except ContainerError as error:
                problem = error.problem
        request = Request(source.path, self.limits, file, problem, self.password)
        send(process.stdin, msgspec.msgpack.encode(request))
        send(process.stdin, data)
        process.stdin.flush()
        return msgspec.msgpack.decode(receive(process.stdout), type=Document)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what it did not read any more
                if pipe is not None:
                    pipe.close()
        process.wait()


class _Clock:
    """Kills a process that is not done in time; its pipe closes then, on every system."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.expired = False
        self._done = False
        self._lock = threading.Lock()
        self._process = process
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._done = True

    def _expire(self) -> None:
        with self._lock:
            if not self._done:
                self.expired = True
                self._process.kill()
