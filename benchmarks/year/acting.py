"""The people of the district act: real steps, by real accounts, on their days."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections
from bargaining.errors import Invalid, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR, Actor, Role
from benchmarks.year import stories
from benchmarks.year.book import CaseBook
from benchmarks.year.stories import Deed
from benchmarks.year.town import ONE_DAY, Firm, Town

_LOOK_AGAIN = 3  # days, while somebody waits for the contract to take effect
_PATIENCE = 60  # such looks


@dataclass
class _Life:
    """Where one enterprise's story stands."""

    firm: Firm
    deeds: Iterator[Deed]
    case: CaseBook | None = None
    looks: int = 0


@dataclass
class Crowd:
    """All the people, and their book."""

    app: Flask
    town: Town
    cases: dict[str, CaseBook] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _agenda: list[tuple[date, int, int]] = field(default_factory=list)
    _waiting: dict[int, tuple[_Life, Deed]] = field(default_factory=dict)
    _count: int = 0

    def gather(self, *, first: date, days: int, seed: int) -> None:
        """Draw everybody's story."""
        for number, firm in enumerate(self.town.firms):
            teller = stories.Teller(firm, random.Random(f"{seed}:{number}"))
            self._next(_Life(firm, teller.deeds(days=days)), first)

    def act(self, on: date, at: datetime) -> None:
        """Let everybody do what they do on a day."""
        with self.app.app_context():
            while self._agenda and self._agenda[0][0] <= on:
                with db.transaction(OPERATOR) as session:
                    for key in self._of_today(on):
                        life, deed = self._waiting.pop(key)
                        self._do(session, life, deed, on, at)

    def _of_today(self, on: date) -> list[int]:
        keys: list[int] = []
        while self._agenda and self._agenda[0][0] <= on:
            keys.append(heapq.heappop(self._agenda)[2])
        return keys

    def _next(self, life: _Life, day: date) -> None:
        deed = next(life.deeds, None)
        if deed is not None:
            self._put(life, deed, day + deed.after * ONE_DAY)

    def _put(self, life: _Life, deed: Deed, day: date) -> None:
        self._count += 1
        self._waiting[self._count] = (life, deed)
        heapq.heappush(self._agenda, (day, self._count, self._count))

    # ── one deed ─────────────────────────────────────────────────────────────────────────────

    def _do(self, session: Session, life: _Life, deed: Deed, on: date, at: datetime) -> None:
        if deed.once_in_force and not self._in_force(life, deed, on):
            return
        if deed.move == stories.OPEN and "before_end" in deed.given:
            end = life.case.term_to if life.case else None
            if end is None or life.case is None or life.case.effect is None:
                return
            day = end - deed.given["before_end"] * ONE_DAY
            if day > on:
                self._put(life, deed, day)
                return
        try:
            with audit.attempt(session):
                self._written(session, life, deed, on, at)
            self.done[deed.move] += 1
        except (Refused, Invalid) as refusal:
            words = f"{deed.move}{' again' if deed.repeat else ''}: {refusal}"
            self.refused[words[:70]] += 1
            if deed.move == stories.OPEN:
                return
        self._next(life, on)

    def _in_force(self, life: _Life, deed: Deed, on: date) -> bool:
        """Tell whether the contract is in force long enough; else look again later."""
        case = life.case
        if case is None or case.closed:
            return False
        if case.effect is None:
            life.looks += 1
            if life.looks < _PATIENCE:
                self._put(life, deed, on + _LOOK_AGAIN * ONE_DAY)
            return False
        day = case.effect.on + deed.after * ONE_DAY
        if day > on:
            self._put(life, deed, day)
            return False
        return True

    def _written(self, session: Session, life: _Life, deed: Deed, on: date, at: datetime) -> None:
        actor = self._actor(life.firm, on)
        if deed.move == stories.OPEN:
            life.case = self._opened(session, life, deed, on, at)
        elif life.case is not None and deed.move == stories.CORRECT:
            entry = life.case.entries[-1]
            corrections.void(
                session, life.case.number, entry.written_as, reason="登记有误", actor=actor,
                at=at, today=on,
            )  # fmt: skip
            life.case.take_back()
        elif life.case is not None and deed.move == stories.AMEND:
            self._amended(session, life.case, deed, actor, on, at)
        elif life.case is not None:
            self._taken(session, life.case, deed, actor, on, at)

    def _actor(self, firm: Firm, on: date) -> Actor:
        chairs = self.town.holders(Role.UNION_CHAIR, str(firm.union_id), on)
        return self.town.people[chairs[0]].actor if chairs else OPERATOR

    def _opened(
        self, session: Session, life: _Life, deed: Deed, on: date, at: datetime
    ) -> CaseBook:
        before = life.case
        day = on - deed.ago * ONE_DAY
        year = max(day.year, before.year + 1 if before else 0)
        case = case_actions.open_case(
            session, session.get_one(Enterprise, life.firm.id), year=year, on=day, actor=OPERATOR,
            at=at, today=on,
        )  # fmt: skip
        book = CaseBook(case.number, life.firm, day, year, before=before)
        if before is not None:
            before.next = book
        self.cases[case.number] = book
        return book

    def _amended(
        self, session: Session, case: CaseBook, deed: Deed, actor: Actor, on: date, at: datetime
    ) -> None:
        """The offer came on another day than was written down."""
        entry = case.last("send_proposal")
        if entry is None:
            return
        day = min(entry.on + deed.given["by"] * ONE_DAY, on)
        row = corrections.amend(
            session, case.number, entry.written_as, on=day, given={}, reason="送达日登记有误",
            actor=actor, at=at, today=on, keeping=True,
        )  # fmt: skip
        case.amend(entry.place, day, row.last_sequence)

    def _taken(
        self, session: Session, case: CaseBook, deed: Deed, actor: Actor, on: date, at: datetime
    ) -> None:
        day = on - deed.ago * ONE_DAY
        given = _filled(deed, day)
        step = case_actions.Step(deed.move, day, given)
        row = case_actions.take(session, case.number, step, actor=actor, at=at, today=on)
        case.note(deed.move, day, given, row.last_sequence, on)


def _filled(deed: Deed, day: date) -> dict[str, Any]:
    """Turn a story's answers into a form's: days from the day of the deed."""
    given = dict(deed.given)
    for name, asked in (("meeting_in", "meeting_on"), ("congress_in", "congress_on")):
        distance = given.pop(name, 0)
        if distance:
            given[asked] = (day + timedelta(days=distance)).isoformat()
    if "lasts" in given:
        given |= stories.term(day, given.pop("lasts"))
    if "signed_ago" in given:
        given["signed_on"] = (day - given.pop("signed_ago") * ONE_DAY).isoformat()
    if deed.move == "record_performance":
        given["period"] = f"{day.year}年"
    return given
