"""Courses that people really take and the law does not know: recorded as they were, and shown so.

Each is walked through the pages. Nothing of it is refused; what the page says names the article and
blames nobody.
"""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.rules.roles import Role
from tests.review_stage import (
    CONGRESS,
    DRAFT,
    MEETING,
    NAMED,
    OFFER,
    REPLY,
    TERM,
    TO_THE_VOTE,
    VOTE,
    filed,
    notices,
    recorded,
    shown,
    signed,
)
from tests.rules.cases import PEOPLE

SIGNED = signed(date(2026, 2, 20))


@pytest.fixture
def chair(as_):
    """The chair whose cases these are."""
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def page(chair):
    """Open a case's page, and see that it blames nobody."""

    def opened(number):
        answer = chair.get(f"/cases/{number}")
        assert answer.status_code == 200
        for word in ("违法", "违规", "拒绝协商"):
            assert word not in shown(answer)
        return answer

    return opened


def last(told, kind):
    return next(one for one in reversed(told["events"]) if one["kind"] == kind)


class TestSignedBeforeTheVote:
    """E18 of the lawyer's cases."""

    def test_is_recorded_on_its_day_and_the_vote_on_the_later_one(self, chair, cases, seen, page):
        number = cases(*TO_THE_VOTE)
        recorded(chair, number, "sign", "2026-02-10", **TERM)
        recorded(chair, number, "record_congress", "2026-02-13", **VOTE)

        told = seen(number)
        assert last(told, "sign")["occurred_on"] == "2026-02-10"
        assert last(told, "record_congress")["occurred_on"] == "2026-02-13"
        assert (told["state"], told["facts"]["to_verify"]) == ("signed", True)
        said = notices(page(number))
        assert "通过之日晚于签字之日，请核对" in said
        assert "《工资集体协商试行办法》第19条" in said
        assert "待核" in shown(page(number))

    def test_without_any_vote_is_said_to_lack_one(self, chair, cases, seen, page):
        number = cases(*TO_THE_VOTE)
        recorded(chair, number, "sign", "2026-02-10", **TERM)
        recorded(chair, number, "file", "2026-02-12", method="window", proof="receipt")

        assert seen(number)["state"] == "filed"
        assert "没有登记审议通过的决议" in notices(page(number))

    def test_the_signature_under_the_draft_is_none(self, chair, cases, seen, page):
        number = cases(*TO_THE_VOTE[:-1])
        recorded(chair, number, "adopt_draft", "2026-02-05", signed_by_chiefs="yes")
        recorded(chair, number, "record_congress", "2026-02-13", **VOTE)
        recorded(chair, number, "sign", "2026-02-20", **TERM)

        assert "P-VOTE-FIRST" not in {one["rule"] for one in seen(number)["notices"]}
        assert "签字之日，请核对" not in notices(page(number))


class TestAVoteThatFellShort:
    """E12, E13 and E14 of the lawyer's cases."""

    @pytest.mark.parametrize(
        ("present", "in_favour", "state", "said"),
        [
            ("59", "59", "vote_failed", "不足应到 90 人的三分之二（至少 60 人），本次审议不成立"),
            ("80", "44", "vote_failed", "不足全体 90 人的半数（至少 45 票），草案没有通过"),
            ("60", "45", "vote_passed", "赞成 45 票恰为全体 90 人的半数"),
        ],
        ids=["E13", "E14", "E12"],
    )
    def test_is_recorded_with_its_numbers_and_shown(
        self, chair, cases, seen, page, present, in_favour, state, said
    ):
        number = cases(*TO_THE_VOTE)
        recorded(chair, number, "record_congress", "2026-02-13", form="congress", entitled="90",
                 present=present, in_favour=in_favour)  # fmt: skip

        told = seen(number)
        assert told["state"] == state
        vote = last(told, "record_congress")["payload"]
        assert (vote["entitled"], vote["present"], vote["in_favour"]) == (
            90, int(present), int(in_favour),
        )  # fmt: skip
        assert said in notices(page(number))
        assert "《集体合同规定》第36条" in notices(page(number))

    def test_and_a_signature_all_the_same_is_recorded_and_said(self, chair, cases, seen, page):
        number = cases(*TO_THE_VOTE)
        recorded(chair, number, "record_congress", "2026-02-13", **{**VOTE, "in_favour": "44"})
        recorded(chair, number, "sign", "2026-02-20", **TERM)

        assert (seen(number)["state"], seen(number)["facts"]["to_verify"]) == ("signed", True)
        assert "没有登记审议通过的决议，请核对" in notices(page(number))
        assert "草案没有通过" in notices(page(number))

    def test_more_votes_than_people_is_no_course_but_a_slip(self, chair, cases, seen):
        number = cases(*TO_THE_VOTE)
        answer = chair.submit(
            f"/cases/{number}/moves/record_congress", page="/change-password", on="2026-02-13",
            form="congress", entitled="90", present="80", in_favour="81",
        )  # fmt: skip

        assert answer.status_code == 422
        assert seen(number)["state"] == "drafted"


