"""One run: files in, a report out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event
from typing import Literal

from msgspec import Struct

from linter.aside import Aside
from linter.config import Config
from linter.discover import Discovery, discover
from linter.document_cache import remembered
from linter.errors import UsageError
from linter.model import OTHER_KINDS, Document, Milestone, Report, SubmissionFacts
from linter.reader import Reader

Progress = Callable[[str, int, int], None]


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
            # Imported while the documents are read: it takes as long.
            from linter.judge import Judge

            judge = Judge(config)
            judge.prepare(lambda: reading.done)
            documents = reading.result()
        previous = _previous(options, reader)
    return judge.report(
        documents, previous, options.lang, discovery.label, whole=discovery.kind != "files"
    )


def _reader(options: Options) -> AbstractContextManager[Reader]:
    if options.reader is not None:
        return nullcontext(options.reader)
    return Reader(options.config.limits, options.password)


def _previous(options: Options, reader: Reader) -> Sequence[Document]:
    if options.previous is None:
        return ()
    documents = _read(discover([options.previous], options.config.limits), options, reader)
    for document in documents:
        for problem in document.problems:
            if document.status == "unreadable" and problem.code not in OTHER_KINDS:
                raise UsageError(
                    f"前回の書類 {document.path} を読めないので、比べられません。{problem.says[0]}"
                    f" / {document.path} of --previous cannot be read."
                )
    return documents


def timetable_of(folder: Path, options: Options) -> tuple[SubmissionFacts, tuple[Milestone, ...]]:
    """What is known of the submission in a folder, and its milestones.

    The documents are read only where the configuration leaves something open; a folder without any
    is none the worse.

    :raises UsageError: a document that the configuration names is not there.
    """
    from linter.judge import timetable

    config = options.config
    documents: Sequence[Document] = ()
    if not (config.api and config.dates.service_start):
        try:
            discovery = discover([folder], config.limits)
        except UsageError:
            discovery = None
        if discovery is not None:
            with _reader(options) as reader:
                documents = _read(discovery, options, reader)
    return timetable(documents, config, options.lang, str(folder))


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
