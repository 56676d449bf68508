"""Several papers as one PDF: the order, the copies, and a sheet of its own for each."""

from __future__ import annotations

import io
import zipfile

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.documents import packs, papers, pdf
from bargaining.errors import Refused
from tests.documents import reading

# Of CJK extension G, in no font of a usual machine.
UNDRAWN = "\U00030001"
BLANKS = {kind: papers.render_docx(kind, {}, draft=True, blank=True).content
          for kind in ("delivery_receipt", "minutes", "agreement")}  # fmt: skip
LENGTHS = {kind: len(reading.pdf_pages(pdf.render_pdf(content)))
           for kind, content in BLANKS.items()}  # fmt: skip


def printed(*papers_and_copies, title=""):
    run = pdf.PrintRun()
    for content, copies in papers_and_copies:
        run.add(content, copies=copies)
    return run.printed(title)


def numbers(content):
    """Return the number at the foot of each page, None for one without."""
    found = [reading._FOOTER.search(page) for page in reading.pdf_pages(content)]
    return [int(one.group().strip("—")) if one else None for one in found]


def counting(content: bytes) -> bytes:
    """Make a paper print how many pages it has, as somebody might ask for in Word."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = {name: package.read(name) for name in package.namelist()}
    field = b'<w:p><w:fldSimple w:instr=" NUMPAGES "/></w:p></w:body>'
    texts["word/document.xml"] = texts["word/document.xml"].replace(
        b"<w:sectPr>", field.removesuffix(b"</w:body>") + b"<w:sectPr>", 1
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in texts.items():
            package.writestr(name, text)
    return buffer.getvalue()


class TestARun:
    def test_one_paper_alone_is_printed_as_ever(self):
        content = BLANKS["minutes"]

        assert printed((content, 1)) == pdf.render_pdf(content)

    def test_says_what_each_paper_says_in_the_order_given(self):
        content = printed((BLANKS["minutes"], 1), (BLANKS["delivery_receipt"], 1))

        pages = reading.pdf_pages(content)
        assert pages[0].startswith("工资集体协商会议记录")
        assert pages[LENGTHS["minutes"]].startswith("送达回证")
        alone = reading.pdf_pages(pdf.render_pdf(BLANKS["minutes"]))
        assert pages[: LENGTHS["minutes"]] == alone

    def test_every_paper_counts_its_own_pages(self):
        content = printed((BLANKS["delivery_receipt"], 1), (BLANKS["minutes"], 1))

        assert numbers(content) == [1, None, 1, 2]

    def test_a_cover_bears_no_number_wherever_its_paper_stands(self):
        content = printed((BLANKS["delivery_receipt"], 1), (BLANKS["agreement"], 1))

        assert numbers(content)[2:4] == [None, 2]

    def test_every_copy_begins_on_an_odd_page_and_the_last_sheet_has_no_bare_back(self):
        content = printed((BLANKS["delivery_receipt"], 3))

        pages = reading.pdf_pages(content)
        assert [page[:4] for page in pages] == ["送达回证", "", "送达回证", "", "送达回证"]

    @given(
        st.lists(
            st.tuples(st.sampled_from(sorted(BLANKS)), st.integers(min_value=1, max_value=3)),
            min_size=1,
            max_size=3,
        )
    )
    @settings(max_examples=8, deadline=None)
    def test_whatever_is_printed_together_no_sheet_carries_two_papers(self, wanted):
        content = printed(*((BLANKS[kind], copies) for kind, copies in wanted))

        expected = []
        for kind, copies in wanted:
            for _copy in range(copies):
                bare = len(expected) % 2
                expected += [""] * bare + [kind] * LENGTHS[kind]
        pages = reading.pdf_pages(content)
        assert [bool(page) for page in pages] == [bool(kind) for kind in expected]

    def test_a_paper_that_cannot_be_drawn_leaves_the_run_as_it_was(self):
        run = pdf.PrintRun()
        run.add(BLANKS["minutes"])
        bad = papers.render_docx("proposal", {"contact_name": UNDRAWN}, draft=True, blank=False)

        with pytest.raises(Refused):
            run.add(bad.content)

        assert run.printed() == pdf.render_pdf(BLANKS["minutes"])

    def test_papers_that_tell_how_many_pages_they_have_still_tell_the_truth(self):
        content = counting(BLANKS["minutes"])

        pages = reading.pdf_pages(printed((content, 2), (BLANKS["delivery_receipt"], 1)))

        assert LENGTHS["minutes"] == 2
        assert len(pages) == 5
        assert all("2" in pages[at].replace("—2—", "") for at in (1, 3))
        assert pages[4].startswith("送达回证")

    def test_fonts_are_inside_only_once(self):
        content = printed((BLANKS["minutes"], 1), (BLANKS["delivery_receipt"], 1))

        singles = [pdf.render_pdf(BLANKS[kind]) for kind in ("minutes", "delivery_receipt")]
        assert len(content) < sum(len(one) for one in singles)

    def test_bears_the_title_given_or_that_of_its_first_paper(self):
        def title(content):
            return pypdf.PdfReader(io.BytesIO(content)).metadata.title

        pair = ((BLANKS["delivery_receipt"], 1), (BLANKS["minutes"], 1))
        assert title(printed(*pair)) == "送达回证"
        assert title(printed(*pair, title="会议包 <一>")) == "会议包 <一>"


class TestJoining:
    def test_keeps_every_page_and_begins_each_on_an_odd_one(self):
        receipt, minutes = (
            pdf.render_pdf(BLANKS[kind]) for kind in ("delivery_receipt", "minutes")
        )

        pages = reading.pdf_pages(packs.join([receipt, minutes, receipt, receipt]))

        assert [page[:4] for page in pages] == [
            "送达回证", "", "工资集体", pages[3][:4], "送达回证", "", "送达回证",
        ]  # fmt: skip
        assert pages[2:4] == reading.pdf_pages(minutes)

    def test_the_same_files_make_the_same_bytes(self):
        receipt = pdf.render_pdf(BLANKS["delivery_receipt"])

        assert packs.join([receipt, receipt]) == packs.join([receipt, receipt])

    def test_nothing_makes_no_file(self):
        with pytest.raises(ValueError, match="nothing"):
            packs.join([])
