"""Parsed documents by the content of their files: one that an earlier run has read is not opened.

Only what reading the file again would surely give is kept: no document that could not be read, none
with a problem that hangs on the time or memory there was, none that a password opened.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from linter import cache
from linter.archive import ContainerError
from linter.content import sha256
from linter.discover import Source
from linter.limits import Limits
from linter.model import OTHER_KINDS, Document

_KIND = "documents"
# Problems that are the same whenever and wherever the file is read.
_LASTING = {
    "damaged-xml",
    "damaged-zip",
    "missing-part",
    "not-calculated",
    "over-limit",
    "unreadable-content",
}
# Of documents that were not read: what their content is stays so, too.
_UNREAD = {"empty", "encrypted", *OTHER_KINDS}
# How an encrypted document begins ([MS-OFFCRYPTO]): what a password opened stays out of the cache.
_OLE2 = b"\xd0\xcf\x11\xe0"


def remembered(
    source: Source,
    limits: Limits,
    read: Callable[[Source], Document],
    known: Mapping[str, str] | None = None,
) -> Document:
    """The document of ``source``, as ``read`` gives it under ``limits``; ``known``: SHA-256 of files
    by their absolute path, of submissions that no password opens."""
    if not cache.is_on(_KIND):
        return read(source)
    digest = (known or {}).get(os.path.abspath(source.file)) if source.file else None  # noqa: PTH100
    if digest is None or source.problem is not None:
        digest = _content_digest(source, limits)
    if digest is not None:
        found = cache.recall(_KIND, _key(digest, limits), _decode)
        if found is not None:
            return replace(found, path=source.path)
    document = read(source)
    # The file may have changed in between: the document knows what it was made from.
    if digest is not None and document.sha256 == digest and _lasts(document):
        bare = replace(document, path="")
        # Groups a thousand deep and lone surrogates cannot be encoded.
        with contextlib.suppress(RecursionError, ValueError):
            cache.keep(_KIND, _key(digest, limits), msgspec.msgpack.encode(bare))
    return document


def _lasts(document: Document) -> bool:
    codes = {problem.code for problem in document.problems}
    return document.status == "read" and codes <= _LASTING


def all_last(documents: Sequence[Document]) -> bool:
    """Whether the same files will surely be read so again: whatever the time and memory there is."""
    return all(
        bool(document.sha256) and all(p.code in _LASTING | _UNREAD for p in document.problems)
        for document in documents
    )


def _key(digest: str, limits: Limits) -> str:
    return cache.key(digest, repr(limits))


def _decode(kept: bytes) -> Document:
    return msgspec.msgpack.decode(kept, type=Document)


def _content_digest(source: Source, limits: Limits) -> str | None:
    """SHA-256 of a file, read piece by piece; None where it cannot be read, or where it may be
    encrypted, so that what a password opened must not be kept."""
    if source.file is not None and not source.file.is_file():
        return None  # a pipe put in its place would be waited for without end, here
    try:
        with source.open(limits) as content:
            if content.startswith(_OLE2):
                return None
            return sha256(content)
    except (ContainerError, OSError):
        return None  # reading it will say so
