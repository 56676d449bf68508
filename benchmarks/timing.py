"""How long does something take? Several runs, the best and the middle one, beside a peer."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TIMES = 7


@dataclass(frozen=True)
class Took:
    """Seconds of several runs: the shortest, and the middle one."""

    best: float
    middle: float


def took(work: Callable[[], object], *, times: int = TIMES) -> Took:
    """Run something once to warm it, then several times."""
    work()
    found = []
    for _ in range(times):
        gc.collect()
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    found.sort()
    return Took(found[0], found[len(found) // 2])


def say(line: str = "") -> None:
    """Print a line at once, however the output is read."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def head(title: str) -> None:
    """Print what is measured now, and how busy the machine is beside it."""
    say(f"\n{title}   (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")


def show(name: str, ours: Took, *, peer_name: str, peer: Took, bar: float | None = None) -> None:
    """Print ours, the peer's, and the ratio of the middle runs; what it may take where there is
    a bar."""
    allowed = ""
    if bar is not None:
        kept = "" if ours.middle <= bar else "  over"
        allowed = f"  of {in_words(bar)} allowed {ours.middle / bar:5.2f}×{kept}"
    say(
        f"{name:42} {_both(ours)}   {peer_name:34} {_both(peer)}   "
        f"{ours.middle / peer.middle:6.2f}×{allowed}"
    )


def in_words(seconds: float) -> str:
    """Write a duration."""
    if seconds >= 10:
        return f"{seconds:.0f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _both(found: Took) -> str:
    return f"{in_words(found.middle):>9} (best {in_words(found.best):>8})"


def peak_memory(pid: int | None = None) -> float:
    """Read the most memory a process ever held, in megabytes."""
    for line in Path(f"/proc/{pid or os.getpid()}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0
