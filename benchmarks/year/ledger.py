"""What happened beside what should have: every difference is written down, none is forgiven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import psycopg

from bargaining.readers import seeds
from bargaining.rules.roles import Role
from benchmarks.year.book import CaseBook
from benchmarks.year.oracle import Clock, Key, Oracle, Told
from benchmarks.year.town import ONE_DAY, Town

_REVIEW = timedelta(days=15)
_TOLD = """
SELECT r.id, r.user_id, c.number, r.rule_id, r.start_sequence, r.stage, r.about_on, r.told_on,
  r.role, c.title, r.words
FROM reminder r JOIN bargaining_case c ON c.id = r.case_id WHERE r.id > %s ORDER BY r.id
"""
_SILENT = """
SELECT e.id, c.number, e.sequence, e.occurred_on FROM case_event e
JOIN bargaining_case c ON c.id = e.case_id
WHERE e.kind = 'take_effect_by_silence' AND e.id > %s ORDER BY e.id
"""
_WAYS = """
SELECT d.kind, d.state, d.for_on, d.attempts, d.problem FROM delivery d
JOIN delivery_item i ON i.delivery_id = d.id WHERE i.reminder_id = %s ORDER BY d.id
"""


@dataclass(frozen=True)
class Reminder:
    """One reminder as it stands in somebody's inbox."""

    id: int
    user_id: int
    number: str
    rule: str
    place: int
    stage: str
    about_on: date
    told_on: date
    role: str
    title: str
    words: str

    @property
    def told(self) -> Told:
        return self.user_id, self.number, self.rule, self.place, self.stage, self.about_on

    @property
    def key(self) -> Key:
        return self.number, self.rule, self.place


