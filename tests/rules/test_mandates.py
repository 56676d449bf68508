"""Which chief needs a written mandate?"""

from __future__ import annotations

import pytest

from bargaining.rules.mandates import mandated
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

HEADS = {Side.UNION: "王喆", Side.EMPLOYER: "欧阳翀"}


def chiefs(union="王喆", employer="欧阳翀"):
    return (
        Representative(union, Side.UNION, chief=True),
        Representative("李堃", Side.UNION),
        Representative(employer, Side.EMPLOYER, chief=True),
    )


def sides(people, *, heads=HEADS, has_union=True):
    return [one.side for one in mandated(people, heads=heads, has_union=has_union)]


class TestMandates:
    def test_who_sits_there_in_person_needs_none(self):
        assert sides(chiefs()) == []

    @pytest.mark.parametrize("same", [" 王喆", "王喆　"])
    def test_white_space_makes_no_other_person(self, same):
        assert sides(chiefs(union=same)) == []

    def test_each_side_s_deputy_needs_one(self):
        assert sides(chiefs(union="李堃")) == [Side.UNION]
        assert sides(chiefs(employer="司徒旻")) == [Side.EMPLOYER]
        assert sides(chiefs(union="李堃", employer="司徒旻")) == [Side.UNION, Side.EMPLOYER]

    def test_without_a_union_the_workers_choose_their_chief_themselves(self):
        people = chiefs(union="李堃", employer="司徒旻")

        assert sides(people, has_union=False) == [Side.EMPLOYER]

    @pytest.mark.parametrize("unknown", ["", "  "])
    def test_where_the_head_is_not_known_nothing_is_said(self, unknown):
        people = chiefs(union="李堃", employer="司徒旻")

        assert sides(people, heads={Side.UNION: unknown, Side.EMPLOYER: unknown}) == []
        assert sides(people, heads={}) == []

    def test_an_ordinary_negotiator_needs_none(self):
        assert sides((Representative("李堃", Side.UNION),)) == []
