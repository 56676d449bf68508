"""Faults put into a messy table: each must have the file refused, with its row or its column.

A fault changes a table that was made and returns the row to be named (as the sheet numbers it),
0 where the column alone is named, or None where this table offers no place for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tests.readers import messy_words as words
from tests.readers.messy_tables import Cell, Made

Fault = Callable[[Made], int | None]


def _number_at(made: Made, keys: tuple[str, ...] = words.NUMBERS) -> tuple[int, int, str] | None:
    """Choose a post's row, and a column of numbers in it."""
    found = [key for key in made.keys if key in keys]
    if not found:
        return None
    key = made.chance.choice(found)
    return made.chance.choice(made.post_rows), made.places[key], key


def _filled(made: Made, *cells: Cell, keys: tuple[str, ...] = words.NUMBERS) -> int | None:
    place = _number_at(made, keys)
    if place is None:
        return None
    row, column, _key = place
    made.grid.rows[row][column] = made.chance.choice(cells)
    return row + 1


def negative(made: Made) -> int | None:
    return _filled(made, Cell(Decimal(-1)), Cell("-5"), Cell("－１２"), Cell("-0.01"), Cell("- 3"))


def no_number(made: Made) -> int | None:
    written = (
        "面议",
        "约5000",
        "5k",
        "5000左右",
        "三千",
        "N/A",
        "#REF!",
        "5400.1.2",
        "O",
        "1O00",
        "5000-6000",
        "5000/6000",
        "5000+500",
        "待定",
        "见附件",
        "5'400",
        "5_400",
        "(500)",
        "=5400",
        "1e3",
        "5,,400",
        "5400,",
        "1,23",
        "12,3456",
        "5.2万",
        "0.54万元",
        "5千元",
        "5400美元",
        "$5,400",
        "HK$5400",
        "5400元起",
        "12 34",
        "５４００．",
    )
    return _filled(made, *(Cell(text) for text in written))


def european(made: Made) -> int | None:
    return _filled(made, Cell("2,54"), Cell("2.540,00"), Cell("2.540.000"), Cell("2 540,00"))


def a_day(made: Made) -> int | None:
    texts = (Cell("2026-03-01"), Cell("2026年3月1日"), Cell("3月1日"), Cell("2026.3.1"))
    return _filled(made, *texts, *([Cell(date(2026, 3, 1))] if made.kind != "csv" else []))


def a_share(made: Made) -> int | None:
    if made.kind == "csv":
        return _filled(made, Cell("10.5%"), Cell("8％"))
    return _filled(made, Cell(Decimal("0.105"), is_percent=True), Cell("10.5%"))


def shown_as_another(made: Made) -> int | None:
    if made.kind != "xlsx":
        return None
    looks = ('0.00"万元"', '0.00"千元"', '"$"#,##0.00', "[$$-409]#,##0", '0.0"百万"', '0.00"‰"')
    return _filled(made, *(Cell(Decimal("0.54"), look=look) for look in looks))


def another_unit(made: Made) -> int | None:
    if made.chance.random() < 0.3:
        return _filled(made, Cell("2540元/月"), Cell("26元/天"), keys=words.HOURLY)
    written = ("26元/小时", "200元/天", "200元/日", "60000元/年", "5元/件", "2540元/人/天")
    return _filled(made, *(Cell(text) for text in written[:4]), keys=words.MONTHLY)


def too_much(made: Made) -> int | None:
    return _filled(made, Cell(Decimal(10) ** 10), Cell("1" + "0" * 12))


def people_in_parts(made: Made) -> int | None:
    written = ("1.5", "两人", "若干", "3-5", "12(女5)", "12人左右", "3+2")
    return _filled(made, *(Cell(text) for text in written), keys=words.COUNTS)


def more_women_than_people(made: Made) -> int | None:
    return _filled(made, Cell(Decimal(5000)), keys=("women",))


def unstored_formula(made: Made) -> int | None:
    if made.kind == "csv":
        return None
    if made.further and made.chance.random() < 0.2:
        row, column = made.chance.choice(made.post_rows), made.places[made.further[0]]
        if any(
            span[0] <= row <= span[2] and span[1] <= column <= span[3] for span in made.grid.spans
        ):
            return None
        made.grid.rows[row][column] = Cell(Decimal(1), is_formula=True, stored=False)
        return row + 1
    return _filled(made, Cell(Decimal(2540), is_formula=True, stored=False))


