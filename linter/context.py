"""What a check function may look at: the documents as read, the facts, the configuration.

``given`` names of a rule select from it:

====================================  =============================================================
``plan.name``, ``registration.mail``  a field of a form (rules/forms/*.yaml)
``plan.texts``                        every text of the documents of that form, notes excluded
``registration.answers``              the same without example columns and instruction sheets
``plan.section.screens``              the slides under that heading
``registration.table.procedures``     the rows under that table's header
``plan.slides``, ``annex1.sheets``    the slides or sheets themselves
``config.dates.service-start``        what the configuration says
``documents``                         the set of files
``previous``                          the submission that was accepted before
====================================  =============================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from linter.config import Config
from linter.fold import nearest
from linter.forms import FieldValue, FormReading, definitions, read_form
from linter.layout import Item, document_texts
from linter.model import FORMS, Document, Finding, Form, Slide, SubmissionFacts
from linter.tables import TableReading

_CONFIG_NAMES = (
    "config.dates.service-start",
    "config.dates.submission",
    "config.dates.production-check-start",
    "config.dates.press-release",
    "config.web-forms.procedures",
    "config.web-forms.municipalities",
)


class TableOf(Struct, frozen=True):
    """A table with the reading it belongs to."""

    reading: FormReading
    table: TableReading


class Context:
    """One submission, ready for the checks; pure data, built once per run."""

    def __init__(
        self,
        documents: tuple[Document, ...],
        config: Config,
        facts: SubmissionFacts,
        readings: tuple[FormReading, ...],
        *,
        complete: bool = True,
        previous: tuple[FormReading, ...] = (),
    ) -> None:
        self.documents = documents
        self.config = config
        self.facts = facts
        self.readings = readings
        self.complete = complete
        self.previous = previous
        self.findings: tuple[Finding, ...] = ()
        self._text_cache: dict[str, list[Item]] = {}

    def of_form(self, form: Form) -> tuple[FormReading, ...]:
        return tuple(r for r in self.readings if r.definition.form == form)

    def fields(self, given: tuple[str, ...]) -> Iterator[FieldValue]:
        """The named fields, in the order given; one per document of the form."""
        for name in given:
            form, _, key = name.partition(".")
            for reading in self.readings:
                if reading.definition.form == form and key in reading.fields:
                    yield reading.fields[key]

    def texts(self, given: tuple[str, ...]) -> Iterator[Item]:
        """The texts that ``….texts``, ``….section.…`` or a field name select."""
        for name in given:
            form, _, rest = name.partition(".")
            for reading in self.readings:
                if reading.definition.form != form:
                    continue
                if rest == "texts":
                    yield from self._texts(reading)
                elif rest == "answers":
                    yield from reading.answers
                elif rest.startswith("section."):
                    yield from reading.section_items(rest.removeprefix("section."))
                elif rest in reading.fields:
                    field = reading.fields[rest]
                    for part in field.parts:
                        yield Item(part.text, 0, 0, 0, 0, part.location)

    def _texts(self, reading: FormReading) -> list[Item]:
        path = reading.document.path
        if path not in self._text_cache:
            self._text_cache[path] = list(document_texts(reading.document, reading.surfaces))
        return self._text_cache[path]

    def tables(self, given: tuple[str, ...]) -> Iterator[TableOf]:
        for name in given:
            form, _, rest = name.partition(".table.")
            for reading in self.readings:
                if reading.definition.form == form:
                    for table in reading.tables.get(rest, ()):
                        yield TableOf(reading, table)

    def sections(
        self, given: tuple[str, ...]
    ) -> Iterator[tuple[FormReading, str, tuple[Slide, ...]]]:
        """(document, section, its slides; none where the heading is missing) per plan."""
        for name in given:
            form, _, section = name.partition(".section.")
            for reading in self.readings:
                if reading.definition.form != form or reading.document.deck is None:
                    continue
                numbers = reading.sections.get(section, ())
                slides = tuple(
                    slide for slide in reading.document.deck.slides if slide.number in numbers
                )
                yield reading, section, slides


@cache
def known_given() -> tuple[str, ...]:
    """Every name that ``given`` accepts."""
    names = ["documents", "previous", *_CONFIG_NAMES]
    for form in FORMS:
        definition = definitions().get(form)
        if definition is None:
            continue
        names += [f"{form}.texts", f"{form}.{'slides' if definition.kind == 'deck' else 'sheets'}"]
        names.append(f"{form}.answers")
        names += [f"{form}.{field.key}" for field in definition.fields]
        names += [f"{form}.section.{name}" for name in definition.sections]
        names += [f"{form}.table.{table.key}" for table in definition.tables]
    return tuple(names)


def unknown_given(given: tuple[str, ...]) -> tuple[str, str | None] | None:
    """The first name that selects nothing, with the nearest known one; None if all are known."""
    known = known_given()
    for name in given:
        if name not in known:
            return name, nearest(name, list(known))
    return None


def read_all(documents: tuple[Document, ...]) -> tuple[FormReading, ...]:
    """Read the form of every document that has one and is of its kind (deck or workbook)."""
    return tuple(
        read_form(document, document.form)
        for document in documents
        if document.form is not None
        and (
            document.deck is not None
            if definitions()[document.form].kind == "deck"
            else document.workbook is not None
        )
    )
