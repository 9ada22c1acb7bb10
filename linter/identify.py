"""What a file is by its bytes, whatever its name says.

Nothing here is refused or raised: a damaged file has the format it was meant to have, as far as its
remains tell, so that the message can name the program to save it with again.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator

from linter.content import Content, as_file, as_raw

# zipfile makes an object of a few hundred bytes for every entry before anything can be counted.
# Entries of packages stored inside the package are counted too: hence so many.
MAX_HEADERS = 100_000
# It also holds all names at once: here, of so many entries, each may have 300 bytes.
MAX_DIRECTORY = 32 * 2**20
CONTENT_TYPES = "[Content_Types].xml"
LOCAL_HEADER = b"PK\x03\x04"
_CENTRAL_HEADER = b"PK\x01\x02"
_LEAST_HEADER_BYTES = 46  # APPNOTE 4.3.12, without a name
_END = b"PK\x05\x06"
_END64_LOCATOR = b"PK\x06\x07"
_ZIP = (LOCAL_HEADER, _END)
_HEAD = 2**20
# None has more than 25 letters between. Without a bound, a part that repeats the first word would be
# searched to its end from each.
_MAIN_TYPE = re.compile(
    r"(presentationml|spreadsheetml|wordprocessingml|ms-powerpoint|ms-excel|ms-word)\.[\w.]{1,80}\.main\b",
    re.IGNORECASE,
)
_FAMILIES = {
    "presentationml": "pptx",
    "spreadsheetml": "xlsx",
    "wordprocessingml": "docx",
    "ms-powerpoint": "pptm",
    "ms-excel": "xlsm",
    "ms-word": "docx",
}
_FOLDERS = (("ppt/", "pptx"), ("xl/", "xlsx"), ("word/", "docx"))
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams that tell what a compound file holds ([MS-OFFCRYPTO], [MS-PPT], [MS-XLS], [MS-DOC]).
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptionInfo", "encrypted"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
)
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_TEXT_HEAD = 65536
# No text holds these; ESC is left out, ISO-2022-JP has it. The last ones are what cp932 makes of the
# bytes that it leaves undefined.
_CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x80\uf8f0-\uf8f3]")


def identify(data: Content) -> str:
    """The format of a file by its content; see ``Document.format``. Never raises."""
    if not data:
        return "empty"
    if data.startswith(_OLE2):
        return _identify_ole2(data)
    if data.startswith(_ZIP):
        return _identify_zip(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return "image" if _is_image(data) else _identify_text(data)


def _is_image(data: Content) -> bool:
    return (
        data.startswith(_IMAGES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        # Two letters alone would take in a table of "BMI": a bitmap has four reserved zero bytes.
        or (data[:2] == b"BM" and data[6:10] == b"\0\0\0\0")
    )


# --- OLE2 ----------------------------------------------------------------------------------------


def _identify_ole2(data: Content) -> str:
    import olefile

    try:
        with olefile.OleFileIO(as_file(data)) as ole:
            # Only the top: a document embedded in another one has its streams further down.
            names = {path[0].lower() for path in ole.listdir() if len(path) == 1}
    except Exception:  # olefile has no common base class for damaged files
        names = set()
    for stream, kind in _STREAMS:
        if stream.lower() in names or (not names and _directory_entry(stream) in data):
            return kind
    return "ole2"


def _directory_entry(stream: str) -> bytes:
    """How an entry of the directory begins: the name as UTF-16 in 64 bytes, then how many of them
    it fills with its closing zero ([MS-CFB] 2.6.1)."""
    return stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(stream) + 2)


# --- ZIP -----------------------------------------------------------------------------------------


def header_count(data: Content) -> int:
    """At least as many as zipfile would make entries of, without making them."""
    locator, end = data[-42:-22], data[-22:]  # APPNOTE 4.3.15 and 4.3.16
    if end[:4] == _END and end[20:] == b"\0\0" and locator[:4] != _END64_LOCATOR:
        # Where nothing follows the end, the directory is as long as it says there.
        most = int.from_bytes(end[12:16], "little") // _LEAST_HEADER_BYTES
        if most <= MAX_HEADERS:
            return most
    return data.count(_CENTRAL_HEADER)


class _Bounded(io.BufferedReader):
    """zipfile reads a directory at once, as long as the end of the file says that it is."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"a directory of {size:,} bytes > {MAX_DIRECTORY:,}")
        return super().read(size)


