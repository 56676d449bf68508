"""One million due days, and one with its proof, beside the day arithmetic of known packages.

The peers only know which days are worked; they are given the lengths and do the least there is to
do: add, and go on to the next day that is worked. Where they answer, the days are the same.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bargaining.readers import seeds
from bargaining.rules import deadlines
from bargaining.rules.deadline_rules import Unit
from benchmarks import timing
from benchmarks.timing import Took, say

MANY, PLACE, ONE_DAY = 1_000_000, "110108", timedelta(days=1)
TENTH = MANY // 10  # what a peer is given, for it takes minutes over all of it
BAR, BAR_WITH_PROOF = 20.0, 0.001
RULES = (
    "T-OFFER-REPLY", "T-FILE-WAGE", "T-FILE-GEN", "T-REVIEW", "T-PUBLISH-WAGE", "T-COORD",
    "T-GOV-FEEDBACK",
)  # fmt: skip
Asked = Sequence[tuple[str, date]]


def asked() -> Asked:
    """Draw rules and days of events, the same every time, all of them in a year that is known."""
    chance = random.Random(20260911)
    first = date(2026, 1, 2)
    return [(chance.choice(RULES), first + chance.randrange(300) * ONE_DAY) for _ in range(MANY)]


def by_package(name: str) -> Callable[[date], bool]:
    """Say whether a day is worked, as a package has it."""
    if name == "chinese_calendar":
        import chinese_calendar

        return chinese_calendar.is_workday
    import holidays

    known = holidays.country_holidays("CN", years=(2026, 2027))
    return known.is_working_day


def main() -> None:
    """Print a million days alone, a thousand with their proof, and each peer's million."""
    timing.head(f"{MANY:,} due days")
    book = seeds.load_law_book()
    calendar, questions = book.calendar(), asked()

    def ours() -> list[date | None]:
        given = {"place": PLACE, "book": book, "calendar": book.calendar()}
        return [deadlines.due_on(rule, start, **given) for rule, start in questions]

    def with_proof() -> None:
        for rule, start in questions[:1000]:
            deadlines.due(rule, start, place=PLACE, book=book, calendar=calendar)

    mine, answers = timing.took(ours, times=3), ours()
    thousand = timing.took(with_proof)
    proved = Took(thousand.best / 1000, thousand.middle / 1000)
    lengths = {
        rule: (each.length or 0, each.unit is Unit.WORKING_DAYS)
        for rule in RULES
        for each in [book.rule(rule, on=date(2026, 6, 1), place=PLACE)]
    }
    for package in ("chinese_calendar", "holidays"):
        if importlib.util.find_spec(package) is None:
            say(f"{package} is not installed (requirements/bench.txt): no comparison")
            timing.show("a million due days", mine, peer_name="—", peer=mine, bar=BAR)
            continue
        is_workday = by_package(package)

        def theirs(is_workday: Callable[[date], bool] = is_workday) -> list[date]:
            return [_day(start, *lengths[rule], is_workday) for rule, start in questions[:TENTH]]

        same = sum(one == other for one, other in zip(answers, theirs(), strict=False))
        say(f"{package}: {same / TENTH:.1%} of its days are ours; its time is ten times a tenth")
        tenth = timing.took(theirs, times=3)
        peer = Took(10 * tenth.best, 10 * tenth.middle)
        timing.show("a million due days", mine, peer_name=package, peer=peer, bar=BAR)
        one = Took(peer.best / MANY, peer.middle / MANY)
        timing.show("one due day with its proof", proved, peer_name=f"{package}, without a proof",
                    peer=one, bar=BAR_WITH_PROOF)  # fmt: skip


def _day(
    start: date, length: int, counts_workdays: bool, is_workday: Callable[[date], bool]
) -> date:
    if not counts_workdays:
        day = start + length * ONE_DAY
        while not is_workday(day):
            day += ONE_DAY
        return day
    day = start
    while length:
        day += ONE_DAY
        length -= is_workday(day)
    return day


if __name__ == "__main__":
    main()
