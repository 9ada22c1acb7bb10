"""``myna-lint check PATH…``: lint one submission."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
from msgspec.structs import replace

from linter import replay
from linter.commands import console, streams
from linter.commands.options import (
    FILE,
    CommaList,
    OneOf,
    config_option,
    lang_option,
    no_cache_option,
    split,
)
from linter.commands.outputs import OrderedCommand, Output, pair
from linter.commands.password import password_option, read_password
from linter.config import Api, Applicant, Config, Flow, Procedure
from linter.config_file import load_config, override, rule_files
from linter.discover import submission_root
from linter.document_cache import all_last
from linter.limits import Limits
from linter.model import SEVERITIES, Report
from linter.reader import Reader
from linter.reporters import FORMATS, View, render
from linter.reporters.verdict import exit_status


@click.command("check", cls=OrderedCommand)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=FILE)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=OneOf(FORMATS),
    help="報告の形式（既定 text）。--output と組で繰り返せます。Report format, repeatable.",
)
@click.option(
    "--output",
    "files",
    metavar="FILE",
    multiple=True,
    type=FILE,
    help="直前の --format の出力先（なければ標準出力）。Where the format before it goes.",
)
@click.option(
    "--html",
    metavar="FILE",
    type=FILE,
    help="HTML の報告もこのファイルに書く。Also write the HTML report to this file.",
)
@click.option(
    "--api",
    multiple=True,
    type=CommaList(get_args(Api)),
    help=f"申請する API（{'、'.join(get_args(Api))}）。The API applied for, repeatable.",
)
@click.option("--procedure", type=OneOf(get_args(Procedure)), help="申請する手続。The procedure.")
@click.option("--flow", type=OneOf(get_args(Flow)), help="申請の流れ。The application flow.")
@click.option(
    "--applicant", type=OneOf(get_args(Applicant)), help="申請者の区分。Kind of applicant."
)
@click.option(
    "--previous",
    metavar="FOLDER",
    type=FILE,
    help="前回受理された提出書類と比べる。Compare with the submission accepted before.",
)
@password_option
@config_option
@click.option(
    "--select",
    metavar="RULE[,RULE…]",
    multiple=True,
    help="このルールだけ確かめる（ルール ID・名前・条項 ID）。Only these rules, repeatable.",
)
@click.option(
    "--ignore",
    metavar="RULE[,RULE…]",
    multiple=True,
    help="このルールは確かめない（ルール ID・名前・条項 ID）。Not these rules, repeatable.",
)
@click.option(
    "--fail-on",
    type=OneOf(SEVERITIES),
    help="終了コードを 1 にする重さ（既定 error）。Least severity that fails the run.",
)
@lang_option
@click.option(
    "--redact",
    is_flag=True,
    help="書類の文面を報告に出さない。Leave the documents' text out of the report.",
)
@no_cache_option
@click.option("--quiet", is_flag=True, help="指摘だけを出す。Findings only.")
@click.option(
    "--color",
    type=OneOf(("auto", "always", "never")),
    default="auto",
    help="色を使うか（既定 auto）。When to use colour.",
)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """提出書類（フォルダー、.zip、ファイル）を確かめる。

    Lint one submission: a folder, a .zip or single files.

    \b
    終了コード Exit status:
      0 --fail-on 以上の指摘なし    no finding at or above --fail-on
      1 指摘あり                    findings
      2 呼び出しか設定の誤り        the call or the configuration is wrong
      3 読めない書類あり            a document could not be read
    """
    outputs = pair(ctx.meta["typed"], options["formats"], options["files"], options["html"])
    with Reader(
        password=read_password(options["password_file"]), started=ctx.obj.started
    ) as reader:
        pending = None
        if reader.password is None and all(output.format != "html" for output in outputs):
            read = (*paths, options["config_path"], options["previous"])
            pending = replay.begin(ctx.obj.arguments, [path for path in read if path is not None])
        loaded = load_config(submission_root(paths), options["config_path"])
        config = override(
            loaded.config,
            api=split(options["api"]),  # type: ignore[arg-type] # CommaList has checked them
            procedure=options["procedure"],
            flow=options["flow"],
            applicant=options["applicant"],
            select=split(options["select"]),
            ignore=split(options["ignore"]),
            fail_on=options["fail_on"],
        )
        report = run(
            paths,
            config,
            options["lang"],
            ctx.obj.progress,
            reader,
            redacted=options["redact"],
            previous=options["previous"],
            known=known_files(pending),
        )
    view = View(
        fail_on=config.fail_on,
        width=console.columns(),
        quiet=options["quiet"],
        command=shlex.join(["myna-lint", *ctx.obj.arguments]),
        made=datetime.now().astimezone(),
        thumbnails=_thumbnails(paths, report, outputs, config.limits, redacted=options["redact"]),
    )
    said = [(output.file, _rendered(output, report, view, options["color"])) for output in outputs]
    for file, text in said:
        if file is None:
            streams.emit(text)
        else:
            streams.write_file(file, text)
    status = exit_status(report, config.fail_on)
    if not config.rules.extend:  # whose files are not among those looked at
        remember(pending, status, said, [report])
    ctx.exit(status)


def _thumbnails(
    paths: tuple[Path, ...],
    report: Report,
    outputs: tuple[Output, ...],
    limits: Limits,
    *,
    redacted: bool,
) -> Mapping[tuple[str, str], str]:
    """Pictures are decoded for an HTML report only, and never for one without the documents' text."""
    if redacted or not any(output.format == "html" for output in outputs):
        return {}
    from linter.thumbnails import thumbnails

    return thumbnails(paths, report, limits)


def run(
    paths: tuple[Path, ...],
    config: Config,
    lang: Any,
    progress: console.Progress,
    reader: Reader,
    *,
    redacted: bool = False,
    previous: Path | None = None,
    known: Mapping[str, str] | None = None,
) -> Report:
    """Lint with the names of rules checked first and the progress bar shown while it lasts.

    :raises UsageError: a path, a rule's name or a rule file is wrong.
    """
    from linter.commands.names import refuse_unknown_names
    from linter.lint import Options, lint

    refuse_unknown_names(config)
    reader.limits = config.limits
    options = Options(
        config=config,
        lang=lang,
        progress=progress,
        previous=previous,
        password=reader.password,
        reader=reader,
        known=known or {},
    )
    try:
        report = lint(paths, options)
    finally:
        progress.clear()
    return _redacted(report, config) if redacted else report


def _redacted(report: Report, config: Config) -> Report:
    from linter.reporters.redact import redact
    from linter.rules import load_rules

    rules = load_rules(rule_files(config)).rules
    return redact(report, {rule.id: rule for rule in rules})


def known_files(pending: replay.Pending | None) -> Mapping[str, str]:
    """SHA-256 of the files that a run has looked at, by absolute path."""
    return pending.state.files if pending else {}


def remember(
    pending: replay.Pending | None,
    status: int,
    outputs: Sequence[tuple[Path | None, str]],
    reports: Sequence[Report],
) -> None:
    """Keep what this run has said, unless it hung on the time or memory there was."""
    documents = [document for report in reports for document in report.documents]
    if pending is not None and all_last(documents):
        said = tuple((str(file) if file else "", text) for file, text in outputs)
        replay.end(pending, replay.Said(status, said), {d.sha256 for d in documents})


def _rendered(output: Output, report: Report, view: View, color: str) -> str:
    if output.file is None:
        view = replace(view, colour=console.wants_colour(color))
    return render(output.format, report, view)
