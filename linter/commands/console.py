"""The edge to the terminal: standard output for findings, standard error for everything else."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import time
from pathlib import Path

from linter.errors import UsageError
from linter.reporters.columns import pad, width
from linter.reporters.safe import shorten, visible

_CLOSED = (errno.EPIPE, errno.EINVAL)  # Windows says EINVAL for a pipe that was closed
_FALLBACK_COLUMNS = 100
_PATIENCE_S = 1.0


def prepare_streams() -> None:
    """UTF-8 whatever the console's code page is; what cannot be encoded is shown, not raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(text: str) -> None:
    """Write to standard output. A reader that went away (``| head``) is not an error.

    :raises UsageError: standard output cannot be written (a full disk).
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        silence_stdout()
        if error.errno not in _CLOSED:
            raise UsageError(f"標準出力に書けません（{error.strerror or error}）。") from error


def silence_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush cannot fail."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path of ours
        os.dup2(nowhere.fileno(), 1)


def say(text: str) -> None:
    """One line to standard error. One that is closed or full is no reason to fail."""
    try:
        sys.stderr.write(f"{visible(text)}\n")
        sys.stderr.flush()
    except OSError:
        pass


def write_file(path: Path, text: str) -> None:
    """Write a report as UTF-8.

    :raises UsageError: the file cannot be written.
    """
    try:
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path} に書けません（{error.strerror or error}）。") from error


def columns() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((_FALLBACK_COLUMNS, 24)).columns


def wants_colour(choice: str) -> bool:
    """``auto`` is colour on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb says no."""
    if choice != "auto":
        return choice == "always"
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


class Progress:
    """A bar on standard error, when that is a terminal and the run takes more than a second.

    ``reading`` is the document last begun, for the message about an unexpected error.
    """

    def __init__(self) -> None:
        self.reading: str | None = None
        self._start = time.monotonic()
        self._drawn = 0

    def __call__(self, document: str, done: int, total: int) -> None:
        self.reading = document
        if sys.stderr.isatty() and time.monotonic() - self._start > _PATIENCE_S:
            self._draw(document, done, total)

    def clear(self) -> None:
        """Take the bar away, so that what follows starts on a clean line."""
        if self._drawn:
            sys.stderr.write(f"\r{' ' * self._drawn}\r")
            sys.stderr.flush()
            self._drawn = 0

    def _draw(self, document: str, done: int, total: int) -> None:
        filled = 20 * done // max(total, 1)
        name = shorten(visible(document), 20)
        line = f"[{'#' * filled}{'-' * (20 - filled)}] {done}/{total} {name}"
        sys.stderr.write("\r" + pad(line, self._drawn))
        sys.stderr.flush()
        self._drawn = width(line)
