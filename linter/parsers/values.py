"""Numbers and texts as they stand in the XML, made safe to reckon with."""

from __future__ import annotations

import re

MOST = 2**40
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def whole(text: str | None, default: int = 0) -> int:
    """A whole number, an EMU length or an index; ``default`` for what is none. Bounded: a number of
    a thousand digits must not reach a multiplication."""
    try:
        value = int(float(text or ""))
    except (ValueError, OverflowError):
        return default
    return max(-MOST, min(MOST, value))


def clean(text: str) -> str:
    """``_x000D_`` escapes decoded (ECMA-376 part 1, 22.9.2.19), every line end and vertical tab a
    newline; an escape of no character stays as it is."""
    if "_x" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return match.group(0) if 0xD800 <= code <= 0xDFFF or code == 0 else chr(code)
