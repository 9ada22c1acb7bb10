"""ZIP files from strangers: the directory is checked before anything is unpacked.

Order of the checks: the directory (limits, duplicate and overlapping entries, encryption, methods),
then each entry as it is read (real size, CRC). Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from linter.content import Content
from linter.identify import LOCAL_HEADER, MAX_HEADERS, header_count, zip_directory
from linter.limits import Limits, exceeded
from linter.model import Problem

_ENCRYPTED = 0x2041  # general purpose bits 0, 6 and 13 (APPNOTE 4.4.4)
_SIZES_BEHIND = 8  # bit 3: sizes and CRC stand behind the content
_CHUNK = 65536
_SHOWN = 200


class ContainerError(Exception):
    """The document, or the part asked for, cannot be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem


def damaged(detail: str) -> ContainerError:
    """Names stand in details, and a name may have 65,535 bytes."""
    return ContainerError(Problem("damaged-zip", shortened(detail)))


def shortened(text: str) -> str:
    """Text from a file as a message shows it."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


# --- the directory -------------------------------------------------------------------------------


def open_archive(data: Content, limits: Limits) -> zipfile.ZipFile:
    """The directory of a ZIP file; no entry is read.

    :raises ContainerError: it is damaged or has too many entries.
    """
    count = header_count(data)
    if count <= MAX_HEADERS:
        try:
            archive = zip_directory(data)
        except Exception as error:  # zipfile raises a dozen types on damaged input
            raise damaged(first_line(error)) from None
        count = len(archive.infolist())
        if count <= limits.max_entries:
            return archive
    raise ContainerError(exceeded("ファイルの数 / entries", f"{count:,}", "max_entries", limits))


def part_name(info: zipfile.ZipInfo) -> str:
    """The part that an entry holds. Empty where the name is no part's (a folder, absolute, with
    ``..``): such an entry is none (ECMA-376 part 2, 7.3). A few writers have ``\\`` for ``/``."""
    name = info.orig_filename.replace("\\", "/")
    steps = unquote(name).split("/")
    return "" if {"", ".", ".."} & set(steps) or ":" in steps[0] or "\0" in name else name


def part_key(name: str) -> str:
    """Part names are compared without case and percent-encoding (ECMA-376 part 2, 6.2.2)."""
    return unquote(name).lower().lstrip("/")


def check_directory(
    data: Content, infos: Sequence[zipfile.ZipInfo], start_dir: int, limits: Limits
) -> None:
    """Refuse a package whose directory no honest program writes, or that is over a limit.

    :raises ContainerError: which it is.
    """
    seen: set[str] = set()
    for info in infos:
        name = part_name(info)
        if name and part_key(name) in seen:
            raise damaged(f"同じ名前が二つ / duplicate entry：{name}")
        seen.add(part_key(name))
        check_entry(info, info.filename, limits)
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if total > limits.max_total_bytes:
        what = "展開後の大きさ / unpacked size"
        raise ContainerError(exceeded(what, f"{total:,}", "max_total_bytes", limits, " bytes"))
    check_ratio(total, packed, limits)
    for _, error in misplaced(data, infos, start_dir):
        raise error


def misplaced(
    data: Content, infos: Sequence[zipfile.ZipInfo], start_dir: int
) -> Iterator[tuple[zipfile.ZipInfo, ContainerError]]:
    """Entries without a local header, and those that share content, as those of a bomb do. A
    descriptor behind the content (APPNOTE 4.3.9) only leaves a gap between two entries."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            yield info, damaged(f"重なり / overlapping entry：{info.filename}")
            continue
        try:
            start = _content_start(data, info, info.filename)
        except ContainerError as error:
            yield info, error
            continue
        if start + info.compress_size > start_dir:
            yield info, damaged("重なり / an entry overlaps the directory")
        end = start + info.compress_size


