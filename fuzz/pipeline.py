"""All that the command does with a submission, in this process: what a worker would only tell as a
problem of the document is raised here."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar
from unittest.mock import patch

import msgspec
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from fuzz.case import BrokenError, Files
from linter import inspection
from linter.archive import ContainerError
from linter.config_file import load_config
from linter.container import open_package
from linter.discover import Source
from linter.errors import UsageError
from linter.limits import Limits
from linter.lint import Options, lint
from linter.model import Document, Report
from linter.parsers.docx import parse_prose
from linter.parsers.parts import PartReader
from linter.parsers.pptx import parse_deck
from linter.parsers.xlsx import parse_workbook
from linter.reader import Reader
from linter.reading import read_document
from linter.reporters import View, render
from linter.reporters.redact import redact
from linter.resources import rules_dir
from linter.rules import load_rules
from linter.thumbnails import thumbnails

T = TypeVar("T")
_EXCEPTION = re.compile(r"[A-Z]\w*(?:Error|Exception)$")
# What is not done in every run is done with one input in so many, always the same ones.
_EVERY = 4
# What a terminal would obey; a report's own line ends aside.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Here(Reader):
    """Reads documents without a process, and has them encoded as the process would.
    ``documents``: those of some paths, in place of what the files hold."""

    def __init__(
        self,
        limits: Limits | None = None,
        password: str | None = None,
        documents: Mapping[str, Document] | None = None,
    ) -> None:
        super().__init__(limits, password)
        self._documents = documents or {}

    def start(self) -> None:
        pass

    def read(self, source: Source) -> Document:
        document = self._documents.get(source.path) or read_document(source, self.limits)
        for problem in document.problems:
            if problem.code == "unreadable-content" and _EXCEPTION.search(problem.detail):
                reveal(source.read(self.limits), document.format)
                raise BrokenError(f"{problem.detail}, and not again")
        return msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=Document)


def _unguarded(self: PartReader, part: str, read: Any, otherwise: Any) -> Any:
    try:
        return read()
    except ContainerError as error:
        self.tell(error)
    return otherwise


def reveal(data: bytes, kind: str) -> None:
    """Parse a document with nothing caught, for the traceback."""
    with patch.object(PartReader, "guarded", _unguarded):
        if kind == "docx":
            parse_prose(open_package(data, kinds=("docx",)))
        elif kind.startswith("ppt"):
            parse_deck(open_package(data))
        else:
            parse_workbook(open_package(data))


@contextmanager
def _folder(files: Files) -> Any:
    with tempfile.TemporaryDirectory(prefix="myna-lint-fuzz-") as name:
        folder = Path(name) / "提出"
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content)
        yield folder


def submission(files: Files, documents: Mapping[str, Document] | None = None) -> None:
    """Lint the files as a submission and write every report of it, in both languages."""
    with _folder(files) as folder:
        zips = [name for name in files if name.endswith(".zip")]
        paths = [folder / zips[0] if zips else folder]
        config = load_config(folder, above=False).config
        langs: tuple[Literal["ja", "en"], ...] = ("ja", "en")
        lang = langs[sum(map(len, files.values())) % 2]
        options = Options(config, lang=lang, reader=Here(config.limits, documents=documents))
        try:
            report = lint(paths, options)
        except UsageError:
            return
        if sum(map(len, files.values())) % _EVERY == 0:
            with patch.object(inspection, "Reader", lambda *_: Here(documents=documents)):
                for line in inspection.describe(paths[0], config.limits):
                    line.encode("utf-8", "surrogatepass")
        reports(report, View(thumbnails=thumbnails(paths, report, config.limits)))
        for file, content in files.items():
            if (folder / file).read_bytes() != content:
                raise BrokenError(f"{file} was changed")


def reports(report: Report, view: View) -> None:
    """Every format, and what must hold of each."""
    told = render("json", report, view)
    judge_json(told)
    for width in (80, 20) if len(told) % _EVERY == 0 else (80,):
        text = render("text", report, replace(view, width=width))
        obeyed = _OBEYED.search(text)
        if obeyed:
            raise BrokenError(f"the text holds {obeyed[0]!r}")
        text.encode()
    render("html", report, view).encode()
    if len(told) % _EVERY == 0:
        rules = {rule.id: rule for rule in load_rules().rules}
        redacted = redact(report, rules)
        judge_json(render("json", redacted, view))
        render("html", redacted, replace(view, thumbnails={})).encode()


def judge_json(text: str) -> None:
    text.encode()
    data = json.loads(text, parse_constant=_no_json)
    error = next(_schema().iter_errors(data), None)
    if error is not None:
        raise BrokenError(f"JSON: {error.json_path}: {error.message[:200]}")


def _no_json(name: str) -> None:
    raise BrokenError(f"JSON has no {name}")


@cache
def _schema() -> Draft202012Validator:
    path = rules_dir() / "schema" / "report.schema.json"
    return Draft202012Validator(json.loads(path.read_text("utf-8")))
