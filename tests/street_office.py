"""A street with many small unions: those that agreed to be helped, and those that did not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage

STREET, ELSEWHERE = "110108012", "110105001"
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
STAFF = Actor(None, "社工甲", Role.STREET_STAFF, places=frozenset({STREET}))


def add_firm(
    session: Session,
    name: str,
    *,
    agreed: bool = True,
    street: str = STREET,
    code: str | None = None,
    unionised: bool = True,
) -> Enterprise:
    """Register one enterprise with a union of its own."""
    union = None
    if unionised:
        union = UnionBody(
            name=f"{name}工会",
            kind="single",
            place_code=street,
            chair_name="张主席",
            agreed_to_help_on=date(2026, 1, 5) if agreed else None,
        )
        session.add(union)
        session.flush()
    firm = Enterprise(
        name=name,
        initials="bjsl",
        code=code,
        district_code=street[:6],
        street_code=street,
        unionised=unionised,
        union_id=union.id if union else None,
        workers=40,
        chair_name="张主席",
        legal_representative="李经理",
    )
    session.add(firm)
    session.flush()
    audit.record(session, at=AT, actor=OPERATOR, event="test.firm", subject=f"firm:{firm.id}")
    return firm


def add_firms(session: Session, count: int, **more: object) -> list[Enterprise]:
    """Register many enterprises."""
    return [
        add_firm(session, f"北京示例第{number:03d}商贸有限公司", **more)  # type: ignore[arg-type]
        for number in range(1, count + 1)
    ]


def open_case(session: Session, firm: Enterprise, *, on: date = TODAY) -> Case:
    """Open this year's case of an enterprise."""
    return case_actions.open_case(
        session, firm, year=on.year, on=on, actor=OPERATOR, at=AT, today=TODAY
    )


def take(session: Session, case: Case, move: str, on: date, **given: object) -> None:
    """Take one step in a case."""
    step = case_actions.Step(move, on, given)
    case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)


def case_of(session: Session, firm: Enterprise) -> Case | None:
    """Find the newest case of an enterprise."""
    return session.scalars(
        select(Case).where(Case.enterprise_id == firm.id).order_by(Case.id.desc()).limit(1)
    ).one_or_none()


@pytest.fixture(scope="module")
def street_furnished(database_url: str) -> None:
    """The places of the register, for good in the module's database."""
    register_stage.load_for_good(database_url)


@pytest.fixture
def street_register(street_furnished: None, session: Session) -> Session:
    """A session of one's own on a database with the places and the law."""
    law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
    return session