def zip_directory(data: Content) -> zipfile.ZipFile:
    """The directory of a ZIP file; no entry is read.

    :raises Exception: a dozen types, where it is damaged or too long.
    """
    archive = zipfile.ZipFile(_Bounded(as_raw(data)))
    if archive.infolist():
        # Where the file's own end is cut off, zipfile finds that of a package stored in it.
        (offset,) = struct.unpack("<I", data[archive.start_dir + 42 : archive.start_dir + 46])
        if offset not in (archive.infolist()[0].header_offset, 0xFFFFFFFF):
            raise zipfile.BadZipFile("the directory is that of another file")
    return archive


def _identify_zip(data: Content) -> str:
    if header_count(data) > MAX_HEADERS:
        return _kind_of_names(_local_names(data))
    try:
        with zip_directory(data) as archive:
            entries = {info.filename.lower(): info for info in archive.infolist()}
            types = entries.get(CONTENT_TYPES.lower())
            if types is None:
                return _kind_of_other(archive, entries) or _kind_of_names(entries)
            if types.flag_bits & 1:
                return "encrypted"
            return _kind_of_types(_head(archive, types, _HEAD)) or _kind_of_names(entries)
    except Exception:  # zipfile raises a dozen types on damaged input
        return _kind_of_names(_local_names(data))


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """How a part begins. Other methods than a document's are left alone: of bzip2 and LZMA zipfile
    unpacks what it read to the end, which may be gigabytes."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with archive.open(info) as part:
        return part.read(most)


def _kind_of_types(content_types: bytes) -> str | None:
    """By the content type of the main part (ECMA-376 part 1, 15.2; macros: [MS-OFFMACRO2])."""
    wide = content_types[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = content_types.decode("utf-16" if wide else "utf-8", "replace")
    found = list(_MAIN_TYPE.finditer(text))
    # SheetJS names the binary workbook as the default of .bin in ordinary workbooks too.
    main = next((m for m in found if ".binary." not in m[0].lower()), None)
    if main is None:
        return "xlsb" if found else None
    return _FAMILIES[main[1].lower()]


def _kind_of_other(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> str | None:
    if "mimetype" in entries:
        mime = _head(archive, entries["mimetype"], 200)
        for word, kind in ((b"presentation", "odp"), (b"spreadsheet", "ods"), (b"text", "odt")):
            if b"opendocument." + word in mime:
                return kind
    if any(name.startswith("index/") and name.endswith(".iwa") for name in entries):
        return "key" if any("slide" in name for name in entries) else "numbers"
    return "key" if {"index.apxl", "index.zip"} & entries.keys() else None


def _kind_of_names(names: Iterable[str]) -> str:
    """By the folders of the parts; the XML in them tells ``ppt/`` from a folder of documents."""
    xml = (name for name in map(_plain, names) if name.endswith((".xml", ".rels")))
    found = {kind for name in xml for folder, kind in _FOLDERS if name.startswith(folder)}
    return next((kind for _, kind in _FOLDERS if kind in found), "zip")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _local_names(data: Content) -> Iterator[str]:
    """The names in a ZIP file whose directory is lost, from one local header to the next."""
    at = 0
    for _ in range(MAX_HEADERS):
        if data[at : at + 4] != LOCAL_HEADER or at + 30 > len(data):
            return
        flags, packed, name, extra = struct.unpack("<6xH10xI4xHH", data[at : at + 30])
        yield data[at + 30 : at + 30 + name].decode("utf-8", "replace")
        at += 30 + name + extra + packed
        if flags & 8 and packed == 0:  # its size stands behind the content, only
            at = data.find(LOCAL_HEADER, at)


# --- text ----------------------------------------------------------------------------------------


def _identify_text(data: Content) -> str:
    text = _decode(data[:_TEXT_HEAD], cut=len(data) > _TEXT_HEAD)
    if text is None or _CONTROLS.search(text):
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n")[:2000].lower()
    if start.startswith("<"):
        if re.search(r"<(?:!doctype html|html|table|meta|body|div)\b", start):
            return "html"
        return "image" if "<svg" in start else "xml"
    if start.startswith("mime-version:"):  # a web page in one file, as Excel saves it
        return "html"
    lines = [line for line in text.splitlines() if line.strip()][:20]
    for mark in (",", "\t", ";"):
        if len(lines) >= 2 and all(mark in line for line in lines):
            return "csv"
    return "text"


def _decode(data: bytes, *, cut: bool) -> str | None:
    """Text as Windows, Excel or a browser saves it; ``cut``: its last character may be a half."""
    wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(data, final=not cut)
        except UnicodeDecodeError:
            continue
    return None
