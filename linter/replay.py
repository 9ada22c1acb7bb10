"""A run that nothing has changed since says what it said: found before anything else is imported.

What a run wrote is kept under its call: what was typed, where, for which terminal, with which rules,
code and libraries. It is said again only while all that the run read is the same, by content.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Sequence
from typing import NamedTuple

from linter import cache
from linter.resources import rules_digest
from linter.state import State, state_of

_KIND = "runs"


class Said(NamedTuple):
    """``outputs``: each report with the file it goes to; empty for standard output."""

    status: int
    outputs: tuple[tuple[str, str], ...]


class Pending(NamedTuple):
    """A run that is about to be made: ``key`` of its call, and what it is about to read."""

    key: str
    paths: tuple[str, ...]
    state: State


def begin(arguments: Sequence[str], paths: Sequence[str | os.PathLike[str]]) -> Pending | None:
    """Look at what a run will read; None where what it says cannot be kept."""
    if not cache.is_on(_KIND):
        return None
    named = tuple(os.fspath(path) for path in paths)
    try:
        state = state_of(named)
        return None if state is None else Pending(_key(arguments), named, state)
    except OSError:  # the working directory is gone
        return None


def end(run: Pending, said: Said, read: Container[str]) -> None:
    """Keep what the run has said, if what it has read is what there was when it began; ``read``:
    the SHA-256 of each document as it was read."""
    known = {path: digest for path, digest in run.state.files.items() if digest in read}
    if state_of(run.paths, known) == run.state:
        parts = [str(said.status), run.state.digest, str(len(run.paths)), *run.paths]
        for output in said.outputs:
            parts += output
        if not any("\0" in part for part in parts):
            cache.keep(_KIND, run.key, "\0".join(parts).encode("utf-8", "surrogatepass"))


def recall(arguments: Sequence[str]) -> Said | None:
    """What the same call said before, if all that it read is still the same."""
    if not arguments:
        return None
    try:
        found = cache.recall(_KIND, _key(arguments), _decode)
    except OSError:  # the working directory is gone
        return None
    if found is None:
        return None
    said, digest, paths = found
    state = state_of(paths)
    return said if state is not None and state.digest == digest else None


def _key(arguments: Sequence[str]) -> str:
    """:raises OSError: the working directory is gone."""
    terminal = [os.environ.get(name, "") for name in ("COLUMNS", "NO_COLOR", "TERM")]
    if sys.stdout.isatty():
        terminal += map(str, os.get_terminal_size(sys.stdout.fileno()))
    return cache.key(rules_digest(), os.getcwd(), "\0".join(terminal), *arguments)  # noqa: PTH109


def _decode(kept: bytes) -> tuple[Said, str, list[str]]:
    """:raises ValueError: it is no entry."""
    status, digest, count, *rest = kept.decode("utf-8", "surrogatepass").split("\0")
    paths, outputs = rest[: int(count)], rest[int(count) :]
    return Said(int(status), tuple(zip(outputs[::2], outputs[1::2], strict=True))), digest, paths
