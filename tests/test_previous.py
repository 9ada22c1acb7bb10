"""The submission that was accepted before, beside the one of today."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linter.cli import main
from samples.books import registration
from samples.make import CLEAN, REGISTRATION, application, write


def check(
    capsys: pytest.CaptureFixture[str], folder: Path, before: Path, procedure: str
) -> dict[str, dict[str, Any]]:
    """Rule → finding, of the rules that look at what was before."""
    main(
        [
            "check", str(folder), "--previous", str(before), "--api", "social-tax",
            "--procedure", procedure, "--format", "json",
        ]
    )  # fmt: skip
    findings = json.loads(capsys.readouterr().out)["findings"]
    wanted = ("REG302", "REG303", "FIL112", "FIL113")
    return {f["rule"]: f for f in findings if f["rule"] in wanted}


def test_a_change_says_which_procedures_were_added_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "before", application(CLEAN))
    rows = list(CLEAN.rows)
    rows[0], rows[2] = (*rows[0][:2], False), (*rows[2][:2], True)
    # The sheet of today is laid out otherwise.
    changed = registration(replace(CLEAN, rows=tuple(rows)), "merged")
    write(tmp_path / "now", {REGISTRATION: changed})
    found = check(capsys, tmp_path / "now", tmp_path / "before", "change")
    assert set(found) == {"REG302"}
    message = found["REG302"]["message"]
    assert "追加 1（健康保険・厚生年金保険被保険者報酬月額算定基礎届）" in message
    assert "削除 1（健康保険・厚生年金保険被保険者資格取得届）" in message
    assert found["REG302"]["location"]["sheet"] == "対象手続"


def test_a_document_asked_for_only_if_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "before", {REGISTRATION: registration(CLEAN)})
    write(tmp_path / "same", {REGISTRATION: registration(CLEAN)})
    found = check(capsys, tmp_path / "same", tmp_path / "before", "connection-test")
    assert set(found) == {"FIL112"}
    moved = replace(CLEAN, address="〒530-0001 大阪府大阪市北区梅田9-9-9")
    write(tmp_path / "moved", {REGISTRATION: registration(moved)})
    found = check(capsys, tmp_path / "moved", tmp_path / "before", "connection-test")
    assert set(found) == {"FIL113"}
    assert "大阪府大阪市北区梅田9-9-9" in found["FIL113"]["message"]


def test_a_previous_folder_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "now", {REGISTRATION: registration(CLEAN)})
    assert main(["check", str(tmp_path / "now"), "--previous", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_what_was_before_must_be_readable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "now", {REGISTRATION: registration(CLEAN)})
    write(tmp_path / "before", {REGISTRATION: registration(CLEAN)})
    before = tmp_path / "before" / REGISTRATION
    whole = before.read_bytes()
    before.write_bytes(whole[:3000])
    (tmp_path / "before" / "プレスリリース.pdf").write_bytes(b"%PDF-1.7")
    call = ["check", str(tmp_path / "now"), "--previous", str(tmp_path / "before")]
    assert main(call) == 2
    assert f"前回の書類 {REGISTRATION} を読めない" in capsys.readouterr().err
    before.write_bytes(whole)
    assert main(call) == 1
