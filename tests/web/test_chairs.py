"""Does the street open a chair's account by mobile number, and never anybody else's?"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import chairs as chair_actions
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey, phone_of
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import settings
from tests import app_fixtures
from tests import stage as stages

_NUMBERS = iter(range(13900000000, 13900009999))


@pytest.fixture
def mobile():
    return str(next(_NUMBERS))


@pytest.fixture
def union(rows, stage):
    return new_union(rows)


def new_union(rows, *, place=stages.STREET, chair="王某", kind="single", phone="", name="示例工会"):
    """Found a union; with `phone` it has one enterprise whose contact is the chair."""
    with rows() as session:
        body = UnionBody(name=f"{name}{next(_NUMBERS)}", kind=kind, place_code=place,
                         chair_name=chair)  # fmt: skip
        session.add(body)
        session.flush()
        if phone:
            person = Person(name=chair, phone=person_key().seal(phone))
            session.add(person)
            session.flush()
            session.add(
                Enterprise(
                    name=f"{body.name}的企业",
                    initials="sl",
                    district_code=stages.DISTRICT,
                    street_code=place,
                    unionised=True,
                    union_id=body.id,
                    chair_name=chair,
                    contact_id=person.id,
                )  # fmt: skip
            )
        written(session)
        return body.id


def written(session):
    audit.record(session, at=stages.AT, actor=OPERATOR, event="test.stage", subject="stage:2")
    db.finish(session)


def person_key():
    return PersonKey(settings.settings().person_key)


def open_account(browser, union, **given):
    page = f"/unions/{union}/account"
    return browser.submit(page, page=page, **given)


def slip_of(text):
    """Read name, sign-in name and password from a slip."""
    return [
        html.unescape(value).strip()
        for value in re.findall(r"<dd[^>]*>([^<]*)</dd>", text.split('class="slip"')[1])
    ]


def password_of(text):
    return re.search(r"[a-z]{4}-\d{4}-[a-z]{4}", text).group()


def account_of(rows, login):
    with rows() as session:
        return user_queries.find_user_by_login(session, login)


class TestOpening:
    @pytest.mark.parametrize("role", [Role.STREET_STAFF, Role.STREET])
    def test_the_slip_signs_the_chair_in_and_asks_for_a_password_of_their_own(
        self, as_, union, mobile, app, rows, role
    ):
        text = open_account(as_(role), union, name="王某", mobile=f"{mobile[:3]} {mobile[3:]}").text

        assert "登录后请改密码" in text
        values = slip_of(text)
        assert values[0] == "王某"
        assert values[2:4] == ["http://localhost", mobile]
        assert password_of(text) in values
        chair = app_fixtures.new_browser(app)
        assert chair.sign_in(mobile, password_of(text)).status_code == 302
        assert chair.get("/").location == "/change-password"
        with rows() as session:
            user = session.get(User, account_of(rows, mobile).id)
            (grant,) = user.grants
            assert (grant.role, grant.union_id, grant.from_on) == (
                "union_chair", union, clock.today(),
            )  # fmt: skip

    def test_the_slip_is_kept_by_nobody_on_the_way(self, as_, union, mobile):
        answer = open_account(as_(Role.STREET), union, name="王某", mobile=mobile)

        assert answer.headers["Cache-Control"] == "no-store"

    def test_the_number_stands_encrypted_and_as_the_sign_in_name_and_nowhere_else(
        self, as_, union, mobile, rows
    ):
        open_account(as_(Role.STREET), union, name="王某", mobile=mobile)

        with rows() as session:
            person = session.get(Person, session.get(UnionBody, union).chair_person_id)
            assert mobile.encode() not in person.phone
            assert phone_of(person, person_key()) == mobile
            entries = session.scalars(select(AuditEntry)).all()
            assert entries
            assert not any(mobile in str((e.subject, e.detail, e.event)) for e in entries)

    @pytest.mark.parametrize("typed", ["1390000", "02162345678", "王某的手机", "139000000001"])
    def test_what_is_no_mobile_number_is_refused_and_the_typing_stays(self, as_, union, typed):
        answer = open_account(as_(Role.STREET), union, name="王某", mobile=typed)

        assert answer.status_code == 409
        assert "11 位手机号码" in answer.text
        assert typed in html.unescape(answer.text)

    def test_an_account_that_is_there_gets_the_union_and_keeps_its_password(
        self, as_, union, mobile, app, rows, stage
    ):
        grant = user_actions.NewGrant(
            Role.UNION_CHAIR, app_fixtures.SINCE, union_id=stage.inside.union
        )
        app_fixtures.add_account(app, grant, login=mobile)
        before = account_of(rows, mobile)
        answer = open_account(as_(Role.STREET), union, name="测试员", mobile=mobile)
        after = account_of(rows, mobile)

        assert answer.status_code == 302
        assert (after.password, after.must_change_password) == (before.password, False)
        assert {one.union_id for one in after.grants} == {stage.inside.union, union}

    def test_a_number_that_is_somebody_elses_by_name_is_refused(
        self, as_, union, mobile, app, rows
    ):
        app_fixtures.add_account(app, login=mobile)
        answer = open_account(as_(Role.STREET), union, name="王某", mobile=mobile)

        assert answer.status_code == 409
        assert "登记的姓名与您填的不同" in answer.text
        assert "测试员" not in answer.text.split("<main")[1]
        assert account_of(rows, mobile).grants == []

    def test_an_account_that_waits_for_its_role_is_the_administrators_matter(
        self, as_, union, mobile, app, rows
    ):
        app_fixtures.add_account(app, login=mobile)
        before = account_of(rows, mobile)
        street = as_(Role.STREET_STAFF)
        answer = open_account(street, union, name="测试员", mobile=mobile)
        street.submit(f"/unions/{union}/account/reset", page=f"/unions/{union}/account")

        assert answer.status_code == 409
        assert "管理员还没有授权" in answer.text
        after = account_of(rows, mobile)
        assert (after.password, list(after.grants)) == (before.password, [])

    def test_a_closed_account_is_refused(self, as_, union, mobile, app, rows):
        _login, user_id = app_fixtures.add_account(app, login=mobile)
        with rows() as session:
            session.get(User, user_id).active = False
            written(session)

        assert (
            "已经停用" in open_account(as_(Role.STREET), union, name="测试员", mobile=mobile).text
        )

    def test_a_second_account_of_a_union_is_refused(self, as_, union, mobile):
        open_account(as_(Role.STREET), union, name="王某", mobile=mobile)
        answer = open_account(as_(Role.STREET), union, name="李某", mobile=str(next(_NUMBERS)))

        assert answer.status_code == 409
        assert f"{mobile[:3]}****{mobile[-4:]}" in answer.text
        assert mobile not in answer.text

    def test_a_federation_has_no_chair_of_this_kind(self, as_, rows):
        federation = new_union(rows, kind="street")

        assert as_(Role.STREET).get(f"/unions/{federation}/account").status_code == 404
        assert as_(Role.STREET).get(f"/unions/{federation}").status_code == 404
        assert as_(Role.STREET).get(f"/unions/{federation}/handover").status_code == 404

    def test_a_union_elsewhere_is_not_there(self, as_, rows, mobile):
        outside = new_union(rows, place=stages.STREET_ELSEWHERE)
        answer = as_(Role.STREET).submit(
            f"/unions/{outside}/account", page="/change-password", name="王某", mobile=mobile
        )

        assert answer.status_code == 404
        assert account_of(rows, mobile) is None


class TestASlipAgain:
    @pytest.fixture
    def opened(self, as_, union, mobile):
        street = as_(Role.STREET_STAFF)
        open_account(street, union, name="王某", mobile=mobile)
        return street

    def reset(self, browser, union):
        return browser.submit(f"/unions/{union}/account/reset", page=f"/unions/{union}/account")

    def test_the_old_password_ends_and_the_new_one_signs_in(self, opened, union, mobile, app, rows):
        before = account_of(rows, mobile).password
        text = self.reset(opened, union).text

        assert slip_of(text)[3] == mobile
        after = account_of(rows, mobile)
        assert after.password != before
        assert after.must_change_password
        assert app_fixtures.new_browser(app).sign_in(mobile, password_of(text)).status_code == 302

    @pytest.mark.parametrize(
        "other",
        [user_actions.NewGrant(Role.ADMIN, app_fixtures.SINCE),
         user_actions.NewGrant(Role.DISTRICT, app_fixtures.SINCE, place_code=stages.DISTRICT),
         user_actions.NewGrant(Role.STREET_STAFF, app_fixtures.SINCE, place_code=stages.STREET),
         user_actions.NewGrant(Role.CITY, app_fixtures.SINCE, place_code=stages.CITY,
                               to_on=app_fixtures.SINCE),
         user_actions.NewGrant(Role.INSTRUCTOR, clock.today() + timedelta(days=30),
                               place_code=stages.DISTRICT)],
    )  # fmt: skip
    def test_who_is_was_or_will_be_more_than_a_chair_is_the_administrators_matter(
        self, opened, union, mobile, rows, other
    ):
        user = account_of(rows, mobile)
        with rows() as session:
            user_actions.grant_role(session, user.id, other, actor=OPERATOR, at=stages.AT)
            db.finish(session)
        answer = self.reset(opened, union)

        assert answer.status_code == 302
        assert account_of(rows, mobile).password == user.password
        page = opened.get(f"/unions/{union}/account").text
        assert "还有别的身份，请由系统管理员重置密码" in page

    def test_a_chair_of_a_union_elsewhere_too_is_the_administrators_matter(
        self, opened, union, mobile, rows, stage
    ):
        user = account_of(rows, mobile)
        with rows() as session:
            user_actions.grant_role(
                session, user.id,
                user_actions.NewGrant(
                    Role.UNION_CHAIR, app_fixtures.SINCE, union_id=stage.outside.union
                ),
                actor=OPERATOR, at=stages.AT,
            )  # fmt: skip
            db.finish(session)
        self.reset(opened, union)

        assert account_of(rows, mobile).password == user.password
        assert "辖区以外" in opened.get(f"/unions/{union}/account").text

    def test_without_an_account_there_is_nothing_to_reset(self, as_, union):
        street = as_(Role.STREET)
        self.reset(street, union)

        assert "还没有账号" in street.get(f"/unions/{union}/account").text

    def test_an_official_grant_at_home_does_not_open_another_accounts_password(
        self, as_, app, rows, union, mobile
    ):
        """By trying: give an official's account the union, then reset it."""
        official = user_actions.NewGrant(
            Role.DISTRICT, app_fixtures.SINCE, place_code=stages.DISTRICT
        )
        app_fixtures.add_account(app, official, login=mobile)
        before = account_of(rows, mobile).password
        street = as_(Role.STREET)
        assert open_account(street, union, name="测试员", mobile=mobile).status_code == 302
        self.reset(street, union)
        street.submit("/unions/slips", page="/unions", union=union)

        assert account_of(rows, mobile).password == before


