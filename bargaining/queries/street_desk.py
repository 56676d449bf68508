"""By what is each enterprise of a street stuck, since when, and what is due next?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import reached
from bargaining.rules import street_groups
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState, Side
from bargaining.rules.street_groups import LAPSING, Group

PAGE_SIZE = 50
MOST = 500  # at once: what one table of a browser still carries
SOON = timedelta(days=7)
TERM_ENDS = timedelta(days=60)


@dataclass(frozen=True)
class Narrow:
    """What the street's list is narrowed to (筛选条件)."""

    text: str = ""
    group: str = ""
    street: str = ""
    agreed: str = ""  # yes no
    due: str = ""  # overdue soon
    idle: int = 0  # stuck for at least so many days
    precheck: str = ""  # awaited pass return
    reach: str = ""  # phone: whom nothing else reaches
    sort: str = "due"
    settled: bool = False  # also those that need nothing


ALL = Narrow(settled=True)


@dataclass(frozen=True)
class Line:
    """One enterprise of a street as it stands today (一家企业的现状).

    `since` is the day it came to stand there; `due_on` the last day of its nearest duty;
    `contract_to` the last day of its newest contract that took effect, its own or a shared one.
    """

    enterprise: Enterprise
    case: Case | None
    union_name: str
    group: Group
    since: date | None
    due_on: date | None
    contract_to: date | None
    agreed: bool

    def stuck_days(self, *, today: date) -> int | None:
        """Count the days it has stood there (停留天数); None where nobody knows since when."""
        return None if self.since is None else max(0, (today - self.since).days)


@dataclass(frozen=True)
class Tally:
    """One group of the first screen in figures (分组数字)."""

    group: Group
    enterprises: int
    overdue: int
    agreed: int
    oldest: date | None


@dataclass(frozen=True)
class UnionLine:
    """A union whose chair is missing or whose term has run out (主席空缺、任期届满)."""

    union: UnionBody
    enterprise: Enterprise


def tallies(session: Session, *, actor: Actor, today: date) -> list[Tally]:
    """Count the actor's enterprises by what they are stuck at (分组计数), in one statement."""
    every = _lines(actor, today=today)
    rows = session.execute(
        select(
            every.c.key,
            func.count(),
            func.count(case((every.c.due_on < today, 1))),
            func.count(case((every.c.agreed, 1))),
            func.min(every.c.since),
        ).group_by(every.c.key)
    )
    found = {row[0]: row for row in rows}
    return [
        Tally(group, *found[group.key][1:]) for group in street_groups.GROUPS if group.key in found
    ]


def count_awaiting_precheck(session: Session, *, actor: Actor, today: date) -> int:
    """Count the contracts that are signed and nobody has looked at before filing (待预审)."""
    every = _lines(actor, today=today)
    wanted = _precheck_conditions(every)["awaited"]
    return session.scalar(select(func.count()).select_from(every).where(wanted)) or 0


def list_lines(
    session: Session, *, actor: Actor, today: date, narrow: Narrow, page: int = 1
) -> tuple[list[Line], int]:
    """List one page of the actor's enterprises that fit, and count them all (街道企业列表)."""
    every = _lines(actor, today=today)
    conditions = _conditions(every, narrow, today=today)
    chosen = select(every, func.count().over().label("total")).where(*conditions)
    page_of = chosen.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    rows = _read(session, page_of, narrow.sort)
    if rows or page <= 1:
        return [_line(row) for row in rows], rows[0].total if rows else 0
    # Past the last page no row tells how many there are.
    total = session.scalar(select(func.count()).select_from(every).where(*conditions)) or 0
    return [], total


def every_line(
    session: Session,
    *,
    actor: Actor,
    today: date,
    narrow: Narrow = Narrow(),
    most: int | None = None,
    only: Iterable[int] | None = None,
) -> list[Line]:
    """List all enterprises that fit (街道企业清单), the first `most`, or `only` some of them."""
    every = _lines(actor, today=today)
    chosen = select(every).where(*_conditions(every, narrow, today=today))
    if only is not None:
        chosen = chosen.where(every.c.enterprise_id.in_(list(only)))
    return [_line(row) for row in _read(session, chosen.limit(most), narrow.sort)]


def next_deadlines(session: Session, lines: Sequence[Line]) -> Mapping[int, Deadline]:
    """Find the nearest duty of each line's case (最近期限), by case."""
    return case_queries.next_deadlines(session, [one.case.id for one in lines if one.case])


