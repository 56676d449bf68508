"""`python -m benchmarks.year`: a district's year in one command, and a table of what came of it.

`make year` runs it with 2,000 enterprises. It ends with 1 where anything that must be nought
is not.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bargaining import config, db, factory
from benchmarks import floors, timing
from benchmarks.timing import say
from benchmarks.year import postbox, table
from benchmarks.year.hands import SEND, Workers
from benchmarks.year.running import Plan, Year, prepare

FIRST = date(2025, 3, 1)
# The notice came out on 4 November, when nearly no clock reached beyond the New Year; entered as
# late as this it finds many that do.
NOTICE = date(2025, 12, 22)
KILLS = (
    "reminders", SEND, "silence", "reminders", SEND, "redating", "redating", "reminders", SEND,
    "silence",
)  # fmt: skip


def plan_of(*, days: int, seed: int, first: date = FIRST, kills: Sequence[str] = KILLS) -> Plan:
    """Lay out what goes wrong in a year of so many days."""
    return Plan(
        first=first,
        days=days,
        seed=seed,
        kills=kills,
        doubles=max(2, days // 30),
        stop=(days // 3, 5),
        outages=max(2, days // 40),
        notice_on=NOTICE,
        hand_overs=max(2, days // 12),
        begin_within=max(2, days - 20),
    )


@contextmanager
def opened(url: str, *, plan: Plan, firms: int, folder: Path) -> Iterator[Year]:
    """Open the system on an empty database, with a mail server beside it."""
    with postbox.opened() as (box, smtp_url):
        environ = {
            "DATABASE_URL": url,
            "BARGAINING_INSTANCE": str(folder),
            "BARGAINING_SMTP_URL": smtp_url,
            "BARGAINING_MAIL_FROM": "xieshang@example.cn",
        }
        settings = config.Settings.from_env(environ)
        app = factory.create_app(settings)
        workers = Workers(environ, random.Random(plan.seed))
        try:
            yield prepare(app, settings, plan, firms=firms, box=box, workers=workers)
        finally:
            workers.close()
        with app.app_context():
            db.db.engine.dispose()


def main() -> int:
    """Run the year and print its table."""
    logging.getLogger().setLevel(logging.ERROR)
    given = _arguments()
    plan = plan_of(days=given.days, seed=given.seed)
    timing.head(f"a year of {given.enterprises:,} enterprises, {given.days} days")
    begun = time.perf_counter()
    with (
        _database(given.database) as url,
        tempfile.TemporaryDirectory() as folder,
        opened(url, plan=plan, firms=given.enterprises, folder=Path(folder)) as year,
    ):
        say(f"settled in {time.perf_counter() - begun:.0f} s: {len(year.town.people):,} people")
        year.run(say=say)
        lines = table.lines(year, seconds=time.perf_counter() - begun)
    for line in lines:
        say(line)
    return 1 if table.faults(year) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--enterprises", type=int, default=2000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty database of its own; else one is made")
    return parser.parse_args()


@contextmanager
def _database(given: str | None) -> Iterator[str]:
    if given:
        db.migrate(given)
        yield given
        return
    with floors.server() as engine:
        engine.dispose()
        yield engine.url.render_as_string(hide_password=False)


if __name__ == "__main__":
    sys.exit(main())
