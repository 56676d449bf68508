"""What is worked out beside the review of a change: the day silence does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bargaining.errors import Refused
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.rules import keeping_checks
from bargaining.rules.facts import CaseFacts


def silence_day(
    session: Session, case: Case, facts: CaseFacts, payload: Mapping[str, Any], *, on: date
) -> dict[str, str]:
    """Name the day silence would do it for a change (变更的届满次日), where that is sure.

    Raises Refused for silence recorded before the review is over.
    """
    change = keeping_checks.open_change(facts)
    if change is None or change.filing is None or change.received_on is None:
        return {}
    for deadline in case_queries.deadlines(session, case):
        of_it = deadline.start_sequence == change.filing.sequence
        if deadline.rule_id == "T-REVIEW" and of_it and deadline.certain and deadline.due_on:
            refusal = keeping_checks.silence_not_yet(
                str(payload["result"]), on=on, last=deadline.due_on
            )
            if refusal is not None:
                raise Refused(refusal)
            return {"silence_on": (deadline.due_on + timedelta(days=1)).isoformat()}
    return {}
