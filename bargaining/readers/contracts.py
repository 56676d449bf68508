"""What does an office's ledger of contracts say? Each row as plain values, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bargaining import errors
from bargaining.errors import RowProblem
from bargaining.readers import (
    cells,
    contract_cells,
    days,
    register_cells,
    registers,
    sheet_headers,
    sheets,
)
from bargaining.readers.cells import Cell, text_of
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Row, Sheet
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Papers
from bargaining.rules.states import ContractWay

NAMES: sheet_headers.Names = {
    "统一社会信用代码": registers.NAMES["统一社会信用代码"],
    "单位名称": registers.NAMES["单位名称"],
    "合同种类": ("合同种类", "合同类型", "种类"),
    "签订方式": ("签订方式", "合同形式", "签订形式"),
    "签字日": ("签字日", "签字日期", "签订日期", "签订日"),
    "审议日": ("审议日", "审议日期", "审议通过日期", "职代会审议日期"),
    "报送日": ("报送日", "报送日期"),
    "生效日": ("生效日", "生效日期"),
    "期限起": ("期限起", "合同期限起", "起始日期", "合同起始日"),
    "期限止": ("期限止", "合同期限止", "终止日期", "合同终止日"),
    "覆盖职工数": ("覆盖职工数", "覆盖职工人数", "覆盖人数"),
    "年度增幅": ("年度增幅", "工资增幅", "增长幅度", "增幅"),
    "受理或备案号": ("受理或备案号", "备案号", "受理号", "受理编号", "备案编号"),
    "覆盖单位": ("覆盖单位", "覆盖企业", "所含单位", "覆盖单位名单"),
    "含工资附件": ("含工资附件", "是否含工资附件", "工资附件"),
    "附件期限起": ("附件期限起", "工资附件期限起", "附件起始日期"),
    "附件期限止": ("附件期限止", "工资附件期限止", "附件终止日期"),
    "审议应到": ("审议应到", "应到人数", "职代会应到"),
    "审议实到": ("审议实到", "实到人数", "职代会实到"),
    "审议赞成": ("审议赞成", "赞成票", "赞成人数", "赞成"),
    "收到凭证": ("收到凭证", "回执", "报送回执", "受理凭证"),
    "收到日": ("收到日", "收到日期", "人社部门收到日", "受理日期"),
    "公布日": ("公布日", "公布日期", "公示日期"),
    "覆盖女职工数": ("覆盖女职工数", "覆盖女职工人数", "女职工数", "女职工人数"),
    "最低工资标准": ("最低工资标准", "约定的最低工资标准", "最低月工资"),
    "月平均工资": ("月平均工资", "平均工资", "协商后平均工资", "协商后月平均工资"),
    "备注": ("备注", "说明"),
}
REQUIRED = ("合同种类", "签订方式")
WANTED = "需要“统一社会信用代码”或“单位名称”，以及“合同种类”“签订方式”"

_DAYS = {
    "签字日": "signed_on",
    "审议日": "deliberated_on",
    "报送日": "filed_on",
    "生效日": "effective_on",
    "期限起": "term_from",
    "期限止": "term_to",
}
_PERCENT = Decimal(100)
# A cell formatted as a percentage arrives as a fraction. Between the two no number is plain.
_HIGHEST_FRACTION = Decimal("0.3")
_T = TypeVar("_T")


@dataclass(frozen=True)
class ContractRow:
    """One readable row of a ledger (合同台账行); an empty cell is None, never a guess."""

    row: int
    code: str | None
    name: str
    kind: ContractKind
    way: ContractWay
    signed_on: date | None
    deliberated_on: date | None
    filed_on: date | None
    effective_on: date | None
    term_from: date | None
    term_to: date | None
    workers: int | None
    rise_rate: Decimal | None
    filing_number: str
    annex: Annex | None = None
    members: tuple[str, ...] = ()
    papers: Papers = Papers()


@dataclass(frozen=True)
class Annex:
    """The wage annex of a general contract, with a term of its own (工资附件)."""

    term_from: date | None
    term_to: date | None


@dataclass(frozen=True)
class LedgerFile:
    """What a ledger's file holds (合同台账文件): readable rows and problems, in its order."""

    sheet: Sheet
    header: Header
    read: int
    rows: tuple[ContractRow, ...]
    problems: tuple[RowProblem, ...]


def read_contracts(content: bytes, *, name: str) -> LedgerFile:
    """Read a ledger of contracts (读取合同台账); every problem of every row is named.

    Raises Unusable where the file is no table or has no such header.
    """
    sheet, header = sheet_headers.find_table(
        sheets.read_sheets(content, name=name), names=NAMES, required=REQUIRED, wanted=WANTED
    )
    if not {"统一社会信用代码", "单位名称"} & set(header.columns):
        raise errors.Unusable(f"表头不全：{WANTED}。请核对列名后再上传。", field="file")
    registers.refuse_doubled(header)
    rows: list[ContractRow] = []
    problems: list[RowProblem] = []
    read = 0
    for line in registers.data_rows(sheet, header=header):
        read += 1
        reading = _Reading(sheet, header, line)
        row = reading.contract()
        problems += reading.problems
        if row is not None:
            rows.append(row)
    return LedgerFile(sheet, header, read=read, rows=tuple(rows), problems=tuple(problems))


