"""Form definitions (rules/forms/*.yaml): how a form is recognised and where its fields are.

The official files are handed out to applicants only, so nothing here knows a cell address: a field
is found by its label, a table by its header, a part of the plan by its heading (handbook,
【参考】申請書類記入の留意事項).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct, field

from linter.fold import fold, folding, squash
from linter.label_text import OTHER, LabelSet
from linter.labels import Part, Reader, Value, explains
from linter.layout import Item, Surface, surfaces
from linter.model import Document, Form, Location
from linter.resources import rules_dir
from linter.table_cards import read_cards
from linter.table_headers import ColumnPattern
from linter.tables import TableReading, read_tables
from linter.yaml_file import load

Take = Literal["first", "run", "band"]


class Title(Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str


class FieldDefinition(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One field. All texts are regular expressions over squashed text.

    ``take``: how much beside the label is its value (the next box, all up to the next label, all).
    ``pick`` chooses the part of the value that is meant; ``drop`` takes away what is not, and
    ``drop_beside`` whole lines that are not it where another line is left;
    ``prefer``: of several values the first that has it is the one;
    ``within`` names fields whose value may hold this one; ``anywhere`` is looked for in the whole
    section when no label leads to it; ``within_like`` is what a value within another looks like. ``groups`` limits a label to those that stand under such a
    heading («担当者» → «氏名»). ``parts`` are labels inside the value («都道府県» in an address).
    """

    key: str
    title: Title
    labels: tuple[str, ...] = ()
    grouped_labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    not_groups: tuple[str, ...] = ()
    take: Take = "first"
    single_line: bool = False
    section: str | None = None
    pick: str | None = None
    drop: tuple[str, ...] = ()
    drop_beside: tuple[str, ...] = ()
    prefer: str | None = None
    within: tuple[str, ...] = ()
    within_like: str | None = None
    anywhere: str | None = None
    parts: tuple[str, ...] = ()


