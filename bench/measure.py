"""Time and memory of whole processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# Compiled bytecode is what an installed package has.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_MIB = 2**20
_SAMPLE_S = 0.005


class Cost(NamedTuple):
    """``wall`` and ``cpu`` in seconds; ``cpu`` of the process and all that it waited for."""

    wall: float
    cpu: float


def run(call: Sequence[str], environment: Mapping[str, str]) -> Cost:
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    del before
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime)


def interleaved(calls: Mapping[str, Callable[[], Cost]], repeats: int) -> dict[str, Cost]:
    """The median of each; all are run in turn, so that what else the machine does meets them all."""
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    for turn in range(repeats + 1):
        for name, call in calls.items():
            cost = call()
            if turn:  # the first warms the caches of the disk
                costs[name].append(cost)
    return {
        name: Cost(
            statistics.median(c.wall for c in found), statistics.median(c.cpu for c in found)
        )
        for name, found in costs.items()
    }


def peak_memory(call: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """(the largest process, the largest sum of all processes at one time) in MiB of resident memory.

    The first as the system counts it; the sum is looked up every few milliseconds.
    """
    process = subprocess.Popen(
        call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    largest, together = 0.0, 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal largest, together
        while not done.is_set():
            sizes = [_resident(pid) for pid in _family(process.pid)]
            largest = max([largest, *(peak for peak, _ in sizes)])
            together = max(together, sum(now for _, now in sizes))
            time.sleep(_SAMPLE_S)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return largest / _MIB, together / _MIB


def _family(pid: int) -> list[int]:
    found, rest = [], [pid]
    while rest:
        one = rest.pop()
        found.append(one)
        try:
            rest += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> tuple[int, int]:
    """(peak, now) in bytes; zero for a process that is gone."""
    try:
        lines = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        )
        return tuple(int(lines[key].split()[0]) * 1024 for key in ("VmHWM", "VmRSS"))  # type: ignore[return-value]
    except (OSError, KeyError, ValueError):
        return 0, 0


def python(*arguments: object) -> list[str]:
    return [sys.executable, *map(str, arguments)]
