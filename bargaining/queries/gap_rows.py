"""At which step is each missing enterprise stuck today, since when, and who looks after it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import contacts as contact_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import keepers as keeper_queries
from bargaining.queries import standing
from bargaining.queries.contacts import LastContact
from bargaining.queries.gap import Gap, Missing
from bargaining.rules.gap import GapCategory
from bargaining.rules.roles import Actor
from bargaining.rules.waiting import Waiting

PAGE_SIZE = 50


@dataclass(frozen=True)
class Narrow:
    """What the list of the gap is narrowed to, and its order (缺口筛选).

    `uncovered` leaves out those whose cover only ends soon.
    """

    category: GapCategory | None = None
    uncovered: bool = False
    text: str = ""
    sort: str = "category"


@dataclass(frozen=True)
class Line:
    """One line of the list (缺口行); all but `missing` is as of today.

    `keeper` is as what somebody looks after it and who; `case` the one at hand.
    """

    missing: Missing
    case: Case | None
    waiting: Waiting | None
    deadline: Deadline | None
    keeper: tuple[str, tuple[str, ...]]
    contact: LastContact | None

    @property
    def stuck_since(self) -> date | None:
        """Name the day since when nothing moved (停留起始日)."""
        return self.case.state_since if self.case else None


@dataclass(frozen=True)
class Page:
    """One page of the list (缺口名单页)."""

    lines: tuple[Line, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Count the pages, at least one (页数)."""
        return max(1, -(-self.total // PAGE_SIZE))


def find_page(session: Session, found: Gap, *, narrow: Narrow, page: int, today: date) -> Page:
    """List one page of the gap, narrowed and sorted (缺口名单), in so many statements always."""
    chosen = _chosen(session, found, narrow, today=today)
    some = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Page(tuple(lines(session, some, found=found, today=today)), len(chosen), page)


def every_line(session: Session, found: Gap, *, narrow: Narrow, today: date) -> list[Line]:
    """List the whole gap, narrowed and sorted, for an export (缺口清单)."""
    chosen = _chosen(session, found, narrow, today=today)
    return lines(session, chosen, found=found, today=today)


def lines(session: Session, some: Sequence[Missing], *, found: Gap, today: date) -> list[Line]:
    """Add to some names where each is stuck and who looks after it (补列办理情况)."""
    ids = [one.standing.member.id for one in some]
    cases = standing.cases_at_hand(session, ids, kind=found.report.kind.value)
    nearest = case_queries.next_deadlines(session, [one.id for one in cases.values()])
    contacts = contact_queries.last_contacts(session, ids)
    kept = keeper_queries.keepers(
        session, ids, streets=[one.standing.member.street for one in some], on=today
    )
    return [_line(one, cases.get(one.standing.member.id), nearest, contacts, kept) for one in some]


def _line(
    one: Missing,
    case: Case | None,
    nearest: Mapping[int, Deadline],
    contacts: Mapping[int, LastContact],
    kept: keeper_queries.Keepers,
) -> Line:
    member = one.standing.member
    return Line(
        missing=one,
        case=case,
        waiting=standing.waiting(case) if case else None,
        deadline=nearest.get(case.id) if case else None,
        keeper=kept.of(member.id, street=member.street),
        contact=contacts.get(member.id),
    )


@dataclass(frozen=True)
class Prompt:
    """What somebody may be reminded of (催办事项)."""

    enterprise_id: int
    name: str
    waiting: Waiting | None
    deadline: Deadline | None


def prompts(
    session: Session, enterprise_ids: Sequence[int], *, actor: Actor, kind: str, today: date
) -> list[Prompt]:
    """Say of some enterprises what each waits for (催办事项), in the order asked for.

    Raises NotVisible where one of them is not the actor's to see.
    """
    wanted = list(dict.fromkeys(enterprise_ids))
    names = {
        one.id: one.name
        for one in session.scalars(
            enterprise_queries.visible_enterprises(actor, on=today).where(Enterprise.id.in_(wanted))
        )
    }
    if names.keys() != set(wanted):
        raise NotVisible
    cases = standing.cases_at_hand(session, wanted, kind=kind)
    nearest = case_queries.next_deadlines(session, [one.id for one in cases.values()])
    return [_prompt(one, names[one], cases.get(one), nearest) for one in wanted]


def _prompt(
    enterprise_id: int, name: str, case: Case | None, nearest: Mapping[int, Deadline]
) -> Prompt:
    return Prompt(
        enterprise_id=enterprise_id,
        name=name,
        waiting=standing.waiting(case) if case else None,
        deadline=nearest.get(case.id) if case else None,
    )


# ── narrowing and sorting ────────────────────────────────────────────────────────────────────


def _chosen(session: Session, found: Gap, narrow: Narrow, *, today: date) -> list[Missing]:
    some = [
        one
        for one in found.missing
        if narrow.category in (None, one.category)
        and not (narrow.uncovered and one.standing.covered)
        and _has(one, narrow.text)
    ]
    return _sorted(session, some, found, narrow.sort)


def _has(one: Missing, text: str) -> bool:
    member = one.standing.member
    return all(word in member.name or word.upper() in member.code for word in text.split())


_Key = Callable[[Missing], Any]
_ORDER = {one: place for place, one in enumerate(GapCategory)}
# What is known without asking again.
_PLAIN: Mapping[str, _Key] = {
    "category": lambda one: _ORDER[one.category],
    "name": lambda one: one.standing.member.name,
    "street": lambda one: (one.standing.member.district, one.standing.member.street),
    "workers": lambda one: one.standing.member.workers,
    "term": lambda one: one.standing.contract.term_to if one.standing.contract else None,
}
SORTS = (*_PLAIN, "stuck", "contact")


def _sorted(session: Session, some: list[Missing], found: Gap, sort: str) -> list[Missing]:
    """Sort by one column, by street and name within it; what is not known stands last."""
    by = _key(session, some, found, sort.removeprefix("-"))
    some = sorted(
        some,
        key=lambda one: (
            one.standing.member.street,
            one.standing.member.name,
            one.standing.member.id,
        ),
    )
    known = [one for one in some if by(one) is not None]
    known.sort(key=by, reverse=sort.startswith("-"))
    return known + [one for one in some if by(one) is None]


def _key(session: Session, some: Sequence[Missing], found: Gap, column: str) -> _Key:
    ids = [one.standing.member.id for one in some]
    if column == "stuck":  # days, so that the longest come last as with any number
        cases = standing.cases_at_hand(session, ids, kind=found.report.kind.value)
        since = {one: case.state_since for one, case in cases.items()}
        return lambda one: _turned(since.get(one.standing.member.id))
    if column == "contact":
        met = contact_queries.last_contacts(session, ids)
        on = {one: contact.on for one, contact in met.items()}
        return lambda one: on.get(one.standing.member.id)
    return _PLAIN.get(column, _PLAIN["category"])


def _turned(day: date | None) -> int | None:
    """An earlier day is a longer stay."""
    return None if day is None else -day.toordinal()
