"""What hangs on a street's wall: a month a page, every entry once, nothing outside its square."""

from __future__ import annotations

import io
import re
from calendar import Calendar
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.documents import wall_calendar
from bargaining.documents.wall_calendar import Wall, WallDay, WallEntry, WallMonth
from tests.documents import reading

PRINTED = date(2026, 11, 20)
# Four, five and six weeks.
MONTHS = (date(2027, 2, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 5, 1))
NAMES = st.text(alphabet="示例餐饮管理科技ABWM ", min_size=1, max_size=40)


def entry(number, *, last=False, name="示例餐饮管理", step="书面答复"):
    return WallEntry(
        name=f"{name}{number}",
        full_name=f"北京{name}{number}有限公司",
        step=step,
        full_step=f"{step}截止",
        last=last,
    )


def month(first, entries=None, **marks):
    """A month whose days hold what is given by number of the day."""
    entries = entries or {}

    def day(on):
        mark, word = marks.get(f"d{on.day}", ("", ""))
        return WallDay(on, on.weekday() > 4, mark=mark, word=word, entries=entries.get(on.day, ()))

    weeks = Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return WallMonth(
        first, [[day(on) if on.month == first.month else None for on in week] for week in weeks]
    )


def wall(*months, remarks=()):
    return Wall("中关村街道", months, PRINTED, remarks)


def printed(*months, **more):
    return wall_calendar.print_wall(wall(*months, **more))


def said(content):
    return reading.pdf_pages(content)


class TestThePage:
    def test_every_month_is_one_page_of_a4_across(self):
        content = printed(*(month(first) for first in MONTHS))

        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        assert len(pages) == len(MONTHS)
        assert {(round(one.mediabox.width), round(one.mediabox.height)) for one in pages} == {
            (842, 595)
        }

    def test_it_is_headed_by_street_title_and_month_and_says_when_it_was_printed(self):
        (page,) = said(printed(month(MONTHS[1])))

        assert "中关村街道工资集体协商期限挂历" in page
        assert "2026年11月" in page
        assert "打印日期：2026年11月20日（周五）" in page
        assert "●最后一天" in page
        assert "○最晚请在这天办" in page

    def test_a_month_without_anything_says_so_and_stays_a_calendar(self):
        (page,) = said(printed(month(MONTHS[1])))
        (full,) = said(printed(month(MONTHS[1], {5: [entry(1)]})))

        assert "本月没有到期的事项" in page
        assert "本月没有到期的事项" not in full
        assert all(str(number) in page for number in range(1, 31))

    def test_days_off_and_days_to_make_up_are_marked_with_their_holiday(self):
        (page,) = said(printed(month(MONTHS[1], d2=("休", "元旦放假"), d7=("班", "元旦补班"))))

        assert "2休元旦放假" in page
        assert "7班元旦补班" in page

    def test_a_remark_stands_at_the_foot(self):
        (page,) = said(printed(month(MONTHS[1]), remarks=["只列指导员联系的企业。"]))

        assert "只列指导员联系的企业。" in page

    def test_the_last_day_has_another_sign_than_the_day_to_act_by(self):
        (page,) = said(printed(month(MONTHS[1], {5: [entry(1), entry(2, last=True)]})))

        assert "○示例餐饮管理1书面答复" in page
        assert "●示例餐饮管理2书面答复" in page

    def test_its_face_is_inside(self):
        content = printed(month(MONTHS[1], {5: [entry(1)]}))

        assert all("Noto-Sans-CJK" in name for name in reading.fonts_in(content))

    def test_a_character_that_no_font_has_is_an_error_and_no_box(self):
        with pytest.raises(errors.Refused, match="U\\+10FFF0"):
            printed(month(MONTHS[1], {5: [entry("\U0010fff0")]}))

    def test_markup_in_a_name_is_text(self):
        (page,) = said(printed(month(MONTHS[1], {5: [entry("<b>&")]})))

        assert "<b>&" in page


class TestWhatDoesNotFit:
    def test_it_stands_in_full_on_the_page_behind_its_month(self):
        many = [entry(number) for number in range(10, 70)]

        pages = said(printed(month(MONTHS[1], {5: many}), month(MONTHS[2])))

        assert len(pages) == 3
        assert "当天其余事项" in pages[1]
        assert "11月5日（周四）" in pages[1]
        found = re.search(r"另有(\d+)项，见附页", pages[0])
        assert pages[1].count("○北京") == int(found.group(1))
        for one in many:
            assert (f"○{one.name}{one.step}" in pages[0]) != (
                f"○{one.full_name}：{one.full_step}" in pages[1]
            )

    def test_as_many_pages_follow_as_it_takes(self):
        many = [entry(number) for number in range(1000, 1500)]

        pages = said(printed(month(MONTHS[1], {5: many})))

        assert len(pages) > 3
        assert sum(page.count("○北京") + page.count("○示例") for page in pages) == len(many)

    def test_all_that_fits_needs_no_second_page(self):
        pages = said(printed(month(MONTHS[1], {5: [entry(1), entry(2), entry(3)]})))

        assert len(pages) == 1
        assert "附页" not in pages[0]


class TestTheShareOfTheWeeks:
    def test_a_week_that_needs_more_gets_more_and_nothing_is_given_away(self):
        full = month(MONTHS[1], {5: [entry(number) for number in range(20)]})

        bare, shared = wall_calendar.rooms(month(MONTHS[1])), wall_calendar.rooms(full)

        assert sum(bare) == sum(shared)
        assert max(bare) - min(bare) <= 1
        assert shared[1] == max(shared) > max(bare)

    @given(
        st.sampled_from(MONTHS),
        st.dictionaries(
            st.integers(1, 28), st.lists(st.builds(entry, NAMES, name=NAMES), max_size=12)
        ),
    )
    def test_no_square_holds_more_lines_than_it_has(self, first, entries):
        made = month(first, entries)

        for week, room in zip(made.weeks, wall_calendar.rooms(made), strict=True):
            for day in week:
                held = wall_calendar.fitting(day.entries, room=room) if day else 0
                lines = sum(wall_calendar._lines(one) for one in day.entries[:held]) if day else 0
                assert lines + (held < len(day.entries) if day else 0) <= room or held == 0

    @pytest.mark.parametrize("first", MONTHS)
    @pytest.mark.parametrize(
        "name", ["示例餐饮管理有限责任", "WMWMWMWMWMWM WMW", "示例 A B C D E F G H I J"]
    )
    def test_the_fullest_month_stays_on_its_page(self, first, name):
        entries = {
            number: [entry(which, name=name, step="提交审议文件") for which in range(9)]
            for number in range(1, 29)
        }

        pages = said(printed(month(first, entries)))

        assert "当天其余事项" not in pages[0]
        assert "打印日期" in pages[0]
        assert all("打印日期" not in page for page in pages[1:])
