"""``--password-file``: the password of encrypted documents, never on the command line, where other
users of the machine see it."""

from __future__ import annotations

from pathlib import Path

import click

from linter.commands.options import FILE
from linter.errors import UsageError

_MOST_BYTES = 4096

password_option = click.option(
    "--password-file",
    metavar="FILE",
    type=FILE,
    help="暗号化された書類を開くパスワードのファイル。File with the password of encrypted documents.",
)


def read_password(file: Path | None) -> str | None:
    """The first line of a file, without its line end; None without a file.

    :raises UsageError: it cannot be read, or holds no password.
    """
    if file is None:
        return None
    try:
        with file.open("rb") as handle:
            raw = handle.read(_MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{file} を読めません（{error.strerror or error}）。") from error
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines or not lines[0]:
        raise UsageError(
            f"{file} の 1 行目にパスワードを UTF-8 で書いてください。"
            f" / {file} must hold the password in its first line."
        )
    return lines[0]
