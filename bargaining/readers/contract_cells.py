"""What does one cell of an office's ledger of contracts say? ValueError with the reason why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from bargaining.readers import cells, register_cells
from bargaining.readers.cells import Cell, squeezed, text_of
from bargaining.rules import uscc
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.states import ContractWay

_KINDS: Mapping[str, ContractKind] = {
    "工资专项": ContractKind.WAGE,
    "工资": ContractKind.WAGE,
    "工资协议": ContractKind.WAGE,
    "工资集体协议": ContractKind.WAGE,
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
    "集团（总分）": ContractWay.GROUP,
    "集团总分": ContractWay.GROUP,
    "总分公司": ContractWay.GROUP,
    "总公司分公司": ContractWay.GROUP,
    "区域": ContractWay.REGION,
    "行业": ContractWay.INDUSTRY,
}
_PROOFS: Mapping[str, str] = {
    "受理单": "receipt",
    "收件单": "receipt",
    "回执": "receipt",
    "备案回执": "receipt",
    "有": "receipt",
    "是": "receipt",
    "网上回执": "online",
    "网上受理": "online",
    "快递签收": "courier",
    "快递": "courier",
}
_NO = frozenset({"", "无", "没有", "否", "暂无", "暂无凭证", "不含", "×", "N", "n", "-", "—", "/"})
_YES = frozenset({"是", "有", "含", "含有", "√", "Y", "y", "1"})
_BETWEEN_UNITS = re.compile(r"[\n\r,，、;；|]+")
_MOST_UNITS = 2000
_FULL_BRACKETS = str.maketrans("()", "（）")
_LONGEST_NUMBER = 60
_LONGEST_NAME = 120
_LONGEST_NOTE = 1000
_CENT = Decimal("0.01")
_HIGHEST_WAGE = Decimal(10_000_000)


def code(cell: Cell) -> str | None:
    """Read a 统一社会信用代码 (代码); ValueError with the reason where it is none."""
    code = uscc.normalised(text_of(cell))
    reason = uscc.why_wrong(code) if code else None
    if reason is not None:
        raise ValueError(f"：{reason}")
    return code or None


def name(cell: Cell) -> str:
    """Read a name as a licence writes it (单位名称)."""
    name = register_cells.company_name(text_of(cell))
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"过长（最多 {_LONGEST_NAME} 字）")
    return name


def kind(cell: Cell) -> ContractKind:
    """Read which kind of contract it is (合同种类)."""
    written = squeezed(text_of(cell))
    if not written:
        raise ValueError("没有填合同种类")
    kind = _KINDS.get(written.removesuffix("集体合同").removesuffix("专项"))
    kind = kind or _KINDS.get(written) or {"集体合同": ContractKind.GENERAL}.get(written)
    if kind is None:
        raise ValueError("看不明白，应是工资专项、综合、女职工或劳动安全卫生")
    return kind


def way(cell: Cell) -> ContractWay:
    """Read who concluded it for whom (签订方式)."""
    written = squeezed(text_of(cell))
    if not written:
        raise ValueError("没有填签订方式")
    plain = written.translate(_FULL_BRACKETS).removesuffix("合同").removesuffix("集体")
    plain = plain.removeprefix("企业") if plain.startswith("企业单独") else plain
    way = _WAYS.get(plain.removesuffix("签订").removesuffix("性"))
    if way is None:
        raise ValueError("看不明白，应是单独、集团、区域或行业")
    return way


def filing_number(cell: Cell) -> str:
    """Read the number under which it was taken in (受理或备案号)."""
    number = register_cells.words(text_of(cell))
    if number in ("-", "—", "/", "无", "待补"):
        return ""
    if len(number) > _LONGEST_NUMBER:
        raise ValueError(f"过长（最多 {_LONGEST_NUMBER} 字）")
    return number


def yes_no(cell: Cell) -> bool | None:
    """Read 是 or 否, None where nothing is said (是否)."""
    written = squeezed(text_of(cell))
    if not written:
        return None
    if written in _YES:
        return True
    if written in _NO:
        return False
    raise ValueError("看不明白，请填“是”或“否”")


def proof(cell: Cell) -> str:
    """Read how receipt is proved, empty where it is not (收到凭证)."""
    written = squeezed(text_of(cell))
    if written in _NO:
        return ""
    proof = _PROOFS.get(written)
    if proof is None:
        raise ValueError("看不明白，应是受理单、网上回执、快递签收或无")
    return proof


def units(cell: Cell) -> tuple[str, ...]:
    """Read names or codes, separated by lines or signs, each once (覆盖单位)."""
    names = (register_cells.company_name(one) for one in _BETWEEN_UNITS.split(text_of(cell)))
    units = tuple(dict.fromkeys(name for name in names if name))
    if len(units) > _MOST_UNITS:
        raise ValueError(f"超过 {_MOST_UNITS} 家，请一家一行填写")
    return units


def amount(cell: Cell) -> Decimal | None:
    """Read an average monthly wage (月平均工资、最低工资标准)."""
    amount = cells.number(cell)
    if amount is not None and not 0 <= amount < _HIGHEST_WAGE:
        raise ValueError("不像月工资数，请核对")
    return None if amount is None else amount.quantize(_CENT)


def note(cell: Cell) -> str:
    """Read a remark (备注)."""
    note = register_cells.words(text_of(cell))
    if len(note) > _LONGEST_NOTE:
        raise ValueError(f"过长（最多 {_LONGEST_NOTE} 字）")
    return note
