"""The list of calls beside the reminders: whom nothing else reaches, and what one was told."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bargaining import audit, clock, db
from bargaining.models.case import Case
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.enterprise import Enterprise
from bargaining.models.reminder import Reminder
from bargaining.models.user import RoleGrant, User
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import inbox_stage, street_office

TODAY = clock.today()
DAY = timedelta(days=1)
ROW = re.compile(r'id="call-(\d+)"')


@pytest.fixture(scope="module")
def firms(app, stage, law):
    """Two small unions; the answer owed to the first one's offer runs."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        made = street_office.add_firms(session, 2)
        case = street_office.open_case(session, made[0])
        inbox_stage.offer(session, case, TODAY - 18 * DAY, today=TODAY)
        return [one.id for one in made]


@pytest.fixture
def staff(as_, firms):
    return as_(Role.STREET_STAFF)


@pytest.fixture
def chair(rows, firms):
    """An account of the first union's chair, which nobody has used yet."""
    with rows() as session:
        user_id = inbox_stage.account(session, f"主席{clock.now():%H%M%S%f}")
        union = session.get_one(Enterprise, firms[0]).union_id
        session.add(
            RoleGrant(
                user_id=user_id, role=Role.UNION_CHAIR.value, union_id=union,
                from_on=TODAY - 90 * DAY,
            )
        )  # fmt: skip
        db.finish(session)
    yield user_id
    with rows() as session:
        session.execute(update(RoleGrant).where(RoleGrant.user_id == user_id)
                        .values(to_on=TODAY - DAY))  # fmt: skip
        note(session)


def note(session):
    audit.record(session, at=clock.now(), actor=OPERATOR, event="test.chair", subject="user:1")
    db.finish(session)


def page(browser, path="/street/calls"):
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def called(browser, firms):
    """Which of the firms stand in the list of those that only a call reaches."""
    listed = {int(one) for one in ROW.findall(page(browser, "/street/calls?reach=phone"))}
    return [one in listed for one in firms]


def signed_in(session, user_id, on):
    """An entry that somebody signed in on some day."""
    actor = Actor(user_id, "主席", Role.UNION_CHAIR)
    at = clock.now() - (TODAY - on)
    audit.record(session, at=at, actor=actor, event="user.sign_in", subject=f"user:{user_id}")
    db.finish(session)


class TestWhomOnlyACallReaches:
    def test_without_an_account_everybody(self, staff, firms):
        assert called(staff, firms) == [True, True]

    def test_an_account_that_nobody_uses_reaches_nobody(self, staff, firms, chair):
        assert called(staff, firms) == [True, True]

    @pytest.mark.parametrize(("days", "is_called"), [(60, False), (61, True)])
    def test_who_signed_in_within_sixty_days_is_reached(
        self, staff, firms, chair, rows, days, is_called
    ):
        with rows() as session:
            signed_in(session, chair, TODAY - days * DAY)

        assert called(staff, firms) == [is_called, True]

    @pytest.mark.parametrize(("timing", "is_called"), [("now", False), ("never", True)])
    def test_who_has_a_way_out_is_reached_unless_it_is_turned_off(
        self, staff, firms, chair, rows, timing, is_called
    ):
        with rows() as session:
            session.add(
                ContactWay(
                    user_id=chair, channel="wecom", address=b"x", shown="…", set_at=clock.now()
                )
            )
            session.add(
                ReminderChoice(
                    user_id=chair, timing=timing, hour=8, weekly=True, set_at=clock.now()
                )
            )
            note(session)

        assert called(staff, firms) == [is_called, True]

    @pytest.mark.parametrize("what", ["ended", "not yet", "disabled", "another role"])
    def test_an_account_out_of_force_reaches_nobody(self, staff, firms, chair, rows, what):
        with rows() as session:
            signed_in(session, chair, TODAY)
        assert called(staff, firms) == [False, True]
        with rows() as session:
            grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == chair)).one()
            match what:
                case "ended":
                    grant.to_on = TODAY - DAY
                case "not yet":
                    grant.from_on = TODAY + DAY
                case "another role":
                    grant.role = Role.STREET_STAFF.value
                case _:
                    session.get_one(User, chair).active = False
            note(session)
        try:
            assert called(staff, firms) == [True, True]
        finally:
            with rows() as session:
                session.scalars(
                    select(RoleGrant).where(RoleGrant.user_id == chair)
                ).one().from_on = TODAY - 90 * DAY
                note(session)

    def test_the_filter_stands_in_the_export_too(self, staff, firms, chair, rows):
        with rows() as session:
            signed_in(session, chair, TODAY)

        assert "reach=phone" in page(staff, "/street/calls?reach=phone").split("导出表格")[0]


class TestWhatOneWasTold:
    @pytest.fixture
    def told(self, staff, rows, firms):
        with rows() as session:
            case = session.scalars(select(Case).where(Case.enterprise_id == firms[0])).one()
            row = inbox_stage.remind(
                session, staff.user_id, Role.STREET_STAFF, case, told_on=TODAY,
                stage="redated:1", words="请联系企业负责人。",
            )  # fmt: skip
            found = row.id, case.id
            db.finish(session)
        return found

    def test_it_stands_beside_what_is_to_be_said_to_the_enterprise(self, staff, told):
        said = page(staff)

        assert "我收到的提醒：请联系企业负责人。" in said
        assert said.count("收起我的提醒") == 1
        assert 'data-copy="您好，' in said

    def test_what_a_supervisor_was_told_is_not_shown_there(self, as_, rows, firms):
        street = as_(Role.STREET)
        with rows() as session:
            case = session.scalars(select(Case).where(Case.enterprise_id == firms[0])).one()
            inbox_stage.remind(
                session, street.user_id, Role.STREET, case, stage="escalate:7", told_on=TODAY
            )
            db.finish(session)

        assert "我收到的提醒" not in page(street)

    @pytest.mark.parametrize("with_tick", [True, False])
    def test_a_call_puts_it_aside_where_the_tick_says_so(self, staff, told, rows, firms, with_tick):
        reminder, case_id = told
        given = {"aside": str(case_id)} if with_tick else {}

        answer = staff.submit(
            f"/street/calls/{firms[0]}/done", page="/street/calls", method="phone", **given
        )

        assert answer.status_code == 302
        with rows() as session:
            assert (session.get_one(Reminder, reminder).done_at is not None) is with_tick

    def test_of_a_colleague_nothing_is_put_aside(self, as_, staff, told, rows, firms):
        reminder, case_id = told
        colleague = as_(Role.STREET_STAFF)

        colleague.submit(
            f"/street/calls/{firms[0]}/done", page="/street/calls", method="message",
            aside=str(case_id),
        )  # fmt: skip

        with rows() as session:
            assert session.get_one(Reminder, reminder).done_at is None
