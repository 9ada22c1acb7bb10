"""One submission of a batch: linted, and its reports written."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from linter.batch.inbox import write_whole
from linter.batch.state import Row, row_of
from linter.batch.task import Wanted
from linter.cache import key
from linter.config import Config
from linter.config_file import load_config, override, rule_files
from linter.discover import submission_root
from linter.document_cache import all_last
from linter.errors import UsageError
from linter.lint import Options, lint
from linter.model import ClauseCounts, Document, Problem, Report, SubmissionFacts
from linter.reader import Reader
from linter.reporters import View, render
from linter.reporters.redact import redact
from linter.resources import rules_digest
from linter.rules import load_rules
from linter.state import State, state_of
from linter.thumbnails import thumbnails


def check_one(
    path: Path,
    name: str,
    files: tuple[str, str],
    wanted: Wanted,
    out: Path,
    config_file: Path | None,
    reader_for: Callable[[Config], Reader],
    earlier: Row | None = None,
) -> Row:
    """Write the reports on one submission, unless nothing has changed since ``earlier``.

    :raises OSError: a report cannot be written.
    """
    config, digest = Config(), None
    try:
        config = override(
            load_config(submission_root([path]), config_file).config, fail_on=wanted.fail_on
        )
        state = state_of([path])
        digest = _digest(state, config, wanted)
        if earlier is not None and _still_there(earlier, digest, files, out):
            return earlier
        options = Options(
            config=config,
            lang=wanted.lang,
            reader=reader_for(config),
            known=state.files if state else {},
        )
        report, reason = lint([path], options), None
    except UsageError as error:
        reason = str(error)
        report = _failed(name, reason, wanted.lang)
    row = row_of(
        report, name, files, config.fail_on, digest if all_last(report.documents) else None
    )
    if reason is not None:
        row = replace(row, outcome="failed", reason=reason, digest=None)
    elif wanted.redacted:
        rules = load_rules(rule_files(config)).rules
        report = redact(report, {rule.id: rule for rule in rules})
    seen = {} if wanted.redacted else thumbnails([path], report, config.limits)
    command = shlex.join(["myna-lint", str(path)])
    view = View(fail_on=config.fail_on, command=command, thumbnails=seen)
    write_whole(out / files[0], render("html", report, view))
    write_whole(out / files[1], render("json", report, view))
    return row


def _digest(state: State | None, config: Config, wanted: Wanted) -> str | None:
    """Of all that the reports hang on; None where something of it cannot be read."""
    rules = rules_digest(rule_files(config))
    if state is None or not rules:
        return None
    asked = msgspec.json.encode((config, wanted.lang, wanted.redacted))
    return key(state.digest, rules, asked)


def _still_there(earlier: Row, digest: str | None, files: tuple[str, str], out: Path) -> bool:
    return (
        digest is not None
        and (earlier.digest, earlier.html, earlier.json) == (digest, *files)
        and all((out / file).is_file() for file in files)
    )


def _failed(name: str, reason: str, lang: Literal["ja", "en"]) -> Report:
    """A report that says why the submission could not be checked at all."""
    problem = Problem("unreadable-content", reason)
    document = Document(name, "unknown", "", status="unreadable", problems=(problem,))
    facts = SubmissionFacts(name, (), None, "current", "private")
    return Report(facts, (document,), (), (), ClauseCounts(), lang=lang)
