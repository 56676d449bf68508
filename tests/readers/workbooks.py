"""Spreadsheets made for a test, of every kind that users send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

import xlsxwriter

ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def xlsx(*sheets: Sequence[Sequence[object]], merged: Sequence[tuple] = (), **more) -> bytes:
    """Make a workbook; `merged` are (first_row, first_column, last_row, last_column) from 0."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for number, rows in enumerate(sheets, start=1):
            sheet = book.add_worksheet(f"表{number}")
            sheet.day = book.add_format({"num_format": "yyyy-mm-dd"})
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _write(sheet, row, column, cell)
            for place in merged:
                sheet.merge_range(*place, "")
                _write(sheet, *place[:2], rows[place[0]][place[1]])
            for row in more.get("hidden_rows", ()):
                sheet.set_row(row, None, None, {"hidden": True})
    return made.getvalue()


def _write(sheet, row: int, column: int, cell: object) -> None:
    match cell:
        case None:
            return
        case (formula, result):
            sheet.write_formula(row, column, formula, None, result)
        case str():
            sheet.write_string(row, column, cell)
        case date():
            sheet.write_datetime(row, column, cell, sheet.day)
        case _:
            sheet.write(row, column, cell)


def ods(*rows: str) -> bytes:
    """Make an ods document from rows written out in XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES}>'
        '<office:body><office:spreadsheet><table:table table:name="表">'
        f"{''.join(rows)}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def ods_row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def ods_cell(value: object = None, attributes: str = "") -> str:
    match value:
        case None:
            return f"<table:table-cell {attributes}/>"
        case str():
            return (
                f'<table:table-cell office:value-type="string" {attributes}>'
                f"<text:p>{escape(value)}</text:p></table:table-cell>"
            )
        case _:
            return (
                f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}>'
                f"<text:p>{value}</text:p></table:table-cell>"
            )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def changed(package: bytes, part: str, old: str, new: str) -> bytes:
    """Replace words in one part of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    return zipped({**parts, part: parts[part].replace(old.encode(), new.encode())})


def csv(*lines: str, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(lines).encode(encoding)
