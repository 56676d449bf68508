"""Is the way to a target counted in whole enterprises, and the right target taken?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import targets
from bargaining.rules.coverage import Denominator, Numerator
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.targets import Target

PARENTS = {
    "000000": None, "110000": "000000", "110108": "110000", "110108012": "110108",
    "110115": "110000", "110115403": "110000", "110115012": "110115403", "310000": "000000",
}  # fmt: skip


def target(place: str = "110000", **changed) -> Target:
    usual = Target(
        place, 2026, Denominator.UNIONISED, Numerator.ANY, ContractKind.WAGE, Decimal("0.8")
    )
    return replace(usual, **changed)


class TestGap:
    @pytest.mark.parametrize(
        ("rate", "enterprises", "covered", "missing"),
        [
            ("0.8", 10, 8, 0),
            ("0.8", 10, 7, 1),
            ("0.8", 7, 5, 1),
            ("0.8", 7, 6, 0),
            ("0.8", 7, 7, 0),
            ("1", 3, 0, 3),
            ("0.8", 0, 0, 0),
            ("0.3333", 3, 0, 1),
        ],
    )
    def test_by_example(self, rate, enterprises, covered, missing):
        assert targets.gap(Decimal(rate), enterprises=enterprises, covered=covered) == missing

    @given(
        st.decimals(min_value="0.0001", max_value=1, places=4),
        st.integers(0, 3000),
        st.data(),
    )
    def test_it_is_the_smallest_number_that_reaches_the_target(self, rate, enterprises, drawn):
        covered = drawn.draw(st.integers(0, enterprises))

        missing = targets.gap(rate, enterprises=enterprises, covered=covered)

        assert missing >= 0
        assert covered + missing >= rate * enterprises
        assert missing == 0 or covered + missing - 1 < rate * enterprises
        assert covered + missing <= enterprises


class TestWhoseTarget:
    @pytest.mark.parametrize(
        ("place", "found"),
        [
            ("110108", "110108"), ("110108012", "110108"), ("110115403", "110000"),
            ("110000", "110000"), ("310000", "000000"), (None, None), ("999999", None),
        ],
    )  # fmt: skip
    def test_a_place_answers_to_its_own_else_to_the_nearest_above(self, place, found):
        stated = {code: target(code) for code in ("000000", "110000", "110108")}

        nearest = targets.nearest(stated, place, PARENTS)

        assert (nearest.place_code if nearest else None) == found

    def test_places_that_lie_in_each_other_end_the_walk(self):
        assert targets.nearest({}, "a", {"a": "b", "b": "a"}) is None


class TestWhoMaySet:
    @pytest.mark.parametrize(
        ("role", "own", "place", "code"),
        [
            (Role.CITY, "110000", "110000", None),
            (Role.CITY, "110000", "110108", None),
            (Role.CITY, "110000", "110115403", None),
            (Role.CITY, "110000", "310000", "elsewhere"),
            (Role.CITY, "110000", "000000", "elsewhere"),
            (Role.DISTRICT, "110108", "110108", None),
            (Role.DISTRICT, "110108", "110108012", None),
            (Role.DISTRICT, "110108", "110000", "elsewhere"),
            (Role.DISTRICT, "110115", "110115403", "elsewhere"),
            (Role.DISTRICT, "110115403", "110115012", None),
            (Role.STREET, "110108012", "110108012", "wrong_role"),
            (Role.ADMIN, "110000", "110000", "wrong_role"),
            (Role.CITY, "110000", "nowhere", "no_place"),
        ],
    )
    def test_a_district_for_itself_a_city_for_all_in_it(self, role, own, place, code):
        actor = Actor(1, "某人", role, places=frozenset({own}))

        refusal = targets.why_not_set(actor, place_code=place, parents=PARENTS)

        assert (refusal.code if refusal else None) == code

    def test_the_operator_may_everywhere(self):
        assert targets.why_not_set(OPERATOR, place_code="310000", parents=PARENTS) is None


class TestImpossible:
    @pytest.mark.parametrize(
        ("changed", "fields"),
        [
            ({}, []),
            ({"rate": Decimal(1)}, []),
            ({"rate": Decimal("0.0001")}, []),
            ({"rate": Decimal(0)}, ["rate"]),
            ({"rate": Decimal("1.0001")}, ["rate"]),
            ({"rate": Decimal("0.80001")}, ["rate"]),
            ({"year": 1999}, ["year"]),
            ({"year": 2100, "rate": Decimal(2)}, ["year", "rate"]),
        ],
    )
    def test_what_no_target_can_be(self, changed, fields):
        assert [one.field for one in targets.impossible(target(**changed))] == fields
