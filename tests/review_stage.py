"""Cases on their way to a review, taken through the pages, and what their pages say."""

from __future__ import annotations

import html
import re
from datetime import date

from bargaining import clock
from bargaining.actions.cases import Step
from tests.chair_stage import as_sent
from tests.rules.cases import PEOPLE

TODAY = clock.today()
OPENED = date(2026, 1, 5)
TERM = {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": "53"}
OFFER = Step("send_proposal", date(2026, 1, 12), {"meeting_on": "2026-02-02"})
REPLY = Step("record_reply", date(2026, 1, 20), {"answer": "agree"})
NAMED = Step("appoint_representatives", date(2026, 1, 22),
             {"people": PEOPLE, "published_on": "2026-01-23"})  # fmt: skip
MEETING = Step("record_meeting", date(2026, 2, 2), {"conclusion": "agreed"})
DRAFT = Step("adopt_draft", date(2026, 2, 5), {})
VOTE = {"form": "congress", "entitled": "90", "present": "80", "in_favour": "70"}
CONGRESS = Step("record_congress", date(2026, 2, 13), VOTE)
TO_THE_VOTE = (OFFER, REPLY, NAMED, MEETING, DRAFT)
VOTED = (*TO_THE_VOTE, CONGRESS)


def signed(on, **term):
    """The signature of a day."""
    return Step("sign", on, {**TERM, **term})


def filed(on, proof="receipt", **given):
    """The filing of a day."""
    return Step("file", on, {"method": "window", "proof": proof, **given})


def record(browser, number, move, on, **given):
    """Take a step on its page with what is filled in there already."""
    page = f"/cases/{number}/moves/{move}"
    sent = {**as_sent(browser.get(page).text), "on": on, **given}
    return browser.submit(page, page="/change-password", **sent)


def recorded(browser, number, move, on, **given):
    """Take a step, and see that it was taken."""
    answer = record(browser, number, move, on, **given)
    assert answer.status_code == 302, shown(answer)


def shown(answer):
    """Read what a page says, without its marks."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def panel(answer):
    """Read the panel of the review alone; empty where there is none."""
    found = re.search(r'<section class="panel review.*?</section>', answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def notices(answer):
    """Read the notices of a case's page, each with its articles."""
    found = re.search(r'aria-labelledby="notices".*?</section>', answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[0]))) if found else ""