class ColumnDefinition(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``choices``: headings that each stand for one answer of the column, where it has several
    («対応済 | 未対応»); its cells may also list them with boxes to tick."""

    key: str
    labels: tuple[str, ...]
    required: bool = False
    choices: tuple[str, ...] = ()


class TableDefinition(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """``least``: so many of the columns make a table; ``marks``: the column of circles; ``cards``: it
    may also be written as one card per entry."""

    key: str
    title: Title
    columns: tuple[ColumnDefinition, ...]
    least: int = 2
    marks: str | None = None
    cards: bool = False


class Recognition(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Signs of a form: words of its title, names of its sheets, headings of its slides, its file."""

    titles: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    headings: bool = False
    file: tuple[str, ...] = ()
    not_file: tuple[str, ...] = ()


class FormDefinition(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    form: Form
    title: Title
    kind: Literal["deck", "workbook"]
    recognise: Recognition
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noise: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()
    fields: tuple[FieldDefinition, ...] = ()
    tables: tuple[TableDefinition, ...] = ()


class FieldValue(Struct, frozen=True):
    """A field as found. ``text`` is the picked value, empty if there is none; ``found`` says whether
    its label was seen; ``slot`` is where the value is or belongs; ``raw`` is all that stood there."""

    key: str
    form: Form
    title: Title
    text: str
    raw: str
    found: bool
    label: str
    slot: Location
    parts: tuple[Part, ...] = ()


class FormReading(Struct, frozen=True):
    """All that was found in one document of a known form."""

    document: Document
    definition: FormDefinition
    surfaces: tuple[Surface, ...]
    fields: Mapping[str, FieldValue]
    tables: Mapping[str, tuple[TableReading, ...]]
    sections: Mapping[str, tuple[int, ...]]
    answers: tuple[Item, ...] = ()
    furniture: frozenset[Location] = frozenset()

    def items_around(self, key: str) -> list[Item]:
        """The filled boxes of the section that a field belongs to; of all, where it has none."""
        section = next((f.section for f in self.definition.fields if f.key == key), None)
        return self.section_items(section or "") or [
            item for surface in self.surfaces for item in surface.items if item.filled
        ]

    def section_items(self, section: str) -> list[Item]:
        slides = self.sections.get(section, ())
        return [
            item
            for surface in self.surfaces
            if surface.slide in slides
            for item in surface.items
            if item.filled and item.place not in self.furniture
        ]


@cache
def definitions() -> Mapping[Form, FormDefinition]:
    """All form definitions, by form."""
    found = [load(path, FormDefinition) for path in sorted((rules_dir() / "forms").glob("*.yaml"))]
    return {definition.form: definition for definition in found}


def load_form(form: Form) -> None:
    """Compile the labels of a form, which else the first document of its kind waits for."""
    _labels(form)


@cache
def _labels(form: Form) -> LabelSet:
    definition = definitions()[form]
    rows = [
        (f.key, tuple(f.labels) + tuple(f.grouped_labels), f.single_line) for f in definition.fields
    ]
    rows += [(f"group:{name}", patterns, False) for name, patterns in definition.groups.items()]
    rows.append((OTHER, definition.other_labels, False))
    owned: dict[str, set[str]] = {}
    for wanted in definition.fields:
        for name in wanted.groups:
            owned.setdefault(name, set()).add(wanted.key)
    return LabelSet(rows, owned)


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


# --- sections of a deck --------------------------------------------------------------------------

_NUMERAL = r"(?:[0-9]{1,2}(?:[-.][0-9]{1,2})*|[ivx]{1,5}(?![a-z])|[a-z](?=[)\].])|[一二三四五六七八九十]{1,2}(?![ぁ-んァ-ヶ一-龠]))"
_NUMBER = re.compile(
    rf"^[(\[<]?(?:no\.?|項番|step|section|chapter|part)?{_NUMERAL}[)\]>]?[.:,/|・-]*"
    r"|^第?[0-9一二三四五六七八九十]{1,3}(?:章|節|部|項|\.)[.:,・-]*"
)
# «(続き)», «2/2», «Schedule» behind its Japanese.
_SUFFIX = re.compile(
    r"(?:\([^()]*\)|(?:その)?[0-9]+(?:/[0-9]+)?|その[一二三四五六七八九十]|続き|つづき|[-:.,]|\[[^\]]*\]|[/|][a-z][a-z'&.,-]*+)++$"
)


# «四　画面遷移», «D 画面遷移»: without the blank it would be a word; «§4 …».
_LED_BY_SIGN = re.compile(r"^\s*(?:§|(?:[一二三四五六七八九十]{1,2}|[A-Za-zＡ-Ｚ])(?=\s))")
# «Screen Flow / 画面遷移»
_LED_BY_ENGLISH = re.compile(r"^[a-z][a-z0-9'&.,-]*[/|:]")
_LED_BY_NUMBER = re.compile(r"[(\[<]?([0-9]{1,2})(?:([)\]>])|[.:,/|・-]|\s)")

# A box that lists so many headings is a table of contents, and has none of their content.
_CONTENTS = 3
_CONTENTS_TITLE = re.compile(r"目次|もくじ|contents|アジェンダ|agenda")


def heading_section(line: str, sections: Mapping[str, tuple[str, ...]]) -> str | None:
    """The section whose heading this line is, numbers and «(続き)» passed over."""
    text = squash(_LED_BY_SIGN.sub("", line))
    if not text or len(text) > 45:
        return None
    forms = {text, _NUMBER.sub("", text)}
    forms |= {_LED_BY_ENGLISH.sub("", form) for form in tuple(forms)}
    forms |= {_SUFFIX.sub("", form) for form in tuple(forms)}
    forms.discard("")
    for name, patterns in sections.items():
        if any(map(_any_of(patterns).fullmatch, forms)):
            return name
    return None


def find_sections(
    found: tuple[Surface, ...],
    sections: Mapping[str, tuple[str, ...]],
    repeated: Container[Location],
    slide_titles: Mapping[str, tuple[str, ...]] = {},
) -> dict[str, tuple[int, ...]]:
    """Section name → numbers of its slides; a slide without a heading continues the one before.
    ``repeated``: the furniture of the slides; ``slide_titles``: headings at the top of a slide only."""
    result: dict[str, list[int]] = {}
    current: list[str] = []
    number: tuple[bool, int] | None = None
    titles = _table_titles(found)
    for surface in found:
        if surface.kind != "slide" or surface.slide is None:
            continue
        items = [*surface.items, *titles.get(surface.slide, ())]
        top = min((i for i in items if i.filled), key=lambda i: (i.y0, i.x0), default=None)
        headed = [(item, _headed(item, sections)) for item in items]
        if top is not None and not any(names for _, names in headed):
            titled = [i for i in items if i.filled and i.y0 < top.y1 and i.place not in repeated]
            headed = [(item, _headed(item, slide_titles)) for item in titled]
        # Tabs at the edge of every slide name all sections, not that of the slide.
        tabs = {name for item, names in headed if item.place in repeated for name in names}
        here = [
            (item, name)
            for item, names in headed
            for name in names
            if len(tabs) < 2 or item.place not in repeated
        ]
        if any(
            _CONTENTS_TITLE.fullmatch(squash(item.text))
            for item in surface.items
            if item is top or (item is surface.items[0] and item.place not in repeated)
        ):
            current = []
        elif here:
            goes_on = current if _goes_on(items, here[0][0]) else []
            current = list(dict.fromkeys([*goes_on, *(name for _, name in here)]))
            number = _number(here[0][0].text)
        elif _begins_another(items, number):
            current = []
        for name in current:
            result.setdefault(name, []).append(surface.slide)
    return {name: tuple(numbers) for name, numbers in result.items()}


def _headed(item: Item, sections: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The sections whose headings a box holds; none where it lists them, as a table of contents."""
    lines = dict.fromkeys((item.text, *item.text.replace("\v", "\n").split("\n")))
    names = dict.fromkeys(n for line in lines if (n := heading_section(line, sections)))
    return list(names) if len(names) < _CONTENTS else []


def _table_titles(found: Iterable[Surface]) -> dict[int, list[Item]]:
    """Slide → the boxes that stand over a whole table of it, as its first row or alone."""
    titles: dict[int, list[Item]] = {}
    for surface in found:
        if surface.kind != "table" or surface.slide is None or not surface.items:
            continue
        top = min(item.y0 for item in surface.items)
        right = max(item.x1 for item in surface.items)
        first = [item for item in surface.items if item.y0 == top and item.filled]
        if len(first) == 1 and (first[0].x1 == right or len(surface.items) == 1):
            titles.setdefault(surface.slide, []).append(first[0])
    return titles


def _number(text: str) -> tuple[bool, int] | None:
    """The number that leads a heading, and whether brackets close it: «5 画面遷移», «(5) …»; not that
    of «① …» or «3つの…»."""
    if text.strip()[:1] and unicodedata.category(text.strip()[0]) == "No":
        return None
    found = _LED_BY_NUMBER.match(fold(text).lstrip())
    return (found[2] is not None, int(found[1])) if found else None


def _goes_on(items: Sequence[Item], heading: Item) -> bool:
    """Whether items of the section before, «(5) 対象手続», stand over the first heading of a slide."""
    first = next((item for item in items if item.filled), heading)
    number = _number(first.text)
    return first.y0 < heading.y0 and number is not None and number[0] and number[1] > 1


def _begins_another(items: Sequence[Item], current: tuple[bool, int] | None) -> bool:
    """Whether a slide begins with the heading of a section that is not asked for: its number goes on
    from that of the current one; under a heading without a number, or one that is written otherwise,
    numbers are those of its items."""
    first = next((item.text for item in items if item.filled), "")
    number = _number(first) if len(first) < 45 else None
    if number is None or current is None:
        return False
    return number[0] == current[0] and number[1] > current[1]


# --- reading -------------------------------------------------------------------------------------


def read_form(document: Document, form: Form) -> FormReading:
    """Find every field and table of ``form`` in a document."""
    definition = definitions()[form]
    found = tuple(surfaces(document))
    reader = Reader(found, _labels(form), definition.noise)
    sections = (
        find_sections(found, definition.sections, reader.furniture, definition.titles)
        if definition.sections
        else {}
    )
    fields: dict[str, FieldValue] = {}
    for wanted in definition.fields:
        fields[wanted.key] = _read_field(wanted, definition, document, reader, sections, fields)
    for wanted in definition.fields:  # what lies within a field that is read after it
        if any(not fields[wanted.key].text and fields[key].raw for key in wanted.within):
            fields[wanted.key] = _read_field(wanted, definition, document, reader, sections, fields)
    tables = {table.key: _read_tables(table, found) for table in definition.tables}
    return FormReading(
        document,
        definition,
        found,
        fields,
        tables,
        sections,
        tuple(reader.answers()),
        reader.furniture,
    )


def _read_tables(table: TableDefinition, found: tuple[Surface, ...]) -> tuple[TableReading, ...]:
    columns = [
        ColumnPattern(
            c.key, _any_of(c.labels), c.required, _any_of(c.choices) if c.choices else None
        )
        for c in table.columns
    ]
    # An example of the table on a sheet that explains it is not the table.
    answers = [surface for surface in found if not explains(surface)]
    for looked_at in (answers, found):
        tables = read_tables(looked_at, columns, least=table.least, marks=table.marks)
        if not tables and table.cards:
            tables = read_cards(looked_at, columns, least=table.least)
        if tables:
            return tuple(tables)
    return ()


def _candidates(
    wanted: FieldDefinition, reader: Reader, sections: Mapping[str, tuple[int, ...]]
) -> list[tuple[int, int, int]]:
    occurrences = reader.occurrences(wanted.key)
    slides = sections.get(wanted.section or "")
    if slides:
        inside = [o for o in occurrences if reader.surfaces[o[0]].slide in slides]
        occurrences = inside or [
            o
            for o in occurrences
            if not any(reader.surfaces[o[0]].slide in s for s in sections.values())
        ]
    if not wanted.groups and not wanted.not_groups:
        return occurrences
    direct = _any_of(wanted.labels)
    kept: list[tuple[int, tuple[int, int, int]]] = []
    for occurrence in occurrences:
        s, i, n = occurrence
        label = squash(reader.split(s, i).segments[n].label or reader.surfaces[s].items[i].text)
        in_group = bool(reader.groups_of(s, i) & set(wanted.groups))
        if reader.groups_of(s, i, open_only=True) & set(wanted.not_groups):
            continue
        if in_group or (wanted.labels and direct.search(label)):
            kept.append((0 if in_group else 1, occurrence))
    return [occurrence for _, occurrence in sorted(kept, key=lambda pair: pair[0])]


# A longer line is prose: no words are in it that belong to a label.
_LONGEST_LED = 1_000


def _pick(wanted: FieldDefinition, text: str) -> str:
    """The part of a raw value that the field means, in the user's own words."""
    text = text.replace("\v", "\n")
    if wanted.pick:
        match_in = folding(text)
        match = _regex(wanted.pick).search(match_in.text)
        return match_in.original(match.start(), match.end()) if match else ""
    lines = []
    for line in text.split("\n"):
        kept = line
        for pattern in wanted.drop if len(line) <= _LONGEST_LED else ():
            folded = folding(kept)
            match = _regex(pattern).search(folded.text)
            while match and match.end() > match.start():
                start = folded.source_index(match.start())
                stop = folded.source_index(match.end())
                kept = kept[:start] + kept[stop:]
                folded = folding(kept)
                match = _regex(pattern).search(folded.text)
        if kept.strip():
            lines.append(kept.strip())
    others = [n for n in lines if not any(_regex(p).search(squash(n)) for p in wanted.drop_beside)]
    return "\n".join(others or lines).strip()


def _pick_lines(wanted: FieldDefinition, text: str) -> str:
    """:func:`_pick` where no label leads to the value: of a field of one line only the lines that
    look like it."""
    if wanted.single_line and wanted.anywhere and not wanted.pick:
        pattern = _regex(wanted.anywhere)
        text = "\n".join(
            line for line in text.replace("\v", "\n").split("\n") if pattern.search(squash(line))
        )
    return _pick(wanted, text)


def _lies_within(wanted: FieldDefinition, text: str, whole: str) -> bool:
    """Whether what was picked of another field's value is one of its own: a part of it that looks as
    it should."""
    if wanted.within_like is None:
        return True
    part = squash(text)
    return part != squash(whole) and _regex(wanted.within_like).search(part) is not None


def _preferred(wanted: FieldDefinition, text: str) -> bool:
    return wanted.prefer is None or _regex(wanted.prefer).search(squash(text)) is not None


def _read_field(
    wanted: FieldDefinition,
    definition: FormDefinition,
    document: Document,
    reader: Reader,
    sections: Mapping[str, tuple[int, ...]],
    before: Mapping[str, FieldValue],
) -> FieldValue:
    values: list[Value] = []
    chosen: tuple[Value, str] | None = None
    for occurrence in _candidates(wanted, reader, sections):
        value = reader.value(occurrence, wanted.take, wanted.parts)
        values.append(value)
        text = _pick(wanted, value.text)
        if text and (chosen is None or _preferred(wanted, text)):
            chosen = (value, text)
        if text and _preferred(wanted, text):
            break
    if chosen is not None:
        value, text = chosen
        return _field(wanted, definition, text, value.text, value, value.parts)
    for key in wanted.within:
        other = before.get(key)
        text = _pick_lines(wanted, other.raw) if other and other.raw else ""
        if other and text and _lies_within(wanted, text, other.raw):
            return _field_at(wanted, definition, text, other.raw, other)
    if wanted.anywhere:
        slides = sections.get(wanted.section or "")
        for number, surface in enumerate(reader.surfaces):
            if slides and surface.slide not in slides:
                continue
            for place, item in enumerate(surface.items):
                if reader.is_noise(number, place):
                    continue
                loose = reader.split(number, place).loose
                if not _regex(wanted.anywhere).search(squash(loose)):
                    continue
                if text := _pick_lines(wanted, loose):
                    return FieldValue(
                        wanted.key,
                        definition.form,
                        wanted.title,
                        text,
                        loose,
                        True,
                        "",
                        item.location,
                        (Part(loose, item.location),),
                    )
    if values:
        value = values[0]
        return _field(wanted, definition, "", value.text, value, value.parts)
    for key in wanted.within:
        other = before.get(key)
        if other and other.found:
            return _field_at(wanted, definition, "", other.raw, other)
    return FieldValue(
        wanted.key,
        definition.form,
        wanted.title,
        "",
        "",
        False,
        "",
        _absent_place(wanted, document, reader, sections),
    )


def _field(
    wanted: FieldDefinition,
    definition: FormDefinition,
    text: str,
    raw: str,
    value: Value,
    parts: tuple[Part, ...],
) -> FieldValue:
    slot = value.slot
    if parts:
        # The place is the box that holds what was picked, where the value lies in several.
        first = fold(text).split("\n")[0] if text else ""
        slot = next((p.location for p in parts if first and first in fold(p.text)), slot)
    return FieldValue(
        wanted.key, definition.form, wanted.title, text, raw, True, value.label, slot, parts
    )


def _field_at(
    wanted: FieldDefinition, definition: FormDefinition, text: str, raw: str, other: FieldValue
) -> FieldValue:
    return FieldValue(
        wanted.key,
        definition.form,
        wanted.title,
        text,
        raw,
        True,
        other.label,
        other.slot,
        other.parts,
    )


def _absent_place(
    wanted: FieldDefinition,
    document: Document,
    reader: Reader,
    sections: Mapping[str, tuple[int, ...]],
) -> Location:
    slides = sections.get(wanted.section or "")
    if slides:
        return Location(document=document.path, slide=slides[0])
    visible = [s for s in reader.surfaces if s.kind == "sheet" and not s.hidden]
    if len(visible) == 1:
        return visible[0].place
    return Location(document=document.path)
