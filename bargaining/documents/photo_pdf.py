"""Pictures of one paper become one PDF: A4, one picture a page, in their order."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

MEDIA_TYPE = "application/pdf"
_SHORT, _LONG = 595, 842  # points: A4
_EDGE = 24  # what a printer cannot reach


def from_pictures(jpegs: Sequence[bytes]) -> bytes:
    """Put JPEG pictures onto pages of A4, each upright or across as it is itself (照片合成 PDF).

    The pictures stand in the file byte for byte: nothing of them is lost, so they need not be
    kept beside it. The same pictures always make the same file.
    """
    if not jpegs:
        raise ValueError("a PDF needs at least one picture")
    book = PdfWriter()
    for jpeg in jpegs:
        _add_page(book, jpeg)
    written = io.BytesIO()
    book.write(written)
    return written.getvalue()


def _add_page(book: PdfWriter, jpeg: bytes) -> None:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        width, height = picture.size
    across = width > height
    page_width, page_height = (_LONG, _SHORT) if across else (_SHORT, _LONG)
    left, bottom, wide, high = _placed(width, height, page_width, page_height)
    page = book.add_blank_page(page_width, page_height)
    drawing = DecodedStreamObject()
    drawing.set_data(f"q {wide} 0 0 {high} {left} {bottom} cm /Photo Do Q".encode())
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject(
                {NameObject("/Photo"): book._add_object(_picture(jpeg, width, height))}
            )
        }
    )
    page[NameObject("/Contents")] = ArrayObject([book._add_object(drawing)])


def _placed(
    width: int, height: int, page_width: int, page_height: int
) -> tuple[int, int, int, int]:
    """Fit a picture into the page and its middle: left, bottom, width, height in points."""
    room_wide, room_high = page_width - 2 * _EDGE, page_height - 2 * _EDGE
    if width * room_high > height * room_wide:
        wide, high = room_wide, max(1, height * room_wide // width)
    else:
        wide, high = max(1, width * room_high // height), room_high
    return (page_width - wide) // 2, (page_height - high) // 2, wide, high


def _picture(jpeg: bytes, width: int, height: int) -> StreamObject:
    stream = StreamObject()
    stream._data = jpeg
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(width),
            NameObject("/Height"): NumberObject(height),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    return stream
