"""Which clocks run, since when, and when did they stop?"""

from bargaining.rules.clocks import clocks
from bargaining.rules.facts import fold
from bargaining.rules.states import Holder
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    MEETING,
    OFFER,
    REPLY,
    SIGNED,
    STRAIGHT,
    day,
    history,
)

SERVED = ("record_no_objection", "2026-04-20", {})


def running(*steps, **options):
    return {one.rule_id: one for one in clocks(fold(history(*steps, **options)))}


def test_the_reply_runs_from_the_delivery_against_the_other_side():
    clock = running(OFFER)["T-OFFER-REPLY"]

    assert (clock.start_on, clock.holder, clock.ended_on) == (
        day("2026-03-02"), Holder.EMPLOYER, None)  # fmt: skip


def test_when_the_employer_offers_the_unions_days_run():
    offer = ("send_proposal", "2026-03-02", {"initiator": "employer", "delivered": True})

    assert running(offer)["T-OFFER-REPLY"].holder is Holder.UNION


def test_nothing_runs_while_the_offer_is_on_its_way():
    assert running(("send_proposal", "2026-03-02", {"delivered": False})) == {}


def test_a_written_answer_stops_the_reply_and_an_oral_one_does_not():
    spoken = ("record_refusal", "2026-03-08", {"reason": "x", "written": False})
    written = ("record_refusal", "2026-03-08", {"reason": "x", "written": True})

    assert running(OFFER, REPLY)["T-OFFER-REPLY"].ended_on == day("2026-03-10")
    assert running(OFFER, written)["T-OFFER-REPLY"].ended_on == day("2026-03-08")
    assert running(OFFER, spoken)["T-OFFER-REPLY"].ended_on is None


def test_disclosure_counts_back_from_the_agreed_meeting_until_it_was_held():
    agreed = ("record_reply", "2026-03-10", {"answer": "agree", "meeting_on": "2026-03-18"})

    assert running(OFFER, agreed)["T-DATA"].start_on == day("2026-03-18")
    held = running(OFFER, agreed, MEETING)["T-DATA"]
    assert (held.start_on, held.ended_on) == (day("2026-03-20"), day("2026-03-20"))


def test_filing_has_three_sources_for_wages_and_two_for_other_contracts():
    signed = (OFFER, REPLY, MEETING, DRAFT, CONGRESS, SIGNED)

    wage = {rule for rule in running(*signed) if rule.startswith("T-FILE")}
    general = {rule for rule in running(*signed, kind="general") if rule.startswith("T-FILE")}
    assert wage == {"T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ"}
    assert general == {"T-FILE-GEN", "T-FILE-BJ"}


def test_filing_stops_the_filing_and_starts_the_review():
    found = running(*STRAIGHT)

    assert found["T-FILE-WAGE"].ended_on == day("2026-04-10")
    assert found["T-REVIEW"].start_on == day("2026-04-10")
    assert found["T-REVIEW"].proved


def test_without_proof_the_review_is_only_presumed():
    bare = ("file", "2026-04-10", {"proof": "none"})

    assert not running(*STRAIGHT[:-1], bare)["T-REVIEW"].proved


def test_a_receipt_found_later_moves_the_review_to_its_day():
    bare = ("file", "2026-04-10", {"proof": "none"})
    clock = running(*STRAIGHT[:-1], bare, ("record_receipt", "2026-04-13", {"proof": "online"}))

    assert clock["T-REVIEW"].start_on == day("2026-04-13")
    assert clock["T-REVIEW"].proved


def test_refiling_starts_both_clocks_anew():
    objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
    again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"})
    found = clocks(fold(history(*STRAIGHT, objected, again)))

    reviews = [one for one in found if one.rule_id == "T-REVIEW"]
    filings = [one for one in found if one.rule_id == "T-FILE-WAGE"]
    assert [(one.start_on, one.ended_on) for one in reviews] == [
        (day("2026-04-10"), day("2026-04-20")), (day("2026-04-28"), None)]  # fmt: skip
    assert [(one.start_on, one.ended_on) for one in filings] == [
        (day("2026-04-08"), day("2026-04-10")), (day("2026-04-26"), day("2026-04-28"))]  # fmt: skip


def test_publication_runs_from_the_effect_until_both_have_published():
    one_side = running(*STRAIGHT, SERVED, ("publish", "2026-04-21", {"side": "union"}))
    both = running(*STRAIGHT, SERVED, ("publish", "2026-04-21", {"side": "both"}))

    assert one_side["T-PUBLISH-WAGE"].start_on == day("2026-04-20")
    assert one_side["T-PUBLISH-WAGE"].ended_on is None
    assert both["T-PUBLISH-WAGE"].ended_on == day("2026-04-21")


def test_renewal_counts_back_from_the_last_day_of_the_term():
    assert running(*STRAIGHT)["T-RENEW-WAGE"].start_on == day("2027-06-30")


def test_a_plain_yes_does_not_take_back_the_day_the_offer_proposed():
    offer = ("send_proposal", "2026-03-02", {"delivered": True, "meeting_on": "2026-03-18"})

    assert running(offer, REPLY)["T-DATA"].start_on == day("2026-03-18")


def test_a_second_offer_leaves_the_first_ones_clock_as_it_was():
    no = ("record_refusal", "2026-03-08", {"reason": "x", "written": True})
    again = ("send_proposal", "2026-04-01", {"delivered": True})
    found = [one for one in clocks(fold(history(OFFER, no, again))) if
             one.rule_id == "T-OFFER-REPLY"]  # fmt: skip

    assert [(one.start_on, one.ended_on) for one in found] == [
        (day("2026-03-02"), day("2026-03-08")), (day("2026-04-01"), None)]  # fmt: skip


def test_publishing_before_the_effect_does_not_stop_the_duty_to_publish():
    early = ("publish", "2026-04-12", {"side": "both"})

    assert running(*STRAIGHT, early, SERVED)["T-PUBLISH-WAGE"].ended_on is None
