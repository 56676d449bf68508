"""Is a flood stopped, and only the one who floods?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bargaining.web.pace import Pace
from tests import stage as stages

MINUTE = timedelta(minutes=1)


@given(limit=st.integers(1, 9), tries=st.integers(0, 20))
def test_as_many_as_the_limit_pass_and_not_one_more(limit, tries):
    pace = Pace(limit, per=MINUTE)

    assert sum(pace.allows("one", at=stages.AT) for _ in range(tries)) == min(limit, tries)


def test_another_one_is_not_held_up():
    pace = Pace(1, per=MINUTE)

    assert pace.allows("one", at=stages.AT)
    assert not pace.allows("one", at=stages.AT)
    assert pace.allows("another", at=stages.AT)


def test_after_a_while_it_begins_again_and_nothing_old_is_kept():
    pace = Pace(1, per=MINUTE)
    pace.allows("one", at=stages.AT)

    assert not pace.allows("one", at=stages.AT + MINUTE - timedelta(seconds=1))
    assert pace.allows("another", at=stages.AT + MINUTE)
    assert pace._seen.keys() == {"another"}
    assert pace.allows("one", at=stages.AT + MINUTE)
