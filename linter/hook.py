"""Which submissions a commit touches; pure paths, no git."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from linter.resources import CONFIG_NAME


def submissions(files: Iterable[Path], repository: Path) -> tuple[Path, ...]:
    """The submission folder of each staged file, each once, in the order they come.

    It is the nearest folder at or above the file, inside ``repository``, that has a
    ``myna-lint.toml``; where none has, the file's own folder. Paths come back as they were given,
    relative to the working directory or absolute.
    """
    return tuple(dict.fromkeys(_submission(file, repository) for file in files))


def _submission(file: Path, repository: Path) -> Path:
    for folder in file.parents:
        if (folder / CONFIG_NAME).is_file():
            return folder
        if folder.absolute() == repository.absolute():
            break
    return file.parent
