"""``myna-lint hook FILE…``: the pre-commit hook; lints every submission that a commit touches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from linter import replay
from linter.commands import console, streams
from linter.commands.check import known_files, remember, run
from linter.commands.options import FILE, OneOf, lang_option, no_cache_option
from linter.config_file import load_config, override
from linter.errors import UsageError
from linter.hook import submissions
from linter.model import SEVERITIES, Report
from linter.reader import Reader
from linter.reporters import View, render, words
from linter.reporters.safe import visible
from linter.reporters.verdict import failing


@click.command("hook", hidden=True)
@click.argument("files", metavar="FILE…", nargs=-1, type=FILE)
@click.option("--fail-on", type=OneOf(SEVERITIES), help="Least severity that fails the commit.")
@lang_option
@no_cache_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], fail_on: Any, lang: words.Lang) -> None:
    """Lint each submission folder that holds one of FILES, once."""
    folders = submissions(files, Path.cwd())
    texts: list[str] = []
    reports: list[Report] = []
    failed = False
    with Reader() as reader:
        reader.start()
        pending = replay.begin(ctx.obj.arguments, folders)
        for folder in folders:
            title = words.pick(("提出フォルダー", "submission"), lang)
            texts.append(f"── {title} {visible(str(folder))}\n")
            streams.emit(texts[-1])
            try:
                config = override(load_config(folder).config, fail_on=fail_on)
                report = run(
                    (folder,), config, lang, ctx.obj.progress, reader, known=known_files(pending)
                )
            except UsageError as error:  # the next one goes on
                pending, failed = None, True
                streams.emit(f"{visible(str(error))}\n")
                continue
            view = View(
                fail_on=config.fail_on,
                width=console.columns(),
                colour=console.wants_colour("auto"),
            )
            texts.append(render("text", report, view) + "\n")
            streams.emit(texts[-1])
            reports.append(report)
            failed = failed or failing(report, config.fail_on)
            if config.rules.extend:
                pending = None  # its files are not among those looked at
    status = 1 if failed else 0
    remember(pending, status, [(None, "".join(texts))], reports)
    ctx.exit(status)
