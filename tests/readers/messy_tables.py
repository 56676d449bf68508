"""Wage tables whose truth is known, laid out on a sheet in every messy way people lay them out.

`make` draws a table and its layout from a seed; tests/readers/messy_files.py writes it as a file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from bargaining.rules.wage_posts import BonusSpan, Category, Form, HoursSystem, WagePost
from tests.readers import messy_words as words

KINDS = ("xlsx", "raw", "ods", "xls", "csv")


@dataclass
class Cell:
    """One cell: what it holds, and how; a formula without `stored` holds no result."""

    value: str | Decimal | date | None
    is_formula: bool = False
    stored: bool = True
    is_percent: bool = False


@dataclass
class Grid:
    """A sheet as it is to be written: rows and columns from 0."""

    rows: list[dict[int, Cell]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    width: int = 0  # of a csv's lines; 0: as wide as the widest

    def put(self, row: int, column: int, value: object, **how: bool) -> None:
        if value is not None:
            self.rows[row][column] = value if isinstance(value, Cell) else Cell(value, **how)


@dataclass
class Made:
    """A messy table and what it means."""

    kind: str
    chance: random.Random
    grid: Grid = field(default_factory=Grid)
    others: list[tuple[str, Grid, bool]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    units: list[list[str]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    header: tuple[int, int] = (0, 0)
    bonus_span: BonusSpan | None = None
    rows: list[dict[str, object]] = field(default_factory=list)
    post_rows: list[int] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)

    @property
    def can_merge(self) -> bool:
        return self.kind != "csv"

    @property
    def first_column(self) -> int:
        return min(self.places.values())

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1

    def likes(self, share: float) -> bool:
        return self.chance.random() < share

    @property
    def remarked(self) -> set[int]:
        """The rows over which something was assumed, and said."""
        known = {"written_form": words.FORMS, "category": words.CATEGORIES,
                 "hours_system": words.HOURS}  # fmt: skip
        return {
            row + 1
            for values, row in zip(self.rows, self.post_rows, strict=True)
            if ("people" in self.keys and values["people"] is None)
            or any(values.get(key) and values[key] not in dict(known[key]) for key in known)
        }

    @property
    def posts(self) -> tuple[WagePost, ...]:
        """The truth, with the rows as the sheet numbers them."""
        return tuple(
            replace(_post(self, values), row=row + 1)
            for values, row in zip(self.rows, self.post_rows, strict=True)
        )


def make(seed: int, kind: str) -> Made:
    made = Made(kind, random.Random(f"{kind}-{seed}"))
    _draw_columns(made)
    count = made.chance.choice((1, 2, 3, 5, 8, 12))
    made.rows = [_draw_values(made) for _ in range(count)]
    _order(made)
    _lay_titles(made)
    _lay_header(made)
    _lay_body(made)
    _lay_below(made)
    _hide(made)
    _add_sheets(made)
    return made


def _draw_columns(made: Made) -> None:
    chance = made.chance
    wages = chance.choice((["proposed_amount"], ["proposed_amount"], ["hourly_amount"],
                           ["proposed_amount", "hourly_amount"]))  # fmt: skip
    share = chance.choice((0.15, 0.4, 0.8))
    optional = [key for key in words.TITLES if key != "post" and key not in wages]
    made.keys = ["post", *wages, *(key for key in optional if made.likes(share))]
    made.further = [name for name in words.FURTHER if made.likes(0.15)]
    if made.likes(0.05):
        made.further.append("工种名称")


def _draw_values(made: Made) -> dict[str, object]:
    values: dict[str, object] = {}
    for key in made.keys:
        values[key] = _DRAWN.get(key, _money)(made.chance)
    if values.get("women") is not None:
        people = values.get("people", 1)
        values["women"] = min(int(values["women"]), 1 if people is None else int(people))
    for name in made.further:
        values[name] = _further(made.chance, name)
    return values


def _money(chance: random.Random) -> Decimal | None:
    if chance.random() < 0.12:
        return None
    edges = ("0", "0.01", "2540", "2539.99", "2539.5", "9999999999.99", "27.7", "1000", "5400.1")
    if chance.random() < 0.4:
        return Decimal(chance.choice(edges))
    return Decimal(chance.randrange(0, 3_000_000)) / 100


def _count(chance: random.Random) -> int | None:
    return None if chance.random() < 0.15 else chance.choice((0, 1, 2, 3, 12, 29, 1200))


def _measure(most: int, places: int) -> Callable[[random.Random], Decimal | None]:
    def drawn(chance: random.Random) -> Decimal | None:
        if chance.random() < 0.2:
            return None
        number = Decimal(chance.randrange(0, most * 10**places + 1)).scaleb(-places)
        return chance.choice((number, Decimal(most), Decimal(0), number.quantize(Decimal(1))))

    return drawn


def _word(choices: Sequence[tuple[str, str] | str]) -> Callable[[random.Random], str]:
    def drawn(chance: random.Random) -> str:
        found = chance.choice(("", *choices))
        return found if isinstance(found, str) else found[0]

    return drawn


_DRAWN: Mapping[str, Callable[[random.Random], object]] = {
    "post": lambda chance: chance.choice(words.POSTS),
    "people": _count,
    "women": _count,
    "written_form": _word((*words.FORMS, "临时")),
    "category": _word((*words.CATEGORIES, "后勤")),
    "hours_system": _word((*words.HOURS, "弹性")),
    "note": _word(words.NOTES),
    "due_days": _measure(31, 2),
    "attended_days": _measure(31, 1),
    "month_hours": _measure(744, 2),
    "unit_price": _measure(100, 4),
    "daily_quota": _measure(5000, 1),
}


def _further(chance: random.Random, name: str) -> object:
    if name == "涨幅":
        return Decimal(chance.randrange(0, 2000)) / 10000
    if name == "调整日期":
        return date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    if name in ("序号", "实发工资", "基本工资"):
        return Decimal(chance.randrange(1, 9000))
    return chance.choice((None, "甲", "后勤部", "a,b", 'he said "1"', "第一行\n第二行"))


def _order(made: Made) -> None:
    """Give every column its place, a group's columns side by side."""
    chance = made.chance
    grouped: list[list[str]] = []
    if made.likes(0.45):
        for head, below in chance.sample(words.GROUPS, len(words.GROUPS)):
            taken = {key for unit in grouped for key in unit[1:]}
            there = [key for key in below if key in made.keys and key not in taken]
            if there and made.likes(0.6):
                grouped.append([head, *chance.sample(there, len(there))])
    taken = {key for unit in grouped for key in unit[1:]}
    singles = [["", name] for name in (*made.keys, *made.further) if name not in taken]
    units = [*grouped, *singles]
    if made.likes(0.7):
        chance.shuffle(units)
    made.units = units
    column = chance.choice((0, 0, 0, 1, 3))
    for unit in units:
        for key in unit[1:]:
            made.places[key] = column
            column += 1


