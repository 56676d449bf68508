"""Does a photograph leave the reader upright, small, silent about its place, and as a picture?"""

from __future__ import annotations

import contextlib
import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from bargaining.errors import Unusable
from bargaining.readers import photos
from tests import pictures


def opened(content):
    return Image.open(io.BytesIO(content))


def is_red(dot):
    return dot[0] > 150 and dot[1] < 100


def blank_pdf(pages=1, *, password=""):
    book = pypdf.PdfWriter()
    for _ in range(pages):
        book.add_blank_page(100, 100)
    if password:
        book.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    book.write(written)
    return written.getvalue()


class TestReadPhoto:
    @pytest.mark.parametrize("make", [pictures.jpeg, pictures.heic, pictures.png, pictures.webp])
    def test_every_camera_format_becomes_a_jpeg_of_the_same_picture(self, make):
        read = photos.read_photo(make(120, 90), name="照片")

        assert read.media_type == photos.JPEG
        made = opened(read.content)
        assert (made.format, made.size, made.mode) == ("JPEG", (120, 90), "RGB")
        assert is_red(made.getpixel((5, 5)))
        assert not is_red(made.getpixel((110, 80)))

    def test_a_picture_that_lies_on_its_side_is_turned_upright(self):
        sideways = pictures.jpeg(120, 90, orientation=pictures.SIDEWAYS)
        made = opened(photos.read_photo(sideways, name="照片").content)

        assert made.size == (90, 120)
        assert is_red(made.getpixel((85, 5)))
        assert not is_red(made.getpixel((5, 5)))
        assert not made.getexif()

    def test_nothing_tells_where_or_with_what_it_was_taken(self):
        told = pictures.jpeg(told=True)
        assert pictures.SECRET.encode() in told
        assert opened(told).getexif().get_ifd(pictures.GPS)

        read = photos.read_photo(told, name="照片").content

        assert pictures.SECRET.encode() not in read
        assert b"Exif" not in read
        assert not opened(read).getexif().get_ifd(pictures.GPS)

    @given(width=st.integers(1, 5000), height=st.integers(1, 5000))
    @settings(max_examples=12)
    def test_no_side_is_longer_than_two_thousand_dots(self, width, height):
        read = photos.read_photo(pictures.jpeg(width, height), name="照片").content

        assert max(opened(read).size) == min(max(width, height), photos.LONGEST_SIDE)

    def test_what_is_transparent_lies_on_white_paper(self):
        written = io.BytesIO()
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")

        made = opened(photos.read_photo(written.getvalue(), name="章").content)

        assert min(made.getpixel((10, 10))) > 250

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_grey_and_print_colours_become_usual_ones(self, mode):
        written = io.BytesIO()
        pictures.painted().convert(mode).save(written, "JPEG")

        assert opened(photos.read_photo(written.getvalue(), name="照片").content).mode == "RGB"

    def test_a_mark_makes_a_picture_equal_to_no_other(self):
        plain, marked, again = (
            photos.read_photo(pictures.jpeg(), name="照片", mark=mark).content
            for mark in ("", "link 7", "link 7")
        )

        assert plain != marked
        assert marked == again
        assert opened(plain).tobytes() == opened(marked).tobytes()

    def test_the_same_picture_read_twice_is_the_same_file(self):
        first, second = (
            photos.read_photo(pictures.heic(), name=name).content for name in ("甲", "乙")
        )

        assert first == second


@pytest.fixture
def as_weasyprint_leaves_it(monkeypatch):
    """Whoever prints a PDF in the same process lets Pillow draw half a picture."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


@pytest.mark.usefixtures("as_weasyprint_leaves_it")
class TestWhatIsNoPhoto:
    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"just words, whatever the name says", "不是照片"),
         (b"", "不是照片"),
         (b"PK\x03\x04 a spreadsheet", "不是照片"),
         (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片"),
         (b"\xff\xd8\xff\xe0 begins like a picture", "打不开"),
         (pictures.jpeg(400, 300)[:900], "打不开"),
         (pictures.png(400, 300)[:300], "打不开"),
         (pictures.heic(400, 300)[:-20], "打不开"),
         (pictures.huge(), "画面太大"),
         (pictures.moving("GIF"), "会动"),
         (pictures.moving("WEBP"), "会动"),
         (pictures.moving("PNG"), "会动"),
         (b"%PDF-1.7 and then nothing", "打不开"),
         (blank_pdf(0), "一页也没有"),
         (blank_pdf(photos.MAX_PAGES + 1), "最多 200 页"),
         (blank_pdf(password="x"), "设了密码"),
         (b"\xff\xd8\xff" + bytes(photos.MAX_BYTES), "超过 20 MB")],
    )  # fmt: skip
    def test_it_is_refused_by_its_content_with_its_name(self, content, words):
        with pytest.raises(Unusable, match=words) as refused:
            photos.read_photo(content, name="签字页.jpg")

        assert "签字页.jpg" in refused.value.refusal.message
        assert refused.value.refusal.field == "photos"

    def test_as_many_dots_as_allowed_are_taken_and_not_one_line_more(self, monkeypatch):
        monkeypatch.setattr(photos, "MAX_PIXELS", 64 * 48)

        photos.read_photo(pictures.jpeg(64, 48), name="照片")
        with pytest.raises(Unusable, match="画面太大"):
            photos.read_photo(pictures.jpeg(64, 49), name="照片")

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Truncated File Read")
    @given(content=st.binary(max_size=200), at=st.integers(0, 400), make=st.sampled_from(
        [pictures.jpeg, pictures.heic, pictures.png, pictures.webp, blank_pdf]))  # fmt: skip
    @settings(max_examples=60)
    def test_a_damaged_file_is_read_or_refused_and_never_breaks(self, content, at, make):
        whole = make()
        with contextlib.suppress(Unusable):
            photos.read_photo(whole[:at] + content + whole[at + len(content) :], name="照片")

    def test_what_others_set_stands_again_afterwards(self):
        photos.read_photo(pictures.jpeg(), name="照片")

        assert ImageFile.LOAD_TRUNCATED_IMAGES is True


class TestAPdfScan:
    def test_it_stays_as_it_was_sent(self):
        content = blank_pdf()

        assert photos.read_photo(content, name="扫描件") == photos.Photo(content, photos.PDF)

    def test_as_many_pages_as_allowed_are_taken(self):
        assert photos.read_photo(blank_pdf(photos.MAX_PAGES), name="扫描件").media_type == (
            photos.PDF
        )

    def test_where_only_pictures_are_wanted_it_is_refused(self):
        with pytest.raises(Unusable, match="只收照片"):
            photos.read_picture(blank_pdf(), name="扫描件")
        assert photos.read_picture(pictures.jpeg(), name="照片").media_type == photos.JPEG


def test_a_thumbnail_is_small_and_keeps_its_shape():
    small = opened(photos.thumbnail(photos.read_photo(pictures.jpeg(1600, 800), name="x").content))

    assert small.size == (photos.LONGEST_THUMBNAIL, photos.LONGEST_THUMBNAIL // 2)
