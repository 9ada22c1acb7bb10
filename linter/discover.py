"""Folder, .zip or single files → the files of one submission, in stable order."""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections.abc import Container, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

from linter.archive import (
    ContainerError,
    check_entry,
    check_ratio,
    damaged,
    misplaced,
    open_archive,
    read_entry,
    shortened,
)
from linter.content import Content, FileContent
from linter.errors import UsageError
from linter.identify import identify
from linter.limits import Limits, exceeded, key_of
from linter.model import Problem
from linter.resources import CONFIG_NAME

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
_MAX_MARKS = 30  # on one letter; Unicode's stream-safe text (UAX #15) has no more


class Packed(Struct, frozen=True):
    """A file in a .zip, which is never unpacked to disk."""

    archive: Content
    info: zipfile.ZipInfo


class Source(Struct, frozen=True):
    """One file. ``path`` is relative to the submission with ``/``; the bytes are ``data``, or stand
    in a .zip or in ``file``; ``problem`` where it is known already that they cannot be read."""

    path: str
    file: Path | None = None
    data: bytes | None = None
    packed: Packed | None = None
    problem: Problem | None = None

    def read(self, limits: Limits | None = None) -> bytes:
        """All bytes.

        :raises ContainerError: the file cannot be opened, is damaged or over the limit.
        :raises OSError: it cannot be read.
        """
        with self.open(limits or Limits()) as content:
            return content[:]

    @contextmanager
    def open(self, limits: Limits) -> Iterator[Content]:
        """The bytes, of a file read as they are asked for.

        :raises ContainerError: the file cannot be opened, is damaged or over the limit.
        """
        if self.problem is not None:
            raise ContainerError(self.problem)
        if self.packed is not None:
            yield read_entry(self.packed.archive, self.packed.info, self.path)
            return
        if self.data is not None:
            yield self.data
            return
        assert self.file is not None
        try:
            content = FileContent(self.file)
        except OSError as error:
            raise ContainerError(no_permission(error)) from None
        with closing(content):
            if len(content) > limits.max_file_bytes:
                raise ContainerError(_too_large(len(content), limits))
            yield content


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


def discover(paths: Sequence[Path], limits: Limits | None = None) -> Discovery:
    """Find the files of one submission.

    :raises UsageError: a missing path, an empty folder, several folders at once.
    """
    if not paths:
        raise UsageError("提出フォルダーを指定してください。 / Name the submission folder.")
    limits = limits or Limits()
    root = submission_root(paths)
    modes = [_mode(path) for path in paths]
    if len(paths) == 1:
        path = paths[0]
        if stat.S_ISDIR(modes[0]):
            return _folder(path, limits)
        found = _zip(path, root, limits) if stat.S_ISREG(modes[0]) else None
        if found is not None:
            return found
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
        f"{_label(path)} を開けません（{no_permission(error).detail}）。"
        f" / {_label(path)} cannot be opened."
    )


def _too_large(size: int, limits: Limits) -> Problem:
    what = "ファイルの大きさ / file size"
    return exceeded(what, f"{size:,}", "max_file_bytes", limits, " bytes")


def no_permission(error: OSError) -> Problem:
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


def _folder(folder: Path, limits: Limits) -> Discovery:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise _cannot_open(folder, error) from None
    sources: list[Source] = []
    ignored: list[str] = []
    for entry in _walk(folder, limits):
        if len(sources) + len(ignored) >= limits.max_files:
            path = entry.path if isinstance(entry, Source) else entry
            sources.append(Source(path, problem=_too_many(limits)))
            break
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


def _too_many(limits: Limits) -> Problem:
    what = (
        "ここから後は読んでいません / neither this nor what follows was read：ファイルの数 / files"
    )
    return exceeded(what, "", "max_files", limits)


def _too_deep(limits: Limits) -> Problem:
    return exceeded("フォルダーの深さ / depth of folders", "", "max_folder_depth", limits)


def _walk(folder: Path, limits: Limits) -> Iterator[Source | str]:
    """The files below a folder; of those that are no documents the paths only. Links are not
    followed, so a loop of them has an end and nothing outside the submission is read."""
    closed: list[OSError] = []
    for current, folders, files in os.walk(folder, onerror=closed.append):
        here = Path(current)
        if len(here.relative_to(folder).parts) >= limits.max_folder_depth:
            shown = _label(here.relative_to(folder).as_posix())
            yield Source(shown, problem=_too_deep(limits))
            folders.clear()
            continue
        links = {name for name in folders if (here / name).is_symlink()}
        folders[:] = sorted(n for n in folders if not _skip(n) and n not in links)
        for name in sorted([*files, *links]):
            if not _skip(name):
                yield _entry(here / name, _label((here / name).relative_to(folder).as_posix()))
    for error in closed:
        inside = Path(error.filename or folder).relative_to(folder)
        yield Source(_label(inside.as_posix()), problem=no_permission(error))


def _entry(file: Path, shown: str) -> Source | str:
    try:
        if not stat.S_ISREG(file.lstat().st_mode) or _ignored(shown):
            return shown
        if _is_page(shown):
            with file.open("rb") as handle:
                if _OUR_REPORT in handle.read(_REPORT_HEAD):
                    return shown
    except OSError as error:
        return Source(shown, problem=no_permission(error))
    return Source(shown, file=file)


# --- .zip ----------------------------------------------------------------------------------------


