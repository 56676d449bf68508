"""Accounts, grants and locks: done, refused and written down."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import users as user_actions
from bargaining.errors import NotVisible, Refused
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.place import Place
from bargaining.models.user import RoleGrant, SignInAttempt, User
from bargaining.queries import users as user_queries
from bargaining.rules.passwords import LockRule
from bargaining.rules.roles import OPERATOR, Actor, Role

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
RULE = LockRule()


@pytest.fixture
def places(session):
    session.add(Place(code="110000", name="北京市", kind="province"))
    session.flush()
    session.add(Place(code="110108", name="海淀区", kind="district", parent_code="110000"))
    session.flush()


def add(session, login="wang", *, name="王芳", one_time=True):
    new = user_actions.NewAccount(login, name, "hash", one_time=one_time)
    return user_actions.add_user(session, new, actor=OPERATOR, at=AT)


def grant(session, user, role=Role.ADMIN, *, from_on=TODAY, to_on=None, **more):
    new = user_actions.NewGrant(role, from_on, to_on, **more)
    return user_actions.grant_role(session, user.id, new, actor=OPERATOR, at=AT)


def end(session, held, last_on, *, on=TODAY):
    user_actions.end_grant(session, held.id, last_on=last_on, actor=OPERATOR, at=AT, on=on)


def disable(session, user, *, actor=OPERATOR):
    user_actions.disable_user(session, user.id, actor=actor, at=AT, on=TODAY)


def fail(session, login="wang", *, times=1, at=AT):
    for _ in range(times):
        until = user_actions.note_failed_sign_in(session, login, at=at, rule=RULE)
    return until


def written(session):
    db.finish(session)
    return session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()


def code_of(refused):
    return refused.value.refusal.code, refused.value.refusal.field


class TestAddUser:
    def test_a_slip_opens_an_account_for_fourteen_days(self, session):
        user = add(session, " Wang@Demo ")

        assert (user.email, user.must_change_password) == ("wang@demo", True)
        assert user.password_until == AT + 14 * DAY
        assert [(one.event, one.subject) for one in written(session)] == [
            ("user.add", f"user:{user.id}")
        ]

    def test_a_password_of_ones_own_has_no_end(self, session):
        user = add(session, one_time=False)

        assert (user.must_change_password, user.password_until) == (False, None)

    def test_a_name_that_is_taken_is_refused_however_it_is_written(self, session):
        add(session, "wang")

        with pytest.raises(Refused) as refused:
            add(session, "ＷＡＮＧ")
        assert code_of(refused) == ("login_taken", "login")

    @pytest.mark.parametrize(
        ("login", "name", "expected"),
        [(" ", "王芳", ("login_missing", "login")), ("wang", " ", ("name_missing", "name"))],
    )
    def test_what_is_missing_is_refused(self, session, login, name, expected):
        with pytest.raises(Refused) as refused:
            add(session, login, name=name)
        assert code_of(refused) == expected

    def test_one_time_passwords_differ_and_have_no_signs_that_look_alike(self):
        drawn = {user_actions.one_time_password() for _ in range(200)}

        assert len(drawn) == 200
        assert not set("".join(drawn)) & set("01oilOIL")


class TestGrantRole:
    def test_a_grant_is_written_down_with_what_it_gives(self, session, places):
        user = add(session)
        held = grant(session, user, Role.DISTRICT, place_code="110108")

        assert written(session)[-1].detail == {
            "grant": held.id,
            "role": "district",
            "place": "110108",
            "union": None,
            "from": "2026-03-02",
            "to": None,
        }

    def test_a_rule_refuses_what_does_not_fit(self, session):
        with pytest.raises(Refused) as refused:
            grant(session, add(session), Role.DISTRICT)
        assert code_of(refused) == ("place_missing", "place_code")

    def test_an_unknown_place_is_refused(self, session, places):
        with pytest.raises(Refused) as refused:
            grant(session, add(session), Role.DISTRICT, place_code="110199")
        assert code_of(refused) == ("place_unknown", "place_code")

    def test_an_unknown_union_is_refused(self, session):
        with pytest.raises(Refused) as refused:
            grant(session, add(session), Role.UNION_CHAIR, union_id=987654)
        assert code_of(refused) == ("union_unknown", "union_id")

    def test_the_same_grant_twice_at_the_same_time_is_refused(self, session):
        user = add(session)
        grant(session, user, to_on=TODAY)

        with pytest.raises(Refused) as refused:
            grant(session, user, from_on=TODAY)
        assert code_of(refused) == ("already_granted", "role")

    def test_the_same_grant_again_from_the_day_after_is_given(self, session):
        user = add(session)
        grant(session, user, to_on=TODAY)

        assert grant(session, user, from_on=TODAY + DAY).id

    def test_the_same_grant_before_the_first_day_is_given(self, session):
        user = add(session)
        grant(session, user, from_on=TODAY)

        assert grant(session, user, from_on=TODAY - 9 * DAY, to_on=TODAY - DAY).id


class TestEndGrant:
    def test_it_holds_up_to_its_last_day(self, session, places):
        user = add(session)
        held = grant(session, user, Role.DISTRICT, place_code="110108")

        end(session, held, TODAY)

        assert user_queries.find_actor(user, on=TODAY, wanted=None).role is Role.DISTRICT
        assert user_queries.find_actor(user, on=TODAY + DAY, wanted=None) is None
        assert written(session)[-1].event == "user.end_grant"

    def test_ended_before_its_first_day_it_never_held(self, session, places):
        user = add(session)
        held = grant(session, user, Role.DISTRICT, place_code="110108")

        end(session, held, TODAY - DAY)

        assert session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).all() == []
        assert written(session)[-1].detail["last_on"] == "2026-03-01"

    def test_what_has_ended_by_then_is_refused(self, session, places):
        held = grant(session, add(session), Role.DISTRICT, to_on=TODAY, place_code="110108")

        with pytest.raises(Refused) as refused:
            end(session, held, TODAY)
        assert code_of(refused) == ("already_ended", "last_on")

    def test_the_last_administrator_stays(self, session):
        held = grant(session, add(session))

        with pytest.raises(Refused) as refused:
            end(session, held, TODAY)
        assert code_of(refused) == ("last_administrator", "")

    def test_one_of_two_administrators_may_go(self, session):
        held = grant(session, add(session))
        grant(session, add(session, "li"))

        end(session, held, TODAY)

    def test_an_administrator_whose_time_ends_before_is_no_successor(self, session):
        held = grant(session, add(session))
        grant(session, add(session, "li"), to_on=TODAY)

        with pytest.raises(Refused):
            end(session, held, TODAY)


class TestDisable:
    def test_a_disabled_account_can_be_enabled_again(self, session):
        user = add(session)

        disable(session, user)
        assert user.active is False
        user_actions.enable_user(session, user.id, actor=OPERATOR, at=AT)

        assert user.active is True
        assert [one.event for one in written(session)][-2:] == ["user.disable", "user.enable"]

    def test_what_is_so_already_is_refused(self, session):
        user = add(session)
        with pytest.raises(Refused):
            user_actions.enable_user(session, user.id, actor=OPERATOR, at=AT)

        disable(session, user)
        with pytest.raises(Refused):
            disable(session, user)

    def test_nobody_disables_the_own_account(self, session):
        user = add(session)
        grant(session, user)
        grant(session, add(session, "li"))

        with pytest.raises(Refused) as refused:
            disable(session, user, actor=user_queries.find_actor(user, on=TODAY, wanted=None))
        assert code_of(refused)[0] == "own_account"

    def test_the_last_administrator_stays(self, session):
        user = add(session)
        grant(session, user)

        with pytest.raises(Refused) as refused:
            disable(session, user)
        assert code_of(refused)[0] == "last_administrator"

    def test_a_disabled_administrator_is_no_successor(self, session):
        user, gone = add(session), add(session, "li")
        grant(session, user)
        grant(session, gone)
        disable(session, gone)

        with pytest.raises(Refused):
            disable(session, user)


class TestPasswordAndSecondFactor:
    def test_a_reset_signs_out_and_opens_the_lock(self, session):
        user = add(session, one_time=False)
        before = user.fs_uniquifier
        fail(session, times=5)

        user_actions.reset_password(session, user.id, password_hash="new", actor=OPERATOR, at=AT)

        assert (user.password, user.must_change_password) == ("new", True)
        assert user.fs_uniquifier != before
        assert user_queries.locked_until(session, "wang", at=AT) is None
        assert written(session)[-1].event == "user.reset_password"

    def test_a_lost_second_factor_is_taken_away(self, session):
        user = add(session)
        user.tf_totp_secret, user.tf_primary_method, user.tf_last_counter = "s", "authenticator", 9

        user_actions.reset_second_factor(session, user.id, actor=OPERATOR, at=AT)

        assert (user.tf_totp_secret, user.tf_primary_method, user.tf_last_counter) == (
            None,
            None,
            None,
        )
        with pytest.raises(Refused):
            user_actions.reset_second_factor(session, user.id, actor=OPERATOR, at=AT)


class TestFailedSignIns:
    def test_the_fifth_locks(self, session):
        assert fail(session, times=4) is None
        assert fail(session) == AT + timedelta(minutes=15)
        assert user_queries.locked_until(session, "wang", at=AT) == AT + timedelta(minutes=15)

    def test_names_are_counted_apart_however_they_are_typed(self, session):
        fail(session, "WANG", times=4)
        fail(session, "li", times=4)

        assert user_queries.locked_until(session, "li", at=AT) is None
        assert fail(session, " wang") is not None

    def test_unlocking_is_written_down_and_needs_a_lock(self, session):
        user = add(session)
        with pytest.raises(Refused) as refused:
            user_actions.unlock(session, user.id, actor=OPERATOR, at=AT)
        assert code_of(refused)[0] == "not_locked"

        fail(session, times=5)
        user_actions.unlock(session, user.id, actor=OPERATOR, at=AT)

        assert user_queries.locked_until(session, "wang", at=AT) is None
        assert written(session)[-1].event == "user.unlock"

    def test_old_failures_of_made_up_names_are_cleared_away(self, session):
        fail(session, "made-up")
        fail(session, "locked", times=5)
        later = AT + RULE.period + timedelta(seconds=1)

        fail(session, at=later)

        assert session.scalars(select(SignInAttempt.failed_at)).all() == [later]

    def test_failures_alone_need_no_entry(self, session):
        fail(session)

        db.finish(session)

        assert session.scalars(select(AuditEntry)).all() == []

    def test_two_failures_at_once_are_both_counted(self, database_url):
        engine = create_engine(database_url)
        db.act_as_app(engine)
        together = threading.Barrier(4)

        def one() -> None:
            with Session(engine) as own:
                together.wait()
                fail(own, "crowd")
                own.connection().commit()

        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        with Session(engine) as own:
            kept = own.get(SignInAttempt, user_queries.name_hash("crowd"))
            assert kept.failures == 4
        engine.dispose()


class TestWhoMayManage:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    def test_nobody_but_an_administrator_finds_an_account(self, session, role):
        user = add(session)
        actor = Actor(user_id=5, name="别人", role=role)

        with pytest.raises(NotVisible):
            user_actions.reset_password(session, user.id, password_hash="x", actor=actor, at=AT)
        by = user_queries.UserFilter()
        assert user_queries.count_users(session, actor, by=by, on=TODAY) == 0


class TestSecondFactor:
    @pytest.mark.parametrize("role", list(Role))
    def test_it_is_for_officials_reviewers_and_administrators(self, role):
        user = User(grants=[RoleGrant(role=role.value, from_on=TODAY)])

        assert user.needs_second_factor is (
            role in {Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER, Role.ADMIN}
        )
