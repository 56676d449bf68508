"""The clock's hands: one round of the worker's jobs at a moment that stands still.

In this process, or in one of its own that can be killed (`python -m benchmarks.year.hands`).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import psycopg
from flask import Flask

from bargaining import clock, config, factory
from bargaining.jobs import clockwork
from bargaining.jobs import runner as queue_runner

SEND = "send"
PLANNING = ("redating", "silence", "handovers", "reminders")
_AN_AGE = "100 years"  # the queue's own clock is the server's: what waits, waits for ours


@dataclass(frozen=True)
class Round:
    """One round: on which legal day, at which moment, which jobs; `bare` without their turns."""

    on: date
    at: datetime
    jobs: Sequence[str]
    bare: bool = False


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Let the clock stand at a moment: `clock.now` is the one place that reads it."""
    before = clock.now
    clock.now = lambda: at  # type: ignore[assignment]
    try:
        yield
    finally:
        clock.now = before


def work(app: Flask, one: Round, *, say: Callable[[str], object]) -> None:
    """Do the jobs of a round, one after the other; what breaks off raises."""
    with standing(one.at):
        for name in one.jobs:
            say(f"begin {name}")
            problem = _job(app, name, one)
            say(f"end {name}")
            if problem:
                raise RuntimeError(f"{one.on} {name}: {problem}")


def _job(app: Flask, name: str, one: Round) -> str:
    if name == SEND:
        queue_runner.work_off(app)
        return ""
    if one.bare:
        with app.app_context():
            return clockwork.JOBS[name].run(on=one.on, at=one.at).problem
    return clockwork.run_job(app, name, on=one.on).problem


# ── workers of their own ─────────────────────────────────────────────────────────────────────


@dataclass
class Workers:
    """Starts workers as processes, and kills them where they are to be killed.

    They are born of one process that has the program loaded, so that a birth takes no time.
    """

    environ: Mapping[str, str]
    chance: random.Random
    usual: dict[str, float] = field(default_factory=dict)
    landed: dict[str, int] = field(default_factory=dict)
    missed: int = 0
    _mother: subprocess.Popen[str] | None = None

    def took(self, name: str, seconds: float) -> None:
        """Learn how long a job usually takes, to kill within it."""
        self.usual[name] = max(seconds, 0.7 * self.usual.get(name, seconds))

    def together(self, one: Round, *, number: int = 2) -> None:
        """Let several work at once, each as if it were alone."""
        ends = [words[2] for words in self._lives(one, number=number) if words[1] == "dead"]
        if ends != ["0"] * number:
            raise RuntimeError(f"{one.on}: of {number} at once some ended with {ends}")

    def killed(
        self, one: Round, *, during: str, reached: Callable[[], object] = lambda: True
    ) -> bool:
        """Start one and kill it at a random moment of a job; tell whether that moment was hit.

        The moment comes after something is `reached`, where that is asked for.
        """
        ended = status = ""
        for pid, what, name in self._lives(one):
            if (what, name) == ("begin", during):
                while not reached() and Path("/proc", pid).exists():
                    time.sleep(0.01)
                time.sleep(self.chance.random() * self.usual.get(during, 0.1))
                with suppress(ProcessLookupError):  # it was quicker
                    os.kill(int(pid), signal.SIGKILL)
            if what == "end":
                ended = name
            if what == "dead":
                status = name
        hit = status == str(-signal.SIGKILL) and ended != during
        if hit:
            self.landed[during] = self.landed.get(during, 0) + 1
        else:
            self.missed += 1
        return hit

    def close(self) -> None:
        """Let the mother go home."""
        if self._mother is not None:
            self._mother.communicate()

    def _lives(self, one: Round, *, number: int = 1) -> Iterator[list[str]]:
        """Let some be born; say what each of them does until the last is dead."""
        mother = self._mother = self._mother or self._started()
        assert mother.stdin is not None
        assert mother.stdout is not None
        given = asdict(one) | {"on": one.on.isoformat(), "at": one.at.isoformat()}
        mother.stdin.write(json.dumps({"number": number, "round": given}) + "\n")
        mother.stdin.flush()
        dead = 0
        while dead < number:
            words = mother.stdout.readline().split()
            if len(words) != 3:
                raise RuntimeError(f"the workers' mother said {words}")
            dead += words[1] == "dead"
            yield words

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.year.hands"],
            env={**os.environ, **self.environ}, cwd=config.CHECKOUT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip


def main() -> None:
    """Bring workers forth, as many as are asked for on standard input, and see them die."""
    app = factory.create_app(config.Settings.from_env(os.environ))
    for line in sys.stdin:
        asked = json.loads(line)
        given = asked["round"]
        one = Round(
            date.fromisoformat(given["on"]), datetime.fromisoformat(given["at"]), given["jobs"],
            given["bare"],
        )  # fmt: skip
        for _ in range(asked["number"]):
            if os.fork() == 0:
                _live(app, one)
        for _ in range(asked["number"]):
            pid, status = os.wait()
            _say(f"{pid} dead {os.waitstatus_to_exitcode(status)}")


def _live(app: Flask, one: Round) -> NoReturn:
    """Do one round, telling on standard output how far it is, and die."""
    code = 1
    try:
        work(app, one, say=lambda line: _say(f"{os.getpid()} {line}"))
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # whole, whoever else says something


# ── the queue's own clock ────────────────────────────────────────────────────────────────────


class QueueTime:
    """Lets the queue live by our clock: what is put off to a moment waits until we are there.

    The queue asks its database server for the time, and ours is another.
    """

    def __init__(self, url: str) -> None:
        self._plain = url.replace(f"{config.DRIVER}://", "postgresql://")
        with self._connected() as connection:
            connection.execute(
                "CREATE FUNCTION year_put_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" NEW.scheduled_at := NEW.scheduled_at + interval '{_AN_AGE}';"
                " RETURN NEW; END $$;"
                " CREATE TRIGGER year_put_off BEFORE INSERT ON"
                " procrastinate.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION year_put_off()"
            )

    def comes_to(self, at: datetime) -> int:
        """Bring what has come due to its turn; what dead workers held is free. Count the rest."""
        with self._connected() as connection:
            connection.execute(
                "UPDATE procrastinate.procrastinate_jobs SET scheduled_at = NULL"  # noqa: S608
                f" WHERE status = 'todo' AND scheduled_at <= %s + interval '{_AN_AGE}'",
                [at],
            )
            connection.execute(
                "UPDATE procrastinate.procrastinate_workers"
                " SET last_heartbeat = last_heartbeat - interval '1 hour'"
            )
            waiting = connection.execute(
                "SELECT count(*) FROM procrastinate.procrastinate_jobs"
                " WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
            ).fetchone()
        return int(waiting[0]) if waiting else 0

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self._plain, autocommit=True)


if __name__ == "__main__":
    main()
