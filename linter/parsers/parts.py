"""Reads the parts of a package for the parsers and remembers what could not be read."""

from __future__ import annotations

from typing import Any

from linter.container import ContainerError, Limits, Package, Relationship, parse_xml
from linter.model import Problem

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


class PartReader:
    """``problems``: what could not be read and was left out, each told once, none fatal."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.problems: list[Problem] = []
        self._limits = Limits()

    def xml(self, name: str) -> Any:
        """The root of a part, in the transitional namespaces.

        :raises ContainerError: the part cannot be read.
        """
        data = self.package.read(name)
        if _PURL in data[:4096]:
            for strict, transitional in _STRICT:
                data = data.replace(strict, transitional)
        return parse_xml(data, name, self._limits)

    def tell(self, error: ContainerError) -> None:
        self.add(Problem(error.problem.code, error.problem.detail))

    def add(self, problem: Problem) -> None:
        told = Problem(problem.code, problem.detail, fatal=False)
        if told not in self.problems:
            self.problems.append(told)

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
            for child in root if root is not None else ():
                if isinstance(child.tag, str) and child.text and len(child) == 0:
                    found[child.tag.rsplit("}", 1)[-1]] = child.text[:_MAX_PROPERTY]
        return found


def related(rels: tuple[Relationship, ...], kind: str) -> str | None:
    """The part of the first internal relationship of a kind (the last step of its type's URI)."""
    return next((r.target for r in rels if r.type == kind and not r.external), None)
