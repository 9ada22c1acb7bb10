"""Text of a document, made harmless for a terminal and a page.

A document may hold terminal escapes, bidi overrides that turn a line around (CVE-2021-42574),
characters that are not seen and lone surrogates that cannot be encoded. Each is shown as a visible
mark instead: ``␛`` (the control pictures U+2400–2421), ``⏎`` for a line end, ``⟪U+202E⟫`` for the
rest.
"""

from __future__ import annotations

import re
import unicodedata

# Other (control, format, surrogate, private, unassigned) and the line and paragraph separators.
# Private use stays: Japanese documents use it for gaiji, and it does nothing to a terminal.
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
# Not seen although their category is a mark or a letter: combining grapheme joiner, Hangul and
# Khmer fillers, Mongolian vowel separators.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")
_PLAIN = re.compile(r"[ -~ぁ-んァ-ヶー一-鿿、。「」（）／：・０-９Ａ-Ｚａ-ｚ]*")


def visible(text: str) -> str:
    """``text`` on one line, every control, bidi, zero-width and unencodable character marked."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(map(_mark, text.replace("\r\n", "\n")))


def _mark(character: str) -> str:
    code = ord(character)
    if character in "\n\r\v\u2028\u2029\x85":
        return "⏎"
    if character == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟪U+{code:04X}⟫" if is_hidden(character) else character


def is_hidden(character: str) -> bool:
    """Whether the character is a control, a format character or another that nobody sees."""
    return unicodedata.category(character) in _HIDDEN or bool(_BLANK.match(character))


def shorten(text: str, width: int) -> str:
    """At most ``width`` characters; what is left out is an ellipsis."""
    return text if len(text) <= width else text[: width - 1] + "…"
