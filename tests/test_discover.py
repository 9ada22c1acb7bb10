"""Which files are the submission: folders, .zip files and single files, as users hand them in."""

from __future__ import annotations

import contextlib
import io
import os
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.archive import ContainerError
from linter.discover import Discovery, Source, _another, discover, submission_root
from linter.errors import UsageError
from linter.limits import Limits
from linter.model import PROBLEMS, Problem
from tests.builders_package import (
    compound,
    crc,
    patched,
    real_pptx,
    real_xlsx,
    renamed,
    zipped,
)

REPORT = b'<!doctype html><meta name="generator" content="myna-lint 1.0">'
OLD = compound("Workbook")


def write(folder: Path, *names: str, data: bytes = b"x") -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def paths_of(discovery: Discovery) -> list[str]:
    return [source.path for source in discovery.sources]


def refusal(*paths: Path) -> str:
    with pytest.raises(UsageError) as caught:
        discover(paths)
    return str(caught.value)


def read_problem(source: Source) -> Problem:
    with pytest.raises(ContainerError) as caught:
        source.read()
    assert caught.value.problem.code in PROBLEMS
    return caught.value.problem


# --- folders -------------------------------------------------------------------------------------


def test_a_folder_gives_its_files_the_top_ones_first(tmp_path: Path) -> None:
    write(tmp_path, "b.xlsx", "a.pptx", "別紙/c.xlsx", "別紙/図/d.png", "A.pdf")
    found = discover([tmp_path])
    assert paths_of(found) == ["A.pdf", "a.pptx", "b.xlsx", "別紙/c.xlsx", "別紙/図/d.png"]
    assert (found.kind, found.root, found.label) == ("folder", tmp_path, str(tmp_path))
    assert [source.read() for source in found.sources] == [b"x"] * 5


@pytest.mark.parametrize(
    "name",
    [
        "~$企画書.pptx",
        ".~lock.企画書.pptx#",
        ".DS_Store",
        "Thumbs.db",
        "DESKTOP.INI",
        "__MACOSX/._企画書.pptx",
        ".git/index.pptx",
        "~$temp/a.pptx",
    ],
)
def test_lock_files_and_files_of_the_system_are_no_documents(name: str, tmp_path: Path) -> None:
    found = discover([write(tmp_path, "企画書.pptx", name)])
    assert paths_of(found) == ["企画書.pptx"]
    assert found.ignored == ()


@pytest.mark.parametrize(
    "name", ["myna-lint.toml", "rules.YAML", "report.json", "README", "readme.txt", "LICENSE"]
)
def test_files_beside_the_documents_are_ignored_and_told(name: str, tmp_path: Path) -> None:
    found = discover([write(tmp_path, "企画書.pptx", name)])
    assert paths_of(found) == ["企画書.pptx"]
    assert found.ignored == (name,)


def test_our_own_report_is_ignored_and_another_page_is_not(tmp_path: Path) -> None:
    write(tmp_path, "report.html", "sub/Report.HTM", data=REPORT)
    write(tmp_path, "申請書.html", data=b"<html><table></table></html>")
    found = discover([tmp_path])
    assert paths_of(found) == ["申請書.html"]
    assert found.ignored == ("report.html", "sub/Report.HTM")


def test_links_and_special_files_are_left_alone(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", "secret.xlsx")
    folder = write(tmp_path / "s", "企画書.pptx", "別紙/a.xlsx")
    (folder / "link.xlsx").symlink_to(outside / "secret.xlsx")
    (folder / "nowhere.xlsx").symlink_to("none")
    (folder / "self").symlink_to("self")
    (folder / "out").symlink_to(outside)
    (folder / "別紙" / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.xlsx")  # reading it would wait for ever
    found = discover([folder])
    assert paths_of(found) == ["企画書.pptx", "別紙/a.xlsx"]
    assert found.ignored == (
        *("link.xlsx", "nowhere.xlsx", "out", "pipe.xlsx", "self"),
        "別紙/loop",
    )


def test_a_link_to_the_submission_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "s", "企画書.pptx")
    (tmp_path / "link").symlink_to(tmp_path / "s")
    assert paths_of(discover([tmp_path / "link"])) == ["企画書.pptx"]


@pytest.mark.parametrize(
    "name", ["a\nb.pptx", "申請書😀.xlsx", "\u202exslx.pptx", "a\tb [1]$(x).pptx"]
)
def test_odd_names_stay_as_they_are(name: str, tmp_path: Path) -> None:
    found = discover([write(tmp_path, name)])
    assert paths_of(found) == [name]
    assert found.sources[0].read() == b"x"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("企画書.pptx".encode("cp932"), "企画書.pptx"),
        (b"a\x80\xff\x81.pptx", "a\ufffd\ufffd\ufffd.pptx"),
    ],
)
def test_a_name_that_is_not_utf8_can_be_printed_and_read(
    raw: bytes, shown: str, tmp_path: Path
) -> None:
    file = tmp_path / os.fsdecode(raw)
    file.write_bytes(b"x")
    for found in (discover([tmp_path]), discover([file])):
        assert paths_of(found) == [shown]
        assert found.sources[0].read() == b"x"
        found.label.encode()


