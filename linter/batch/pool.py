"""Submissions over several processes: one that ends abnormally costs its submission a row that says
so, and no other."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from linter import process
from linter.batch.inbox import Entry
from linter.batch.state import Row
from linter.batch.task import Failure, Task, Wanted
from linter.errors import UsageError
from linter.wire import receive, send


class Pool:
    """``jobs`` processes, each with a thread that hands it one submission after another."""

    def __init__(self, jobs: int, wanted: Wanted, earlier: Mapping[str, Row]) -> None:
        self._jobs = jobs
        self._wanted = wanted
        self._earlier = earlier
        self._waiting: queue.SimpleQueue[Entry] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Row | UsageError] = queue.SimpleQueue()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """The row of every submission, as each is done.

        :raises UsageError: the system starts no process.
        """
        for entry in entries:
            self._waiting.put(entry)
        for _ in range(min(self._jobs, len(entries))):
            threading.Thread(target=self._serve, daemon=True).start()
        for _ in entries:
            row = self._done.get()
            if isinstance(row, UsageError):
                raise row
            yield row

    def stop(self) -> None:
        """End all processes now; what they had not finished has no row."""
        self._stopped = True
        for worker in tuple(self._processes):
            _kill(worker)
            worker.wait()

    def _serve(self) -> None:
        worker: subprocess.Popen[bytes] | None = None
        try:
            with contextlib.suppress(queue.Empty):
                while not self._stopped:
                    entry = self._waiting.get_nowait()
                    worker = worker or self._start()
                    row, alive = self._check(worker, entry)
                    if not alive:
                        self._end(worker)
                        worker = None
                    if not self._stopped:
                        self._done.put(row)
        except UsageError as error:
            self._done.put(error)
        finally:
            if worker is not None:
                self._end(worker)

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C at the terminal is for the batch, which ends the workers.
        started = process.start(process.BATCH, session=True)
        self._processes.add(started)
        assert started.stdin is not None
        with contextlib.suppress(OSError):  # one that is dead already is found out with its task
            send(started.stdin, msgspec.msgpack.encode(self._wanted))
        return started

    def _check(self, worker: subprocess.Popen[bytes], entry: Entry) -> tuple[Row, bool]:
        """The row, and whether the process can be given another submission."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        earlier = self._earlier.get(entry.name)
        task = Task(os.fsencode(entry.path), entry.name, entry.files, earlier)
        try:
            send(worker.stdin, msgspec.msgpack.encode(task))
            worker.stdin.flush()
            answer = msgspec.msgpack.decode(receive(worker.stdout), type=dict)
        except (EOFError, OSError, msgspec.DecodeError):
            reason = "確認の途中でプロセスが異常終了しました。 / its process ended abnormally"
            return Row(entry.name, "failed", *entry.files, reason=reason), False
        if set(answer) == set(Failure.__struct_fields__):
            return Row(entry.name, "failed", *entry.files, reason=answer["reason"]), True
        return msgspec.convert(answer, Row), True

    def _end(self, worker: subprocess.Popen[bytes]) -> None:
        self._processes.discard(worker)
        _kill(worker)
        process.end(worker)


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and its reader, which is in the same session."""
    if worker.poll() is not None:
        return
    if sys.platform == "win32":
        worker.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, signal.SIGKILL)
