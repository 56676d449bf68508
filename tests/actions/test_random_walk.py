"""Random courses in a real database: every step is kept, and what is stored is what follows."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections, rebuild
from bargaining.errors import Refused
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.rules import corrections as rules
from bargaining.rules import events, moves
from bargaining.rules.facts import fold
from bargaining.rules.roles import OPERATOR
from tests import office as offices
from tests import random_walk

CASES, STEPS = 40, 25


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with offices.furnished(make_furnished(), tmp_path_factory.mktemp("walks")) as made:
        yield made


def correct(session, number, history, wrong, chance):
    """Write an entry anew, or take it back where that is all that can be done."""
    moment = {"actor": OPERATOR, "today": offices.TODAY, "at": offices.AT}
    anew = random_walk.drawn_anew(history, wrong, chance) if chance.random() < 0.6 else None
    if anew is None:
        corrections.void(session, number, wrong.written_as, reason="登记有误", **moment)
        return
    asked = {ask.name for ask in rules.asks_anew(moves.TABLE[anew.kind])}
    given = {key: value for key, value in anew.payload.items() if key in asked}
    corrections.amend(
        session, number, wrong.written_as, on=anew.on, given=given, reason="日期看错了", **moment
    )


def walked(office, seed):
    """Walk one case, and return its number and how many entries were written."""
    chance = random.Random(seed)
    number = office.open_case(on=random_walk.OPENED)
    near, written = random_walk.OPENED, 1
    for _ in range(STEPS):
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=offices.TODAY)
            history = case_queries.history(session, case.id)
            standing = events.standing(history)
            if len(standing) > 1 and chance.random() < 0.15:
                correct(session, number, history, chance.choice(standing[1:]), chance)
                written += 1
                continue
            drawn = random_walk.drawn_step(fold(history), chance, near=near)
            if drawn is None:
                continue
            move, on, given = drawn
            step = case_actions.Step(move.name, on, given)
            try:
                case_actions.take(
                    session, number, step, actor=OPERATOR, at=offices.AT, today=offices.TODAY
                )
            except Refused:
                continue  # what one drawn without the database's other rows cannot know
            near, written = max(near, on), written + 1
    return number, written


def test_stored_cases_equal_their_events_and_the_chain_is_whole(office):
    courses = [walked(office, seed) for seed in range(CASES)]

    with office.app.app_context():
        session = db.db.session()
        batch = rebuild.compare(session, after_id=0)
        assert batch is not None
        assert (batch.cases, batch.found) == (CASES, ())
        assert list(audit.verify(session)) == []
        for number, written in courses:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            history = case_queries.history(session, case.id)
            assert [one.sequence for one in history] == list(range(1, written + 1)), number
    assert sum(written for _number, written in courses) > CASES * 8
