"""What a run reads, as one digest: the files of a submission and the configurations that may hold
for it. Where it is the same, nothing has changed.

It sees no less than :mod:`linter.discover` and :mod:`linter.config_file` do, and imports none of what
they need: an unchanged run is told by it alone.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.resources import CONFIG_NAME, PROJECT_NAME

# Past these, linting takes so long that hashing is not what makes it slow.
_MOST_FILES = 2_000
_MOST_BYTES = 512 * 2**20


class State(NamedTuple):
    """``files``: SHA-256 of every regular file, by its absolute path."""

    digest: str
    files: Mapping[str, str]


def state_of(
    paths: Sequence[str | os.PathLike[str]], known: Mapping[str, str] | None = None
) -> State | None:
    """The state of files and folders; None where there is too much in them, or something can be
    neither read nor told apart. Files in ``known`` are taken to have the SHA-256 that stands there.
    """
    files: dict[str, str] = {}
    digest = hashlib.sha256()
    room = _MOST_BYTES
    try:
        for number, (path, found) in enumerate(_entries(paths)):
            if stat.S_ISREG(found.st_mode) and path not in files:
                room -= found.st_size
                files[path] = (known or {}).get(path) or (_sha256(path) if room >= 0 else "")
            if number >= _MOST_FILES or room < 0:
                return None
            what = f"{stat.S_IFMT(found.st_mode)}\0{files.get(path, '')}\0"
            digest.update(what.encode() + os.fsencode(path) + b"\0")
    except OSError:
        return None
    return State(digest.hexdigest(), files)


def _entries(
    paths: Sequence[str | os.PathLike[str]],
) -> Iterator[tuple[str, os.stat_result]]:
    """Everything at and below the paths, each with the configurations above it; raises OSError."""
    for path in map(os.path.abspath, paths):
        found = os.stat(path)  # noqa: PTH116 - pathlib is slow here
        yield path, found
        above = path
        while True:
            for name in (CONFIG_NAME, PROJECT_NAME):
                config = os.path.join(above, name)  # noqa: PTH118
                if os.path.isfile(config):  # noqa: PTH113
                    yield config, os.stat(config)  # noqa: PTH116
            if above == (above := os.path.dirname(above)):  # noqa: PTH120
                break
        if stat.S_ISDIR(found.st_mode):
            yield from _below(path)


def _below(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Links are not followed; what begins with a dot is no part of a submission."""
    with os.scandir(folder) as entries:
        here = sorted((entry.name, entry) for entry in entries if not entry.name.startswith("."))
    for _, entry in here:
        yield entry.path, entry.stat(follow_symlinks=False)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)


def _sha256(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()
