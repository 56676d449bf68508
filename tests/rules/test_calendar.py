"""Days off, both readings of the roll-over, and the interval while a notice is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules.calendar import (
    Calendar,
    DayKind,
    Reading,
    add_days,
    add_months,
)
from bargaining.rules.festivals import HolidayRecord, Notice, NoticedDay

BOOK = seeds.load_law_book()
RECORD = BOOK.holidays
CALENDAR = BOOK.calendar()
DAY = timedelta(days=1)
# A holiday given for one year alone, by a decision nobody could foresee.
UNFORESEEN = {date(2015, 9, 3) + DAY * number for number in range(4)}


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_between(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


class TestStatutoryDays:
    @pytest.mark.parametrize(
        ("year", "expected"),
        [
            (2007, "01-01 02-18 02-19 02-20 05-01 05-02 05-03 10-01 10-02 10-03"),
            (2013, "01-01 02-09 02-10 02-11 04-04 05-01 06-12 09-19 10-01 10-02 10-03"),
            (2024, "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03"),
            (
                2025,
                "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06",
            ),
            (
                2027,
                "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
            ),
        ],
    )
    def test_each_year_has_the_days_of_the_decree_in_force(self, year, expected):
        assert sorted(RECORD.statutory(year)) == [
            day(f"{year}-{each}") for each in expected.split()
        ]

    def test_two_festivals_on_one_day_are_both_named(self):
        assert set(RECORD.statutory(2020)[day("2020-10-01")].split("、")) == {"国庆节", "中秋节"}

    @pytest.mark.parametrize("year", [1999, 2036])
    def test_a_year_beyond_the_record_is_missing_law(self, year):
        with pytest.raises(errors.LawMissing):
            RECORD.statutory(year)

    @pytest.mark.parametrize("year", range(2004, 2027))
    def test_no_notice_makes_a_statutory_day_a_workday(self, year):
        for on in RECORD.statutory(year):
            noticed = RECORD.day_by_date.get(on)

            assert noticed.is_off if noticed else on.weekday() >= 5, on

    def test_the_longest_holiday_ever_noticed_is_known_for_each_festival(self):
        assert {name: RECORD.longest[name] for name in ("元旦", "春节", "国庆节", "中秋节")} == {
            "元旦": 3,
            "春节": 10,
            "国庆节": 8,
            "中秋节": 3,
        }


class TestKindOfDay:
    @pytest.mark.parametrize(
        ("on", "kind"),
        [
            ("2026-02-14", DayKind.MAKE_UP),
            ("2026-02-15", DayKind.REST),
            ("2026-02-16", DayKind.FESTIVAL),
            ("2026-02-19", DayKind.FESTIVAL),
            ("2026-02-20", DayKind.REST),
            ("2026-02-24", DayKind.WORKDAY),
            ("2026-02-28", DayKind.MAKE_UP),
            ("2026-03-01", DayKind.WEEKEND),
            ("2026-03-02", DayKind.WORKDAY),
        ],
    )
    def test_a_day_is_what_decree_notice_and_week_make_it(self, on, kind):
        assert CALENDAR.kind_of(day(on)) is kind

    def test_a_day_names_the_notice_behind_it(self):
        assert str(CALENDAR.notice_on(day("2026-10-05"))) == "国办发明电〔2025〕7号"

    def test_a_changed_day_names_the_notice_that_changed_it(self):
        assert str(CALENDAR.notice_on(day("2020-02-01"))) == "国办发明电〔2020〕1号"
        assert str(CALENDAR.notice_on(day("2020-01-30"))) == "国办发明电〔2019〕16号"

    def test_a_day_after_the_known_ones_has_no_notice_and_is_projected(self):
        cut = BOOK.calendar(known_until=day("2026-10-04"))

        assert cut.kind_of(day("2026-10-04")) is DayKind.REST
        assert cut.kind_of(day("2026-10-05")) is DayKind.WORKDAY
        assert cut.notice_on(day("2026-10-05")) is None


class TestKnown:
    @pytest.mark.parametrize(
        ("on", "known"),
        [
            ("2003-12-31", False),
            ("2004-01-01", True),
            ("2025-12-31", True),
            ("2026-12-24", True),
            ("2026-12-25", False),
            ("2027-01-01", False),
        ],
    )
    def test_the_last_week_of_the_year_waits_for_the_next_notice(self, on, known):
        assert CALENDAR.is_known(day(on)) is known

    def test_the_last_known_day_is_known(self):
        cut = BOOK.calendar(known_until=day("2025-06-30"))

        assert cut.is_known(day("2025-06-30"))
        assert not cut.is_known(day("2025-07-01"))


class TestRollOver:
    @pytest.mark.parametrize(
        ("raw", "by_a", "by_b"),
        [
            ("2026-10-01", "2026-10-04", "2026-10-08"),
            ("2026-05-01", "2026-05-03", "2026-05-06"),
            ("2026-02-14", "2026-02-14", "2026-02-14"),
            ("2026-03-21", "2026-03-21", "2026-03-23"),
            ("2026-02-16", "2026-02-20", "2026-02-24"),
            ("2026-09-30", "2026-09-30", "2026-09-30"),
            ("2026-10-08", "2026-10-08", "2026-10-08"),
            ("2018-12-29", "2018-12-29", "2018-12-29"),
            ("2018-12-30", "2018-12-30", "2019-01-02"),
        ],
    )
    def test_reading_a_passes_festivals_and_reading_b_every_day_off(self, raw, by_a, by_b):
        assert CALENDAR.roll(day(raw), reading=Reading.A) == day(by_a)
        assert CALENDAR.roll(day(raw), reading=Reading.B) == day(by_b)

    @given(st.dates(date(2004, 1, 1), date(2026, 12, 20)))
    def test_no_day_skipped_is_worked_and_the_day_reached_is(self, raw):
        for reading in Reading:
            reached = CALENDAR.roll(raw, reading=reading)

            assert reached >= raw
            assert not CALENDAR.is_off(reached, reading=reading)
            for skipped in days_between(raw, reached - DAY):
                assert CALENDAR.is_off(skipped, reading=reading)

    @given(st.dates(date(2004, 1, 1), date(2026, 12, 20)))
    def test_reading_b_is_never_earlier_than_reading_a(self, raw):
        assert CALENDAR.roll(raw, reading=Reading.A) <= CALENDAR.roll(raw, reading=Reading.B)


class TestWorkdays:
    def test_working_days_pass_holidays_and_count_make_up_days(self):
        assert CALENDAR.count_workdays(day("2026-09-20"), days=15) == day("2026-10-16")

    def test_the_start_day_is_not_counted(self):
        assert CALENDAR.count_workdays(day("2026-03-02"), days=1) == day("2026-03-03")

    @given(st.dates(date(2004, 1, 1), date(2026, 10, 20)), st.integers(1, 20))
    def test_as_many_working_days_lie_between_as_were_asked(self, start, days):
        last = CALENDAR.count_workdays(start, days=days)
        worked = [
            each
            for each in days_between(start + DAY, last)
            if not CALENDAR.is_off(each, reading=Reading.B)
        ]

        assert len(worked) == days
        assert worked[-1] == last


class TestInterval:
    @pytest.mark.parametrize(
        ("raw", "earliest", "latest"),
        [
            ("2026-12-19", "2026-12-21", "2026-12-21"),
            ("2026-12-25", "2026-12-25", "2026-12-25"),
            ("2026-12-26", "2026-12-26", "2026-12-28"),
            ("2026-12-31", "2026-12-31", "2027-01-04"),
            ("2027-01-01", "2027-01-02", "2027-01-04"),
            ("2027-01-04", "2027-01-04", "2027-01-04"),
            ("2027-02-04", "2027-02-04", "2027-02-15"),
            ("2027-02-05", "2027-02-09", "2027-02-15"),
            ("2027-03-10", "2027-03-10", "2027-03-10"),
            ("2027-03-13", "2027-03-13", "2027-03-15"),
            ("2027-09-12", "2027-09-12", "2027-09-16"),
            ("2027-09-13", "2027-09-13", "2027-09-16"),
            ("2027-09-14", "2027-09-14", "2027-09-17"),
            ("2027-09-15", "2027-09-16", "2027-09-20"),
            ("2027-09-17", "2027-09-17", "2027-09-20"),
            ("2027-10-01", "2027-10-04", "2027-10-11"),
        ],
    )
    def test_it_reaches_from_the_fewest_to_the_most_days_off(self, raw, earliest, latest):
        bounds = CALENDAR.roll_bounds(day(raw))

        assert (bounds.earliest, bounds.latest) == (day(earliest), day(latest))
        assert bounds.certain == (earliest == latest)

    def test_a_noticed_year_gives_one_day(self):
        bounds = CALENDAR.roll_bounds(day("2026-10-01"))

        assert bounds.certain
        assert bounds.latest == day("2026-10-08")

    def test_half_a_holiday_known_leaves_the_other_half_open(self):
        cut = BOOK.calendar(known_until=day("2026-10-03"))
        bounds = cut.roll_bounds(day("2026-10-01"))

        assert (bounds.earliest, bounds.latest) == (day("2026-10-04"), day("2026-10-09"))

    def test_working_days_are_bounded_too(self):
        bounds = CALENDAR.workday_bounds(day("2027-03-01"), days=5)

        assert (bounds.earliest, bounds.latest) == (day("2027-03-06"), day("2027-03-08"))

    def test_without_any_notice_ever_a_festival_lasts_its_statutory_days(self):
        bare = Calendar(replace(RECORD, notices=(), days=()))
        bounds = bare.roll_bounds(day("2027-02-05"))

        assert (bounds.earliest, bounds.latest) == (day("2027-02-09"), day("2027-02-09"))

    @pytest.mark.parametrize("raw", ["2000-02-02", "2035-11-01"])
    def test_a_year_out_of_reach_need_not_be_recorded(self, raw):
        assert CALENDAR.roll_bounds(day(raw)).earliest == day(raw)

    @pytest.mark.parametrize("raw", ["2000-01-05", "2035-12-28"])
    def test_a_year_within_reach_must_be_recorded(self, raw):
        with pytest.raises(errors.LawMissing):
            CALENDAR.roll_bounds(day(raw))

    def test_a_day_far_beyond_the_record_is_missing_law(self):
        with pytest.raises(errors.LawMissing):
            CALENDAR.roll_bounds(date(9999, 12, 30))
        with pytest.raises(errors.LawMissing):
            CALENDAR.workday_bounds(date(9999, 12, 30), days=5)

    @given(st.dates(date(2004, 1, 2), date(2026, 12, 20)), st.integers(0, 40))
    def test_what_a_past_notice_made_lay_within_what_could_be_foretold(self, raw, known_before):
        truth = CALENDAR.roll(raw, reading=Reading.B)
        bounds = BOOK.calendar(known_until=raw - DAY * known_before).roll_bounds(raw)

        if not UNFORESEEN & set(days_between(raw, truth)):
            assert bounds.earliest <= truth <= bounds.latest


def holidays_of(year: int) -> dict[str, list[date]]:
    """A year's statutory days by festival."""
    found: dict[str, list[date]] = {}
    for on, names in RECORD.statutory(year).items():
        for name in names.split("、"):
            found.setdefault(name, []).append(on)
    return found