class TestFiledLate:
    @pytest.mark.parametrize(("on", "late"), [("2026-03-02", False), ("2026-03-03", True)])
    def test_counts_against_the_enterprise_and_against_no_typist(
        self, chair, cases, seen, page, on, late
    ):
        number = cases(*TO_THE_VOTE, CONGRESS, SIGNED)
        recorded(chair, number, "file", on, method="courier", proof="courier")

        told = seen(number)
        assert (told["state"], told["facts"]["filed_on"]) == ("filed", on)
        said = notices(page(number))
        assert ("晚于最后期限 2026年3月2日；报送是企业的义务，工会协助" in said) is late
        assert {one["holder"] for one in told["deadlines"] if one["rule"] == "T-FILE-BJ"} == {
            "employer"
        }

    def test_never_filed_it_takes_effect_for_nobody(self, cases, fall_silent, seen):
        number = cases(*TO_THE_VOTE, CONGRESS, SIGNED)

        fall_silent(date(2026, 11, 21))

        assert (seen(number)["state"], seen(number)["facts"]["effective_on"]) == ("signed", None)


def people(*changed):
    """Write the list of both sides as its page sends it, some people changed."""
    listed = [dict(one) for one in PEOPLE]
    for place, change in changed:
        listed[place] |= change
    sent = {}
    for place, one in enumerate(listed):
        sent[f"people-{place}-name"] = one["name"]
        sent[f"people-{place}-side"] = one["side"]
        sent[f"people-{place}-title"] = one.get("title", "")
        sent[f"people-{place}-capacity"] = "outside" if one.get("outside") else "own"
        if one["chief"]:
            sent[f"people-{place}-chief"] = "y"
    return sent


class TestWhoSitsAtTheTable:
    """E15, E16 and E17 of the lawyer's cases."""

    @pytest.mark.parametrize(
        ("changed", "rule", "said", "article"),
        [
            ([(4, {"name": "甲二"})], "R-BOTH-SIDES", "甲二", "《集体合同规定》第24条"),
            ([(1, {"outside": True}), (2, {"outside": True})], "R-OUTSIDERS", "三分之一",
             "《集体合同规定》第23条"),
            ([(0, {"outside": True})], "R-CHIEF-INSIDE", "首席代表", "《集体合同规定》第23条"),
        ],
        ids=["both sides", "too many outsiders", "an outsider as chief"],
    )  # fmt: skip
    def test_is_recorded_as_named_and_shown(
        self, chair, cases, seen, page, changed, rule, said, article
    ):
        number = cases(OFFER, REPLY)
        answer = chair.submit(
            f"/cases/{number}/moves/appoint_representatives", page="/change-password",
            on="2026-01-22", published_on="2026-01-23", **people(*changed),
        )  # fmt: skip
        assert answer.status_code == 302, shown(answer)

        told = seen(number)
        named = {one["name"] for one in told["facts"]["representatives"]}
        assert named == {{**PEOPLE[n], **dict(changed).get(n, {})}["name"] for n in range(6)}
        assert rule in {one["rule"] for one in told["notices"]}
        text = notices(page(number))
        assert said in text
        assert article in text

    def test_goes_on_to_the_signature_all_the_same(self, chair, cases, seen):
        overlapping = [dict(one) for one in PEOPLE]
        overlapping[4] |= {"name": "甲二"}
        named = type(NAMED)(NAMED.move, NAMED.on, {**NAMED.given, "people": overlapping})
        number = cases(OFFER, REPLY, named, MEETING, DRAFT, CONGRESS)
        recorded(chair, number, "sign", "2026-02-20", **TERM)

        assert seen(number)["state"] == "signed"


class TestOutOfOrder:
    def test_an_answer_after_the_twenty_days_is_an_answer_and_is_late(
        self, chair, cases, seen, page
    ):
        number = cases(OFFER)
        recorded(chair, number, "record_reply", "2026-02-10", answer="agree")

        assert seen(number)["state"] == "accepted"
        assert "书面答复（2026年2月10日）晚于最后期限 2026年2月2日" in notices(page(number))

    def test_talks_without_an_offer_are_talks(self, chair, cases, seen, page):
        number = cases()
        recorded(chair, number, "record_meeting", "2026-02-02", conclusion="agreed")

        assert seen(number)["state"] == "talking"
        assert "首次协商会议前没有登记送达要约书" in notices(page(number))

    def test_a_posting_before_the_effect_is_one_and_does_not_end_the_duty(
        self, chair, cases, seen, page
    ):
        number = cases(*TO_THE_VOTE, CONGRESS, SIGNED, filed(date(2026, 2, 25)))
        recorded(chair, number, "publish", "2026-02-26", side="both", method="公告栏")

        assert (seen(number)["state"], seen(number)["facts"]["published_on"]) == ("filed", None)
        assert "公布时合同尚未生效" in notices(page(number))

    def test_a_term_of_five_years_is_a_term(self, chair, cases, seen, page):
        """E26 of the lawyer's cases."""
        number = cases(*TO_THE_VOTE, CONGRESS)
        recorded(chair, number, "sign", "2026-02-20", **{**TERM, "term_to": "2031-06-30"})

        assert seen(number)["facts"]["term_to"] == "2031-06-30"
        assert "合同期限超过三年" in notices(page(number))
