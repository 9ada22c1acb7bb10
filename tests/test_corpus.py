"""Every defect is found whatever the layout, and nothing else is said of the submission."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from linter.config import Config
from linter.lint import Options, lint
from linter.model import Report
from samples.books import LAYOUTS as SHEETS
from samples.make import PLAN, REGISTRATION, SECURITY, saved, write
from samples.plans import LAYOUTS
from tests.corpus import DEFECTS, Defect

OPTIONS = Options(Config(api=("social-tax",), procedure="pre-service"))
PAIRS = list(zip(LAYOUTS, SHEETS, strict=True))
CLEAN = Defect("nothing", "")


def judge(report: Report, defect: Defect) -> list[str]:
    """What is missed and what is falsely said."""
    told = [f for f in report.findings if f.severity != "info"]
    wrong = [
        f"{defect.name}: {f.rule} {f.message}"
        for f in told
        if not {defect.clause, *defect.also} & set(f.clauses)
    ]
    found = any(defect.clause in f.clauses and f.location.document == defect.document for f in told)
    return (
        wrong if found or not defect.clause else [*wrong, f"{defect.name}: {defect.clause} missed"]
    )


@pytest.mark.parametrize(("layout", "sheet"), PAIRS)
def test_a_clean_submission_is_clean_in_every_layout(
    layout: str, sheet: str, tmp_path: Path
) -> None:
    write(tmp_path, CLEAN.files(layout, sheet))
    assert judge(lint([tmp_path], OPTIONS), CLEAN) == []


@pytest.mark.parametrize(("layout", "sheet"), PAIRS)
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: f"{d.clause}-{d.name}".replace(" ", "-"))
def test_a_defect_is_found_in_every_layout(
    defect: Defect, layout: str, sheet: str, tmp_path: Path
) -> None:
    write(tmp_path, defect.files(layout, sheet))
    assert judge(lint([tmp_path], OPTIONS), defect) == []


@pytest.mark.parametrize("pick", range(len(PAIRS)))
def test_a_defect_is_found_after_libreoffice_has_saved_the_files(pick: int, tmp_path: Path) -> None:
    """Each defect in one of the layouts, all documents of a kind converted in one call."""
    chosen = [CLEAN, *DEFECTS[pick :: len(PAIRS)]]
    layout, sheet = PAIRS[pick]
    for number, defect in enumerate(chosen):
        for name, document in defect.files(layout, sheet).items():
            (tmp_path / f"{number}-{name}").write_bytes(saved(document))
    for kind in ("pptx", "xlsx"):
        subprocess.run(
            [
                "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to", kind, "--outdir", str(tmp_path / "out"),
                *sorted(map(str, tmp_path.glob(f"*.{kind}"))),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
    said: list[str] = []
    for number, defect in enumerate(chosen):
        folder = tmp_path / f"submission{number}"
        folder.mkdir()
        for name in (PLAN, REGISTRATION, SECURITY):
            shutil.move(tmp_path / "out" / f"{number}-{name}", folder / name)
        said += judge(lint([folder], OPTIONS), defect)
    assert said == []
