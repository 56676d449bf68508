"""How do several PDFs become one that a double-sided printer can take?"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter


def join(pdfs: Sequence[bytes]) -> bytes:
    """Put PDFs behind each other (合并), each beginning on an odd page; no page is altered.

    After an odd number of pages an empty one follows, so that the back of a sheet never carries
    the beginning of another paper. The same PDFs always make the same file.
    """
    if not pdfs:
        raise ValueError("there is nothing to join")
    book = PdfWriter()
    for content in pdfs:
        if len(book.pages) % 2:
            book.add_blank_page()
        reader = PdfReader(io.BytesIO(content))
        for page in reader.pages:
            book.add_page(page)
    written = io.BytesIO()
    book.write(written)
    return written.getvalue()
