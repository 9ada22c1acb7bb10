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


# Stands for a character that depends on its neighbours; private use, so that no text is misread.
_APART = "\uf8ff"
_MOST_CHARACTERS = 8192
_LONG_MARKS = re.compile(r"(?<![\u30a1-\u30fa\u3041-\u3096ー])ー+")
_BLANKS = re.compile(r"(?<=[ \n]) +")


class _Characters(dict[int, str]):
    """What each character folds to by itself, for :meth:`str.translate`."""

    def __init__(self, *, keep_space: bool) -> None:
        self._keep_space = keep_space

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_CHARACTERS:
            self.clear()
        folded = self[code] = self._fold(chr(code))
        return folded

    def _fold(self, character: str) -> str:
        if character in "ﾞﾟ" or unicodedata.combining(character):
            return _APART  # it is one with the character before it
        if character in ("ー", "ｰ"):
            return "ー"
        folded = _fold_cluster(character)
        if folded.strip():
            return _APART if any(c.isspace() for c in folded) else folded
        if not self._keep_space or not folded:
            return ""
        return "\n" if "\n" in folded else " "


_WITH_SPACE, _WITHOUT_SPACE = _Characters(keep_space=True), _Characters(keep_space=False)


def _fold_by_character(source: str, *, keep_space: bool) -> str | None:
    """The folded text, or None where a character is not folded by itself."""
    text = source.translate(_WITH_SPACE if keep_space else _WITHOUT_SPACE)
    if _APART in text:
        return None
    if "ー" in text:
        text = _LONG_MARKS.sub(lambda marks: "-" * len(marks[0]), text)
    return _BLANKS.sub("", text) if keep_space else text


class Folded:
    """A folded text and where each of its characters stood in ``source``."""

    __slots__ = ("_keep_space", "_places", "source", "text")

    def __init__(self, source: str, *, keep_space: bool = False) -> None:
        self.source = source
        self._keep_space = keep_space
        self._places: list[int] | None = None
        text = _fold_by_character(source, keep_space=keep_space)
        self.text = "".join(self._walk()) if text is None else text

    @property
    def _origin(self) -> list[int]:
        # Asked for where something was found: most texts hold nothing of what is looked for.
        if self._places is None:
            self._walk()
        assert self._places is not None
        return self._places

    def _walk(self) -> list[str]:
        """The folded characters, one after another; remembers where each came from."""
        source = self.source
        characters: list[str] = []
        origin: list[int] = []
        index, length = 0, len(source)
        while index < length:
            end = index + 1
            # A half-width katakana and its voicing mark, or a base and its combining marks, are one.
            while end < length and (source[end] in "ﾞﾟ" or unicodedata.combining(source[end])):
                end += 1
            for character in self._characters(source[index:end], characters):
                characters.append(character)
                origin.append(index)
            index = end
        self._places = origin
        return characters

    def _characters(self, cluster: str, before: list[str]) -> str:
        # The long-vowel mark is also typed as a dash: it is one unless kana stands before it.
        if cluster in ("ー", "ｰ"):
            return "ー" if before and _KATAKANA.match(before[-1]) else "-"
        folded = _fold_cluster(cluster)
        if not folded.strip():
            if not self._keep_space or not folded:
                return ""
            if "\n" in folded:
                return "\n"
            return "" if before and before[-1] in " \n" else " "
        if len(folded) > 1 and not self._keep_space:
            return "".join(folded.split())  # a mark that stands alone, ゛, is a space and a mark
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

    def behind_blanks(self) -> set[int]:
        """The places in the squashed text, but the first, that a blank stands before in its source."""
        source = self.source
        if self._places is not None:
            return {
                position
                for position, index in enumerate(self._places)
                if position and source[index - 1 : index].isspace()
            }
        # Word by word: the text itself need not be walked.
        found: set[int] = set()
        end = 0
        for number, word in enumerate(source.split()):
            if number or source[0].isspace():
                found.update(range(end, end + len(squash(word[0]))))  # «㈱» is three characters
            end += len(squash(word))
        return found - {0}


# Many rules look at the same texts; of long ones a few are remembered only, for each takes room.
_LONG = 10_000


@lru_cache(maxsize=4096)
def _folding_of_short(source: str, keep_space: bool) -> Folded:
    return Folded(source, keep_space=keep_space)


@lru_cache(maxsize=4)
def _folding_of_long(source: str, keep_space: bool) -> Folded:
    return Folded(source, keep_space=keep_space)


def folding(source: str, *, keep_space: bool = False) -> Folded:
    """:class:`Folded`, remembered."""
    if len(source) > _LONG:
        return _folding_of_long(source, keep_space)
    return _folding_of_short(source, keep_space)


def fold(text: str) -> str:
    """Folded text with runs of blanks as one space, line ends kept."""
    return _fold_of_short(text) if len(text) <= _LONG else _fold_of_any(text)


def _fold_of_any(text: str) -> str:
    return folding(text, keep_space=True).text.strip()


_fold_of_short = lru_cache(maxsize=16384)(_fold_of_any)


def squash(text: str) -> str:
    """Folded text without any white space."""
    return _squash_of_short(text) if len(text) <= _LONG else _squash_of_any(text)


def _squash_of_any(text: str) -> str:
    return folding(text).text


_squash_of_short = lru_cache(maxsize=16384)(_squash_of_any)


def is_circle(text: str) -> bool:
    """Whether a mark is one of the circles of the forms (○ 〇 ◯ ⭕)."""
    return squash(text) == CIRCLE


def nearest(text: str, candidates: list[str], cutoff: float = 0.7) -> str | None:
    """The candidate that looks most like ``text`` once folded, or None."""
    by_fold = {squash(candidate): candidate for candidate in candidates}
    close = get_close_matches(squash(text), list(by_fold), n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else None
