"""Checks of texts: what must be there, what must not, what must be worded so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.context import Context
from linter.fold import fold, folding, squash
from linter.forms import FieldValue, FormReading, heading_section
from linter.layout import Item, shows_picture
from linter.model import Location

# What stands in a field that nobody filled in: dashes, circles, lone brackets, «未記入», «年月日».
_BLANK = re.compile(
    r"(?:[-_=~○・.,/\\()\[\]:…*※\s]|〒|年|月|日|人|名|フリガナ|氏名|xx+(?!x)|未記入|未入力|記入してください)*"
)


@cache
def regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def is_blank(text: str) -> bool:
    """Whether a value is empty or made only of what the form ships with."""
    folded = squash(text)
    return not folded or _BLANK.fullmatch(folded) is not None


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str


def title_values(field: FieldValue) -> dict[str, object]:
    """``{field}``: the field's title; ``{label}``: the label as the user's document has it."""
    return {
        "field": {"ja": field.title.ja, "en": field.title.en},
        "label": field.label or field.title.ja,
    }


class AbsentParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``text``: pattern over folded text; ``line``: it must begin a line; ``unless``: a line in
    which it is harmless; ``unless_beside``: it is harmless in a label that does not hold this, but
    whose row, or the box beneath it, does; ``squashed``: compare without blanks."""

    text: str
    line: bool = False
    unless: str | None = None
    unless_beside: str | None = None
    squashed: bool = True


@check("absent", AbsentParams)
def absent(context: Context, given: tuple[str, ...], params: AbsentParams) -> Iterator[Hit]:
    """No text may hold this; one hit per box, quoting the first match."""
    pattern = regex(params.text)
    for item in context.texts(given):
        found = _search(item.text, pattern, params)
        if found is None or (params.unless_beside and _beside(context, item, params.unless_beside)):
            continue
        yield Hit(item.location, evidence=found)


def _beside(context: Context, item: Item, pattern: str) -> bool:
    """Whether a box in the same row, or right under this one, holds the pattern."""
    if regex(pattern).search(squash(item.text)):
        return False
    return any(
        other is not item
        and other.filled
        and regex(pattern).search(squash(other.text))
        and (
            other.overlap_y(item) > 0
            or (other.overlap_x(item) > 0 and 0 <= other.y0 - item.y1 <= item.y1 - item.y0)
        )
        for reading in context.readings
        if reading.document.path == item.location.document
        for surface in reading.surfaces
        if any(own.location == item.location for own in surface.items)
        for other in surface.items
    )


def _search(text: str, pattern: re.Pattern[str], params: AbsentParams) -> str | None:
    lines = text.replace("\v", "\n").split("\n")
    # A heading may also be broken over lines: «【記載\n要領】».
    for line in [*lines, text] if len(lines) > 1 else lines:
        folded = folding(line, keep_space=not params.squashed)
        match = pattern.match(folded.text) if params.line else pattern.search(folded.text)
        if match is None:
            continue
        if params.unless and regex(params.unless).search(folded.text):
            continue
        return folded.original(match.start(), match.end())
    return None


class PresentParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``any_of``: patterns of which the value must hold one to count as filled in; ``blank``: a
    further pattern of a value that counts as empty; ``unless``: a pattern of the section's text that
    stands for the value; ``instead``: fields of which one filled in is enough; ``if_found``: only
    where the label is there; ``or_picture``: a picture in this section stands for the value."""

    any_of: tuple[str, ...] = ()
    blank: str | None = None
    unless: str | None = None
    instead: tuple[str, ...] = ()
    either: bool = False
    if_found: bool = False
    or_picture: str | None = None


@check("present", PresentParams)
def present(context: Context, given: tuple[str, ...], params: PresentParams) -> Iterator[Hit]:
    """Each given field is filled in (with ``either``: one of them, in the same document)."""
    missing = [f for f in context.fields(given) if _is_missing(context, f, params)]
    if params.either:
        filled = {
            f.slot.document for f in context.fields(given) if not _is_missing(context, f, params)
        }
        missing = [f for f in missing[:1] if f.slot.document not in filled]
    for field in missing:
        yield Hit(
            field.slot,
            evidence=(field.raw or field.label).strip() or None,
            values={
                **title_values(field),
                "state": {
                    "ja": "記入されていません" if field.found else "見つかりません",
                    "en": "is not filled in" if field.found else "was not found",
                },
            },
        )


def _is_missing(context: Context, field: FieldValue, params: PresentParams) -> bool:
    for other in context.fields(params.instead):
        if other.slot.document == field.slot.document and not is_blank(other.text):
            return False
    text = squash(field.text)
    if params.if_found and not field.found:
        return False
    if params.or_picture and any(
        shows_picture(reading.document, slides)
        for reading, _, slides in context.sections((f"{field.form}.section.{params.or_picture}",))
        if reading.document.path == field.slot.document
    ):
        return False
    if params.unless and any(
        regex(params.unless).search(squash(item.text))
        for reading in context.of_form(field.form)
        if reading.document.path == field.slot.document
        for item in reading.items_around(field.key)
    ):
        return False
    if is_blank(field.text):
        return True
    if params.blank and regex(params.blank).fullmatch(text):
        return True
    return bool(params.any_of) and not any(regex(p).search(text) for p in params.any_of)


class MatchesParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``text``: pattern that a filled-in value must hold; ``expected``: what to write."""

    text: str
    expected: Bilingual | None = None
    negate: bool = False


