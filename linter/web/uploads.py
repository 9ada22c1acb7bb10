"""The files of one tab, written to its private folder while they arrive.

A name from a browser is a stranger's text: it becomes a path only where it can mean nothing but a
file below the folder, on every system that the folder may lie on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from msgspec import Struct

from linter.limits import Limits
from linter.web.refusal import RefusedError

_MAX_DEPTH = 50  # as deep as a submission folder is walked
_MAX_NAME_BYTES = 255  # ext4, APFS and NTFS take no longer name
_MAX_PATH_BYTES = 2000
_REFUSED = re.compile(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|\u2028\u2029\ud800-\udfff]')
# Names that Windows takes for a device, whatever follows the first dot; the superscripts too.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.I)


class UploadLimits(Struct, frozen=True):
    """Of one tab; a file and the whole have those of the container."""

    max_files: int = 1000
    max_file_bytes: int = Limits().max_file_bytes
    max_total_bytes: int = Limits().max_total_bytes


def safe_path(name: str) -> str:
    """The path below the folder, with ``/``. Composed: macOS takes が apart, and no one types it so
    into a configuration.

    :raises RefusedError: the name could mean something else than one file below the folder.
    """
    path = unicodedata.normalize("NFC", name)
    steps = path.split("/")
    if (
        _REFUSED.search(path)
        or len(steps) > _MAX_DEPTH
        or len(path.encode()) > _MAX_PATH_BYTES
        or not all(map(_is_plain, steps))
    ):
        raise RefusedError(
            400,
            "使えない文字や形のファイル名があります。名前を変えて、もう一度置いてください。",
            "A file has a name that cannot be taken. Rename it and drop it again.",
        )
    return path


def _is_plain(step: str) -> bool:
    """Neither empty nor a way up, nor what Windows would take for another name or a device."""
    return (
        step.strip() != ""
        and not step.endswith((".", " "))
        and len(step.encode()) <= _MAX_NAME_BYTES
        and not _DEVICE.match(step)
    )


class Uploads:
    """``names`` are the paths of the files that have arrived, in that order."""

    def __init__(self, folder: Path, limits: UploadLimits) -> None:
        self.folder = folder
        self.names: list[str] = []
        self._limits = limits
        self._taken: set[str] = set()
        self._bytes = 0

    async def add(self, name: str, body: AsyncIterator[bytes]) -> None:
        """Write one file. One that is refused or breaks off leaves nothing behind.

        :raises RefusedError: its name or its size, or it is one too many.
        """
        path = safe_path(name)
        key = path.casefold()  # one file, to Windows and macOS
        if key in self._taken:
            raise RefusedError(
                409,
                "同じ名前のファイルが二つあります。一つにしてください。",
                "There are two files of one name. Leave one.",
            )
        if len(self._taken) >= self._limits.max_files:
            most = self._limits.max_files
            raise RefusedError(
                413,
                f"ファイルが多すぎます（{most:,} まで）。提出フォルダーだけを置いてください。",
                f"Too many files (at most {most:,}). Drop the submission folder only.",
            )
        self._taken.add(key)
        try:
            await self._write(path, body)
        except BaseException:
            self._taken.discard(key)
            raise
        self.names.append(path)

    async def _write(self, path: str, body: AsyncIterator[bytes]) -> None:
        target = self.folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle = target.open("xb")
        except OSError:
            raise RefusedError(
                409,
                "ファイルを置けませんでした。同じ名前のフォルダーやファイルがないか確かめてください。",
                "A file could not be put down. See whether a folder has the same name.",
            ) from None
        size = 0
        try:
            with handle:
                async for chunk in body:
                    size += len(chunk)
                    self._bytes += len(chunk)
                    self._check_size(size)
                    handle.write(chunk)
        except BaseException as error:
            self._bytes -= size
            target.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise RefusedError(
                    507,
                    "一時フォルダーに書けませんでした。ディスクの空きを確かめてください。",
                    "The temporary folder cannot be written. Is the disk full?",
                ) from None
            raise

    def _check_size(self, size: int) -> None:
        """``size`` of the file that is arriving."""
        if size > self._limits.max_file_bytes:
            most = self._limits.max_file_bytes // 2**20
            raise RefusedError(
                413,
                f"大きすぎるファイルがあります（一つ {most:,} MB まで）。",
                f"A file is too large (at most {most:,} MB each).",
            )
        if self._bytes > self._limits.max_total_bytes:
            most = self._limits.max_total_bytes // 2**20
            raise RefusedError(
                413,
                f"ファイルが合わせて大きすぎます（{most:,} MB まで）。",
                f"The files are too large together (at most {most:,} MB).",
            )
