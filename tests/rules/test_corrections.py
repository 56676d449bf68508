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
