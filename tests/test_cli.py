from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from linter import __version__, cli, handbook
from linter.commands import console, streams
from linter.config import Config
from linter.errors import UsageError
from linter.lint import Options
from linter.model import Report
from linter.rules import load_rules
from tests.builders_report import BROKEN, PLAN, finding, full_report, report

ROOT = Path(__file__).parent.parent


class FakeLint(ModuleType):
    """The engine's edge: gives ``report`` and keeps what it was asked."""

    Options = Options

    def __init__(self) -> None:
        super().__init__("linter.lint")
        self.report: Report | Exception = full_report()
        self.asked: list[tuple[tuple[Path, ...], Any]] = []

    def lint(self, paths: Sequence[Path], options: Any) -> Report:
        self.asked.append((tuple(paths), options))
        options.progress("企画書.pptx", 0, 2)
        if isinstance(self.report, Exception):
            raise self.report
        return self.report

    @property
    def config(self) -> Config:
        config: Config = self.asked[-1][1].config
        return config


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch) -> FakeLint:
    fake = FakeLint()
    monkeypatch.setitem(sys.modules, "linter.lint", fake)
    return fake


class Outcome:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Outcome:
        status = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Outcome(status, captured.out, captured.err)

    return call


Run = Callable[..., Outcome]


# --- check ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [["check", "."], ["."], ["--lang", "ja", "."]])
def test_check_needs_no_name(lint: FakeLint, run: Run, call: list[str]) -> None:
    outcome = run(*call)
    assert "スライド3「テキスト ボックス 5」" in outcome.out
    assert outcome.err == ""
    assert lint.asked[0][0] == (Path(),)


def test_exit_statuses(lint: FakeLint, run: Run) -> None:
    lint.report = report()
    assert run(".").status == 0
    lint.report = report(finding("warning"))
    assert run(".").status == 0
    assert run(".", "--fail-on", "warning").status == 1
    lint.report = report(finding())
    assert run(".").status == 1
    lint.report = report(finding(), documents=(PLAN, BROKEN))
    assert run(".").status == 3
    assert run("absent").status == 2
    assert run().status == 2


def test_fail_on_of_the_configuration_holds_unless_overridden(
    lint: FakeLint, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "myna-lint.toml").write_text('fail-on = "info"\n')
    lint.report = report(finding("info"))
    assert run(".").status == 1
    assert run(".", "--fail-on", "error").status == 0


