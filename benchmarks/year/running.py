"""One simulated year from its first day to its last."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from bargaining import config, db
from bargaining.actions import holidays
from bargaining.actions.persons import PersonKey
from bargaining.rules.roles import OPERATOR, Role
from benchmarks.year import hands, oracle, town
from benchmarks.year.acting import Crowd
from benchmarks.year.hands import PLANNING, SEND, QueueTime, Round, Workers
from benchmarks.year.ledger import Ledger
from benchmarks.year.mailing import Mailing
from benchmarks.year.oracle import Clock, Key, Oracle
from benchmarks.year.postbox import Postbox
from benchmarks.year.town import ONE_DAY
from tests import holiday_years

LEGAL = ZoneInfo("Asia/Shanghai")
NIGHT, MORNING, DAYTIME, EVENING = (0, 20), (8, 5), (10, 0), (18, 20)
DIGESTS = ("digests", "weekly")
_NEWS = timedelta(days=14)
_LOOKS_OF_EVENING = 0.3
_ATTEMPTS = 6  # to hit a moment that comes on one evening only


@dataclass(frozen=True)
class Plan:
    """What goes wrong in the year, and when."""

    first: date
    days: int
    seed: int
    kills: Sequence[str]  # during which jobs, one after the other
    doubles: int
    stop: tuple[int, int]  # from which day on the clock stands still, and for how many
    outages: int
    notice_on: date
    hand_overs: int
    begin_within: int  # days over which the stories begin
    bare: bool = False  # this process takes no turns with others: quicker, for the tests


@dataclass
class Year:
    """The district, its clock, and the books kept of both."""

    app: Flask
    key: PersonKey
    plan: Plan
    town: town.Town
    crowd: Crowd
    ledger: Ledger
    mailing: Mailing
    box: Postbox
    workers: Workers
    queue: QueueTime
    chance: random.Random
    moved: dict[Key, int] = field(default_factory=dict)
    moved_at: datetime | None = None
    two_at_once: int = 0
    _change_id: int = 0
    _left: list[str] = field(default_factory=list)  # the kills still to come
    _before: dict[Key, Clock] | None = None
    _clocks: Sequence[Clock] = ()

    def run(self, *, say: Callable[[str], object]) -> None:
        """Let day after day pass."""
        kills = self._spread(len(self.plan.kills), after=15)
        doubles = set(self._spread(self.plan.doubles, after=5))
        outages = set(self._spread(self.plan.outages, after=10))
        hand_overs = self._spread(self.plan.hand_overs, after=3)
        stopped = range(self.plan.stop[0], sum(self.plan.stop))
        self._left = list(self.plan.kills)
        begun = time.perf_counter()
        for number in range(self.plan.days):
            on = self.plan.first + number * ONE_DAY
            self.box.down = number in outages
            if self.box.down or number in stopped:
                self.mailing.bad_days.add(on)
            if number in stopped:
                self.ledger.stopped.add(on)
            else:
                due = sum(day <= number for day in kills) > len(kills) - len(self._left)
                self._of_the_clock(on, double=number in doubles, kill=due)
            self._of_people(on, hand_overs=hand_overs.count(number))
            if number not in stopped:
                self._evening(on)
            if number % 30 == 29:
                seconds, told = time.perf_counter() - begun, self.ledger.counts["written"]
                say(f"{on}: {number + 1} days in {seconds:.0f} s, {told:,} reminders")
        self.mailing.close()

    def _of_people(self, on: date, *, hand_overs: int) -> None:
        self.crowd.act(on, _at(on, DAYTIME))
        for _ in range(hand_overs):
            self._hand_over(on)
        if on == self.plan.notice_on:
            self._enter_notice(on)

    def _spread(self, count: int, *, after: int) -> list[int]:
        """Draw days of the year, the first ones and those of the stop left out."""
        stopped = range(self.plan.stop[0] - 1, sum(self.plan.stop) + 1)
        days = [one for one in range(after, self.plan.days) if one not in stopped]
        return sorted(self.chance.sample(days, min(count, len(days))))

    # ── the clock ────────────────────────────────────────────────────────────────────────────

    def _of_the_clock(self, on: date, *, double: bool, kill: bool) -> None:
        night = Round(on, _at(on, NIGHT), (*PLANNING, SEND))
        if kill and self._is_something_to_do(self._left[0], on):
            self._kill(night)
        if double:
            self.queue.comes_to(night.at)
            self.two_at_once += 1
            self.workers.together(replace(night, bare=bool(self.two_at_once % 2)))
        self._round(night)
        self._look(on, night.at)
        self.mailing.settle({clock.key: clock for clock in self._clocks}, on=on)
        monday = on.weekday() == 0 or on - ONE_DAY in self.ledger.stopped
        morning = Round(on, _at(on, MORNING), (*DIGESTS[: 1 + monday], SEND))
        if kill and self._left[:1] == [SEND] and not self.box.down:
            self._kill(morning)
        self._round(morning)
        self._arrived(on)

    def _is_something_to_do(self, job: str, on: date) -> bool:
        """Kill by night where there is something to be killed at; else another night."""
        if job == "silence":
            return any(self.ledger.falling_silent(self._clocks, on=on))
        return job == "reminders"

    def _evening(self, on: date) -> None:
        """On some days somebody looks again; on that of the notice it is the first look."""
        noticed = on == self.plan.notice_on
        if not noticed and self.chance.random() >= _LOOKS_OF_EVENING:
            return
        evening = Round(on, _at(on, EVENING), (*PLANNING, SEND))
        if noticed:
            # Whichever kills come before: there is only one such evening.
            self._left.sort(key=lambda name: name != "redating")
            for _ in range(_ATTEMPTS):
                if self._left[:1] == ["redating"]:
                    self._kill(evening)
        self._round(evening)
        self._look(on, evening.at)

    def _kill(self, one: Round) -> None:
        """Kill a worker in the middle of what is next on the list."""
        self.queue.comes_to(one.at)
        sends = self._left[0] == SEND
        self.box.slow = 0.5 if sends else 0.0  # it has the mail and has not said so
        reached = (lambda: self.box.mails) if sends else (lambda: True)
        if self.workers.killed(one, during=self._left[0], reached=reached):
            self._left.pop(0)
        self.box.slow = 0.0

    def _round(self, one: Round) -> None:
        """Do one round in this process; where nothing waits to be sent, nothing is sent."""
        begun: dict[str, float] = {}

        def say(line: str) -> None:
            word, name = line.split()
            if word == "begin":
                begun[name] = time.perf_counter()
            else:
                self.workers.took(name, time.perf_counter() - begun[name])

        self.queue.comes_to(one.at)
        hands.work(self.app, replace(one, jobs=one.jobs[:-1], bare=self.plan.bare), say=say)
        if self.queue.comes_to(one.at):
            hands.work(self.app, replace(one, jobs=one.jobs[-1:]), say=say)

    def _look(self, on: date, at: datetime) -> None:
        """Compare what a round left behind with what it should have."""
        self._clocks = read = oracle.read_clocks(self.ledger.url)
        self.ledger.effects(read, on=on)
        self._note_moves(read, at)
        news = self.moved if self.moved_at and at - self.moved_at <= _NEWS else {}
        written = self.ledger.reminders(read, news, on=on)
        self.mailing.owe(written)
        self._arrived(on)

    def _arrived(self, on: date) -> None:
        self.mailing.arrived(self.box.taken(), on=on)

    # ── the law, and the people ──────────────────────────────────────────────────────────────

    def _enter_notice(self, on: date) -> None:
        """Somebody enters the holidays of the coming year."""
        clocks = oracle.read_clocks(self.ledger.url)
        self._before = {clock.key: clock for clock in clocks}
        draft = holiday_years.real_notice(on.year + 1)
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            outlook = holidays.preview(session, draft, today=on)
            change = holidays.enter(
                session, draft, seen=outlook.seen, confirmed=True, actor=OPERATOR,
                at=_at(on, DAYTIME), today=on,
            )  # fmt: skip
            self._change_id = change.id

    def _note_moves(self, clocks: Sequence[Clock], at: datetime) -> None:
        """After the first round since the notice: which running deadlines have other days now?"""
        if self._before is None:
            return
        for clock in self.ledger.oracle.running(clocks):
            known = self._before.get(clock.key)
            if known is not None and known.start_on == clock.start_on and known.days != clock.days:
                self.moved[clock.key] = self._change_id
        self.moved_at, self._before = at, None

    def _hand_over(self, on: date) -> None:
        firms = [
            firm
            for firm in self.town.firms
            if any(
                post.to_on is None and post.holds(on)
                for post in self.town.posts.get((Role.UNION_CHAIR, str(firm.union_id)), [])
            )
        ]
        firm = self.chance.choice(firms)
        town.hand_over(self.app, self.key, self.town, firm, on=on, at=_at(on, DAYTIME))


def _at(on: date, time_of_day: tuple[int, int]) -> datetime:
    return datetime(on.year, on.month, on.day, *time_of_day, tzinfo=LEGAL)


def prepare(
    app: Flask, settings: config.Settings, plan: Plan, *, firms: int, box: Postbox,
    workers: Workers,
) -> Year:  # fmt: skip
    """Found the district and draw everybody's story."""
    key = PersonKey(settings.person_key)
    url = settings.database_url or ""
    found = town.settle(
        app, key, firms=firms, seed=plan.seed, since=plan.first - timedelta(days=400),
        at=_at(plan.first, NIGHT), without=plan.notice_on.year + 1,
    )  # fmt: skip
    crowd = Crowd(app, found)
    crowd.gather(first=plan.first, days=plan.begin_within, seed=plan.seed)
    plain = url.replace(f"{config.DRIVER}://", "postgresql://")
    ledger = Ledger(plain, found, crowd.cases, Oracle(found, crowd.cases))
    return Year(
        app, key, plan, found, crowd, ledger, Mailing(ledger), box, workers, QueueTime(url),
        random.Random(plan.seed),
    )  # fmt: skip
