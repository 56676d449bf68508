"""The code at the foot of an issued paper: the same in Word and PDF, and readable by a camera."""

from __future__ import annotations

import io
import subprocess
import zipfile

import docx
import pypdf
import pytest
import segno
from PIL import Image

from bargaining.documents import definitions, papers, pdf, stamps
from bargaining.errors import Unusable
from bargaining.rules import papers as catalogue
from tests.documents import reading

CODE, PRINTED = "7KQ4M2XP9TRW", "7KQ4-M2XP-9TRW"
BASE = "https://xieshang.example.org.cn"
ADDRESS = f"{BASE}/verify/{PRINTED}"
STAMP = stamps.Stamp(CODE, BASE)
KINDS = [each.kind for each in catalogue.of_case()]
DPI = 300


def filled(kind, stamp=STAMP):
    return papers.render_docx(
        kind, reading.sample(kind), draft=True, blank=False, stamp=stamp
    ).content


@pytest.fixture(scope="module")
def minutes():
    """Minutes of two pages, as Word and as PDF."""
    content = filled("minutes")
    return content, pdf.render_pdf(content)


def footers(content):
    section = docx.Document(io.BytesIO(content)).sections[0]
    kinds = (section.footer, section.even_page_footer)
    return [[paragraph.text for paragraph in kind.paragraphs] for kind in kinds]


def page_picture(printed, number, folder):
    (folder / "paper.pdf").write_bytes(printed)
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-f", str(number), "-l", str(number),
         "-singlefile", str(folder / "paper.pdf"), str(folder / "page")],
        check=True,
    )  # fmt: skip
    return Image.open(folder / "page.png").convert("L")


def modules(page, *, at_left):
    """Read the squares of the picture at a page's foot, as a camera does: True is dark."""
    dot = DPI / 25.4
    text_ends, left = 262, 28 if at_left else 210 - 26 - 16
    box = (left * dot - 2, text_ends * dot, (left + 16) * dot + 2, (text_ends + 18.6) * dot)
    foot = page.crop([round(edge) for edge in box])
    dark = foot.point(lambda light: 255 if light < 128 else 0)
    drawn = dark.crop(dark.getbbox())
    count = len(segno.make(ADDRESS, error="m", micro=False).matrix)
    assert abs(drawn.width - drawn.height) <= 2
    step = drawn.width / count
    return [
        [drawn.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) > 0 for x in range(count)]
        for y in range(count)
    ]


class TestThePictureOnThePrintedPage:
    @pytest.mark.parametrize(("number", "at_left"), [(1, True), (2, False)])
    def test_holds_the_address_square_by_square(self, minutes, tmp_path, number, at_left):
        read = modules(page_picture(minutes[1], number, tmp_path), at_left=at_left)

        wanted = segno.make(ADDRESS, error="m", micro=False).matrix
        assert read == [[bool(one) for one in row] for row in wanted]

    def test_is_the_one_in_the_word_file(self, minutes):
        with zipfile.ZipFile(io.BytesIO(minutes[0])) as package:
            inside = package.read("word/media/verification.png")
        drawn = Image.open(io.BytesIO(inside)).convert("1")
        printed = pypdf.PdfReader(io.BytesIO(minutes[1])).pages[0].images[0].image.convert("1")

        assert inside == stamps.picture(ADDRESS)
        assert printed.tobytes() == drawn.tobytes()

    def test_another_code_makes_another_picture(self):
        assert stamps.picture(ADDRESS) != stamps.picture(ADDRESS.replace("7KQ4", "7KQ5"))


