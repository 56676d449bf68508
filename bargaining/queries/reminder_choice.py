"""Who should be told what of a deadline on a day? The choice behind the plan and its preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining.queries.reminder_people import People
from bargaining.queries.reminder_plan import Moved, Running, Told
from bargaining.rules import reminder_lines, reminders
from bargaining.rules.reminder_lines import Dated
from bargaining.rules.reminders import Chosen, Schedules
from bargaining.rules.roles import Role

REDATED = "redated:"
_LONGEST_WORDS = 500
_LONGEST_TITLE = 60  # of a change of the law, within a sentence


@dataclass(frozen=True)
class Wanted:
    """One reminder that somebody should get (应提醒的), by a line or because of a new date.

    `meant` is whom the line names, `role` the part in which this person is told: where nobody
    has such an account somebody else stands in.
    """

    user_id: int
    meant: Role
    role: Role
    deadline: Running
    stage: str
    about_on: date
    fired_on: date
    chosen: Chosen | None = None
    moved: Moved | None = None

    @property
    def law_change_id(self) -> int | None:
        """Name the change that dated it anew (所属变动)."""
        return self.moved.change_id if self.moved else None

    def words(self, *, on: date) -> str:
        """Say it on a day (提醒语); only what is written down or shown is ever said."""
        if self.moved is not None:
            return _words_of_move(self.deadline, self.moved, on=on)[:_LONGEST_WORDS]
        if self.chosen is None:
            raise ValueError(self.stage)  # it is wanted by a line or by a move
        return words_of_line(self.deadline, self.chosen, on=on)


@dataclass(frozen=True)
class Missing:
    """A line that reaches nobody (无人可告): neither those it names nor who stands in for them."""

    meant: Role
    chosen: Chosen


@dataclass(frozen=True)
class Choice:
    """What one deadline asks for on a day (某日应提醒): each person of one thing, not known yet."""

    wanted: tuple[Wanted, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Ground:
    """What is known of some cases when their reminders are chosen (提醒依据).

    `above` names the places above each place, `told` is by person and deadline.
    """

    schedules: Schedules
    above: Mapping[str, Sequence[str]]
    people: People
    moves: Mapping[Any, Moved]
    told: Mapping[tuple[int, Role, int, str, int], Sequence[Told]]


def one_per_duty(batch: Iterable[Running]) -> Iterator[Running]:
    """Leave the first of several rules of one duty that one event began (同一义务只提醒一次)."""
    seen = set()
    for one in batch:
        key = (one.case_id, one.start_sequence, one.duty)
        if key not in seen:
            seen.add(key)
            yield one


def choose(one: Running, ground: Ground, *, on: date) -> Choice:
    """Say who should be told of a deadline on a day, and of what (应提醒谁).

    Who has not heard yet that it was dated anew hears that; whoever has, hears the lines as
    they come.
    """
    schedule = ground.schedules.of(one.rule_id, places=places_of(one, ground.above))
    found: dict[int, Wanted] = {}
    missing = []
    for role, chosen in reminders.due(schedule.lines, one.days, on=on).items():
        as_role, ids = ground.people.of(role, one)
        if not ids and role not in reminders.NOT_EVERYWHERE:
            missing.append(Missing(role, chosen))
        for user_id in ids:
            known = found.get(user_id)
            if known is None or known.fired_on < chosen.fired_on:
                found[user_id] = _of_line(one, chosen, user_id, role, as_role)
    fresh = {user_id: each for user_id, each in found.items() if not _knows(each, ground)}
    for each in _news(one, schedule.lines, ground, on=on):
        if not _knows(each, ground):
            fresh[each.user_id] = each
    return Choice(tuple(fresh.values()), tuple(missing))


def _news(
    one: Running, lines: Sequence[reminders.Line], ground: Ground, *, on: date
) -> Iterator[Wanted]:
    """Tell of a new date those who were to be told of the old one, supervisors left out."""
    moved = ground.moves.get(one.key)
    if moved is None:
        return
    named = {role for line in lines if line.when not in reminders.LATE for role in line.to}
    heard: set[int] = set()
    for role in reminders.AUDIENCES:
        as_role, ids = ground.people.of(role, one) if role in named else (role, ())
        for user_id in ids:
            if user_id not in heard:
                heard.add(user_id)
                yield _of_move(one, moved, user_id, role, as_role, on=on)


def places_of(one: Running, above: Mapping[str, Sequence[str]]) -> list[str]:
    """List whose schedules a deadline may follow (适用地方), the nearest first."""
    near = [one.street_code] if one.street_code else []
    return [*near, one.district_code, *above.get(one.district_code, ())]


def _knows(wanted: Wanted, ground: Ground) -> bool:
    """Tell whether somebody knows already: of this, or of this day by a new dating."""
    return any(
        (row.stage == wanted.stage and row.about_on == wanted.about_on)
        or (row.law_change_id is not None and row.law_change_id == wanted.law_change_id)
        or (
            row.law_change_id is not None
            and row.about_on == wanted.about_on
            and row.told_on >= wanted.fired_on
        )
        for row in ground.told.get((wanted.user_id, wanted.role, *wanted.deadline.key), ())
    )


def words_of_line(one: Running, chosen: Chosen, *, on: date) -> str:
    """Say a line of a deadline on a day (提醒语)."""
    given = reminder_lines.given(
        title=one.title, number=one.number, label=one.label, holder=one.days.holder,
        act_by=one.days.act_by, last_on=one.days.last_on, latest=one.latest,
        certain=one.certain, on=on,
    )  # fmt: skip
    return reminders.say(chosen.line.words, given)[:_LONGEST_WORDS]


def _of_move(
    one: Running, moved: Moved, user_id: int, meant: Role, role: Role, *, on: date
) -> Wanted:
    stage = f"{REDATED}{moved.change_id}"
    return Wanted(user_id, meant, role, one, stage, one.days.act_by, on, moved=moved)


def _of_line(one: Running, chosen: Chosen, user_id: int, meant: Role, role: Role) -> Wanted:
    return Wanted(
        user_id, meant, role, one, chosen.line.stage, chosen.about_on, chosen.fired_on, chosen
    )  # fmt: skip


def _words_of_move(one: Running, moved: Moved, *, on: date) -> str:
    return reminder_lines.moved(
        title=one.title, label=one.label, before=moved.before, certain=one.certain,
        now=Dated(one.days.act_by, one.last_day or one.days.act_by),
        why=moved.title[:_LONGEST_TITLE], on=on,
    )  # fmt: skip