def test_a_folder_without_documents_is_a_wrong_call(tmp_path: Path) -> None:
    assert "提出書類がありません" in refusal(tmp_path)
    assert "提出書類がありません" in refusal(write(tmp_path, "README.md", "~$a.pptx"))


def test_a_folder_with_only_its_configuration_is_a_submission(tmp_path: Path) -> None:
    """What the configuration's procedure asks for is then told to be missing."""
    assert discover([write(tmp_path, "myna-lint.toml")]).sources == ()


def test_of_too_many_files_the_first_are_read_and_the_rest_is_told(tmp_path: Path) -> None:
    limits = Limits(max_files=3)
    write(tmp_path, "a.pptx", "b.xlsx", "c.md")
    assert paths_of(discover([tmp_path], limits)) == ["a.pptx", "b.xlsx"]
    write(tmp_path, "d.xlsx", "e.xlsx")
    found = discover([tmp_path], limits)
    assert paths_of(found) == ["a.pptx", "b.xlsx", "d.xlsx"]
    problem = read_problem(found.sources[-1])
    assert problem.code == "over-limit"
    assert "> 3；[limits] max-files" in problem.detail


def test_folders_without_end_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"d" * 49)
    assert paths_of(discover([write(deep, "a.pptx") and tmp_path])) == ["d/" * 49 + "a.pptx"]
    write(deep / "e", "b.pptx")
    found = discover([tmp_path])
    assert paths_of(found) == ["d/" * 49 + "a.pptx", "d/" * 49 + "e"]
    assert "> 50；[limits] max-folder-depth" in read_problem(found.sources[1]).detail


# --- what cannot be opened -----------------------------------------------------------------------


def closed(only: str) -> Callable[..., object]:
    """Stands for a function that opens paths, and refuses those of this name as the system does."""

    def refuse(original: Callable[..., object]) -> Callable[..., object]:
        def function(path: str | Path, *rest: object, **options: object) -> object:
            if Path(path).name == only:
                raise PermissionError(13, "Permission denied", str(path))
            return original(path, *rest, **options)

        return function

    return refuse


def test_a_file_that_cannot_be_opened_is_its_own_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.pptx", "企画書.xlsx", "page.html")
    for name in ("a.pptx", "page.html"):
        monkeypatch.setattr(Path, "open", closed(name)(Path.open))
    first, page, second = discover([tmp_path]).sources
    assert read_problem(first) == Problem("no-permission", "Permission denied")
    assert read_problem(page) == Problem("no-permission", "Permission denied")
    assert second.read() == b"x"


def test_a_file_that_is_gone_before_it_is_read_is_a_problem(tmp_path: Path) -> None:
    (source,) = discover([write(tmp_path, "a.pptx")]).sources
    (tmp_path / "a.pptx").unlink()
    assert read_problem(source).code == "no-permission"


def test_a_folder_inside_that_cannot_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.pptx", "別紙/b.xlsx")
    monkeypatch.setattr(os, "scandir", closed("別紙")(os.scandir))
    first, inside = discover([tmp_path]).sources
    assert (first.path, inside.path) == ("a.pptx", "別紙")
    assert read_problem(inside) == Problem("no-permission", "Permission denied")


