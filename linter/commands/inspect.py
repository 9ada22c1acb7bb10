"""``myna-lint inspect FILE``: what was recognised in a document, and where."""

from __future__ import annotations

from pathlib import Path

import click

from linter.commands import console
from linter.commands.options import FILE, no_cache_option
from linter.reporters.safe import visible


@click.command("inspect")
@click.argument("file", metavar="FILE", type=FILE)
@no_cache_option
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """書類から読み取った様式・欄・表・図形を表示する。Show what was recognised."""
    from linter.inspection import describe

    ctx.obj.progress.reading = str(file)
    for line in describe(file):
        console.emit(f"{visible(str(line))}\n")
