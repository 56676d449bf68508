"""A chair with an enterprise of their own, for the tests of the chair's pages."""

from __future__ import annotations

import pytest

from bargaining import audit, db
from bargaining.actions import help_consent
from bargaining.actions import law as law_actions
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Role
from tests import chair_stage, keeping_stage
from tests import stage as stages
from tests.chair_stage import DAY, LAST_YEAR, TODAY
from tests.stage import AT


@pytest.fixture(scope="module")
def law(app, stage):
    """The law that dates a case's clocks."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)


@pytest.fixture
def own_union(rows, stage, law):
    """A union of its own, so that its chair sees one enterprise: union, case, enterprise."""
    with rows() as session:
        made = UnionBody(name="海淀示例面点有限公司工会", kind="single", place_code=stages.STREET)
        session.add(made)
        session.flush()
        firm, number = chair_stage.firm_with_case(session, union=made.id)
        found = (made.id, number, firm.id)
        db.finish(session)
    return found


@pytest.fixture
def own_chair(as_, own_union):
    """The chair of that union, who knows the way to the case."""
    browser = as_(Role.UNION_CHAIR, union=own_union[0])
    browser.number, browser.firm = own_union[1], own_union[2]
    browser.case = f"/cases/{own_union[1]}"
    return browser


@pytest.fixture
def in_force(own_chair, rows):
    """That chair, whose contract is in force."""
    with rows() as session:
        keeping_stage.bring_in_force(session, own_chair.number)
        db.finish(session)
    return own_chair


@pytest.fixture(scope="module")
def another_district(app, stage):
    """A second district of the city, with a street."""
    east = stages.DISTRICT_EAST
    with app.app_context(), db.transaction(OPERATOR) as session:
        session.add(Place(code=east, name="朝阳区", kind="district", parent_code=stages.CITY))
        session.flush()
        session.add(
            Place(code=stages.STREET_EAST, name="建外街道", kind="street", parent_code=east)
        )
        audit.record(session, at=AT, actor=OPERATOR, event="test.stage", subject="stage:2")


@pytest.fixture
def agreed(rows, own_union):
    """The union agreed that others record for it."""
    with rows() as session:
        help_consent.agree_to_help(
            session, own_union[0], agreed_on=TODAY - DAY, actor=OPERATOR, at=AT, today=TODAY
        )
        db.finish(session)


@pytest.fixture
def last_year(rows, own_chair):
    """Last year's contract of the same enterprise, walked to its end."""
    with rows() as session:
        firm = session.get_one(Enterprise, own_chair.firm)
        number = chair_stage.open_case(session, firm, year=TODAY.year - 1)
        for name, given in LAST_YEAR:
            chair_stage.take(session, number, name, on=TODAY - 290 * DAY, **given)
        db.finish(session)
    return number
