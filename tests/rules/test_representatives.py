"""Who may sit at the table? E15, E16 and the rest of 集体合同规定 第19至24条."""

import pytest

from bargaining.rules.representatives import Representative, most_outsiders, shortfalls
from bargaining.rules.states import Side


def side(which: Side, count: int, *, outsiders: int = 0, chief: int | None = 0, name: str = ""):
    return [
        Representative(
            name=f"{name or which.value}{number}",
            side=which,
            chief=number == chief,
            outside=number >= count - outsiders,
        )
        for number in range(count)
    ]


def rules(people):
    return {one.rule_id for one in shortfalls(people)}


def table(union, employer):
    return [*union, *employer]


def test_three_a_side_with_a_chief_each_is_in_order():
    assert rules(table(side(Side.UNION, 3), side(Side.EMPLOYER, 3))) == set()


@pytest.mark.parametrize(("members", "outsiders"), [(3, 1), (6, 2), (9, 3), (5, 1)])
def test_e15_a_third_from_outside_is_in_order(members, outsiders):
    people = table(side(Side.UNION, members, outsiders=outsiders), side(Side.EMPLOYER, members))

    assert "R-OUTSIDERS" not in rules(people)


@pytest.mark.parametrize(("members", "outsiders"), [(3, 2), (5, 2), (6, 3), (8, 3)])
def test_e15_more_than_a_third_from_outside_is_not(members, outsiders):
    assert outsiders == most_outsiders(members) + 1
    people = table(side(Side.UNION, members, outsiders=outsiders), side(Side.EMPLOYER, members))

    assert "R-OUTSIDERS" in rules(people)


def test_e16_an_outsider_is_never_chief():
    people = table(side(Side.UNION, 3, outsiders=1, chief=2), side(Side.EMPLOYER, 3))

    assert "R-CHIEF-INSIDE" in rules(people)


def test_two_a_side_are_too_few_and_the_sentence_says_how_many():
    found = shortfalls(table(side(Side.UNION, 2), side(Side.EMPLOYER, 3)))

    assert {one.rule_id for one in found} == {"R-THREE", "R-EQUAL"}
    assert any("还差 1 人" in one.message for one in found)


def test_nobody_sits_on_both_sides():
    people = [*side(Side.UNION, 3, name="同名"), *side(Side.EMPLOYER, 3, name="同名")]

    assert "R-BOTH-SIDES" in rules(people)


def test_one_name_twice_on_a_side_is_seen():
    union = [*side(Side.UNION, 3), Representative("union1", Side.UNION)]

    assert "R-TWICE" in rules(table(union, side(Side.EMPLOYER, 4)))


@pytest.mark.parametrize("chief", [None, 9])
def test_a_side_without_a_chief_is_seen(chief):
    assert "R-CHIEF" in rules(table(side(Side.UNION, 3, chief=chief), side(Side.EMPLOYER, 3)))


def test_two_chiefs_on_a_side_are_seen():
    union = [*side(Side.UNION, 3), Representative("又一位", Side.UNION, chief=True)]

    assert "R-CHIEF" in rules(table(union, side(Side.EMPLOYER, 4)))


@pytest.mark.parametrize(("members", "said"), [(10, False), (11, True)])
def test_more_than_ten_a_side_is_noted_for_beijing(members, said):
    people = table(side(Side.UNION, members), side(Side.EMPLOYER, members))

    assert ("R-TEN" in rules(people)) is said
