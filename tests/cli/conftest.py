"""What the tests of commands share: an installation of their own, and programs that end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import cluster, running


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """An instance folder of its own; its server, programs and files are gone afterwards."""
    place = tmp_path / "instance"
    yield place
    for pid in running.processes_of(place):
        os.kill(pid, signal.SIGKILL)
    cluster.remove(place)


@pytest.fixture
def run(instance: Path) -> Iterator[Callable[..., running.Run]]:
    """Start `bargaining` commands that are ended with the test."""
    runs: list[running.Run] = []

    def start(*words: str, **environ: str) -> running.Run:
        runs.append(running.Run(instance, *words, **environ))
        return runs[-1]

    yield start
    for started in runs:
        if started.process.poll() is None:
            started.process.kill()
        started.process.communicate()
