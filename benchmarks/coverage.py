"""How long do the coverage figures take to count anew, with nothing remembered?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bargaining.queries import coverage as coverage_queries
from bargaining.rules import trend
from bargaining.rules.coverage import Question
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import Actor

TIMES = 9


@dataclass(frozen=True)
class Measured:
    """Seconds, the middle of several runs: everything at once, and day by day as a comparison."""

    enterprises: int
    read: float
    counted: float
    day_by_day: float


def measure(session: Session, actor: Actor, *, on: date) -> Measured:
    """Count the whole board, and beside it each of its days by a report of its own."""
    question = Question(on=on)
    reads, counts, found = [], [], 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        read = coverage_queries.ground(session, actor=actor, on=on, known_on=on)
        between = time.perf_counter()
        board = coverage_queries.board(
            session, read, actor=actor, question=question, kind=ContractKind.WAGE
        )
        counts.append(time.perf_counter() - between)
        reads.append(between - begun)
        found = len(board.report.standings)
    begun = time.perf_counter()
    for day in (trend.year_before(on), *trend.month_ends(on), on):
        coverage_queries.report(
            session, actor=actor, question=Question(on=day), kind=ContractKind.WAGE, known_on=on
        )
    return Measured(found, _middle(reads), _middle(counts), time.perf_counter() - begun)


def _middle(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]
