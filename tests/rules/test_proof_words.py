"""A deadline read out by somebody without a lawyer: one sentence, then the counting."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import deadline_stages, deadlines, proof_words
from bargaining.rules.deadline_rules import Circumstances, DeadlineRule
from bargaining.rules.proof_words import Line

BOOK = seeds.load_law_book()
PLACES = sorted({rule.place for rule in BOOK.rules})
NEW_LAW = date(2026, 5, 1)
# Festivals, make-up days, the law's change, a leap day, the turn of a year, years without notice.
DAYS = [
    date.fromisoformat(text)
    for text in (
        *("2024-02-29", "2025-12-31", "2026-01-17", "2026-02-04", "2026-04-21", "2026-04-30"),
        *("2026-05-01", "2026-09-11", "2026-09-20", "2026-12-10", "2026-12-31", "2027-01-20"),
        "2028-06-30",
    )
]
NOTICE = "国办发明电〔2025〕7号"


def proof(rule: str, start: str, *, place: str = "110000", **more: Any) -> dict[str, Any]:
    due = deadlines.due(
        rule, date.fromisoformat(start), place=place, book=BOOK, calendar=BOOK.calendar(), **more
    )
    return deadlines.due_as_json(due)


def every_rule() -> list[tuple[str, str]]:
    """Every rule id there is, at every place that states rules of its own."""
    found = {
        (place, rule.id)
        for place in PLACES
        for day in DAYS
        for rule in BOOK.list_rules(on=day, place=place)
    }
    return sorted(found)


def read_aloud(told: dict[str, Any]) -> list[str]:
    return [proof_words.sentence(told), *(line.text for line in proof_words.lines_in_full(told))]


def fault(text: str) -> str:
    """Say what a reader would stumble over, "" where there is nothing."""
    if not text.strip() or "None" in text:
        return "empty"
    if re.search("[a-zC-Z_{}]", text):  # A and B name the two readings
        return "English"
    if re.search("。。|；。|，。|（）|《》|《[^》]*《| 日{2}|在在|前前", text):
        return "punctuation"
    return ""


@pytest.mark.parametrize(("place", "rule"), every_rule())
def test_every_rule_reads_well_on_every_kind_of_day(place, rule):
    said = 0
    for day in DAYS:
        try:
            told = proof(rule, day.isoformat(), place=place)
        except errors.LawMissing:
            continue
        said += 1
        texts = read_aloud(told)
        assert [(text, fault(text)) for text in texts if fault(text)] == []
        assert texts[0].endswith("。")
        for line in proof_words.lines(told):
            assert line.label
            assert line.text.endswith("。")
        assert told["basis"], (rule, day)
        assert proof_words.day(told)
    assert said


@pytest.mark.parametrize(("place", "rule"), every_rule())
def test_every_duty_has_a_deed_and_a_stage(place, rule):
    found = next(one for one in BOOK.rules if one.id == rule and one.place in BOOK.chain(place))

    assert found.duty in proof_words.DEEDS, f"say what “{found.duty}” asks for"
    assert deadline_stages.stage_of(found) != deadline_stages.ELSEWHERE


@given(
    st.sampled_from([rule for place, rule in every_rule() if place == "110000"]),
    st.dates(date(2026, 5, 1), date(2029, 12, 31)),
)
def test_the_sentence_names_the_days_that_decide(rule, start):
    told = proof(rule, start.isoformat())
    said = proof_words.sentence(told)
    wanted = {
        "window": lambda: [told["window"]["closes_on"], told["window"]["opens_on"]],
        "open": lambda: [told["earliest"], told["latest"]],
        "certain": lambda: [told["due_on"]],
        "none": list,
    }
    state = (
        "none" if told["due_on"] is None
        else "window" if told["window"]
        else "certain" if told["certain"]
        else "open"
    )  # fmt: skip

    for day in wanted[state]():
        on = date.fromisoformat(day)
        assert f"{on.month}月{on.day}日" in said
    assert ("没有公布" in said) == (not told["certain"])


class TestSentence:
    @pytest.mark.parametrize(
        ("rule", "start", "said"),
        [
            (
                "T-OFFER-REPLY",
                "2026-09-11",
                "收到要约的一方应在 2026年10月8日（周四）前（含当天）书面答复。",
            ),
            (
                "T-FILE-WAGE",
                "2026-04-21",
                (
                    "企业（工会协助）应在 2026年4月28日（周二）前（含当天）"
                    "报送集体合同文本一式三份和说明；"
                    "另有规定期限更长，过了 5月6日（周三）才算逾期。"
                ),
            ),
            (
                "T-FILE-BJ",
                "2026-09-11",
                (
                    "用人单位（工会协助）应在 2026年9月21日（周一）前（含当天）"
                    "报送集体合同文本一式三份和说明；另有规定期限更短，最好在 9月18日（周五）前办。"
                ),
            ),
            (
                "T-REVIEW",
                "2026-03-06",
                (
                    "区人社部门应在 2026年3月23日（周一）前（含当天）审查完毕，有异议的提出异议；"
                    "到期没有提出异议的，从 3月24日（周二）起生效。"
                ),
            ),
            (
                "T-RENEW-WAGE",
                "2026-12-31",
                (
                    "从 2026年11月1日（周日）到 12月30日（周三），"
                    "任何一方都可以书面提出新一轮工资协商；"
                    "这是权利，不提也不算逾期。"
                ),
            ),
            (
                "T-DATA",
                "2026-09-11",
                (
                    "双方应在 2026年9月10日（周四）前（含当天）按对方的要求提供真实情况和资料，"
                    "建议不晚于 9月6日（周日）。"
                ),
            ),
            (
                "T-SUE",
                "2026-09-01",
                "当事人可以在 2026年9月16日（周三）前（含当天）向人民法院起诉。",
            ),
            (
                "T-PUBLISH-WAGE",
                "2026-03-24",
                "双方应在 2026年3月30日（周一）前（含当天）向本方全体人员公布工资专项集体合同。",
            ),
            (
                "T-PUBLISH-GEN",
                "2026-03-24",
                "协商代表应公布集体合同：条文写“及时”公布，没有日数，不推算届满日。",
            ),
            (
                "T-OFFER-REPLY",
                "2027-01-20",
                (
                    "收到要约的一方书面答复的截止日还没有定："
                    "最早 2027年2月9日（周二），最晚 2月15日（周一）。"
                    "2027 年的放假安排还没有公布，公布后自动重新推算。"
                ),
            ),
        ],
    )
    def test_it_says_who_does_what_by_when(self, rule, start, said):
        assert proof_words.sentence(proof(rule, start)) == said

    def test_a_reading_that_judges_earlier_is_said(self):
        told = proof("T-OFFER-REPLY", "2026-09-11") | {"overdue_after": "2026-10-04"}

        assert proof_words.sentence(told).endswith("；按所选的口径，过了 10月4日（周日）就算逾期。")

    def test_a_duty_nobody_worded_yet_is_named_by_its_label(self):
        told = proof("T-OFFER-REPLY", "2026-09-11") | {"duty": "something_new"}

        assert "前（含当天）办理“书面答复截止”" in proof_words.sentence(told)


class TestSureAndDay:
    def test_what_is_certain_says_so_and_what_waits_says_for_what(self):
        assert proof_words.sure(proof("T-OFFER-REPLY", "2026-09-11")) == "确定"
        assert proof_words.sure(proof("T-PUBLISH-GEN", "2026-09-11")) == "没有规定日数"
        assert proof_words.sure(proof("T-OFFER-REPLY", "2026-12-10")) == (
            "待定：2027 年的放假安排还没有公布"
        )

    def test_the_day_is_one_or_both_ends(self):
        assert proof_words.day(proof("T-OFFER-REPLY", "2026-09-11")) == "2026年10月8日（周四）"
        assert proof_words.day(proof("T-RENEW-WAGE", "2026-12-31")) == (
            "2026年11月1日（周日）至 12月30日（周三）"
        )
        assert proof_words.day(proof("T-OFFER-REPLY", "2026-12-10")) == (
            "2026年12月30日（周三）至 2027年1月4日（周一）"
        )
        assert proof_words.day(proof("T-PUBLISH-GEN", "2026-09-11")) == "没有固定日数"


class TestLines:
    def test_days_off_in_a_row_for_one_reason_are_one_line(self):
        found = proof_words.lines(proof("T-OFFER-REPLY", "2026-09-11"))

        assert [line for line in found if line.label == "放假"] == [
            Line("放假", f"10月1日（周四）至 10月3日（周六）：国庆节，法定节日（{NOTICE}）。"),
            Line("放假", f"10月4日（周日）至 10月7日（周三）：国庆节放假调休（{NOTICE}）。"),
        ]

    def test_days_off_for_one_reason_that_do_not_follow_each_other_stay_apart(self):
        found = proof_words.lines(proof("T-GOV-FEEDBACK", "2026-12-01"))
        weekends = next(line.text for line in found if line.label == "放假")

        assert weekends.startswith("12月5日（周六）至 12月6日（周日）、12月12日（周六）至 12月13日")

    def test_a_single_day_off_is_no_range(self):
        found = proof_words.lines(proof("T-COORD", "2026-09-11"))

        assert Line("放假", "10月11日（周日）：周末。") in found

    def test_in_full_it_adds_basis_holder_consequence_and_note(self):
        found = {
            line.label: line.text
            for line in proof_words.lines_in_full(proof("T-RENEW-GEN", "2026-12-31"))
        }

        assert found["依据"] == "《集体合同规定》第38条第2款；《北京市集体合同条例》第43条"
        assert found["义务人"] == "任何一方。"
        assert found["后果"] == (
            "一方不同意续订的，期满终止。（《北京市集体合同条例》第44条第3项）"
        )

    def test_a_note_that_was_told_already_is_not_told_again(self):
        found = proof_words.lines_in_full(proof("T-PUBLISH-GEN", "2026-03-24"))

        assert len({line.text for line in found}) == len(found)
        assert "说明" not in [line.label for line in found]


class TestStoredByEarlierVersions:
    """A proof as it was stored before steps had labels."""

    OLD = {
        "rule": "T-OFFER-REPLY",
        "label": "书面答复截止",
        "duty": "reply",
        "holder": "收到要约的一方",
        "due_on": "2027-02-09",
        "raw_due_on": "2027-02-09",
        "earliest": "2027-02-09",
        "latest": "2027-02-15",
        "certain": False,
        "window": None,
        "overdue_after": "2027-02-15",
        "steps": [
            {"kind": "start", "on": "2027-01-20", "days": None, "text": "起算：2027-01-20 收到"},
            {"kind": "skip", "on": "2026-10-01", "days": 1, "text": "10-01 国庆节，法定节日"},
            {"kind": "skip", "on": "2026-10-02", "days": 1, "text": "10-02 国庆节，法定节日"},
            {"kind": "roll_over", "on": "2027-02-09", "days": 0, "text": "届满日不顺延"},
        ],
        "basis": [{"text": "工资集体协商试行办法", "article": "第17条"}],
    }  # fmt: skip

    def test_it_reads_with_the_words_it_was_stored_with(self):
        assert proof_words.lines(self.OLD) == (
            Line("起算", "2027-01-20 收到"),
            Line("放假", "10月1日（周四）至 10月2日（周五）：国庆节，法定节日。"),
            Line("", "届满日不顺延"),
        )

    def test_its_sentence_names_the_year_it_waits_for(self):
        assert "2027 年的放假安排还没有公布" in proof_words.sentence(self.OLD)

    def test_the_barest_proof_still_reads(self):
        assert proof_words.lines({}) == ()
        assert proof_words.sure({"certain": True}) == "没有规定日数"


class TestCircumstances:
    def test_a_moved_start_reads_well(self):
        moved = Circumstances(completed_on=date(2026, 3, 16), second_on=date(2026, 3, 4))
        texts = read_aloud(proof("T-REVIEW", "2026-03-06", circumstances=moved))

        assert [text for text in texts if fault(text)] == []

    def test_an_extension_reads_well(self):
        moved = Circumstances(extended_by=15)
        texts = read_aloud(proof("T-COORD", "2026-01-17", circumstances=moved))

        assert [text for text in texts if fault(text)] == []


class TestStages:
    def rules(self) -> list[DeadlineRule]:
        return BOOK.list_rules(on=date(2026, 11, 1), place="110000")

    def test_the_stages_come_in_the_order_of_the_year(self):
        found = list(deadline_stages.by_stage(self.rules()))

        assert found[:4] == ["要约与应约", "协商", "审议", "报送"]
        assert sum(map(len, deadline_stages.by_stage(self.rules()).values())) == len(self.rules())

    def after(self, rule: str, start: str, **more: Any) -> list[tuple[str, str | None, bool]]:
        calendar = BOOK.calendar()
        due = deadlines.due(
            rule,
            date.fromisoformat(start),
            place="110000",
            book=BOOK,
            calendar=calendar,
            **more,
        )
        return [
            (leg.rule.id, str(leg.due.due_on) if leg.due and leg.due.due_on else None, leg.firm)
            for leg in deadline_stages.after(due, book=BOOK, calendar=calendar)
        ]

    def test_signing_leads_to_review_effect_and_publication(self):
        assert self.after("T-FILE-WAGE", "2026-03-06") == [
            ("T-REVIEW", "2026-03-30", True),
            ("T-PUBLISH-WAGE", "2026-04-07", True),
            ("T-ANNUAL-REPORT", None, True),
            ("T-RENEW-WAGE", None, True),
        ]

    def test_what_comes_after_an_offer_has_no_day_yet(self):
        assert self.after("T-OFFER-REPLY", "2026-03-06") == [
            ("T-DATA", None, True),
            ("T-CONGRESS-DOC", None, True),
            ("T-FILE-WAGE", None, True),
        ]

    def test_what_waits_for_a_notice_makes_all_after_it_wait(self):
        found = self.after("T-FILE-WAGE", "2026-12-23")

        assert found[0][0] == "T-REVIEW"
        assert not any(firm for _rule, _on, firm in found)

    def test_the_course_ends_where_the_effect_cannot_be_known(self):
        found = self.after("T-REVIEW", "2027-01-20")

        assert ("T-PUBLISH-WAGE", None, False) in found

    @pytest.mark.parametrize(("place", "rule"), every_rule())
    def test_every_rule_has_a_course_that_ends(self, place, rule):
        found = next(one for one in BOOK.rules if one.id == rule and one.place in BOOK.chain(place))
        day = max(found.effective_from, NEW_LAW)
        calendar = BOOK.calendar()
        due = deadlines.due(rule, day, place=place, book=BOOK, calendar=calendar)
        legs = deadline_stages.after(due, book=BOOK, calendar=calendar)

        assert len({leg.rule.duty for leg in legs}) == len(legs)


class TestLengths:
    def length(self, rule_id: str) -> str:
        found = BOOK.rule(rule_id, on=date(2026, 11, 1), place="110000")
        return deadline_stages.length_in_words(found)

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            ("T-OFFER-REPLY", "自次日起 20 日"),
            ("T-GOV-FEEDBACK", "自次日起 15 个工作日"),
            ("T-CONGRESS-DOC", "提前 7 日"),
            ("T-RENEW-GEN", "之前 3 个月内"),
            ("T-PUBLISH-GEN", "没有规定日数，要求及时办理"),
            ("T-PLATFORM-CYCLE", "每年至少一次"),
        ],
    )
    def test_a_length_says_which_way_it_is_counted(self, rule, said):
        assert self.length(rule) == said
