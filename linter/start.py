"""Where ``myna-lint`` begins: an unchanged run is answered at once, for every other call the commands
are imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from linter import replay
from linter.commands import streams
from linter.errors import WRONG_CALL, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; see :func:`linter.cli.main`."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    said = replay.recall(typed)
    if said is not None:
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
    from linter.cli import main as run

    return run(typed)
