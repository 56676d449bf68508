"""What goes to the authority, and is it there?"""

from __future__ import annotations

import pytest

from bargaining.rules import facts
from bargaining.rules.filing_materials import Readiness, materials
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side
from tests.rules import cases
from tests.rules.cases import day


def listed(*steps, mandated=(), whole=True):
    folded = facts.fold(cases.history(*steps))
    return materials(folded, mandated=mandated, statement_is_whole=whole)


def states(*steps, **more):
    return [one.state for one in listed(*steps, **more)]


class TestMaterials:
    def test_of_a_signed_contract_all_is_there_but_what_the_case_cannot_know(self):
        found = listed(*cases.STRAIGHT[:7])

        assert [one.state for one in found] == [
            *[Readiness.READY] * 4,
            Readiness.CHECK,
        ]
        assert [one.copies for one in found] == [3, 1, 1, 1, 1]
        assert found[0].on == day("2026-04-08")
        assert (found[2].name, found[2].on) == ("职工代表大会决议", day("2026-04-02"))

    def test_of_a_case_that_has_only_begun_everything_is_missing(self):
        assert states(whole=False)[:4] == [Readiness.MISSING] * 4

    def test_a_vote_that_fell_short_is_no_resolution(self):
        failed = ("record_congress", "2026-04-02", {**cases.VOTE, "in_favour": 40})

        assert states(*cases.STRAIGHT[:5], failed)[2] is Readiness.MISSING

    def test_the_newest_passed_vote_counts(self):
        again = ("record_congress", "2026-04-05", {**cases.VOTE, "form": "assembly"})

        found = listed(*cases.STRAIGHT[:4], cases.DRAFT, cases.CONGRESS, cases.DRAFT, again)

        assert (found[2].name, found[2].on) == ("职工大会决议", day("2026-04-05"))

    @pytest.mark.parametrize("side", ["union", "employer"])
    def test_a_list_of_one_side_only_is_not_whole(self, side):
        people = [one for one in cases.PEOPLE if one["side"] == side]
        named = ("appoint_representatives", "2026-03-12", {"people": people})

        assert states(cases.OFFER, cases.REPLY, named)[3] is Readiness.MISSING

    def test_a_statement_with_blanks_is_missing(self):
        assert states(*cases.STRAIGHT[:7], whole=False)[1] is Readiness.MISSING

    def test_each_mandate_is_listed_with_whom_it_names(self):
        deputy = Representative("司徒旻", Side.EMPLOYER, chief=True)

        last = listed(*cases.STRAIGHT, mandated=(deputy,))[-1]

        assert (last.name, last.state, last.note) == (
            "首席代表委托书", Readiness.CHECK, "受托人司徒旻",
        )  # fmt: skip
