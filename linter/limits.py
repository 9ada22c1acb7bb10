"""Bounds on what is read of files from strangers, all of them keys of ``[limits]``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import fields

from linter.model import Problem

Bound = Annotated[int, Meta(ge=1, lt=2**53)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]


class Limits(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Sizes are bytes, times seconds of the clock; no honest file measured came near them.

    ``max_ratio`` is judged of a whole package or .zip, past ``ratio_floor_bytes`` unpacked: a large
    table compresses two hundredfold honestly. ``max_folder_depth`` also bounds a path in a .zip, to
    1,000 bytes and 20 for each folder. ``max_xml_depth`` counts the root element; libxml2 itself ends at 256. ``max_xml_nodes`` counts ``<`` and ``=``, at least as many as elements and
    attributes: a tree takes 100 to 200 bytes for each, many times the part's own size.
    ``max_xml_bytes`` counts a part as often as it is read. Shapes, cells, merged areas, slides,
    sheets and characters are those of one document. A sheet with more cells, or a slide with more
    shapes, is not read; of the others, what is within them is. ``max_seconds`` and
    ``max_memory_bytes`` (of address space) hold for the process that reads a document, whatever a
    library does in it.
    """

    max_files: Bound = 5000
    max_folder_depth: Bound = 50
    max_file_bytes: Bound = 200 * 2**20
    max_entries: Bound = 10_000
    max_part_bytes: Bound = 256 * 2**20
    max_total_bytes: Bound = 1024 * 2**20
    ratio_floor_bytes: Bound = 20 * 2**20
    max_ratio: Bound = 200
    max_xml_depth: Bound = 200
    max_xml_nodes: Bound = 10_000_000
    max_xml_bytes: Bound = 128 * 2**20
    max_slides: Bound = 3000
    max_sheets: Bound = 1000
    max_shapes: Bound = 20_000
    max_cells: Bound = 400_000
    max_merges: Bound = 20_000
    max_paragraphs: Bound = 100_000
    max_characters: Bound = 10_000_000
    max_seconds: Seconds = 20
    max_memory_bytes: Bound = 460 * 2**20


def key_of(field: str) -> str:
    """A limit as ``myna-lint.toml`` names it."""
    return next(f.encode_name for f in fields(Limits) if f.name == field)


def exceeded(what: str, value: str, field: str, limits: Limits, unit: str = "") -> Problem:
    """The problem of a file over a limit: what, how much, how much it may be, and where to raise it.

    :param field: the limit's name in :class:`Limits`.
    :param value: what was found, as it is shown; empty where only the limit is known.
    """
    most = f"{getattr(limits, field):,}{unit}"
    return Problem(
        "over-limit", f"{what} {value} > {most}；[limits] {key_of(field)}".replace("  ", " ")
    )
