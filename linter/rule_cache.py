"""Rules compiled by an earlier run: checked once, and decoded without reading YAML again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from linter import cache

T = TypeVar("T")

_KIND = "rules"
_DATE = 1  # MessagePack has no plain date, and the cases of rules do


def recall(digest: str, shape: type[T]) -> T | None:
    """The rules of the files with this digest, parameters still plain; None where no run has kept
    them."""
    decoder = msgspec.msgpack.Decoder(shape, ext_hook=_to_date)
    return cache.recall(_KIND, cache.key(digest), decoder.decode)


def keep(digest: str, rules: Any) -> None:
    plain = msgspec.to_builtins(rules, builtin_types=(date, datetime))
    cache.keep(_KIND, cache.key(digest), msgspec.msgpack.encode(_from_dates(plain)))


def _from_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _from_dates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_from_dates(item) for item in value]
    if isinstance(value, date):
        return msgspec.msgpack.Ext(_DATE, value.isoformat().encode())
    return value


def _to_date(code: int, data: memoryview) -> date:
    text = bytes(data).decode()
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
