"""Processes of our own, that read documents or check submissions of a batch: how they are started and
ended. Light to import: a call that is going to read starts its process before anything else, for it
takes as long as all that is settled until then.

A subprocess and not ``multiprocessing``: its spawned children import the main module again and
start a resource tracker; forked ones are unsafe beside threads, as the web server has them. A
process starts without the site module and reads nothing of the working directory, which may be a
stranger's folder.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys

from linter.errors import UsageError

# msgspec takes typing_extensions where it finds it, and needs it on older Pythons only: with what it
# imports in turn, a fifth of the time in which the process starts.
_START = (
    "import sys; sys.path[:] = sys.argv[1:];"
    "sys.modules['typing_extensions'] = None; import msgspec; del sys.modules['typing_extensions'];"
    "from importlib import import_module; import_module({!r}).main()"
)
READER, BATCH = "linter.worker", "linter.batch.worker"


def start(module: str = READER, *, session: bool = False) -> subprocess.Popen[bytes]:
    """Begin to start the ``main`` of a module; requests and answers go by its standard input and
    output. ``session``: one of its own, which Ctrl-C at the terminal does not reach.

    :raises UsageError: the system starts no process.
    """
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START.format(module), *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=session,
        )
    except OSError as error:
        raise UsageError(
            f"書類を読むプロセスを起動できません（{error.strerror or error}）。"
            " / No process can be started to read documents."
        ) from error


def end(process: subprocess.Popen[bytes]) -> None:
    """End it, whatever it does; one that has ended already is as good."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what it did not read any more
            if pipe is not None:
                pipe.close()
    process.wait()