def test_a_submission_that_cannot_be_opened_is_a_wrong_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "s", "a.pptx")
    monkeypatch.setattr(os, "listdir", closed("s")(os.listdir))
    monkeypatch.setattr(os, "scandir", closed("s")(os.scandir))
    assert "Permission denied" in refusal(folder)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = discover([write(tmp_path, "a.pptx")]).sources
    most = Limits().max_file_bytes
    os.truncate(tmp_path / "a.pptx", most + 1)  # a hole: nothing is written
    problem = read_problem(source)
    assert problem.code == "over-limit"
    assert f"{most + 1:,} > {most:,} bytes" in problem.detail


# --- single files --------------------------------------------------------------------------------


def test_single_files_are_named_from_the_folder_they_share(tmp_path: Path) -> None:
    write(tmp_path, "s/企画書.pptx", "s/別紙/a.xlsx", "s/toml.toml")
    one, two = tmp_path / "s/企画書.pptx", tmp_path / "s/別紙/a.xlsx"
    found = discover([one, two, tmp_path / "s/別紙/../企画書.pptx"])
    assert (found.kind, found.root, found.label) == ("files", tmp_path / "s", str(tmp_path / "s"))
    assert paths_of(found) == ["企画書.pptx", "別紙/a.xlsx"]
    assert discover([one]).label == str(one)
    assert paths_of(discover([two])) == ["a.xlsx"]


def test_a_file_is_read_whatever_it_is_when_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "~$a.pptx")
    (tmp_path / "link.pptx").symlink_to("~$a.pptx")
    assert paths_of(discover([tmp_path / "~$a.pptx"])) == ["~$a.pptx"]
    assert discover([tmp_path / "link.pptx"]).sources[0].read() == b"x"


@pytest.mark.parametrize("name", ["none.pptx", "none/a.pptx", "a\0b", "x" * 5000])
def test_a_path_that_does_not_exist_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    assert "見つかりません" in refusal(tmp_path / name)


def test_links_that_lead_nowhere_are_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "loop.pptx").symlink_to("loop.pptx")
    (tmp_path / "gone.zip").symlink_to("none")
    for name in ("loop.pptx", "gone.zip"):
        assert "開けません" in refusal(tmp_path / name)


def test_several_folders_or_a_pipe_are_a_wrong_call(tmp_path: Path) -> None:
    write(tmp_path, "a/a.pptx", "b/b.pptx")
    os.mkfifo(tmp_path / "pipe")
    assert "一つだけ" in refusal(tmp_path / "a", tmp_path / "b")
    assert "一つだけ" in refusal(tmp_path / "a/a.pptx", tmp_path / "b")
    assert "ふつうのファイル" in refusal(tmp_path / "pipe")
    assert "指定してください" in refusal()


def test_files_on_two_drives_are_a_wrong_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_windows(paths: Sequence[str]) -> str:
        raise ValueError("Paths don't have the same drive")

    write(tmp_path, "a.pptx", "b.pptx")
    monkeypatch.setattr(os.path, "commonpath", on_windows)
    assert "ドライブ" in refusal(tmp_path / "a.pptx", tmp_path / "b.pptx")


def test_the_configuration_is_looked_for_beside_the_documents(tmp_path: Path) -> None:
    write(tmp_path, "s/a.pptx", "s/b/c.xlsx")
    assert submission_root([tmp_path / "s"]) == tmp_path / "s"
    assert submission_root([tmp_path / "s/a.pptx"]) == tmp_path / "s"
    assert submission_root([tmp_path / "s/a.pptx", tmp_path / "s/b/c.xlsx"]) == tmp_path / "s"


# --- .zip ----------------------------------------------------------------------------------------


def put(tmp_path: Path, data: bytes, name: str = "提出.zip") -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