def blocks_of(name: str, statutory: list[date], *, length: int) -> list[set[date]]:
    """Every holiday of a length that holds a festival's statutory days."""
    shortest = (max(statutory) - min(statutory)).days + 1
    first = min(statutory)
    return [
        set(days_between(first - DAY * before, first - DAY * before + DAY * (length - 1)))
        for before in range(length - shortest + 1)
    ]


def lengths_of(name: str, statutory: list[date]) -> range:
    shortest = (max(statutory) - min(statutory)).days + 1
    return range(shortest, max(shortest, RECORD.longest[name]) + 1)


@st.composite
def notices(draw, year: int) -> list[NoticedDay]:
    """Draw a notice that could still come out: a block per festival, any weekends worked."""
    off: set[date] = set()
    for name, statutory in holidays_of(year).items():
        lengths = lengths_of(name, statutory)
        length = draw(st.one_of(st.just(lengths[-1]), st.sampled_from(lengths)))
        off |= draw(st.sampled_from(blocks_of(name, statutory, length=length)))
    # What lies before the reach of a notice stays as it was noticed.
    off = {each for each in off if each >= date(year - 1, 12, 25)}
    weekends = [
        each
        for each in days_between(date(year - 1, 12, 25), date(year, 12, 24))
        if each.weekday() >= 5 and each not in off
    ]
    worked = draw(
        st.one_of(st.just(set()), st.just(set(weekends)), st.sets(st.sampled_from(weekends)))
    )
    return [
        NoticedDay(on=on, is_off=on in off, festival="节日", notice=str(year))
        for on in sorted(off | worked)
    ]


