"""Packages taken apart, and ZIP files that lie (APPNOTE 4.3.7 and 4.3.12)."""

from __future__ import annotations

import io
import struct
import zipfile
from random import Random

from fuzz.xml_changes import bitten

_CENTRAL, _LOCAL, _END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
# Place and width of the fields of a header: version, flags, method, times, CRC, sizes, lengths, …
_CENTRAL_FIELDS = (
    (4, "H"), (6, "H"), (8, "H"), (10, "H"), (12, "I"), (16, "I"), (20, "I"), (24, "I"), (28, "H"),
    (30, "H"), (32, "H"), (34, "H"), (36, "H"), (38, "I"), (42, "I"),
)  # fmt: skip
_LOCAL_FIELDS = (
    (4, "H"),
    (6, "H"),
    (8, "H"),
    (14, "I"),
    (18, "I"),
    (22, "I"),
    (26, "H"),
    (28, "H"),
)
_END_FIELDS = ((4, "H"), (6, "H"), (8, "H"), (10, "H"), (12, "I"), (16, "I"), (20, "H"))
_NAMES = (
    "../x.xml", "/x.xml", "x\0y", "a" * 300, "[Content_Types].xml", "[content_types].XML", "ppt\\x.xml",
    "C:x", "日本語.xml", "%2e%2e/x", "ppt/slides/SLIDE1.xml", "", " ", "_rels/.rels", "x/", "xl//a.xml",
)  # fmt: skip


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    return _packed(list(parts.items()))


def _packed(pairs: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def rearranged(data: bytes, chance: Random) -> bytes:
    """Entries lost, doubled, renamed, swapped, or their content changed."""
    pairs = list(parts_of(data).items())
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        if not pairs:
            break
        at, other = chance.randrange(len(pairs)), chance.randrange(len(pairs))
        name, content = pairs[at]
        match chance.randint(0, 5):
            case 0:
                del pairs[at]
            case 1:
                pairs.append((name, pairs[other][1]))
            case 2:
                pairs[at] = (_name(name, chance), content)
            case 3:
                pairs[at] = (name, pairs[other][1])
            case 4:
                pairs[at] = (name, bitten(content, chance))
            case _:
                pairs.insert(
                    other, (_name(name, chance), b"\0" * chance.choice((0, 10, 3_000_000)))
                )
    return _packed(pairs, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


def _name(name: str, chance: Random) -> str:
    # zipfile cuts a name at NUL itself; the raw one is put in by ``lying``.
    return chance.choice(
        (*_NAMES, name.upper(), "/" + name, name + "/", name.replace("/", "\\"))
    ).split("\0")[0]


def lying(data: bytes, chance: Random) -> bytes:
    """Fields of headers changed, bytes changed, the file cut, begun later or doubled."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        match chance.randint(0, 7):
            case 0 | 1:
                _field(result, _CENTRAL, _CENTRAL_FIELDS, chance)
            case 2:
                _field(result, _LOCAL, _LOCAL_FIELDS, chance)
            case 3:
                _field(result, _END, _END_FIELDS, chance)
            case 4:
                result = bytearray(bitten(bytes(result), chance))
            case 5:
                at = chance.randint(0, len(result))
                result = result[:at] if chance.random() < 0.5 else result[at:]
            case 6:
                result += chance.choice(
                    (b"\0" * 100, bytes(result[:2000]), b"PK\x05\x06" + b"\0" * 18)
                )
            case _:
                head = chance.choice(
                    (b"MZ", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\n" * 9)
                )
                result[0:0] = head
    return bytes(result)


def _field(
    result: bytearray, mark: bytes, fields: tuple[tuple[int, str], ...], chance: Random
) -> None:
    """One field of one header, set to something else."""
    places = []
    at = result.find(mark)
    while at >= 0:
        places.append(at)
        at = result.find(mark, at + 1)
    if not places:
        return
    place, code = chance.choice(fields)
    at = chance.choice(places) + place
    width = 2 if code == "H" else 4
    if at + width > len(result):
        return
    most = 256**width - 1
    (old,) = struct.unpack_from("<" + code, result, at)
    new = chance.choice(
        (0, 1, 8, 9, 12, 14, most, most - 1, most // 2 + 1, old + 1, old - 1, old ^ 1 << chance.randint(0, 8 * width - 1),
         len(result), chance.randint(0, most), chance.choice(places))
    )  # fmt: skip
    struct.pack_into("<" + code, result, at, new & most)
