"""A wage table of ten thousand rows, read and checked, beside openpyxl's reading alone."""

from __future__ import annotations

import importlib.util
import io
from datetime import date

import python_calamine as calamine
import xlsxwriter

from bargaining.readers import seeds, wage_tables
from bargaining.rules import wage_check, wage_law
from benchmarks import timing
from benchmarks.timing import say

ROWS, BAR = 10_000, 1.0
_TITLES = (
    "岗位", "人数", "用工形式", "协商前月工资", "协商后月工资", "加班工资", "特殊津贴", "福利",
    "个人社保", "个人公积金", "备注",
)  # fmt: skip


def big_table() -> bytes:
    """Make a wage table of ten thousand posts with all the usual columns."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, _TITLES)
    for number in range(1, ROWS + 1):
        after = 4200 + number % 900
        row = (f"{number} 号机操作工", 3, "合同制", 4000 + number % 900, after, 200, 60.5, 0,
               770.25, 210, "")  # fmt: skip
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def main() -> None:
    """Print reading, checking and both, beside what only reads."""
    timing.head(f"a wage table of {ROWS:,} rows")
    content = big_table()
    law = wage_law.wage_law(seeds.load_law_book(), place="110000")
    term = wage_law.Term(date(2026, 1, 1), date(2026, 12, 31))
    table = wage_tables.read_wage_table(content, name="table.xlsx")

    def read() -> object:
        return wage_tables.read_wage_table(content, name="table.xlsx")

    def checked() -> object:
        return wage_check.check(table, law=law, term=term)

    def both() -> object:
        return wage_check.check(
            wage_tables.read_wage_table(content, name="table.xlsx"), law=law, term=term
        )

    def by_calamine() -> object:
        sheets = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return sheets.get_sheet_by_index(0).to_python(skip_empty_area=False)

    whole = timing.took(both)
    if importlib.util.find_spec("openpyxl") is None:
        say("openpyxl is not installed (requirements/bench.txt): no comparison")
    else:
        import openpyxl

        def by_openpyxl() -> object:
            book = openpyxl.load_workbook(io.BytesIO(content))
            return list(book.worksheets[0].iter_rows(values_only=True))

        def streamed() -> object:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            return list(book.worksheets[0].iter_rows(values_only=True))

        timing.show("read and checked", whole, peer_name="openpyxl, reading alone",
                    peer=timing.took(by_openpyxl), bar=BAR)  # fmt: skip
        timing.show("read and checked", whole, peer_name="openpyxl, read-only, reading alone",
                    peer=timing.took(streamed), bar=BAR)  # fmt: skip
    alone = timing.took(by_calamine)
    timing.show("read and checked", whole, peer_name="calamine, reading alone", peer=alone, bar=BAR)
    timing.show("read", timing.took(read), peer_name="calamine, reading alone", peer=alone)
    timing.show("checked", timing.took(checked), peer_name="calamine, reading alone", peer=alone)


if __name__ == "__main__":
    main()
