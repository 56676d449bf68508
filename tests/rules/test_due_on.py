"""The last day asked for alone is the last day that the proof proves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import deadlines

BOOK = seeds.load_law_book()
CALENDAR = BOOK.calendar()
RULES = sorted({rule.id for rule in BOOK.rules})
# Around festivals, make-up workdays and month ends, and beyond the last notice.
EDGES = [
    date(2026, 1, 17), date(2026, 2, 4), date(2026, 4, 21), date(2026, 9, 11), date(2026, 9, 30),
    date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29),
]  # fmt: skip


@given(
    rule_id=st.sampled_from(RULES),
    start=st.builds(
        lambda day, step: day + timedelta(days=step),
        st.sampled_from(EDGES),
        st.integers(-16, 16),
    ),
    place=st.sampled_from(["110000", "110108", "110108012", "310000", "000000"]),
)
def test_it_is_the_day_that_the_proof_proves(rule_id, start, place):
    asked = {"place": place, "book": BOOK, "calendar": CALENDAR}
    try:
        proved = deadlines.due(rule_id, start, **asked)
    except errors.LawMissing:
        with pytest.raises(errors.LawMissing):
            deadlines.due_on(rule_id, start, **asked)
    else:
        assert deadlines.due_on(rule_id, start, **asked) == proved.due_on


def test_an_unknown_rule_or_place_is_refused_the_same():
    asked = {"book": BOOK, "calendar": CALENDAR}
    with pytest.raises(errors.Unusable, match="T-NONE"):
        deadlines.due_on("T-NONE", date(2026, 9, 11), place="110000", **asked)
    for _again in range(2):
        with pytest.raises(errors.Unusable, match="990000"):
            deadlines.due_on("T-REVIEW", date(2026, 9, 11), place="990000", **asked)
