"""Which submissions an inbox holds, and what their reports are called."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from linter.errors import UsageError

INDEX, STATE = "index.html", "batch.json"
UNFINISHED = ".part"
_OUR_MARKS = (b'name="generator" content="myna-lint', b'"name": "myna-lint"')
_HEAD_BYTES = 4096
_NAME_CHARACTERS = 60
# What file systems, shells and URLs take as it is: letters and digits of any script, and these.
_UNSAFE = re.compile(r"[^\w.()（）【】「」・、+-]+")
# Device names of Windows, with or without an ending, and the names of our own files.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index|batch)(?:\..*)?", re.IGNORECASE)


class Entry(Struct, frozen=True):
    """One submission: ``name`` as it is called in the inbox, what is not UTF-8 in it marked;
    ``stem`` of its report files."""

    path: Path
    name: str
    stem: str

    @property
    def files(self) -> tuple[str, str]:
        return f"{self.stem}.html", f"{self.stem}.json"


class Inbox(Struct, frozen=True):
    """``passed_over``: files, links and hidden folders, which are no submissions."""

    entries: tuple[Entry, ...]
    passed_over: int


def open_inbox(folder: Path) -> Inbox:
    """Every folder and every .zip directly in ``folder``, in the order of their names.

    :raises UsageError: it cannot be read, or holds no submission.
    """
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
        submissions = [e.name for e in found if _is_submission(e)]
    except OSError as error:
        raise UsageError(
            f"{folder} を開けません（{error.strerror or error}）。"
            f" / The inbox {folder} cannot be opened."
        ) from None
    if not submissions:
        raise UsageError(
            f"{folder} に提出フォルダーも .zip もありません。提出物ごとのフォルダーが入ったフォルダーを"
            f"指定してください。 / {folder} holds neither a folder nor a .zip."
        )
    stems = _stems(submissions)
    entries = tuple(Entry(folder / name, _shown(name), stems[name]) for name in submissions)
    return Inbox(entries, len(found) - len(entries))


def _is_submission(entry: os.DirEntry[str]) -> bool:
    """Links lead out of the inbox and are passed over, as inside a submission."""
    if entry.name.startswith((".", "~$", "__MACOSX")) or entry.is_symlink():
        return False
    return entry.is_dir(follow_symlinks=False) or (
        entry.name.lower().endswith(".zip") and entry.is_file(follow_symlinks=False)
    )


def _stems(names: Sequence[str]) -> dict[str, str]:
    """A safe file name for each; one that is not its submission's name as it stands, or that differs
    from another only in ways that some file system does not see, ends with a digest of it."""
    plain = {name: _plain(name) for name in names}
    alike = Counter(_as_seen(stem) for stem in plain.values())
    return {
        name: stem
        if stem == name and alike[_as_seen(stem)] == 1 and not _TAKEN.fullmatch(stem)
        else f"{stem}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"
        for name, stem in plain.items()
    }


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFC", _shown(name))
    return _UNSAFE.sub("_", text).strip("._ ")[:_NAME_CHARACTERS] or "_"


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _as_seen(stem: str) -> str:
    return unicodedata.normalize("NFKC", stem).casefold()


def prepare_out(out: Path, inbox: Path, entries: Iterable[Entry]) -> None:
    """Make the folder of the reports, and see that nothing in it would be lost.

    :raises UsageError: it cannot be made, is in the inbox, or holds a file that is not ours.
    """
    real_inbox, real_out = inbox.resolve(), out.resolve()
    if real_out == real_inbox or real_inbox in real_out.parents:
        raise UsageError(
            f"--out {out} は提出物の入ったフォルダーの中です。外のフォルダーを指定してください。"
            f" / --out lies inside {inbox}; name a folder outside of it."
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in (INDEX, STATE, *(name for entry in entries for name in entry.files)):
            if not _may_replace(out / name):
                raise UsageError(
                    f"{out / name} は myna-lint の報告ではないので、上書きしません。--out に別の"
                    f"フォルダーを指定してください。 / {out / name} is not a report of myna-lint."
                )
    except OSError as error:
        raise UsageError(
            f"--out {out} に書けません（{error.strerror or error}）。 / --out cannot be written."
        ) from None


def _may_replace(path: Path) -> bool:
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return any(mark in head for mark in _OUR_MARKS)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all.

    :raises OSError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    unfinished.write_bytes(text.encode("utf-8", "backslashreplace"))
    unfinished.replace(path)


def remove_unfinished(out: Path, entries: Iterable[Entry]) -> None:
    """Remove what a worker that was ended had begun to write."""
    for entry in entries:
        for name in entry.files:
            (out / f".{name}{UNFINISHED}").unlink(missing_ok=True)
