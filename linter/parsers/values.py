"""Numbers and texts as they stand in the XML, made safe to reckon with."""

from __future__ import annotations

import re

_MOST = 2**40
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def whole(text: str | None, default: int = 0) -> int:
    """A whole number, an EMU length or an index; ``default`` for what is none. Bounded: a number of
    a thousand digits must not reach a multiplication."""
    try:
        value = int(float(text or ""))
    except (ValueError, OverflowError):
        return default
    return max(-_MOST, min(_MOST, value))


def clean(text: str) -> str:
    """``_x000D_`` escapes decoded (ECMA-376 part 1, 22.9.2.19), every line end a newline. Half a
    surrogate pair is no character and cannot be written."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
