"""How does a figure read? Its value with its unit, since when it holds, where it was read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from bargaining.rules.day_words import plain_day
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Source, Status

STATUS_WORDS: Final = {Status.NOT_PUBLISHED: "未发布", Status.REPEALED: "已废止"}
RATE: Final = "比率"
NO_AMOUNT: Final = "数值缺"  # a change that is known to have happened, its amount is not
_STATED: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))? (.+)")
_DAY: Final = re.compile(r"(?<![\d/-])(\d{4})-(\d\d)-(\d\d)(?![\d/-])")


def written(value: Decimal, unit: str) -> str:
    """Write a value with its unit (数值写法): 2,540 元/月, a rate as 5.1 %."""
    if unit == RATE:
        return f"{number(value, unit)} %"
    return f"{number(value, unit)} {unit}".rstrip()


def number(value: Decimal, unit: str) -> str:
    """Write a value without its unit (数字写法), a rate in hundredths."""
    return f"{(value * 100).normalize():f}" if unit == RATE else f"{value:,f}"


def value_in_words(entry: FigureValue, unit: str) -> str:
    """Write what an entry says (记录的数值): its value, or that there is none."""
    if entry.value is None or entry.status is not Status.VALUE:
        return STATUS_WORDS.get(entry.status, "未收录")
    return written(entry.value, unit)


def since(entry: FigureValue) -> str:
    """Say since which day, or for which year, an entry speaks (起始日写法)."""
    if entry.year is None:
        return plain_day(entry.effective_from)
    return f"{entry.year} 年" + ("起" if entry.onward else "")


def missing(figure: Figure, *, on: date) -> str:
    """Say that nothing is recorded for a day (未收录)."""
    return f"{on.year} 年的未收录" if figure.kind is FigureKind.YEARLY else "未收录"


def stated_in_words(stated: str, unit: str) -> str:
    """Write out what was found but not loaded (查到的写法): 2005年1月 545 元/月; else as it is."""
    found = _STATED.fullmatch(stated)
    if found is None:
        return stated
    year, month, day, said = found.groups()
    when = f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
    if said == NO_AMOUNT:
        return f"{when}有过调整，数额没有查到"
    return f"{when} {said} {'' if unit == RATE else unit}".rstrip()


def source_in_words(source: Source) -> str:
    """Cite where a figure was read (出处写法), with its number and article where it has them."""
    words = f"《{source.title}》" if source.document_number else source.title
    more = "，".join(part for part in (source.document_number, source.article) if part)
    return days_in_words(f"{words}（{more}）" if more else words)


def days_in_words(text: str) -> str:
    """Write the days inside a text out (日期写法): 2023-10-19 报道 as 2023年10月19日 报道."""
    return _DAY.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", text)
