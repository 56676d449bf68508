"""Does a wage page group what was found, look over the whole term, and check again when asked?"""

from __future__ import annotations

import html
import io
import re
from datetime import date
from decimal import Decimal

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions.cases import Step
from bargaining.queries import cases as case_queries
from bargaining.queries import wages
from bargaining.rules import guideline_share
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web.settings import store
from tests import stage as stages
from tests.web import test_wage_openings as openings
from tests.web.test_wage_openings import TODAY, new_case, upload

AT = stages.AT
law, number = openings.law, openings.number
CLAUSES = {
    "wage_system": "岗位工资制", "wage_forms": "计时工资", "overtime_base": "最低工资标准",
    "bonus_rule": "按月考核", "allowance_rule": "按规定", "pay_day": "次月十日",
    "pay_method": "银行转账",
}  # fmt: skip
LOW = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金
店长,1,9100,9900,900,400
服务员,20,3900,4100,780,200
门迎,3,3400,3580,780,200
洗碗工,6,3400,3400,780,200
"""


def text_of(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


@pytest.fixture
def chair(as_, number):
    browser = as_(Role.UNION_CHAIR)
    upload(browser, number, LOW)
    return browser


def record(app, case_number, name, on=date(2026, 3, 21), **given):
    with app.app_context(), db.transaction() as session:
        case_actions.take(
            session, case_number, Step(name, on, given), actor=OPERATOR, at=AT, today=TODAY
        )


class TestFindings:
    def test_they_stand_by_what_they_do_to_the_verdict(self, chair, number):
        text = text_of(chair.get(f"/cases/{number}/wages"))

        assert "有须先处理的发现" in text
        blocked, rest = text.split("须先处理 1 条", 1)[1].split("提示 ", 1)
        assert "洗碗工计入最低工资的工资为 2,420.00 元" in blocked
        assert "系统未收录 2026 年北京市工资指导线" in rest

    def test_many_of_one_kind_are_folded_together(self, as_, app, stage, law):
        mine = new_case(app, stage)
        browser = as_(Role.UNION_CHAIR)
        upload(browser, mine, LOW.replace(",780,", ",500,") + "保安,2,4400,4600,500,200\n")

        page = browser.get(f"/cases/{mine}/wages").text

        assert re.search(r"<details class=\"foundkind\"><summary>个人社保、公积金待核", page)
        assert "4 条</span>" in page

    def test_from_above_no_post_and_no_wage_is_named(self, as_, chair, number):
        text = text_of(as_(Role.DISTRICT).get(f"/cases/{number}/wages"))

        assert "洗碗工" not in text
        assert "全期对照" not in text
        assert "重新检查" not in text


class TestTheWholeTerm:
    def test_a_drawing_a_table_and_the_clause_that_cures_it(self, as_, app, stage, law):
        mine = new_case(app, stage)
        browser = as_(Role.UNION_CHAIR)
        page = f"/cases/{mine}/wages"
        upload(browser, mine, LOW)
        browser_page = browser.get(page)
        text = text_of(browser_page)

        assert "全期对照" in text
        assert '<svg role="img" aria-label="月最低工资标准在合同期限内的变化' in browser_page.text
        assert "最早低于标准的日期" in text
        assert "合同期内北京市最低工资标准调整后" in text
        assert 'data-copy="合同期内北京市最低工资标准调整后' in browser_page.text

    def test_the_projected_step_is_said_to_be_one_and_kept_from_those_above(
        self,
        as_,
        app,
        stage,
        law,
    ):
        mine = new_case(app, stage)
        browser = as_(Role.UNION_CHAIR)
        page = f"/cases/{mine}/wages"
        answer = browser.submit(
            page, page=page, file=(io.BytesIO(LOW.encode()), "工资.csv"),
            term_from="2027-01-01", term_to="2027-12-31", on="2026-03-20",
        )  # fmt: skip
        assert answer.status_code == 302

        own = text_of(browser.get(page))
        above = text_of(as_(Role.DISTRICT).get(page))

        assert "2027年9月1日2,670.00 元推算" in "".join(own.split("\n"))
        assert "门迎等 1 个岗位、3 人将在期限内低于标准" in own
        assert "推算方法" in own
        assert "岗位和金额只在企业内显示" in above
        assert "门迎" not in above


class TestCheckingAgain:
    def test_clauses_recorded_later_are_looked_at_and_nothing_is_kept(
        self,
        app,
        chair,
        number,
        rows,
    ):
        page = f"/cases/{number}/wages"
        before = text_of(chair.get(f"{page}?check=now"))
        record(app, number, "record_clauses", sick_pay_rule="1000 元", **CLAUSES)
        with rows() as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            kept = len(wages.findings(session, wages.list_versions(session, case)[0]))

        asked = text_of(chair.get(page))
        fresh = text_of(chair.get(f"{page}?check=now"))

        assert "发现没有变化" in before
        assert "病假工资“1000 元”" not in asked
        assert "按现行标准和条款重新检查" in asked
        assert "新增 2 条" in fresh
        assert "条款约定的病假工资“1000 元”，1,000.00 元，低于" in fresh
        assert "加班工资基数“最低工资标准”低于 4 个岗位的约定工资" in fresh
        with rows() as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            assert len(wages.findings(session, wages.list_versions(session, case)[0])) == kept

    def test_an_upload_after_the_clauses_is_checked_by_them(self, as_, app, stage, law):
        mine = new_case(app, stage)
        record(
            app, mine, "record_clauses", lowest_wage="2,540.00 元", includes_own="是",
            idle_rule="最低工资标准的60%", escalator="yes", profit_state="亏损", **CLAUSES,
        )  # fmt: skip
        browser = as_(Role.UNION_CHAIR)
        upload(browser, mine, LOW)

        text = text_of(browser.get(f"/cases/{mine}/wages"))

        assert "“含个人社保”" in text
        assert "停工期间的基本生活费“最低工资标准的60%”，1,524.00 元，低于" in text

    def test_words_that_cannot_be_reckoned_are_named(self, as_, app, stage, law):
        mine = new_case(app, stage)
        record(app, mine, "record_clauses", **{**CLAUSES, "overtime_base": "按公司制度"})
        browser = as_(Role.UNION_CHAIR)
        upload(browser, mine, LOW)

        assert "“加班工资基数”写的是“按公司制度”" in text_of(browser.get(f"/cases/{mine}/wages"))


class TestTheOfficesShare:
    PAGE = "/settings/guideline-share"

    def test_the_nearest_office_sets_it_for_all_below(self, as_, rows):
        district, street = as_(Role.DISTRICT), as_(Role.STREET)

        district.submit(self.PAGE, page=self.PAGE, place=stages.DISTRICT, share="60%")
        assert 'value="60%"' in street.get(self.PAGE).text
        assert "沿用海淀区的设置" in street.get(self.PAGE).text
        street.submit(self.PAGE, page=self.PAGE, place=stages.STREET, share="75")
        assert 'value="75%"' in street.get(self.PAGE).text

        street.submit(self.PAGE, page=self.PAGE, place=stages.STREET, clear="1")
        district.submit(self.PAGE, page=self.PAGE, place=stages.DISTRICT, clear="1")
        assert 'value="80%"' in street.get(self.PAGE).text

    @pytest.mark.parametrize("typed", ["", "很多", "49%", "101%", "NaN"])
    def test_what_is_no_share_is_refused_beside_the_field(self, as_, typed):
        answer = as_(Role.DISTRICT).submit(
            self.PAGE, page=self.PAGE, place=stages.DISTRICT, share=typed
        )

        assert answer.status_code == 422

    def test_nobody_sets_it_for_another_place(self, as_):
        answer = as_(Role.STREET).submit(
            self.PAGE, page=self.PAGE, place=stages.DISTRICT, share="60%"
        )

        assert answer.status_code == 404

    def test_nonsense_in_the_setting_is_the_usual_share(self):
        assert guideline_share.read_setting({"share": "2"}) == Decimal("0.80")
        assert guideline_share.read_setting({}) == Decimal("0.80")
        assert guideline_share.read_setting({"share": "0.5"}) == Decimal("0.5")


def test_a_version_whose_file_is_gone_cannot_be_checked_again_and_says_so(app, chair, number):
    with app.app_context():
        folder = store().folder
    for path in folder.glob("*/*"):
        path.unlink()

    answer = chair.get(f"/cases/{number}/wages?check=now")

    assert answer.status_code == 422
    assert "第 1 版的原件不在存档里，不能重新检查" in answer.text