class TestManySlips:
    def slips(self, browser, *unions):
        return browser.submit("/unions/slips", page="/unions", union=list(unions))

    def test_the_ticked_unions_get_their_slips_on_one_page(self, as_, rows, app):
        phones = [str(next(_NUMBERS)) for _ in range(3)]
        unions = [new_union(rows, chair=f"主席{n}", phone=phone) for n, phone in enumerate(phones)]
        text = self.slips(as_(Role.STREET), *unions).text

        assert text.count('class="slip"') == 3
        for phone, part in zip(phones, text.split('class="slip"')[1:], strict=True):
            browser = app_fixtures.new_browser(app)
            assert browser.sign_in(phone, password_of(part)).status_code == 302

    def test_who_cannot_get_one_is_named_with_the_reason(self, as_, rows, mobile, app, stage):
        vacant = new_union(rows, chair="")
        without = new_union(rows)
        known = new_union(rows, chair="测试员", phone=mobile)
        grant = user_actions.NewGrant(
            Role.UNION_CHAIR, app_fixtures.SINCE, union_id=stage.inside.union
        )
        app_fixtures.add_account(app, grant, login=mobile)
        text = self.slips(as_(Role.STREET), vacant, without, known).text

        assert "没有打印的 3 家" in text
        assert "主席空缺，没有可以开通的人" in text
        assert "登记里没有主席的手机号码" in text
        assert "已加上这家工会，请用原来的密码登录" in text

    def test_who_has_a_password_of_their_own_keeps_it_and_who_has_not_gets_a_new_one(
        self, as_, rows
    ):
        phone, other = str(next(_NUMBERS)), str(next(_NUMBERS))
        used, waiting = new_union(rows, phone=phone), new_union(rows, phone=other)
        street = as_(Role.STREET)
        self.slips(street, used, waiting)
        with rows() as session:
            user = user_queries.find_user_by_login(session, phone)
            user.must_change_password = False
            written(session)
        before = account_of(rows, phone).password, account_of(rows, other).password
        text = self.slips(street, used, waiting).text

        assert "已经在用" in text
        assert account_of(rows, phone).password == before[0]
        assert account_of(rows, other).password != before[1]

    def test_one_union_elsewhere_among_them_stops_all(self, as_, rows):
        phone = str(next(_NUMBERS))
        mine = new_union(rows, phone=phone)
        theirs = new_union(rows, place=stages.STREET_ELSEWHERE, phone=str(next(_NUMBERS)))

        assert self.slips(as_(Role.STREET), mine, theirs).status_code == 404
        assert account_of(rows, phone) is None

    def test_nothing_ticked_and_too_much_ticked_are_said(self, as_):
        street = as_(Role.STREET)

        assert "请先勾选" in self.slips(street).text
        many = range(1, chair_actions.MOST_SLIPS + 2)
        assert "一次最多打印 60 张" in self.slips(street, *many).text

    def test_a_number_named_for_somebody_else_is_not_the_chairs(self, as_, rows):
        union = new_union(rows, chair="王某", phone=str(next(_NUMBERS)))
        with rows() as session:
            session.get(UnionBody, union).chair_name = "李某"
            written(session)

        assert "没有主席的手机号码" in self.slips(as_(Role.STREET), union).text


def test_an_account_whose_grant_ended_is_none(as_, union, mobile, rows):
    street = as_(Role.STREET)
    open_account(street, union, name="王某", mobile=mobile)
    with rows() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.union_id == union)).one()
        grant.from_on, grant.to_on = app_fixtures.SINCE, clock.today() - timedelta(days=1)
        written(session)

    assert "开通并打印登录单" in street.get(f"/unions/{union}/account").text
