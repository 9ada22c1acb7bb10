"""Documents by way of the worker: what a hang, a blow-up or a crash costs is that document."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linter import process, start
from linter.discover import Source, discover
from linter.errors import UsageError
from linter.limits import Limits
from linter.model import Deck, Document, Problem
from linter.reader import Reader
from linter.reading import read_document
from tests.builders_package import patched, real_pptx, real_xlsx, workbook, zipped

ROOT = Path(__file__).parent.parent


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A file that never ends to open: it stands for whatever a library hangs in."""
    path = tmp_path / "pipe.pptx"
    os.mkfifo(path)
    return path


def only_problem(document: Document) -> Problem:
    (problem,) = document.problems
    assert document.status == "unreadable"
    assert document.body is None
    return problem


def children(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split() if Path(f"/proc/{pid}").exists()]


def wait_for(condition: Callable[[], object]) -> None:
    """Gives others time until ``condition`` holds; the test that uses it says what then."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_document_is_the_same_by_the_worker(tmp_path: Path) -> None:
    file = tmp_path / "\udc8a企画書\n.pptx"  # a name that is not UTF-8
    file.write_bytes(real_pptx())
    put = tmp_path / "提出.zip"
    put.write_bytes(patched(zipped({"a.xlsx": real_xlsx(), "b.xlsx": b"1"}), "b.xlsx", crc=7))
    sources = [
        Source("企画書.pptx", file=file),
        Source("企画書.pptx", data=real_pptx()),
        Source("x", problem=Problem("no-permission", "Permission denied")),
        Source("", data=b""),
        Source("none.xlsx", file=tmp_path / "none.xlsx"),
        *discover([put]).sources,
    ]
    with Reader() as reader:
        read = [reader.read(source) for source in sources]
    assert read == [read_document(source) for source in sources]
    assert isinstance(read[0].body, Deck)
    assert [d.status for d in read] == ["read"] * 2 + ["unreadable"] * 3 + ["read", "unreadable"]


def test_a_hang_is_a_finding_and_the_next_document_is_read(pipe: Path) -> None:
    with Reader(Limits(max_seconds=1)) as reader:
        problem = only_problem(reader.read(Source("pipe.pptx", file=pipe)))
        assert problem == Problem("over-limit", "時間 / time > 1 s；[limits] max-seconds")
        assert reader.read(Source("a.xlsx", data=real_xlsx())).status == "read"


def test_a_blow_up_is_a_finding_and_the_next_document_is_read() -> None:
    rows = "".join(f"<row>{'<c><v>1</v></c>' * 50}</row>" for _ in range(4000))
    large = workbook({"xl/workbook.xml": f"<workbook>{rows}</workbook>"})
    most = 64 * 2**20
    with Reader(Limits(max_memory_bytes=most)) as reader:
        problem = only_problem(reader.read(Source("a.xlsx", data=large)))
        assert problem.code == "over-limit"
        assert f"> {most:,} bytes；[limits] max-memory-bytes" in problem.detail
        assert reader.read(Source("b.xlsx", data=real_xlsx())).status == "read"


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSEGV])
def test_a_crash_is_a_finding_and_the_next_document_is_read(pipe: Path, by: int) -> None:
    with Reader() as reader:
        reader.start()

        def crash() -> None:
            for pid in children(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, by)

        timer = threading.Timer(0.3, crash)
        timer.start()
        problem = only_problem(reader.read(Source("pipe.pptx", file=pipe)))
        assert problem == Problem("reader-died", str(-by))
        assert reader.read(Source("b.xlsx", data=real_xlsx())).status == "read"


def test_no_process_is_left_behind() -> None:
    with Reader() as reader:
        reader.read(Source("b.xlsx", data=real_xlsx()))
        assert len(children(os.getpid())) == 1
    assert children(os.getpid()) == []


def test_each_thread_may_read_with_its_own() -> None:
    read: list[Document] = []

    def work() -> None:
        with Reader() as reader:
            read.extend(reader.read(Source("b.xlsx", data=real_xlsx())) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [d.status for d in read] == ["read"] * 9


def test_a_system_that_starts_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with Reader() as reader, pytest.raises(UsageError, match="起動できません"):
        reader.read(Source("b.xlsx", data=real_xlsx()))


def test_modules_in_the_working_directory_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("linter", "lxml", "json", "sitecustomize", "zipfile"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Reader() as reader:
        assert reader.read(Source("b.xlsx", data=real_xlsx())).status == "read"
    assert not (tmp_path / "ran").exists()


# --- the whole command ---------------------------------------------------------------------------


def hanging(folder: Path, pipe: Path) -> subprocess.Popen[bytes]:
    """A run that is in the middle of a document that never ends."""
    # As where a pipe is put in a document's place after it was listed.
    script = (
        "import pathlib, sys; from linter import lint; from linter.config import Config;"
        "from linter.discover import Discovery, Source; from linter.start import main;"
        f"source = Source('a.pptx', file=pathlib.Path({str(pipe)!r}));"
        "lint.discover = lambda *_: Discovery(pathlib.Path('.'), 'x', 'files', (source,));"
        f"sys.exit(main(['check', {str(folder)!r}]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def test_ctrl_c_ends_a_run_and_its_worker(tmp_path: Path, pipe: Path) -> None:
    run = hanging(tmp_path, pipe)
    wait_for(lambda: children(run.pid))
    workers = children(run.pid)
    time.sleep(0.5)  # until the document is being read
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert errors.decode().strip() == "中断しました。"
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    ("arguments", "started"),
    [
        (["check", "--nonsense"], 1),
        (["no such folder", "--format", "json"], 1),
        (["--format", "json", "no such folder"], 1),
        (["--help"], 0),
        (["check", "--help"], 0),
        (["--version"], 0),
        (["rules"], 0),
        (["explain", "check"], 0),
        ([], 0),
    ],
)
def test_a_process_that_was_started_ahead_is_ended_whatever_comes(
    arguments: list[str],
    started: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        begun.append(real())
        return begun[-1]

    real = process.start
    monkeypatch.setattr(process, "start", begin)
    monkeypatch.chdir(tmp_path)
    status = start.main(arguments)
    assert status in (0, 2)
    assert len(begun) == started
    assert all(one.returncode is not None for one in begun)
    assert "Traceback" not in capsys.readouterr().err


def test_ctrl_c_while_the_commands_are_imported_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "_reads", interrupt)
    assert start.main(["check", "."]) == 130
    assert capsys.readouterr().err == "中断しました。\n"


def test_a_worker_ends_where_its_run_was_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal; from linter.reader import Reader; reader = Reader(); reader.start();"
        "print(reader._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    worker = Path(f"/proc/{int(run.stdout)}/stat")

    def ended() -> bool:
        try:
            return worker.read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True

    wait_for(ended)
    assert ended()
