"""Folding for comparison: a text with a character that is one with its neighbour folds as others do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linter.fold import folding

_TEXT = st.text(
    st.one_of(
        st.sampled_from("アｱーｰ-ー・ \u3000\n\v\taAé①㈱㌀がか。【】〜１\u200b\u00ad\u00a8"),
        st.characters(),
    )
)
_COMBINED, _FOLDED = "か\u3099", "が"


@given(_TEXT, st.booleans())
def test_what_follows_does_not_change_how_a_text_is_folded(text: str, keep_space: bool) -> None:
    alone = folding(text, keep_space=keep_space).text
    assert folding(text + _COMBINED, keep_space=keep_space).text == alone + _FOLDED


@given(_TEXT)
def test_every_folded_character_comes_from_the_source(text: str) -> None:
    folded = folding(text)
    places = [folded.source_index(position) for position in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(_TEXT)
def test_blanks_are_known_by_the_words(text: str) -> None:
    squashed = folding(text)
    by_place = {
        position
        for position in range(1, len(squashed.text))
        if text[squashed.source_index(position) - 1 : squashed.source_index(position)].isspace()
    }
    assert folding(text + " ").behind_blanks() == by_place
