"""What is said, suggested and written while the other side does not answer?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.readers import seeds
from bargaining.rules import (
    derivation,
    ladder,
    letter_words,
    local_procedure,
    moves,
    next_rungs,
    notice_words,
    office_papers,
    refusal_words,
)
from bargaining.rules.basis import Basis
from bargaining.rules.facts import fold
from bargaining.rules.letter_words import Parties
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState
from tests.rules import golden
from tests.rules.cases import history
from tests.rules.stories_ladder import (
    ELSEWHERE,
    LADDER,
    NO_LATE,
    OFFER,
    REMINDED,
    SHANGHAI_LADDER,
    VISITED,
    WHOLE,
    confirmed,
    for_union,
    letter,
    ordered,
)

BOOK = seeds.load_law_book()
OF = Parties("甲公司", "甲公司工会", "海淀区")
ON = date(2026, 7, 11)
LAST = date(2026, 6, 22)
DAY = timedelta(days=1)
STORIES = (
    {f"北京：{name}": ("110108", events) for name, events in LADDER.items()}
    | {f"上海：{name}": ("310101", events) for name, events in SHANGHAI_LADDER.items()}
    | {f"别处：{name}": ("000000", events) for name, events in ELSEWHERE.items()}
)


def derived(place, events):
    return derivation.derive(fold(events), place=place, book=BOOK)


def last_day(place, events):
    """The last day in time for the answer to the newest offer, as the system keeps it."""
    facts = fold(events)
    if facts.delivery is None:
        return None
    answer = ("T-OFFER-REPLY", facts.delivery.sequence)
    return next(
        (
            one["overdue_after"]
            for one in derived(place, events).deadlines
            if (one["rule_id"], one["start_sequence"]) == answer
        ),
        None,
    )


def test_what_is_said_and_suggested_in_every_story():
    told = {}
    for story, (place, events) in STORIES.items():
        facts = fold(events)
        last_on = last_day(place, events)
        state = refusal_words.state_label(facts.state, ladder.confirmed(facts))
        told[story] = [
            f"{state}；{refusal_words.of_case(facts)}；最晚 {last_on}",
            *(
                f"可以：{moves.TABLE[one.move].label}，{one.reason}"
                for one in next_rungs.next_rungs(facts, on=ON, last_on=last_on)
            ),
            *(
                notice_words.plain(notice)
                for notice in derived(place, events).notices
                if notice.rule_id.startswith(
                    ("P-RUNG", "P-UPPER", "P-ENTRUST", "P-CREDIT", "C-REF")
                )
            ),
        ]
    golden.check("ladder", told)


def test_what_the_letters_say_of_every_story():
    told = {
        story: [
            letter_words.facts_found(kind, fold(events), OF, on=ON, last_on=last_day(place, events))
            for kind in (letter_words.REMINDER, letter_words.RECOMMENDATION)
        ]
        for story, (place, events) in STORIES.items()
    }
    golden.check("ladder_letters", golden.together(told, named=5))


def test_what_the_letters_cite_and_ask_for():
    told = {
        f"{place} {on} {kind} {state.label}": [
            letter_words.addressee(kind, OF),
            letter_words.in_full(letter_words.cited(kind, place=place, on=on)),
            letter_words.asked_for(kind, OF, state=state, place=place).replace("\n", "／"),
        ]
        for kind in letter_words.CITED
        for place in ("110108", "310101", "000000")
        for on in (date(2026, 4, 30), date(2026, 5, 1))
        for state in (CaseState.PROPOSED, CaseState.TALKING)
        if local_procedure.is_here(moves.TABLE[office_papers.WRITTEN[kind].move], place)
    }
    told |= {place: [letter_words.duty(place)] for place in ("110108", "310101", "000000")}
    golden.check("letter_words", golden.together(told))


class TestTheLevel:
    def test_a_letter_belongs_to_its_level_and_the_sentence_says_whose_it_is(self):
        street = Actor(None, "张三", Role.STREET, places=frozenset({"110108012"}))
        facts = fold(history(*WHOLE[:5]))

        def refused(name):
            found = moves.why_not(moves.TABLE[name], facts, actor=street, agreed_to_help=True)
            return found.message if found else ""

        assert refused("issue_reminder") == refused("issue_opinion") == ""
        assert refused("issue_recommendation") == (
            "街道（乡镇）总工会不办理“发出建议书”，由区总工会办理。"
        )
        for name in ("request_order", "record_order", "record_credit_entry", "record_feedback"):
            assert refused(name).endswith("，由区总工会办理。"), name
        paper = office_papers.why_not("order_request", facts, actor=street, agreed_to_help=True)
        assert paper is not None
        assert "由区总工会办理" in paper.message

    @pytest.mark.parametrize(
        "role", [Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR, Role.CITY, Role.REVIEWER]
    )
    def test_nobody_below_the_street_sends_a_letter_or_says_who_refuses(self, role):
        facts = fold(history(OFFER))
        actor = Actor(None, "张三", role)
        for name in (*ladder.LETTERS, "confirm_refusal", "record_order", "record_credit_entry"):
            move = moves.TABLE[name]
            assert moves.why_not(move, facts, actor=actor, agreed_to_help=True) is not None, name

    def test_no_step_of_the_ladder_is_taken_by_the_clock(self):
        for name in (*ladder.rungs("11"), *ladder.rungs("31"), *ladder.rungs("44")):
            assert moves.TABLE[name].by, name


class TestConfirmedByAPerson:
    @pytest.mark.parametrize(
        "after",
        [
            ("record_reply", "2026-07-20", {"answer": "agree"}),
            ("record_meeting", "2026-07-20", {"conclusion": "continue"}),
            ("send_proposal", "2026-08-03", {"initiator": "union", "delivered": True}),
            for_union("2026-08-03"),
        ],
        ids=lambda step: step[0],
    )
    def test_whatever_brings_both_together_ends_it(self, after):
        assert ladder.confirmed(fold(history(OFFER, NO_LATE, confirmed("2026-07-02"))))
        assert not ladder.confirmed(fold(history(OFFER, NO_LATE, confirmed("2026-07-02"), after)))

    def test_another_call_does_not(self):
        again = ("record_urging", "2026-07-20", {"method": "phone", "result": "还是不谈"})
        facts = fold(history(OFFER, NO_LATE, confirmed("2026-07-02"), again))
        assert ladder.confirmed(facts) == "refused"

    def test_nothing_else_makes_the_system_say_that_somebody_refuses(self):
        for story, (place, events) in STORIES.items():
            facts = fold(events)
            words = [
                refusal_words.state_label(facts.state, ladder.confirmed(facts)),
                refusal_words.of_case(facts),
                *(
                    letter_words.facts_found(kind, facts, OF, on=ON, last_on=LAST)
                    for kind in letter_words.CITED
                ),
            ]
            says = any(said in word for word in words for said in ("拒绝协商", "拖延协商"))
            assert says == bool(ladder.confirmed(facts)), (story, place)


class TestTheOffer:
    def test_to_whom_owes_no_answer_nothing_is_written(self):
        district = Actor(None, "李四", Role.DISTRICT, places=frozenset({"110108"}))
        facts = fold(LADDER["企业要约"])
        for kind in office_papers.WRITTEN:
            refusal = office_papers.why_not(kind, facts, actor=district, agreed_to_help=True)
            assert refusal is not None, kind
        assert not ladder.is_listed(facts)

    def test_once_talks_have_begun_it_is_the_talks_that_are_delayed(self):
        district = Actor(None, "李四", Role.DISTRICT, places=frozenset({"110108"}))
        facts = fold(
            history(
                ("send_proposal", "2026-06-01", {"initiator": "employer", "delivered": True}),
                ("record_reply", "2026-06-10", {"answer": "agree"}),
            )
        )
        written = office_papers.why_not(
            letter_words.REMINDER, facts, actor=district, agreed_to_help=True
        )
        assert written is None
        assert ladder.is_listed(facts)
        said = letter_words.facts_found(letter_words.REMINDER, facts, OF, on=ON, last_on=LAST)
        assert said.startswith("你单位就2026年度职工工资事项向甲公司工会书面提出集体协商要求")
        assert "最迟应当" not in said

    def test_a_day_that_rests_on_no_text_is_not_held_against_anybody(self):
        for step, told in ((OFFER, True), (for_union(), False)):
            said = letter_words.facts_found(
                letter_words.REMINDER, fold(history(step)), OF, on=ON, last_on=LAST
            )
            assert ("最迟应当在2026年6月22日" in said) is told
            assert "要约书于2026年6月1日签收" in said
            assert "尚未收到你单位的书面答复" in said

    @pytest.mark.parametrize("initiator", ["union", "employer"])
    def test_it_is_a_matter_until_there_is_a_draft(self, initiator):
        def concerned(*steps):
            offer = (*OFFER[:2], {"initiator": initiator, "delivered": True})
            return ladder.concerns(fold(history(offer, *steps)))

        yes = ("record_reply", "2026-07-01", {"answer": "agree"})
        met = ("record_meeting", "2026-07-08", {"conclusion": "agreed"})
        late = confirmed("2026-07-02", "delayed")
        assert concerned() is (initiator == "union")
        assert not concerned(yes)
        assert concerned(yes, late)
        assert concerned(REMINDED, yes, met)
        assert not concerned(REMINDED, yes, met, ("adopt_draft", "2026-07-09", {}))


class TestSuggestions:
    @given(st.integers(-3, 3))
    def test_the_day_alone_leads_no_higher_than_a_visit(self, shift):
        on = LAST + shift * DAY
        found = [
            one.move for one in next_rungs.next_rungs(fold(history(OFFER)), on=on, last_on=LAST)
        ]
        late = ["record_urging", "record_interview"]
        assert found == (late if on > LAST else ["record_urging"])

    @given(st.integers(-2, 2))
    def test_while_a_letter_gives_time_the_next_one_waits(self, shift):
        on = date(2026, 7, 10) + shift * DAY
        facts = fold(history(OFFER, VISITED, REMINDED))
        found = [one.move for one in next_rungs.next_rungs(facts, on=on, last_on=LAST)]
        waits = on <= date(2026, 7, 10)
        assert found == ["record_urging"] if waits else ["record_urging", "issue_opinion"]

    @given(st.sampled_from(sorted(STORIES)), st.dates(date(2026, 6, 1), date(2026, 12, 31)))
    def test_each_is_a_step_of_the_place_that_may_be_taken_now(self, story, on):
        place, events = STORIES[story]
        facts = fold(events)
        for one in next_rungs.next_rungs(facts, on=on, last_on=last_day(place, events)):
            assert one.move in ladder.rungs(facts.place)
            assert one.roles
            anybody = Actor(None, "系统", None)
            assert (
                moves.why_not(moves.TABLE[one.move], facts, actor=anybody, agreed_to_help=True)
                is None
            )

    def test_a_letter_that_named_no_day_is_asked_about_before_the_next_one(self):
        def reason(**said):
            events = history(OFFER, letter("issue_reminder", "2026-06-25", **said))
            return next_rungs.next_rungs(fold(events), on=ON, last_on=LAST)[-1].reason

        assert "函里没有写请答复之日，请先确认对方是否已有答复" in reason()
        assert "没有写" not in reason(answer_by=(ON - DAY).isoformat())

    def test_where_the_union_owes_the_answer_there_is_nothing_to_suggest(self):
        facts = fold(LADDER["企业要约"])
        assert not ladder.concerns(facts)
        assert next_rungs.next_rungs(facts, on=ON, last_on=LAST) == ()


class TestNotices:
    @given(st.integers(-3, 3))
    def test_a_letter_is_early_until_the_last_day_has_passed(self, shift):
        on = LAST + shift * DAY
        events = history(OFFER, letter("issue_reminder", on.isoformat()))
        rules = {one.rule_id for one in derived("110108", events).notices}
        assert ("P-RUNG-EARLY" in rules) is (on <= LAST)

    @given(st.integers(-3, 3))
    def test_a_no_is_late_only_after_the_last_day(self, shift):
        on = LAST + shift * DAY
        events = history(OFFER, ("record_refusal", on.isoformat(), {"reason": "效益差"}))
        rules = {one.rule_id for one in derived("110108", events).notices}
        assert ("C-REFUSE-LATE" in rules) is (on > LAST)

    def test_a_no_to_the_unions_own_answer_is_not_told_so(self):
        offer = ("send_proposal", "2026-06-01", {"initiator": "employer", "delivered": True})
        rules = {one.rule_id for one in derived("110108", history(offer, NO_LATE)).notices}
        assert "C-REFUSE-LATE" not in rules

    @pytest.mark.parametrize(
        ("entrusted_on", "rules"),
        [("2026-06-01", {"P-UPPER-OFFER"}), ("2026-06-02", {"P-UPPER-OFFER", "P-ENTRUSTED"})],
    )
    def test_the_mandate_comes_before_the_offer(self, entrusted_on, rules):
        events = history(for_union(entrusted_on=entrusted_on))
        assert {one.rule_id for one in derived("110108", events).notices} == rules

    @pytest.mark.parametrize(
        ("before", "skipped"),
        [((), True), ((VISITED,), False), ((("record_contact", "2026-06-24", {}),), False)],
    )
    def test_what_was_left_out_is_pointed_at(self, before, skipped):
        events = history(OFFER, *before, REMINDED)
        rules = {one.rule_id for one in derived("110108", events).notices}
        assert ("P-RUNG-SKIPPED" in rules) is skipped

    def test_the_credit_file_asks_for_an_order_that_was_one(self):
        def rules(*steps):
            return {one.rule_id for one in derived("110108", history(OFFER, *steps)).notices}

        entry = ("record_credit_entry", "2026-10-12", {})
        assert "P-CREDIT-NO-ORDER" not in rules(ordered("2026-09-01"), entry)
        assert "P-CREDIT-NO-ORDER" in rules(ordered("2026-09-01", "guided"), entry)
        assert "P-CREDIT-NO-ORDER" in rules(entry, ordered("2026-10-20"))


class TestTheClocks:
    def test_the_answer_to_an_offer_for_the_union_is_marked_as_not_settled(self):
        def marks(step):
            return [
                one["proof"].get("unsettled", "")
                for one in derived("110108", history(step)).deadlines
                if one["rule_id"] == "T-OFFER-REPLY"
            ]

        assert marks(OFFER) == [""]
        [mark] = marks(for_union())
        assert "依据待确认" in mark
        assert marks(for_union(delivered=False)) == []

    @pytest.mark.parametrize(("told_on", "ended"), [("", None), ("2026-09-07", "2026-09-07")])
    def test_the_government_tells_the_union_within_fifteen_working_days(self, told_on, ended):
        events = history(OFFER, ordered("2026-09-01", **({"told_on": told_on} if told_on else {})))
        [clock] = [
            one for one in derived("110108", events).deadlines if one["rule_id"] == "T-GOV-FEEDBACK"
        ]
        # Sunday the 20th is worked for the National Day: it is the fourteenth.
        assert clock["due_on"] == date(2026, 9, 21)
        assert clock["ended_on"] == (date.fromisoformat(ended) if ended else None)


def test_every_rung_leaves_the_case_where_it_stands():
    for state in (CaseState.PROPOSED, CaseState.DECLINED, CaseState.TALKING):
        for name in (*ladder.rungs("11"), *ladder.rungs("31")):
            if name in ("record_urging", "record_interview", *ladder.LETTERS, "record_order"):
                assert moves.TABLE[name].transitions[state] is state, name


def test_articles_are_written_out_as_letters_do():
    stated = (Basis("工会法", "第21条"), Basis("集体合同规定", "第10条"),
              Basis("工会法", "第54条第4项"), Basis("集体合同规定", "第11条"),
              Basis("集体合同规定", "第99条"))  # fmt: skip
    assert letter_words.in_full(stated) == (
        "《中华人民共和国工会法》第二十一条、第五十四条第四项、"
        "《集体合同规定》第十条、第十一条、第九十九条"
    )
