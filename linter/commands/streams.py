"""Where reports go: standard output and files. Light to import: an unchanged run needs no more."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

from linter.errors import UsageError

_closed: set[str] = set()
_CLOSED = (errno.EPIPE, errno.EINVAL)  # Windows says EINVAL for a pipe that was closed


def open_missing() -> None:
    """Files for standard input, output and error that the caller has closed: what is opened next
    would else take their place, and be written to."""
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(opened)
    _closed.update(name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None)
    for name in _closed:
        setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115


def prepare() -> None:
    """UTF-8 whatever the console's code page is; what cannot be encoded is shown, not raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(text: str) -> None:
    """Write to standard output. A reader that went away (``| head``) is not an error.

    :raises UsageError: standard output cannot be written (a full disk).
    """
    if "stdout" in _closed:
        raise UsageError("標準出力に書けません（閉じています）。 / Standard output is closed.")
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


def write_file(path: Path, text: str) -> None:
    """Write a report as UTF-8.

    :raises UsageError: the file cannot be written.
    """
    try:
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path} に書けません（{error.strerror or error}）。") from error
