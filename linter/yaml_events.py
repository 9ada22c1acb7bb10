"""The events of a YAML file → plain data and the line of every key and item.

Aliases, tags and duplicate keys are refused: nothing here needs them, and they are how a small file
grows large or says two things at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from linter.yaml_words import Place

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 40
_STR = "tag:yaml.org,2002:str"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _Open:
    """A mapping or sequence that has begun; ``key`` is the key whose value comes next."""

    def __init__(self, place: Place, value: dict[str, Any] | list[Any]) -> None:
        self.place = place
        self.value = value
        self.key: str | None = None


class Builder:
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
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _error("文書は一つだけにしてください（---）", event)
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
            raise _error(f"値「{event.value[:60]}」は読めません：{error}", event) from None


def _error(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
