"""The process that reads documents, so that a hang or a blow-up ends it and not the run.

It is started by :mod:`linter.reader` and answers one request after another: a request and the bytes
(for a file, none) on standard input, a document on standard output. It has the address space that
``max_memory_bytes`` allows, where the system can limit it, and ends itself some time after the
reader should have ended it, so that no orphan stays.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import msgspec
from msgspec.structs import replace

from linter.discover import Source
from linter.model import Problem
from linter.reading import read_document
from linter.wire import OUT_OF_MEMORY, Request, receive, send

_GRACE_S = 5
_NEEDED = ("lxml.etree", "linter.parsers.pptx", "linter.parsers.xlsx")


def main() -> None:
    """Answer requests until the reader is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the reader's to act on
    for module in _NEEDED:  # there is time for it until something is to be read
        import_module(module)
    # What a library prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    requests = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            request = msgspec.msgpack.decode(receive(requests), type=Request)
            _limit_memory(request.limits.max_memory_bytes)
            try:
                answer = _answer(request, receive(requests))
            except MemoryError:
                os._exit(OUT_OF_MEMORY)  # what is left of the memory is in pieces
            send(answers, answer)
            answers.flush()


def _answer(request: Request, data: bytes) -> bytes:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(request.limits.max_seconds + _GRACE_S)
    if request.file is None:
        source = Source(request.path, data=data, problem=request.problem)
    else:
        source = Source(request.path, file=Path(os.fsdecode(request.file)))
    document = read_document(source, request.limits, request.password)
    try:
        answer = msgspec.msgpack.encode(document)
    except (OverflowError, UnicodeError) as error:  # a value that is no 64-bit number, no character
        problem = Problem("unreadable-content", type(error).__name__)
        bare = replace(document, status="unreadable", problems=(problem,), body=None)
        answer = msgspec.msgpack.encode(bare)
    if hasattr(signal, "alarm"):
        signal.alarm(0)
    return answer


def _limit_memory(most: int) -> None:
    """Where the system has limits on address space: Windows has none, macOS refuses them."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