def _zip(path: Path, root: Path, limits: Limits) -> Discovery | None:
    """The files in a .zip; None where it is a document, damaged or anything else, which is told as
    the problem of a single file."""
    if path.suffix.lower() != ".zip":
        return None
    try:
        data = FileContent(path)  # open as long as files in it are asked for
        if len(data) > limits.max_file_bytes:
            return None
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or identify(data) != "zip":
            return None
        archive = open_archive(data, limits)
        infos = archive.infolist()
    except (ContainerError, OSError):
        return None
    broken = {id(i): error.problem for i, error in misplaced(data, infos, archive.start_dir)}
    entries = [(_entry_name(info, limits), info) for info in infos]
    entries = [(n, i) for n, i in entries if n and not any(map(_skip, n.split("/")))]
    cut = len(_common_folder([name for name, _ in entries]))
    sources: dict[str, Source] = {}
    ignored: list[str] = []
    numbers: dict[str, int] = {}
    total = 0
    for name, info in entries:
        shown = name[cut:]
        beyond = _beyond(info, shown, limits)
        if beyond:
            shown = shortened(shown)
        if len(sources) + len(ignored) >= limits.max_files:
            shown = _another(shown, sources, numbers)
            sources[shown] = Source(shown, problem=_too_many(limits))
            break
        if beyond or shown in sources:
            problem = beyond or damaged("同じ名前が二つ / duplicate entry").problem
            shown = _another(shown, sources, numbers)
            sources[shown] = Source(shown, problem=problem)
            continue
        if _ignored(shown):
            ignored.append(shown)
            continue
        total += info.file_size
        if id(info) in broken:
            sources[shown] = Source(shown, problem=broken[id(info)])
            continue
        source = _packed(data, info, shown, total, limits)
        if _is_page(shown) and source.packed and _OUR_REPORT in _head(source.packed):
            ignored.append(shown)
        else:
            sources[shown] = source
    if not sources:
        nothing = Source(_label(path.name), problem=Problem("no-documents"))
        return Discovery(root, _label(path), "files", (nothing,), tuple(ignored))
    found = tuple(sorted(sources.values(), key=_order))
    return Discovery(root, _label(path), "zip", found, tuple(ignored))


def _packed(data: Content, info: zipfile.ZipInfo, shown: str, total: int, limits: Limits) -> Source:
    """One file of a .zip; one that is over a limit does not keep the others from being read."""
    try:
        check_entry(info, shown, limits)
        check_ratio(info.file_size, info.compress_size, limits)
        if info.file_size > limits.max_file_bytes:
            raise ContainerError(_too_large(info.file_size, limits))
        if total > limits.max_total_bytes:
            what = "展開後の大きさ / unpacked size"
            problem = exceeded(what, f"{total:,}", "max_total_bytes", limits, " bytes")
            raise ContainerError(problem)
    except ContainerError as error:
        return Source(shown, problem=error.problem)
    return Source(shown, packed=Packed(data, info))


def _head(packed: Packed) -> bytes:
    try:
        return read_entry(packed.archive, packed.info, "", _REPORT_HEAD)
    except ContainerError:
        return b""


def _another(name: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """The name, with a number where it is taken; ``numbers``: the next to be tried of each name."""
    if name not in taken:
        return name
    number = numbers.get(name, 2)
    while f"{name} ({number})" in taken:
        number += 1
    numbers[name] = number + 1
    return f"{name} ({number})"


def _beyond(info: zipfile.ZipInfo, shown: str, limits: Limits) -> Problem | None:
    """The problem of a path that is too long or too deep."""
    if (length := _path_bytes(info)) > (most := _most_path_bytes(limits)):
        what = f"パスの長さ / length of the path {length:,} > {most:,} bytes"
        return Problem("over-limit", f"{what}；[limits] {key_of('max_folder_depth')}")
    return _too_deep(limits) if shown.count("/") >= limits.max_folder_depth else None


def _path_bytes(info: zipfile.ZipInfo) -> int:
    name = info.orig_filename  # where it is not flagged, a character is a byte
    return len(name.encode() if info.flag_bits & 0x800 else name)


def _most_path_bytes(limits: Limits) -> int:
    """2,000 for the 50 folders; Windows and macOS end near a thousand, a .zip at 65,535."""
    return 1000 + 20 * limits.max_folder_depth


def _entry_name(info: zipfile.ZipInfo, limits: Limits) -> str:
    """UTF-8 where flagged, else as macOS (UTF-8) or Japanese Windows (cp932) writes it; empty for a
    folder; never a way out. Composed: macOS takes が apart, and no one types it so into a
    configuration. Of a name that is too long only the beginning."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        name = _decoded(name.encode("cp437"), "utf-8", "cp932")
    if _path_bytes(info) > (most := _most_path_bytes(limits)):
        name = name[:most].rstrip("./\\") + "…"  # neither hidden nor a folder: it is to be told
    *folders, file = name.replace("\\", "/").split("/")
    if file in ("", ".", ".."):
        return ""
    steps = [*(step for step in folders if step not in ("", ".", "..")), file]
    return _composed("/".join(steps))


def _common_folder(names: list[str]) -> str:
    """The folder that all names begin with, with its slash; empty if there is none. What the first
    and the last in order have in common, all between have."""
    first, last = (
        name.split("/")[:-1] for name in (min(names, default=""), max(names, default=""))
    )
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(f"{step}/" for step, _ in same)


def _composed(name: str) -> str:
    """NFC; a name with more marks on a letter than any writing has stays as it is: they are sorted in
    time that grows with their square."""
    marks = bytes(map(unicodedata.combining, name)).split(b"\0")
    return name if len(max(marks, key=len)) > _MAX_MARKS else unicodedata.normalize("NFC", name)
