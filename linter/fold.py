"""Text is folded here, once, and for comparison only; users are always shown their own text.

Folding is NFKC (full width, half-width katakana, ligature signs such as ㈱ and ①), lower case, one
kind of circle, dash, quotation mark and bracket, and white space either collapsed (:func:`fold`) or
removed (:func:`squash`). :class:`Folded` keeps for each folded character the place it came from, so
that a match can be quoted in the user's own words.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache

CIRCLE = "○"
_CIRCLES = "〇◯⭕⚪❍🔘🞅○"
_DASHES = "‐‑‒–—―−⁃﹣－﹘─━ｰ"
_OPEN = "【［〔〖〘〚「『〈《｢⟨⟦❲"
_CLOSE = "】］〕〗〙〛」』〉》｣⟩⟧❳"
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufe0e\ufe0f"
)
_MAP: dict[str, str] = {
    **dict.fromkeys(_CIRCLES, CIRCLE),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_OPEN, "["),
    **dict.fromkeys(_CLOSE, "]"),
    **dict.fromkeys(_INVISIBLE, ""),
    "〜": "~",
    "～": "~",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "、": ",",
    "。": ".",
    "・": "・",
    "\u2027": "・",
    "\u00b7": "・",
    "\u2022": "・",
    "\v": "\n",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u3041-\u3096ー]")


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    if cluster in _MAP:
        return _MAP[cluster]
    normal = unicodedata.normalize("NFKC", cluster).lower()
    return "".join(_MAP.get(c, c) for c in normal)


class Folded:
    """A folded text and where each of its characters stood in ``source``."""

    __slots__ = ("_origin", "source", "text")

    def __init__(self, source: str, *, keep_space: bool = False) -> None:
        self.source = source
        characters: list[str] = []
        origin: list[int] = []
        index, length = 0, len(source)
        while index < length:
            end = index + 1
            # A half-width katakana and its voicing mark, or a base and its combining marks, are one.
            while end < length and (source[end] in "ﾞﾟ" or unicodedata.combining(source[end])):
                end += 1
            for character in self._characters(source[index:end], characters, keep_space):
                characters.append(character)
                origin.append(index)
            index = end
        self.text = "".join(characters)
        self._origin = origin

    @staticmethod
    def _characters(cluster: str, before: list[str], keep_space: bool) -> str:
        # The long-vowel mark is also typed as a dash: it is one unless kana stands before it.
        if cluster in ("ー", "ｰ"):
            return "ー" if before and _KATAKANA.match(before[-1]) else "-"
        folded = _fold_cluster(cluster)
        if not folded.strip():
            if not keep_space or not folded:
                return ""
            if "\n" in folded:
                return "\n"
            return "" if before and before[-1] in " \n" else " "
        if len(folded) > 1 and not keep_space:
            return "".join(
                folded.split()
            )  # a mark that stands alone, ゛, folds to a space and a mark
        return folded

    def original(self, start: int, end: int) -> str:
        """The source text behind ``text[start:end]``."""
        if start >= end:
            return ""
        last = self._origin[end - 1]
        stop = self._origin[end] if end < len(self._origin) else len(self.source)
        return self.source[self._origin[start] : max(stop, last + 1)].strip()

    def source_index(self, position: int) -> int:
        """Where ``text[position]`` came from; the end of the source for ``len(text)``."""
        return self._origin[position] if position < len(self._origin) else len(self.source)


@lru_cache(maxsize=4096)
def folding(source: str, *, keep_space: bool = False) -> Folded:
    """:class:`Folded`, remembered: many rules look at the same texts."""
    return Folded(source, keep_space=keep_space)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Folded text with runs of blanks as one space, line ends kept."""
    return folding(text, keep_space=True).text.strip()


@lru_cache(maxsize=16384)
def squash(text: str) -> str:
    """Folded text without any white space."""
    return folding(text).text


def is_circle(text: str) -> bool:
    """Whether a mark is one of the circles of the forms (○ 〇 ◯ ⭕)."""
    return squash(text) == CIRCLE


def nearest(text: str, candidates: list[str], cutoff: float = 0.7) -> str | None:
    """The candidate that looks most like ``text`` once folded, or None."""
    by_fold = {squash(candidate): candidate for candidate in candidates}
    close = get_close_matches(squash(text), list(by_fold), n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else None
