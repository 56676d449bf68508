"""The second factor: set up, given, required of officials, good for one use."""

from __future__ import annotations

import re

import pytest
from passlib.totp import TOTP

from bargaining import clock
from bargaining.models.user import User
from bargaining.rules.roles import Role
from bargaining.web.security import Policy
from tests import app_fixtures

KEY = re.compile(r'class="secret-key">([^<]+)<')
ACTION = re.compile(r'action="(/second-factor/[^"]+)"')


@pytest.fixture(scope="module")
def strict_app(make_database, tmp_path_factory):
    """The same application where officials must have a second factor."""
    policy = Policy(require_totp=True)
    yield from app_fixtures.application(make_database(), policy, tmp_path_factory.mktemp("strict"))


def code(key, *, later=0):
    """What the phone shows, `later` half-minutes from now."""
    moment = int(clock.now().timestamp()) + 30 * later
    return TOTP(key=key.replace("-", "").strip(), format="base32").generate(moment).token


def set_up(browser, *, later=0, wrong=False):
    page = browser.submit("/second-factor", page="/second-factor", setup="authenticator").text
    (key,) = KEY.findall(page)
    (action,) = ACTION.findall(page)
    given = "000000" if wrong else code(key, later=later)
    token = app_fixtures.TOKEN.findall(page)[-1]
    return key, browser.post(action, data={"csrf_token": token, "code": given})


def give(browser, text):
    return browser.submit("/second-factor/code", page="/second-factor/code", code=text)


class TestByChoice:
    def test_once_set_up_it_is_asked_for_at_every_sign_in(self, app, as_):
        browser = as_(Role.ADMIN)
        key, answer = set_up(browser)
        assert answer.status_code == 302

        other = app_fixtures.new_browser(app)
        assert other.sign_in(browser.login).location.startswith("/second-factor/code")
        assert other.get("/admin/users").location.startswith("/login")

        assert give(other, code(key, later=1)).location == "/"
        assert other.get("/admin/users").status_code == 200

    def test_a_code_is_good_for_one_use(self, app, as_):
        browser = as_(Role.ADMIN)
        key, _ = set_up(browser)
        later = code(key, later=1)
        first, second = app_fixtures.new_browser(app), app_fixtures.new_browser(app)
        first.sign_in(browser.login)
        second.sign_in(browser.login)

        assert give(first, later).status_code == 302
        assert "动态码不对" in give(second, later).text

    def test_guessing_codes_locks_the_name(self, app, as_):
        browser = as_(Role.ADMIN)
        key, _ = set_up(browser)
        guesser = app_fixtures.new_browser(app)
        guesser.sign_in(browser.login)

        for _ in range(5):
            give(guesser, "000000")

        assert "暂停登录" in give(guesser, code(key, later=1)).text

    def test_a_wrong_code_sets_nothing_up(self, as_, rows):
        browser = as_(Role.ADMIN)

        set_up(browser, wrong=True)

        with rows() as session:
            assert session.get(User, browser.user_id).tf_totp_secret is None

    def test_the_key_is_not_readable_in_the_database(self, as_, rows):
        browser = as_(Role.ADMIN)
        key, _ = set_up(browser)

        with rows() as session:
            assert key.replace("-", "") not in session.get(User, browser.user_id).tf_totp_secret

    def test_it_can_be_given_up(self, app, as_):
        browser = as_(Role.ADMIN)
        set_up(browser)

        browser.submit("/second-factor", page="/second-factor", setup="disable")

        assert app_fixtures.new_browser(app).sign_in(browser.login).location == "/"


class TestRequired:
    @pytest.fixture
    def sign_in(self, strict_app, stage_of_strict):
        def sign(role):
            new = app_fixtures.user_actions.NewGrant(
                role,
                app_fixtures.SINCE,
                place_code=app_fixtures.USUAL_PLACES.get(role),
                union_id=stage_of_strict.inside.union if role is Role.UNION_CHAIR else None,
            )
            login, _ = app_fixtures.add_account(strict_app, new)
            browser = app_fixtures.new_browser(strict_app)
            return browser, browser.sign_in(login)

        return sign

    def test_an_official_sets_it_up_at_the_first_sign_in(self, sign_in):
        browser, answer = sign_in(Role.DISTRICT)
        assert answer.location == "/second-factor"
        assert browser.get("/cases").location.startswith("/login")

        _, answer = set_up(browser)

        assert answer.location == "/"
        assert browser.get("/cases").status_code == 200

    def test_an_official_cannot_give_it_up(self, sign_in):
        browser, _ = sign_in(Role.CITY)
        set_up(browser)

        answer = browser.submit("/second-factor", page="/second-factor", setup="disable")

        assert "停用动态码" not in browser.get("/second-factor").text
        assert "不能这样设置" in answer.text

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR])
    def test_of_a_chair_and_those_beside_it_is_not_required(self, sign_in, role):
        _, answer = sign_in(role)

        assert answer.location == "/"


@pytest.fixture(scope="module")
def stage_of_strict(strict_app):
    from bargaining import db
    from tests import stage

    with strict_app.app_context():
        return stage.build(db.db.session())
