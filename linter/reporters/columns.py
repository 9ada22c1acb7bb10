"""Terminal columns: how wide Japanese text is, and where it may be broken."""

from __future__ import annotations

import re
import unicodedata

# 行頭禁則・行末禁則 (JIS X 4051): not at the start of a line, not at its end.
_CLOSING = (
    "、。，．・：；？！ー」』）］｝〉》】⟫ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)]}%…”’"
)
_OPENING = "「『（［｛〈《【⟪([{“‘"
_PIECE = re.compile(
    rf" +|[{re.escape(_OPENING)}]*(?:[!-~À-ɏ]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL
)


def width(text: str) -> int:
    """Columns that ``text`` takes in a line. Ambiguous characters (○, …, “) count two, as some
    Japanese terminals show them; where they take one, a line ends early instead of running over."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def pad(text: str, columns: int) -> str:
    """``text`` followed by the spaces that make it ``columns`` wide. Ambiguous characters count one
    here, as most terminals show them."""
    return text + " " * max(columns - narrow_width(text), 0)


def narrow_width(text: str) -> int:
    """Columns that ``text`` takes where ambiguous characters take one."""
    return sum(
        min(_columns(c), 1) if unicodedata.east_asian_width(c) == "A" else _columns(c) for c in text
    )


def pieces(text: str) -> list[str]:
    """``text`` in the pieces between which a line may be broken; joined they are ``text``."""
    return _PIECE.findall(text)


def wrap(text: str, columns: int) -> list[str]:
    """``text`` in lines at most ``columns`` wide; at least one line. Latin words stay whole where
    they fit a line; punctuation is not parted from what it follows."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _fitting(pieces(text), columns):
        size = width(piece)
        if line and used + size > columns:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            if not piece.strip(" "):
                continue
        line += piece
        used += size
    return [*lines, line.rstrip(" ")] if line or not lines else lines


def _fitting(pieces: list[str], columns: int) -> list[str]:
    """The pieces, with those that are wider than a line broken anywhere."""
    fitting: list[str] = []
    for piece in pieces:
        start, used = 0, 0
        for at, size in enumerate(map(_columns, piece)):
            if used + size > columns and at > start:
                fitting.append(piece[start:at])
                start, used = at, 0
            used += size
        fitting.append(piece[start:])
    return fitting
