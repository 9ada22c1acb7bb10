"""The edge to the terminal: what it can show, and standard error for everything but findings."""

from __future__ import annotations

import os
import shutil
import sys
import time

from linter.reporters.columns import pad, width
from linter.reporters.safe import shorten, visible

_FALLBACK_COLUMNS = 100
_PATIENCE_S = 1.0


def say(text: str) -> None:
    """One line to standard error. One that is closed or full is no reason to fail."""
    try:
        sys.stderr.write(f"{visible(text)}\n")
        sys.stderr.flush()
    except OSError:
        pass


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
