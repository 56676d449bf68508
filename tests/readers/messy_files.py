"""A messy table written as a file: xlsx by a library or by hand, ods, old xls, csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from tests.readers import old_workbooks
from tests.readers.messy_tables import Cell, Grid, Made
from tests.readers.workbooks import ODS_NAMES, zipped

_FIRST_DAY = date(1899, 12, 30)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


def written(made: Made) -> bytes:
    """Write the table as the kind of file it was made for."""
    return {"xlsx": _xlsx, "raw": _raw, "ods": _ods, "xls": _xls, "csv": _csv}[made.kind](made)


def _sheets(made: Made) -> list[tuple[str, Grid, bool]]:
    sheets = [("工资表", made.grid, False), *made.others]
    made.chance.shuffle(sheets)
    return sheets


def _xlsx(made: Made) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        percent = book.add_format({"num_format": "0.00%"})
        looks = {"": None}
        for title, grid, is_hidden in _sheets(made):
            sheet = book.add_worksheet(title)
            if is_hidden:
                sheet.hide()
            elif grid is made.grid:
                sheet.activate()
                sheet.set_first_sheet()
            for span in grid.spans:
                sheet.merge_range(*span, "")
            for number, row in enumerate(grid.rows):
                for column, cell in row.items():
                    if cell.look not in looks:
                        looks[cell.look] = book.add_format({"num_format": cell.look})
                    look = percent if cell.is_percent else looks[cell.look]
                    _write(sheet, number, column, cell, day=day, look=look)
            for row in grid.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
            for column in grid.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
    return buffer.getvalue()


def _write(sheet, row: int, column: int, cell: Cell, *, day, look) -> None:
    match cell.value:
        # The library marks its book as unreckoned: a nought beside a formula is no result there.
        case value if cell.is_formula and not (value == 0 and cell.stored):
            result = value if cell.stored else ""
            result = float(result) if isinstance(result, Decimal) else result
            sheet.write_formula(row, column, "=A1", look, result)
        case str():
            sheet.write_string(row, column, cell.value)
        case date():
            sheet.write_datetime(row, column, cell.value, day)
        case _:
            sheet.write_number(row, column, float(cell.value), look)


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _raw(made: Made) -> bytes:
    """Write the parts of an xlsx by hand, as programs write them that are not Excel."""
    texts: dict[str, int] = {}
    parts, listed, links = {}, "", ""
    for number, (title, grid, is_hidden) in enumerate(_sheets(made), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _raw_sheet(made, grid, texts).encode()
        state = ' state="hidden"' if is_hidden else ""
        listed += f'<sheet name="{title}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += (
            f'<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
    for name in ("sharedStrings", "styles"):
        links += (
            f'<Relationship Id="{name}" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/{name}" Target="{name}.xml"/>'
        )
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 10))
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>".encode(),
            "xl/workbook.xml": f'<workbook {names} xmlns:r="{relations}"><sheets>{listed}</sheets>'
            "</workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
            "</Relationships>".encode(),
            "xl/styles.xml": f"<styleSheet {names}><cellXfs>{formats}</cellXfs>"
            "</styleSheet>".encode(),
            "xl/sharedStrings.xml": f"<sst {names}>{''.join(texts)}</sst>".encode(),
            **parts,
        }
    )


def _raw_sheet(made: Made, grid: Grid, texts: dict[str, int]) -> str:
    rows = []
    for number, row in enumerate(grid.rows, start=1):
        if not row and made.chance.random() < 0.5:
            continue
        cells = "".join(
            _raw_cell(made, f"{_letters(column)}{number}", row[column], texts)
            for column in sorted(row)
        )
        hidden = ' hidden="1"' if number - 1 in grid.hidden_rows else ""
        rows.append(f'<row r="{number}"{hidden}>{cells}</row>')
    merged = "".join(
        f'<mergeCell ref="{_letters(c1)}{r1 + 1}:{_letters(c2)}{r2 + 1}"/>'
        for r1, c1, r2, c2 in grid.spans
    )
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{''.join(rows)}</sheetData>"
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
    )


def _raw_cell(made: Made, place: str, cell: Cell, texts: dict[str, int]) -> str:
    formula = "<f>A1</f>" if cell.is_formula else ""
    look = 1 if isinstance(cell.value, date) else 2 if cell.is_percent else 0
    if cell.is_formula and not cell.stored:
        return f'<c r="{place}">{formula}{made.chance.choice(("", "<v/>", "<v></v>"))}</c>'
    if not isinstance(cell.value, str):
        value = cell.value
        if isinstance(value, date):
            value = (value - _FIRST_DAY).days
        written = str(value)
        if isinstance(value, Decimal) and made.chance.random() < 0.3:
            written = made.chance.choice((repr(float(value)), f"{value:E}"))
        return f'<c r="{place}" s="{look}">{formula}<v>{written}</v></c>'
    text = escape(cell.value)
    if formula:
        return f'<c r="{place}" t="str">{formula}<v>{text}</v></c>'
    kept = f'<t xml:space="preserve">{text}</t>'
    if len(cell.value) > 1 and made.chance.random() < 0.2:
        head, tail = escape(cell.value[:1]), escape(cell.value[1:])
        kept = (
            f'<r><t xml:space="preserve">{head}</t></r><r><rPr><b/></rPr>'
            f'<t xml:space="preserve">{tail}</t></r><rPh sb="0" eb="1"><t>pinyin</t></rPh>'
        )
    if made.chance.random() < 0.3:
        return f'<c r="{place}" t="inlineStr"><is>{kept}</is></c>'
    number = texts.setdefault(f"<si>{kept}</si>", len(texts))
    return f'<c r="{place}" t="s"><v>{number}</v></c>'


def _ods(made: Made) -> bytes:
    hidden = any(is_hidden for _title, _grid, is_hidden in made.others)
    tables = "".join(
        f'<table:table table:name="{title}"{style}>{"".join(_ods_rows(made, grid))}</table:table>'
        for title, grid, is_hidden in _sheets(made)
        if (style := ' table:style-name="hidden"' if is_hidden else "") is not None
    )
    styles = (
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        if hidden
        else ""
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES} '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        f"{styles}<office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def _ods_rows(made: Made, grid: Grid) -> Iterator[str]:
    starts = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for r1, c1, r2, c2 in grid.spans}
    covered = {
        (row, column)
        for r1, c1, r2, c2 in grid.spans
        for row in range(r1, r2 + 1)
        for column in range(c1, c2 + 1)
    } - set(starts)
    width = max((column for row in grid.rows for column in row), default=-1) + 1
    blank = 0
    for number, row in enumerate(grid.rows):
        if not row and not any(place[0] == number for place in covered):
            blank += 1
            continue
        if blank:
            repeat = f'table:number-rows-repeated="{blank}"'
            yield f"<table:table-row {repeat}><table:table-cell/></table:table-row>"
            blank = 0
        cells = []
        for column in range(width):
            if (number, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            down, across = starts.get((number, column), (1, 1))
            span = (
                f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                if (down, across) != (1, 1)
                else ""
            )
            cells.append(_ods_cell(made, row.get(column), span))
        hidden = ' table:visibility="collapse"' if number in grid.hidden_rows else ""
        yield f"<table:table-row{hidden}>{''.join(_repeated(cells))}</table:table-row>"
    yield (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )


def _repeated(cells: list[str]) -> Iterator[str]:
    """Write equal neighbours once, as the programs do."""
    start = 0
    for number in range(1, len(cells) + 1):
        if number < len(cells) and cells[number] == cells[start] and "spanned" not in cells[start]:
            continue
        times = number - start
        name, rest = cells[start].split("-cell", 1)
        repeat = f' table:number-columns-repeated="{times}"' if times > 1 else ""
        yield f"{name}-cell{repeat}{rest}"
        start = number


def _ods_cell(made: Made, cell: Cell | None, span: str) -> str:
    if cell is None:
        return f"<table:table-cell{span}/>"
    formula = ' table:formula="of:=[.A1]"' if cell.is_formula else ""
    if cell.is_formula and not cell.stored:
        return f"<table:table-cell{span}{formula}/>"
    remark = (
        "<office:annotation><text:p>批注：99</text:p></office:annotation>"
        if made.chance.random() < 0.05
        else ""
    )
    match cell.value:
        case str():
            paragraphs = "".join(
                f"<text:p>{_ods_text(line)}</text:p>" for line in cell.value.split("\n")
            )
            kind = 'office:value-type="string"'
        case date():
            kind = f'office:value-type="date" office:date-value="{cell.value.isoformat()}"'
            paragraphs = "<text:p>3月1日</text:p>"
        case value:
            name = "percentage" if cell.is_percent else made.chance.choice(("float", "currency"))
            kind = f'office:value-type="{name}" office:value={quoteattr(str(value))}'
            paragraphs = f"<text:p>{value}</text:p>"
    return f"<table:table-cell{span}{formula} {kind}>{remark}{paragraphs}</table:table-cell>"


def _ods_text(line: str) -> str:
    body = line.strip(" ")
    before, after = len(line) - len(line.lstrip(" ")), len(line) - len(line.rstrip(" "))
    if not body:
        return f'<text:s text:c="{len(line)}"/>' if line else ""
    return "".join(
        (
            f'<text:s text:c="{before}"/>' if before else "",
            escape(body).replace("  ", ' <text:s text:c="1"/>'),
            f'<text:s text:c="{after}"/>' if after else "",
        )
    )


def _xls(made: Made) -> bytes:
    looks = {True: old_workbooks.PERCENT, False: old_workbooks.PLAIN}
    unstored = any(
        cell.is_formula and not cell.stored for row in made.grid.rows for cell in row.values()
    )
    sheets = []
    for title, grid, is_hidden in _sheets(made):
        cells: dict[tuple[int, int], tuple[object, int]] = {}
        for number, row in enumerate(grid.rows):
            for column, cell in row.items():
                value: object = cell.value
                look = old_workbooks.DAY if isinstance(value, date) else looks[cell.is_percent]
                if cell.is_formula and not isinstance(value, date):
                    value = old_workbooks.Formula(cell.value if cell.stored else None)
                elif isinstance(value, str) and made.chance.random() < 0.1:
                    value = f"label:{value}"
                cells[number, column] = (value, look)
        for r1, c1, r2, c2 in grid.spans:
            for number in range(r1, r2 + 1):
                for column in range(c1, c2 + 1):
                    cells.setdefault((number, column), (None, old_workbooks.PLAIN))
        numbers = made.chance.choice(("number", "rk", "mulrk"))
        sheets.append(
            old_workbooks.OldSheet(
                title, cells, grid.spans, frozenset(grid.hidden_rows), is_hidden, numbers
            )
        )
    return old_workbooks.xls(*sheets, reckoned=not unstored)


def _csv(made: Made) -> bytes:
    chance = made.chance
    widest = max((column for row in made.grid.rows for column in row), default=0) + 1
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=chance.choice((",", ",", ",", "\t", ";")),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=chance.choice(("\r\n", "\r\n", "\n")),
    )
    for row in made.grid.rows:
        width = max(made.grid.width or widest, *(column + 1 for column in row), 0)
        line = [_csv_text(row.get(column)) for column in range(width)]
        if chance.random() < 0.02:
            while line and not line[-1]:
                line.pop()
        writer.writerow(line)
    encoding = chance.choice(ENCODINGS)
    return buffer.getvalue().encode(encoding)


def _csv_text(cell: Cell | None) -> str:
    match cell:
        case None | Cell(value=None):
            return ""
        case Cell(value=Decimal() as value, is_percent=True):
            return f"{value * 100:.2f}%"
        case Cell(value=Decimal() as value):
            return format(value.normalize(), "f")
        case Cell(value=date() as value):
            return value.isoformat()
        case Cell(value=str() as value):
            return value
