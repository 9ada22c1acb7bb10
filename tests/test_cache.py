"""The cache saves work and never changes a result, whatever becomes of its files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from linter import cache, handbook, schedule
from linter.cache import Store
from linter.discover import Source
from linter.document_cache import remembered
from linter.errors import UsageError
from linter.forms import FormDefinition
from linter.limits import Limits
from linter.model import Document, Problem
from linter.procedures import Table2
from linter.reading import read_document
from linter.resources import rules_dir
from linter.rules import find_rule, load_rules
from linter.yaml_file import load
from tests.builders_package import real_pptx, real_xlsx

ROOT = Path(__file__).parent.parent
CLEAN = ROOT / "samples" / "clean"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of this process, in an empty folder."""
    found = Store(tmp_path / "cache")
    monkeypatch.setattr(cache, "default_store", lambda: found)
    return found


def entries(store: Store) -> list[Path]:
    return sorted(store.folder.glob("*/*.entry"))


# --- the store ------------------------------------------------------------------------------------


def test_what_was_put_comes_back(store: Store) -> None:
    store.put("kind", "key", b"content")
    assert store.get("kind", "key") == b"content"
    assert store.get("kind", "other") is None
    assert store.get("other", "key") is None
    store.put("kind", "empty", b"")
    assert store.get("kind", "empty") == b""


def test_a_later_put_replaces_the_earlier(store: Store) -> None:
    store.put("kind", "key", b"old")
    store.put("kind", "key", b"new")
    assert store.get("kind", "key") == b"new"
    assert len(entries(store)) == 1


def test_a_change_of_any_byte_is_seen(store: Store) -> None:
    store.put("kind", "key", b"content")
    (path,) = entries(store)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert store.get("kind", "key") is None, at
        assert not path.exists()


def test_a_cut_or_longer_entry_is_seen(store: Store) -> None:
    store.put("kind", "key", b"content")
    (path,) = entries(store)
    whole = path.read_bytes()
    for damaged in (*(whole[:at] for at in range(len(whole))), whole + b"x"):
        path.write_bytes(damaged)
        assert store.get("kind", "key") is None


def test_an_entry_under_another_name_is_not_taken(store: Store) -> None:
    store.put("kind", "key", b"content")
    (path,) = entries(store)
    path.rename(path.with_name("other.entry"))
    assert store.get("kind", "other") is None


def test_folders_and_files_are_the_users_alone(store: Store) -> None:
    store.put("kind", "key", b"content")
    (path,) = entries(store)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_not_used(store: Store, mode: int) -> None:
    store.put("kind", "key", b"content")
    store.folder.chmod(mode)
    assert store.get("kind", "key") is None
    store.put("kind", "another", b"content")
    assert len(entries(store)) == 1
    assert store.usage().folder is None
    assert store.clear().entries == 0
    assert len(entries(store)) == 1


