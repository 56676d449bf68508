"""Two sides at the table: how a test walks their talks through the pages."""

from __future__ import annotations

import html

from bargaining import db
from bargaining.documents import contexts
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier
from bargaining.rules.roles import OPERATOR
from tests import chair_stage
from tests.chair_stage import DAY, TODAY, as_sent

FIRST = TODAY - 120 * DAY
PEOPLE = [
    {"name": name, "side": side, "title": "", "chief": name[1] == "一", "outside": False}
    for side, names in (("union", ("甲一", "甲二", "甲三")), ("employer", ("乙一", "乙二", "乙三")))
    for name in names
]
ANSWERED = (
    ("send_proposal", {"initiator": "union"}),
    ("record_reply", {"answer": "agree"}),
    ("appoint_representatives", {"people": PEOPLE}),
)


def sit_down(rows, number, *, first=FIRST):
    """The employer has answered and both sides have named their people, days before `first`."""
    with rows() as session:
        for place, (name, given) in enumerate(ANSWERED):
            chair_stage.take(session, number, name, on=first - (10 - place) * DAY, **given)
        db.finish(session)


def take(browser, number, name, on, **given):
    """Open a step's page and send it as it stands, with some answers changed."""
    page = f"/cases/{number}/moves/{name}"
    boxes = {**as_sent(browser.get(page).text), "on": on.isoformat(), **given}
    sent = browser.submit(page, page=page, **boxes)
    assert sent.status_code == 302, html.unescape(sent.text)
    return boxes


def refused(browser, number, name, on, **given):
    """Send a step that cannot be; its page comes back with the reason."""
    page = f"/cases/{number}/moves/{name}"
    boxes = {**as_sent(browser.get(page).text), "on": on.isoformat(), **given}
    sent = browser.submit(page, page=page, **boxes)
    assert sent.status_code == 422
    return html.unescape(sent.text)


def said(chair, side, clause, position, on=FIRST, **more):
    """One side proposes on one clause."""
    given = {"side": side, "clause": clause, "own": "", "position": position, "agreed": "no"}
    return take(chair, chair.number, "propose_clause", on, **{**given, **more})


def page(browser, number):
    """Read the page of the talks."""
    return html.unescape(browser.get(f"/cases/{number}/talks").text)


def case_page(browser, number):
    """Read the case's page."""
    return html.unescape(browser.get(f"/cases/{number}").text)


def state(rows, number):
    """Read where the case stands."""
    with rows() as session:
        return case_queries.get_case(session, number, actor=OPERATOR, on=TODAY).state


def paper(rows, number, kind):
    """Read what would stand in a paper."""
    with rows() as session:
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        return contexts.context(kind, dossier.dossier(session, case, phone="", on=TODAY))


def clock(rows, number, rule):
    """Read the clocks of one rule: start, last day, the last day in time, the day it was done."""
    with rows() as session:
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        return [
            (one.start_on.isoformat(), one.due_on and one.due_on.isoformat(),
             one.overdue_after and one.overdue_after.isoformat(),
             one.ended_on and one.ended_on.isoformat())
            for one in case_queries.deadlines(session, case)
            if one.rule_id == rule
        ]  # fmt: skip


def apart(chair, *, on=FIRST):
    """One clause is settled, on one the sides differ."""
    take(chair, chair.number, "record_meeting", on, conclusion="continue", chair="甲一")
    said(chair, "union", "average_rise", "平均工资调整 8%", on, rate="8%", meeting="1",
         reason="三年没有调整")  # fmt: skip
    said(chair, "employer", "average_rise", "以 5% 为宜", on, rate="5%", meeting="1")
    said(chair, "union", "pay_day", "次月五日", on, meeting="1", agreed="yes")


def settle(chair, on):
    """The sides meet again, agree, and the contract is drafted, adopted and signed."""
    number = chair.number
    said(chair, "employer", "average_rise", "平均工资调整 6%", on, rate="6%", agreed="yes")
    take(chair, number, "record_meeting", on, conclusion="agreed")
    take(chair, number, "record_clauses", on)
    take(chair, number, "adopt_draft", on)
    take(chair, number, "record_congress", on + DAY, form="congress", entitled="90",
         present="80", in_favour="70")  # fmt: skip
    take(chair, number, "sign", on + 2 * DAY, term_from="2026-07-01", term_to="2027-06-30",
         workers_covered="40")  # fmt: skip
