"""How are the web server and the worker kept running, and ended with their parent?"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from bargaining.errors import NotReady

PR_SET_PDEATHSIG = 1
QUICK = 10.0  # seconds; a child that dies sooner than this did not really start
MOST_QUICK_DEATHS = 5
GRACE = 15.0  # seconds between the polite and the final signal

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Child:
    """One program that is to run as long as its parent does."""

    label: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    quick_deaths: int = 0


def end_with_parent() -> None:
    """Ask the kernel to send this process SIGTERM when its parent dies."""
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), signal.SIGTERM)


def tie_to(parent: int) -> Callable[[], None]:
    """Return what a new child runs before its program, so that it ends when the parent does."""

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Children:
    """The programs of one parent.

    `record` is the file that names them to the next parent, should this one be killed.
    """

    def __init__(self, record: Path) -> None:
        self.record = record
        self.all: list[Child] = []

    def start(self, label: str, command: Sequence[str], *, environ: Mapping[str, str]) -> None:
        """Start a program and keep it running from now on."""
        child = Child(label, command, environ)
        self.all.append(child)
        self._run(child)

    def tend(self) -> None:
        """Start again whatever has died; raise NotReady when one dies again and again."""
        for child in self.all:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child)
            if child.process is None and time.monotonic() >= child.due:
                self._run(child)

    def end(self) -> None:
        """End every child, politely first, with everything that it started."""
        running = [child.process for child in self.all if child.process is not None]
        for process in running:
            _signal_group(process.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, until - time.monotonic()))
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
        self.all.clear()
        self.record.unlink(missing_ok=True)

    def _run(self, child: Child) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which ends everything in order.
        child.process = subprocess.Popen(  # noqa: S603 -- our own programs, no shell
            child.command,
            env=dict(child.environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tie_to(os.getpid()),
        )
        child.started = time.monotonic()
        self._write_record()

    def _bury(self, child: Child) -> None:
        process = child.process
        if process is None:
            return
        _signal_group(process.pid, signal.SIGKILL)
        child.process = None
        lived = time.monotonic() - child.started
        child.quick_deaths = child.quick_deaths + 1 if lived < QUICK else 1
        if child.quick_deaths >= MOST_QUICK_DEATHS:
            raise NotReady(
                f"{child.label}连续 {child.quick_deaths} 次启动后随即退出"
                f"（退出码 {process.returncode}），系统已停止，原因见上方信息。"
            )
        pause = 0.25 * 2**child.quick_deaths
        child.due = time.monotonic() + pause
        click.echo(
            f"{child.label}已退出（退出码 {process.returncode}），{pause:g} 秒后重新启动。",
            err=True,
        )

    def _write_record(self) -> None:
        pids = [child.process.pid for child in self.all if child.process is not None]
        part = self.record.with_suffix(".part")
        part.write_text(json.dumps([[pid, _birth(pid)] for pid in pids]), encoding="utf-8")
        part.rename(self.record)


def end_leftovers(record: Path) -> None:
    """End the children that a killed parent left behind.

    A process is taken for a child only if its number and its time of birth are both as recorded.
    """
    try:
        left = [(int(pid), int(birth)) for pid, birth in json.loads(record.read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        left = []
    for final in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + GRACE
        for pid, birth in left:
            if _birth(pid) == birth:
                _signal_group(pid, final)
        while any(_birth(pid) == birth for pid, birth in left) and time.monotonic() < until:
            time.sleep(0.05)
    record.unlink(missing_ok=True)


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _birth(pid: int) -> int:
    """Return when a process began, in the kernel's ticks; 0 for one that is no more."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (OSError, ValueError):
        return 0
    return 0 if state in {"Z", "X"} else int(rest[18])
