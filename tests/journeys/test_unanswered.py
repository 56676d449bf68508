"""From an offer that nobody answered to a printed letter, counted in pages."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions.cases import Step
from bargaining.models.case_event import CaseEvent
from bargaining.models.issued_paper import IssuedPaper
from bargaining.rules.roles import OPERATOR, Role
from tests import street_office
from tests.chair_stage import DAY
from tests.journeys.loads import Loads
from tests.street_office import STREET

pytestmark = pytest.mark.browser

NAME = "北京示例第002商贸有限公司"
OFFICES = {"district": (Role.DISTRICT, STREET[:6]), "street": (Role.STREET, STREET)}
# By their own list, a street's people begin the day on another page.
STARTS = {"district": "/", "street": "/duties?list=unanswered"}


@pytest.fixture
def office(system_url, site):
    """A street in which one enterprise has not answered for forty days."""
    _address, open_account = site
    engine = create_engine(system_url)
    db.act_as_app(engine)
    today = clock.today()
    with Session(engine) as session:
        firms = street_office.add_firms(session, 3)
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.firms", subject="firms:1")
        for firm in firms[1:2]:
            case = case_actions.open_case(
                session, firm, year=today.year, on=today - 50 * DAY, actor=OPERATOR,
                at=clock.now(), today=today,
            )  # fmt: skip
            case_actions.take(
                session, case.number, Step("send_proposal", today - 40 * DAY, {}), actor=OPERATOR,
                at=clock.now(), today=today,
            )  # fmt: skip
        db.finish(session)
    for login, (role, place) in OFFICES.items():
        open_account(login, role, place=place)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("who", list(OFFICES))
def test_from_not_answered_to_a_printed_reminder_in_four_page_loads(office, sign_in, who, width):
    page = sign_in(who, width=width)
    loads = Loads(page)

    page.goto(STARTS[who])
    if who == "district":
        page.locator("a[href*='list=unanswered']").first.click()
        page.wait_for_url("**/duties?list=unanswered*")
    row = page.get_by_role("row").filter(has_text=NAME)
    row.get_by_role("link", name="写提示函").click()
    page.wait_for_url("**/letters/reminder_letter")
    assert f"{NAME}工会就" in page.get_by_label("事实").input_value()
    with page.expect_response(lambda answer: "/papers/issued/" in answer.url) as printed:
        page.get_by_role("button", name="打印（PDF）").click()

    words = "".join(
        "".join(one.extract_text().split())
        for one in pypdf.PdfReader(io.BytesIO(page.request.get(printed.value.url).body())).pages
    )
    assert f"{NAME}：" in words
    assert "尚未收到你单位的书面答复" in words
    page.wait_for_url("**/papers/issued/reminder_letter-1.pdf")
    assert loads.count <= 4  # the letter itself is the last of them
    with Session(office) as session:
        [issued] = session.scalars(select(IssuedPaper))
        assert (issued.kind, issued.version) == ("reminder_letter", 1)
        kinds = session.scalars(select(CaseEvent.kind).order_by(CaseEvent.sequence)).all()
        assert kinds[-1] == "issue_letter"  # printed is not sent: that is recorded on its own
