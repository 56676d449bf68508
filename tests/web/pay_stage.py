"""A contract in force with its wage table, and pay tables to hold against it."""

from __future__ import annotations

import html
import io
from datetime import timedelta

import pytest

from bargaining import db
from tests import chair_stage
from tests.chair_stage import DAY, TODAY, as_sent

LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
MONTH = LAST_MONTH.strftime("%Y-%m")
MONTH_WORDS = f"{LAST_MONTH.year}年{LAST_MONTH.month}月"
EFFECT = LAST_MONTH - 20 * DAY
TERM = {"term_from": (EFFECT - 40 * DAY).isoformat(), "term_to": (TODAY + 200 * DAY).isoformat()}
AGREED = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金
店长,1,9000,9540,900,400
服务员,3,4000,4200,800,200
洗碗工,2,3700,3800,800,200
"""
PAID = """姓名,身份证号,岗位,应发工资,加班工资,个人社保,个人公积金,银行账号
张三丰,110108199001011234,店长,9540,0,900,400,6222020200012345678
李四光,110108199001011235,服务员,4400,200,800,200,6222020200012345679
王五一,110108199001011236,服务员,4200,0,800,200,6222020200012345670
赵六六,110108199001011237,服务员,4199.99,0,800,200,6222020200012345671
孙七七,110108199001011238,洗碗工,3800,0,800,200,6222020200012345672
周八八,110108199001011239,洗碗工,3800,0,800,200,6222020200012345673
"""
NAMES = ("张三丰", "110108199001011234", "6222020200012345678")
WALK = (
    ("send_proposal", -90, {"initiator": "union"}),
    ("record_reply", -85, {"answer": "agree"}),
    ("appoint_representatives", -80, {"people": chair_stage.PEOPLE}),
    ("record_meeting", -75, {"conclusion": "continue"}),
)
TO_EFFECT = (
    ("record_clauses", -60, {"pay_day": "每月十日", "pay_method": "银行转账",
                             "overtime_base": "岗位工资", "bonus_rule": "按月考核",
                             "wage_system": "岗位工资制", "wage_forms": "计时",
                             "allowance_rule": "夜班津贴每班三十元"}),
    ("adopt_draft", -55, {}),
    ("record_congress", -50, {"form": "assembly", "entitled": 6, "present": 6, "in_favour": 6}),
    ("sign", -14, {**TERM, "workers_covered": 6}),
    ("file", -10, {"method": "window", "proof": "receipt"}),
    ("record_no_objection", 0, {}),
)  # fmt: skip


@pytest.fixture
def keeping(rows, own_chair):
    """The chair of a contract that took effect before the last month began."""
    walk(rows, own_chair.number, WALK)
    page = f"/cases/{own_chair.number}/wages"
    sent = own_chair.submit(
        page, page=page, file=(io.BytesIO(AGREED.encode()), "工资.csv"),
        on=(EFFECT - 70 * DAY).isoformat(), **TERM,
    )  # fmt: skip
    assert sent.status_code == 302, html.unescape(sent.text)
    walk(rows, own_chair.number, TO_EFFECT)
    return own_chair


def walk(rows, number, steps):
    """Take steps, each so many days before or after the effect."""
    with rows() as session:
        for name, days, given in steps:
            chair_stage.take(session, number, name, on=EFFECT + days * DAY, **given)
        db.finish(session)


def take(browser, name, on=TODAY, *, query="", **given):
    """Open a step's page as a link leads to it, and send it with some answers changed."""
    page = f"{browser.case}/moves/{name}"
    boxes = {**as_sent(browser.get(page + query).text), "on": on.isoformat(), **given}
    sent = browser.submit(page, page=page, **boxes)
    assert sent.status_code == 302, html.unescape(sent.text)
    return boxes


def upload(browser, content, *, month=MONTH, name="工资表.csv"):
    """Hand in a month's pay by the page."""
    page = f"{browser.case}/pay"
    given = content.encode() if isinstance(content, str) else content
    return browser.submit(
        page, page=page, file=(io.BytesIO(given), name), paid_month=month, on=TODAY.isoformat()
    )


def seen(browser, path=""):
    """Read a page of the case as people see it."""
    answer = browser.get(f"{browser.case}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return html.unescape(answer.text)
