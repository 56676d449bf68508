"""A chair is reminded: one press to the step, recorded and gone by itself; another one put off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password
from playwright.sync_api import Page

from bargaining import clock, db, factory
from bargaining.actions import users as user_actions
from bargaining.config import Settings
from bargaining.jobs import reminding
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web.security import Policy
from tests import inbox_stage, live_server, street_office
from tests.journeys.conftest import PASSWORD
from tests.journeys.loads import Loads

pytestmark = pytest.mark.browser

CHAIR = "主席甲"
FIRST, SECOND = "北京示例餐饮有限公司", "北京示例面点有限公司"
SIZES = {"desktop": (1440, True), "phone": (390, True), "no script": (1440, False)}


@pytest.fixture
def site(system_url: str, tmp_path: Path) -> Iterator[tuple[str, Flask]]:
    """One union of two firms, whose employers owe an answer within days, and the clock's work."""
    environ = {"DATABASE_URL": system_url, "BARGAINING_INSTANCE": str(tmp_path / "instance")}
    app = factory.create_app(Settings.from_env(environ), Policy())
    _furnish(app)
    with live_server.serving(app) as address:
        yield address, app


def _furnish(app: Flask) -> None:
    today = clock.today()
    with app.app_context(), db.transaction() as session:
        firms = [street_office.add_firm(session, name) for name in (FIRST, SECOND)]
        firms[1].union_id = firms[0].union_id
        for firm in firms:
            case = street_office.open_case(session, firm)
            inbox_stage.offer(session, case, today - timedelta(days=16), today=today)
        new = user_actions.NewAccount(CHAIR, CHAIR, hash_password(PASSWORD), one_time=False)
        user = user_actions.add_user(session, new, actor=OPERATOR, at=clock.now())
        grant = user_actions.NewGrant(
            role=Role.UNION_CHAIR, from_on=date(2020, 1, 1), union_id=firms[0].union_id
        )
        user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=clock.now())
    with app.app_context():
        for _ in range(2):  # told once, however often the clock looks
            reminding.tell(on=today, at=clock.now())


def no_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_a_chair_records_one_step_from_its_reminder_and_puts_off_another(sign_in, size):
    width, script = SIZES[size]
    page = sign_in(CHAIR, width=width, script=script)
    loads = Loads(page)

    # On the first screen with its number, and in the masthead.
    page.goto("/")
    assert page.get_by_role("heading", name="提醒 2 条").is_visible()
    page.get_by_role("link", name=re.compile(r"^提醒\s*2")).click()
    page.wait_for_url("**/inbox")
    assert not script or no_wider_than_the_screen(page)
    assert page.locator(".inbox-one").count() == 2

    # Why that day: unfolded in its place, on a page of its own without scripts.
    first = page.locator(".inbox-one", has_text=FIRST)
    first.get_by_text("怎么算的").first.click()
    if script:
        first.locator(".proof-lines").wait_for()
        assert first.get_by_text("看这个日子怎么算的").count() == 0
        assert no_wider_than_the_screen(page)
    else:
        first.get_by_role("link", name="看这个日子怎么算的").click()
        page.wait_for_url("**/days/T-OFFER-REPLY/*")
        assert page.locator(".proof-lines").is_visible()
        page.go_back()

    # On paper the words have the width of the sheet.
    page.emulate_media(media="print")
    box = first.locator(".inbox-words").bounding_box()
    assert box
    assert box["width"] > width / 2
    if script:  # what was not unfolded is not fetched to be printed
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".inbox-due .proof[open]").count() == 1
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")

    # One press to the step; recorded there, the reminder is gone by itself.
    first.get_by_role("link", name="登记应约").click()
    page.wait_for_url("**/moves/record_reply")
    page.get_by_label(re.compile("答复之日|日期")).first.fill(clock.today().isoformat())
    page.locator("form.form button.btn-primary").click()
    page.wait_for_url(lambda url: "record_reply" not in url)
    page.goto("/inbox")
    assert page.locator(".inbox-one", has_text=FIRST).get_by_text("书面答复").count() == 0

    # The other one is put off until tomorrow, and found again among those.
    second = page.locator(".inbox-one", has_text=SECOND)
    second.get_by_text("稍后提醒").first.click()
    second.get_by_role("button", name="明天").click()
    page.wait_for_url("**/inbox")
    assert page.get_by_text("已放到稍后：1 条").is_visible()
    assert page.locator(".inbox-one", has_text=SECOND).count() == 0
    page.get_by_role("link", name=re.compile("^稍后")).click()
    page.wait_for_url("**/inbox?tab=later")
    assert page.locator(".inbox-one", has_text=SECOND).count() == 1
    assert not script or no_wider_than_the_screen(page)

    page.get_by_role("button", name="现在就提醒").last.click()
    page.wait_for_url("**/inbox?tab=later")
    assert page.get_by_text("没有放到稍后的提醒").is_visible()
    assert loads.count <= (12 if script else 14)
