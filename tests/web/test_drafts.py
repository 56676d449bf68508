"""Drafts on the pages: kept on the server, one's own, and gone when the step is taken."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bargaining import db
from bargaining.actions import drafts as draft_actions
from bargaining.models.form_draft import FormDraft
from bargaining.rules.roles import Role
from tests.chair_stage import DAY, OFFER, events, page_of, value


class TestDrafts:
    def keep(self, browser, name="prepare_proposal", **given):
        path = f"{browser.case}/moves/{name}/draft"
        return browser.submit(path, page="/change-password", **{"seen_sequence": "1", **given})

    def test_what_is_typed_comes_back_on_any_machine_and_only_to_its_writer(
        self, own_chair, as_, own_union
    ):
        other = as_(Role.UNION_CHAIR, union=own_union[0])
        answer = self.keep(own_chair, meeting_place="三楼", **{"send_proposal-received_by": "小李"})
        assert answer.json["saved"]

        mine, theirs = page_of(own_chair, "prepare_proposal"), other.get(
            f"{own_chair.case}/moves/prepare_proposal").text  # fmt: skip

        assert "保存的草稿" in mine
        assert value(mine, "meeting_place") == "三楼"
        assert value(mine, "send_proposal-received_by") == "小李"
        assert "保存的草稿" not in theirs
        assert "三楼" not in theirs

    def test_no_token_file_telephone_or_identity_number_is_kept(self, own_chair, rows):
        self.keep(own_chair, meeting_place="三楼", counterpart="赵 13800001234", csrf_note="x")

        with rows() as session:
            (draft,) = session.scalars(
                select(FormDraft).where(FormDraft.form.contains(own_chair.number))
            )
            assert draft.given == {"meeting_place": "三楼"}

    def test_the_newest_typing_stands_and_is_one_row(self, own_chair, rows):
        self.keep(own_chair, meeting_place="三楼")
        self.keep(own_chair, meeting_place="四楼")

        assert value(page_of(own_chair, "prepare_proposal"), "meeting_place") == "四楼"
        with rows() as session:
            wanted = FormDraft.form.contains(own_chair.number)
            assert session.scalar(select(func.count()).where(wanted)) == 1

    def test_it_is_gone_once_the_step_is_taken_and_a_late_save_does_not_bring_it_back(
        self, own_chair, rows
    ):
        self.keep(own_chair, meeting_place="三楼")
        taken = own_chair.submit(
            f"{own_chair.case}/moves/prepare_proposal", page="/change-password",
            **OFFER,
        )  # fmt: skip
        assert taken.status_code == 302

        assert self.keep(own_chair, meeting_place="三楼").json["saved"] == ""
        with rows() as session:
            wanted = FormDraft.form.contains(own_chair.number)
            assert session.scalar(select(func.count()).where(wanted)) == 0

    def test_it_can_be_thrown_away(self, own_chair):
        self.keep(own_chair, meeting_place="三楼")

        path = f"{own_chair.case}/moves/prepare_proposal"
        answer = own_chair.submit(f"{path}/draft/forget", page="/change-password")

        assert answer.location == path
        assert "保存的草稿" not in page_of(own_chair, "prepare_proposal")

    def test_without_a_script_a_button_keeps_it_and_takes_no_step(self, own_chair, rows):
        answer = own_chair.submit(
            f"{own_chair.case}/moves/prepare_proposal", page="/change-password", save_draft="1",
            meeting_place="三楼",
        )  # fmt: skip

        assert answer.status_code == 302
        text = own_chair.get(answer.location).text
        assert "已存为草稿，这一步还没有登记" in text
        assert value(text, "meeting_place") == "三楼"
        assert len(events(rows, own_chair.number)) == 1

    def test_a_step_that_is_closed_keeps_nothing(self, own_chair, rows):
        assert self.keep(own_chair, name="publish", method="职工群").json["saved"] == ""

    def test_a_case_of_somebody_else_takes_no_typing(self, as_, own_chair):
        stranger = as_(Role.UNION_CHAIR)
        stranger.case = own_chair.case

        assert self.keep(stranger, meeting_place="三楼").status_code == 404

    def test_what_nobody_came_back_for_is_swept_after_thirty_days(self, own_chair, rows):
        self.keep(own_chair, meeting_place="三楼")

        with rows() as session:
            at = session.scalars(
                select(FormDraft.saved_at).where(FormDraft.form.contains(own_chair.number))
            ).one()
            mine = select(func.count()).where(FormDraft.form.contains(own_chair.number))
            draft_actions.sweep(session, at=at + 30 * DAY)
            assert session.scalar(mine) == 1
            assert draft_actions.sweep(session, at=at + 30 * DAY + timedelta(seconds=1)) == 1
            assert session.scalar(mine) == 0
            db.finish(session)
