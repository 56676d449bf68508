"""Every no, expected or not, is a page in words."""

from __future__ import annotations

import io
import logging
from datetime import date

import pytest
from flask import Blueprint, abort, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from bargaining import db
from bargaining.errors import (
    LawMissing,
    NotPublished,
    NotReady,
    NotVisible,
    Refusal,
    Refused,
    Unusable,
)
from bargaining.rules.roles import Role
from bargaining.web.access import open_to, open_to_public
from tests import app_fixtures
from tests import cluster as clusters
from tests.app_fixtures import PASSWORD

PROBLEMS = {
    "refused": lambda: Refused(Refusal("late", "要约已经登记过。", basis="T-OFFER-REPLY")),
    "others": lambda: Refused(Refusal("wrong_role", "街道社工不办理“登记报送”。")),
    "unusable": lambda: Unusable("没有这个文书种类。"),
    "not_visible": lambda: NotVisible(7),
    "not_published": lambda: NotPublished(
        "guideline_upper", date(2026, 1, 1), place="110000", status="not_published"
    ),
    "law_missing": lambda: LawMissing("guideline", date(2027, 1, 1), place="110000"),
    "not_ready": lambda: NotReady("没有找到模板。"),
    "stale": lambda: StaleDataError("row version"),
    "bug": lambda: ZeroDivisionError("a bug"),
}


def broken_pages() -> Blueprint:
    """Views that end in every kind of no."""
    pages = Blueprint("broken", __name__)

    @pages.get("/api/v1/broken/<name>", endpoint="api")
    @pages.get("/broken/<name>")
    @open_to_public
    def fails(name: str) -> str:
        if name.isdigit():
            abort(int(name))
        problem = PROBLEMS[name]()
        raise problem

    @pages.get("/unique")
    @open_to_public
    def unique() -> str:
        with db.transaction() as session:
            for _ in range(2):
                session.execute(
                    text("INSERT INTO place (code, name, kind) VALUES ('990000', 'x', 'district')")
                )
        return "never"

    @pages.route("/typed", methods=["GET", "POST"])
    @open_to(Role.ADMIN)
    def typed() -> str:
        return f"received {request.form.get('note')}"

    @pages.get("/no-door")
    def no_door() -> str:
        return "open"

    return pages


@pytest.fixture(scope="module")
def app(database_url, policy, tmp_path_factory):
    for made in app_fixtures.application(database_url, policy, tmp_path_factory.mktemp("errors")):
        made.register_blueprint(broken_pages())
        yield made


class TestExpected:
    @pytest.mark.parametrize(
        ("name", "status", "words"),
        [
            ("refused", 409, "要约已经登记过。"),
            ("others", 409, "<h1>由别人办理</h1>"),
            ("refused", 409, "<h1>这一步现在不能办理</h1>"),
            ("unusable", 422, "没有这个文书种类。"),
            ("not_visible", 404, "没有这一页，或者您无权查看"),
            ("not_published", 409, "未发布"),
            ("law_missing", 409, "请管理员录入并注明出处"),
            ("not_ready", 503, "没有找到模板。"),
            ("stale", 409, "另一位同事办理了这个案件"),
            ("400", 400, "没有收到完整的内容"),
            ("403", 403, "您的身份不能办理这一项"),
            ("404", 404, "没有这一页"),
            ("413", 413, "文件太大"),
            ("418", 418, "没有收到完整的内容"),
        ],
    )
    def test_a_page_says_it_in_words(self, client, name, status, words):
        answer = client.get(f"/broken/{name}")

        assert answer.status_code == status
        assert words in answer.text
        assert "<h1>" in answer.text
        assert "Error" not in answer.text

    def test_the_basis_stands_beside_a_refusal(self, client):
        assert "T-OFFER-REPLY" in client.get("/broken/refused").text

    def test_a_part_of_a_page_gets_a_part(self, client):
        answer = client.get("/broken/refused", headers={"HX-Request": "true"})

        assert answer.status_code == 409
        assert "要约已经登记过。" in answer.text
        assert "<html" not in answer.text

    def test_a_program_gets_json(self, client):
        answer = client.get("/api/v1/broken/refused")

        assert (answer.status_code, answer.json) == (
            409,
            {
                "error": {
                    "code": "late",
                    "message": "要约已经登记过。",
                    "basis": "T-OFFER-REPLY",
                    "field": "",
                }
            },
        )
        assert client.get("/api/v1/broken/404").json["error"]["code"] == "404"

    def test_the_way_back_leads_to_the_page_one_came_from(self, client):
        ours = {"Referer": "http://localhost/cases/7?tab=papers"}
        theirs = {"Referer": "https://elsewhere.example/cases"}

        assert 'href="/cases/7?tab=papers"' in client.get("/broken/stale", headers=ours).text
        assert "elsewhere" not in client.get("/broken/stale", headers=theirs).text

    @pytest.mark.parametrize(
        "page",
        ["/street?text=%00", "/cases?enterprise=2147483648", f"/enterprises/{10**30}",
         f"/unions?page={10**30}"],
    )  # fmt: skip
    def test_what_no_column_holds_is_no_failure_of_ours(self, as_, page):
        answer = as_(Role.STREET_STAFF).get(page)

        assert answer.status_code == 404
        assert "系统出了问题" not in answer.text

    def test_two_who_meet_at_a_unique_constraint_are_told_so(self, client):
        answer = client.get("/unique")

        assert answer.status_code == 409
        assert "期间已有变动" in answer.text

    def test_of_a_case_it_also_leads_back_to_the_case_for_who_may_see_it(self, as_, stage):
        street = as_(Role.STREET)
        ours, theirs = (f"/cases/{one.case}" for one in (stage.inside, stage.outside))

        assert street.get(ours).status_code == 200
        answer = street.get(f"{ours}/papers")
        assert answer.status_code == 403
        assert f'href="{ours}">返回案件' in answer.text
        answer = street.get(f"{theirs}/papers")
        assert answer.status_code == 403
        assert "返回案件" not in answer.text

    def test_an_address_opened_the_wrong_way(self, client):
        answer = client.post("/broken/refused")

        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
        assert "这个地址不能这样打开" in answer.text

    def test_a_view_without_a_door_is_closed_to_an_administrator_too(self, as_):
        assert as_(Role.ADMIN).get("/no-door").status_code == 403


