"""Unions: which an actor sees, and how they hang together."""

from __future__ import annotations

import pytest

from bargaining import errors
from bargaining.models.assignment import Assignment
from bargaining.models.user import User
from bargaining.queries import unions
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage
from tests.register_stage import AT, TODAY

STREET = "街道（乡镇）"


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def made(session):
    """One union in each of four places, by its place's code."""
    places = {
        1: ("海淀区", "中关村街道"), 2: ("海淀区", "上地街道"), 3: ("朝阳区", "建外街道"),
        4: ("大兴区", "清源街道"), 5: ("经开区", "荣华街道"),
    }  # fmt: skip
    return {
        number: register_stage.union_of(
            session,
            register_stage.import_one(session, number, 区=district, **{STREET: street}),
        )
        for number, (district, street) in places.items()
    }


def seen(session, made, actor):
    ids = {one.id for one in session.scalars(unions.visible_unions(actor, on=TODAY))}
    return [number for number, union in made.items() if union.id in ids]


@pytest.mark.parametrize(
    "role", [Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER]
)
@pytest.mark.parametrize(
    ("place", "numbers"),
    [
        ("110000", [1, 2, 3, 4, 5]),
        ("110108", [1, 2]),
        ("110108011", [1]),
        ("110115", [4]),
        ("110115403", [5]),
        ("110115012", [5]),
    ],
)
def test_officials_see_the_unions_of_their_territory(session, made, role, place, numbers):
    actor = Actor(user_id=1, name="某", role=role, places=frozenset({place}))

    assert seen(session, made, actor) == numbers
    inside = [
        number
        for number, union in made.items()
        if unions.lies_in_territory(session, actor, place_code=union.place_code)
    ]
    assert inside == numbers


def test_a_district_s_own_federation_lies_in_it_and_not_in_its_neighbour(session):
    haidian = Actor(1, "某", Role.DISTRICT, places=frozenset({"110108"}))

    for code, inside in (("110108", True), ("110105", False), ("110000", False), (None, False)):
        assert unions.lies_in_territory(session, haidian, place_code=code) is inside


def test_a_chair_sees_the_own_union_an_administrator_and_the_operator_all(session, made):
    chair = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({made[3].id}))

    assert seen(session, made, chair) == [3]
    assert seen(session, made, Actor(1, "管理员", Role.ADMIN)) == [1, 2, 3, 4, 5]
    assert seen(session, made, OPERATOR) == [1, 2, 3, 4, 5]


def test_an_instructor_sees_the_unions_of_the_book(session, made):
    user = User(email="i", name="指导员", password="x", fs_uniquifier="x", created_at=AT)
    session.add(user)
    session.flush()
    second = register_stage.enterprise_of(session, "", name="北京示例餐饮有限公司2")
    session.add(Assignment(user_id=user.id, enterprise_id=second.id, from_on=TODAY))
    session.flush()

    assert seen(session, made, Actor(user.id, "指导员", Role.INSTRUCTOR)) == [2]


def test_one_that_is_not_the_actor_s_is_not_there(session, made):
    chair = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({made[3].id}))

    assert unions.get_union(session, made[3].id, actor=chair, on=TODAY) is made[3]
    with pytest.raises(errors.NotVisible):
        unions.get_union(session, made[1].id, actor=chair, on=TODAY)


def test_they_are_listed_below_one_or_by_part_of_their_name(session, made):
    street = unions.federations(session)["110108011"]

    below = unions.list_unions(session, OPERATOR, on=TODAY, parent_id=street)
    named = unions.list_unions(session, OPERATOR, on=TODAY, text=" 有限公司3 ")

    assert [one.id for one in below] == [made[1].id]
    assert [one.id for one in named] == [made[3].id]


def test_above_a_union_stand_its_street_its_district_and_the_city(session, made):
    bodies = unions.federations(session)

    assert unions.ancestor_ids(session, made[1].id) == {
        made[1].id, bodies["110108011"], bodies["110108"], bodies["110000"],
    }  # fmt: skip
