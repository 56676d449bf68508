"""A wage table laid out on a sheet in every messy way people lay it out, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bargaining.rules.wage_posts import BonusSpan
from tests.readers import messy_draws
from tests.readers import messy_words as words
from tests.readers.messy_tables import Cell, Grid, Made


def make(seed: int, kind: str) -> Made:
    """Make the table of a seed, for one kind of file."""
    made = Made(kind, random.Random(f"{kind}-{seed}"))
    messy_draws.draw_columns(made)
    count = made.chance.choice((1, 2, 3, 5, 8, 12))
    made.rows = [messy_draws.draw_values(made) for _ in range(count)]
    _order(made)
    _lay_titles(made)
    _lay_header(made)
    _lay_body(made)
    _lay_below(made)
    _hide(made)
    _add_sheets(made)
    return made


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
        told = chance.choice(
            (
                ("", "", None),
                ("其中：", "", BonusSpan.MONTH),
                ("", "（元/月）", BonusSpan.MONTH),
                ("", "（元/年）", BonusSpan.YEAR),
            )
        )
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
        ends = number + 1 == len(runs) or runs[number + 1] != runs[number]
        if ends and runs[number] != number and made.likes(0.3):
            made.subtotals[runs[number]] = _total(made)
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
        merged = {}
        for name in texts:
            value = made.rows[members[0]][name]
            if not value or not made.likes(0.5):
                continue
            column = made.places[name]
            for number in members:
                made.rows[number][name] = value
                if number != members[0]:
                    made.grid.rows[made.post_rows[number]].pop(column, None)
            merged[name] = column
        last = made.post_rows[members[-1]]
        if run in made.subtotals and "post" in merged:
            last = _lay_subtotal(made, run, merged)
        for column in merged.values():
            made.grid.spans.append((made.post_rows[members[0]], column, last, column))


def _lay_subtotal(made: Made, run: int, merged: Mapping[str, int]) -> int:
    """Put a run's subtotal under its merged words, its name beside them; return the last row."""
    row = made.subtotals[run]
    names = ("category", "written_form", "hours_system", "级别", "工作地点")
    beside = [made.places[name] for name in names if name in made.places and name not in merged]
    if not beside:
        return row - 1
    for column in [made.first_column, *merged.values()]:
        made.grid.rows[row].pop(column, None)
    made.grid.put(
        row, made.chance.choice(beside), made.chance.choice(("小计", "合计", "部门小计："))
    )
    return row


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
    return Cell(number, look=chance.choice(_LOOKS))


_LOOKS = (
    "",
    "",
    "0.00",
    "#,##0.00",
    '0"元"',
    '"¥"#,##0.00',
    "[$¥-804]#,##0",
    '0!.0,"万"',
    '0"人"',
    "#,##0.00_);[Red](#,##0.00)",
    "[Blue]0.0",
    "@",
    "#,##0,",
)


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


def _total(made: Made) -> int:
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
    return row


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
        if made.likes(0.3):
            made.grid.put(row, column, date(2026, 3, 1))


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
