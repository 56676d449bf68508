"""What does one cell say? Full-width and half-width alike, money and counts as exact numbers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Cell = str | Decimal | date | bool | None

CENT = Decimal("0.01")
_SHEET_NOISE = Decimal("1e-9")  # what a spreadsheet's binary numbers add to 21.75 or 0.35
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_UNIT = re.compile(
    r"(?:元|圆)(?:整|/(?P<span>人|(?:人[/·]?)?(?:月|小时|时|天|日|件)(?:[/·]人)?))?$"
)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|[+-]?\.\d+")
_THING = r"(?:件|个|只|双|套|台|条|块|张|箱|包|袋|单|次|米|平方米|吨|公斤|千克|斤)"
_PRICED = re.compile(rf"(?:元|圆)/{_THING}$")
_DAILY = re.compile(rf"{_THING}?(?:/(?:人)?(?:天|日|工日))?$")
_DAYS = re.compile(r"(?:个)?(?:工作)?(?:天|日)(?:/月)?$")
_HOURS = re.compile(r"(?:个)?(?:小时|工时|时|[hH])(?:/月)?$")
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


def days(cell: Cell) -> Decimal | None:
    """Read the days of a month: halves and averages such as 21.75 too (天数)."""
    return _measure(cell, unit=_DAYS, places=2, most=Decimal(31))


def hours(cell: Cell) -> Decimal | None:
    """Read the hours of a month (工时)."""
    return _measure(cell, unit=_HOURS, places=2, most=Decimal(31 * 24))


def price(cell: Cell) -> Decimal | None:
    """Read a price by the piece, which may be a fraction of a cent (单价)."""
    return _measure(cell, unit=_PRICED, places=4, most=Decimal(10) ** 8)


def quota(cell: Cell) -> Decimal | None:
    """Read how many pieces a day is to yield (日定额)."""
    return _measure(cell, unit=_DAILY, places=4, most=Decimal(10) ** 8)


def _measure(cell: Cell, *, unit: re.Pattern[str], places: int, most: Decimal) -> Decimal | None:
    """Read a number that is not negative, with its unit, to so many places; none is rounded."""
    if isinstance(cell, str):
        cell = unit.sub("", plain(cell)).strip() or cell
    amount = number(cell)
    if amount is None:
        return None
    if amount < 0:
        raise ValueError("不能是负数")
    if amount > most:
        raise ValueError(f"不能大于 {most}")
    exact = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if abs(amount - exact) > _SHEET_NOISE:
        raise ValueError(f"最多 {places} 位小数")
    return Decimal(format(exact.normalize(), "f"))
