"""Opens an Office package safely: the only reader of untrusted bytes.

Order of the checks: what the bytes are (``linter.identify``), the ZIP directory (limits, duplicate
and overlapping entries, encryption, methods), then each part as it is read (real size, CRC), XML
without DTD, entities or network. An Open Packaging Convention package is ECMA-376 part 2.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from linter.identify import (
    CONTENT_TYPES,
    LOCAL_HEADER,
    MAX_HEADERS,
    header_count,
    identify,
    zip_directory,
)
from linter.model import Problem

if TYPE_CHECKING:
    from lxml import etree

__all__ = [
    "READABLE",
    "ContainerError",
    "Limits",
    "Package",
    "Relationship",
    "identify",
    "open_archive",
    "open_package",
    "parse_xml",
    "read_entry",
]

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
_ENCRYPTED = 0x2041  # general purpose bits 0, 6 and 13 (APPNOTE 4.4.4)
_CHUNK = 65536
_LIBXML2_TEXT = 10_000_000


class Limits(Struct, frozen=True):
    """Bounds on what is read, in bytes and counts; no honest file measured came near them.

    ``max_xml_depth`` counts the root element; libxml2 itself ends at 256. ``max_xml_nodes`` counts
    ``<`` and ``=``, at least as many as elements and attributes: the tree takes 100 to 200 bytes
    for each, many times the part's own size."""

    max_file_bytes: int = 512 * 2**20
    max_entries: int = 10_000
    max_part_bytes: int = 256 * 2**20
    max_total_bytes: int = 1024 * 2**20
    ratio_floor_bytes: int = 20 * 2**20
    max_ratio: int = 200
    max_xml_depth: int = 200
    max_xml_nodes: int = 10_000_000


