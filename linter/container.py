"""Opens an Office package safely: the only reader of its parts and of XML.

Order of the checks: what the bytes are (``linter.identify``), the ZIP directory
(``linter.archive``), then each part as it is read; XML without DTD, entities or network. An Open
Packaging Convention package is ECMA-376 part 2.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from linter.archive import (
    ContainerError,
    check_directory,
    first_line,
    open_archive,
    part_key,
    part_name,
    read_entry,
    recovered_entries,
)
from linter.content import Content
from linter.identify import CONTENT_TYPES, identify
from linter.limits import Limits, exceeded
from linter.model import Problem

if TYPE_CHECKING:
    from lxml import etree

READABLE = ("xlsx", "xlsm", "pptx", "pptm")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LEGACY = {"xls": ".xls", "ppt": ".ppt", "doc": ".doc"}
_KINDS = {
    "pdf": "PDF",
    "html": "HTML",
    "csv": "CSV",
    "text": "テキスト / plain text",
    "xml": "XML",
    "odp": "OpenDocument（.odp）",
    "ods": "OpenDocument（.ods）",
    "odt": "OpenDocument（.odt）",
    "docx": "Word（.docx）",
    "xlsb": "Excel バイナリ（.xlsb）",
    "key": "Keynote（.key）",
    "numbers": "Numbers",
    "zip": "ZIP",
    "image": "画像 / picture",
    "rtf": "RTF",
    "ole2": "OLE2",
    "unknown": "不明な形式 / unknown",
}
_LIBXML2_TEXT = 10_000_000
_PARSING: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": False,
    # They are no part of a text (XML 1.0, 2.5), and would cut it in two.
    "remove_comments": True,
    "remove_pis": True,
}
_CHUNK = 65536


def _error(code: str, detail: str = "") -> ContainerError:
    return ContainerError(Problem(code, detail))


class Relationship(Struct, frozen=True):
    """``target`` is a part name without a leading slash, or the URI where ``external``."""

    id: str
    type: str
    target: str
    external: bool = False


# --- packages ------------------------------------------------------------------------------------


class Package:
    """An opened OOXML package. ``damage``: its directory is lost, and these are the parts found
    without it."""

    def __init__(
        self,
        data: Content,
        kind: str,
        entries: Sequence[zipfile.ZipInfo],
        limits: Limits,
        damage: Problem | None = None,
    ) -> None:
        self.data = data
        self.format = kind
        self.limits = limits
        self.damage = damage
        self._entries = {part_key(part_name(i)): i for i in entries if part_name(i)}

    def names(self) -> tuple[str, ...]:
        return tuple(part_name(info) for info in self._entries.values())

    def has(self, name: str) -> bool:
        return part_key(name) in self._entries

    def read(self, name: str, most: int | None = None) -> bytes:
        """A part's bytes, at most ``most`` of them.

        :raises ContainerError: missing, damaged or not as large as the directory says.
        """
        info = self._entries.get(part_key(name))
        if info is None:
            raise _error("missing-part", name)
        return read_entry(self.data, info, name, most)

    def xml(self, name: str) -> etree._Element:
        """A part as an element tree.

        :raises ContainerError: missing, damaged, not well-formed, with a DTD or nested too deeply.
        """
        return parse_xml(self.read(name), name, self.limits)

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """The relationships of a part; of the package for ``""``. None there: an empty tuple.

        :raises ContainerError: the relationships part is damaged.
        """
        folder, base = posixpath.split(name.lstrip("/"))
        rels = posixpath.join(folder, "_rels", base + ".rels")
        if not self.has(rels):
            return ()
        found: list[Relationship] = []
        for element in self.xml(rels).iter(_RELATIONSHIPS):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                # A step up from the root stays at the root: no target leads out of the package.
                path = posixpath.join("/" + folder, unquote(target).replace("\\", "/"))
                target = posixpath.normpath(path).lstrip("/")
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relationship(element.get("Id", ""), kind, target, external))
        return tuple(found)


def open_package(
    data: Content, limits: Limits | None = None, kinds: Sequence[str] = READABLE
) -> Package:
    """Open a workbook or presentation, or a package of one of the other ``kinds``.

    :raises ContainerError: it is something else, damaged, encrypted or over a limit.
    """
    limits = limits or Limits()
    if len(data) > limits.max_file_bytes:
        what = "ファイルの大きさ / file size"
        raise ContainerError(exceeded(what, f"{len(data):,}", "max_file_bytes", limits, " bytes"))
    kind = identify(data)
    if kind in ("empty", "encrypted"):
        raise _error(kind)
    if kind in _LEGACY:
        raise _error("legacy-format", _LEGACY[kind])
    if kind != "zip" and kind not in kinds:
        raise _error("other-kind", _KINDS.get(kind, _KINDS["unknown"]))
    try:
        archive = open_archive(data, limits)  # what has only the head of one is damaged
    except ContainerError as error:
        if kind == "zip" or error.problem.code != "damaged-zip":
            raise
        return _recovered(data, kind, limits, error.problem)
    if kind == "zip":
        raise _error("other-kind", _KINDS[kind])
    check_directory(data, archive.infolist(), archive.start_dir, limits)
    package = Package(data, kind, archive.infolist(), limits)
    package.xml(CONTENT_TYPES)  # Office opens no package without it
    return package


def _recovered(data: Content, kind: str, limits: Limits, damage: Problem) -> Package:
    entries = recovered_entries(data, limits)
    check_directory(data, entries, len(data), limits)
    return Package(data, kind, entries, limits, damage)


# --- XML -----------------------------------------------------------------------------------------


def parse_xml(data: bytes, name: str, limits: Limits) -> etree._Element:
    """Parse XML from strangers: no DTD, no entities, no network, bounded depth and size.

    :raises ContainerError: it is not such XML.
    """
    from lxml import etree  # not before XML is read: a run out of the cache reads none

    _check_nodes(data, name, limits)
    try:
        root: etree._Element = etree.fromstring(data, etree.XMLParser(**_PARSING))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _xml_error(error, name, limits) from None
    _check_tree(root, name, limits)
    return root


def xml_elements(
    data: bytes, name: str, limits: Limits, tags: Sequence[str]
) -> Iterator[etree._Element]:
    """The elements of these ``tags`` one after another, each whole, as :func:`parse_xml` reads them.
    An element is emptied when the next is asked for: the tree of a long sheet takes ten times the
    room of its cells.

    :raises ContainerError: it is not such XML; where it breaks off, after what stands before.
    """
    from lxml import etree

    _check_nodes(data, name, limits)
    parser: Any = etree.XMLPullParser(("end",), tag=tags, **_PARSING)
    try:
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
            checked = False
            for _, element in parser.read_events():
                if not checked:  # before anything of this piece is handed out
                    _check_tree(element, name, limits)
                    checked = True
                yield element
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _xml_error(error, name, limits) from None
    _check_tree(root, name, limits)


def _check_nodes(data: bytes, name: str, limits: Limits) -> None:
    nodes = data.count(b"<") + data.count(b"=")
    if nodes > limits.max_xml_nodes:
        what = f"{name}：要素と属性 / elements and attributes"
        raise ContainerError(exceeded(what, f"{nodes:,}", "max_xml_nodes", limits))


def _check_tree(element: etree._Element, name: str, limits: Limits) -> None:
    """Of the tree that the element stands in."""
    tree = element.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise _error("damaged-xml", f"{name}：DOCTYPE")
    if _deeper_than(limits.max_xml_depth)(tree):
        raise _too_deep(name, limits)


def _xml_error(error: Exception, name: str, limits: Limits) -> ContainerError:
    """:raises MemoryError: there is none left."""
    from lxml import etree

    if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError
    message = first_line(error)
    if "XML_PARSE_HUGE" not in message:
        return _error("damaged-xml", f"{name}：{message}")
    if "depth" in message:
        return _too_deep(name, limits)
    return _error("over-limit", f"{name}：文字列 / text > {_LIBXML2_TEXT:,} bytes")


def _too_deep(name: str, limits: Limits) -> ContainerError:
    return ContainerError(exceeded(f"{name}：XML の深さ / depth", "", "max_xml_depth", limits))


@lru_cache(maxsize=4)
def _deeper_than(depth: int) -> Any:
    """Whether a tree has an element below ``depth``; a walk in Python would double the time."""
    from lxml import etree

    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")
