"""A case in Shanghai from its opening to its effect: each clock, its length and its article."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises
from bargaining.errors import Refused
from bargaining.queries import case_view
from bargaining.rules.roles import OPERATOR
from tests.office import AT, KEY, TODAY, furnished
from tests.rules.cases import PEOPLE

STREET = "310101002"  # 外滩街道, 黄浦区
TERM = {"term_from": "2026-10-01", "term_to": "2027-09-30", "workers_covered": 40}
VOTE = {"form": "congress", "entitled": 40, "present": 30, "in_favour": 25}


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("shanghai")) as made:
        yield made


@pytest.fixture
def number(office):
    """A case of an enterprise that was registered in a street of Shanghai."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        enterprise = enterprises.register_enterprise(
            session,
            {"name": f"上海示例第{next(office.numbers)}商贸有限公司", "street_code": STREET,
             "workers": 40},
            source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
        )  # fmt: skip
        opened = case_actions.open_case(
            session, enterprise, year=2026, on=date(2026, 8, 3), actor=OPERATOR, at=AT, today=TODAY
        )
        return opened.number


def told(office, number):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        return case_view.as_json(case_view.view(session, number, actor=OPERATOR, on=TODAY))


def clock(office, number, rule):
    (found,) = [one for one in told(office, number)["deadlines"] if one["rule"] == rule]
    return found


def days(found):
    return found["start"], found["raw_due_on"], found["due_on"], found["overdue_after"]


def articles(found):
    return [f"{one['text']}{one['article']}" for one in found["basis"]]


def walk(office, number, *, until="publish"):
    path = [
        ("send_proposal", "2026-08-03", {"delivered": "yes"}),
        ("record_reply", "2026-08-10", {"answer": "agree"}),
        ("appoint_representatives", "2026-08-14", {"people": PEOPLE, "women_included": "yes"}),
        ("record_meeting", "2026-08-20", {"conclusion": "agreed"}),
        ("adopt_draft", "2026-08-24", {}),
        ("sign", "2026-08-27", TERM),
        ("record_congress", "2026-09-02", VOTE),
        ("record_vote_notice", "2026-09-04", {"received_by": "某经理"}),
        ("file", "2026-09-09", {"proof": "receipt", "received_on": "2026-09-10"}),
    ]
    for move, on, given in path:
        office.take(number, move, date.fromisoformat(on), **given)
        if move == until:
            return


def test_the_other_side_answers_within_fifteen_days(office, number):
    walk(office, number, until="send_proposal")

    found = clock(office, number, "T-OFFER-REPLY")
    assert days(found) == ("2026-08-03", "2026-08-18", "2026-08-18", "2026-08-18")
    assert articles(found) == ["上海市集体合同条例第15条第1款"]


def test_both_sides_name_their_people_within_fifteen_days_of_agreeing(office, number):
    walk(office, number, until="record_reply")

    found = clock(office, number, "T-REP-APPOINT")
    assert days(found) == ("2026-08-10", "2026-08-25", "2026-08-25", "2026-08-25")
    assert articles(found) == ["上海市集体合同条例第17条第1项"]
    assert found["ended_on"] is None
    walk_on = ("appoint_representatives", date(2026, 8, 14))
    office.take(number, *walk_on, people=PEOPLE)
    assert clock(office, number, "T-REP-APPOINT")["ended_on"] == "2026-08-14"


def test_the_chiefs_sign_before_the_vote_and_filing_waits_for_the_written_word(office, number):
    walk(office, number, until="sign")
    signed = told(office, number)
    assert signed["next"]["move"] == "record_congress"
    assert not [one for one in signed["deadlines"] if one["rule"].startswith("T-FILE")]

    office.take(number, "record_congress", date(2026, 9, 2), **VOTE)
    assert told(office, number)["next"]["move"] == "record_vote_notice"

    office.take(number, "record_vote_notice", date(2026, 9, 4), received_by="某经理")
    ten, seven = clock(office, number, "T-FILE-GEN"), clock(office, number, "T-FILE-WAGE")
    assert days(ten) == ("2026-09-04", "2026-09-14", "2026-09-14", "2026-09-14")
    assert articles(ten) == ["上海市集体合同条例第23条第1款"]
    assert (seven["due_on"], seven["remind_on"], seven["overdue_after"]) == (
        "2026-09-11", "2026-09-11", "2026-09-14")  # fmt: skip
    assert told(office, number)["next"]["move"] == "file"


