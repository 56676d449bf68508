"""Cases of the sample register's enterprises, on the days that tests of the lists count from."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.actions import cases as case_actions
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR
from tests.ledger_rows import AT, TODAY, UNION

DAY = timedelta(days=1)
OPENED = date(2026, 2, 2)
OFFERED = date(2026, 3, 2)
ANSWER = date(2026, 3, 22)  # the twentieth day, a Sunday
ANSWER_LAST = date(2026, 3, 23)  # and so the last day in time
SIGNED = date(2026, 11, 2)


def firm(session: Session, code: str = UNION) -> Enterprise:
    """Find an enterprise by its code."""
    return session.scalars(select(Enterprise).where(Enterprise.code == code)).one()


def take(session: Session, case: Case, move: str, on: date, **given: object) -> None:
    """Take one step in a case."""
    step = case_actions.Step(move, on, given)
    case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)


def opened(session: Session, *, code: str = UNION, on: date = OPENED, year: int = 2026) -> Case:
    """Open a case of a year."""
    return case_actions.open_case(
        session, firm(session, code), year=year, on=on, actor=OPERATOR, at=AT, today=TODAY
    )


def offered(session: Session, *, code: str = UNION, **given: object) -> Case:
    """Open a case and deliver its offer: the answer is waited for until `ANSWER_LAST`."""
    case = opened(session, code=code)
    take(session, case, "send_proposal", OFFERED, **given)
    return case


def signed(session: Session, *, code: str = UNION, on: date = SIGNED) -> Case:
    """Bring a new case as far as the signature."""
    case = opened(session, code=code)
    take(session, case, "record_meeting", on - 5 * DAY, conclusion="agreed")
    take(
        session, case, "sign", on, workers_covered=40, term_from="2026-12-01",
        term_to="2027-11-30",
    )  # fmt: skip
    return case


def filed(
    session: Session, *, code: str = UNION, on: date = SIGNED + DAY, proof: str = "receipt"
) -> Case:
    """Bring a new case as far as its filing."""
    case = signed(session, code=code)
    take(session, case, "file", on, proof=proof)
    return case
