"""What the tests of the review share: cases on their way, the clock's own work, a look at them."""

from __future__ import annotations

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.jobs import silence
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import case_view
from bargaining.rules.roles import OPERATOR
from tests.review_stage import OPENED, TODAY
from tests.stage import AT


@pytest.fixture
def cases(app, stage, law, take):
    """Open one more case, inside or outside the usual territory, and bring it on its way."""

    def opened(*steps, side="inside", kind="wage"):
        with app.app_context(), db.transaction(OPERATOR) as session:
            firm = session.get_one(Enterprise, getattr(stage, side).enterprise)
            taken = {one.year for one in session.query(Case).filter_by(enterprise_id=firm.id)}
            number = case_actions.open_case(
                session, firm, year=next(one for one in range(2000, 2040) if one not in taken),
                on=OPENED, actor=OPERATOR, at=AT, today=TODAY,
                kind=kind,
            ).number  # fmt: skip
        take(number, *steps)
        return number

    return opened


@pytest.fixture
def take(app):
    """Take steps in a case, as the operator."""

    def taken(number, *steps):
        with app.app_context():
            for step in steps:
                with db.transaction(OPERATOR) as session:
                    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)

    return taken


@pytest.fixture
def seen(app):
    """Look at a case as the operator does."""

    def look(number):
        with app.app_context():
            return case_view.as_json(
                case_view.view(db.db.session(), number, actor=OPERATOR, on=TODAY)
            )

    return look


@pytest.fixture
def fall_silent(app):
    """Do what the clock does on the morning of a day."""

    def fall(on):
        with app.app_context():
            return silence.fall_silent(on=on, at=AT).done

    return fall