def merged_numbers(made: Made) -> int | None:
    """Merge a number down over the next post, or over the column beside it."""
    if made.kind == "csv":
        return None
    place = _number_at(made)
    if place is None:
        return None
    row, column, _key = place
    made.grid.rows[row][column] = Cell(Decimal(1))
    if row + 1 in made.post_rows and made.chance.random() < 0.7:
        made.grid.rows[row + 1].pop(column, None)
        made.grid.spans.append((row, column, row + 1, column))
        return row + 1
    right = column + 1
    if any(row >= r1 and row <= r2 and c1 <= right <= c2 for r1, c1, r2, c2 in made.grid.spans):
        return None
    made.grid.rows[row].pop(right, None)
    made.grid.spans.append((row, column, row, right))
    if right == made.places["post"]:
        return 0  # whatever is said: there is no post left in this row
    return row + 1


def no_post(made: Made) -> int | None:
    row, column = made.chance.choice(made.post_rows), made.places["post"]
    merged = any(c1 <= column <= c2 and r1 <= row <= r2 for r1, c1, r2, c2 in made.grid.spans)
    amount = made.places["proposed_amount" if "proposed_amount" in made.keys else "hourly_amount"]
    if merged:
        return None
    made.grid.rows[row].pop(column, None)
    made.grid.rows[row][amount] = Cell(Decimal(3000))
    return row + 1


def same_as_above(made: Made) -> int | None:
    row, column = made.chance.choice(made.post_rows), made.places["post"]
    if any(c1 <= column <= c2 and r1 <= row <= r2 for r1, c1, r2, c2 in made.grid.spans):
        return None
    made.grid.rows[row][column] = Cell(made.chance.choice(("同上", "〃", " 同上 ")))
    return row + 1


def a_column_twice(made: Made) -> int | None:
    clear = (*words.NUMBERS, "written_form", "category", "hours_system")
    key = made.chance.choice([key for key in made.keys if key in clear])
    _first, last = made.header
    made.grid.put(last, made.width, made.chance.choice(words.TITLES[key]))
    for row in made.post_rows:
        made.grid.put(row, made.width, made.grid.rows[row].get(made.places[key]))
    return 0


def no_header(made: Made) -> int | None:
    first, last = made.header
    column = made.places["post"]
    for row in made.grid.rows[first : last + 1]:
        if column in row:
            row[column] = Cell(made.chance.choice(("姓名", "名称", "岗", "")))
    for row in sorted(made.lines):
        if made.grid.rows[row].get(column) is not None and row < 10:
            made.grid.rows[row].pop(column)
    return 0


def header_far_below(made: Made) -> int | None:
    if any(row < 12 for row in made.lines):
        return None
    made.grid.rows[:0] = [{} for _ in range(10)]
    made.grid.spans = [(r1 + 10, c1, r2 + 10, c2) for r1, c1, r2, c2 in made.grid.spans]
    return 0


def no_wage_column(made: Made) -> int | None:
    places = {made.places[key] for key in ("proposed_amount", "hourly_amount") if key in made.keys}
    first, last = made.header
    for row in made.grid.rows[first : last + 1]:
        for column in places & set(row):
            row[column] = Cell("工资构成")
    return 0


def unit_of_a_column(made: Made) -> int | None:
    key = made.chance.choice([key for key in made.keys if key in words.MONEY])
    units = [
        "（万元）",
        "(千元)",
        "（百元）",
        "（单位：万元）",
        "万元",
        "/千元",
        "（美元）",
        "（万元/年）",
    ]
    if key in words.MONTHLY:
        units += ["（元/年）", "（元/天）", "（元/小时）", "（元/人/年）"]
    elif key in words.HOURLY:
        units += ["（元/月）", "（元/天）"]
    _first, last = made.header
    column = made.places[key]
    name = made.chance.choice(words.TITLES[key])
    for row in range(made.header[0], last + 1):
        made.grid.rows[row].pop(column, None)
    made.grid.spans = [
        span
        for span in made.grid.spans
        if not (span[1] <= column <= span[3] and made.header[0] <= span[0] <= last)
    ]
    made.grid.put(last, column, f"{name}{made.chance.choice(units)}")
    return 0


