"""What a role may be given with, and on which days it holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import grants
from bargaining.rules.roles import Role

DAY = timedelta(days=1)
FROM = date(2026, 1, 1)


def why_not(role, *, place=None, union=None, from_on=FROM, to_on=None):
    found = grants.why_not_grant(
        role, place_code=place, union_id=union, from_on=from_on, to_on=to_on
    )
    return None if found is None else (found.code, found.field)


class TestHolds:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2025, 12, 31), False),
            (date(2026, 1, 1), True),
            (date(2026, 6, 30), True),
            (date(2026, 7, 1), False),
        ],
    )
    def test_both_days_are_included(self, on, expected):
        assert grants.holds(from_on=FROM, to_on=date(2026, 6, 30), on=on) is expected

    def test_without_a_last_day_it_holds_for_ever(self):
        assert grants.holds(from_on=FROM, to_on=None, on=date(2099, 1, 1))

    @given(st.data(), st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
    def test_it_holds_on_exactly_as_many_days_as_it_counts(self, data, from_on, length):
        to_on = from_on + length * DAY
        near = data.draw(st.sampled_from([from_on, to_on])) + data.draw(st.integers(-1, 1)) * DAY

        inside = (near - from_on).days in range(length + 1)
        assert grants.holds(from_on=from_on, to_on=to_on, on=near) is inside


class TestWhyNotGrant:
    @pytest.mark.parametrize(
        ("role", "place", "union"),
        [
            (Role.UNION_CHAIR, None, 7),
            (Role.ADMIN, None, None),
            (Role.STREET, "110108012", None),
            (Role.STREET_STAFF, "110108012", None),
            (Role.DISTRICT, "110108", None),
            (Role.DISTRICT, "110115403", None),
            (Role.CITY, "110000", None),
            (Role.REVIEWER, "110108", None),
            (Role.INSTRUCTOR, "110108", None),
            (Role.INSTRUCTOR, "110108012", None),
        ],
    )
    def test_each_role_with_what_belongs_to_it(self, role, place, union):
        assert why_not(role, place=place, union=union) is None

    @pytest.mark.parametrize(
        ("role", "place", "union", "expected"),
        [
            (Role.UNION_CHAIR, None, None, ("union_missing", "union_id")),
            (Role.UNION_CHAIR, "110108", 7, ("place_not_wanted", "place_code")),
            (Role.ADMIN, "110000", None, ("place_not_wanted", "place_code")),
            (Role.ADMIN, None, 7, ("union_not_wanted", "union_id")),
            (Role.DISTRICT, "110108", 7, ("union_not_wanted", "union_id")),
            (Role.STREET, None, None, ("place_missing", "place_code")),
            (Role.STREET, "110108", None, ("place_level", "place_code")),
            (Role.STREET_STAFF, "110000", None, ("place_level", "place_code")),
            (Role.DISTRICT, "110000", None, ("place_level", "place_code")),
            (Role.DISTRICT, "000000", None, ("place_level", "place_code")),
            (Role.CITY, "110108", None, ("place_level", "place_code")),
            (Role.CITY, "110108100", None, ("place_level", "place_code")),
        ],
    )
    def test_each_role_without_it(self, role, place, union, expected):
        assert why_not(role, place=place, union=union) == expected

    def test_a_last_day_before_the_first_is_refused(self):
        refused = ("days_in_order", "to_on")
        assert why_not(Role.ADMIN, to_on=FROM - DAY) == refused
        assert why_not(Role.ADMIN, to_on=FROM) is None

    @given(st.sampled_from(Role), st.none() | st.integers(1, 9), st.none() | st.just("110108012"))
    def test_a_role_has_a_union_or_a_place_but_never_both(self, role, union, place):
        if why_not(role, place=place, union=union) is None:
            assert union is None or place is None
