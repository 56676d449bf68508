"""An instructor's day in a real browser, wide and on a phone; an official sends one to a case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises
from bargaining.actions.cases import Step
from bargaining.actions.persons import PersonKey
from bargaining.config import Settings
from bargaining.models.assignment import Assignment
from bargaining.models.enterprise import Enterprise
from bargaining.models.user import User
from bargaining.rules.roles import OPERATOR, Role
from tests.journeys.loads import Loads

pytestmark = pytest.mark.browser

HOT, COLD, MOST = 10, 8, 30
STREETS = ("110108011", "110108012")
DAY = timedelta(days=1)
LONG = "北京示例堃昇餐饮管理（集团）有限责任公司海淀中关村第一分公司"


@pytest.fixture
def book(site, system_url, tmp_path):
    """An instructor with ten cases whose answer is overdue, and eight that need nothing."""
    _, open_account = site
    open_account("指导员甲", Role.INSTRUCTOR, place="110108")
    open_account("指导员乙", Role.INSTRUCTOR, place="110108")
    open_account("区干部", Role.DISTRICT, place="110108")
    environ = {"DATABASE_URL": system_url, "BARGAINING_INSTANCE": str(tmp_path / "instance")}
    key = PersonKey(Settings.from_env(environ).person_key)
    engine = create_engine(system_url)
    db.act_as_app(engine)
    today = clock.today()
    with Session(engine) as session:
        me = session.scalars(select(User.id).where(User.name == "指导员甲")).one()
        for number in range(HOT + COLD):
            one = _firm(session, number, key=key)
            session.add(Assignment(user_id=me, enterprise_id=one.id, from_on=today - 90 * DAY))
            if number < HOT:
                _overdue(session, one, since=60 + number)
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.book", subject="x:1")
        db.finish(session)
    engine.dispose()


def _firm(session, number, *, key):
    name = LONG if number == 0 else f"北京示例第{number:02d}商贸有限公司"
    fields = {"name": name, "street_code": STREETS[number % 2], "workers": 40,
              "operates_at": f"海淀区示例路{number}号"}  # fmt: skip
    return enterprises.register_enterprise(
        session, fields, effective_on=None, source="测试", actor=OPERATOR, at=clock.now(),
        today=clock.today(), key=key, phone=f"139000000{number:02d}",
    )  # fmt: skip


def _overdue(session, one, *, since):
    today, at = clock.today(), clock.now()
    case = case_actions.open_case(
        session, one, year=today.year, on=today - (since + 5) * DAY, actor=OPERATOR, at=at,
        today=today,
    )  # fmt: skip
    step = Step("send_proposal", today - since * DAY, {})
    case_actions.take(session, case.number, step, actor=OPERATOR, at=at, today=today)


def counted(page):
    """Read the head of the desk: today, this week, all."""
    return [int(words) for words in re.findall(r"\d+", page.locator(".desk-tiles").inner_text())]


def no_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def note(page, words, *, days):
    """Fill in the small form and send it."""
    form = page.locator(".contact-form").first
    form.get_by_label("走访").check()
    form.get_by_label("谈了什么").fill(words)
    form.get_by_label("下一步").fill("送测算表")
    form.get_by_label("约定下次联系").fill((clock.today() + days * DAY).isoformat())
    form.get_by_role("button", name="记下").click()
    page.get_by_text("已记下：走访").wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_ten_hot_cases_are_worked_in_thirty_pages_or_fewer(book, sign_in, width):
    page = sign_in("指导员甲", width=width)
    loads = Loads(page)
    page.goto("/")
    assert counted(page) == [HOT, HOT, HOT + COLD]
    assert no_wider_than_the_screen(page)

    # The day's list, with the sheets to take along.
    page.get_by_role("button", name="排今天的走访").click()
    assert page.locator(".stop").count() == HOT
    assert page.locator('a[href^="tel:"]').count() == HOT
    assert no_wider_than_the_screen(page)
    page.goto("/")

    # Ten visits, each written down on the desk itself; whoever was seen leaves the day's work.
    for left in range(HOT, 0, -1):
        assert counted(page)[0] == left
        page.locator("tbody .desk-log a").first.click()
        page.locator(".contact-form").wait_for()
        assert no_wider_than_the_screen(page)
        note(page, f"第{left}家：对方答应下周书面答复", days=7)

    assert counted(page) == [0, HOT, HOT + COLD]
    assert page.get_by_text("今天已联系").count() == HOT

    # The case itself is one page further, with everything that was said.
    page.locator("tbody th a").first.click()
    assert "对方答应下周书面答复" in page.locator("main").inner_text()
    assert "指导员甲" in page.locator(".instructors-panel").inner_text()
    assert len(loads.seen) <= MOST, loads.seen
    assert len(loads.seen) == 14, loads.seen


@pytest.mark.parametrize("width", [1440, 390])
def test_and_without_any_script(book, sign_in, width):
    page = sign_in("指导员甲", width=width, script=False)
    loads = Loads(page)

    page.goto("/")
    for left in range(HOT, 0, -1):
        page.locator("tbody .desk-log a").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "记一次联系"
        note(page, f"第{left}家：电话里说要再研究", days=3)

    assert counted(page)[0] == 0
    assert len(loads.seen) == 21 <= MOST, loads.seen


@pytest.mark.parametrize("width", [1440, 390])
def test_an_official_sends_somebody_who_accepts_and_works(book, sign_in, system_url, width):
    engine = create_engine(system_url)
    with Session(engine) as session:
        firm = session.scalars(select(Enterprise.id).where(Enterprise.name == LONG)).one()
    engine.dispose()
    official = sign_in("区干部", width=width)
    loads = Loads(official)

    # From the enterprise to the sending: why it is hard stands on the page and in the reason.
    official.goto(f"/enterprises/{firm}")
    official.get_by_role("link", name="派指导员、改派").click()
    assert "对方逾期未答复" in official.locator("main").inner_text()
    assert "对方逾期未答复" in official.get_by_label("派遣事由").input_value()
    assert no_wider_than_the_screen(official)
    official.get_by_label("指导员乙").check()
    official.get_by_label("改派：接替指导员甲").check()
    official.get_by_label("已向本人核对，没有应回避的情形").check()
    official.get_by_role("button", name="派出").click()
    official.get_by_text("已派指导员乙去").wait_for()
    assert official.url.endswith(f"/enterprises/{firm}")
    assert len(loads.seen) <= 3, loads.seen

    # The instructor sees the sending, no more, and accepts; then the enterprise is theirs.
    other = sign_in("指导员乙", width=width)
    assert other.get_by_text("新派给您，待答复 1 家").count() == 1
    assert no_wider_than_the_screen(other)
    other.get_by_role("button", name=re.compile("^接受")).click()
    other.get_by_text("已接受，从今天起由您联系这家企业").wait_for()
    assert other.locator("tbody th a").first.inner_text() == LONG
    other.locator("tbody th a").first.click()
    assert "指导员乙" in other.locator(".instructors-panel").inner_text()
