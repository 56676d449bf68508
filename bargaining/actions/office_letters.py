"""Bring out what an office above has written: once for the same words, anew where they changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import paper_doors
from bargaining.actions import papers as paper_actions
from bargaining.actions.papers import Making
from bargaining.errors import Refused
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import cases as case_queries
from bargaining.queries import letter_known
from bargaining.rules import office_papers
from bargaining.rules.roles import Actor

Given = Mapping[str, str]


def print_letter(
    session: Session,
    number: str,
    kind: str,
    given: Given,
    *,
    making: Making,
    actor: Actor,
    at: datetime,
    today: date,
    seen_sequence: int | None = None,
) -> IssuedPaper:
    """Issue a paper of the office above as it was written (生成上级工会文书).

    Printed again with the same words it is the one that was issued, as long as its step is not
    recorded. Raises Refused for whoever may not take its step, and for what is still missing.
    """
    case = paper_doors.to_fill(session, number, kind, by_office=True, actor=actor, today=today)
    refusal = office_papers.asks_too_early(given)
    if refusal is not None:
        raise Refused(refusal)
    before = letter_known.standing(session, case, case_queries.facts(session, case), kind)
    if before is not None and paper_actions.says_the_same(
        session, case, before, given, today=today
    ):
        return before
    return paper_actions.issue(
        session,
        number,
        kind,
        override_reason="",
        making=making,
        actor=actor,
        at=at,
        today=today,
        seen_sequence=seen_sequence,
        given=given,
    )
