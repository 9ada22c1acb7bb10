"""One run: files in, a report out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from linter import engine
from linter.aside import Aside
from linter.config import Config
from linter.discover import Discovery, discover, submission_root
from linter.document_cache import remembered
from linter.errors import UsageError
from linter.handbook import clauses, manual_items
from linter.model import (
    ClauseCounts,
    Document,
    ManualItem,
    Milestone,
    Prose,
    Report,
    SubmissionFacts,
)
from linter.procedures import names_document, requirements, table2
from linter.reader import Reader
from linter.recognise import recognise
from linter.rules import Rule, load_rules, selected

__all__ = ["Options", "lint", "submission_root"]

Progress = Callable[[str, int, int], None]
# Formats of documents without a form (press release, policies) that are not opened.
_FREE_FORMATS = ("pdf", "docx", "image", "text", "rtf", "odt", "csv", "html", "zip", "doc")


class Options(Struct, frozen=True):
    """``progress`` is called with a file's name, its number and how many there are; ``previous`` is
    the submission that was accepted before; ``password`` opens documents that are encrypted;
    ``reader``: a batch keeps its own over submissions; ``known``: SHA-256 of files by their absolute
    path, where they have been read already."""

    config: Config
    lang: Literal["ja", "en"] = "ja"
    progress: Progress | None = None
    previous: Path | None = None
    password: str | None = None
    reader: Reader | None = None
    known: Mapping[str, str] = {}


def lint(paths: Sequence[Path], options: Options) -> Report:
    """Lint one submission.

    :raises UsageError: a path, the configuration or a rule file is wrong.
    """
    config = options.config
    discovery = discover(paths, config.limits)
    with _reader(options) as reader:
        reader.start()
        given_up = Event()

        def give_up() -> None:
            given_up.set()
            reader.stop()

        with Aside(lambda: _read(discovery, options, reader, given_up), give_up) as reading:
            rules = load_rules([Path(path) for path in config.rules.extend])
            active = selected(rules.rules, config.rules.select, config.rules.ignore)
            if not reading.done:
                engine.prepare(active, config)
            documents = reading.result()
        recognised = _recognised(documents, config)
        previous = _previous(options, reader)
    complete = discovery.kind != "files" or len(recognised) > 1
    evaluation = engine.run(
        active,
        recognised,
        config,
        lang=options.lang,
        complete=complete,
        label=discovery.label,
        previous=previous,
    )
    other = replace(options, lang="en" if options.lang == "ja" else "ja")
    manual = tuple(
        replace(item, translated=(same.title, same.why))
        for item, same in zip(_manual(evaluation, options), _manual(evaluation, other), strict=True)
    )
    return Report(
        submission=evaluation.facts,
        documents=recognised,
        findings=evaluation.findings,
        manual=manual,
        clauses=_coverage(active, evaluation.facts),
        schedule=evaluation.schedule,
        rules_digest=rules.digest,
        lang=options.lang,
    )


def _reader(options: Options) -> AbstractContextManager[Reader]:
    if options.reader is not None:
        return nullcontext(options.reader)
    return Reader(options.config.limits, options.password)


def _previous(options: Options, reader: Reader) -> tuple[Document, ...]:
    if options.previous is None:
        return ()
    # Its files may be named otherwise than those of today.
    config = replace(options.config, documents={})
    discovery = discover([options.previous], config.limits)
    return _recognised(_read(discovery, options, reader), config)


def timetable_of(folder: Path, options: Options) -> tuple[SubmissionFacts, tuple[Milestone, ...]]:
    """What is known of the submission in a folder, and its milestones.

    The documents are read only where the configuration leaves something open; a folder without any
    is none the worse.

    :raises UsageError: a document that the configuration names is not there.
    """
    config = options.config
    documents: tuple[Document, ...] = ()
    if not (config.api and config.dates.service_start):
        try:
            discovery = discover([folder], config.limits)
        except UsageError:
            discovery = None
        if discovery is not None:
            with _reader(options) as reader:
                documents = _recognised(_read(discovery, options, reader), config)
    evaluation = engine.run((), documents, config, lang=options.lang, label=str(folder))
    return evaluation.facts, evaluation.schedule


def _read(
    discovery: Discovery, options: Options, reader: Reader, given_up: Event | None = None
) -> list[Document]:
    """Every document of a submission, until it is given up."""
    documents: list[Document] = []
    for n, source in enumerate(discovery.sources):
        if given_up is not None and given_up.is_set():
            break
        if options.progress is not None:
            options.progress(source.path, n, len(discovery.sources))
        documents.append(remembered(source, options.config.limits, reader.read, options.known))
    return documents


def _recognised(documents: Sequence[Document], config: Config) -> tuple[Document, ...]:
    """The documents with their forms.

    :raises UsageError: a document that the configuration names is not there.
    """
    _check_chosen(config, documents)
    return _settle(recognise(tuple(documents), config.documents))


def _manual(evaluation: engine.Evaluation, options: Options) -> tuple[ManualItem, ...]:
    items = manual_items(evaluation.facts, options.config, options.lang)
    return (
        *_dated(items, evaluation, options),
        *web_form_items(evaluation.facts, options.lang),
    )


def _dated(
    items: Sequence[ManualItem], evaluation: engine.Evaluation, options: Options
) -> Iterator[ManualItem]:
    """Date items with the date they ask for; not those that the rules have judged."""
    here = {
        clause: milestone
        for milestone in evaluation.schedule
        if milestone.procedure == evaluation.facts.procedure
        for clause in (why.clause for why in milestone.why)
    }
    for item in items:
        milestone = here.get(item.clause)
        if milestone is None or milestone.latest is None:
            yield item
        elif options.config.dates.submission is None:
            due = milestone.latest.isoformat()
            words = {"ja": f"提出は遅くとも {due} までです。", "en": f"It is due by {due}."}
            yield replace(item, why=f"{item.why}{words[options.lang]}")


def _check_chosen(config: Config, documents: Sequence[Document]) -> None:
    paths = [d.path for d in documents]
    for form, path in config.documents.items():
        if path not in paths:
            names = "、".join(paths[:5])
            raise UsageError(
                f'設定の [documents] {form} = "{path}" というファイルがありません（あるのは {names}）。'
                f" / [documents] {form}: there is no file {path}."
            )


def _settle(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """A file of another kind that is none of the forms (a PDF press release) is not unreadable: it
    is not read, and needs not be."""
    kinds = table2().documents.values()
    settled: list[Document] = []
    for document in documents:
        free = document.form is None and document.format in _FREE_FORMATS
        named = document.form is None and any(names_document(kind, document) for kind in kinds)
        suffix = Path(document.path).suffix.lower()
        office = suffix in (".pptx", ".pptm", ".xlsx", ".xlsm", ".xls", ".ppt")
        other = {p.code for p in document.problems} <= {"other-kind", "legacy-format"}
        if document.status == "unreadable" and other and (named or (free and not office)):
            document = replace(document, status="unrecognised", problems=())
        elif isinstance(document.body, Prose):
            document = replace(document, body=None)  # a form that is no Word document
        settled.append(document)
    return tuple(settled)


def web_form_items(facts: SubmissionFacts, lang: str) -> tuple[ManualItem, ...]:
    """The web forms that 表 2 asks for: no file proves them."""
    items: list[ManualItem] = []
    for row in requirements(facts.procedure or "review", facts.api, facts.flow):
        if row.handed_in_as != "web-form" or row.mark != "○":
            continue
        if row.condition == "third-party":
            continue  # an item of its own, of the clause set.third-party
        why = {
            "ja": "Webフォームで提出します。ファイルからは確かめられません。",
            "en": "It is handed in by a web form, which no file proves.",
        }[lang]
        items.append(ManualItem("set.required", row.title(lang), why, "01-3 表 2"))
    return tuple(items)


def _coverage(rules: Sequence[Rule], facts: SubmissionFacts) -> ClauseCounts:
    applying = {c for rule in rules if engine.applies(rule, facts) for c in rule.clauses}
    enforced = sum(1 for c in clauses() if c.id in applying)
    manual = sum(1 for c in clauses() if c.id not in applying and c.manual is not None)
    return ClauseCounts(enforced, manual, len(clauses()) - enforced - manual)