class TestTheWordsBelow:
    def test_stand_in_word_and_pdf_alike_on_every_page(self, minutes):
        words = [f"核验码 {PRINTED}", f"核验地址 {BASE}/verify"]

        assert [lines[1:3] for lines in footers(minutes[0])] == [words, words]
        for page in reading.pdf_pages(minutes[1]):
            assert all(reading.squeezed(line) in page for line in words)

    def test_say_the_code_alone_where_nobody_knows_the_address(self):
        content = filled("minutes", stamps.Stamp(CODE))
        printed = pdf.render_pdf(content)

        assert [len(lines) for lines in footers(content)] == [2, 2]
        assert f"核验码{PRINTED}" in reading.pdf_pages(printed)[0]
        assert "核验地址" not in reading.pdf_pages(printed)[0]
        assert not pypdf.PdfReader(io.BytesIO(printed)).pages[0].images

    def test_an_address_as_long_as_can_be_stays_above_the_edge_of_the_sheet(self):
        long = "https://" + "a" * 60 + ".example.cn"
        printed = pdf.render_pdf(filled("minutes", stamps.Stamp(CODE, long)))
        lowest = []
        pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text(
            visitor_text=lambda text, _cm, tm, _font, _size: lowest.append(tm[5]) if text.strip()
            else None
        )  # fmt: skip

        assert f"{long}/verify" in reading.pdf_pages(printed)[0]
        assert min(lowest) > 8 * 72 / 25.4


class TestEveryPaper:
    @pytest.mark.parametrize("kind", KINDS)
    def test_bears_its_code_on_the_last_page_and_grows_no_longer_by_it(self, kind):
        bare = pdf.render_pdf(filled(kind, None))
        pages = reading.pdf_pages(pdf.render_pdf(filled(kind)))

        assert len(pages) == len(reading.pdf_pages(bare))
        assert f"核验码{PRINTED}" in pages[-1]

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("blank", [True, False])
    def test_bears_none_while_it_is_a_draft_or_blank(self, kind, blank):
        content = papers.render_docx(kind, {}, draft=True, blank=blank).content

        assert "核验" not in str(footers(content))
        assert "verification" not in "".join(zipfile.ZipFile(io.BytesIO(content)).namelist())

    def test_a_cover_stays_clean(self):
        pages = reading.pdf_pages(pdf.render_pdf(filled("agreement")))

        assert PRINTED not in pages[0]
        assert all(PRINTED in page for page in pages[1:])

    def test_opens_in_word_with_its_body_unchanged(self):
        with_code, without = filled("proposal"), filled("proposal", None)

        assert reading.lines(with_code) == reading.lines(without)
        assert reading.headers(with_code) == reading.headers(without)

    def test_is_the_same_file_every_time(self):
        assert filled("reply") == filled("reply")

    def test_keeps_its_own_code_among_several_that_are_printed_together(self):
        run = pdf.PrintRun()
        run.add(filled("reply"))
        run.add(filled("reply", stamps.Stamp("0" * 12, BASE)))
        run.add(filled("reply", None))
        pages = [page for page in reading.pdf_pages(run.printed()) if page]
        third = len(pages) // 3

        found = [("0000-0000-0000" in page, PRINTED in page) for page in pages]
        assert found == [
            *[(False, True)] * third, *[(True, False)] * third, *[(False, False)] * third
        ]  # fmt: skip


def without_footers(folder):
    source = definitions.TEMPLATES / "reply"
    (folder / "reply").mkdir()
    (folder / "reply" / "paper.yaml").write_bytes((source / "paper.yaml").read_bytes())
    with (
        zipfile.ZipFile(source / "template.docx") as package,
        zipfile.ZipFile(folder / "reply" / "template.docx", "w") as bare,
    ):
        for name in package.namelist():
            if "footer" not in name:
                bare.writestr(name, package.read(name))
    return folder


def test_a_template_without_a_footer_cannot_be_issued(tmp_path):
    with pytest.raises(Unusable, match="没有页脚"):
        papers.render_docx(
            "reply", reading.sample("reply"), draft=True, blank=False, stamp=STAMP,
            folder=without_footers(tmp_path),
        )  # fmt: skip


def test_a_picture_that_stands_anywhere_else_is_refused_as_before():
    content = filled("reply")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    broken = parts["word/footer1.xml"].replace(b"wp:inline", b"wp:anchor")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in {**parts, "word/footer1.xml": broken}.items():
            package.writestr(name, part)

    with pytest.raises(Unusable, match="图片"):
        pdf.render_pdf(buffer.getvalue())
