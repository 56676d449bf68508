"""What stands in the papers of talks that need more than a meeting?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bargaining.documents import contexts, papers
from bargaining.models.deadline import Deadline
from bargaining.rules import facts
from tests.documents import reading
from tests.documents.dossiers import EMPLOYER, UNION, day, dossier
from tests.rules import cases
from tests.rules.stories_talks import (
    ACCEPTED,
    ANSWERED,
    APPLIED,
    ASKED,
    BONUS,
    DEADLOCK,
    MET,
    NAMED_BOTH,
    SUSPENDED,
    ended,
)

SEATED = (*NAMED_BOTH, MET)
SPOKEN = (*SEATED, ASKED, ANSWERED, BONUS)


def words(kind, of, *, blank=False):
    filled = contexts.context(kind, of)
    return "\n".join(
        reading.lines(papers.render_docx(kind, filled, draft=True, blank=blank).content)
    )


def elsewhere(of, place):
    return replace(of, facts=facts.fold(cases.history(*steps_of(of), place=place)))


def steps_of(of):
    return [
        (one.kind, one.occurred_on.isoformat(), dict(one.payload)) for one in of.facts.history[1:]
    ]


def periods(of):
    return {one["item"][:6]: one["period"] for one in contexts.context("data_request", of)["items"]}


class TestTheDataAskedFor:
    def test_is_of_the_year_before_the_talks_and_of_this_one_so_far(self):
        asked = contexts.context("data_request", dossier(*SEATED))

        assert (asked["meeting_on"], asked["provide_by"], asked["suggested_by"]) == (
            day("2026-03-20"), day("2026-03-19"), day("2026-03-15"),
        )  # fmt: skip
        assert periods(dossier(*SEATED))["营业（销售）"] == "2025年度和2026年截至上月"
        assert periods(dossier(*SEATED))["资产负债情况"] == "2025年末"

    def test_of_talks_in_autumn_over_the_next_year_it_is_of_the_year_before_them(self):
        of = dossier(*SEATED)
        of.case.year = 2027

        assert periods(of)["营业（销售）"] == "2025年度和2026年截至上月"

    def test_in_january_nothing_of_the_new_year_is_known_yet(self):
        offered = (cases.OFFER[0], "2026-01-04", {"initiator": "union", "meeting_on": "2026-01-27"})

        assert periods(dossier(offered))["营业（销售）"] == "2025年度"

    def test_the_agreed_day_stands_before_the_offered_one(self):
        offered = (cases.OFFER[0], "2026-03-02", {"initiator": "union", "meeting_on": "2026-03-24"})
        agreed = ("record_reply", "2026-03-10", {"answer": "agree", "meeting_on": "2026-03-26"})

        assert contexts.context("data_request", dossier(offered))["meeting_on"] == day("2026-03-24")
        assert contexts.context("data_request", dossier(offered, agreed))["meeting_on"] == day(
            "2026-03-26"
        )

    def test_an_employer_that_offered_asks_the_workers_side(self):
        offered = ("send_proposal", "2026-03-02", {"initiator": "employer", "delivered": True})
        filled = contexts.context("data_request", dossier(offered))

        assert (filled["requested_by"], filled["provided_by"]) == ("用人单位方", "职工方")
        assert filled["items"][-1]["item"] == "职工方关于调整工资水平的方案及理由"


class TestTheRecordOfASuspension:
    def clock(self, **days):
        return (Deadline(rule_id="T-SUSPEND", start_sequence=9, **days),)

    def test_promises_the_strict_last_day_where_the_place_has_one(self):
        clock = self.clock(remind_on=date(2026, 5, 20), due_on=date(2026, 5, 21))
        filled = contexts.context("suspension_record", dossier(*SPOKEN, SUSPENDED, deadlines=clock))

        assert filled["limit_on"] == day("2026-05-20")
        assert filled["settled"] == ["奖金分配办法：按月考核发放"]
        assert filled["open_items"] == ["年度平均工资水平及调整幅度"]
        text = words("suspension_record", dossier(*SPOKEN, SUSPENDED, deadlines=clock))
        assert "中止协商不得超过六十日，本次中止最迟至2026年5月20日" in text
        assert "依据《集体合同规定》第三十五条、《北京市集体合同条例》第三十七条" in text

    @pytest.mark.parametrize("clock", [{}, {"remind_on": None, "due_on": None}])
    def test_elsewhere_it_names_no_limit(self, clock):
        deadlines = self.clock(**clock) if clock else ()
        text = words("suspension_record", dossier(*SPOKEN, SUSPENDED, deadlines=deadlines))

        assert "六十日" not in text
        assert "依据《集体合同规定》第三十五条。" in text
        assert "■双方商定" in text

    def test_the_one_to_come_is_filled_in_as_far_as_it_is_known(self):
        filled = contexts.context("suspension_record", dossier(*SPOKEN))

        assert filled["open_items"] == ["年度平均工资水平及调整幅度"]
        assert not {"suspended_on", "reason", "until", "limit_on", "agreement"} & filled.keys()


@pytest.mark.parametrize(
    ("kind", "blanks"),
    [
        ("suspension_record", ["suspended_on", "reason"]),
        ("coordination_agreement", ["accepted_on", "outcome"]),
        ("interview_record", ["held_on", "with_whom", "result"]),
    ],
)
def test_none_is_complete_before_there_is_anything_to_write_down(kind, blanks):
    filled = contexts.context(kind, dossier(*SEATED))
    rendered = papers.render_docx(kind, filled, draft=True, blank=False)

    assert [name for name, _label in rendered.missing] == blanks


class TestTheApplicationForCoordination:
    def test_before_it_is_recorded_it_says_what_both_sides_have_said(self):
        filled = contexts.context("coordination_request", dossier(*SPOKEN))

        assert filled["facts_found"] == [
            "职工方的意见：年度平均工资水平及调整幅度：平均工资调整8%。",
            "企业方的意见：年度平均工资水平及调整幅度：以5%为宜。",
        ]
        assert filled["asked_for"] == ["年度平均工资水平及调整幅度"]
        assert filled["authority"] == "海淀区人力资源和社会保障局"
        assert "signed_on" not in filled

    def test_several_matters_of_one_side_stay_in_its_own_paragraph(self):
        deadlock = (*DEADLOCK[:2], {"items": "幅度\n班车", "union_position": "调8%；\n每天两班。\n",
                                    "employer_position": "以5%为宜"})  # fmt: skip
        filled = contexts.context("coordination_request", dossier(*SEATED, deadlock))

        assert filled["facts_found"] == [
            "职工方的意见：（1）调8%；（2）每天两班。", "企业方的意见：以5%为宜。",
        ]  # fmt: skip
        assert filled["asked_for"] == ["幅度", "班车"]

    def test_the_course_names_every_turn_of_the_talks(self):
        resumed = ("resume_talks", "2026-03-30", {})
        filled = contexts.context(
            "coordination_request", dossier(*SEATED, SUSPENDED, resumed, DEADLOCK)
        )

        assert [line.split("，", 1)[1] for line in filled["course"]] == [
            "用人单位方收到职工方的工资集体协商要约书", "用人单位方书面同意协商",
            "召开第1次协商会议，结论为继续协商", "中止协商", "恢复协商", "双方确认协商没有达成一致",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("applicant", "signs", "silent"),
        [
            ("union", f"申请方：{UNION}（工会盖章）", f"申请方：{EMPLOYER}（盖章）"),
            ("employer", f"申请方：{EMPLOYER}（盖章）", "工会盖章"),
        ],
    )
    def test_whoever_applies_signs_it(self, applicant, signs, silent):
        applied = (*APPLIED[:2], {**APPLIED[2], "applicant": applicant})
        text = words("coordination_request", dossier(*SEATED, applied))

        assert signs in text
        assert silent not in text
        assert ("13800000000" in text) is (applicant == "union")

    def test_both_sides_that_apply_together_both_sign(self):
        applied = (*APPLIED[:2], {**APPLIED[2], "applicant": "both"})
        text = words("coordination_request", dossier(*SEATED, applied))

        assert f"申请方：{UNION}（工会盖章）" in text
        assert f"申请方：{EMPLOYER}（盖章）" in text
        assert "■双方" in text

    def test_the_articles_are_those_of_the_place(self):
        of = dossier(*SEATED, APPLIED)

        assert (
            "《北京市集体合同条例》第49条"
            in contexts.context("coordination_request", of)["basis_words"]
        )
        shanghai = contexts.context("coordination_request", elsewhere(of, "310101"))["basis_words"]
        assert "《上海市集体合同条例》第34条" in shanghai
        assert "北京" not in shanghai


class TestTheAgreementOfACoordination:
    def test_prints_what_was_agreed_and_what_is_left(self):
        closing = ended("2026-05-06", agreed_items="幅度不低于5%", open_items="具体幅度\n班车")
        text = words(
            "coordination_agreement", dossier(*SPOKEN, DEADLOCK, APPLIED, ACCEPTED, closing)
        )

        assert "■部分达成一致" in text
        assert "幅度不低于5%" in text
        assert "具体幅度" in text
        assert "班车" in text

    def test_a_second_coordination_begins_with_no_result_of_the_first(self):
        first = (DEADLOCK, APPLIED, ACCEPTED, ended("2026-05-06", "none", open_items="旧事项"))
        again = (("apply_coordination", "2026-05-10", APPLIED[2]),
                 ("accept_coordination", "2026-05-12", ACCEPTED[2]))  # fmt: skip
        filled = contexts.context("coordination_agreement", dossier(*SEATED, *first, *again))

        assert filled["accepted_on"] == day("2026-05-12")
        assert not {"outcome", "agreed_items", "open_items"} & filled.keys()

    def test_before_the_outcome_is_recorded_it_promises_nothing(self):
        text = words("coordination_agreement", dossier(*SPOKEN, DEADLOCK, APPLIED, ACCEPTED))

        left = text.split("双方承诺继续协商的事项")[1].split("本协议书")[0]
        assert "幅度" not in left

    @pytest.mark.parametrize("more", [{"has_union": False}, {"union_has_seal": False}])
    def test_no_seal_is_asked_of_a_union_that_has_none(self, more):
        of = dossier(*SEATED, DEADLOCK, APPLIED, ACCEPTED, **more)
        text = words("coordination_agreement", of)

        assert "工会（盖章）" not in text
        assert "职工方首席代表（签字）" in text


@pytest.mark.parametrize(
    "kind", ["data_request", "suspension_record", "coordination_request", "coordination_agreement"]
)
def test_each_of_them_also_comes_out_blank(kind):
    filled = words(kind, dossier(*SPOKEN, DEADLOCK, APPLIED, ACCEPTED), blank=True)

    assert "海淀区" not in filled
    assert "{{" not in filled
