from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from linter import __version__, resources
from linter.resources import reports_dir, rules_dir

ROOT = Path(__file__).parent.parent


def test_a_checkout_reads_the_data_beside_the_package() -> None:
    assert rules_dir() == ROOT / "rules"
    assert reports_dir() == ROOT / "reports"


def test_an_installed_package_reads_the_data_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_rules").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert rules_dir() == tmp_path / "_rules"


def test_the_wheel_installs_and_runs_anywhere(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for source, target in (("rules", "linter/_rules"), ("reports", "linter/_reports")):
        for file in (ROOT / source).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"{target}/{file.relative_to(ROOT / source).as_posix()}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "samples/")) for name in names)

    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    _run(str(programs / "python"), "-m", "pip", "install", "-q", str(wheel))
    program = str(programs / "myna-lint")
    assert _run(program, "--version", cwd=tmp_path) == f"myna-lint {__version__}\n"
    assert "PLN" in _run(program, "rules", cwd=tmp_path)


def _run(*command: str, cwd: Path | None = None) -> str:
    return subprocess.run(
        command, cwd=cwd, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout
