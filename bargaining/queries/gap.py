"""Which enterprises are missing from the figures, why, and who came into or left them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import String, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.queries import cases as case_queries
from bargaining.queries import register as register_queries
from bargaining.queries.coverage import Ground, Report, Within
from bargaining.rules import coverage, denominators, gap, register
from bargaining.rules import facts as case_facts
from bargaining.rules.coverage import Member, Standing
from bargaining.rules.gap import GapCategory

_Why: TypeAlias = Callable[..., str]


@dataclass(frozen=True)
class Missing:
    """One enterprise on the list of the gap (缺口企业)."""

    standing: Standing
    category: GapCategory


@dataclass(frozen=True)
class Gap:
    """The names behind the gap of some figures (覆盖缺口)."""

    report: Report
    missing: tuple[Missing, ...]

    @property
    def counts(self) -> dict[GapCategory, int]:
        """Count the names by category (分类计数)."""
        return gap.count(one.category for one in self.missing)


@dataclass(frozen=True)
class Mover:
    """An enterprise that came into the denominator or left it (分母增减)."""

    member: Member
    reason: str


@dataclass(frozen=True)
class Change:
    """Who came into the denominator since a day before, and who left (分母增减)."""

    before_on: date
    came: tuple[Mover, ...]
    left: tuple[Mover, ...]


def find_gap(session: Session, report: Report) -> Gap:
    """Find who is missing from some figures, and for which reason each (覆盖缺口)."""
    wanted = [one for one in report.standings if not one.covered or one.lapsing]
    filed = filed_days(session, _unproved(wanted), known_on=report.known_on)
    named = ((one, gap.category(one, report.question, filed=filed)) for one in wanted)
    return Gap(report, tuple(Missing(one, why) for one, why in named if why is not None))


def find_change(
    session: Session, read: Ground, report: Report, *, before_on: date, within: Within
) -> Change:
    """Say who came into the denominator since a day before, and who left (分母增减).

    `before_on` is one of the days that were read; what is known of both days is the same.
    """
    was = _asked(read, report, before_on, within)
    now = {one.member.id: one.member for one in report.standings}
    came, left = now.keys() - was.keys(), was.keys() - now.keys()
    histories = register_queries.enterprise_histories(session, came | left)
    said = _Said(histories, report, before_on)
    return Change(
        before_on=before_on,
        came=_movers(now, came, said, denominators.why_came),
        left=_movers(was, left, said, denominators.why_left),
    )


def _asked(read: Ground, report: Report, on: date, within: Within) -> dict[int, Member]:
    """Who was in the denominator on one of the days that were read."""
    day = 1 << read.days.index(on)
    return {
        one.id: one
        for one, days in read.members
        if days & day and within.holds(one) and coverage.belongs(one, report.question.denominator)
    }


def _unproved(standings: Iterable[Standing]) -> set[str]:
    """Name the contracts of which only the filing itself can be asked for: all others tell."""
    return {
        each.number
        for one in standings
        if not one.covered
        for each in one.member.contracts
        if each.received_on is None and each.effective_on is None
    }


# ── who came, who left ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Said:
    """What the register said of some enterprises on two days."""

    histories: Mapping[int, Sequence[register.Change]]
    report: Report
    before_on: date

    def of(self, enterprise_id: int) -> tuple[denominators.Fields | None, ...]:
        """Return the fields of the day before, and of the day asked about."""
        until = register.known_until(self.report.known_on)
        changes = self.histories.get(enterprise_id, ())
        return tuple(
            register.fields_on(changes, on=day, known_before=until)
            for day in (self.before_on, self.report.question.on)
        )


def _movers(
    members: Mapping[int, Member], ids: Iterable[int], said: _Said, why: _Why
) -> tuple[Mover, ...]:
    denominator = said.report.question.denominator
    moved = (Mover(members[one], why(*said.of(one), denominator)) for one in ids)
    return tuple(sorted(moved, key=lambda one: (one.member.name, one.member.id)))


# ── what was filed without proof ─────────────────────────────────────────────────────────────


def filed_days(session: Session, numbers: Iterable[str], *, known_on: date) -> dict[str, date]:
    """Read the day each contract was filed (报送日), as known at a day's end.

    A case that nothing was written to since is read from its row; the others are folded again
    from what had been written by then. The number of statements does not grow with the list.
    """
    until = register.known_until(known_on)
    touched = exists().where(CaseEvent.case_id == Case.id, CaseEvent.recorded_at >= until)
    wanted = select(func.unnest(literal(sorted(numbers), ARRAY(String))))
    rows = session.execute(
        select(Case.id, Case.number, Case.filed_on, touched.label("touched")).where(
            Case.number.in_(wanted)
        )
    ).all()
    again = [row.id for row in rows if row.touched]
    histories = case_queries.histories(session, again, known_at=until) if again else {}
    found = {row.number: row.filed_on for row in rows if not row.touched}
    for row in rows:
        if row.id in histories:
            found[row.number] = case_facts.fold(histories[row.id]).filed_on
    return {number: day for number, day in found.items() if day is not None}
