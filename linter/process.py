"""The process that reads documents: how it is started and ended. Light to import: a call that is going
to read starts it before anything else, for it takes as long as all that is settled until then.

A subprocess and not ``multiprocessing``: its spawned children import the main module again and
start a resource tracker; forked ones are unsafe beside threads, as the web server has them. The
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
    "from linter.worker import main; main()"
)


def start() -> subprocess.Popen[bytes]:
    """Begin to start it; requests and answers go by its standard input and output.

    :raises UsageError: the system starts no process.
    """
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise UsageError(
            f"書類を読むプロセスを起動できません（{error.strerror or error}）。"
            " / The process that reads documents cannot be started."
        ) from error


def end(process: subprocess.Popen[bytes]) -> None:
    """End it, whatever it does; one that has ended already is as good."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what it did not read any more
            if pipe is not None:
                pipe.close()
    process.wait()
