"""Checks of the set of files against 表 2 of the handbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.values import NoParams
from linter.context import Context
from linter.dates import find_dates
from linter.fold import squash
from linter.model import Document, Location
from linter.procedures import (
    DocumentKind,
    Requirement,
    names_any,
    names_document,
    requirements,
    table2,
)

_SUFFIX_OF = {
    "pptx": (".pptx", ".ppsx", ".potx"),
    "pptm": (".pptm", ".ppsm", ".potm"),
    "xlsx": (".xlsx", ".xltx"),
    "xlsm": (".xlsm", ".xltm"),
}
_TITLE_ITEMS = 12
_KIND_OF = {"pptx": "pptx", "pptm": "pptx", "xlsx": "xlsx", "xlsm": "xlsx"}


class WantParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``only``: ids of 表 2 that the rule is about; ``but``: ids that another rule is about."""

    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    condition: str | None = None


def _wanted(context: Context, params: WantParams) -> list[Requirement]:
    facts = context.facts
    rows = requirements(facts.procedure or "review", facts.api, facts.flow)
    return [
        row
        for row in rows
        if (not params.only or row.id in params.only)
        and row.id not in params.but
        and row.condition == params.condition
    ]


def _candidates(context: Context, row: Requirement) -> list[Document]:
    if row.kind.form is None:
        return [d for d in context.documents if names_document(row.kind, d)]
    return [
        d
        for d in context.documents
        if d.form == row.kind.form and _kind_of(context, d) in (None, row.kind)
    ]


def _kind_of(context: Context, document: Document) -> DocumentKind | None:
    """Which document of 表 2 a form is, where several share it (環境利用申請書, 検証環境利用申請書): by the
    name of its file or its title. None where they are not told apart by name."""
    kinds = [k for k in table2().documents.values() if k.form == document.form and k.name]
    titles = [
        squash(item.text)
        for reading in context.readings
        if reading.document is document
        for surface in reading.surfaces[:2]
        for item in surface.items[:_TITLE_ITEMS]
    ]
    return next((kind for kind in kinds if names_any(kind, [squash(document.path), *titles])), None)


@check("required_documents", WantParams)
def required_documents(
    context: Context, given: tuple[str, ...], params: WantParams
) -> Iterator[Hit]:
    """Every file that 表 2 marks ○ is there. Only asked of a whole submission."""
    del given
    if not context.complete:
        return
    if params.condition == "press-release" and not context.config.press_release:
        return
    told: set[str] = set()
    for row in _wanted(context, params):
        if row.mark != "○" or row.handed_in_as == "web-form" or _candidates(context, row):
            continue
        if row.kind.ja in told:
            continue
        told.add(row.kind.ja)
        yield Hit(
            Location(),
            expected=row.kind.ja,
            values={
                "missing": {"ja": row.kind.ja, "en": row.kind.en},
                "procedure": context.facts.procedure or "",
                "api": ", ".join(context.facts.api) or "?",
                "lookalike": _lookalike(context, row),
            },
        )


def _lookalike(context: Context, row: Requirement) -> dict[str, str]:
    """A file nobody recognised may be the missing one: say so."""
    wanted = {"xlsx": ("xlsx", "xlsm"), "pptx": ("pptx", "pptm")}.get(row.handed_in_as, ())
    unknown = [d.path for d in context.documents if d.form is None and d.format in wanted]
    if not unknown:
        return {"ja": "", "en": ""}
    names = "、".join(f"「{name}」" for name in unknown[:3])
    return {
        "ja": f"（{names} は何の書類か分かりませんでした）",
        "en": f" ({names} was not recognised)",
    }