def unit_of_the_table(made: Made) -> int | None:
    units = [
        "单位：万元",
        "（单位：千元）",
        "单位：人民币万元",
        "金额单位：万元",
        "单位:百元",
        "单位：美元",
        "2026年工资表（万元）",
        "万元",
    ]
    if set(made.keys) & set(words.MONTHLY):
        units += ["单位：元/年", "单位：元/人/年", "（单位：元/天）"]
    text = made.chance.choice(units)
    if made.header[0] and made.chance.random() < 0.7:
        made.grid.rows[made.header[0] - 1] = {made.first_column: Cell(text)}
        made.grid.spans = [span for span in made.grid.spans if span[0] != made.header[0] - 1]
        return made.header[0]
    text = text if "单位" in text else "单位：万元"
    made.grid.rows.append({made.first_column: Cell(f"注：{text}")})
    return len(made.grid.rows)


def another_header_below(made: Made) -> int | None:
    """Write a second table below, whose columns are others or stand in another order."""
    numbers = [key for key in made.keys if key in words.NUMBERS]
    row = len(made.grid.rows)
    made.grid.rows += [{}, {}]
    made.grid.put(row, made.places["post"], "岗位")
    made.grid.put(row + 1, made.places["post"], "夜班保安")
    if len(numbers) > 1 and made.chance.random() < 0.5:
        chosen = made.chance.sample(numbers, 2)
        for key, other in zip(chosen, reversed(chosen), strict=True):
            made.grid.put(row, made.places[key], words.TITLES[other][0])
            made.grid.put(row + 1, made.places[key], Decimal(7))
        return row + 1
    place = made.places[numbers[0]]
    others = [key for key in words.NUMBERS if key not in made.keys]
    if not others:
        return None
    made.grid.put(row, place, words.TITLES[made.chance.choice(others)][0])
    made.grid.put(row + 1, place, Decimal(7))
    return row + 1


def wide_title(made: Made) -> int | None:
    """Merge the last title over one column more, and write numbers into both."""
    last_key = max(made.places, key=made.places.__getitem__)
    if made.kind == "csv" or last_key not in words.NUMBERS or made.header[0] != made.header[1]:
        return None
    row, column = made.header[0], made.places[last_key]
    made.grid.spans.append((row, column, row, column + 1))
    for post in made.post_rows:
        made.grid.rows[post][column + 1] = Cell(Decimal(5))
    return made.post_rows[0] + 1


def split_by_a_third_row(made: Made) -> int | None:
    """Put a third row under the header, which says what it really is."""
    last = made.header[1]
    place = _number_at(made)
    if place is None or made.post_rows[0] != last + 1:
        return None
    third = {place[1]: Cell(made.chance.choice(("调整前", "男", "其中：试用期", "2025年")))}
    made.grid.rows.insert(last + 1, third)
    made.grid.spans = [
        (r1 + (r1 > last), c1, r2 + (r1 > last), c2) for r1, c1, r2, c2 in made.grid.spans
    ]
    return last + 2


def comma_between_cells(made: Made) -> int | None:
    """Write 5,400 into a csv without its quotes: every cell behind it moves by one."""
    place = _number_at(made, words.MONEY)
    if made.kind != "csv" or place is None:
        return None
    row, column, _key = place
    made.grid.width = max(column for cells in made.grid.rows for column in cells) + 1
    cells = made.grid.rows[row]
    moved = {at + (at > column): cell for at, cell in cells.items()}
    moved[column], moved[column + 1] = Cell("5"), Cell("400")
    moved.setdefault(made.grid.width, Cell(""))
    made.grid.rows[row] = moved
    return row + 1


FAULTS: tuple[Fault, ...] = (
    negative,
    no_number,
    european,
    a_day,
    a_share,
    shown_as_another,
    another_unit,
    too_much,
    people_in_parts,
    more_women_than_people,
    unstored_formula,
    merged_numbers,
    no_post,
    same_as_above,
    a_column_twice,
    no_header,
    header_far_below,
    no_wage_column,
    unit_of_a_column,
    unit_of_the_table,
    another_header_below,
    wide_title,
    split_by_a_third_row,
    comma_between_cells,
)
