"""A contract in force is changed and ended on its chair's pages, with the papers of each step."""

from __future__ import annotations

import html
import io

import docx

from bargaining.rules.day_words import plain_day
from bargaining.rules.roles import Role
from tests.chair_stage import DAY, TODAY, as_sent, page_of
from tests.keeping_stage import LAST, done, refused, row_of

CHANGED_ON = TODAY - 60 * DAY
CHANGES = "夜班津贴每班 20 元改为 30 元\n每年体检一次"


def text_of(answer):
    assert answer.status_code == 200
    paper = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def paper(browser, kind):
    return text_of(browser.get(f"{browser.case}/papers/{kind}.docx"))


def as_typed(boxes):
    """Take what a page has filled in, but for its day."""
    return {name: boxes[name] for name in ("ground", "changes", "term_to", "deliberated_on")}


def case_page(browser):
    return html.unescape(browser.get(browser.case).text)


class TestAChange:
    def test_from_the_signed_change_to_its_effect_on_the_pages(self, in_force, rows):
        new_last = LAST + 60 * DAY
        done(
            in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed",
            changes=CHANGES, deliberated_on=(CHANGED_ON - DAY).isoformat(),
            term_to=new_last.isoformat(),
        )  # fmt: skip
        assert row_of(rows, in_force.number).term_to == LAST
        written = paper(in_force, "change_agreement")
        assert "夜班津贴每班 20 元" in written
        assert "30 元" in written
        assert "每年体检一次" in written
        assert "《集体合同规定》第39条" in written

        done(in_force, in_force.number, "file_change", CHANGED_ON + 5 * DAY, proof="receipt")
        text = case_page(in_force)
        assert "已收到，待审查" in text
        assert "生效以前按原合同履行" in text
        assert f"现在执行的合同期限到 {plain_day(LAST)}" in text
        done(
            in_force, in_force.number, "record_change_review", CHANGED_ON + 10 * DAY,
            result="no_objection",
        )  # fmt: skip

        case = row_of(rows, in_force.number)
        assert (case.term_to, case.state) == (new_last, "published")
        assert case.term_before == [[(CHANGED_ON + 10 * DAY).isoformat(), LAST.isoformat()]]
        text = case_page(in_force)
        assert "夜班津贴每班 20 元 → 30 元" in text
        assert f"自 {plain_day(CHANGED_ON + 10 * DAY)} 起生效" in text
        assert f"现在执行的合同期限到 {plain_day(new_last)}" in text

    def test_it_is_drawn_up_and_printed_before_anybody_signs(self, in_force, rows):
        new_last = LAST + 60 * DAY
        done(
            in_force, in_force.number, "draft_change", CHANGED_ON - 5 * DAY, ground="force",
            changes=CHANGES, term_to=new_last.isoformat(),
        )  # fmt: skip
        written = paper(in_force, "change_agreement")
        assert "每年体检一次" in written
        assert "不可抗力" in written
        assert f"合同期限至{plain_day(new_last)}" in written
        assert plain_day(CHANGED_ON - 5 * DAY) not in written
        assert "拟定中，还没有签字" in case_page(in_force)
        assert row_of(rows, in_force.number).term_to == LAST
        assert "请先登记变更签字" in html.unescape(page_of(in_force, "file_change"))

        boxes = as_sent(page_of(in_force, "agree_change"))
        assert (boxes["ground"], boxes["term_to"]) == ("force", new_last.isoformat())
        assert boxes["changes"].splitlines() == CHANGES.splitlines()
        done(in_force, in_force.number, "agree_change", CHANGED_ON, **as_typed(boxes))

        assert "拟定中" not in case_page(in_force)
        assert plain_day(CHANGED_ON) in paper(in_force, "change_agreement")

    def test_drawn_up_again_after_a_signature_the_paper_is_the_new_ones(self, in_force):
        done(in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed", changes="甲")
        done(
            in_force, in_force.number, "draft_change", CHANGED_ON + DAY, ground="agreed",
            changes="乙",
        )  # fmt: skip

        assert "乙" in paper(in_force, "change_agreement").splitlines()
        assert "甲" not in paper(in_force, "change_agreement").splitlines()

    def test_what_would_follow_is_shown_before_the_button(self, in_force):
        shown = in_force.submit(
            f"{in_force.case}/moves/agree_change/preview", page="/change-password",
            on=CHANGED_ON.isoformat(), ground="agreed", changes="夜班津贴改为 30 元",
        ).text  # fmt: skip

        assert "没有登记审议通过之日" in shown
        assert "报送" in shown

    def test_steps_that_answer_nothing_yet_say_what_comes_first(self, in_force):
        assert "请先登记变更签字" in html.unescape(page_of(in_force, "file_change"))
        assert "请先登记变更报送" in html.unescape(page_of(in_force, "record_change_review"))

    def test_a_last_day_before_the_first_is_refused_beside_its_field(self, in_force):
        text = refused(
            in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed",
            changes="期限", term_to="2001-01-01",
        )  # fmt: skip

        assert "变更后的止日早于合同期限的起日" in text

    def test_the_reviewer_records_the_review_of_a_change(self, as_, in_force, rows):
        done(in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed", changes="一")
        done(in_force, in_force.number, "file_change", CHANGED_ON + DAY, proof="receipt")
        reviewer = as_(Role.REVIEWER)

        done(
            reviewer, in_force.number, "record_change_review", CHANGED_ON + 9 * DAY,
            result="objection", opinion="写明计发办法",
        )  # fmt: skip

        assert row_of(rows, in_force.number).state == "published"
        assert "写明计发办法" in case_page(in_force)

    def test_silence_about_a_filing_without_a_receipt_is_only_presumed(self, in_force, rows):
        done(
            in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed",
            changes=CHANGES, deliberated_on=(CHANGED_ON - DAY).isoformat(),
            term_to=(LAST + 60 * DAY).isoformat(),
        )  # fmt: skip
        done(in_force, in_force.number, "file_change", CHANGED_ON + 5 * DAY, proof="none")
        done(
            in_force, in_force.number, "record_change_review", CHANGED_ON + 40 * DAY,
            result="silence",
        )  # fmt: skip

        text = case_page(in_force)
        assert "推定生效，待核回执" in text
        assert "已生效" not in text
        assert f"现在执行的合同期限到 {plain_day(LAST)}" in text
        case = row_of(rows, in_force.number)
        assert (case.term_to, case.to_verify) == (LAST, True)

    def test_the_district_sees_how_far_it_has_come_and_not_what_it_says(self, as_, in_force):
        done(
            in_force, in_force.number, "agree_change", CHANGED_ON, ground="agreed",
            changes=CHANGES,
        )  # fmt: skip

        text = html.unescape(as_(Role.DISTRICT).get(in_force.case).text)
        assert "已签字，待报送" in text
        assert "夜班津贴" not in text


class TestTheEnd:
    def test_by_agreement_it_is_signed_filed_and_closed_with_its_papers(self, in_force, rows):
        done(
            in_force, in_force.number, "terminate", CHANGED_ON, ground="agreed",
            deliberated_on=(CHANGED_ON - DAY).isoformat(), notes="工资结清",
        )  # fmt: skip
        text = case_page(in_force)
        assert "已终止，待备案" in text
        agreement = paper(in_force, "termination_agreement")
        assert "双方协商一致" in agreement
        assert "十日内" in agreement
        assert "现予备案" in paper(in_force, "termination_notice")

        done(
            in_force, in_force.number, "file_termination", CHANGED_ON + 8 * DAY,
            receipt_number="海备 7",
        )  # fmt: skip

        case = row_of(rows, in_force.number)
        assert (case.state, case.terminated_on) == ("closed", CHANGED_ON)
        assert f"{plain_day(CHANGED_ON)} 解除、终止，当天仍然有效" in case_page(in_force)
        assert "已办结" in case_page(in_force)

    def test_the_grounds_are_told_apart_and_one_without_an_article_is_shown(self, in_force):
        offered = page_of(in_force, "terminate")
        for ground in ("agreed", "merged", "force", "changed", "condition", "other", "not_renewed"):
            assert f'value="{ground}"' in offered
        done(in_force, in_force.number, "terminate", CHANGED_ON, ground="other", notes="不想做了")

        assert "没有写明是哪一部法律、法规的第几条" in case_page(in_force)

    def test_a_day_before_the_effect_is_refused(self, in_force):
        text = refused(in_force, in_force.number, "terminate", TODAY - 250 * DAY, ground="agreed")

        assert "不能早于生效之日" in text
        assert as_sent(text)["ground"] == "agreed"
