"""Which form a document is: by its title, its sheets or headings, then its file name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from linter.fold import squash
from linter.forms import FormDefinition, definitions, find_sections
from linter.layout import Surface, furniture, surfaces
from linter.model import Deck, Document, Form, Prose

_TITLE_ITEMS = 14


def recognise(documents: tuple[Document, ...], chosen: dict[Form, str]) -> tuple[Document, ...]:
    """Each document with its form; ``chosen`` (from the configuration) wins."""
    by_path = {path: form for form, path in chosen.items()}
    found = [
        replace(d, form=by_path[d.path]) if d.path in by_path else replace(d, form=form_of(d))
        for d in documents
    ]
    found = _only_deck(found)
    return tuple(
        replace(d, status="unrecognised") if d.form is None and d.status == "read" else d
        for d in found
    )


def _only_deck(documents: list[Document]) -> list[Document]:
    """A lone presentation that nothing tells apart is the plan: no other deck is ever asked for."""
    if any(d.form == "plan" for d in documents):
        return documents
    decks = [d for d in documents if d.format in ("pptx", "pptm") and d.form is None]
    if len(decks) != 1:
        return documents
    names = definitions()["plan"].recognise.not_file
    if any(re.search(p, squash(decks[0].path)) for p in names):
        return documents
    return [replace(d, form="plan") if d is decks[0] else d for d in documents]


def form_of(document: Document) -> Form | None:
    """The form with the most signs, or None."""
    best: tuple[int, Form | None] = (0, None)
    found = surfaces(document)
    for form, definition in definitions().items():
        points = _points(document, definition, found)
        if points > best[0]:
            best = (points, form)
    return best[1] if best[0] >= 3 else None


def _points(document: Document, definition: FormDefinition, found: Sequence[Surface]) -> int:
    signs = definition.recognise
    name = squash(document.path.rsplit("/", 1)[-1])
    other = any(re.search(p, name) for p in signs.not_file)
    points = 4 if not other and any(re.search(p, name) for p in signs.file) else 0
    if document.body is None or isinstance(document.body, Prose):
        return points
    if isinstance(document.body, Deck) != (definition.kind == "deck"):
        # The right document in the wrong format is told by its name alone.
        return points - 1 if points else 0
    titles = [squash(item.text) for surface in found[:6] for item in surface.items[:_TITLE_ITEMS]]
    if any(re.fullmatch(f"(?:{p})(?:\\(.*\\)|兼.*)?", t) for p in signs.titles for t in titles):
        points += 8
    elif other:
        return 0  # the name of another document, and no title that says otherwise
    elif any(len(t) < 60 and re.search(p, t) for p in signs.titles for t in titles):
        points += 3
    sheets = [squash(s.name) for s in found if s.kind == "sheet"]
    points += 3 * min(3, sum(1 for s in sheets if any(re.fullmatch(p, s) for p in signs.sheets)))
    if signs.headings:
        points += 3 * min(
            4, len(find_sections(tuple(found), definition.sections, furniture(found)))
        )
    return points
