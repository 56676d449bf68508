"""A case in which the other side does not answer, and how its letters are written and read."""

from __future__ import annotations

import io
from datetime import date

import pypdf

from bargaining.actions.cases import Step
from tests.chair_stage import as_sent

TODAY = date(2026, 11, 21)
OFFER = Step("send_proposal", date(2026, 6, 1), {"meeting_on": "2026-07-01"})
NO = Step("record_refusal", date(2026, 6, 23), {"reason": "效益差，不谈"})

LETTERS = (
    "reminder_letter", "opinion_letter", "recommendation_letter", "order_request",
    "interview_record", "entrust_offer", "proposal",
)  # fmt: skip


def words(answer):
    """Read what a printed paper says, without its spaces."""
    assert answer.mimetype == "application/pdf", answer.text
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def written(browser, case, kind, **changed):
    """Open the page of a paper, change some of it, print it, and read what was printed."""
    page = f"/cases/{case}/letters/{kind}"
    sent = {**as_sent(browser.get(page).text), **changed}
    answer = browser.submit(page, page=page, **sent, print="1")
    assert answer.status_code == 302, answer.text
    return words(browser.get(answer.location))


def record(browser, case, move, on, **given):
    """Take a step on its page with what is filled in there already."""
    page = f"/cases/{case}/moves/{move}"
    sent = {**as_sent(browser.get(page).text), "on": on, **given}
    return browser.submit(page, page=page, **sent)


def recorded(browser, case, move, on, **given):
    """Take a step, and see that it was taken."""
    answer = record(browser, case, move, on, **given)
    assert answer.status_code == 302, answer.text