@dataclass
class Ledger:
    """Counts, and what was amiss in words, the first of each kind."""

    url: str
    town: Town
    cases: Mapping[str, CaseBook]
    oracle: Oracle
    counts: Counter[str] = field(default_factory=Counter)
    amiss: dict[str, list[str]] = field(default_factory=dict)
    stopped: set[date] = field(default_factory=set)
    redated: dict[Told, int] = field(default_factory=dict)
    _last_reminder: int = 0
    _last_event: int = 0

    def wrong(self, column: str, words: str) -> None:
        self.counts[column] += 1
        known = self.amiss.setdefault(column, [])
        if len(known) < 20:
            known.append(words)

    # ── reminders ────────────────────────────────────────────────────────────────────────────

    def reminders(
        self, clocks: Sequence[Clock], moved: Mapping[Key, int], *, on: date
    ) -> list[Reminder]:
        """Compare what was told in a round with what should have been; return what was told."""
        expected = self.oracle.expect(clocks, moved, on=on)
        written = [Reminder(*row) for row in self._rows(_TOLD, self._last_reminder)]
        self._last_reminder = max([self._last_reminder, *(one.id for one in written)])
        times = Counter(one.told for one in written)
        self.counts["expected"] += len(expected)
        self.counts["written"] += len(written)
        for told in expected.keys() - times.keys():
            self.wrong("missing", f"{on} {told}")
        for told in times.keys() - expected.keys():
            self.wrong("unexpected", f"{on} {told}")
        self._doubles(written, on=on)
        for one in written:
            if one.told_on != on:
                self.wrong("on another day", f"{on} {one}")
            if self.cases[one.number].done(one.rule, one.place):
                self.wrong("to those who had acted", f"{on} {one.told}")
        self._of_moves(expected, times)
        return written

    def _doubles(self, written: Sequence[Reminder], *, on: date) -> None:
        """Nobody hears twice of one deadline on one day, or of one stage of one day at all."""
        today = Counter((one.user_id, one.key) for one in written)
        for who, times in today.items():
            if times > 1:
                self.wrong("double", f"{on} {who}")
        duties = Counter((one.user_id, one.number, one.place, one.stage, one.about_on,
                          self._duty(one)) for one in written)  # fmt: skip
        for what, times in duties.items():
            if times > 1:
                self.wrong("double", f"{on} {what}")

    def _duty(self, one: Reminder) -> str:
        return "file" if one.rule.startswith(("T-FILE", "T-REFILE")) else one.rule

    def _of_moves(self, expected: Iterable[Told], times: Counter[Told]) -> None:
        for told in expected:
            if told[4].startswith("redated:"):
                self.redated[told] = 0
        for told, number in times.items():
            if told[4].startswith("redated:"):
                self.redated[told] = self.redated.get(told, 0) + number

    # ── silence ──────────────────────────────────────────────────────────────────────────────

    def effects(self, clocks: Sequence[Clock], *, on: date) -> None:
        """Compare the silent effects of a round, and write them into the book."""
        expected = dict(self.falling_silent(clocks, on=on))
        rows = self._rows(_SILENT, self._last_event)
        for number, sequence, effect_on in (row[1:] for row in rows):
            day = expected.pop(number, None)
            if day != effect_on:
                self.wrong("effects on a wrong day", f"{on} {number} {effect_on}, not {day}")
            self.cases[number].note("take_effect_by_silence", effect_on, {}, sequence, on)
            self._when(effect_on, number, on=on)
        self._last_event = max([self._last_event, *(row[0] for row in rows)])
        for number, day in expected.items():
            self.wrong("effects missing", f"{on} {number} {day}")

    def _when(self, effect_on: date, number: str, *, on: date) -> None:
        self.counts["effects"] += 1
        if on == effect_on:
            self.counts["effects on their day"] += 1
        elif all(day in self.stopped for day in _days(effect_on, on)):
            self.counts["effects after a stop"] += 1
        elif self._proved_late(number, effect_on):
            self.counts["effects proved late"] += 1
        else:
            self.wrong("effects late", f"{on} {number} {effect_on}")

    def _proved_late(self, number: str, effect_on: date) -> bool:
        """What proves the receipt was written down on the day, or after it."""
        return any(
            one.kind in ("file", "refile", "record_receipt") and one.written_on >= effect_on
            for one in self.cases[number].entries
        )

    def falling_silent(self, clocks: Sequence[Clock], *, on: date) -> Iterable[tuple[str, date]]:
        """List the cases that take effect by silence on a day, or did before, unwritten."""
        for clock in clocks:
            if clock.rule != "T-REVIEW":
                continue
            case = self.cases[clock.number]
            filing, receipt = case.pending_review(), case.receipt_day()
            if filing is None or receipt is None or filing.place != clock.place:
                continue
            if not clock.certain or clock.due_on is None:
                continue
            if clock.due_on != _ends(max(receipt, filing.on)):
                self.wrong("reviews counted otherwise", f"{on} {clock}")
            if clock.due_on < on:
                yield clock.number, clock.due_on + ONE_DAY

    def _rows(self, statement: str, number: int) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement, [number]).fetchall()

    # ── whose post is it still ───────────────────────────────────────────────────────────────

    def still_stands(self, one: Reminder, clocks: Mapping[Key, Clock], *, on: date) -> bool:
        """Tell whether somebody should still hear of it: the duty runs, with the same day."""
        clock = clocks.get(one.key)
        if clock is None or self.cases[one.number].done(one.rule, one.place):
            return False
        late = one.stage.startswith(("after:", "escalate:"))
        return one.about_on == (clock.last_on if late else clock.act_by) and self.has_post(one, on)

    def ways_of(self, one: Reminder) -> list[Any]:
        """Say what became of the messages that were to tell of a reminder."""
        return self._rows(_WAYS, one.id)

    def has_post(self, one: Reminder, on: date) -> bool:
        firm = self.cases[one.number].firm
        whereof = {
            Role.UNION_CHAIR: str(firm.union_id), Role.INSTRUCTOR: str(firm.id),
            Role.STREET_STAFF: firm.street, Role.STREET: firm.street,
        }.get(Role(one.role))  # fmt: skip
        if whereof is None:
            return True
        return one.user_id in self.town.holders(Role(one.role), whereof, on)


def _days(first: date, end: date) -> Iterable[date]:
    return (first + number * ONE_DAY for number in range((end - first).days))


# ── fifteen days, counted on the fingers ─────────────────────────────────────────────────────

_NOTICED = {day.on: not day.is_off for day in seeds.load_law_book().holidays.days}


def _ends(received_on: date) -> date:
    """Fifteen days on; a day off leads to the first working day after it."""
    day = received_on + _REVIEW
    while not _NOTICED.get(day, day.weekday() < 5):
        day += ONE_DAY
    return day
