"""Signing in and out: names, passwords, the lock, the session, and what the audit keeps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import users as user_actions
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.user import SignInAttempt, User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures
from tests.app_fixtures import PASSWORD

NEW_PASSWORD = "Another-horse-7"


def admin() -> user_actions.NewGrant:
    return user_actions.NewGrant(Role.ADMIN, app_fixtures.SINCE)


@pytest.fixture
def account(app):
    return app_fixtures.add_account(app, admin())


def events(rows, user_id):
    with rows() as session:
        return session.scalars(
            select(AuditEntry.event)
            .where(AuditEntry.subject == f"user:{user_id}")
            .order_by(AuditEntry.number)
        ).all()


def change_row(rows, user_id, **values):
    with rows() as session:
        user = session.get(User, user_id)
        for name, value in values.items():
            setattr(user, name, value)
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.set", subject="user:0")
        db.finish(session)


class TestSigningIn:
    def test_a_name_without_a_dot_and_its_password_open_the_system(self, client, account):
        login, _ = account

        answer = client.sign_in(login)

        assert (answer.status_code, answer.location) == (302, "/")
        assert client.get("/admin/users").status_code == 200

    def test_a_name_is_found_however_it_is_typed(self, app, client):
        app_fixtures.add_account(app, admin(), login="chair9@demo")

        assert client.sign_in(" ＣＨＡＩＲ9@Demo ").status_code == 302

    def test_a_wrong_password_is_answered_in_words(self, client, account):
        answer = client.sign_in(account[0], "wrong-password-1")

        assert "登录名或密码不对" in answer.text
        assert client.get("/admin/users").status_code == 302

    def test_a_name_that_does_not_exist_is_answered_with_the_same_words(self, client, account):
        wrong = client.sign_in(account[0], "wrong-password-1").text
        nobody = client.sign_in("nobody-of-this-name", "wrong-password-1").text

        sentence = "登录名或密码不对，请再核对一次。连续 5 次不对，会暂停登录 15 分钟。"
        assert sentence in wrong
        assert sentence in nobody

    def test_empty_fields_are_named_and_count_nothing(self, client, rows):
        answer = client.sign_in("", "")

        assert "请填写登录名。" in answer.text
        assert "请填写密码。" in answer.text
        with rows() as session:
            assert session.get(SignInAttempt, user_queries.name_hash("")) is None

    def test_a_disabled_account_does_not_come_in(self, client, account, rows):
        change_row(rows, account[1], active=False)

        assert "已经停用" in client.sign_in(account[0]).text

    def test_the_page_one_came_for_opens_afterwards(self, client, account):
        sent_to = client.get("/audit?day=2026-03-02").location

        answer = client.submit(sent_to, email=account[0], password=PASSWORD)

        assert answer.location == "/audit?day=2026-03-02"

    def test_no_foreign_page_opens_afterwards(self, client, account):
        answer = client.sign_in(account[0], next="https://elsewhere.example/")

        assert "elsewhere" not in (answer.location or "")

    def test_a_sign_in_without_a_token_is_asked_again(self, client, account):
        answer = client.post("/login", data={"email": account[0], "password": PASSWORD})

        assert answer.location == "/login"
        assert client.get("/admin/users").status_code == 302

    def test_the_sign_in_and_the_sign_out_are_written_down(self, client, account, rows):
        client.sign_in(account[0])
        client.submit("/logout", page="/change-password")

        assert events(rows, account[1])[-2:] == ["user.sign_in", "user.sign_out"]
        assert client.get("/admin/users").location.startswith("/login")

    def test_a_link_alone_signs_nobody_out(self, client, account):
        client.sign_in(account[0])

        assert client.get("/logout").status_code == 405
        assert client.get("/admin/users").status_code == 200

    def test_what_the_session_held_before_the_sign_in_is_worth_nothing_after_it(
        self, client, account
    ):
        planted = client.token()
        client.sign_in(account[0])

        answer = client.post("/role", data={"csrf_token": planted, "role": "admin"})

        assert answer.status_code == 400

    def test_a_session_moved_to_another_browser_is_worth_nothing(self, app, client, account):
        client.sign_in(account[0])
        cookie = client.get_cookie("session")
        thief = app_fixtures.new_browser(app)
        thief.set_cookie("session", cookie.value)

        answer = thief.get("/admin/users", headers={"User-Agent": "Another/1.0"})

        assert answer.status_code == 302

    def test_the_cookie_is_for_the_server_alone(self, client, account):
        cookies = client.sign_in(account[0]).headers.getlist("Set-Cookie")
        (header,) = [cookie for cookie in cookies if cookie.startswith("session=")]

        assert "HttpOnly" in header
        assert "SameSite=Lax" in header


class TestTheLock:
    def fail(self, client, login, times):
        for _ in range(times):
            answer = client.sign_in(login, "wrong-password-1")
        return answer.text

    def test_four_failures_leave_the_name_open(self, client, account):
        self.fail(client, account[0], 4)

        assert client.sign_in(account[0]).status_code == 302

    def test_the_fifth_failure_locks_even_the_right_password_out(self, client, account):
        said = self.fail(client, account[0], 5)

        assert "暂停登录" in said
        assert "暂停登录" in client.sign_in(account[0]).text
        assert client.get("/admin/users").status_code == 302

    def test_a_name_that_does_not_exist_locks_just_so(self, client):
        assert "以前暂停登录" in self.fail(client, "made-up-name", 5)

    def test_the_page_says_until_when(self, client, account, rows):
        said = self.fail(client, account[0], 5)

        with rows() as session:
            until = user_queries.locked_until(session, account[0], at=clock.now())
        there = until.astimezone(clock.LEGAL_ZONE)
        assert f"{there.hour:02d}:{there.minute:02d} 以前暂停登录" in said
        assert timedelta(minutes=14) < until - clock.now() <= timedelta(minutes=15)

    def test_a_right_password_forgets_the_failures_before_it(self, app, client, account):
        self.fail(client, account[0], 4)
        client.sign_in(account[0])

        other = app_fixtures.new_browser(app)
        self.fail(other, account[0], 4)

        assert other.sign_in(account[0]).status_code == 302

    def test_failures_are_kept_without_the_name(self, client, account, rows):
        self.fail(client, account[0], 1)

        with rows() as session:
            kept = session.get(SignInAttempt, user_queries.name_hash(account[0]))
        assert kept.failures == 1
        assert account[0] not in kept.name_hash

    def test_guessing_the_own_password_again_locks_too(self, client, account):
        client.sign_in(account[0])

        for _ in range(5):
            client.submit("/confirm-password", page="/confirm-password", password="guess-1-guess")

        answer = client.submit("/confirm-password", page="/confirm-password", password=PASSWORD)
        assert "暂停登录" in answer.text

    def test_guessing_the_present_password_while_changing_it_locks_too(self, client, account):
        client.sign_in(account[0])

        for _ in range(5):
            change(client, old="guess-1-guess")

        assert "暂停登录" in change(client).text


def change(client, *, old=PASSWORD, new=NEW_PASSWORD, again=None):
    return client.submit(
        "/change-password",
        page="/change-password",
        password=old,
        new_password=new,
        new_password_confirm=new if again is None else again,
    )


class TestThePassword:
    def test_a_changed_password_is_the_one_that_opens(self, app, client, account, rows):
        client.sign_in(account[0])

        assert change(client).status_code == 302

        other = app_fixtures.new_browser(app)
        assert other.sign_in(account[0]).status_code == 200
        assert other.sign_in(account[0], NEW_PASSWORD).status_code == 302
        assert "user.change_password" in events(rows, account[1])

    def test_a_change_ends_every_other_session_and_not_the_own(self, app, client, account):
        client.sign_in(account[0])
        other = app_fixtures.new_browser(app)
        other.sign_in(account[0])

        change(client)

        assert client.get("/audit").status_code == 200
        assert other.get("/audit").status_code == 302

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"old": "wrong-password-1"}, "密码不对"),
            ({"again": "Another-horse-8"}, "两次填写的新密码不一样"),
            ({"new": "short-1"}, "密码至少 8 位，现在是 7 位。"),
            ({"new": PASSWORD}, "新密码不能与现在的密码相同"),
            ({"new": "onlyletters"}, "密码须既有数字，也有字母或符号。"),
        ],
    )
    def test_what_is_wrong_is_said(self, client, account, fields, sentence):
        client.sign_in(account[0])

        assert sentence in change(client, **fields).text

    def test_a_one_time_password_opens_nothing_but_its_own_change(self, app, client):
        login, _ = app_fixtures.add_account(app, admin(), one_time=True)
        client.sign_in(login)

        assert client.get("/admin/users").location == "/change-password"

        change(client)
        assert client.get("/admin/users").status_code == 200

    def test_a_one_time_password_ends(self, app, client, rows):
        login, user_id = app_fixtures.add_account(app, admin(), one_time=True)
        change_row(rows, user_id, password_until=clock.now() - timedelta(seconds=1))

        assert "一次性密码已经过期" in client.sign_in(login).text


class TestTheWords:
    def test_every_message_of_the_library_is_ours(self, app):
        said = {
            key: words
            for key, words in app.config.items()
            if key.startswith("SECURITY_MSG_")
            and not any("一" <= sign <= "龥" for sign in words[0])
        }

        assert said == {}

    def test_the_pages_of_accounts_speak_no_english(self, client, account):
        client.sign_in(account[0])
        for page in ("/change-password", "/confirm-password", "/second-factor"):
            page_text = client.get(page).text  # what an administrator types is in English
            text = re.sub(r"<(script|style|code).*?</\1>|<[^>]+>", " ", page_text)
            assert re.findall(r"[A-Za-z]{4,}", text) == [], page
