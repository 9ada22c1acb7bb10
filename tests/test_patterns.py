"""Patterns of the rules: they can be compiled, and searching for them in a whole text takes time in
proportion to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import msgspec
import pytest

from linter.rules import load_rules

_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
_PASSING = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)


def _starts_anywhere(steps: Any) -> bool:
    """Whether a row of one character makes the search begin a run at each of them, and go on to its
    end each time: «x{3,}@» does, «(?<!x)x{3,}@» and «x{3,}» do not."""
    for number, (kind, value) in enumerate(steps):
        if kind in _PASSING:
            return False
        if kind in _REPEATS:
            least, most, repeated = value
            if most == _constants.MAXREPEAT and number + 1 < len(steps):
                return True
            if _starts_anywhere(repeated):
                return True
            if least:
                return False
        elif kind is _constants.BRANCH:
            return any(_starts_anywhere(branch) for branch in value[1])
        elif kind is _constants.SUBPATTERN:
            return _starts_anywhere(value[3])
        else:
            return False
    return False


def _words(params: Any) -> Iterator[str]:
    """Every text among the parameters of a check but those that are said or compared as they are."""
    if isinstance(params, dict):
        for key, value in params.items():
            if key not in ("ja", "en", "phrase"):
                yield from _words(value)
    elif isinstance(params, list | tuple):
        for value in params:
            yield from _words(value)
    elif isinstance(params, str):
        yield params


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("x{3,}@", True),
        ("a|(?:b|x+)@|c", False),
        ("a|x+@|c", True),
        ("(?:x+@)?y", True),
        ("(?<!x)x{3,}@", False),
        ("x{3,}", False),
        ("x{3,9}@", False),
        ("yx+@", False),
    ],
)
def test_what_begins_anew_at_each_character_is_told(pattern: str, slow: bool) -> None:
    assert _starts_anywhere(_parser.parse(pattern)) is slow


def test_no_rule_searches_so() -> None:
    slow = [
        (rule.id, word)
        for rule in load_rules().rules
        if rule.check in ("absent", "present", "phrase")
        for word in _words(msgspec.to_builtins(rule.params))
        if _starts_anywhere(_parser.parse(word))
    ]
    assert slow == []


def test_every_pattern_of_the_rules_can_be_compiled() -> None:
    """A user's own are compiled when they are loaded; ours, which are many, are not."""
    patterns = [
        word for rule in load_rules().rules for word in _words(msgspec.to_builtins(rule.params))
    ]
    assert len(patterns) > 100
    for pattern in patterns:
        re.compile(pattern)
