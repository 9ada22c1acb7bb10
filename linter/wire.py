"""What the reader and its worker process say to each other: messages, each behind its length."""

from __future__ import annotations

import struct
from typing import IO

from msgspec import Struct

from linter.limits import Limits
from linter.model import Problem

# Exit status of a worker that had no memory left; Python itself uses 1 and 2.
OUT_OF_MEMORY = 3
_SIZE = struct.Struct("<Q")


class Request(Struct, frozen=True, array_like=True):
    """One document: ``file`` is an absolute path as the system has it, else its bytes follow."""

    path: str
    limits: Limits
    file: bytes | None = None
    problem: Problem | None = None
    password: str | None = None


def send(stream: IO[bytes], message: bytes) -> None:
    """Two writes: a document's bytes are not copied once more."""
    stream.write(_SIZE.pack(len(message)))
    stream.write(message)


def receive(stream: IO[bytes]) -> bytes:
    """:raises EOFError: the other side is gone."""
    (size,) = _SIZE.unpack(_exactly(stream, _SIZE.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    message = stream.read(size)
    if len(message) < size:
        raise EOFError
    return message
