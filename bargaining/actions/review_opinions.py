"""Bring out the authority's opinion on a review: once for the same words, anew for others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import paper_doors
from bargaining.actions import papers as paper_actions
from bargaining.actions.papers import Making
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import cases as case_queries
from bargaining.queries import review_desk
from bargaining.rules.roles import Actor

KIND = "review_opinion"


def print_opinion(
    session: Session,
    number: str,
    given: Mapping[str, str],
    *,
    making: Making,
    actor: Actor,
    at: datetime,
    today: date,
    seen_sequence: int | None = None,
) -> IssuedPaper:
    """Issue an opinion on a review as it was written (生成审查意见书).

    Printed again with the same words it is the one that was issued. Raises Refused for whoever
    does not speak for the authority, and for what is still missing.
    """
    case = paper_doors.to_fill(session, number, KIND, by_office=False, actor=actor, today=today)
    before = review_desk.opinion_of(session, case, case_queries.facts(session, case))
    if before is not None and paper_actions.says_the_same(
        session, case, before, given, today=today
    ):
        return before
    return paper_actions.issue(
        session,
        number,
        KIND,
        override_reason="",
        making=making,
        actor=actor,
        at=at,
        today=today,
        seen_sequence=seen_sequence,
        given=given,
    )
