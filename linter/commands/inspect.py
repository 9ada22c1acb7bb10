"""``myna-lint inspect FILE``: what was recognised in a document, and where."""

from __future__ import annotations

from pathlib import Path

import click

from linter.commands import streams
from linter.commands.options import FILE, config_option, no_cache_option
from linter.commands.password import password_option, read_password
from linter.config_file import load_config
from linter.reporters.safe import visible


@click.command("inspect")
@click.argument("file", metavar="FILE", type=FILE)
@no_cache_option
@password_option
@config_option
@click.pass_context
def command(
    ctx: click.Context, file: Path, password_file: Path | None, config_path: Path | None
) -> None:
    """書類から読み取った様式・欄・表・図形を表示する。Show what was recognised."""
    from linter.discover import submission_root
    from linter.inspection import describe

    ctx.obj.progress.reading = str(file)
    limits = load_config(submission_root([file]), config_path).config.limits
    for line in describe(file, limits, read_password(password_file)):
        streams.emit(f"{visible(str(line))}\n")
