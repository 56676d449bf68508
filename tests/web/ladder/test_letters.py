"""Letters of the union above: whose they are, how their page behaves, what is kept of them."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from bargaining.actions.cases import Step
from bargaining.models.case import Case
from bargaining.models.issued_paper import IssuedPaper
from bargaining.rules.roles import Role
from tests import stage as stages
from tests.chair_stage import as_sent
from tests.ladder_stage import LETTERS, OFFER, record, recorded, words, written

MAY_WRITE = {
    Role.STREET: {"reminder_letter", "opinion_letter", "interview_record", "entrust_offer",
                  "proposal"},
    Role.DISTRICT: set(LETTERS),
    Role.STREET_STAFF: {"interview_record"},
    Role.INSTRUCTOR: {"interview_record"},
}  # fmt: skip


class TestWhoseLettersTheyAre:
    @pytest.mark.parametrize("role", list(MAY_WRITE))
    def test_each_writes_what_is_theirs_and_nothing_else(self, as_, cases, role):
        before, waiting = cases(), cases(OFFER)
        browser = as_(role)
        for kind in LETTERS:
            number = before if kind in ("proposal", "entrust_offer") else waiting

            page = browser.get(f"/cases/{number}/letters/{kind}")
            sheet = browser.get(f"/cases/{number}/letters/{kind}/sheet.docx")

            may = kind in MAY_WRITE[role]
            assert (page.status_code == 200) is may, kind
            assert (sheet.status_code == 200) is may, kind
            if may:
                assert docx.Document(io.BytesIO(sheet.data)).paragraphs

    def test_the_chair_cannot_write_or_issue_what_an_office_writes(self, as_, cases, rows):
        number = cases(OFFER)
        chair = as_(Role.UNION_CHAIR)

        assert chair.get(f"/cases/{number}/letters/reminder_letter").status_code == 403
        for kind in ("reminder_letter", "opinion_letter", "order_request"):
            answer = chair.submit(
                f"/cases/{number}/papers/{kind}/issue", page=f"/cases/{number}/papers",
                override_reason="我要发",
            )  # fmt: skip
            assert answer.status_code in (409, 422)
            assert chair.get(f"/cases/{number}/papers/{kind}.pdf").status_code in (409, 422)
        assert record(chair, number, "issue_reminder", "2026-07-01", issuer="甲", facts_found="乙",
                      asked_for="丙").status_code in (409, 422)  # fmt: skip
        with rows() as session:
            assert session.query(IssuedPaper).join(Case).filter(Case.number == number).count() == 0

    def test_the_chair_and_the_offices_read_it_again_and_nobody_further(self, as_, cases):
        number = cases(OFFER)
        written(as_(Role.STREET), number, "reminder_letter")
        issued = f"/cases/{number}/papers/issued/reminder_letter-1"

        for role in (Role.UNION_CHAIR, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT,
                     Role.STREET_STAFF):  # fmt: skip
            assert as_(role).get(f"{issued}.pdf").status_code == 200, role
            assert as_(role).get(f"{issued}.docx").status_code == 200, role
        assert as_(Role.CITY).get(f"{issued}.pdf").status_code == 403
        assert as_(Role.REVIEWER).get(f"{issued}.pdf").status_code == 404
        elsewhere = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)
        assert elsewhere.get(f"{issued}.pdf").status_code == 404
        page = as_(Role.UNION_CHAIR).get(f"/cases/{number}/papers").text
        assert "工会劳动法律监督提示函（第 1 版）" in page

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT])
    def test_nothing_else_of_the_papers_opens_to_the_offices(self, as_, cases, role):
        number = cases(OFFER)
        chair, office = as_(Role.UNION_CHAIR), as_(role)
        page = f"/cases/{number}/papers"
        chair.submit(f"{page}/delivery_receipt/issue", page=page, override_reason="先存")
        chair.submit(f"{page}/proposal/issue", page=page, override_reason="先存")

        assert chair.get(f"{page}/issued/proposal-1.pdf").status_code == 200
        for kind in ("delivery_receipt", "proposal"):
            assert office.get(f"{page}/issued/{kind}-1.pdf").status_code == 404
        assert office.get(f"{page}/proposal.pdf").status_code == 403
        assert office.get(page).status_code == 403
        assert office.get(f"/cases/{number}/letters/minutes").status_code == 404
        assert office.get(f"/cases/{number}/letters/agreement/sheet.pdf").status_code == 404


class TestTheLetterPage:
    def test_the_same_words_are_printed_once_and_others_anew(self, as_, cases, rows):
        number = cases(OFFER)
        street = as_(Role.STREET)
        written(street, number, "reminder_letter", number="甲1")
        again = written(street, number, "reminder_letter")
        assert "甲1" in again
        with rows() as session:
            papers = session.query(IssuedPaper).join(Case).filter(Case.number == number)
            assert papers.count() == 1

        assert "甲2" in written(street, number, "reminder_letter", number="甲2")
        with rows() as session:
            papers = session.query(IssuedPaper).join(Case).filter(Case.number == number)
            assert [one.version for one in papers.order_by(IssuedPaper.version)] == [1, 2]
            assert all("contact_phone" not in one.context for one in papers)

    def test_what_is_printed_fills_the_step_in(self, as_, cases):
        number = cases(OFFER)
        street = as_(Role.STREET)
        written(street, number, "reminder_letter", number="甲1", answer_by="2026-12-01",
                facts_found="第一段\n第二段")  # fmt: skip

        sent = as_sent(street.get(f"/cases/{number}/moves/issue_reminder").text)
        assert (sent["number"], sent["answer_by"]) == ("甲1", "2026-12-01")
        assert sent["facts_found"].split() == ["第一段", "第二段"]
        assert sent["issuer"] == "中关村街道总工会"
        page = street.get(f"/cases/{number}").text
        assert "提示函（第 1 版）" in page
        assert "还没有登记送达" in page

    def test_a_draft_is_kept_and_dropped_once_it_is_printed(self, as_, cases):
        number = cases(OFFER)
        street = as_(Role.STREET)
        page = f"/cases/{number}/letters/reminder_letter"
        sent = {**as_sent(street.get(page).text), "facts_found": "写了一半", "save_draft": "1"}

        assert street.submit(page, page=page, **sent).status_code == 302
        text = street.get(page).text
        assert "写了一半" in text
        assert "已恢复您" in text
        assert "写了一半" in words(street.get(f"{page}/sheet.pdf"))
        written(street, number, "reminder_letter")
        assert "已恢复您" not in street.get(page).text

    def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(self, as_, cases):
        number = cases(OFFER)
        street = as_(Role.STREET)
        page = f"/cases/{number}/letters/reminder_letter"
        sent = {**as_sent(street.get(page).text), "issuer": "", "asked_for": "请早日答复"}

        answer = street.submit(page, page=page, **sent, print="1")

        assert answer.status_code == 422
        assert "请填写发函单位" in answer.text
        assert "请早日答复" in answer.text

    @pytest.mark.parametrize(("answer_by", "status"), [("2026-06-25", 422), ("2026-06-26", 302)])
    def test_an_answer_is_not_asked_for_before_the_letters_own_day(
        self, as_, cases, answer_by, status
    ):
        number = cases(OFFER)
        street = as_(Role.STREET)
        page = f"/cases/{number}/letters/reminder_letter"
        sent = {**as_sent(street.get(page).text), "signed_on": "2026-06-26"}

        answer = street.submit(page, page=page, **sent | {"answer_by": answer_by}, print="1")

        assert answer.status_code == status
        if status == 422:
            assert "请答复之日不能早于落款日期（2026年6月26日）" in answer.text

    def test_somebody_elses_newer_entry_is_shown_before_it_is_printed(self, as_, cases, rows):
        number = cases(OFFER)
        street = as_(Role.STREET)
        page = f"/cases/{number}/letters/reminder_letter"
        sent = {**as_sent(street.get(page).text), "facts_found": "改过的事实"}
        recorded(as_(Role.UNION_CHAIR), number, "record_reply", "2026-06-26", answer="agree")

        answer = street.submit(page, page=page, **sent, print="1")

        assert answer.status_code == 422
        assert "改过的事实" in answer.text
        with rows() as session:
            assert session.query(IssuedPaper).join(Case).filter(Case.number == number).count() == 0

    def test_no_mobile_number_gets_into_the_case(self, as_, cases):
        number = cases(OFFER)
        street = as_(Role.STREET)
        page = f"/cases/{number}/letters/reminder_letter"
        sent = {**as_sent(street.get(page).text), "facts_found": "请打 13800000000"}

        assert street.submit(page, page=page, **sent, print="1").status_code == 422

    def test_the_blank_form_holds_nothing_of_the_case(self, as_, cases):
        number = cases(OFFER)

        blank = as_(Role.STREET).get(f"/cases/{number}/letters/reminder_letter/sheet.pdf?blank=1")

        assert "海淀示例餐饮有限公司" not in words(blank)

    def test_a_case_before_may_2026_is_told_the_older_numbers(self, as_, cases):
        early = Step("send_proposal", date(2026, 3, 2), {})
        number = cases(early)

        letter = written(as_(Role.STREET), number, "reminder_letter", signed_on="2026-04-10")

        assert "办法》第二十四条、第二十一条第一款" in letter
