"""Which step may be taken when, by whom, and what cannot be?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import Unusable
from bargaining.rules import moves
from bargaining.rules.asks import AskKind, read_answers
from bargaining.rules.facts import fold
from bargaining.rules.roles import OPERATOR, Actor, Role, Sight, sight
from bargaining.rules.states import CaseState
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    REPLY,
    SIGNED,
    STRAIGHT,
    TERM,
    VOTE,
    day,
    history,
)

TODAY = day("2026-11-21")
CONTRACT_TERMS = frozenset({
    "bonus_rule", "allowance_rule", "piece_rule", "women_rule", "leave_rule", "probation_rule",
    "other_terms",
})  # fmt: skip
PERSONS = frozenset({
    "received_by", "counterpart", "employer_chief", "recorder", "chair", "union_signer",
    "employer_signer",
})  # fmt: skip
CHAIR = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({1}))


def refusal(name, facts, *, actor=CHAIR, agreed=True):
    return moves.why_not(moves.get_move(name), facts, actor=actor, agreed_to_help=agreed)


def wrong(name, facts, *, on, **payload):
    move = moves.get_move(name)
    found = moves.impossible(move, facts, payload, on=day(on), today=TODAY)
    return {(one.code, one.field) for one in found}


class TestTheTable:
    def test_an_unknown_move_is_named_with_the_known_ones(self):
        with pytest.raises(Unusable, match="record_reply"):
            moves.get_move("answer")

    @pytest.mark.parametrize("move", moves.TABLE.values(), ids=lambda move: move.name)
    def test_every_move_has_label_basis_and_distinct_asks(self, move):
        assert move.label
        assert move.explain.endswith("。")
        assert move.basis
        names = [ask.name for ask in move.asks]
        assert len(names) == len(set(names))
        assert "on" not in names

    @pytest.mark.parametrize("move", moves.TABLE.values(), ids=lambda move: move.name)
    @pytest.mark.parametrize("number", ["13800138000", "11010819900307123X"])
    def test_no_persons_name_and_no_long_text_but_the_contracts_takes_a_number(self, move, number):
        long = [ask for ask in move.asks if ask.kind is AskKind.LONG_TEXT]
        asked = [ask for ask in long if ask.name not in CONTRACT_TERMS]
        asked += [ask for ask in move.asks if ask.kind is AskKind.TEXT and ask.name in PERSONS]
        read = read_answers(asked, {ask.name: f"联系 {number}" for ask in asked})

        assert {one.field for one in read.refusals} == {ask.name for ask in asked}

    def test_every_state_but_the_end_has_a_way_on(self):
        for state in CaseState:
            ways = [m for m in moves.TABLE.values() if m.transitions.get(state, state) != state]
            assert ways or state is CaseState.CLOSED

    def test_every_state_can_be_reached(self):
        reached = {CaseState.PREPARING}
        for _ in CaseState:
            for move in moves.TABLE.values():
                for table in (move.transitions, move.otherwise or {}):
                    reached |= {to for at, to in table.items() if at in reached}
        assert reached == set(CaseState)


class TestWhoMay:
    def test_the_chair_may_send_the_offer(self):
        assert refusal("send_proposal", fold(history())) is None

    @pytest.mark.parametrize("role", [Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR])
    def test_others_may_record_only_where_the_union_agreed(self, role):
        helper = Actor(2, "社工", role)

        assert refusal("send_proposal", fold(history()), actor=helper, agreed=True) is None
        closed = refusal("send_proposal", fold(history()), actor=helper, agreed=False)
        assert closed is not None
        assert closed.code == "not_agreed"

    @pytest.mark.parametrize("role", [Role.DISTRICT, Role.CITY, Role.ADMIN, Role.REVIEWER])
    def test_officials_and_administrators_record_no_offer(self, role):
        closed = refusal("send_proposal", fold(history()), actor=Actor(3, "某", role))

        assert closed is not None
        assert closed.code == "wrong_role"

    def test_the_reviewer_may_record_the_opinion_without_being_asked_in(self):
        reviewer = Actor(4, "审查员", Role.REVIEWER)

        assert refusal("record_no_objection", fold(history(*STRAIGHT)), actor=reviewer,
                       agreed=False) is None  # fmt: skip

    def test_nobody_types_the_silent_effect_but_the_operator_may_run_it(self):
        facts = fold(history(*STRAIGHT))

        assert refusal("take_effect_by_silence", facts).code == "by_system"
        assert refusal("take_effect_by_silence", facts, actor=OPERATOR) is None

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR])
    def test_a_shared_contract_is_not_recorded_by_those_it_only_covers(self, role):
        one_of_many = Actor(6, "某", role)
        facts = fold(history(*STRAIGHT))

        assert refusal("close", facts, actor=one_of_many, agreed=None).code == "not_theirs"
        assert moves.why_not_correct(one_of_many, agreed_to_help=None).code == "not_theirs"
        assert moves.why_not_correct(OPERATOR, agreed_to_help=None) is None
        assert sight(one_of_many, agreed_to_help=None) is Sight.FINDINGS

    @pytest.mark.parametrize("role", list(Role))
    def test_only_chairs_and_asked_helpers_correct(self, role):
        actor = Actor(5, "某", role)
        helper = role in moves.HELPERS

        asked = moves.why_not_correct(actor, agreed_to_help=True)
        unasked = moves.why_not_correct(actor, agreed_to_help=False)

        assert (asked is None) == (helper or role is Role.UNION_CHAIR)
        assert (unasked is None) == (role is Role.UNION_CHAIR)


class TestWhen:
    def test_no_reply_before_an_offer(self):
        assert refusal("record_reply", fold(history())).code == "wrong_state"

    def test_what_is_yet_to_come_and_what_is_over_are_told_apart(self):
        assert "还不能登记应约" in refusal("record_reply", fold(history())).message
        drafted = fold(history(OFFER, REPLY, MEETING, DRAFT))
        assert "不能再登记应约" in refusal("record_reply", drafted).message

    def test_a_signature_before_the_vote_can_be_recorded(self):
        assert refusal("sign", fold(history(OFFER, REPLY, MEETING, DRAFT))) is None

    def test_a_signature_after_a_vote_that_fell_short_can_be_recorded(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, short))

        assert facts.state is CaseState.VOTE_FAILED
        assert refusal("sign", facts) is None

    def test_a_vote_after_the_signature_can_be_recorded(self):
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, SIGNED))

        assert refusal("record_congress", facts) is None

    def test_a_delivered_offer_is_not_delivered_again(self):
        assert refusal("record_delivery", fold(history(OFFER))).code == "already_delivered"

    def test_a_receipt_is_recorded_once(self):
        bare = ("file", "2026-04-10", {"method": "courier", "proof": "none"})
        without = fold(history(*STRAIGHT[:-1], bare))

        assert refusal("record_receipt", without) is None
        assert refusal("record_receipt", fold(history(*STRAIGHT))).code == "already_received"

    def test_a_closed_case_takes_no_step(self):
        facts = fold(history(OFFER, ("close", "2026-03-05", {"reason": "withdrawn"})))

        for name, move in moves.TABLE.items():
            for role in move.by:
                somebody = Actor(user_id=1, name="某人", role=role)
                assert refusal(name, facts, actor=somebody).code == "closed", (name, role)

    def test_ones_own_act_needs_no_agreement_of_the_union_and_everything_else_does(self):
        staff = Actor(user_id=1, name="某人", role=Role.STREET_STAFF)
        facts = fold(history(OFFER))

        assert refusal("record_contact", facts, actor=staff, agreed=False) is None
        assert refusal("record_reply", facts, actor=staff, agreed=False).code == "not_agreed"


class TestWhatCannotBe:
    def test_tomorrow_is_refused_and_today_is_not(self):
        assert ("future", "on") in wrong("send_proposal", fold(history()), on="2026-11-22")
        assert wrong("send_proposal", fold(history()), on="2026-11-21") == set()

    @pytest.mark.parametrize(
        ("name", "before", "earliest"),
        [
            ("record_reply", (OFFER,), "2026-03-02"),
            ("record_refusal", (OFFER,), "2026-03-02"),
            ("file", (OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, SIGNED), "2026-04-08"),
            ("record_no_objection", STRAIGHT, "2026-04-10"),
            ("record_objection", STRAIGHT, "2026-04-10"),
        ],
    )
    def test_no_answer_comes_before_what_it_answers(self, name, before, earliest):
        facts = fold(history(*before))
        late = day(earliest).replace(day=day(earliest).day - 1).isoformat()

        assert ("too_early", "on") in wrong(name, facts, on=late)
        assert wrong(name, facts, on=earliest) == set()

    def test_a_term_does_not_end_before_it_begins(self):
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, CONGRESS))

        backwards = {**TERM, "term_from": "2026-07-02", "term_to": "2026-07-01"}
        one_day = {**TERM, "term_from": "2026-07-01", "term_to": "2026-07-01"}
        assert ("term_order", "term_to") in wrong("sign", facts, on="2026-04-08", **backwards)
        assert wrong("sign", facts, on="2026-04-08", **one_day) == set()

    def test_the_authority_cannot_receive_before_the_filing(self):
        facts = fold(history(OFFER, REPLY, MEETING, DRAFT, CONGRESS, SIGNED))

        early = wrong("file", facts, on="2026-04-10", received_on="2026-04-09")
        same = wrong("file", facts, on="2026-04-10", received_on="2026-04-10")
        assert early == {("too_early", "received_on")}
        assert same == set()

    def test_a_further_day_in_the_future_is_refused_by_its_field(self):
        facts = fold(history(*STRAIGHT))

        assert wrong("record_no_objection", facts, on="2026-04-20",
                     served_union_on="2026-11-22") == {("future", "served_union_on")}  # fmt: skip

    def test_an_opinion_is_not_served_before_the_filing(self):
        facts = fold(history(*STRAIGHT))

        assert wrong("record_no_objection", facts, on="2026-04-20",
                     served_employer_on="2026-04-09") == {
                         ("too_early", "served_employer_on")}  # fmt: skip

    def test_a_refiling_is_not_before_its_new_signature(self):
        objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
        facts = fold(history(*STRAIGHT, objected))

        assert ("too_early", "signed_on") in wrong(
            "refile", facts, on="2026-04-25", signed_on="2026-04-26"
        )
        assert wrong("refile", facts, on="2026-04-25", signed_on="2026-04-25") == set()


class TestAnswers:
    @given(st.integers(0, 9_999_999))
    def test_a_whole_number_is_read_as_it_stands(self, number):
        asks = [ask for ask in moves.get_move("record_congress").asks if ask.name == "entitled"]

        assert read_answers(asks, {"entitled": f" {number} 人"}).payload == {"entitled": number}

    @pytest.mark.parametrize("written", ["2026-03-01", "2026年3月1日", "2026.3.1", "2026/03/01"])
    def test_a_day_is_read_however_it_is_written(self, written):
        asks = [ask for ask in moves.get_move("sign").asks if ask.name == "term_from"]

        assert read_answers(asks, {"term_from": written}).payload == {"term_from": "2026-03-01"}

    @pytest.mark.parametrize("written", ["2026-02-29", "昨天", "2026-13-01", "1989-01-01"])
    def test_a_day_that_is_none_is_refused_with_an_example(self, written):
        asks = [ask for ask in moves.get_move("sign").asks if ask.name == "term_from"]

        (found,) = read_answers(asks, {"term_from": written}).refusals
        assert found.field == "term_from"

    def test_a_key_nobody_asked_for_is_refused_by_name(self):
        found = read_answers(moves.get_move("record_reply").asks, {"answered": "是"})

        assert [one.field for one in found.refusals] == ["answered"]

    def test_what_is_required_is_missed_by_name_and_what_is_not_stays_out(self):
        found = read_answers(moves.get_move("record_congress").asks, {"form": "职工大会"})

        assert {one.field for one in found.refusals} == {"entitled", "present", "in_favour"}
        assert "against" not in found.payload
        assert found.payload["form"] == "assembly"

    def test_representatives_are_read_from_lines(self):
        text = "甲一，职工方，工会主席，首席\n乙一，企业方，总经理，首席\n丙，职工方，律师，外聘"

        people = read_answers(moves.get_move("appoint_representatives").asks,
                              {"people": text}).payload["people"]  # fmt: skip
        assert [one["side"] for one in people] == ["union", "employer", "union"]
        assert [one["chief"] for one in people] == [True, True, False]
        assert people[2] == {"name": "丙", "side": "union", "title": "律师", "chief": False,
                             "outside": True}  # fmt: skip

    def test_a_representative_without_a_side_is_refused_with_the_line(self):
        found = read_answers(moves.get_move("appoint_representatives").asks,
                             {"people": "甲，职工方\n乙"})  # fmt: skip

        assert "第 2 位" in found.refusals[0].message

    @pytest.mark.parametrize(("written", "fraction"), [("4.5%", "0.045"), ("4.5％", "0.045"),
                                                       ("0.045", "0.045"), ("-1%", "-0.01"),
                                                       ("0", "0")])  # fmt: skip
    def test_a_rate_is_a_fraction_of_one(self, written, fraction):
        asks = [ask for ask in moves.get_move("sign").asks if ask.name == "rise_rate"]

        assert read_answers(asks, {"rise_rate": written}).payload == {"rise_rate": fraction}

    def test_the_same_filing_serves_the_whole_table(self):
        assert FILED[0] in moves.TABLE
