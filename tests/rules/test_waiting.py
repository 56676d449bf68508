"""What a list says a case waits for is what its own page says."""

import pytest

from bargaining.rules.facts import fold
from bargaining.rules.next_steps import next_step
from bargaining.rules.states import CaseState
from bargaining.rules.waiting import waiting_for
from tests.rules.cases import STRAIGHT, history

SENT_ONLY = ("send_proposal", "2026-03-02", {"initiator": "union", "delivered": False})
THEIRS = ("send_proposal", "2026-03-02", {"initiator": "employer", "delivered": True})
COURSES = [
    *(history(*STRAIGHT[:length]) for length in range(len(STRAIGHT) + 1)),
    history(SENT_ONLY),
    history(THEIRS),
    history(STRAIGHT[0], ("record_refusal", "2026-03-09", {"reason": "忙", "written": True})),
]


def row_says(facts):
    return waiting_for(
        facts.state,
        initiator=facts.initiator,
        delivered=facts.delivered_on is not None,
        received=facts.received_on is not None,
        published=facts.published_on is not None,
    )


@pytest.mark.parametrize("course", COURSES)
def test_the_row_names_the_holder_that_the_facts_name(course):
    facts = fold(course)

    assert row_says(facts).holder is next_step(facts).holder


def test_every_state_but_the_two_last_waits_for_something():
    silent = {
        state
        for state in CaseState
        if waiting_for(state, initiator=None, delivered=True, received=True, published=True) is None
    }

    assert silent == {CaseState.PUBLISHED, CaseState.CLOSED}
