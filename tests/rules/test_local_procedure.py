"""Each place's own order, words and articles: Beijing's, Shanghai's, and the nation's."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import (
    basis,
    derivation,
    improvements,
    local_basis,
    local_procedure,
    moves,
    next_steps,
    precheck,
    sheets,
)
from bargaining.rules.basis import Basis
from bargaining.rules.facts import fold
from bargaining.rules.notices import notices
from bargaining.rules.precheck import Materials
from bargaining.rules.representatives import Representative, shortfalls
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import CaseState, Side
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

BOOK = seeds.load_law_book()
SHANGHAI, BEIJING, ELSEWHERE = "310101", "110108", "440000"
TALKS = (OFFER, REPLY, NAMED, MEETING, DRAFT)
SIGNED_DRAFT = ("sign", "2026-03-28", TERM)
TOLD = ("record_vote_notice", "2026-04-07", {"received_by": "某"})
IN_ORDER = (*TALKS, SIGNED_DRAFT, CONGRESS, TOLD, FILED)


def facts(*steps, place: str = SHANGHAI, **more):
    return fold(history(*steps, place=place, **more))


def said(*steps, place: str = SHANGHAI, last_days=None):
    found = notices(facts(*steps, place=place), last_days=last_days or {})
    assert all(one.basis for one in found)
    return {one.rule_id: one for one in found}


def people(union: int, employer: int):
    return [
        Representative(f"{side.value}{number}", side, chief=number == 0)
        for side, count in ((Side.UNION, union), (Side.EMPLOYER, employer))
        for number in range(count)
    ]


REFUSED = ("record_refusal", "2026-03-08", {"reason": "x", "written": True})
EVERYTHING = [
    (OFFER, REFUSED),
    (MEETING,),
    (OFFER, REPLY, ("appoint_representatives", "2026-03-12",
                    {"people": PEOPLE[:2], "consulted": False}), MEETING),
    (*TALKS, ("record_congress", "2026-04-02", {**VOTE, "present": 50, "secret": False})),
    (*TALKS, ("record_congress", "2026-04-02", {**VOTE, "in_favour": 40})),
    (*TALKS, ("record_congress", "2026-04-02", {**VOTE, "in_favour": 45})),
    (*TALKS, SIGNED, FILED),
    (*TALKS, CONGRESS, ("sign", "2026-04-08", {**TERM, "term_to": "2031-06-30"}), FILED),
    IN_ORDER,
    STRAIGHT,
]  # fmt: skip


class TestArticles:
    @pytest.mark.parametrize(
        ("text", "place", "held"),
        [
            ("集体合同规定", SHANGHAI, True), ("集体合同规定", BEIJING, True),
            ("北京市集体合同条例", BEIJING, True), ("北京市集体合同条例", SHANGHAI, False),
            ("上海市集体合同条例", SHANGHAI, True), ("上海市集体合同条例", BEIJING, False),
            ("上海市集体合同条例", ELSEWHERE, False), ("北京市集体合同条例", "000000", False),
        ],
    )  # fmt: skip
    def test_a_local_text_holds_at_its_own_place_alone(self, text, place, held):
        assert basis.holds_at(text, place) is held
        assert basis.at([Basis(text, "第1条")], place) == ((Basis(text, "第1条"),) if held else ())

    @pytest.mark.parametrize("steps", EVERYTHING, ids=range(len(EVERYTHING)))
    @pytest.mark.parametrize(
        ("place", "others"),
        [(SHANGHAI, ("北京市",)), (BEIJING, ("上海市",)), (ELSEWHERE, ("北京市", "上海市"))],
    )
    def test_nothing_said_of_a_case_cites_another_place(self, place, others, steps):
        told = facts(*steps, place=place)
        derived = derivation.derive(told, place=place, book=BOOK)
        points = precheck.precheck(told, Materials(), on=day("2026-04-20"))
        step = next_steps.next_step(told).move
        cited = [
            *(one for notice in derived.notices for one in notice.basis),
            *(one for point in points for one in point.basis),
            *(one for each in improvements.improvements(told) for one in each.basis),
            *(step.basis if step else ()),
        ]
        texts = {one.text for one in cited} | {
            text["text"] for row in derived.deadlines for text in row["proof"]["basis"]
        }

        assert texts
        assert not [text for text in texts if text.startswith(others)]

    @pytest.mark.parametrize("place", [SHANGHAI, BEIJING, ELSEWHERE])
    def test_no_step_of_a_place_names_another(self, place):
        others = {"北京市", "上海市", "条例第"} - {
            SHANGHAI: {"上海市", "条例第"}, BEIJING: {"北京市", "条例第"}, ELSEWHERE: set(),
        }[place]  # fmt: skip
        for move in moves.list_moves(place):
            words = [str(one) for one in move.basis] + [ask.basis for ask in move.asks]
            assert not [word for word in words if any(one in word for one in others)], move.name

    def test_every_step_still_has_a_basis_wherever_it_is_taken(self):
        for place in (SHANGHAI, BEIJING, ELSEWHERE):
            for move in moves.list_moves(place):
                assert move.basis, (place, move.name)

    @pytest.mark.parametrize(
        ("on", "articles"),
        [
            ("2015-12-31", ["第32条"]),
            ("2016-01-01", ["第24条", "第32条", "第66条", "第21条第1款"]),
            ("2021-12-31", ["第24条", "第32条", "第66条", "第21条第1款"]),
            ("2022-01-01", ["第24条", "第32条", "第54条第4项", "第66条", "第21条第1款"]),
            ("2026-04-30", ["第24条", "第32条", "第54条第4项", "第66条", "第21条第1款"]),
            ("2026-05-01", ["第21条", "第32条", "第54条第4项", "第55条", "第24条第2款"]),
        ],
    )
    def test_a_refusal_is_cited_by_the_numbers_of_its_day(self, on, articles):
        found = local_basis.of_refusal(date.fromisoformat(on), place=BEIJING)

        assert [one.article for one in found] == articles

    def test_a_refusal_elsewhere_is_cited_by_the_law_there(self):
        cited = [str(one) for one in local_basis.of_refusal(day("2026-05-01"), place=SHANGHAI)]

        assert cited[0] == "《上海市集体合同条例》第15条"
        assert "《上海市集体合同条例》第39条" in cited
        assert local_basis.of_refusal(day("2010-01-01"), place=ELSEWHERE) == (
            Basis("集体合同规定", "第32条"),
        )
        assert "不得拒绝" in local_basis.refusal_words(BEIJING)
        assert "正当的理由" in local_basis.refusal_words(SHANGHAI)
        assert "正当理由" in local_basis.refusal_words(ELSEWHERE)

    @pytest.mark.parametrize(
        ("on", "article"), [("2026-04-30", "第46条第2款"), ("2026-05-01", "第41条第2款")]
    )
    def test_the_papers_for_the_congress_are_cited_by_the_number_of_the_day(self, on, article):
        (found,) = local_basis.of_congress_papers(day(on))

        assert found.article == article


class TestThePlaceOfACase:
    def test_it_is_the_one_its_opening_names(self):
        assert facts(OFFER).place == SHANGHAI

    def test_an_opening_that_names_none_was_written_in_beijing(self):
        assert fold(history(OFFER)).place == "110000"


class TestSteps:
    def test_asked_twice_it_is_the_same_step(self):
        move = moves.get_move("sign")

        assert moves.at(move, SHANGHAI) is moves.at(moves.at(move, SHANGHAI), "310115")
        assert moves.at(moves.at(move, SHANGHAI), BEIJING) is moves.at(move, BEIJING)
        assert moves.at(move, BEIJING) == move or moves.at(move, BEIJING).label == move.label

    def test_beijing_is_told_the_steps_as_they_stand(self):
        for move in moves.list_moves(BEIJING):
            known = moves.TABLE[move.name]
            assert (move.label, move.explain) == (known.label, known.explain)
            assert [ask.name for ask in move.asks] == [
                ask.name for ask in known.asks if not ask.places or "11" in ask.places
            ]

    def test_the_word_to_the_enterprise_is_a_step_of_shanghai_alone(self):
        move = moves.get_move("record_vote_notice")

        assert local_procedure.is_here(move, SHANGHAI)
        for place in (BEIJING, ELSEWHERE):
            closed = moves.why_not(
                move, facts(*TALKS, CONGRESS, place=place), actor=OPERATOR, agreed_to_help=True
            )
            assert closed.code == "not_here"
        open_here = moves.why_not(
            move, facts(*TALKS, CONGRESS), actor=OPERATOR, agreed_to_help=True
        )
        assert open_here is None

    def test_fifteen_days_are_told_where_fifteen_are_given(self):
        here = moves.at(moves.get_move("send_proposal"), SHANGHAI)
        there = moves.at(moves.get_move("send_proposal"), BEIJING)

        assert "15 日" in here.explain
        assert "20 日" not in here.explain
        assert "20 日" in there.explain

    def test_what_is_not_asked_there_is_left_out(self):
        names = {ask.name for ask in moves.at(moves.get_move("adopt_draft"), SHANGHAI).asks}
        mine = {ask.name for ask in moves.at(moves.get_move("adopt_draft"), BEIJING).asks}

        assert not {"signed_by_chiefs", "sent_to_union_on"} & names
        assert {"signed_by_chiefs", "sent_to_union_on"} <= mine
        people = moves.at(moves.get_move("appoint_representatives"), SHANGHAI).asks
        assert "women_included" in {ask.name for ask in people}

    def test_the_next_step_follows_the_order_of_the_place(self):
        path = [
            (TALKS, "sign"),
            ((*TALKS, SIGNED_DRAFT), "record_congress"),
            ((*TALKS, SIGNED_DRAFT, CONGRESS), "record_vote_notice"),
            ((*TALKS, SIGNED_DRAFT, CONGRESS, TOLD), "file"),
        ]
        for steps, name in path:
            assert next_steps.next_step(facts(*steps)).move.name == name
        assert next_steps.next_step(facts(*TALKS, place=BEIJING)).move.name == "record_congress"
        beijing = facts(*TALKS, CONGRESS, SIGNED, place=BEIJING)
        assert next_steps.next_step(beijing).move.name == "file"

    def test_a_signed_draft_that_fell_through_is_drawn_up_anew(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})
        fallen = facts(*TALKS, SIGNED_DRAFT, short)

        assert fallen.state is CaseState.SIGNED
        assert next_steps.next_step(fallen).move.name == "adopt_draft"
        again = facts(*TALKS, SIGNED_DRAFT, short, ("adopt_draft", "2026-04-05", {}))
        assert again.state is CaseState.DRAFTED
        assert next_steps.next_step(again).move.name == "sign"

    def test_a_vote_before_the_signature_need_not_be_taken_again(self):
        other_way = facts(*TALKS, CONGRESS, SIGNED)

        assert next_steps.next_step(other_way).move.name == "record_vote_notice"

    def test_days_lie_between_the_signature_the_vote_and_the_filing(self):
        def joined(name, *steps, place):
            return sheets.joined(
                moves.get_move(name), facts(*steps, place=place), actor=OPERATOR,
                agreed_to_help=True,
            )  # fmt: skip

        assert joined("sign", *TALKS, place=SHANGHAI) is None
        assert joined("sign", *TALKS, CONGRESS, place=BEIJING).move == "file"
        assert joined("record_congress", *TALKS, place=SHANGHAI) is None
        assert joined("record_congress", *TALKS, place=BEIJING).move == "sign"
        talks = (OFFER, REPLY, NAMED, MEETING)
        assert "签字" not in joined("record_clauses", *talks, place=SHANGHAI).lead
        assert "签字" in joined("record_clauses", *talks, place=BEIJING).lead


class TestNoticesInShanghai:
    def test_e18_a_draft_signed_before_the_vote_is_in_order(self):
        told = said(*IN_ORDER)

        assert set(told) == {"R-WOMEN"}
        assert "P-VOTE-FIRST" in said(*TALKS, SIGNED_DRAFT, CONGRESS, FILED, place=BEIJING)

    def test_a_vote_before_the_signature_is_noted(self):
        assert said(*TALKS, CONGRESS, SIGNED)["P-SIGN-FIRST"].severity == "note"
        same = ("sign", "2026-04-02", TERM)
        assert "P-SIGN-FIRST" not in said(*TALKS, CONGRESS, same)

    def test_filing_what_was_not_adopted_is_shown_and_to_be_verified(self):
        short = ("record_congress", "2026-04-02", {**VOTE, "in_favour": 44})
        late = ("record_congress", "2026-04-11", VOTE)

        assert said(*TALKS, SIGNED_DRAFT, FILED)["P-VOTE-FILE"].to_verify
        assert "P-VOTE-FILE" in said(*TALKS, SIGNED_DRAFT, short, FILED)
        assert "P-VOTE-FILE" in said(*TALKS, SIGNED_DRAFT, FILED, late)
        assert "P-VOTE-FILE" not in said(*TALKS, SIGNED_DRAFT)
        same = ("record_congress", "2026-04-10", VOTE)
        assert "P-VOTE-FILE" not in said(*TALKS, SIGNED_DRAFT, same, FILED)

    def test_half_of_all_is_needed_whoever_came(self):
        few = ("record_congress", "2026-04-02", {**VOTE, "present": 50, "in_favour": 44})
        here = said(*TALKS, SIGNED_DRAFT, few)
        there = said(*TALKS, few, place=BEIJING)

        assert {"C-QUORUM", "C-MAJORITY"} <= here.keys()
        assert "C-MAJORITY" not in there
        assert [str(one) for one in here["C-QUORUM"].basis] == ["《集体合同规定》第36条"]
        assert Basis("上海市集体合同条例", "第22条") in here["C-MAJORITY"].basis

    def test_a_woman_is_asked_for_until_somebody_says_there_is_one(self):
        named = (NAMED[0], NAMED[1], {**NAMED[2], "women_included": True})

        assert said(OFFER, REPLY, NAMED)["R-WOMEN"].severity == "note"
        assert "R-WOMEN" not in said(OFFER, REPLY, named)
        assert "R-WOMEN" not in said(OFFER, REPLY, NAMED, place=BEIJING)

    def test_beijings_own_demands_are_not_made(self):
        silent = ("appoint_representatives", "2026-03-12",
                  {"people": PEOPLE, "consulted": False, "women_included": True})  # fmt: skip

        assert not {"T-REP-PUBLISH", "R-CONSULTED"} & said(OFFER, REPLY, silent, MEETING).keys()
        assert {"T-REP-PUBLISH", "R-CONSULTED"} <= said(
            OFFER, REPLY, silent, MEETING, place=BEIJING
        ).keys()

    def test_people_named_late_are_noted(self):
        on_time = {("T-REP-APPOINT", 3): day("2026-03-12")}
        late = {("T-REP-APPOINT", 3): day("2026-03-11")}

        assert "T-REP-APPOINT" not in said(OFFER, REPLY, NAMED, last_days=on_time)
        assert "2026年3月11日" in said(OFFER, REPLY, NAMED, last_days=late)["T-REP-APPOINT"].message

    def test_a_late_filing_is_measured_from_the_written_word(self):
        late = {("T-FILE-GEN", 9): day("2026-04-09"), ("T-FILE-WAGE", 9): day("2026-04-08")}
        in_time = {("T-FILE-GEN", 9): day("2026-04-10")}

        found = said(*IN_ORDER, last_days=late)["T-FILE"]
        assert "2026年4月9日" in found.message
        assert found.basis[0] == Basis("上海市集体合同条例", "第23条")
        assert "T-FILE" not in said(*IN_ORDER, last_days=in_time)

    def test_a_late_answer_is_cited_by_shanghais_fifteen_days_alone(self):
        found = said(OFFER, REPLY, last_days={("T-OFFER-REPLY", 2): day("2026-03-09")})

        assert found["T-OFFER-REPLY"].basis == (Basis("上海市集体合同条例", "第15条"),)


class TestTheDraftSentLate:
    SENT = ("adopt_draft", "2026-03-25", {"sent_to_union_on": "2026-03-28"})
    PATH = (OFFER, REPLY, NAMED, MEETING, SENT, CONGRESS)

    def test_it_is_noted_in_beijing_by_the_number_of_its_day(self):
        late = {("T-CONGRESS-DOC", 7): day("2026-03-26")}
        in_time = {("T-CONGRESS-DOC", 7): day("2026-03-28")}

        found = said(*self.PATH, place=BEIJING, last_days=late)["T-CONGRESS-DOC"]
        assert [one.article for one in found.basis] == ["第46条第2款"]
        assert "T-CONGRESS-DOC" not in said(*self.PATH, place=BEIJING, last_days=in_time)

    def test_where_nobody_said_when_it_was_sent_nothing_is_said(self):
        path = (OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS)
        late = {("T-CONGRESS-DOC", 7): day("2026-03-26")}

        assert "T-CONGRESS-DOC" not in said(*path, place=BEIJING, last_days=late)


class TestTheTable:
    @pytest.mark.parametrize(
        ("union", "employer", "rules"),
        [(3, 3, set()), (4, 3, set()), (3, 4, {"R-EQUAL"}), (2, 2, {"R-THREE"}), (11, 11, set())],
    )
    def test_in_shanghai_the_employers_side_is_not_the_larger_one(self, union, employer, rules):
        found = shortfalls(people(union, employer), place=SHANGHAI)

        assert {one.rule_id for one in found} == rules
        assert all(one.basis for one in found)

    def test_elsewhere_both_sides_are_equal_and_ten_is_beijings_number(self):
        assert {one.rule_id for one in shortfalls(people(4, 3), place=ELSEWHERE)} == {"R-EQUAL"}
        assert not shortfalls(people(11, 11), place=ELSEWHERE)
        assert {one.rule_id for one in shortfalls(people(11, 11), place=BEIJING)} == {"R-TEN"}


class TestThePrecheckInShanghai:
    def points(self, *steps, place=SHANGHAI):
        found = precheck.precheck(facts(*steps, place=place), Materials(), on=day("2026-04-20"))
        return {one.key: one for one in found}

    def test_the_order_is_signature_vote_and_word(self):
        cases = [
            (TALKS, "还没有登记双方首席代表在草案上签字"),
            ((*TALKS, SIGNED_DRAFT), "没有登记讨论通过"),
            ((*TALKS, CONGRESS, SIGNED), "早于双方首席代表签字"),
            ((*TALKS, SIGNED_DRAFT, CONGRESS), "没有登记把讨论通过的情况书面告知企业"),
        ]
        for steps, words in cases:
            point = self.points(*steps)["order"]
            assert point.answer is precheck.Answer.ATTENTION
            assert words in point.message
        fine = self.points(*IN_ORDER)["order"]
        assert fine.answer is precheck.Answer.FINE
        assert "2026年4月7日 告知企业" in fine.message

    def test_its_own_materials_are_asked_for(self):
        here, there = self.points(*IN_ORDER), self.points(*STRAIGHT, place=BEIJING)

        assert "material-account" in here
        assert "women" in here
        assert not {"published", "material-licence"} & here.keys()
        assert {"published", "material-licence"} <= there.keys()
        assert not {"material-account", "women"} & there.keys()

    def test_a_woman_that_was_stated_is_fine(self):
        named = (NAMED[0], NAMED[1], {**NAMED[2], "women_included": True})

        assert self.points(OFFER, REPLY, NAMED)["women"].answer is precheck.Answer.BY_HAND
        assert self.points(OFFER, REPLY, named)["women"].answer is precheck.Answer.FINE
