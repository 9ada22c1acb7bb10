"""From the files of a session to its report, in a thread of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from linter.config import Config
from linter.config_file import load_config, override, rule_files
from linter.errors import UsageError, unexpected
from linter.model import SEVERITIES, Report
from linter.reporters import View, render
from linter.reporters.safe import visible
from linter.reporters.verdict import failing
from linter.resources import CONFIG_NAME
from linter.thumbnails import thumbnails
from linter.web.refusal import RefusedError
from linter.web.sessions import Pages, Session
from linter.web.states import Choices, Done, Failed, Reading, Waiting

_SEVERAL = "提出書類"
"""What a submission is called that was dropped as several files."""
# Beside sentences that are in Japanese only.
_WRONG = "The files or their configuration are wrong; the sentence says where."
_DEFECT = "Something unexpected went wrong; this is a defect of myna-lint."


Progress = Callable[[str, int, int], None]
Lint = Callable[[Sequence[Path], Config, Progress], Report]
"""The engine, with everything of the call but the files settled."""


class Checks:
    """Runs checks, at most ``slots`` at once. Its threads do not keep the process from ending."""

    def __init__(self, lint: Lint, slots: int = 2) -> None:
        self._lint = lint
        self._slots = threading.BoundedSemaphore(slots)

    def start(self, session: Session, choices: Choices) -> None:
        """:raises RefusedError: nothing to check, or a check of the session is running."""
        if not session.uploads.names:
            raise RefusedError(
                409,
                "ファイルがありません。提出フォルダーを置いてください。",
                "There are no files. Drop the submission folder.",
            )
        if session.busy:
            raise RefusedError(
                409,
                "確認の途中です。終わるまで待ってください。",
                "A check is running. Wait until it has ended.",
            )
        session.busy = True
        session.state = Waiting()
        threading.Thread(target=self._run, args=(session, choices), daemon=True).start()

    def _run(self, session: Session, choices: Choices) -> None:
        try:
            with self._slots:
                session.state = self._outcome(session, choices)
        finally:
            session.busy = False
            if session.closed:  # what was open while the folder was removed
                session.remove_files()

    def _outcome(self, session: Session, choices: Choices) -> Done | Failed:
        reading: str | None = None

        def progress(document: str, done: int, total: int) -> None:
            nonlocal reading
            reading = document
            session.state = Reading(visible(document), done + 1, total)

        folder = session.uploads.folder
        try:
            done, pages = _check(folder, session.uploads.names, choices, self._lint, progress)
        except UsageError as error:
            # The folder is ours; the user knows the files by their names in it.
            words = str(error).replace(f"{folder}{os.sep}", "")
            ja, _, en = words.replace(str(folder), _SEVERAL).partition(" / ")
            return Failed(ja, en or _WRONG)
        except Exception as error:
            return Failed(unexpected(error, reading), _DEFECT)
        if not session.closed:
            session.pages = pages
        return done


def submission(folder: Path, names: Sequence[str]) -> tuple[Path, str]:
    """What to lint of the files in ``folder``, and what to call it: the one folder that was dropped,
    the one file beside a configuration, or all files together."""
    tops = {name.split("/")[0] for name in names}
    documents = [folder / top for top in tops if top != CONFIG_NAME]
    if len(documents) != 1 or (len(tops) > 1 and documents[0].is_dir()):
        return folder, _SEVERAL
    return documents[0], documents[0].name


def _check(
    folder: Path,
    names: Sequence[str],
    choices: Choices,
    lint: Lint,
    progress: Progress,
) -> tuple[Done, Pages]:
    """:raises UsageError: the files or their configuration are wrong."""
    path, name = submission(folder, names)
    root = path if path.is_dir() else folder
    # Above our folder lies a folder of the system that anyone may write to.
    config = load_config(root, above=False).config
    _refuse_outside(config, folder)
    config = override(
        config,
        api=choices.api,
        procedure=choices.procedure,
        flow=choices.flow,
        applicant=choices.applicant,
        submission=choices.submission,
        service_start=choices.service_start,
    )
    report = lint([path], config, progress)
    report = replace(report, submission=replace(report.submission, path=name))
    view = View(
        fail_on=config.fail_on,
        command="myna-lint serve",
        thumbnails=thumbnails([path], report, config.limits),
    )
    pages = Pages(render("html", report, view), render("json", report, view))
    return _done(report, config), pages


def _refuse_outside(config: Config, folder: Path) -> None:
    """A configuration that was dropped names no rule file but those dropped with it."""
    inside = folder.resolve()
    for file in rule_files(config):
        if not file.resolve().is_relative_to(inside):
            raise UsageError(
                f"{CONFIG_NAME} の [rules] extend は、置いたフォルダーの外のファイルを指しています。"
                "ルールのファイルを提出フォルダーの中に置いてください。"
                " / [rules] extend names a file outside the folder that was dropped."
            )


def _done(report: Report, config: Config) -> Done:
    facts = report.submission
    dates = {
        "submission": config.dates.submission,
        "service-start": config.dates.service_start,
    }
    return Done(
        name=facts.path,
        ready=not failing(report, config.fail_on),
        api=facts.api,
        procedure=facts.procedure,
        flow=facts.flow,
        applicant=facts.applicant,
        inferred=facts.inferred,
        dates={key: day for key, day in dates.items() if day is not None},
        summary={severity: report.count(severity) for severity in SEVERITIES},
    )
