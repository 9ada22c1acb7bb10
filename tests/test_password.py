"""Documents that are encrypted with a password, opened with ``--password-file`` (extra ``crypto``)."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from linter.cli import main
from tests.builders_package import real_xlsx

NAME = "民間事業者登録申請書.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission whose one document is encrypted with «ひみつ»."""
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(real_xlsx())).encrypt("ひみつ", sealed)
    place = tmp_path / "提出"
    place.mkdir()
    (place / NAME).write_bytes(sealed.getvalue())
    return place


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, *options: object
) -> tuple[int, str, list[str]]:
    """Exit status, the document's status, and the messages about it."""
    status = main(["check", str(folder), "--format", "json", *map(str, options)])
    report = json.loads(capsys.readouterr().out)
    (document,) = report["documents"]
    told = [f["message"] for f in report["findings"] if f["location"].get("document") == NAME]
    return status, document["status"], told


def password(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "password.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_password_it_is_said_to_be_encrypted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, state, (message,) = run(capsys, folder)
    assert (status, state) == (3, "unreadable")
    assert "暗号化" in message
    assert "--password-file" in message


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_with_its_password_it_is_read(
    end: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = password(tmp_path, f"ひみつ{end}")
    status, state, told = run(capsys, folder, "--password-file", file)
    assert (status, state) == (1, "read")
    assert not [message for message in told if "暗号化" in message]
    assert "ひみつ" not in "".join(told)


def test_another_password_is_said_to_be_wrong(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, state, (message,) = run(capsys, folder, "--password-file", password(tmp_path, "ちがう"))
    assert (status, state) == (3, "unreadable")
    assert "開けません" in message


def test_a_password_file_that_is_not_there_is_a_wrong_call(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder), "--password-file", str(tmp_path / "no.txt")]) == 2
    assert "no.txt" in capsys.readouterr().err


def test_without_the_extra_it_is_said_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linter.discover import Source
    from linter.reading import read_document

    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    document = read_document(Source(NAME, file=folder / NAME), None, "ひみつ")
    assert [problem.code for problem in document.problems] == ["no-decryption"]


def test_a_sealed_file_of_something_else_is_a_problem(folder: Path) -> None:
    from linter.discover import Source
    from linter.reading import read_document

    (folder / NAME).write_bytes((folder / NAME).read_bytes()[:3000])
    document = read_document(Source(NAME, file=folder / NAME), None, "ひみつ")
    assert document.status == "unreadable"
    assert document.problems
