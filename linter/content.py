"""The bytes of a file, read where they are needed: a deck's media are most of it, and nobody asks
for them. Not mapped into memory: a file that is cut off while it is mapped ends the process."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_CHUNK = 2**20
_FIRST = 2**12


class FileContent:
    """Looks like :class:`bytes` as far as files are looked at here; the slices are bytes.

    :raises OSError: (any method) the file cannot be opened or read.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._size = os.fstat(self._file.fileno()).st_size
        self._counts: dict[bytes, int] = {}
        self._lock = threading.Lock()  # it may be hashed while it is read

    def close(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: slice) -> bytes:
        start, stop, _ = place.indices(self._size)
        with self._lock:
            self._file.seek(start)
            return self._file.read(max(stop - start, 0))

    def __contains__(self, part: bytes) -> bool:
        return self.find(part) >= 0

    def startswith(self, heads: bytes | tuple[bytes, ...]) -> bool:
        return self[:_CHUNK].startswith(heads)

    def find(self, part: bytes, start: int = 0) -> int:
        # What is near is found in a small piece: a damaged file may be asked a hundred thousand times.
        for at, chunk in self._chunks(start, len(part) - 1, min(_FIRST, _CHUNK)):
            found = chunk.find(part)
            if found >= 0:
                return at + found
        return -1

    def count(self, part: bytes) -> int:
        """How often a part that cannot overlap itself is there; each counted once only."""
        if part not in self._counts:
            chunks = self._chunks(0, len(part) - 1, _CHUNK)
            self._counts[part] = sum(chunk.count(part) for _, chunk in chunks)
        return self._counts[part]

    def _chunks(self, start: int, overlap: int, size: int) -> Iterator[tuple[int, bytes]]:
        """Pieces of this size at first, then of twice the one before, up to that of a chunk."""
        while start < self._size:
            yield start, self[start : start + size + overlap]
            start += size
            size = min(2 * size, _CHUNK)


Content = bytes | FileContent


class _Stream(io.RawIOBase):
    """A file of its own over the content, for libraries that want one."""

    def __init__(self, content: FileContent) -> None:
        self._content = content
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._content)}[whence]
        if base + offset < 0:
            raise OSError(22, "negative seek position")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def] # a writable buffer
        piece = self._content[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def as_file(content: Content) -> IO[bytes]:
    """A seekable file that reads the content."""
    raw = as_raw(content)
    return raw if isinstance(raw, io.BytesIO) else io.BufferedReader(raw)


def as_raw(content: Content) -> io.BytesIO | io.RawIOBase:
    """The same without a buffer of its own."""
    return io.BytesIO(content) if isinstance(content, bytes) else _Stream(content)


def sha256(content: Content) -> str:
    digest = hashlib.sha256()
    for at in range(0, len(content), _CHUNK):
        digest.update(content[at : at + _CHUNK])
    return digest.hexdigest()
