"""An unchanged run says what it said, without running: and no other run does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from linter import state
from linter.state import state_of

ROOT = Path(__file__).parent.parent
CLEAN = ROOT / "samples" / "clean"


class Ran(NamedTuple):
    status: int
    out: str
    err: str
    replayed: bool


def run(cache: Path, *arguments: str | Path, cwd: Path = ROOT, **variables: str) -> Ran:
    """``replayed``: without click, which every other run imports first."""
    script = (
        "import sys; from linter.start import main; status = main();"
        "open(sys.argv.pop(), 'w').write('run' if 'click' in sys.modules else 'replayed');"
        "sys.exit(status)"
    )
    seen = cache.parent / "how it was answered"
    start = f"import sys; how = sys.argv.pop(); {script.replace('sys.argv.pop()', 'how')}"
    process = subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments), str(seen)],
        env={
            **{k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")},
            "XDG_CACHE_HOME": str(cache),
            "PYTHONPATH": str(ROOT),
            **variables,
        },
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(process.returncode, process.stdout, process.stderr, seen.read_text() == "replayed")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "提出"
    shutil.copytree(CLEAN, folder)
    return folder


@pytest.mark.parametrize("sample", sorted(p.name for p in ROOT.glob("samples/*/")))
def test_a_replayed_run_is_the_run(sample: str, cache: Path) -> None:
    call = (f"samples/{sample}", "--format", "json")
    bare, first, second = run(cache, *call, "--no-cache"), run(cache, *call), run(cache, *call)
    assert (bare.replayed, first.replayed, second.replayed) == (False, False, True)
    assert bare.out == first.out == second.out
    assert bare.status == first.status == second.status
    assert second.err == ""


def test_a_hook_and_a_report_in_a_file_are_replayed(cache: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    first = run(cache, CLEAN, "--format", "json", "--output", report)
    said = report.read_text("utf-8")
    report.unlink()
    second = run(cache, CLEAN, "--format", "json", "--output", report)
    assert second == first._replace(replayed=True)
    assert report.read_text("utf-8") == said
    hook = ("hook", *map(str, sorted(CLEAN.iterdir())), "samples/with-defects/myna-lint.toml")
    first = run(cache, *hook)
    assert first.out.count("── 提出フォルダー") == 2
    assert run(cache, *hook) == first._replace(replayed=True)


def _edit(folder: Path) -> None:
    with (folder / "myna-lint.toml").open("a", encoding="utf-8") as file:
        file.write("\n# 変更\n")


def _same_size_and_time(folder: Path) -> None:
    plan = next(folder.glob("*.pptx"))
    data, times = plan.read_bytes(), plan.stat()
    plan.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(plan, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        _edit,
        _same_size_and_time,
        lambda folder: next(folder.glob("*.xlsx")).unlink(),
        lambda folder: next(folder.glob("*.xlsx")).rename(folder / "別の名前.xlsx"),
        lambda folder: (folder / "新しいフォルダー").mkdir(),
        lambda folder: (folder / "メモ.txt").write_text("", "utf-8"),
        lambda folder: (folder / "link").symlink_to("nowhere"),
        lambda folder: (folder / "myna-lint.toml").unlink(),
        lambda folder: (folder.parent / "pyproject.toml").write_text("", "utf-8"),
    ],
)
def test_what_has_changed_is_checked_anew(
    change: Callable[[Path], object], cache: Path, submission: Path
) -> None:
    run(cache, submission)
    assert run(cache, submission).replayed
    change(submission)
    changed = run(cache, submission)
    assert not changed.replayed
    bare = run(cache, submission, "--no-cache")
    assert changed.out.replace(" --no-cache", "") == bare.out.replace(" --no-cache", "")
    assert run(cache, submission).replayed


def test_another_call_is_another_run(cache: Path, submission: Path, tmp_path: Path) -> None:
    run(cache, submission)
    other = tmp_path / "other.toml"
    other.write_text("", "utf-8")
    assert not run(cache, submission, "--lang", "en").replayed
    assert not run(cache, submission, COLUMNS="60").replayed
    assert not run(cache, submission, cwd=tmp_path).replayed
    assert not run(cache, submission, "--config", other).replayed
    assert run(cache, submission, "--config", other).replayed
    other.write_text('fail-on = "info"\n', "utf-8")
    assert not run(cache, submission, "--config", other).replayed
    assert run(cache, submission).replayed


def test_what_is_not_kept(cache: Path, submission: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    for call in [
        (submission, "--no-cache"),
        (submission, "--html", page),  # says when it was made
        (tmp_path / "nothing here",),
        (submission, "--select", "XYZ999"),
    ]:
        assert not run(cache, *call).replayed
        assert not run(cache, *call).replayed
    own = submission / "own.yaml"
    own.write_text("rules:\n- {override: PLN101, severity: info}\n", "utf-8")
    with (submission / "myna-lint.toml").open("a", encoding="utf-8") as file:
        file.write('\n[rules]\nextend = ["own.yaml"]\n')
    run(cache, submission)
    assert not run(cache, submission).replayed


def test_what_hung_on_the_time_there_was_is_not_kept(cache: Path, submission: Path) -> None:
    with (submission / "myna-lint.toml").open("a", encoding="utf-8") as file:
        file.write("\n[limits]\nmax-memory-bytes = 1\n")
    assert run(cache, submission).status == 3
    assert not run(cache, submission).replayed


def test_a_damaged_entry_is_not_believed(cache: Path, submission: Path) -> None:
    first = run(cache, submission)
    (entry,) = cache.rglob("runs/*.entry")
    entry.write_bytes(entry.read_bytes()[:-5] + b"XXXXX")
    assert run(cache, submission) == first


def test_a_replayed_run_tells_a_full_disk(cache: Path, submission: Path) -> None:
    run(cache, submission)
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "linter", str(submission)],
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr.startswith("myna-lint: 標準出力に書けません")


# --- states ---------------------------------------------------------------------------------------


def test_a_state_holds_the_digest_of_every_file(submission: Path) -> None:
    found = state_of([submission])
    assert found is not None
    inside = {name for name in found.files if name.startswith(str(submission))}
    assert inside == {str(path) for path in submission.iterdir()}
    assert state_of([submission], found.files) == found
    (submission / ".hidden").write_text("no part of a submission")
    assert state_of([submission]) == found


def test_too_much_to_look_at(submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_MOST_FILES", 2)
    assert state_of([submission]) is None
    monkeypatch.undo()
    monkeypatch.setattr(state, "_MOST_BYTES", 1000)
    assert state_of([submission]) is None
    assert state_of([submission / "absent"]) is None
