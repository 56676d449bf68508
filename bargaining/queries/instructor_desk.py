"""How does an instructor's book look today? Every enterprise with its reasons, hottest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import Integer, literal, or_, select
from sqlalchemy import func as sql
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.queries import cases as case_queries
from bargaining.queries import contacts, standing
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries.contacts import ContactDays, LastContact
from bargaining.queries.standing import Held
from bargaining.rules import heat
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.heat import Duty, Heat, Reason, Situation, When
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState, Holder
from bargaining.rules.wage_findings import Verdict

DONE = frozenset({CaseState.CLOSED, CaseState.PUBLISHED})
# Whole rows where they are shown, a few columns where they are only counted.
CaseT = TypeVar("CaseT", Case, Held)
ContactT = TypeVar("ContactT", LastContact, ContactDays)


@dataclass(frozen=True)
class DeskLine:
    """One enterprise of a book on a day (工作台行)."""

    enterprise_id: int
    name: str
    initials: str
    street_code: str
    street_name: str
    workers: int | None
    address: str
    chair_name: str
    case: Case | None
    contact: LastContact | None
    reasons: tuple[Reason, ...]
    when: When
    due_on: date | None

    @property
    def is_hot(self) -> bool:
        """Tell whether anything asks for somebody (是否热点)."""
        return bool(self.reasons)


@dataclass(frozen=True)
class Narrow:
    """What a book is narrowed to (筛选条件)."""

    text: str = ""
    when: str = ""
    reason: str = ""
    street: str = ""
    state: str = ""
    sort: str = "heat"
    enterprise_ids: frozenset[int] = frozenset()


def book(
    session: Session,
    *,
    actor: Actor,
    on: date,
    of: int | None = None,
    among: Sequence[int] | None = None,
) -> list[DeskLine]:
    """List a whole book on a day (联系企业), the hottest first, in a constant number of statements.

    An instructor's own; with `of`, that instructor's as far as somebody else may see it; with
    `among`, of what one may see only these.
    """
    seen = enterprise_queries.visible_enterprises(actor, on=on)
    if of is not None:
        seen = seen.where(Enterprise.id.in_(in_book_of([of], on=on)))
    if among is not None:
        seen = seen.where(Enterprise.id.in_(among))
    firms = session.execute(
        seen.join(Place, Place.code == Enterprise.street_code).with_only_columns(
            Enterprise.id, Enterprise.name, Enterprise.initials, Enterprise.street_code,
            Place.name.label("street_name"), Enterprise.workers, Enterprise.operates_at,
            Enterprise.registered_at, Enterprise.chair_name,
        )
    ).all()  # fmt: skip
    ids = [one.id for one in firms]
    found = looked_at(session, ids)
    offered = _offered_to(session, of if of is not None else actor.user_id)
    lines = [_line(firm, found, offered.get(firm.id), on=on) for firm in firms]
    return sorted(lines, key=_heat_key)


def in_book_of(user_ids: Iterable[int], *, on: date) -> Any:  # noqa: ANN401 -- a statement
    """Select the enterprises in some people's books on a day (手册企业)."""
    return select(Assignment.enterprise_id).where(
        Assignment.user_id.in_(list(user_ids)),
        Assignment.from_on <= on,
        or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
    )


@dataclass(frozen=True)
class Looked(Generic[CaseT, ContactT]):
    """What was read of many enterprises at once (批量情形)."""

    cases: Mapping[int, CaseT]
    duties: Mapping[int, tuple[Duty, ...]]
    contacts: Mapping[int, ContactT]
    blocked: Collection[int]

    def knows(self, enterprise_id: int) -> bool:
        """Tell whether there is a case at hand or a contact at all (是否有情形)."""
        return enterprise_id in self.cases or enterprise_id in self.contacts

    def situation(self, enterprise_id: int, *, offered_on: date | None) -> Situation:
        """Put together what is known of one enterprise (情形)."""
        case = self.cases.get(enterprise_id)
        contact = self.contacts.get(enterprise_id)
        state = CaseState(case.state) if case else None
        return Situation(
            state=state,
            in_hand=state is not None and state not in DONE,
            opened_on=case.opened_on if case else None,
            duties=self.duties.get(case.id, ()) if case else (),
            last_contact_on=contact.on if contact else None,
            next_contact_on=contact.next_on if contact else None,
            blocked=case is not None and case.id in self.blocked,
            offered_on=offered_on,
        )


