"""Accounts by a browser: the list, an account, its grants, its slip."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.user import RoleGrant, User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures
from tests import stage as stages
from tests.app_fixtures import PASSWORD

SLIP = re.compile(r"[a-z]{4}-\d{4}-[a-z]{4}")
NEW = "/admin/users/new"


@pytest.fixture
def admin(as_):
    return as_(Role.ADMIN)


@pytest.fixture
def other(app, stage):
    return app_fixtures.add_account(app)


def page_of(user_id):
    return f"/admin/users/{user_id}"


def new(admin, login, **fields):
    given = {
        "login": login,
        "name": "李静",
        "role": "district",
        "place_code": stages.DISTRICT,
        "union_id": "",
        "from_on": "2026-01-01",
        "to_on": "",
    }
    return admin.submit(NEW, page=NEW, **(given | fields))


def row(rows, user_id):
    with rows() as session:
        user = session.get(User, user_id)
        session.expunge_all()
        return user


class TestANewAccount:
    def test_its_slip_shows_a_password_that_opens_once(self, app, admin, client):
        answer = new(admin, "13900000001")

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        (password,) = SLIP.findall(answer.text)
        assert client.sign_in("13900000001", password).status_code == 302
        assert client.get("/cases").location == "/change-password"

    def test_the_password_stands_nowhere_in_the_database(self, admin, rows):
        (password,) = SLIP.findall(new(admin, "13900000002").text)

        with rows() as session:
            user = user_queries.find_user_by_login(session, "13900000002")
            said = [str(one.detail) for one in session.scalars(select(AuditEntry))]
        assert password not in user.password
        assert user.password.startswith("$argon2")
        assert not any(password in one for one in said)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"name": ""}, "请填写姓名。"),
            ({"role": ""}, "请选择身份。"),
            ({"place_code": ""}, "请选择区总工会负责的地方。"),
            ({"place_code": "999999"}, "请从列出的选项中选择。"),
            ({"from_on": "三月"}, "请填写日期，例如 2026-09-11。"),
            ({"to_on": "2025-12-31"}, "截止日不能早于起始日。"),
            ({"role": "union_chair", "place_code": "", "union_id": "没有的"}, "名册里没有"),
            ({"login": "长" * 121}, "最多填写 120 个字。"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_typing_kept(self, admin, rows, fields, sentence):
        answer = new(admin, **({"login": "13900000003"} | fields))

        assert answer.status_code in {409, 422}
        assert sentence in answer.text
        assert 'value="2026-01-01"' in answer.text or "三月" in answer.text
        with rows() as session:
            assert user_queries.find_user_by_login(session, "13900000003") is None

    def test_a_name_that_is_taken_is_said_beside_the_field(self, admin, other):
        answer = new(admin, other[0].upper())

        assert answer.status_code == 409
        assert 'id="login-error"' in answer.text

    def test_a_chair_is_given_a_union_by_its_name(self, admin, rows, stage):
        new(
            admin,
            "13900000004",
            role="union_chair",
            place_code="",
            union_id="海淀示例餐饮有限公司工会",
        )

        with rows() as session:
            user = user_queries.find_user_by_login(session, "13900000004")
            assert [one.union_id for one in user.grants] == [stage.inside.union]


class TestGrants:
    def grant(self, admin, user_id, **fields):
        given = {"role": "city", "place_code": stages.CITY, "from_on": "2026-01-01"}
        path = page_of(user_id)
        return admin.submit(f"{path}/grants", page=path, **(given | fields))

    def test_a_grant_is_given_and_shown(self, admin, other):
        assert self.grant(admin, other[1]).status_code == 302

        text = admin.get(page_of(other[1])).text
        assert "市总工会 · 北京市" in text
        assert "2026年1月1日 至 长期" in text

    def test_what_does_not_fit_is_said(self, admin, other):
        answer = self.grant(admin, other[1], place_code=stages.DISTRICT)

        assert answer.status_code == 409
        assert "市总工会应选择市。" in answer.text

    def test_a_grant_is_ended(self, admin, other, rows):
        self.grant(admin, other[1])
        with rows() as session:
            number = session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == other[1]))
        yesterday = clock.today() - timedelta(days=1)

        path = page_of(other[1])
        admin.submit(f"{path}/grants/{number}/end", page=path, last_on=yesterday.isoformat())

        with rows() as session:
            assert session.get(RoleGrant, number).to_on == yesterday

    def test_without_a_day_nothing_ends(self, admin, other, rows):
        self.grant(admin, other[1])
        with rows() as session:
            number = session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == other[1]))

        path = page_of(other[1])
        admin.submit(f"{path}/grants/{number}/end", page=path, last_on="")

        assert "请填写最后有效的一天。" in admin.get(path).text
        with rows() as session:
            assert session.get(RoleGrant, number).to_on is None


class TestOneAccount:
    def press(self, admin, user_id, button):
        path = page_of(user_id)
        return admin.submit(f"{path}/{button}", page=path)

    def test_it_is_disabled_and_enabled(self, admin, other, rows):
        self.press(admin, other[1], "disable")
        assert row(rows, other[1]).active is False

        self.press(admin, other[1], "enable")
        assert row(rows, other[1]).active is True

    def test_a_refusal_is_shown_on_its_page(self, admin, other):
        self.press(admin, other[1], "enable")

        assert "不需要启用" in admin.get(page_of(other[1])).text

    def test_a_locked_name_is_shown_and_unlocked(self, app, admin, other, client):
        for _ in range(5):
            client.sign_in(other[0], "wrong-password-1")
        assert "暂停登录" in admin.get(page_of(other[1])).text
        assert "暂停登录" in admin.get(f"/admin/users?text={other[0]}").text

        self.press(admin, other[1], "unlock")

        assert client.sign_in(other[0]).status_code == 302

    def test_a_reset_password_ends_the_old_one(self, admin, other, client):
        answer = self.press(admin, other[1], "password")

        (password,) = SLIP.findall(answer.text)
        assert client.sign_in(other[0], PASSWORD).status_code == 200
        assert client.sign_in(other[0], password).status_code == 302

    def test_a_lost_second_factor_is_reset(self, admin, other, rows):
        with rows() as session:
            session.get(User, other[1]).tf_totp_secret = "x"
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.set", subject="user:0"
            )
            db.finish(session)

        self.press(admin, other[1], "second-factor")

        assert row(rows, other[1]).tf_totp_secret is None

    def test_the_own_account_cannot_be_disabled(self, admin):
        text = admin.get(page_of(admin.user_id)).text

        assert "不能停用自己的账号" in text
        assert f"/admin/users/{admin.user_id}/disable" not in text

    def test_an_account_that_is_not_there(self, admin):
        assert admin.get(page_of(987654)).status_code == 404


class TestTheList:
    def test_it_is_narrowed_by_its_address(self, admin, as_):
        chair = as_(Role.UNION_CHAIR)

        assert chair.login in admin.get("/admin/users?role=union_chair").text
        assert chair.login not in admin.get("/admin/users?role=city").text
        assert chair.login in admin.get(f"/admin/users?text={chair.login}").text
        assert "没有符合条件的账号。" in admin.get("/admin/users?text=没有这个人").text

    def test_an_address_with_nonsense_is_the_plain_list(self, admin):
        assert admin.get("/admin/users?role=king&state=x&page=-3").status_code == 200

    def test_it_asks_the_database_no_more_for_many_than_for_few(self, app, admin, counted):
        few = counted(lambda: admin.get("/admin/users"))
        for _ in range(12):
            app_fixtures.add_account(app)

        assert counted(lambda: admin.get("/admin/users")) <= few


class TestTheAudit:
    def test_it_names_who_did_what_and_finds_it_again(self, admin, as_):
        chair = as_(Role.UNION_CHAIR)
        subject = f"user:{chair.user_id}"

        text = admin.get(f"/audit?subject={subject}&event=登录").text
        assert "企业工会主席" in text
        assert "user.sign_in" in text
        assert "user.grant" not in text
        assert "没有符合条件的记录" in admin.get(f"/audit?subject={subject}&actor=没有").text

    def test_a_day_begins_and_ends_by_the_legal_clock(self, admin, as_):
        subject = f"user:{as_(Role.CITY).user_id}"
        today = clock.today()

        assert "user.sign_in" in admin.get(f"/audit?subject={subject}&day={today}").text
        before = today - timedelta(days=1)
        assert "没有符合条件的记录" in admin.get(f"/audit?subject={subject}&day={before}").text

    def test_a_whole_chain_is_said_to_be_whole(self, admin):
        assert "全部记录首尾相接" in admin.get("/audit/chain").text

    def test_its_links_need_no_other_page(self, admin):
        assert admin.get("/audit?page=99&day=nonsense").status_code == 200
        assert admin.get("/audit?day=9999-12-31").status_code == 200

    def test_its_list_leaves_as_a_spreadsheet_as_it_is_narrowed(self, admin, as_):
        subject = f"user:{as_(Role.CITY).user_id}"

        rows = sheet_of(admin.get(f"/audit/export.xlsx?subject={subject}&event=登录"))

        assert rows[0][:3] == ["序号", "时间", "操作人"]
        assert {row[6] for row in rows[1:]} == {subject}
        assert {row[5] for row in rows[1:]} == {"user.sign_in"}


class TestTheAccountsAsASpreadsheet:
    def test_it_holds_the_accounts_that_the_page_shows(self, admin, as_):
        chair = as_(Role.UNION_CHAIR)
        city = as_(Role.CITY)

        rows = sheet_of(admin.get("/admin/users/export.xlsx?role=union_chair"))

        names = [row[1] for row in rows[1:]]
        assert chair.login in names
        assert city.login not in names
        assert all("企业工会主席" in row[2] for row in rows[1:])


def sheet_of(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()
