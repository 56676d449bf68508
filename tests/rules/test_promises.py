"""Is what was promised listed from the case, and kept apart by promise and period?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import moves, periods, promise_lines, promises
from bargaining.rules.facts import fold
from bargaining.rules.periods import Period, Span
from bargaining.rules.promises import Keeping
from bargaining.rules.roles import OPERATOR
from tests.rules.cases import STRAIGHT, history
from tests.rules.stories import NO_OBJECTION, WAGES

CLAUSES = ("record_clauses", "2026-03-28", {
    "pay_day": "次月十日", "pay_method": "银行转账", "overtime_base": "岗位工资",
    "bonus_rule": "按月考核。另行通知。", "allowance_rule": "按规定", "lowest_wage": "2800",
    "women_rule": "男女同工同酬", "other_terms": "1. 每年每人培训不少于二十学时\n免费午餐",
    "escalator": True,
})  # fmt: skip
LIST = ("record_promises", "2026-05-10", {"promises": "1. 工资次月十日支付\n2、每年培训二十学时"})
ON = date(2026, 12, 31)


def kept(on, state="done", **more):
    return ("record_performance", on, {"state": state, **more})


def facts(*steps):
    return fold(history(*STRAIGHT, NO_OBJECTION, *steps))


def cells(of, span=Span.QUARTER, until=ON):
    return {
        row.promise: {cell.period.words: cell.state for cell in row.cells}
        for row in promises.ledger(of, span=span, until=until).rows
    }


class TestPeriods:
    @pytest.mark.parametrize(
        ("words", "first", "last", "again"),
        [
            ("2026年上半年", "2026-01-01", "2026-06-30", "2026年上半年"),
            ("2026 年度下半年", "2026-07-01", "2026-12-31", "2026年下半年"),
            ("2026年第三季度", "2026-07-01", "2026-09-30", "2026年第三季度"),
            ("2026Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
            ("2026年一季度", "2026-01-01", "2026-03-31", "2026年第一季度"),
            ("2028-02", "2028-02-01", "2028-02-29", "2028年2月"),
            ("2026年7月份", "2026-07-01", "2026-07-31", "2026年7月"),
            ("2026年度", "2026-01-01", "2026-12-31", "2026年"),
        ],
    )
    def test_are_read_as_people_write_them(self, words, first, last, again):
        found = periods.read_period(words)

        assert (found.first_on.isoformat(), found.last_on.isoformat()) == (first, last)
        assert found.words == again

    @pytest.mark.parametrize("words", ["生效以来", "", "2026年13月", "2026年第五季度", "上半年"])
    def test_that_are_none_are_not_guessed(self, words):
        assert periods.read_period(words) is None

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(list(Span)))
    def test_every_day_lies_in_one_and_its_words_lead_back(self, day, span):
        found = periods.period_of(day, span)

        assert found.first_on <= day <= found.last_on
        assert periods.read_period(found.words) == found
        assert periods.period_of(found.last_on + timedelta(days=1), span) != found

    @given(
        st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        st.integers(0, 900),
        st.sampled_from(list(Span)),
    )
    def test_between_two_days_they_follow_each_other_without_a_gap(self, first, days, span):
        last = first + timedelta(days=days)
        found = list(periods.periods_between(first, last, span))

        assert found[0].first_on <= first
        assert found[-1].last_on >= last
        assert all(
            one.last_on + timedelta(days=1) == following.first_on
            for one, following in zip(found, found[1:], strict=False)
        )

    def test_of_no_days_there_are_none(self):
        assert [*periods.periods_between(date(2026, 2, 1), date(2026, 1, 31), Span.YEAR)] == []


class TestSuggestions:
    def test_come_from_the_clauses_and_the_wage_table(self):
        of = fold(history(*STRAIGHT[:4], WAGES, CLAUSES, *STRAIGHT[4:], NO_OBJECTION))

        found = promises.suggest(of)

        assert found[0].startswith("自2026年7月起按约定的工资表支付工资")
        assert "工资支付日：次月十日，银行转账" in found
        assert "月工资不低于约定的最低标准 2,800.00 元" in found
        assert "奖金：按月考核" in found
        assert "女职工：男女同工同酬" in found
        assert "职工培训：每年每人培训不少于二十学时" in found
        assert "其他约定：免费午餐" in found
        assert "期限内最低工资标准调整的，低于新标准的岗位补足" in found
        assert found[-1] == "每年至少一次向职代会或职工大会报告履行情况"
        assert all(len(one) <= promise_lines.LONGEST for one in found)

    def test_of_a_case_that_says_nothing_are_what_the_law_says(self):
        assert promises.suggest(facts()) == ("每年至少一次向职代会或职工大会报告履行情况",)

    def test_elsewhere_no_beijing_duty_is_promised(self):
        assert promises.suggest(fold(history(*STRAIGHT, NO_OBJECTION, place="310101"))) == ()


class TestTheList:
    def test_is_what_was_recorded_last_without_its_numbers(self):
        again = ("record_promises", "2026-06-01", {"promises": "（一）按月发奖金\n\n按月发奖金"})

        assert promises.promises(facts(LIST)) == ("工资次月十日支付", "每年培训二十学时")
        assert promises.promises(facts(LIST, again)) == ("按月发奖金",)

    @pytest.mark.parametrize("line", ["3.5%的增幅", "2026年7月起加薪", "二十学时培训"])
    def test_a_number_that_is_no_place_in_a_list_stays(self, line):
        assert promise_lines.read_lines(line) == (line,)

    @pytest.mark.parametrize(("length", "refused"), [(120, False), (121, True)])
    def test_a_line_fits_a_row(self, length, refused):
        found = [*promise_lines.refusals("record_promises", {"promises": "长" * length}, known={})]

        assert [one.code for one in found] == (["too_long"] if refused else [])

    @pytest.mark.parametrize(("number", "refused"), [(60, False), (61, True)])
    def test_it_has_at_most_sixty_lines(self, number, refused):
        lines = "\n".join(f"第{one}件事" for one in range(number))
        found = [*promise_lines.refusals("record_promises", {"promises": lines}, known={})]

        assert [one.code for one in found] == (["too_many"] if refused else [])

    def test_an_empty_one_is_refused(self):
        found = [*promise_lines.refusals("record_promises", {"promises": " \n 。"}, known={})]

        assert [one.code for one in found] == ["missing"]

    @pytest.mark.parametrize("named", ["每年 培训二十学时", "2", "第2项"])
    def test_a_promise_is_named_by_its_words_or_its_number(self, named):
        of = facts(LIST, kept("2026-10-08", promise=named, period="2026年第三季度"))

        assert promises.records(of)[0].promise == "每年培训二十学时"

    @pytest.mark.parametrize("named", ["3", "0", "加薪"])
    def test_one_that_is_not_in_the_list_cannot_be(self, named):
        move, of = moves.get_move("record_performance"), facts(LIST)
        payload = {"promise": named, "period": "2026年", "state": "done"}

        found = moves.impossible(move, of, payload, on=date(2026, 10, 8), today=ON)

        assert [one.field for one in found] == ["promise"]
        payload["promise"] = "1"
        assert moves.impossible(move, of, payload, on=date(2026, 10, 8), today=ON) == ()


class TestTheLedger:
    def test_what_nobody_recorded_says_so(self):
        assert cells(facts(LIST))["工资次月十日支付"] == {
            "2026年第二季度": Keeping.UNRECORDED,
            "2026年第三季度": Keeping.UNRECORDED,
            "2026年第四季度": Keeping.UNRECORDED,
        }

    def test_it_begins_with_the_effect_and_ends_with_the_term(self):
        of = facts(LIST)

        found = promises.ledger(of, span=Span.MONTH, until=date(2029, 1, 1)).periods

        assert found[0] == periods.period_of(of.effective_on, Span.MONTH)
        assert found[-1] == periods.period_of(of.term[1], Span.MONTH)

    def test_before_the_effect_there_is_none(self):
        of = fold(history(*STRAIGHT))

        assert promises.ledger(of, span=Span.YEAR, until=ON).periods == ()
        assert promises.due(of, span=Span.YEAR, on=ON) == ()

    def test_the_newer_entry_of_a_period_settles_the_older(self):
        one = {"promise": "1", "period": "2026年第三季度"}
        disputed = facts(LIST, kept("2026-10-08", "disputed", **one))
        settled = facts(
            LIST, kept("2026-10-08", "disputed", **one), kept("2026-11-02", "done", **one)
        )

        quarter = "2026年第三季度"
        assert cells(disputed)["工资次月十日支付"][quarter] is Keeping.DISPUTED
        assert [record.promise for record in promises.open_disputes(disputed)] == [
            "工资次月十日支付"
        ]
        assert cells(settled)["工资次月十日支付"][quarter] is Keeping.DONE
        assert promises.open_disputes(settled) == ()

    @pytest.mark.parametrize(
        ("later", "still_open"), [("2026年第三季度", 0), ("2026年第四季度", 1), ("2026年7月", 0)]
    )
    def test_a_later_word_on_a_longer_period_settles_the_shorter_one(self, later, still_open):
        of = facts(
            LIST,
            kept("2026-08-05", "disputed", promise="1", period="2026年7月"),
            kept("2026-10-05", "done", promise="1", period=later),
        )

        assert len(promises.open_disputes(of)) == still_open

    def test_a_month_that_was_not_kept_shows_in_its_quarter(self):
        of = facts(
            LIST,
            kept("2026-08-05", "partly", promise="1", period="2026年7月"),
            kept("2026-09-05", "done", promise="1", period="2026年8月"),
        )

        assert cells(of)["工资次月十日支付"]["2026年第三季度"] is Keeping.PARTLY
        assert cells(of, Span.MONTH)["工资次月十日支付"]["2026年8月"] is Keeping.DONE

    def test_a_word_on_the_whole_quarter_counts_over_the_months_before_it(self):
        of = facts(
            LIST,
            kept("2026-08-05", "partly", promise="1", period="2026年7月"),
            kept("2026-10-05", "done", promise="1", period="2026年第三季度"),
        )

        assert cells(of)["工资次月十日支付"]["2026年第三季度"] is Keeping.DONE

    def test_a_month_said_later_does_not_heal_what_the_quarter_lacks(self):
        of = facts(
            LIST,
            kept("2026-10-05", "partly", promise="1", period="2026年第三季度"),
            kept("2026-10-06", "done", promise="1", period="2026年7月"),
        )

        assert cells(of)["工资次月十日支付"]["2026年第三季度"] is Keeping.PARTLY

    def test_a_year_tells_of_each_of_its_quarters(self):
        of = facts(LIST, kept("2026-12-20", promise="1", period="2026年"))

        assert set(cells(of)["工资次月十日支付"].values()) == {Keeping.DONE}

    def test_what_names_no_period_stands_beside_the_ledger(self):
        of = facts(LIST, kept("2026-12-20", period="生效以来"))
        found = promises.ledger(of, span=Span.YEAR, until=ON)

        assert [one.period_words for one in found.others] == ["生效以来"]

    def test_a_promise_off_the_list_keeps_its_row(self):
        again = ("record_promises", "2026-11-01", {"promises": "按月发奖金"})
        of = facts(LIST, kept("2026-10-08", promise="2", period="2026年第三季度"), again)
        found = promises.ledger(of, span=Span.QUARTER, until=ON)

        assert [(row.promise, row.listed) for row in found.rows] == [
            ("按月发奖金", True), ("每年培训二十学时", False),
        ]  # fmt: skip

    def test_the_whole_contract_is_a_row_where_something_was_said_of_it(self):
        of = facts(LIST, kept("2026-12-20", period="2026年"))

        assert "" in cells(of, Span.YEAR)
        assert "" not in cells(facts(LIST), Span.YEAR)

    def test_the_span_is_the_one_used_mostly(self):
        of = facts(
            LIST,
            kept("2026-08-05", promise="1", period="2026年7月"),
            kept("2026-09-05", promise="1", period="2026年8月"),
            kept("2026-12-05", promise="1", period="2026年"),
        )

        assert promises.usual_span(of) is Span.MONTH
        assert promises.usual_span(facts(LIST)) is Span.HALF


class TestWhatIsDue:
    QUARTER = Period(date(2026, 7, 1), Span.QUARTER)

    @pytest.mark.parametrize(("on", "is_due"), [("2026-09-30", False), ("2026-10-01", True)])
    def test_a_period_is_looked_at_the_day_after_it(self, on, is_due):
        found = promises.due(facts(LIST), span=Span.QUARTER, on=date.fromisoformat(on))

        assert (promises.Due("工资次月十日支付", self.QUARTER) in found) is is_due

    def test_what_was_recorded_is_not_due(self):
        of = facts(LIST, kept("2026-10-08", "partly", promise="1", period="2026年第三季度"))

        found = promises.due(of, span=Span.QUARTER, on=ON)

        assert promises.Due("工资次月十日支付", self.QUARTER) not in found
        assert promises.Due("每年培训二十学时", self.QUARTER) in found

    def test_of_a_contract_that_was_ended_it_can_still_be_recorded(self):
        of = facts(LIST, ("terminate", "2026-10-08", {"ground": "agreed"}))
        move = moves.get_move("record_performance")

        assert promises.binding(of, until=ON)[1] == date(2026, 10, 8)
        assert promises.due(of, span=Span.QUARTER, on=ON)
        assert moves.why_not(move, of, actor=OPERATOR, agreed_to_help=True) is None

    def test_of_a_closed_or_backfilled_case_nothing_is(self):
        closed = facts(LIST, ("close", "2026-12-01", {"reason": "expired"}))
        backfilled = fold(history(*STRAIGHT, NO_OBJECTION, LIST, origin="backfilled"))

        assert promises.due(closed, span=Span.QUARTER, on=ON) == ()
        assert promises.due(backfilled, span=Span.QUARTER, on=ON) == ()


class TestTheForm:
    def test_offers_the_case_s_own_promises_and_periods(self):
        move = moves.get_move("record_performance")

        asks = {ask.name: ask for ask in promises.fitted(move, facts(LIST), on=ON).asks}

        assert [value for value, _ in asks["promise"].offers[0][1]] == [
            "", "工资次月十日支付", "每年培训二十学时",
        ]  # fmt: skip
        heads = dict(asks["period"].offers)
        assert [*heads] == ["按年", "按半年", "按季度", "按月"]
        assert heads["按季度"][0][0] == "2026年第四季度"

    def test_without_a_list_only_the_whole_contract_is_asked_for(self):
        move = moves.get_move("record_performance")

        assert "promise" not in {ask.name for ask in promises.fitted(move, facts(), on=ON).asks}
        assert promises.fitted(moves.get_move("sign"), facts(), on=ON) is moves.get_move("sign")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", ""]),
            st.dates(date(2026, 5, 1), date(2027, 6, 30)),
            st.sampled_from(list(Span)),
            st.sampled_from(["done", "partly", "disputed"]),
        ),
        max_size=8,
    ),
    st.sampled_from(list(Span)),
)
def test_no_entry_is_lost_and_every_cell_says_what_an_entry_says(entries, span):
    steps = [
        kept("2027-06-30", state, promise=name, period=periods.period_of(day, part).words)
        for name, day, part, state in entries
    ]
    of = facts(LIST, *steps)
    laid_out = promises.ledger(of, span=span, until=date(2027, 6, 30))

    placed = {one.event.sequence for row in laid_out.rows for cell in row.cells
              for one in cell.records}  # fmt: skip
    beside = {one.event.sequence for one in laid_out.others}
    assert placed | beside == {one.event.sequence for one in promises.records(of)}
    assert not placed & beside
    for row in laid_out.rows:
        for cell in row.cells:
            said = {one.state for one in cell.records}
            assert cell.state in (said or {Keeping.UNRECORDED})
