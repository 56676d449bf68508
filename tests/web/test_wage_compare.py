"""What a proposal costs, side by side with others, for those who see the table and nobody else."""

from __future__ import annotations

import html
import io
import re

import pytest
import python_calamine

from bargaining.readers import wage_tables
from bargaining.rules.roles import Role
from tests.web import wage_stage
from tests.web.wage_stage import FIRST, SECOND


@pytest.fixture(scope="module")
def law(app, stage):
    wage_stage.furnish(app)


@pytest.fixture
def number(app, stage, law):
    return wage_stage.new_case(app, stage)


@pytest.fixture
def chair(as_):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def two(chair, number):
    """A case with the union's and the employer's table."""
    wage_stage.upload(chair, number, FIRST, SECOND)
    return number


def text_of(answer):
    plain = re.sub(r"<(script|style).*?</\1>", "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def page(browser, number, query="", *, status=200):
    answer = browser.get(f"/cases/{number}/wages/compare{query}")
    assert answer.status_code == status, html.unescape(answer.text)
    return text_of(answer)


class TestWhoSeesIt:
    @pytest.mark.parametrize("path", ["", "/export.xlsx", "/proposal.xlsx?rate=3"])
    def test_the_street_sees_nothing_before_the_union_agreed(self, as_, two, path):
        browser = as_(Role.STREET_STAFF)

        assert browser.get(f"/cases/{two}/wages/compare{path}").status_code == 404

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER])
    def test_nobody_from_above_comes_in(self, as_, two, role):
        assert as_(role).get(f"/cases/{two}/wages/compare").status_code == 403

    def test_the_assigned_instructor_sees_it(self, app, as_, stage, chair, law):
        number = wage_stage.new_case(app, stage, stage.inside.enterprise, year=2025)
        wage_stage.upload(chair, number, FIRST)

        assert "第 1 版" in page(as_(Role.INSTRUCTOR), number)

    def test_a_chair_of_another_enterprise_finds_nothing(self, as_, stage, two):
        browser = as_(Role.UNION_CHAIR, union=stage.outside.union)

        assert browser.get(f"/cases/{two}/wages/compare").status_code == 404


class TestWithoutATable:
    def test_it_says_what_to_do(self, chair, number):
        text = page(chair, number)

        assert "还没有工资方案" in text
        assert "去上传工资表" in text

    @pytest.mark.parametrize("path", ["export.xlsx", "proposal.xlsx?rate=3"])
    def test_there_is_nothing_to_export(self, chair, number, path):
        assert chair.get(f"/cases/{number}/wages/compare/{path}").status_code == 404

    def test_a_trial_without_a_table_is_no_trial(self, chair, number):
        assert "还没有工资方案" in page(chair, number, "?rate=3")


class TestOneProposal:
    @pytest.fixture
    def one(self, chair, number):
        wage_stage.upload(chair, number, FIRST)
        return number

    def test_three_figures_stand_on_top(self, chair, one):
        text = page(chair, one)

        # 540 + 20 × 200 + 6 × 100 = 5,140 a month
        assert "61,680.00 元 按 27 人计" in text
        assert "4.8 %" in text  # 5,140 / 108,200
        assert "12,984.00 元" in text  # 108,200 × 12 / 100

    def test_every_post_says_what_it_costs_a_year(self, chair, one):
        text = page(chair, one)

        assert "服务员 20 4,000.00 元 4,200.00 元 200.00 元 48,000.00 元" in text
        assert "合计 27" in text
        assert "不含单位缴费" in text

    def test_the_gap_to_the_minimum_wage_is_priced_alone(self, chair, one):
        text = page(chair, one)

        # 3,300 − 600 − 200 = 2,500, which is 40 under 2,540, for six people
        assert "只把 6 人补到这个数，一年 2,880.00 元" in text
        assert "至少还要普调 1.22%" in text  # 40 / 3,300, upwards

    def test_nothing_is_compared_with_nothing(self, chair, one):
        assert "逐岗对比" not in page(chair, one)

    def test_the_employers_share_is_an_assumption_that_somebody_states(self, chair, one):
        text = page(chair, one, "?employer=26.3")

        assert "按单位缴费合计 26.3 % 估算，另加 16,221.84 元，共 77,901.84 元" in text
        assert "费率是填入的假设" in text

    def test_what_is_recorded_of_the_employers_rates_is_said_with_its_source(self, chair, one):
        text = page(chair, one)

        assert "合计 26.3%" in text
        assert "未见原文" in text


