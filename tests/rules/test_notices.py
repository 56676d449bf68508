"""What is unusual is recorded as it was, and said with its article."""

from datetime import timedelta

import pytest

from bargaining.rules.facts import fold
from bargaining.rules.notices import notices
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    PEOPLE,
    REPLY,
    SIGNED,
    STRAIGHT,
    TERM,
    VOTE,
    day,
    history,
)


def said(*steps, last_days=None):
    found = notices(fold(history(*steps)), last_days=last_days or {})
    assert all(one.basis for one in found)
    assert not any("违法" in one.message for one in found)
    return {one.rule_id: one for one in found}


def test_the_straight_path_has_nothing_unusual():
    assert said(*STRAIGHT) == {}


class TestTheVoteComesFirst:
    def test_e18_a_signature_before_the_vote_is_shown_and_to_be_verified(self):
        late = ("record_congress", "2026-04-09", VOTE)
        found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, SIGNED, late)

        assert found["P-VOTE-FIRST"].to_verify
        assert "晚于签字" in found["P-VOTE-FIRST"].message

    def test_e18_the_same_day_is_in_order(self):
        same = ("record_congress", "2026-04-08", VOTE)

        assert "P-VOTE-FIRST" not in said(OFFER, REPLY, NAMED, MEETING, DRAFT, same, SIGNED)

    def test_a_signature_without_any_vote_is_shown(self):
        found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, SIGNED)

        assert "没有登记审议通过" in found["P-VOTE-FIRST"].message

    def test_a_vote_passed_before_does_not_cover_a_later_one_that_fell_short(self):
        short = ("record_congress", "2026-04-06", {**VOTE, "in_favour": 44})
        found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, DRAFT, short, SIGNED)

        assert "P-VOTE-FIRST" in found

    def test_a_vote_that_fell_short_does_not_help(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})

        assert "P-VOTE-FIRST" in said(OFFER, REPLY, NAMED, MEETING, DRAFT, short, SIGNED)


@pytest.mark.parametrize(
    ("present", "in_favour", "rule"),
    [(59, 59, "C-QUORUM"), (60, 44, "C-MAJORITY"), (60, 45, "C-EXACT-HALF"), (60, 46, None)],
)
def test_votes_short_and_contested_are_told_apart(present, in_favour, rule):
    vote = ("record_congress", "2026-04-02", {**VOTE, "present": present, "in_favour": in_favour})
    found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, vote)

    assert {name for name in found if name.startswith("C-")} == ({rule} if rule else set())


def test_an_open_vote_is_noted():
    shown = ("record_congress", "2026-04-02", {**VOTE, "secret": False})

    assert "C-SECRET" in said(OFFER, REPLY, NAMED, MEETING, DRAFT, shown)


class TestTheMeeting:
    def test_meeting_without_an_offer_is_noted(self):
        assert "P-OFFER" in said(NAMED, MEETING)

    def test_meeting_without_a_list_is_shown(self):
        assert "R-RECORDED" in said(OFFER, REPLY, MEETING)

    @pytest.mark.parametrize(("published", "noted"), [("2026-03-20", False), ("2026-03-21", True),
                                                      (None, True)])  # fmt: skip
    def test_the_list_is_published_before_the_meeting(self, published, noted):
        named = ("appoint_representatives", "2026-03-12",
                 {"people": PEOPLE, "published_on": published})  # fmt: skip

        assert ("T-REP-PUBLISH" in said(OFFER, REPLY, named, MEETING)) is noted


def test_representatives_without_asking_the_workers_are_shown():
    named = (*NAMED[:2], {**NAMED[2], "consulted": False})

    assert "R-CONSULTED" in said(OFFER, named)


@pytest.mark.parametrize(
    ("last", "severity"),
    [("2027-06-30", None), ("2028-06-30", "note"), ("2029-06-30", "note"), ("2029-07-01", "warn"),
     ("2031-06-30", "warn")],
)  # fmt: skip
def test_e26_long_terms_are_told(last, severity):
    signed = ("sign", "2026-04-08", {**TERM, "term_to": last})
    found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, signed)

    assert (found["W-TERM"].severity if "W-TERM" in found else None) == severity


