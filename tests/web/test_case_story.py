"""What is new since the last look, and what a correction changes, on the case's pages."""

from __future__ import annotations

from sqlalchemy import select

from bargaining import db
from bargaining.models.case_seen import CaseSeen
from tests.chair_stage import events, take


def looks(browser, *, sequence, **more):
    return browser.submit(
        f"{browser.case}/seen", page="/change-password", seen_sequence=str(sequence), **more
    )


def mark_of(rows, browser):
    with rows() as session:
        found = session.scalars(select(CaseSeen).where(CaseSeen.user_id == browser.user_id)).all()
    return [one.last_sequence for one in found]


class TestSinceTheLastLook:
    def test_what_others_wrote_since_is_marked_until_the_next_look(self, own_chair, rows):
        assert looks(own_chair, sequence=1).location == own_chair.case
        assert "上次查看后" not in own_chair.get(own_chair.case).text
        with rows() as session:
            take(session, own_chair.number, "record_opinions", method="survey")
            take(session, own_chair.number, "send_proposal")
            db.finish(session)

        page = own_chair.get(own_chair.case).text
        assert "您看过以后，新登记 2 条：" in page
        assert page.count("上次查看后") == 2
        assert 'hx-trigger="load, submit"' in page

        looks(own_chair, sequence=3)
        assert "上次查看后" not in own_chair.get(own_chair.case).text

    def test_nothing_is_new_before_the_first_look(self, own_chair):
        assert "上次查看后" not in own_chair.get(own_chair.case).text

    def test_an_old_page_does_not_take_the_mark_back_and_none_runs_ahead(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, "record_opinions", method="survey")
            db.finish(session)
        looks(own_chair, sequence=2)
        looks(own_chair, sequence=1)
        assert mark_of(rows, own_chair) == [2]

        looks(own_chair, sequence=99)
        assert mark_of(rows, own_chair) == [2]

    def test_a_browser_with_script_gets_no_new_page(self, own_chair):
        token = own_chair.token("/change-password")
        answer = own_chair.post(
            f"{own_chair.case}/seen",
            data={"csrf_token": token, "seen_sequence": "1"},
            headers={"HX-Request": "true", "Referer": "http://localhost/cases"},
        )
        assert (answer.status_code, answer.data) == (204, b"")


class TestACorrectionShownBefore:
    def test_state_next_step_days_and_deadlines_stand_side_by_side(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, "send_proposal")
            db.finish(session)
        (*_rest, (kind, _on, _given)) = events(rows, own_chair.number)
        assert kind == "send_proposal"

        page = own_chair.get(f"{own_chair.case}/correct/2").text

        assert "撤回以后" in page
        for one in ("本案状态", "下一步", "书面答复截止", "不再计算"):
            assert one in page
        assert "<del>已要约，尚未答复</del> <ins>准备</ins>" in page

    def test_where_nothing_else_changes_the_page_says_so(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, "record_opinions", method="survey")
            db.finish(session)

        page = own_chair.get(f"{own_chair.case}/correct/2").text

        assert "本案的状态、期限和系统提示都不变" in page
