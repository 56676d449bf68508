"""A whole book changes hands, street by street; every line keeps its history."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining import errors
from bargaining.actions import books
from bargaining.actions.books import Share
from bargaining.errors import Invalid
from bargaining.queries import instructors as instructor_queries
from tests import instructors_stage as stage
from tests import register_stage
from tests.instructors_stage import DAY, ELSEWHERE, HAIDIAN, OFFICIAL, accept, send
from tests.register_stage import AT, TODAY

STREETS = ("中关村街道", "上地街道", "中关村街道", "上地街道")


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def firms(session):
    return [stage.firm(session, n, street=street) for n, street in enumerate(STREETS, start=1)]


@pytest.fixture
def people(session):
    return [stage.instructor(session, name) for name in ("陈立新", "王晓燕", "赵铁军")]


def hand_over(session, somebody, shares, *, reason="任期届满", actor=OFFICIAL, today=TODAY):
    given = [Share(street, heir.user_id) for street, heir in shares.items()]
    return books.hand_over(
        session, somebody.user_id, given, reason=reason, actor=actor, at=AT, today=today
    )


class TestHandingOver:
    def test_to_several_by_street(self, session, firms, people):
        chen, wang, zhao = people
        stage.carry(session, chen, *firms)
        here, there = firms[0].street_code, firms[1].street_code

        done = hand_over(session, chen, {here: wang, there: zhao})

        assert done.enterprises == {wang.user_id: 2, zhao.user_id: 2}
        assert done.total == 4
        for number, one in enumerate(firms):
            heir = (wang, zhao)[number % 2]
            assert stage.sees(session, heir, one)
            assert not stage.sees(session, chen, one, on=TODAY + DAY)
        assert {line[2] for line in stage.lines_of(session, chen)} == {TODAY}
        assert {line[1:] for line in stage.lines_of(session, wang)} == {(TODAY, None)}
        entry = session.info["pending_entries"][-1]
        assert (entry.event, entry.subject) == ("dispatch.hand_over", f"user:{chen.user_id}")
        assert entry.detail["to"] == {str(wang.user_id): 2, str(zhao.user_id): 2}

    def test_each_line_says_who_arranged_it_and_why(self, session, firms, people):
        chen, wang, _ = people
        stage.carry(session, chen, firms[0])
        first = accept(session, send(session, firms[0], chen, capacity="delegate"), chen)

        hand_over(session, chen, {firms[0].street_code: wang})

        followed = stage.every(session)[-1]
        assert (first.state, first.ended_on, first.end_reason) == (
            "ended", TODAY, "整本移交：任期届满",
        )  # fmt: skip
        assert (followed.user_id, followed.state, followed.follows_id) == (
            wang.user_id, "accepted", first.id,
        )  # fmt: skip
        assert (followed.capacity, followed.sent_by_name, followed.reason) == (
            "delegate", OFFICIAL.name, "整本移交：任期届满",
        )  # fmt: skip

    def test_a_sending_that_waited_waits_for_the_heirs_answer(self, session, firms, people):
        chen, wang, _ = people
        waiting = send(session, firms[0], chen)

        hand_over(session, chen, {firms[0].street_code: wang})

        followed = stage.every(session)[-1]
        assert waiting.state == "ended"
        assert (followed.state, followed.user_id, followed.answered_on) == (
            "offered", wang.user_id, None,
        )  # fmt: skip
        assert not stage.sees(session, wang, firms[0])

    def test_what_the_heir_carries_already_is_not_doubled(self, session, firms, people):
        chen, wang, _ = people
        stage.carry(session, chen, firms[0])
        stage.carry(session, wang, firms[0])
        mine = accept(session, send(session, firms[0], wang), wang)

        hand_over(session, chen, {firms[0].street_code: wang})

        assert len(stage.lines_of(session, wang)) == 1
        assert [one.id for one in stage.every(session)] == [mine.id]

    def test_a_street_nobody_was_named_for_stays(self, session, firms, people):
        chen, wang, _ = people
        stage.carry(session, chen, *firms)

        hand_over(session, chen, {firms[0].street_code: wang})

        assert stage.sees(session, chen, firms[1], on=TODAY + DAY)

    def test_from_somebody_whose_term_is_over(self, session, firms, people):
        gone = stage.instructor(session, "已离任", to_on=TODAY - 30 * DAY)
        stage.carry(session, gone, firms[0])

        assert hand_over(session, gone, {firms[0].street_code: people[1]}).total == 1

    def test_of_two_districts_an_official_hands_over_their_own_part(self, session, firms, people):
        both = stage.instructor(session, "跨区", place="110000")
        other = stage.firm(session, 9, district="朝阳区", street="建外街道")
        stage.carry(session, both, firms[0], other)
        city = stage.instructor(session, "市级", place="110000")

        hand_over(session, both, {firms[0].street_code: city, other.street_code: city})

        assert stage.sees(session, city, firms[0])
        assert not stage.sees(session, city, other)
        assert stage.sees(session, both, other, on=TODAY + DAY)


class TestRefusing:
    @pytest.fixture
    def chen(self, session, firms, people):
        stage.carry(session, people[0], *firms)
        return people[0]

    def test_without_a_reason_or_an_heir(self, session, firms, people, chen):
        street = firms[0].street_code
        with pytest.raises(Invalid) as refused:
            hand_over(session, chen, {street: people[1]}, reason=" ")
        assert [one.field for one in refused.value.refusals] == ["reason"]

        with pytest.raises(Invalid, match="至少为一个街道"):
            hand_over(session, chen, {})

    @pytest.mark.parametrize("who", ["self", "ended", "elsewhere", "street_next_door"])
    def test_to_somebody_who_does_not_serve_there(self, session, firms, chen, who):
        heir = {
            "self": lambda: chen,
            "ended": lambda: stage.instructor(session, "离任", to_on=TODAY - DAY),
            "elsewhere": lambda: stage.instructor(session, "别区", place="110105"),
            "street_next_door": lambda: stage.instructor(
                session, "邻街", place=firms[1].street_code
            ),
        }[who]()
        street = firms[0].street_code

        with pytest.raises(Invalid, match="负责这个街道") as refused:
            hand_over(session, chen, {street: heir})

        assert [one.field for one in refused.value.refusals] == [f"to-{street}"]
        assert {line[2] for line in stage.lines_of(session, chen)} == {None}

    def test_a_street_without_any_enterprise_of_the_book(self, session, people, chen):
        with pytest.raises(errors.Refused, match="没有可以移交的企业"):
            hand_over(session, chen, {"110108010": people[1]})

    def test_by_somebody_who_is_no_official_or_not_of_here(self, session, firms, people, chen):
        shares = {firms[0].street_code: people[1]}
        with pytest.raises(errors.Refused, match="不派遣指导员"):
            hand_over(session, chen, shares, actor=people[1])
        with pytest.raises(errors.NotVisible):
            hand_over(session, chen, shares, actor=ELSEWHERE)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    carried=st.lists(st.integers(0, 3), unique=True),
    sent=st.lists(st.integers(0, 3), unique=True),
    named=st.lists(st.booleans(), min_size=2, max_size=2).filter(any),
)
def test_nothing_is_lost_and_nothing_is_carried_twice(session, firms, people, carried, sent, named):
    chen, wang, _ = people
    nested = session.begin_nested()
    stage.carry(session, chen, *(firms[number] for number in carried))
    for number in sent:
        made = send(session, firms[number], chen)
        if number % 2:
            accept(session, made, chen)
    held = {line[0] for line in stage.lines_of(session, chen)}
    open_before = {one.enterprise_id for one in stage.every(session) if one.state != "ended"}
    streets = [firms[number].street_code for number in range(2) if named[number]]
    moved = {one.id for one in firms if one.street_code in streets} & (held | open_before)

    try:
        done = hand_over(session, chen, dict.fromkeys(streets, wang))
        assert done.total == len(moved)
    except errors.Refused:
        assert not moved
    heirs = {line[0] for line in stage.lines_of(session, wang)}
    open_sendings = [
        (one.enterprise_id, one.user_id)
        for one in stage.every(session)
        if one.state in ("offered", "accepted")
    ]

    assert heirs == moved & held
    assert {line[0] for line in stage.lines_of(session, chen) if line[2] is None} == held - heirs
    assert len(open_sendings) == len(set(open_sendings))
    assert {enterprise_id for enterprise_id, _ in open_sendings} == open_before | heirs
    nested.rollback()
    session.expire_all()


class TestTheListOfInstructors:
    def names(self, session, actor):
        return [
            one.name for one in instructor_queries.list_instructors(session, actor=actor, on=TODAY)
        ]

    def test_those_who_serve_where_the_official_works(self, session, firms, people):
        stage.instructor(session, "朝阳的", place="110105")
        stage.instructor(session, "街道的", place=firms[0].street_code)
        stage.instructor(session, "市里的", place="110000")
        stage.instructor(session, "离任的", to_on=TODAY - DAY)

        assert self.names(session, OFFICIAL) == [
            "市里的", "王晓燕", "街道的", "赵铁军", "陈立新",
        ]  # fmt: skip
        assert self.names(session, ELSEWHERE) == ["市里的", "朝阳的"]

    def test_whoever_still_carries_something_there(self, session, firms):
        gone = stage.instructor(session, "离任的", to_on=TODAY - DAY)
        stage.carry(session, gone, firms[0])

        (one,) = instructor_queries.list_instructors(session, actor=OFFICIAL, on=TODAY)

        assert (one.name, one.serves, one.until) == ("离任的", False, TODAY - DAY)
        with pytest.raises(errors.NotVisible):
            instructor_queries.get_instructor(session, gone.user_id, actor=ELSEWHERE, on=TODAY)

    def test_an_instructor_finds_oneself_and_no_colleague(self, session, people):
        chen, wang, _ = people

        mine = instructor_queries.get_instructor(session, chen.user_id, actor=chen, on=TODAY)

        assert mine.name == "陈立新"
        assert mine.places == frozenset({HAIDIAN})
        with pytest.raises(errors.NotVisible):
            instructor_queries.get_instructor(session, wang.user_id, actor=chen, on=TODAY)
