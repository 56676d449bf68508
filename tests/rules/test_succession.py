"""Where a case belongs when its enterprise moves, and how people write the name of a district."""

from __future__ import annotations

import pytest

from bargaining.rules import succession
from bargaining.rules.facts import fold
from tests.rules.cases import day, history
from tests.rules.stories_changes import IN_FORCE, happened

PLACES = {"110105": "朝阳区", "110108": "海淀区", "110106": "丰台区", "110115403": "经济技术开发区"}


@pytest.mark.parametrize("name", ["朝阳区", "朝阳", " 朝阳 区", "北京市朝阳区", "110105"])
def test_a_district_is_found_as_people_write_it(name):
    assert succession.named(name, PLACES) == "110105"


@pytest.mark.parametrize("name", ["", "朝", "朝阳门", "阳"])
def test_half_a_name_is_none(name):
    assert succession.named(name, PLACES) is None


def test_what_is_near_is_offered_and_never_more_than_three():
    assert succession.near("朝阳门", PLACES) == ["朝阳区"]
    assert succession.near("海阳", PLACES) == ["朝阳区", "海淀区"]
    assert succession.near("市区", PLACES) == []
    many = {str(number): f"东{number}区" for number in range(9)}
    assert len(succession.near("东城", many)) == 3


class TestMoves:
    def test_a_case_that_never_moved_belongs_where_it_was(self):
        facts = fold(history(*IN_FORCE, happened("merged")))
        assert succession.columns(facts) == {"moved_on": None}
        assert succession.moved_to(facts) is None

    def test_the_last_move_counts_and_its_street_may_be_open(self):
        facts = fold(
            history(
                *IN_FORCE,
                happened("moved", "2026-09-01", place_code="110105", street_code="110105001"),
                happened("moved", "2026-10-01", place_code="110106"),
            )
        )
        assert succession.columns(facts) == {
            "moved_on": day("2026-10-01"), "district_code": "110106", "street_code": None,
        }  # fmt: skip
        assert not succession.street_known(facts)

    def test_a_move_that_names_no_place_moves_nothing(self):
        assert succession.moves_of(fold(history(*IN_FORCE, happened("moved")))) == ()


def test_who_is_gone_is_told_from_who_goes_on():
    assert succession.ran_on(fold(history(*IN_FORCE, happened("dissolved")))) == day("2026-09-10")
    assert succession.ran_on(fold(history(*IN_FORCE, happened("split")))) is None
