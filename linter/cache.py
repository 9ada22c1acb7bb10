"""What runs keep for the next one, in the user's cache folder: parsed documents, compiled rules, and
what a run said.

An entry is a file named by the digest of all that it was made from. It begins with a checksum over
its kind, its key and its content: one that was cut off, mixed up or changed is as good as none. The
folder holds text of documents, so it is the user's alone (0700, files 0600), and a folder that
another user owns or may write to is not used. Nothing here fails a run: what cannot be read is made
anew, what cannot be written is left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from linter import __version__

T = TypeVar("T")

MOST_BYTES = 256 * 2**20
_MOST_ENTRY_BYTES = 64 * 2**20
_MAGIC = b"myna-lint 1\n"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size
_SUFFIX = ".entry"
_UNFINISHED = ".part"
_STALE_S = 3600.0
_SECONDS_OF_A_DAY = 86400.0


class Usage(NamedTuple):
    """What the cache takes. ``folder`` is None where there is none that may be used."""

    folder: Path | None
    entries: int = 0
    size: int = 0


class Store:
    """The entries below one folder; two runs may use it at the same time."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._pruned = False

    def get(self, kind: str, key: str) -> bytes | None:
        """The content of an entry; None where there is none that can be trusted."""
        path = self._path(kind, key)
        try:
            if not _is_ours(self.folder):
                return None
            data = path.read_bytes()
            _touch(path)
        except OSError:
            return None
        content = data[_HEAD:]
        if data[:_HEAD] == _head(kind, key, content):
            return content
        self.drop(kind, key)
        return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry. It appears whole or not at all."""
        if len(content) > _MOST_ENTRY_BYTES:
            return
        path = self._path(kind, key)
        unfinished = path.with_name(f"{path.stem}.{os.urandom(8).hex()}{_UNFINISHED}")
        try:
            if not _make_folder(self.folder):
                return
            path.parent.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_head(kind, key, content))
                file.write(content)
            unfinished.replace(path)
        except OSError:
            _unlink(unfinished)
            return
        if not self._pruned:
            self._pruned = True
            self._prune()

    def drop(self, kind: str, key: str) -> None:
        _unlink(self._path(kind, key))

    def clear(self) -> Usage:
        """Remove every entry; says what there was."""
        usage = self.usage()
        for path, _ in self._files():
            _unlink(path)
        return usage

    def usage(self) -> Usage:
        try:
            if self.folder.exists() and not _is_ours(self.folder):
                return Usage(None)
        except OSError:
            return Usage(None)
        sizes = [found.st_size for path, found in self._files() if path.suffix == _SUFFIX]
        return Usage(self.folder, len(sizes), sum(sizes))

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / f"{key}{_SUFFIX}"

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Our files, of this run and of others, the one used longest ago first."""
        found: list[tuple[Path, os.stat_result]] = []
        try:
            if _is_ours(self.folder):
                for path in self.folder.glob("*/*"):
                    if path.suffix in (_SUFFIX, _UNFINISHED):
                        found.append((path, path.lstat()))
        except OSError:
            pass  # another run has removed it, or the folder
        yield from sorted(found, key=lambda entry: entry[1].st_mtime)

    def _prune(self) -> None:
        """Remove what was used longest ago until a tenth of the room is free again."""
        files = list(self._files())
        size = sum(found.st_size for _, found in files)
        bound = self._most_bytes - self._most_bytes // 10 if size > self._most_bytes else size
        for path, found in files:
            abandoned = path.suffix == _UNFINISHED and time.time() - found.st_mtime > _STALE_S
            if size > bound or abandoned:
                _unlink(path)
                size -= found.st_size


def _head(kind: str, key: str, content: bytes) -> bytes:
    """What an entry begins with: it fits this content under this key only."""
    digest = hashlib.sha256(f"{kind}\0{key}\0".encode())
    digest.update(content)
    return _MAGIC + digest.digest()


def _touch(path: Path) -> None:
    """Mark an entry as used, once a day at most."""
    now = time.time()
    if now - path.stat().st_mtime > _SECONDS_OF_A_DAY:
        os.utime(path, (now, now))


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):  # it is judged by its checksum should it be read again
        path.unlink(missing_ok=True)


def _make_folder(folder: Path) -> bool:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _is_ours(folder)


def _is_ours(folder: Path) -> bool:
    """Whether only this user can have written here. One that others can merely read is closed."""
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    if sys.platform == "win32":
        return True  # the profile folder is closed to others by its access control list
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        return False
    if found.st_mode & 0o055:
        folder.chmod(0o700)
    return True


# --- the store of this run ------------------------------------------------------------------------

DOCUMENTS = frozenset(("documents", "runs"))
"""The kinds of entries that hold what stands in documents; the others hold rules."""
EVERYTHING = DOCUMENTS | {"rules", "yaml"}
_off: frozenset[str] = frozenset()


def switch_off(kinds: frozenset[str] = EVERYTHING) -> None:
    """Neither read nor write such entries of the cache in this process."""
    global _off
    _off = kinds


def switch_on() -> None:
    switch_off(frozenset())


def is_on(kind: str) -> bool:
    """Whether such entries are read and written."""
    return kind not in _off and default_store() is not None


@cache
def default_store() -> Store | None:
    """The store in the user's cache folder; None where there is no such folder (no home)."""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path("myna-lint", appauthor=False)
    except (OSError, RuntimeError, KeyError):  # no home and no entry in the user database
        return None
    return Store(folder) if folder.is_absolute() else None


def key(*parts: str | bytes) -> str:
    """The key of an entry that this code makes from ``parts``."""
    digest = hashlib.sha256(code_digest().encode())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(raw) + raw)
    return digest.hexdigest()


def recall(kind: str, key: str, decode: Callable[[bytes], T]) -> T | None:
    """What an earlier run kept; None where it did not, or what it kept cannot be decoded."""
    store = _store(kind)
    content = store.get(kind, key) if store else None
    if store is None or content is None:
        return None
    try:
        return decode(content)
    except Exception as error:
        import msgspec  # not sooner: what an unchanged run says is known without it

        if not isinstance(error, msgspec.MsgspecError | ValueError | RecursionError):
            raise
        store.drop(kind, key)
        return None


def keep(kind: str, key: str, content: bytes) -> None:
    """Leave something for the next run, where that is possible."""
    store = _store(kind)
    if store is not None:
        store.put(kind, key, content)


def _store(kind: str) -> Store | None:
    return None if kind in _off else default_store()


@cache
def code_digest() -> str:
    """A digest of this package's own source, of the libraries installed beside it (postal codes and
    holidays change with them) and of what runs it: an entry that other code made is never read, and
    no one has to remember to count up a version."""
    digest = hashlib.sha256("\0".join((__version__, sys.version, sys.platform)).encode())
    digest.update("\0".join(_installed()).encode())
    package = os.path.dirname(__file__)  # noqa: PTH120 - a hundred files in every run: no Path objects
    for folder, folders, files in os.walk(package):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".py"):
                with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
                    digest.update(f"{folder[len(package) :]}/{name}\0".encode() + file.read())
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    """Every library with its version, as its folder is called; asking each for it takes longer."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            names = sorted(name for name in os.listdir(folder or ".") if "-info" in name)  # noqa: PTH208
            yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))
