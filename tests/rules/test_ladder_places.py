"""Who is urged and who is not, and what each place's law gives where there is no answer."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import derivation, ladder, letter_words, local_procedure, moves, next_rungs
from bargaining.rules.facts import fold
from bargaining.rules.letter_words import Parties
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState
from tests.rules.cases import history
from tests.rules.stories_ladder import (
    ASKED,
    NO_LATE,
    OFFER,
    PROPOSED,
    RECTIFIED,
    REMINDED,
    SHANGHAI_LADDER,
    VISITED,
    ordered,
)

BOOK = seeds.load_law_book()
OF = Parties("甲公司", "甲公司工会", "海淀区")
LAST = date(2026, 6, 22)


def derived(place, events):
    return derivation.derive(fold(events), place=place, book=BOOK)


class TestTheEmployersOffer:
    @pytest.mark.parametrize("initiator", ["union", "employer"])
    @pytest.mark.parametrize("no", [(), (NO_LATE,)], ids=["silent", "no"])
    def test_who_owes_no_answer_gets_no_letter_and_is_not_said_to_refuse(self, initiator, no):
        district = Actor(None, "李四", Role.DISTRICT, places=frozenset({"310101"}))
        offer = (*OFFER[:2], {"initiator": initiator, "delivered": True})

        def refused(place):
            facts = fold(history(offer, *no, place=place))
            return {
                name
                for name in (*ladder.LETTERS, "confirm_refusal", "record_urging")
                if (found := moves.why_not(
                    moves.TABLE[name], facts, actor=district, agreed_to_help=True
                ))
                and found.code == "unions_answer"
                and "由工会答复" in found.message
            }  # fmt: skip

        unions = initiator == "employer"
        letters = {"issue_reminder", "issue_recommendation", "request_order", "confirm_refusal"}
        assert refused("110108") == (letters | {"issue_opinion"} if unions else set())
        assert refused("310101") == (letters | {"issue_rectification"} if unions else set())
        assert refused("440000") == (letters - {"issue_recommendation"} if unions else set())

    @pytest.mark.parametrize("place", ["110108", "310101", "440000"])
    @pytest.mark.parametrize("first", ["union", "employer"])
    def test_a_no_is_told_of_the_offer_it_answered(self, place, first):
        def told(*steps):
            events = history(offer(first, "2026-06-01"), NO_LATE, *steps, place=place)
            return {one.rule_id: one for one in derived(place, events).notices}

        def offer(initiator, on):
            return "send_proposal", on, {"initiator": initiator, "delivered": True}

        other = "union" if first == "employer" else "employer"
        for found in (told(), told(offer(first, "2026-07-06")), told(offer(other, "2026-07-06"))):
            assert ("C-REFUSE-LATE" in found) is (first == "union")
            said = found["C-REFUSE"].message
            cited = [str(one) for one in found["C-REFUSE"].basis]
            assert ("由工会书面答复" in said) is (first == "employer")
            assert ("上级工会" in said) is (first == "union")
            if first == "employer":
                assert "责令" not in said
                assert (
                    cited
                    == {
                        "110108": [
                            "《北京市实施〈工会法〉办法》第21条",
                            "《北京市集体合同条例》第32条",
                        ],
                        "310101": ["《上海市集体合同条例》第15条"],
                        "440000": ["《集体合同规定》第32条"],
                    }[place]
                )


class TestTheRungsOfThePlace:
    @pytest.mark.parametrize(
        ("place", "steps", "next_one"),
        [
            ("310101", (RECTIFIED, ordered("2026-09-01", "none")), "record_credit_entry"),
            ("310101", (PROPOSED, ordered("2026-09-01")), "record_credit_entry"),
            ("310101", (PROPOSED, ordered("2026-09-01", "none")), None),
            ("110108", (PROPOSED, ordered("2026-09-01", "none")), None),
            ("310101", (RECTIFIED, PROPOSED), "request_order"),
            ("440000", (REMINDED,), "request_order"),
        ],
    )
    def test_the_last_rungs_follow_what_the_place_asks_for(self, place, steps, next_one):
        facts = fold(history(OFFER, *steps, place=place))
        found = [
            one for one in next_rungs.next_rungs(facts, on=date(2026, 12, 1), last_on=LAST)
            if one.move != "record_urging"
        ]  # fmt: skip
        assert [one.move for one in found] == ([next_one] if next_one else [])
        if next_one == "record_credit_entry":
            assert found[0].reason == "企业拒不改正、已纳入市公共信用信息服务平台的，照文书登记。"

    def test_in_shanghai_an_opinion_to_put_it_right_is_enough_for_the_credit_platform(self):
        def told(*steps):
            events = history(OFFER, *steps, place="310101")
            return {one.rule_id: one for one in derived("310101", events).notices}

        entry = ("record_credit_entry", "2026-10-12", {})
        assert "P-CREDIT-NO-ORDER" not in told(RECTIFIED, entry)
        assert "P-CREDIT-NO-ORDER" not in told(ordered("2026-09-01"), entry)
        for steps in ((entry,), (ordered("2026-09-01", "none"), entry), (entry, RECTIFIED)):
            said = told(*steps)["P-CREDIT-NO-ORDER"]
            assert "公共信用信息服务平台以企业拒不改正为前提" in said.message
            assert "诚信档案" not in said.message
            assert [str(one) for one in said.basis] == ["《上海市集体合同条例》第39条第3款"]

    @pytest.mark.parametrize(
        ("place", "before", "missing"),
        [
            ("110108", (), "意见书，也没有登记建议书"),
            ("310101", (), "整改意见书，也没有登记建议书"),
            ("310101", (RECTIFIED,), "建议书"),
            ("440000", (), "提示函"),
            ("440000", (REMINDED,), None),
        ],
    )
    def test_before_an_order_is_asked_for_only_what_the_place_knows_is_missed(
        self, place, before, missing
    ):
        events = history(OFFER, VISITED, *before, ASKED, place=place)
        said = [
            one.message
            for one in derived(place, events).notices
            if one.rule_id == "P-RUNG-SKIPPED" and one.sequence == len(events)
        ]
        words = (
            f"提请区政府责令改正之前没有登记{missing}："
            "做过的请补记；没有做过的，是否先做由工会决定。"
        )
        assert said == ([words] if missing else [])


class TestTheWordsOfThePlace:
    @staticmethod
    def told(name, place):
        return moves.at(moves.TABLE[name], place)

    def test_the_fifteen_working_days_are_beijings_alone(self):
        assert "15 个工作日" in self.told("record_order", "110108").explain
        for place in ("310101", "440000"):
            assert "工作日" not in self.told("record_order", place).explain

    def test_pay_is_coordinated_in_shanghai_and_the_government_orders(self):
        basis = {
            name: [str(one) for one in self.told(name, "310101").basis]
            for name in ("issue_recommendation", "request_order", "record_order",
                         "record_credit_entry")
        }  # fmt: skip
        assert basis == {
            "issue_recommendation": ["《上海市集体合同条例》第34条"],
            "request_order": ["《工会法》第54条"],
            "record_order": ["《工会法》第54条", "《上海市集体合同条例》第34条"],
            "record_credit_entry": ["《上海市集体合同条例》第39条第3款"],
        }
        assert "提请协调处理" in self.told("issue_recommendation", "310101").explain
        late = derived("310101", SHANGHAI_LADDER["第22天答复不谈"]).notices
        [said] = [one.message for one in late if one.rule_id == "C-REFUSE-LATE"]
        assert "再提请人社部门协调处理，或者提请区人民政府责令改正" in said
        assert "人社部门责令" not in said

    def test_everywhere_an_order_may_be_asked_for_and_only_beijing_counts_delay(self):
        for place in ("310101", "440000"):
            assert local_procedure.is_here(moves.TABLE["request_order"], place)
            assert "无正当理由拒绝" in self.told("request_order", place).explain
            assert "拖延" not in self.told("request_order", place).explain
        assert "拖延" in self.told("request_order", "110108").explain

    def test_the_credit_rung_bears_the_name_of_its_place(self):
        assert self.told("record_credit_entry", "110108").label == "登记纳入诚信档案"
        shanghai = self.told("record_credit_entry", "310101")
        assert shanghai.label == "登记纳入公共信用信息平台"
        assert "诚信档案" not in shanghai.explain

    @pytest.mark.parametrize("state", [CaseState.PROPOSED, CaseState.TALKING])
    def test_a_letter_asks_for_no_more_than_the_law_of_the_place_gives(self, state):
        def asked(kind, place):
            return letter_words.asked_for(kind, OF, state=state, place=place)

        assert "请按规定书面告知我会" in asked(letter_words.ORDER_REQUEST, "110108")
        for place in ("310101", "440000"):
            assert "；作出处理决定后，请书面告知我会" in asked(letter_words.ORDER_REQUEST, place)
        assert "依法协调处理" in asked(letter_words.RECOMMENDATION, "310101")
        assert "协调" not in asked(letter_words.RECOMMENDATION, "110108")
