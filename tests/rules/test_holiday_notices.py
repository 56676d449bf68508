"""What is no notice on holidays is refused by the day; what is unusual is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import holiday_notices, holiday_plans
from bargaining.rules.calendar import Calendar, Reading
from bargaining.rules.day_words import long_day
from bargaining.rules.holiday_notices import PlannedHoliday, Stretch, spread
from tests import holiday_years

TODAY = date(2026, 11, 21)
BEFORE = holiday_years.until(2026)
REAL = holiday_years.real_notice()
# What the package records of these years is not what was noticed, or came by a special decree.
SPECIAL = {2006, 2015, 2020}


def complaints(draft, record=BEFORE):
    found = holiday_notices.remarks(draft, record, today=TODAY)
    return [one.message for one in found if one.refused]


def questions(draft, record=BEFORE):
    found = holiday_notices.remarks(draft, record, today=TODAY)
    return [one.message for one in found if not one.refused]


def changed(festival, *, off="", worked=""):
    return holiday_years.with_days(REAL, festival, off=off, worked=worked)


class TestRealNotices:
    @pytest.mark.parametrize("year", sorted(set(range(2008, 2027)) - SPECIAL))
    def test_every_notice_so_far_would_have_been_accepted(self, year):
        draft = holiday_years.real_notice(year)

        assert complaints(draft, holiday_years.until(year)) == []

    @pytest.mark.parametrize("year", [2010, 2013, 2018, 2022, 2024, 2025, 2026])
    def test_a_usual_one_raises_no_question(self, year):
        assert questions(holiday_years.real_notice(year), holiday_years.until(year)) == []

    def test_the_longer_spring_festival_of_2020_could_only_be_a_correction(self):
        draft = holiday_years.real_notice(2020)
        before = holiday_years.until(2020)
        assert any("多出 2 天没有来由" in said for said in complaints(draft, before))

        first = replace(
            before,
            notices=(*before.notices, replace(holiday_years.WHOLE.holidays.notice_by_key["2020"])),
        )
        assert complaints(draft, first) == []
        assert any("多出 2 天没有来由" in said for said in questions(draft, first))


class TestRefused:
    @pytest.mark.parametrize(
        ("draft", "said"),
        [
            (
                changed("元旦", off="01-02 01-03", worked="01-04"),
                "2026年1月1日（周四） 是法定节日（元旦），安排里没有放假",
            ),
            (
                changed("元旦", off="01-01 01-02 01-03", worked="01-05"),
                "补班日 2026年1月5日（周一） 本来就是工作日",
            ),
            (
                changed("劳动节", off="05-01 05-03 05-04 05-05", worked="05-02"),
                "补班日 2026年5月2日（周六） 是法定节日（劳动节）",
            ),
            (changed("元旦", off="01-01 01-02 01-03"), "多出 1 天没有来由"),
            (
                changed("元旦", off="01-01 01-02 01-03", worked="01-03"),
                "2026年1月3日（周六） 写了两次：元旦放假、元旦补班",
            ),
            (
                changed("元旦", off="01-01 01-02 01-03", worked="01-04 01-04"),
                "2026年1月4日（周日） 写了两次",
            ),
            (replace(REAL, holidays=()), "一天放假也没有填"),
            (replace(REAL, title=" "), "请填写通知的标题"),
            (replace(REAL, document_number=""), "请填写文号"),
            (replace(REAL, issued_on=None), "请填写通知的印发日期"),
            (
                replace(REAL, issued_on=TODAY + timedelta(days=1)),
                "印发日期 2026年11月22日 还没有到",
            ),
            (replace(REAL, link="javascript:alert(1)"), "网址要以 https:// 或 http:// 开头"),
            (replace(REAL, year=2036), "还没有收录 2036 年的节日日期"),
            (replace(REAL, year=-1), "没有 -1 年"),
            (replace(REAL, year=10**30), "请填写四位年份"),
            (
                replace(REAL, holidays=(PlannedHoliday("元旦", (date.max,)), *REAL.holidays[1:])),
                "9999年12月31日（周五） 不属于 2026 年的安排",
            ),
        ],
    )
    def test_the_sentence_names_the_day(self, draft, said):
        assert any(said in one for one in complaints(draft)), complaints(draft)

    @pytest.mark.parametrize(
        ("on", "festival", "refused"),
        [
            (date(2025, 12, 25), "元旦", False),
            (date(2025, 12, 24), "元旦", True),
            (date(2025, 12, 31), "春节", True),
            (date(2027, 1, 1), "元旦", True),
        ],
    )
    def test_only_new_year_reaches_into_the_december_before(self, on, festival, refused):
        draft = replace(REAL, holidays=(*REAL.holidays, PlannedHoliday(festival, (on,))))

        assert (
            any(
                long_day(on) in said and "不属于" in said or "上一年的日子" in said
                for said in complaints(draft)
            )
            is refused
        )

    def test_a_holiday_of_three_weeks_is_a_slip(self):
        days = tuple(date(2026, 2, 15) + timedelta(days=number) for number in range(21))
        draft = replace(REAL, holidays=(PlannedHoliday("春节", days), *REAL.holidays[2:]))

        assert any("春节写了 21 天" in said for said in complaints(draft))

    def test_a_festival_on_a_weekend_need_not_be_listed(self):
        draft = changed("清明节", off="04-04 04-06")  # the 5th is a Sunday

        assert complaints(draft) == []


class TestAsked:
    @pytest.mark.parametrize(
        ("draft", "said"),
        [
            (replace(REAL, title="国务院办公厅关于部分节假日安排的通知"), "标题里没有“2026”"),
            (replace(REAL, document_number="通知3号"), "和以往的写法"),
            (replace(REAL, link="https://example.org/notice"), "不是政府网站"),
            (replace(REAL, issued_on=date(2024, 12, 1)), "印发日期 2024年12月1日 不在"),
            (changed("元旦", off="01-01", worked="01-04"), "少 1 天"),
            (
                changed("元旦", off="01-01 01-02 01-03", worked="01-31"),
                "补班日 2026年1月31日（周六） 离元旦假期有 28 天",
            ),
            (
                changed("清明节", off="04-04 04-05 04-06 04-07", worked="04-11"),
                "比历年最长的 3 天还长",
            ),
            (
                changed("劳动节", off="05-01 05-02 05-05", worked=""),
                "劳动节的放假不连续：2026年5月4日（周一） 不放假",
            ),
        ],
    )
    def test_a_person_is_asked_and_may_confirm(self, draft, said):
        assert any(said in one for one in questions(draft)), questions(draft)

    def test_an_unknown_holiday_is_asked_about(self):
        extra = PlannedHoliday("抗战胜利纪念日", (date(2026, 9, 5),))
        draft = replace(REAL, holidays=(*REAL.holidays, extra))

        assert any("没有“抗战胜利纪念日”" in one for one in questions(draft))

    def test_only_make_up_days_for_a_festival_are_asked_about(self):
        draft = replace(
            REAL, holidays=(*REAL.holidays, PlannedHoliday("军人节", (), (date(2026, 8, 8),)))
        )

        assert any("只有补班没有放假" in one for one in questions(draft))

    def test_what_is_refused_comes_first(self):
        draft = replace(changed("元旦", off="01-02"), document_number="通知3号")
        found = holiday_notices.remarks(draft, BEFORE, today=TODAY)

        assert [one.refused for one in found] == sorted(
            (one.refused for one in found), reverse=True
        )


class TestStretches:
    def test_a_festival_inside_anothers_holiday_keeps_its_own_days(self):
        found = spread(
            [
                Stretch("国庆节", date(2025, 10, 1), date(2025, 10, 8)),
                Stretch("中秋节", date(2025, 10, 6), date(2025, 10, 6)),
            ]
        )

        assert found[1].days_off == (date(2025, 10, 6),)
        assert len(found[0].days_off) == 7
        assert date(2025, 10, 6) not in found[0].days_off

    def test_of_two_alike_the_first_has_the_days(self):
        both = [
            Stretch(name, date(2025, 10, 1), date(2025, 10, 8)) for name in ("国庆节", "中秋节")
        ]

        assert [(one.festival, len(one.days_off)) for one in spread(both)] == [("国庆节", 8)]

    def test_two_that_only_overlap_are_told_apart_by_nobody(self):
        found = spread(
            [
                Stretch("中秋节", date(2026, 9, 25), date(2026, 10, 2)),
                Stretch("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
            ]
        )
        draft = replace(REAL, holidays=found)

        assert any("2026年10月1日（周四） 写了两次" in one for one in complaints(draft))

    def test_an_empty_row_is_nothing(self):
        assert spread([Stretch("中秋节", None, None)]) == ()


class TestPlan:
    def test_a_first_notice_settles_its_year_and_the_last_week_before(self):
        plan = holiday_plans.plan(BEFORE, REAL)

        assert (plan.correction, plan.empty, plan.days_out) == (False, False, ())
        assert plan.touches == (date(2025, 12, 25), date(2026, 12, 31))
        assert holiday_plans.carried_out(BEFORE, plan).day_by_date == (
            holiday_years.WHOLE.holidays.day_by_date
        )

    def test_entered_again_nothing_is_left_to_do(self):
        after = holiday_plans.carried_out(BEFORE, holiday_plans.plan(BEFORE, REAL))

        assert holiday_plans.plan(after, REAL).empty

    def test_a_correction_touches_what_it_changes(self):
        after = holiday_plans.carried_out(BEFORE, holiday_plans.plan(BEFORE, REAL))
        draft = replace(
            changed("劳动节", off="05-01 05-02 05-03"), document_number="国办发明电〔2026〕1号"
        )
        plan = holiday_plans.plan(after, draft)

        assert plan.correction
        assert plan.touches == (date(2026, 5, 4), date(2026, 5, 9))
        assert (plan.notice.key, plan.days_in) == ("2026-2", ())
        assert [day.on.day for day in plan.days_out] == [4, 5, 9]

    def test_another_record_has_another_fingerprint(self):
        after = holiday_plans.carried_out(BEFORE, holiday_plans.plan(BEFORE, REAL))

        assert holiday_plans.fingerprint(BEFORE, 2026) != holiday_plans.fingerprint(after, 2026)
        assert holiday_plans.fingerprint(BEFORE, 2025) == holiday_plans.fingerprint(after, 2025)

    @given(st.dates(date(2025, 12, 1), date(2026, 12, 20)))
    def test_what_is_entered_is_what_deadlines_are_counted_by(self, on):
        entered = Calendar(holiday_plans.carried_out(BEFORE, holiday_plans.plan(BEFORE, REAL)))
        real = holiday_years.WHOLE.calendar()

        assert entered.roll(on, reading=Reading.B) == real.roll(on, reading=Reading.B)
        assert entered.roll_bounds(on) == real.roll_bounds(on)
