"""What the tests of the ladder share: cases on their way, and how the operator sees them."""

from __future__ import annotations

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import case_view
from bargaining.rules.roles import OPERATOR
from tests.ladder_stage import TODAY
from tests.stage import AT


@pytest.fixture
def cases(app, stage, law):
    """Open one more case, inside or outside the usual territory, and bring it on its way."""

    def opened(*steps, side="inside"):
        with app.app_context():
            with db.transaction(OPERATOR) as session:
                firm = session.get_one(Enterprise, getattr(stage, side).enterprise)
                taken = {one.year for one in session.query(Case).filter_by(enterprise_id=firm.id)}
                number = case_actions.open_case(
                    session, firm, year=next(one for one in range(2000, 2027) if one not in taken),
                    on=TODAY.replace(month=5, day=25), actor=OPERATOR, at=AT, today=TODAY,
                ).number  # fmt: skip
            for step in steps:
                with db.transaction(OPERATOR) as session:
                    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)
        return number

    return opened


@pytest.fixture
def seen(app):
    """Look at a case as the operator does."""

    def look(number):
        with app.app_context():
            return case_view.as_json(
                case_view.view(db.db.session(), number, actor=OPERATOR, on=TODAY)
            )

    return look
