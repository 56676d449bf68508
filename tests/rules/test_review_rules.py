"""The review by its rules: which office, what was objected to, and what a person must look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bargaining.rules import next_steps, objections, review_points
from bargaining.rules.facts import fold
from bargaining.rules.filing_office import filing_office
from bargaining.rules.notices import notices
from bargaining.rules.precheck import Answer
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
    history,
)

OBJECTED = ("record_objection", "2026-04-20",
            {"about": "content", "clause": "overtime_base", "article": "第五条",
             "opinion": "加班工资基数低于规定，请修改。"})  # fmt: skip
FILED_AS = len(STRAIGHT) + 1  # the opening comes first
REFILED = ("refile", "2026-05-06", {"signed_on": "2026-05-04", "proof": "receipt",
                                    "changes": "第五条改为按正常劳动应得工资计算"})  # fmt: skip
CENTRAL = ("confirm_filing_office", "2026-04-09", {"governed": "central"})
NAMED_OFFICE = ("confirm_filing_office", "2026-04-09",
                {"governed": "central", "authority": "北京市人力资源和社会保障局"})  # fmt: skip
MOVED = ("record_succession", "2026-04-09", {"kind": "moved", "place_code": "110105"})
MERGED = ("record_succession", "2026-04-09", {"kind": "merged"})
WHOLE = {"told_in_writing": True, "told_on": "2026-04-13"}


def facts_of(*steps, **more):
    return fold(history(*steps, **more))


def said(*steps, last_days=None, **more):
    found = notices(facts_of(*steps, **more), last_days=last_days or {})
    return {one.rule_id: one for one in found}


class TestTheFilingOffice:
    """E32 of the lawyer's cases."""

    def test_is_the_district_while_nobody_says_otherwise(self):
        office = filing_office(facts_of(*STRAIGHT[:-1], place="110108"))

        assert not office.by_person
        assert "区人社部门" in office.words
        assert "F-OFFICE" not in said(*STRAIGHT[:-1], place="110108")

    @pytest.mark.parametrize("governed", ["central", "across"])
    def test_of_a_central_or_wider_enterprise_is_left_to_a_person(self, governed):
        asked = ("confirm_filing_office", "2026-04-09", {"governed": governed})
        way = (*STRAIGHT[:-1], asked)

        assert filing_office(facts_of(*way, place="110108")).is_open
        told = said(*way, place="110108")["F-OFFICE"]
        assert told.to_verify
        assert {str(one) for one in told.basis} == {
            "《集体合同规定》第43条", "《北京市集体合同条例》第39条"
        }  # fmt: skip

    def test_is_settled_once_somebody_named_it(self):
        way = (*STRAIGHT[:-1], CENTRAL, NAMED_OFFICE)

        office = filing_office(facts_of(*way, place="110108"))
        assert (office.named, office.is_open) == ("北京市人力资源和社会保障局", False)
        assert "F-OFFICE" not in said(*way, place="110108")

    def test_an_ordinary_employer_that_was_asked_about_files_with_the_district(self):
        plain = ("confirm_filing_office", "2026-04-09", {"governed": "local"})
        office = filing_office(facts_of(*STRAIGHT[:-1], plain, place="110108"))

        assert not office.by_person
        assert "请先向" not in office.words

    @pytest.mark.parametrize(("way", "named"), [
        ((NAMED_OFFICE, MOVED), ""),
        ((MOVED, NAMED_OFFICE), "北京市人力资源和社会保障局"),
        ((NAMED_OFFICE, MERGED), "北京市人力资源和社会保障局"),
    ])  # fmt: skip
    def test_what_was_named_before_a_move_holds_no_more(self, way, named):
        office = filing_office(facts_of(*STRAIGHT[:-1], *way, place="110108"))

        assert office.named == named
        assert office.is_open is not bool(named)
        assert ("F-OFFICE" in said(*STRAIGHT[:-1], *way, place="110108")) is not bool(named)

    def test_after_a_move_an_ordinary_employer_files_where_it_is_now(self):
        plain = ("confirm_filing_office", "2026-04-09",
                 {"governed": "local", "authority": "海淀区人力资源和社会保障局"})  # fmt: skip
        office = filing_office(facts_of(*STRAIGHT[:-1], plain, MOVED, place="110108"))

        assert (office.named, office.is_open) == ("", False)
        assert "海淀" not in office.words

    def test_the_next_step_asks_for_the_office_and_then_names_it(self):
        first = next_steps.next_step(facts_of(*STRAIGHT[:-1], CENTRAL))
        then = next_steps.next_step(facts_of(*STRAIGHT[:-1], NAMED_OFFICE))

        assert "确认报送机关" in first.sentence
        assert first.others[0] == "confirm_filing_office"
        assert "北京市人力资源和社会保障局" in then.sentence


