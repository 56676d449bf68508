"""Programs of ours that the tests run, watch and kill."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bargaining import config
from bargaining.cli import children

PATIENCE = 60.0
MAIN = "from bargaining.factory import main; main()"


def until(answers: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait until something holds, and fail when it does not in time."""
    end = time.monotonic() + patience
    while not answers():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str = "/healthz") -> int:
    """Ask the web server for a page; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def ready(port: int) -> bool:
    return status(port, "/readyz") == 200


def alive(pid: int) -> bool:
    return children._birth(pid) != 0


def processes_of(instance: Path) -> list[int]:
    """Every process whose environment or words name this instance."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(instance) in told and alive(int(folder.name)):
                found.append(int(folder.name))
    return found


def postmaster(instance: Path) -> int:
    """The number of the embedded server's first process."""
    return int((instance / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def recorded(instance: Path, *, name: str = "up.json") -> list[int]:
    """The numbers of the children that a parent has written down."""
    return [pid for pid, _birth in json.loads((instance / name).read_text())]


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run Python in a process of its own, so that it can be killed."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=config.CHECKOUT,
    )


class Run:
    """One `bargaining` command that goes on until it is ended."""

    def __init__(self, instance: Path, *words: str, **environ: str) -> None:
        given = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "BARGAINING_"))
        }
        self.heard = ""
        self.errors = instance.parent / f"errors-{time.monotonic_ns()}"
        with self.errors.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, *words],
                env={**given, "BARGAINING_INSTANCE": str(instance), **environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                cwd=config.CHECKOUT,
                start_new_session=True,
            )

    def says(self, words: str) -> None:
        """Wait until it has printed a line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.heard += line
            if words in line:
                return
        raise AssertionError(f"it ended without saying {words}: {self.errors.read_text()}")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Signal it; return its exit code and what it said on stdout and stderr."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str, str]:
        """Wait for its end; return the same."""
        assert self.process.stdout is not None
        self.heard += self.process.stdout.read()
        return self.process.wait(timeout=PATIENCE), self.heard, self.errors.read_text()


@contextmanager
def workers(url: str, instance: Path) -> Iterator[Callable[..., Run]]:
    """Start workers of an office, by name if they have one; what still runs is killed at the end.

    `instance` is the office's; they keep their own beside it.
    """
    started: list[Run] = []

    def start(name: str = "") -> Run:
        place = instance.parent / f"{instance.name}-of-workers"
        place.mkdir(exist_ok=True)
        named = {"PGAPPNAME": name} if name else {}
        one = Run(place / "instance", "work", DATABASE_URL=url, **named)
        started.append(one)
        return one

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()