def before_notice(year: int) -> HolidayRecord:
    """The record with every notice before a year's, plain ones where none has come out yet."""
    known = {one.key: one for one in RECORD.notices if one.year < year}
    plain = [
        Notice(key=str(each), year=each, title=f"试拟的{each}年通知") for each in range(2027, year)
    ]
    days = tuple(each for each in RECORD.days if each.notice in known)
    return replace(RECORD, notices=(*known.values(), *plain), days=days)


def with_notice(year: int, days: list[NoticedDay]) -> Calendar:
    before = before_notice(year)
    notice = Notice(key=str(year), year=year, title=f"试拟的{year}年通知")
    return Calendar(replace(before, notices=(*before.notices, notice), days=(*before.days, *days)))


# 中秋节 within or beside 国庆节, on one day with it, far from it; 元旦 on every day of the week.
YEARS = (2020, 2023, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2034)
# What is foreseen for a past year is bounded by the longest holidays to this day.
OPEN = {
    year: Calendar(RECORD, known_until=date(year - 1, 12, 24))
    if year in RECORD.noticed_years
    else Calendar(before_notice(year))
    for year in YEARS
}


@st.composite
def near_a_festival(draw, year: int) -> date:
    on = draw(st.sampled_from(sorted(RECORD.statutory(year))))
    return on + DAY * draw(st.integers(-12, 12))


