"""Is a full-time post kept from passing while its own contributions are in doubt?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Form
from tests.rules.wage_figures import beijing, entry, figure, post, table, term

LEAST_2025 = "755.01"
LEAST_2026 = "766.35"


def inputs(result) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule is Rule.INPUT]


def listed(insurance: str | None, fund: str | None = "200", **more):
    return post(
        proposed_amount="9000", own_insurance_amount=insurance, own_housing_fund_amount=fund, **more
    )


@pytest.mark.parametrize(
    ("first_on", "last_on", "least", "needed", "words"),
    [
        ("2025-09-01", "2026-06-30", LEAST_2025, "3422.01", "3,422 元"),
        ("2026-07-01", "2026-12-31", LEAST_2026, "3433.35", "3,433 元"),
    ],
)
def test_the_estimates_are_those_of_the_law_notes(first_on, last_on, least, needed, words):
    result = check(table(listed(None)), law=beijing(), term=term(first_on, last_on))

    [finding] = inputs(result)
    assert finding.severity is Severity.NOTE
    assert (finding.value, finding.limit) == (None, Decimal(least))
    assert finding.gross_needed_amount == Decimal(needed)
    assert words in finding.message
    assert ("7,162 元" if least == LEAST_2025 else "7,270 元") in finding.message
    assert "推算，通知未见" in finding.message
    assert finding.as_json()["gross_needed"] == needed
    assert result.verdict is Verdict.TO_VERIFY


def test_a_term_over_both_bases_names_both_estimates():
    [finding] = inputs(check(table(listed(None)), law=beijing(), term=term()))

    assert "约须 3,422 元（2026年7月1日起约 3,433 元）" in finding.message


@pytest.mark.parametrize(
    ("insurance", "since"),
    [("755", date(2026, 1, 1)), (LEAST_2025, date(2026, 7, 1)), ("766.34", date(2026, 7, 1))],
)
def test_the_first_day_is_the_first_on_which_the_amount_falls_short(insurance, since):
    [finding] = inputs(check(table(listed(insurance)), law=beijing(), term=term()))

    assert (finding.starts_on, finding.value) == (since, Decimal(insurance))


def test_exactly_the_least_contribution_passes():
    result = check(table(listed(LEAST_2026, "127")), law=beijing(), term=term())

    assert not inputs(result)
    assert result.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("fund", "words"), [("126.99", "所列个人公积金"), (None, "未填个人公积金")]
)
def test_the_housing_fund_has_a_least_of_its_own(fund, words):
    [finding] = inputs(check(table(listed(LEAST_2026, fund)), law=beijing(), term=term()))

    assert finding.limit == Decimal("127.00")
    assert words in finding.message


def test_empty_and_nought_are_told_apart():
    empty = listed(None, None)
    nought = listed("0", "0")

    [of_empty] = inputs(check(table(empty), law=beijing(), term=term()))
    [of_nought] = inputs(check(table(nought), law=beijing(), term=term()))

    assert (of_empty.value, of_nought.value) == (None, Decimal("0.00"))
    assert "未填个人社保" in of_empty.message
    assert "所列个人社保 0.00 元" in of_nought.message


def test_absent_columns_give_one_note_for_the_whole_table():
    bare = table(
        *(listed(None, None, row=row) for row in (2, 3, 4)),
        without=("own_insurance_amount", "own_housing_fund_amount"),
    )

    result = check(bare, law=beijing(), term=term())

    [finding] = inputs(result)
    assert (finding.row, finding.gross_needed_amount) == (None, Decimal("3422.01"))
    assert finding.message.startswith("未检查：缺少“个人社保”“个人公积金”一列")
    assert "3,422 元" in finding.message
    assert result.verdict is Verdict.TO_VERIFY


def test_with_one_column_absent_the_other_is_still_looked_at():
    half = table(listed(None, "100"), without=("own_insurance_amount",))

    rows = [finding.row for finding in inputs(check(half, law=beijing(), term=term()))]

    assert rows == [2, None]


@pytest.mark.parametrize(
    "exempt",
    [
        {"form": Form.OVERAGE},
        {"form": Form.PART_TIME, "hourly_amount": "30", "holiday_hourly_amount": "70"},
        {"note": "退休返聘"},
        {"name": "门卫（超龄）"},
    ],
)
def test_those_who_pay_no_contributions_are_exempt(exempt):
    result = check(table(listed(None, None, **exempt)), law=beijing(), term=term())

    assert not inputs(result)
    assert result.verdict is Verdict.PASS


def test_exempt_posts_ask_for_no_columns():
    bare = table(listed(None, None, form=Form.OVERAGE), without=("own_insurance_amount",))

    assert not inputs(check(bare, law=beijing(), term=term()))


def test_before_the_first_recorded_base_nothing_is_checked_and_said_so():
    result = check(table(listed("1")), law=beijing(), term=term("2022-01-01", "2022-12-31"))

    [finding] = inputs(result)
    assert (finding.row, finding.limit) == (None, None)
    assert "未检查：2022年1月1日至2022年12月31日" in finding.message
    assert result.verdict is Verdict.TO_VERIFY


def test_the_recorded_part_of_a_term_is_checked_and_the_rest_said_to_be_open():
    result = check(table(listed("1")), law=beijing(), term=term("2023-06-30", "2024-06-29"))

    of_row, of_table = inputs(result)
    assert (of_row.starts_on, of_row.limit) == (date(2023, 7, 1), Decimal("667.23"))
    assert "2023年6月30日至2023年6月30日" in of_table.message


def test_after_the_last_day_of_a_base_nothing_is_taken_for_granted():
    result = check(table(listed("999")), law=beijing(), term=term("2027-01-01", "2027-12-31"))

    [finding] = inputs(result)
    assert "2027年7月1日至2027年12月31日" in finding.message
    assert result.verdict is Verdict.TO_VERIFY


def test_open_days_on_end_are_named_as_one_stretch():
    over_a_raise = term("2021-07-01", "2023-06-30")
    law = beijing(
        monthly=figure("m", entry("2021-01-01", "2320"), entry("2022-01-01", "2330")),
    )

    [finding] = inputs(check(table(listed("1")), law=law, term=over_a_raise))

    assert finding.message.count("未检查") == 1
    assert "2021年7月1日至2023年6月30日" in finding.message


@pytest.mark.parametrize("lost", ["housing_fund_rate", "insurance_fixed", "insurance_base_lower"])
def test_without_any_one_figure_nothing_is_estimated(lost):
    result = check(table(listed("1")), law=beijing(**{lost: figure("gone")}), term=term())

    [finding] = inputs(result)
    assert finding.limit is None
    assert "未检查" in finding.message


def test_without_one_of_the_rates_nothing_is_estimated():
    rates = (*beijing().insurance_rates[:2], figure("gone"))

    [finding] = inputs(check(table(listed("1")), law=beijing(insurance_rates=rates), term=term()))

    assert "未检查" in finding.message


def test_open_days_alone_bear_no_day_and_no_estimate():
    [finding] = inputs(
        check(table(listed("9")), law=beijing(), term=term("2022-01-01", "2022-12-31"))
    )

    assert (finding.starts_on, finding.gross_needed_amount, finding.basis) == (None, None, ())


def test_days_partly_open_in_a_table_with_its_columns_bear_no_estimate():
    *_rows, of_table = inputs(
        check(table(listed("999")), law=beijing(), term=term("2023-01-01", "2023-12-31"))
    )

    assert (of_table.starts_on, of_table.gross_needed_amount) == (None, None)


def test_where_own_contributions_count_none_are_asked_for():
    law = beijing(own_contributions_count=True)

    assert not inputs(check(table(listed(None, None)), law=law, term=term()))


@pytest.mark.parametrize("note", ["病假", "停工", "事假"])
def test_a_month_without_normal_work_is_told_no_gross_of_a_full_month(note):
    absent = table(listed("0", note=note))

    [finding] = inputs(check(absent, law=beijing(), term=term()))

    assert finding.message == "待核：保洁员所列个人社保 0.00 元，低于下限约 755.01 元，请核对。"
    assert finding.gross_needed_amount is None


def test_the_estimate_names_every_minimum_wage_it_stands_for():
    over_a_raise = term("2025-07-01", "2026-06-30")

    [finding] = inputs(check(table(listed("0")), law=beijing(), term=over_a_raise))

    assert finding.message.endswith(
        "扣除个人社保、公积金后才不低于当时的最低工资标准"
        "（2,420 元、2025年9月1日起 2,540 元），请核对。"
    )
