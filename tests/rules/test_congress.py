"""When is a draft adopted? E12 to E14 of the lawyer's cases, and the boundary of each number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.congress import Vote, impossible, needed_in_favour, needed_present


class TestLawyersCases:
    def test_e12_sixty_of_ninety_came_and_exactly_half_of_all_agreed(self):
        vote = Vote(entitled=90, present=60, in_favour=45)

        assert vote.has_quorum
        assert vote.has_majority
        assert vote.passed
        assert vote.is_exact_half

    def test_e12_one_vote_more_is_not_contested(self):
        assert not Vote(entitled=90, present=60, in_favour=46).is_exact_half

    def test_e13_one_short_of_two_thirds_adopts_nothing(self):
        vote = Vote(entitled=90, present=59, in_favour=59)

        assert vote.has_majority
        assert not vote.has_quorum
        assert not vote.passed

    def test_e14_most_of_those_present_are_not_half_of_all(self):
        vote = Vote(entitled=90, present=80, in_favour=44)

        assert vote.has_quorum
        assert not vote.passed


@given(st.integers(1, 3000))
def test_the_least_numbers_that_suffice_do_and_one_less_does_not(entitled):
    present, in_favour = needed_present(entitled), needed_in_favour(entitled)

    assert Vote(entitled, present, in_favour).passed
    assert not Vote(entitled, present - 1, in_favour).has_quorum
    assert not Vote(entitled, present, in_favour - 1).has_majority


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"entitled": 0, "present": 0, "in_favour": 0}, "entitled"),
        ({"entitled": 9, "present": 10, "in_favour": 1}, "present"),
        ({"entitled": 9, "present": 8, "in_favour": 9}, "in_favour"),
        ({"entitled": 9, "present": 8, "in_favour": 7, "against": 2}, "against"),
        ({"entitled": 9, "present": 8, "in_favour": 7, "against": 1, "abstained": 1}, "against"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_their_field(numbers, field):
    given_numbers = {"against": None, "abstained": None, **numbers}

    refusal = impossible(**given_numbers)

    assert refusal is not None
    assert refusal.field == field


@pytest.mark.parametrize("against", [None, 0])
def test_one_who_came_alone_and_agreed_is_possible(against):
    assert impossible(entitled=1, present=1, in_favour=1, against=against, abstained=None) is None


def test_everybody_present_and_counted_is_possible():
    assert impossible(entitled=9, present=9, in_favour=7, against=1, abstained=1) is None