def _new_row(made: Made) -> int:
    made.grid.rows.append({})
    return len(made.grid.rows) - 1


def _lay_titles(made: Made) -> None:
    for _ in range(made.chance.choice((0, 0, 1, 2, 4, 8))):
        row = _new_row(made)
        if made.likes(0.8):
            at = made.chance.choice((0, made.first_column, made.width - 1))
            made.grid.put(row, at, made.chance.choice(words.TITLE_LINES))
            if made.can_merge and made.likes(0.4) and made.width - at > 1:
                made.grid.spans.append((row, at, row, made.width - 1))
        elif made.likes(0.3):
            made.grid.put(row, made.width - 1, date(2026, 3, 1))


def _lay_header(made: Made) -> None:
    is_double = any(head for head, *_ in made.units)
    first = _new_row(made)
    last = _new_row(made) if is_double else first
    made.header = (first, last)
    merges = made.can_merge and made.likes(0.7)
    for head, *keys in made.units:
        if head:
            _lay_group(made, head, keys, merges=merges)
            continue
        [key] = keys
        column, title = made.places[key], _title(made, key)
        made.titles[key] = title
        if is_double and merges:
            made.grid.put(first, column, title)
            made.grid.spans.append((first, column, last, column))
        else:
            made.grid.put(made.chance.choice((first, last)), column, title)
    if made.likes(0.08) and not is_double:
        _lay_units(made)


def _lay_group(made: Made, head: str, keys: Sequence[str], *, merges: bool) -> None:
    first, last = made.header
    below = next(below for name, below in words.GROUPS if name == head and set(keys) <= set(below))
    columns = [made.places[key] for key in keys]
    made.grid.put(first, columns[0], head)
    if merges and len(columns) > 1:
        made.grid.spans.append((first, columns[0], first, columns[-1]))
    for key, column in zip(keys, columns, strict=True):
        made.grid.put(last, column, below[key])
        made.titles[key] = below[key]
        if key == "bonus_amount":
            is_under = merges or column == columns[0]
            made.bonus_span = BonusSpan.MONTH if is_under else None


