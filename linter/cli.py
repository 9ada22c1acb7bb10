"""``myna-lint``: options in, report out, and the one place where an exception becomes words."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from linter import __version__
from linter.commands import COMMANDS, console, names_command, streams
from linter.commands.help import JapaneseFormatter, describe
from linter.errors import INTERRUPTED, WRONG_CALL, UsageError, unexpected

if TYPE_CHECKING:
    from subprocess import Popen


class Call(Struct):
    """This run: what was typed, and how far it got. ``started``: a process that reads documents."""

    arguments: list[str]
    progress: console.Progress
    started: Popen[bytes] | None = None


class _Context(click.Context):
    formatter_class = JapaneseFormatter


class _Commands(click.Group):
    """Commands imported by name; a call that names none is ``check``."""

    context_class = _Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        command.context_class = _Context
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(WRONG_CALL)
        if not names_command(args):
            args = ["check", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Commands,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="check の名前は省けます：myna-lint PATH… / `check` may be left out. "
    "オプションの説明 Options: myna-lint check --help",
)
@click.version_option(
    __version__, message="myna-lint %(version)s", help="版を表示する。Show the version."
)
def cli() -> None:
    """マイナポータル API の利用申請書類を、提出の前に確かめます。

    Checks the documents of an application for the マイナポータル API before they are submitted.
    """


def main(arguments: Sequence[str] | None = None, started: Popen[bytes] | None = None) -> int:
    """Run one command and return its exit status (0, 1, 2, 3; 130 when interrupted).

    Nothing but this turns an exception into words; no traceback reaches the user. ``started``: a
    process that reads documents, see :mod:`linter.process`; the caller ends it.
    """
    streams.prepare()
    # A library's warning about a document is not something its author can act on.
    warnings.simplefilter("ignore")
    typed = list(sys.argv[1:] if arguments is None else arguments)
    call = Call(typed, console.Progress(), started)
    try:
        status = cli.main(typed, prog_name="myna-lint", standalone_mode=False, obj=call)
        return status if isinstance(status, int) else 0
    except click.exceptions.Abort:
        console.say("中断しました。")
        return INTERRUPTED
    except click.ClickException as error:
        console.say(f"myna-lint: {describe(error)}")
    except UsageError as error:
        console.say(f"myna-lint: {error}")
    except Exception as error:
        console.say(f"myna-lint: {unexpected(error, call.progress.reading)}")
    return WRONG_CALL