def unions_to_renew(session: Session, *, actor: Actor, today: date) -> list[UnionLine]:
    """List the unions without a chair or past their term (主席空缺、任期届满), one line each."""
    rows = session.execute(
        select(UnionBody, Enterprise)
        .join(Enterprise, Enterprise.union_id == UnionBody.id)
        .where(
            enterprise_queries.may_see(actor, on=today),
            Enterprise.operating,
            or_(UnionBody.chair_name == "", UnionBody.term_ends_on < today + TERM_ENDS),
        )
        .ext(distinct_on(UnionBody.id))
        .order_by(UnionBody.id, Enterprise.id)
    )
    found = [UnionLine(row[0], row[1]) for row in rows]
    return sorted(
        found, key=lambda one: (one.union.term_ends_on or date.min, one.union.name, one.union.id)
    )


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _lines(actor: Actor, *, today: date) -> Subquery:
    """One row for each enterprise: its case at hand, its group, since when, what is due."""
    seen = select(Enterprise.id).where(
        enterprise_queries.may_see(actor, on=today), Enterprise.operating
    )
    hand = _at_hand(seen)
    contract = _contracts(seen, today=today)
    waits = _waiting_key(hand)
    return (
        select(
            Enterprise.id.label("enterprise_id"),
            Enterprise.name,
            Enterprise.initials,
            Enterprise.code,
            Enterprise.street_code,
            hand.c.id.label("case_id"),
            hand.c.state,
            hand.c.precheck,
            _key(waits, contract, today=today).label("key"),
            _since(waits, hand, contract, today=today).label("since"),
            _due(hand.c.id).label("due_on"),
            contract.c.to_on.label("contract_to"),
            UnionBody.name.label("union_name"),
            or_(
                func.coalesce(UnionBody.agreed_to_help_on <= today, False),
                case_queries.without_union(),
            ).label("agreed"),
        )
        .outerjoin(hand, hand.c.enterprise_id == Enterprise.id)
        .outerjoin(contract, contract.c.enterprise_id == Enterprise.id)
        .outerjoin(UnionBody, UnionBody.id == Enterprise.union_id)
        .where(Enterprise.id.in_(seen), or_(Enterprise.unionised, hand.c.id.is_not(None)))
        .subquery("line")
    )


def _at_hand(seen: Select[Any]) -> Subquery:
    """Each enterprise's newest case that is walked and not closed."""
    return (
        select(
            Case.id, Case.enterprise_id, Case.state, Case.precheck, Case.initiator, Case.opened_on,
            Case.state_since, Case.delivered_on, Case.received_on, Case.published_on,
        )
        .ext(distinct_on(Case.enterprise_id))
        .where(
            Case.enterprise_id.in_(seen),
            Case.kind == "wage",
            Case.origin == "walked",
            Case.state != CaseState.CLOSED.value,
        )
        .order_by(Case.enterprise_id, Case.year.desc(), Case.id.desc())
        .subquery()
    )  # fmt: skip


def _key(waits: ColumnElement[str], contract: Subquery, *, today: date) -> ColumnElement[str]:
    """The group of an enterprise: what its case waits for, else how its contract stands."""
    return case(
        (waits != "", waits),
        (contract.c.to_on > today + LAPSING, street_groups.SETTLED),
        (contract.c.to_on >= today, street_groups.LAPSES),
        else_=street_groups.UNOPENED,
    )


def _since(
    waits: ColumnElement[str], hand: Subquery, contract: Subquery, *, today: date
) -> ColumnElement[date]:
    """Since when: the day the case came to its state, else the day after its contract ended."""
    return case(
        (waits != "", func.coalesce(hand.c.state_since, hand.c.opened_on)),
        (contract.c.to_on < today, contract.c.to_on + literal(1)),
    )


def _contracts(seen: Select[Any], *, today: date) -> Subquery:
    """The last day of each enterprise's newest wage contract that took effect and stood."""
    return (
        select(
            CaseEnterprise.enterprise_id,
            func.max(func.least(Case.term_to, Case.terminated_on)).label("to_on"),
        )
        .join(Case, Case.id == CaseEnterprise.case_id)
        .where(
            CaseEnterprise.enterprise_id.in_(seen),
            CaseEnterprise.confirmed,
            Case.kind == "wage",
            Case.effective_on <= today,
            or_(
                Case.closed_on.is_(None),
                Case.closed_on >= Case.term_to,
                Case.terminated_on.is_not(None),
            ),
        )
        .group_by(CaseEnterprise.enterprise_id)
        .subquery()
    )