def _title(made: Made, key: str) -> str:
    chance = made.chance
    if key in made.further:
        return key
    name = chance.choice(words.TITLES[key]) if made.likes(0.5) else words.TITLES[key][0]
    if key == "bonus_amount":
        told = chance.choice((("", "", None), ("其中：", "", BonusSpan.MONTH),
                              ("", "（元/月）", BonusSpan.MONTH), ("", "（元/年）", BonusSpan.YEAR)))  # fmt: skip  # noqa: E501
        made.bonus_span = told[2]
        return f"{told[0]}{name}{told[1]}"
    is_part = key in words.PARTS and made.likes(0.3)
    return words.title(chance, key, name, is_part=is_part)


def _lay_units(made: Made) -> None:
    row = _new_row(made)
    for key in made.keys:
        unit = "元" if key in words.MONEY else {"people": "人", "women": "人"}.get(key)
        made.grid.put(row, made.places[key], unit)
    if made.grid.rows[row]:
        made.lines.add(row)


def _lay_body(made: Made) -> None:
    runs = _runs(made)
    for number, values in enumerate(made.rows):
        starts = number == 0 or runs[number] != runs[number - 1]
        if starts:
            _between(made)
        row = _new_row(made)
        made.post_rows.append(row)
        for name, value in values.items():
            made.grid.put(row, made.places[name], _cell(made, name, value))
    _merge(made, runs)
    if made.can_merge and made.likes(0.1):
        made.grid.put(made.post_rows[0], made.width + 1, "核对无误")


def _runs(made: Made) -> list[int]:
    """Say which posts stand in one run, whose words are merged; alone in a csv."""
    runs = []
    for number in range(len(made.rows)):
        joins = made.can_merge and number > 0 and made.likes(0.4)
        runs.append(runs[-1] if joins else number)
    return runs


def _merge(made: Made, runs: Sequence[int]) -> None:
    """Merge some columns of words over their runs; the truth repeats what is merged."""
    texts = [key for key in made.keys if key in words.WORDS]
    texts += [name for name in made.further if name in ("部门", "工作地点")]
    for run in sorted(set(runs)):
        members = [number for number, of in enumerate(runs) if of == run]
        if len(members) < 2:
            continue
        last = made.post_rows[members[-1]]
        for name in texts:
            value = made.rows[members[0]][name]
            if not value or not made.likes(0.5):
                continue
            column = made.places[name]
            for number in members:
                made.rows[number][name] = value
                if number != members[0]:
                    made.grid.rows[made.post_rows[number]].pop(column, None)
            made.grid.spans.append((made.post_rows[members[0]], column, last, column))


def _cell(made: Made, name: str, value: object) -> Cell | None:
    chance = made.chance
    if name in words.NUMBERS:
        return _number_cell(made, name, value)
    if value is None or value == "":
        return Cell(chance.choice(("", "  "))) if made.kind != "raw" and made.likes(0.1) else None
    if isinstance(value, str) and name in words.WORDS:
        value = f"{chance.choice(('', '', ' '))}{value}{chance.choice(('', '', ' ', chr(0x3000)))}"
        return Cell(value, is_formula=made.can_merge and made.likes(0.05))
    return Cell(value, is_percent=name == "涨幅")


def _number_cell(made: Made, name: str, value: object) -> Cell | None:
    chance = made.chance
    if value is None:
        blank = chance.choice(words.BLANK_NUMBERS)
        return None if blank is None else Cell(blank)
    number = Decimal(value) if isinstance(value, int) else value
    way = chance.random()
    if made.kind == "csv" or way < 0.4:
        if name in words.COUNTS:
            return Cell(words.count_written(chance, int(number)))
        return Cell(words.WRITTEN[name](chance, number, name))
    if way < 0.6:
        written = format(number, "f") if way < 0.45 and number else None
        return Cell(written or number, is_formula=True)
    return Cell(number)


def _between(made: Made) -> None:
    """Put between two posts what is none, or nothing."""
    draw = made.chance.random()
    if draw < 0.1:
        for _ in range(made.chance.choice((1, 1, 3, 30))):
            _new_row(made)
    elif draw < 0.15 and "序号" in made.further:
        made.grid.put(_new_row(made), made.places["序号"], Decimal(1))
    elif draw < 0.22:
        _heading(made)
    elif draw < 0.32 and made.post_rows:
        _total(made)
    elif draw < 0.4 and made.post_rows:
        _header_again(made)


def _heading(made: Made) -> None:
    row = _new_row(made)
    made.lines.add(row)
    column = made.chance.choice((made.first_column, made.places["post"]))
    made.grid.put(row, column, made.chance.choice(words.HEADINGS))
    if made.can_merge and made.likes(0.5) and column + 1 < made.width:
        made.grid.spans.append((row, column, row, made.width - 1))