def rate(cell: Cell) -> Decimal | None:
    """Read a rise as a fraction of 1 (增幅): 4.5%, 4.5 or a cell in percent format.

    A bare number from 1 on is percent, one up to 0.3 is what a percent cell stores; between them,
    and for a bare text below 1, it cannot be told, which raises ValueError.
    """
    written = cells.plain(text_of(cell))
    if written.endswith("%"):
        percent = cells.number(written.removesuffix("%").strip())
        if percent is None:
            raise ValueError("不是百分数")
        return percent / _PERCENT
    amount = cells.number(cell)
    if amount is None:
        return None
    if abs(amount) >= 1:
        return amount / _PERCENT
    if amount and (isinstance(cell, str) or abs(amount) > _HIGHEST_FRACTION):
        raise ValueError("分不清是不是百分数，请写成 4.5% 的样子")
    return amount


class _Reading:
    """One row while it is read, with everything that is wrong with it."""

    def __init__(self, sheet: Sheet, header: Header, row: Row) -> None:
        self.sheet, self.header, self.row = sheet, header, row
        self.problems: list[RowProblem] = []

    def contract(self) -> ContractRow | None:
        """Read the whole row; None where anything is wrong."""
        code = self._read("统一社会信用代码", contract_cells.code)
        name = self._read("单位名称", contract_cells.name) or ""
        if not code and not name and not self._refused("统一社会信用代码", "单位名称"):
            self._refuse("单位名称", "统一社会信用代码和单位名称都没有填")
        kind = self._read("合同种类", contract_cells.kind)
        way = self._read("签订方式", contract_cells.way)
        read_days = {key: self._read(column, days.day) for column, key in _DAYS.items()}
        workers = self._head_count("覆盖职工数")
        rise_rate = self._read("年度增幅", rate)
        number = self._read("受理或备案号", contract_cells.filing_number) or ""
        annex = self._annex(kind)
        members = self._members(way)
        papers = self._papers()
        if self.problems or kind is None or way is None:
            return None
        return ContractRow(
            row=self.row.number,
            code=code,
            name=name,
            kind=kind,
            way=way,
            workers=workers,
            rise_rate=rise_rate,
            filing_number=number,
            annex=annex,
            members=members,
            papers=papers,
            **read_days,
        )

    def _annex(self, kind: ContractKind | None) -> Annex | None:
        """Only a general contract has a wage annex; one whose term is stated is there."""
        said = self._read("含工资附件", contract_cells.yes_no)
        term_from = self._read("附件期限起", days.day)
        term_to = self._read("附件期限止", days.day)
        if not said and not term_from and not term_to:
            return None
        if kind is not None and kind is not ContractKind.GENERAL:
            self._refuse("含工资附件", "只有综合集体合同才有工资附件，请核对合同种类")
        if said is False and (term_from or term_to):
            self._refuse("含工资附件", "填了附件期限，“含工资附件”却是否，请核对")
        if term_from and term_to and term_from > term_to:
            self._refuse("附件期限止", f"附件期限止 {term_to} 早于附件期限起 {term_from}，请核对")
        return Annex(term_from, term_to)

    def _members(self, way: ContractWay | None) -> tuple[str, ...]:
        members = self._read("覆盖单位", contract_cells.units) or ()
        if members and way is ContractWay.OWN:
            self._refuse("覆盖单位", "单独签订的合同只覆盖本单位，请核对签订方式或清空覆盖单位")
        return members

    def _papers(self) -> Papers:
        return Papers(
            entitled=self._head_count("审议应到"),
            present=self._head_count("审议实到"),
            in_favour=self._head_count("审议赞成"),
            proof=self._read("收到凭证", contract_cells.proof) or "",
            received_on=self._read("收到日", days.day),
            published_on=self._read("公布日", days.day),
            women=self._head_count("覆盖女职工数"),
            average_wage=self._read("月平均工资", contract_cells.amount),
            lowest_wage=self._read("最低工资标准", contract_cells.amount),
            note=self._read("备注", contract_cells.note) or "",
        )

    def _head_count(self, column: str) -> int | None:
        if column not in self.header.columns or self._is_flawed(column):
            return None
        try:
            return register_cells.head_count(self.sheet, self.header, self.row, column)
        except ValueError as problem:
            self._refuse(column, f"{column}“{self._text(column)}”{problem}")
            return None

    def _read(self, column: str, read: Callable[[Cell], _T]) -> _T | None:
        if self._is_flawed(column):
            return None
        place = self.header.columns.get(column)
        cell = None if place is None else self.sheet.at(self.row.number, place)
        try:
            return read(cell)
        except ValueError as problem:
            written = self._text(column)
            self._refuse(column, f"{column}“{written}”{problem}" if written else str(problem))
            return None

    def _is_flawed(self, column: str) -> bool:
        place = self.header.columns.get(column)
        flaw = None if place is None else self.sheet.flaw_words(self.row.number, place)
        if flaw is not None:
            self._refuse(column, f"{column}{flaw}")
        return flaw is not None

    def _refused(self, *columns: str) -> bool:
        return any(problem.column in columns for problem in self.problems)

    def _text(self, column: str) -> str:
        place = self.header.columns.get(column)
        return "" if place is None else text_of(self.sheet.at(self.row.number, place))

    def _refuse(self, column: str, reason: str) -> None:
        self.problems.append(RowProblem(self.row.number, column, reason, self._text(column)))