class TestABug:
    def test_it_is_a_page_with_a_number_and_nothing_of_the_inside(self, app, client):
        app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
        try:
            answer = client.get("/broken/bug")
        finally:
            app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, None

        assert answer.status_code == 500
        assert "这一步没有保存" in answer.text
        assert "编号" in answer.text
        assert "ZeroDivision" not in answer.text

    @pytest.mark.parametrize("front", ["/calendar/feed", "/p"])
    def test_an_address_that_opens_to_whoever_knows_it_is_not_in_the_log(
        self, app, client, monkeypatch, front
    ):
        path = f"{front}/SECRETTOKEN123" + (".ics" if "feed" in front else "")
        endpoint, _values = app.url_map.bind("").match(path)

        def broken(token):
            raise ZeroDivisionError(f"no answer for {front}/{token}")

        monkeypatch.setitem(app.view_functions, endpoint, open_to_public(broken))
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        app.logger.addHandler(handler)
        app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
        try:
            answer = client.get(path)
        finally:
            app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, None
            app.logger.removeHandler(handler)

        assert answer.status_code == 500
        assert f"Exception on {front}/***" in written.getvalue()
        assert "ZeroDivisionError: no answer for" in written.getvalue()
        assert "SECRETTOKEN123" not in written.getvalue()


class TestALostDatabase:
    def test_pages_and_health_say_so(self, cluster, make_database, policy, tmp_path):
        url = make_database()
        name = clusters.name_of(url)
        for app in app_fixtures.application(url, policy, tmp_path):
            client = app_fixtures.new_browser(app)
            given = {"csrf_token": client.token(), "email": "wang", "password": PASSWORD}
            assert client.get("/readyz").status_code == 200

            cluster._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            cluster._execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 -- a name the tests made
            )
            ready, page = client.get("/readyz"), client.post("/login", data=given)
            cluster._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

            assert (ready.status_code, ready.json["database"]) == (503, "no answer")
            assert page.status_code == 503
            assert "数据库暂时没有回答" in page.text
            assert client.get("/readyz").status_code == 200
            assert "登录名或密码不对" in client.post("/login", data=given).text


class TestLostTyping:
    @pytest.fixture
    def browser(self, as_):
        return as_(Role.ADMIN)

    def test_a_form_without_its_token_hands_the_typing_back(self, browser):
        answer = browser.post(
            "/typed?of=7",
            data={"note": "写了很久", "csrf_token": "old", "password": "secret-1"},
            headers={"Origin": "http://localhost"},
        )

        assert answer.status_code == 400
        assert 'name="note" value="写了很久"' in answer.text
        assert 'action="/typed?of=7"' in answer.text
        assert "secret-1" not in answer.text

        token = app_fixtures.TOKEN.findall(answer.text)[-1]
        again = browser.post("/typed?of=7", data={"note": "写了很久", "csrf_token": token})
        assert again.text == "received 写了很久"

    def test_a_lost_session_hands_the_typing_back_and_shows_the_way_in(self, client):
        answer = client.post(
            "/typed", data={"note": "写了很久"}, headers={"Sec-Fetch-Site": "same-origin"}
        )

        assert answer.status_code == 401
        assert 'name="note" value="写了很久"' in answer.text
        assert 'href="/login"' in answer.text

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "http://localhost.elsewhere.example"},
            {},
        ],
    )
    def test_what_a_foreign_page_sends_is_not_offered_again(self, browser, headers):
        answer = browser.post("/typed", data={"note": "外来内容"}, headers=headers)

        assert answer.status_code == 400
        assert "外来内容" not in answer.text

    def test_a_very_long_text_is_not_carried_through_the_page(self, browser):
        origin = {"Origin": "http://localhost"}
        longest, longer = "长" * 200_000, "长" * 200_001

        assert longest in browser.post("/typed", data={"note": longest}, headers=origin).text
        assert longer not in browser.post("/typed", data={"note": longer}, headers=origin).text

    def test_a_fragment_leads_to_the_sign_in_and_back_to_its_page(self, client):
        answer = client.get(
            "/typed",
            headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/cases?page=2"},
        )

        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/login?next=%2Fcases%3Fpage%3D2"

    def test_after_the_sign_in_the_page_of_the_form_opens(self, client, as_):
        login = as_(Role.ADMIN).login
        sent_to = client.get("/typed?of=7").location

        answer = client.submit(sent_to, email=login, password=PASSWORD)

        assert answer.location == "/typed?of=7"


def test_a_step_a_paper_or_a_pack_of_no_name_is_no_page(own_chair):
    for place in ("moves/nosuch", "papers/nosuch.pdf", "packs/nosuch.pdf"):
        answer = own_chair.get(f"{own_chair.case}/{place}")

        assert answer.status_code == 404
        assert "record_opinions" not in answer.text


def test_an_error_of_the_database_names_no_value_in_any_log(app):
    with app.app_context(), pytest.raises(DBAPIError) as caught:
        db.db.session().execute(text("SELECT 1 / 0 WHERE :paid <> ''"), {"paid": "张三 8642.00"})

    assert "division by zero" in str(caught.value)
    assert "8642" not in str(caught.value)
