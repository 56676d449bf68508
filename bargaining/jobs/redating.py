"""A change of the law reaches the deadlines: every case it may move is derived again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bargaining import db
from bargaining.actions import redating
from bargaining.jobs.outcome import Outcome
from bargaining.jobs.piece import Result, Work
from bargaining.models.law_change import LawChange
from bargaining.queries import redating as redating_queries
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)

BATCH = 100
PATIENCE = 600.0  # seconds for writers that began under the old law
PAUSE = 0.5


@dataclass
class _Tally:
    cases: int = 0
    moved: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, one: redating.Settled) -> None:
        self.cases += one.cases
        self.moved += one.moved
        self.broken += one.broken


def settle_asked(work: Work) -> Result:
    """Date the deadlines anew after a change that somebody entered (重新推算期限)."""
    change_id = int(work.asked["change"])
    tally = settle(change_id, at=work.at, tell=work.tell)
    said = f"已看过 {tally.cases} 件案件，{tally.moved} 个期限重新推算。"
    if tally.broken:
        said += f"{len(tally.broken)} 件的经过无法重算，保持原样：{'、'.join(tally.broken[:5])}。"
    return Result(said, answer={"change": change_id})


def settle_waiting(*, on: date, at: datetime) -> Outcome:
    """Take up what no worker has settled (补办重新推算): its own job may have been given up."""
    with db.transaction(SYSTEM) as session:
        waiting = redating_queries.waiting_changes(session)
    tallies = [settle(change_id, at=at, tell=_silent) for change_id in waiting]
    broken = [number for tally in tallies for number in tally.broken]
    done = sum(tally.moved for tally in tallies)
    return Outcome(label="期限重新推算", done=done, verb="重新推算", failed=tuple(broken))


def settle(change_id: int, *, at: datetime, tell: Callable[[int, int], None]) -> _Tally:
    """Look at every case a change may move, each batch in a transaction of its own (逐批推算).

    Killed anywhere it may begin again; two workers at once do not disturb each other.
    """
    with db.transaction(SYSTEM) as session:
        change = session.get_one(LawChange, change_id)
        total = redating_queries.count_cases(session, change)
        before = redating_queries.writers(session)
    tally = _Tally()
    _pass(change_id, tally, at=at, tell=lambda: tell(tally.cases, max(total, tally.cases)))
    if before and _outlast(before):
        # What they wrote was derived by the law before the change, and not to be seen above.
        _pass(change_id, tally, at=at, tell=lambda: tell(total, total))
    with db.transaction(SYSTEM) as session:
        redating.conclude(session, change_id, at=at)
    return tally


def _pass(change_id: int, tally: _Tally, *, at: datetime, tell: Callable[[], None]) -> None:
    busy: list[int] = []
    for ids in _batches(change_id):
        with db.transaction(SYSTEM) as session:
            settled = redating.settle(session, change_id, ids, at=at)
        tally.add(settled)
        busy += settled.busy
        tell()
    for case_id in busy:
        with db.transaction(SYSTEM) as session:
            tally.add(redating.settle(session, change_id, [case_id], at=at, wait=True))
        tell()


def _batches(change_id: int) -> Iterator[list[int]]:
    after_id = 0
    while True:
        with db.transaction(SYSTEM) as session:
            change = session.get_one(LawChange, change_id)
            ids = redating_queries.next_cases(session, change, after_id=after_id, limit=BATCH)
        if not ids:
            return
        yield ids
        after_id = ids[-1]


def _outlast(writers: frozenset[str]) -> bool:
    """Wait until the transactions that were open at the beginning have ended; say they have."""
    until = time.monotonic() + PATIENCE
    while True:
        with db.transaction(SYSTEM) as session:
            left = writers & redating_queries.writers(session)
        if not left:
            return True
        if time.monotonic() > until:
            log.warning("a transaction is open for very long; its cases were not looked at again")
            return True
        time.sleep(PAUSE)


def _silent(_done: int, _total: int) -> None:
    """Nobody looks at the clock's own work."""
