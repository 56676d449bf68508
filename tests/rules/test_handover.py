"""Which change of a union's chair can be recorded, and from when do whose rights hold?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import grants, handover
from bargaining.rules.handover import Handing

DAY = date(2026, 6, 30)
ONE = timedelta(days=1)


def why_not(
    *, from_name="王某", to_name="李某", on_day=DAY, today=DAY, held_from=None, last_on=None,
    from_user=1, to_user=2,
):  # fmt: skip
    refusal = handover.why_not(
        Handing(from_name, to_name, on_day, from_user, to_user),
        today=today,
        held_from=held_from,
        last_on=last_on,
    )
    return refusal.code if refusal else None


class TestPeople:
    def test_one_follows_another(self):
        assert why_not() is None

    def test_nobody_may_follow_and_somebody_may_follow_nobody(self):
        assert why_not(to_name="", to_user=None) is None
        assert why_not(from_name="", from_user=None) is None
        assert why_not(from_name=" ", to_name=" ", from_user=None, to_user=None) == "nobody"

    def test_nobody_follows_themselves(self):
        assert why_not(to_user=1) == "same_person"
        assert why_not(to_name="王某", to_user=None) == "same_person"

    def test_a_namesake_with_an_account_of_their_own_may_follow(self):
        assert why_not(to_name="王某", to_user=2) is None


class TestDays:
    @pytest.mark.parametrize(("ahead", "code"), [(60, None), (61, "bad_day"), (-366, None),
                                                 (-367, "bad_day")])  # fmt: skip
    def test_not_more_than_sixty_days_ahead_and_a_year_back(self, ahead, code):
        assert why_not(on_day=DAY + timedelta(days=ahead)) == code

    def test_not_before_the_old_account_began(self):
        assert why_not(held_from=DAY) is None
        assert why_not(held_from=DAY + ONE) == "bad_day"

    def test_only_after_the_last_handing_over(self):
        assert why_not(last_on=DAY - ONE) is None
        assert why_not(last_on=DAY) == "bad_day"

    @given(on=st.integers(-3, 3))
    def test_on_every_day_exactly_one_of_the_two_has_the_right(self, on):
        day = DAY + timedelta(days=on)
        old = grants.holds(from_on=date(2020, 1, 1), to_on=DAY, on=day)
        new = grants.holds(from_on=handover.starts_on(DAY), to_on=None, on=day)

        assert old != new

    @pytest.mark.parametrize(("later", "due"), [(0, False), (1, True), (2, True)])
    def test_the_register_changes_on_the_new_ones_first_day(self, later, due):
        assert handover.is_due(DAY, today=DAY + timedelta(days=later)) is due
