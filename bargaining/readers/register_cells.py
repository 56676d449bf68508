"""What does one cell of a register say? Names, answers, codes, head counts, telephones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from bargaining.readers import cells
from bargaining.readers.cells import Cell, squeezed, text_of
from bargaining.readers.sheet_headers import Header
from bargaining.readers.sheets import Row, Sheet

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff]+")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff（）]) +(?=[\u3400-\u9fff（）])")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "待补", "不详"})
_FULL_WIDTH = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "（），：；"
}
_BRACKETS = str.maketrans("()", "（）")
_INDUSTRY = re.compile(r"(?P<section>[A-T]?)(?P<code>\d{2,4})")
_PHONE = re.compile(r"[0-9+\-()/、,;转 ]+")
_FEWEST_PHONE_DIGITS = 7

_YES = frozenset({"是", "已建", "已建会", "建会", "有", "√", "Y", "y"})
_NO = frozenset({"否", "未建", "未建会", "没有", "×", "N", "n"})
_OPERATING = frozenset({"是", "正常", "正常经营", "在业", "存续", "开业", "√", "Y", "y"})
_NOT_OPERATING = frozenset(
    {
        "否", "不正常", "非正常", "非正常经营", "停业", "停产", "歇业", "注销", "已注销", "吊销",
        "已吊销", "迁出", "查无下落", "×", "N", "n",
    }
)  # fmt: skip
_SINGLE = frozenset({"单独", "单独建会", "单独基层工会", "单建", "独立"})
_JOINT = frozenset({"联合", "联合建会", "联合基层工会", "联合工会", "联建"})


def words(text: str) -> str:
    """Write a text without blanks between characters and without what cannot be printed."""
    printed = _UNPRINTED.sub(" ", text).replace("\u3000", " ")
    return _BETWEEN_HAN.sub("", re.sub(r" +", " ", printed)).strip()


def company_name(text: str) -> str:
    """Write a name as a licence does: half-width letters, full-width brackets (单位名称规整)."""
    return words(words(text.translate(_FULL_WIDTH)).translate(_BRACKETS))


def industry_code(cell: Cell, *, known: Collection[str]) -> tuple[str | None, str]:
    """Read an industry's code of two to four digits, and a note (行业代码).

    A spreadsheet drops leading zeros from numbers, so a number that could have lost one gets a
    note. Raises ValueError for a code that is not in the table.
    """
    written = squeezed(text_of(cell)).upper()
    if written in _NOTHING:
        return None, ""
    found = _INDUSTRY.fullmatch(written)
    if found is None and isinstance(cell, Decimal) and f"0{written}" in known:
        return f"0{written}", f"国民经济行业代码 {written} 按 0{written} 登记"
    code = "" if found is None else found["code"]
    if code not in known:
        raise ValueError(f"国民经济行业代码“{written}”不在 GB/T 4754-2017 里，请填 2 至 4 位代码")
    if isinstance(cell, Decimal) and f"0{code}" in known:
        return code, f"国民经济行业代码 {code} 是数字格式，若原为 0{code}，请改成文本格式再导入"
    return code, ""


def head_count(sheet: Sheet, header: Header, row: Row, column: str) -> int | None:
    """Read a head count (人数); None where it is empty or the column is missing.

    Raises ValueError with a short reason; a number merged over several rows belongs to none.
    """
    place = header.columns.get(column)
    if place is None:
        return None
    span = sheet.span_at(row.number, place)
    if span is not None and span.first_row != span.last_row:
        raise ValueError("是合并单元格，分不清各行是多少，请拆开填写")
    cell = sheet.own(row.number, place)
    if isinstance(cell, str) and words(cell) in _NOTHING:
        return None
    return cells.count(cell)


def is_unionised(text: str) -> bool | None:
    """Read 是否建会; None where nothing is said (是否建会)."""
    return _answer(text, yes=_YES, no=_NO)


def is_operating(text: str) -> bool | None:
    """Read 是否正常经营; None where nothing is said (是否正常经营)."""
    return _answer(text, yes=_OPERATING, no=_NOT_OPERATING)


def union_form(text: str) -> str:
    """Read 建会形式 as 单独 or 联合, empty where nothing is said (建会形式)."""
    written = squeezed(text)
    if written in _NOTHING:
        return ""
    if written in _SINGLE:
        return "单独"
    if written in _JOINT:
        return "联合"
    raise ValueError(f"建会形式“{written}”应填“单独”或“联合”")


def phone(text: str) -> str | None:
    """Read a telephone number as it is dialled (联系电话); ValueError where it is none."""
    written = words(unicodedata.normalize("NFKC", text))
    if written in _NOTHING:
        return None
    digits = sum(letter.isdigit() for letter in written)
    if _PHONE.fullmatch(written) is None or digits < _FEWEST_PHONE_DIGITS or len(written) > 60:
        raise ValueError("联系电话不像电话号码，未登记")
    return written


def _answer(text: str, *, yes: Collection[str], no: Collection[str]) -> bool | None:
    written = squeezed(text)
    if written in _NOTHING - {"无"}:
        return None
    if written in yes:
        return True
    if written in no:
        return False
    raise ValueError("看不明白，请填“是”或“否”")