class ContainerError(Exception):
    """The document, or the part asked for, cannot be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem


def _error(code: str, detail: str = "") -> ContainerError:
    return ContainerError(Problem(code, detail))


def _over(what: str, value: int, most: int, unit: str = " bytes") -> ContainerError:
    return _error("over-limit", f"{what} {value:,} > {most:,}{unit}")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


class Relationship(Struct, frozen=True):
    """``target`` is a part name without a leading slash, or the URI where ``external``."""

    id: str
    type: str
    target: str
    external: bool = False


# --- packages ------------------------------------------------------------------------------------


class Package:
    """An opened OOXML package. Part names are compared without case and percent-encoding
    (ECMA-376 part 2, 6.2.2)."""

    def __init__(self, data: bytes, kind: str, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.data = data
        self.format = kind
        self._limits = limits
        self._entries = {_key(_part_name(i)): i for i in archive.infolist() if _part_name(i)}

    def names(self) -> tuple[str, ...]:
        return tuple(_part_name(info) for info in self._entries.values())

    def has(self, name: str) -> bool:
        return _key(name) in self._entries

    def read(self, name: str, most: int | None = None) -> bytes:
        """A part's bytes, at most ``most`` of them.

        :raises ContainerError: missing, damaged or not as large as the directory says.
        """
        info = self._entries.get(_key(name))
        if info is None:
            raise _error("missing-part", name)
        return read_entry(self.data, info, name, most)

    def xml(self, name: str) -> etree._Element:
        """A part as an element tree.

        :raises ContainerError: missing, damaged, not well-formed, with a DTD or nested too deeply.
        """
        return parse_xml(self.read(name), name, self._limits)

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


def _part_name(info: zipfile.ZipInfo) -> str:
    """The part that an entry holds. Empty where the name is no part's (a folder, absolute, with
    ``..``): such an entry is none (ECMA-376 part 2, 7.3). A few writers have ``\\`` for ``/``."""
    name = info.orig_filename.replace("\\", "/")
    steps = unquote(name).split("/")
    return "" if {"", ".", ".."} & set(steps) or ":" in steps[0] or "\0" in name else name


def _key(name: str) -> str:
    return unquote(name).lower().lstrip("/")


def open_package(data: bytes, limits: Limits | None = None) -> Package:
    """Open a workbook or presentation.

    :raises ContainerError: it is something else, damaged, encrypted or over a limit.
    """
    limits = limits or Limits()
    if len(data) > limits.max_file_bytes:
        raise _over("ファイルの大きさ / file size", len(data), limits.max_file_bytes)
    kind = identify(data)
    if kind in ("empty", "encrypted"):
        raise _error(kind)
    if kind in _LEGACY:
        raise _error("legacy-format", _LEGACY[kind])
    if kind != "zip" and kind not in READABLE:
        raise _error("other-kind", _KINDS.get(kind, _KINDS["unknown"]))
    archive = open_archive(data, limits.max_entries)  # what has only the head of one is damaged
    if kind == "zip":
        raise _error("other-kind", _KINDS[kind])
    _check_directory(data, archive, limits)
    package = Package(data, kind, archive, limits)
    package.xml(CONTENT_TYPES)  # Office opens no package without it
    return package


# --- ZIP -----------------------------------------------------------------------------------------


def open_archive(data: bytes, max_entries: int) -> zipfile.ZipFile:
    """The directory of a ZIP file; no entry is read.

    :raises ContainerError: it is damaged or has more than ``max_entries``.
    """
    count = header_count(data)
    if count <= MAX_HEADERS:
        try:
            archive = zip_directory(data)
        except Exception as error:  # zipfile raises a dozen types on damaged input
            raise _error("damaged-zip", _first_line(error)) from None
        count = len(archive.infolist())
        if count <= max_entries:
            return archive
    raise _over("ファイルの数 / entries", count, max_entries, "")


def _check_directory(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    seen: set[str] = set()
    for info in infos:
        name = _part_name(info)
        if name and _key(name) in seen:
            raise _error("damaged-zip", f"同じ名前が二つ / duplicate entry：{name}")
        seen.add(_key(name))
        _check_readable(info, info.filename)
        if info.file_size > limits.max_part_bytes:
            raise _over(f"{info.filename}：大きさ / size", info.file_size, limits.max_part_bytes)
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if total > limits.max_total_bytes:
        raise _over("展開後の大きさ / unpacked size", total, limits.max_total_bytes)
    if total > limits.ratio_floor_bytes and total > packed * limits.max_ratio:
        ratio = f"1:{total // max(packed, 1):,} > 1:{limits.max_ratio:,}"
        raise _error("over-limit", f"圧縮率 / compression {ratio}")
    # A descriptor behind the content (APPNOTE 4.3.9) only leaves a gap between two entries.
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise _error("damaged-zip", f"重なり / overlapping entry：{info.filename}")
        end = _content_start(data, info, info.filename) + info.compress_size
    if end > archive.start_dir:
        raise _error("damaged-zip", "重なり / an entry overlaps the directory")


def _check_readable(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise _error("encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _error("damaged-zip", f"圧縮方式 / method {info.compress_type}：{name}")


def _content_start(data: bytes, info: zipfile.ZipInfo, name: str) -> int:
    """Where an entry's content begins: behind its local header, name and extra field.

    :raises ContainerError: there is no such header, or it names another entry.
    """
    at = info.header_offset
    if at < 0 or data[at : at + 4] != LOCAL_HEADER or at + 30 > len(data):
        raise _error("damaged-zip", f"見出しがない / no local header：{name}")
    named, extra = struct.unpack_from("<HH", data, at + 26)
    encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    if data[at + 30 : at + 30 + named] != info.orig_filename.encode(encoding):
        raise _error("damaged-zip", f"名前が食い違う / two names：{name}")
    return at + 30 + int(named) + int(extra)


def read_entry(data: bytes, info: zipfile.ZipInfo, name: str, most: int | None = None) -> bytes:
    """An entry's content, at most ``most`` bytes and never more of it than its directory says;
    ``name`` is how a message calls it.

    :raises ContainerError: it is encrypted, damaged, or not what its directory says.
    """
    _check_readable(info, name)
    start = _content_start(data, info, name)
    packed = memoryview(data)[start : start + info.compress_size]
    # One byte more than there should be shows that a size lies.
    bound = info.file_size + 1 if most is None else min(most, info.file_size)
    if info.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed[:bound])
    else:
        try:
            content = _inflate(packed, bound)
        except zlib.error as error:
            raise _error("damaged-zip", f"{name}：{_first_line(error)}") from None
    if most is None and len(content) != info.file_size:
        raise _error("damaged-zip", f"大きさが違う / wrong size：{name}")
    if most is None and zlib.crc32(content) != info.CRC:
        raise _error("damaged-zip", f"CRC：{name}")
    return content


def _inflate(packed: memoryview, most: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces: list[bytes] = []
    for at in range(0, len(packed), _CHUNK):
        if most <= 0 or inflater.eof:
            break
        pieces.append(inflater.decompress(packed[at : at + _CHUNK], most))
        most -= len(pieces[-1])
    return b"".join(pieces)


# --- XML -----------------------------------------------------------------------------------------


def parse_xml(data: bytes, name: str, limits: Limits) -> etree._Element:
    """Parse XML from strangers: no DTD, no entities, no network, bounded depth and size.

    :raises ContainerError: it is not such XML.
    """
    from lxml import etree  # not before XML is read: a run out of the cache reads none

    nodes = data.count(b"<") + data.count(b"=")
    if nodes > limits.max_xml_nodes:
        raise _over(
            f"{name}：要素と属性 / elements and attributes", nodes, limits.max_xml_nodes, ""
        )
    parser: Any = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    too_deep = _error("over-limit", f"{name}：XML の深さ / depth > {limits.max_xml_depth}")
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = _first_line(error)
        if "XML_PARSE_HUGE" not in message:
            raise _error("damaged-xml", f"{name}：{message}") from None
        if "depth" in message:
            raise too_deep from None
        raise _error("over-limit", f"{name}：文字列 / text > {_LIBXML2_TEXT:,} bytes") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _error("damaged-xml", f"{name}：DOCTYPE")
    if _deeper_than(limits.max_xml_depth)(root.getroottree()):
        raise too_deep
    return root


@lru_cache(maxsize=4)
def _deeper_than(depth: int) -> Any:
    """Whether a tree has an element below ``depth``; a walk in Python would double the time."""
    from lxml import etree

    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")
