"""Urging and its rungs on the page of a case, and the list of those who have not answered."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.actions.cases import Step
from bargaining.rules.roles import Role
from tests.ladder_stage import LETTERS, NO, OFFER, recorded, written


class TestThePanel:
    def test_what_was_issued_is_told_by_its_name_and_not_in_signs(self, as_, cases):
        number = cases(OFFER)
        street, chair = as_(Role.STREET), as_(Role.UNION_CHAIR)
        written(street, number, "reminder_letter")

        for browser in (street, chair):
            text = browser.get(f"/cases/{number}").text
            assert "工会劳动法律监督提示函（第 1 版）" in text
            for sign in ("reminder_letter<", "哈希"):
                assert sign not in text, sign

    def test_who_owes_the_union_a_word_after_an_order_is_the_government(self, as_, cases):
        number = cases(OFFER)
        district = as_(Role.DISTRICT)
        recorded(district, number, "record_order", "2026-08-03", decided_by="海淀区人民政府",
                 outcome="ordered")  # fmt: skip

        assert "政府、有关部门的义务" in district.get(f"/cases/{number}").text
        overdue = "/duties?list=overdue&holder="
        assert number in district.get(f"{overdue}government").text
        assert number not in district.get(f"{overdue}authority").text

    def test_a_rung_taken_by_mistake_is_taken_back_by_its_office_alone(self, as_, cases, seen):
        number = cases(OFFER)
        street, district, chair = as_(Role.STREET), as_(Role.DISTRICT), as_(Role.UNION_CHAIR)
        recorded(street, number, "issue_reminder", "2026-06-26")
        entry = seen(number)["last_sequence"]
        page = f"/cases/{number}/correct/{entry}"

        assert f"/correct/{entry}" not in chair.get(f"/cases/{number}").text
        assert f"/correct/{entry}" not in district.get(f"/cases/{number}").text
        for browser in (chair, district):
            assert browser.get(page).status_code in (409, 422)
        assert f"/correct/{entry}" in street.get(f"/cases/{number}").text
        assert street.submit(page, page=page, reason="登记错了").status_code == 302

        told = seen(number)
        assert told["events"][entry - 1]["voided"]
        assert told["events"][-1]["on_behalf"] == ""

    def test_it_names_who_did_what_and_offers_only_ones_own_buttons(self, as_, cases):
        number = cases(OFFER)
        street = as_(Role.STREET)
        written(street, number, "reminder_letter")
        recorded(street, number, "issue_reminder", "2026-06-26")

        for role, buttons in (
            (Role.UNION_CHAIR, set()),
            (Role.STREET, {"reminder_letter", "opinion_letter", "interview_record"}),
            (Role.DISTRICT, {"reminder_letter", "opinion_letter", "interview_record",
                             "recommendation_letter", "order_request"}),
            (Role.INSTRUCTOR, {"interview_record"}),
        ):  # fmt: skip
            text = as_(role).get(f"/cases/{number}").text
            assert "催办与升级" in text, role
            assert "提示函（第 1 版）" in text
            assert "复制微信催办语" in text
            offered = {kind for kind in LETTERS if f'/letters/{kind}"' in text}
            assert offered == buttons, role

    def test_each_button_says_what_is_recorded(self, as_, cases):
        text = as_(Role.DISTRICT).get(f"/cases/{cases(OFFER)}").text

        assert "登记提请函送达" in text
        assert "登记提示函送达" in text
        assert "登记提请区政府责令改正送达" not in text

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
    def test_who_sees_no_steps_sees_no_panel(self, as_, cases, role):
        number = cases(OFFER)

        assert "催办与升级" not in as_(role).get(f"/cases/{number}").text

    def test_an_answer_that_is_the_unions_to_give_is_no_case_for_it(self, as_, cases):
        number = cases(Step("send_proposal", date(2026, 6, 1), {"initiator": "employer"}))

        assert "催办与升级" not in as_(Role.STREET).get(f"/cases/{number}").text


class TestTheList:
    def test_it_names_who_has_not_answered_and_leads_to_the_letter(self, as_, cases):
        late, declined = cases(OFFER), cases(OFFER, NO)
        street = as_(Role.STREET)

        text = street.get("/duties?list=unanswered").text
        assert f"/cases/{late}/letters/interview_record" in text
        assert f"/cases/{late}/letters/reminder_letter" in text  # nobody has to call there first
        city = as_(Role.CITY).get("/duties?list=unanswered").text
        assert late in city
        assert "/letters/" not in city
        assert "暂不同意（效益差，不谈）" in text
        only = street.get("/duties?list=unanswered&state=declined").text
        assert declined in only
        assert late not in only
        assert "/duties?list=unanswered" in street.get("/").text
        exported = street.get("/duties/export.xlsx?list=unanswered")
        assert exported.status_code == 200

    def test_it_asks_the_database_no_more_often_for_more_cases(self, as_, cases, counted):
        street = as_(Role.STREET)
        cases(OFFER)
        few = counted(lambda: street.get("/duties?list=unanswered"))
        for _ in range(4):
            cases(OFFER)

        assert counted(lambda: street.get("/duties?list=unanswered")) <= few
