"""Width and height of a picture in pixels, from its header bytes; nothing is decoded."""

from __future__ import annotations

import struct

# Enough for nearly every header. What a JPEG carries before its frame header (profiles, previews)
# and where a TIFF keeps its directory have no bound: see ``may_lie_further``.
HEADER_BYTES = 262_144


def picture_format(data: bytes) -> str:
    """The format by content: png, jpeg, gif, bmp, tiff, webp, emf, wmf, svg or unknown."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8"):
        return "jpeg"
    if data.startswith(b"GIF8"):
        return "gif"
    if data.startswith(b"BM"):
        return "bmp"
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "tiff"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[40:44] == b" EMF":
        return "emf"
    if data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0")):
        return "wmf"
    return "svg" if b"<svg" in data[:2000] else "unknown"


def picture_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) in px; None where the header does not say."""
    kind = picture_format(data)
    try:
        if kind == "png":
            size = struct.unpack(">II", data[16:24])
        elif kind == "gif":
            size = struct.unpack("<HH", data[6:10])
        elif kind == "bmp":
            return _bmp(data)
        elif kind == "jpeg":
            return _jpeg(data)
        elif kind == "webp":
            return _webp(data)
        elif kind == "tiff":
            return _tiff(data)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return (size[0], size[1]) if size[0] and size[1] else None


def may_lie_further(head: bytes) -> bool:
    """Whether the size may stand behind a ``head`` in which :func:`picture_size` found none."""
    return len(head) >= HEADER_BYTES and picture_format(head) in ("jpeg", "tiff")


def _bmp(data: bytes) -> tuple[int, int] | None:
    # The oldest header (OS/2, 12 bytes) has 16-bit sizes; a negative height is stored top down.
    core = struct.unpack("<I", data[14:18])[0] == 12
    width, height = struct.unpack(*(("<HH", data[18:22]) if core else ("<ii", data[18:26])))
    return (abs(width), abs(height)) if width and height else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data):
        if data[position] != 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD9:
            position += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return (width, height) if width and height else None
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", data[26:30]))
        return (width, height) if width and height else None
    return None


def _tiff(data: bytes) -> tuple[int, int] | None:
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack(order + "I", data[4:8])[0]
    count = struct.unpack(order + "H", data[start : start + 2])[0]
    size: dict[int, int] = {}
    for n in range(min(count, 200)):
        entry = data[start + 2 + n * 12 : start + 14 + n * 12]
        tag, kind = struct.unpack(order + "HH", entry[:4])
        if tag in (256, 257):
            size[tag] = struct.unpack(
                order + ("H" if kind == 3 else "I"), entry[8 : 10 if kind == 3 else 12]
            )[0]
    return (size[256], size[257]) if len(size) == 2 and all(size.values()) else None
