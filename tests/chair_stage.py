"""One enterprise of a chair's own, its case at hand, and last year's contract."""

from __future__ import annotations

import html.parser
import re
from datetime import timedelta

from sqlalchemy import select

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR
from tests import stage as stages
from tests.stage import AT

TODAY = clock.today()
DAY = timedelta(days=1)
PEOPLE = [
    {"name": f"{side}{place}", "side": side, "title": "岗位", "chief": place == 1, "outside": False}
    for side in ("union", "employer")
    for place in (1, 2, 3)
]
TERM = {"term_from": "2025-01-01", "term_to": "2025-12-31"}
LAST_YEAR = (
    ("send_proposal", {"meeting_place": "二楼会议室", "counterpart": "赵总",
                       "delivery_method": "courier"}),
    ("record_reply", {"reply_method": "letter"}),
    ("appoint_representatives", {"people": PEOPLE}),
    ("record_meeting", {"conclusion": "agreed", "recorder": "小孙"}),
    ("record_clauses", {"wage_system": "计件工资制", "wage_forms": "计件", "overtime_base": "单价",
                        "bonus_rule": "无", "allowance_rule": "无", "pay_day": "每月五日",
                        "pay_method": "现金", "disputes": "夜班补贴"}),
    ("record_congress", {"form": "assembly", "entitled": 38, "present": 36, "in_favour": 30}),
    ("sign", {**TERM, "workers_covered": 38}),
    ("file", {"method": "online", "proof": "online"}),
    ("record_no_objection", {}),
    ("publish", {"side": "both", "method": "职工群"}),
)  # fmt: skip


def firm_with_case(session, *, name="海淀示例面点有限公司", union=None):
    """One more enterprise in the street, and its case of this year."""
    firm = Enterprise(
        name=name, initials="sl", district_code=stages.DISTRICT, street_code=stages.STREET,
        unionised=True, union_id=union, workers=40, legal_representative="赵海川",
        chair_name="周敏",
    )  # fmt: skip
    session.add(firm)
    session.flush()
    return firm, open_case(session, firm)


def open_case(session, firm, *, year=None, on=None):
    case = case_actions.open_case(
        session, firm, year=year or TODAY.year, on=on or TODAY - 300 * DAY, actor=OPERATOR, at=AT,
        today=TODAY,
    )  # fmt: skip
    return case.number


def take(session, number, name, *, on=None, **given):
    step = case_actions.Step(name, on or TODAY - 200 * DAY, given)
    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)


OFFER = {"on": "2026-03-02", "counterpart": "赵海川", "meeting_on": "2026-03-24",
         "meeting_place": "会议室"}  # fmt: skip


def page_of(chair, name):
    return chair.get(f"{chair.case}/moves/{name}").text


def value(text, name):
    box = re.search(rf'<(?:input|textarea)[^>]*name="{re.escape(name)}"[^>]*>([^<]*)', text)
    assert box, name
    typed = re.search(r'value="([^"]*)"', box[0])
    return html.unescape(typed[1] if typed else box[1].strip())


_TYPED = ("text", "date", "number", "hidden")
_BOXES = (*_TYPED, "radio", "checkbox")


class _Boxes(html.parser.HTMLParser):
    """Gather what a browser would send of a step's form as it stands."""

    def __init__(self):
        super().__init__()
        self.found, self._select, self._area = {}, "", ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.found[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.found[name] = ""
        elif tag == "input" and kind in _BOXES and (kind in _TYPED or "checked" in said):
            self.found[name] = said.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.found[self._area] += data.removeprefix("\r\n")


def as_sent(text):
    """Read every box of a page, as a browser sends it; the token is another page's."""
    boxes = _Boxes()
    boxes.feed(text)
    return {name: said for name, said in boxes.found.items() if name != "csrf_token"}


def mark(text, label):
    found = re.search(
        rf">{label}(?:</label>)?(?:<span class=\"optional\">[^<]*</span>)?\s*"
        r'<span class="origin">([^<]+)</span>', text)  # fmt: skip
    return found[1] if found else ""


def events(rows, number):
    with rows() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        found = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.sequence)
        )
        return [(one.kind, one.occurred_on.isoformat(), one.payload) for one in found]
