"""The papers of a case by a browser: every paper, every pack, and who gets them."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.models.enterprise import Enterprise
from bargaining.readers import seeds
from bargaining.rules import packs, papers
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import papers as paper_pages
from tests.rules import cases
from tests.stage import AT, TODAY

MET = Step("record_meeting", date(2026, 2, 20), {"conclusion": "continue"})
WAY = (
    Step("send_proposal", date(2026, 2, 3), {"meeting_on": "2026-02-20"}),
    Step("record_reply", date(2026, 2, 10), {"answer": "agree"}),
    Step("appoint_representatives", date(2026, 2, 12), {"people": cases.PEOPLE}),
)
# What an office above or the authority writes is written and printed on its own pages.
KINDS = [each.kind for each in papers.of_case() if not (each.of_office or each.of_authority)]


@pytest.fixture(scope="module")
def page(app, stage):
    """The papers page of the inside case, before its first meeting."""
    with app.app_context():
        with db.transaction() as session:
            law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
        _walk(stage.inside.case, WAY)
    return f"/cases/{stage.inside.case}/papers"


@pytest.fixture(scope="module")
def met(app, stage, page):
    """The papers page of another year's case, after its first meeting."""
    with app.app_context():
        with db.transaction() as session:
            firm = session.get_one(Enterprise, stage.inside.enterprise)
            number = case_actions.open_case(
                session, firm, year=2027, on=TODAY, actor=OPERATOR, at=AT, today=TODAY
            ).number
        _walk(number, (*WAY, MET))
    return f"/cases/{number}/papers"


def _walk(number, way):
    for step in way:
        with db.transaction() as session:
            case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)


def words(answer):
    assert answer.mimetype == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


class TestThePapersPage:
    def test_shows_every_paper_of_a_case_once_and_none_of_no_case(self, as_, page):
        text = as_(Role.UNION_CHAIR).get(page).text

        shown = re.findall(r'<section class="panel paper-panel" id="(\w+)"', text)
        elsewhere = {"workers_election"}  # who has a union elects nobody
        assert sorted(shown) == sorted(set(KINDS) - elsewhere)
        grouped = [kind for _title, kinds in paper_pages.GROUPS for kind in kinds]
        assert [kind for kind in grouped if kind not in elsewhere] == shown

    def test_names_what_is_missing_only_of_papers_the_case_has_come_to(self, as_, page):
        text = as_(Role.UNION_CHAIR).get(page).text

        rows = {
            kind: re.search(rf'id="{kind}".*?</ul>', text, re.S)[0]
            for kind in ("congress_resolution", "chief_mandate", "delivery_receipt")
        }
        assert "尚未到这一步" in rows["congress_resolution"]
        assert "待填" not in rows["congress_resolution"]
        assert "待填：" in rows["chief_mandate"]
        assert "内容齐全" in rows["delivery_receipt"]

    def test_calls_no_paper_complete_whose_step_was_never_taken(self, as_, page):
        """The list of what to provide is drawn up by itself; the talks were never suspended."""
        text = as_(Role.UNION_CHAIR).get(page).text

        for kind in ("suspension_record", "coordination_agreement"):
            row = re.search(rf'id="{kind}".*?</ul>', text, re.S)[0]
            assert "尚未到这一步" in row
            assert "内容齐全" not in row

    def test_issues_no_record_of_a_suspension_that_never_was(self, as_, page):
        chair = as_(Role.UNION_CHAIR)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', chair.get(page).text)[1]
        sent = chair.post(f"{page}/suspension_record/issue", data={"csrf_token": token})

        assert sent.status_code == 409
        assert "还缺：中止之日、中止的原因" in sent.text

    @pytest.mark.parametrize("garbled", ["", "x"])
    def test_issues_nothing_where_nobody_knows_what_the_writer_saw(self, as_, page, garbled):
        sent = as_(Role.UNION_CHAIR).submit(
            f"{page}/representatives/issue", page=page, seen_sequence=garbled
        )

        assert sent.status_code == 409
        assert "这一页的内容不完整" in sent.text

    def test_puts_the_pack_of_the_next_step_first(self, as_, page):
        text = as_(Role.UNION_CHAIR).get(page).text

        named = re.findall(r"/packs/(\w+)\.pdf", text)
        assert named[0] == "meeting"
        assert sorted(named) == sorted(packs.PACKS)

    def test_links_the_minutes_of_every_meeting_and_of_the_one_to_come(self, as_, met):
        chair = as_(Role.UNION_CHAIR)
        text = chair.get(met).text
        links = re.findall(r'href="([^"]+minutes\.pdf\?meeting=\d)"', text)

        assert [link[-1] for link in links] == ["1", "2"]
        assert "第1次会议" in words(chair.get(links[0]))
        assert "第2次会议" in words(chair.get(links[1]))

    def test_asks_the_database_no_more_often_for_twelve_papers_than_for_one(
        self, as_, page, counted
    ):
        chair = as_(Role.UNION_CHAIR)
        chair.get(page)

        assert counted(lambda: chair.get(page)) <= 40

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_paper_comes_out_filled_and_blank(self, as_, page, kind):
        chair = as_(Role.UNION_CHAIR)

        assert "海淀示例餐饮有限公司" in words(chair.get(f"{page}/{kind}.pdf"))
        blank = words(chair.get(f"{page}/{kind}.pdf?blank=1"))
        assert "海淀示例餐饮有限公司" not in blank

    def test_a_paper_of_no_case_comes_blank_only(self, as_, page):
        chair = as_(Role.UNION_CHAIR)

        assert "交接清单" in words(chair.get(f"{page}/handover_list.pdf?blank=1"))
        refused = chair.get(f"{page}/handover_list.pdf")
        assert refused.status_code == 422
        assert "不是按案件填写的文书" in refused.text

    def test_a_paper_of_no_case_cannot_be_issued_here(self, as_, page):
        answer = as_(Role.UNION_CHAIR).submit(f"{page}/visit_sheet/issue", page=page)

        assert "不属于某一案件" in answer.text


class TestPacks:
    @pytest.mark.parametrize("name", sorted(packs.PACKS))
    def test_each_opens_in_the_page_as_one_pdf(self, as_, page, name):
        answer = as_(Role.UNION_CHAIR).get(page.replace("/papers", f"/packs/{name}.pdf"))

        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "海淀示例餐饮有限公司" in words(answer)

    def test_an_unknown_one_is_no_page(self, as_, page):
        answer = as_(Role.UNION_CHAIR).get(page.replace("/papers", "/packs/poem.pdf"))

        assert answer.status_code == 404

    @pytest.mark.parametrize("role", [Role.STREET_STAFF])
    def test_who_was_not_asked_to_help_finds_none(self, as_, page, role):
        assert as_(role).get(page.replace("/papers", "/packs/offer.pdf")).status_code == 404

    def test_the_next_step_offers_its_pack(self, as_, page):
        text = as_(Role.UNION_CHAIR).get(page.removesuffix("/papers")).text

        assert "会议包（一次打印）" in text
        assert "/packs/meeting.pdf" in text
