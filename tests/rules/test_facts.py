"""What is true of a case: the fold of its events, and nothing of today."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bargaining.rules.events import known_on
from bargaining.rules.facts import Impossible, fold
from bargaining.rules.states import CaseState, Side
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    MEETING,
    NAMED,
    OFFER,
    REPLY,
    SIGNED,
    STRAIGHT,
    VOTE,
    day,
    history,
)

SERVED = ("record_no_objection", "2026-04-20", {})


def test_the_straight_path_ends_in_force_and_published():
    facts = fold(history(*STRAIGHT, SERVED, ("publish", "2026-04-22", {"side": "both"})))

    assert facts.state is CaseState.PUBLISHED
    assert facts.initiator is Side.UNION
    assert facts.delivered_on == day("2026-03-02")
    assert facts.answer.occurred_on == day("2026-03-10")
    assert facts.signed_on == day("2026-04-08")
    assert facts.received_on == day("2026-04-10")
    assert facts.effective_on == day("2026-04-20")
    assert facts.published_on == day("2026-04-22")
    assert facts.term == (day("2026-07-01"), day("2027-06-30"))
    assert facts.workers_covered == 53


def test_a_case_begins_with_its_opening():
    with pytest.raises(Impossible):
        fold(history(OFFER)[1:])


def test_an_event_no_move_leads_to_is_never_folded_in_silence():
    with pytest.raises(Impossible, match="record_reply"):
        fold(history(REPLY))


def test_what_was_written_down_at_a_moment_was_known_then():
    early, late = (
        replace(event, recorded_at=datetime(2026, 3, number, tzinfo=UTC))
        for number, event in enumerate(history(OFFER), start=1)
    )

    assert known_on([early, late], datetime(2026, 3, 1, tzinfo=UTC)) == [early]
    assert known_on([early, late], datetime(2026, 3, 2, tzinfo=UTC)) == [early, late]


class TestDelivery:
    def test_an_offer_on_its_way_has_not_been_delivered(self):
        facts = fold(history(("send_proposal", "2026-03-02", {"delivered": False})))

        assert facts.state is CaseState.PROPOSED
        assert facts.delivered_on is None

    def test_it_is_delivered_on_the_day_it_was_signed_for(self):
        sent = ("send_proposal", "2026-03-02", {"delivered": False})
        facts = fold(history(sent, ("record_delivery", "2026-03-05", {})))

        assert facts.delivered_on == day("2026-03-05")

    def test_an_oral_refusal_is_no_answer(self):
        spoken = ("record_refusal", "2026-03-08", {"reason": "效益不好", "written": False})
        facts = fold(history(OFFER, spoken))

        assert facts.state is CaseState.DECLINED
        assert facts.answer is None

    def test_an_answer_to_the_first_offer_does_not_answer_the_second(self):
        no = ("record_refusal", "2026-03-08", {"reason": "效益不好", "written": True})
        again = ("send_proposal", "2026-04-01", {"delivered": True})

        assert fold(history(OFFER, no)).answer.occurred_on == day("2026-03-08")
        assert fold(history(OFFER, no, again)).answer is None


class TestEffect:
    def test_e9_it_begins_on_the_later_of_two_service_days(self):
        days = {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22"}
        served = ("record_no_objection", "2026-04-20", days)

        assert fold(history(*STRAIGHT, served)).effective_on == day("2026-04-22")

    def test_e9_one_side_on_the_day_of_the_entry_the_other_before(self):
        served = ("record_no_objection", "2026-04-20", {"served_union_on": "2026-04-18"})

        assert fold(history(*STRAIGHT, served)).effective_on == day("2026-04-20")

    def test_never_later_than_silence_would_have_done_it(self):
        served = ("record_no_objection", "2026-05-20", {"silence_on": "2026-04-28"})

        assert fold(history(*STRAIGHT, served)).effective_on == day("2026-04-28")

    def test_by_silence_on_the_day_of_the_entry(self):
        silent = ("take_effect_by_silence", "2026-04-28", {"due_on": "2026-04-27"})
        facts = fold(history(*STRAIGHT, silent))

        assert facts.took_effect_by_silence
        assert facts.effective_on == day("2026-04-28")

    def test_an_objection_undoes_nothing_that_was_signed_but_there_is_no_effect(self):
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        facts = fold(history(*STRAIGHT, objected))

        assert facts.state is CaseState.OBJECTED
        assert facts.effective_on is None

    def test_after_refiling_the_new_signature_counts_and_the_term_stays(self):
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"})
        facts = fold(history(*STRAIGHT, objected, again))

        assert facts.signed_on == day("2026-04-26")
        assert facts.filed_on == day("2026-04-28")
        assert facts.received_on == day("2026-04-28")
        assert facts.term == (day("2026-07-01"), day("2027-06-30"))
        assert facts.workers_covered == 53


class TestReceipt:
    def test_without_proof_nothing_was_received(self):
        bare = ("file", "2026-04-10", {"proof": "none"})

        assert fold(history(*STRAIGHT[:-1], bare)).received_on is None

    def test_a_receipt_found_later_gives_the_day_it_states(self):
        bare = ("file", "2026-04-10", {"proof": "none"})
        found = ("record_receipt", "2026-04-13", {"proof": "courier"})

        assert fold(history(*STRAIGHT[:-1], bare, found)).received_on == day("2026-04-13")

    def test_the_day_the_authority_stamped_counts_not_the_day_of_posting(self):
        posted = ("file", "2026-04-10", {"proof": "courier", "received_on": "2026-04-12"})

        assert fold(history(*STRAIGHT[:-1], posted)).received_on == day("2026-04-12")


class TestVote:
    def test_a_vote_that_fell_short_leaves_the_draft_unadopted(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})

        assert fold(history(OFFER, REPLY, MEETING, DRAFT, short)).state is CaseState.VOTE_FAILED

    def test_the_second_vote_may_pass(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, short, CONGRESS))

        assert facts.state is CaseState.VOTE_PASSED
        assert [vote.passed for _, vote in facts.votes] == [False, True]

    def test_a_vote_after_the_signature_leaves_the_case_signed(self):
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, SIGNED, CONGRESS))

        assert facts.state is CaseState.SIGNED


class TestPublication:
    @pytest.mark.parametrize("sides", [("union",), ("employer",)])
    def test_one_side_alone_has_not_published_for_both(self, sides):
        published = [("publish", "2026-04-21", {"side": side}) for side in sides]

        assert fold(history(*STRAIGHT, SERVED, *published)).published_on is None

    def test_both_have_on_the_later_day(self):
        facts = fold(
            history(*STRAIGHT, SERVED, ("publish", "2026-04-21", {"side": "union"}),
                    ("publish", "2026-04-24", {"side": "employer"}))
        )  # fmt: skip

        assert facts.published_on == day("2026-04-24")


def test_a_newer_list_of_representatives_replaces_the_older():
    fewer = [one for one in NAMED[2]["people"] if one["name"] != "甲三"]
    facts = fold(history(OFFER, NAMED, ("appoint_representatives", "2026-03-14",
                                        {"people": fewer})))  # fmt: skip

    assert len(facts.representatives) == 5


class TestSinceWhenAndThePreCheck:
    def test_a_state_begins_with_the_day_of_the_event_that_led_to_it(self):
        facts = fold(history(OFFER, ("record_contact", "2026-03-20", {"result": "不在"})))

        assert facts.state_since == day(OFFER[1])

    def test_a_pre_check_counts_until_something_of_what_it_saw_changes(self):
        checked = ("record_precheck", "2026-04-10", {"result": "return"})
        table = ("submit_wages", "2026-04-11", {})
        signed = STRAIGHT[: [one[0] for one in STRAIGHT].index("sign") + 1]

        assert fold(history(*signed)).precheck == ""
        assert fold(history(*signed, checked)).precheck == "return"
        assert fold(history(*signed, checked, table)).precheck == ""
