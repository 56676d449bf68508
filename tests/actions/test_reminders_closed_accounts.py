"""Whose account is closed is told of nothing, whatever they were granted: the next stands in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bargaining.rules.roles import Role
from tests.office import furnished
from tests.reminded import ANSWER_BY, STREET, Reminded

FIVE_BEFORE = ANSWER_BY - timedelta(days=5)


@pytest.fixture
def reminded(make_furnished, tmp_path):
    """A system of its own for each test: who has an account there counts."""
    with furnished(make_furnished(), tmp_path) as made:
        yield Reminded(made)


def heard(planned):
    return {(user_id, role) for _id, user_id, role in planned.made}


def test_whose_account_is_closed_hears_nothing_and_the_next_stands_in(reminded):
    number = reminded.offered()
    reminded.close_account(reminded.chair(number))
    nobody = reminded.plan(number, FIVE_BEFORE)
    assert (nobody.made, nobody.unreached) == ((), 1)

    staff = reminded.account(Role.STREET_STAFF, place=STREET)
    told = reminded.plan(number, FIVE_BEFORE)

    assert (heard(told), told.unreached) == ({(staff, Role.STREET_STAFF)}, 0)


def test_an_office_whose_only_account_is_closed_is_passed_over(reminded):
    number = reminded.offered()
    reminded.close_account(reminded.account(Role.STREET_STAFF, place=STREET))
    street = reminded.account(Role.STREET, place=STREET)

    assert heard(reminded.plan(number, FIVE_BEFORE)) == {(street, Role.STREET)}


def test_an_instructor_whose_account_is_closed_hears_nothing(reminded):
    number = reminded.offered()
    chair, instructor = reminded.chair(number), reminded.instructor(number)
    reminded.close_account(reminded.instructor(number))

    assert heard(reminded.plan(number, ANSWER_BY)) == {
        (chair, Role.UNION_CHAIR), (instructor, Role.INSTRUCTOR),
    }  # fmt: skip