def test_a_zip_is_read_in_memory(tmp_path: Path) -> None:
    file = put(tmp_path, zipped({"企画書.pptx": real_pptx(), "別紙/申請書.xlsx": real_xlsx()}))
    found = discover([file])
    assert (found.kind, found.root, found.label) == ("zip", tmp_path, str(file))
    assert {s.path: s.read() for s in found.sources} == {
        "企画書.pptx": real_pptx(),
        "別紙/申請書.xlsx": real_xlsx(),
    }
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["s/", "s/a.pptx", "s/b.xlsx"], ["a.pptx", "b.xlsx"]),
        (["s/t/a.pptx", "s/t/u/b.xlsx"], ["a.pptx", "u/b.xlsx"]),
        (["s/a.pptx", "__MACOSX/s/._a.pptx", ".DS_Store"], ["a.pptx"]),
        (["s/a.pptx", "s/~$a.pptx", "s/.git/x.pptx", "t/b.xlsx"], ["s/a.pptx", "t/b.xlsx"]),
        (["s/a.pptx", "st/b.xlsx"], ["s/a.pptx", "st/b.xlsx"]),
        (["s\\", "s\\a.pptx", "s\\t\\b.xlsx"], ["a.pptx", "t/b.xlsx"]),
        (["/etc/a.pptx", "../../etc/b.xlsx"], ["a.pptx", "b.xlsx"]),
        (["a.pptx", "./t/../b.xlsx", "..", "t/.."], ["a.pptx", "t/b.xlsx"]),
    ],
)
def test_files_in_a_zip_are_named_from_the_folder_they_share(
    names: list[str], shown: list[str], tmp_path: Path
) -> None:
    found = discover([put(tmp_path, zipped([(name, "x") for name in names]))])
    assert paths_of(found) == shown