def check_entry(info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    """Refuse an entry that cannot be read, or is too large, by what the directory says of it.

    :raises ContainerError: which it is.
    """
    _check_readable(info, name)
    if info.file_size > limits.max_part_bytes:
        what = f"{name}：大きさ / size"
        found = f"{info.file_size:,}"
        raise ContainerError(exceeded(what, found, "max_part_bytes", limits, " bytes"))


def check_ratio(size: int, packed: int, limits: Limits) -> None:
    """Refuse what is small packed and large unpacked, past the floor.

    :raises ContainerError: it is so.
    """
    if size > limits.ratio_floor_bytes and size > packed * limits.max_ratio:
        what = "圧縮率 / compression"
        ratio = f"{size // max(packed, 1):,}"
        raise ContainerError(exceeded(what, ratio, "max_ratio", limits))


def _check_readable(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise ContainerError(Problem("encrypted"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(f"圧縮方式 / method {info.compress_type}：{name}")


# --- a directory that is lost --------------------------------------------------------------------


def recovered_entries(data: Content, limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries of a ZIP file whose directory is lost (as of a download that was cut off), from
    one local header to the next (APPNOTE 4.3.7); an entry that is not whole is left out."""
    found: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in _local_entries(data, limits):
        total += info.file_size
        if len(found) >= limits.max_entries or total > limits.max_total_bytes:
            break
        found.setdefault(part_key(info.orig_filename), info)
    return list(found.values())


def _local_entries(data: Content, limits: Limits) -> Iterator[zipfile.ZipInfo]:
    at = 0
    for _ in range(MAX_HEADERS):
        if data[at : at + 4] != LOCAL_HEADER or at + 30 > len(data):
            return
        flags, method, crc, packed, size, named, extra = struct.unpack(
            "<2xHH4xIIIHH", data[at + 4 : at + 30]
        )
        start = at + 30 + named + extra
        raw = data[at + 30 : at + 30 + named]
        info = zipfile.ZipInfo("x")
        info.orig_filename = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        info.filename = info.orig_filename
        info.header_offset, info.flag_bits, info.compress_type = at, flags, method
        info.CRC, info.compress_size, info.file_size = crc, packed, size
        if flags & _SIZES_BEHIND and packed == 0:
            measured = _measure(data, start, limits) if method == zipfile.ZIP_DEFLATED else None
            if measured is None:
                return
            info.compress_size, info.file_size, info.CRC = measured
        end = start + info.compress_size
        if end > len(data):
            return
        yield info
        at = end if data[end : end + 4] == LOCAL_HEADER else data.find(LOCAL_HEADER, end)
        if at < 0:
            return


def _measure(data: Content, start: int, limits: Limits) -> tuple[int, int, int] | None:
    """Packed size, size and CRC of content whose sizes stand behind it; None if it has no end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    at, size, crc = start, 0, 0
    try:
        while not inflater.eof and at < len(data) and size <= limits.max_part_bytes:
            piece = inflater.decompress(inflater.unconsumed_tail or data[at : at + _CHUNK], 2**20)
            if not inflater.unconsumed_tail:
                at += _CHUNK
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    except zlib.error:
        return None
    if not inflater.eof:
        return None
    return min(at, len(data)) - len(inflater.unused_data) - start, size, crc


# --- entries -------------------------------------------------------------------------------------


def _content_start(data: Content, info: zipfile.ZipInfo, name: str) -> int:
    """Where an entry's content begins: behind its local header, name and extra field.

    :raises ContainerError: there is no such header, or it names another entry.
    """
    at = info.header_offset
    if at < 0 or data[at : at + 4] != LOCAL_HEADER or at + 30 > len(data):
        raise damaged(f"見出しがない / no local header：{name}")
    named, extra = struct.unpack("<HH", data[at + 26 : at + 30])
    encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    if data[at + 30 : at + 30 + named] != info.orig_filename.encode(encoding):
        raise damaged(f"名前が食い違う / two names：{name}")
    return at + 30 + int(named) + int(extra)


def read_entry(data: Content, info: zipfile.ZipInfo, name: str, most: int | None = None) -> bytes:
    """An entry's content, at most ``most`` bytes and never more of it than its directory says;
    ``name`` is how a message calls it.

    :raises ContainerError: it is encrypted, damaged, or not what its directory says.
    """
    _check_readable(info, name)
    start = _content_start(data, info, name)
    end = start + info.compress_size
    # One byte more than there should be shows that a size lies.
    bound = info.file_size + 1 if most is None else min(most, info.file_size)
    if info.compress_type == zipfile.ZIP_STORED:
        content = data[start : min(end, start + bound)]
    else:
        try:
            content = _inflate(data, start, end, bound)
        except zlib.error as error:
            raise damaged(f"{name}：{first_line(error)}") from None
    if most is None and len(content) != info.file_size:
        raise damaged(f"大きさが違う / wrong size：{name}")
    if most is None and zlib.crc32(content) != info.CRC:
        raise damaged(f"CRC：{name}")
    return content


def _inflate(data: Content, start: int, end: int, most: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces: list[bytes] = []
    for at in range(start, end, _CHUNK):
        if most <= 0 or inflater.eof:
            break
        pieces.append(inflater.decompress(data[at : min(at + _CHUNK, end)], most))
        most -= len(pieces[-1])
    return b"".join(pieces)
