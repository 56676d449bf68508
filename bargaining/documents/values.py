"""How does a value print: days, money, rates, and the lines left open?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from bargaining import errors
from bargaining.documents.definitions import Definition, Field, Kind

Given: TypeAlias = "str | int | Decimal | date | None | list[Given] | dict[str, Given]"
Printed: TypeAlias = "str | bool | list[Printed] | dict[str, Printed]"

# Between these two a run is printed in red: private-use characters, which no input may hold.
GAP_OPENS, GAP_CLOSES = "\ue000", "\ue001"
LINE = "＿"
OPEN_DAY = "　　年　　月　　日"

_CENT, _HUNDREDTH = Decimal("0.01"), Decimal("0.01")


class Line(str):
    """A line to write on; a template's `if` sees it only when the form prints blank."""

    __slots__ = ("shown",)
    shown: bool

    def __new__(cls, text: str, *, shown: bool) -> Line:
        """Make a line that a template's `if` sees, or does not."""
        line = super().__new__(cls, text)
        line.shown = shown
        return line

    def __bool__(self) -> bool:
        return self.shown


@dataclass
class Sheet:
    """The values of one paper, ready to print, and what is still missing (待补字段)."""

    values: dict[str, Printed] = dataclass_field(default_factory=dict)
    missing: list[tuple[str, str]] = dataclass_field(default_factory=list)


def fill(definition: Definition, context: Mapping[str, Given], *, blank: bool) -> Sheet:
    """Turn a context of primitives into what the template prints (填写).

    Raises TypeError for anything that is not a primitive or no field of the paper: both are
    mistakes of ours, never of the person at the form.
    """
    check(definition, context)
    flags = {
        each.name: _flag(each, context) for each in definition.fields if each.kind is Kind.FLAG
    }
    sheet = Sheet(values=dict(flags))
    for each in definition.fields:
        if each.kind is Kind.FLAG:
            continue
        in_play = each.applies(flags)
        if blank:
            sheet.values[each.name] = _open(each) if in_play else _line(each, shown=False)
        else:
            sheet.values[each.name] = _filled(
                each, context.get(each.name), sheet=sheet, in_play=in_play
            )
    sheet.values["blank"] = blank
    return sheet


def check(definition: Definition, context: Mapping[str, Given]) -> None:
    """Refuse a context that holds rows, floats, or names the paper does not know."""
    unknown = sorted(set(context) - {each.name for each in definition.fields})
    if unknown:
        raise TypeError(f"{definition.kind} has no field {', '.join(unknown)}")
    for where, value in _leaves(context, at=""):
        if not isinstance(value, str | int | Decimal | date) or isinstance(value, datetime):
            raise TypeError(f"{where} is no primitive: {type(value).__name__}")


def money(amount: Decimal | int) -> str:
    """Print an amount of money, to the cent (金额)."""
    return f"{Decimal(amount).quantize(_CENT, ROUND_HALF_UP):,f}"


def rate(share: Decimal | int) -> str:
    """Print a fraction of 1 as a percentage with at most two decimals (比率)."""
    percent = (Decimal(share) * 100).quantize(_HUNDREDTH, ROUND_HALF_UP)
    text = f"{percent:f}".rstrip("0").rstrip(".")
    return f"{'0' if text in {'', '-0', '-'} else text}%"


def day(on: date) -> str:
    """Print a day in full (日期)."""
    return f"{on.year}年{on.month}月{on.day}日"


def _leaves(value: object, *, at: str) -> Iterator[tuple[str, object]]:
    match value:
        case None:
            return
        case Mapping():
            for name, inner in value.items():
                yield from _leaves(inner, at=f"{at}.{name}" if at else str(name))
        case list():
            for number, inner in enumerate(value, start=1):
                yield from _leaves(inner, at=f"{at}[{number}]")
        case _:
            yield at, value


def _flag(field: Field, context: Mapping[str, Given]) -> bool:
    given = context.get(field.name)
    if given is None:
        return field.default
    if not isinstance(given, bool):
        raise TypeError(f"{field.name} is a flag")
    return given


def _filled(field: Field, given: Given, *, sheet: Sheet, in_play: bool) -> Printed:
    if _absent(given):
        if field.required and in_play:
            sheet.missing.append((field.name, field.label))
            return _red(field)
        return _hollow(field)
    match field.kind:
        case Kind.LIST:
            return [_plain(field, each) for each in _rows(field, given)]
        case Kind.TABLE:
            return [
                _row(field, each, number=number, sheet=sheet)
                for number, each in enumerate(_rows(field, given), start=1)
            ]
        case _:
            return _print(field, given)