def test_files_beside_the_documents_in_a_zip_are_ignored(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {"s/a.pptx": b"x", "s/myna-lint.toml": b"", "s/r.html": REPORT}
    found = discover([put(tmp_path, zipped(parts | {"s/t/申請書.html": b"<table>"}))])
    assert paths_of(found) == ["a.pptx", "t/申請書.html"]
    assert found.ignored == ("myna-lint.toml", "r.html")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
@pytest.mark.parametrize("name", ["予定表_ソ.pptx", "企画書（第１版）.pptx"])
def test_japanese_names_without_the_utf8_flag(name: str, encoding: str, tmp_path: Path) -> None:
    raw = name.encode(encoding)  # in cp932 表 and ソ end in a backslash
    data = renamed(zipped({"N" * len(raw): "x"}), "N" * len(raw), raw)
    assert paths_of(discover([put(tmp_path, data)])) == [name]


def test_names_that_are_no_known_encoding_are_still_names(tmp_path: Path) -> None:
    data = renamed(zipped({"NNN.pptx": "x"}), "NNN.pptx", b"\xff\x81\xfd.pptx")
    (path,) = paths_of(discover([put(tmp_path, data)]))
    assert path.endswith(".pptx")
    path.encode()


def test_a_name_of_macos_is_composed(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "マイナポータルAPI.pptx")
    assert paths_of(discover([put(tmp_path, zipped({apart: "x"}))])) == ["マイナポータルAPI.pptx"]


def test_a_file_with_a_password_in_a_zip_leaves_the_others_readable(tmp_path: Path) -> None:
    data = patched(zipped({"企画書.pptx": "x", "a.xlsx": "x"}), "a.xlsx", flags=1)
    closed_file, plan = discover([put(tmp_path, data)]).sources
    assert read_problem(closed_file) == Problem("encrypted")
    assert plan.read() == b"x"


def test_a_damaged_file_in_a_zip_leaves_the_others_readable(tmp_path: Path) -> None:
    data = zipped({"a.pptx": b"x" * 99, "b.xlsx": b"y" * 99, "c.xlsx": b"z", "d.xlsx": b"ok"})
    data = patched(data, "a.pptx", crc=1)
    data = patched(data, "b.xlsx", size=10, crc=crc(b"y" * 10))
    data = patched(data, "c.xlsx", method=9)
    a, b, c, d = discover([put(tmp_path, data)]).sources
    assert read_problem(a) == Problem("damaged-zip", "CRC：a.pptx")
    assert "wrong size" in read_problem(b).detail
    assert "method 9" in read_problem(c).detail
    assert d.read() == b"ok"


def test_the_second_file_of_one_name_in_a_zip_is_told(tmp_path: Path) -> None:
    data = zipped([("s/a.pptx", "1"), ("s\\a.pptx", "2"), ("s/a.pptx", "3")])
    first, *others = discover([put(tmp_path, data)]).sources
    assert first.read() == b"1"
    assert [other.path for other in others] == ["a.pptx (2)", "a.pptx (3)"]
    assert all("duplicate" in read_problem(other).detail for other in others)
    by_case = zipped([("s/a.pptx", "1"), ("s/A.pptx", "2")])
    assert paths_of(discover([put(tmp_path, by_case)])) == ["A.pptx", "a.pptx"]


@pytest.mark.parametrize("names", [[], ["s/"], ["~$a.pptx", "__MACOSX/a.pptx"], ["a.toml"]])
def test_a_zip_without_documents_is_told_as_a_file_is(names: list[str], tmp_path: Path) -> None:
    """Who sent it is at fault, not who calls."""
    archive = put(tmp_path, zipped([(name, "") for name in names]))
    (source,) = discover([archive]).sources
    assert source.path == archive.name
    assert read_problem(source) == Problem("no-documents")


@pytest.mark.parametrize(
    ("limits", "detail"),
    [
        (Limits(max_total_bytes=1000), "unpacked size 1,100 > 1,000 bytes；[limits] max-total"),
        (Limits(max_part_bytes=500), "b.pptx：大きさ / size 600 > 500 bytes；[limits] max-part"),
        (Limits(max_file_bytes=550), "file size 600 > 550 bytes；[limits] max-file-bytes"),
        (Limits(max_ratio=10, ratio_floor_bytes=550), "compression 66 > 10；[limits] max-ratio"),
        (Limits(max_files=1), "> 1；[limits] max-files"),
    ],
)
def test_a_file_over_a_limit_in_a_zip_leaves_the_others_readable(
    limits: Limits, detail: str, tmp_path: Path
) -> None:
    file = put(tmp_path, zipped({"a.pptx": "x" * 500, "b.pptx": "x" * 600}))
    first, second = discover([file], limits).sources
    assert first.read() == b"x" * 500
    assert detail in read_problem(second).detail


@pytest.mark.parametrize("step", ["long", "とても長い名前の", "a/", "../", "\\"])
def test_a_name_that_no_file_could_have_is_told_in_short(step: str, tmp_path: Path) -> None:
    names = [f"s/x{step * (60_000 // len(step.encode()))}{n}.pptx" for n in "12"]
    file = put(tmp_path, zipped([("s/b.xlsx", "ok"), *((name, "x") for name in names)]))
    sources = {source.path: source for source in discover([file]).sources}
    assert sources.pop("b.xlsx").read() == b"ok"
    assert len(sources) == 2
    for path, source in sources.items():
        assert path.startswith("x")
        assert len(path) < 300
        problem = read_problem(source)
        assert problem.code == "over-limit"
        assert "> 2,000 bytes；[limits] max-folder-depth" in problem.detail
        assert len(problem.detail) < 300


def test_a_name_is_only_too_long_above_the_limit(tmp_path: Path) -> None:
    names = ["a" * 1995 + ".pptx", "b" * 1996 + ".pptx", "企" * 665 + ".pptx", "企" * 666 + ".pptx"]
    sources = discover([put(tmp_path, zipped([(name, "x") for name in names]))]).sources
    assert {source.path for source in sources if source.problem is None} == {names[0], names[2]}
    assert len(sources) == 4


def test_folders_without_end_in_a_zip_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    """As deep as in a folder, counted from the folder that all are in."""
    deep = "s/" + "d/" * 49
    names = ["s/a.pptx", f"{deep}b.pptx", f"{deep}e/c.pptx", f"{deep}e/f/c.pptx"]
    sources = discover([put(tmp_path, zipped([(name, "x") for name in names]))]).sources
    assert [source.path for source in sources] == [name[2:] for name in names]
    assert [source.problem is None for source in sources] == [True, True, False, False]
    assert "> 50；[limits] max-folder-depth" in read_problem(sources[2]).detail


def test_a_letter_with_marks_without_end_stays_as_it_is(tmp_path: Path) -> None:
    """They are sorted where a name is composed, in time that grows with their square."""
    few, many = ("e" + mark * 10 + ".pptx" for mark in ("\u0301\u0323", "\u0301\u0323\u0301\u0323"))
    found = discover([put(tmp_path, zipped({few: "x", many: "x"}))])
    assert set(paths_of(found)) == {unicodedata.normalize("NFC", few), many}


def test_names_for_files_of_one_name_are_not_searched_for_from_the_start() -> None:
    asked: list[str] = []

    class Taken(set[str]):
        def __contains__(self, name: object) -> bool:
            asked.append(str(name))
            return super().__contains__(name)

    taken, numbers = Taken({"a (3)"}), dict[str, int]()
    names = []
    for _ in range(500):
        names.append(_another("a", taken, numbers))
        taken.add(names[-1])
    assert names == ["a", "a (2)", *(f"a ({number})" for number in range(4, 502))]
    assert len(asked) < 1100


def test_the_file_that_is_one_too_many_does_not_stand_for_another(tmp_path: Path) -> None:
    data = zipped([("a.pptx", "1"), ("a.pptx", "2")])
    first, rest = discover([put(tmp_path, data)], Limits(max_files=1)).sources
    assert first.read() == b"1"
    assert "[limits] max-files" in read_problem(rest).detail


def test_a_zip_that_cannot_be_listed_is_told_as_a_file(tmp_path: Path) -> None:
    file = put(tmp_path, zipped({"a.pptx": "x", "b.pptx": "x"}))
    found = discover([file], Limits(max_entries=1))
    assert (found.kind, paths_of(found)) == ("files", ["提出.zip"])


def test_files_in_a_zip_that_share_content_are_told(tmp_path: Path) -> None:
    data = zipped({"a.xlsx": b"0" * 999, "b.xlsx": b"0" * 999, "c.xlsx": b"1"}, zipfile.ZIP_STORED)
    data = patched(data, "a.xlsx", packed=1010, size=1010)
    _, second, third = discover([put(tmp_path, data)]).sources
    assert "overlapping" in read_problem(second).detail
    assert third.read() == b"1"


def test_a_zip_cut_off_is_told_as_a_file_even_with_documents_stored_in_it(tmp_path: Path) -> None:
    data = zipped({"企画書.pptx": real_pptx(), "申請書.xlsx": real_xlsx()}, zipfile.ZIP_STORED)
    for kept in (len(data) - 1, len(data) - 30, len(data) - 200, 9000, 30, 4):
        found = discover([put(tmp_path, data[:kept])])
        assert (found.kind, paths_of(found)) == ("files", ["提出.zip"])


@pytest.mark.parametrize("data", [real_pptx(), OLD, b"", b"hello"])
def test_a_zip_in_name_only_is_a_single_file(data: bytes, tmp_path: Path) -> None:
    found = discover([put(tmp_path, data)])
    assert (found.kind, paths_of(found)) == ("files", ["提出.zip"])
    assert found.sources[0].read() == data


def test_a_zip_by_content_only_or_one_of_several_is_a_single_file(tmp_path: Path) -> None:
    one = put(tmp_path, zipped({"a.pptx": "x"}), "提出.xlsx")
    two = put(tmp_path, zipped({"a.pptx": "x"}), "提出.zip")
    assert discover([one]).kind == "files"
    assert paths_of(discover([one, two])) == ["提出.xlsx", "提出.zip"]


def test_a_zip_that_cannot_be_opened_is_told_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, zipped({"a.pptx": "x"}))
    monkeypatch.setattr(Path, "open", closed(file.name)(Path.open))
    assert read_problem(discover([file]).sources[0]).code == "no-permission"


