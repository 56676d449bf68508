"""How long do the two commands take that are asked by hand, from start to answer?

Each in a process of its own, once without any database and once with one that answers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bargaining import config, db
from bargaining.actions import reference
from bargaining.rules.roles import OPERATOR
from benchmarks import floors, timing

BAR_LAW, BAR_WAGES = 0.5, 1.0
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
_MAIN = "from bargaining.factory import main; main()"
_SAMPLE = str(config.CHECKOUT / "tests/samples/wages_catering_2026.xlsx")
_LAW = ("law", "due", "T-OFFER-REPLY", "--start", "2026-09-11", "--json")
_WAGES = ("wages", "check", _SAMPLE, "--from", "2026-01-01", "--to", "2026-12-31", "--json")


def command(*words: str, environ: dict[str, str]) -> Callable[[], object]:
    """Run one command of ours in a process of its own; it must answer."""

    def run() -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", _MAIN, *words],
            cwd=config.CHECKOUT,
            env={**os.environ, **environ},
            check=False,
            capture_output=True,
        )
        if not done.stdout:
            raise SystemExit(done.stderr.decode())
        return done.stdout

    return run


def bare() -> object:
    """Start Python and end."""
    return subprocess.run([sys.executable, "-c", "pass"], check=True)


def main() -> None:
    """Print both commands, from the seeds and from a database, beside an empty Python."""
    timing.head("commands, from start to answer")
    floor = timing.took(bare)
    with tempfile.TemporaryDirectory() as folder:
        nowhere = {"BARGAINING_INSTANCE": str(Path(folder) / "none"), "DATABASE_URL": ""}
        _show("from the seeds", nowhere, floor)
    with floors.server() as engine:
        with Session(engine) as session:
            reference.load_reference(session, actor=OPERATOR, at=AT)
            db.finish(session)
        url = engine.url.render_as_string(hide_password=False)
        _show("from a database", {"DATABASE_URL": url}, floor)


def _show(where: str, environ: dict[str, str], floor: timing.Took) -> None:
    for name, words, bar in (("law due", _LAW, BAR_LAW), ("wages check", _WAGES, BAR_WAGES)):
        found = timing.took(command(*words, environ=environ))
        timing.show(f"{name}, {where}", found, peer_name="python -c pass", peer=floor, bar=bar)


if __name__ == "__main__":
    main()
