"""The samples through the whole product: what is clean is clean, what is wrong is found."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest

from linter.cli import main
from linter.config import Config
from linter.inspection import describe
from linter.limits import Limits
from linter.lint import Options, lint
from linter.model import Report
from linter.rules import load_rules
from samples.make import SAMPLES, make

ROOT = Path(__file__).parent.parent
CLEAN = [name for name in SAMPLES if name.startswith("clean")]
DEFECTIVE = [name for name in SAMPLES if name not in CLEAN]
# What each submission must show: every clause that it violates.
DEFECTS = {
    "with-defects": {
        "plan.guidance", "plan.colour", "plan.corporate-number", "plan.sample-value", "plan.url",
        "plan.address", "plan.representative", "plan.business", "plan.placeholder", "plan.screens",
        "plan.personal-information", "plan.authorities", "plan.user-count", "plan.user-count-date",
        "plan.sla", "plan.security-statement", "plan.security-detail", "plan.security-questions",
        "plan.test-result", "reg.fields", "sec.answered", "sec.reason",
        "sec.plan-agrees", "set.duplicate", "set.not-required", "x.corporate-number", "x.name",
        "x.address", "x.service-name", "x.dates", "x.procedures", "x.authorities",
        "xlsx.placeholder", "xlsx.sample-value", "inquiry.answer-date", "env.municipalities",
    },
    "with-defects-blank": {
        "plan.guidance", "plan.corporate-number", "plan.name", "plan.url", "plan.address",
        "plan.representative", "plan.business", "plan.service-name", "plan.service-start",
        "plan.service-summary", "plan.purpose", "plan.procedures", "plan.personal-information",
        "plan.authorities", "plan.user-count", "plan.service-hours", "plan.sla",
        "plan.environment", "plan.security-statement", "plan.screens", "plan.test-result",
        "plan.production-check", "plan.overview", "plan.placeholder", "reg.procedures",
        "reg.fields", "sec.answered",
    },
    "with-defects-moving": {
        "set.moving-extra", "set.required", "set.press-release", "annex1.functions",
        "annex1.screens",
    },
    "with-defects-change": {
        "set.latest-form", "set.format", "plan.powerpoint", "reg.change-only",
    },
    "with-defects-late": {
        "date.production-connection", "date.pre-service", "date.press-release",
    },
}  # fmt: skip


def run(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = main(["check", str(folder), *options])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_sample_has_no_error_and_no_warning(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(ROOT / "samples" / name, capsys, "--format", "json")
    assert code == 0
    summary = json.loads(out)["summary"]
    assert summary["error"] == summary["warning"] == 0


@pytest.mark.parametrize("name", [n for n in CLEAN if n != "clean-moving"])
def test_what_the_configuration_leaves_out_is_inferred(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples" / name, tmp_path / "s")
    told = tomllib.loads((tmp_path / "s" / "myna-lint.toml").read_text(encoding="utf-8"))
    (tmp_path / "s" / "myna-lint.toml").unlink()
    report = lint([tmp_path / "s"], Options(Config()))
    assert report.submission.procedure == told["procedure"]
    assert list(report.submission.api) == told["api"]
    assert {"api", "procedure"} <= set(report.submission.inferred)


@pytest.mark.parametrize("name", DEFECTIVE)
def test_every_seeded_defect_is_found(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(ROOT / "samples" / name, capsys, "--format", "json")
    assert code in (1, 3)
    found = {clause for f in json.loads(out)["findings"] for clause in f["clauses"]}
    assert found >= DEFECTS[name]


def test_every_clause_that_a_file_can_break_is_broken_by_a_sample() -> None:
    checked = {clause for rule in load_rules().rules for clause in rule.clauses}
    # Dates stand in the configuration; what has changed shows beside the submission before.
    others = {c for c in checked if c.startswith("date.") or c == "set.if-changed"}
    broken = set.union(*DEFECTS.values())
    assert checked - others <= broken <= checked


def test_samples_are_made_the_same_each_time(tmp_path: Path) -> None:
    make(tmp_path)
    for made in sorted(tmp_path.rglob("*.*")):
        shipped = ROOT / "samples" / made.relative_to(tmp_path)
        assert made.read_bytes() == shipped.read_bytes(), made.name


def test_a_zip_is_linted_like_its_folder(tmp_path: Path) -> None:
    folder = ROOT / "samples" / "with-defects"
    packed = tmp_path / "submission.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"提出/{file.name}")
    shutil.copy(folder / "myna-lint.toml", tmp_path)
    options = Options(Config(api=("social-tax",), procedure="pre-service", flow="current"))
    one, two = lint([folder], options), lint([packed], options)
    assert rules(one) == rules(two)


def rules(report: Report) -> list[tuple[str, str | None]]:
    return [(f.rule, f.location.document) for f in report.findings]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "0 バイト"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table></table></html>", "HTML"),
        (b"PK\x03\x04" + b"\0" * 40, "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "OLE2"),
    ],
)
def test_an_unreadable_document_is_a_finding_and_the_rest_is_checked(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "samples" / "clean", tmp_path / "s")
    (tmp_path / "s" / "民間事業者登録申請書.xlsx").write_bytes(content)
    code, out = run(tmp_path / "s", capsys, "--format", "json")
    assert code == 3
    data = json.loads(out)
    broken = next(d for d in data["documents"] if d["status"] == "unreadable")
    assert reason in broken["reason"]
    assert [f["clauses"] for f in data["findings"] if f["severity"] == "error"] == [["set.format"]]


def test_a_truncated_document_is_a_damaged_zip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "samples" / "clean", tmp_path / "s")
    plan = tmp_path / "s" / "マイナポータルAPI利用企画書.pptx"
    plan.write_bytes(plan.read_bytes()[:5000])
    code, out = run(tmp_path / "s", capsys)
    assert code == 3
    assert "壊れています" in out


def test_inspect_shows_fields_with_their_places() -> None:
    text = "\n".join(describe(ROOT / "samples" / "clean", Limits()))
    assert "6700150999013" in text
    assert "シート「申請者情報」のB3" in text


def test_html_holds_every_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "report.html"
    run(ROOT / "samples" / "with-defects", capsys, "--html", str(page))
    html = page.read_text(encoding="utf-8")
    options = Options(Config(api=("social-tax",), procedure="pre-service", flow="current"))
    report = lint([ROOT / "samples" / "with-defects"], options)
    assert all(f.rule in html for f in report.findings if f.severity == "error")
    assert io.StringIO(html).readline().lower().startswith("<!doctype html")
