"""Make the example data: a register, its people, the years before, and a year day by day."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.actions import (
    backfill,
    contacts,
    demo_accounts,
    demo_branches,
    demo_contacts,
    demo_cycles,
    demo_dispatches,
    demo_ledger,
    demo_papers,
    demo_past,
    demo_people,
    demo_register,
    demo_wages,
)
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises as enterprise_actions
from bargaining.actions import wages as wage_actions
from bargaining.actions.demo_accounts import Beginning
from bargaining.actions.demo_contacts import Call
from bargaining.actions.demo_cycles import OPEN, Planned, Station
from bargaining.actions.demo_names import Names
from bargaining.actions.demo_register import DISTRICT, Firm
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.errors import Refusal, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.user import User
from bargaining.queries import demo as demo_queries
from bargaining.queries import law as law_queries
from bargaining.queries import silent_effect
from bargaining.queries import users as user_queries
from bargaining.queries.demo import Contents
from bargaining.readers.contracts import ContractRow
from bargaining.rules import moves
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.states import ContractWay
from bargaining.store import Store

_SEED = 20260508
_STREET = "110108012"
_HISTORY = timedelta(days=420)  # how long ago the register begins
_MOVING_IN = timedelta(days=10)  # after the register, the contracts of the years before
_LEDGER = timedelta(days=100)  # how long ago what was signed since then was taken in
_LEFT = 25  # one chair in so many has left
_MORNING = time(9, tzinfo=ZoneInfo("Asia/Shanghai"))
_OFFICE_MINUTES = 480
_SOURCE = "示例数据"
_REVIEWED = frozenset({"record_no_objection", "record_objection"})


class Size(StrEnum):
    """How much example data is made (示例规模)."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    NATION = "nation"


ENTERPRISES: Mapping[Size, int] = {Size.STREET: 150, Size.DISTRICT: 2000}
INSTRUCTORS: Mapping[Size, int] = {Size.STREET: 2, Size.DISTRICT: 12}
CHAIRS: Mapping[Size, int] = {Size.STREET: 3, Size.DISTRICT: 24}  # besides the one of the eight


@dataclass(frozen=True)
class Making:
    """What making example data needs (制作条件)."""

    size: Size
    today: date
    password_hash: str
    store: Store
    key: PersonKey


def why_not_make(session: Session, size: Size) -> Refusal | None:
    """Say why example data cannot be made here, or None when it can (能否装入示例数据)."""
    if size not in ENTERPRISES:
        return Refusal(
            "no_such_size",
            f"本版本还不能生成 {size.value} 规模的示例数据，请用 street 或 district。",
            field="size",
        )
    match demo_queries.contents(session):
        case Contents.OWN:
            return Refusal("own", "数据库里已有正式数据，不能装入示例数据。")
        case Contents.DEMO:
            return Refusal("demo", "示例数据已经装入；要重新生成，请加 --replace。")
        case Contents.EMPTY:
            return None


def make_demo(session: Session, making: Making) -> None:
    """Make the example data (装入示例数据): the same for the same size and day.

    Everything goes through the actions that people use, in the order of its days, as if it had
    been recorded then. Raises Refused where the database is not empty.
    """
    refusal = why_not_make(session, making.size)
    if refusal is not None:
        raise Refused(refusal)
    _Demo(session, making).make()


