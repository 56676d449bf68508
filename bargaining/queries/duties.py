"""What becomes effective by silence, and what is overdue, by whose duty it is?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import keepers
from bargaining.rules import hard_cases, silence_watch
from bargaining.rules.roles import Actor
from bargaining.rules.silence_watch import Silence
from bargaining.rules.states import CaseState, Holder

PAGE_SIZE = 50
PROVED, UNPROVED = "proved", "unproved"
HOLDERS = (Holder.EMPLOYER, Holder.UNION, Holder.BOTH, Holder.AUTHORITY, Holder.GOVERNMENT)


@dataclass(frozen=True)
class Narrow:
    """What the lists are narrowed to (督办筛选); each list reads what concerns it.

    `days`: at most so many until silence does it, at least so many overdue. `state` is a
    review's (proved or unproved) or a union's (vacant or ended).
    """

    text: str = ""
    district: str = ""
    street: str = ""
    holder: str = ""
    rule: str = ""
    days: int | None = None
    state: str = ""
    sort: str = ""


EVERYTHING = Narrow()


@dataclass(frozen=True)
class Overdue:
    """One duty that was not done in time (逾期事项)."""

    case: Case
    deadline: Deadline
    last_on: date

    def days(self, *, today: date) -> int:
        """Count the days since the last day in time (逾期天数)."""
        return (today - self.last_on).days


@dataclass(frozen=True)
class Silent:
    """One review that runs, and when silence lets the contract take effect (默示生效事项)."""

    case: Case
    deadline: Deadline
    silence: Silence


@dataclass(frozen=True)
class Hard:
    """One case to which an instructor should go, and why (难案)."""

    case: Case
    reason: str


# ── overdue ──────────────────────────────────────────────────────────────────────────────────


def last_day() -> ColumnElement[date | None]:
    """Say in SQL which is the last day in time: the longest source, and the latest calendar."""
    return func.greatest(Deadline.overdue_after, Deadline.latest)


def overdue(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Select[Deadline, Case]:
    """Select every overdue duty an actor sees (逾期), one row for each duty.

    A 补录 and a closed case are never overdue, a right never is, and nothing is before the
    last day that any calendar could still make. Where the start is not proved nobody is late.
    """
    mine = _cases(actor, today=today, narrow=narrow)
    first = (
        select(func.min(Deadline.id))
        .join(mine, mine.c.id == Deadline.case_id)
        .where(*_is_late(today))
        # Of several sources of one duty the first stands for all.
        .group_by(
            Deadline.case_id, Deadline.start_sequence, Deadline.holder, Deadline.overdue_after
        )
    )
    found = (
        select(Deadline, Case).join(Case, Case.id == Deadline.case_id).where(Deadline.id.in_(first))
    )
    if narrow.holder:
        found = found.where(Deadline.holder == narrow.holder)
    if narrow.rule:
        found = found.where(Deadline.rule_id == narrow.rule)
    if narrow.days:
        found = found.where(last_day() <= today - timedelta(days=narrow.days))
    return found


def _is_late(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Deadline.ended_on.is_(None),
        Deadline.overdue_after.is_not(None),
        Deadline.opens_on.is_(None),  # a window is advice: nobody is late by it
        Deadline.proof["proved"].as_boolean(),
        last_day() < today,
    )


def _cases(actor: Actor, *, today: date, narrow: Narrow) -> Any:  # noqa: ANN401 -- a subquery
    seen = case_queries.visible_cases(actor, on=today).where(
        Case.origin != "backfilled", Case.closed_on.is_(None)
    )
    return placed(seen, narrow).with_only_columns(Case.id).subquery()


def placed(statement: Select[Any], narrow: Narrow) -> Select[Any]:
    """Narrow cases to a name and a place (按名称、地方筛选)."""
    if narrow.text:
        statement = statement.where(
            or_(
                Case.title.icontains(narrow.text, autoescape=True),
                Case.number.icontains(narrow.text, autoescape=True),
            )
        )
    if narrow.district:
        statement = statement.where(Case.district_code == narrow.district)
    if narrow.street:
        statement = statement.where(Case.street_code == narrow.street)
    return statement


def count_overdue(
    session: Session, actor: Actor, *, today: date, narrow: Narrow = EVERYTHING
) -> dict[Holder, int]:
    """Count the overdue duties by whose they are (逾期计数)."""
    found = overdue(actor, today=today, narrow=narrow)
    rows = session.execute(
        found.with_only_columns(Deadline.holder, func.count()).group_by(Deadline.holder)
    )
    counted = {Holder(holder): number for holder, number in rows}
    return {one: counted.get(one, 0) for one in HOLDERS}


_HOLDER_ORDER = case({one.value: place for place, one in enumerate(HOLDERS)}, value=Deadline.holder)
OVERDUE_SORTS: Mapping[str, tuple[Any, ...]] = {
    "holder": (_HOLDER_ORDER, last_day()),
    "days": (last_day().desc(),),
    "-days": (last_day(),),
    "name": (Case.title,),
    "-name": (Case.title.desc(),),
    "street": (Case.district_code, Case.street_code),
    "-street": (Case.district_code.desc(), Case.street_code.desc()),
    "rule": (Deadline.rule_id, last_day()),
    "-rule": (Deadline.rule_id.desc(), last_day()),
}


def list_overdue(
    session: Session, actor: Actor, *, today: date, narrow: Narrow, page: int | None
) -> list[Overdue]:
    """List the overdue duties (逾期名单), one page of them or all; by duty holder, oldest first."""
    order = OVERDUE_SORTS.get(narrow.sort, OVERDUE_SORTS["holder"])
    found = overdue(actor, today=today, narrow=narrow).add_columns(last_day())
    rows = session.execute(paged(found.order_by(*order, Deadline.id), page))
    return [Overdue(case=row[1], deadline=row[0], last_on=row[2]) for row in rows]


def paged(statement: Any, page: int | None) -> Any:  # noqa: ANN401 -- any columns
    """Cut one page out of a list (分页); all of it without a page."""
    if page is None:
        return statement
    return statement.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)


# ── silence ──────────────────────────────────────────────────────────────────────────────────


def silent(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Select[Deadline, Case]:
    """Select every review that runs (在审查的报送); `days`: those that end within so many."""
    mine = _cases(actor, today=today, narrow=narrow)
    found = (
        select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .join(mine, mine.c.id == Case.id)
        .where(
            Case.state == CaseState.FILED.value,
            Deadline.rule_id == silence_watch.REVIEW_RULE,
            Deadline.ended_on.is_(None),
            Deadline.due_on.is_not(None),
        )
    )
    if narrow.state in (PROVED, UNPROVED):
        proved = Deadline.proof["proved"].as_boolean()
        found = found.where(proved if narrow.state == PROVED else ~proved)
    if narrow.days:
        # It takes effect on the day after its last day.
        found = found.where(_first_day() < today + timedelta(days=narrow.days))
    return found


def _first_day() -> ColumnElement[Any]:
    return case((Deadline.certain, Deadline.due_on), else_=Deadline.earliest)


def count_silent(
    session: Session, actor: Actor, *, today: date, narrow: Narrow = EVERYTHING
) -> int:
    """Count the reviews that run (默示生效将至计数)."""
    found = silent(actor, today=today, narrow=narrow)
    return session.scalar(found.with_only_columns(func.count())) or 0


SILENT_SORTS: Mapping[str, tuple[Any, ...]] = {
    "day": (_first_day(),),
    "-day": (_first_day().desc(),),
    "name": (Case.title,),
    "-name": (Case.title.desc(),),
    "street": (Case.district_code, Case.street_code),
    "-street": (Case.district_code.desc(), Case.street_code.desc()),
}


def list_silent(
    session: Session, actor: Actor, *, today: date, narrow: Narrow, page: int | None
) -> list[Silent]:
    """List the reviews that run (默示生效将至名单), the next day first."""
    order = SILENT_SORTS.get(narrow.sort, SILENT_SORTS["day"])
    found = silent(actor, today=today, narrow=narrow).order_by(*order, Deadline.id)
    rows = session.execute(paged(found, page)).all()
    return [_silent(deadline, of, today=today) for deadline, of in rows]


def _silent(deadline: Deadline, of: Case, *, today: date) -> Silent:
    if deadline.due_on is None:
        raise ValueError(deadline.id)  # the statement asks for those that have one
    return Silent(
        case=of,
        deadline=deadline,
        silence=silence_watch.silence(
            due_on=deadline.due_on,
            earliest=deadline.earliest,
            latest=deadline.latest,
            certain=deadline.certain,
            proved=bool(deadline.proof.get("proved", True)),
            on=today,
        ),
    )


# ── hard cases without an instructor ─────────────────────────────────────────────────────────


def hard(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Select[Case, bool]:
    """Select the hard cases to which nobody was sent yet (待派指导员的难案)."""
    late = exists().where(
        Deadline.case_id == Case.id,
        Deadline.rule_id == hard_cases.ANSWER_RULE,
        Deadline.holder == hard_cases.OTHER_SIDE.value,
        *_is_late(today),
    )
    seen = case_queries.visible_cases(actor, on=today).where(
        Case.origin != "backfilled",
        Case.closed_on.is_(None),
        Case.enterprise_id.is_not(None),
        or_(
            Case.state.in_([one.value for one in hard_cases.HARD_STATES]),
            (Case.state == CaseState.PROPOSED.value) & late,
        ),
        ~keepers.has_instructor(Case.enterprise_id, on=today),
    )
    return placed(seen, narrow).add_columns(late)


def count_hard(session: Session, actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> int:
    """Count the hard cases to which nobody was sent yet (待派指导员计数)."""
    found = hard(actor, today=today, narrow=narrow)
    return session.scalar(found.with_only_columns(func.count())) or 0


HARD_SORTS: Mapping[str, tuple[Any, ...]] = {
    "since": (Case.state_since.desc().nulls_last(),),
    "-since": (Case.state_since.nulls_last(),),
    "name": (Case.title,),
    "-name": (Case.title.desc(),),
    "street": (Case.district_code, Case.street_code),
    "-street": (Case.district_code.desc(), Case.street_code.desc()),
}


def list_hard(
    session: Session, actor: Actor, *, today: date, narrow: Narrow, page: int | None
) -> Sequence[Hard]:
    """List the hard cases to which nobody was sent yet (待派指导员名单), the longest first."""
    order = HARD_SORTS.get(narrow.sort, HARD_SORTS["-since"])
    found = hard(actor, today=today, narrow=narrow).order_by(*order, Case.id)
    return [
        Hard(of, hard_cases.why_hard(CaseState(of.state), answer_overdue=late))
        for of, late in session.execute(paged(found, page)).all()
    ]


# ── what the filters offer ───────────────────────────────────────────────────────────────────


def late_rules(session: Session, actor: Actor, *, today: date) -> list[tuple[str, str]]:
    """List what is overdue at all, by rule and in words (逾期事项)."""
    label = Deadline.proof["label"].as_string()
    found = overdue(actor, today=today).with_only_columns(Deadline.rule_id, func.min(label))
    return [
        (rule, said or rule)
        for rule, said in session.execute(
            found.group_by(Deadline.rule_id).order_by(func.min(label))
        )
    ]


def places(session: Session, actor: Actor, *, today: date) -> list[tuple[str, str]]:
    """List district and street of the cases an actor sees (案件所在地)."""
    seen = case_queries.visible_cases(actor, on=today).where(Case.origin != "backfilled")
    rows = session.execute(seen.with_only_columns(Case.district_code, Case.street_code).distinct())
    return sorted((district, street or "") for district, street in rows)
