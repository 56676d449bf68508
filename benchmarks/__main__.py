"""`make bench`: print how long things take, each as a ratio to what cannot be avoided."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import python_calamine as calamine
import xlsxwriter

from bargaining.readers import seeds, wage_tables
from bargaining.rules import deadlines, wage_check, wage_law
from benchmarks import pages

TOP = Path(__file__).resolve().parents[1]
ROWS = 10_000
MAIN = "from bargaining.factory import main; main()"


def best(work: Callable[[], object], *, times: int = 5) -> float:
    """Take the best of several runs, in seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def command(*words: str) -> Callable[[], object]:
    """Run one command of ours in a process of its own."""
    return lambda: subprocess.run(
        [sys.executable, "-c", MAIN, *words], cwd=TOP, check=False, capture_output=True
    )


def bare() -> object:
    """Start Python and end."""
    return subprocess.run([sys.executable, "-c", "pass"], check=True)


def big_table() -> bytes:
    """Make a wage table of ten thousand posts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    heads = ("岗位", "人数", "协商前月工资", "协商后月工资", "个人社保", "个人公积金")
    sheet.write_row(0, 0, heads)
    for number in range(1, ROWS + 1):
        sheet.write_row(number, 0, (f"岗位{number}", 3, 4000 + number % 900, 4200, 770, 210))
    book.close()
    return buffer.getvalue()


def show(name: str, ours: float, peer_name: str, peer: float) -> None:
    """Print one line: ours, the peer's, the ratio."""
    sys.stdout.write(f"{name:34} {ours * 1000:9.1f} ms  {peer_name:28} {peer * 1000:9.1f} ms  "
                     f"{ours / peer:6.2f}×\n")  # fmt: skip


def main() -> None:
    """Measure everything."""
    floor = best(bare)
    due = command("law", "due", "T-OFFER-REPLY", "--start", "2026-09-11", "--json")
    show("law due, start to answer", best(due), "python -c pass", floor)
    sample = str(TOP / "tests/samples/wages_catering_2026.xlsx")
    check = command(
        "wages", "check", sample, "--from", "2026-01-01", "--to", "2026-12-31", "--json"
    )
    show("wages check, start to answer", best(check), "python -c pass", floor)

    content = big_table()
    book = seeds.load_law_book()
    law = wage_law.wage_law(book, place="110000")
    term = wage_law.Term(date(2026, 1, 1), date(2026, 12, 31))

    def ours() -> object:
        table = wage_tables.read_wage_table(content, name="table.xlsx")
        return wage_check.check(table, law=law, term=term)

    def theirs() -> object:
        sheets = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return sheets.get_sheet_by_index(0).to_python(skip_empty_area=False)

    show(f"{ROWS:,} posts read and checked", best(ours), "calamine, reading alone", best(theirs))

    def thousand() -> None:
        for _ in range(1000):
            deadlines.due("T-REVIEW", date(2026, 3, 6), place="110000", book=book,
                          calendar=book.calendar())  # fmt: skip

    show("1,000 due days with proof", best(thousand), "1,000 × 1 ms allowed", 1.0)
    pages.main()


if __name__ == "__main__":
    main()
