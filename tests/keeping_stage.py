"""A contract in force on its chair's pages, and steps sent as a browser sends them."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from bargaining import db
from bargaining.models.case import Case
from tests.chair_stage import DAY, LAST_YEAR, TODAY, take

SIGNED = TODAY - 200 * DAY
FIRST, LAST = TODAY - 190 * DAY, TODAY + 175 * DAY
IN_FORCE = tuple(
    (name, {**given, "term_from": FIRST.isoformat(), "term_to": LAST.isoformat()})
    if name == "sign"
    else (name, given)
    for name, given in LAST_YEAR
)


def bring_in_force(session, number, *, on=SIGNED):
    """Take a case from the offer to the published contract."""
    for name, given in IN_FORCE:
        take(session, number, name, on=on, **given)


def send(browser, number, name, on, **given):
    """Send a step's form with what the page has filled in already."""
    return browser.submit(
        f"/cases/{number}/moves/{name}", page="/change-password", on=on.isoformat(), **given
    )


def done(browser, number, name, on, **given):
    """Send a step that is taken."""
    answer = send(browser, number, name, on, **given)
    assert answer.status_code == 302, html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
    return answer


def refused(browser, number, name, on, **given):
    """Send a step that is refused, and read the page."""
    answer = send(browser, number, name, on, **given)
    assert answer.status_code == 422
    return html.unescape(answer.text)


def row_of(rows, number):
    """Read a case's row."""
    with rows() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        session.expunge_all()
        db.db.session.remove()
    return case
