"""An office's ledger of contracts: each row as plain values, or every reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import contracts
from bargaining.readers.contracts import Annex
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Papers
from bargaining.rules.states import ContractWay
from tests import register_files
from tests.readers import workbooks

ROW = {
    "统一社会信用代码": register_files.code(1),
    "单位名称": "北京示例餐饮有限公司1",
    "合同种类": "工资专项",
    "签订方式": "单独",
    "签字日": "2026-06-20",
    "审议日": "2026-06-18",
    "报送日": "2026-06-25",
    "生效日": "2026-07-11",
    "期限起": "2026-07-01",
    "期限止": "2027-06-30",
    "覆盖职工数": "49",
    "年度增幅": "4.5%",
    "受理或备案号": "示例备2026-001",
}


def read(*rows) -> contracts.LedgerFile:
    return contracts.read_contracts(register_files.register_csv(*rows), name="台账.csv")


def only(**cells) -> contracts.ContractRow:
    file = read({**ROW, **cells})
    assert file.problems == ()
    return file.rows[0]


def problems(**cells) -> list[tuple[str, str]]:
    file = read({**ROW, **cells})
    assert file.rows == ()
    return [(problem.column, problem.reason) for problem in file.problems]


class TestSample:
    FILE = contracts.read_contracts(
        (register_files.SAMPLES / "contracts.xlsx").read_bytes(), name="contracts.xlsx"
    )

    def test_all_40_rows_are_readable(self):
        assert (self.FILE.read, len(self.FILE.rows), self.FILE.problems) == (40, 40, ())

    def test_36_are_own_contracts_and_4_one_regional(self):
        ways = [row.way for row in self.FILE.rows]
        shared = {row.filing_number for row in self.FILE.rows if row.way is ContractWay.REGION}

        assert (ways.count(ContractWay.OWN), ways.count(ContractWay.REGION)) == (36, 4)
        assert shared == {"区域示例2026-01"}

    def test_an_empty_effective_day_stays_empty(self):
        assert [row.row for row in self.FILE.rows if row.effective_on is None] == [40, 41]

    def test_a_row_is_read_whole(self):
        assert self.FILE.rows[0] == contracts.ContractRow(
            row=2,
            code="91110112MA3B1G6189",
            name="北京示例软件技术有限公司001",
            kind=ContractKind.WAGE,
            way=ContractWay.OWN,
            signed_on=date(2026, 6, 20),
            deliberated_on=date(2026, 6, 18),
            filed_on=date(2026, 6, 25),
            effective_on=date(2026, 7, 11),
            term_from=date(2026, 7, 1),
            term_to=date(2027, 6, 30),
            workers=49,
            rise_rate=Decimal("0.045"),
            filing_number="示例备2026-001",
        )


class TestARow:
    @pytest.mark.parametrize(
        ("written", "kind"),
        [
            ("工资专项", ContractKind.WAGE),
            ("工资专项集体合同", ContractKind.WAGE),
            ("综合", ContractKind.GENERAL),
            ("集体合同", ContractKind.GENERAL),
            ("女职工", ContractKind.WOMEN),
            ("女职工专项集体合同", ContractKind.WOMEN),
            ("劳动安全卫生", ContractKind.SAFETY),
            ("劳动安全卫生专项集体合同", ContractKind.SAFETY),
        ],
    )
    def test_names_its_kind_as_offices_do(self, written, kind):
        assert only(合同种类=written).kind is kind

    @pytest.mark.parametrize(
        ("written", "way"),
        [
            ("单独", ContractWay.OWN),
            ("企业单独签订", ContractWay.OWN),
            ("集团（总分）签订", ContractWay.GROUP),
            ("总分", ContractWay.GROUP),
            ("区域性集体合同", ContractWay.REGION),
            ("平台", None),
            ("集团", ContractWay.GROUP),
            ("区域性", ContractWay.REGION),
            ("行业", ContractWay.INDUSTRY),
        ],
    )
    def test_names_its_way_or_is_refused(self, written, way):
        if way is None:
            assert problems(签订方式=written)[0][0] == "签订方式"
        else:
            assert only(签订方式=written).way is way

    @pytest.mark.parametrize("column", ["合同种类", "签订方式"])
    def test_needs_its_kind_and_way(self, column):
        assert problems(**{column: ""}) == [(column, f"没有填{column}")]

    def test_may_lack_the_code_or_the_name_but_not_both(self):
        assert only(统一社会信用代码="").code is None
        assert only(单位名称="").name == ""
        assert problems(统一社会信用代码="", 单位名称="") == [
            ("单位名称", "统一社会信用代码和单位名称都没有填")
        ]

    def test_leaves_unknown_what_is_empty(self):
        empty = dict.fromkeys(list(ROW)[4:], "")

        row = only(**empty)

        assert (row.signed_on, row.term_to, row.workers, row.rise_rate) == (None,) * 4
        assert row.filing_number == ""

    def test_names_every_problem_at_once(self):
        found = problems(
            统一社会信用代码="123", 合同种类="?", 签订方式="?", 签字日="六月", 期限止="2026-02-30",
            覆盖职工数="-1", 年度增幅="很多", 受理或备案号="9" * 61,
        )  # fmt: skip

        assert [column for column, _reason in found] == [
            "统一社会信用代码", "合同种类", "签订方式", "签字日", "期限止", "覆盖职工数",
            "年度增幅", "受理或备案号",
        ]  # fmt: skip

    def test_takes_real_dates_and_percent_cells_of_a_workbook(self):
        cells = {**ROW, "签字日": date(2026, 6, 20), "年度增幅": 0.051, "覆盖职工数": 49}
        content = workbooks.xlsx([list(cells), list(cells.values())])

        row = contracts.read_contracts(content, name="台账.xlsx").rows[0]

        assert (row.signed_on, row.rise_rate) == (date(2026, 6, 20), Decimal("0.051"))

    def test_a_formula_without_its_result_refuses_the_row(self):
        cells = {**ROW, "覆盖职工数": ("=40+9", "")}
        content = workbooks.xlsx([list(cells), list(cells.values())])

        found = contracts.read_contracts(content, name="台账.xlsx").problems

        assert [one.column for one in found] == ["覆盖职工数"]


class TestWhatALedgerMayStateBesides:
    def test_papers_are_read_as_offices_write_them(self):
        row = only(
            审议应到="40", 审议实到="30人", 审议赞成="28", 收到凭证="受理单", 收到日="2026-06-26",
            公布日="2026-07-13", 覆盖女职工数="20", 月平均工资="7,200.50", 备注="原件在街道",
        )  # fmt: skip

        assert row.papers == Papers(
            entitled=40, present=30, in_favour=28, proof="receipt",
            received_on=date(2026, 6, 26), published_on=date(2026, 7, 13), women=20,
            average_wage=Decimal("7200.50"), note="原件在街道",
        )  # fmt: skip

    def test_without_these_columns_nothing_is_said(self):
        assert only() == replace(only(), papers=Papers(), annex=None, members=())

    @pytest.mark.parametrize(
        ("written", "proof"),
        [
            ("", ""),
            ("无", ""),
            ("回执", "receipt"),
            ("网上回执", "online"),
            ("快递签收", "courier"),
        ],
    )
    def test_proofs(self, written, proof):
        assert only(收到凭证=written).papers.proof == proof

    @pytest.mark.parametrize(
        ("cells", "annex"),
        [
            ({"含工资附件": "是"}, Annex(None, None)),
            ({"含工资附件": "否"}, None),
            ({"附件期限起": "2026-07-01"}, Annex(date(2026, 7, 1), None)),
            (
                {"含工资附件": "有", "附件期限起": "2026-07-01", "附件期限止": "2026-07-01"},
                Annex(date(2026, 7, 1), date(2026, 7, 1)),
            ),
        ],
    )
    def test_a_wage_annex_of_a_general_contract(self, cells, annex):
        assert only(合同种类="综合", **cells).annex == annex

    @pytest.mark.parametrize(
        ("cells", "column"),
        [
            ({"含工资附件": "是"}, "含工资附件"),  # of a wage contract
            ({"合同种类": "综合", "含工资附件": "大概"}, "含工资附件"),
            ({"合同种类": "综合", "含工资附件": "否", "附件期限止": "2026-12-31"}, "含工资附件"),
            (
                {"合同种类": "综合", "附件期限起": "2026-07-02", "附件期限止": "2026-07-01"},
                "附件期限止",
            ),
            ({"覆盖单位": "甲公司、乙公司"}, "覆盖单位"),  # of an own contract
            ({"收到凭证": "据说有"}, "收到凭证"),
            ({"月平均工资": "一般"}, "月平均工资"),
            ({"月平均工资": "-1"}, "月平均工资"),
            ({"审议应到": "多数"}, "审议应到"),
            ({"公布日": "夏天"}, "公布日"),
            ({"备注": "长" * 1001}, "备注"),
        ],
    )
    def test_what_cannot_be_read_is_refused_by_its_column(self, cells, column):
        assert [name for name, _reason in problems(**cells)] == [column]

    def test_units_stand_in_one_cell_each_once(self):
        row = only(签订方式="集团", 覆盖单位="甲公司；乙公司\n甲公司、丙(北京)公司")

        assert row.members == ("甲公司", "乙公司", "丙（北京）公司")


@pytest.mark.parametrize("missing", ["合同种类", "签订方式"])
def test_without_a_needed_column_the_file_is_refused(missing):
    cells = {name: value for name, value in ROW.items() if name != missing}

    with pytest.raises(errors.Unusable, match=missing):
        read(cells)


def test_without_code_and_name_columns_the_file_is_refused():
    cells = {name: value for name, value in ROW.items() if name not in list(ROW)[:2]}

    with pytest.raises(errors.Unusable, match="单位名称"):
        read(cells)


class TestRate:
    @given(st.integers(-9999, 99999))
    def test_a_percentage_is_a_hundredth(self, hundredths):
        percent = Decimal(hundredths) / 100

        assert contracts.rate(f"{percent} %") == percent / 100

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            (None, None),
            ("", None),
            ("—", None),
            ("0", Decimal(0)),
            ("4.5", Decimal("0.045")),
            ("1", Decimal("0.01")),
            (Decimal(6), Decimal("0.06")),
            (Decimal("0.045"), Decimal("0.045")),
            (Decimal("0.3"), Decimal("0.3")),
            (Decimal("-0.05"), Decimal("-0.05")),
            ("６％", Decimal("0.06")),
        ],
    )
    def test_a_number_is_read_by_its_size(self, cell, expected):
        assert contracts.rate(cell) == expected

    @pytest.mark.parametrize("cell", [Decimal("0.31"), Decimal("0.99"), "0.5", "0.045"])
    def test_what_could_be_either_is_refused(self, cell):
        with pytest.raises(ValueError, match="分不清"):
            contracts.rate(cell)

    @pytest.mark.parametrize("cell", ["%", "约5%", "五"])
    def test_what_is_no_number_is_refused(self, cell):
        with pytest.raises(ValueError, match="不是"):
            contracts.rate(cell)