@check("not_required_documents", NoParams)
def not_required_documents(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """No file is there that 表 2 marks «-» for this procedure and API, or that is a web form."""
    del given
    facts = context.facts
    rows = requirements(facts.procedure or "review", facts.api, facts.flow)
    by_form: dict[str, list[Requirement]] = {}
    for row in rows:
        if row.kind.form is not None:
            by_form.setdefault(row.kind.form, []).append(row)
    for document in context.documents:
        kind = _kind_of(context, document)
        found = [row for row in by_form.get(document.form or "", []) if kind in (None, row.kind)]
        if document.form in (None, "inquiry"):
            continue
        needless = bool(found) and all(
            row.mark == "-" or row.handed_in_as == "web-form" for row in found
        )
        if needless or (not found and facts.api and facts.procedure):
            yield Hit(
                Location(document=document.path),
                values={
                    "api": ", ".join(facts.api),
                    "procedure": facts.procedure or "",
                },
            )


@check("document_format", WantParams)
def document_format(context: Context, given: tuple[str, ...], params: WantParams) -> Iterator[Hit]:
    """Forms are in the format of 表 2, and names end as their content is."""
    forms = {name.partition(".")[0] for name in given}
    for document in context.documents:
        if document.form is None:
            if "documents" in forms:
                yield from _mismatch(document)
            continue
        wanted = "pptx" if document.form == "plan" else "xlsx"
        if "documents" in forms:
            if document.form in params.but:
                continue
        elif document.form not in forms:
            continue
        suffix = PurePosixPath(document.path).suffix.lower()
        if document.status == "unreadable":
            continue
        if _KIND_OF.get(document.format) != wanted:
            yield _format_hit(document, wanted)
        elif suffix not in _SUFFIX_OF.get(document.format, ()):
            yield _suffix_hit(document, suffix)


def _mismatch(document: Document) -> Iterator[Hit]:
    suffix = PurePosixPath(document.path).suffix.lower()
    if document.format in _SUFFIX_OF and suffix not in _SUFFIX_OF[document.format]:
        yield _suffix_hit(document, suffix)


def _suffix_hit(document: Document, suffix: str) -> Hit:
    expected = _SUFFIX_OF[document.format][0]
    return Hit(
        Location(document=document.path),
        evidence=document.path,
        expected=expected,
        values={
            "problem": {
                "ja": f"拡張子は {suffix or 'なし'} ですが、中身は {expected} です",
                "en": f"the name ends in {suffix or 'nothing'}, the content is {expected}",
            }
        },
    )


def _format_hit(document: Document, wanted: str) -> Hit:
    name = "PowerPoint（.pptx）" if wanted == "pptx" else "Excel（.xlsx）"
    return Hit(
        Location(document=document.path),
        evidence=document.path,
        expected=name,
        values={
            "problem": {
                "ja": f"{name} ではなく {document.format} です",
                "en": f"it is {document.format}, not {name}",
            }
        },
    )


class UnreadableParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``fatal``: documents of which nothing could be read, else those read in part; ``plan``: only
    the plan, or only the others."""

    fatal: bool = True
    plan: bool | None = None


@check("readable", UnreadableParams)
def readable(context: Context, given: tuple[str, ...], params: UnreadableParams) -> Iterator[Hit]:
    """Every document can be read; the hit says in plain words why not."""
    del given
    for document in context.documents:
        if params.plan is not None and (document.form == "plan") != params.plan:
            continue
        for problem in document.problems:
            if problem.fatal != params.fatal:
                continue
            ja, en = problem.says
            yield Hit(
                Location(document=document.path),
                evidence=document.path,
                values={"problem": {"ja": ja, "en": en}},
            )


@check("unique_documents", NoParams)
def unique_documents(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """One document of a kind. Annex 1 may be two files, one per sheet; ledgers are per API."""
    del given
    kinds: dict[str, list[Document]] = {}
    for document in context.documents:
        if document.form not in (None, "inquiry", "annex1"):
            kind = _kind_of(context, document)
            kinds.setdefault(kind.ja if kind else str(document.form), []).append(document)
    for documents in kinds.values():
        if len(documents) < 2:
            continue
        for document in documents:
            others = [d.path for d in documents if d is not document]
            yield Hit(
                Location(document=document.path),
                related=tuple(Location(document=path) for path in others),
                values={"others": "、".join(f"「{path}」" for path in others)},
            )


@check("recognised", NoParams)
def recognised(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """Each Office file is one of the documents of 表 2."""
    del given
    kinds = table2().documents.values()
    for document in context.documents:
        if document.status == "unrecognised" and not any(
            names_document(kind, document) for kind in kinds
        ):
            yield Hit(Location(document=document.path))


@check("suppressions_used", NoParams, last=True)
def suppressions_used(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """Every suppression of the configuration accepts something: else it hides what comes next."""
    del given
    for entry in context.config.suppress:
        if not any(
            f.suppressed is not None
            and entry.rule in (f.rule, f.name)
            and entry.document in (None, f.location.document)
            for f in context.findings
        ):
            yield Hit(Location(document=entry.document), evidence=entry.rule)


class VersionParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``old_titles``: pattern of titles of forms that were replaced, over squashed text; ``stamp``:
    pattern of a form's version, old where a date ``before`` that day stands beside it."""

    old_titles: str
    stamp: str
    before: date


@check("current_title", VersionParams)
def current_title(context: Context, given: tuple[str, ...], params: VersionParams) -> Iterator[Hit]:
    """No document carries the title or the version stamp of a form that has been replaced; one hit
    per document."""
    del given
    titles = re.compile(params.old_titles)
    for reading in context.readings:
        for item in (i for surface in reading.surfaces[:4] for i in surface.items[:_TITLE_ITEMS]):
            if len(item.text) < 60 and (
                titles.search(squash(item.text)) or _is_old_stamp(item.text, params)
            ):
                yield Hit(item.location, evidence=item.text)
                break


def _is_old_stamp(text: str, params: VersionParams) -> bool:
    return (
        len(text) < 40
        and re.search(params.stamp, squash(text)) is not None
        and any(written.day < params.before for written in find_dates(text))
    )
