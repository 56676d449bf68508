"""What may be entered for a figure: what was understood, what is refused, what is doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import Refused, Unusable
from bargaining.rules import figure_entries
from bargaining.rules.figure_entries import Draft, doubts, read_value, refuse_amiss
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Source, Status

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
SOURCE = Source(title="试拟的通知")


def value(start: str, amount: str | None, **more) -> FigureValue:
    usual = {
        "source": SOURCE,
        "verification": "已核：通知原文",
        "checked_on": TODAY,
        "status": Status.VALUE if amount is not None else Status.NOT_PUBLISHED,
    }
    return FigureValue(
        effective_from=date.fromisoformat(start),
        value=None if amount is None else Decimal(amount),
        **(usual | more),
    )


FLOOR = Figure(
    name="minimum_wage_monthly",
    place="110000",
    label="月最低工资标准",
    unit="元/月",
    kind=FigureKind.STANDING,
    values=(value("2023-09-01", "2420"), value("2025-09-01", "2540")),
)
LINE = Figure(
    name="guideline_base_high",
    place="110000",
    label="基准线",
    unit="比率",
    kind=FigureKind.YEARLY,
    values=(value("2023-10-19", "0.051", year=2023),),
)


def draft(start: str, amount: str | None, *, figure: Figure = FLOOR, **more) -> Draft:
    kept = {key: more.pop(key) for key in ("replaces", "reason") if key in more}
    return Draft(figure=figure, entry=value(start, amount, **more), **kept)


def refused(one: Draft) -> tuple[str, str]:
    with pytest.raises(Refused) as said:
        refuse_amiss(one, on=TODAY)
    return said.value.refusal.field, said.value.refusal.message


class TestReadingAnAmount:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("2540", "2540"),
            ("2,540", "2540"),
            ("２，５４０．００", "2540"),
            (" 2 540 元 ", "2540"),
            ("2540元/月", "2540"),
            ("￥2,540.5", "2540.5"),
            ("¥2540", "2540"),
            ("0.25万元", "2500"),
            ("-0.5", "-0.5"),
        ],
    )
    def test_the_ways_people_write_it(self, typed, read):
        assert read_value(typed, unit="元/月").value == Decimal(read)

    @pytest.mark.parametrize(
        "typed",
        ["", "两千", "2,54", "25,40", "2540元/年", "5%", "2540-2600", "1e3", "NaN", "2.", "."],
    )
    def test_what_is_no_amount_in_this_unit_is_refused(self, typed):
        with pytest.raises(Unusable) as said:
            read_value(typed, unit="元/月")

        assert said.value.refusal.field == "value"

    def test_ten_thousands_are_read_out(self):
        assert "2,500 元/月" in read_value("0.25万", unit="元/月").said
        assert read_value("9.9", unit="万元/年").value == Decimal("9.9")
        assert read_value("9.9万元", unit="万元/年").value == Decimal("9.9")

    def test_too_many_digits_are_refused(self):
        with pytest.raises(Unusable, match="位数太多"):
            read_value("1.1234567", unit="元/月")
        with pytest.raises(Unusable, match="位数太多"):
            read_value("123456789012345", unit="元/月")

    @pytest.mark.parametrize("typed", ["9" * 39, f"2540.{'0' * 25}1"])
    def test_so_many_that_they_would_be_rounded_are_refused_too(self, typed):
        with pytest.raises(Unusable, match="位数太多"):
            read_value(typed, unit="元/月")

    @given(st.decimals(min_value=0, max_value=99999999, places=2, allow_nan=False))
    def test_what_is_written_with_separators_is_read_back(self, amount):
        assert read_value(f"{amount:,f} 元", unit="元/月").value == amount

    def test_noughts_at_the_end_are_dropped(self):
        assert str(read_value("2,540.00", unit="元/月").value) == "2540"
        assert str(read_value("27.70", unit="元/小时").value) == "27.7"
        assert str(read_value("0.00", unit="元/月").value) == "0"


class TestReadingARate:
    @pytest.mark.parametrize(
        ("typed", "read", "said"),
        [
            ("5.1%", "0.051", ""),
            ("５．１％", "0.051", ""),
            ("-0.1%", "-0.001", ""),
            ("5.1", "0.051", "5.1 %"),
            ("0.051", "0.051", "5.1 %"),
            ("1", "0.01", "1 %"),
            ("0.99", "0.99", "99 %"),
            ("0", "0", "0 %"),
        ],
    )
    def test_with_and_without_its_sign(self, typed, read, said):
        understood = read_value(typed, unit="比率")

        assert understood.value == Decimal(read)
        assert (said in understood.said) if said else understood.said == ""

    def test_a_rate_has_no_money(self):
        with pytest.raises(Unusable, match="比率"):
            read_value("5.1元", unit="比率")


class TestRefusal:
    def test_a_whole_one_passes(self):
        refuse_amiss(draft("2026-09-01", "2660"), on=TODAY)
        refuse_amiss(draft("2027-09-01", "2660"), on=TODAY)
        refuse_amiss(draft("2026-10-20", "0.05", figure=LINE, year=2026), on=TODAY)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"source": Source(title=" ")}, "title"),
            ({"source": Source(title="某通知", link="javascript:alert(1)")}, "link"),
            ({"source": Source(title="某通知", link="www.example.com")}, "link"),
            ({"source": Source(title="某通知", link="http://[::1")}, "link"),
            ({"effective_to": date(2026, 8, 31)}, "until"),
        ],
    )
    def test_source_and_days_must_be_whole(self, more, field):
        assert refused(draft("2026-09-01", "2660", **more))[0] == field

    @pytest.mark.parametrize(
        ("amount", "said"), [("-1", "小于 0"), ("0", "不能为 0"), (None, "请填写数值")]
    )
    def test_a_minimum_wage_is_above_nothing(self, amount, said):
        one = draft("2026-09-01", amount, status=Status.VALUE)

        assert refused(one)[0] == "value"
        assert said in refused(one)[1]

    def test_what_was_not_published_needs_no_value(self):
        refuse_amiss(draft("2026-01-01", None, figure=LINE, year=2026), on=TODAY)

    def test_prices_may_fall_below_nothing(self):
        cpi = replace(LINE, name="cpi_change_rate", values=())

        refuse_amiss(draft("2026-01-01", "-0.001", figure=cpi, year=2026), on=TODAY)

    @pytest.mark.parametrize("offset", [-1, 0, 1])
    def test_a_day_can_be_taken_once(self, offset):
        start = (date(2025, 9, 1) + offset * DAY).isoformat()
        one = draft(start, "2600")

        if offset:
            refuse_amiss(one, on=TODAY)
        else:
            assert "已经收录（2,540 元/月）" in refused(one)[1]

    def test_a_year_can_be_taken_once_whatever_the_day(self):
        one = draft("2023-12-01", "0.06", figure=LINE, year=2023)

        field, said = refused(one)

        assert field == "year"
        assert said.startswith("2023 年的已经收录（5.1 %）。")

    def test_what_is_corrected_takes_no_day_but_wants_a_reason(self):
        old = FLOOR.values[-1]

        refuse_amiss(draft("2025-09-01", "2541", replaces=old, reason="看错"), on=TODAY)
        assert refused(draft("2025-09-01", "2541", replaces=old, reason=" "))[0] == "reason"

    def test_a_publication_belongs_to_its_year(self):
        assert refused(draft("2027-01-05", "0.05", figure=LINE, year=2026))[0] == "published_on"

    @pytest.mark.parametrize(
        ("start", "fine"),
        [
            (date(1949, 9, 30), False),
            (date(1949, 10, 1), True),
            (TODAY + figure_entries.FARTHEST, True),
            (TODAY + figure_entries.FARTHEST + DAY, False),
        ],
    )
    def test_a_day_out_of_all_reach_is_a_slip(self, start, fine):
        one = draft(start.isoformat(), "2660")

        if fine:
            refuse_amiss(one, on=TODAY)
        else:
            assert refused(one)[0] == "since"


class TestDoubts:
    def test_an_ordinary_step_raises_none(self):
        assert doubts(draft("2026-09-01", "2660")) == []

    @pytest.mark.parametrize(("amount", "count"), [("2540", 0), ("2539.99", 1)])
    def test_a_minimum_wage_seldom_falls(self, amount, count):
        assert len(doubts(draft("2026-09-01", amount))) == count

    @pytest.mark.parametrize(
        ("amount", "count"),
        [("3302", 0), ("3302.01", 1), ("1778", 1), ("1777.99", 2), ("25400", 1), ("254", 2)],
    )
    def test_a_step_of_more_than_thirty_in_a_hundred_is_looked_at_twice(self, amount, count):
        assert len(doubts(draft("2026-09-01", amount))) == count

    @pytest.mark.parametrize(("amount", "count"), [("0.151", 0), ("0.1511", 1), ("-0.05", 1)])
    def test_a_rate_by_its_distance(self, amount, count):
        found = doubts(draft("2024-01-01", amount, figure=LINE, year=2024))

        assert len(found) == count

    def test_before_the_first_it_only_adds_to_the_past(self):
        found = doubts(draft("2021-08-01", "2320"))

        assert any("只补历史" in one for one in found)

    def test_between_two_it_holds_until_the_day_before_the_next(self):
        found = doubts(draft("2025-01-01", "2500"))

        assert found == ["以后已经收录了自2025年9月1日起的一条，这一条只管到2025年8月31日。"]

    def test_what_it_replaces_is_not_compared_with(self):
        one = draft("2025-09-01", "2541", replaces=FLOOR.values[-1], reason="看错")

        assert one.before == FLOOR.values[0]
        assert doubts(one) == []


class TestDraftEntry:
    GIVEN = {
        "status": Status.VALUE,
        "value": Decimal(1),
        "source": SOURCE,
        "verification": "press",
        "checked_on": TODAY,
    }

    def test_a_standing_one_needs_its_day(self):
        with pytest.raises(Unusable) as said:
            figure_entries.draft_entry(FLOOR, since=None, year=None, **self.GIVEN)

        assert said.value.refusal.field == "since"

    def test_a_yearly_one_begins_with_its_year_or_its_publication(self):
        def begins(since):
            made = figure_entries.draft_entry(LINE, since=since, year=2026, **self.GIVEN)
            return made.effective_from

        assert begins(None) == date(2026, 1, 1)
        assert begins(date(2026, 10, 19)) == date(2026, 10, 19)
        with pytest.raises(Unusable, match="年份"):
            figure_entries.draft_entry(LINE, since=date(2026, 10, 19), year=None, **self.GIVEN)

    def test_an_observed_one_is_for_its_day(self):
        seen = replace(FLOOR, kind=FigureKind.OBSERVED)

        made = figure_entries.draft_entry(seen, since=date(2026, 1, 1), year=2026, **self.GIVEN)

        assert made.effective_from == made.effective_to == date(2026, 1, 1)
        assert made.year is None

    def test_only_what_has_no_value_can_hold_for_later_years_too(self):
        given_none = {**self.GIVEN, "status": Status.NOT_PUBLISHED}

        def onward(given_values):
            made = figure_entries.draft_entry(
                LINE, since=None, year=2026, onward=True, **given_values
            )
            return made.onward, made.value

        assert onward(given_none) == (True, None)
        assert onward(self.GIVEN) == (False, Decimal(1))

    def test_what_was_reckoned_is_marked(self):
        given_values = {**self.GIVEN, "verification": "computed"}

        made = figure_entries.draft_entry(LINE, since=None, year=2026, **given_values)

        assert made.computed
        assert made.verification == "推算：未见通知"
