"""YAML files decoded into msgspec structs, with errors that name file, line, key and expectation.

Rule files are written by people, so a wrong one is answered with a sentence: where, what was
found, what was expected.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from linter import cache
from linter.errors import UsageError
from linter.yaml_words import Place as Place
from linter.yaml_words import misfit

T = TypeVar("T")


class Source:
    """A parsed file: plain ``data`` and the line, from 1, of every key and item."""

    def __init__(self, path: Path, data: Any, lines: dict[Place, int]) -> None:
        self.path = path
        self.data = data
        self._lines = lines

    def line(self, place: Place) -> int:
        """The line of the value at ``place``, or of the nearest thing around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def error(self, place: Place, ja: str, en: str) -> UsageError:
        """A UsageError that names file, line and key, to be raised by the caller."""
        key = _dotted(place)
        where = f"{self.path}:{self.line(place)}"
        return UsageError(f"{where}: {key + ': ' if key else ''}{ja} / {en}")

    def convert(self, data: Any, kind: type[T], place: Place = ()) -> T:
        """Decode ``data``, found at ``place`` of this file.

        :raises UsageError: something does not fit ``kind``.
        """
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            inner, ja, en = misfit(str(error), data, kind)
            raise self.error((*place, *inner), ja, en) from None


def load(path: Path, kind: type[T]) -> T:
    """Read a YAML file into ``kind``; one that an earlier run has read comes from the cache.

    :raises UsageError: the file cannot be read, is not such YAML or does not fit.
    """
    content = _read(path)
    key = cache.key(f"{kind.__module__}.{kind.__qualname__}", content)
    found = cache.recall("yaml", key, lambda kept: msgspec.msgpack.decode(kept, type=kind))
    if found is not None:
        return found
    source = _parse(path, content)
    value = source.convert(source.data, kind)
    cache.keep("yaml", key, msgspec.msgpack.encode(value))
    return value


def parse(path: Path, without: re.Pattern[str] | None = None) -> Source:
    """Read a YAML file of one document into plain data; what matches ``without`` is passed over.

    :raises UsageError: the file cannot be read or is not such YAML.
    """
    content = _read(path)
    return _parse(path, without.sub("", content) if without else content)


def _parse(path: Path, content: str) -> Source:
    # Slow to import, and a run whose rules are compiled already reads no YAML.
    import yaml

    from linter.yaml_events import Builder

    try:
        data, lines = Builder(content).build()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(
            f"{path}:{line}: YAML として読めません（{problem}）。 / not valid YAML"
        ) from None
    return Source(path, data, lines)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path}: ファイルを読めません（{reason}）。 / cannot be read") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path}:{line}: UTF-8 の文字として読めません。UTF-8 で保存し直してください。"
            " / is not UTF-8"
        ) from None


def _dotted(place: Place) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(
        "."
    )
