"""Which offers wait for the employer's answer, which got a no, and what was done about them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import duties
from bargaining.queries.duties import EVERYTHING, Narrow
from bargaining.rules import facts as case_facts
from bargaining.rules import hard_cases, ladder, next_rungs, refusal_words
from bargaining.rules.events import Event
from bargaining.rules.next_rungs import NextRung
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState, Side

OVERDUE, RUNNING, DECLINED, CONFIRMED = "overdue", "running", "declined", "confirmed"
STATES: tuple[tuple[str, str], ...] = (
    (OVERDUE, "逾期未答复"), (RUNNING, "答复期内"), (DECLINED, "暂不同意"), (CONFIRMED, "经人认定"),
)  # fmt: skip


@dataclass(frozen=True)
class Unanswered:
    """One case without a yes (尚未答复的案件): how the other side stands, and what was done.

    `deadline` is the answer's where it still runs; `newest` the rung that was taken last.
    """

    case: Case
    stance: str
    deadline: Deadline | None
    newest: Event | None
    suggested: tuple[NextRung, ...]


def _running() -> Any:  # noqa: ANN401 -- a subquery
    """The clock of the newest offer that nobody answered."""
    return (
        select(Deadline.id)
        .where(
            Deadline.case_id == Case.id,
            Deadline.rule_id == hard_cases.ANSWER_RULE,
            Deadline.ended_on.is_(None),
        )
        .order_by(Deadline.start_sequence.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def unanswered(actor: Actor, *, today: date, narrow: Narrow = EVERYTHING) -> Select[Case, Deadline]:
    """Select the cases an actor sees in which the employer has not agreed (尚未答复、暂不同意)."""
    seen = case_queries.visible_cases(actor, on=today).where(
        Case.origin != "backfilled",
        Case.closed_on.is_(None),
        Case.initiator == Side.UNION.value,
        or_(
            (Case.state == CaseState.PROPOSED.value) & Case.delivered_on.is_not(None),
            Case.state == CaseState.DECLINED.value,
            Case.refusal != "",
        ),
    )
    found = duties.placed(seen, narrow)
    return (
        found.outerjoin(Deadline, Deadline.id == _running())
        .add_columns(Deadline)
        .where(*_of_state(narrow.state, today))
    )


def _of_state(state: str, today: date) -> tuple[ColumnElement[bool], ...]:
    waits = Case.state == CaseState.PROPOSED.value
    late = and_(
        Deadline.overdue_after.is_not(None),
        Deadline.proof["proved"].as_boolean(),
        duties.last_day() < today,
    )
    match state:
        case "overdue":
            return (waits, late)
        case "running":
            return (waits, func.coalesce(late, False).is_(False))
        case "declined":
            return (Case.state == CaseState.DECLINED.value,)
        case "confirmed":
            return (Case.refusal != "",)
        case _:
            return ()


def count_unanswered(
    session: Session, actor: Actor, *, today: date, narrow: Narrow = EVERYTHING
) -> int:
    """Count the cases in which the employer has not agreed (尚未答复计数)."""
    found = unanswered(actor, today=today, narrow=narrow)
    return session.scalar(found.with_only_columns(func.count())) or 0


SORTS: Mapping[str, tuple[Any, ...]] = {
    "days": (duties.last_day().nulls_last(),),
    "-days": (duties.last_day().desc().nulls_last(),),
    "name": (Case.title,),
    "-name": (Case.title.desc(),),
    "street": (Case.district_code, Case.street_code),
    "-street": (Case.district_code.desc(), Case.street_code.desc()),
}


def list_unanswered(
    session: Session, actor: Actor, *, today: date, narrow: Narrow, page: int | None
) -> list[Unanswered]:
    """List them (尚未答复名单), the longest overdue first, a no after those; two statements."""
    order = SORTS.get(narrow.sort, SORTS["days"])
    found = unanswered(actor, today=today, narrow=narrow).order_by(*order, Case.id)
    rows = session.execute(duties.paged(found, page)).all()
    told = case_queries.histories(session, [of.id for of, _ in rows])
    return [_line(of, deadline, told[of.id], today=today) for of, deadline in rows]


def _line(of: Case, deadline: Deadline | None, events: list[Event], *, today: date) -> Unanswered:
    facts = case_facts.fold(events)
    proved = deadline is not None and bool(deadline.proof.get("proved", True))
    last_on = deadline.overdue_after if deadline is not None and proved else None
    taken = ladder.done(facts)
    return Unanswered(
        case=of,
        stance=refusal_words.of_case(facts),
        deadline=deadline,
        newest=taken[-1] if taken else None,
        suggested=next_rungs.next_rungs(facts, on=today, last_on=last_on),
    )