def test_options_override_the_configuration(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    (tmp_path / "myna-lint.toml").write_text('api = ["moving"]\nflow = "legacy"\n')
    run(".", "--api", "social-tax,corporate", "--api", "receive", "--procedure", "change")
    assert lint.config.api == ("social-tax", "corporate", "receive")
    assert lint.config.procedure == "change"
    assert lint.config.flow == "legacy"
    assert lint.asked[0][1].lang == "ja"


def test_the_submission_accepted_before_is_handed_on(lint: FakeLint, run: Run) -> None:
    run(".", "--previous", "before")
    assert lint.asked[0][1].previous == Path("before")


def test_an_explicit_configuration(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('applicant = "government"\n')
    run(".", "--config", "x.toml", "--lang", "en")
    assert lint.config.applicant == "government"
    assert lint.asked[0][1].lang == "en"


def test_select_and_ignore_take_ids_names_and_clauses(lint: FakeLint, run: Run) -> None:
    rule = load_rules([]).rules[0]
    run(".", "--select", f"{rule.id},{rule.name}", "--ignore", rule.clauses[0])
    assert lint.config.rules.select == (rule.id, rule.name)
    assert lint.config.rules.ignore == (rule.clauses[0],)


def test_an_unknown_rule_is_refused_with_its_nearest(
    lint: FakeLint, run: Run, tmp_path: Path
) -> None:
    outcome = run(".", "--ignore", "plan.guidence")
    assert outcome.status == 2
    assert "「plan.guidance」のことですか" in outcome.err
    (tmp_path / "myna-lint.toml").write_text('[rules]\nselect = ["zzzzzz"]\n')
    assert "「zzzzzz」というルール・条項はありません" in run(".").err
    assert lint.asked == []


def test_a_wrong_configuration_is_one_sentence(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    (tmp_path / "myna-lint.toml").write_text("flow = 1\n")
    outcome = run(".")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert "myna-lint.toml:1: flow" in outcome.err


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (["--formt", "text", "."], "「--format」のことですか"),
        (["check"], "PATH… を指定してください"),
        ([".", "--procedure", "reviw"], "「review」のことですか"),
        ([".", "--api", "social-tax,movin"], "「moving」のことですか"),
        ([".", "--format", "xml"], "text、json、sarif、junit、github、html"),
        ([".", "--config"], "--config"),
        (["explain"], "RULE を指定してください"),
        (["inspect", "a", "b"], "inspect --help"),
        (["abc\x1b[31m"], "abc␛[31m が見つかりません"),
    ],
)
def test_a_wrong_call_is_one_sentence(lint: FakeLint, run: Run, call: list[str], part: str) -> None:
    outcome = run(*call)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert part in outcome.err


def test_no_arguments_show_the_help_on_standard_error(run: Run) -> None:
    outcome = run()
    assert outcome.out == ""
    assert "使い方 Usage" in outcome.err


# --- outputs --------------------------------------------------------------------------------------


def test_formats_go_to_the_outputs_that_follow_them(
    lint: FakeLint, run: Run, tmp_path: Path
) -> None:
    outcome = run(".", "--format", "json", "--output", "r.json", "--format", "html")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["schema"] == 1
    assert outcome.out.startswith("<!doctype html>")


def test_html_is_written_beside_the_text(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    outcome = run(".", "--html", "r.html")
    assert "PLN101" in outcome.out
    assert "myna-lint . --html r.html" in (tmp_path / "r.html").read_text("utf-8")


def test_an_output_without_a_format_is_text(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    assert run(".", "--output", "r.txt").out == ""
    assert "PLN101" in (tmp_path / "r.txt").read_text("utf-8")


def test_an_output_before_its_format_and_a_dash(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    assert run(".", "--output", "r.json", "--format", "json").out == ""
    assert (tmp_path / "r.json").exists()
    assert run(".", "--format", "json", "--output", "-").out.startswith("{")


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (["--format", "text", "--format", "json"], "標準出力 に出せる報告は一つ"),
        (["--format", "json", "--output", "a", "--html", "./a"], "a に出せる報告は一つ"),
        (["--format", "json", "--output", "a", "--output", "b"], "b に合う --format"),
        (["--output", "a", "--output", "b"], "a に合う --format"),
        (["--html", "企画書.pptx"], "提出書類の名前"),
        (["--html", "no/such/r.html"], "置くフォルダーがありません"),
        (["--html", "."], "フォルダーです"),
    ],
)
def test_outputs_that_clash_or_cannot_be_are_refused_before_linting(
    lint: FakeLint, run: Run, call: list[str], part: str
) -> None:
    outcome = run(".", *call)
    assert outcome.status == 2
    assert part in outcome.err
    assert lint.asked == []


def test_a_full_disk_is_told(lint: FakeLint, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    outcome = run(".", "--html", "r.html")
    assert outcome.status == 2
    assert "r.html に書けません（No space left on device）" in outcome.err


def test_redaction_reaches_every_output(lint: FakeLint, run: Run, tmp_path: Path) -> None:
    outcome = run(".", "--redact", "--html", "r.html", "--format", "json")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "簡潔に記載" not in outcome.out + page
    assert json.loads(outcome.out)["findings"][1]["evidence"] is None


def test_quiet_and_colour(lint: FakeLint, run: Run) -> None:
    assert "人が確認すること" not in run(".", "--quiet").out
    assert "\x1b[" not in run(".").out
    assert "\x1b[" in run(".", "--color", "always").out
    assert run(".", "--no-cache").status == 3


# --- errors ---------------------------------------------------------------------------------------


def test_an_unexpected_error_names_its_type_and_the_document(lint: FakeLint, run: Run) -> None:
    lint.report = KeyError("秘密")
    outcome = run(".")
    assert outcome.status == 2
    assert "KeyError" in outcome.err
    assert "企画書.pptx" in outcome.err
    assert "秘密" not in outcome.err
    assert outcome.err.count("\n") == 1


def test_an_error_before_any_document(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.rules.load_rules", lambda extend: 1 / 0)
    assert "（ZeroDivisionError）" in run("rules").err


def test_an_interrupted_run(lint: FakeLint, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(paths: object, options: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(lint, "lint", interrupt)
    outcome = run(".")
    assert outcome.status == 130
    assert outcome.err.strip() == "中断しました。"


class _Failing(io.StringIO):
    def __init__(self, code: int) -> None:
        super().__init__()
        self._code = code

    def write(self, text: str) -> int:
        raise OSError(self._code, os.strerror(self._code))


def test_a_reader_that_went_away_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "silence_stdout", lambda: None)
    monkeypatch.setattr(sys, "stdout", _Failing(errno.EPIPE))
    streams.emit("x")
    monkeypatch.setattr(sys, "stdout", _Failing(errno.ENOSPC))
    with pytest.raises(UsageError, match="標準出力に書けません"):
        streams.emit("x")


def test_a_closed_standard_error_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = _Failing(errno.EPIPE)
    monkeypatch.setattr(sys, "stderr", stream)
    console.say("x")
    assert stream.getvalue() == ""


# --- terminal -------------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", _Terminal())
    assert console.wants_colour("auto")
    assert not console.wants_colour("never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.wants_colour("auto")
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not console.wants_colour("auto")


def test_the_bar_appears_late_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("linter.commands.console.time.monotonic", lambda: now[0])
    progress = console.Progress()
    progress("企画書.pptx", 0, 2)
    assert terminal.getvalue() == ""
    now[0] += 1.5
    progress("確認書\x1b.xlsx", 1, 2)
    assert "[##########----------] 1/2 確認書␛.xlsx" in terminal.getvalue()
    progress.clear()
    assert terminal.getvalue().endswith(" \r")
    assert progress.reading == "確認書\x1b.xlsx"


def test_no_bar_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("linter.commands.console._PATIENCE_S", -1.0)
    console.Progress()("a", 0, 1)
    assert stream.getvalue() == ""


# --- the other commands ---------------------------------------------------------------------------


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"myna-lint {__version__}\n"
    text = run("--help").out
    for name in ("check", "rules", "explain", "clauses", "inspect", "オプション", "使い方"):
        assert name in text
    assert "hook" not in text
    check = run("check", "-h").out
    assert "終了コード" in check
    assert "[text|json|sarif|junit|github|html]" in check


def test_rules_lists_every_rule(run: Run) -> None:
    outcome = run("rules")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in load_rules([]).rules]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_rule_is_explained_by_id_and_name(run: Run, lang: str) -> None:
    for rule in load_rules([]).rules:
        text = run("explain", rule.id, "--lang", lang).out
        assert f"{rule.id} {rule.name}" in text
        assert all(clause in text for clause in rule.clauses)
        assert ("Fails" if lang == "en" else "指摘される例") in text
        assert ("Passes" if lang == "en" else "指摘されない例") in text
    assert run("explain", rule.name).out == run("explain", rule.id).out


def test_explaining_an_unknown_rule(run: Run) -> None:
    name = load_rules([]).rules[0].name
    outcome = run("explain", name[:-1] + "_")
    assert outcome.status == 2
    assert f"{name} ではありませんか" in outcome.err


def test_clauses_says_what_enforces_each(run: Run) -> None:
    lines = run("clauses").out.splitlines()
    assert [line.split()[0] for line in lines] == [clause.id for clause in handbook.clauses()]
    guidance = next(line for line in lines if line.startswith("plan.guidance "))
    assert "PLN" in guidance
    manual = [line for line in run("clauses", "--lang", "en").out.splitlines() if "manual" in line]
    assert any(line.startswith("set.third-party ") for line in manual)


def test_rules_of_a_configuration_that_is_absent(run: Run) -> None:
    assert run("rules", "--config", "absent.toml").status == 2


def test_inspect_prints_harmless_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("linter.inspection")
    fake.describe = lambda path, limits, password: iter([f"様式 {path}", "  a\x1bb"])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "linter.inspection", fake)
    Path("x.pptx").touch()
    assert run("inspect", "x.pptx").out == "様式 x.pptx\n  a␛b\n"


# --- the hook -------------------------------------------------------------------------------------


def test_the_hook_lints_each_touched_submission_once(
    lint: FakeLint, run: Run, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "c" / "myna-lint.toml").write_text("flow = 1\n")
    lint.report = report()
    assert run("hook", "a/1.pptx", "a/2.xlsx", "b/1.pptx").status == 0
    assert [paths for paths, _ in lint.asked] == [(Path("a"),), (Path("b"),)]
    lint.report = report(finding("warning"))
    assert run("hook", "a/1.pptx").status == 0
    assert run("hook", "--fail-on", "warning", "a/1.pptx").status == 1
    asked = len(lint.asked)
    outcome = run("hook", "c/1.pptx", "a/1.pptx")
    assert outcome.status == 1
    assert "── 提出フォルダー c\n" in outcome.out
    assert "flow: 整数 1" in outcome.out
    assert len(lint.asked) == asked + 1
    assert run("hook").status == 0


# --- processes ------------------------------------------------------------------------------------


def _process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        **options,
    )


@pytest.mark.parametrize("call", [["--version"], ["rules"], ["explain", "guidance-left"]])
def test_what_reads_no_document_imports_no_library_for_them(call: list[str]) -> None:
    code = (
        "import sys; from linter.cli import main; status = main(sys.argv[1:]);"
        "print([m for m in ('openpyxl', 'pptx', 'jinja2') if m in sys.modules], file=sys.stderr);"
        "sys.exit(status)"
    )
    outcome = _process("-c", code, *call)
    assert outcome.returncode == 0
    assert outcome.stderr.decode().strip() == "[]"


def test_output_is_utf_8_whatever_the_locale() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    outcome = _process("-m", "linter", "rules", env=environment)
    assert outcome.returncode == 0
    assert "エラー" in outcome.stdout.decode("utf-8")


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        outcome = subprocess.run(
            [sys.executable, "-m", "linter", "rules"],
            cwd=Path(__file__).parent.parent,
            stdout=closed,
            stderr=subprocess.PIPE,
        )
    assert outcome.stderr == b""
    assert outcome.returncode == 0


@pytest.mark.parametrize(
    ("closing", "status", "said"),
    [
        (">&-", 2, "標準出力に書けません（閉じています）"),
        ("2>&-", 0, ""),
        ("<&-", 0, ""),
        ("<&- 2>&-", 0, ""),
    ],
)
def test_streams_that_the_caller_has_closed(closing: str, status: int, said: str) -> None:
    call = f'"$0" -m linter samples/clean --no-cache --quiet --format json {closing}'
    done = subprocess.run(
        ["sh", "-c", call, sys.executable], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["summary"]["error"] == 0 if status == 0 else not done.stdout


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    call = "mkdir gone && cd gone && rmdir ../gone && "
    call += f'"$0" -m linter "{ROOT}/samples/clean" --quiet'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        ["sh", "-c", call, sys.executable],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
