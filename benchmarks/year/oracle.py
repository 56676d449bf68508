"""Whom should somebody have told of what? Counted again by plain loops, from the program's book.

The days of the deadlines are read from the system; which of them still run is asked of the book,
whose lines say what of the file itself, who holds which part of the town. Nothing of the
planner's is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import psycopg
import yaml

from bargaining.readers import reminder_lines
from bargaining.rules.roles import Role
from benchmarks.year.book import CaseBook
from benchmarks.year.town import DISTRICT, ONE_DAY, Town

_LONGEST_SILENCE = 14  # days after which a line is let go
_LATEST_ENTRY = 120  # days after its end that a deadline may be entered and still be told of
_NOT_EVERYWHERE = ("instructor", "reviewer")
_STANDS_IN = {"union_chair": "street_staff", "street_staff": "street", "street": "district"}
_DAYS = """
SELECT c.number, d.rule_id, d.start_sequence, d.start_on, d.opens_on, d.due_on, d.earliest,
  d.latest, d.remind_on, d.overdue_after, d.certain, d.holder, d.ended_on,
  (d.proof ->> 'proved')::boolean, d.proof ->> 'duty',
  greatest(
    (e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date,
    (SELECT max((v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) FROM case_event v
     WHERE v.case_id = d.case_id AND v.sequence > d.start_sequence AND cardinality(v.voids) > 0))
FROM deadline d JOIN bargaining_case c ON c.id = d.case_id
JOIN case_event e ON e.case_id = d.case_id AND e.sequence = d.start_sequence
WHERE c.closed_on IS NULL
ORDER BY d.case_id, d.start_sequence, d.proof ->> 'raw_due_on' NULLS LAST, d.rule_id
"""

Key = tuple[str, str, int]  # a deadline: case number, rule, the entry it began with
Told = tuple[int, str, str, int, str, date]  # user, deadline, stage, the day it speaks of


@dataclass(frozen=True)
class Clock:
    """The days of one deadline as the system has them."""

    number: str
    rule: str
    place: int
    start_on: date
    opens_on: date | None
    due_on: date | None
    earliest: date | None
    latest: date | None
    remind_on: date | None
    overdue_after: date | None
    certain: bool
    holder: str
    ended_on: date | None
    proved: bool
    duty: str
    known_on: date

    @property
    def key(self) -> Key:
        return self.number, self.rule, self.place

    @property
    def days(self) -> tuple[Any, ...]:
        """What a notice may move."""
        return (
            self.due_on, self.earliest, self.latest, self.remind_on, self.overdue_after,
            self.certain,
        )  # fmt: skip

    @property
    def act_by(self) -> date | None:
        if self.opens_on is not None:
            return self.due_on
        if self.rule == "T-ANNUAL-REPORT":
            return _a_year_after(self.start_on)
        return self.remind_on

    @property
    def last_on(self) -> date | None:
        """The last day in time, where somebody can be late."""
        if self.opens_on is not None or self.overdue_after is None:
            return None
        return max(self.overdue_after, self.latest or self.overdue_after)


def _a_year_after(day: date) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + 1, day.month, last)


def read_clocks(url: str) -> list[Clock]:
    """Read the days of every deadline, without asking which of them run."""
    with psycopg.connect(url) as connection:
        return [Clock(*row) for row in connection.execute(_DAYS).fetchall()]


@dataclass
class _Known:
    stage: str
    about_on: date
    told_on: date
    change_id: int | None


@dataclass
class Oracle:
    """What should have been told so far, person by person."""

    town: Town
    cases: Mapping[str, CaseBook]
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    told: dict[int, dict[Key, list[_Known]]] = field(default_factory=dict)
    disagreed: dict[Key, str] = field(default_factory=dict)
    unreached: int = 0
    _longest: int = 0

    def __post_init__(self) -> None:
        document = yaml.safe_load(reminder_lines.PATH.read_text())
        self.lines = {one["rule"]: one.get("lines", []) for one in document["reminders"]}
        every = [line for lines in self.lines.values() for line in lines]
        self._longest = max(line["days"] for line in every if _is_late(line))

    # ── which clocks run ─────────────────────────────────────────────────────────────────────

    def running(self, clocks: Sequence[Clock]) -> list[Clock]:
        """Keep what the book says is not done; of several rules of one duty the shortest."""
        found, seen = [], set()
        for clock in clocks:
            case = self.cases[clock.number]
            duty = (clock.number, clock.place, clock.duty)
            done = case.done(clock.rule, clock.place)
            self._compare(clock, done=done)
            if done or duty in seen or clock.act_by is None:
                continue
            if clock.rule == "T-DATA" and case.last("record_reply") is None:
                continue  # a meeting that only the offer names
            seen.add(duty)
            found.append(clock)
        return found

    def _compare(self, clock: Clock, *, done: bool) -> None:
        """Where book and system see a duty differently, one of them is wrong."""
        ended = clock.ended_on is not None
        if clock.rule in ("T-RENEW-WAGE", "T-ANNUAL-REPORT", "T-REP-PUBLISH"):
            return  # the first two fall away without an end; the last has no day in law
        if ended != done:
            self.disagreed[clock.key] = f"system {'done' if ended else 'runs'}"

    # ── what is due in one round ─────────────────────────────────────────────────────────────

    def expect(
        self, clocks: Sequence[Clock], moved: Mapping[Key, int], *, on: date
    ) -> dict[Told, Clock]:
        """List what has to be told in a round, and remember it as told.

        Who has not heard yet that a deadline has other days hears that, and nothing besides.
        """
        wanted: dict[Told, Clock] = {}
        for clock in self.running(clocks):
            news = self._by_lines(clock, on=on)
            for user_id, change in self._by_change(clock, moved.get(clock.key), on=on).items():
                if not self._knows(user_id, clock, change, on):
                    news[user_id] = (on, change)
            for user_id, (fired_on, one) in news.items():
                if not self._knows(user_id, clock, one, fired_on):
                    self.told.setdefault(user_id, {}).setdefault(clock.key, []).append(one)
                    wanted[user_id, *clock.key, one.stage, one.about_on] = clock
        return wanted

    def _knows(self, user_id: int, clock: Clock, news: _Known, fired_on: date) -> bool:
        known = self.told.get(user_id, {}).get(clock.key, [])
        return any(_says(old, news, fired_on) for old in known)

    def _by_lines(self, clock: Clock, *, on: date) -> dict[int, tuple[date, _Known]]:
        """Say for each person the newest line they should have heard by now, and since when."""
        found: dict[int, tuple[date, _Known]] = {}
        lines = [one for one in self.lines.get(clock.rule, []) if _fits(one, clock)]
        if on > _final(clock) + timedelta(self._longest + _LONGEST_SILENCE + _LATEST_ENTRY):
            return {}
        for role, (fired_on, line) in _newest(lines, clock, on=on).items():
            about_on = clock.last_on if _is_late(line) else clock.act_by
            if about_on is None:
                continue
            users = self._holders(role, clock, on=on)
            self.unreached += not users and role not in _NOT_EVERYWHERE
            for user_id in users:
                known = found.get(user_id)
                if known is None or known[0] < fired_on:
                    found[user_id] = (fired_on, _Known(_stage(line), about_on, on, None))
        return found

    def _by_change(self, clock: Clock, change: int | None, *, on: date) -> dict[int, _Known]:
        """Say who should know of new days: all whom a line in time names, whichever it is."""
        if change is None or clock.act_by is None:
            return {}
        news = _Known(f"redated:{change}", clock.act_by, on, change)
        roles = {role for one in self.lines.get(clock.rule, []) if not _is_late(one)
                 for role in one["to"]}  # fmt: skip
        return {user: news for role in roles for user in self._holders(role, clock, on=on)}

    def _holders(self, role: str, clock: Clock, *, on: date) -> list[int]:
        firm = self.cases[clock.number].firm
        whereof = {
            "union_chair": str(firm.union_id), "instructor": str(firm.id),
            "street_staff": firm.street, "street": firm.street,
        }  # fmt: skip
        asked: str | None = role
        while asked is not None:
            users = self.town.holders(Role(asked), whereof.get(asked, DISTRICT), on)
            if users:
                return users
            asked = _STANDS_IN.get(asked)
        return []


# ── the lines of the file, read plainly ──────────────────────────────────────────────────────


def _newest(
    lines: Sequence[Mapping[str, Any]], clock: Clock, *, on: date
) -> dict[str, tuple[date, Mapping[str, Any]]]:
    """Read for each audience the newest line whose day has come: two weeks after it, or after
    the entry that told of the deadline, it is no news any more."""
    found: dict[str, tuple[date, Mapping[str, Any]]] = {}
    for line in lines:
        fired_on = _fires_on(line, clock)
        if fired_on is None or on < fired_on:
            continue
        if on > max(fired_on, clock.known_on) + timedelta(_LONGEST_SILENCE):
            continue
        has_no_end = clock.due_on is None or not clock.proved
        holds_on = line["when"] == "on_day" and has_no_end
        if not _is_late(line) and not holds_on and on > _final(clock):
            continue
        for role in line["to"]:
            if role not in found or found[role][0] <= fired_on:
                found[role] = (fired_on, line)
    return found


def _final(clock: Clock) -> date:
    days = (clock.act_by, clock.overdue_after, clock.latest)
    return max(day for day in days if day is not None)


def _fits(line: Mapping[str, Any], clock: Clock) -> bool:
    return line.get("holder") in (None, clock.holder) and line.get("proved") in (
        None, clock.proved,
    )  # fmt: skip


def _fires_on(line: Mapping[str, Any], clock: Clock) -> date | None:
    days = line.get("days", 0) * ONE_DAY
    act_by, last_on = clock.act_by, clock.last_on
    if _is_late(line):
        about_proof = line.get("proved") is False
        return last_on + days if last_on is not None and (clock.proved or about_proof) else None
    if line["when"] == "started":
        return clock.start_on
    if line["when"] == "opens":
        return clock.opens_on
    return act_by - days if act_by is not None else None


def _is_late(line: Mapping[str, Any]) -> bool:
    return line["when"] in ("after", "escalate")


def _stage(line: Mapping[str, Any]) -> str:
    counted = line["when"] in ("before", "after", "escalate")
    return f"{line['when']}:{line['days']}" if counted else str(line["when"])


def _says(old: _Known, news: _Known, fired_on: date) -> bool:
    """Tell whether somebody knows it already: the same, or its day from a new dating since."""
    same = old.stage == news.stage and old.about_on == news.about_on
    same_change = old.change_id is not None and old.change_id == news.change_id
    by_change = (
        old.change_id is not None and old.about_on == news.about_on and old.told_on >= fired_on
    )
    return same or same_change or by_change
