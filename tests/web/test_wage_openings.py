"""Does nobody from above read a wage table without a reason, and does the enterprise see it?"""

from __future__ import annotations

import html
import io
import itertools
from datetime import date, timedelta

import pytest
import python_calamine
from sqlalchemy import select

from bargaining import clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions import wage_openings as opening_actions
from bargaining.actions.cases import Step
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.wage_opening import WageOpening
from bargaining.queries import cases as case_queries
from bargaining.queries import wage_openings as opening_queries
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import stage as stages

AT, TODAY = stages.AT, date(2026, 12, 31)
NUMBERS = itertools.count(1)
REASON = "职工来访，核对最低工资"
POSTS = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金
店长,1,9100,9900,900,400
会计,2,7100,7700,700,300
服务员,20,3900,4100,500,200
洗碗工,6,3600,3700,400,200
"""
FROM_ABOVE = (Role.STREET, Role.DISTRICT, Role.STREET_STAFF)


@pytest.fixture(scope="module")
def law(app, stage):
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)


@pytest.fixture
def number(app, stage, law):
    """A case of the inside enterprise with a wage table, each test its own."""
    return new_case(app, stage)


def new_case(app, stage):
    with app.app_context(), db.transaction() as session:
        inside = session.get(Enterprise, stage.inside.enterprise)
        enterprise = Enterprise(
            name=f"示例企业之{next(NUMBERS)}", initials="slqyz", district_code=inside.district_code,
            street_code=inside.street_code, unionised=True, union_id=inside.union_id, workers=40,
        )  # fmt: skip
        session.add(enterprise)
        session.flush()
        case = case_actions.open_case(
            session, enterprise, year=2026, on=stages.TODAY, actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip
        for step in (
            Step("send_proposal", date(2026, 3, 3)),
            Step("record_meeting", date(2026, 3, 10), {"conclusion": "continue"}),
        ):
            case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)
        return case.number


def upload(chair, number, content=POSTS):
    page = f"/cases/{number}/wages"
    sent = chair.submit(
        page, page=page, file=(io.BytesIO(content.encode()), "工资.csv"), term_from="2026-07-01",
        term_to="2027-06-30", on="2026-03-20",
    )  # fmt: skip
    assert sent.status_code == 302, html.unescape(sent.text)


@pytest.fixture
def chair(as_, number):
    browser = as_(Role.UNION_CHAIR)
    upload(browser, number)
    return browser


def ask_to_open(browser, number, reason=REASON):
    page = f"/cases/{number}/wages"
    return browser.submit(f"{page}/open", page=page, reason=reason)


def sheet(answer):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()


class TestWithoutAReason:
    @pytest.mark.parametrize("role", FROM_ABOVE)
    def test_nothing_of_a_post_is_on_the_page_or_in_the_spreadsheet(self, as_, chair, number, role):
        browser = as_(role)
        text = browser.get(f"/cases/{number}/wages").text

        assert "登记理由并查看" in text
        assert "服务员" not in text
        assert "9,900.00" not in text
        assert browser.get(f"/cases/{number}/wages/export.xlsx").status_code == 409

    @pytest.mark.parametrize("reason", ["", "   ", "看看"])
    def test_a_reason_that_says_nothing_opens_nothing(self, as_, chair, number, reason, rows):
        browser = as_(Role.DISTRICT)
        answer = ask_to_open(browser, number, reason)

        assert answer.status_code == 422
        assert "请写明查看的理由" in answer.text
        assert "服务员" not in browser.get(f"/cases/{number}/wages").text

    def test_where_there_is_no_table_there_is_nothing_to_open(self, as_, number):
        browser = as_(Role.DISTRICT)

        assert "登记理由并查看" not in browser.get(f"/cases/{number}/wages").text
        assert "还没有上传工资方案" in ask_to_open(browser, number).text


class TestWithAReason:
    @pytest.mark.parametrize("role", FROM_ABOVE)
    def test_the_table_opens_for_the_day_with_the_small_posts_merged(
        self, as_, chair, number, role
    ):
        browser = as_(role)
        assert ask_to_open(browser, number).status_code == 302
        text = browser.get(f"/cases/{number}/wages").text

        assert "4,100.00" in text
        assert "其他岗位" in text
        for secret in ("店长", "会计", "9,900.00", "7,700.00", "9,100.00", "7,100.00"):
            assert secret not in text
        assert "8,433.33" in text  # (9,900 + 2 × 7,700) / 3

    def test_the_spreadsheet_says_the_same_and_nothing_more(self, as_, chair, number):
        browser = as_(Role.STREET)
        ask_to_open(browser, number)
        lines = sheet(browser.get(f"/cases/{number}/wages/export.xlsx"))

        assert [(line[0], line[1]) for line in lines[1:]] == [
            ("服务员", 20), ("洗碗工", 6), ("其他岗位", 3),
        ]  # fmt: skip
        assert not {"店长", "会计", 9900, 7700} & {cell for line in lines for cell in line}

    def test_the_enterprise_and_nobody_else_reads_who_looked_and_why(self, as_, chair, number):
        ask_to_open(as_(Role.DISTRICT), number)
        ask_to_open(as_(Role.STREET), number, "走访前了解情况")
        wages = chair.get(f"/cases/{number}/wages").text

        assert "海淀区总工会 测试员" in wages
        assert REASON in wages
        assert "中关村街道总工会 测试员" in wages
        assert "走访前了解情况" in wages
        assert REASON not in as_(Role.STREET_STAFF).get(f"/cases/{number}/wages").text

    def test_it_is_open_to_that_account_and_to_no_other(self, as_, chair, number):
        ask_to_open(as_(Role.DISTRICT), number)

        assert "服务员" not in as_(Role.DISTRICT).get(f"/cases/{number}/wages").text
        assert as_(Role.DISTRICT).get(f"/cases/{number}/wages/export.xlsx").status_code == 409

    def test_it_opens_that_case_and_no_other(self, as_, chair, number, app, stage):
        other = new_case(app, stage)
        upload(chair, other)
        browser = as_(Role.DISTRICT)
        ask_to_open(browser, number)

        assert "服务员" not in browser.get(f"/cases/{other}/wages").text

    def test_it_ends_with_the_legal_day(self, as_, chair, number, rows):
        browser = as_(Role.DISTRICT)
        ask_to_open(browser, number)

        with rows() as session:
            opening = session.scalars(
                select(WageOpening).where(WageOpening.user_id == browser.user_id)
            ).one()
            last = opening.open_until - timedelta(seconds=1)
            assert clock.legal_day(last) == clock.today()
            assert clock.legal_day(opening.open_until) == clock.today() + timedelta(days=1)
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            me = Actor(browser.user_id, "某", Role.DISTRICT)
            assert opening_queries.is_open(session, case, actor=me, at=last)
            assert not opening_queries.is_open(session, case, actor=me, at=opening.open_until)

    def test_the_next_day_nothing_is_open(self, as_, chair, number, app):
        browser = as_(Role.DISTRICT)
        with app.app_context(), db.transaction() as session:
            me = Actor(
                browser.user_id, "测试员", Role.DISTRICT, places=frozenset({stages.DISTRICT})
            )
            opening_actions.open_table(
                session, number, reason=REASON, until=clock.now(), actor=me,
                at=clock.now() - timedelta(days=1), today=clock.today(),
            )  # fmt: skip

        assert "服务员" not in browser.get(f"/cases/{number}/wages").text
        assert browser.get(f"/cases/{number}/wages/export.xlsx").status_code == 409

    def test_the_audit_tells_of_it_without_the_reason(self, as_, chair, number, rows):
        ask_to_open(as_(Role.DISTRICT), number)

        with rows() as session:
            entry = session.scalars(
                select(AuditEntry)
                .where(AuditEntry.event == "wages.open")
                .order_by(AuditEntry.number.desc())
            ).first()
            assert entry.subject == f"case:{number}"
            assert entry.detail.keys() == {"opening"}


class TestWhoMayNot:
    def test_another_district_finds_nothing_there(self, as_, chair, number):
        browser = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)
        page = f"/cases/{number}/wages"

        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/export.xlsx").status_code == 404
        answer = browser.submit(f"{page}/open", page="/change-password", reason=REASON)
        assert answer.status_code == 404

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER, Role.ADMIN])
    def test_the_city_the_reviewer_and_the_administrator_have_no_door(self, as_, number, role):
        browser = as_(role)
        page = f"/cases/{number}/wages"

        assert browser.get(page).status_code == 403
        assert browser.submit(
            f"{page}/open", page="/change-password", reason=REASON
        ).status_code == (403)

    def test_the_chair_sees_the_whole_table_and_needs_no_reason(self, chair, number):
        text = chair.get(f"/cases/{number}/wages").text
        lines = sheet(chair.get(f"/cases/{number}/wages/export.xlsx"))

        assert "店长" in text
        assert "登记理由并查看" not in text
        assert [line[0] for line in lines[1:]] == ["店长", "会计", "服务员", "洗碗工"]
        assert ask_to_open(chair, number).status_code == 409


class TestAveragesOfFew:
    def test_an_average_over_two_comparable_people_is_for_the_enterprise_alone(
        self, as_, app, stage, law
    ):
        number = new_case(app, stage)
        chair = as_(Role.UNION_CHAIR)
        upload(chair, number, "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n"
                              "会计,2,7100,7700,700,300\n新岗,9,,4100,500,200\n")  # fmt: skip
        district = as_(Role.DISTRICT)

        assert "7,700.00" in chair.get(f"/cases/{number}/wages").text
        for path in (f"/cases/{number}", f"/cases/{number}/wages"):
            assert "7,700.00" not in district.get(path).text
            assert "8.5 %" not in district.get(path).text
        assert "8.5 %" in chair.get(f"/cases/{number}").text


class TestTheEnterpriseSeesIt:
    def test_on_the_case_and_on_the_chairs_first_screen(self, as_, chair, number):
        ask_to_open(as_(Role.DISTRICT), number, "年终抽查，核对第一屏")
        line = "海淀区总工会 测试员 于"

        for page in (f"/cases/{number}", "/"):
            text = chair.get(page).text
            assert line in text
            assert "理由：年终抽查，核对第一屏" in text
        for role in (Role.CITY, Role.STREET, Role.DISTRICT):
            assert "年终抽查，核对第一屏" not in as_(role).get(f"/cases/{number}").text

    def test_after_thirty_days_it_stands_on_the_case_alone(self, as_, chair, number, app):
        with app.app_context(), db.transaction() as session:
            me = Actor(as_(Role.DISTRICT).user_id, "旧人", Role.DISTRICT,
                       places=frozenset({stages.DISTRICT}))  # fmt: skip
            opening_actions.open_table(
                session, number, reason="一个月以前的事", until=clock.now(), actor=me,
                at=clock.now() - timedelta(days=31), today=clock.today(),
            )  # fmt: skip

        assert "一个月以前的事" not in chair.get("/").text
        assert "一个月以前的事" in chair.get(f"/cases/{number}").text
