"""Do pictures become one PDF, one a page, in order, and does a link become a code?"""

from __future__ import annotations

import io
import re
import subprocess

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bargaining.documents import photo_pdf, qr
from tests import pictures


def pages(content):
    return list(pypdf.PdfReader(io.BytesIO(content)).pages)


class TestFromPictures:
    def test_each_picture_stands_on_a_page_of_its_own_in_order_byte_for_byte(self):
        sent = [pictures.jpeg(seed=seed) for seed in (30, 10, 20)]

        made = pages(photo_pdf.from_pictures(sent))

        found = [page["/Resources"]["/XObject"]["/Photo"].get_object()._data for page in made]
        assert found == sent

    def test_a_page_lies_across_where_its_picture_does(self):
        made = pages(photo_pdf.from_pictures([pictures.jpeg(300, 200), pictures.jpeg(200, 300)]))

        assert [(int(one.mediabox.width), int(one.mediabox.height)) for one in made] == [
            (842, 595), (595, 842),
        ]  # fmt: skip

    def test_it_can_be_drawn_and_shows_the_picture(self, tmp_path):
        path = tmp_path / "made.pdf"
        path.write_bytes(photo_pdf.from_pictures([pictures.jpeg(400, 600)]))

        subprocess.run(
            ["pdftoppm", "-r", "50", "-png", str(path), str(tmp_path / "page")], check=True
        )

        drawn = Image.open(next(tmp_path.glob("page*.png"))).convert("RGB")
        red, green, _ = drawn.getpixel((drawn.width // 4, drawn.height // 4))
        assert red > 150 > green
        assert drawn.getpixel((2, 2)) == (255, 255, 255)

    def test_the_same_pictures_make_the_same_file(self):
        sent = [pictures.jpeg(seed=1), pictures.jpeg(seed=2)]

        assert photo_pdf.from_pictures(sent) == photo_pdf.from_pictures(sent)

    def test_without_a_picture_there_is_no_file(self):
        with pytest.raises(ValueError, match="at least one"):
            photo_pdf.from_pictures([])

    @given(width=st.integers(1, 3000), height=st.integers(1, 3000))
    @settings(max_examples=100)
    def test_every_picture_lies_inside_its_page_and_keeps_its_shape(self, width, height):
        page = (842, 595) if width > height else (595, 842)

        left, bottom, wide, high = photo_pdf._placed(width, height, *page)

        assert min(left, bottom, wide, high) >= 1
        assert left + wide <= page[0]
        assert bottom + high <= page[1]
        assert wide == 1 or high == 1 or abs(wide * height - high * width) <= max(width, height)


class TestQr:
    def test_it_is_an_inline_drawing_without_styles(self):
        drawn = qr.svg("https://example.invalid/p/abc")

        assert drawn.startswith("<svg")
        assert "viewBox" in drawn
        assert "style" not in drawn
        assert "script" not in drawn

    def test_two_links_are_two_codes(self):
        assert re.search(r' d="[^"]+"', qr.svg("https://a.invalid/1")).group() != (
            re.search(r' d="[^"]+"', qr.svg("https://a.invalid/2")).group()
        )
