"""One input: run under a clock, and what came of it; found inputs are saved and made smaller."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import json
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from lxml import etree
from msgspec import Struct

from fuzz.case import Files
from fuzz.zip_changes import packed, parts_of

SLOW_S = 2.0
HANG_S = 20.0
_SHRINKING_S = 120.0
_LINTER = str(Path(__file__).parent.parent / "linter")


class Hang(BaseException):
    """No ``except Exception`` on the way holds it up."""


class Outcome(Struct, frozen=True):
    """``wrong``: the kind of the exception and the place of ours it came from; empty if none."""

    seconds: float
    wrong: str = ""
    told: str = ""


def outcome(run: Callable[[Files], None], files: Files) -> Outcome:
    """Run it. Seconds are those of the CPU: the machine may be busy with other things."""

    def stop(_: int, __: FrameType | None) -> None:
        raise Hang

    start = time.process_time()
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, HANG_S)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            run(files)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever it is: that is what is looked for
        signal.setitimer(signal.ITIMER_PROF, 0)
        told = "".join(traceback.format_exception(error, limit=-30))
        return Outcome(time.process_time() - start, _kind(error), told)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = time.process_time() - start
    return Outcome(seconds, "slow" if seconds > SLOW_S else "")


def _kind(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_LINTER)]
    if isinstance(error, Hang):
        return "hang"
    words = str(error)[:60] if not ours or type(error).__name__ == "BrokenError" else ""
    place = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else ""
    return f"{type(error).__name__} {place} {words}".strip()


def save(folder: Path, files: Files, seed: str, found: Outcome) -> Path:
    """The input in a folder of its own, with its seed and the traceback."""
    digest = hashlib.sha256(seed.encode()).hexdigest()[:8]
    place = folder / f"{''.join(c if c.isalnum() else '-' for c in found.wrong)[:70]}-{digest}"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    (place / "seed.log").write_text(f"{seed}\n{found.seconds:.2f} s\n{found.wrong}\n{found.told}")
    return place


# --- smaller -------------------------------------------------------------------------------------


def smaller(run: Callable[[Files], None], files: Files, wrong: str) -> Files:
    """The input without what it does not take to go wrong in the same way, as far as a minute or
    two allow."""
    end = time.process_time() + _SHRINKING_S
    while True:
        for candidate in _candidates(files):
            if time.process_time() > end:
                return files
            if outcome(run, candidate).wrong == wrong:
                files = candidate
                break
        else:
            return files


def _candidates(files: Files) -> Iterator[Files]:
    for name in files:
        yield {other: content for other, content in files.items() if other != name}
    for name, data in files.items():
        for content in _of_file(name, data):
            yield {**files, name: content}


def _of_file(name: str, data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK"):
        with contextlib.suppress(Exception):  # a package that is broken as a whole
            parts = parts_of(data)
            for part in parts:
                yield packed({other: content for other, content in parts.items() if other != part})
            for part, content in parts.items():
                if part.endswith((".xml", ".rels")):
                    for less in _of_xml(content):
                        yield packed({**parts, part: less})
    elif name.endswith(".model"):
        for value in _of_json(json.loads(data)):
            yield json.dumps(value).encode()
    elif name.endswith(".xml"):
        yield from _of_xml(data)
    else:
        yield from _of_text(data)


def _of_xml(data: bytes) -> Iterator[bytes]:
    try:
        root: Any = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return
    count = sum(1 for _ in root.iter())
    for number in range(1, count):
        copy: Any = etree.fromstring(data)
        element = next(itertools.islice(copy.iter(), number, None), None)
        if element is not None:
            element.getparent().remove(element)
            yield etree.tostring(copy, encoding="UTF-8", xml_declaration=True)


def _of_json(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for size in (len(value) // 2, 1):
            for at in range(0, len(value), size or 1):
                yield value[:at] + value[at + (size or 1) :]
        for at, item in enumerate(value):
            for less in _of_json(item):
                yield [*value[:at], less, *value[at + 1 :]]
    elif isinstance(value, dict):
        for key, item in value.items():
            for less in _of_json(item):
                yield {**value, key: less}


def _of_text(data: bytes) -> Iterator[bytes]:
    for size in (len(data) // 2, len(data) // 8, 1 if len(data) < 400 else 0):
        if size:
            for at in range(0, len(data), size):
                yield data[:at] + data[at + size :]
