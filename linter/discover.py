"""Folder, .zip or single files → the files of one submission, in stable order."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from linter.container import ContainerError, identify
from linter.errors import UsageError
from linter.model import Problem

_SKIPPED_NAMES = {"thumbs.db", "desktop.ini", "expected.yaml", "expected.json"}
_SKIPPED_SUFFIXES = {
    ".toml",
    ".yaml",
    ".yml",
    ".md",
    ".py",
    ".json",
    ".lock",
    ".log",
    ".sarif",
    ".ics",
    ".css",
    ".js",
    ".sh",
    ".bat",
    ".tmp",
    ".bak",
    ".git",
    ".cfg",
    ".ini",
}
_OUR_REPORT = b'name="generator" content="myna-lint'
_MAX_FILES = 5000
_MAX_ZIP_BYTES = 1024 * 2**20


class Source(Struct, frozen=True):
    """One file. ``path`` is relative to the submission with ``/``; ``data`` is set where the bytes
    came out of a .zip, else ``file`` is read."""

    path: str
    file: Path | None = None
    data: bytes | None = None

    def read(self) -> bytes:
        """The bytes.

        :raises ContainerError: the file cannot be opened.
        """
        if self.data is not None:
            return self.data
        assert self.file is not None
        try:
            return self.file.read_bytes()
        except OSError as error:
            raise ContainerError(Problem("no-permission", error.strerror or "?")) from None


class Discovery(Struct, frozen=True):
    """``root``: where the configuration is looked for; ``label``: the submission as the user named
    it; ``ignored``: files that are no part of a submission."""

    root: Path
    label: str
    kind: Literal["folder", "zip", "files"]
    sources: tuple[Source, ...]
    ignored: tuple[str, ...] = ()


def submission_root(paths: Sequence[Path]) -> Path:
    """The folder of ``myna-lint.toml``: the submission itself, or where the files lie.

    :raises UsageError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                f"{path} が見つかりません。パスを確かめてください。 / {path} does not exist."
            )
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0]
    parents = {path.absolute().parent for path in paths}
    return Path(os.path.commonpath([str(parent) for parent in parents]))


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the files of one submission.

    :raises UsageError: a missing path, an empty folder, several folders at once.
    """
    if not paths:
        raise UsageError("提出フォルダーを指定してください。 / Name the submission folder.")
    root = submission_root(paths)
    if len(paths) == 1:
        path = paths[0]
        if path.is_dir():
            return _folder(path)
        if _is_plain_zip(path):
            return _zip(path, root)
    folders = [path for path in paths if path.is_dir()]
    if folders:
        raise UsageError(
            "一度に確かめられるのは一つの提出フォルダーです。フォルダーは一つだけ指定してください。"
            " / One submission folder at a time."
        )
    for path in paths:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(
                f"{path} はふつうのファイルではありません。 / {path} is not a regular file."
            )
    resolved = root.absolute()
    sources = [
        Source(Path(os.path.relpath(path.absolute(), resolved)).as_posix(), file=path)
        for path in dict.fromkeys(paths)
    ]
    label = str(paths[0]) if len(paths) == 1 else str(root)
    return Discovery(root, label, "files", tuple(sources))


def _skip(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in _SKIPPED_NAMES


def _ignored(path: str, head: bytes) -> bool:
    name = Path(path).name.lower()
    return (
        Path(name).suffix in _SKIPPED_SUFFIXES
        or name in ("readme", "readme.txt", "license", "license.txt")
        or (name.endswith((".html", ".htm")) and _OUR_REPORT in head)
    )


def _folder(folder: Path) -> Discovery:
    sources: list[Source] = []
    ignored: list[str] = []
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise UsageError(
            f"{folder} を開けません（{error.strerror}）。 / {folder} cannot be opened."
        ) from None
    for current, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _skip(name))
        for name in sorted(files):
            if _skip(name):
                continue
            file = Path(current) / name
            shown = file.relative_to(folder).as_posix()
            try:
                mode = file.lstat().st_mode
                if not stat.S_ISREG(mode):
                    ignored.append(shown)
                    continue
                with file.open("rb") as handle:
                    head = handle.read(4096)
            except OSError:
                head = b""
            if _ignored(shown, head):
                ignored.append(shown)
                continue
            sources.append(Source(shown, file=file))
            if len(sources) > _MAX_FILES:
                raise UsageError(
                    f"{folder} にはファイルが {_MAX_FILES:,} を超えてあります。提出フォルダーを指定して"
                    "ください。 / Too many files; name the submission folder."
                )
    if not sources:
        raise UsageError(
            f"{folder} に提出書類がありません。企画書や登録申請書の入ったフォルダーを指定してください。"
            f" / There is no document in {folder}."
        )
    sources.sort(key=lambda source: (source.path.count("/"), source.path))
    return Discovery(folder, str(folder), "folder", tuple(sources), tuple(ignored))


def _is_plain_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as handle:
            if handle.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        return path.suffix.lower() == ".zip" and identify(path.read_bytes()) == "zip"
    except OSError:
        return False


def _entry_name(info: zipfile.ZipInfo) -> str:
    """UTF-8 where flagged, else cp932 as Japanese Windows writes it; never a way out."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    steps = [s for s in name.replace("\\", "/").split("/") if s not in ("", ".", "..")]
    return "/".join(steps)


def _common_folder(names: list[str]) -> str:
    """The folder that all names begin with, with its slash; empty if there is none."""
    folders = [name.split("/")[:-1] for name in names]
    common = []
    for steps in zip(*folders, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0] + "/")
    return "".join(common)


def _zip(path: Path, root: Path) -> Discovery:
    sources: list[Source] = []
    ignored: list[str] = []
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
            if len(infos) > _MAX_FILES:
                raise UsageError(f"{path} のファイルが多すぎます。 / Too many files in {path}.")
            names = {id(info): _entry_name(info) for info in infos}
            shown = list(names.values())
            cut = len(_common_folder(shown))
            for info in infos:
                name = names[id(info)][cut:]
                if not name or any(_skip(step) for step in names[id(info)].split("/")):
                    continue
                total += info.file_size
                if total > _MAX_ZIP_BYTES:
                    raise UsageError(f"{path} が大きすぎます。 / {path} is too large.")
                data = archive.read(info)
                if _ignored(name, data[:4096]):
                    ignored.append(name)
                else:
                    sources.append(Source(name, data=data))
    except UsageError:
        raise
    except Exception as error:  # zipfile raises a dozen types on damaged input
        raise UsageError(
            f"{path} を ZIP として開けません（{error}）。作り直してください。"
            f" / {path} cannot be opened as a ZIP file."
        ) from None
    if not sources:
        raise UsageError(f"{path} に提出書類がありません。 / There is no document in {path}.")
    sources.sort(key=lambda source: (source.path.count("/"), source.path))
    return Discovery(root, str(path), "zip", tuple(sources), tuple(ignored))
