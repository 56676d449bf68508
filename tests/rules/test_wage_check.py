"""Does a wage table get the answer the law gives, on the first day it matters?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bargaining import errors
from bargaining.rules.figures import Gap, Source
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_law import source_basis
from bargaining.rules.wage_posts import Form, form_of
from bargaining.rules.wage_question import Clauses
from tests.rules.wage_figures import MONTHLY, beijing, entry, figure, post, table, term


def found(result, rule: Rule) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule is rule]


def one(result, rule: Rule) -> Finding:
    [finding] = found(result, rule)
    return finding


class TestMonthlyFloor:
    def test_exactly_the_minimum_wage_passes(self):
        result = check(table(post(proposed_amount="3540")), law=beijing(), term=term())

        assert not found(result, Rule.MONTHLY)
        assert result.verdict is Verdict.PASS

    def test_one_cent_under_the_minimum_wage_blocks(self):
        result = check(table(post(proposed_amount="3539.99")), law=beijing(), term=term())

        finding = one(result, Rule.MONTHLY)
        assert (finding.severity, finding.row, finding.post) == (Severity.BLOCK, 2, "保洁员")
        assert (finding.value, finding.limit) == (Decimal("2539.99"), Decimal("2540.00"))
        assert finding.starts_on == date(2026, 1, 1)
        assert "差 0.01 元" in finding.message
        assert finding.basis[0].text == "最低工资规定"
        assert finding.basis[1].text == "2025-09-01 起的通知"
        assert result.verdict is Verdict.BLOCKED

    @pytest.mark.parametrize(
        "part",
        [
            "overtime_amount",
            "allowance_amount",
            "welfare_amount",
            "own_insurance_amount",
            "own_housing_fund_amount",
        ],
    )
    def test_no_part_of_the_gross_that_does_not_count_is_counted(self, part):
        whole = {"own_insurance_amount": "0", "own_housing_fund_amount": "0", part: "300"}

        result = check(table(post(proposed_amount="2839.99", **whole)), law=beijing(), term=term())

        assert one(result, Rule.MONTHLY).value == Decimal("2539.99")

    def test_where_own_contributions_count_they_are_left_in(self):
        law = beijing(own_contributions_count=True)

        result = check(table(post(proposed_amount="2540")), law=law, term=term())

        assert result.verdict is Verdict.PASS

    def test_a_raise_of_the_minimum_wage_within_the_term_is_seen_on_its_first_day(self):
        result = check(
            table(post(proposed_amount="3380")),
            law=beijing(),
            term=term("2023-07-01", "2024-06-30"),
        )

        finding = one(result, Rule.MONTHLY)
        assert finding.starts_on == date(2023, 9, 1)
        assert (finding.value, finding.limit) == (Decimal("2380"), Decimal("2420.00"))
        assert "2023年9月1日起执行" in finding.message

    def test_a_raise_on_the_last_day_counts_and_one_on_the_day_after_does_not(self):
        low = table(post(proposed_amount="3380"))

        until_eve = check(low, law=beijing(), term=term("2023-07-01", "2023-08-31"))
        until_day = check(low, law=beijing(), term=term("2023-07-01", "2023-09-01"))

        assert not found(until_eve, Rule.MONTHLY)
        assert one(until_day, Rule.MONTHLY).starts_on == date(2023, 9, 1)

    def test_two_raises_within_a_long_term_give_one_finding_per_row(self):
        result = check(
            table(post(proposed_amount="3400")),
            law=beijing(),
            term=term("2023-07-01", "2026-06-30"),
        )

        assert one(result, Rule.MONTHLY).starts_on == date(2023, 9, 1)

    def test_a_day_without_a_recorded_minimum_wage_is_missing_law_not_a_pass(self):
        with pytest.raises(errors.LawMissing, match="月最低工资标准"):
            check(
                table(post(proposed_amount="9000")),
                law=beijing(),
                term=term("2020-01-01", "2020-12-31"),
            )

    def test_a_gap_within_the_term_is_missing_law(self):
        gap = Gap(effective_from=date(2026, 7, 1), stated="2026-07", reason="日未知")
        law = beijing(monthly=figure("monthly", *MONTHLY.values, gaps=(gap,)))

        with pytest.raises(errors.LawMissing):
            check(table(post(proposed_amount="9000")), law=law, term=term())

    @pytest.mark.parametrize("form", [Form.DISPATCH, Form.PIECE_RATE, Form.OVERAGE, Form.INTERN])
    def test_every_other_form_answers_to_the_monthly_floor(self, form):
        low = post(
            form=form,
            proposed_amount="2539",
            own_insurance_amount="0",
            own_housing_fund_amount="0",
        )

        result = check(table(low), law=beijing(), term=term())

        assert one(result, Rule.MONTHLY).severity is Severity.BLOCK

    def test_an_empty_wage_is_not_checked_and_not_passed(self):
        result = check(table(post(proposed_amount=None)), law=beijing(), term=term())

        finding = one(result, Rule.MONTHLY)
        assert finding.severity is Severity.NOTE
        assert "未检查：保洁员缺少“协商后月工资”" in finding.message
        assert result.verdict is Verdict.TO_VERIFY

    def test_a_missing_column_gives_one_note_for_all_rows(self):
        posts = [post(row) for row in (2, 3, 4)]

        result = check(table(*posts, without=("proposed_amount",)), law=beijing(), term=term())

        finding = one(result, Rule.MONTHLY)
        assert (finding.row, finding.severity) == (None, Severity.NOTE)
        assert finding.message.startswith("未检查：缺少“协商后月工资”")

    def test_columns_taken_as_nothing_are_named_without_holding_the_table_back(self):
        result = check(
            table(post(proposed_amount="3540"), without=("overtime_amount", "welfare_amount")),
            law=beijing(),
            term=term(),
        )

        assert "没有“加班工资”“福利”" in one(result, Rule.TABLE).message
        assert result.verdict is Verdict.PASS

    def test_a_term_that_ends_before_it_begins_is_refused(self):
        with pytest.raises(errors.Unusable, match="终止日早于起始日"):
            check(table(post()), law=beijing(), term=term("2026-02-01", "2026-01-31"))

    def test_a_term_of_one_day_is_checked(self):
        result = check(
            table(post(proposed_amount="3539")),
            law=beijing(),
            term=term("2026-01-01", "2026-01-01"),
        )

        assert one(result, Rule.MONTHLY).starts_on == date(2026, 1, 1)


class TestPartTime:
    def test_the_hourly_and_the_holiday_floor_are_each_their_own(self):
        posts = [
            post(2, form=Form.PART_TIME, hourly_amount="27.7", holiday_hourly_amount="65.1"),
            post(3, form=Form.PART_TIME, hourly_amount="27.69", holiday_hourly_amount="65.1"),
            post(4, form=Form.PART_TIME, hourly_amount="27.7", holiday_hourly_amount="65.09"),
        ]

        result = check(table(*posts), law=beijing(), term=term())

        assert one(result, Rule.HOURLY).row == 3
        assert one(result, Rule.HOURLY).limit == Decimal("27.70")
        assert one(result, Rule.HOLIDAY).row == 4
        assert one(result, Rule.HOLIDAY).value == Decimal("65.09")
        assert not found(result, Rule.MONTHLY)
        assert not found(result, Rule.INPUT)

    def test_a_part_time_table_without_the_holiday_rate_is_not_passed(self):
        low = post(form=Form.PART_TIME, hourly_amount="30")

        result = check(table(low, without=("holiday_hourly_amount",)), law=beijing(), term=term())

        assert one(result, Rule.HOLIDAY).message.startswith("未检查：缺少“法定节假日小时工资”")
        assert result.verdict is Verdict.TO_VERIFY

    def test_part_time_figures_are_asked_for_only_where_part_time_posts_are(self):
        law = beijing(part_time_hourly=figure("hourly"), part_time_holiday=figure("holiday"))
        full_time = post(proposed_amount="3540")

        assert check(table(full_time), law=law, term=term()).verdict is Verdict.PASS
        with pytest.raises(errors.LawMissing):
            check(table(post(form=Form.PART_TIME, hourly_amount="99")), law=law, term=term())


class TestProbation:
    @pytest.mark.parametrize(
        "probation",
        [
            {"form": Form.PROBATION},
            {"name": "学徒（试用期）"},
            {"note": "试用期两个月"},
        ],
    )
    def test_form_name_or_remark_make_a_probation_post(self, probation):
        result = check(table(post(proposed_amount="3539", **probation)), law=beijing(), term=term())

        assert one(result, Rule.PROBATION).severity is Severity.BLOCK
        assert not found(result, Rule.MONTHLY)

    @pytest.mark.parametrize("note", ["试用期满", "已过试用期", "非试用期", "试用期后定级"])
    def test_a_remark_that_probation_is_over_makes_none(self, note):
        result = check(table(post(proposed_amount="3539", note=note)), law=beijing(), term=term())

        assert one(result, Rule.MONTHLY)
        assert not found(result, Rule.PROBATION)

    @pytest.mark.parametrize(
        ("proposed", "value", "limit"),
        [
            ("3540", None, None),  # E23: max(2800 × 80 %, 2540) = 2540
            ("3539.99", "2539.99", "2540.00"),
        ],
    )
    def test_case_e23_the_minimum_wage_stands_over_eighty_per_cent(self, proposed, value, limit):
        probation = post(form=Form.PROBATION, proposed_amount=proposed, agreed_amount="2800")

        findings = found(check(table(probation), law=beijing(), term=term()), Rule.PROBATION)

        assert [(str(each.value), str(each.limit)) for each in findings] == (
            [] if value is None else [(value, limit)]
        )

    def test_eighty_per_cent_of_the_lowest_of_the_same_post(self):
        regular = [
            post(2, "服务员", proposed_amount="6000"),
            post(3, "服务员", proposed_amount="5000"),
        ]
        enough = post(4, "服务员（试用期）", proposed_amount="4000")
        short = post(5, "服务员（试用期）", proposed_amount="3999.99")

        result = check(table(*regular, enough, short), law=beijing(), term=term())

        finding = one(result, Rule.PROBATION)
        assert finding.row == 5
        assert (finding.value, finding.limit) == (Decimal("3999.99"), Decimal("4000.00"))
        assert [str(each) for each in finding.basis][0] == "《劳动合同法》第20条"

    def test_of_two_floors_missed_the_higher_is_named(self):
        regular = post(2, "服务员", proposed_amount="5000")
        short = post(3, "服务员（试用期）", proposed_amount="3000")

        finding = one(check(table(regular, short), law=beijing(), term=term()), Rule.PROBATION)

        assert (finding.value, finding.limit) == (Decimal("3000"), Decimal("4000.00"))

    def test_a_minimum_wage_above_the_eighty_per_cent_is_the_one_named(self):
        regular = post(2, "服务员", proposed_amount="2800")
        short = post(
            3,
            "服务员（试用期）",
            proposed_amount="2000",
            own_insurance_amount="0",
            own_housing_fund_amount="0",
        )

        finding = one(check(table(regular, short), law=beijing(), term=term()), Rule.PROBATION)

        assert (finding.value, finding.limit) == (Decimal("2000.00"), Decimal("2540.00"))
        assert "最低工资规定" in [each.text for each in finding.basis]

    def test_of_two_equal_floors_the_minimum_wage_is_named(self):
        regular = post(2, "服务员", proposed_amount="3175")
        short = post(
            3,
            "服务员（试用期）",
            proposed_amount="2500",
            own_insurance_amount="0",
            own_housing_fund_amount="0",
        )

        finding = one(check(table(regular, short), law=beijing(), term=term()), Rule.PROBATION)

        assert "最低工资规定" in [each.text for each in finding.basis]

    def test_eighty_per_cent_missed_from_the_start_comes_before_a_later_raise(self):
        regular = post(2, "服务员", proposed_amount="2950")
        short = post(
            3,
            "服务员（试用期）",
            proposed_amount="2350",
            own_insurance_amount="0",
            own_housing_fund_amount="0",
        )
        over_a_raise = term("2023-07-01", "2024-06-30")

        result = check(table(regular, short), law=beijing(), term=over_a_raise)

        finding = one(result, Rule.PROBATION)
        assert (finding.limit, finding.starts_on) == (Decimal("2360.00"), date(2023, 7, 1))

    def test_part_time_people_have_no_probation(self):
        trial = post(
            form=Form.PART_TIME, note="试用期", hourly_amount="27", holiday_hourly_amount="70"
        )

        result = check(table(trial), law=beijing(), term=term())

        assert one(result, Rule.HOURLY)
        assert not found(result, Rule.PROBATION)

    def test_another_post_is_no_measure(self):
        other = post(2, "店长", proposed_amount="9000")
        probation = post(3, "服务员（试用期）", proposed_amount="3540")

        result = check(table(other, probation), law=beijing(), term=term())

        # Nobody can say that 80 % is reached where nothing says of what: asked, never passed.
        finding = one(result, Rule.PROBATION)
        assert (finding.severity, finding.limit) == (Severity.NOTE, None)
        assert finding.message == (
            "未检查：服务员（试用期）缺少“约定工资”，是否不低于约定工资的 80% 没有核对，请补填。"
        )
        assert result.verdict is Verdict.TO_VERIFY


class TestClauses:
    def test_the_lowest_wage_a_clause_names_is_held_to_the_minimum_wage(self):
        clauses = Clauses(lowest_monthly_amount=Decimal("2400"))
        fine = table(post(proposed_amount="9000"))

        result = check(fine, law=beijing(), term=term(), clauses=clauses)

        finding = one(result, Rule.MONTHLY)
        assert (finding.row, finding.limit) == (None, Decimal("2540.00"))
        assert result.verdict is Verdict.BLOCKED

    def test_clauses_nobody_checks_are_named(self):
        clauses = Clauses(unchecked=("年休假", "餐补"))

        result = check(
            table(post(proposed_amount="9000")), law=beijing(), term=term(), clauses=clauses
        )

        assert "“年休假”“餐补”" in one(result, Rule.TERMS).message
        assert result.verdict is Verdict.PASS


def test_the_lowest_post_is_a_monthly_one_by_what_counts():
    posts = [
        post(2, "门卫", proposed_amount="3600", own_insurance_amount="1000"),
        post(3, "保洁", proposed_amount="3550"),
        post(4, "小时工", form=Form.PART_TIME, proposed_amount="100", hourly_amount="30"),
        post(5, "未定", proposed_amount=None),
    ]

    lowest = check(table(*posts), law=beijing(), term=term()).summary.lowest

    assert (lowest.row, lowest.countable_amount) == (2, Decimal("2400.00"))
    nobody = check(table(posts[2]), law=beijing(), term=term())
    assert nobody.summary.as_json()["lowest"] is None


def test_a_source_is_named_with_its_number_once():
    numbered = entry("2025-09-01", "2540")
    notice = Source(title="最低工资的通知", document_number="京人社劳发〔2025〕7号")
    named = replace(notice, title="最低工资的通知（京人社劳发〔2025〕7号）")

    for source in (notice, named):
        basis = source_basis(replace(numbered, source=source))
        assert basis.text == "最低工资的通知（京人社劳发〔2025〕7号）"
    assert source_basis(numbered).text == "2025-09-01 起的通知"


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("合同制", Form.CONTRACT),
        ("全日制", Form.CONTRACT),
        ("非全日制", Form.PART_TIME),
        ("劳务派遣", Form.DISPATCH),
        ("劳务派遣合同制", Form.DISPATCH),
        ("计件", Form.PIECE_RATE),
        ("试用期", Form.PROBATION),
        ("超龄", Form.OVERAGE),
        ("退休返聘", Form.OVERAGE),
        ("实习", Form.INTERN),
        ("临时", None),
        ("", None),
    ],
)
def test_a_form_is_told_by_its_words(words, form):
    assert form_of(words) is form


def test_findings_stand_gravest_first_then_by_row():
    posts = [
        post(2, proposed_amount="9000", before_amount="9500"),
        post(3, proposed_amount="3000"),
        post(4, proposed_amount="2000"),
    ]

    result = check(table(*posts), law=beijing(), term=term())

    assert [(each.severity.value, each.row) for each in result.findings][:3] == [
        ("block", 3),
        ("block", 4),
        ("warn", 2),
    ]


def test_the_answer_as_json_keeps_cents_days_and_names():
    low = post(proposed_amount="3000", people=4)
    law = beijing(monthly=figure("m", entry("2025-09-01", "2540"), label="月最低工资标准"))

    answer = check(table(low), law=law, term=term(), industry="62").as_json()

    assert (answer["rows"], answer["posts"], answer["people"]) == (1, 1, 4)
    assert answer["verdict"] == "blocked"
    first = answer["findings"][0]
    assert first["rule"] == "W-FLOOR-MONTHLY"
    assert (first["value"], first["limit"], first["from"]) == ("2000.00", "2540.00", "2026-01-01")
    assert first["basis"][0] == {"text": "最低工资规定", "article": "第12条"}
    assert any(each["rule"] == "W-GUIDE-INDUSTRY" for each in answer["findings"])
    assert answer["summary"]["blocks"] == 1
    assert answer["summary"]["lowest"]["countable"] == "2000.00"
