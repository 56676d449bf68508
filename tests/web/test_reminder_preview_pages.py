"""More reminders to come than stand on a page: each is on one, and the sheet has them all."""

from __future__ import annotations

import pytest

from bargaining import db
from bargaining.rules.roles import Role
from bargaining.web.reminder_preview import PAGE_SIZE
from tests import chair_stage
from tests.chair_stage import DAY, TODAY
from tests.web.test_reminder_preview import PAGE, names, sheet, total

FIRMS = 30


@pytest.fixture(scope="module", autouse=True)
def many(app, stage, law, as_in_module):
    """Very many answers that are due in five days, and somebody to tell of them."""
    as_in_module(Role.STREET_STAFF)
    with app.app_context():
        session = db.db.session()
        for place in range(FIRMS):
            _firm, number = chair_stage.firm_with_case(
                session, name=f"海淀示例第{place:02d}商贸有限公司"
            )
            chair_stage.take(
                session, number, "send_proposal", on=TODAY - 15 * DAY, initiator="union",
                delivered=True,
            )  # fmt: skip
        db.finish(session)


def test_fifty_stand_on_a_page_and_the_others_on_the_next(as_):
    official = as_(Role.DISTRICT)
    first = official.get(f"{PAGE}?sort=name")
    second = official.get(f"{PAGE}?sort=name&page=2")
    every = total(first)

    assert PAGE_SIZE < every < 2 * PAGE_SIZE
    assert len(names(first)) == PAGE_SIZE == 50
    assert len(names(second)) == every - PAGE_SIZE
    assert total(second) == every
    lines = sheet(official.get(f"{PAGE}/export.xlsx?sort=name"))[1:]
    assert names(first) + names(second) == [line[1] for line in lines]
    assert len(set(names(first) + names(second))) >= FIRMS
    assert "没有第 3 页" in official.get(f"{PAGE}?page=3").text
