"""Take several steps of one case at once, in order: all of them are recorded, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import cases as case_actions
from bargaining.actions import drafts
from bargaining.actions.cases import Step
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.models.case import Case
from bargaining.rules.roles import Actor


class Stopped(Refused):
    """One of several steps that was refused, with all that is wrong with it (未能一并登记)."""

    def __init__(self, move: str, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0])
        self.move = move
        self.refusals = tuple(refusals)


def take_in_order(
    session: Session,
    number: str,
    steps: Sequence[Step],
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> Case:
    """Take steps one after the other (依次登记), each with its own day, checks and audit.

    What the actor had typed for them is dropped from the drafts. Raises NotVisible, and Stopped
    naming the step that was refused; then none of them is recorded.
    """
    case: Case | None = None
    for step in steps:
        try:
            case = case_actions.take(session, number, step, actor=actor, at=at, today=today)
        except Invalid as problem:
            raise Stopped(step.move, problem.refusals) from problem
        except Refused as problem:
            raise Stopped(step.move, [problem.refusal]) from problem
    if case is None:
        raise ValueError("there is nothing to take")
    drafts.forget(session, [drafts.of_step(number, step.move) for step in steps], actor=actor)
    return case