def test_a_folder_that_others_may_read_is_closed(store: Store) -> None:
    store.folder.mkdir()
    store.folder.chmod(0o755)
    store.put("kind", "key", b"content")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_a_folder_of_another_user_is_not_used(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("kind", "key", b"content")
    monkeypatch.setattr(os, "geteuid", lambda: store.folder.stat().st_uid + 1)
    assert store.get("kind", "key") is None
    store.put("kind", "another", b"content")
    assert len(entries(store)) == 1


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    big = Store(tmp_path / "cache", most_bytes=10_000)
    for n in range(10):
        big.put("kind", str(n), bytes(1000))
        os.utime(tmp_path / "cache" / "kind" / f"{n}.entry", (1e9 + n, 1e9 + n))
    assert big.get("kind", "0") is not None  # used today
    Store(tmp_path / "cache", most_bytes=10_000).put("kind", "new", bytes(1000))
    assert big.get("kind", "0") is not None
    assert big.get("kind", "new") is not None
    assert big.get("kind", "1") is None
    assert big.get("kind", "9") is not None
    assert big.usage().size <= 9_000


def test_what_an_interrupted_run_left_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    store.put("kind", "key", b"content")
    left = store.folder / "kind" / "key.0123.part"
    left.write_bytes(b"half")
    os.utime(left, (1e9, 1e9))
    Store(tmp_path / "cache").put("kind", "other", b"content")
    assert not left.exists()


def test_what_is_too_large_is_not_kept(store: Store) -> None:
    store.put("kind", "key", bytes(64 * 2**20 + 1))
    assert not entries(store)


def test_a_full_disk_is_no_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    store.put("kind", "key", b"content")
    assert list(store.folder.glob("*/*")) == []


def test_a_file_where_the_folder_should_be_is_no_error(store: Store) -> None:
    store.folder.write_bytes(b"")
    store.put("kind", "key", b"content")
    assert store.get("kind", "key") is None
    assert store.usage().folder is None


def test_runs_at_the_same_time_see_whole_entries_only(tmp_path: Path) -> None:
    contents = [bytes([n]) * 50_000 for n in range(8)]

    def use(n: int) -> set[bytes]:
        own = Store(tmp_path / "cache", most_bytes=200_000)
        seen = set()
        for turn in range(40):
            own.put("kind", str(turn % 3), contents[n])
            seen.add(bytes(own.get("kind", str((turn + 1) % 3)) or b""))
            if turn % 10 == 9:
                own.clear()
        return seen

    with ThreadPoolExecutor(8) as pool:
        for seen in pool.map(use, range(8)):
            assert seen <= {b"", *contents}


def test_processes_at_the_same_time_give_the_same_report(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    call = [sys.executable, "-m", "linter", str(CLEAN), "--format", "json"]
    runs = [
        subprocess.Popen(call, stdout=subprocess.PIPE, env=environment, cwd=ROOT) for _ in range(6)
    ]
    reports = {run.communicate()[0] for run in runs}
    assert len(reports) == 1
    assert {run.returncode for run in runs} == {0}
    assert not list(tmp_path.rglob("*.part"))


# --- a run with no cache to be had ----------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_CACHE_HOME": "/proc/none/such"},
        {"XDG_CACHE_HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "", "HOME": "/nonexistent/home"},
        {"XDG_CACHE_HOME": "", "HOME": ""},
    ],
)
def test_a_run_needs_no_cache(environment: dict[str, str], tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "linter", str(CLEAN)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_home_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    Store(tmp_path / "cache").put("kind", "key", b"content")


# --- documents ------------------------------------------------------------------------------------


def fail(source: Source) -> Document:
    raise AssertionError(f"{source.path} was read again")


@pytest.fixture
def book(tmp_path: Path) -> Source:
    path = tmp_path / "表.xlsx"
    path.write_bytes(real_xlsx())
    return Source("表.xlsx", file=path)


def test_a_document_is_read_once(store: Store, book: Source) -> None:
    first = remembered(book, Limits(), read_document)
    assert remembered(book, Limits(), fail) == first == read_document(book)


def test_a_document_is_known_by_its_content(store: Store, book: Source) -> None:
    first = remembered(book, Limits(), read_document)
    moved = Source("別の名前.xlsx", data=real_xlsx())
    if first.sha256 == read_document(moved).sha256:
        assert remembered(moved, Limits(), fail).path == "別の名前.xlsx"
    assert book.file is not None
    book.file.write_bytes(real_pptx())
    assert remembered(book, Limits(), read_document).format == "pptx"


def test_a_deck_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    for path in sorted(ROOT.glob("samples/*/*.pptx")):
        source = Source(path.name, file=path)
        first = remembered(source, Limits(), read_document)
        assert remembered(source, Limits(), fail) == first


def test_other_limits_or_other_code_read_again(
    store: Store, book: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered(book, Limits(), read_document)
    with pytest.raises(AssertionError):
        remembered(book, Limits(max_xml_depth=100), fail)
    monkeypatch.setattr(cache, "code_digest", lambda: "other")
    with pytest.raises(AssertionError):
        remembered(book, Limits(), fail)


def test_a_damaged_entry_is_read_again(store: Store, book: Source) -> None:
    first = remembered(book, Limits(), read_document)
    (path,) = entries(store)
    path.write_bytes(path.read_bytes()[:-1])
    assert remembered(book, Limits(), read_document) == first
    assert remembered(book, Limits(), fail) == first


def test_an_entry_of_another_shape_is_read_again(store: Store, book: Source) -> None:
    first = remembered(book, Limits(), read_document)
    (path,) = entries(store)
    for content in (b"", b"\xc1", msgspec.msgpack.encode({"path": 1}), b"\x91" * 100_000):
        store.put("documents", path.stem, content)
        assert remembered(book, Limits(), read_document) == first


@pytest.mark.parametrize(
    "change",
    [
        {"status": "unreadable"},
        {"problems": (Problem("out-of-time"),)},
        {"problems": (Problem("over-limit"), Problem("out-of-memory"))},
        {"sha256": "of the file as it was a moment ago"},
    ],
)
def test_what_another_run_might_read_otherwise_is_not_kept(
    store: Store, book: Source, change: dict[str, object]
) -> None:
    document = msgspec.structs.replace(read_document(book), **change)
    assert remembered(book, Limits(), lambda _: document) == document
    assert entries(store) == []


def test_what_a_password_opened_is_not_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "encrypted.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    source = Source("encrypted.xlsx", file=path)
    digest = read_document(source).sha256
    opened = msgspec.structs.replace(
        read_document(Source("encrypted.xlsx", data=real_xlsx())), sha256=digest
    )
    assert remembered(source, Limits(), lambda _: opened) == opened
    assert entries(store) == []


def test_a_file_over_the_limit_is_not_read_for_the_cache(store: Store, book: Source) -> None:
    limits = Limits(max_file_bytes=10)
    unreadable = Document("表.xlsx", "unknown", "", status="unreadable")
    assert remembered(book, limits, lambda _: unreadable) == unreadable
    assert entries(store) == []


# --- the code's own digest ------------------------------------------------------------------------


def test_every_module_is_in_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "linter"
    (package / "parsers").mkdir(parents=True)
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    digests = set()
    for name, text in [("a.py", "1"), ("a.py", "2"), ("parsers/x.py", "1"), ("b.py", "")]:
        (package / name).write_text(text)
        digests.add(cache.code_digest.__wrapped__())
    assert len(digests) == 4


# --- commands -------------------------------------------------------------------------------------


def myna_lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linter", *arguments],
        env={**os.environ, "XDG_CACHE_HOME": str(folder)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cache_info_and_clear(tmp_path: Path) -> None:
    assert "0 件" in myna_lint(tmp_path, "cache", "info").stdout
    assert list(tmp_path.iterdir()) == []
    myna_lint(tmp_path, str(CLEAN))
    info = myna_lint(tmp_path, "cache", "info", "--lang", "en").stdout
    count = len(list(tmp_path.rglob("*.entry")))
    assert count > 3
    assert f"{count} entries" in info
    assert str(tmp_path) in info
    assert f"{count} 件" in myna_lint(tmp_path, "cache", "clear").stdout
    assert not list(tmp_path.rglob("*.entry"))


def test_cache_refuses_a_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "myna-lint").mkdir(mode=0o700)
    (tmp_path / "myna-lint").chmod(0o777)
    run = myna_lint(tmp_path, "cache", "info")
    assert run.returncode == 2
    assert "フォルダー" in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", str(CLEAN)),
        ("inspect", str(CLEAN)),
        ("schedule", str(CLEAN)),
        ("hook", str(CLEAN / "myna-lint.toml")),
    ],
)
def test_no_cache_leaves_nothing_of_documents(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Compiled rules hold no text of theirs, and every run would have to make them again."""
    kept = myna_lint(tmp_path / "kept", *arguments)
    assert list((tmp_path / "kept").rglob("*.entry"))
    bare = myna_lint(tmp_path / "bare", *arguments, "--no-cache")
    kinds = {entry.parent.name for entry in (tmp_path / "bare").rglob("*.entry")}
    assert kinds <= {"rules", "yaml"}
    assert bare.stdout == kept.stdout or arguments[0] == "check"  # which quotes its call
    assert bare.returncode == kept.returncode


# --- rules ----------------------------------------------------------------------------------------


def test_compiled_rules_are_the_rules(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("rules:\n- {override: PLN101, severity: info}\n", "utf-8")
    first = load_rules([own])
    assert len(list(store.folder.glob("rules/*"))) == 1
    second = load_rules([own])
    assert second == first
    # What is not compared by ``==``: 1 and True.
    assert repr(second) == repr(first)
    cache.switch_off()
    assert repr(load_rules([own])) == repr(first)


def test_changed_rules_are_compiled_anew(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    for severity in ("info", "warning"):
        own.write_text(f"rules:\n- {{override: PLN101, severity: {severity}}}\n", "utf-8")
        assert find_rule(load_rules([own]).rules, "PLN101").severity == severity
    own.write_text("rules: wrong\n", "utf-8")
    with pytest.raises(UsageError, match=r"own\.yaml:1"):
        load_rules([own])


def test_other_data_files_come_back_as_they_were(store: Store) -> None:
    shapes: list[tuple[Path, type[msgspec.Struct]]] = [
        (rules_dir() / "handbook.yaml", handbook._File),
        (rules_dir() / "procedures.yaml", Table2),
        (rules_dir() / "schedule.yaml", schedule._File),
        *((path, FormDefinition) for path in (rules_dir() / "forms").glob("*.yaml")),
    ]
    for path, shape in shapes:
        first = load(path, shape)
        assert repr(load(path, shape)) == repr(first), path
    assert len(list(store.folder.glob("yaml/*"))) > 5
