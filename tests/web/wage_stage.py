"""Cases with wage tables of several versions, as the pages beside the table need them."""

from __future__ import annotations

import html
import io
import itertools
from datetime import date

import python_calamine

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.models.enterprise import Enterprise
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR
from tests import stage as stages

AT, TODAY = stages.AT, date(2026, 12, 31)
NAMES = itertools.count(1)
TERM = {"term_from": "2026-07-01", "term_to": "2027-06-30"}

FIRST = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金
店长,1,9000,9540,900,400
服务员,20,4000,4200,500,200
洗碗工,6,3200,3300,600,200
"""
SECOND = """岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金,小时工资
店长,1,9000,9270,900,400,
服务员,20,4000,4120,500,200,
保洁员,3,,3600,600,200,
配送（非全日制）,2,,,,,28.5
"""


def furnish(app):
    """Load the law."""
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)


def new_case(app, stage, enterprise_id=None, *, year=2026, industry=None):
    """Open a case in which wages can be handed in, of an enterprise of the inside union."""
    with app.app_context(), db.transaction() as session:
        if enterprise_id is None:
            enterprise = Enterprise(
                name=f"示例企业{next(NAMES)}", initials="sl", district_code=stages.DISTRICT,
                street_code=stages.STREET, unionised=True, union_id=stage.inside.union,
                workers=40, industry_code=industry,
            )  # fmt: skip
            session.add(enterprise)
            session.flush()
        else:
            enterprise = session.get(Enterprise, enterprise_id)
        case = case_actions.open_case(
            session, enterprise, year=year, on=stages.TODAY, actor=OPERATOR, at=AT, today=TODAY
        )
        take(session, case.number, "send_proposal", date(2026, 3, 3))
        take(session, case.number, "record_meeting", date(2026, 3, 10), {"conclusion": "continue"})
        return case.number


def take(session, number, move, on, given=None):
    """Take one step of a case."""
    step = Step(move, on, given or {})
    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)


def upload(browser, number, *contents):
    """Hand in one version after the other."""
    page = f"/cases/{number}/wages"
    for content in contents:
        bytes_ = content if isinstance(content, bytes) else content.encode()
        name = "工资.csv" if isinstance(content, str) else "工资.xlsx"
        sent = browser.submit(page, page=page, file=(io.BytesIO(bytes_), name), on="2026-03-20",
                              **TERM)  # fmt: skip
        assert sent.status_code == 302, html.unescape(sent.text)


def sheets(answer):
    """Read every page of a spreadsheet that was sent."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
