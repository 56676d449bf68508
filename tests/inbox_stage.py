"""Reminders for tests: told to somebody of a deadline that really runs, as the clock would."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.actions import reference
from bargaining.actions import users as user_actions
from bargaining.clock import legal_day
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.reminder import Reminder
from bargaining.queries import duties
from bargaining.queries import reminder_reasons as reasons
from bargaining.rules.roles import OPERATOR, Role
from tests.street_office import AT

DAY = timedelta(days=1)
REPLY = "T-OFFER-REPLY"


def furnish(url: str) -> None:
    """Load places and law into a database, for all tests of a module."""
    engine = create_engine(url)
    db.act_as_app(engine)
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=AT)
        db.finish(session)
    engine.dispose()


def account(session: Session, name: str) -> int:
    """Open an account without any role."""
    new = user_actions.NewAccount(name, name, "x", one_time=False)
    return user_actions.add_user(session, new, actor=OPERATOR, at=AT).id


def offer(session: Session, case: Case, on: date, *, today: date) -> None:
    """Deliver an offer, so that the days for its answer run."""
    step = case_actions.Step("send_proposal", on, {})
    case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=today)
    session.flush()


def remind(
    session: Session,
    user_id: int,
    role: Role,
    case: Case,
    *,
    rule: str = REPLY,
    stage: str = "before:5",
    told_on: date | None = None,
    words: str = "",
) -> Reminder:
    """Tell somebody of a deadline of a case, as of the day it has now."""
    late = stage.startswith(("after:", "escalate:"))
    deadline, about_on = session.execute(
        select(Deadline, duties.last_day() if late else reasons.act_by())
        .where(Deadline.case_id == case.id, Deadline.rule_id == rule, Deadline.ended_on.is_(None))
        .order_by(Deadline.start_sequence)
        .limit(1)
    ).one()
    row = Reminder(
        user_id=user_id,
        role=role.value,
        case_id=case.id,
        rule_id=rule,
        start_sequence=deadline.start_sequence,
        stage=stage,
        about_on=about_on,
        words=words or f"{case.title}：请在期限以前办理。",
        told_on=told_on or legal_day(AT),
        told_at=AT,
    )
    session.add(row)
    session.flush()
    audit.record(session, at=AT, actor=OPERATOR, event="test.remind", subject=f"case:{case.id}")
    return row
