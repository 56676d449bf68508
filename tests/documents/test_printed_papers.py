"""Does the PDF say what the Word file says, with the right faces, and never a box?"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pypdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from bargaining.documents import fonts, papers, pdf
from bargaining.errors import Refused, Unusable
from bargaining.rules import papers as catalogue
from tests.documents import reading

KINDS = sorted(catalogue.CATALOGUE)
DRAFT = "草稿·未完整"
# Of CJK extension G, in no font of a usual machine.
UNDRAWN = "\U00030001"


def filled(kind, context, *, blank=False):
    return papers.render_docx(kind, context, draft=True, blank=blank).content


def changed(content: bytes, *, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """Change a Word file by hand, as somebody might in Word."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in texts[part]
    texts[part] = texts[part].replace(old.encode(), new.encode(), 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in texts.items():
            package.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("state", ["sample", "draft", "blank"])
@pytest.mark.parametrize("kind", KINDS)
def test_pdf_and_word_file_say_the_same(kind, state):
    content = filled(
        kind, reading.sample(kind) if state == "sample" else {}, blank=state == "blank"
    )

    printed = pdf.render_pdf(content)

    written = reading.squeezed("".join(reading.lines(content)))
    assert written == reading.pdf_body(
        printed, repeated=reading.repeated_rows(content), mark=DRAFT if state == "draft" else ""
    )
    marked = [DRAFT in page for page in reading.pdf_pages(printed)]
    assert set(marked) == {state == "draft"}


class TestThePage:
    def test_the_faces_of_the_standard_are_inside(self):
        here = fonts.shelf()

        inside = reading.fonts_in(pdf.render_pdf(filled("proposal", reading.sample("proposal"))))

        assert {"Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC", "Noto-Serif-CJK-SC"} <= inside
        for face in (fonts.FANG, fonts.KAI):
            assert (face.family in inside) == (here.find(face.family) is not None)

    def test_every_page_is_a4_and_numbered_but_the_cover(self):
        printed = pdf.render_pdf(filled("agreement", reading.sample("agreement")))

        pages = reading.pdf_pages(printed)
        sizes = {
            (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
            for page in pypdf.PdfReader(io.BytesIO(printed)).pages
        }
        assert sizes == {(595, 842)}
        assert "—1—" not in pages[0]
        assert [f"—{number}—" in page for number, page in enumerate(pages, start=1)][1:] == [
            True
        ] * (len(pages) - 1)

    def test_a_long_annex_repeats_its_head_on_every_page(self):
        context = reading.sample("agreement")
        context["posts"] = [
            {
                "name": f"示例岗位第{number}类",
                "people": number,
                "after_amount": Decimal(4000 + number),
            }
            for number in range(1, 61)
        ]

        pages = reading.pdf_pages(pdf.render_pdf(filled("agreement", context)))

        annex = [page for page in pages if "示例岗位第" in page]
        assert len(annex) >= 2
        assert all("序号岗位人数用工形式" in page for page in annex)
        assert sum(page.count("示例岗位第") for page in annex) == 60

    def test_a_signature_never_stands_alone_on_its_page(self):
        pages = reading.pdf_pages(pdf.render_pdf(filled("agreement", {}, blank=True)))

        (signed,) = (page for page in pages if "乙方（工会盖章）" in page)
        assert "第三十二条" in signed

    def test_the_same_word_file_prints_the_same_bytes(self):
        content = filled("delivery_receipt", reading.sample("delivery_receipt"))

        assert pdf.render_pdf(content) == pdf.render_pdf(content)

    def test_the_title_is_the_paper_s(self):
        printed = pdf.render_pdf(filled("delivery_receipt", {}, blank=True))

        assert pypdf.PdfReader(io.BytesIO(printed)).metadata.title == "送达回证"


class TestMissingGlyphs:
    def test_a_character_no_font_has_is_named_and_nothing_is_printed(self):
        content = filled("proposal", {"contact_name": f"王{UNDRAWN}"})

        with pytest.raises(Refused, match=f"没有“{UNDRAWN}”字（U\\+30001）") as refused:
            pdf.render_pdf(content)

        assert refused.value.refusal.code == "glyph_missing"

    def test_rare_name_characters_are_drawn_by_the_stand_in(self):
        content = filled("proposal", {"contact_name": "喆堃昇翀旻"})

        printed = pdf.render_pdf(content)

        assert any("喆堃昇翀旻" in page for page in reading.pdf_pages(printed))


class TestWhatCannotBeShown:
    @pytest.mark.parametrize(
        ("new", "named"),
        [
            ("<w:r><w:drawing/></w:r>", "图片"),
            ("<w:r><w:footnoteReference/></w:r>", "脚注"),
            ("<w:ins><w:r><w:t>x</w:t></w:r></w:ins>", "未接受的修订"),
            ("<w:r><w:sym/></w:r>", "“sym”"),
            ('<w:fldSimple w:instr=" DATE "/>', "域“DATE”"),
        ],
    )
    def test_is_refused_by_its_name_in_word(self, new, named):
        content = filled("delivery_receipt", {}, blank=True)

        with pytest.raises(Unusable, match=named):
            pdf.render_pdf(changed(content, old="</w:p>", new=f"{new}</w:p>"))

    def test_automatic_numbers_are_refused(self):
        content = filled("delivery_receipt", {}, blank=True)
        numbered = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr>"

        with pytest.raises(Unusable, match="自动编号"):
            pdf.render_pdf(changed(content, old="<w:pPr>", new=numbered))

    def test_a_different_first_page_is_for_the_first_section_only(self):
        content = filled("delivery_receipt", {}, blank=True)
        section = "<w:p><w:pPr><w:sectPr><w:pgSz w:w='11906' w:h='16838'/><w:pgMar w:top='1' "
        section += "w:right='1' w:bottom='1' w:left='1' w:header='1' w:footer='1'/></w:sectPr>"
        two = changed(content, old="<w:body>", new=f"<w:body>{section}</w:pPr></w:p>")

        with pytest.raises(Unusable, match="第一节"):
            pdf.render_pdf(
                changed(two, old="</w:sectPr></w:body>", new="<w:titlePg/></w:sectPr></w:body>")
            )

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7"])
    def test_what_is_no_word_file_is_refused(self, content):
        with pytest.raises(Unusable, match="Word"):
            pdf.render_pdf(content)

    def test_a_page_break_begins_a_page_and_loses_no_word(self):
        content = filled("delivery_receipt", {}, blank=True)
        broken = '<w:p><w:r><w:t>前</w:t><w:br w:type="page"/><w:t>后</w:t></w:r></w:p>'

        pages = reading.pdf_pages(
            pdf.render_pdf(changed(content, old="<w:body>", new=f"<w:body>{broken}"))
        )

        assert pages[0].startswith("前")
        assert "后送达回证" in pages[1]

    def test_hidden_text_stays_hidden_and_marked_up_text_is_only_text(self):
        hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
        content = filled("delivery_receipt", {"note": "<b>&amp;</b><script>"})

        printed = pdf.render_pdf(changed(content, old="<w:body>", new=f"<w:body>{hidden}"))

        text = "".join(reading.pdf_pages(printed))
        assert "隐" not in text
        assert "<b>&amp;</b><script>" in text


class TestTables:
    def test_joined_cells_and_nested_controls_keep_their_words(self):
        cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
        rows = (
            cell.format('<w:vMerge w:val="restart"/>', "纵") + cell.format("", "一"),
            cell.format("<w:vMerge/>", "") + cell.format("", "二"),
            cell.format('<w:gridSpan w:val="2"/>', "横"),
        )
        table = (
            "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"
        )
        table += "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
        control = f"<w:sdt><w:sdtPr/><w:sdtContent>{table}</w:sdtContent></w:sdt>"
        content = filled("delivery_receipt", {}, blank=True)

        pages = reading.pdf_pages(
            pdf.render_pdf(changed(content, old="<w:body>", new=f"<w:body>{control}"))
        )

        assert pages[0].startswith("纵一二横送达回证")


class TestTheFetcher:
    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,x", "https://x.invalid"]
    )
    def test_opens_fonts_only(self, url, tmp_path):
        font = tmp_path / "a.otf"
        font.write_bytes(b"font")
        fetcher = pdf._FontsOnly(frozenset({font.as_uri()}))

        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)
        assert fetcher.fetch(font.as_uri()).read() == b"font"
