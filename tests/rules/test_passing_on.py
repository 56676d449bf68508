"""Who is to be told by somebody else: said to whoever was told instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import passing_on, reminders
from bargaining.rules.roles import Role

CHAIR, STAFF, STREET, DISTRICT = (
    Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET, Role.DISTRICT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("meant", "receiver", "said"),
    [
        ([CHAIR], STAFF, "该企业没有账号，请转告"),
        ([CHAIR], STREET, "该企业和街道社工没有账号，请转告"),
        ([CHAIR], DISTRICT, "该企业和街道没有账号，请转告"),
        ([STAFF], STREET, "街道社工没有账号，请转告"),
        ([STREET], DISTRICT, "街道没有账号，请转告"),
        ([CHAIR, STAFF], DISTRICT, "该企业和街道没有账号，请转告"),
        ([CHAIR, STAFF], STAFF, ""),
        ([STREET], STREET, ""),
        ([Role.INSTRUCTOR], STREET, ""),
    ],
)
def test_whoever_stands_in_is_told_for_whom(meant, receiver, said):
    assert passing_on.words(meant, receiver) == said


def test_a_contract_of_several_has_no_chair_who_could_have_an_account():
    assert passing_on.words([CHAIR], STAFF, of_several=True) == passing_on.OF_SEVERAL
    assert passing_on.words([STAFF], STREET, of_several=True) == "街道社工没有账号，请转告"


@given(
    st.sets(st.sampled_from(reminders.AUDIENCES)),
    st.sampled_from(reminders.AUDIENCES),
    st.booleans(),
)
def test_whoever_may_stand_in_is_always_told_so_and_nobody_else(meant, receiver, of_several):
    ends = set()
    for role in meant:
        while role in reminders.INSTEAD:
            role = reminders.INSTEAD[role]
            ends.add(role)

    said = passing_on.words(meant, receiver, of_several=of_several)

    assert bool(said) == (receiver in ends and receiver not in meant)
