"""Runs the real command on many files, each alone: ``python -m fuzz.files FOLDER…``.

Judged are exit status, output, memory of the largest process, and that nothing else is touched.
Times are told; whether they are good depends on the machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

from msgspec import Struct

from fuzz.case import BrokenError
from fuzz.pipeline import judge_json
from fuzz.seeds import DOCUMENTS
from fuzz.targets import TARGETS, more_seeds

_ROOT = Path(__file__).parent.parent
_MOST_MEMORY = 512 * 2**20
_MOST_SECONDS = 60
_KINDS = (*DOCUMENTS, ".xlsm", ".pptm", ".xls", ".ppt", ".doc", ".odp", ".ods", ".odt", ".potx", ".xltx",
          ".dotx", ".ppsx", ".xlsb", ".xlam", ".ott", ".otp", ".ots", ".zip")  # fmt: skip


class Ran(Struct, frozen=True):
    """``memory`` in bytes, of the largest process; ``wrong``: empty where all is well."""

    status: int
    cpu: float
    wall: float
    memory: int
    wrong: str = ""


def run(name: str, data: bytes) -> Ran:
    """``myna-lint FILE --format json`` in a place of its own."""
    with tempfile.TemporaryDirectory(prefix="myna-lint-file-") as place:
        folders = {kind: Path(place) / kind for kind in ("in", "work", "home", "tmp", "cache")}
        for folder in folders.values():
            folder.mkdir()
        file = folders["in"] / name
        file.write_bytes(data)
        before = hashlib.sha256(data).digest()
        environment = {
            "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "HOME": str(folders["home"]),
            "TMPDIR": str(folders["tmp"]), "XDG_CACHE_HOME": str(folders["cache"]),
        }  # fmt: skip
        out = Path(place) / "out"
        start = time.monotonic()
        with out.open("wb") as stdout, (Path(place) / "err").open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", "linter", str(file), "--format", "json"],
                cwd=folders["work"], env=environment, stdout=stdout, stderr=stderr,
            )  # fmt: skip
            _, ended, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        status = os.waitstatus_to_exitcode(ended)
        process.returncode = status
        wrong = _wrong(status, out.read_text("utf-8"), (Path(place) / "err").read_text("utf-8"))
        if hashlib.sha256(file.read_bytes()).digest() != before:
            wrong += " changed"
        for kind in ("in", "work", "home", "tmp"):
            left = [path.name for path in folders[kind].rglob("*") if path != file]
            wrong += f" wrote {left} to {kind}" if left else ""
    memory = usage.ru_maxrss * 1024
    if memory > _MOST_MEMORY:
        wrong += f" {memory >> 20} MB"
    if wall > _MOST_SECONDS:
        wrong += f" {wall:.0f} s"
    return Ran(status, usage.ru_utime + usage.ru_stime, wall, memory, wrong.strip())


def _wrong(status: int, out: str, err: str) -> str:
    if status not in (0, 1, 3):
        return f"exit status {status}: {err[-300:]}"
    if err:
        return f"said {err[:300]!r}"
    try:
        judge_json(out)
    except (ValueError, BrokenError) as error:
        return f"JSON: {error}"
    return ""


def _given(folders: list[Path]) -> Iterator[tuple[str, str, bytes]]:
    """Where each file stands, a name for it, and its bytes; one of each content."""
    seen: set[bytes] = set()
    for path in (p for folder in folders for p in sorted(folder.rglob("*"))):
        if path.suffix.lower() not in _KINDS or not path.is_file():
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).digest()
        if digest not in seen:
            seen.add(digest)
            yield str(path), path.name, data


def _made(count: int, seed: str) -> Iterator[tuple[str, str, bytes]]:
    """Inputs of the targets that make files."""
    number = 0
    while count > 0:
        target = ("documents", "container", "documents")[number % 3]
        name = f"{target} {seed} {number}"
        files = TARGETS[target].make(Random(name))
        number += 1
        for file, data in files.items():
            if file.endswith(_KINDS) and count > 0:
                count -= 1
                yield f"{name} {file}", file, data
                break


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz.files", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--made", type=int, default=0, help="so many made by the fuzzer as well")
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--seeds", type=Path, metavar="FOLDER", help="made from these documents too"
    )
    options = parser.parse_args()
    more_seeds(options.seeds)
    found: list[tuple[str, Ran]] = []
    files = chain(_given(options.folders), _made(options.made, options.seed))
    for where, name, data in files:
        ran = run(name, data)
        found.append((where, ran))
        if ran.wrong:
            print(f"{where}: {ran.wrong}", flush=True)
    if not found:
        parser.error("no files")
    print(json.dumps(_summary(found), ensure_ascii=False, indent=1))
    return 1 if any(ran.wrong for _, ran in found) else 0


def _summary(found: list[tuple[str, Ran]]) -> dict[str, object]:
    cpu = sorted(ran.cpu for _, ran in found)
    slowest = sorted(found, key=lambda pair: -pair[1].cpu)[:5]
    largest = max(found, key=lambda pair: pair[1].memory)
    return {
        "files": len(found),
        "wrong": sum(1 for _, ran in found if ran.wrong),
        "status": dict(Counter(str(ran.status) for _, ran in found)),
        "cpu_p50_s": round(cpu[len(cpu) // 2], 2),
        "cpu_p99_s": round(cpu[len(cpu) * 99 // 100], 2),
        "slowest": {where: round(ran.cpu, 2) for where, ran in slowest},
        "memory_mb": largest[1].memory >> 20,
        "largest": largest[0],
    }


if __name__ == "__main__":
    sys.exit(main())