class TestSideBySide:
    def test_the_newest_that_stand_are_compared_without_asking(self, chair, two):
        text = page(chair, two)

        assert "第 1 版" in text
        assert "第 2 版" in text
        assert "下面三个数是第 2 版的" in text

    def test_every_difference_is_told_in_words(self, chair, two):
        text = page(chair, two, "?versions=1,2")

        assert "店长 1 人 9,540.00 元 9,270.00 元 少 270.00 元" in text
        assert "洗碗工 6 人 3,300.00 元 没有此岗位" in text
        assert "保洁员 3 人 没有此岗位 3,600.00 元 第一栏没有" in text
        assert "28.50 元/小时" in text

    def test_the_other_way_round_the_sign_turns(self, chair, two):
        text = page(chair, two, "?versions=2,1")

        assert "店长 1 人 9,270.00 元 9,540.00 元 多 270.00 元" in text

    def test_boxes_and_a_list_ask_for_the_same(self, chair, two):
        page(chair, two)  # what the upload answered is told once
        boxes = page(chair, two, "?versions=2&versions=1")

        assert boxes == page(chair, two, "?versions=2,1")

    def test_each_says_its_findings_cost_and_gap(self, chair, two):
        text = page(chair, two)

        assert re.search(r"第 1 版 测试员，[^ ]+上传 4\.8 % .*?须先处理 1", text)
        assert "6 人，一年 2,880.00 元" in text
        assert "都已达到" in text
        assert "32,040.00 元" in text  # (270 + 20 × 120) × 12

    def test_who_is_not_counted_is_named(self, chair, two):
        text = page(chair, two, "?versions=2")

        assert "按 21 人计，5 人未计入" in text
        assert "保洁员、配送（非全日制） 2 个岗位 5 人没有同时填协商前、协商后月工资" in text

    def test_only_what_differs_can_be_asked_for(self, chair, number):
        wage_stage.upload(chair, number, FIRST, FIRST.replace("9540", "9500"))
        text = page(chair, number, "?rows=differing")

        assert "只看有差异的 1 个" in text
        assert "服务员 20 人 4,200.00 元 4,200.00 元" not in text
        assert "服务员 20 人 4,200.00 元 4,200.00 元 相同" in page(chair, number)

    @pytest.mark.parametrize(
        "query", ["?versions=9", "?versions=,,a,−1", "?versions=1e9", f"?versions={'9' * 5000}"]
    )
    def test_a_version_that_is_not_there_is_passed_over(self, chair, two, query):
        assert "第 2 版" in page(chair, two, query)

    def test_no_more_than_four_stand_side_by_side(self, chair, number):
        wage_stage.upload(chair, number, *[FIRST.replace("9540", f"95{n}0") for n in range(5)])
        text = page(chair, number, "?versions=1,2,3,4,5")

        assert "第一栏（第 1 版）" in text
        assert "9,530.00 元 多 30.00 元" in text
        assert "9,540.00 元 多" not in text
        # With a trial there is room for three versions only.
        assert "9,530.00 元" not in page(chair, number, "?versions=1,2,3,4&base=1&each=1")

    def test_many_posts_come_by_pages(self, chair, number):
        many = "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n" + "".join(
            f"岗位{row:03d},1,4000,{4200 + row},500,200\n" for row in range(120)
        )
        wage_stage.upload(
            chair, number, many, many.replace("岗位119,1,4000,4319", "岗位119,1,4000,4320")
        )

        assert "岗位050 1 人 4,250.00 元 4,250.00 元" not in page(chair, number)
        assert "岗位050 1 人 4,250.00 元 4,250.00 元" in page(chair, number, "?page=2")

    def test_the_cheapest_of_many_posts_are_one_line(self, chair, number):
        many = "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n" + "".join(
            f"岗位{row:03d},1,4000,{4000 + row},500,200\n" for row in range(1, 41)
        )
        wage_stage.upload(chair, number, many)
        text = page(chair, number)

        assert "其余 10 个岗位 逐个列在导出的对比表里 10 — — — 660.00 元" in text  # 55 × 12
        assert "合计 40 9,840.00 元" in text  # 820 × 12

    def test_more_people_on_a_post_are_told_in_every_column(self, chair, number):
        wage_stage.upload(chair, number, FIRST, FIRST.replace("服务员,20", "服务员,22"))

        assert "服务员 4,200.00 元 20 人 4,200.00 元 相同，22 人" in page(chair, number)

    def test_more_versions_take_no_more_statements(self, chair, two, counted):
        def ask(query):
            return counted(lambda: chair.get(f"/cases/{two}/wages/compare{query}"))

        ask("?versions=1")
        assert ask("?versions=1,2") <= ask("?versions=1")