class TestAnObjection:
    def test_names_the_matter_the_clause_and_the_article(self):
        found = objections.standing(facts_of(*STRAIGHT, OBJECTED))

        assert found.headline == "条款内容：第五条（加班工资基数）"
        assert found.opinion.startswith("加班工资基数")
        assert found.clause.fills == "overtime_base"

    @pytest.mark.parametrize(
        ("payload", "headline"),
        [({"about": "procedure"}, "协商程序"),
         ({"about": "content", "article": "第九条"}, "条款内容：第九条"),
         ({"about": "content", "clause": "own", "article": "附件二"}, "条款内容：附件二"),
         ({"about": "content", "clause": "pay_day"}, "条款内容：工资支付日")],
    )  # fmt: skip
    def test_without_a_clause_says_what_it_knows(self, payload, headline):
        objected = ("record_objection", "2026-04-20", {**payload, "opinion": "请修改"})

        assert objections.standing(facts_of(*STRAIGHT, objected)).headline == headline

    def test_is_carried_into_the_next_step_and_into_the_filing_that_answers_it(self):
        waiting = facts_of(*STRAIGHT, OBJECTED)
        answered = facts_of(*STRAIGHT, OBJECTED, REFILED)

        assert "第五条（加班工资基数）" in next_steps.next_step(waiting).sentence
        assert objections.answered(waiting) is None
        assert objections.standing(answered) is None
        found = objections.answered(answered)
        assert found.answer.payload["changes"].startswith("第五条改为")

    def test_each_filing_answers_its_own(self):
        second = ("record_objection", "2026-05-15", {"about": "procedure", "opinion": "缺决议"})
        again = ("refile", "2026-06-01", {"signed_on": "2026-05-30", "proof": "receipt"})
        facts = facts_of(*STRAIGHT, OBJECTED, REFILED, second, again)

        assert objections.answered(facts).about == "协商程序"
        assert [one.answer.sequence for one in objections.objections(facts)] == [11, 13]

    def test_one_served_too_late_changes_no_state_and_waits_for_nobody(self):
        by_silence = ("take_effect_by_silence", "2026-04-28", {"due_on": "2026-04-27"})
        late = ("record_objection", "2026-04-30", OBJECTED[2])

        assert objections.standing(facts_of(*STRAIGHT, by_silence, late)) is None


class TestACompletionOfPapers:
    """E11: both days are said, and which of them counts."""

    @pytest.mark.parametrize(("written", "words"), [(True, "改自补齐之日起算"),
                                                    (False, "仍自首次收到起算")])  # fmt: skip
    def test_says_both_days_and_what_follows(self, written, words):
        whole = ("record_completion", "2026-04-15", {"told_in_writing": written})
        told = said(*STRAIGHT, whole)["T-COMPLETION"]

        assert "首次收到 2026年4月10日，补齐 2026年4月15日" in told.message
        assert words in told.message

    def test_is_compared_with_its_own_filing(self):
        whole = ("record_completion", "2026-04-15", WHOLE)
        found = notices(facts_of(*STRAIGHT, whole, OBJECTED, REFILED), last_days={})

        told = [one for one in found if one.rule_id == "T-COMPLETION"]
        assert len(told) == 1
        assert "2026年4月10日" in told[0].message


