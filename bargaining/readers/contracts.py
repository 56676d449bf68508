"""What does an office's ledger of contracts say? Each row as plain values, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bargaining import errors
from bargaining.errors import RowProblem
from bargaining.readers import cells, days, register_cells, registers, sheet_headers, sheets
from bargaining.readers.cells import Cell, squeezed, text_of
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Row, Sheet
from bargaining.rules import uscc
from bargaining.rules.deadline_rules import ContractKind
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
}
REQUIRED = ("合同种类", "签订方式")
WANTED = "需要“统一社会信用代码”或“单位名称”，以及“合同种类”“签订方式”"

_KINDS: Mapping[str, ContractKind] = {
    "工资专项": ContractKind.WAGE,
    "工资": ContractKind.WAGE,
    "综合": ContractKind.GENERAL,
    "女职工": ContractKind.WOMEN,
    "女职工权益保护": ContractKind.WOMEN,
    "女职工特殊保护": ContractKind.WOMEN,
    "劳动安全卫生": ContractKind.SAFETY,
    "安全卫生": ContractKind.SAFETY,
}
_WAYS: Mapping[str, ContractWay] = {
    "单独": ContractWay.OWN,
    "企业": ContractWay.OWN,
    "集团": ContractWay.GROUP,
    "总分": ContractWay.GROUP,
    "区域": ContractWay.REGION,
    "行业": ContractWay.INDUSTRY,
}
_DAYS = {
    "签字日": "signed_on",
    "审议日": "deliberated_on",
    "报送日": "filed_on",
    "生效日": "effective_on",
    "期限起": "term_from",
    "期限止": "term_to",
}
_LONGEST_NUMBER = 60
_LONGEST_NAME = 120
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
        code = self._read("统一社会信用代码", _code)
        name = self._read("单位名称", _name) or ""
        if not code and not name and not self._refused("统一社会信用代码", "单位名称"):
            self._refuse("单位名称", "统一社会信用代码和单位名称都没有填")
        kind = self._read("合同种类", _kind)
        way = self._read("签订方式", _way)
        read_days = {key: self._read(column, days.day) for column, key in _DAYS.items()}
        workers = self._head_count()
        rise_rate = self._read("年度增幅", rate)
        number = self._read("受理或备案号", _filing_number) or ""
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
            **read_days,
        )

    def _head_count(self) -> int | None:
        if self._is_flawed("覆盖职工数"):
            return None
        try:
            return register_cells.head_count(self.sheet, self.header, self.row, "覆盖职工数")
        except ValueError as problem:
            self._refuse("覆盖职工数", f"覆盖职工数“{self._text('覆盖职工数')}”{problem}")
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


def _code(cell: Cell) -> str | None:
    code = uscc.normalised(text_of(cell))
    reason = uscc.why_wrong(code) if code else None
    if reason is not None:
        raise ValueError(f"：{reason}")
    return code or None


def _name(cell: Cell) -> str:
    name = register_cells.company_name(text_of(cell))
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"过长（最多 {_LONGEST_NAME} 字）")
    return name


def _kind(cell: Cell) -> ContractKind:
    written = squeezed(text_of(cell))
    if not written:
        raise ValueError("没有填合同种类")
    kind = _KINDS.get(written.removesuffix("集体合同").removesuffix("专项"))
    kind = kind or _KINDS.get(written) or {"集体合同": ContractKind.GENERAL}.get(written)
    if kind is None:
        raise ValueError("看不明白，应是工资专项、综合、女职工或劳动安全卫生")
    return kind


def _way(cell: Cell) -> ContractWay:
    written = squeezed(text_of(cell))
    if not written:
        raise ValueError("没有填签订方式")
    way = _WAYS.get(written.removesuffix("签订").removesuffix("性"))
    if way is None:
        raise ValueError("看不明白，应是单独、集团、区域或行业")
    return way


def _filing_number(cell: Cell) -> str:
    number = register_cells.words(text_of(cell))
    if number in ("-", "—", "/", "无", "待补"):
        return ""
    if len(number) > _LONGEST_NUMBER:
        raise ValueError(f"过长（最多 {_LONGEST_NUMBER} 字）")
    return number
