"""The hostile set through the real command: a sentence each, in bounded memory, and nothing changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import HOSTILE, write

ROOT = Path(__file__).parent.parent
MOST_MEMORY = 512 * 2**20
# The largest process below the one that waits for it; ru_maxrss is kibibytes here.
_MEASURED = (
    "import resource, subprocess, sys; run = subprocess.run(sys.argv[1:]);"
    "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024;"
    "print(most, file=sys.stderr); sys.exit(run.returncode)"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_sentence(name: str, files: dict[str, Path]) -> None:
    file, words = files[name], HOSTILE[name][2]
    before = hashlib.sha256(file.read_bytes()).digest()
    command = [sys.executable, "-m", "linter", str(file.parent), "--format", "json", "--no-cache"]
    run = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command], cwd=ROOT, capture_output=True, check=False
    )
    *said, memory = run.stderr.decode().split("\n")[:-1]
    assert run.returncode in (1, 3)
    assert said == []
    assert int(memory) < MOST_MEMORY
    report = json.loads(run.stdout)
    told = [finding["message"] for finding in report["findings"]]
    assert any(words in message for message in told)
    assert [document["path"] for document in report["documents"]] == [file.name]
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert list(file.parent.iterdir()) == [file]
