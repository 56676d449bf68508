"""What do the tables of an ods document say beyond the values the reading library gives?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from bargaining.readers.sheet_scans import Attributes, Flaw, Scan, Span, number, walk


def scan_ods(parts: Mapping[str, bytes]) -> dict[str, Scan]:
    """Scan every table, by its title (扫描 ods)."""
    reader = _OdsSheets()
    walk(parts["content.xml"], start=reader.start, end=reader.end, text=reader.text)
    return reader.scans


class _OdsSheets:
    """Walks the tables of an ods document, which names no cell and repeats what is alike."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.scan = Scan()
        self.row = 1
        self.rows = 1
        self.column = self.columns = 0
        self.in_cell = self.held = False
        self.held_columns = -1

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "table":
                self.scan = self.scans.setdefault(given.get("table:name", ""), Scan())
                self.row, self.rows = 1, 1
            case "table-row":
                self.rows = number(given.get("table:number-rows-repeated"), otherwise=1)
                self.column, self.held_columns = 0, -1
            case "table-cell" | "covered-table-cell":
                self._start_cell(given)
            case _:
                pass

    def _start_cell(self, given: Attributes) -> None:
        self.in_cell = True
        self.columns = number(given.get("table:number-columns-repeated"), otherwise=1)
        kind = given.get("office:value-type")
        self.held = kind is not None
        flaw: Flaw | None = None
        if given.get("calcext:value-type") == "error":
            flaw = "error"
        elif "table:formula" in given and kind is None:
            flaw = "unstored"
        if flaw is not None:
            self.held = True
            self.scan.holds(self.row + self.rows - 1, self.column + self.columns - 1)
            for row, column in product(
                range(self.row, self.row + self.rows),
                range(self.column, self.column + self.columns),
            ):
                self.scan.flaws[row, column] = flaw
        if kind == "percentage":
            self._shows_percent()
        down = number(given.get("table:number-rows-spanned"), otherwise=1)
        across = number(given.get("table:number-columns-spanned"), otherwise=1)
        if down > 1 or across > 1:
            self.scan.spans.append(
                Span(self.row, self.column, self.row + down - 1, self.column + across - 1)
            )

    def _shows_percent(self) -> None:
        self.scan.holds(self.row + self.rows - 1, self.column + self.columns - 1)
        for row, column in product(
            range(self.row, self.row + self.rows),
            range(self.column, self.column + self.columns),
        ):
            self.scan.looks[row, column] = "percent"

    def text(self, words: str) -> None:
        if self.in_cell and words.strip():
            self.held = True

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self.in_cell = False
            self.column += self.columns
            if self.held:
                self.held_columns = self.column - 1
        elif name == "table-row":
            if self.held_columns >= 0:
                self.scan.holds(self.row + self.rows - 1, self.held_columns)
            self.row += self.rows
