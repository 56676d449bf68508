"""What a subscribed calendar says: the step, the day and how sure it is, the articles."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import calendar_words, deadlines

BOOK = seeds.load_law_book()
NUMBER = "110108-2026-0001"


def proof(rule, start, **more):
    due = deadlines.due(
        rule, date.fromisoformat(start), place="110108", book=BOOK, calendar=BOOK.calendar()
    )
    return {**deadlines.due_as_json(due), "label": due.label, "proved": True, **more}


def told(found, act_by=None):
    day = act_by or date.fromisoformat(found["remind_on"])
    return calendar_words.description(found, act_by=day)


class TestTheHead:
    def test_it_is_number_and_step_and_nothing_else(self):
        found = proof("T-OFFER-REPLY", "2026-09-18")

        assert calendar_words.summary(NUMBER, found) == f"{NUMBER} 书面答复"

    def test_a_name_stands_there_only_where_it_is_given(self):
        found = proof("T-OFFER-REPLY", "2026-09-18")

        assert calendar_words.summary(NUMBER, found, name="示例餐饮有限公司") == (
            f"{NUMBER} 书面答复 示例餐饮有限公司"
        )


class TestTheWords:
    def test_a_certain_day_is_said_to_be_certain_with_its_articles(self):
        lines = told(proof("T-OFFER-REPLY", "2026-09-18")).split("\n")

        assert lines == [
            "收到要约的一方应在 2026年10月8日（周四）前（含当天）书面答复。",
            "日期已经确定。",
            (
                "依据：《工资集体协商试行办法》第17条；《集体合同规定》第32条；"
                "《北京市集体合同条例》第32条第2款。"
            ),
        ]

    def test_a_day_that_rolls_over_says_that_the_entry_stands_before(self):
        lines = told(proof("T-OFFER-REPLY", "2026-09-11")).split("\n")

        assert "2026年10月8日（周四）前" in lines[0]
        assert lines[1] == "请按 2026年10月1日（周四）办，留出余地。"

    def test_an_interval_names_its_earliest_and_its_latest_day(self):
        found = proof("T-OFFER-REPLY", "2028-01-10")
        assert not found["certain"]

        text = told(found)

        assert "最早 2028年" in text
        assert "最晚 " in text
        assert "日期待定。" in text
        assert "日期已经确定" not in text

    def test_a_window_names_both_ends(self):
        found = proof("T-RENEW-WAGE", "2026-12-31")

        text = told(found, date.fromisoformat(found["due_on"]))

        assert "从 2026年11月1日" in text
        assert "12月30日" in text
        assert "办，留出余地" not in text

    def test_a_yearly_duty_says_that_its_year_is_full(self):
        text = told(proof("T-ANNUAL-REPORT", "2025-12-01"), date(2026, 12, 1))

        assert "2026年12月1日（周二）满一年" in text
        assert "日期" not in text

    def test_what_is_not_proved_or_not_settled_says_so(self):
        found = proof("T-OFFER-REPLY", "2026-09-18", proved=False, unsettled="依据尚待确认。")

        text = told(found)

        assert "没有收到凭证，暂按报送之日推算。" in text
        assert "依据尚待确认。" in text

    @pytest.mark.parametrize("rule", sorted({rule.id for rule in BOOK.rules}))
    def test_every_rule_can_be_told_in_words(self, rule):
        held = next(one for one in BOOK.rules if one.id == rule)
        on = max(held.effective_from, date(2026, 3, 2))
        due = deadlines.due(rule, on, place=held.place, book=BOOK, calendar=BOOK.calendar())

        text = told({**deadlines.due_as_json(due), "label": due.label}, due.remind_on or on)

        assert "None" not in text
        assert "依据：《" in text