def _total(made: Made) -> None:
    row = _new_row(made)
    made.lines.add(row)
    at = [made.places["post"]]
    if made.first_column != made.places.get("note"):
        at.append(made.first_column)
    column = made.chance.choice(at)
    for key in made.keys:
        if key in words.NUMBERS and made.likes(0.7):
            total = Decimal(made.chance.randrange(100_000))
            text = made.kind == "csv" or made.likes(0.3)
            is_formula = made.can_merge and made.likes(0.5)
            stored = made.kind == "raw" or made.likes(0.5)
            value = f"{total:,}" if text else total
            made.grid.put(row, made.places[key], Cell(value, is_formula, stored))
    made.grid.put(row, column, made.chance.choice(words.TOTALS))


def _header_again(made: Made) -> None:
    first, last = made.header
    start = len(made.grid.rows)
    for row in range(first, last + 1):
        again = _new_row(made)
        made.lines.add(again)
        made.grid.rows[again] = dict(made.grid.rows[row])
    spans = [span for span in made.grid.spans if first <= span[0] <= last]
    shift = start - first
    made.grid.spans += [(r1 + shift, c1, r2 + shift, c2) for r1, c1, r2, c2 in spans]


def _lay_below(made: Made) -> None:
    chance = made.chance
    if made.likes(0.5):
        for _ in range(chance.choice((0, 0, 1))):
            _new_row(made)
        _total(made)
    for _ in range(chance.choice((0, 0, 1, 2))):
        _heading_line(made, chance.choice(words.NOTES_BELOW))
    if made.likes(0.4):
        row = _new_row(made)
        made.lines.add(row)
        column = chance.choice((made.first_column, made.places["post"]))
        for text in chance.choice(words.SIGNATURES):
            made.grid.put(row, column, text)
            column += chance.choice((1, 2))


def _heading_line(made: Made, text: str) -> None:
    row = _new_row(made)
    made.lines.add(row)
    column = made.chance.choice((made.first_column, made.places["post"]))
    made.grid.put(row, column, text)
    if made.can_merge and made.likes(0.5) and column + 1 < made.width:
        made.grid.spans.append((row, column, row, made.width - 1))


def _hide(made: Made) -> None:
    if made.likes(0.2):
        made.grid.hidden_rows = {row for row in made.post_rows if made.likes(0.4)}
    if made.likes(0.15):
        made.grid.hidden_columns = {made.chance.choice(list(made.places.values()))}


def _add_sheets(made: Made) -> None:
    if not made.can_merge or not made.likes(0.3):
        return
    explained = Grid(
        [{0: Cell("填表说明")}, {0: Cell("岗位一列请填写岗位名称"), 1: Cell(Decimal(5))}]
    )
    made.others.append(("填表说明", explained, False))
    if made.likes(0.5):
        made.others.append(("空表", Grid(), False))
    if made.likes(0.5):
        made.others.append(("去年", made.grid, True))


def _post(made: Made, values: Mapping[str, object]) -> WagePost:
    texts = {key: str(values.get(key) or "") for key in words.WORDS}
    numbers = {key: values.get(key) for key in words.NUMBERS if key in made.keys}
    people = numbers.pop("people", None)
    forms, kinds, hours = (dict(found) for found in (words.FORMS, words.CATEGORIES, words.HOURS))
    has_bonus = numbers.get("bonus_amount") is not None
    return WagePost(
        row=0,
        post=texts["post"],
        people=1 if people is None else int(people),
        form=Form(forms.get(texts["written_form"], "contract")),
        written_form=texts["written_form"],
        category=Category(kinds[texts["category"]]) if texts["category"] in kinds else None,
        hours_system=HoursSystem(hours[texts["hours_system"]])
        if texts["hours_system"] in hours
        else None,
        note=texts["note"],
        bonus_span=made.bonus_span if has_bonus else None,
        more=_more(made, values),
        **numbers,
    )


def _more(made: Made, values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    kept = []
    for name in sorted(made.further, key=made.places.__getitem__):
        value = values[name]
        if value is None:
            continue
        match value:
            case Decimal() if name == "涨幅" and made.kind == "csv":
                kept.append((name, f"{value * 100:.2f}%"))
            case Decimal():
                kept.append((name, format(value.normalize(), "f")))
            case date():
                kept.append((name, value.isoformat()))
            case _:
                kept.append((name, str(value)))
    return tuple(kept)
