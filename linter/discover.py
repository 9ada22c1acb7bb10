"""Folder, .zip or single files → the files of one submission, in stable order."""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

from linter.config_file import CONFIG_NAME
from linter.container import ContainerError, Limits, identify, open_archive, read_entry
from linter.errors import UsageError
from linter.model import Problem

_SKIPPED_NAMES = {"thumbs.db", "desktop.ini", "expected.yaml", "expected.json"}
_IGNORED_NAMES = {"readme", "readme.txt", "license", "license.txt"}
_IGNORED_SUFFIXES = {
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
_REPORT_HEAD = 4096
_MAX_FILES = 5000
_MAX_DEPTH = 50
_MAX_ZIP_BYTES = 1024 * 2**20


class Source(Struct, frozen=True):
    """One file. ``path`` is relative to the submission with ``/``; ``data`` is set where the bytes
    came out of a .zip, ``problem`` where it could not be taken out, else ``file`` is read."""

    path: str
    file: Path | None = None
    data: bytes | None = None
    problem: Problem | None = None

    def read(self) -> bytes:
        """The bytes.

        :raises ContainerError: the file cannot be opened or is over the limit.
        """
        if self.problem is not None:
            raise ContainerError(self.problem)
        if self.data is not None:
            return self.data
        assert self.file is not None
        most = Limits().max_file_bytes
        try:
            with self.file.open("rb") as handle:
                size = os.fstat(handle.fileno()).st_size
                if size <= most:
                    return handle.read(most)
        except OSError as error:
            raise ContainerError(_no_permission(error)) from None
        detail = f"ファイルの大きさ / file size {size:,} > {most:,} bytes"
        raise ContainerError(Problem("over-limit", detail))


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

    :raises UsageError: a path does not exist or leads nowhere.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                f"{_label(path)} が見つかりません。パスを確かめてください。"
                f" / {_label(path)} does not exist."
            )
    if len(paths) == 1 and stat.S_ISDIR(_mode(paths[0])):
        return paths[0]
    parents = {path.absolute().parent for path in paths}
    try:
        return Path(os.path.commonpath([str(parent) for parent in parents]))
    except ValueError:
        raise UsageError(
            "ファイルが別々のドライブにあります。一つのフォルダーに置いてください。"
            " / The files are on different drives."
        ) from None


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the files of one submission.

    :raises UsageError: a missing path, an empty folder, several folders at once.
    """
    if not paths:
        raise UsageError("提出フォルダーを指定してください。 / Name the submission folder.")
    root = submission_root(paths)
    modes = [_mode(path) for path in paths]
    if len(paths) == 1:
        path = paths[0]
        if stat.S_ISDIR(modes[0]):
            return _folder(path)
        data = _plain_zip(path) if stat.S_ISREG(modes[0]) else None
        if data is not None:
            return _zip(path, data, root)
    if any(stat.S_ISDIR(mode) for mode in modes):
        raise UsageError(
            "一度に確かめられるのは一つの提出フォルダーです。フォルダーは一つだけ指定してください。"
            " / One submission folder at a time."
        )
    for path, mode in zip(paths, modes, strict=True):
        if not stat.S_ISREG(mode):
            raise UsageError(
                f"{_label(path)} はふつうのファイルではありません。"
                f" / {_label(path)} is not a regular file."
            )
    sources: dict[str, Source] = {}
    for path in paths:
        shown = _label(Path(os.path.relpath(path.absolute(), root.absolute())).as_posix())
        sources.setdefault(shown, Source(shown, file=path))
    label = _label(paths[0]) if len(paths) == 1 else _label(root)
    return Discovery(root, label, "files", tuple(sources.values()))


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError as error:  # a link to nowhere or to itself, a folder that is closed to us
        raise _cannot_open(path, error) from None


def _cannot_open(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{_label(path)} を開けません（{_no_permission(error).detail}）。"
        f" / {_label(path)} cannot be opened."
    )


def _no_permission(error: OSError) -> Problem:
    return Problem("no-permission", error.strerror or type(error).__name__)


def _label(path: Path | str) -> str:
    """A path that can be printed. Names that are not UTF-8 come from a Japanese Windows, or are
    shown with a mark for each byte; Python keeps such bytes as lone surrogates."""
    shown = str(path)
    try:
        shown.encode()
    except UnicodeEncodeError:
        return _decoded(os.fsencode(shown), "cp932")
    return shown


def _decoded(name: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def _skip(name: str) -> bool:
    """Files of the system and lock files of Office (``~$``) and LibreOffice (``.~lock``)."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in _SKIPPED_NAMES


def _ignored(path: str) -> bool:
    name = PurePosixPath(path.lower())
    return name.suffix in _IGNORED_SUFFIXES or name.name in _IGNORED_NAMES


def _is_page(path: str) -> bool:
    return path.lower().endswith((".html", ".htm"))


def _order(source: Source) -> tuple[int, str]:
    return source.path.count("/"), source.path


def _nothing(path: Path) -> UsageError:
    return UsageError(
        f"{_label(path)} に提出書類がありません。企画書や登録申請書の入ったフォルダーを指定してください。"
        f" / There is no document in {_label(path)}."
    )


# --- folders -------------------------------------------------------------------------------------


