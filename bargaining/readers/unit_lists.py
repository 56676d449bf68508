"""Which units stand on a signed list? Typed or pasted lines, or a sheet, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bargaining import errors
from bargaining.readers import register_cells, registers, sheet_headers, sheets
from bargaining.readers.cells import squeezed, text_of
from bargaining.rules import uscc

_NAMES: sheet_headers.Names = {
    "统一社会信用代码": registers.NAMES["统一社会信用代码"],
    "单位名称": registers.NAMES["单位名称"],
    "覆盖职工数": ("覆盖职工数", "覆盖职工人数", "覆盖人数", "职工人数", "人数"),
}
_WANTED = "需要“统一社会信用代码”或“单位名称”，可以有“覆盖职工数”"
_PEOPLE = re.compile(r"[\s,，、;；:：]+(\d{1,7})\s*人?$")
MOST = 2000


@dataclass(frozen=True)
class Unit:
    """One line of a signed list (名册一行): a code or a full name, and its head count if said."""

    line: int
    words: str
    workers: int | None = None

    @property
    def code(self) -> str | None:
        """Read the words as a 统一社会信用代码 (代码), None where they are none."""
        code = uscc.normalised(self.words)
        return code if uscc.why_wrong(code) is None else None


def read_lines(text: str) -> tuple[Unit, ...]:
    """Read one unit a line (逐行读名册): its code or name, its head count behind it."""
    return _limited(list(_typed(text)))


def _typed(text: str) -> Iterator[Unit]:
    for number, written in enumerate(text.splitlines(), start=1):
        line = register_cells.words(written)
        if not line:
            continue
        people = _PEOPLE.search(line)
        words = line[: people.start()] if people else line
        first = uscc.normalised(words.split(maxsplit=1)[0]) if words.split() else ""
        # The name behind a code is for the reader's eye.
        coded = uscc.why_wrong(first) is None
        words = first if coded else register_cells.company_name(words)
        if words:
            yield Unit(number, words, int(people[1]) if people else None)


def read_file(content: bytes, *, name: str) -> tuple[Unit, ...]:
    """Read the units of a sheet (读名册文件); Unusable where it is none, or a row is not plain."""
    sheet, header = sheet_headers.find_table(
        sheets.read_sheets(content, name=name), names=_NAMES, required=(), wanted=_WANTED
    )
    if not {"统一社会信用代码", "单位名称"} & set(header.columns):
        raise errors.Unusable(f"表头不全：{_WANTED}。请核对列名后再上传。", field="unit_file")
    found = []
    for row in registers.data_rows(sheet, header=header):
        cells = {
            column: text_of(sheet.at(row.number, place)) for column, place in header.columns.items()
        }
        code = squeezed(cells.get("统一社会信用代码", ""))
        words = code or register_cells.company_name(cells.get("单位名称", ""))
        try:
            workers = register_cells.head_count(sheet, header, row, "覆盖职工数")
        except ValueError as problem:
            raise errors.Unusable(
                f"第 {row.number} 行的覆盖职工数{problem}。", field="unit_file"
            ) from problem
        if words:
            found.append(Unit(row.number, words, workers))
    return _limited(found)


def _limited(units: Sequence[Unit]) -> tuple[Unit, ...]:
    if len(units) > MOST:
        raise errors.Unusable(f"名册超过 {MOST} 家，请用合同台账导入。", field="units")
    return tuple(units)
