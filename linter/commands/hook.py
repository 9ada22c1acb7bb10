"""``myna-lint hook FILE…``: the pre-commit hook; lints every submission that a commit touches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from linter.commands import console
from linter.commands.check import run
from linter.commands.options import FILE, OneOf, lang_option, no_cache_option
from linter.config_file import load_config, override
from linter.errors import UsageError
from linter.hook import submissions
from linter.model import SEVERITIES
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
    failed = [_lint_folder(folder, fail_on, lang, ctx) for folder in submissions(files, Path.cwd())]
    ctx.exit(1 if any(failed) else 0)


def _lint_folder(folder: Path, fail_on: Any, lang: words.Lang, ctx: click.Context) -> bool:
    """Whether the submission fails; one that cannot be linted fails and the next one goes on."""
    title = words.pick(("提出フォルダー", "submission"), lang)
    console.emit(f"── {title} {visible(str(folder))}\n")
    try:
        config = override(load_config(folder).config, fail_on=fail_on)
        report = run((folder,), config, lang, ctx.obj.progress)
    except UsageError as error:
        console.emit(f"{visible(str(error))}\n")
        return True
    colour = console.wants_colour("auto")
    view = View(fail_on=config.fail_on, width=console.columns(), colour=colour)
    console.emit(render("text", report, view) + "\n")
    return failing(report, config.fail_on)