def _folder(folder: Path) -> Discovery:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise _cannot_open(folder, error) from None
    sources: list[Source] = []
    ignored: list[str] = []
    for entry in _walk(folder):
        if len(sources) + len(ignored) >= _MAX_FILES:
            raise UsageError(
                f"{_label(folder)} にはファイルが {_MAX_FILES:,} を超えてあります。提出フォルダーを指定"
                f"してください。 / More than {_MAX_FILES:,} files; name the submission folder."
            )
        if isinstance(entry, Source):
            sources.append(entry)
        else:
            ignored.append(entry)
    # A configuration says what is to be sent: then what is missing is told, document by document.
    if not sources and CONFIG_NAME not in ignored:
        raise _nothing(folder)
    return Discovery(
        folder, _label(folder), "folder", tuple(sorted(sources, key=_order)), tuple(ignored)
    )


def _walk(folder: Path) -> Iterator[Source | str]:
    """The files below a folder; of those that are no documents the paths only. Links are not
    followed, so a loop of them has an end and nothing outside the submission is read."""
    closed: list[OSError] = []
    for current, folders, files in os.walk(folder, onerror=closed.append):
        here = Path(current)
        if len(here.relative_to(folder).parts) >= _MAX_DEPTH:
            raise UsageError(
                f"{_label(folder)} のフォルダーが深すぎます（{_MAX_DEPTH} 段を超えています）。"
                f" / Folders more than {_MAX_DEPTH} deep."
            )
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(n for n in folders if not _skip(n) and n not in links)
        for name in sorted([*files, *links]):
            if not _skip(name):
                yield _entry(here / name, _label((here / name).relative_to(folder).as_posix()))
    for error in closed:
        inside = Path(error.filename or folder).relative_to(folder)
        yield Source(_label(inside.as_posix()), problem=_no_permission(error))


def _entry(file: Path, shown: str) -> Source | str:
    try:
        if not stat.S_ISREG(file.lstat().st_mode) or _ignored(shown):
            return shown
        if _is_page(shown):
            with file.open("rb") as handle:
                if _OUR_REPORT in handle.read(_REPORT_HEAD):
                    return shown
    except OSError as error:
        return Source(shown, problem=_no_permission(error))
    return Source(shown, file=file)


# --- .zip ----------------------------------------------------------------------------------------


def _plain_zip(path: Path) -> bytes | None:
    """The bytes of a .zip that holds documents; None where it is a document or anything else."""
    if path.suffix.lower() != ".zip":
        return None
    try:
        data = Source("", file=path).read()
    except ContainerError:
        return None  # told as the problem of a single file
    zipped = data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and identify(data) == "zip"
    return data if zipped else None


def _zip(path: Path, data: bytes, root: Path) -> Discovery:
    label = _label(path)
    try:
        archive = open_archive(data, _MAX_FILES)
    except ContainerError as error:
        raise UsageError(
            f"{label} を ZIP として開けません（{error.problem.detail}）。作り直してください。"
            f" / {label} cannot be opened as a ZIP file."
        ) from None
    entries = [(_entry_name(info), info) for info in archive.infolist()]
    entries = [(n, i) for n, i in entries if n and not any(map(_skip, n.split("/")))]
    if any(info.flag_bits & 1 for _, info in entries):
        raise UsageError(
            f"{label} はパスワード付きの ZIP です。展開したフォルダーを指定してください。"
            f" / {label} is protected with a password. Unpack it and name the folder."
        )
    total = sum(info.file_size for _, info in entries)
    if total > _MAX_ZIP_BYTES:
        raise UsageError(
            f"{label} が大きすぎます（展開すると {total:,} > {_MAX_ZIP_BYTES:,} bytes）。"
            f" / {label} is too large."
        )
    cut = len(_common_folder([name for name, _ in entries]))
    sources: dict[str, Source] = {}
    ignored: list[str] = []
    for name, info in entries:
        shown = name[cut:]
        if shown in sources:
            raise UsageError(
                f"{label} に {shown} が二つあります。一つにしてください。"
                f" / There are two files {shown} in {label}."
            )
        if _ignored(shown):
            ignored.append(shown)
            continue
        source = _taken_out(data, info, shown)
        if _is_page(shown) and _OUR_REPORT in (source.data or b"")[:_REPORT_HEAD]:
            ignored.append(shown)
        else:
            sources[shown] = source
    if not sources:
        raise _nothing(path)
    return Discovery(
        root, label, "zip", tuple(sorted(sources.values(), key=_order)), tuple(ignored)
    )


def _taken_out(data: bytes, info: zipfile.ZipInfo, shown: str) -> Source:
    """One file, in memory; one that is damaged does not keep the others from being read."""
    try:
        return Source(shown, data=read_entry(data, info, shown))
    except ContainerError as error:
        return Source(shown, problem=error.problem)


def _entry_name(info: zipfile.ZipInfo) -> str:
    """UTF-8 where flagged, else as macOS (UTF-8) or Japanese Windows (cp932) writes it; empty for a
    folder; never a way out. Composed: macOS takes が apart, and no one types it so into a
    configuration."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        name = _decoded(name.encode("cp437"), "utf-8", "cp932")
    *folders, file = name.replace("\\", "/").split("/")
    if file in ("", ".", ".."):
        return ""
    steps = [*(step for step in folders if step not in ("", ".", "..")), file]
    return unicodedata.normalize("NFC", "/".join(steps))


def _common_folder(names: list[str]) -> str:
    """The folder that all names begin with, with its slash; empty if there is none."""
    folders = [name.split("/")[:-1] for name in names]
    common = []
    for steps in zip(*folders, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0] + "/")
    return "".join(common)
