"""Checks against the submission that was accepted before (``check --previous FOLDER``)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.values import NoParams
from linter.choices import chosen
from linter.context import Context
from linter.fold import squash
from linter.forms import FormReading
from linter.layout import document_texts
from linter.model import Document, Form, Location
from linter.procedures import requirements

_SHOWN = 5


class ProceduresParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``changed``: told where procedures were added or removed, else where none was."""

    changed: bool = True


def _procedures(reading: FormReading) -> dict[str, str]:
    """Folded name → name of every chosen procedure of a 対象手続 sheet."""
    return {
        squash(row.text("procedure")): row.text("procedure")
        for table in reading.tables.get("procedures", ())
        for row in table.rows
        if chosen(row.text("mark"))
    }


def _pairs(context: Context, form: Form) -> Iterator[tuple[FormReading, FormReading]]:
    before = next((r for r in context.previous if r.definition.form == form), None)
    for reading in context.of_form(form):
        if before is not None:
            yield reading, before


@check("procedures_since", ProceduresParams)
def procedures_since(
    context: Context, given: tuple[str, ...], params: ProceduresParams
) -> Iterator[Hit]:
    """What was added to the chosen procedures of a form, and removed, since it was accepted."""
    del given
    for form in ("registration", "environment"):
        for reading, before in _pairs(context, form):
            now, then = _procedures(reading), _procedures(before)
            if not now and not then:
                continue
            added = [name for key, name in now.items() if key not in then]
            removed = [name for key, name in then.items() if key not in now]
            if bool(added or removed) is not params.changed:
                continue
            yield Hit(
                _table_place(reading),
                evidence="、".join(added) or None,
                values={
                    "changes": {
                        "ja": "、".join(_told("追加", added) + _told("削除", removed)),
                        "en": "; ".join(_told("added", added) + _told("removed", removed)),
                    }
                },
            )


def _told(word: str, names: list[str]) -> list[str]:
    return [f"{word} {len(names)}（{'、'.join(names)}）"] if names else []


def _table_place(reading: FormReading) -> Location:
    return next(
        (table.place for table in reading.tables.get("procedures", ())),
        Location(document=reading.document.path),
    )


def _content(document: Document) -> dict[str, str]:
    """Folded text → text of everything a document says."""
    return {squash(item.text): item.text for item in document_texts(document) if item.text.strip()}


@check("unchanged_since", NoParams)
def unchanged_since(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """A document that 表 2 asks for only if it has changed says what it said before."""
    del given
    for document, before in _marked_if_changed(context):
        if _content(document).keys() == _content(before).keys():
            yield Hit(Location(document=document.path), values={"previous": before.path})


@check("changed_since", NoParams)
def changed_since(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """What is new in a document that 表 2 asks for only if it has changed."""
    del given
    for document, before in _marked_if_changed(context):
        now, then = _content(document), _content(before)
        new = [text for key, text in now.items() if key not in then]
        gone = [text for key, text in then.items() if key not in now]
        if new or gone:
            shown = "、".join(f"「{' '.join(text.split())}」" for text in [*new, *gone][:_SHOWN])
            yield Hit(
                Location(document=document.path),
                evidence=new[0] if new else None,
                values={"changes": shown, "count": len(new) + len(gone)},
            )


def _marked_if_changed(context: Context) -> Iterator[tuple[Document, Document]]:
    facts = context.facts
    wanted = {
        row.kind.form
        for row in requirements(facts.procedure or "", facts.api, facts.flow)
        if row.mark == "△"
    }
    for form in sorted(form for form in wanted if form is not None):
        for reading, before in _pairs(context, form):
            yield reading.document, before.document