@st.composite
def a_notice_and_a_day(draw) -> tuple[int, list[NoticedDay], date]:
    year = draw(st.sampled_from(YEARS))
    return year, draw(notices(year)), draw(near_a_festival(year))


class TestEveryNoticeThatCouldCome:
    @given(a_notice_and_a_day())
    def test_it_gives_a_day_within_the_interval(self, drawn):
        year, days, raw = drawn
        bounds = OPEN[year].roll_bounds(raw)
        rolled = with_notice(year, days).roll(raw, reading=Reading.B)

        assert bounds.earliest <= rolled <= bounds.latest

    @given(a_notice_and_a_day(), st.integers(1, 15))
    def test_it_gives_a_working_day_within_the_interval(self, drawn, length):
        year, days, start = drawn
        bounds = OPEN[year].workday_bounds(start, days=length)
        counted = with_notice(year, days).count_workdays(start, days=length)

        assert bounds.earliest <= counted <= bounds.latest

    @given(
        st.sampled_from(YEARS).flatmap(lambda year: st.tuples(st.just(year), near_a_festival(year)))
    )
    def test_the_projection_lies_within_the_interval(self, drawn):
        year, raw = drawn
        bounds = OPEN[year].roll_bounds(raw)

        assert bounds.earliest <= OPEN[year].roll(raw, reading=Reading.B) <= bounds.latest

    @pytest.mark.parametrize("year", YEARS)
    def test_both_ends_are_days_that_some_notice_makes(self, year):
        """Walk every placing of the longest holidays, and the notice that gives nothing away."""
        for festival, statutory in holidays_of(year).items():
            for offset in range(-9, 10):
                raw = statutory[0] + DAY * offset
                if raw.year != year:
                    continue
                bounds = OPEN[year].roll_bounds(raw)
                reached = {self._reached(year, raw, off) for off in self._placings(year, raw)}
                least = raw
                while RECORD.statutory(least.year).get(least):
                    least += DAY
                if OPEN[year].is_known(raw):
                    continue

                assert bounds.latest == max(reached), (festival, raw)
                assert bounds.earliest == least, (festival, raw)

    def _placings(self, year: int, raw: date) -> Iterator[set[date]]:
        near = [
            blocks_of(name, statutory, length=lengths_of(name, statutory)[-1])
            for name, statutory in holidays_of(year).items()
            if abs((statutory[0] - raw).days) < 30
        ]
        for placing in product(*near):
            yield set().union(*placing)

    def _reached(self, year: int, raw: date, off: set[date]) -> date:
        on = raw
        while on in off or on.weekday() >= 5 or on in RECORD.statutory(on.year):
            on += DAY
        return on

    def test_its_days_of_december_hold_against_this_years(self):
        days = [NoticedDay(on=day("2026-12-31"), is_off=True, festival="元旦", notice="2027")]

        assert with_notice(2027, days).kind_of(day("2026-12-31")) is DayKind.REST

    def test_a_longer_holiday_than_ever_widens_the_years_after_it(self):
        days = [
            NoticedDay(on=each, is_off=True, festival="春节", notice="2027")
            for each in days_between(day("2027-01-30"), day("2027-02-21"))
        ]
        longer = with_notice(2027, days)

        assert longer.record.longest["春节"] == 23
        assert longer.roll_bounds(day("2028-01-26")).latest == day("2028-02-17")