class _Demo:
    """One making of the example data."""

    def __init__(self, session: Session, making: Making) -> None:
        self._session, self._making = session, making
        self._today = making.today
        self._chance = random.Random(_SEED)  # noqa: S311 -- the same data every time
        self._names = Names(self._chance)
        self._since = making.today - _HISTORY
        self._numbers: dict[int, str] = {}
        self._instructors: dict[int, Actor] = {}
        self._people: list[Actor] = []
        self._chairs: dict[int, Actor] = {}
        self._last_years: dict[int, int] = {}
        self._actors: dict[Role, Actor] = {}

    def make(self) -> None:
        firms = self._make_register()
        self._open_accounts(firms)
        stations = (*demo_cycles.STATIONS, *demo_branches.STATIONS)
        dealt = demo_cycles.deal_stations(self._chance, firms, stations=stations)
        self._take_ledgers_in(dealt, firms)
        self._live_through(dealt)
        self._take_papers_in(firms)
        self._leave_chairs_empty(dealt)
        demo_dispatches.send_some(
            self._session, chance=self._chance, official=self._actors[Role.DISTRICT],
            instructors=self._people, today=self._today,
        )  # fmt: skip

    def _make_register(self) -> list[Firm]:
        firms = demo_register.invent_firms(
            self._chance, self._names, streets=self._streets(),
            count=ENTERPRISES[self._making.size],
        )  # fmt: skip
        mark = Mark(actor=OPERATOR, at=_moment(self._since), source=_SOURCE)
        demo_register.write_register(
            self._session, firms, since=self._since, mark=mark, key=self._making.key
        )
        demo_register.settle_unions(
            self._session, firms, chance=self._chance, names=self._names, since=self._since,
            mark=mark,
        )  # fmt: skip
        return firms

    def _streets(self) -> Sequence[Place]:
        """List the streets of the example, the one whose accounts are there first."""
        wanted = select(Place).where(Place.parent_code == DISTRICT)
        if self._making.size is Size.STREET:
            wanted = wanted.where(Place.code == _STREET)
        return self._session.scalars(wanted.order_by(Place.code != _STREET, Place.code)).all()

    def _open_accounts(self, firms: Sequence[Firm]) -> None:
        """Open the eight accounts, further instructors with their books, a sample of chairs."""
        begin = Beginning(
            self._making.password_hash, since=self._since, at=_moment(self._since, minute=30)
        )
        users = demo_accounts.open_accounts(
            self._session, chair_of=firms[0], street_code=_STREET, begin=begin, actor=OPERATOR
        )
        others = demo_people.open_instructors(
            self._session, self._names, count=INSTRUCTORS[self._making.size], begin=begin,
            actor=OPERATOR,
        )  # fmt: skip
        self._chairs = demo_people.open_chairs(
            self._session, firms, count=CHAIRS[self._making.size], begin=begin, actor=OPERATOR
        )
        books = demo_people.fill_books(
            self._session, self._chance, firms, [users[Role.INSTRUCTOR], *others],
            begin=replace(begin, at=_moment(self._since, minute=40)), actor=OPERATOR,
        )  # fmt: skip
        self._instructors = {firm.id: book.actor for book in books for firm in book.firms}
        self._people = [book.actor for book in books]
        self._actors = self._find_actors(users)

    def _find_actors(self, users: Mapping[Role, User]) -> dict[Role, Actor]:
        found = {
            role: user_queries.find_actor(user, on=self._since, wanted=None)
            for role, user in users.items()
        }
        return {role: actor for role, actor in found.items() if actor is not None}

    # ── what was signed before ───────────────────────────────────────────────────────────────

    def _take_ledgers_in(
        self, dealt: Sequence[tuple[Firm, Station]], firms: Sequence[Firm]
    ) -> None:
        """Take in what was known when the office moved in, and later what was signed since."""
        book = law_queries.law_book(self._session)
        last = demo_ledger.ledger_rows(self._chance, dealt, firms, book=book, today=self._today)
        own = {row.name: row for row in last if row.way is ContractWay.OWN}
        ends = {
            firm.id: row.term_to
            for firm, _station in dealt
            if (row := own.get(firm.name)) and row.term_to
        }
        self._last_years = {
            firm.id: row.term_from.year
            for firm, _station in dealt
            if (row := own.get(firm.name)) and row.term_from
        }
        idle = {firm.id for firm, station in dealt if not station.acts}
        rows = [
            *last,
            *demo_past.earlier_rows(self._chance, dealt, ends, book=book),
            *demo_past.other_rows(self._chance, firms, idle, book=book, today=self._today),
            *demo_past.shared_rows(self._chance, firms, book=book, today=self._today),
        ]
        moved_in, lately = self._since + _MOVING_IN, self._today - _LEDGER
        self._import([row for row in rows if demo_past.known_by(row) <= moved_in], on=moved_in)
        self._import(
            [row for row in rows if moved_in < demo_past.known_by(row) <= lately], on=lately
        )

    def _import(self, rows: Sequence[ContractRow], *, on: date) -> None:
        backfill.import_contracts(
            self._session, demo_ledger.numbered(rows), actor=self._actors[Role.DISTRICT],
            at=_moment(on), today=on,
        )  # fmt: skip

    def _take_papers_in(self, firms: Sequence[Firm]) -> None:
        """A few contracts come in from their signed papers, each with its scan."""
        demo_papers.take_papers_in(
            self._session, self._chance, firms, actor=self._actors[Role.STREET_STAFF],
            at=_moment(self._today), today=self._today, store=self._making.store,
        )  # fmt: skip

    def _leave_chairs_empty(self, dealt: Sequence[tuple[Firm, Station]]) -> None:
        """Some chairs have left, where nothing has been begun this year."""
        waiting = [firm for firm, station in dealt[1:] if not station.acts and firm.union_id]
        for number, firm in enumerate(waiting[: max(1, len(waiting) // _LEFT)]):
            on = self._today - timedelta(days=20 + 9 * (number % 12))
            enterprise_actions.change_enterprise(
                self._session, firm.id, {"chair_name": ""}, effective_on=on,
                source="主席调离，尚未补选", actor=OPERATOR, at=_moment(on, minute=number),
                today=on, key=self._making.key,
            )  # fmt: skip

    # ── a year, day by day ───────────────────────────────────────────────────────────────────

    def _live_through(self, dealt: Sequence[tuple[Firm, Station]]) -> None:
        planned = [
            one
            for firm, station in dealt
            for one in demo_cycles.plan(self._chance, self._names, firm, station, today=self._today)
        ]
        planned.sort(key=lambda one: (one.on, one.firm.id, one.order))
        begun = {one.firm.id: one.on for one in reversed(planned)}
        calls = defaultdict(list)
        for call in demo_contacts.calls(self._chance, dealt, begun=begun, today=self._today):
            calls[call.entry.on].append(call)
        acts = defaultdict(list)
        for one in planned:
            acts[one.on].append(one)
        for day in sorted({*acts, *calls}):
            self._fall_silent(day)
            for number, one in enumerate(acts[day]):
                self._take(one, at=_moment(day, minute=30 + number))
            for number, call in enumerate(calls[day]):
                self._call(call, at=_moment(day, minute=300 + number))
        self._fall_silent(self._today)

    def _call(self, call: Call, *, at: datetime) -> None:
        actor = self._helper(call.firm)
        if actor is not None:
            contacts.log(
                self._session, call.firm.id, call.entry, actor=actor, at=at, today=call.entry.on
            )

    def _helper(self, firm: Firm) -> Actor | None:
        """Name who looks after an enterprise: its instructor, or the street's own people."""
        found = [self._instructors.get(firm.id)]
        if firm.fields["street_code"] == _STREET:
            found.append(self._actors[Role.STREET_STAFF])
        helpers = [one for one in found if one is not None]
        return self._chance.choice(helpers) if helpers else None

    def _fall_silent(self, day: date) -> None:
        """Do what the worker would have done that morning."""
        for case in silent_effect.cases_to_fall_silent(self._session, on=day):
            case_actions.take_effect_by_silence(self._session, case, at=_moment(day))

    def _take(self, one: Planned, *, at: datetime) -> None:
        actor = self._recorder(one)
        if one.act.move == OPEN:
            self._open(one, actor, at=at)
            return
        number = self._numbers[one.firm.id]
        if one.act.move == "submit_wages":
            self._submit_wages(one, actor, at=at)
            return
        step = case_actions.Step(one.act.move, one.on, one.given)
        case_actions.take(self._session, number, step, actor=actor, at=at, today=one.on)

    def _open(self, one: Planned, actor: Actor, *, at: datetime) -> None:
        enterprise = self._session.get_one(Enterprise, one.firm.id)
        last_year = self._last_years.get(one.firm.id, 0)
        opened = case_actions.open_case(
            self._session, enterprise, year=max(one.on.year, last_year + 1), on=one.on,
            actor=actor, at=at, today=one.on,
        )  # fmt: skip
        self._numbers[one.firm.id] = opened.number

    def _submit_wages(self, one: Planned, actor: Actor, *, at: datetime) -> None:
        given = dict(one.given)
        sheet = demo_wages.wage_sheet(
            one.firm, rise_percent=3 + one.firm.id % 4, flaw=given.pop("flaw", "")
        )
        wage_actions.submit_wages(
            self._session, self._numbers[one.firm.id],
            case_actions.Step(one.act.move, one.on, given),
            wage_actions.Upload(f"{one.firm.name}工资方案.xlsx", sheet),
            store=self._making.store, actor=actor, at=at, today=one.on,
        )  # fmt: skip

    def _recorder(self, one: Planned) -> Actor:
        """Choose who records: the chair, or those who help a union that agreed to it."""
        firm = one.firm
        chair = self._chairs.get(firm.union_id or 0)
        if firm.union_id in self._actors[Role.UNION_CHAIR].union_ids:
            chair = self._actors[Role.UNION_CHAIR]
        helper = self._helper(firm)
        if one.act.move == "record_precheck":
            return helper or self._actors[Role.DISTRICT]
        step = moves.TABLE.get(one.act.move)
        if step is not None and Role.UNION_CHAIR not in step.by:  # the union above's own step
            return self._actors[Role.DISTRICT]
        if chair is not None:
            return chair
        if one.act.move in _REVIEWED and self._chance.random() < 0.5:
            return self._actors[Role.REVIEWER]
        if helper and firm.agreed and self._chance.random() < 0.7:
            return helper
        # This union's chair has no account: its name stands beside what it did.
        return Actor(
            user_id=None,
            name=firm.fields["chair_name"],
            role=Role.UNION_CHAIR,
            union_ids=frozenset({firm.union_id or 0}),
        )


def _moment(day: date, *, minute: int = 0) -> datetime:
    opened_at = datetime.combine(day, _MORNING).astimezone(UTC)
    return opened_at + timedelta(minutes=minute % _OFFICE_MINUTES)
