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
        for at, chunk in self._chunks(start, len(part) - 1):
            found = chunk.find(part)
            if found >= 0:
                return at + found
        return -1

    def count(self, part: bytes) -> int:
        """How often a part that cannot overlap itself is there; each counted once only."""
        if part not in self._counts:
            chunks = self._chunks(0, len(part) - 1)
            self._counts[part] = sum(chunk.count(part) for _, chunk in chunks)
        return self._counts[part]

    def _chunks(self, start: int, overlap: int) -> Iterator[tuple[int, bytes]]:
        for at in range(start, self._size, _CHUNK):
            yield at, self[at : at + _CHUNK + overlap]


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
    if isinstance(content, bytes):
        return io.BytesIO(content)
    return io.BufferedReader(_Stream(content))


def sha256(content: Content) -> str:
    digest = hashlib.sha256()
    for at in range(0, len(content), _CHUNK):
        digest.update(content[at : at + _CHUNK])
    return digest.hexdigest()