class TestATrial:
    def test_a_rise_on_the_version_that_stands(self, chair, two):
        text = page(chair, two, "?versions=1&base=1&rate=2&lowest=3600")

        # 9,540 × 1.02 = 9,730.80; 4,200 × 1.02 = 4,284; 3,300 × 1.02 = 3,366 → 3,600
        assert "下面三个数是试算的：第 1 版：在该版协商后月工资上普调 2%" in text
        assert "9,730.80 元 多 190.80 元" in text
        assert "3,600.00 元 多 300.00 元" in text
        # (730.80 + 20 × 284 + 6 × 400) × 12
        assert "105,729.60 元 按 27 人计" in text

    def test_it_is_checked_like_an_upload_of_itself(self, chair, two):
        trial = chair.get(f"/cases/{two}/wages/compare/proposal.xlsx?base=1&lowest=3600")
        said = page(chair, two, "?versions=1&base=1&lowest=3600")
        wage_stage.upload(chair, two, trial.data)
        uploaded = page(chair, two, "?versions=3")

        assert "都已达到" in said
        for words in ("27,984.00 元",):
            assert (words in said) == (words in uploaded)
        counts = re.findall(r"(?:须先处理 \d，?)?(?:待核 \d，?)?提示 \d", said)
        assert counts
        assert counts[-1] in page(chair, two, "?versions=1,3")

    def test_the_file_is_the_wage_table_with_the_new_wages(self, chair, two):
        answer = chair.get(f"/cases/{two}/wages/compare/proposal.xlsx?base=2&each=100")
        table = wage_tables.read_wage_table(answer.data, name="试算.xlsx")

        assert [(one.post, one.people, one.proposed_amount and str(one.proposed_amount))
                for one in table.posts] == [
            ("店长", 1, "9370.00"), ("服务员", 20, "4220.00"), ("保洁员", 3, "3700.00"),
            ("配送（非全日制）", 2, None),
        ]  # fmt: skip
        assert str(table.posts[3].hourly_amount) == "28.50"
        assert str(table.posts[0].own_insurance_amount) == "900.00"

    def test_nothing_is_kept_of_it(self, chair, two):
        page(chair, two, "?base=1&rate=2")

        assert "第 3 版" not in page(chair, two)

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("rate=abc", "请填写数字"),
            ("rate=NaN", "请填写数字"),
            ("each=Infinity", "请填写数字"),
            ("rate=101", "普调比例请填"),
            ("each=1e9", "每人增加的金额请填"),
            ("each=-9999", "会低于 0 元"),
            ("lowest=0", "最低岗位补到的金额请填"),
            ("employer=101", "单位缴费合计费率请填"),
            ("employer=NaN", "请填写数字"),
            ("on=somewhere&rate=1", "请从列出的选项中选择"),
        ],
    )
    def test_what_cannot_be_tried_is_said_and_the_rest_still_stands(self, chair, two, query, said):
        text = page(chair, two, f"?{query}", status=422)

        assert said in text
        assert "逐岗对比" in text

    def test_a_version_whose_file_is_gone_says_so(self, app, chair, two):
        with app.app_context():
            from bargaining.web.settings import store

            folder = store().folder
        for path in folder.glob("*/*"):
            path.unlink()
        text = page(chair, two, "?base=1&rate=1", status=422)

        assert "第 1 版的原件不在存档里" in text


class TestExport:
    def test_the_spreadsheet_holds_the_short_view_the_posts_and_the_costs(self, chair, two):
        found = wage_stage.sheets(chair.get(f"/cases/{two}/wages/compare/export.xlsx?versions=1,2"))

        assert list(found) == ["概要", "逐岗对比", "成本 第 1 版", "成本 第 2 版"]
        head, first, second = found["概要"]
        assert dict(zip(head, first, strict=True))["一年增加"] == 61680
        assert dict(zip(head, second, strict=True))["未计入人数"] == 5
        lines = {line[0]: line for line in found["逐岗对比"][1:]}
        assert lines["店长"][2:] == [1, 9540, 0, 1, 9270, -270]
        assert lines["洗碗工"][6] == "没有此岗位"
        assert found["成本 第 1 版"][-1][-1] == 61680

    def test_a_trial_stands_in_it_too(self, chair, two):
        answer = chair.get(f"/cases/{two}/wages/compare/export.xlsx?versions=1&base=1&rate=2")

        assert "成本 试算" in wage_stage.sheets(answer)

    def test_what_was_narrowed_stays_narrowed(self, chair, number):
        wage_stage.upload(chair, number, FIRST, FIRST.replace("9540", "9500"))
        answer = chair.get(f"/cases/{number}/wages/compare/export.xlsx?rows=differing")

        assert [line[0] for line in wage_stage.sheets(answer)["逐岗对比"][1:]] == ["店长"]


def test_the_case_page_leads_here(chair, two):
    text = chair.get(f"/cases/{two}").text

    assert f"/cases/{two}/wages/compare" in text
    assert f"/cases/{two}/wages/reference" in text


def test_the_exported_names_are_safe(chair, two):
    answer = chair.get(f"/cases/{two}/wages/compare/export.xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))

    assert len(set(book.sheet_names)) == len(book.sheet_names)
    assert answer.headers["Cache-Control"] == "private, no-store"