@check("matches", MatchesParams)
def matches(context: Context, given: tuple[str, ...], params: MatchesParams) -> Iterator[Hit]:
    """A field that is filled in holds the pattern (or, negated, does not)."""
    for field in context.fields(given):
        if is_blank(field.text):
            continue
        found = regex(params.text).search(squash(field.text))
        if bool(found) == params.negate:
            expected = params.expected
            yield Hit(
                field.slot,
                evidence=field.text,
                expected=expected.ja if expected else None,
                values=title_values(field)
                | ({"expected": {"ja": expected.ja, "en": expected.en}} if expected else {}),
            )


class PhraseParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``phrase``: the handbook's words; ``variants``: patterns taken for the same; ``section``: look
    through this section where the field itself does not hold it."""

    phrase: str
    variants: tuple[str, ...] = ()
    section: str | None = None
    if_filled: bool = False


@check("phrase", PhraseParams)
def phrase(context: Context, given: tuple[str, ...], params: PhraseParams) -> Iterator[Hit]:
    """A fixed phrase stands in the field (folded comparison); quotes what comes nearest to it."""
    wanted = _plain(params.phrase)
    for field in context.fields(given):
        if params.if_filled and is_blank(field.text):
            continue
        texts = [field.text, field.raw]
        if params.section:
            texts += [
                item.text
                for reading in context.of_form(field.form)
                if reading.document.path == field.slot.document
                for item in (
                    reading.section_items(params.section)
                    or [i for s in reading.surfaces for i in s.items]
                )
            ]
        plain = [_plain(text) for text in texts]
        if any(wanted in text for text in plain) or any(
            regex(v).search(text) for v in params.variants for text in plain
        ):
            continue
        close = _closest_line(wanted, texts)
        yield Hit(
            field.slot,
            evidence=close or field.text or None,
            expected=params.phrase,
            values=title_values(field),
        )


def _plain(text: str) -> str:
    return re.sub(r"[\[\]\"',.「」]", "", squash(text))


def _closest_line(wanted: str, texts: list[str]) -> str | None:
    best, best_ratio = None, 0.55
    # Held against the phrase once each; the quick bounds of the ratio rule most of them out.
    lines = (line.strip() for text in texts for line in text.replace("\v", "\n").split("\n"))
    for line in dict.fromkeys(lines):
        match = SequenceMatcher(None, wanted, _plain(line), autojunk=False)
        bounds = match.real_quick_ratio, match.quick_ratio, match.ratio
        if all(bound() > best_ratio for bound in bounds):
            best, best_ratio = line, match.ratio()
    return best


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to be addressed: any of the patterns; ``unless`` makes it needless; ``only_if``
    makes it needed only where that is said."""

    name: Bilingual
    any_of: tuple[str, ...]
    unless: str | None = None
    only_if: str | None = None


class MentionsParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``section``: all text under that heading counts, wherever the field's box ends."""

    topics: tuple[Topic, ...]
    section: str | None = None
    skip_if_blank: bool = True


@check("mentions", MentionsParams)
def mentions(context: Context, given: tuple[str, ...], params: MentionsParams) -> Iterator[Hit]:
    """The field addresses every topic; one hit per document that names the missing ones."""
    for field in context.fields(given):
        items = _items_of(context, field, params.section)
        text = "\n".join([squash(field.raw or field.text), *(squash(i.text) for i in items)])
        if params.skip_if_blank and is_blank(text):
            continue
        missing = [
            topic
            for topic in params.topics
            if not any(regex(p).search(text) for p in topic.any_of)
            and not (topic.unless and regex(topic.unless).search(text))
            and not (topic.only_if and not regex(topic.only_if).search(text))
        ]
        if missing:
            yield Hit(
                field.slot,
                evidence=None,
                values={
                    **title_values(field),
                    "topics": {
                        "ja": "、".join(t.name.ja for t in missing),
                        "en": ", ".join(t.name.en for t in missing),
                    },
                },
            )


def _items_of(context: Context, field: FieldValue, section: str | None) -> list[Item]:
    if section is None:
        return []
    return [
        item
        for reading in context.of_form(field.form)
        if reading.document.path == field.slot.document
        for item in reading.section_items(section)
    ]


class SectionTextParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``ignore``: patterns of lines that are the form's own; ``least``: characters that count as
    content; ``pictures``: a picture, chart or table counts as content."""

    ignore: tuple[str, ...] = ()
    least: int = 4
    pictures: bool = True


@check("section_filled", SectionTextParams)
def section_filled(
    context: Context, given: tuple[str, ...], params: SectionTextParams
) -> Iterator[Hit]:
    """The slides under a heading hold more than the heading and the form's own text."""
    for reading, section, slides in context.sections(given):
        if not slides:
            yield Hit(
                Location(document=reading.document.path),
                values={
                    "state": {"ja": "スライドが見つかりません", "en": "the slide was not found"}
                },
            )
            continue
        if params.pictures and shows_picture(reading.document, slides):
            continue
        if content_length(reading.section_items(section), reading, params.ignore) < params.least:
            yield Hit(
                Location(document=reading.document.path, slide=slides[0].number),
                evidence=_placeholder_text(reading.section_items(section), params.ignore),
                values={"state": {"ja": "内容がありません", "en": "there is no content"}},
            )


def content_length(items: list[Item], reading: FormReading, ignore: tuple[str, ...]) -> int:
    """Characters of the section's texts that are neither headings nor the form's own."""
    total = 0
    for item in items:
        for line in item.text.replace("\v", "\n").split("\n"):
            text = squash(line)
            if heading_section(line, reading.definition.sections) or any(
                regex(p).search(text) for p in ignore
            ):
                continue
            if not is_blank(text):
                total += len(text)
    return total


def _placeholder_text(items: list[Item], ignore: tuple[str, ...]) -> str | None:
    for item in items:
        if any(regex(p).search(squash(item.text)) for p in ignore):
            return fold(item.text)
    return None