class TestLateness:
    """The last day in time is given; the day after it is late."""

    @pytest.mark.parametrize(("last", "late"), [("2026-04-10", False), ("2026-04-09", True)])
    def test_a_filing(self, last, late):
        days = {("T-FILE-BJ", 8): day(last), ("T-FILE-WAGE", 8): day("2026-04-09")}
        found = said(*STRAIGHT, last_days=days)

        assert ("T-FILE" in found) is late
        if late:
            assert "企业的义务" in found["T-FILE"].message

    @pytest.mark.parametrize(("last", "late"), [("2026-03-10", False), ("2026-03-09", True)])
    def test_an_answer(self, last, late):
        found = said(OFFER, REPLY, last_days={("T-OFFER-REPLY", 2): day(last)})

        assert ("T-OFFER-REPLY" in found) is late

    @pytest.mark.parametrize(
        ("end", "on", "words"),
        [
            (SIGNED, "2026-04-08", "到签字之日（2026年4月8日）没有登记书面答复"),
            (("close", "2026-04-08", {"reason": "withdrawn"}), "2026-04-08",
             "到办结之日（2026年4月8日）没有登记书面答复"),
        ],
        ids=["signed", "closed"],
    )  # fmt: skip
    def test_an_answer_never_written_is_told_once_nobody_waits_for_it(self, end, on, words):
        path = (OFFER, MEETING, DRAFT, CONGRESS)
        late = {("T-OFFER-REPLY", 2): day(on) - timedelta(days=1)}

        found = said(*path, end, last_days=late)["P-REPLY-WRITTEN"]
        assert words in found.message
        assert found.severity == "note"
        assert found.sequence == 6
        assert "P-REPLY-WRITTEN" not in said(*path, end, last_days={("T-OFFER-REPLY", 2): day(on)})
        assert "P-REPLY-WRITTEN" not in said(*path, last_days=late)
        assert "P-REPLY-WRITTEN" not in said(OFFER, REPLY, *path[1:], end, last_days=late)

    @pytest.mark.parametrize(("last", "late"), [("2026-04-27", False), ("2026-04-26", True)])
    def test_e10_an_objection_served_after_the_last_day_goes_to_a_person(self, last, late):
        objected = ("record_objection", "2026-04-27", {"about": "content", "opinion": "x"})
        found = said(*STRAIGHT, objected, last_days={("T-REVIEW", 9): day(last)})

        assert ("T-REVIEW-OBJ" in found) is late
        if late:
            assert found["T-REVIEW-OBJ"].to_verify


def test_somebody_else_signed_than_the_chief():
    signed = ("sign", "2026-04-08", {**TERM, "union_signer": "别人", "employer_signer": "乙一"})
    found = said(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, signed)

    assert "别人" in found["P-SIGNER"].message


def test_published_before_it_took_effect():
    assert "P-EFFECT-FIRST" in said(*STRAIGHT[:-1], FILED, ("publish", "2026-04-12",
                                                            {"side": "both"}))  # fmt: skip


@pytest.mark.parametrize(("on", "article"), [("2026-04-30", "第24条"), ("2026-05-01", "第21条")])
def test_e19_a_refusal_is_told_the_articles_of_its_own_day(on, article):
    refused = ("record_refusal", on, {"reason": "效益差", "written": True})
    found = said(OFFER, refused)["C-REFUSE"]

    assert article in {one.article for one in found.basis}


class TestTheSignedWages:
    def signed(self, **wages):
        table = {"version": 1, "verdict": "pass", "term_from": "2026-07-01",
                 "term_to": "2027-06-30", **wages}  # fmt: skip
        submitted = ("submit_wages", "2026-03-24", table)
        return said(OFFER, REPLY, NAMED, MEETING, submitted, DRAFT, CONGRESS, SIGNED)

    def test_a_table_below_the_floor_is_told_when_signed(self):
        assert "W-FLOOR" in self.signed(verdict="blocked")
        assert "W-FLOOR" not in self.signed(verdict="to_verify")

    @pytest.mark.parametrize(
        ("first", "last", "said_so"),
        [("2026-07-01", "2027-06-30", False), ("2026-07-02", "2027-06-30", True),
         ("2026-07-01", "2027-06-29", True), ("2026-06-30", "2027-07-01", False)],
    )  # fmt: skip
    def test_a_term_that_was_not_wholly_checked_is_told(self, first, last, said_so):
        assert ("W-TERM-CHECKED" in self.signed(term_from=first, term_to=last)) is said_so


@pytest.mark.parametrize(("on", "early"), [("2026-04-19", True), ("2026-04-20", False)])
def test_publishing_before_the_effective_day_is_told(on, early):
    served = ("record_no_objection", "2026-04-18", {"served_employer_on": "2026-04-20"})

    assert ("P-EFFECT-FIRST" in said(*STRAIGHT, served, ("publish", on, {"side": "both"}))) is early
