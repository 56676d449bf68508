"""What is written on a paper: the words of a Word file and of a PDF, and the samples."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import docx
import pypdf
import yaml
from docx.table import Table

from bargaining.documents import definitions

_FOOTER = re.compile(r"—\d+—")
_SPACE = re.compile(r"\s+")


class _Decimals(yaml.SafeLoader):
    """YAML whose decimal numbers never become floats."""


_Decimals.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)


def sample(kind: str) -> dict[str, Any]:
    """Return the complete invented example of a paper."""
    text = (definitions.TEMPLATES / kind / "sample.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Decimals)  # noqa: S506 -- a safe loader of our own


def lines(content: bytes) -> list[str]:
    """Return the body of a Word file, one line a paragraph, one line a row of a table."""
    return [
        "\t".join(cell.text.replace("\n", " ") for cell in _cells(row))
        if isinstance(block, Table)
        else block.text
        for block in docx.Document(io.BytesIO(content)).iter_inner_content()
        for row in (block.rows if isinstance(block, Table) else [None])
    ]


def golden(content: bytes) -> str:
    """Return the text that `expected.txt` keeps: a file that an official can read."""
    return "\n".join(line.rstrip() for line in lines(content)) + "\n"


def headers(content: bytes) -> list[str]:
    """Return what stands in the page headers of a Word file."""
    section = docx.Document(io.BytesIO(content)).sections[0]
    kinds = [section.header, section.even_page_header, section.first_page_header]
    return ["".join(paragraph.text for paragraph in kind.paragraphs) for kind in kinds]


def repeated_rows(content: bytes) -> list[str]:
    """Return the rows that a table repeats on every page, without white space."""
    return [
        squeezed("".join(cell.text for cell in _cells(table.rows[0])))
        for table in docx.Document(io.BytesIO(content)).tables
        if "w:tblHeader" in table.rows[0]._tr.xml
    ]


def squeezed(text: str) -> str:
    """Return a text without any white space."""
    return _SPACE.sub("", text)


def pdf_pages(content: bytes) -> list[str]:
    """Return the pages of a PDF without white space."""
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def pdf_body(content: bytes, *, repeated: list[str], mark: str = "") -> str:
    """Return the body of a PDF: no page numbers, no mark, no head of a table that goes on."""
    whole, seen = "", set()
    for page in pdf_pages(content):
        text = _FOOTER.sub("", page).replace(mark, "") if mark else _FOOTER.sub("", page)
        for row in repeated:
            if row in seen:
                text = text.removeprefix(row)
            if row in text:
                seen.add(row)
        whole += text
    return whole


def fonts_in(content: bytes) -> set[str]:
    """Return the names of the fonts a PDF carries inside."""
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            found.add(str(descriptor["/FontName"]).partition("+")[2])
    return found


def _cells(row: Any) -> list[Any]:
    unique = []
    for cell in row.cells:
        if not unique or unique[-1]._tc is not cell._tc:
            unique.append(cell)
    return unique
