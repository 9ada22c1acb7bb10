"""Reads the parts of a package for the parsers and remembers what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from linter.archive import ContainerError
from linter.container import Package, Relationship, parse_xml, xml_elements
from linter.limits import exceeded
from linter.model import Paragraph, Problem

# Strict packages (ECMA-376 part 1) use other namespaces; they are read as transitional ones.
_PURL = b"http://purl.oclc.org/ooxml/"
_OPEN = b"http://schemas.openxmlformats.org/"
_STRICT = tuple(
    (_PURL + strict, _OPEN + transitional)
    for strict, transitional in (
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/chart", b"drawingml/2006/chart"),
        (b"drawingml/diagram", b"drawingml/2006/diagram"),
        (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    )
)
_PROPERTY_PARTS = ("docProps/core.xml", "docProps/app.xml")
_MAX_PROPERTY = 500
_MAX_PROPERTIES = 200
_MAX_PROBLEMS = 100
# What is counted over a whole document, by the limit that bounds it.
_COUNTED = {
    "max_slides": "スライド / slides",
    "max_sheets": "シート / sheets",
    "max_shapes": "図形 / shapes",
    "max_cells": "セル / cells",
    "max_merges": "結合セル / merged cells",
    "max_paragraphs": "段落 / paragraphs",
    "max_characters": "文字 / characters",
}
_AND_MORE = Problem(
    "unreadable-content", "ほかにもあり、省きました / further problems are left out", fatal=False
)
T = TypeVar("T")


class PartReader:
    """Counts what is read against the limits, and tells what could not be read and was left out,
    each once, none fatal."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._problems: dict[Problem, None] = {}
        self._left = {field: getattr(package.limits, field) for field in _COUNTED}
        self._xml_left = package.limits.max_xml_bytes

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def xml(self, name: str) -> Any:
        """The root of a part, in the transitional namespaces.

        :raises ContainerError: the part cannot be read.
        """
        return self.parsed(name, self.part(name))

    def parsed(self, name: str, data: bytes) -> Any:
        """The root of the part of which this is the ``data``.

        :raises ContainerError: it is damaged.
        """
        return parse_xml(data, name, self.package.limits)

    def elements(self, name: str, data: bytes, *tags: str) -> Iterator[Any]:
        """The elements of these tags in a part's ``data``, one after another; each is emptied when
        the next is asked for.

        :raises ContainerError: the part is damaged, perhaps further down.
        """
        return xml_elements(data, name, self.package.limits, tags)

    def part(self, name: str) -> bytes:
        """The XML of a part, in the transitional namespaces.

        :raises ContainerError: the part cannot be read.
        """
        data = self.package.read(name)
        self._xml_left -= len(data)  # a part may be asked for again and again
        if self._xml_left < 0:
            what = f"{name}：XML"
            limits = self.package.limits
            raise ContainerError(exceeded(what, "", "max_xml_bytes", limits, " bytes"))
        if _PURL in data[:4096]:
            for strict, transitional in _STRICT:
                data = data.replace(strict, transitional)
        return data

    def tell(self, error: ContainerError) -> None:
        self.add(Problem(error.problem.code, error.problem.detail))

    def add(self, problem: Problem) -> None:
        told = Problem(problem.code, problem.detail, fatal=False)
        if told in self._problems:
            return
        self._problems[told if len(self._problems) < _MAX_PROBLEMS else _AND_MORE] = None

    def within(self, field: str, count: int = 1) -> bool:
        """Whether so many more may be read; where not, that is told, and the caller reads on without
        them."""
        self._left[field] -= count
        if self._left[field] >= 0:
            return True
        what = f"{_COUNTED[field]}。超えた分は読んでいません / the rest was not read："
        self.add(exceeded(what, "", field, self.package.limits))
        return False

    def require(self, part: str, field: str, count: int) -> None:
        """Refuse a part that has more than may be read, before it is read.

        :raises ContainerError: it has.
        """
        if count > self._left[field]:
            raise self._not_read(part, field, f"{count:,}")

    def take(self, part: str, field: str, count: int = 1) -> None:
        """Count what is read of a part that is refused where it has more than may be read.

        :raises ContainerError: it has.
        """
        self._left[field] -= count
        if self._left[field] < 0:
            raise self._not_read(part, field, "")

    def _not_read(self, part: str, field: str, count: str) -> ContainerError:
        what = f"{part}：{_COUNTED[field]}。読んでいません / not read："
        return ContainerError(exceeded(what, count, field, self.package.limits))

    def bounded(self, texts: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs of one place, those that the limits leave of them."""
        for kept, paragraph in enumerate(texts):
            size = sum(len(run.text) for run in paragraph.runs)
            if not self.within("max_paragraphs") or not self.within("max_characters", size):
                return texts[:kept]
        return texts

    def guarded(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """What ``read`` gives; where a part breaks it, that is told and the rest is read."""
        try:
            return read()
        except ContainerError as error:
            self.tell(error)
        except MemoryError:
            raise
        except Exception as error:  # a part that we did not foresee
            self.add(Problem("unreadable-content", f"{part}：{type(error).__name__}"))
        return otherwise

    def optional(self, name: str | None) -> Any:
        """The root of a part, or None where there is no name or the part is damaged (told)."""
        if name is None:
            return None
        try:
            return self.xml(name)
        except ContainerError as error:
            self.tell(error)
            return None

    def rels(self, name: str) -> tuple[Relationship, ...]:
        try:
            return self.package.relationships(name)
        except ContainerError as error:
            self.tell(error)
            return ()

    def properties(self) -> dict[str, str]:
        """Core and extended properties: title, creator, modified, Application, …"""
        found: dict[str, str] = {}
        for name in _PROPERTY_PARTS:
            root = self.optional(name) if self.package.has(name) else None
            for child in root[:_MAX_PROPERTIES] if root is not None else ():
                if isinstance(child.tag, str) and child.text and len(child) == 0:
                    found[child.tag.rsplit("}", 1)[-1]] = child.text[:_MAX_PROPERTY]
        return found


def related(rels: tuple[Relationship, ...], kind: str) -> str | None:
    """The part of the first internal relationship of a kind (the last step of its type's URI)."""
    return next((r.target for r in rels if r.type == kind and not r.external), None)
