"""An official's day in a real browser: from the rate to a named gap to somebody who goes there."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR, Role
from tests import street_office
from tests.journeys.loads import Loads
from tests.street_office import STREET

pytestmark = pytest.mark.browser

DISTRICT = STREET[:6]
FIRMS = 6
WIDTHS = {"desktop": 1440, "phone": 390}


@pytest.fixture
def office(system_url, site):
    """A district with some enterprises that have no contract, its official, its instructor."""
    _address, open_account = site
    engine = create_engine(system_url)
    db.act_as_app(engine)
    with Session(engine) as session:
        street_office.add_firms(session, FIRMS)
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.firms", subject="firms:1")
        db.finish(session)
    open_account("区干部", Role.DISTRICT, place=DISTRICT)
    open_account("指导员甲", Role.INSTRUCTOR, place=DISTRICT)
    yield engine
    engine.dispose()


def sent(engine) -> list[tuple[str, str]]:
    """Read who was sent where."""
    with Session(engine) as session:
        rows = session.execute(
            select(Enterprise.name, Dispatch.state)
            .join(Enterprise, Enterprise.id == Dispatch.enterprise_id)
            .order_by(Dispatch.id)
        )
        return [(name, state) for name, state in rows]


def no_sideways(page: Page) -> None:
    """Nothing sticks out of the screen."""
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0


def send_somebody(page: Page, reason: str) -> None:
    page.get_by_label("指导员甲").check()
    page.get_by_label("派遣事由").fill(reason)
    page.get_by_label(re.compile("没有应回避的情形")).check()
    page.get_by_role("button", name="派出").click()
    page.wait_for_url("**/coverage/gap**")


@pytest.mark.parametrize("size", WIDTHS)
def test_from_the_rate_to_a_named_gap_to_an_assignment_in_five_page_loads(office, sign_in, size):
    page = sign_in("区干部", width=WIDTHS[size])
    loads = Loads(page)

    page.goto("/")
    assert page.get_by_text("有效覆盖").first.is_visible()
    no_sideways(page)
    page.get_by_role("link", name=f"未覆盖 {FIRMS} 家，看名单").click()
    page.wait_for_url("**/coverage/gap**")
    no_sideways(page)
    name = "北京示例第003商贸有限公司"
    row = page.get_by_role("row").filter(has_text=name)
    row.get_by_role("link", name="派指导员").click()
    page.wait_for_url("**/instructors/send**")
    send_somebody(page, "三年没有签过，请上门协助启动协商")

    assert loads.count <= 5
    assert sent(office) == [(name, "offered")]
    assert page.get_by_text("指导员甲").first.is_visible()
    assert page.get_by_role("row").filter(has_text=name).get_by_text("已派等答复").is_visible()


def test_several_are_ticked_and_one_goes_to_all_of_them(office, sign_in):
    page = sign_in("区干部", width=WIDTHS["desktop"])
    loads = Loads(page)

    page.goto("/coverage/gap?sort=name")
    for number in (1, 2):
        page.get_by_label(f"勾选 北京示例第{number:03d}商贸有限公司").check()
    page.get_by_role("button", name="派指导员").click()
    page.wait_for_url("**/instructors/send**")
    send_somebody(page, "两家都没有签过，请一并联系")

    assert loads.count <= 3
    assert [name for name, _ in sent(office)] == [
        "北京示例第001商贸有限公司", "北京示例第002商贸有限公司",
    ]  # fmt: skip


def test_all_of_a_page_are_ticked_and_their_reminders_copied(office, sign_in):
    page = sign_in("区干部", width=WIDTHS["desktop"])
    page.goto("/coverage/gap")

    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="催办语").click()
    page.wait_for_url("**/reminders**")

    assert page.get_by_role("heading", name=f"催办语（{FIRMS} 家）").is_visible()
    assert page.get_by_role("listitem").filter(has_text="您好，").count() == FIRMS
    page.get_by_role("button", name="全部复制").click()
    page.get_by_role("button", name="已复制").wait_for()
    page.get_by_role("button", name="全部复制").wait_for()
    one = page.get_by_role("listitem").get_by_role("button").first
    html, words = one.inner_html(), one.inner_text()
    height = one.evaluate("button => button.parentElement.offsetTop")
    for _ in range(2):
        one.click()
    page.locator("#spoken").get_by_text("已复制", exact=True).wait_for()
    assert one.evaluate("button => button.parentElement.offsetTop") == height
    page.get_by_role("button", name="已复制").wait_for(state="detached")
    assert words.startswith("复制")
    assert (one.inner_html(), one.inner_text()) == (html, words)
    assert one.locator(".visually-hidden").count() == 1
    assert page.locator("#spoken").inner_text() == ""
    page.get_by_role("link", name="返回名单").click()
    page.wait_for_url("**/coverage/gap")


def test_the_sentence_of_one_row_opens_beside_it(office, sign_in):
    page = sign_in("区干部", width=WIDTHS["desktop"])
    page.goto("/coverage/gap?sort=name")
    row = page.get_by_role("row").filter(has_text="第001")

    row.get_by_text("催办语").click()

    assert row.get_by_text("您好，北京示例第001商贸有限公司").is_visible()
    page.keyboard.press("Escape")
    assert row.get_by_text("您好，北京示例第001商贸有限公司").is_hidden()


def test_an_offer_is_printed_for_the_union(office, sign_in):
    page = sign_in("区干部", width=WIDTHS["desktop"])
    page.goto("/coverage/gap?text=第002")
    href = page.get_by_role("link", name="要约书").get_attribute("href")

    answer = page.request.get(href)

    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    text = "".join("".join(one.extract_text() for one in pages).split())
    assert "北京示例第002商贸有限公司工会" in text


def test_the_filter_renews_the_list_and_the_address(office, sign_in):
    page = sign_in("区干部", width=WIDTHS["desktop"])
    page.goto("/coverage/gap")
    loads = Loads(page)

    page.get_by_label("单位名称或代码").fill("第005")
    page.wait_for_url("**text=**")

    assert page.get_by_text("共 1 家").is_visible()
    assert page.get_by_label("全选本页").is_visible()
    assert loads.count == 0
