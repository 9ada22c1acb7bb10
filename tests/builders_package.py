"""Packages in memory: real ones by the libraries, and ones that no honest program writes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import openpyxl
import pptx
from pptx.util import Emu

_CENTRAL = b"PK\x01\x02"
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@cache
def real_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "申請者"
    return _saved(book)


@cache
def real_pptx() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(Emu(0), Emu(0), Emu(914400), Emu(914400)).text_frame.text = "概要"
    return _saved(deck)


def _saved(document: openpyxl.Workbook | pptx.presentation.Presentation) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def content_types(*types: str) -> str:
    """``[Content_Types].xml`` of a package whose main part has this type."""
    overrides = "".join(
        f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(types)
    )
    return f'<Types xmlns="{TYPES}">{overrides}</Types>'


def main_type(kind: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"


class _Pipe(io.RawIOBase):
    """Where a writer cannot go back to fill sizes in: it writes data descriptors."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.written += piece
        return len(piece)


def zipped(
    parts: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]],
    method: int = zipfile.ZIP_DEFLATED,
    *,
    streamed: bool = False,
) -> bytes:
    """A ZIP file of these entries, in order; ``streamed`` with a data descriptor behind each."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    pipe, stream = _Pipe(), io.BytesIO()
    with zipfile.ZipFile(pipe if streamed else stream, "w", method) as archive:
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return bytes(pipe.written) if streamed else stream.getvalue()


def workbook(
    parts: Mapping[str, str | bytes] | Sequence[tuple[str, str | bytes]] = (),
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The smallest package that opens, with further parts."""
    pairs = list(parts.items() if isinstance(parts, Mapping) else parts)
    return zipped(
        [("[Content_Types].xml", content_types(main_type("spreadsheetml.sheet"))), *pairs], method
    )


def renamed(data: bytes, old: str, new: bytes) -> bytes:
    """``data`` with the raw name of an entry replaced by one of the same length, also where zipfile
    would not write it so."""
    assert len(old.encode()) == len(new)
    return data.replace(old.encode(), new)


def directory_entry(data: bytes, name: str) -> int:
    """Where the directory's header of an entry begins."""
    at = data.find(_CENTRAL)
    while data[at + 46 : at + 46 + len(name.encode())] != name.encode():
        at = data.index(_CENTRAL, at + 1)
    return at


def patched(
    data: bytes,
    name: str,
    *,
    flags: int | None = None,
    method: int | None = None,
    crc: int | None = None,
    packed: int | None = None,
    size: int | None = None,
    offset: int | None = None,
) -> bytes:
    """``data`` with other values in the directory's header of an entry (APPNOTE 4.3.12)."""
    result = bytearray(data)
    at = directory_entry(data, name)
    fields = ((8, "<H", flags), (10, "<H", method), (16, "<I", crc), (20, "<I", packed))
    for place, code, value in (*fields, (24, "<I", size), (42, "<I", offset)):
        if value is not None:
            struct.pack_into(code, result, at + place, value)
    return bytes(result)


def local_header(data: bytes, name: str) -> int:
    """Where an entry's local header begins."""
    (at,) = struct.unpack_from("<I", data, directory_entry(data, name) + 42)
    return int(at)


def crc(data: bytes) -> int:
    return zlib.crc32(data)


def compound(*streams: str, embedded: str | None = None) -> bytes:
    """An OLE2 compound file ([MS-CFB]) with empty streams; ``embedded`` is one in a storage."""
    nodes = [("Root Entry", 5, _FREE, 1)]
    named = [(name, 2) for name in streams] + ([("ObjectPool", 1)] if embedded else [])
    for number, (name, kind) in enumerate(named, 1):
        following = number + 1 if number < len(named) else _FREE
        nodes.append((name, kind, following, len(named) + 1 if kind == 1 else _FREE))
    if embedded:
        nodes.append((embedded, 2, _FREE, _FREE))
    sectors = -(-len(nodes) // 4)
    directory = b"".join(_node(*node) for node in nodes).ljust(512 * sectors, b"\0")
    chain = [*range(2, sectors + 1), _END]
    fat = struct.pack("<128I", *([_FAT, *chain] + [_FREE] * (127 - sectors)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return header + struct.pack("<109I", 0, *[_FREE] * 108) + fat + directory


def _node(name: str, kind: int, following: int, child: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(raw) + 2, kind, 1, _FREE, following, child
    )
    return (head + b"\0" * 36 + struct.pack("<I", _END)).ljust(128, b"\0")