def test_the_review_runs_from_the_receipt_and_ends_in_silence(office, number):
    walk(office, number)

    review = clock(office, number, "T-REVIEW")
    assert days(review) == ("2026-09-10", "2026-09-25", "2026-09-28", "2026-09-28")
    assert (review["second_on"], review["effective_on"]) == ("2026-09-09", "2026-09-29")
    assert "上海市集体合同条例第23条第3款" in articles(review)

    with office.app.app_context(), db.transaction(OPERATOR) as session:
        case = case_view.view(session, number, actor=OPERATOR, on=TODAY).case
        case_actions.take_effect_by_silence(session, case, at=AT)
    done = told(office, number)
    assert (done["state"], done["facts"]["effective_on"]) == ("effective", "2026-09-29")
    publication = clock(office, number, "T-PUBLISH-WAGE")
    assert days(publication) == ("2026-09-29", "2026-10-04", "2026-10-08", "2026-10-08")
    assert articles(publication) == ["工资集体协商试行办法第23条"]

    office.take(number, "publish", date(2026, 9, 30), side="both")
    assert told(office, number)["state"] == "published"


def test_a_case_in_order_is_told_nothing_and_cites_nothing_of_beijing(office, number):
    walk(office, number)
    seen = told(office, number)

    assert seen["notices"] == []
    assert seen["facts"]["to_verify"] is False
    assert "北京" not in str([seen["notices"], seen["deadlines"], seen["next"], seen["moves"]])
    rules = {one["rule"] for one in seen["deadlines"]}
    assert not {"T-FILE-BJ", "T-CONGRESS-DOC", "T-REP-PUBLISH", "T-ANNUAL-REPORT"} & rules
    assert "record_vote_notice" in {one["name"] for one in seen["moves"]}


def test_a_draft_that_was_voted_down_is_signed_and_deliberated_again(office, number):
    walk(office, number, until="sign")
    office.take(number, "record_congress", date(2026, 9, 2), **{**VOTE, "in_favour": 19})
    assert told(office, number)["next"]["move"] == "adopt_draft"

    office.take(number, "adopt_draft", date(2026, 9, 3))
    office.take(number, "sign", date(2026, 9, 4), **TERM)
    office.take(number, "record_congress", date(2026, 9, 8), **VOTE)
    office.take(number, "record_vote_notice", date(2026, 9, 8))
    office.take(number, "file", date(2026, 9, 10), proof="receipt")

    seen = told(office, number)
    assert not {"P-VOTE-FILE", "P-SIGN-FIRST"} & {one["rule"] for one in seen["notices"]}
    filings = [one for one in seen["deadlines"] if one["rule"] == "T-FILE-GEN"]
    assert [(one["start"], one["ended_on"]) for one in filings] == [("2026-09-08", "2026-09-10")]


def test_what_is_beijings_alone_is_neither_asked_nor_taken(office, number):
    walk(office, number, until="record_meeting")

    with pytest.raises(Refused, match="没有“sent_to_union_on”"):
        office.take(number, "adopt_draft", date(2026, 8, 24), sent_to_union_on="2026-08-24")


def test_what_is_shanghais_alone_is_not_taken_in_beijing(office):
    number = office.open_case(on=date(2026, 8, 3))
    office.take(number, "record_meeting", date(2026, 8, 20), conclusion="agreed")
    office.take(number, "record_congress", date(2026, 9, 2), **VOTE)

    with pytest.raises(Refused, match="本地的规定没有"):
        office.take(number, "record_vote_notice", date(2026, 9, 4))
    names = {one["name"] for one in told(office, number)["moves"]}
    assert "record_vote_notice" not in names


class TestCompletedPapers:
    """E11 in a case: two days are kept, and only a written demand moves the review."""

    @pytest.mark.parametrize(("written", "due_on"), [("no", "2026-06-25"), ("yes", "2026-06-29")])
    def test_the_review_moves_only_where_the_authority_wrote(self, office, written, due_on):
        number = office.filed_case(on=date(2026, 6, 10))
        office.take(number, "record_completion", date(2026, 6, 14), told_in_writing=written)

        review = clock(office, number, "T-REVIEW")
        assert (review["start"], review["due_on"]) == ("2026-06-10", due_on)
        assert told(office, number)["facts"]["received_on"] == "2026-06-10"

    def test_silence_waits_for_the_completed_papers(self, office):
        number = office.filed_case(on=date(2026, 6, 10))
        office.take(number, "record_completion", date(2026, 6, 14), told_in_writing="yes")

        with office.app.app_context(), db.transaction(OPERATOR) as session:
            case = case_view.view(session, number, actor=OPERATOR, on=TODAY).case
            case_actions.take_effect_by_silence(session, case, at=AT)
        assert told(office, number)["facts"]["effective_on"] == "2026-06-30"

    def test_nothing_is_completed_before_it_came_or_without_a_receipt(self, office):
        number = office.filed_case(on=date(2026, 6, 10))
        with pytest.raises(Refused, match="不能早于首次收到之日"):
            office.take(number, "record_completion", date(2026, 6, 9), told_in_writing="yes")

        bare = office.filed_case(on=date(2026, 6, 10), proof="none")
        with pytest.raises(Refused, match="请先登记收到凭证"):
            office.take(bare, "record_completion", date(2026, 6, 14), told_in_writing="yes")
