"""Makes inputs and runs the linter on them until the time is up; exit status 1 if one went wrong."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random

from fuzz.run import outcome, save, smaller
from fuzz.targets import TARGETS, more_seeds
from linter import cache

_KEPT_OF_A_KIND = 3


def main() -> int:
    options = _options()
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="myna-lint-fuzz-cache-")
    cache.switch_off(cache.DOCUMENTS)  # rules are the same each time
    warnings.simplefilter("ignore")
    more_seeds(options.seeds)
    folder = options.out or Path(tempfile.mkdtemp(prefix="myna-lint-found-"))
    wrong = 0
    for name in options.targets or TARGETS:
        wrong += _target(name, options, folder)
    if wrong:
        print(f"found: {folder}", flush=True)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; all of them"
    )
    parser.add_argument(
        "--minutes", type=float, default=1, help="of CPU for each target (default 1)"
    )
    parser.add_argument("--seed", default="1", help="same seed, same inputs (default 1)")
    parser.add_argument("--input", type=int, help="only this input of the seed, with its traceback")
    parser.add_argument(
        "--seeds", type=Path, metavar="FOLDER", help="also start from these documents"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to save what is found")
    parser.add_argument("--shrink", action="store_true", help="make smaller what is found")
    return parser.parse_args()


def _target(name: str, options: argparse.Namespace, folder: Path) -> int:
    target = TARGETS[name]
    end = time.process_time() + options.minutes * 60
    kinds: Counter[str] = Counter()
    times: list[float] = []
    slowest = ""
    number = options.input or 0
    while time.process_time() < end:
        seed = f"{name} {options.seed} {number}"
        files = target.make(Random(seed))
        found = outcome(target.run, files)
        times.append(found.seconds)
        if found.seconds >= max(times):
            slowest = seed
        if found.wrong:
            kinds[found.wrong] += 1
            print(f"{seed}: {found.wrong} ({found.seconds:.2f} s)", flush=True)
            if kinds[found.wrong] <= _KEPT_OF_A_KIND:
                if options.shrink and found.wrong not in ("slow", "hang"):
                    files = smaller(target.run, files, found.wrong)
                save(folder / name, files, seed, found)
        if options.input is not None:
            print(found.told, end="")
            save(folder / name, files, seed, found)
            break
        number += 1
        if number % 50 == 0:
            gc.collect()
    times.sort()
    print(
        json.dumps(
            {
                "target": name,
                "seed": options.seed,
                "inputs": len(times),
                "wrong": dict(kinds),
                "cpu_s": round(sum(times), 1),
                "p50_s": round(times[len(times) // 2], 4),
                "p99_s": round(times[len(times) * 99 // 100], 3),
                "slowest_s": round(times[-1], 3),
                "slowest": slowest,
            }
        ),
        flush=True,
    )
    return sum(kinds.values())


if __name__ == "__main__":
    sys.exit(main())
