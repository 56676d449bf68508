"""Who may open a wage table from above, and is the reason one?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import wage_openings
from bargaining.rules.roles import OPERATOR, Actor, Role

OFFICIALS = (Role.STREET, Role.DISTRICT)


def actor(role):
    return Actor(user_id=1, name="某", role=role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("agreed", [True, False, None])
def test_street_and_district_may_with_a_reason_and_staff_while_nobody_agreed(role, agreed):
    may = wage_openings.why_not_open(actor(role), agreed_to_help=agreed) is None

    staff = role is Role.STREET_STAFF and agreed is False
    assert may == (staff or (role in OFFICIALS and agreed is not None))


def test_the_operator_at_the_command_line_opens_nothing_here():
    assert wage_openings.why_not_open(OPERATOR, agreed_to_help=True) is not None


@pytest.mark.parametrize("reason", ["", "   ", "。。。。。", "1234", "看看", "看一下"])
def test_what_says_nothing_is_no_reason(reason):
    assert wage_openings.why_wrong_reason(reason).field == "reason"


@given(st.integers(1, 300))
def test_a_reason_has_four_to_two_hundred_characters(length):
    refused = wage_openings.why_wrong_reason("查" * length) is not None

    assert refused == (not wage_openings.SHORTEST <= length <= wage_openings.LONGEST)
