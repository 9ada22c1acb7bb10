"""Documents by way of a worker process: each has a budget of time and memory, and a finding where
it is not enough.
"""

from __future__ import annotations

import os
import subprocess
import threading
from typing import Self

import msgspec

from linter import process
from linter.archive import ContainerError
from linter.discover import Source
from linter.limits import Limits, exceeded
from linter.model import Document, Problem
from linter.wire import OUT_OF_MEMORY, Request, receive, send


class Reader:
    """Reads documents one after another under ``limits``; ``password`` opens those that are
    encrypted. The process is ``started`` already, or with the first document or by ``start``, and
    again after one that ended it. May be used from one thread at a time; each thread or process has
    its own. Leave it (``with``) to end the process."""

    def __init__(
        self,
        limits: Limits | None = None,
        password: str | None = None,
        started: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.password = password
        self._process = started
        self._stopped = False
        self._used = False  # whether the process has read a document before

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self) -> None:
        """Begin to start the process, while the caller does something else.

        :raises UsageError: the system starts no process.
        """
        self._stopped = False
        self._running()

    def stop(self) -> None:
        """Give up the document that is being read, from another thread."""
        self._stopped = True
        running = self._process
        if running is not None:
            running.kill()

    def read(self, source: Source) -> Document:
        """One document; what goes wrong is in it.

        :raises UsageError: the system starts no process.
        """
        used = self._used
        found = self._attempt(source)
        if isinstance(found, Problem) and used and found != self._too_slow and not self._stopped:
            # What the documents before it have left of the memory may not do: a new process.
            found = self._attempt(source)
        if isinstance(found, Document):
            return found
        return Document(source.path, "unknown", "", status="unreadable", problems=(found,))

    @property
    def _too_slow(self) -> Problem:
        return exceeded("時間 / time", "", "max_seconds", self.limits, " s")

    def _attempt(self, source: Source) -> Document | Problem:
        """The document, or why the process ended."""
        running, self._used = self._running(), True
        clock = _Clock(running, self.limits.max_seconds)
        document: Document | None = None
        try:
            with clock:
                document = self._exchange(running, source)
        except (EOFError, OSError, msgspec.DecodeError):
            pass
        finally:
            if document is None or clock.expired:
                self._end()
        if document is not None:
            return document
        if clock.expired:
            return self._too_slow
        if running.returncode == OUT_OF_MEMORY:
            return exceeded("メモリー / memory", "", "max_memory_bytes", self.limits, " bytes")
        return Problem("reader-died", f"{running.returncode}")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = process.start()
        return self._process

    def _exchange(self, running: subprocess.Popen[bytes], source: Source) -> Document:
        """:raises EOFError, OSError: the process has ended."""
        assert running.stdin is not None
        assert running.stdout is not None
        file, problem, data = None, source.problem, b""
        if problem is None and source.file is not None:
            file = os.fsencode(source.file.absolute())
        elif problem is None:
            try:
                data = source.read(self.limits)
            except ContainerError as error:
                problem = error.problem
        request = Request(source.path, self.limits, file, problem, self.password)
        send(running.stdin, msgspec.msgpack.encode(request))
        send(running.stdin, data)
        running.stdin.flush()
        return msgspec.msgpack.decode(receive(running.stdout), type=Document)

    def _end(self) -> None:
        running, self._process, self._used = self._process, None, False
        if running is not None:
            process.end(running)


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
