"""Where ``myna-lint`` begins: an unchanged run is answered at once; for every other call the commands
are imported, while the process that reads documents starts.

Nothing of ours is imported before :func:`main` runs: Ctrl-C is answered from its first line on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; see :func:`linter.cli.main`."""
    try:
        from linter.commands import streams

        streams.open_missing()
        return _main(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:  # before or after the commands, which say so themselves
        from linter.commands import console
        from linter.errors import INTERRUPTED

        console.say("中断しました。")
        return INTERRUPTED


def _main(typed: list[str]) -> int:
    from pathlib import Path

    from linter import replay
    from linter.commands import streams
    from linter.errors import WRONG_CALL, UsageError

    said = replay.recall(typed)
    if said is None:
        return _run(typed)
    streams.prepare()
    try:
        for file, text in said.outputs:
            if file:
                streams.write_file(Path(file), text)
            else:
                streams.emit(text)
    except UsageError as error:
        from linter.commands import console

        console.say(f"myna-lint: {error}")
        return WRONG_CALL
    return said.status


def _run(typed: list[str]) -> int:
    from contextlib import ExitStack, suppress

    with ExitStack() as at_end:
        started = None
        if _reads(typed):
            from linter import process
            from linter.errors import UsageError

            with suppress(UsageError):  # the reader tries again, and says so
                started = process.start()
                at_end.callback(process.end, started)
        from linter.cli import main as run

        return run(typed, started)


def _reads(typed: Sequence[str]) -> bool:
    """Whether this is a ``check``, which does little else but wait for its documents."""
    from linter.commands import HELP, names_command

    if not typed or any(word in typed for word in HELP):
        return False
    return typed[0] == "check" or not names_command(typed)
