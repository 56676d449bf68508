"""Instructors sent to enterprises: asked, accepted or declined, replaced, ended; rights follow."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import db, errors
from bargaining.actions import cases as case_actions
from bargaining.actions import dispatches
from bargaining.errors import Invalid
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.dispatch import Dispatch
from bargaining.queries import dispatches as dispatch_queries
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import instructors_stage as stage
from tests import register_stage
from tests.instructors_stage import DAY, ELSEWHERE, OFFICIAL, REASON, accept, decline, send
from tests.register_stage import AT, TODAY


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def firm(session):
    return stage.firm(session)


@pytest.fixture
def chen(session):
    return stage.instructor(session, "陈立新")


@pytest.fixture
def wang(session):
    return stage.instructor(session, "王晓燕")


def events(session):
    return [one.event for one in session.info.get("pending_entries", [])]


class TestSending:
    def test_it_waits_for_the_answer_and_gives_no_sight_before(self, session, firm, chen):
        case = case_actions.open_case(
            session, firm, year=TODAY.year, on=TODAY, actor=OPERATOR, at=AT, today=TODAY
        )

        made = send(session, firm, chen, capacity="delegate", reason=f" {REASON} ")

        assert (made.state, made.capacity, made.reason) == ("offered", "delegate", REASON)
        assert (made.case_id, made.sent_on, made.sent_by_name) == (case.id, TODAY, OFFICIAL.name)
        assert stage.lines_of(session, chen) == []
        assert not stage.sees(session, chen, firm)
        assert events(session)[-1] == "dispatch.send"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"reason": "急" * 401}, "reason"),
            ({"capacity": "chief"}, "capacity"),
            ({"recusal_cleared": False}, "recusal_cleared"),
        ],
    )
    def test_what_is_missing_is_said_beside_its_field(self, session, firm, chen, changed, field):
        with pytest.raises(Invalid) as refused:
            send(session, firm, chen, **changed)

        assert [one.field for one in refused.value.refusals] == [field]
        assert stage.every(session) == []

    @pytest.mark.parametrize(
        "who",
        [
            {"place": "110105"},
            {"place": "110108022"},
            {"to_on": TODAY - DAY},
            {"active": False},
            {"role": Role.STREET},
        ],
    )
    def test_only_somebody_in_the_role_for_that_place_can_be_chosen(self, session, firm, who):
        somebody = stage.instructor(session, "某某", **who)

        with pytest.raises(Invalid, match="负责企业所在地"):
            send(session, firm, somebody)

    @pytest.mark.parametrize("who", [{"to_on": TODAY}, {"place": "110108012"}, {"place": "110000"}])
    def test_on_the_last_day_of_the_term_and_from_the_street_or_the_city(self, session, firm, who):
        who = {**who, "place": firm.street_code} if who.get("place") == "110108012" else who

        assert send(session, firm, stage.instructor(session, "某某", **who)).state == "offered"

    def test_an_official_of_another_district_finds_no_enterprise(self, session, firm, chen):
        with pytest.raises(errors.NotVisible):
            send(session, firm, chen, actor=ELSEWHERE)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.STREET, Role.DISTRICT, Role.CITY}))
    def test_nobody_but_an_official_sends(self, session, firm, chen, role):
        somebody = Actor(user_id=1, name="某某", role=role, places=frozenset({"110108"}))

        with pytest.raises(errors.Refused, match="不派遣指导员"):
            send(session, firm, chen, actor=somebody)

    @pytest.mark.parametrize("answered", [False, True])
    def test_the_same_one_is_not_sent_twice_at_a_time(self, session, firm, chen, answered):
        made = send(session, firm, chen)
        if answered:
            accept(session, made, chen)

        with pytest.raises(errors.Refused, match="陈立新已经派到这家企业"):
            send(session, firm, chen, seen=made.id)

        assert len(stage.every(session)) == 1

    def test_after_it_ended_or_was_declined_one_may_be_sent_again(self, session, firm, chen):
        decline(session, send(session, firm, chen), chen)
        stage.end(session, send(session, firm, chen))

        assert send(session, firm, chen).state == "offered"

    def test_a_second_one_may_go_along(self, session, firm, chen, wang):
        first = send(session, firm, chen)

        assert send(session, firm, wang, capacity="delegate", seen=first.id).state == "offered"

    def test_who_did_not_see_the_newest_sending_is_told_of_it(self, session, firm, chen, wang):
        send(session, firm, chen, seen=0)

        with pytest.raises(errors.Refused, match="高明辉已经派陈立新去这家企业"):
            send(session, firm, wang, seen=0)

    def test_of_two_at_once_one_is_told(self, database_url):
        engine = create_engine(database_url)
        db.act_as_app(engine)
        with Session(engine) as session:
            firm = stage.firm(session, 77)
            people = [stage.instructor(session, name) for name in ("甲", "乙")]
            db.finish(session)
            enterprise_id = firm.id
        both, answers = threading.Barrier(2), []

        def ask(somebody):
            with Session(engine) as session:
                wanted = dispatches.Order(
                    enterprise_id, somebody.user_id, REASON, recusal_cleared=True, seen=0
                )
                both.wait()
                try:
                    dispatches.send(session, wanted, actor=OFFICIAL, at=AT, today=TODAY)
                    db.finish(session)
                    answers.append("sent")
                except errors.Refused as refused:
                    answers.append(refused.refusal.code)

        asking = [threading.Thread(target=ask, args=(one,)) for one in people]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        with Session(engine) as session:
            made = session.scalars(
                select(Dispatch).where(Dispatch.enterprise_id == enterprise_id)
            ).all()
            written = session.scalars(
                select(AuditEntry).where(AuditEntry.event == "dispatch.send")
            ).all()
        engine.dispose()

        assert sorted(answers) == ["changed", "sent"]
        assert len(made) == len(written) == 1


class TestAnswering:
    def test_accepting_puts_the_enterprise_into_the_book_from_that_day(self, session, firm, chen):
        made = send(session, firm, chen)

        accept(session, made, chen, today=TODAY + DAY)

        assert (made.state, made.answered_on) == ("accepted", TODAY + DAY)
        assert stage.lines_of(session, chen) == [(firm.id, TODAY + DAY, None)]
        assert not stage.sees(session, chen, firm, on=TODAY)
        assert stage.sees(session, chen, firm, on=TODAY + DAY)
        assert events(session)[-1] == "dispatch.accept"

    def test_an_enterprise_that_is_in_the_book_already_stays_there_once(self, session, firm, chen):
        stage.carry(session, chen, firm)

        accept(session, send(session, firm, chen), chen)

        assert len(stage.lines_of(session, chen)) == 1

    def test_a_line_that_would_end_is_followed_by_a_new_one(self, session, firm, chen):
        stage.carry(session, chen, firm, to_on=TODAY)

        accept(session, send(session, firm, chen), chen)

        assert stage.sees(session, chen, firm, on=TODAY + DAY)

    def test_declining_needs_a_reason_and_gives_no_sight(self, session, firm, chen):
        made = send(session, firm, chen)
        with pytest.raises(errors.Refused, match="请写明不能接受的原因"):
            decline(session, made, chen, reason="  ")
        with pytest.raises(errors.Refused, match="不超过 400 字"):
            decline(session, made, chen, reason="忙" * 401)

        decline(session, made, chen, reason="与企业有代理关系")

        assert (made.state, made.answer_reason) == ("declined", "与企业有代理关系")
        assert not stage.sees(session, chen, firm)
        assert events(session)[-1] == "dispatch.decline"

    def test_it_is_answered_once(self, session, firm, chen):
        made = send(session, firm, chen)
        accept(session, made, chen)

        with pytest.raises(errors.Refused, match="已经接受"):
            accept(session, made, chen)
        with pytest.raises(errors.Refused, match="已经接受"):
            decline(session, made, chen)

    def test_one_that_was_called_back_is_answered_no_more(self, session, firm, chen):
        made = send(session, firm, chen)
        stage.end(session, made)

        with pytest.raises(errors.Refused, match="已经由派出工会结束"):
            accept(session, made, chen)
        assert stage.lines_of(session, chen) == []

    def test_nobody_answers_for_somebody_else(self, session, firm, chen, wang):
        made = send(session, firm, chen)

        for somebody in (wang, OFFICIAL):
            with pytest.raises(errors.NotVisible):
                accept(session, made, somebody)
            with pytest.raises(errors.NotVisible):
                decline(session, made, somebody)


class TestEnding:
    def test_it_ends_with_its_reason_and_the_line_it_brought(self, session, firm, chen):
        made = accept(session, send(session, firm, chen), chen)

        stage.end(session, made, reason="已经签字", today=TODAY + 9 * DAY)

        assert (made.state, made.ended_on, made.end_reason) == (
            "ended", TODAY + 9 * DAY, "已经签字",
        )  # fmt: skip
        assert stage.lines_of(session, chen) == [(firm.id, TODAY, TODAY + 9 * DAY)]
        assert not stage.sees(session, chen, firm, on=TODAY + 10 * DAY)
        assert events(session)[-1] == "dispatch.end"

    def test_what_stood_in_the_book_before_stays_there(self, session, firm, chen):
        stage.carry(session, chen, firm)
        made = accept(session, send(session, firm, chen), chen)

        stage.end(session, made)

        assert stage.sees(session, chen, firm, on=TODAY + DAY)

    def test_it_needs_a_reason_an_official_and_one_that_runs(self, session, firm, chen):
        made = send(session, firm, chen)
        with pytest.raises(errors.Refused, match="请写明结束的原因"):
            stage.end(session, made, reason="")
        with pytest.raises(errors.Refused, match="不派遣指导员"):
            stage.end(session, made, actor=chen)
        with pytest.raises(errors.NotVisible):
            stage.end(session, made, actor=ELSEWHERE)
        decline(session, made, chen)
        with pytest.raises(errors.Refused, match="不需要再结束"):
            stage.end(session, made)


class TestTakingOver:
    def test_the_former_ones_rights_end_and_the_history_stays(self, session, firm, chen, wang):
        first = accept(session, send(session, firm, chen), chen, today=TODAY)
        later = TODAY + 20 * DAY

        second = send(
            session, firm, wang, instead_of=chen.user_id, reason="陈立新休假", seen=first.id,
            today=later,
        )  # fmt: skip

        assert (first.state, first.ended_on, first.end_reason) == (
            "ended", later, "改派：陈立新休假",
        )  # fmt: skip
        assert second.follows_id == first.id
        assert stage.lines_of(session, chen) == [(firm.id, TODAY, later)]
        assert not stage.sees(session, chen, firm, on=later + DAY)
        accept(session, second, wang, today=later)
        assert stage.sees(session, wang, firm, on=later)
        history = dispatch_queries.stays(session, firm.id)
        assert [(one.name, one.from_on, one.to_on) for one in history] == [
            ("王晓燕", later, None), ("陈立新", TODAY, later),
        ]  # fmt: skip

    def test_from_somebody_who_carried_it_without_a_sending(self, session, firm, chen, wang):
        stage.carry(session, chen, firm)

        second = send(session, firm, wang, instead_of=chen.user_id)

        assert second.follows_id is None
        assert stage.lines_of(session, chen)[0][2] == TODAY

    def test_from_somebody_who_has_left_already_is_told(self, session, firm, chen, wang):
        stage.carry(session, chen, firm, to_on=TODAY - DAY)

        with pytest.raises(errors.Refused, match="不再联系这家企业"):
            send(session, firm, wang, instead_of=chen.user_id)

    def test_from_oneself_only_in_another_capacity(self, session, firm, chen):
        first = accept(session, send(session, firm, chen), chen)
        with pytest.raises(Invalid, match="另外一位"):
            send(session, firm, chen, instead_of=chen.user_id)

        second = send(session, firm, chen, instead_of=chen.user_id, capacity="delegate")

        assert (first.state, second.follows_id) == ("ended", first.id)
        assert first.end_reason.startswith("改换身份")
        assert stage.sees(session, chen, firm, on=TODAY + DAY)

    def test_from_oneself_without_a_sending_is_nothing(self, session, firm, chen):
        stage.carry(session, chen, firm)

        with pytest.raises(Invalid, match="另外一位"):
            send(session, firm, chen, instead_of=chen.user_id, capacity="delegate")

    def test_a_refused_order_changes_nothing(self, session, firm, chen, wang):
        first = accept(session, send(session, firm, chen), chen)

        with pytest.raises(Invalid):
            send(session, firm, wang, instead_of=chen.user_id, reason="")

        assert first.state == "accepted"
        assert stage.lines_of(session, chen)[0][2] is None


class TestWhoSeesASending:
    @pytest.fixture
    def made(self, session, firm, chen):
        return send(session, firm, chen)

    def found(self, session, made, actor):
        try:
            return dispatch_queries.get_sending(session, made.id, actor=actor, on=TODAY)
        except errors.NotVisible:
            return None

    def test_whom_it_concerns_and_whoever_sees_the_enterprise(self, session, firm, chen, made):
        staff = Actor(
            user_id=5, name="社工", role=Role.STREET_STAFF, places=frozenset({firm.street_code})
        )
        chair = Actor(
            user_id=6, name="主席", role=Role.UNION_CHAIR, union_ids=frozenset({firm.union_id})
        )
        for somebody in (chen, OFFICIAL, staff, chair, OPERATOR):
            seen = self.found(session, made, somebody)
            assert (seen.enterprise_name, seen.instructor_name) == (firm.name, "陈立新")

    def test_nobody_else(self, session, firm, chen, wang, made):
        reviewer = Actor(user_id=7, name="审查", role=Role.REVIEWER, places=frozenset({"110108"}))
        admin = Actor(user_id=8, name="管理员", role=Role.ADMIN)
        chair = Actor(user_id=9, name="别家主席", role=Role.UNION_CHAIR, union_ids=frozenset({0}))
        for somebody in (wang, ELSEWHERE, reviewer, admin, chair):
            assert self.found(session, made, somebody) is None

    def test_even_the_former_one_reads_their_own(self, session, firm, chen, wang, made):
        accept(session, made, chen)
        second = send(session, firm, wang, instead_of=chen.user_id, seen=made.id)

        assert self.found(session, made, chen) is not None
        assert self.found(session, second, chen) is None

    def test_who_carries_it_reads_the_whole_history(self, session, firm, chen, wang, made):
        accept(session, made, chen)
        second = send(session, firm, wang, instead_of=chen.user_id)
        before = dispatch_queries.sendings_to(session, firm.id, actor=wang, on=TODAY)
        accept(session, second, wang)

        after = dispatch_queries.sendings_to(session, firm.id, actor=wang, on=TODAY)

        assert before == []
        assert [one.dispatch.id for one in after] == [second.id, made.id]

    def test_a_declined_one_waits_until_another_follows(self, session, firm, chen, wang, made):
        decline(session, made, chen)
        waiting = dispatch_queries.turned_down(session, actor=OFFICIAL, on=TODAY)
        elsewhere = dispatch_queries.turned_down(session, actor=ELSEWHERE, on=TODAY)
        send(session, firm, wang)

        assert [one.dispatch.answer_reason for one in waiting] == ["手上案件已满"]
        assert elsewhere == []
        assert dispatch_queries.turned_down(session, actor=OFFICIAL, on=TODAY) == []

    def test_who_does_not_say_what_they_saw_takes_whatever_is_there(
        self, session, firm, wang, made
    ):
        assert send(session, firm, wang, seen=None).state == "offered"
