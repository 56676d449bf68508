"""What does it mean to write an entry anew? It keeps its place, and what follows is kept."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.errors import Invalid, Refused
from bargaining.rules import corrections, events
from bargaining.rules.events import Event
from bargaining.rules.facts import fold
from bargaining.rules.states import CaseState
from tests.rules.cases import AT, OFFER, PEOPLE, REPLY, STRAIGHT, TERM, VOTE, day, history

TODAY = date(2026, 11, 1)
SERVED = ("record_no_objection", "2026-04-20", {})
PUBLISHED = ("publish", "2026-04-21", {"side": "both"})
WHOLE = (*STRAIGHT, SERVED, PUBLISHED)


def number(written, kind):
    return next(one.sequence for one in written if one.kind == kind)


def anew(written, sequence, on, given):
    found = corrections.amend(written, sequence, on=day(on), given=given, today=TODAY)
    last = max(one.sequence for one in written)
    return [*written, Event(last + 1, found.kind, found.on, found.payload, found.voided, AT)]


def test_the_signing_day_is_put_right_and_the_filing_and_effect_stand():
    written = history(*WHOLE)
    signing = number(written, "sign")
    put_right = anew(written, signing, "2026-04-07", TERM)

    facts = fold(put_right)
    assert facts.state is CaseState.PUBLISHED
    assert facts.signing.occurred_on == day("2026-04-07")
    assert facts.signing.sequence == signing
    assert [one.kind for one in facts.history] == [one.kind for one in written]
    assert put_right[-1].voids == (signing,)


def test_what_was_written_anew_is_written_anew_again_and_taken_back():
    written = history(*WHOLE)
    signing = number(written, "sign")
    once = anew(written, signing, "2026-04-07", TERM)
    twice = anew(once, once[-1].sequence, "2026-04-06", TERM)

    assert fold(twice).signing.occurred_on == day("2026-04-06")
    assert fold(twice).signing.sequence == signing
    back = corrections.correct(twice, twice[-1].sequence)
    assert back.voided[0] == twice[-1].sequence
    void = Event(twice[-1].sequence + 1, events.VOID, TODAY, voids=back.voided)
    assert fold([*twice, void]).signing is None


def test_before_it_was_written_anew_it_was_as_it_was():
    written = history(*WHOLE)
    put_right = anew(written, number(written, "sign"), "2026-04-07", TERM)

    assert fold(put_right[:-1]).signing.occurred_on == day("2026-04-08")


def test_what_no_step_asks_and_its_files_stay():
    photo = [{"hash": "0" * 64, "name": "签字页.jpg"}]
    first = ("send_proposal", "2026-03-02", {"delivered": True, "photos": photo, "batch": "b1"})
    put_right = anew(history(first), 2, "2026-03-03", {"delivered": True})

    assert dict(put_right[-1].payload) == {
        "delivered": True, "photos": photo, "batch": "b1", events.AMENDS: 2}  # fmt: skip


def test_an_answer_that_leads_elsewhere_takes_what_no_longer_follows_along():
    started = history(
        OFFER, REPLY, ("suspend_talks", "2026-03-20", {"reason": "等批复", "agreed": True}),
        ("record_deadlock", "2026-04-01", {}),
        ("accept_coordination", "2026-04-08", {"authority": "区人社局"}),
        ("end_coordination", "2026-05-01", {"outcome": "none"}),
    )  # fmt: skip
    # Coordination that ended without agreement was followed by no talks; now it is.
    put_right = anew(started, number(started, "end_coordination"), "2026-05-01",
                     {"outcome": "agreed"})  # fmt: skip

    assert fold(started).state is CaseState.DEADLOCKED
    assert fold(put_right).state is CaseState.TALKING


def test_a_vote_that_fell_short_after_all_is_told_and_the_signature_stands():
    written = history(*STRAIGHT)
    short = anew(written, number(written, "record_congress"), "2026-04-02",
                 {**VOTE, "in_favour": 44})  # fmt: skip

    assert fold(short).state is CaseState.FILED
    assert not fold(short).votes[0][1].passed


@pytest.mark.parametrize(
    ("kind", "on", "given", "words"),
    [
        ("file", "2026-04-07", {"proof": "receipt"}, "不能早于"),
        ("file", "2026-12-01", {"proof": "receipt"}, "不能晚于今天"),
        ("record_congress", "2026-04-02", {**VOTE, "present": 91}, "实到 91 人"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(kind, on, given, words):
    written = history(*STRAIGHT)
    with pytest.raises(Invalid) as problem:
        anew(written, number(written, kind), on, given)

    assert words in problem.value.refusal.message
    assert problem.value.refusal.field


def test_a_day_after_that_of_a_later_entry_is_refused_with_its_name():
    written = history(*STRAIGHT)
    with pytest.raises(Invalid) as problem:
        anew(written, number(written, "sign"), "2026-04-11", TERM)

    assert "后面的“登记报送”（2026-04-10）就对不上了" in problem.value.refusal.message


class TestWhatCanOnlyBeTakenBack:
    @pytest.mark.parametrize("kind", ["file"])
    def test_a_filing_whose_effect_was_reckoned(self, kind):
        written = history(*WHOLE)
        assert corrections.why_not_amend(written, number(written, kind)).code == "reckoned"
        assert corrections.why_not_amend(written[:-2], number(written, kind)) is None
        with pytest.raises(Refused):
            anew(written, number(written, kind), "2026-04-09", {"proof": "receipt"})

    def test_what_carries_a_file_that_was_read(self):
        written = history(OFFER, REPLY, ("submit_wages", "2026-03-20", {"version": 1}))
        assert corrections.why_not_amend(written, 4).code == "as_written"

    def test_what_was_taken_in_from_a_ledger(self):
        written = history(("sign", "2026-04-08", TERM), origin="backfilled")
        assert corrections.why_not_amend(written, 2).code == "backfilled"

    @pytest.mark.parametrize("sequence", [0, 1, 99])
    def test_the_opening_and_what_is_not_there_neither(self, sequence):
        with pytest.raises(Refused):
            corrections.why_not_amend(history(OFFER), sequence)

    def test_the_list_of_people_is_written_anew(self):
        written = history(OFFER, REPLY, ("appoint_representatives", "2026-03-12",
                                         {"people": PEOPLE[:3]}))  # fmt: skip
        put_right = anew(written, 4, "2026-03-12", {"people": PEOPLE})
        assert len(fold(put_right).representatives) == len(PEOPLE)


class TestWhatDecidedTheDayOfEffect:
    """Served in time an opinion takes the silent effect back, served late it does not."""

    SILENT = ("take_effect_by_silence", "2026-04-28", {"due_on": "2026-04-27"})
    LATE = ("record_objection", "2026-04-28", {"opinion": "加班工资基数偏低"})

    @pytest.mark.parametrize("after", [True, False])
    def test_an_opinion_beside_a_silent_effect_is_taken_back_and_recorded_again(self, after):
        steps = (self.SILENT, self.LATE) if after else (self.LATE,)
        written = history(*STRAIGHT, *steps)
        refusal = corrections.why_not_amend(written, number(written, "record_objection"))

        assert (refusal.code if refusal else None) == ("silence" if after else None)

    def test_so_is_one_whose_silent_effect_was_taken_back_for_it(self):
        written = history(*STRAIGHT, self.SILENT)
        silent = number(written, "take_effect_by_silence")
        void = Event(silent + 1, events.VOID, TODAY, voids=(silent,))
        served = Event(silent + 2, "record_objection", day("2026-04-20"), {"opinion": "x"})

        refusal = corrections.why_not_amend([*written, void, served], served.sequence)
        assert refusal.code == "silence"

    def test_an_old_number_does_not_reach_what_stands_in_its_place(self):
        written = history(*WHOLE)
        signing = number(written, "sign")
        once = anew(written, signing, "2026-04-07", TERM)

        with pytest.raises(Refused):
            anew(once, signing, "2026-04-06", TERM)
        with pytest.raises(Refused):
            corrections.correct(once, signing)
