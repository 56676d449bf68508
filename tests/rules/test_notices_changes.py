"""What is said of a contract that is changed or ended, or whose enterprise changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bargaining.readers import seeds
from bargaining.rules import derivation, local_procedure, moves
from bargaining.rules.facts import fold
from tests.rules.cases import OFFER, history
from tests.rules.stories_changes import (
    AGREED,
    CHANGE,
    CHANGE_FILED,
    CHANGES,
    ENDED,
    IN_FORCE,
    OPPOSED,
    following,
    happened,
    with_,
)

BOOK = seeds.load_law_book()
# Story → the rules that speak up because of it; every other story of a change says nothing.
SAID = {
    "变更没有审议": {"P-CHANGE-VOTE"},
    "变更审议晚于签字": {"P-CHANGE-VOTE"},
    "变更报送迟了": {"T-CHANGE-FILE"},
    "变更无异议送达": {"W-TERM"},
    "变更没有凭证，期满无异议": {"P-CHANGE-SILENCE"},
    "变更有异议，修改后重报": {"W-TERM"},
    "变更异议送达迟了": {"T-REVIEW-OBJ"},
    "后一次变更没有报送就登记结果": {"P-CHANGE-FILED"},
    "变更原因没有写条文": {"P-CHANGE-GROUND"},
    "客观情况变化，外地": {"P-CHANGE-GROUND"},
    "变更生效时已期满": {"P-CHANGE-TERM"},
    "变更的止日早于生效日": {"P-CHANGE-TERM"},
    "解除没有审议": {"P-TERMINATE-VOTE"},
    "解除备案迟了": {"T-TERMINATE-FILE"},
    "期满之后登记终止": {"P-TERMINATE-EXPIRED"},
    "被合并，写明承继单位": {"N-SUCCESSION"},
    "被合并，没有承继单位": {"N-SUCCESSION"},
    "分立": {"N-SUCCESSION"},
    "注销": {"N-SUCCESSION"},
    "更名": {"N-SUCCESSION"},
    "迁往朝阳区": {"N-MOVED"},
    "履行中办结，不再进行": {"P-CLOSE-IN-FORCE"},
    "履行中办结，期满": {"P-CLOSE-IN-FORCE"},
    "窗口前一天提出续约": {"T-RENEW-WAGE"},
    "十月中提出续约": {"T-RENEW-WAGE"},
    "三个月前提出续约": {"T-RENEW-WAGE"},
    "三个月的第一天提出续约": {"T-RENEW-WAGE"},
}
TO_VERIFY = {"变更没有凭证，期满无异议", "变更异议送达迟了", "后一次变更没有报送就登记结果"}


def derived(events, *, place=""):
    facts = fold(events)
    return derivation.derive(facts, place=place or facts.place, book=BOOK)


def notices(events, *, place=""):
    return derived(events, place=place).notices


USUAL = {one.rule_id: one for one in notices(history(*IN_FORCE))}


def test_a_move_in_the_midst_of_talks_speaks_of_no_contract_in_force():
    moved = ("record_succession", "2026-04-01", {"kind": "moved", "new_place": "朝阳区",
             "place_code": "110105"})  # fmt: skip
    found = {one.rule_id: one for one in notices(history(OFFER, moved))}

    assert "协商继续进行，已经起算的期限不变" in found["N-MOVED"].message
    assert "合同继续有效" not in found["N-MOVED"].message


@pytest.mark.parametrize("story", sorted(CHANGES))
def test_each_course_is_shown_for_what_it_is_and_nothing_more(story):
    found = notices(CHANGES[story])
    own = {
        one.rule_id for one in found
        if one.rule_id not in USUAL or one.message != USUAL[one.rule_id].message
    }  # fmt: skip

    assert own == SAID.get(story, set())
    assert all(one.basis for one in found)
    assert any(one.to_verify for one in found) is (story in TO_VERIFY)


def said(*steps, place="110108"):
    found = notices(history(*IN_FORCE, *steps, place=place), place=place)
    return next((one.message for one in found if one.rule_id == "N-SUCCESSION"), "")


def told(rule_id, *steps, place="110108", kind="wage"):
    """Find what is said under one rule, None where nothing is."""
    found = notices(history(*IN_FORCE, *steps, place=place, kind=kind), place=place)
    return next((one for one in found if one.rule_id == rule_id), None)


class TestAReviewThatIsNotSure:
    @pytest.mark.parametrize(("kind", "wants"), [("wage", False), ("general", True)])
    @pytest.mark.parametrize("result", ["no_objection", "silence", "objection"])
    def test_only_a_wage_contract_takes_effect_early(self, kind, wants, result):
        """劳动合同法 第54条, 集体合同规定 第47条: another kind waits for the fifteen days."""
        unproved = with_(CHANGE_FILED, proof="none")
        answer = ("record_change_review", "2026-09-16", {"result": result})
        one = told("P-CHANGE-EFFECT", CHANGE, unproved, answer, kind=kind)

        assert bool(one) is (wants and result == "no_objection")
        assert one is None or one.to_verify

    def test_where_the_last_day_is_known_nothing_is_open(self):
        assert told("P-CHANGE-EFFECT", CHANGE, CHANGE_FILED, AGREED, kind="general") is None

    def test_what_is_presumed_is_not_called_in_effect(self):
        answer = ("record_change_review", "2026-09-24", {"result": "silence"})
        one = told("P-CHANGE-SILENCE", CHANGE, with_(CHANGE_FILED, proof="none"), answer)

        assert "核实以前按原合同履行" in one.message


@pytest.mark.parametrize("signed_anew", [True, False])
def test_a_text_objected_to_is_signed_anew_before_it_is_filed_again(signed_anew):
    """集体合同规定 第46条."""
    anew = (with_(CHANGE, "2026-09-25"),) if signed_anew else ()
    again = with_(CHANGE_FILED, "2026-09-28")
    one = told("P-CHANGE-REFILED", CHANGE, CHANGE_FILED, OPPOSED, *anew, again)

    assert bool(one) is not signed_anew
    assert one is None or [each.article for each in one.basis] == ["第46条", "第42条"]


class TestInShanghaiTheChiefsSignFirst:
    """上海市集体合同条例 第22条."""

    @pytest.mark.parametrize(
        ("passed_on", "here", "there"),
        [
            ("2026-08-31", True, False), ("2026-09-01", False, False),
            ("2026-09-02", False, True),
        ],
    )  # fmt: skip
    def test_the_order_is_the_other_way_round(self, passed_on, here, there):
        change = with_(CHANGE, deliberated_on=passed_on)

        assert bool(told("P-CHANGE-VOTE", change, place="310101")) is here
        assert bool(told("P-CHANGE-VOTE", change, place="110108")) is there

    def test_the_discussion_is_awaited_until_it_is_filed(self):
        change = with_(CHANGE, deliberated_on=None)
        signed = told("P-CHANGE-VOTE", change, place="310101")
        filed = told("P-CHANGE-VOTE", change, CHANGE_FILED, place="310101")

        assert (signed.severity, filed.severity) == ("note", "warn")
        assert "再签字" not in signed.message
        assert "《上海市集体合同条例》第22条" in map(str, signed.basis)

    def test_the_step_says_so(self):
        here = local_procedure.told(moves.TABLE["agree_change"], "310101")
        assert "经审议后签字" not in here.explain
        assert "先签字" in here.explain


class TestTheNextRoundOfAnotherKind:
    @pytest.mark.parametrize(
        ("on", "early"),
        [("2026-09-29", True), ("2026-09-30", False), ("2026-10-31", False)],
    )
    def test_is_measured_by_the_three_months_alone(self, on, early):
        """集体合同规定 第38条, 北京市集体合同条例 第43条."""
        opening, offer = following("2026-12-31", on)
        opening = replace(opening, payload={**opening.payload, "kind": "general"})
        found = {one.rule_id: one for one in notices([opening, offer])}

        assert "T-RENEW-WAGE" not in found
        assert ("T-RENEW-GEN" in found) is early
        if early:
            assert "2026年9月30日" in found["T-RENEW-GEN"].message
            assert "60" not in found["T-RENEW-GEN"].message


class TestWhatBecameOfTheEnterprise:
    def test_who_goes_on_is_named_or_asked_for(self):
        assert "由乙公司继续履行" in said(happened("merged", successor="乙公司"))
        assert "承继的单位还没有登记，请补记" in said(happened("split"))
        assert "请补记" not in said(happened("split", successor="丙公司"))

    def test_the_end_is_filed_in_beijing_only(self):
        assert "再办理备案" in said(happened("dissolved"))
        assert "再办理备案" not in said(happened("dissolved"), place="310101")

    def test_in_beijing_the_contract_of_who_is_dissolved_ends(self):
        """北京市集体合同条例 第44条; elsewhere 集体合同规定 第40条 lets it be rescinded."""
        here = told("N-SUCCESSION", happened("dissolved"))
        there = told("N-SUCCESSION", happened("dissolved"), place="310101")

        assert "集体合同终止：请登记终止之日" in here.message
        assert [one.article for one in here.basis] == ["第44条", "第48条"]
        assert "可以解除" in there.message
        assert [one.article for one in there.basis] == ["第40条"]

    @pytest.mark.parametrize("kind", ["merged", "split"])
    def test_in_shanghai_the_two_sides_talk_about_going_on(self, kind):
        """上海市集体合同条例 第20条."""
        here = told("N-SUCCESSION", happened(kind, successor="乙公司"), place="310101")
        there = told("N-SUCCESSION", happened(kind, successor="乙公司"))

        assert "重新协商" in here.message
        assert "由乙公司继续履行" in here.message
        assert "《上海市集体合同条例》第20条" in map(str, here.basis)
        assert "重新协商" not in there.message

    @pytest.mark.parametrize("kind", ["merged", "split", "dissolved"])
    def test_once_the_contract_is_ended_nothing_is_left_to_be_settled(self, kind):
        assert said(happened(kind))
        assert not said(happened(kind), with_(ENDED, "2026-10-09", ground="merged"))

    def test_what_happened_after_the_end_is_told_still(self):
        assert said(with_(ENDED, ground="merged"), happened("merged", "2026-10-20"))

    def test_a_backfilled_contract_is_never_called_late(self):
        steps = (with_(ENDED, "2026-10-09"), ("file_termination", "2026-12-01", {}))
        walked = {one.rule_id for one in notices(history(*IN_FORCE, *steps))}
        taken = {one.rule_id for one in notices(history(*IN_FORCE, *steps, origin="backfilled"))}

        assert "T-TERMINATE-FILE" in walked
        assert "T-TERMINATE-FILE" not in taken
