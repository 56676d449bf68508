"""What would be told in the coming days? The plan of each day, reckoned ahead and not written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import reminder_choice, reminder_people, reminder_plan
from bargaining.queries.reminder_choice import Choice, Ground, Wanted
from bargaining.queries.reminder_plan import Running, Told
from bargaining.rules.reminders import Schedules
from bargaining.rules.roles import Actor, Role

DAYS = 7
EXAMPLES = 3
_BATCH = 2000  # cases
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """Of what the coming days are asked (预览范围): whose eyes, which place, from which day.

    `rules` narrows it to some rules; together they must be all that state one duty.
    """

    actor: Actor
    place: str
    on: date
    at: datetime
    rules: Collection[str] = ()

    @property
    def days(self) -> list[date]:
        """List the days, today the first (预览的各天)."""
        return [self.on + number * _DAY for number in range(DAYS)]


@dataclass(frozen=True)
class Foreseen:
    """One sentence that would be told on a day (将发的提醒), to one audience of one deadline.

    `receivers` are accounts; where there are none nobody can be told.
    """

    on: date
    deadline: Running
    stage: str
    about_on: date
    meant: Role
    role: Role
    receivers: tuple[int, ...]
    words: str

    @property
    def key(self) -> tuple[Any, ...]:
        """Name it among all of the week, whatever its words (一条的键)."""
        return self.on, self.deadline.key, self.stage, self.about_on, self.meant, self.receivers


def foresee(
    session: Session,
    asked: Asked,
    *,
    schedules: Schedules,
    above: Mapping[str, Sequence[str]],
) -> list[Foreseen]:
    """Reckon what would be told in the coming days if nothing were recorded (提醒预览).

    Only of cases the actor sees, by the accounts there are today. What was told already is left
    out, also what an earlier day of the same week would have told.
    """
    around = reminder_people.people_of_places(session, on=asked.on)
    reach = schedules.reach()
    found: list[Foreseen] = []
    every = _cases(session, asked)
    for start in range(0, len(every), _BATCH):
        ids = every[start : start + _BATCH]
        rows = reminder_plan.running(session, ids, on=asked.on, until=asked.days[-1], reach=reach)
        wanted = [one for one in rows if not asked.rules or one.rule_id in asked.rules]
        told = defaultdict(list, reminder_plan.told(session, ids, on=asked.on))
        ground = Ground(
            schedules=schedules,
            above=above,
            people=reminder_people.people_of(session, around, wanted, on=asked.on),
            moves=reminder_plan.moved(session, ids, at=asked.at),
            told=told,
        )
        week = _Week(ground, told, reach)
        found += week.of(list(wanted), asked.days)
    return found


def example(
    session: Session, actor: Actor, *, rules: Iterable[str], place: str, on: date
) -> Running | None:
    """Find a running deadline to show the words by (举一例), None where none runs at the place."""
    seen = case_queries.visible_cases(actor, on=on).where(Case.closed_on.is_(None))
    if not place.endswith("0000"):  # of a whole city any case will do
        seen = seen.where(_of_place(place))
    return reminder_plan.find_running(session, seen.with_only_columns(Case.id), rules=rules)


def _of_place(place: str) -> ColumnElement[bool]:
    return or_(Case.district_code == place, Case.street_code == place)


def _cases(session: Session, asked: Asked) -> Sequence[int]:
    seen = case_queries.visible_cases(asked.actor, on=asked.on).where(
        _of_place(asked.place), Case.closed_on.is_(None)
    )
    open_ones = select(Deadline.case_id).where(
        Deadline.ended_on.is_(None), Deadline.case_id.in_(seen.with_only_columns(Case.id))
    )
    if asked.rules:
        open_ones = open_ones.where(Deadline.rule_id.in_(asked.rules))
    return session.scalars(open_ones.distinct().order_by(Deadline.case_id)).all()


@dataclass
class _Week:
    """Some cases, day after day; what a day tells is known on the next."""

    ground: Ground
    told: defaultdict[tuple[int, Role, int, str, int], list[Told]]
    reach: tuple[int, int]

    def of(self, batch: Sequence[Running], days: Sequence[date]) -> Iterator[Foreseen]:
        for on in days:
            near = [one for one in batch if reminder_plan.is_near(one, on=on, reach=self.reach)]
            for one in reminder_choice.one_per_duty(near):
                choice = reminder_choice.choose(one, self.ground, on=on)
                yield from self._told(choice, on=on)
                yield from self._untold(one, choice, on=on)

    def _told(self, choice: Choice, *, on: date) -> Iterator[Foreseen]:
        fresh: dict[tuple[Any, ...], list[Wanted]] = {}
        for each in choice.wanted:
            self.told[(each.user_id, each.role, *each.deadline.key)].append(
                Told(each.stage, each.about_on, on, each.law_change_id)
            )
            fresh.setdefault((each.meant, each.role, each.stage, each.about_on), []).append(each)
        for (meant, role, stage, about_on), held in fresh.items():
            yield Foreseen(
                on, held[0].deadline, stage, about_on, meant, role,
                tuple(sorted(one.user_id for one in held)), held[0].words(on=on),
            )  # fmt: skip

    def _untold(self, one: Running, choice: Choice, *, on: date) -> Iterator[Foreseen]:
        """A line that reaches nobody is named on its day, not on each that follows."""
        for missing in choice.missing:
            chosen = missing.chosen
            if chosen.fired_on != on:
                continue
            words = reminder_choice.words_of_line(one, chosen, on=on)
            yield Foreseen(
                on, one, chosen.line.stage, chosen.about_on, missing.meant, missing.meant, (), words
            )


# ── what another schedule would change ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Change:
    """What another schedule would change in the coming days (安排变化).

    `examples` are a few of the sentences that are new or read otherwise, the nearest first.
    """

    total: int
    added: int
    dropped: int
    reworded: int
    examples: tuple[Foreseen, ...] = ()

    @property
    def is_none(self) -> bool:
        """Tell that nothing would change (没有变化)."""
        return not (self.added or self.dropped or self.reworded)


def compare(before: Iterable[Foreseen], after: Iterable[Foreseen]) -> Change:
    """Compare the coming days by two schedules (比较两种安排); what reaches nobody is none."""
    was = {one.key: one.words for one in before if one.receivers}
    reaching = [one for one in after if one.receivers]
    will = {one.key: one.words for one in reaching}
    kept = was.keys() & will.keys()
    changed = {one.words: one for one in reaching if was.get(one.key) != one.words}
    return Change(
        total=len(will),
        added=len(will) - len(kept),
        dropped=len(was) - len(kept),
        reworded=sum(was[key] != will[key] for key in kept),
        examples=tuple(sorted(changed.values(), key=lambda one: one.on)[:EXAMPLES]),
    )


def by_day(found: Iterable[Foreseen], days: Iterable[date]) -> dict[date, int]:
    """Count what would be told on each day (每天条数), days without any among them."""
    counted = Counter(one.on for one in found)
    return {day: counted[day] for day in days}
