"""What msgspec says of data that does not fit, in words for the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from linter.fold import nearest

Place = tuple[str | int, ...]
"""The keys and item numbers (from 0) that lead to a value."""

_PLACE = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]|(\[\.\.\.\])")
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_NAMED = re.compile(r"(unknown|missing required) field `([^`]+)`")
_KINDS = {
    "str": "文字列",
    "int": "整数",
    "float": "数",
    "bool": "true か false",
    "array": "一覧（[…]）",
    "object": "キーと値の組（{…}）",
    "null": "空",
    "date": "日付",
}


def misfit(message: str, data: Any, kind: Any) -> tuple[Place, str, str]:
    """Where ``data`` does not fit ``kind``, and what is wrong there in Japanese and English.

    ``message`` is that of the :class:`msgspec.ValidationError`.
    """
    at = _PLACE.search(message)
    steps, found, wanted = _follow(at[1] if at else "", data, kind)
    named = _NAMED.search(message)
    if named is not None:
        return _key_words(steps, named[1], named[2], _keys(wanted))
    choices = _choices(wanted)
    if choices:
        shown = "、".join(choices)
        guess = nearest(found, choices) if isinstance(found, str) else None
        return (
            steps,
            f"{_shown(found)} は使えません。{_guess_ja(guess)}使える値：{shown}",
            f"found {_shown(found)}{_guess_en(guess)}, expected one of {', '.join(choices)}",
        )
    detail = message[: at.start()] if at else message
    types = _EXPECTED.search(detail)
    if types is None:
        return steps, f"{_shown(found)} は使えません（{detail}）", detail
    expected = "か".join(_KINDS.get(name, name) for name in types[1].split(" | "))
    return (
        steps,
        f"{_KINDS.get(types[2], types[2])} {_shown(found)} があります。期待するもの：{expected}",
        f"found {types[2]} {_shown(found)}, expected {types[1]}",
    )


def _key_words(
    steps: Place, problem: str, key: str, known: Sequence[str]
) -> tuple[Place, str, str]:
    listed = f"使えるキー：{'、'.join(known)}" if known else ""
    if problem != "unknown":
        return steps, f"キー「{key}」が必要です", f"the key {key} is missing"
    guess = nearest(key, list(known))
    return (
        (*steps, key),
        f"このキーはありません。{_guess_ja(guess)}{listed}",
        f"unknown key{_guess_en(guess)}",
    )


def _guess_ja(guess: str | None) -> str:
    return f"「{guess}」ではありませんか。" if guess else ""


def _guess_en(guess: str | None) -> str:
    return f", did you mean {guess}?" if guess else ""


def _shown(value: Any) -> str:
    text = f"「{value}」" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


# --- walking data and type together ---------------------------------------------------------------


def _follow(path: str, data: Any, kind: Any) -> tuple[Place, Any, Any]:
    """The steps of msgspec's path, and the data and the type at their end.

    msgspec writes ``[...]`` for any key of a mapping; the one meant is the first whose value does
    not fit.
    """
    steps: list[str | int] = []
    for name, index, anything in _STEP.findall(path):
        step = _misfit_key(data, kind) if anything else name or int(index)
        steps.append(step)
        kind = _member(kind, step)
        data = data[step]
    return tuple(steps), data, kind


def _misfit_key(data: dict[str, Any], kind: Any) -> str:
    return next(key for key, value in data.items() if not _fits(value, _member(kind, key)))


def _fits(data: Any, kind: Any) -> bool:
    try:
        msgspec.convert(data, kind)
    except msgspec.ValidationError:
        return False
    return True


def _variants(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _member(kind: Any, step: str | int) -> Any:
    """The type of a key's or an item's value; ``Any`` where it cannot be told."""
    for variant in _variants(kind):
        if _is_struct(variant):
            for field in fields(variant):
                if field.encode_name == step:
                    return field.type
        elif isinstance(step, str) and get_origin(variant) is dict:
            return get_args(variant)[1]
        elif isinstance(step, int) and get_origin(variant) in (list, tuple):
            return get_args(variant)[0]
    return Any


def _keys(kind: Any) -> list[str]:
    return [
        field.encode_name
        for variant in _variants(kind)
        if _is_struct(variant)
        for field in fields(variant)
    ]


def _choices(kind: Any) -> list[str]:
    """The values of a Literal; none where something other than it would also do."""
    variants = [v for v in _variants(kind) if v is not type(None)]
    if not variants or any(get_origin(v) is not Literal for v in variants):
        return []
    return [str(value) for variant in variants for value in get_args(variant)]
