"""What a batch says to the processes that check its submissions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from linter.batch.state import Row
from linter.model import Severity


class Wanted(Struct, frozen=True):
    """What is asked of every submission of a batch; ``out`` and ``config`` as the system has them."""

    out: bytes
    lang: Literal["ja", "en"] = "ja"
    redacted: bool = False
    fail_on: Severity | None = None
    config: bytes | None = None
    cached: bool = True


class Task(Struct, frozen=True, array_like=True):
    """One submission; ``path`` as the system has it."""

    path: bytes
    name: str
    files: tuple[str, str]
    earlier: Row | None = None


class Failure(Struct, frozen=True):
    """What kept the reports of a submission from being written."""

    reason: str
