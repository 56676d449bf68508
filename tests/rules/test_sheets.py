"""Which steps share a page, and where one goes on after them."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.rules import moves, sheets
from bargaining.rules import next_steps as steps
from bargaining.rules.events import OPEN, Event
from bargaining.rules.facts import fold
from bargaining.rules.roles import Actor, Role

CHAIR = Actor(user_id=1, name="周敏", role=Role.UNION_CHAIR, union_ids=frozenset({1}))
DAY = date(2026, 3, 2)
PEOPLE = [{"name": "甲", "side": "union", "title": "", "chief": True, "outside": False}]
OFFER = {"initiator": "union"}
TERM = {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": 24}
VOTE = {"form": "congress", "entitled": 24, "present": 20, "in_favour": 18}
WAY = (
    ("prepare_proposal", OFFER), ("send_proposal", OFFER), ("record_reply", {"answer": "agree"}),
    ("appoint_representatives", {"people": PEOPLE}), ("record_meeting", {"conclusion": "agreed"}),
    ("submit_wages", {"version": 1, "verdict": "pass"}), ("record_clauses", {}),
    ("adopt_draft", {}), ("record_congress", VOTE), ("sign", TERM),
    ("file", {"proof": "receipt"}), ("record_no_objection", {}), ("publish", {"side": "both"}),
)  # fmt: skip


def facts_after(*taken):
    opening = Event(1, OPEN, DAY, {"year": 2026, "kind": "wage", "origin": "walked"})
    events = [Event(place, kind, DAY, said) for place, (kind, said) in enumerate(taken, start=2)]
    return fold([opening, *events])


def joined(name, facts, actor=CHAIR, agreed=True):
    found = sheets.joined(moves.TABLE[name], facts, actor=actor, agreed_to_help=agreed)
    return found.move if found else None


class TestWhatSharesAPage:
    @pytest.mark.parametrize(
        ("name", "then", "taken"),
        [("prepare_proposal", "send_proposal", 0), ("record_reply", "appoint_representatives", 2),
         ("appoint_representatives", "record_meeting", 3), ("record_clauses", "adopt_draft", 6),
         ("record_congress", "sign", 8), ("sign", "file", 9),
         ("record_no_objection", "publish", 11)],
    )  # fmt: skip
    def test_steps_that_come_together_are_offered_together(self, name, then, taken):
        assert joined(name, facts_after(*WAY[:taken])) == then

    def test_every_pair_is_lawful_from_a_state_its_first_step_leads_to(self):
        for name, pair in sheets.JOINED.items():
            targets = set(moves.TABLE[name].transitions.values())
            assert targets & moves.TABLE[pair.move].transitions.keys(), name
            asked = {ask.name for ask in moves.TABLE[pair.move].asks}
            first = {ask.name for ask in moves.TABLE[name].asks}
            assert set(pair.shares) <= asked & first, name

    def test_representatives_who_are_there_are_not_asked_for_again(self):
        early = (WAY[0], WAY[1], WAY[3])

        assert joined("record_reply", facts_after(*early)) is None

    def test_no_meeting_is_offered_before_the_answer_or_after_the_first(self):
        assert joined("appoint_representatives", facts_after()) is None
        assert joined("appoint_representatives", facts_after(*WAY[:5])) is None

    def test_a_draft_is_offered_with_the_clauses_only_while_it_is_talked_about(self):
        assert joined("record_clauses", facts_after()) is None
        assert joined("record_clauses", facts_after(*WAY[:3])) is None
        assert joined("record_clauses", facts_after(*WAY[:8])) is None

    def test_nothing_is_offered_to_whom_it_is_not_open(self):
        reviewer = Actor(user_id=2, name="审", role=Role.REVIEWER)
        staff = Actor(user_id=3, name="社工", role=Role.STREET_STAFF)

        assert joined("record_no_objection", facts_after(*WAY[:11]), actor=reviewer) is None
        assert joined("sign", facts_after(*WAY[:9]), actor=staff, agreed=False) is None
        assert joined("sign", facts_after(*WAY[:9]), actor=staff) == "file"

    def test_a_step_that_is_closed_brings_nothing_with_it(self):
        assert joined("sign", facts_after()) is None


class TestWhereItIsRecorded:
    def test_a_draft_without_clauses_is_recorded_on_their_page(self):
        draft = moves.TABLE["adopt_draft"]

        assert sheets.page_of(draft, facts_after(*WAY[:6])).name == "record_clauses"
        assert sheets.page_of(draft, facts_after(*WAY[:7])) is draft
        assert sheets.page_of(moves.TABLE["sign"], facts_after()).name == "sign"

    def test_an_offer_never_drawn_up_is_stated_in_full_when_it_is_delivered(self):
        send = moves.TABLE["send_proposal"]

        assert sheets.folded(send, facts_after()) == {"initiator"}
        assert {"meeting_on", "topics"} <= sheets.folded(send, facts_after(WAY[0]))

    def test_what_must_be_answered_is_never_folded_away(self):
        for move in moves.TABLE.values():
            for ask in move.asks:
                if ask.name in sheets.folded(move, facts_after(WAY[0])):
                    assert not ask.required or ask.default is not None, (move.name, ask.name)


class TestOnward:
    def after(self, count, *, more=()):
        before, facts = facts_after(*WAY[:count]), facts_after(*WAY[:count], *more)
        taken = [name for name, _ in more]
        found = sheets.onward(steps.next_step(before), facts, taken=taken)
        return found.name if found else None

    @pytest.mark.parametrize("place", range(len(WAY) - 1))
    def test_the_straight_way_leads_on_from_step_to_step(self, place):
        following = {"submit_wages": "adopt_draft", "record_clauses": "adopt_draft"}
        name = WAY[place][0]

        expected = following.get(name, WAY[place + 1][0])

        assert self.after(place, more=(WAY[place],)) == expected

    def test_two_steps_of_one_page_lead_on_from_the_second(self):
        assert self.after(0, more=WAY[:2]) == "record_reply"

    def test_after_the_publication_there_is_nothing_to_go_on_to(self):
        assert self.after(12, more=(WAY[12],)) is None

    def test_what_was_recorded_beside_the_way_leads_nowhere(self):
        assert self.after(2, more=(("record_contact", {}),)) is None
        assert self.after(0, more=(("record_clauses", {}),)) is None
        assert self.after(0, more=(WAY[5],)) is None

    @pytest.mark.parametrize(
        ("count", "more"),
        [(2, ("record_refusal", {"reason": "忙"})),
         (8, ("record_congress", {**VOTE, "in_favour": 3})), (11, ("record_objection", {})),
         (5, ("close", {"reason": "withdrawn"}))],
    )  # fmt: skip
    def test_where_somebody_said_no_one_looks_at_the_case_first(self, count, more):
        assert self.after(count, more=(more,)) is None

    def test_the_same_step_is_not_opened_again_by_itself(self):
        apart = ("record_meeting", {"conclusion": "continue"})

        assert self.after(6, more=(apart,)) is None


def test_a_joined_step_asks_no_more_for_what_it_takes_over():
    send = moves.TABLE["send_proposal"]
    shares = sheets.JOINED["prepare_proposal"].shares

    left = [ask.name for ask in sheets.own_asks(send, shares)]

    assert left == [ask.name for ask in send.asks if ask.name not in shares]
    assert left
    assert len(left) < len(send.asks)
