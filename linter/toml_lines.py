"""In which line of a TOML text a key stands; tomllib does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Step = str | int

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_NAME = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=(.*)$")
_QUOTES = re.compile(r'"""|\'\'\'')


def line_of(text: str, steps: Sequence[Step]) -> int:
    """The line, from 1, of the key that ``steps`` lead to; of its nearest ancestor that stands in a
    line of its own (an inline table, an array's item); 1 where nothing of it is found."""
    best, depth = 1, 0
    for number, place in _places(text):
        shared = len(place)
        if shared > depth and tuple(steps[:shared]) == place:
            best, depth = number, shared
    return best


def _places(text: str) -> Iterator[tuple[int, tuple[Step, ...]]]:
    table: tuple[Step, ...] = ()
    counts: dict[tuple[Step, ...], int] = {}
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if key is None and header is not None:
            table = _resolve(_names(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield number, table
        elif key is not None:
            yield number, (*table, *_names(key[1]))
            opened = _QUOTES.findall(key[2])
            inside = opened[0] if len(opened) == 1 else ""


def _resolve(names: tuple[Step, ...], counts: dict[tuple[Step, ...], int]) -> tuple[Step, ...]:
    """A header below an array of tables belongs to the array's last table."""
    resolved: tuple[Step, ...] = ()
    for position, name in enumerate(names):
        resolved = (*resolved, name)
        if resolved in counts and position < len(names) - 1:
            resolved = (*resolved, counts[resolved])
    return resolved


def _names(dotted: str) -> tuple[Step, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_NAME, dotted))
