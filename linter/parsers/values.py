"""Numbers and texts as they stand in the XML, made safe to reckon with."""

from __future__ import annotations

import re

MOST = 2**40
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ESCAPES = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def whole(text: str | None, default: int = 0) -> int:
    """A whole number, an EMU length or an index; ``default`` for what is none. Bounded: a number of
    a thousand digits must not reach a multiplication."""
    try:
        value = int(float(text or ""))
    except (ValueError, OverflowError):
        return default
    return max(-MOST, min(MOST, value))


def clean(text: str) -> str:
    """``_x000D_`` escapes decoded (ECMA-376 part 1, 22.9.2.19), every line end a newline. An escape
    of no character, half a surrogate pair or NUL, stays as it is written: it cannot be shown."""
    if "_x" in text:
        text = _ESCAPES.sub(_decoded, text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")


def _decoded(escapes: re.Match[str]) -> str:
    codes = "".join(chr(int(code, 16)) for code in _ESCAPE.findall(escapes.group(0)))
    try:
        text = codes.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return escapes.group(0)
    return escapes.group(0) if "\0" in text else text
