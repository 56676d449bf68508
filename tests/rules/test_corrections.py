"""What falls when an entry is taken back, and what is refused?"""

import pytest

from bargaining.errors import Refused
from bargaining.rules.corrections import correct
from bargaining.rules.events import VOID
from bargaining.rules.facts import fold
from bargaining.rules.states import CaseState
from tests.rules.cases import (
    DRAFT,
    MEETING,
    NAMED,
    OFFER,
    REPLY,
    SIGNED,
    STRAIGHT,
    day,
    history,
)


def test_taking_the_offer_back_takes_the_reply_with_it():
    correction = correct(history(OFFER, REPLY), 2)

    assert correction.voided == (2, 3)
    assert correction.also == (3,)


def test_a_meeting_still_stands_without_the_reply():
    """It met without a written answer: unusual, not impossible."""
    assert correct(history(OFFER, REPLY, MEETING, DRAFT), 3).voided == (3,)


def test_a_list_of_names_falls_alone():
    assert correct(history(OFFER, NAMED, REPLY), 3).voided == (3,)


def test_taking_the_signature_back_takes_the_filing_and_what_it_led_to():
    served = ("record_no_objection", "2026-04-20", {})
    everything = history(*STRAIGHT, served, ("publish", "2026-04-21", {"side": "both"}))
    signing = next(event.sequence for event in everything if event.kind == "sign")

    kinds = {event.sequence: event.kind for event in everything}
    assert [kinds[one] for one in correct(everything, signing).also] == [
        "file", "record_no_objection", "publish"]  # fmt: skip


@pytest.mark.parametrize("sequence", [0, 1, 99])
def test_the_opening_and_what_is_not_there_cannot_be_taken_back(sequence):
    with pytest.raises(Refused):
        correct(history(OFFER), sequence)


def test_what_was_taken_back_cannot_be_taken_back_again():
    voided = history(OFFER, (VOID, "2026-03-03", {"voids": [2], "reason": "日期看错"}))

    with pytest.raises(Refused):
        correct(voided, 2)
    assert fold(voided).state is CaseState.PREPARING


def test_the_signature_alone_can_be_taken_back_and_the_draft_remains():
    signed = history(OFFER, REPLY, MEETING, DRAFT, SIGNED)

    assert correct(signed, 6).voided == (6,)


class TestWhatTheSilenceWasReckonedFrom:
    UNPROVED = (OFFER, REPLY, MEETING, DRAFT, SIGNED, ("file", "2026-04-10", {"proof": "none"}))
    RECEIPT = ("record_receipt", "2026-04-13", {"proof": "receipt"})
    WRITTEN = ("record_completion", "2026-04-20", {"told_in_writing": True})
    SILENT = ("take_effect_by_silence", "2026-05-05", {"due_on": "2026-05-04"})

    @pytest.mark.parametrize("taken_back", [8, 9])
    def test_a_receipt_or_a_completion_takes_the_silent_effect_along(self, taken_back):
        written = history(*self.UNPROVED, self.RECEIPT, self.WRITTEN, self.SILENT)

        assert correct(written, taken_back).voided == (taken_back, 10)

    def test_what_has_nothing_to_do_with_it_leaves_it(self):
        written = history(*self.UNPROVED, self.RECEIPT, self.SILENT)

        assert correct(written, 3).voided == (3,)


class TestCompletions:
    """E11: a written demand stands whatever came after it, each for its own filing."""

    WRITTEN = ("record_completion", "2026-04-15", {"told_in_writing": True})
    ORAL = ("record_completion", "2026-04-20", {"told_in_writing": False})

    def test_an_oral_one_does_not_take_a_written_one_back(self):
        facts = fold(history(*STRAIGHT, self.WRITTEN, self.ORAL))
        assert facts.completion.occurred_on == day("2026-04-15")

    def test_the_first_filing_keeps_its_own_after_it_was_filed_again(self):
        objected = ("record_objection", "2026-04-28", {"opinion": "x"})
        again = ("refile", "2026-05-11", {"signed_on": "2026-05-10", "proof": "receipt"})
        facts = fold(history(*STRAIGHT, self.WRITTEN, objected, again))

        assert facts.completion is None
        first = next(one for one in facts.history if one.kind == "file")
        assert facts.completion_of(first).occurred_on == day("2026-04-15")
