"""What do the sheets of an xlsx package say beyond the values the reading library gives?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from bargaining.readers.sheet_looks import Look, look_of
from bargaining.readers.sheet_scans import Attributes, Scan, broken, is_within, number, walk


def scan_xlsx(parts: Mapping[str, bytes]) -> dict[str, Scan]:
    """Scan every sheet, by its title (扫描 xlsx)."""
    sheets, unreckoned = _listed(parts["xl/workbook.xml"])
    targets = _targets(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    # Part names are compared without case, as the reading library does.
    known = {name.lower(): part for name, part in parts.items()}
    looks = _looks(known.get("xl/styles.xml", b"<none/>"))
    scans = {}
    for title, link in sheets.items():
        part = known.get(targets.get(link, "").lower())
        if part is None:
            raise broken()
        if not looks and _is_plain(part):
            scans[title] = Scan()
        else:
            scans[title] = _XlsxSheet(placeholders=unreckoned, looks=looks).read(part)
    return scans


def _listed(workbook: bytes) -> tuple[dict[str, str], bool]:
    """Read which sheets there are, and whether a library wrote the formulas without reckoning."""
    sheets: dict[str, str] = {}
    unreckoned = False

    def start(name: str, given: Attributes) -> None:
        nonlocal unreckoned
        if name == "sheet":
            link = next((given[key] for key in given if key.rpartition(":")[2] == "id"), "")
            sheets[given.get("name", "")] = link
        elif name == "calcPr":
            unreckoned = given.get("fullCalcOnLoad") in ("1", "true")

    walk(workbook, start=start)
    return sheets, unreckoned


def _targets(links: bytes) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(name: str, given: Attributes) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", given.get("Target", ""))
            ).lstrip("/")

    walk(links, start=start)
    return targets


# What an XML part holds that has a formula, an error, or anything that bytes alone do not tell.
_TELLING = (b"<f", b":f", b't="e', b"t='e", b"t =", b"<!", b"&#", b"\0", b":c>", b":row>")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')


def _is_plain(xml: bytes) -> bool:
    """Say whether a sheet holds mere values, and few enough: then there is nothing to tell of it.

    Most of the time that a large sheet takes would be spent in walking it for what most lack.
    """
    if any(mark in xml for mark in _TELLING):
        return False
    cells = _CELL.findall(xml)
    if len(cells) != xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/"):
        return False
    rows = max(map(int, {*_ROW.findall(xml), *(row for _letters, row in cells)}), default=0)
    columns = max((_column(letters.decode()) for letters in {each[0] for each in cells}), default=0)
    return is_within(rows=rows, columns=columns + 1)


def _looks(styles: bytes) -> dict[str, Look]:
    """Find the cell styles that show a number as another, by their place in the list."""
    codes: dict[int, str] = {}
    used: list[int] = []
    in_cells = False

    def start(name: str, given: Attributes) -> None:
        nonlocal in_cells
        if name == "cellXfs":
            in_cells = True
        elif name == "numFmt":
            codes[number(given.get("numFmtId"), otherwise=0)] = given.get("formatCode", "")
        elif name == "xf" and in_cells:
            used.append(number(given.get("numFmtId"), otherwise=0))

    def end(name: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and name != "cellXfs"

    walk(styles, start=start, end=end)
    looks = ((str(place), look_of(kind, codes.get(kind, ""))) for place, kind in enumerate(used))
    return {place: look for place, look in looks if look is not None}


class _XlsxSheet:
    """Walks the cells of one xlsx sheet."""

    def __init__(self, *, placeholders: bool, looks: Mapping[str, Look]) -> None:
        self.scan = Scan()
        self.looks = looks
        self.look: Look | None = None
        # A library that wrote formulas without reckoning them asks for a full calculation on
        # opening; the 0 it stored beside them is no result.
        self.placeholders = placeholders
        self.row, self.column = 0, -1
        self.kind: str | None = None
        self.formula = self.in_value = False
        self.value = ""

    def read(self, xml: bytes) -> Scan:
        walk(xml, start=self.start, end=self.end, text=self.text)
        return self.scan

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "v":
                self.in_value = True
                self.scan.holds(self.row, self.column)
                if self.look is not None and self.kind in (None, "n"):
                    self.scan.looks[self.row, self.column] = self.look
            case "c":
                self.column = _column(given["r"]) if "r" in given else self.column + 1
                self.kind = given.get("t")
                self.formula, self.value = False, ""
                self.look = self.looks.get(given.get("s", "0")) if self.looks else None
            case "row":
                self.row = number(given.get("r"), otherwise=self.row + 1)
                self.column = -1
            case "f" | "is":
                self.formula = name == "f"
                self.scan.holds(self.row, self.column)
            case _:
                pass

    def text(self, words: str) -> None:
        if self.in_value:
            self.value += words

    def end(self, name: str) -> None:
        if name == "v":
            self.in_value = False
        elif name == "c":
            if self.kind == "e":
                self.scan.flaws[self.row, self.column] = "error"
            elif self.formula and self._is_unstored():
                self.scan.flaws[self.row, self.column] = "unstored"

    def _is_unstored(self) -> bool:
        if not self.value:
            return self.kind != "str"
        return self.placeholders and self.kind in (None, "n") and self.value == "0"


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1
