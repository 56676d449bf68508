"""What every answer carries, and how long a browser may keep it."""

from __future__ import annotations

import re

import pytest

from bargaining.rules.roles import Role
from bargaining.web import headers
from bargaining.web.security import Policy
from tests import app_fixtures


@pytest.mark.parametrize("path", ["/login", "/healthz", "/no-such-page", "/static/img/mark.svg"])
def test_every_answer_is_guarded(client, path):
    answer = client.get(path)

    assert {name: answer.headers[name] for name in headers.ALWAYS} == headers.ALWAYS


def test_no_script_or_style_may_stand_within_a_page(client):
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get("/login").headers["Content-Security-Policy"].split(";")
    )

    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"


@pytest.mark.parametrize("path", ["/login", "/admin/users", "/audit", "/change-password"])
def test_no_page_needs_what_the_policy_forbids(as_, path):
    text = as_(Role.ADMIN).get(path).text

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text) == []


def test_an_asset_may_be_kept_for_ever_under_the_address_that_a_page_gives(client):
    (address,) = set(re.findall(r'"(/static/css/app\.css[^"]*)"', client.get("/login").text))

    assert re.fullmatch(r"/static/css/app\.css\?v=[0-9a-f]{12}", address)
    assert client.get(address).headers["Cache-Control"] == headers.FOR_EVER


def test_an_asset_without_its_version_is_asked_for_again(client):
    assert "immutable" not in client.get("/static/css/app.css").headers["Cache-Control"]


def test_a_page_may_be_shown_by_the_back_button_but_not_by_a_shared_cache(as_):
    answer = as_(Role.ADMIN).get("/admin/users")

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_after_the_sign_out_nothing_is_kept(as_):
    answer = as_(Role.ADMIN).submit("/logout", page="/change-password")

    assert answer.headers["Clear-Site-Data"] == '"cache"'


@pytest.fixture(scope="module")
def https_app(make_database, tmp_path_factory):
    """The same application where the office has HTTPS."""
    yield from app_fixtures.application(
        make_database(), Policy(https=True), tmp_path_factory.mktemp("https")
    )


class TestWithHttps:
    def test_the_cookie_and_the_site_stay_with_https(self, https_app):
        answer = https_app.test_client().get("/login", base_url="https://localhost")

        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert "Secure" in cookie
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_without_https_no_such_promise_is_made(self, client):
        assert "Strict-Transport-Security" not in client.get("/login").headers
