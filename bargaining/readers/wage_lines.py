"""Is a line of a wage table a post, or a total, a heading, a note, a signature?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bargaining.readers import cells, sheet_headers, sheets
from bargaining.readers.wage_columns import (
    KEYS,
    POST_TITLES,
    WageSheet,
    check_note,
    is_span,
    refuse,
)

_SUM = r"(?:合|总|小|共|累)计"
_TOTAL = re.compile(rf"{_SUM}(?:人数|金额|工资|数)?(?:\([^()]*\))?:?(?:\d+人?)?$")
_OTHER_TOTAL = re.compile(
    r"(?:总人数|总数|共\d+人|平均(?:值|数|(?:月)?工资)?|人均(?:(?:月)?工资)?|均值)(?:\([^()]*\))?:?$"
)
_ONLY_TOTAL = re.compile(rf"(?:本页|部门|本部门|班组|车间)?{_SUM}:?$")

_SUMMING = frozenset("计总共均")  # one of them is in every total

_FOOT = re.compile(
    r"(?:注|附注|备注|说明|编制说明|填表说明|制表|制表人|编制|编制人|审核|审核人|复核|批准|填表|填表人"
    r"|填报人|经办人|联系人|联系电话|电话|日期|时间|签字|签章|签名|盖章|单位负责人|负责人|法定代表人"
    r"|工会主席|首席代表|企业方|职工方|甲方|乙方)\d?:"
    r"|[^:]{0,20}\((?:盖章|公章|签字|签章|签名|章)\):?$"
    r"|\d{4}(?:-|年)\d{1,2}(?:-|月)\d{1,2}日?$|年月日$"
)
_SENTENCE = re.compile(r"[。;!]|^(?:\d+[、.)])?(?:以上|以下|上述|本表|此表|表中|上表|特此)")
_HEADING = re.compile(
    r"\(?[一二三四五六七八九十]+[)、.]|第[一二三四五六七八九十\d]+(?:部分|类|章|组)"
    r"|(?:部门|车间|班组|科室|分公司|工段):"
)
_UNIT = re.compile(r"\(?(?:元|圆)(?:/.*)?\)?|\(?(?:人|名|天|日|小时|件)\)?")


def kind_of(table: WageSheet, row: sheets.Row) -> str:
    """Say "post", "empty", or the words of a line that is neither (行的种类).

    Refuses a line that states another unit for the amounts, and a second header of other columns.
    """
    written = row.cells
    flaws = table.sheet.flaws
    flawed = bool(flaws) and any((row.number, column) in flaws for column in table.known)
    blank = not flawed and all(written[column] is None for column in table.known)
    # A row of its own under a merged post, with no wage, is a post that lacks one.
    if blank and (row.is_empty or table.sheet.at(row.number, table.header.columns["post"]) is None):
        _check_notes(table, row)
        return "empty"
    words = _total(table, row)
    if words is None and not flawed:
        words = _header_again(table, row) or _heading(table, row)
    if words is None:
        return "post"
    _check_notes(table, row)
    return words


def _check_notes(table: WageSheet, row: sheets.Row) -> None:
    for cell in row.cells:
        if isinstance(cell, str):
            check_note(table, row.number, cell.strip())


def _total(table: WageSheet, row: sheets.Row) -> str | None:
    """Return the words of a total: over the posts' column, or left of it; alone, anywhere."""
    post = table.header.columns["post"]
    shows_post = table.sheet.at(row.number, post) is not None
    for column, cell in enumerate(row.cells):
        if not isinstance(cell, str) or _SUMMING.isdisjoint(cell) or column in table.notes:
            continue
        if column <= post or not shows_post:
            is_total = _is_total(cells.squeezed(cell))
        else:
            is_total = bool(_ONLY_TOTAL.fullmatch(cells.squeezed(cell)))
        if is_total:
            return cell.strip()
    return None


def _is_total(words: str) -> bool:
    return bool(_TOTAL.search(words) or _OTHER_TOTAL.match(words))


def _header_again(table: WageSheet, row: sheets.Row) -> str | None:
    """Return the words of a header that is written again, and refuse one that is another."""
    repeated = _repeated(table, row)
    if repeated is None and _has_post_title(table, row):
        refuse(row.number, "像是又一个表头，但与上面的表头不一样，请改成一样的列，或分成两个文件")
    return repeated


def _has_post_title(table: WageSheet, row: sheets.Row) -> bool:
    cell = row.cells[table.header.columns["post"]]
    return isinstance(cell, str) and sheet_headers.name_of(cell) in POST_TITLES


def _repeated(table: WageSheet, row: sheets.Row) -> str | None:
    """Return the first words of a row that says nothing but what the header says, or its units."""
    texts: list[tuple[int, str]] = []
    for column, cell in enumerate(row.cells):
        if isinstance(cell, str):
            texts.append((column, cells.squeezed(cell)))
        elif cell is not None:
            return None
    known = [(column, text) for column, text in texts if column in table.meanings]
    if (
        all(_is_in_header(table, column, text) for column, text in texts)
        or (known and all(_means(text) == table.meanings[column] for column, text in known))
        or (row.number == table.header.last_row + 1 and _are_units(table, texts))
    ):
        return texts[0][1]
    return None


def _is_in_header(table: WageSheet, column: int, text: str) -> bool:
    # A group's head over the header says nothing more of it, but is written again with it.
    lines = range(table.header.first_row - 1, table.header.last_row + 1)
    return any(cells.squeezed(table.shown(line, column)) == text for line in lines)


def _means(text: str) -> str | None:
    return KEYS.get(sheet_headers.name_of(text))


def _are_units(table: WageSheet, texts: Sequence[tuple[int, str]]) -> bool:
    return all(
        _UNIT.fullmatch(text) and is_span(text, table.meanings.get(column, ""))
        for column, text in texts
    )


def _heading(table: WageSheet, row: sheets.Row) -> str | None:
    """Return the words of a heading, a note or a signature line; a row with a number is none."""
    for column in table.numbers:
        if row.cells[column] is not None and _is_number(row.cells[column]):
            return None
    written = [(column, cell) for column, cell in enumerate(row.cells) if cell is not None]
    first_column, first = written[0]
    words = cells.text_of(first)
    post = cells.squeezed(table.text(row.number, "post"))
    alone = len(written) == 1
    if _is_foot(post or cells.squeezed(words), alone=alone):
        return words
    if post:
        label = ":" in post or _is_wide(table, row.number, table.header.columns["post"])
        return words if alone and label else None
    if all(row.cells[column] is None for column in table.numbers):
        return words
    # Right under the header, words over amounts may be a third row of it.
    is_below = row.number == table.header.last_row + 1
    return words if alone and not is_below and _is_wide(table, row.number, first_column) else None


def _is_foot(words: str, *, alone: bool) -> bool:
    if _FOOT.match(words):
        return True
    return alone and bool(_SENTENCE.search(words) or _HEADING.match(words))


def _is_wide(table: WageSheet, number: int, column: int) -> bool:
    span = table.sheet.span_at(number, column)
    return span is not None and span.last_column > span.first_column


def _is_number(cell: cells.Cell) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, Decimal)
    try:
        return cells.number(cell) is not None or cells.count(cell) is not None
    except ValueError:
        return False
