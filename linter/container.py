"""Opens an Office package safely: the only reader of untrusted bytes.

Order of the checks: what the bytes are (magic numbers first), the ZIP directory (limits, duplicate
and overlapping entries, encryption, methods), then each part as it is read (real size, CRC), XML
without DTD, entities or network. An Open Packaging Convention package is ECMA-376 part 2.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from linter.model import Problem

CONTENT_TYPES = "[Content_Types].xml"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN_TYPES = (
    ("presentation.macroEnabled.main", "pptm"),
    ("slideshow.macroEnabled.main", "pptm"),
    ("template.macroEnabled.main+xml", "macro-template"),
    ("presentationml.presentation.main", "pptx"),
    ("presentationml.slideshow.main", "pptx"),
    ("presentationml.template.main", "pptx"),
    ("sheet.macroEnabled.main", "xlsm"),
    ("sheet.binary.macroEnabled.main", "xlsb"),
    ("spreadsheetml.sheet.main", "xlsx"),
    ("spreadsheetml.template.main", "xlsx"),
    ("wordprocessingml.document.main", "docx"),
)
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
READABLE = ("xlsx", "xlsm", "pptx", "pptm")
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


class Limits(Struct, frozen=True):
    """Bounds on what is read, in bytes and counts; no honest file measured came near them."""

    max_file_bytes: int = 512 * 2**20
    max_entries: int = 10_000
    max_part_bytes: int = 256 * 2**20
    max_total_bytes: int = 1024 * 2**20
    ratio_floor_bytes: int = 20 * 2**20
    max_ratio: int = 200
    max_xml_depth: int = 200


class ContainerError(Exception):
    """The document, or the part asked for, cannot be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem


def _error(code: str, detail: str = "") -> ContainerError:
    return ContainerError(Problem(code, detail))


class Relationship(Struct, frozen=True):
    """``target`` is a part name without a leading slash, or the URI where ``external``."""

    id: str
    type: str
    target: str
    external: bool = False


# --- what the bytes are --------------------------------------------------------------------------


