"""What may be put down, under which name, and how much of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linter.limits import Limits
from linter.web.refusal import RefusedError
from linter.web.uploads import UploadLimits, safe_path
from tests.builders_web import Web, web

SMALL = UploadLimits(max_files=3, max_file_bytes=1000, max_total_bytes=1500)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path, SMALL) as running:
        yield running


@pytest.mark.parametrize(
    "name",
    [
        "企画書.pptx",
        "with-defects/企画書.pptx",
        "a b/c (1).xlsx",
        "..企画書",
        "console.xlsx",
        "com10",
        "😀.pptx",
    ],
)
def test_ordinary_names_stay(name: str) -> None:
    assert safe_path(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "/", "/etc/passwd", "..", "../a", "a/../b", "a/./b", ".", "a//b", "a/", "a\\b", "C:a", "C:/a",
        "a\0b", "a\nb", "a:stream", "a.", "a ", " ", "CON", "nul.pptx", "Aux .txt", "com1", "LPT¹.xlsx",
        "a/prn/b", "x" * 256, "あ" * 86, "/".join("a" * 51), "a\ud800", "a\u2028", "what?.pptx",
    ],
)  # fmt: skip
def test_names_that_could_mean_something_else_are_refused(name: str) -> None:
    with pytest.raises(RefusedError):
        safe_path(name)


_TRICKY = st.lists(
    st.one_of(
        st.sampled_from(
            ["..", ".", "/", "\\", "a", "\0", ":", "con", " ", "%2e", "~", "が", "\u202e"]
        ),
        st.characters(),
    ),
    max_size=12,
).map("".join)


@given(_TRICKY)
@example("．．/a")
def test_a_name_is_refused_or_stays_below_the_folder(name: str) -> None:
    try:
        path = safe_path(name)
    except RefusedError:
        return
    root = Path("/private/folder")
    target = root / path
    assert target.is_relative_to(root)
    assert target != root
    steps = path.split("/")
    assert ".." not in steps
    assert Path(path).parts == tuple(steps)
    assert path == unicodedata.normalize("NFC", name)
    assert safe_path(path) == path


def test_names_are_composed() -> None:
    assert safe_path("か\u3099.pptx") == "が.pptx"


def test_files_arrive_in_their_folders(page: Web) -> None:
    session = page.open()
    assert page.put(session, "提出/企画書.pptx", b"123").status_code == 201
    (file,) = page.folder.rglob("企画書.pptx")
    assert file.read_bytes() == b"123"
    assert file.parent.name == "提出"
    assert file.parent.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("second", ["a.xlsx", "A.XLSX", "a.xlsx/b"])
def test_a_second_file_of_a_name_is_refused(page: Web, second: str) -> None:
    session = page.open()
    page.put(session, "a.xlsx", b"first")
    answer = page.put(session, second, b"second")
    assert answer.status_code == 409
    assert "同じ名前" in answer.json()["ja"]
    (file,) = page.folder.rglob("a.xlsx")
    assert file.read_bytes() == b"first"


def test_too_many_files_are_refused(page: Web) -> None:
    session = page.open()
    answers = [page.put(session, f"{n}.xlsx") for n in range(4)]
    assert [a.status_code for a in answers] == [201, 201, 201, 413]
    assert answers[-1].json() == {
        "ja": "ファイルが多すぎます（3 まで）。提出フォルダーだけを置いてください。",
        "en": "Too many files (at most 3). Drop the submission folder only.",
    }


def test_a_file_that_is_too_large_is_refused(page: Web) -> None:
    assert page.put(page.open(), "a.xlsx", b"x" * 1001).status_code == 413
    assert page.files() == []


def test_a_file_is_counted_while_it_arrives(page: Web) -> None:
    """One that declares no size, and would never end."""
    session = page.open()
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100_000:
            sent += 100
            yield b"x" * 100

    answer = page.ask("PUT", f"sessions/{session}/file", params={"name": "a"}, content=body())
    assert answer.status_code == 413
    assert page.files() == []
    # What was refused counts for nothing, and its name is free again.
    assert page.put(session, "a", b"x" * 1000).status_code == 201


def test_all_files_together_have_a_limit(page: Web) -> None:
    session = page.open()
    assert page.put(session, "a", b"x" * 1000).status_code == 201
    answer = page.put(session, "b", b"x" * 600)
    assert answer.status_code == 413
    assert "合わせて大きすぎます" in answer.json()["ja"]
    assert page.put(session, "c", b"x" * 500).status_code == 201
    assert page.put(page.open(), "d", b"x" * 1000).status_code == 201  # another tab, its own limit


def test_a_file_takes_no_more_than_the_container_reads() -> None:
    assert UploadLimits().max_file_bytes == Limits().max_file_bytes
    assert UploadLimits().max_total_bytes == Limits().max_total_bytes


def test_a_name_is_needed(page: Web) -> None:
    assert page.ask("PUT", f"sessions/{page.open()}/file", content=b"x").status_code == 400
