"""How a deadline proves itself, step by step, in words and in JSON."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bargaining.readers import seeds
from bargaining.rules import deadlines
from bargaining.rules.calendar import Reading
from bargaining.rules.deadline_proofs import Step
from bargaining.rules.deadline_rules import Circumstances, ContractKind

BOOK = seeds.load_law_book()
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(rule: str, start: str, **more: Any) -> deadlines.Due:
    known = more.pop("known_until", None)
    calendar = BOOK.calendar(known_until=day(known) if known else None)
    more.setdefault("place", "110000")
    return deadlines.due(rule, day(start), book=BOOK, calendar=calendar, **more)


def steps(answer: deadlines.Due, kind: str) -> list[Step]:
    return [step for step in answer.steps if step.kind == kind]


def only(answer: deadlines.Due, kind: str) -> Step:
    (found,) = steps(answer, kind)
    return found


class TestCounting:
    def test_the_start_names_its_event_and_the_day_counted_from(self):
        assert only(due("T-OFFER-REPLY", "2026-09-11"), "start").text == (
            "2026年9月11日（周五），收到书面协商意向书（要约书）。当天不算，"
            "从第二天 9月12日（周六）数起（《民法典》第201条）。"
        )

    def test_natural_days_say_that_days_off_in_between_are_counted(self):
        assert only(due("T-OFFER-REPLY", "2026-09-11"), "count").text == (
            "数 20 日，中间的周末、节假日也算在内，最后一天是 2026年10月1日（周四）。"
            "这天是国庆节，法定节日（国办发明电〔2025〕7号）。"
        )

    def test_nothing_is_said_of_days_off_where_none_lies_in_between(self):
        assert only(due("T-PUBLISH-WAGE", "2026-03-08"), "count").text == (
            "数 5 日，最后一天是 2026年3月13日（周五）。"
        )

    def test_a_make_up_day_is_told_as_such_and_ends_the_period(self):
        answer = due("T-FILE-BJ", "2026-02-04")

        assert "这天是春节调休补班，周六照常上班（国办发明电〔2025〕7号）" in (
            only(answer, "count").text
        )
        assert only(answer, "roll_over").text == "这天不放假，不顺延。"

    def test_every_skipped_day_is_told_with_its_reason_and_notice(self):
        skipped = steps(due("T-OFFER-REPLY", "2026-09-11"), "skip")

        assert [step.on for step in skipped] == [day("2026-10-01") + DAY * n for n in range(7)]
        assert "10月3日（周六） 国庆节，法定节日（" in skipped[2].text
        assert "10月4日（周日） 国庆节放假调休（" in skipped[3].text
        assert all("国办发明电〔2025〕7号" in step.text for step in skipped)

    def test_a_weekend_is_told_as_a_weekend(self):
        assert [step.text for step in steps(due("T-REVIEW", "2026-03-06"), "skip")] == [
            "3月21日（周六） 周末。",
            "3月22日（周日） 周末。",
        ]

    def test_skipped_working_days_and_make_up_days_are_told(self):
        answer = due("T-GOV-FEEDBACK", "2026-09-11")

        assert [s.on.isoformat()[5:] for s in steps(answer, "skip") if s.on] == [
            *("09-12", "09-13", "09-19", "09-25", "09-26", "09-27"),
            *("10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"),
        ]
        assert only(answer, "make_up").text == (
            "9月20日（周日） 国庆节调休补班，周日照常上班（国办发明电〔2025〕7号），算一个工作日。"
        )
        assert "数 15 个工作日，休息日、放假日不算" in only(answer, "count").text

    def test_a_make_up_day_that_is_the_last_working_day_is_told(self):
        answer = due("T-ARB-ACCEPT", "2026-02-09")

        assert answer.due_on == only(answer, "make_up").on == day("2026-02-14")

    def test_months_name_the_same_day_of_the_month_and_its_article(self):
        assert only(due("T-MW-ADJUST", "2026-02-04"), "count").text == (
            "数 24 个月，到 2028年2月的同一日，"
            "最后一天是 2028年2月4日（周五）（《民法典》第202条）。"
        )

    def test_a_month_without_the_day_ends_on_its_last(self):
        assert "2月没有 29 日，取月末" in only(due("T-MW-ADJUST", "2024-02-29"), "count").text


class TestRollOver:
    def test_both_readings_stand_side_by_side_where_they_differ(self):
        answer = due("T-FILE-GEN", "2026-04-21")

        assert only(answer, "roll_over").text == (
            "最后一天遇放假，顺延到放假后的第一个工作日 2026年5月6日（周三）（《民法典》第203条）。"
        )
        assert (only(answer, "roll_over").on, only(answer, "roll_over").days) == (
            day("2026-05-06"),
            5,
        )
        assert only(answer, "readings").text == (
            "条文只写“法定休假日”，没有写明是否包括周末和调休日。"
            "口径A只顺延法定节日，顺延到 5月3日（周日）；"
            "口径B连周末、调休日一并顺延，到 5月6日（周三）。截止日按口径B。"
        )

    def test_a_weekend_does_not_roll_over_by_reading_a(self):
        said = only(due("T-REVIEW", "2026-03-06"), "readings").text

        assert "口径A只顺延法定节日，不顺延，仍是 3月21日（周六）" in said

    def test_readings_that_agree_are_not_told_twice(self):
        answer = due("T-PUBLISH-WAGE", "2013-12-27")

        assert answer.reading_a == answer.reading_b == day("2014-01-02")
        assert only(answer, "roll_over").text.startswith("最后一天遇放假，顺延到放假后的第一天 ")
        assert steps(answer, "readings") == []

    def test_the_reading_that_judges_is_named_where_it_is_not_b(self):
        answer = due("T-OFFER-REPLY", "2026-09-11", judged_by=Reading.A)

        assert only(answer, "readings").text.endswith("截止日按口径B，判断逾期按口径A。")
        assert only(answer, "overdue").text.endswith("按 10月4日（周日）（口径A）。")


class TestInterval:
    def test_it_says_what_is_not_known_yet_and_that_it_will_be_counted_again(self):
        answer = due("T-OFFER-REPLY", "2027-01-20")

        assert answer.awaits == (2027,)
        assert only(answer, "interval").text == (
            "2027 年的放假安排还没有公布：最早 2027年2月9日（周二），"
            "最晚 2027年2月15日（周一）。"
            "法定节日一定放假；周末可能要补班，节日前后的工作日可能放假。"
            "安排公布并录入后，自动重新推算。"
        )
        assert only(answer, "roll_over").text == "这天按现有的安排不放假，暂不顺延。"

    def test_the_last_week_of_a_year_waits_for_the_next_years_notice(self):
        assert due("T-OFFER-REPLY", "2026-12-10").awaits == (2027,)

    def test_a_calendar_cut_short_waits_for_the_year_it_was_cut_in(self):
        assert due("T-OFFER-REPLY", "2026-09-11", known_until="2025-12-31").awaits == (2026,)

    def test_working_days_wait_for_every_year_they_pass(self):
        answer = due("T-GOV-FEEDBACK", "2026-12-20", known_until="2026-06-30")

        assert answer.awaits == (2026, 2027)
        assert "暂算到" in only(answer, "count").text

    def test_a_day_that_no_notice_can_move_is_certain_and_says_why(self):
        answer = due("T-FILE-WAGE", "2027-01-20")

        assert answer.certain
        assert answer.awaits == ()
        assert "放假安排不管怎么定都是工作日" in only(answer, "count").text

    def test_a_certain_answer_has_no_interval(self):
        answer = due("T-OFFER-REPLY", "2026-09-11")

        assert answer.awaits == ()
        assert steps(answer, "interval") == []


class TestSources:
    def test_all_sources_of_a_duty_stand_side_by_side(self):
        assert [step.text for step in steps(due("T-FILE-WAGE", "2026-04-21"), "source")] == [
            "《工资集体协商试行办法》第21条：7 日，2026年4月28日（周二）。",
            (
                "《集体合同规定》第42条第1款：10 日，"
                "2026年5月1日（周五），遇放假顺延到 5月6日（周三）。"
            ),
            (
                "《北京市集体合同条例》第39条：10 日，"
                "2026年5月1日（周五），遇放假顺延到 5月6日（周三）。"
            ),
        ]

    def test_the_source_that_reminds_and_the_one_that_judges_are_told(self):
        assert only(due("T-FILE-WAGE", "2026-04-21"), "overdue").text == (
            "规定不一致，提醒按最短的（《工资集体协商试行办法》第21条，"
            "7 日）2026年4月28日（周二）；"
            "判断逾期从宽，按最长的（《集体合同规定》第42条第1款，10 日）5月6日（周三）。"
        )

    def test_sources_of_one_length_are_not_set_side_by_side(self):
        general = due("T-FILE-GEN", "2026-04-21", contract_kind=ContractKind.GENERAL)

        assert steps(general, "source") == []

    def test_one_source_reminds_early_and_judges_late(self):
        assert only(due("T-OFFER-REPLY", "2026-09-11"), "overdue").text == (
            "提醒按较早的 2026年10月1日（周四），留出余地；"
            "判断逾期从宽，按 10月8日（周四）（口径B）。"
        )

    def test_one_day_for_both_is_told_once(self):
        assert only(due("T-PUBLISH-WAGE", "2026-03-04"), "overdue").text == (
            "提醒、判断逾期都按 2026年3月9日（周一），过了这天还没有办的算逾期。"
        )

    def test_a_right_is_told_not_to_be_overdue(self):
        assert only(due("T-RENEW-WAGE", "2026-12-31"), "remind").text == (
            "从 2026年11月1日（周日）起提醒。这是权利，不提也不算逾期。"
        )

    def test_a_source_that_waits_for_a_notice_says_its_latest_day(self):
        said = [step.text for step in steps(due("T-FILE-WAGE", "2027-01-20"), "source")]

        assert said[1].endswith("，放假安排公布前按最晚的 2月11日（周四）。")


class TestBackward:
    def test_a_window_opens_and_closes_in_words(self):
        answer = due("T-RENEW-WAGE", "2026-12-31")

        assert only(answer, "opens").text == ("往前数 60 日，从 2026年11月1日（周日）起可以办理。")
        assert only(answer, "closes").text == (
            "到前一天 2026年12月30日（周三）为止；往前数的期间，遇放假不顺延。"
        )

    def test_a_window_by_months_takes_the_months_end_and_cites_its_article(self):
        assert only(due("T-RENEW-GEN", "2026-12-31"), "opens").text == (
            "往前数 3 个月；9月没有 31 日，取月末（《民法典》第202条），"
            "从 2026年9月30日（周三）起可以办理。"
        )

    def test_days_counted_back_do_not_roll_over(self):
        assert only(due("T-CONGRESS-DOC", "2026-10-10"), "count").text == (
            "往前数 7 日，最后一天是 2026年10月3日（周六）；往前数的期限，遇放假不顺延。"
        )


class TestEffectAndVersions:
    def test_the_effect_is_told_or_why_it_cannot_be(self):
        assert (
            "第二天 2026年3月24日（周二）起生效"
            in only(due("T-REVIEW", "2026-03-06"), "effect").text
        )
        assert "不写默示生效" in only(due("T-REVIEW", "2027-01-20"), "effect").text

    def test_the_wording_of_the_day_is_named_beside_the_other(self):
        old = only(due("T-CONGRESS-DOC", "2026-04-30"), "version")
        new = only(due("T-CONGRESS-DOC", "2026-05-01"), "version")

        title = "《北京市实施〈中华人民共和国工会法〉办法》"
        assert old.text == (
            f"起算日在 2026年5月1日之前，引{title}当时施行的文本第46条第2款、第20条；"
            "2026年5月1日起引新文本第41条第2款、第18条。"
        )
        assert new.text == (
            f"起算日在 2026年5月1日或之后，引{title}当时施行的文本第41条第2款、第18条；"
            "2026年5月1日之前引旧文本第46条第2款、第20条。"
        )

    def test_a_rule_whose_texts_never_changed_says_nothing_of_versions(self):
        assert steps(due("T-PUBLISH-WAGE", "2026-03-04"), "version") == []


class TestCircumstances:
    def test_papers_completed_on_demand_start_anew(self):
        answer = due(
            "T-REVIEW", "2026-03-06", circumstances=Circumstances(completed_on=day("2026-03-16"))
        )
        told = [step.text for step in steps(answer, "restart")]

        assert told[0].startswith("2026年3月16日（周一），人社部门收到补齐的文本")
        assert "从这天重新起算（" in told[0]
        assert told[-1].startswith("取较晚的 2026年3月16日（周一），当天不算，从第二天")
        assert "数起" not in only(answer, "start").text

    def test_the_second_start_and_what_it_alone_would_give_are_told(self):
        answer = due(
            "T-REVIEW", "2026-03-06", circumstances=Circumstances(second_on=day("2026-03-04"))
        )
        told = [step.text for step in steps(answer, "restart")]

        assert "另有规定从“企业报送”起算（《工资集体协商试行办法》第22条第4款）" in told[0]
        assert told[0].endswith("2026年3月4日（周三），到 3月19日（周四）。")
        assert told[1].startswith("取较晚的 2026年3月6日（周五）")

    def test_an_extension_is_counted_on_from_the_raw_end(self):
        answer = due("T-COORD", "2026-01-17", circumstances=Circumstances(extended_by=15))

        assert "最后一天是 2026年2月16日（周一）。" in only(answer, "count").text
        extended = only(answer, "extend")
        assert (extended.on, extended.days) == (day("2026-03-03"), 15)
        assert extended.text.startswith("决定延长 15 日，从 2月16日（周一）接着数，中间不再顺延（")

    def test_an_extension_that_is_still_open_names_its_last_day(self):
        said = only(due("T-COORD", "2026-01-17"), "may_extend")

        assert said.on == day("2026-03-03")
        assert "最多 15 日" in said.text


class TestWithoutLength:
    def test_it_gives_the_day_of_the_event_and_says_that_nothing_is_counted(self):
        answer = due("T-PUBLISH-GEN", "2026-03-24")

        assert [step.kind for step in answer.steps] == ["start", "no_length"]
        assert answer.steps[0].text == "2026年3月24日（周二），集体合同生效。"
        assert "没有日数" in answer.steps[1].text


class TestJson:
    def test_it_has_the_agreed_keys(self):
        told = deadlines.due_as_json(due("T-REVIEW", "2026-03-06"))

        assert {
            *("rule", "place", "start", "raw_due_on", "due_on", "readings", "window"),
            *("remind_on", "overdue_after", "effective_on", "earliest", "latest", "certain"),
            *("steps", "basis", "awaits"),
        } <= set(told)
        assert told["readings"] == {"A": "2026-03-21", "B": "2026-03-23"}
        assert told["window"] is None
        assert told["effective_on"] == "2026-03-24"
        assert told["awaits"] == []
        assert told["basis"][0] == {"text": "劳动法", "article": "第34条"}
        assert set(told["steps"][0]) == {"kind", "label", "on", "days", "text"}

    def test_every_step_has_a_label(self):
        for rule in BOOK.list_rules(on=day("2026-11-01"), place="110000"):
            for step in deadlines.due_as_json(due(rule.id, "2026-11-01"))["steps"]:
                assert step["label"], (rule.id, step)

    def test_a_window_has_both_ends(self):
        told = deadlines.due_as_json(due("T-RENEW-WAGE", "2026-12-31"))

        assert told["window"] == {"opens_on": "2026-11-01", "closes_on": "2026-12-30"}
