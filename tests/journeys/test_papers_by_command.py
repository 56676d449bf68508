"""Every paper and pack by the command line, and the catalogue."""

from __future__ import annotations

import pypdf
import pytest

from bargaining.rules import packs, papers
from tests.documents import reading
from tests.journeys.test_by_command import case, registered, until_signed

__all__ = ["case", "registered"]  # fixtures of the other module


def words(path):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return "".join(text.split())


def test_every_paper_of_a_case_as_word_pdf_and_blank(case, registered, tmp_path):
    until_signed(case)

    for each in papers.of_case():
        out = tmp_path / f"{each.kind}.pdf"
        answer = registered("paper", case.number, each.kind, "--format", "pdf", "--out", out)
        assert answer.code == 0, answer.err
        assert "北京示例餐饮管理有限公司007" in words(out)
        as_word = tmp_path / f"{each.kind}.docx"
        assert registered("paper", case.number, each.kind, "--out", as_word).code == 0
        assert as_word.read_bytes().startswith(b"PK")
        blank = tmp_path / f"{each.kind}-blank.docx"
        answer = registered("paper", case.number, each.kind, "--blank", "--out", blank)
        assert answer.code == 0, answer.err
        assert "北京示例餐饮管理有限公司007" not in "".join(reading.lines(blank.read_bytes()))


def test_the_papers_of_no_case_come_blank_or_say_so_in_one_line(case, registered, tmp_path):
    for kind in ("dispatch_letter", "handover_list"):
        out = tmp_path / f"{kind}.pdf"
        refused = registered("paper", case.number, kind, "--format", "pdf", "--out", out)
        assert refused.code == 2
        assert "空白表请加 --blank" in refused.err
        assert len(refused.err.strip().splitlines()) == 1
        answer = registered("paper", case.number, kind, "--format", "pdf", "--blank", "--out", out)
        assert answer.code == 0, answer.err
    out = tmp_path / "visit_sheet.pdf"
    answer = registered("paper", case.number, "visit_sheet", "--format", "pdf", "--out", out)
    assert answer.code == 0, answer.err
    assert "北京示例餐饮管理有限公司007" in words(out)


def test_a_pack_is_one_file(case, registered, tmp_path):
    for name in packs.PACKS:
        out = tmp_path / f"{name}.pdf"
        answer = registered("paper", case.number, "--pack", name, "--out", out)
        assert answer.code == 0, answer.err
        assert len(pypdf.PdfReader(out).pages) >= 2


@pytest.mark.parametrize(
    ("words_given", "said"),
    [
        (("proposal", "--pack", "offer", "--out", "x.pdf"), "请写明文书种类或者 --pack"),
        (("--out", "x.pdf"), "请写明文书种类或者 --pack"),
        (("--pack", "poem", "--out", "x.pdf"), "没有“poem”这种打印包"),
        (("minutes", "--meeting", "3", "--out", "x.docx"), "没有第 3 次的会议记录"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(case, registered, words_given, said):
    answer = registered("paper", case.number, *words_given)

    assert answer.code == 2
    assert said in answer.err


def test_the_catalogue_names_every_paper_and_its_steps(registered):
    listed = {one["kind"]: one for one in registered("paper", "list", "--json").json}

    assert set(listed) == set(papers.CATALOGUE)
    assert listed["reply"]["needed_by"] == ["record_reply"]
    assert listed["representatives"]["left_by"] == ["appoint_representatives"]
    assert [kind for kind, one in listed.items() if not one["of_case"]] == [
        "dispatch_letter", "visit_sheet", "handover_list",
    ]  # fmt: skip
    assert "不属于某一案件，空白表用 --blank" in registered("paper", "list").out
