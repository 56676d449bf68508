"""How a deadline proves itself, step by step, in words and in JSON."""

from __future__ import annotations

from datetime import date, timedelta

from bargaining.readers import seeds
from bargaining.rules import deadlines

BOOK = seeds.load_law_book()
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(rule: str, start: str) -> deadlines.Due:
    return deadlines.due(rule, day(start), place="110000", book=BOOK, calendar=BOOK.calendar())


class TestProof:
    def test_every_skipped_day_is_told_with_its_notice(self):
        skipped = [s for s in due("T-OFFER-REPLY", "2026-09-11").steps if s.kind == "skip"]

        assert [step.on for step in skipped] == [day("2026-10-01") + DAY * n for n in range(7)]
        assert "国庆节，法定节日" in skipped[2].text
        assert "国庆节放假调休" in skipped[3].text
        assert all("国办发明电〔2025〕7号" in step.text for step in skipped)

    def test_a_make_up_day_is_told_as_such(self):
        count = due("T-FILE-BJ", "2026-02-04").steps[1]

        assert (
            count.text
            == "＋10日 → 2026-02-14（周六，春节调休补班，照常上班，国办发明电〔2025〕7号）"
        )

    def test_both_readings_are_told(self):
        roll_over = next(s for s in due("T-FILE-GEN", "2026-04-21").steps if s.kind == "roll_over")

        assert roll_over.text == (
            "顺延至放假后首个工作日 → 2026-05-06"
            "（口径B；口径A为 05-03，仅法定节日顺延，民法典第203条）"
        )
        assert (roll_over.on, roll_over.days) == (day("2026-05-06"), 5)

    def test_both_readings_that_agree_after_a_festival_are_told(self):
        answer = due("T-PUBLISH-WAGE", "2013-12-27")
        roll_over = next(s for s in answer.steps if s.kind == "roll_over")

        assert answer.reading_a == answer.reading_b == day("2014-01-02")
        assert "口径A、B相同" in roll_over.text

    def test_the_source_that_reminds_and_the_one_that_judges_are_told(self):
        said = due("T-FILE-WAGE", "2026-04-21").steps[-1]

        assert said.kind == "overdue"
        assert said.text == (
            "提醒按 04-28（工资集体协商试行办法第21条，7日），"
            "判断逾期按 2026-05-06（集体合同规定第42条第1款，10日；从宽判逾期）"
        )

    def test_a_right_is_told_not_to_be_overdue(self):
        assert "这是权利，不判断逾期" in due("T-RENEW-WAGE", "2026-12-31").steps[-1].text

    def test_one_day_for_both_is_told_once(self):
        said = due("T-PUBLISH-WAGE", "2026-03-04").steps[-1]

        assert said.text == "提醒、判断逾期均按 2026-03-09"

    def test_the_effect_is_told_or_why_it_cannot_be(self):
        assert "2026-03-24" in due("T-REVIEW", "2026-03-06").steps[-1].text
        assert "待放假安排公布后确定" in due("T-REVIEW", "2027-01-20").steps[-1].text

    def test_skipped_working_days_are_told(self):
        steps = due("T-GOV-FEEDBACK", "2026-09-20").steps

        assert [s.on.isoformat()[5:] for s in steps if s.kind == "skip"] == [
            *("09-25", "09-26", "09-27"),
            *("10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07", "10-11"),
        ]

    def test_a_window_by_months_cites_how_months_are_counted(self):
        opens = next(s for s in due("T-RENEW-GEN", "2026-12-31").steps if s.kind == "opens")

        assert opens.text == "－3个月 → 2026-09-30 起可以办理（民法典第202条）"

    def test_json_has_the_agreed_keys(self):
        told = deadlines.due_as_json(due("T-REVIEW", "2026-03-06"))

        assert {
            *("rule", "place", "start", "raw_due_on", "due_on", "readings", "window"),
            *("remind_on", "overdue_after", "effective_on", "earliest", "latest", "certain"),
            *("steps", "basis"),
        } <= set(told)
        assert told["readings"] == {"A": "2026-03-21", "B": "2026-03-23"}
        assert told["window"] is None
        assert told["effective_on"] == "2026-03-24"
        assert told["basis"][0] == {"text": "劳动法", "article": "第34条"}
        assert set(told["steps"][0]) == {"kind", "on", "days", "text"}

    def test_json_of_a_window_has_both_ends(self):
        told = deadlines.due_as_json(due("T-RENEW-WAGE", "2026-12-31"))

        assert told["window"] == {"opens_on": "2026-11-01", "closes_on": "2026-12-30"}
