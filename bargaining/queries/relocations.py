"""What went along when an enterprise moved to another district, and what goes back with it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import moved_cases
from bargaining.rules import derivation, succession
from bargaining.rules import facts as case_facts
from bargaining.rules.events import VOID, Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.roles import Actor

Place = tuple[str, str]  # the district and the street; "" where none is recorded
_BY_ITSELF = frozenset({"system", ""})


@dataclass(frozen=True)
class WayBack:
    """What a move that is taken back leads back (更正迁移的后果): from where and to where.

    `register` is None where the register did not follow, for want of a street.
    """

    case: tuple[Place, Place]
    register: tuple[Place, Place] | None
    others: Sequence[tuple[Case, Place, Place]]


def led(entries: Iterable[Event]) -> list[Event]:
    """Pick the moves that took a case, its register and its other cases away (迁移登记)."""
    return [
        event
        for event in entries
        if event.kind == "record_succession"
        and event.payload.get("from_place")
        and not succession.goes_along_with(event)
    ]


def went_along(session: Session, case: Case, move: Event) -> list[tuple[Case, Event]]:
    """Find the entries by which other cases went along with a move (随迁登记)."""
    found = []
    others = session.scalars(
        select(Case)
        .where(
            Case.enterprise_id == case.enterprise_id,
            Case.id != case.id,
            Case.moved_on.is_not(None),
        )
        .order_by(Case.id)
    )
    for other in others:
        for one in succession.moves_of(case_queries.facts(session, other)):
            same = one.payload["place_code"] == move.payload.get("place_code")
            if same and succession.goes_along_with(one) == case.number:
                found.append((other, one))
    return found


def way_back(session: Session, case: Case, fallen: Iterable[Event]) -> Sequence[WayBack]:
    """Say what goes back with the moves among the entries taken back (更正迁移预演)."""
    return [_way_back(session, case, move) for move in led(fallen)]


def _way_back(session: Session, case: Case, move: Event) -> WayBack:
    to = _place(move, "place_code", "street_code")
    register = (to, _place(move, "registered_place", "registered_street")) if to[1] else None
    return WayBack(
        case=(to, _place(move, "from_place", "from_street")),
        register=register,
        others=[
            (
                other,
                _place(along, "place_code", "street_code"),
                _place(along, "from_place", "from_street"),
            )
            for other, along in went_along(session, case, move)
        ],
    )


def _place(event: Event, district: str, street: str) -> Place:
    return str(event.payload.get(district) or ""), str(event.payload.get(street) or "")


def is_taken_on(session: Session, case: Case, move: Event | None) -> bool:
    """Tell whether anybody went on with a case after it moved (迁入后已有登记).

    The old place can record nothing after a move, so whoever did was of the new one. The cases
    that went along count too; what the system recorded by itself does not.
    """
    if move is None or move.kind != "record_succession":
        return False
    places = [(case, move), *went_along(session, case, move)]
    return any(
        _goes_on(case_queries.history(session, one.id), after=entry) for one, entry in places
    )


def _goes_on(history: Sequence[Event], *, after: Event) -> bool:
    voided = {sequence for event in history for sequence in event.voids}
    return any(
        event.sequence > after.sequence
        and event.kind != VOID
        and event.sequence not in voided
        and event.actor_role not in _BY_ITSELF
        for event in history
    )


def as_left(session: Session, case: Case, facts: CaseFacts) -> tuple[Case, list[Deadline]]:
    """Show a case and its deadlines as they were when it left (迁出时的案件), stored nowhere.

    `facts` are those up to the move: what the new place wrote since shows in no column.
    """
    book = law_queries.law_book(session)
    derived = derivation.derive(facts, place=case.district_code, book=book)
    columns = {one.key: getattr(case, one.key) for one in inspect(Case).column_attrs}
    then = Case(**{**columns, **derived.columns})
    for name in {"enterprise", "covers"} - inspect(case).unloaded:
        set_committed_value(then, name, getattr(case, name))
    running = [Deadline(case_id=case.id, **values) for values in derived.deadlines]
    running.sort(key=_by_day)
    return then, running


def as_they_left(session: Session, rows: Sequence[Case], *, actor: Actor) -> list[Case]:
    """Show the rows of a list as they were when they left (迁出时的案件清单)."""
    left = moved_cases.all_left(session, rows, actor)
    histories = case_queries.histories(session, left)
    return [
        as_left(session, row, case_facts.fold(left[row.id].cut(histories[row.id])))[0]
        if row.id in left
        else row
        for row in rows
    ]


def _by_day(one: Deadline) -> tuple[bool, date, str]:
    """As the stored ones are listed: those that run first, what has no day last."""
    return one.ended_on is not None, one.due_on or date.max, one.rule_id
