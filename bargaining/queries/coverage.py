"""How many enterprises are covered, and which? On any day, as known on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.chain_head import ChainHead
from bargaining.models.place import Place
from bargaining.queries import coverage_contracts, coverage_register
from bargaining.queries import places as place_queries
from bargaining.queries import targets as target_queries
from bargaining.queries.coverage_contracts import Covering
from bargaining.rules import coverage, coverage_board, targets, trend
from bargaining.rules.coverage import (
    Denominator,
    Grouping,
    Line,
    Member,
    Question,
    Reach,
    Standing,
)
from bargaining.rules.coverage_board import DenominatorLine, KindLine
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OFFICIALS, Actor, Role
from bargaining.rules.targets import Target
from bargaining.rules.trend import Point, Stretch

# Whose sight is their place, so that the place's target is theirs to reach.
_OF_A_PLACE = frozenset({*OFFICIALS, Role.STREET_STAFF})


@dataclass(frozen=True)
class Report:
    """The figures with the list behind every one of them (覆盖统计)."""

    question: Question
    kind: ContractKind
    known_on: date
    lines: tuple[Line, ...]
    total: Line
    standings: tuple[Standing, ...]
    names: Mapping[str, str]

    def behind(self, column: str, *, key: str | None = None) -> list[Standing]:
        """List who is counted in one figure (数字背后的名单); no key is the total."""
        counted = coverage.COLUMNS[column]
        return [
            one
            for one in self.standings
            if counted(one) and key in (None, coverage.group_key(one.member, self.question.by))
        ]

    @cached_property
    def list_hash(self) -> str:
        """Hash who is counted and how (名单哈希)."""
        return coverage.list_hash(self.standings)


@dataclass(frozen=True)
class Ground:
    """Everything the figures of some days are counted from, read once (统计底数)."""

    days: tuple[date, ...]
    known_on: date
    members: tuple[tuple[Member, int], ...]
    contracts: Covering

    def stretches(self, kind: ContractKind, within: Within) -> list[Stretch]:
        """Give every enterprise its contracts of one kind (按种类取合同)."""
        covering = self.contracts[kind]
        return [
            Stretch(one._replace(contracts=covering[one.id]), here)
            if one.id in covering
            else Stretch(one, here)
            for one, here in self.members
            if within.holds(one)
        ]


def newest_mark(session: Session) -> tuple[int, str]:
    """Name the end of the audit chain (审计链末端): while it stays, nothing was written.

    Not a newest number of the events themselves: those are given before the commit, and a
    smaller one may appear after a greater.
    """
    head = session.execute(select(ChainHead.number, ChainHead.hash)).one_or_none()
    return (head.number, head.hash) if head else (0, "")


@dataclass(frozen=True)
class Within:
    """The district or street that the figures are narrowed to (统计范围)."""

    district: str | None = None
    street: str | None = None

    def holds(self, member: Member) -> bool:
        """Tell whether an enterprise is counted there (是否在范围内)."""
        return self.district in (None, member.district) and self.street in (None, member.street)


@dataclass(frozen=True)
class Board:
    """The figures, and all other ways of counting beside them (覆盖看板).

    `trend` ends on the day asked about; `place` is where the total belongs, if anywhere.
    """

    report: Report
    denominators: tuple[DenominatorLine, ...]
    kinds: tuple[KindLine, ...]
    trend: tuple[Point, ...]
    year_ago: Point
    place: str | None = None
    targets: Mapping[str | None, Target] = field(default_factory=dict)

    @property
    def target(self) -> Target | None:
        """Name the target of the whole (总目标)."""
        return self.targets.get(self.place) if self.place else None

    def missing(self, line: Line) -> int | None:
        """Count what a line lacks to its target (还差家数); None where none is set."""
        target = self.target if line is self.report.total else self.targets.get(line.key)
        if target is None:
            return None
        return targets.gap(target.rate, enterprises=line.enterprises, covered=line.covered)


def report(
    session: Session,
    *,
    actor: Actor,
    question: Question,
    kind: ContractKind,
    known_on: date,
    district: str | None = None,
    street: str | None = None,
) -> Report:
    """Count coverage among the enterprises an actor sees (覆盖统计), in one place or in all.

    Who sees what goes by the belonging of the day asked about.
    """
    found = _ground(session, actor=actor, days=(question.on,), known_on=known_on, kinds=(kind,))
    members = [one.member for one in found.stretches(kind, Within(district, street))]
    return _report(session, members, question=question, kind=kind, known_on=known_on)


def members(
    session: Session, *, actor: Actor, as_of: date, known_on: date, kind: ContractKind
) -> list[Member]:
    """List the enterprises an actor sees with the contracts that cover each (计数用企业)."""
    found = _ground(session, actor=actor, days=(as_of,), known_on=known_on, kinds=(kind,))
    return [one.member for one in found.stretches(kind, Within())]


def ground(session: Session, *, actor: Actor, on: date, known_on: date) -> Ground:
    """Read once what every way of counting is answered from (统计底数): the day, the ends of
    the twelve months before, the same day of last year; all kinds of contract.
    """
    days = sorted({trend.year_before(on), *trend.month_ends(on), on})
    return _ground(session, actor=actor, days=days, known_on=known_on, kinds=ContractKind)


def _ground(
    session: Session,
    *,
    actor: Actor,
    days: Sequence[date],
    known_on: date,
    kinds: Iterable[ContractKind],
) -> Ground:
    found = coverage_register.members_over(session, actor, days=days, known_on=known_on)
    return Ground(
        days=tuple(days),
        known_on=known_on,
        members=tuple(found),
        contracts=coverage_contracts.contracts_known(
            session, sorted({one.id for one, _ in found}), kinds=kinds, known_on=known_on
        ),
    )


def board(
    session: Session,
    read: Ground,
    *,
    actor: Actor,
    question: Question,
    kind: ContractKind,
    within: Within = Within(),
) -> Board:
    """Answer every way of counting from what was read (覆盖看板): page, spreadsheet, command."""
    stretches = read.stretches(kind, within)
    today = 1 << read.days.index(question.on)
    counted = [one.member for one in stretches if one.days & today]
    reached = coverage.reaches(counted, on=question.on)
    figures = _report(
        session, counted, reached, question=question, kind=kind, known_on=read.known_on
    )
    points = {one.on: one for one in trend.trend(stretches, read.days, question)}
    place = _place(actor, within)
    keys = [place, *(one.key for one in figures.lines)] if _by_place(question) else [place]
    return Board(
        report=figures,
        denominators=coverage_board.by_denominator(counted, question, reached),
        kinds=coverage_board.by_kind(counted, read.contracts, question, {kind: reached}),
        trend=tuple(points[day] for day in (*trend.month_ends(question.on), question.on)),
        year_ago=points[trend.year_before(question.on)],
        place=place,
        targets=target_queries.find_targets(session, keys, question.on.year, question, kind),
    )


def each_kind(read: Ground, *, on: date) -> list[dict[ContractKind, Standing]]:
    """Say how every enterprise stands in every kind of contract (各类合同逐户), names in order.

    Asked of the few enterprises of one union, whatever denominator they belong to.
    """
    question, today = Question(on=on, denominator=Denominator.ALL), 1 << read.days.index(on)
    found: dict[int, dict[ContractKind, Standing]] = {}
    for kind in ContractKind:
        for one, here in read.stretches(kind, Within()):
            if here & today:
                found.setdefault(one.id, {})[kind] = coverage.standing(one, question)
    return sorted(found.values(), key=lambda kinds: kinds[ContractKind.WAGE].member.name)


def _place(actor: Actor, within: Within) -> str | None:
    """Say where the total belongs: where it is narrowed to, else the actor's only place."""
    own = next(iter(actor.places)) if len(actor.places) == 1 else None
    return within.street or within.district or (own if actor.role in _OF_A_PLACE else None)


def _by_place(question: Question) -> bool:
    return question.by in (Grouping.DISTRICT, Grouping.STREET)


def _report(
    session: Session,
    asked: Iterable[Member],
    reached: Mapping[int, Reach] | None = None,
    *,
    question: Question,
    kind: ContractKind,
    known_on: date,
) -> Report:
    found = tuple(coverage.standings(asked, question, reached))
    names = group_names(session, question.by)
    lines, total = coverage.lines(found, by=question.by, names=names)
    return Report(
        question=question,
        kind=kind,
        known_on=known_on,
        lines=tuple(lines),
        total=total,
        standings=found,
        names=names,
    )


def group_names(session: Session, by: Grouping) -> dict[str, str]:
    """Name the groups that figures are broken down by (分组名称); others name themselves."""
    match by:
        case Grouping.DISTRICT | Grouping.STREET:
            rows = session.execute(select(Place.code, Place.name)).all()
            return {row.code: row.name for row in rows}
        case Grouping.INDUSTRY:
            return {one.code: one.name for one in place_queries.list_sections(session)}
        case Grouping.OWNERSHIP | Grouping.SIZE:
            return {}
