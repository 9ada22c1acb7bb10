"""A file read where it is needed looks like its bytes, and what is not needed is not read."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx.util import Emu

from linter import content
from linter.content import FileContent, as_file, sha256
from linter.discover import Source
from linter.limits import Limits
from linter.reading import read_document
from tests.builders_package import real_pptx

DATA = (b"PK\1\2" * 3 + bytes(range(256))) * 5


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_CHUNK", 11)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> FileContent:
    path = tmp_path_factory.mktemp("content") / "file"
    path.write_bytes(DATA)
    return FileContent(path)


PLACES = st.none() | st.integers(-2000, 2000)


@given(PLACES, PLACES)
def test_slices_are_those_of_bytes(file: FileContent, start: int | None, stop: int | None) -> None:
    assert file[start:stop] == DATA[start:stop]


@given(st.integers(0, len(DATA)), st.integers(1, 30), st.integers(0, len(DATA) + 5))
def test_a_part_is_found_over_the_edges_of_chunks(
    file: FileContent, at: int, length: int, start: int
) -> None:
    part = DATA[at : at + length] or b"none"
    assert file.find(part, start) == DATA.find(part, start)
    assert part in file or part == b"none"


def test_counts_are_those_of_bytes(file: FileContent) -> None:
    assert file.count(b"PK\1\2") == 15
    assert file.count(b"absent") == 0
    assert len(file) == len(DATA)
    assert file.startswith((b"no", b"PK\1\2"))
    assert not file.startswith(b"\1")
    assert sha256(file) == sha256(DATA)


def _lengths_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Filled, from now on, with the length of each piece of a file that is asked for."""
    lengths: list[int] = []
    read = FileContent.__getitem__

    def counted(self: FileContent, place: slice) -> bytes:
        piece = read(self, place)
        lengths.append(len(piece))
        return piece

    monkeypatch.setattr(FileContent, "__getitem__", counted)
    return lengths


def test_what_is_near_is_found_without_reading_a_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged .zip is gone through from one header to the next, as many as there are."""
    monkeypatch.setattr(content, "_CHUNK", 2**20)
    path = tmp_path / "file"
    path.write_bytes(b"PK\3\4 and so on " * 300_000 + b"end")
    lengths = _lengths_read(monkeypatch)
    file = FileContent(path)
    at = -1
    for number in range(100):
        at = file.find(b"PK\3\4", at + 1)
        assert at == number * 15
    assert sum(lengths) < 2**20
    lengths.clear()
    assert file.find(b"end") == 15 * 300_000
    assert len(lengths) < 20  # the pieces grow


def test_libraries_get_a_file(file: FileContent) -> None:
    stream = as_file(file)
    assert stream.read() == DATA
    stream.seek(-10, 2)
    assert stream.read(4) == DATA[-10:-6]
    assert stream.tell() == len(DATA) - 6
    with pytest.raises(OSError, match="negative"):
        stream.seek(-5000, 1)
    assert as_file(b"abc").read() == b"abc"


def test_a_file_gives_the_document_that_its_bytes_give(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    for path in [*root.glob("samples/clean*/*"), *root.glob("samples/with-defects/*")]:
        data = path.read_bytes()
        for cut in (len(data), len(data) // 2, 0):
            part = tmp_path / path.name
            part.write_bytes(data[:cut])
            named = str(part)
            assert read_document(Source(named, file=part)) == read_document(
                Source(named, data=data[:cut])
            )


def test_media_are_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only to be counted through and to be hashed, a chunk at a time."""
    monkeypatch.setattr(content, "_CHUNK", 2**16)
    path = tmp_path / "x.pptx"
    noise = random.Random(1).randbytes(1600 * 1000 * 3)
    picture = io.BytesIO()
    Image.frombytes("RGB", (1600, 1000), noise).save(picture, "PNG")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_picture(picture, Emu(0), Emu(0))
    deck.save(str(path))
    assert path.stat().st_size > 4_000_000
    lengths = _lengths_read(monkeypatch)
    document = read_document(Source("x.pptx", file=path))
    assert document.deck is not None
    found = document.deck.slides[0].shapes[0].picture
    assert found is not None
    assert (found.width_px, found.height_px) == (1600, 1000)
    assert max(lengths) <= 2**18
    assert sum(lengths) < 2 * path.stat().st_size + 2**20


def test_a_document_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.pptx"
    path.write_bytes(real_pptx())
    document = read_document(Source("x.pptx", file=path), Limits(max_file_bytes=100))
    assert [problem.code for problem in document.problems] == ["over-limit"]
    assert document.sha256 == ""
