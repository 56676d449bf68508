"""Which clocks run, since when, and when did they stop?"""

from dataclasses import replace

import pytest

from bargaining.rules.clocks import clocks
from bargaining.rules.facts import fold
from bargaining.rules.states import Holder
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
    day,
    history,
)
from tests.rules.stories_changes import (
    CHANGE,
    CHANGE_FILED,
    ENDED,
    IN_FORCE,
    OPPOSED,
    with_,
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


def test_once_they_signed_or_the_case_was_closed_no_answer_is_waited_for():
    spoken = ("record_reply", "2026-03-10", {"answer": "agree", "written": False})
    closed = ("close", "2026-05-08", {"reason": "withdrawn", "notes": "x"})
    no = ("record_refusal", "2026-03-08", {"reason": "x", "written": False})
    again = ("send_proposal", "2026-04-01", {"delivered": True})

    def ends(*steps):
        found = clocks(fold(history(*steps)))
        return [one.ended_on for one in found if one.rule_id == "T-OFFER-REPLY"]

    for talked in (spoken, MEETING):
        assert ends(OFFER, talked, DRAFT, CONGRESS) == [None]
        assert ends(OFFER, talked, DRAFT, CONGRESS, SIGNED) == [day("2026-04-08")]
    assert ends(OFFER, closed) == [day("2026-05-08")]
    assert ends(OFFER, no, again, closed) == [day("2026-05-08")] * 2
    assert ends(OFFER, REPLY, closed) == [day("2026-03-10")]


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


class TestThePeople:
    def test_their_list_is_made_known_from_the_day_they_were_named(self):
        silent = ("appoint_representatives", "2026-03-12", {"people": PEOPLE})

        assert running(OFFER, NAMED)["T-REP-PUBLISH"].ended_on == day("2026-03-13")
        clock = running(OFFER, silent)["T-REP-PUBLISH"]
        assert (clock.start_on, clock.holder, clock.ended_on) == (
            day("2026-03-12"), Holder.BOTH, None)  # fmt: skip

    def test_they_are_named_within_days_of_the_agreement(self):
        late = ("appoint_representatives", "2026-03-30", {"people": PEOPLE})

        assert running(OFFER, REPLY)["T-REP-APPOINT"].start_on == day("2026-03-10")
        assert running(OFFER, REPLY)["T-REP-APPOINT"].ended_on is None
        assert running(OFFER, REPLY, late)["T-REP-APPOINT"].ended_on == day("2026-03-30")

    def test_who_was_named_before_the_agreement_is_named_on_its_day(self):
        early = ("appoint_representatives", "2026-03-01", {"people": PEOPLE})

        assert running(early, OFFER, REPLY)["T-REP-APPOINT"].ended_on == day("2026-03-10")

    def test_one_sides_people_do_not_end_it(self):
        mine = ("appoint_representatives", "2026-03-12", {"people": PEOPLE[:3]})

        assert running(OFFER, REPLY, mine)["T-REP-APPOINT"].ended_on is None


class TestThePapersForTheCongress:
    def test_they_count_back_from_the_planned_day_until_it_was_held(self):
        planned = ("adopt_draft", "2026-03-25", {"congress_on": "2026-04-10"})
        sent = ("adopt_draft", "2026-03-25", {"congress_on": "2026-04-10",
                                              "sent_to_union_on": "2026-03-28"})  # fmt: skip
        talks = (OFFER, REPLY, MEETING)

        clock = running(*talks, planned)["T-CONGRESS-DOC"]
        assert (clock.start_on, clock.ended_on) == (day("2026-04-10"), None)
        assert running(*talks, sent)["T-CONGRESS-DOC"].ended_on == day("2026-03-28")
        held = running(*talks, sent, CONGRESS)["T-CONGRESS-DOC"]
        assert (held.start_on, held.ended_on) == (day("2026-04-02"), day("2026-03-28"))

    def test_where_nobody_said_when_the_congress_itself_ends_it(self):
        assert "T-CONGRESS-DOC" not in running(OFFER, REPLY, MEETING, DRAFT)
        held = running(OFFER, REPLY, MEETING, DRAFT, CONGRESS)["T-CONGRESS-DOC"]

        assert held.ended_on == held.start_on == day("2026-04-02")


class TestTheReview:
    def test_a_wage_contracts_review_counts_from_its_filing_too(self):
        posted = ("file", "2026-04-10", {"proof": "courier", "received_on": "2026-04-13"})
        same = running(*STRAIGHT)["T-REVIEW"]
        wage = running(*STRAIGHT[:-1], posted)["T-REVIEW"]
        general = running(*STRAIGHT[:-1], posted, kind="general")["T-REVIEW"]

        assert (wage.start_on, wage.circumstances.second_on) == (
            day("2026-04-13"), day("2026-04-10"))  # fmt: skip
        assert general.circumstances.second_on is None
        assert same.circumstances.second_on is None

    def test_e11_only_a_written_demand_moves_it_to_the_completed_papers(self):
        spoken = ("record_completion", "2026-04-16", {"told_in_writing": False})
        written = ("record_completion", "2026-04-16", {"told_in_writing": True})

        assert running(*STRAIGHT, spoken)["T-REVIEW"].circumstances.completed_on is None
        clock = running(*STRAIGHT, written)["T-REVIEW"]
        assert clock.start_on == day("2026-04-10")
        assert clock.circumstances.completed_on == day("2026-04-16")

    def test_a_completion_belongs_to_the_filing_before_it(self):
        written = ("record_completion", "2026-04-16", {"told_in_writing": True})
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"})
        found = [one for one in clocks(fold(history(*STRAIGHT, written, objected, again)))
                 if one.rule_id == "T-REVIEW"]  # fmt: skip

        assert found[-1].circumstances.completed_on is None

    def test_an_objection_has_its_own_clock_that_ends_when_both_were_served(self):
        objected = ("record_objection", "2026-04-20", {
            "about": "content", "opinion": "x", "served_employer_on": "2026-04-23"})  # fmt: skip

        assert "T-REVIEW-OBJ" not in running(*STRAIGHT)
        clock = running(*STRAIGHT, objected)["T-REVIEW-OBJ"]
        assert (clock.start_on, clock.ended_on) == (day("2026-04-10"), day("2026-04-23"))

    def test_two_objections_to_one_filing_are_one_clock(self):
        late = ("record_objection", "2026-05-20", {"about": "content", "opinion": "x"})
        found = [one for one in clocks(fold(history(*STRAIGHT, SERVED, late, late)))
                 if one.rule_id == "T-REVIEW-OBJ"]  # fmt: skip

        assert len(found) == 1

    def test_refiling_is_counted_by_its_own_rules_too(self):
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"})
        found = running(*STRAIGHT, objected, again)
        general = running(*STRAIGHT, objected, again, kind="general")

        for rule_id in ("T-REFILE", "T-REFILE-WAGE"):
            assert (found[rule_id].start_on, found[rule_id].ended_on) == (
                day("2026-04-26"), day("2026-04-28"))  # fmt: skip
        assert "T-REFILE-WAGE" not in general
        assert "T-REFILE" in general


class TestTheRenewal:
    """The right to offer anew is one, however often the same term is filed: it is told of once."""

    OBJECTED = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})

    @pytest.mark.parametrize(
        ("term", "since"),
        [
            ({}, "sign"), (TERM, "sign"), ({**TERM, "term_from": "2026-08-01"}, "sign"),
            ({**TERM, "term_to": "2027-12-31"}, "refile"),
        ],
    )  # fmt: skip
    def test_runs_from_the_entry_that_first_stated_the_last_day(self, term, since):
        filed = {"signed_on": "2026-04-26", "proof": "receipt", **term}
        facts = fold(history(*STRAIGHT, self.OBJECTED, ("refile", "2026-04-28", filed)))
        (found,) = (one for one in clocks(facts) if one.rule_id == "T-RENEW-WAGE")

        assert found.start_sequence == facts.last(since).sequence

    def test_of_a_contract_from_paper_runs_from_the_opening_that_states_the_term(self):
        (opening,) = history(origin="backfilled")
        facts = fold([replace(opening, payload={**opening.payload, **TERM})])

        assert [one.start_sequence for one in clocks(facts) if one.rule_id == "T-RENEW-WAGE"] == [1]


