"""What a file is, and opening it: every input ends in content or in a problem with a name."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linter.identify
from linter.archive import ContainerError, open_archive
from linter.container import Relationship, open_package, parse_xml, xml_elements
from linter.identify import identify
from linter.limits import Limits
from linter.model import PROBLEMS, Problem
from tests.builders_package import (
    RELATIONS,
    compound,
    content_types,
    crc,
    local_header,
    main_type,
    parts_of,
    patched,
    real_pptx,
    real_xlsx,
    renamed,
    workbook,
    zipped,
)

TYPES = "[Content_Types].xml"
PART = "xl/worksheets/sheet1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def problem_of(data: bytes, limits: Limits | None = None) -> Problem:
    with pytest.raises(ContainerError) as caught:
        open_package(data, limits)
    return caught.value.problem


def read_problem(data: bytes, part: str) -> Problem:
    package = open_package(data)
    with pytest.raises(ContainerError) as caught:
        package.read(part)
    return caught.value.problem


# --- what the bytes are --------------------------------------------------------------------------

HTML = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></html>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\r\n%PDF-1.4", "pdf"),
        (rb"{\rtf1\ansi}", "rtf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image"),
        (b"<?xml version='1.0'?><svg/>", "image"),
        (HTML.encode(), "html"),
        (HTML.encode("utf-16"), "html"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "html"),
        (b"<meta charset=shift_jis><table>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        ("番号,名称\r\n1,申請書\r\n".encode("cp932"), "csv"),
        ("番号\t名称\n1\t申請書\n".encode("utf-16"), "csv"),
        ("番号;名称\n1;申請書\n".encode("utf-8-sig"), "csv"),
        (b"BMI,weight\r\n22,60\r\n", "csv"),
        ("書類は、あとで<table>に\nまとめます。".encode(), "text"),
        (b"one, line", "text"),
        (b"  \n ", "text"),
        ("企画書".encode("iso2022_jp"), "text"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "unknown"),
        (b"\x80\xff\xfd\xa0\xff", "unknown"),
        (b"plain\0text", "unknown"),
        (b"\x01\x02\x03", "unknown"),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, kind: str) -> None:
    assert identify(data) == kind


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_character_cut_at_the_end_of_the_head_is_no_binary_file(encoding: str) -> None:
    # Each offset cuts a character of two or three bytes elsewhere.
    for shift in range(3):
        assert identify(("x" * shift + "申請" * 40_000).encode(encoding)) == "text"


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        (main_type("presentationml.presentation"), "pptx"),
        (main_type("presentationml.slideshow"), "pptx"),
        (main_type("presentationml.template"), "pptx"),
        ("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", "pptm"),
        ("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", "pptm"),
        ("application/vnd.ms-powerpoint.template.macroEnabled.main+xml", "pptm"),
        (main_type("spreadsheetml.sheet"), "xlsx"),
        (main_type("spreadsheetml.template"), "xlsx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", "xlsm"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
        (main_type("wordprocessingml.document"), "docx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        ("application/vnd.ms-visio.drawing.main+xml", "zip"),
    ],
)
def test_the_main_part_tells_the_kind_of_package(content_type: str, kind: str) -> None:
    embedded = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    text = content_types(embedded, content_type)
    assert identify(zipped({TYPES: text})) == kind
    assert identify(zipped({TYPES.lower(): text.encode("utf-16")})) == kind


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.presentation"}, "odp"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "odt"),
        ({"mimetype": "application/epub+zip"}, "zip"),
        ({"Index/Slide-1.iwa": "", "Index/Document.iwa": ""}, "key"),
        ({"Index/Document.iwa": ""}, "numbers"),
        ({"index.apxl": ""}, "key"),
        ({"企画書.pptx": "", "申請書.xlsx": ""}, "zip"),
        ({"ppt/企画書.pptx": "", "xl/申請書.xlsx": ""}, "zip"),
        ({}, "zip"),
    ],
)
def test_other_zip_files_are_told_apart(parts: dict[str, str], kind: str) -> None:
    assert identify(zipped(parts)) == kind


def test_real_files_are_what_they_are() -> None:
    assert identify(real_pptx()) == "pptx"
    assert identify(real_xlsx()) == "xlsx"


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("folder", "kind"), [("ppt", "pptx"), ("xl", "xlsx"), ("word", "docx"), ("visio", "zip")]
)
def test_a_zip_cut_off_is_still_known_by_its_parts(folder: str, kind: str, streamed: bool) -> None:
    parts = {TYPES: "x" * 90, f"{folder}/document.xml": "y" * 90, "docProps/app.xml": ""}
    data = zipped(parts, streamed=streamed)
    assert identify(data[: data.index(b"PK\x01\x02")]) == kind


def test_a_package_stored_in_a_damaged_zip_does_not_lend_it_its_kind() -> None:
    data = zipped({"企画書.pptx": real_pptx(), "申請書.xlsx": real_xlsx()}, zipfile.ZIP_STORED)
    assert identify(data[:-30]) == "zip"


def test_a_flood_of_entries_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"xl/a.xml": "", "xl/b.xml": "", "xl/c.xml": ""})
    monkeypatch.setattr(linter.identify, "MAX_HEADERS", 3)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert identify(data) == "xlsx"


def test_a_directory_longer_than_any_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """zipfile would hold all of it, several times, before an entry can be counted."""
    data = workbook({f"xl/{number}.xml": "" for number in range(9)})
    assert identify(data) == "xlsx"
    monkeypatch.setattr(linter.identify, "MAX_DIRECTORY", 300)
    assert identify(data) == "xlsx"  # by its parts
    with pytest.raises(ContainerError, match=r"damaged-zip: a directory of .* bytes > 300"):
        open_archive(data, Limits())


def test_a_flood_of_words_does_not_hide_what_a_package_is() -> None:
    """Nor is it searched to its end from each of them, which would not end."""
    flood = "presentationml." * 60_000
    assert (
        identify(zipped({TYPES: flood + content_types(main_type("spreadsheetml.sheet"))})) == "xlsx"
    )
    assert identify(zipped({TYPES: flood})) == "zip"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", [TYPES, "mimetype"])
def test_a_part_that_tells_the_kind_is_not_unpacked_without_bound(name: str, method: int) -> None:
    data = zipped({name: bytes(50_000_000), "xl/workbook.xml": b""}, method)
    assert len(data) < 10_000
    tracemalloc.start()
    try:
        assert identify(data) == "xlsx"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("PowerPoint Document", "Current User"), "ppt"),
        (("Workbook", "\x05SummaryInformation"), "xls"),
        (("Book",), "xls"),
        (("WORKBOOK",), "xls"),
        (("WordDocument", "1Table", "Data", "CompObj", "ObjInfo"), "doc"),
        (("__properties_version1.0",), "ole2"),
    ],
)
def test_a_compound_file_is_known_by_its_streams(streams: tuple[str, ...], kind: str) -> None:
    assert identify(compound(*streams)) == kind


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("EncryptedPackage", "encrypted"),
        ("PowerPoint Document", "ppt"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("WordDocument", "doc"),
    ],
)
def test_a_damaged_compound_file_is_known_by_the_rest_of_its_directory(
    stream: str, kind: str
) -> None:
    data = bytearray(compound("Data", stream))
    data[512:1024] = b"\xff" * 512  # the allocation table
    data[48:52] = b"\xee\xee\xee\x7f"  # where the directory begins
    assert identify(bytes(data)) == kind


def test_an_embedded_workbook_does_not_make_a_presentation_a_workbook() -> None:
    assert identify(compound("PowerPoint Document", embedded="Workbook")) == "ppt"
    assert identify(compound("Contents", embedded="Workbook")) == "ole2"


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem("empty")),
        (compound("EncryptedPackage"), Problem("encrypted")),
        (compound("Workbook"), Problem("legacy-format", ".xls")),
        (compound("PowerPoint Document"), Problem("legacy-format", ".ppt")),
        (compound("WordDocument"), Problem("legacy-format", ".doc")),
        (compound("Contents"), Problem("other-kind", "OLE2")),
        (HTML.encode(), Problem("other-kind", "HTML")),
        (b"1,2\n3,4\n", Problem("other-kind", "CSV")),
        (zipped({"企画書.pptx": b""}), Problem("other-kind", "ZIP")),
        (b"\x01\x02", Problem("other-kind", "不明な形式 / unknown")),
    ],
)
def test_what_is_no_package_is_named(data: bytes, problem: Problem) -> None:
    assert problem_of(data) == problem


@pytest.mark.parametrize("data", [real_pptx(), real_xlsx(), workbook({PART: "<a/>"})])
def test_every_part_of_a_real_file_is_read(data: bytes) -> None:
    package = open_package(data)
    parts = parts_of(data)
    assert set(package.names()) == set(parts)
    for name, content in parts.items():
        assert package.read(name) == content
        assert package.read("/" + name.upper()) == content
        assert package.read(name, 7) == content[:7]
        assert package.read(name, 0) == b""


def test_parts_with_descriptors_behind_them_do_not_overlap() -> None:
    parts = parts_of(real_pptx())
    data = zipped(parts, streamed=True)
    assert data[6:8] == b"\x08\x00"
    package = open_package(data)
    assert {name: package.read(name) for name in parts} == parts


def test_a_long_extra_field_and_a_comment_are_no_damage() -> None:
    info = zipfile.ZipInfo(PART)
    info.extra = struct.pack("<HH", 0xA220, 500) + b"\0" * 500  # padding, as Office writes it
    stream = io.BytesIO(workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(info, "<a/>")
        archive.comment = b"made by hand"
    assert open_package(stream.getvalue()).read(PART) == b"<a/>"


def test_a_large_table_that_compresses_well_is_no_bomb() -> None:
    rows = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 9 + "</row>" for n in range(10_000))
    data = workbook({PART: f"<worksheet>{rows}</worksheet>"})
    assert open_package(data).xml(PART).tag == "worksheet"


@pytest.mark.parametrize(
    ("limits", "numbers"),
    [
        (Limits(max_file_bytes=500), ("file size", "> 500 bytes")),
        (Limits(max_entries=2), ("entries 3 > 2",)),
        (Limits(max_part_bytes=29_999), (PART, "30,000 > 29,999 bytes")),
        (Limits(max_total_bytes=50_000), ("unpacked size", "> 50,000 bytes")),
        (
            Limits(ratio_floor_bytes=50_000, max_ratio=20),
            ("compression 240 > 20；[limits] max-ratio",),
        ),
    ],
)
def test_a_limit_that_is_passed_is_named_with_its_number(
    limits: Limits, numbers: tuple[str, ...]
) -> None:
    data = workbook({PART: "<a>" + "x" * 29_993 + "</a>", "xl/b.xml": b"0" * 30_000})
    open_package(data)
    problem = problem_of(data, limits)
    assert problem.code == "over-limit"
    assert all(number in problem.detail for number in numbers), problem.detail


def test_limits_are_only_passed_above_them() -> None:
    data = workbook({PART: b"0" * 30_000})
    total = 30_000 + len(parts_of(data)[TYPES])
    exact = Limits(
        max_file_bytes=len(data),
        max_entries=2,
        max_part_bytes=30_000,
        max_total_bytes=total,
        ratio_floor_bytes=total,
        max_ratio=1,
    )
    assert open_package(data, exact).read(PART) == b"0" * 30_000


def test_a_flood_of_entries_is_counted_before_it_is_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = zipped({f"{n}": "" for n in range(20)})
    monkeypatch.setattr("linter.archive.MAX_HEADERS", 15)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ContainerError, match="entries 20 > 10"):
        open_archive(data, Limits(max_entries=10))


# --- entries that no honest program writes -------------------------------------------------------


@pytest.mark.parametrize(
    "second", [PART, PART.upper(), PART.replace("/", "\\"), "xl/worksheets/sheet%31.xml"]
)
def test_two_entries_for_one_part_are_refused(second: str) -> None:
    data = workbook([(PART, "<a/>"), ("xl/worksheets/Sheet9.xml", "<b/>")])
    data = (
        workbook([(PART, "<a/>"), (second, "<b/>")])
        if second != PART
        else renamed(data, "xl/worksheets/Sheet9.xml", PART.encode())
    )
    problem = problem_of(data)
    assert problem.code == "damaged-zip"
    assert "duplicate" in problem.detail


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../../evil.xml", "xl/../../evil", "C:\\evil.xml", "xl//a", "x/%2e%2e/y"],
)
def test_an_entry_whose_name_leads_out_is_no_part(name: str) -> None:
    package = open_package(workbook({name: "evil", PART: "<a/>", "xl/": b""}))
    assert package.names() == (TYPES, PART)
    assert not package.has(name)
    with pytest.raises(ContainerError, match="missing-part"):
        package.read(name)


def test_a_name_cut_short_by_a_zero_byte_is_no_part() -> None:
    data = renamed(workbook({"xl/evil.xmlX.png": "a"}), "xl/evil.xmlX.png", b"xl/evil.xml\0.png")
    assert open_package(data).names() == (TYPES,)


def test_backslashes_and_percent_signs_in_names_are_understood() -> None:
    package = open_package(workbook({"xl\\media\\画像 1.png": "A", "xl/media/%E5%9B%B3.png": "B"}))
    assert package.read("xl/media/画像 1.png") == b"A"
    assert package.read("xl/media/画像%201.PNG") == b"A"
    assert package.read("xl/media/図.png") == b"B"


def test_an_encrypted_entry_is_encryption() -> None:
    assert problem_of(patched(workbook({PART: "<a/>"}), PART, flags=1)) == Problem("encrypted")
    data = patched(workbook(), TYPES, flags=1)
    assert identify(data) == "encrypted"
    assert problem_of(data) == Problem("encrypted")


def test_an_unknown_method_is_named() -> None:
    problem = problem_of(patched(workbook({PART: "<a/>"}), PART, method=9))
    assert problem.code == "damaged-zip"
    assert "method 9" in problem.detail


def test_overlapping_entries_are_refused() -> None:
    data = workbook({PART: "x" * 999, "xl/b.xml": "y" * 999}, zipfile.ZIP_STORED)
    inside = patched(data, PART, packed=1100)
    assert "overlapping" in problem_of(inside).detail
    # As of a bomb whose entries share one content: only the headers lie apart.
    first = local_header(data, PART)
    same = patched(renamed(data, "xl/b.xml", b"xl/c.xml"), PART, offset=first)
    assert "overlapping" in problem_of(patched(same, "xl/c.xml", offset=first)).detail
    into_directory = patched(data, "xl/b.xml", packed=5000)
    assert "overlaps the directory" in problem_of(into_directory).detail


def test_an_overlap_by_the_length_of_a_name_is_seen() -> None:
    data = workbook({PART: "x" * 99, "xl/b.xml": "y" * 99}, zipfile.ZIP_STORED)
    assert "overlapping" in problem_of(patched(data, PART, packed=100)).detail


def test_a_header_that_is_not_there_is_damage() -> None:
    data = workbook({PART: "<a/>"})
    for offset in (1, len(data) - 2, 0xFFFFFF):
        problem = problem_of(patched(data, PART, offset=offset))
        assert problem.code == "damaged-zip"
        assert PART in problem.detail


def test_a_local_header_that_names_another_file_is_damage() -> None:
    data = bytearray(workbook({PART: "<a/>"}))
    at = local_header(bytes(data), PART) + 30
    data[at : at + 2] = b"XL"
    assert "two names" in problem_of(bytes(data)).detail


# --- parts that are not what the directory says --------------------------------------------------


def test_a_part_that_inflates_beyond_its_size_is_neither_read_nor_held() -> None:
    bomb = b"0" * 30_000_000
    data = patched(workbook({PART: bomb}), PART, size=1000, crc=crc(bomb[:1000]))
    package = open_package(data)
    tracemalloc.start()
    try:
        with pytest.raises(ContainerError, match="wrong size"):
            package.read(PART)
        assert package.read(PART, 5000) == bomb[:1000]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [3, 5])
def test_a_size_that_lies_is_damage(method: int, size: int) -> None:
    data = patched(workbook({PART: "<a/>"}, method), PART, size=size)
    assert read_problem(data, PART) == Problem("damaged-zip", f"大きさが違う / wrong size：{PART}")


def test_a_changed_byte_is_damage() -> None:
    data = workbook({PART: "<a>1</a>"}, zipfile.ZIP_STORED).replace(b"<a>1", b"<a>2")
    assert read_problem(data, PART) == Problem("damaged-zip", f"CRC：{PART}")


def test_a_stream_that_is_no_deflate_stream_is_damage() -> None:
    data = patched(workbook({PART: "\xff" * 40}, zipfile.ZIP_STORED), PART, method=8)
    problem = read_problem(data, PART)
    assert problem.code == "damaged-zip"
    assert PART in problem.detail


def test_the_damage_of_one_part_leaves_the_others_readable() -> None:
    data = patched(workbook({PART: "<a/>", "xl/b.xml": "<b/>"}), PART, crc=1)
    assert open_package(data).read("xl/b.xml") == b"<b/>"


@pytest.mark.parametrize(
    ("types", "code"), [(None, "missing-part"), ("<Types", "damaged-xml"), ("", "damaged-xml")]
)
def test_a_package_without_content_types_is_damaged(types: str | None, code: str) -> None:
    parts = {"xl/workbook.xml": "<workbook/>"} | ({} if types is None else {TYPES: types})
    problem = problem_of(zipped(parts))
    assert problem.code == code
    assert TYPES in problem.detail


def test_a_truncated_file_is_damaged_wherever_it_is_cut() -> None:
    data = real_pptx()
    whole = parts_of(data)
    most = 0
    for kept in range(4, len(data), 37):
        if identify(data[:kept]) == "zip":
            assert problem_of(data[:kept]).code == "damaged-zip"
            continue
        package = open_package(data[:kept])
        assert package.damage is not None
        assert package.damage.code == "damaged-zip"
        parts = {name: package.read(name) for name in package.names()}
        assert parts.items() <= whole.items()
        assert len(parts) >= most
        most = len(parts)
    assert most == len(whole)


@pytest.mark.parametrize("streamed", [False, True])
def test_the_parts_of_a_file_cut_off_are_found_without_its_directory(streamed: bool) -> None:
    data = zipped(parts_of(real_pptx()), streamed=streamed)
    package = open_package(data[: data.index(b"PK\x01\x02")])
    assert {name: package.read(name) for name in package.names()} == parts_of(real_pptx())


# --- XML -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "code", "words"),
    [
        (b"", "damaged-xml", "empty"),
        (b"<a><b></a>", "damaged-xml", "mismatch"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "damaged-xml", "encoding"),
        (b"<!DOCTYPE a><a/>", "damaged-xml", "DOCTYPE"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "damaged-xml", "DOCTYPE"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "damaged-xml", "DOCTYPE"),
        (b"<a>" * 201 + b"</a>" * 201, "over-limit", "depth > 200"),
        (b"<a>" * 9999 + b"</a>" * 9999, "over-limit", "depth > 200"),
        (b"<a>" + b"x" * 10_100_000 + b"</a>", "over-limit", "text > 10,000,000 bytes"),
        (b"<a>" + b"<b/>" * 10_000_000 + b"</a>", "over-limit", "> 10,000,000"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_xml_from_strangers(xml: bytes, code: str, words: str) -> None:
    with pytest.raises(ContainerError) as caught:
        parse_xml(xml, PART, Limits())
    assert caught.value.problem.code == code
    assert words in caught.value.problem.detail
    assert caught.value.problem.detail.startswith(PART)


def test_xml_of_the_depth_and_size_allowed_is_read() -> None:
    assert parse_xml(b"<a>" * 200 + b"</a>" * 200, "a", Limits()).tag == "a"
    assert parse_xml(b"<a b='c'/>", "a", Limits(max_xml_nodes=2, max_xml_depth=1)).get("b") == "c"
    with pytest.raises(ContainerError, match="depth > 1"):
        parse_xml(b"<a><b/></a>", "a", Limits(max_xml_depth=1))
    with pytest.raises(ContainerError, match="attributes 2 > 1"):
        parse_xml(b"<a b='c'/>", "a", Limits(max_xml_nodes=1))


def test_entities_of_a_part_are_never_expanded() -> None:
    laughs = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    data = workbook({PART: f"<!DOCTYPE a [<!ENTITY e0 'ha'>{laughs}]><a>&e11;</a>"})
    with pytest.raises(ContainerError, match="damaged-xml"):
        open_package(data).xml(PART)


# --- relationships -------------------------------------------------------------------------------


def related(
    target: str, rest: str = "", kind: str = "http://x/drawing"
) -> tuple[Relationship, ...]:
    xml = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{kind}" '
        f'Target="{target}" {rest}/></Relationships>'
    )
    return open_package(workbook({RELS: xml})).relationships(PART)


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("../drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
        ("/xl/drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
        ("..\\drawings\\drawing1.xml", "xl/drawings/drawing1.xml"),
        ("../media/%E5%9B%B3%201.png", "xl/media/図 1.png"),
        ("../../../../../../etc/passwd", "etc/passwd"),
        ("//etc/passwd", "etc/passwd"),
        ("sheet2.xml", "xl/worksheets/sheet2.xml"),
    ],
)
def test_a_target_is_a_part_and_never_leads_out(target: str, part: str) -> None:
    assert related(target) == (Relationship("r1", "drawing", part),)


def test_an_external_target_stays_as_it_is() -> None:
    uri = "https://example.com/a%20b/../c"
    assert related(uri, 'TargetMode="External"') == (Relationship("r1", "drawing", uri, True),)


def test_relationships_of_the_package_and_of_parts_without_any() -> None:
    package = open_package(real_pptx())
    targets = {r.type: r.target for r in package.relationships("")}
    assert targets["officeDocument"] == "ppt/presentation.xml"
    assert package.relationships("ppt/slides/none.xml") == ()
    slide = package.relationships("/ppt/slides/slide1.xml")
    assert [(r.type, package.has(r.target)) for r in slide] == [("slideLayout", True)]


def test_damaged_relationships_are_a_problem() -> None:
    package = open_package(workbook({RELS: "<Relationships"}))
    with pytest.raises(ContainerError, match="damaged-xml"):
        package.relationships(PART)


# --- whatever the bytes --------------------------------------------------------------------------

MAGIC = (
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<",
    b"\xff\xfe",
    b"BM",
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=8
)
SMALL = {
    "deck": real_pptx(),
    "book": real_xlsx(),
    "old": compound("Workbook", "A", "B", embedded="Data"),
    "directory only": workbook({f"xl/{n}.xml": "<a/>" for n in range(9)}),
}


def edited(data: bytes, edits: list[tuple[float, bytes]], kept: float) -> bytes:
    result = bytearray(data)
    for place, piece in edits:
        at = int(place * len(result))
        result[at : at + len(piece)] = piece
    return bytes(result[: int(kept * len(result))])


def read_all(data: bytes) -> dict[str, bytes]:
    """All that can be read of a file; anything but a ContainerError fails the test."""
    found: dict[str, bytes] = {}
    with refused():
        package = open_package(data)
        for name in package.names():
            with refused():
                found[name] = package.read(name)
                package.read(name, 10)
                package.relationships(name)
                package.xml(name)
    return found


@contextmanager
def refused() -> Iterator[None]:
    """The block ends, or a problem ends it that users are told in words."""
    problem: Problem | None = None
    try:
        yield
    except ContainerError as error:
        problem = error.problem
    assert problem is None or problem.code in PROBLEMS


@given(st.sampled_from(MAGIC), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_identified_and_opened_or_refused(magic: bytes, rest: bytes) -> None:
    assert identify(magic + rest)
    read_all(magic + rest)


@given(st.sampled_from(sorted(SMALL)), EDITS, st.one_of(st.just(1.0), st.floats(0, 1)))
@settings(max_examples=250, deadline=None)
def test_a_damaged_file_gives_what_was_written_or_a_problem(
    which: str, edits: list[tuple[float, bytes]], kept: float
) -> None:
    data = edited(SMALL[which], edits, kept)
    assert identify(data)
    found = read_all(data)
    if found:
        assert set(found.values()) <= set(parts_of(SMALL[which]).values())


@given(st.binary(max_size=200), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_part_name_and_any_xml_end_in_a_problem_or_content(xml: bytes, name: str) -> None:
    package = open_package(workbook({RELS: b"<Relationships>" + xml}))
    for part in (name, PART, RELS):
        for call in (package.read, package.xml, package.relationships):
            with refused():
                call(part)


def test_elements_are_handed_out_whole_and_in_order() -> None:
    rows = "".join(f"<r n='{n}'><c>{n}</c></r>" for n in range(20_000))
    xml = f"<a><b/>{rows}<m/><z/></a>".encode()
    found = xml_elements(xml, PART, Limits(), ("r", "m"))
    assert [(e.tag, e.get("n"), e.findtext("c")) for e in found] == [
        *(("r", f"{n}", f"{n}") for n in range(20_000)),
        ("m", None, None),
    ]


def test_elements_before_a_damaged_place_are_handed_out() -> None:
    found = xml_elements(b"<a>" + b"<r/>" * 50_000 + b"<r>", PART, Limits(), ("r",))
    with pytest.raises(ContainerError) as caught:
        for count, _ in enumerate(found, 1):  # noqa: B007 - what was counted is asked for
            pass
    assert count == 50_000
    assert caught.value.problem.code == "damaged-xml"


@pytest.mark.parametrize(
    ("xml", "limits", "code", "words"),
    [
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a><r>&e;</r></a>', Limits(), "damaged-xml", "DOCTYPE"),
        (b"<a><r><b/></r></a>", Limits(max_xml_depth=2), "over-limit", "max-xml-depth"),
        (b"<a>" * 300 + b"<r/>" + b"</a>" * 300, Limits(), "over-limit", "max-xml-depth"),
        (b"<a><r/></a>", Limits(max_xml_nodes=2), "over-limit", "max-xml-nodes"),
        (b"<a><r/><b><c/></b></a>", Limits(max_xml_depth=2), "over-limit", "max-xml-depth"),
        (b"", Limits(), "damaged-xml", PART),
    ],
)
def test_no_element_of_what_is_refused(xml: bytes, limits: Limits, code: str, words: str) -> None:
    found = xml_elements(xml, PART, limits, ("r",))
    with pytest.raises(ContainerError) as caught:
        next(found)
    assert caught.value.problem.code == code
    assert words in caught.value.problem.detail
