"""What asks for an official today? Counts for a whole territory, and what is overdue by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import duties, unanswered, union_terms
from bargaining.queries.duties import Narrow
from bargaining.rules.coverage_terms import Grouping
from bargaining.rules.roles import Actor

# Silence is near when it would do it within a week: time enough to ask 人社 first.
NEAR_DAYS = 7


@dataclass(frozen=True)
class Desk:
    """What asks for somebody to act (需要您办).

    `late_by_place` counts the overdue duties by district or street.
    """

    unanswered: int
    hard: int
    silent: int
    overdue: int
    to_elect: int
    to_verify: int
    in_hand: int
    late_by_place: Mapping[str, int]


def desk(session: Session, actor: Actor, *, today: date, by: Grouping) -> Desk:
    """Count what asks for an official (需要您办), in six statements however many cases."""
    late = _late_by_place(session, actor, today=today, by=by)
    to_verify, in_hand = session.execute(
        case_queries.visible_cases(actor, on=today)
        .where(Case.origin != "backfilled")
        .with_only_columns(
            func.count().filter(Case.to_verify), func.count().filter(case_queries.in_hand())
        )
    ).one()
    near = Narrow(state=duties.PROVED, days=NEAR_DAYS)
    return Desk(
        unanswered=unanswered.count_unanswered(session, actor, today=today),
        hard=duties.count_hard(session, actor, today=today),
        silent=duties.count_silent(session, actor, today=today, narrow=near),
        overdue=sum(late.values()),
        to_elect=union_terms.count_unions(session, actor, today=today),
        to_verify=to_verify,
        in_hand=in_hand,
        late_by_place=late,
    )


def _late_by_place(session: Session, actor: Actor, *, today: date, by: Grouping) -> dict[str, int]:
    place: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] = (
        Case.district_code if by is Grouping.DISTRICT else Case.street_code
    )
    found = duties.overdue(actor, today=today).with_only_columns(place, Deadline.id).subquery()
    rows = session.execute(select(found.c[0], func.count()).group_by(found.c[0]))
    return {code or "": number for code, number in rows}
