"""A notice comes, and then its correction: who hears of both hears last of the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bargaining import db
from bargaining.jobs import redating as redating_job
from bargaining.rules.roles import OPERATOR
from tests import holiday_years
from tests.jobs import test_redating
from tests.office import AT, furnished
from tests.reminded import Reminded

DAY = timedelta(days=1)
ENTERED = date(2026, 9, 20)


@pytest.fixture
def reminded(make_furnished, tmp_path):
    """A system whose law book ends with 2025."""
    with furnished(make_furnished(), tmp_path) as made:
        with made.app.app_context(), db.transaction(OPERATOR) as session:
            holiday_years.forget(session)
        yield Reminded(made)


def settled(reminded, draft, *, at):
    change_id = test_redating.enter(reminded.office, draft, confirmed=True)
    with reminded.office.app.app_context():
        redating_job.settle(change_id, at=at, tell=lambda *_: None)
    return change_id


def test_the_last_word_is_of_the_correction_with_its_day(reminded):
    number = reminded.offered(on=date(2026, 9, 15))
    chair = reminded.chair(number)
    notice = holiday_years.real_notice()
    longer = holiday_years.with_days(
        notice, "国庆节", off="10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08",
        worked="09-20 10-10 10-11",
    )  # fmt: skip
    corrected = replace(longer, document_number="国办发明电〔2026〕3号")

    first = settled(reminded, notice, at=AT)
    reminded.tell(ENTERED, at=AT)
    second = settled(reminded, corrected, at=AT + DAY)
    for days in (1, 2):
        reminded.tell(ENTERED + days * DAY, at=AT + days * DAY)

    said = reminded.told(number)
    assert [(one.user_id, one.stage) for one in said] == [
        (chair, f"redated:{first}"), (chair, f"redated:{second}"),
    ]  # fmt: skip
    assert "原来最晚10月9日（周五），现在10月8日（周四）" in said[0].words
    assert "原来最晚10月8日（周四），现在10月9日（周五）" in said[1].words
