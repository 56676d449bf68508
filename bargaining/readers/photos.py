"""Photographs as telephones send them: told by content, turned upright, without what they tell.

A telephone writes where and when into every picture, lays it on its side, and sends ten
megabytes; what leaves here is an upright JPEG of a sensible size that tells nothing else.
"""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pi_heif
import pypdf
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from pypdf.errors import PyPdfError

from bargaining.errors import Unusable

JPEG, PDF = "image/jpeg", "application/pdf"
LONGEST_SIDE = 2000  # dots: a page of A4 at 170 to the inch, so that small print stays readable
LONGEST_THUMBNAIL = 320
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000  # no telephone's usual setting is above 64 million
MAX_PAGES = 200
FIELD = "photos"

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})  # a JPEG or HEIC with several holds previews
_QUALITY = 82
# What the libraries raise for a file that begins like a picture or a scan and goes on as none.
_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError,
                   RuntimeError, struct.error)  # fmt: skip
_BROKEN_SCAN = (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError,
                IndexError, RuntimeError)  # fmt: skip
_ONE_AT_A_TIME = threading.Lock()
_TOO_MANY_DOTS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

pi_heif.register_heif_opener()


@dataclass(frozen=True)
class Photo:
    """One picture or scan that can be kept (照片或扫描件)."""

    content: bytes
    media_type: str


def read_photo(content: bytes, *, name: str, mark: str = "") -> Photo:
    """Read a picture or a PDF scan, whatever its name says (读照片或扫描件).

    A picture becomes an upright JPEG without a word of where it was taken; `mark` is written
    into it so that it is equal to no other file. A PDF stays as it is: it may carry seals.
    Raises Unusable with a sentence that names the file.
    """
    if len(content) > MAX_BYTES:
        raise _no(f"“{name}”超过 {MAX_BYTES // 1024 // 1024} MB，请缩小后再传。")
    if content.startswith(b"%PDF-"):
        _refuse_broken_scan(content, name=name)
        return Photo(content, PDF)
    return Photo(_upright(content, name=name, mark=mark), JPEG)


def read_picture(content: bytes, *, name: str, mark: str = "") -> Photo:
    """Read a picture, and nothing but a picture (读照片); raise Unusable for a PDF too."""
    if content.startswith(b"%PDF-"):
        raise _no(f"“{name}”是 PDF。这里只收照片，PDF 请在电脑的办理页面上选择。")
    return read_photo(content, name=name, mark=mark)


def thumbnail(jpeg: bytes) -> bytes:
    """Make a small copy of a picture that was read here (缩略图)."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        picture.thumbnail((LONGEST_THUMBNAIL, LONGEST_THUMBNAIL))
        return _as_jpeg(picture.convert("RGB"), mark="")


def _upright(content: bytes, *, name: str, mark: str) -> bytes:
    try:
        with _strictly():
            return _decoded(content, name=name, mark=mark)
    except _TOO_MANY_DOTS as problem:
        raise _too_large(name) from problem
    except UnidentifiedImageError as problem:
        raise _no(
            f"“{name}”不是照片（JPG、PNG、HEIC、WebP）或 PDF 扫描件，请换一个文件。"
        ) from problem
    except _BROKEN_PICTURE as problem:
        raise _no(f"“{name}”打不开，可能没有传完整，请重新拍一张或再传一次。") from problem


def _decoded(content: bytes, *, name: str, mark: str) -> bytes:
    # Opening reads the head only: how many dots it would take is known before they are made.
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        _refuse_unfit(picture, name=name)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return _as_jpeg(_on_white(turned), mark=mark)


@contextmanager
def _strictly() -> Iterator[None]:
    """Take no picture that breaks off: WeasyPrint lets Pillow draw the missing half in grey.

    The switch is Pillow's and for the whole process, so one picture is read at a time; that
    also bounds what the pictures of many telephones take of the memory.
    """
    with _ONE_AT_A_TIME:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refuse_unfit(picture: Image.Image, *, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_large(name)
    if picture.format in _MOVING and getattr(picture, "n_frames", 1) > 1:
        raise _no(f"“{name}”是会动的图片，不能作凭证，请拍一张照片。")


def _on_white(picture: Image.Image) -> Image.Image:
    """Lay what is transparent on white paper; everything else only becomes RGB."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _as_jpeg(picture: Image.Image, *, mark: str) -> bytes:
    # A fresh picture of the same dots: nothing of the old file's notes comes along.
    plain = Image.frombytes("RGB", picture.size, picture.tobytes())
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True, comment=mark.encode() or None)
    return written.getvalue()


def _refuse_broken_scan(content: bytes, *, name: str) -> None:
    try:
        scan = pypdf.PdfReader(io.BytesIO(content))
        locked, pages = scan.is_encrypted, 0 if scan.is_encrypted else len(scan.pages)
    except _BROKEN_SCAN as problem:
        raise _no(f"“{name}”打不开，可能没有传完整，请换一个文件。") from problem
    if locked:
        raise _no(f"“{name}”设了密码，请去掉密码后再传。")
    if not pages:
        raise _no(f"“{name}”里一页也没有，请换一个文件。")
    if pages > MAX_PAGES:
        raise _no(f"“{name}”有 {pages} 页，最多 {MAX_PAGES} 页，请拆开再传。")


def _too_large(name: str) -> Unusable:
    return _no(f"“{name}”的画面太大，请把相机的分辨率调低后重新拍一张。")


def _no(message: str) -> Unusable:
    return Unusable(message, field=FIELD, code="bad_photo")
