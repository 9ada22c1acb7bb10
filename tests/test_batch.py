"""A batch gives every submission its report, whatever the others are, and loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from linter.batch.inbox import open_inbox
from linter.resources import rules_dir

ROOT = Path(__file__).parent.parent
CLEAN = ROOT / "samples" / "clean"
DEFECTS = ROOT / "samples" / "with-defects"


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "linter", "batch", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
    )


class Outcome:
    def __init__(self, *arguments: object) -> None:
        process = start(*arguments)
        self.out, self.err = process.communicate(timeout=300)
        self.status = process.returncode
        assert "Traceback" not in self.out + self.err


def state(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "batch.json").read_text("utf-8"))
    schema = json.loads((rules_dir() / "schema" / "batch.schema.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    return found


def rows(out: Path) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in state(out)["submissions"]}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "of today"


def submission(inbox: Path, name: str, sample: Path = CLEAN) -> Path:
    return Path(shutil.copytree(sample, inbox / name))


# --- reports --------------------------------------------------------------------------------------


def test_every_submission_gets_its_reports(inbox: Path, out: Path) -> None:
    submission(inbox, "よい会社")
    submission(inbox, "直す会社", DEFECTS)
    broken = submission(inbox, "壊れた書類")
    plan = next(broken.glob("*.pptx"))
    plan.write_bytes(plan.read_bytes()[:5000])
    (inbox / "空").mkdir()
    (submission(inbox, "設定の誤り") / "myna-lint.toml").write_text("api = 1\n")
    shutil.make_archive(str(inbox / "まとめた会社"), "zip", CLEAN)
    (inbox / "壊れた.zip").write_bytes(b"PK\3\4 not a zip")
    (inbox / "メモ.txt").write_text("no submission")
    (inbox / ".hidden").mkdir()
    (inbox / "link").symlink_to(CLEAN)

    outcome = Outcome(inbox, "--out", out)

    assert outcome.status == 3
    assert {name: row["outcome"] for name, row in rows(out).items()} == {
        "よい会社": "ready",
        "直す会社": "findings",
        "壊れた書類": "unreadable",
        "空": "failed",
        "設定の誤り": "failed",
        "まとめた会社.zip": "ready",
        "壊れた.zip": "unreadable",
    }
    assert "3 件は提出フォルダーでも .zip でもない" in outcome.err
    assert len(outcome.out.splitlines()) == 7
    assert "提出書類がありません" in rows(out)["空"]["reason"]
    assert "myna-lint.toml:1" in rows(out)["設定の誤り"]["reason"]
    schema = json.loads((rules_dir() / "schema" / "report.schema.json").read_text("utf-8"))
    for row in rows(out).values():
        report = json.loads((out / row["json"]).read_text("utf-8"))
        jsonschema.validate(report, schema)
        assert report["summary"] == row["counts"]
        assert (out / row["html"]).read_text("utf-8").startswith("<!doctype html>")
    named = {row[kind] for row in rows(out).values() for kind in ("html", "json")}
    assert {path.name for path in out.iterdir()} == {*named, "index.html", "batch.json"}


def test_a_report_is_that_of_check(inbox: Path, out: Path) -> None:
    folder = submission(inbox, "会社", DEFECTS)
    Outcome(inbox, "--out", out, "--lang", "en", "--redact")
    alone = subprocess.run(
        [sys.executable, "-m", "linter", folder, "--format", "json", "--lang", "en", "--redact"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (out / "会社.json").read_text("utf-8") == alone.stdout


@pytest.mark.parametrize(
    ("samples", "options", "status"),
    [
        ((CLEAN,), (), 0),
        ((CLEAN,), ("--fail-on", "info"), 1),
        ((CLEAN, DEFECTS), (), 1),
        ((CLEAN, None, DEFECTS), (), 3),
    ],
)
def test_exit_status_is_the_worst(
    samples: tuple[Path | None, ...],
    options: tuple[str, ...],
    status: int,
    inbox: Path,
    out: Path,
) -> None:
    for n, sample in enumerate(samples):
        if sample is None:
            (inbox / str(n)).mkdir()
        else:
            submission(inbox, str(n), sample)
    assert Outcome(inbox, "--out", out, "--quiet", *options).status == status


def test_a_worker_that_dies_costs_one_submission(inbox: Path, out: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        submission(inbox, name)
    site = tmp_path / "site"
    site.mkdir()
    # Ends the worker hard when it comes to the second submission.
    (site / "linter_dies.py").write_text(
        "import os\n"
        "from linter.batch import worker\n"
        "check = worker.check_one\n"
        "def dying(path, *rest):\n"
        "    if path.name == 'b': os._exit(9)\n"
        "    return check(path, *rest)\n"
        "worker.check_one = dying\n"
    )
    dying = f"; sys.path.append({str(site)!r}); import linter_dies; del"
    script = (
        "import sys; from linter import process; from linter.cli import main\n"
        f"process._START = process._START.replace('; del', {dying!r})\n"
        f"sys.exit(main(['batch', {str(inbox)!r}, '--out', {str(out)!r}, '--jobs', '1']))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert run.returncode == 3
    assert [row["outcome"] for row in rows(out).values()] == ["ready", "failed", "ready", "ready"]
    assert "異常終了" in rows(out)["b"]["reason"]


# --- going on -------------------------------------------------------------------------------------


def test_resume_skips_what_has_not_changed(inbox: Path, out: Path) -> None:
    for name in ("same", "edited", "configured", "lost", "broken"):
        submission(inbox, name)
    (inbox / "broken" / "x.pptx").write_bytes(b"PK\3\4 cut off")
    (inbox / "gone").mkdir()
    Outcome(inbox, "--out", out)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    inode = {path.name: path.stat().st_ino for path in out.iterdir()}
    shutil.copy(next(DEFECTS.glob("*.pptx")), inbox / "edited")
    with (inbox / "configured" / "myna-lint.toml").open("a") as file:
        file.write("third-party = true\n")
    (out / "lost.html").unlink()
    (inbox / "gone").rmdir()
    submission(inbox, "new")

    assert Outcome(inbox, "--out", out, "--resume").status == 3

    written = {
        path.stem
        for path in out.glob("*.html")
        if path.stem != "index" and path.stat().st_mtime_ns != before.get(path.name)
    }
    assert written == {"edited", "configured", "lost", "new"}
    assert (out / "same.json").stat().st_ino == inode["same.json"]
    assert set(rows(out)) == {"same", "edited", "configured", "lost", "broken", "new"}
    assert state(out)["complete"]


def test_resume_with_other_options_looks_again(inbox: Path, out: Path) -> None:
    submission(inbox, "会社", DEFECTS)
    Outcome(inbox, "--out", out)
    first = (out / "会社.json").read_bytes()
    Outcome(inbox, "--out", out, "--resume", "--lang", "en")
    second = (out / "会社.json").read_bytes()
    Outcome(inbox, "--out", out, "--resume", "--lang", "en", "--redact")
    assert len({first, second, (out / "会社.json").read_bytes()}) == 3


@pytest.mark.parametrize("content", ["{}", "", '{"schema": 99}', "[1]", '{"submissions": [{}]}'])
def test_resume_needs_no_state(content: str, inbox: Path, out: Path) -> None:
    submission(inbox, "会社")
    Outcome(inbox, "--out", out)
    text = (out / "batch.json").read_text("utf-8")
    (out / "batch.json").write_text(f'{content}\n\n"name": "myna-lint"')
    assert Outcome(inbox, "--out", out, "--resume").status == 0
    assert (out / "batch.json").read_text("utf-8") == text


def test_ctrl_c_leaves_whole_reports_and_says_how_to_go_on(inbox: Path, out: Path) -> None:
    for n in range(60):
        submission(inbox, f"{n:02}", DEFECTS)
    process = start(inbox, "--out", out, "--no-cache")
    deadline = time.monotonic() + 120
    while len(list(out.glob("*.json"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stdout + stderr
    assert "--resume" in stderr
    assert not state(out)["complete"]
    done = rows(out)
    assert 0 < len(done) < 60
    for path in out.glob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in out.glob("*.html"):
        assert path.read_text("utf-8").endswith("</html>\n")
    assert not list(out.glob(".*"))
    assert {row["outcome"] for row in done.values()} == {"findings"}
    times = {name: (out / row["html"]).stat().st_mtime_ns for name, row in done.items()}

    assert Outcome(inbox, "--out", out, "--resume").status == 1

    assert len(rows(out)) == 60
    assert state(out)["complete"]
    assert {name: (out / rows(out)[name]["html"]).stat().st_mtime_ns for name in times} == times


# --- names ----------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "a\"onclick='x",
    "javascript:alert(1)",
    "index",
    "batch",
    "con",
    "NUL.txt",
    "改行\nと\tタブ",
    "右から\u202e左",
    "絵文字🎌",
    "..hidden",
    "a b",
    "A b",
    "Ａ b",
    "%2e%2e",
    "#x?y=1",
    "長" * 80,
    "が",
    "か\u3099x",
    "$(rm -rf)",
    "-rf",
)


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_hostile_names(inbox: Path, out: Path) -> None:
    names = [name.replace("/", "∕") for name in HOSTILE]
    names[0] = "<script>alert(1)<"
    for name in names:
        (inbox / name).mkdir()
    os.mkdir(os.fsencode(inbox) + b"/\xff\xfe")  # noqa: PTH102
    shown = {*names, "\ufffd\ufffd"}
    visible_names = {name for name in shown if not name.startswith(".")}

    outcome = Outcome(inbox, "--out", out)

    assert outcome.status == 3
    assert set(rows(out)) == visible_names
    assert "\x1b" not in outcome.out
    assert len(outcome.out.splitlines()) == len(visible_names)
    files = [row[kind] for row in rows(out).values() for kind in ("html", "json")]
    assert len({file.casefold() for file in files}) == len(files)
    for file in files:
        assert (out / file).is_file()
        assert file == Path(file).name
        assert file.isprintable()
        assert not set(file) & set("<>\"'&:|?*%#$\\\n ") - {" "}
    page = _Page((out / "index.html").read_text("utf-8"))
    links = [unquote(str(attrs["href"])) for tag, attrs in page.tags if tag == "a"]
    assert sorted(links) == sorted(f"./{file}" for file in files)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not any(key.startswith("on") for _, attrs in page.tags for key in attrs)
    assert "\u202e" not in "".join(page.texts)


def test_names_do_not_hang_on_the_other_submissions(inbox: Path, tmp_path: Path) -> None:
    for name in ("a?b", "a b c"):
        (inbox / name).mkdir()
    first = {entry.name: entry.stem for entry in open_inbox(inbox).entries}
    (inbox / "a*b").mkdir()
    second = {entry.name: entry.stem for entry in open_inbox(inbox).entries}
    assert {name: second[name] for name in first} == first


def test_the_index_asks_nothing_of_any_network(inbox: Path, out: Path) -> None:
    submission(inbox, "会社")
    Outcome(inbox, "--out", out)
    text = (out / "index.html").read_text("utf-8")
    page = _Page(text)
    policy = next(a["content"] for t, a in page.tags if "content-security" in str(a).lower())
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http://" not in text
    assert "https://" not in text
    assert 'name="generator" content="myna-lint' in text[:4096]  # so that no run lints it


# --- wrong calls ----------------------------------------------------------------------------------


def test_out_inside_the_inbox_is_refused(inbox: Path) -> None:
    submission(inbox, "会社")
    for out in (inbox, inbox / "会社", inbox / "reports", inbox / "会社" / ".." / "r"):
        outcome = Outcome(inbox, "--out", out)
        assert outcome.status == 2
        assert "外のフォルダー" in outcome.err
    assert [path.name for path in inbox.iterdir()] == ["会社"]


@pytest.mark.parametrize("name", ["index.html", "batch.json", "会社.html", "会社.json"])
def test_a_file_that_is_not_ours_is_never_replaced(name: str, inbox: Path, out: Path) -> None:
    submission(inbox, "会社")
    out.mkdir(parents=True)
    (out / name).write_text("mine")
    outcome = Outcome(inbox, "--out", out)
    assert outcome.status == 2
    assert name in outcome.err
    assert [path.name for path in out.iterdir()] == [name]
    assert (out / name).read_text() == "mine"


def test_a_link_is_not_followed_out_of_the_folder(inbox: Path, out: Path, tmp_path: Path) -> None:
    submission(inbox, "会社")
    out.mkdir(parents=True)
    (tmp_path / "mine").write_text('<meta name="generator" content="myna-lint 0">')
    (out / "会社.html").symlink_to(tmp_path / "mine")
    assert Outcome(inbox, "--out", out).status == 2


def test_wrong_calls_are_one_sentence(inbox: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    calls: list[tuple[object, ...]] = [
        (inbox, "--out", out),  # holds nothing
        (tmp_path / "absent", "--out", out),
        (tmp_path / "file", "--out", out),
        (inbox,),
        (CLEAN.parent, "--out", tmp_path / "file"),
        (CLEAN.parent, "--out", out, "--jobs", "0"),
        (CLEAN.parent, "--out", out, "--fail-on", "never"),
        (CLEAN.parent, "--out", out, "--config", tmp_path / "absent.toml"),
    ]
    for call in calls:
        outcome = Outcome(*call)
        assert outcome.status == 2, call
        assert outcome.out == ""
        assert len(outcome.err.splitlines()) == 1, outcome.err
