"""Is a union's chair vacant, over, nearly over or in office?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import chair_terms
from bargaining.rules.chair_terms import TermState, term_state

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("name", "ends", "state"),
    [("", None, "vacant"), ("  ", date(2030, 1, 1), "vacant"), ("王某", None, "unknown"),
     ("王某", DAY - timedelta(days=1), "expired"), ("王某", DAY, "soon"),
     ("王某", DAY + timedelta(days=60), "soon"), ("王某", DAY + timedelta(days=61), "running")],
)  # fmt: skip
def test_the_last_day_belongs_to_the_term_and_sixty_days_before_it_is_soon(name, ends, state):
    assert term_state(name, ends, on=DAY) is TermState(state)


@given(left=st.sampled_from([-400, -1, 0, 1, 59, 60, 61, 4000]))
def test_a_term_only_ever_goes_from_running_to_soon_to_expired(left):
    order = [TermState.RUNNING, TermState.SOON, TermState.EXPIRED]
    ends = DAY + timedelta(days=left)

    seen = [order.index(term_state("王某", ends, on=DAY + timedelta(days=n))) for n in range(90)]
    assert seen == sorted(seen)


def test_every_state_has_its_words():
    assert chair_terms.TERM_LABELS.keys() == set(TermState)
