"""How does a table of Word become one of HTML: widths, borders, joined cells, repeated heads?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from bargaining.documents import looks, word
from bargaining.documents.word import Properties, W

_SIDES = ("top", "right", "bottom", "left")
_LOGICAL = {"left": "start", "right": "end"}
_VALIGN = {"center": "middle", "bottom": "bottom"}
_PLACE = {"center": "0 auto", "right": "0 0 0 auto", "end": "0 0 0 auto"}

Inside = Callable[[etree._Element], Iterator[str]]


@dataclass
class _Cell:
    """One cell and the room it takes in the grid."""

    element: etree._Element
    properties: Properties
    column: int
    span: int
    rows: int = 1
    swallowed: bool = False


@dataclass
class _Row:
    """One row: its cells and whether it is repeated or kept whole."""

    cells: list[_Cell]
    properties: Properties

    @property
    def height(self) -> float:
        """Return the least height in points."""
        return (word.number(self.properties, "trHeight") or 0) / 20


def table(element: etree._Element, *, inside: Inside, file: word.File, sheet: looks.Sheet) -> str:
    """Turn one table into HTML; `inside` turns what a cell holds."""
    widths = [int(word.attribute(each, "w") or 0) for each in element.iter(f"{W}gridCol")]
    rows = [_row(each) for each in element.findall(f"{W}tr")]
    _join(rows)
    style = _style(element, file)
    properties = word.over(style, word.merged([element.find(f"{W}tblPr")]))
    print_ = _Printer(
        inside=inside,
        sheet=sheet,
        columns=len(widths),
        rows=len(rows),
        borders=_sides(element, "tblBorders"),
        padding=_padding(element, file),
    )
    head = _leading(rows)
    css = {
        "width": f"{sum(widths) / 20:g}pt",
        "margin": _PLACE.get(properties.get("jc", {}).get("val", ""), "0"),
    }
    if _kept_whole(rows, file):
        css["break-inside"] = "avoid"
    columns = "".join(f'<col style="width:{width / 20:g}pt">' for width in widths)
    top = "".join(print_.row(row, at) for at, row in enumerate(rows[:head]))
    rest = "".join(print_.row(row, at) for at, row in enumerate(rows[head:], start=head))
    return (
        f'<table class="{sheet.name(css)}"><colgroup>{columns}</colgroup>'
        f"{f'<thead>{top}</thead>' if top else ''}<tbody>{rest}</tbody></table>"
    )


@dataclass
class _Printer:
    """What all cells of a table share."""

    inside: Inside
    sheet: looks.Sheet
    columns: int
    rows: int
    borders: Properties
    padding: str

    def row(self, row: _Row, at: int) -> str:
        whole = ' class="whole"' if word.is_on(row.properties, "cantSplit") else ""
        cells = "".join(self.cell(cell, row, at) for cell in row.cells if not cell.swallowed)
        return f"<tr{whole}>{cells}</tr>"

    def cell(self, cell: _Cell, row: _Row, at: int) -> str:
        css = {
            "padding": self.padding,
            "vertical-align": _VALIGN.get(cell.properties.get("vAlign", {}).get("val", ""), "top"),
        }
        if row.height:
            css["height"] = f"{row.height:g}pt"
        own = _sides(cell.element.find(f"{W}tcPr"), "tcBorders")
        for side in _SIDES:
            css[f"border-{side}"] = looks.border(own.get(side) or self._shared(cell, at, side))
        spans = f' colspan="{cell.span}" rowspan="{cell.rows}"'
        content = "".join(self.inside(cell.element))
        return f'<td{spans} class="{self.sheet.name(css)}">{content}</td>'

    def _shared(self, cell: _Cell, at: int, side: str) -> dict[str, str] | None:
        edge = {
            "top": at == 0,
            "bottom": at + cell.rows >= self.rows,
            "left": cell.column == 0,
            "right": cell.column + cell.span >= self.columns,
        }[side]
        return self.borders.get(
            side if edge else "insideH" if side in {"top", "bottom"} else "insideV"
        )


def _row(element: etree._Element) -> _Row:
    cells, column = [], 0
    for each in element.findall(f"{W}tc"):
        properties = word.merged([each.find(f"{W}tcPr")])
        span = int(word.number(properties, "gridSpan") or 1)
        cells.append(_Cell(each, properties, column=column, span=span))
        column += span
    return _Row(cells=cells, properties=word.merged([element.find(f"{W}trPr")]))


def _join(rows: list[_Row]) -> None:
    """Let a cell that goes on downwards swallow those below it."""
    open_cells: dict[int, _Cell] = {}
    for row in rows:
        for cell in row.cells:
            said = cell.properties.get("vMerge")
            above = open_cells.get(cell.column)
            if said is not None and said.get("val") != "restart" and above is not None:
                above.rows += 1
                cell.swallowed = True
                continue
            open_cells.pop(cell.column, None)
            if said is not None:
                open_cells[cell.column] = cell


def _leading(rows: list[_Row]) -> int:
    """Count the rows at the top that every page repeats."""
    count = 0
    while count < len(rows) and word.is_on(rows[count].properties, "tblHeader"):
        count += 1
    return count


def _kept_whole(rows: list[_Row], file: word.File) -> bool:
    """Say whether every row asks to stay with the next: Word's way to keep a table together."""
    return len(rows) > 1 and all(_stays(row, file) for row in rows[:-1])


def _stays(row: _Row, file: word.File) -> bool:
    first = next(iter(row.cells), None)
    paragraph = None if first is None else first.element.find(f"{W}p")
    if paragraph is None:
        return False
    own = word.merged([paragraph.find(f"{W}pPr")])
    style, _run = file.style(own.get("pStyle", {}).get("val"))
    return word.is_on(word.over(style, own), "keepNext")


def _style(element: etree._Element, file: word.File) -> Properties:
    named = word.merged([element.find(f"{W}tblPr")]).get("tblStyle", {}).get("val", "TableNormal")
    style = file.styles.get(named)
    return {} if style is None else word.merged([style.find(f"{W}tblPr")])


def _sides(element: etree._Element | None, name: str) -> Properties:
    found = None if element is None else next(element.iter(f"{W}{name}"), None)
    sides = word.merged([found])
    for side, logical in _LOGICAL.items():
        if logical in sides:
            sides.setdefault(side, sides[logical])
    return sides


def _padding(element: etree._Element, file: word.File) -> str:
    normal = file.styles.get("TableNormal")
    margins = word.over(_sides(normal, "tblCellMar"), _sides(element, "tblCellMar"))
    return " ".join(f"{(word.number(margins, side, 'w') or 0) / 20:g}pt" for side in _SIDES)
