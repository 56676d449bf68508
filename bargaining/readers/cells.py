"""What does one cell say? Full-width and half-width alike, money and counts as exact numbers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Cell = str | Decimal | date | bool | None

CENT = Decimal("0.01")
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_UNIT = re.compile(r"(?:元|圆)(?:整|/(?:月|小时|时|天|日|件|人))?$")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|[+-]?\.\d+")
_NOTHING = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无"})


def plain(text: str) -> str:
    """Write a text in half-width characters with single blanks (全角转半角)."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def squeezed(text: str) -> str:
    """Write a text in half-width characters without any blank (去空白)."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def text_of(cell: Cell) -> str:
    """Show a cell as text, as its writer would read it; an empty cell is an empty text (文字)."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case Decimal():
            return format(cell, "f")
        case date():
            return cell.isoformat()
        case str():
            return cell.strip()


def number(cell: Cell) -> Decimal | None:
    """Read a number with its blanks, separators, ￥ and 元; None where the cell is empty (数值).

    A lone dash or stroke says "nothing here", which is not 0. Raises ValueError with a short
    reason for anything that is no number.
    """
    match cell:
        case None:
            return None
        case Decimal():
            return cell
        case bool() | date():
            raise ValueError("不是数字")
    written = plain(cell)
    if written in _NOTHING:
        return None
    written = _UNIT.sub("", written.removeprefix("¥").removeprefix("人民币").strip()).strip()
    written = re.sub(r" ?, ?| ", ",", re.sub(r"^([+-]) ", r"\1", written))
    if not _NUMBER.fullmatch(written):
        raise ValueError("不是数字")
    return Decimal(written.replace(",", ""))


def money(cell: Cell) -> Decimal | None:
    """Read an amount, rounded to the cent, half a cent upwards (金额)."""
    amount = number(cell)
    if amount is None:
        return None
    if abs(amount) >= Decimal(10) ** 10:
        raise ValueError("数额过大")
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def count(cell: Cell) -> int | None:
    """Read a number of people or things: whole and not negative (个数)."""
    if isinstance(cell, str):
        cell = re.sub(r"(?:人|名|个)$", "", plain(cell)) or cell
    amount = number(cell)
    if amount is None:
        return None
    if amount < 0:
        raise ValueError("不能是负数")
    if amount != amount.to_integral_value():
        raise ValueError("应是整数")
    if amount >= 10**9:
        raise ValueError("数额过大")
    return int(amount)