def looked_at(session: Session, enterprise_ids: Sequence[int]) -> Looked[Case, LastContact]:
    """Read what the reasons of many enterprises are made of (读取情形): four statements."""
    cases = standing.cases_at_hand(session, enterprise_ids)
    case_ids = [case.id for case in cases.values()]
    return Looked(
        cases=cases,
        duties=_duties(session, case_ids),
        contacts=contacts.last_contacts(session, enterprise_ids),
        blocked=_blocked(session, case_ids),
    )


def counted_of(session: Session, enterprise_ids: Sequence[int]) -> Looked[Held, ContactDays]:
    """Read what reasons are made of where nothing else is shown (计数情形): four statements."""
    cases = standing.held(session, enterprise_ids)
    case_ids = [case.id for case in cases.values()]
    return Looked(
        cases=cases,
        duties=_duties(session, case_ids),
        contacts=contacts.last_days(session, enterprise_ids),
        blocked=_blocked(session, case_ids),
    )


def _line(
    firm: Any,  # noqa: ANN401 -- a row of columns
    found: Looked[Case, LastContact],
    offered_on: date | None,
    *,
    on: date,
) -> DeskLine:
    situation = found.situation(firm.id, offered_on=offered_on)
    reasons = heat.reasons(situation, on=on)
    return DeskLine(
        enterprise_id=firm.id,
        name=firm.name,
        initials=firm.initials,
        street_code=firm.street_code,
        street_name=firm.street_name,
        workers=firm.workers,
        address=firm.operates_at or firm.registered_at,
        chair_name=firm.chair_name,
        case=found.cases.get(firm.id),
        contact=found.contacts.get(firm.id),
        reasons=reasons,
        when=heat.when(situation, reasons, on=on),
        due_on=min((one.remind_on for one in situation.duties), default=None),
    )


def _duties(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Duty, ...]]:
    """Read the running duties; of several sources of one duty the shortest reminds."""
    rows = session.execute(
        select(
            Deadline.case_id, Deadline.rule_id, Deadline.start_sequence, Deadline.holder,
            Deadline.due_on, Deadline.remind_on, Deadline.overdue_after, Deadline.earliest,
            Deadline.latest, Deadline.proof["label"].as_string().label("label"),
            Deadline.proof["duty"].as_string().label("duty"),
            Deadline.proof["proved"].as_boolean().label("proved"),
        ).where(
            Deadline.case_id.in_(_unnested(case_ids)),
            Deadline.ended_on.is_(None),
            Deadline.overdue_after.is_not(None),
            Deadline.opens_on.is_(None),  # a window is advice: nobody is late by it
        ).order_by(Deadline.due_on, Deadline.rule_id)
    )  # fmt: skip
    found: dict[int, dict[tuple[str, int], Duty]] = {}
    for row in rows:
        of_case = found.setdefault(row.case_id, {})
        key = (row.duty, row.start_sequence)
        one = _duty(row)
        known = of_case.get(key)
        if known is None or one.remind_on < known.remind_on:
            of_case[key] = one
    return {case_id: tuple(duties.values()) for case_id, duties in found.items()}


def _duty(row: Any) -> Duty:  # noqa: ANN401 -- a row of columns
    first = min(day for day in (row.remind_on, row.due_on, row.earliest) if day is not None)
    last = max(day for day in (row.overdue_after, row.latest) if day is not None)
    return Duty(
        label=row.label,
        holder=Holder(row.holder),
        is_answer=row.rule_id == "T-OFFER-REPLY",
        remind_on=first,
        last_on=last,
        proved=row.proved,
    )