class TestTheYearlyReport:
    TOLD = ("record_performance", "2026-12-01", {"period": "x", "state": "done", "reported": True})

    def test_it_is_owed_from_the_effect_and_ended_by_a_report(self):
        checked = ("record_performance", "2026-11-01", {"period": "x", "state": "done"})

        assert "T-ANNUAL-REPORT" not in running(*STRAIGHT)
        assert running(*STRAIGHT, SERVED)["T-ANNUAL-REPORT"].start_on == day("2026-04-20")
        assert running(*STRAIGHT, SERVED, checked)["T-ANNUAL-REPORT"].ended_on is None
        assert running(*STRAIGHT, SERVED, self.TOLD)["T-ANNUAL-REPORT"].ended_on == day(
            "2026-12-01"
        )

    def test_of_a_longer_contract_it_comes_again_until_the_case_is_closed(self):
        long = ("sign", "2026-04-08", {**TERM, "term_to": "2028-06-30"})
        path = (*STRAIGHT[:-2], long, STRAIGHT[-1], SERVED, self.TOLD)
        closed = ("close", "2028-07-01", {"reason": "expired"})

        assert running(*path)["T-ANNUAL-REPORT"].ended_on is None
        assert running(*path, closed)["T-ANNUAL-REPORT"].ended_on == day("2028-07-01")