def _row(field: Field, given: Given, *, number: int, sheet: Sheet) -> Printed:
    if not isinstance(given, dict):
        raise TypeError(f"{field.name}[{number}] is no row")
    unknown = set(given) - {column.name for column in field.columns}
    if unknown:
        raise TypeError(f"{field.name} has no column {', '.join(sorted(unknown))}")
    printed: dict[str, Printed] = {}
    for column in field.columns:
        value = given.get(column.name)
        if not _absent(value):
            printed[column.name] = _print(column, value)
        elif column.required:
            name = f"{field.name}[{number}].{column.name}"
            sheet.missing.append((name, f"{field.label}第{number}行{column.label}"))
            printed[column.name] = f"{GAP_OPENS}{LINE * 2}{GAP_CLOSES}"
        else:
            boxes = _boxes(column, "") if column.boxes else column.empty
            printed[column.name] = Line(boxes, shown=False)
    return printed


def _absent(given: Given) -> bool:
    return given is None or given == [] or (isinstance(given, str) and not given.strip())


def _rows(field: Field, given: Given) -> Sequence[Given]:
    if not isinstance(given, list):
        raise TypeError(f"{field.name} is a list")
    return given


def _print(field: Field, given: Given) -> str:
    match field.kind, given:
        case Kind.DAY, date():
            return day(given)
        case Kind.MONEY, Decimal() | int() if not isinstance(given, bool):
            return money(given)
        case Kind.RATE, Decimal() | int() if not isinstance(given, bool):
            return rate(given)
        case Kind.COUNT, int() if not isinstance(given, bool):
            return str(given)
        case Kind.CHOICE, str():
            return _chosen(field, given)
        case Kind.TEXT, _:
            return _plain(field, given)
        case _:
            raise TypeError(f"{field.name} is a {field.kind}, not {type(given).__name__}")


def _plain(field: Field, given: Given) -> str:
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise TypeError(f"{field.name} holds text, not {type(given).__name__}")
    lines = str(given).strip().replace("\t", " ").splitlines()
    # Invisible characters come along when a name is pasted from a chat, and could turn the text
    # around; they are dropped, for the reader could not see them either.
    text = "\n".join(
        "".join(each for each in line if unicodedata.category(each) != "Cf") for line in lines
    )
    for character in text:
        if character != "\n" and _unprintable(character):
            raise errors.Unusable(
                f"“{field.label}”中有不能打印的字符（U+{ord(character):04X}），请删去后重试。",
                field=field.name,
            )
    return text


def _unprintable(character: str) -> bool:
    point = ord(character)
    never_a_character = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return never_a_character or unicodedata.category(character) in {"Cc", "Co", "Cs"}


def _chosen(field: Field, given: str) -> str:
    if given not in field.options:
        raise errors.Unusable(
            f"“{field.label}”须为以下之一：{'、'.join(field.options)}。", field=field.name
        )
    return _boxes(field, given) if field.boxes else given


def _boxes(field: Field, given: str) -> str:
    return "　".join(f"{'■' if option == given else '□'}{option}" for option in field.options)


def _line(field: Field, *, shown: bool) -> Line:
    match field.kind:
        case Kind.DAY:
            return Line(OPEN_DAY, shown=shown)
        case Kind.CHOICE:
            return Line(_boxes(field, ""), shown=shown)
        case _:
            return Line(LINE * field.blank, shown=shown)


def _red(field: Field) -> Printed:
    match field.kind:
        case Kind.LIST:
            return [_red_line(field.label)]
        case Kind.TABLE:
            gap = f"{GAP_OPENS}{LINE * 2}{GAP_CLOSES}"
            return [{column.name: gap for column in field.columns}]
        case Kind.DAY:
            year, part = LINE * 3, LINE * 2
            return f"{GAP_OPENS}{year}年{part}月{part}日（{field.label}）{GAP_CLOSES}"
        case _:
            return _red_line(field.label)


def _red_line(label: str) -> str:
    return f"{GAP_OPENS}{LINE * 3}（{label}）{GAP_CLOSES}"


def _hollow(field: Field) -> Printed:
    """Leave an optional field open: its own word, else a line to write on by hand."""
    match field.kind:
        case Kind.LIST | Kind.TABLE:
            return []
        case _ if field.empty:
            return Line(field.empty, shown=False)
        case _:
            return _line(field, shown=False)


def _open(field: Field) -> Printed:
    match field.kind:
        case Kind.LIST:
            return [LINE * field.blank for _ in range(field.blank_rows)]
        case Kind.TABLE:
            return [
                {column.name: _open_cell(column) for column in field.columns}
                for _ in range(field.blank_rows)
            ]
        case _:
            return _line(field, shown=True)


def _open_cell(column: Field) -> Line:
    return Line(_boxes(column, "") if column.boxes else "", shown=True)
