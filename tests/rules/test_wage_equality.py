"""Are differences between like posts asked about, never judged, and only with their columns?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Finding, Rule, Severity, Verdict
from bargaining.rules.wage_posts import Category, Form, WageTable
from tests.rules.wage_figures import ALL_COLUMNS, beijing, post, term

COLUMNS = ALL_COLUMNS | {"women", "category"}


def found(rule: Rule, *posts, columns=COLUMNS) -> list[Finding]:
    of_table = WageTable(posts=posts, columns=frozenset(columns))
    result = check(of_table, law=beijing(), term=term())
    return [finding for finding in result.findings if finding.rule is rule]


def cook(row: int, amount: str | None, women: int | None, **more):
    given = {"people": 10, "name": "厨师", **more}
    return post(row, proposed_amount=amount, women=women, **given)


def rise(row: int, before: str | None, after: str | None, category=None, people: int = 10):
    return post(
        row, f"岗位{row}", people=people, before_amount=before, proposed_amount=after,
        category=category,
    )  # fmt: skip


class TestEqualPay:
    def test_another_share_of_women_and_another_wage_are_asked_about(self):
        here, there = found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "5800", 9))

        assert here.rule.value == "W-EQUAL-PAY"
        assert [(each.row, each.severity) for each in (here, there)] == [
            (2, Severity.NOTE),
            (3, Severity.NOTE),
        ]
        assert (there.value, there.limit) == (Decimal("5800.00"), Decimal("6000.00"))
        assert "第 2 行合同制 6,000.00 元，10 人中女职工 1 人" in there.message
        assert "请双方核对是否同岗同绩" in there.message
        assert [each.text for each in there.basis] == ["妇女权益保障法"]

    @pytest.mark.parametrize("word", ["偏低", "歧视", "违法"])
    def test_nobody_is_judged(self, word):
        for finding in found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "5800", 9)):
            assert word not in finding.message

    def test_the_same_share_of_other_numbers_is_the_same(self):
        assert not found(Rule.EQUAL_PAY, cook(2, "6000", 5), cook(3, "5800", 2, people=4))

    def test_the_same_wage_asks_nothing(self):
        assert not found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "6000.00", 9))

    def test_another_post_is_no_measure(self):
        assert not found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "5800", 9, name="切配"))

    def test_dispatched_people_are_set_beside_the_enterprises_own(self):
        own, dispatched = found(
            Rule.EQUAL_PAY, cook(2, "6000", 5), cook(3, "5800", 5, form=Form.DISPATCH)
        )

        assert "劳务派遣 5,800.00 元" in own.message
        assert [(each.text, each.article) for each in dispatched.basis] == [
            ("劳动合同法", "第63条")
        ]

    @pytest.mark.parametrize(
        "other",
        [
            {"form": Form.PROBATION},
            {"form": Form.OVERAGE},
            {"form": Form.PIECE_RATE},
            {"note": "病假"},
            {"people": 0},
        ],
    )
    def test_other_forms_are_other_work(self, other):
        assert not found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "5800", 0, **other))

    def test_a_row_of_the_same_wage_is_not_named(self):
        posts = [cook(2, "6000", 1), cook(3, "6000", 9), cook(4, "5800", 9)]

        messages = {each.row: each.message for each in found(Rule.EQUAL_PAY, *posts)}

        assert set(messages) == {2, 4}
        assert "第 3 行" not in messages[4]

    def test_an_empty_number_of_women_is_not_checked(self):
        [finding] = found(Rule.EQUAL_PAY, cook(2, "6000", 1), cook(3, "5800", None))

        assert (finding.row, finding.basis) == (3, ())
        assert finding.message.startswith("未检查：厨师缺少“女职工人数”")

    def test_without_the_column_one_note_where_like_posts_differ(self):
        posts = [cook(2, "6000", None), cook(3, "5800", None)]

        [finding] = found(Rule.EQUAL_PAY, *posts, columns=COLUMNS - {"women"})

        assert (finding.row, finding.severity) == (None, Severity.NOTE)
        assert finding.message.startswith("未检查：缺少“女职工人数”一列")
        assert not found(Rule.EQUAL_PAY, posts[0], columns=COLUMNS - {"women"})

    def test_of_many_like_rows_a_sentence_names_three(self):
        posts = [cook(row, str(6000 - row), row) for row in range(2, 8)]

        first = found(Rule.EQUAL_PAY, *posts)[0]

        assert first.message.count("合同制") == 4
        assert "等。请双方核对" in first.message

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["5800", "6000"]),
                st.sampled_from([None, 0, 1, 2]),
                st.sampled_from([2, 4]),
                st.sampled_from([Form.CONTRACT, Form.DISPATCH, Form.PIECE_RATE]),
            ),
            max_size=6,
        )
    )
    def test_a_row_is_asked_about_exactly_when_some_like_row_differs(self, rows):
        posts = [
            cook(row, wage, women, people=people, form=form)
            for row, (wage, women, people, form) in enumerate(rows, start=2)
        ]

        def differs(one, other):
            if Form.PIECE_RATE in (one.form, other.form):
                return False
            known = None not in (one.women, other.women)
            shares = known and one.women * other.people != other.women * one.people
            paid = one.proposed_amount != other.proposed_amount
            return paid and (shares or one.form is not other.form)

        asked = {each.row for each in found(Rule.EQUAL_PAY, *posts) if "请双方核对" in each.message}

        assert asked == {one.row for one in posts if any(differs(one, two) for two in posts)}

    def test_it_never_keeps_a_table_from_passing(self):
        of_table = WageTable(
            posts=(cook(2, "6000", 1), cook(3, "5800", 9)), columns=frozenset(COLUMNS)
        )

        assert check(of_table, law=beijing(), term=term()).verdict is Verdict.PASS


class TestFrontline:
    def test_a_front_line_behind_the_average_is_said(self):
        posts = [
            rise(2, "5000", "5200", Category.FRONTLINE),
            rise(3, "5000", "5400", Category.TECHNICAL),
        ]

        [finding] = found(Rule.FRONTLINE, *posts)

        assert (finding.rule.value, finding.severity) == ("W-FRONTLINE", Severity.NOTE)
        assert (finding.value, finding.limit) == (Decimal("0.0400"), Decimal("0.0600"))
        assert "一线职工平均增幅 4%，低于全部职工的 6%" in finding.message

    def test_a_front_line_level_with_the_average_is_not(self):
        posts = [
            rise(2, "5000", "5200", Category.FRONTLINE),
            rise(3, "6000", "6240", Category.MANAGEMENT),
        ]

        assert not found(Rule.FRONTLINE, *posts)

    def test_rises_are_weighed_by_people(self):
        posts = [
            rise(2, "5000", "5300", Category.FRONTLINE, people=90),
            rise(3, "5000", "5200", Category.FRONTLINE, people=10),
            rise(4, "5000", "5290", Category.TECHNICAL, people=10),
        ]

        assert not found(Rule.FRONTLINE, *posts)

    @pytest.mark.parametrize("after", ["5000", "4900"])
    def test_managers_who_rise_while_the_front_line_does_not_are_named(self, after):
        posts = [
            rise(2, "5000", after, Category.FRONTLINE),
            rise(3, "9000", "9900", Category.MANAGEMENT),
        ]

        [finding] = found(Rule.FRONTLINE, *posts)

        assert "管理人员平均增幅 10%" in finding.message

    def test_managers_who_rise_with_the_front_line_are_not(self):
        posts = [
            rise(2, "5000", "5001", Category.FRONTLINE),
            rise(3, "9000", "9900", Category.MANAGEMENT),
        ]

        [finding] = found(Rule.FRONTLINE, *posts)

        assert "管理人员" not in finding.message

    def test_without_the_column_one_note(self):
        [finding] = found(Rule.FRONTLINE, rise(2, "5000", "5200"), columns=COLUMNS - {"category"})

        assert finding.message.startswith("未检查：缺少“岗位类别”一列")

    def test_without_a_front_line_post_one_note(self):
        [finding] = found(Rule.FRONTLINE, rise(2, "5000", "5200", Category.MANAGEMENT))

        assert "没有标明“一线”" in finding.message

    def test_where_no_rise_can_be_reckoned_nothing_is_said(self):
        assert not found(Rule.FRONTLINE, rise(2, None, "5200", Category.FRONTLINE))
        assert not found(Rule.FRONTLINE, rise(2, "5200", None, Category.FRONTLINE))
        assert not found(Rule.FRONTLINE, rise(2, "0", "5200", Category.FRONTLINE))
