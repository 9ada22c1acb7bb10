"""YAML files decoded into msgspec structs, with errors that name file, line, key and expectation.

Rule files are written by people, so a wrong one is answered with a sentence: where, what was
found, what was expected. Aliases, tags and duplicate keys are refused: nothing here needs them, and
they are how a small file grows large or says two things at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from linter.errors import UsageError
from linter.yaml_words import misfit

T = TypeVar("T")
Place = tuple[str | int, ...]
"""The keys and item numbers (from 0) that lead to a value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 40
_STR = "tag:yaml.org,2002:str"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


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
    """Read a YAML file into ``kind``.

    :raises UsageError: the file cannot be read, is not such YAML or does not fit.
    """
    source = parse(path)
    return source.convert(source.data, kind)


def parse(path: Path) -> Source:
    """Read a YAML file of one document into plain data.

    :raises UsageError: the file cannot be read or is not such YAML.
    """
    text = _read(path)
    try:
        data, lines = _Builder(text).build()
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


class _Open:
    """A mapping or sequence that has begun; ``key`` is the key whose value comes next."""

    def __init__(self, place: Place, value: dict[str, Any] | list[Any]) -> None:
        self.place = place
        self.value = value
        self.key: str | None = None


class _Builder:
    """Data from the parser's events, in one pass and without recursion."""

    def __init__(self, text: str) -> None:
        self._loader = _LOADER(text)
        # Constructing a scalar never reads the stream, so one constructor serves all of them.
        self._constructor = yaml.SafeLoader("")
        self._lines: dict[Place, int] = {}
        self._open: list[_Open] = []
        self._root: Any = None

    def build(self) -> tuple[Any, dict[Place, int]]:
        documents = 0
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _error("文書は一つだけにしてください（---）", event)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.AliasEvent):
                raise _error("エイリアス（*）は使えません", event)
        return self._root, self._lines

    def _events(self) -> Iterator[Any]:
        try:
            while self._loader.check_event():
                yield self._loader.get_event()
        finally:
            self._loader.dispose()

    def _begin(self, event: Any) -> None:
        if event.tag is not None:
            raise _error(f"タグ（{event.tag}）は使えません", event)
        if len(self._open) >= _DEEPEST:
            raise _error(f"入れ子が深すぎます（{_DEEPEST} 段まで）", event)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(self._add(value, event), value))

    def _scalar(self, event: Any) -> None:
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            if event.value in parent.value:
                raise _error(f"キー「{event.value}」が二度あります", event)
            parent.key = event.value
            self._lines[(*parent.place, parent.key)] = event.start_mark.line + 1
        else:
            self._add(self._value(event), event)

    def _add(self, value: Any, event: Any) -> Place:
        """Put a value where it belongs and return its place."""
        if not self._open:
            self._root = value
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            place: Place = (*parent.place, len(parent.value))
            self._lines[place] = event.start_mark.line + 1
            parent.value.append(value)
            return place
        if parent.key is None:
            raise _error("キーは文字列にしてください", event)
        place = (*parent.place, parent.key)
        parent.value[parent.key] = value
        parent.key = None
        return place

    def _value(self, event: Any) -> Any:
        if event.tag not in (None, "!"):
            raise _error(f"タグ（{event.tag}）は使えません", event)
        tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        # YAML 1.1 would read the time 9:00 as the number 540.
        if tag == _STR or (tag in _NUMBERS and ":" in event.value):
            return event.value
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            return self._constructor.construct_object(node)
        except ValueError as error:  # 2026-02-30
            raise _error(f"値「{event.value}」は読めません：{error}", event) from None


def _error(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
