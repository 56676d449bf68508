"""An entry put right in its place: shown before it is confirmed, and nothing after it lost."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bargaining import db
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.rules.events import AMEND_REASON, AMENDS
from bargaining.rules.roles import Role
from tests.chair_stage import DAY, PEOPLE, TODAY, events, take

OFFERED = TODAY - 60 * DAY
SIGNED, FILED = TODAY - 30 * DAY, TODAY - 28 * DAY
TERM = {"term_from": "2026-01-01", "term_to": "2026-12-31", "workers_covered": "40"}


@pytest.fixture
def filed(own_chair, rows):
    """A chair whose case is filed; the signature is its entry number 5."""
    with rows() as session:
        number = own_chair.number
        take(session, number, "send_proposal", on=OFFERED)
        take(session, number, "record_meeting", on=OFFERED + 9 * DAY, conclusion="agreed")
        take(session, number, "adopt_draft", on=OFFERED + 10 * DAY)
        take(session, number, "sign", on=SIGNED, rise_rate="4.5%", **TERM)
        take(session, number, "file", on=FILED, proof="receipt")
        db.finish(session)
    return own_chair


def address(browser, sequence=5):
    return f"{browser.case}/correct/{sequence}/amend"


def put_right(browser, *, on, sequence=5, **more):
    """Send the form as it stands with another day; answer the page that shows what changes."""
    given = {"rise_rate": "4.5%", "amend_reason": "日期看错了", **TERM, **more}
    return browser.submit(address(browser, sequence), on=on.isoformat(), seen_sequence="6", **given)


def shown(page):
    return re.search(r'name="shown"[^>]*value="([^"]*)"', page.text).group(1)


def confirmed(browser, page, **given):
    return put_right(browser, shown=shown(page), confirm="1", **given)


class TestTheForm:
    def test_it_holds_what_was_written_and_suggests_nothing_else(self, filed):
        page = filed.get(address(filed)).text

        assert f'value="{SIGNED.isoformat()}"' in page
        assert 'value="4.5%"' in page
        assert 'value="2026-12-31"' in page
        assert "查看改正后的变化" in page
        assert 'name="confirm"' not in page
        assert 'type="file"' not in page

    def test_the_correction_page_leads_there_where_it_can_be(self, filed, rows):
        assert address(filed) in filed.get(f"{filed.case}/correct/5").text
        with rows() as session:
            take(session, filed.number, "record_no_objection", on=TODAY - 20 * DAY)
            db.finish(session)

        back = filed.get(f"{filed.case}/correct/6").text
        assert address(filed, 6) not in back
        assert filed.get(address(filed, 6)).status_code == 409

    def test_people_stand_in_their_rows_and_one_more_row_can_be_had(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, "appoint_representatives", people=PEOPLE)
            db.finish(session)
        page = own_chair.get(address(own_chair, 2))

        assert "union1" in page.text
        assert "employer3" in page.text
        more = own_chair.submit(address(own_chair, 2), add_row="1")
        assert more.status_code == 200


class TestShownBefore:
    def test_what_changes_is_shown_and_nothing_is_written_yet(self, filed, rows):
        page = put_right(filed, on=SIGNED - DAY)

        assert page.status_code == 200
        assert "改正以后" in page.text
        assert "签字日" in page.text
        assert "确认改正" in page.text
        assert len(events(rows, filed.number)) == 6

    def test_confirmed_it_stands_in_its_place_and_the_filing_is_kept(self, filed, rows):
        page = put_right(filed, on=SIGNED - DAY)
        done = confirmed(filed, page, on=SIGNED - DAY)

        assert done.location == filed.case
        (*_rest, (kind, on, payload)) = events(rows, filed.number)
        assert (kind, on) == ("sign", (SIGNED - DAY).isoformat())
        assert (payload[AMENDS], payload[AMEND_REASON]) == (5, "日期看错了")
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == filed.number)).one()
            assert (case.state, case.signed_on, case.filed_on) == ("filed", SIGNED - DAY, FILED)
            filing = session.scalars(
                select(Deadline).where(Deadline.case_id == case.id, Deadline.rule_id == "T-FILE-BJ")
            ).one()
            assert (filing.start_on, filing.start_sequence) == (SIGNED - DAY, 5)
        told = filed.get(filed.case).text
        assert "更正了“登记正式签字”：日期看错了" in told

    def test_what_was_typed_after_it_was_shown_is_shown_again(self, filed, rows):
        page = put_right(filed, on=SIGNED - DAY)
        again = confirmed(filed, page, on=SIGNED - 2 * DAY)

        assert again.status_code == 200
        assert "改正以后" in again.text
        assert len(events(rows, filed.number)) == 6
        assert confirmed(filed, again, on=SIGNED - 2 * DAY).location == filed.case

    def test_somebody_who_was_faster_is_told_of_and_the_typing_is_kept(self, filed, rows):
        page = put_right(filed, on=SIGNED - DAY)
        with rows() as session:
            take(session, filed.number, "record_contact", on=TODAY, method="phone", result="催办")
            db.finish(session)
        late = confirmed(filed, page, on=SIGNED - DAY)

        assert late.status_code == 422
        assert "已经登记了" in late.text
        assert "最新的登记" in late.text
        assert shown(late) == ""
        assert f'value="{(SIGNED - DAY).isoformat()}"' in late.text


class TestRefused:
    def test_a_day_that_a_later_entry_contradicts_is_told_beside_the_day(self, filed):
        page = put_right(filed, on=FILED + DAY)

        assert page.status_code == 422
        assert "后面的“登记报送”" in page.text
        assert "请先改正那一条" in page.text

    def test_without_a_reason_nothing_is_shown_or_written(self, filed, rows):
        page = put_right(filed, on=SIGNED - DAY, amend_reason="")

        assert page.status_code == 422
        assert "请写明更正的原因" in page.text
        assert len(events(rows, filed.number)) == 6

    def test_a_telephone_number_stays_out_of_the_reason(self, filed, rows):
        reason = "企业来电 13800138000 更正"
        page = put_right(filed, on=SIGNED - DAY)
        refused = confirmed(filed, page, on=SIGNED - DAY, amend_reason=reason)

        assert refused.status_code == 422
        assert "更正原因里请不要写手机号码和身份证号" in refused.text
        assert len(events(rows, filed.number)) == 6

    def test_what_is_not_there_and_the_opening_are_refused(self, filed):
        for sequence in (1, 77):
            assert filed.get(address(filed, sequence)).status_code == 409


class TestNothingToChange:
    def test_what_says_the_same_is_no_correction(self, filed, rows):
        page = put_right(filed, on=SIGNED)

        assert page.status_code == 422
        assert "内容没有改动，不用更正" in page.text
        assert len(events(rows, filed.number)) == 6


class TestWhoseItIs:
    def test_what_the_authority_recorded_it_corrects_itself(self, filed, as_, rows):
        reviewer = as_(Role.REVIEWER)
        done = reviewer.submit(
            f"{filed.case}/moves/record_objection", page=f"{filed.case}/moves/record_objection",
            on=(TODAY - 20 * DAY).isoformat(), opinion="加班工资基数偏低", about="content",
            seen_sequence="6",
        )  # fmt: skip
        assert done.status_code == 302, done.text
        assert len(events(rows, filed.number)) == 7

        for place in ("correct/7", "correct/7/amend"):
            refused = filed.get(f"{filed.case}/{place}")
            assert refused.status_code == 409
            assert "由人社部门更正" in refused.text
            assert reviewer.get(f"{filed.case}/{place}").status_code == 200
        assert "加班工资基数偏低" in reviewer.get(f"{filed.case}/correct/7/amend").text
        assert reviewer.get(f"{filed.case}/correct/6").status_code == 409

    def test_a_choice_that_is_offered_no_more_can_stay(self, filed, rows):
        with rows() as session:
            take(session, filed.number, "record_no_objection", on=TODAY - 20 * DAY)
            take(session, filed.number, "record_promises", on=TODAY - 18 * DAY, promises="夜班津贴")
            take(session, filed.number, "record_performance", on=TODAY - 2 * DAY,
                 period="生效后第一季度", state="done")  # fmt: skip
            db.finish(session)

        page = filed.get(address(filed, 9)).text
        assert "原来登记的" in page
        assert re.search(r'<option[^>]*selected[^>]*value="生效后第一季度"', page)