class TestMemory:
    def test_a_corrected_record_answers_anew(self):
        before = BOOK.calendar()
        assert before.roll(day("2026-10-01"), reading=Reading.B) == day("2026-10-08")
        shorter = tuple(each for each in RECORD.days if each.on != day("2026-10-07"))
        after = replace(BOOK, holidays=replace(RECORD, days=shorter)).calendar()

        assert after.roll(day("2026-10-01"), reading=Reading.B) == day("2026-10-07")
        assert before.roll(day("2026-10-01"), reading=Reading.B) == day("2026-10-08")
        assert after.roll_bounds(day("2026-10-01")).latest == day("2026-10-07")

    def test_a_book_has_one_calendar_and_a_cut_one_is_its_own(self):
        assert BOOK.calendar() is BOOK.calendar()
        assert BOOK.calendar(known_until=day("2026-01-01")) is not BOOK.calendar()

    @given(st.dates(date(2004, 1, 2), date(2034, 12, 1)), st.sampled_from(Reading))
    def test_asked_again_it_says_the_same(self, raw, reading):
        fresh = Calendar(RECORD)

        assert CALENDAR.roll(raw, reading=reading) == fresh.roll(raw, reading=reading)
        assert CALENDAR.roll_bounds(raw) == fresh.roll_bounds(raw)


class TestLongest:
    def test_a_holiday_of_two_festivals_counts_whole_for_the_longer(self):
        days = tuple(each for each in RECORD.days if each.on.year == 2025)
        found = replace(RECORD, days=days).longest

        assert (found["国庆节"], found["中秋节"]) == (8, 1)

    def test_a_weekend_nobody_lists_belongs_to_the_holiday_around_it(self):
        days = tuple(each for each in RECORD.days if each.on.year == 2011)  # 06-05 is not listed

        assert replace(RECORD, days=days).longest["端午节"] == 3

    def test_a_workday_between_parts_two_holidays(self):
        days = tuple(each for each in RECORD.days if each.on.year == 2009)

        assert replace(RECORD, days=days).longest["端午节"] == 3


class TestCounting:
    @pytest.mark.parametrize(
        ("start", "months", "expected"),
        [
            ("2026-12-31", -3, "2026-09-30"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-15", 2, "2027-01-15"),
            ("2026-01-15", -1, "2025-12-15"),
            ("0001-02-15", -1, "0001-01-15"),
            ("9999-11-15", 1, "9999-12-15"),
        ],
    )
    def test_months_end_on_the_same_number_or_the_months_last_day(self, start, months, expected):
        assert add_months(day(start), months=months) == day(expected)

    def test_a_day_beyond_the_calendar_is_unusable(self):
        for attempt in (
            lambda: add_days(date.max, days=1),
            lambda: add_days(date.min, days=-1),
            lambda: add_months(date.max, months=1),
            lambda: add_months(date.min, months=-1),
        ):
            with pytest.raises(errors.Unusable, match="超出可推算的范围"):
                attempt()
