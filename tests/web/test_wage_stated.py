"""Do a wage table's further columns stand on the page and in the spreadsheet of the enterprise?"""

from __future__ import annotations

import html
import io
import itertools
from datetime import date

import pytest
import python_calamine
from sqlalchemy import select

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.models.enterprise import Enterprise
from bargaining.models.wage_table import WageFinding, WagePost
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Role
from tests import stage as stages

AT, TODAY = stages.AT, date(2026, 12, 31)
SOME_YEARS = itertools.count(2010)
POSTS = """岗位,人数,用工形式,岗位类别,女职工人数,协商前月工资,协商后月工资,加班工资,个人社保,\
个人公积金,应出勤天数,工时制度,月工时,计件单价,日定额,年终奖等非按月发放（元/年）
司机,4,合同制,一线,0,5900,6000,100,800,200,22,综合,190,,,9000
缝纫工,20,计件,一线,18,4900,5000,0,800,200,,标准,165,1.05,100,
厂长,1,合同制,管理,0,9000,9900,0,800,400,,不定时,,,,
"""


@pytest.fixture(scope="module")
def law(app, stage):
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)


@pytest.fixture
def number(app, stage, law):
    """A case that may have a wage table, each test its own."""
    with app.app_context(), db.transaction() as session:
        enterprise = session.get(Enterprise, stage.inside.enterprise)
        case = case_actions.open_case(
            session, enterprise, year=next(SOME_YEARS), on=stages.TODAY, actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip
        for step in (
            Step("send_proposal", date(2026, 3, 3)),
            Step("record_meeting", date(2026, 3, 10), {"conclusion": "continue"}),
        ):
            case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)
        return case.number


def upload(chair, number, content):
    page = f"/cases/{number}/wages"
    sent = chair.submit(
        page, page=page, file=(io.BytesIO(content.encode()), "工资.csv"), term_from="2026-07-01",
        term_to="2027-06-30", on="2026-03-20",
    )  # fmt: skip
    assert sent.status_code == 302, html.unescape(sent.text)


def sheet(answer):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()


def test_the_enterprise_sees_them_beside_its_posts(as_, number):
    chair = as_(Role.UNION_CHAIR)
    upload(chair, number, POSTS)

    text = html.unescape(chair.get(f"/cases/{number}/wages").text)

    assert "其余各列" in text
    for shown in (
        "综合计算工时",
        "190 小时",
        "22 天",
        "1.05 元/件",
        "100 件/天",
        "9,000.00 元",
        "18 人",
    ):
        assert shown in text
    assert "全年，另发" in text
    assert "一线职工平均增幅" in text
    for rule in ("W-FLOOR-PIECE", "W-HOURS", "W-FRONTLINE"):
        assert rule in text


def test_its_spreadsheet_has_those_columns_that_are_filled(as_, number):
    chair = as_(Role.UNION_CHAIR)
    upload(chair, number, POSTS)

    lines = sheet(chair.get(f"/cases/{number}/wages/export.xlsx"))

    driver = dict(zip(lines[0], lines[1], strict=True))
    assert (driver["岗位"], driver["工时制度"], driver["月工时"]) == ("司机", "综合计算工时", 190)
    assert (driver["加班工资"], driver["年终奖等非按月发放"]) == (100, 9000)
    assert driver["计件单价"] == ""
    assert "折现食宿补贴" not in lines[0]


def test_they_are_kept_as_exact_text_by_field(as_, number, session):
    upload(as_(Role.UNION_CHAIR), number, POSTS)

    [kept] = session.scalars(
        select(WagePost).where(WagePost.post == "缝纫工").order_by(WagePost.id.desc()).limit(1)
    )
    assert kept.stated["unit_price"] == "1.05"
    assert kept.stated["women"] == "18"
    assert "due_days" not in kept.stated


def test_the_finding_is_kept_with_its_figures(as_, number, session):
    upload(as_(Role.UNION_CHAIR), number, POSTS)

    [piece] = session.scalars(
        select(WageFinding)
        .where(WageFinding.rule_id == "W-FLOOR-PIECE")
        .order_by(WageFinding.id.desc())
        .limit(1)
    )
    assert (piece.severity, piece.row, piece.limit) == ("block", 3, "2540.00")


def test_from_above_no_average_of_a_kind_of_work_is_told(as_, number):
    upload(as_(Role.UNION_CHAIR), number, POSTS)
    official = as_(Role.DISTRICT)

    before = html.unescape(official.get(f"/cases/{number}/wages").text)
    page = f"/cases/{number}/wages"
    official.submit(f"{page}/open", page=page, reason="职工来访，核对最低工资")
    after = html.unescape(official.get(f"/cases/{number}/wages").text)

    for text in (before, after):
        assert "一线职工与管理人员平均增幅的比较只在企业内显示" in text
        assert "一线职工平均增幅" not in text.replace("一线职工与管理人员平均增幅", "")
        assert "工时或加班工资待核" in text
    for hidden in ("其余各列", "1.05", "综合计算工时"):
        assert hidden not in after


def test_a_floor_that_is_only_in_doubt_is_not_told_as_one_that_is_missed(as_, number):
    rows = (
        "岗位,人数,月工资,个人社保,个人公积金,折现食宿补贴\n"
        "服务员,20,3700,800,200,200\n洗碗工,3,3500,800,200,\n"
    )
    upload(as_(Role.UNION_CHAIR), number, rows)

    text = as_(Role.DISTRICT).get(f"/cases/{number}/wages").text

    assert "月工资是否低于最低工资标准待核" in text
    assert "月工资低于最低工资标准" in text


def test_a_table_without_such_columns_has_no_such_section(as_, number):
    upload(as_(Role.UNION_CHAIR), number, "岗位,月工资\n服务员,9000\n")

    assert "其余各列" not in as_(Role.UNION_CHAIR).get(f"/cases/{number}/wages").text