def _due(case_id: ColumnElement[int]) -> ColumnElement[date]:
    """The last day of a case's nearest duty whose start is proved."""
    return (
        select(func.min(func.greatest(Deadline.overdue_after, Deadline.latest)))
        .where(
            Deadline.case_id == case_id,
            Deadline.ended_on.is_(None),
            Deadline.overdue_after.is_not(None),
            Deadline.opens_on.is_(None),
            Deadline.proof["proved"].as_boolean(),
        )
        .scalar_subquery()
    )


def _waiting_key(hand: Subquery) -> ColumnElement[str]:
    """The same answer as `street_groups.key_of`, for the database."""
    proposed = hand.c.state == CaseState.PROPOSED.value
    published = hand.c.state == CaseState.PUBLISHED.value
    return case(
        (hand.c.id.is_(None), ""),
        (and_(proposed, hand.c.delivered_on.is_(None)), street_groups.UNDELIVERED),
        (and_(proposed, hand.c.initiator == Side.EMPLOYER.value), street_groups.UNION_REPLY),
        (
            and_(hand.c.state == CaseState.FILED.value, hand.c.received_on.is_(None)),
            street_groups.UNRECEIPTED,
        ),
        (and_(published, hand.c.published_on.is_not(None)), ""),
        (published, street_groups.OTHER_SIDE),
        else_=hand.c.state,
    )


def _conditions(every: Subquery, narrow: Narrow, *, today: date) -> list[ColumnElement[bool]]:
    found = [_has(every, word) for word in narrow.text.split()]
    if narrow.group:
        found.append(every.c.key == narrow.group)
    elif not narrow.settled:  # what needs nothing is listed only where it is asked for
        found.append(every.c.key != street_groups.SETTLED)
    if narrow.street:
        found.append(every.c.street_code == narrow.street)
    if narrow.idle:
        found.append(every.c.since <= today - timedelta(days=narrow.idle))
    offered = {
        ("agreed", "yes"): every.c.agreed,
        ("agreed", "no"): ~every.c.agreed,
        ("due", "overdue"): every.c.due_on < today,
        ("due", "soon"): every.c.due_on.between(today, today + SOON),
        ("reach", "phone"): ~reached.is_reached(every.c.enterprise_id, on=today),
        **{("precheck", key): one for key, one in _precheck_conditions(every).items()},
    }
    chosen = (
        ("agreed", narrow.agreed),
        ("due", narrow.due),
        ("precheck", narrow.precheck),
        ("reach", narrow.reach),
    )
    return found + [offered[one] for one in chosen if one in offered]


def _precheck_conditions(every: Subquery) -> Mapping[str, ColumnElement[bool]]:
    return {
        "awaited": and_(every.c.state == CaseState.SIGNED.value, every.c.precheck == ""),
        "pass": every.c.precheck == "pass",
        "return": every.c.precheck == "return",
    }


def _has(every: Subquery, word: str) -> ColumnElement[bool]:
    found = [every.c.name.icontains(word, autoescape=True)]
    if word.isascii():
        found.append(every.c.code.icontains(word, autoescape=True))
        found.append(every.c.initials.icontains(word.lower(), autoescape=True))
    return or_(*found)


SORTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"due": ("due_on", "since"), "since": ("since",), "name": ("initials", "name")}
)


def _order(of: Any, sort: str) -> list[ColumnElement[Any]]:  # noqa: ANN401 -- its columns
    columns = SORTS.get(sort.removeprefix("-"), SORTS["due"])
    turned = sort.startswith("-")
    order = [(of[one].desc() if turned else of[one].asc()) for one in columns]
    return [*(one.nulls_last() for one in order), of["enterprise_id"].asc()]


def _read(session: Session, chosen: Select[Any], sort: str) -> Sequence[Any]:
    """Read the chosen lines with their rows, first those that come first: one statement."""
    shown = chosen.order_by(*_order(chosen.selected_columns, sort)).subquery("shown")
    kept = (
        shown.c[one]
        for one in ("key", "since", "due_on", "contract_to", "union_name", "agreed", "total")
        if one in shown.c
    )
    return session.execute(
        select(*kept, Enterprise, Case)
        .join(Enterprise, Enterprise.id == shown.c.enterprise_id)
        .outerjoin(Case, Case.id == shown.c.case_id)
        .order_by(*_order(shown.c, sort))
    ).all()


def _line(row: Any) -> Line:  # noqa: ANN401 -- a row of `_lines` with its enterprise and case
    return Line(
        enterprise=row.Enterprise,
        case=row.Case,
        union_name=row.union_name or "",
        group=street_groups.get_group(row.key),
        since=row.since,
        due_on=row.due_on,
        contract_to=row.contract_to,
        agreed=row.agreed,
    )
