"""The street staff's day in a real browser: forty offers drawn up, printed, sent and recorded."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from flask_security.utils import hash_password
from playwright.sync_api import Page
from sqlalchemy import func, select

from bargaining import clock, db, factory
from bargaining.actions import users as user_actions
from bargaining.config import Settings
from bargaining.jobs import runner
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web.security import Policy
from tests import live_server, pictures, street_office
from tests.journeys.conftest import PASSWORD
from tests.journeys.loads import Loads

pytestmark = pytest.mark.browser

STAFF = "社工甲"
FIRMS = 40
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.fixture
def site(system_url: str, tmp_path: Path) -> Iterator[tuple[str, Flask]]:
    """A street of forty small unions behind a real server, and its staff."""
    environ = {"DATABASE_URL": system_url, "BARGAINING_INSTANCE": str(tmp_path / "instance")}
    app = factory.create_app(Settings.from_env(environ), Policy())
    with app.app_context(), db.transaction() as session:
        street_office.add_firms(session, FIRMS)
        street_office.add_firm(session, "北京示例未同意商贸有限公司", agreed=False)
        new = user_actions.NewAccount(STAFF, STAFF, hash_password(PASSWORD), one_time=False)
        user = user_actions.add_user(session, new, actor=OPERATOR, at=clock.now())
        grant = user_actions.NewGrant(
            role=Role.STREET_STAFF, from_on=date(2020, 1, 1), place_code=street_office.STREET
        )
        user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=clock.now())
    with live_server.serving(app) as address:
        worker = runner.Runner(app)
        worker.start()
        yield address, app
        worker.end(patience=30)


@pytest.fixture
def enter(sign_in: Callable[..., Page]) -> Callable[..., Page]:
    """Sign the staff in on a screen of some size."""

    def entered(size: str, **more: bool) -> Page:
        width, height = SIZES[size]
        return sign_in(STAFF, width=width, height=height, **more)

    return entered


def written(app: Flask, kind: str) -> int:
    """Count the entries of a kind, each in a case of its own."""
    with app.app_context():
        return db.db.session().scalar(
            select(func.count(func.distinct(CaseEvent.case_id))).where(CaseEvent.kind == kind)
        )


def no_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_forty_offers_are_sent_and_their_delivery_recorded_in_eight_pages(site, enter, size):
    _address, app = site
    page = enter(size)
    loads = Loads(page)

    page.goto("/")
    assert no_wider_than_the_screen(page)
    page.get_by_role("link", name=re.compile("^立案.*没有在办案件")).click()
    page.wait_for_url("**/street/batch?**")
    assert no_wider_than_the_screen(page)
    assert page.get_by_text("还没有同意代录").count() == 1
    page.get_by_label("拟议协商日期").first.fill(clock.today().isoformat())
    page.get_by_label("拟议协商地点").first.fill("街道会议室")
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_url("**/street/batch/*")
    assert page.get_by_text("还没有登记任何内容，请先核对。").is_visible()
    page.get_by_role("button", name=f"登记 {FIRMS} 家").click()
    page.wait_for_url("**/done")
    assert no_wider_than_the_screen(page)

    page.get_by_role("button", name="打印工资集体协商要约书").click()
    page.wait_for_url("**/jobs/*")
    assert no_wider_than_the_screen(page)
    result = page.get_by_role("link", name="打开结果")
    result.wait_for(timeout=180_000)
    sent = page.request.get(result.get_attribute("href"))
    printed = pypdf.PdfReader(io.BytesIO(sent.body()))
    whole = "".join(one.extract_text() for one in printed.pages).replace("\n", "")
    for number in (1, FIRMS):
        assert f"第{number:03d}商贸" in whole

    page.get_by_role("link", name="登记送达要约书").click()
    page.wait_for_url("**step=send_proposal**")
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "四十份回证.png", "mimeType": "image/png", "buffer": pictures.png(seed=1)}
    )
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_url("**/street/batch/*")
    assert "书面答复" in page.locator("[aria-labelledby=after]").inner_text()
    page.get_by_role("button", name=f"登记 {FIRMS} 家").click()
    page.wait_for_url("**/done")

    assert loads.count <= 8
    assert written(app, "prepare_proposal") == FIRMS
    assert written(app, "send_proposal") == FIRMS
    with app.app_context():
        entry = (
            db.db.session()
            .scalars(select(CaseEvent).where(CaseEvent.kind == "send_proposal").limit(1))
            .one()
        )
        assert entry.actor_name == "社工甲"
        assert entry.on_behalf.endswith("工会")
        assert entry.payload["photos"][0]["name"] == "四十份回证.png"


def test_without_a_script_the_same_table_is_filled_and_recorded(site, enter):
    _address, app = site
    page = enter("desktop", script=False)

    page.goto("/street/batch?step=open_case&group=unopened")
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_role("button", name=f"登记 {FIRMS} 家").click()

    assert "已登记" in page.content()
    assert written(app, "open") == FIRMS


@pytest.mark.parametrize("script", [True, False])
def test_a_call_is_ticked_with_one_press(site, enter, script):
    _address, app = site
    page = enter("phone", script=script)
    page.goto("/street/calls")

    page.get_by_role("button", name=re.compile("已打电话.*第001商贸")).click()

    page.get_by_text("今天已联系（电话）").first.wait_for()
    with app.app_context():
        assert db.db.session().scalar(select(func.count(Case.id))) == 0


def test_a_step_with_a_field_named_method_is_sent_once_too(site, enter):
    _address, app = site
    with app.app_context(), db.transaction() as session:
        firm = street_office.add_firm(session, "北京示例已立案商贸有限公司")
        number = street_office.open_case(session, firm).number
    page = enter("desktop")
    page.goto(f"/cases/{number}/moves/record_contact")

    # Counted behind the page's own scripts, and held back there.
    sent = page.locator("form:has([name=method])").evaluate(
        """form => {
            let sent = 0;
            window.addEventListener("submit", (event) => {
              if (!event.defaultPrevented) sent += 1;
              event.preventDefault();
            });
            for (const _ of [1, 2]) form.querySelector("[type=submit]").click();
            return sent;
        }"""
    )

    assert sent == 1


def test_the_sentence_for_wechat_stands_on_the_page_and_is_copied(site, enter):
    page = enter("desktop")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/street/calls")
    words = page.locator(".call-words").first.inner_text()

    page.get_by_role("button", name="复制").first.click()
    page.get_by_text("已复制").first.wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == words
