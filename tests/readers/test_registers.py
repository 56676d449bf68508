"""An enterprise register's file: each row as plain fields, or every reason why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import registers
from tests import register_files
from tests.readers import workbooks

REFERENCE = register_files.reference()


def read(*rows, **more) -> registers.RegisterFile:
    content = register_files.register_csv(*rows, **more)
    return registers.read_register(content, name="名册.csv", reference=REFERENCE)


def only(**cells) -> registers.EnterpriseRow:
    """Read one row that must be readable."""
    file = read(register_files.enterprise(**cells))
    assert file.problems == ()
    return file.rows[0]


def problems(**cells) -> list[tuple[str, str]]:
    """Read one row that must not be readable."""
    file = read(register_files.enterprise(**cells))
    assert file.rows == ()
    return [(problem.column, problem.reason) for problem in file.problems]


class TestSamples:
    def test_all_120_rows_of_the_register_are_readable(self):
        content = (register_files.SAMPLES / "enterprises.xlsx").read_bytes()

        file = registers.read_register(content, name="enterprises.xlsx", reference=REFERENCE)

        assert (file.read, len(file.rows), file.problems, file.notes) == (120, 120, (), ())

    def test_the_file_with_errors_gives_each_bad_row_its_line_and_reason(self):
        content = (register_files.SAMPLES / "enterprises_with_errors.csv").read_bytes()

        file = registers.read_register(content, name="有误.csv", reference=REFERENCE)

        assert (file.read, [row.row for row in file.rows]) == (12, [2, 4, 12, 13])
        found = [(problem.row, problem.column, problem.reason) for problem in file.problems]
        expected = [
            (3, "统一社会信用代码", "校验位不符"),
            (5, "统一社会信用代码", "与第 4 行的统一社会信用代码相同"),
            (6, "区", "没有“海定区”这个区，相近的有“海淀区”"),
            (7, "职工人数", "“-20”不能是负数"),
            (8, "单位名称", "没有填单位名称"),
            (9, "女职工数", "女职工数 29 多于职工人数 24"),
            (10, "国民经济行业代码", "“9999”不在 GB/T 4754-2017 里"),
            (11, "职工人数", "“约五十人”不是数字"),
        ]
        assert [one[:2] for one in found] == [one[:2] for one in expected]
        for (_row, _column, reason), (_same, _too, words) in zip(found, expected, strict=True):
            assert words in reason


class TestARow:
    def test_says_only_what_its_cells_say(self):
        row = only(职工人数="", 女职工数="", 工会主席=" ", 联系电话="", 是否正常经营="")

        assert {"workers", "women", "chair_name", "operating"} & row.fields.keys() == set()
        assert row.phone is None
        assert row.fields["members"] == 40

    def test_may_lack_its_code_and_is_marked(self):
        file = read(register_files.enterprise(统一社会信用代码=""))

        assert file.rows[0].code is None
        assert ["缺码" in note.reason for note in file.notes] == [True]

    def test_names_every_problem_at_once(self):
        found = problems(
            统一社会信用代码="123",
            单位名称="",
            区="没有区",
            国民经济行业代码="99",
            职工人数="五",
            女职工数="-1",
            是否建会="也许",
            建会形式="半",
            是否正常经营="看情况",
        )

        assert [column for column, _reason in found] == [
            "统一社会信用代码", "单位名称", "区", "国民经济行业代码", "职工人数", "女职工数",
            "是否建会", "建会形式", "是否正常经营",
        ]  # fmt: skip

    @pytest.mark.parametrize("column", ["单位名称", "区", "街道（乡镇）"])
    def test_needs_name_district_and_street(self, column):
        assert (column, f"没有填{column}") in problems(**{column: " "})

    @pytest.mark.parametrize(
        ("column", "longest"),
        [("单位名称", 120), ("登记注册类型", 60), ("工会主席", 80), ("法定代表人", 80)],
    )
    def test_is_refused_where_a_text_is_too_long_to_be_kept(self, column, longest):
        assert only(**{column: "长" * longest})
        assert problems(**{column: "长" * (longest + 1)}) == [
            (column, f"{column}过长（最多 {longest} 字）")
        ]

    def test_may_have_as_many_women_as_workers_but_not_one_more(self):
        assert only(职工人数="20", 女职工数="20").fields["women"] == 20
        assert problems(职工人数="20", 女职工数="21") == [
            ("女职工数", "女职工数 21 多于职工人数 20，请核对")
        ]

    @pytest.mark.parametrize("column", ["职工人数", "农民工数", "劳务派遣数", "会员人数"])
    def test_may_have_nobody_but_not_fewer(self, column):
        assert only(**{column: "0", "女职工数": "0"})
        assert "不能是负数" in problems(**{column: "-1", "女职工数": "0"})[0][1]

    @given(st.integers(0, 10**6))
    def test_keeps_a_head_count_as_it_is_written(self, count):
        assert only(农民工数=f"{count:,}").fields["migrants"] == count

    def test_keeps_an_unknown_ownership_as_written_with_a_note(self):
        file = read(register_files.enterprise(登记注册类型="合作社 联社"))

        assert file.rows[0].fields["ownership"] == "合作社联社"
        assert "不在标准分类里" in file.notes[0].reason

    def test_writes_a_name_with_full_width_brackets_and_half_width_letters(self):
        assert only(单位名称=" 北京 示例(海淀)Ａ１有限公司").name == "北京示例（海淀）A1有限公司"

    def test_leaves_a_telephone_that_is_none_out_and_never_repeats_it(self):
        file = read(register_files.enterprise(联系电话="问王明13x"))

        assert file.rows[0].phone is None
        assert [note.reason for note in file.notes] == ["联系电话不像电话号码，未登记"]

    @pytest.mark.parametrize(
        "phone", ["13800138000", "010-62000001转12", "０１０－６２０００００１"]
    )
    def test_takes_a_telephone_as_it_is_dialled(self, phone):
        assert only(联系电话=phone).phone in ("13800138000", "010-62000001转12", "010-62000001")


class TestUnion:
    @pytest.mark.parametrize(
        ("answer", "expected"), [("是", True), ("已建会", True), ("否", False), ("未建会", False)]
    )
    def test_whether_there_is_one_is_read_as_people_write_it(self, answer, expected):
        assert only(是否建会=answer, 建会形式="").fields["unionised"] is expected

    def test_nothing_said_is_nothing_known(self):
        assert "unionised" not in only(是否建会="", 建会形式="").fields

    def test_without_a_union_there_is_no_form(self):
        file = read(register_files.enterprise(是否建会="否", 建会形式="联合"))

        assert file.rows[0].fields["union_form"] == ""
        assert "未登记" in file.notes[0].reason

    def test_the_file_may_name_the_joint_union(self):
        row = only(建会形式="联合", 工会名称="科技大厦联合工会")

        assert row.union_name == "科技大厦联合工会"


class TestOperating:
    @pytest.mark.parametrize(
        ("answer", "expected", "ground"),
        [
            ("是", True, ""),
            ("存续", True, ""),
            ("否", False, "名册填“否”"),
            ("注销", False, "名册填“注销”"),
        ],
    )
    def test_is_read_with_what_the_file_says_as_its_ground(self, answer, expected, ground):
        fields = only(是否正常经营=answer).fields

        assert (fields["operating"], fields["operating_ground"]) == (expected, ground)


class TestIndustry:
    @pytest.mark.parametrize(
        ("written", "expected"), [("6210", "6210"), ("62", "62"), ("H62", "62"), ("０１", "01")]
    )
    def test_a_code_of_two_to_four_digits_is_taken(self, written, expected):
        assert only(国民经济行业代码=written).fields["industry_code"] == expected

    @pytest.mark.parametrize("written", ["6", "62100", "9999", "H", "餐饮"])
    def test_any_other_is_refused(self, written):
        assert "不在 GB/T 4754-2017 里" in problems(国民经济行业代码=written)[0][1]

    def test_a_number_that_lost_its_leading_zero_is_found_or_doubted(self):
        head = ["单位名称", "区", "街道", "行业代码"]
        content = workbooks.xlsx(
            [
                head,
                ["甲公司", "海淀", "海淀", 1],
                ["乙公司", "海淀", "海淀", 111],
                ["丙公司", "海淀", "海淀", 6210],
            ]
        )

        file = registers.read_register(content, name="名册.xlsx", reference=REFERENCE)

        assert [row.fields["industry_code"] for row in file.rows] == ["01", "111", "6210"]
        doubted = [note.row for note in file.notes if note.column == "国民经济行业代码"]
        assert doubted == [2, 3]


class TestDoubles:
    def test_the_second_row_of_a_code_is_refused_and_names_the_first(self):
        file = read(
            register_files.enterprise(1),
            register_files.enterprise(2),
            register_files.enterprise(1, 单位名称="另一家"),
        )

        assert [row.row for row in file.rows] == [2, 3]
        assert file.problems[0].reason == "与第 2 行的统一社会信用代码相同"

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_row_without_code_gives_way_to_its_like_named_row_with_one(self, turned):
        coded = register_files.enterprise(1)
        rows = [coded, {**coded, "统一社会信用代码": ""}]

        file = read(*(rows[::-1] if turned else rows))

        assert [row.code for row in file.rows] == [coded["统一社会信用代码"]]
        assert "同名同街道" in file.problems[0].reason

    def test_two_rows_without_code_are_doubles_only_in_one_street(self):
        one = register_files.enterprise(1, 统一社会信用代码="")
        file = read(one, {**one, "街道（乡镇）": "上地街道"}, one)

        assert [row.row for row in file.rows] == [2, 3]
        assert [problem.row for problem in file.problems] == [4]


class TestTheSheet:
    def test_its_header_stands_anywhere_in_the_first_ten_rows_in_any_order(self):
        rows = [[None]] * 8 + [["海淀区企业名册"], ["街道", "备注", "企业名称", "所属区"]]
        content = workbooks.xlsx([*rows, ["中关村", "好", "示例公司", "海淀"]])

        file = registers.read_register(content, name="名册.xlsx", reference=REFERENCE)

        assert [(row.row, row.name) for row in file.rows] == [(11, "示例公司")]

    def test_empty_and_total_lines_are_no_rows(self):
        rows = [["单位名称", "区", "街道", "职工人数"], ["甲", "海淀", "上地", 5], [None] * 4]
        content = workbooks.xlsx([*rows, ["乙", "海淀", "上地", 6], ["合 计", None, None, 11]])

        file = registers.read_register(content, name="名册.xlsx", reference=REFERENCE)

        assert (file.read, [row.row for row in file.rows]) == (2, [2, 4])

    def test_a_merged_street_counts_for_all_its_rows_but_a_merged_number_for_none(self):
        rows = [
            ["单位名称", "区", "街道", "职工人数"],
            ["甲", "海淀", "上地", 5],
            ["乙", "海淀", None, None],
        ]
        content = workbooks.xlsx(rows, merged=[(1, 2, 2, 2), (1, 3, 2, 3)])

        file = registers.read_register(content, name="名册.xlsx", reference=REFERENCE)

        assert [(one.row, one.column) for one in file.problems] == [
            (2, "职工人数"),
            (3, "职工人数"),
        ]
        assert "请拆开填写" in file.problems[0].reason

    def test_a_formula_without_its_result_refuses_the_row(self):
        rows = [["单位名称", "区", "街道", "职工人数"], ["甲", "海淀", "上地", ("=1+1", "")]]

        file = registers.read_register(workbooks.xlsx(rows), name="名册.xlsx", reference=REFERENCE)

        assert [(one.row, one.column) for one in file.problems] == [(2, "职工人数")]

    def test_without_the_needed_columns_the_file_is_refused(self):
        content = workbooks.xlsx([["单位名称", "区"], ["甲", "海淀"]])

        with pytest.raises(errors.Unusable, match="街道（乡镇）"):
            registers.read_register(content, name="名册.xlsx", reference=REFERENCE)

    def test_two_columns_of_one_name_refuse_the_file(self):
        head = ["单位名称", "区", "街道", "职工人数", "职工人数"]
        content = workbooks.xlsx([head, ["甲", "海淀", "上地", 5, 6]])

        with pytest.raises(errors.Unusable, match="两列都叫“职工人数”"):
            registers.read_register(content, name="名册.xlsx", reference=REFERENCE)
