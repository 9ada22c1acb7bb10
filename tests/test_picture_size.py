"""Sizes of pictures from their headers: what Pillow writes is read back as Pillow says."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from linter.parsers.picture_size import (
    HEADER_BYTES,
    may_lie_further,
    picture_format,
    picture_size,
)

SIDES = st.integers(1, 400)
# Name → format of Pillow, mode and options. WebP has three kinds of stream.
WRITERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "png": ("PNG", "RGB", {}),
    "png with alpha": ("PNG", "LA", {}),
    "gif": ("GIF", "P", {}),
    "bmp": ("BMP", "RGB", {}),
    "jpeg": ("JPEG", "RGB", {}),
    "jpeg, progressive": ("JPEG", "RGB", {"progressive": True}),
    "jpeg, CMYK": ("JPEG", "CMYK", {}),
    "tiff": ("TIFF", "RGB", {}),
    "tiff, compressed": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "tiff, big endian": ("TIFF", "I;16B", {}),
    "webp VP8": ("WEBP", "RGB", {"lossless": False}),
    "webp VP8L": ("WEBP", "RGB", {"lossless": True}),
    "webp VP8X": ("WEBP", "RGBA", {"lossless": False, "exif": b"Exif\0\0"}),
}


def written(width: int, height: int, writer: str) -> bytes:
    kind, mode, options = WRITERS[writer]
    stream = io.BytesIO()
    Image.new(mode, (width, height)).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("writer", WRITERS)
@given(width=SIDES, height=SIDES)
@settings(max_examples=15, deadline=None)
def test_what_pillow_writes_has_the_size_pillow_says(writer: str, width: int, height: int) -> None:
    data = written(width, height, writer)
    with Image.open(io.BytesIO(data)) as picture:
        assert picture_size(data) == picture.size == (width, height)
    assert picture_format(data) == writer.split()[0].rstrip(",")


@pytest.mark.parametrize("writer", WRITERS)
@given(cut=st.integers(0, 4000))
@settings(max_examples=40, deadline=None)
def test_a_truncated_picture_has_its_size_or_none(writer: str, cut: int) -> None:
    data = written(321, 123, writer)
    assert picture_size(data[:cut]) in (None, (321, 123))


@given(st.binary(max_size=200), st.sampled_from(list(WRITERS)), st.integers(0, 40))
def test_no_bytes_raise(noise: bytes, writer: str, keep: int) -> None:
    size = picture_size(written(3, 2, writer)[:keep] + noise)
    assert size is None or (size[0] > 0 and size[1] > 0)


def jpeg_with_segments(size: int, count: int) -> bytes:
    plain = written(640, 480, "jpeg")
    segment = b"\xff\xe1" + struct.pack(">H", size + 2) + b"\xff\xc0" * (size // 2)
    return plain[:2] + segment * count + plain[2:]


def test_a_jpeg_with_exif_and_a_preview_before_its_frame() -> None:
    """The bytes of a frame header inside a segment are no frame header."""
    assert picture_size(jpeg_with_segments(60_000, 2)) == (640, 480)


def test_a_jpeg_with_fill_bytes_between_its_segments() -> None:
    plain = written(640, 480, "jpeg")
    assert picture_size(plain[:2] + b"\xff\xff\xff" + plain[2:]) == (640, 480)


def test_a_jpeg_whose_profiles_fill_the_header_is_to_be_read_further() -> None:
    data = jpeg_with_segments(60_000, 5)
    assert picture_size(data[:HEADER_BYTES]) is None
    assert may_lie_further(data[:HEADER_BYTES])
    assert picture_size(data) == (640, 480)


def test_a_short_picture_without_a_size_has_none_further_on() -> None:
    assert not may_lie_further(b"\xff\xd8\xff\xd9")
    assert not may_lie_further(b"\x89PNG\r\n\x1a\n" + b"\0" * HEADER_BYTES)


def test_a_bitmap_of_the_os2_kind_has_16_bit_sizes() -> None:
    header = b"BM" + struct.pack("<IHHI", 30, 0, 0, 26) + struct.pack("<IHHHH", 12, 7, 5, 1, 24)
    with Image.open(io.BytesIO(header + b"\0" * 200)) as picture:
        assert picture_size(header) == picture.size == (7, 5)


def test_a_bitmap_stored_from_the_top_has_a_positive_height() -> None:
    data = bytearray(written(7, 5, "bmp"))
    data[22:26] = struct.pack("<i", -5)
    assert picture_size(bytes(data)) == (7, 5)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60, "emf"),
        (b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "wmf"),
        (b"\x01\0\x09\0\0\x03" + b"\0" * 40, "wmf"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"", "unknown"),
        (b"plain text", "unknown"),
    ],
)
def test_what_has_no_pixels_has_a_format_and_no_size(data: bytes, kind: str) -> None:
    assert picture_format(data) == kind
    assert picture_size(data) is None
