from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from linter.hook import submissions

ROOT = Path(__file__).parent.parent


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_the_nearest_folder_with_a_configuration_is_the_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _touch(Path("a/myna-lint.toml"))
    _touch(Path("a/deep/inner/myna-lint.toml"))
    files = ["a/plan.pptx", "a/sub/x.xlsx", "a/deep/inner/y.xlsx", "b/plan.pptx", "top.pptx"]
    found = submissions([Path(name) for name in files], Path.cwd())
    assert found == (Path("a"), Path("a/deep/inner"), Path("b"), Path())


def test_a_staged_configuration_is_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _touch(Path("a/myna-lint.toml"))
    assert submissions([Path("a/myna-lint.toml")], Path.cwd()) == (Path("a"),)


def test_a_configuration_above_the_repository_is_not_looked_for(tmp_path: Path) -> None:
    _touch(tmp_path / "myna-lint.toml")
    repository = tmp_path / "repository"
    file = _touch(repository / "a" / "plan.pptx")
    assert submissions([file], repository) == (repository / "a",)


def test_pre_commit_lints_the_submissions_that_a_commit_touches(tmp_path: Path) -> None:
    """The real tool, on a copy of this project and a repository of the samples."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("linter", "rules", "reports", "samples"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, project / name)
    _git(project, "init", "-q")
    _git(project, "add", "-A")
    _git(project, "commit", "-q", "-m", "project")

    user = tmp_path / "user"
    user.mkdir()
    _git(user, "init", "-q")
    shutil.copytree(ROOT / "samples" / "with-defects", user / "untouched")
    _git(user, "add", "-A")
    _git(user, "commit", "-q", "-m", "before")

    shutil.copytree(ROOT / "samples" / "clean", user / "clean")
    _git(user, "add", "-A")
    clean = _try_repo(tmp_path, project, user)
    assert clean.returncode == 0, clean.stdout
    assert "Passed" in clean.stdout

    shutil.copytree(ROOT / "samples" / "with-defects", user / "with-defects")
    _git(user, "add", "-A")
    defects = _try_repo(tmp_path, project, user)
    assert defects.returncode == 1, defects.stdout
    assert defects.stdout.count("── 提出フォルダー clean") == 1
    assert defects.stdout.count("── 提出フォルダー with-defects") == 1
    assert "エラー" in defects.stdout
    assert "untouched" not in defects.stdout
    assert "Traceback" not in defects.stdout


def _try_repo(tmp_path: Path, project: Path, user: Path) -> subprocess.CompletedProcess[str]:
    environment = {**_environment(), "PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(project), "myna-lint"],
        cwd=user,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    """Without what a hook of this repository would hand down, and with a name to commit under."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") and k != "PYTHONPATH"}
    who = {"NAME": "test", "EMAIL": "test@example.invalid"}
    names = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in who.items()}
    return {**kept, **names, "GIT_CONFIG_GLOBAL": os.devnull}


def test_the_hook_lists_documents_and_configurations_only() -> None:
    import re

    import yaml

    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    pattern = re.compile(hook["files"])
    for name in ("企画書.pptx", "a/確認書.XLSX", "myna-lint.toml", "a/myna-lint.toml", "a.pdf"):
        assert pattern.search(name)
    for name in ("README.md", "a/not-myna-lint.toml", "x.pptx.txt", "pyproject.toml"):
        assert not pattern.search(name)