def test_of_a_contract_taken_from_its_papers_no_clock_without_days_is_kept():
    found = running(*STRAIGHT, SERVED, origin="backfilled")

    assert not {"T-REP-PUBLISH", "T-CONGRESS-DOC", "T-ANNUAL-REPORT"} & found.keys()


def test_a_text_drawn_up_anew_before_it_was_filed_binds_nobody_to_file():
    again = ("adopt_draft", "2026-04-12", {})
    signed = ("sign", "2026-04-20", TERM)
    filed = ("file", "2026-04-28", {"proof": "receipt"})
    found = [one.start_on for one in clocks(fold(history(*STRAIGHT[:-1], again, signed, filed)))
             if one.rule_id == "T-FILE-WAGE"]  # fmt: skip

    assert found == [day("2026-04-20")]


class TestInShanghai:
    DRAFTED = (OFFER, REPLY, NAMED, MEETING, DRAFT)
    PATH = (*DRAFTED, ("sign", "2026-03-28", TERM), CONGRESS)
    TOLD = ("record_vote_notice", "2026-04-07", {})

    def test_filing_runs_from_the_written_word_and_not_from_the_signature(self):
        signed = running(*self.PATH, place="310101")
        told = running(*self.PATH, self.TOLD, place="310101")
        filed = running(*self.PATH, self.TOLD, FILED, place="310101")

        assert not [rule for rule in signed if rule.startswith("T-FILE")]
        assert told["T-FILE-GEN"].start_on == told["T-FILE-WAGE"].start_on == day("2026-04-07")
        assert told["T-FILE-GEN"].ended_on is None
        assert filed["T-FILE-GEN"].ended_on == day("2026-04-10")

    def test_filed_anew_it_counts_from_the_new_signature_alone(self):
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        again = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"})
        found = clocks(fold(history(*self.PATH, self.TOLD, FILED, objected, again,
                                    place="310101")))  # fmt: skip
        later = {one.rule_id for one in found if one.start_on == day("2026-04-26")}

        assert later == {"T-REFILE-WAGE", "T-REFILE"}

    def test_a_contract_from_its_papers_counts_from_the_signature(self):
        found = running(*self.PATH, FILED, place="310101", origin="backfilled")

        assert found["T-FILE-GEN"].start_on == day("2026-03-28")


UNPROVED = with_(CHANGE_FILED, proof="none")


def of_changes(rule_id, *steps):
    """List when each clock of a change ended."""
    found = clocks(fold(history(*IN_FORCE, *steps)))
    started = {e.sequence for e in history(*IN_FORCE, *steps) if e.kind.endswith("_change")}
    return [
        one.ended_on for one in found
        if one.rule_id == rule_id and one.start_sequence in started
    ]  # fmt: skip


def test_a_change_signed_anew_takes_the_first_ones_duty_to_file_away():
    anew = with_(CHANGE, "2026-09-04")

    assert of_changes("T-CHANGE-FILE", CHANGE) == [None]
    assert of_changes("T-CHANGE-FILE", CHANGE, anew) == [day("2026-09-04"), None]
    filed = of_changes("T-CHANGE-FILE", CHANGE, anew, CHANGE_FILED)
    assert filed == [day("2026-09-04"), day("2026-09-08")]


@pytest.mark.parametrize(
    "ending",
    [with_(CHANGE, "2026-09-10"), ENDED, ("close", "2026-12-01", {"reason": "terminated"})],
)
@pytest.mark.parametrize("filing", [CHANGE_FILED, UNPROVED])
def test_the_review_of_a_change_nobody_waits_for_any_more_is_over(ending, filing):
    assert of_changes("T-REVIEW", CHANGE, filing) == [None]
    assert of_changes("T-REVIEW", CHANGE, filing, ending) == [day(ending[1])]
    answered = of_changes("T-REVIEW", CHANGE, filing, OPPOSED, ending)
    assert answered == [day(OPPOSED[1])]


def test_what_ends_a_contract_ends_the_duty_to_file_its_change():
    assert of_changes("T-CHANGE-FILE", CHANGE, ENDED) == [day(ENDED[1])]
