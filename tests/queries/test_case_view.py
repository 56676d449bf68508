"""What does a case wait for, seen from a day: the days it is judged by are its own deadlines'."""

from __future__ import annotations

import pytest

from bargaining.queries import case_view
from bargaining.rules.roles import OPERATOR
from tests import ledger_rows
from tests.ledger_cases import ANSWER_LAST, DAY, offered


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


def test_an_answer_is_urged_from_the_day_after_its_last_day(session):
    case = offered(session)

    waits = [
        case_view.view(session, case.number, actor=OPERATOR, on=on).next.move.name
        for on in (ANSWER_LAST, ANSWER_LAST + DAY)
    ]

    assert waits == ["record_reply", "record_urging"]
