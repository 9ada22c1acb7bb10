"""Makes its inputs, measures, and prints the tables of BENCHMARKS.md."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import inputs
from bench.measure import ENVIRONMENT, Cost, interleaved, peak_memory, python, run

ROOT = Path(__file__).parent.parent


def main() -> int:
    options = _options()
    try:
        import numpy  # type: ignore[import-not-found] # noqa: F401
    except ImportError:
        pass
    else:
        print(
            "numpy is installed: openpyxl imports it, and looks slower than it is", file=sys.stderr
        )
        return 2
    os.chdir(ROOT)
    compileall.compile_dir("linter", quiet=1)
    with tempfile.TemporaryDirectory(prefix="myna-lint-bench-") as folder:
        for line in _tables(Path(folder), options):
            print(line, flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--repeats", type=int, default=9, help="of each run (default 9)")
    parser.add_argument("--batch", type=int, default=60, help="submissions of the throughput test")
    parser.add_argument("--many", type=int, default=500, help="submissions, one in ten broken")
    return parser.parse_args()


def _tables(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    yield from _single(folder, options.repeats)
    yield from _memory(folder)
    yield from _throughput(folder, options.batch, options.repeats)
    yield from _many(folder, options.many)


def _linter(cache: Path, *arguments: object) -> Cost:
    return run(python("-m", "linter", *arguments), {**ENVIRONMENT, "XDG_CACHE_HOME": str(cache)})


def _program(name: str, files: list[Path]) -> Callable[[], Cost]:
    return lambda: run(python("-m", "bench.programs", name, *files), ENVIRONMENT)


def _single(folder: Path, repeats: int) -> Iterator[str]:
    normal = inputs.normal(folder / "normal")
    files = sorted(path for path in normal.iterdir() if path.suffix in (".pptx", ".xlsx"))
    warm = folder / "warm"
    edited = folder / "edited"

    def cold() -> Cost:
        shutil.rmtree(folder / "cold", ignore_errors=True)
        return _linter(folder / "cold", normal, "--format", "json")

    def one_edited() -> Cost:
        # A configuration that no run has seen: the documents are known, the report is not.
        nonlocal_count[0] += 1
        text = f'[[suppress]]\nrule = "PLN101"\nreason = "{nonlocal_count[0]}"\n'
        (folder / "edited.toml").write_text(text)
        return _linter(edited, normal, "--format", "json", "--config", folder / "edited.toml")

    nonlocal_count = [0]
    cost = interleaved(
        {
            "cold": cold,
            "no cache": lambda: _linter(warm, normal, "--format", "json", "--no-cache"),
            "edited": one_edited,
            "warm": lambda: _linter(warm, normal, "--format", "json"),
            "bare": _program("bare", []),
            "imports": _program("imports", []),
            "libraries": _program("libraries", files),
            "parts": _program("parts", files),
        },
        repeats,
    )
    size = sum(file.stat().st_size for file in files) / 1e6
    yield f"### One submission ({len(files)} documents, {size:.0f} MB)"
    yield ""
    yield "| run | wall s | CPU s | × (a) bare Python | × (b) libraries | × (c) zipfile + lxml | × imports |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    names = {
        "cold": "myna-lint, nothing kept",
        "no cache": "myna-lint --no-cache (rules compiled by an earlier run)",
        "edited": "myna-lint, documents kept, configuration changed",
        "warm": "myna-lint, nothing changed",
        "bare": "(a) bare Python",
        "imports": "import click, msgspec, PyYAML",
        "libraries": "(b) import openpyxl and python-pptx, load and walk",
        "parts": "(c) zipfile + lxml over every XML part",
    }
    for key, name in names.items():
        ratios = (
            cost[key].wall / cost[to].wall for to in ("bare", "libraries", "parts", "imports")
        )
        cells = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        yield f"| {name} | {cost[key].wall:.3f} | {cost[key].cpu:.3f} | {cells} |"
    yield ""
    yield _bar("cold ≤ 1.15 × (b)", cost["cold"].wall / cost["libraries"].wall, most=1.15)
    ratio = cost["no cache"].wall / cost["libraries"].wall
    yield _bar("cold but for the rules ≤ 1.15 × (b)", ratio, most=1.15)
    yield _bar("warm ≤ 0.25 × (b)", cost["warm"].wall / cost["libraries"].wall, most=0.25)
    yield _bar("warm ≤ 2 × imports", cost["warm"].wall / cost["imports"].wall, most=2)
    yield ""


def _memory(folder: Path) -> Iterator[str]:
    large = inputs.large(folder / "large")
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache of large")}
    call = python("-m", "linter", large, "--format", "json")
    cold, warm = peak_memory(call, environment), peak_memory(call, environment)
    without = folder / "without media"
    without.mkdir()
    needs = {}
    for path in sorted(large.glob("*.[px]*x")):
        bare = _without_media(path, without / path.name)
        needs[path.name] = peak_memory(
            python("-m", "bench.programs", "libraries", bare), ENVIRONMENT
        )[0]
    largest = max(needs, key=lambda name: needs[name])
    yield "### Memory (120 slides, 200 pictures, a sheet of 20,000 rows), MiB"
    yield ""
    yield "| run | largest process | all processes at one time |"
    yield "|---|---:|---:|"
    yield f"| myna-lint, nothing kept | {cold[0]:.0f} | {cold[1]:.0f} |"
    yield f"| myna-lint, nothing changed | {warm[0]:.0f} | {warm[1]:.0f} |"
    yield f"| libraries, {largest} alone without its media | {needs[largest]:.0f} | |"
    yield ""
    for name, peak in (("nothing kept", cold), ("nothing changed", warm)):
        bar = f"largest process, {name} ≤ 1.2 × libraries"
        yield _bar(bar, peak[0] / needs[largest], most=1.2)
    yield ""


def _without_media(path: Path, to: Path) -> Path:
    """A copy in which every picture is one pixel."""
    import zipfile

    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
        "cfc000000301010018dd8db00000000049454e44ae426082"
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            media = "/media/" in info.filename
            new.writestr(info.filename, pixel if media else old.read(info))
    return to


def _throughput(folder: Path, count: int, repeats: int) -> Iterator[str]:
    inbox = inputs.inbox(folder / "inbox", count)

    def batch(jobs: int) -> Cost:
        shutil.rmtree(folder / "out", ignore_errors=True)
        return _linter(
            folder / "none", "batch", inbox, "--out", folder / "out", "--jobs", jobs, "--no-cache"
        )

    def spin(jobs: int) -> Cost:
        def some(share: int) -> float:
            call = python("-m", "bench.programs", "spin")
            return sum(run(call, ENVIRONMENT).wall for _ in range(share))

        import time

        start = time.perf_counter()
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(some, [8 // jobs] * jobs))
        return Cost(time.perf_counter() - start, 0)

    cost = interleaved(
        {
            "batch 1": lambda: batch(1),
            "spin 1": lambda: spin(1),
            "batch 2": lambda: batch(2),
            "spin 2": lambda: spin(2),
        },
        repeats,
    )
    gain = cost["batch 1"].wall / cost["batch 2"].wall
    control = cost["spin 1"].wall / cost["spin 2"].wall
    yield f"### Batch ({count} submissions, {os.cpu_count()} CPUs)"
    yield ""
    yield "| | 1 job, s | 2 jobs, s | gain | submissions per s |"
    yield "|---|---:|---:|---:|---:|"
    one, two = cost["batch 1"].wall, cost["batch 2"].wall
    yield f"| myna-lint batch | {one:.2f} | {two:.2f} | {gain:.2f} | {count / two:.1f} |"
    one, two = cost["spin 1"].wall, cost["spin 2"].wall
    yield f"| arithmetic only | {one:.2f} | {two:.2f} | {control:.2f} | |"
    yield ""
    yield _bar("gain of the second CPU ≥ 0.9 × the control's", gain / control, least=0.9)
    yield ""


def _many(folder: Path, count: int) -> Iterator[str]:
    inbox, out = inputs.inbox(folder / "many", count, broken_every=10), folder / "reports of many"
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache of many")}
    call = python("-m", "linter", "batch", inbox, "--out", out, "--quiet")
    largest, together = peak_memory(call, environment)
    found = json.loads((out / "batch.json").read_text("utf-8"))
    written = [
        (out / row[kind]).is_file() for row in found["submissions"] for kind in ("html", "json")
    ]
    again = subprocess.run([*call, "--resume"], env=environment, capture_output=True, check=False)
    yield f"### {count} submissions, one in ten broken"
    yield ""
    yield f"- outcomes: {found['summary']}"
    yield f"- reports written: {sum(written)} of {2 * count}"
    yield f"- largest process {largest:.0f} MiB, all processes at one time {together:.0f} MiB"
    yield f"- exit status {again.returncode} with --resume"
    yield ""
    yield _bar("every report is written", sum(written) / (2 * count), least=1)


def _bar(what: str, value: float, most: float | None = None, least: float | None = None) -> str:
    met = (most is None or value <= most) and (least is None or value >= least)
    return f"- {'met' if met else 'MISSED'}: {what}: {value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
