"""Small copies of the pictures on slides that have findings, for the HTML report alone.

Decoding is what such a report costs most, so it is bounded by pixels: pictures that carry a finding
come first, then those beside them in the order of the slides; what is left over, damaged or of a
format that only Office draws has no thumbnail, and the report shows a labelled box.
"""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from linter.archive import ContainerError
from linter.container import Package, open_package
from linter.discover import discover
from linter.layout import walk_shapes
from linter.limits import Limits
from linter.model import Document, Finding, Picture, Report, Slide

PIXELS = 6_000_000
"""Decoded for one report, at most."""
_BYTES = 900_000
"""Of all thumbnails as they stand in the page, at most."""
_SIDE = 320
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "bmp": "BMP", "webp": "WEBP"}

Thumbnails = Mapping[tuple[str, str], str]
"""(path of the document, name of the part) → ``data:`` URI of a JPEG."""


def thumbnails(paths: Sequence[Path], report: Report, limits: Limits) -> Thumbnails:
    """The thumbnails for a report on the submission at ``paths``."""
    wanted = {d.path: pictures for d in report.documents if (pictures := _wanted(d, report))}
    if not wanted:
        return {}
    sources = {source.path: source for source in discover(paths, limits).sources}
    found: dict[tuple[str, str], str] = {}
    pixels, room = PIXELS, _BYTES
    for document in report.documents:
        if document.path not in wanted or document.path not in sources:
            continue
        try:
            with sources[document.path].open(limits) as data:
                package = open_package(data, limits)
                for picture in wanted[document.path]:
                    cost = _cost(picture)
                    if cost > pixels:
                        continue
                    pixels -= cost
                    uri = _thumbnail(package, picture.part)
                    if uri is not None and len(uri) <= room:
                        room -= len(uri)
                        found[document.path, picture.part] = uri
        except (ContainerError, OSError):
            continue  # another file than the one that was linted
    return found


def _wanted(document: Document, report: Report) -> list[Picture]:
    """The pictures of the slides with findings, each part once, the most telling first."""
    if document.deck is None:
        return []
    findings: dict[int, list[Finding]] = {}
    for finding in report.findings:
        if finding.location.document == document.path and finding.location.slide is not None:
            findings.setdefault(finding.location.slide, []).append(finding)
    first: dict[str, Picture] = {}
    others: dict[str, Picture] = {}
    for slide in document.deck.slides:
        told = {f.location.shape_id for f in findings.get(slide.number, ())}
        for number, picture in _pictures(slide) if slide.number in findings else ():
            (first if number in told else others).setdefault(picture.part, picture)
    return list({**first, **{part: p for part, p in others.items() if part not in first}}.values())


def _pictures(slide: Slide) -> Iterator[tuple[int, Picture]]:
    for shape in walk_shapes((*slide.shapes, *slide.inherited)):
        picture = shape.picture
        if picture is not None and picture.format in _FORMATS and picture.width_px:
            yield shape.id, picture


def _cost(picture: Picture) -> int:
    """Pixels that decoding takes. A JPEG is decoded at an eighth of its size at the least."""
    pixels = (picture.width_px or 0) * (picture.height_px or 0)
    return pixels // 8 if picture.format == "jpeg" else pixels


def _thumbnail(package: Package, part: str) -> str | None:
    """A small JPEG on white as a ``data:`` URI; None for what cannot be decoded."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(package.read(part)), formats=tuple(_FORMATS.values())) as image:
            if image.width * image.height > PIXELS and image.format != "JPEG":
                return None  # the header that was read before said less
            image.draft("RGB", (_SIDE, _SIDE))
            small: Image.Image = image
            if image.mode in ("P", "PA", "LA", "RGBa", "I;16"):
                small = image.convert("RGBA")
            small.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=1.5)
            if small.mode == "RGBA":
                paper = Image.new("RGB", small.size, "white")
                paper.paste(small, mask=small.getchannel("A"))
                small = paper
            out = io.BytesIO()
            small.convert("RGB").save(out, "JPEG", quality=60)
    except (
        ContainerError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        EOFError,
        MemoryError,
        struct.error,
    ):
        return None
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
