"""The chair's path on its pages: what is filled in, where one lands, how an entry is corrected."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bargaining import db
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.rules.roles import Role
from tests.chair_stage import (
    DAY,
    LAST_YEAR,
    OFFER,
    TERM,
    TODAY,
    as_sent,
    events,
    mark,
    page_of,
    take,
    value,
)  # fmt: skip


class TestWhatIsKnown:
    def test_the_offer_has_the_register_and_last_years_place(self, own_chair, last_year):
        text = page_of(own_chair, "prepare_proposal")

        assert value(text, "counterpart") == "赵海川"
        assert mark(text, "对方负责人") == "来自登记"
        assert value(text, "meeting_place") == "二楼会议室"
        assert mark(text, "拟议协商地点") == "来自上年合同"
        assert value(text, "on") == TODAY.isoformat()
        assert "按今天填的，请核对" in text
        assert value(text, "send_proposal-on") == ""

    def test_a_day_that_others_acted_on_is_never_filled_in(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, "send_proposal", meeting_on="2026-03-24")
            db.finish(session)

        assert value(page_of(own_chair, "record_reply"), "on") == ""

    def test_last_years_table_clauses_and_vote_are_offered_again(self, own_chair, rows, last_year):
        people = page_of(own_chair, "appoint_representatives")
        assert value(people, "people-0-name") == "union1"
        assert mark(people, "代表名单") == "来自上年合同"

        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            db.finish(session)
        clauses = page_of(own_chair, "record_clauses")
        assert value(clauses, "wage_system") == "计件工资制"
        assert "夜班补贴" not in clauses

        vote = page_of(own_chair, "record_congress")
        assert 'value="assembly"' in vote
        assert value(vote, "entitled") == "40"  # an assembly is everybody there is now
        assert mark(vote, "应到人数") == "来自登记"
        assert value(vote, "present") == ""

    def test_the_term_follows_on_and_the_way_of_filing_stays(self, own_chair, rows, last_year):
        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            db.finish(session)
        sign = page_of(own_chair, "sign")
        assert (value(sign, "term_from"), value(sign, "term_to")) == ("2026-01-01", "2026-12-31")
        assert value(sign, "workers_covered") == "40"
        assert value(sign, "union_signer") == "union1"

        with rows() as session:
            take(session, own_chair.number, "sign", **{**TERM, "workers_covered": 40})
            db.finish(session)
        filing = page_of(own_chair, "file")
        assert re.search(r'value="online"[^>]*checked|checked[^>]*value="online"', filing)
        assert re.search(r'<option selected value="none"', filing)  # a proof is never assumed

    def test_a_value_that_was_changed_is_no_longer_marked(self, own_chair):
        own_chair.submit(
            f"{own_chair.case}/moves/prepare_proposal", page="/change-password", save_draft="1",
            on="2026-03-02", counterpart="钱某", meeting_place="",
        )  # fmt: skip

        text = page_of(own_chair, "prepare_proposal")

        assert value(text, "counterpart") == "钱某"
        assert mark(text, "对方负责人") == ""


class TestWhereOneLands:
    def send(self, own_chair, name, **given):
        return own_chair.submit(f"{own_chair.case}/moves/{name}", page="/change-password", **given)

    def test_a_step_leads_to_the_next_with_the_way_out_beside_it(self, own_chair, rows):
        answer = self.send(own_chair, "prepare_proposal", **OFFER)

        assert answer.location == f"{own_chair.case}/moves/send_proposal?then=1"
        text = own_chair.get(answer.location).text
        assert "已保存：拟定要约书。" in text
        assert "向对方送达要约书" in text
        assert "先到这里" in text
        assert f'href="{own_chair.case}"' in text
        assert [kind for kind, _, _ in events(rows, own_chair.number)][1:] == ["prepare_proposal"]

    def test_two_steps_of_a_page_are_recorded_in_order_each_with_its_day(self, own_chair, rows):
        given = {**OFFER, "send_proposal-on": "2026-03-05", "send_proposal-delivered": "yes",
                 "send_proposal-delivery_method": "left"}  # fmt: skip

        answer = self.send(own_chair, "prepare_proposal", **given)

        assert answer.location == f"{own_chair.case}/moves/record_reply?then=1"
        first, second = events(rows, own_chair.number)[1:]
        assert first[:2] == ("prepare_proposal", "2026-03-02")
        assert second[:2] == ("send_proposal", "2026-03-05")
        assert second[2]["meeting_place"] == "会议室"
        assert second[2]["delivery_method"] == "left"
        with rows() as session:
            subject = f"case:{own_chair.number}"
            acts = session.scalars(select(AuditEntry.event).where(AuditEntry.subject == subject))
            assert {"case.prepare_proposal", "case.send_proposal"} <= set(acts)

    def test_where_the_second_is_impossible_neither_is_recorded(self, own_chair, rows):
        late = (TODAY + DAY).isoformat()
        given = {**OFFER, "send_proposal-on": late}

        answer = self.send(own_chair, "prepare_proposal", **given)

        assert answer.status_code == 422
        assert "对方收到之日不能晚于今天。" in answer.text
        assert re.search(r'href="#send_proposal-on">', answer.text)
        assert value(answer.text, "meeting_place") == "会议室"
        assert len(events(rows, own_chair.number)) == 1

    def test_a_second_step_without_its_day_is_not_silently_dropped(self, own_chair, rows):
        with rows() as session:
            for name, given in LAST_YEAR[:5]:
                take(session, own_chair.number, name, **given)
            db.finish(session)
        vote = {"on": "2026-04-08", "form": "congress", "entitled": "30", "present": "28",
                "in_favour": "26"}  # fmt: skip

        answer = self.send(own_chair, "record_congress", **vote, **{"sign-workers_covered": "12"})
        assert answer.status_code == 422
        assert "填了这一段的，请写上签字之日" in answer.text

        # What was only filled in from the register is nobody's typing.
        answer = self.send(own_chair, "record_congress", **vote, **{"sign-workers_covered": "40"})
        assert answer.location == f"{own_chair.case}/moves/sign?then=1"

    def test_words_and_people_of_a_second_step_are_not_dropped_either(self, own_chair, rows):
        with rows() as session:
            take(session, own_chair.number, *LAST_YEAR[0][:1], **LAST_YEAR[0][1])
            db.finish(session)
        reply = {"on": TODAY.isoformat(), "answer": "agree", "reply_method": "sealed"}
        part = "appoint_representatives-people-0"

        answer = self.send(
            own_chair, "record_reply", **reply, **{f"{part}-name": "孙某", f"{part}-side": "union"}
        )
        assert answer.status_code == 422
        assert "填了这一段的，请写上代表产生之日" in answer.text
        assert value(answer.text, f"{part}-name") == "孙某"

        published = {"appoint_representatives-published_on": "2026-03-15"}
        assert self.send(own_chair, "record_reply", **reply, **published).status_code == 422

        # What was cleared, and an empty row, are nobody's typing.
        cleared = {f"{part}-name": "", f"{part}-side": "union", "appoint_representatives-on": ""}
        assert self.send(own_chair, "record_reply", **reply, **cleared).status_code == 302
        kinds = [kind for kind, _, _ in events(rows, own_chair.number)]
        assert kinds[-1] == "record_reply"

    def test_people_offered_from_last_year_are_nobodys_typing(self, own_chair, rows, last_year):
        with rows() as session:
            take(session, own_chair.number, *LAST_YEAR[0][:1], **LAST_YEAR[0][1])
            db.finish(session)
        sent = as_sent(page_of(own_chair, "record_reply"))
        assert sent["appoint_representatives-people-0-name"] == "union1"

        answer = self.send(own_chair, "record_reply", **{**sent, "on": TODAY.isoformat()})

        assert answer.status_code == 302, answer.text

    def test_what_lies_beside_the_way_leads_back_to_the_case(self, own_chair):
        answer = self.send(
            own_chair, "record_contact", on="2026-03-02", method="phone", result="约了下周"
        )

        assert answer.location == own_chair.case

    def test_an_official_who_records_is_led_back_to_the_case(self, own_chair, as_, agreed):
        street = as_(Role.STREET)
        street.case = own_chair.case

        answer = self.send(street, "prepare_proposal", **OFFER)

        assert answer.location == own_chair.case

    def test_opening_a_case_leads_straight_to_its_first_step(self, own_chair, rows):
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == own_chair.number)).one()
            take(session, case.number, "close", reason="withdrawn")
            db.finish(session)
        text = own_chair.get("/").text
        assert "为本企业立案" in text

        answer = own_chair.submit(
            "/cases/open", page="/", enterprise=own_chair.firm, year=TODAY.year
        )

        assert re.fullmatch(r"/cases/[\d-]+/moves/prepare_proposal\?then=1", answer.location)

    def test_saving_the_clauses_leads_to_the_draft(self, own_chair, rows):
        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            take(session, own_chair.number, "record_meeting", conclusion="agreed")
            # A wage table's own action writes its version; here only that there is one.
            db.finish(session)
        clauses = {"on": "2026-03-26", **LAST_YEAR[4][1]}

        answer = self.send(
            own_chair, "record_clauses", **clauses, **{"adopt_draft-on": "2026-03-27"}
        )

        assert answer.location == f"{own_chair.case}/moves/record_congress?then=1"
        assert [kind for kind, _, _ in events(rows, own_chair.number)][-2:] == [
            "record_clauses", "adopt_draft",
        ]  # fmt: skip


class TestCorrecting:
    def correct(self, own_chair, **given):
        path = f"{own_chair.case}/correct/2"
        return own_chair.submit(path, page="/change-password", **given)

    @pytest.fixture(autouse=True)
    def entry(self, rows, own_chair):
        with rows() as session:
            take(session, own_chair.number, "record_opinions", method="survey")
            db.finish(session)

    def test_a_refused_one_comes_back_with_its_reason(self, own_chair, rows):
        answer = self.correct(own_chair, reason="", seen_sequence="2")

        assert answer.status_code == 422
        assert "请写明更正的原因。" in answer.text
        assert 'id="reason-error"' in answer.text
        assert len(events(rows, own_chair.number)) == 2

    def test_where_somebody_was_faster_the_typing_stays_and_the_page_is_renewed(self, own_chair):
        answer = self.correct(own_chair, reason="日期看错了", seen_sequence="1")

        assert answer.status_code == 422
        assert value(answer.text, "reason") == "日期看错了"
        assert "最新的登记" in answer.text
        assert 'name="seen_sequence" value="2"' in answer.text

    @pytest.mark.parametrize("garbled", ["x", "-1", "9" * 12, ""])
    def test_a_garbled_page_mark_is_refused_in_words(self, own_chair, rows, garbled):
        answer = self.correct(own_chair, reason="日期看错了", seen_sequence=garbled)

        assert answer.status_code == 422
        assert "这一页的内容不完整" in answer.text
        assert len(events(rows, own_chair.number)) == 2

    @pytest.mark.parametrize("number", ["138 0013 8000", "11010819900307123X"])
    def test_a_telephone_or_identity_number_stays_out_of_the_reason(self, own_chair, rows, number):
        answer = self.correct(own_chair, reason=f"问过 {number}", seen_sequence="2")

        assert answer.status_code == 422
        assert "更正原因里请不要写手机号码和身份证号" in answer.text
        assert 'id="reason-error"' in answer.text
        assert len(events(rows, own_chair.number)) == 2

    def test_a_good_one_is_written(self, own_chair, rows):
        answer = self.correct(own_chair, reason="日期看错了", seen_sequence="2")

        assert answer.location == own_chair.case
        assert events(rows, own_chair.number)[-1][0] == "void_event"
