"""What taking an entry back changes, told before it is confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import corrections, events
from bargaining.rules.correction_effects import SHOWN_COLUMNS, effects
from bargaining.rules.derivation import derive
from bargaining.rules.events import Event
from bargaining.rules.facts import fold
from bargaining.rules.states import CaseState
from tests import random_walk
from tests.rules.cases import MEETING, OFFER, REPLY, STRAIGHT, history

BOOK = seeds.load_law_book()
PLACE = "110108"


def taken_back(written, sequence):
    """Take one entry back and lay both sides beside each other."""
    voided = corrections.correct(written, sequence).voided
    void = Event(written[-1].sequence + 1, events.VOID, date(2026, 11, 1), voids=voided)
    before, after = fold(written), fold([*written, void])
    return effects(
        before, after,
        known=derive(before, place=PLACE, book=BOOK), derived=derive(after, place=PLACE, book=BOOK),
    )  # fmt: skip


def test_an_answer_taken_back_lets_the_time_for_it_run_again():
    found = taken_back(history(OFFER, REPLY), 3)

    assert (found.state_before, found.state_after) == (CaseState.ACCEPTED, CaseState.PROPOSED)
    assert found.columns == (("应约日", date(2026, 3, 10), None),)
    assert found.next_after == "等企业书面答复"
    ((old, new),) = found.moved
    assert (old["rule_id"], old["ended_on"], new["ended_on"]) == (
        "T-OFFER-REPLY", date(2026, 3, 10), None,
    )  # fmt: skip
    assert (found.gone, found.begun) == ((), ())


def test_the_offer_taken_back_takes_its_deadline_along_and_says_what_is_missing_then():
    found = taken_back(history(OFFER, REPLY, MEETING), 2)

    assert found.state_after is CaseState.TALKING
    assert {one["rule_id"] for one in found.gone} == {"T-OFFER-REPLY"}
    assert "P-OFFER" in {one.rule_id for one in found.notices_new}


def test_where_an_earlier_offer_comes_to_count_again_its_deadline_begins():
    twice = history(
        OFFER, ("record_refusal", "2026-03-10", {"reason": "效益差", "written": False}),
        ("send_proposal", "2026-04-02", {}),
    )  # fmt: skip

    found = taken_back(twice, 4)

    assert found.state_after is CaseState.DECLINED
    assert [one["start_sequence"] for one in found.gone] == [4]


def test_an_entry_that_nothing_hangs_on_changes_nothing():
    found = taken_back(history(OFFER, ("record_opinions", "2026-03-03", {"people": 3})), 3)

    assert found.is_nothing


@pytest.mark.parametrize("sequence", range(2, 10))
def test_both_sides_are_those_of_the_case_without_the_entry(sequence):
    written = history(*STRAIGHT)
    if sequence > written[-1].sequence:
        return
    found = taken_back(written, sequence)
    voided = corrections.correct(written, sequence).voided
    without = fold([one for one in written if one.sequence not in voided])

    assert found.state_after is without.state
    columns = derive(without, place=PLACE, book=BOOK).columns
    assert all(columns[name] == after for name, after in _named(found).items())


def _named(found):
    names = {label: name for name, label in SHOWN_COLUMNS.items()}
    return {names[label]: after for label, _before, after in found.columns}


def test_whatever_the_course_nothing_is_said_that_does_not_change():
    for seed in range(60):
        written = random_walk.walk(seed, steps=15)
        standing = events.standing(written)[1:]
        if not standing:
            continue
        found = taken_back(written, standing[seed % len(standing)].written_as)
        assert all(before != after for _label, before, after in found.columns)
        assert all(old != new for old, new in found.moved)
        gone = {(one["rule_id"], one["start_sequence"]) for one in found.gone}
        assert not gone & {(one["rule_id"], one["start_sequence"]) for one in found.begun}