def identify(data: bytes) -> str:
    """The format of a file by its content, never by its name; see ``Document.format``."""
    if not data:
        return "empty"
    if data.startswith(_OLE2):
        return _identify_ole2(data)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _identify_zip(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return _identify_text(data)


def _identify_ole2(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {"/".join(path).lower() for path in ole.listdir()}
    except Exception:  # olefile has no common base class for damaged files
        names = set()
    if not names:
        # The directory is damaged; stream names are UTF-16 in it.
        names = {
            name
            for name in ("encryptedpackage", "workbook", "book", "powerpoint document")
            if name.title().replace(" D", " D").encode("utf-16-le") in data
        }
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return "encrypted"
    if "powerpoint document" in names:
        return "ppt"
    if names & {"workbook", "book"}:
        return "xls"
    return "doc" if "worddocument" in names else "ole2"


def _identify_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if CONTENT_TYPES in names:
                types = archive.open(CONTENT_TYPES).read(2**20).decode("utf-8", "replace")
                for marker, kind in _MAIN_TYPES:
                    if marker in types:
                        return kind
                return "zip"
            if "mimetype" in names:
                mime = archive.open("mimetype").read(200)
                for part, kind in (
                    (b"presentation", "odp"),
                    (b"spreadsheet", "ods"),
                    (b"text", "odt"),
                ):
                    if b"opendocument." + part in mime:
                        return kind
            if any(n.startswith("Index/") and n.endswith(".iwa") for n in names):
                return "key" if any("Slide" in n for n in names) else "numbers"
            return "key" if {"index.apxl", "Index.zip"} & names else "zip"
    except Exception:  # zipfile raises a dozen types on damaged input
        return _guess_damaged(data)


def _guess_damaged(data: bytes) -> str:
    head = data[: 2**20]
    if b"ppt/" in head:
        return "pptx"
    if b"xl/" in head:
        return "xlsx"
    return "zip"


def _decode(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > len(data) - 4:
                return data[: error.start].decode(encoding, "replace")
    return None


def _identify_text(data: bytes) -> str:
    head = data[:65536]
    text = _decode(head)
    if text is None or "\0" in text:
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n")[:2000].lower()
    if start.startswith("<svg"):
        return "image"
    if re.search(r"<(?:!doctype html|html|table|meta|body|div)\b", start):
        return "html"
    if start.startswith("<?xml") or start.startswith("<"):
        return "image" if "<svg" in start else "xml"
    lines = [line for line in text.splitlines() if line.strip()][:20]
    for mark in (",", "\t", ";"):
        counts = [line.count(mark) for line in lines]
        if len(lines) >= 2 and min(counts) >= 1:
            return "csv"
    return "text"


# --- packages ------------------------------------------------------------------------------------


class Package:
    """An opened OOXML package. Part names are compared without case (ECMA-376 part 2, 6.2.2)."""

    def __init__(self, data: bytes, kind: str, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.data = data
        self.format = kind
        self._archive = archive
        self._limits = limits
        self._entries = {i.filename.lower(): i for i in archive.infolist() if not i.is_dir()}

    def names(self) -> tuple[str, ...]:
        return tuple(info.filename for info in self._entries.values())

    def has(self, name: str) -> bool:
        return name.lower().lstrip("/") in self._entries

    def stream(self) -> io.BytesIO:
        return io.BytesIO(self.data)

    def read(self, name: str, most: int | None = None) -> bytes:
        """A part's bytes, at most ``most`` of them.

        :raises ContainerError: missing, damaged or larger than the limit.
        """
        info = self._entries.get(name.lower().lstrip("/"))
        if info is None:
            raise _error("missing-part", name)
        try:
            with self._archive.open(info) as part:
                if most is not None:
                    return part.read(most)
                data = part.read(self._limits.max_part_bytes + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            KeyError,
            struct.error,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _error("damaged-zip", f"{name}：{error}") from None
        if len(data) > self._limits.max_part_bytes:
            raise _error("over-limit", f"{name} > {self._limits.max_part_bytes:,} bytes")
        return data

    def xml(self, name: str) -> etree._Element:
        """A part as an element tree.

        :raises ContainerError: missing, damaged, not well-formed, with a DTD or nested too deeply.
        """
        return parse_xml(self.read(name), name, self._limits)

    def content_type(self, name: str) -> str:
        part = "/" + name.lstrip("/")
        extension = posixpath.splitext(part)[1].lstrip(".").lower()
        found = ""
        for child in self.xml(CONTENT_TYPES):
            if child.tag == _TYPES + "Override" and (
                child.get("PartName", "").lower() == part.lower()
            ):
                return child.get("ContentType", "")
            if child.tag == _TYPES + "Default" and child.get("Extension", "").lower() == extension:
                found = child.get("ContentType", "")
        return found

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
                joined = (
                    unquote(target)
                    if target.startswith("/")
                    else posixpath.join("/" + folder, unquote(target))
                )
                target = posixpath.normpath(joined.replace("\\", "/")).lstrip("/")
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relationship(element.get("Id", ""), kind, target, external))
        return tuple(found)


def parse_xml(data: bytes, name: str, limits: Limits) -> etree._Element:
    """Parse XML from strangers: no DTD, no entities, no network, bounded depth.

    :raises ContainerError: it is not such XML.
    """
    parser: Any = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _error("damaged-xml", f"{name}：{_first_line(error)}") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]
        raise _error("damaged-xml", f"{name}：DOCTYPE")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.max_xml_depth:
            raise _error("over-limit", f"{name}：XML depth > {limits.max_xml_depth}")
    return root


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["?"])[0][:120]


def open_package(data: bytes, limits: Limits | None = None) -> Package:
    """Open a workbook or presentation.

    :raises ContainerError: it is something else, damaged, encrypted or over a limit.
    """
    limits = limits or Limits()
    kind = identify(data)
    if kind == "empty":
        raise _error("empty")
    if kind == "encrypted":
        raise _error("encrypted")
    if kind in _LEGACY:
        raise _error("legacy-format", _LEGACY[kind])
    if kind not in READABLE:
        raise _error("other-kind", _KINDS.get(kind, _KINDS["unknown"]))
    if len(data) > limits.max_file_bytes:
        raise _error("over-limit", f"{len(data):,} > {limits.max_file_bytes:,} bytes")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except Exception as error:  # zipfile raises a dozen types on damaged input
        raise _error("damaged-zip", _first_line(error)) from None
    _check_directory(infos, limits)
    return Package(data, kind, archive, limits)


def _check_directory(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.max_entries:
        raise _error("over-limit", f"{len(infos):,} entries > {limits.max_entries:,}")
    seen: set[str] = set()
    for info in infos:
        if info.filename.lower() in seen:
            raise _error("damaged-zip", f"同じ名前が二つ / duplicate entry：{info.filename}")
        seen.add(info.filename.lower())
        if info.flag_bits & 1:
            raise _error("encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _error("damaged-zip", f"圧縮方式 / method {info.compress_type}：{info.filename}")
        if info.file_size > limits.max_part_bytes:
            raise _error("over-limit", f"{info.filename} {info.file_size:,} bytes")
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if total > limits.max_total_bytes:
        raise _error("over-limit", f"{total:,} > {limits.max_total_bytes:,} bytes")
    if total > limits.ratio_floor_bytes and total > packed * limits.max_ratio:
        raise _error(
            "over-limit", f"compression 1:{total // max(packed, 1)} > 1:{limits.max_ratio}"
        )
    end = -1
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise _error("damaged-zip", f"重なり / overlapping entry：{info.filename}")
        end = info.header_offset + 30 + info.compress_size