def _blocked(session: Session, case_ids: Sequence[int]) -> set[int]:
    """Name the cases whose newest standing wage table has findings that come first."""
    newest = (
        select(CaseEvent.case_id, CaseEvent.payload["verdict"].as_string().label("verdict"))
        .where(
            CaseEvent.case_id.in_(_unnested(case_ids)),
            CaseEvent.kind == "submit_wages",
            ~case_queries.taken_back(),
        )
        .ext(distinct_on(CaseEvent.case_id))
        .order_by(CaseEvent.case_id, CaseEvent.sequence.desc())
        .subquery()
    )
    blocked = select(newest.c.case_id).where(newest.c.verdict == Verdict.BLOCKED.value)
    return set(session.scalars(blocked))


def _offered_to(session: Session, user_id: int | None) -> dict[int, date]:
    """The sendings that wait for somebody's answer, by enterprise."""
    rows = session.execute(
        select(Dispatch.enterprise_id, Dispatch.sent_on).where(
            Dispatch.user_id == user_id, Dispatch.state == DispatchState.OFFERED.value
        )
    )
    return {row.enterprise_id: row.sent_on for row in rows}


def _unnested(ids: Sequence[int]) -> Any:  # noqa: ANN401 -- a statement
    return select(sql.unnest(literal(list(ids), ARRAY(Integer))))


# ── narrowing and ordering ───────────────────────────────────────────────────────────────────


def narrowed(lines: Iterable[DeskLine], narrow: Narrow) -> list[DeskLine]:
    """Keep and order the lines that fit (筛选排序); an unknown order is the usual one."""
    fitting = [one for one in lines if _fits(one, narrow)]
    turned = narrow.sort.startswith("-")
    key = SORTS.get(narrow.sort.removeprefix("-"), _heat_key)
    return sorted(fitting, key=key, reverse=turned)


def _fits(line: DeskLine, narrow: Narrow) -> bool:
    return (
        all(_has(line, word) for word in narrow.text.split())
        and (not narrow.when or line.when in _WITHIN.get(narrow.when, frozenset()))
        and (not narrow.reason or narrow.reason in [one.heat for one in line.reasons])
        and (not narrow.street or line.street_code == narrow.street)
        and (not narrow.state or narrow.state == (line.case.state if line.case else "none"))
        and (not narrow.enterprise_ids or line.enterprise_id in narrow.enterprise_ids)
    )


def _has(line: DeskLine, word: str) -> bool:
    number = line.case.number if line.case else ""
    return word in line.name or word.lower() in line.initials.lower() or word in number


_WITHIN: Mapping[str, frozenset[When]] = {
    "today": frozenset({When.TODAY}),
    "week": frozenset({When.TODAY, When.WEEK}),
}


def _heat_key(line: DeskLine) -> tuple[Any, ...]:
    return (line.when is not When.TODAY, heat.order(line.reasons), line.initials, line.name)


SORTS: Mapping[str, Any] = {
    "heat": _heat_key,
    "name": lambda line: (line.initials, line.name, line.enterprise_id),
    "street": lambda line: (line.street_code, _heat_key(line)),
    "state": lambda line: (line.case.state if line.case else "", line.initials, line.name),
    "due": lambda line: (line.due_on or date.max, line.initials, line.name),
    "contact": lambda line: (
        line.contact.on if line.contact else date.min, line.initials, line.name,
    ),
}  # fmt: skip


def counted(lines: Iterable[DeskLine]) -> dict[str, int]:
    """Count today's, this week's and all lines (今天、本周、全部)."""
    every = list(lines)
    return {
        "today": sum(one.when is When.TODAY for one in every),
        "week": sum(one.when is not When.LATER for one in every),
        "all": len(every),
    }


def kinds_of(lines: Iterable[DeskLine]) -> list[tuple[Heat, int]]:
    """Count the lines of each reason, in the reasons' order (各原因家数)."""
    every = list(lines)
    found = [
        (kind, sum(kind in [reason.heat for reason in one.reasons] for one in every))
        for kind in Heat
    ]
    return [one for one in found if one[1]]