# --- whatever the bytes --------------------------------------------------------------------------

SUBMISSION = zipped(
    {"提出/企画書.pptx": b"x" * 300, "提出/a.xlsx": real_xlsx(), "提出/b/c.md": b""}
)


@given(
    st.lists(st.tuples(st.integers(0, len(SUBMISSION) - 1), st.binary(min_size=1, max_size=4))),
    st.integers(0, len(SUBMISSION)),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_zip_is_a_wrong_call_or_gives_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(SUBMISSION)
    for at, piece in edits:
        data[at : at + len(piece)] = piece
    file = put(tmp_path_factory.getbasetemp(), bytes(data[:cut] if len(edits) < 2 else data))
    try:
        found = discover([file])
    except UsageError:
        return
    if found.kind == "zip":
        read = set()
        for source in found.sources:
            with contextlib.suppress(ContainerError):
                read.add(source.read())
        assert read <= {b"x" * 300, real_xlsx(), b""}


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_whatever_its_names_a_zip_gives_paths_inside_it(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in dict.fromkeys(names):
            archive.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), b"x")
    try:
        found = discover([put(tmp_path_factory.getbasetemp(), stream.getvalue())])
    except UsageError:
        return
    if found.kind == "files":  # there is no document in it
        return
    for source in found.sources:
        assert not source.path.startswith("/")
        assert ".." not in source.path.split("/")
        assert source.read() == b"x"
