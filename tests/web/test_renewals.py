"""The last contract beside the new round, before anybody signs: terms, posts, who sees it."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
from sqlalchemy import select

from bargaining import db
from bargaining.models.case import Case
from bargaining.readers import wage_tables
from bargaining.rules.roles import Role
from tests import chair_stage
from tests.chair_stage import DAY, LAST_YEAR, PEOPLE, TODAY, mark, value
from tests.web import wage_stage
from tests.web.wage_stage import FIRST, SECOND

OLD_CLAUSES = {**dict(LAST_YEAR)["record_clauses"], "women_rule": "同工同酬"}
VOTE = {"form": "assembly", "entitled": 40, "present": 38, "in_favour": 30}


@pytest.fixture(scope="module")
def law(app, stage):
    wage_stage.furnish(app)


@pytest.fixture
def chair(as_):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def old(app, rows, stage, law, chair):
    """A contract of 2026 with its wage table and its terms, signed."""
    number = wage_stage.new_case(app, stage)
    wage_stage.upload(chair, number, FIRST)
    with rows() as session:
        take(session, number, "appoint_representatives", {"people": PEOPLE})
        take(session, number, "record_clauses", OLD_CLAUSES)
        take(session, number, "record_congress", VOTE)
        take(session, number, "sign", {**wage_stage.TERM, "workers_covered": 38})
        db.finish(session)
    return number


@pytest.fixture
def number(app, rows, stage, old):
    """The round of 2027 that follows on it."""
    with rows() as session:
        firm = session.scalar(select(Case.enterprise_id).where(Case.number == old))
    return wage_stage.new_case(app, stage, firm, year=2027)


def take(session, number, move, given, on=date(2026, 3, 25)):
    wage_stage.take(session, number, move, on, given)


def page(browser, number, query=""):
    answer = browser.get(f"/cases/{number}/renewal{query}")
    assert answer.status_code == 200
    plain = re.sub(r"<(script|style).*?</\1>", "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def write_clauses(rows, number, **changed):
    with rows() as session:
        take(session, number, "record_clauses", {**OLD_CLAUSES, **changed})
        db.finish(session)


class TestBeforeAnythingIsWritten:
    def test_the_old_terms_stand_there_as_proposals(self, chair, number, old):
        shown = page(chair, number)

        assert f"上期是 2026 年度合同 {old}" in shown
        assert "“本期”一栏是沿用上期的拟稿，双方可以改" in shown
        assert shown.count("沿用上期（拟）") == 8
        assert "本期工资方案还没有上传" in shown
        assert "夜班补贴" not in shown  # what was in dispute last year is no term

    def test_the_form_offers_them_marked_as_taken_over(self, chair, number):
        text = chair.get(f"/cases/{number}/moves/record_clauses").text

        assert value(text, "wage_system") == "计件工资制"
        assert mark(text, "工资分配制度") == "沿用上期"
        assert "8 条都沿用上期" in html.unescape(text)
        assert f"/cases/{number}/renewal" in text

    def test_a_first_contract_has_nothing_beside_it(self, chair, old):
        assert "没有上一期的合同" in page(chair, old)
        assert chair.get(f"/cases/{old}/renewal/export.xlsx").status_code == 404
        assert "与上期对照" not in chair.get(f"/cases/{old}/moves/record_clauses").text


class TestSideBySide:
    def test_terms_are_told_apart_and_a_space_changes_nothing(self, chair, rows, number):
        write_clauses(
            rows, number, pay_day="每月 五日。", pay_method="银行转账", women_rule="",
            leave_rule="带薪年休假照发",
        )  # fmt: skip
        shown = page(chair, number)

        assert "9 条里有 3 条有变动" in shown
        assert "工资支付方式 现金 银行转账 有变动" in shown
        assert "女职工工资的补充约定 同工同酬 — 本期没有写" in shown
        assert "休假工资的补充约定 — 带薪年休假照发 新增" in shown
        assert "工资支付日 每月五日 每月 五日。 沿用上期" in shown
        only = page(chair, number, "?rows=differing")
        assert "只看有变动的 3 条" in only
        assert "工资支付日" not in only

    def test_posts_are_laid_beside_each_other_with_the_difference_in_words(self, chair, number):
        wage_stage.upload(chair, number, SECOND)
        shown = page(chair, number)

        assert "店长 1 人 9,540.00 元 9,270.00 元 少 270.00 元" in shown
        assert "保洁员 上期 无，本期 3 人 没有此岗位 3,600.00 元 上期没有" in shown
        assert "洗碗工 上期 6 人，本期 无 3,300.00 元 没有此岗位" in shown
        assert "5 个岗位里有 5 个有变动" in shown
        assert "2026年7月1日 至 2027年6月30日" in shown

    def test_what_a_change_put_otherwise_is_said_where_terms_are_taken_over(
        self, chair, rows, old, number
    ):
        with rows() as session:
            take(session, old, "file", {"proof": "receipt"})
            take(session, old, "record_no_objection", {})
            change = {"ground": "agreed", "changes": "计件单价 2 元改为 3 元"}
            take(session, old, "agree_change", change, date(2026, 5, 1))
            take(session, old, "file_change", {"proof": "receipt"}, date(2026, 5, 2))
            take(session, old, "record_change_review", {"result": "no_objection"},
                 date(2026, 5, 12))  # fmt: skip
            db.finish(session)

        assert "计件单价 2 元 → 3 元" in page(chair, number)
        assert "计件单价 2 元 → 3 元" in html.unescape(
            chair.get(f"/cases/{number}/moves/record_clauses").text
        )

    def test_the_export_holds_the_same(self, chair, rows, number):
        write_clauses(rows, number, pay_method="银行转账")
        wage_stage.upload(chair, number, SECOND)

        whole = book(chair, number)
        narrowed = book(chair, number, "?rows=differing")

        assert [row[0] for row in whole["条款"]][:2] == ["条款", "工资分配制度"]
        assert ["工资支付方式", "现金", "银行转账", "有变动"] in whole["条款"]
        assert [row[0] for row in narrowed["条款"]] == ["条款", "工资支付方式"]
        assert ["店长", 1, 9540, 1, 9270, -270] in whole["岗位"]


class TestAContractThatNobodyEntered:
    @pytest.fixture
    def number(self, app, rows, stage, law):
        """The round after a contract of which only the signature was written down."""
        old = wage_stage.new_case(app, stage)
        with rows() as session:
            take(session, old, "appoint_representatives", {"people": PEOPLE})
            take(session, old, "record_congress", VOTE)
            take(session, old, "sign", {**wage_stage.TERM, "workers_covered": 38})
            firm = session.scalar(select(Case.enterprise_id).where(Case.number == old))
            db.finish(session)
        return wage_stage.new_case(app, stage, firm, year=2027)

    def test_nothing_of_the_new_round_is_called_new(self, chair, rows, number):
        write_clauses(rows, number)
        wage_stage.upload(chair, number, SECOND)
        shown = page(chair, number)

        assert "请对照纸质合同" in shown
        assert "签字以前，请双方逐条看过" in shown
        assert shown.count("上期未录入") >= 4
        for word in ("新增", "有变动", "没有此岗位", "上期没有 ", "上期 无"):
            assert word not in shown
        assert "没有登记条款" in html.unescape(
            chair.get(f"/cases/{number}/moves/record_clauses").text
        )

    def test_nobody_is_asked_to_look_before_signing_once_it_is_signed(self, chair, rows, number):
        with rows() as session:
            take(session, number, "appoint_representatives", {"people": PEOPLE})
            take(session, number, "record_congress", VOTE)
            term = {"term_from": "2027-07-01", "term_to": "2028-06-30", "workers_covered": 38}
            take(session, number, "sign", term)
            db.finish(session)

        assert "签字以前" not in page(chair, number)


class TestTheNextWageTable:
    def test_what_was_agreed_stands_as_before_and_the_new_wage_is_open(self, chair, number):
        link = f"/cases/{number}/renewal/wages.xlsx"
        assert link in chair.get(f"/cases/{number}/wages").text
        drawn_up = wage_tables.read_wage_table(chair.get(link).data, name="底稿.xlsx")

        assert [(one.post, one.people, one.before_amount) for one in drawn_up.posts] == [
            ("店长", 1, Decimal(9540)), ("服务员", 20, Decimal(4200)), ("洗碗工", 6, Decimal(3300)),
        ]  # fmt: skip
        assert {one.proposed_amount for one in drawn_up.posts} == {None}
        assert drawn_up.posts[0].own_insurance_amount == Decimal(900)
        wage_stage.upload(chair, number, FIRST)
        assert link not in chair.get(f"/cases/{number}/wages").text

    def test_a_first_contract_has_none(self, chair, old):
        assert chair.get(f"/cases/{old}/renewal/wages.xlsx").status_code == 404


class TestFromTheOldContract:
    """The contract's own page leads on to the next round, when it may begin."""

    BEGIN = "开始新一轮"

    @pytest.fixture
    def ending(self, own_chair, rows):
        """A chair's contract that ends in some days."""

        def made(days):
            term = {"term_from": (TODAY - 200 * DAY).isoformat(),
                    "term_to": (TODAY + days * DAY).isoformat()}  # fmt: skip
            with rows() as session:
                for name, given in LAST_YEAR:
                    said = {**given, **term} if name == "sign" else given
                    chair_stage.take(session, own_chair.number, name, **said)
                db.finish(session)
            return html.unescape(own_chair.get(own_chair.case).text)

        return made

    @pytest.mark.parametrize(("days", "offered"), [(61, False), (60, True), (0, True), (-1, True)])
    def test_within_sixty_days_and_after_it_may_be_opened(self, ending, own_chair, days, offered):
        text = ending(days)

        assert (self.BEGIN in text) is offered
        assert ("已经到期" in text) is (days < 0)

    def test_it_opens_the_next_year_and_leads_there_afterwards(self, ending, own_chair, rows):
        ending(30)
        answer = own_chair.submit(
            "/cases/open", page=own_chair.case, enterprise=own_chair.firm, year=TODAY.year + 1
        )
        number = answer.location.split("/")[2]

        text = html.unescape(own_chair.get(own_chair.case).text)
        assert f'新一轮已经立案：<a href="/cases/{number}">{TODAY.year + 1} 年度协商' in text
        assert f"/cases/{number}/renewal" in own_chair.get(f"/cases/{number}").text

    def test_who_opens_no_cases_is_offered_none(self, as_, ending, own_chair, agreed):
        ending(30)

        assert self.BEGIN not in html.unescape(as_(Role.DISTRICT).get(own_chair.case).text)
        assert self.BEGIN in html.unescape(as_(Role.STREET_STAFF).get(own_chair.case).text)

    def test_the_street_opens_none_before_the_union_agreed(self, as_, ending, own_chair):
        ending(30)

        assert self.BEGIN not in html.unescape(as_(Role.STREET).get(own_chair.case).text)


class TestWhoSeesIt:
    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER])
    def test_nobody_from_above_comes_in(self, as_, number, role):
        assert as_(role).get(f"/cases/{number}/renewal").status_code == 403

    @pytest.mark.parametrize("path", ["", "/export.xlsx"])
    def test_the_street_sees_nothing_before_the_union_agreed(self, as_, number, path):
        browser = as_(Role.STREET_STAFF)

        assert browser.get(f"/cases/{number}/renewal{path}").status_code == 404

    def test_it_takes_no_more_statements_for_more_posts(self, chair, number, counted):
        wage_stage.upload(chair, number, FIRST)
        few = counted(lambda: page(chair, number))
        more = FIRST + "".join(f"岗位{n},1,4000,4200,500,200\n" for n in range(60))
        wage_stage.upload(chair, number, more)

        assert counted(lambda: page(chair, number)) == few
        assert "第 2 页" in page(chair, number) or "下一页" in page(chair, number)


def book(browser, number, query=""):
    answer = browser.get(f"/cases/{number}/renewal/export.xlsx{query}")
    assert answer.status_code == 200
    opened = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}
