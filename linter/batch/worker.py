"""The process that checks submissions of a batch one after another (see :mod:`linter.batch.pool`)."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import warnings
from pathlib import Path

import msgspec

from linter import cache
from linter.batch.one import check_one
from linter.batch.state import Row
from linter.batch.task import Failure, Task, Wanted
from linter.config import Config
from linter.limits import Limits
from linter.reader import Reader
from linter.wire import receive, send


class _Readers:
    """One reader, kept from submission to submission while their limits are the same."""

    def __init__(self) -> None:
        self._limits: Limits | None = None
        self._reader: Reader | None = None

    def __call__(self, config: Config) -> Reader:
        if self._reader is None or self._limits != config.limits:
            if self._reader is not None:
                self._reader.__exit__()
            self._limits, self._reader = config.limits, Reader(config.limits)
        return self._reader


def main() -> None:
    """Answer tasks until the batch is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to act on
    warnings.simplefilter("ignore")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tasks = sys.stdin.buffer
    readers = _Readers()
    with contextlib.suppress(EOFError, BrokenPipeError):
        wanted = msgspec.msgpack.decode(receive(tasks), type=Wanted)
        if not wanted.cached:
            cache.switch_off(cache.DOCUMENTS)
        while True:
            task = msgspec.msgpack.decode(receive(tasks), type=Task)
            send(answers, msgspec.msgpack.encode(_answer(task, wanted, readers)))
            answers.flush()


def _answer(task: Task, wanted: Wanted, readers: _Readers) -> Row | Failure:
    path, out = Path(os.fsdecode(task.path)), Path(os.fsdecode(wanted.out))
    config = Path(os.fsdecode(wanted.config)) if wanted.config else None
    try:
        return check_one(path, task.name, task.files, wanted, out, config, readers, task.earlier)
    except OSError as error:
        return Failure(f"報告を書けません（{error.strerror or error}）。 / not written")
    except Exception as error:  # a fault of ours must not take the other submissions down
        return Failure(f"予期しない誤りが起きました（{type(error).__name__}）。 / unexpected error")
