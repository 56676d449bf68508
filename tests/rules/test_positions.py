"""Does the newest word of each side count, and is settled only what both agree on?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.queries import known_talks
from bargaining.rules import bargained_clauses, chairing, clocks, meetings, moves, packs, positions
from bargaining.rules.events import Event
from bargaining.rules.facts import fold
from bargaining.rules.positions import Position
from bargaining.rules.states import Side
from tests.rules.cases import AT, OFFER, PEOPLE, REPLY, history
from tests.rules.stories_talks import (
    ACCEPTED,
    AGREED,
    ANSWERED,
    APPLIED,
    ASKED,
    BONUS,
    BOTH,
    DEADLOCK,
    MET,
    NAMED_BOTH,
    met,
    said,
)

FIRST = date(2026, 3, 20)
TODAY = date(2026, 11, 21)


@st.composite
def proposals(draw):
    """Proposals on few days, few clauses and few positions, so that they often meet."""
    count = draw(st.integers(0, 8))
    return [
        Event(
            number, "propose_clause", FIRST + timedelta(draw(st.integers(0, 2))),
            {
                "side": draw(st.sampled_from(["union", "employer"])),
                "clause": draw(st.sampled_from(["average_rise", "bonus_rule", "own"])),
                "own": draw(st.sampled_from(["食堂", "班车"])),
                "position": draw(st.sampled_from(["甲", "乙", "甲\n"])),
                **draw(st.sampled_from([
                    {"agreed": True}, {"agreed": False}, {"agreed": False, "answer": "乙"},
                    {"agreed": False, "answer": "甲", "answer_rate": "0.05"},
                ])),
                **draw(st.sampled_from([{}, {"rate": "0.05"}, {"rate": "0.050"}])),
            },
            recorded_at=AT,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


class TestAnySequenceOfProposals:
    @given(proposals())
    def test_of_each_side_the_newest_word_counts(self, entries):
        for one in positions.standings(entries):
            for side in Side:
                heard = [saying for saying in one.history if saying.side is side or saying.agreed]
                newest = max(heard, key=lambda saying: (saying.on, saying.sequence), default=None)

                assert one.of(side) == (newest.position if newest else None)

    @given(proposals())
    def test_a_clause_is_settled_only_where_both_hold_the_same(self, entries):
        for one in positions.standings(entries):
            both = one.union is not None and one.employer is not None
            same = both and (
                (one.union.words.strip(), one.union.rate)
                == (one.employer.words.strip(), one.employer.rate)
            )

            assert (one.settled is not None) == same
            assert one.settled in (None, one.union)

    @given(proposals())
    def test_nothing_that_was_said_is_lost_and_every_clause_stands_once(self, entries):
        found = positions.standings(entries)

        told = sorted(saying.sequence for one in found for saying in one.history)
        assert told == sorted(
            entry.sequence
            for entry in entries
            for _ in ({"position", "answer"} & entry.payload.keys())
        )
        assert len({(one.clause.key, one.title) for one in found}) == len(found)

    @given(proposals())
    def test_the_order_of_writing_down_changes_nothing_between_days(self, entries):
        by_day = sorted(entries, key=lambda one: one.occurred_on)

        assert positions.standings(by_day) == positions.standings(entries)


class TestOneClause:
    def test_what_the_other_side_takes_up_at_once_is_settled(self):
        (bonus,) = positions.positions(fold(history(*NAMED_BOTH, MET, BONUS)))

        assert bonus.settled == Position("按月考核发放")
        assert (bonus.title, bonus.clause.fills) == ("奖金分配办法", "bonus_rule")

    def test_one_entry_holds_what_both_sides_said(self):
        (one,) = positions.positions(fold(history(*NAMED_BOTH, MET, BOTH)))

        assert one.union == Position("平均工资调整8%", rate=Decimal("0.08"))
        assert one.employer == Position("以5%为宜", rate=Decimal("0.05"))
        assert one.settled is None
        assert [(said.side, said.reason) for said in one.history] == [
            (Side.UNION, "三年没有调整"), (Side.EMPLOYER, ""),
        ]  # fmt: skip
        there = fold(history(*NAMED_BOTH, MET, BOTH)).every("propose_clause")
        assert list(positions.said_lines(there, Side.EMPLOYER)) == [
            "年度平均工资水平及调整幅度：以5%为宜"
        ]

    def test_an_answer_in_the_same_words_settles_it(self):
        both = said("2026-03-20", "employer", "pay_day", "次月五日", answer=" 次月五日 ")
        (one,) = positions.positions(fold(history(*NAMED_BOTH, MET, both)))

        assert one.settled == Position("次月五日")

    def test_a_new_word_opens_a_settled_clause_again(self):
        later = said("2026-03-27", "employer", "bonus_rule", "按季考核发放")
        (bonus,) = positions.positions(fold(history(*NAMED_BOTH, MET, BONUS, later)))

        assert bonus.settled is None
        assert (bonus.union.words, bonus.employer.words) == ("按月考核发放", "按季考核发放")

    def test_the_same_words_from_both_settle_it_and_another_figure_does_not(self):
        same = [said("2026-03-20", side, "lowest_wage", "最低月工资", amount=amount)
                for side, amount in (("union", "2800"), ("employer", "2800.00"))]  # fmt: skip
        apart = [same[0], said("2026-03-20", "employer", "lowest_wage", "最低月工资",
                               amount="2700")]  # fmt: skip

        (settled,) = positions.positions(fold(history(*NAMED_BOTH, MET, *same)))
        (open_still,) = positions.positions(fold(history(*NAMED_BOTH, MET, *apart)))
        assert settled.settled is not None
        assert settled.amount_apart == 0
        assert open_still.settled is None
        assert open_still.amount_apart == Decimal(100)

    def test_the_distance_is_told_only_where_both_named_a_figure(self):
        (one,) = positions.positions(fold(history(*NAMED_BOTH, MET, ASKED)))
        (two,) = positions.positions(fold(history(*NAMED_BOTH, MET, ASKED, ANSWERED)))

        assert one.rate_apart is None
        assert two.rate_apart == Decimal("0.03")
        assert two.amount_apart is None

    def test_a_corrected_proposal_never_was(self):
        undone = ("void_event", "2026-03-21", {"voids": [6], "reason": "写错了"})
        (one,) = positions.positions(fold(history(*NAMED_BOTH, MET, ASKED, ANSWERED, undone)))

        assert one.union is None
        assert [saying.side for saying in one.history] == [Side.EMPLOYER]

    def test_other_matters_stand_apart_by_their_names_and_in_the_order_they_came_up(self):
        facts = fold(history(
            *NAMED_BOTH, MET, said("2026-03-20", "union", "own", "免费", own="班车"),
            said("2026-03-20", "union", "own", "补贴", own="食堂"), ASKED,
        ))  # fmt: skip

        assert [one.title for one in positions.positions(facts)] == [
            "年度平均工资水平及调整幅度", "班车", "食堂",
        ]  # fmt: skip

    def test_each_of_the_nine_items_of_the_article_has_a_clause(self):
        assert {one.item for one in bargained_clauses.CLAUSES} == set(bargained_clauses.ITEMS)
        asked = {ask.name for ask in moves.get_move("record_clauses").asks}
        assert {one.fills for one in bargained_clauses.CLAUSES} - {""} <= asked


class TestByMeeting:
    def test_a_meeting_has_what_was_said_at_it_and_what_stood_settled_after_it(self):
        facts = fold(history(*NAMED_BOTH, MET, ASKED, ANSWERED, BONUS, met("2026-04-10"), AGREED))

        assert [one.payload["clause"] for one in positions.at_meeting(facts, 1)] == [
            "average_rise", "average_rise", "bonus_rule"]  # fmt: skip
        assert [one.title for one in positions.settled_at(facts, 1)] == ["奖金分配办法"]
        assert [one.title for one in positions.open_at(facts, 1)] == ["年度平均工资水平及调整幅度"]
        # Without the number of a meeting the day of it tells.
        assert [one.payload["rate"] for one in positions.at_meeting(facts, 2)] == ["0.06"]
        assert len(positions.settled_at(facts, 2)) == 2

    def test_on_a_day_of_two_meetings_only_the_number_tells(self):
        unnumbered = said("2026-03-20", "union", "pay_day", "次月五日")
        facts = fold(history(*NAMED_BOTH, MET, met("2026-03-20"), ASKED, unnumbered))

        assert [one.payload["clause"] for one in positions.at_meeting(facts, 1)] == ["average_rise"]
        assert positions.at_meeting(facts, 2) == ()

    def test_of_a_meeting_to_come_all_that_is_open_is_told(self):
        facts = fold(history(*NAMED_BOTH, ASKED))

        assert [one.title for one in positions.open_at(facts, 1)] == ["年度平均工资水平及调整幅度"]
        assert len(positions.at_meeting(facts, 1)) == 1

    def test_the_words_name_amount_rate_reason_and_who_took_it_up(self):
        facts = fold(history(*NAMED_BOTH, MET, ASKED, ANSWERED, AGREED))

        assert list(positions.said_lines(positions.at_meeting(facts, 1), Side.UNION)) == [
            "年度平均工资水平及调整幅度：平均工资调整8%；理由：三年没有调整"
        ]
        assert list(positions.said_lines(facts.every("propose_clause"), Side.EMPLOYER))[-1] == (
            "年度平均工资水平及调整幅度：平均工资调整6%（职工方同意）"
        )
        assert positions.words_of(Position("每班补贴。", Decimal(30))) == "每班补贴（30.00 元）"
        assert positions.words_of(Position("最低 2,800 元", Decimal(2800))) == "最低 2,800 元"
        assert positions.words_of(Position("适当调整", rate=Decimal("0.045"))) == "适当调整（4.5%）"


class TestTheOrderOfTheMeetings:
    AGAIN = (
        *NAMED_BOTH, MET, ASKED, met("2026-04-10", "agreed", chair="乙一"), AGREED,
        ("void_event", "2026-04-11", {"voids": [5], "reason": "主持人写错了"}),
        met("2026-03-20", chair="甲一、工会主席", place="三层"),
    )  # fmt: skip

    def test_a_meeting_corrected_and_written_anew_keeps_its_number(self):
        facts = fold(history(*self.AGAIN))

        assert [one.occurred_on.isoformat() for one in meetings.held(facts)] == [
            "2026-03-20", "2026-04-10",
        ]  # fmt: skip
        assert [one.payload["rate"] for one in positions.at_meeting(facts, 1)] == ["0.08"]
        assert [one.payload["rate"] for one in positions.at_meeting(facts, 2)] == ["0.06"]
        assert [one.title for one in positions.open_at(facts, 1)] == ["年度平均工资水平及调整幅度"]
        assert [one.title for one in positions.settled_at(facts, 2)] == [
            "年度平均工资水平及调整幅度"
        ]

    def test_the_first_meeting_is_the_earliest_for_every_rule(self):
        facts = fold(history(*self.AGAIN))
        data = next(one for one in clocks.clocks(facts) if one.rule_id == "T-DATA")

        assert data.start_on == FIRST
        assert packs.meeting_to_print(facts) == 2
        assert chairing.whose_turn(facts) is Side.UNION
        known = known_talks.SAID["propose_clause"](facts)
        assert (known["meeting"], known["on"]) == (2, "2026-04-10")

    def test_of_two_on_one_day_the_first_written_is_the_first(self):
        facts = fold(history(*NAMED_BOTH, MET, met("2026-03-20", chair="乙一")))

        assert [one.payload["chair"] for one in meetings.held(facts)] == ["甲一", "乙一"]


def test_of_a_coordination_the_items_of_the_deadlock_are_left_and_not_the_request():
    stopped = (*NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED)
    known = known_talks.SAID["end_coordination"](fold(history(*stopped)))

    assert known["open_items"] == DEADLOCK[2]["items"]


class TestWhatCannotBeRecorded:
    @pytest.mark.parametrize(
        ("step", "given", "field"),
        [
            ("propose_clause", {"clause": "own"}, "own"),
            ("propose_clause", {"clause": "term", "agreed": True, "answer": "两年"}, "answer"),
            ("propose_clause", {"clause": "term", "agreed": True, "answer_rate": "0.1"}, "answer"),
            ("propose_clause", {"clause": "term", "answer_amount": "1"}, "answer"),
            ("propose_clause", {"clause": "term", "answer_rate": "0"}, "answer"),
            ("propose_clause", {"clause": "term", "meeting": 3}, "meeting"),
            ("propose_clause", {"clause": "term", "meeting": 0}, "meeting"),
            ("suspend_talks", {"until": "2026-03-19"}, "until"),
            ("extend_coordination", {"days": 0}, "days"),
        ],
    )
    def test_the_impossible_is_refused_by_its_field(self, step, given, field):
        facts = fold(history(*NAMED_BOTH, MET))
        found = moves.impossible(moves.get_move(step), facts, given, on=FIRST, today=TODAY)

        assert [one.field for one in found] == [field]

    @pytest.mark.parametrize(
        ("step", "given"),
        [
            ("propose_clause", {"clause": "own", "own": "班车"}),
            ("propose_clause", {"clause": "term", "agreed": False, "answer": "两年"}),
            ("propose_clause", {"clause": "term", "answer": "两年", "answer_rate": "0.05"}),
            ("propose_clause", {"clause": "term", "meeting": 2}),
            ("propose_clause", {"clause": "term", "meeting": 1}),
            ("suspend_talks", {"until": "2026-03-20"}),
            ("suspend_talks", {}),
            ("extend_coordination", {"days": 1}),
        ],
    )
    def test_what_is_only_unusual_is_recorded(self, step, given):
        facts = fold(history(*NAMED_BOTH, MET))

        assert moves.impossible(moves.get_move(step), facts, given, on=FIRST, today=TODAY) == ()


class TestWhoseTurnItIs:
    @pytest.mark.parametrize(
        ("chairs", "turn"),
        [
            ((), "甲一"),
            (("甲一",), "乙一"),
            (("总经理乙一",), "甲一"),
            (("甲一", "乙一"), "甲一"),
            (("乙一", "乙一"), "甲一"),
            (("甲一", "双方首席代表"), "乙一"),
            (("", ""), "甲一"),
            (("",), "乙一"),
            (("企业方",), "甲一"),
            (("某人", "工会"), "乙一"),
        ],
    )
    def test_the_chief_of_the_side_that_did_not_lead_last(self, chairs, turn):
        meetings = [
            met(f"2026-03-{20 + number}", chair=chair) for number, chair in enumerate(chairs)
        ]
        assert chairing.next_chair(fold(history(*NAMED_BOTH, *meetings))) == turn

    def test_in_shanghai_both_chiefs_lead_together(self):
        facts = fold(history(*NAMED_BOTH, met("2026-03-20", chair="甲一"), place="310101"))

        assert chairing.next_chair(facts) == "甲一、乙一"

    def test_where_no_chief_is_known_nobody_is_named(self):
        one_sided = ("appoint_representatives", "2026-03-12",
                     {"people": [one for one in PEOPLE if one["side"] == "union"]})  # fmt: skip

        assert chairing.next_chair(fold(history(OFFER, REPLY))) == ""
        shanghai = fold(history(OFFER, REPLY, one_sided, place="310101"))
        assert chairing.next_chair(shanghai) == ""

    def test_whoever_led_is_told_by_the_list_of_that_day(self):
        swapped = ("appoint_representatives", "2026-03-25", {"people": [
            {**one, "chief": one["name"] in ("甲二", "乙二")} for one in PEOPLE]})  # fmt: skip
        facts = fold(history(*NAMED_BOTH, met("2026-03-20", chair="甲一"), swapped))

        assert chairing.next_chair(facts) == "乙二"