class TestTheDayOfEffect:
    """E9: what the opinion states is copied and goes to a person where ours differs."""

    @pytest.mark.parametrize(("stated", "warned"), [("2026-04-22", False), ("2026-04-25", True)])
    def test_that_an_opinion_states_is_compared(self, stated, warned):
        served = {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22",
                  "silence_on": "2026-04-28", "effective_on": stated}  # fmt: skip
        opinion = ("record_no_objection", "2026-04-20", served)

        assert facts_of(*STRAIGHT, opinion).effective_on == date.fromisoformat(stated)
        assert ("P-EFFECT-STATED" in said(*STRAIGHT, opinion)) is warned
        if warned:
            assert said(*STRAIGHT, opinion)["P-EFFECT-STATED"].to_verify

    def test_of_another_kind_without_a_certain_day_goes_to_a_person(self):
        opinion = ("record_no_objection", "2026-04-20", {})

        assert said(*STRAIGHT, opinion, kind="general")["P-EFFECT-OPEN"].to_verify
        assert "P-EFFECT-OPEN" not in said(*STRAIGHT, opinion)

    def test_of_another_kind_with_its_fifteenth_day_is_settled(self):
        opinion = ("record_no_objection", "2026-04-20", {"silence_on": "2026-04-28"})
        facts = facts_of(*STRAIGHT, opinion, kind="general")

        assert facts.effective_on == date(2026, 4, 28)
        assert "P-EFFECT-OPEN" not in said(*STRAIGHT, opinion, kind="general")

    OPINION = ("record_no_objection", "2026-05-20", {"silence_on": "2026-04-28"})

    @pytest.mark.parametrize(("last", "warned"), [("2026-04-27", False), ("2026-05-06", True)])
    def test_whose_receipt_was_corrected_since_is_to_be_recorded_anew(self, last, warned):
        days = {("T-REVIEW", FILED_AS): date.fromisoformat(last)}
        found = said(*STRAIGHT, self.OPINION, last_days=days)

        assert ("P-EFFECT-RECOUNT" in found) is warned
        if warned:
            told = found["P-EFFECT-RECOUNT"]
            assert told.to_verify
            assert (
                "到 2026年4月27日 届满，收到之日更正以后，审查期到 2026年5月6日 届满"
                in told.message
            )

    @pytest.mark.parametrize("kind", ["wage", "general"])
    def test_whose_receipt_was_taken_back_is_that_of_the_service_alone(self, kind):
        unproved = (FILED[0], FILED[1], {**FILED[2], "proof": "none"})
        steps = (*STRAIGHT[:-1], unproved, self.OPINION)

        assert facts_of(*steps, kind=kind).effective_on == date(2026, 5, 20)
        told = said(*steps, kind=kind)["P-EFFECT-RECOUNT"]
        assert told.to_verify
        assert "现在没有收到凭证" in told.message


class TestATermThatBeginsBeforeTheEffect:
    """E27: the days are told apart, and nothing is said where they are one."""

    @pytest.mark.parametrize(("first", "told"), [("2026-04-21", True), ("2026-04-22", False)])
    def test_is_told_with_both_days(self, first, told):
        term = {**TERM, "term_from": first, "term_to": "2027-04-20"}
        steps = (*STRAIGHT[:-2], ("sign", "2026-04-08", term), FILED,
                 ("record_no_objection", "2026-04-22", {}))  # fmt: skip
        found = said(*steps)

        assert ("P-TERM-BEFORE" in found) is told
        if told:
            assert "2026年4月21日 起，2026年4月22日 才生效" in found["P-TERM-BEFORE"].message

    def test_is_no_news_of_a_backfilled_contract(self):
        effect = ("record_effect", "2026-04-22", {"source": "备案表"})
        events = history(("sign", "2026-04-08", {**TERM, "term_from": "2026-01-01"}), effect,
                         origin="backfilled")  # fmt: skip
        opening = replace(events[0], payload={**events[0].payload, "begins": "vote_passed"})

        found = notices(fold([opening, *events[1:]]), last_days={})
        assert "P-TERM-BEFORE" not in {one.rule_id for one in found}


class TestTheFirstDay:
    def points(self, *steps, file_by=None):
        found = review_points.on_receipt(
            facts_of(*steps, place="110108"), file_by=file_by, remind_by=None,
            on=date(2026, 4, 10),
        )  # fmt: skip
        return found, {point.key: point for one in found for point in one.points}

    def test_looks_at_the_three_matters_of_a_review_each_with_points(self):
        found, points = self.points(*STRAIGHT)

        assert [one.key for one in found] == ["parties", "procedure", "content"]
        assert all(one.points for one in found)
        assert points["vote"].answer is Answer.FINE
        assert points["order"].answer is Answer.FINE

    def test_names_a_signature_before_the_vote_and_a_filing_too_late(self):
        early = ("sign", "2026-04-01", TERM)
        way = (OFFER, REPLY, NAMED, MEETING, DRAFT, early, CONGRESS, FILED)
        found, points = self.points(*way, file_by=date(2026, 4, 9))

        assert points["order"].answer is Answer.ATTENTION
        assert points["in_time"].answer is Answer.ATTENTION
        assert next(one for one in found if one.key == "procedure").attention == 2
        assert review_points.count_attention(found) == sum(one.attention for one in found)

    def test_what_only_holders_of_the_papers_can_see_is_left_out(self):
        _found, points = self.points(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, SIGNED, FILED)

        assert not {key for key in points if key.startswith(("material", "paper"))}
