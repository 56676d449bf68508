"""When the other side does not answer: every rung through the pages, by whom it belongs to."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bargaining.actions.cases import Step
from bargaining.models.case import Case
from bargaining.rules.roles import Role
from tests import stage as stages
from tests.ladder_stage import NO, OFFER, record, recorded, words, written


class TestTheWholeLadderInBeijing:
    def test_from_the_offer_to_the_credit_file(self, as_, cases, seen):
        number = cases(OFFER)
        street, district = as_(Role.STREET), as_(Role.DISTRICT)
        chair = as_(Role.UNION_CHAIR)

        recorded(chair, number, "record_urging", "2026-06-10", method="phone", result="说要研究")
        recorded(
            street, number, "record_interview", "2026-06-24", form="visit",
            attending="街道总工会、司法所", with_whom="行政总监", result="总经理出差",
        )  # fmt: skip
        letter = written(street, number, "reminder_letter", number="中工提〔2026〕3号",
                         answer_by="2026-07-10", signed_on="2026-06-26",
                         contact_name="陆堃", contact_phone="010-00000000")  # fmt: skip
        assert "海淀示例餐饮有限公司：" in letter
        assert "中关村街道总工会（盖章）" in letter
        assert "要约书于2026年6月1日签收" in letter
        assert "最迟应当在2026年6月22日书面答复" in letter
        assert "2026年6月10日以电话方式催办" in letter
        assert "2026年6月24日走访" in letter
        assert "《北京市实施〈中华人民共和国工会法〉办法》第二十一条、第二十四条第二款" in letter
        recorded(street, number, "issue_reminder", "2026-06-26", received_by="前台")
        opinion = written(district, number, "opinion_letter", signed_on="2026-07-15")
        assert "海淀区总工会（盖章）" in opinion
        assert "2026年6月26日送达提示函（中工提〔2026〕3号）" in opinion
        recorded(district, number, "issue_opinion", "2026-07-15")
        proposal = written(district, number, "recommendation_letter", signed_on="2026-08-03")
        assert "海淀区人力资源和社会保障局：" in proposal
        recorded(district, number, "issue_recommendation", "2026-08-03")
        asked = written(district, number, "order_request", signed_on="2026-08-20")
        assert "海淀区人民政府：" in asked
        assert "第五十五条" in asked
        recorded(district, number, "request_order", "2026-08-20")
        recorded(district, number, "record_order", "2026-09-01", decided_by="海淀区人民政府",
                 outcome="ordered")  # fmt: skip
        recorded(district, number, "record_credit_entry", "2026-10-12",
                 decided_by="区人社局", notes="照文书登记")  # fmt: skip

        told = seen(number)
        kinds = [one["kind"] for one in told["events"] if one["kind"] != "issue_letter"]
        assert kinds[2:] == [
            "record_urging", "record_interview", "issue_reminder", "issue_opinion",
            "issue_recommendation", "request_order", "record_order", "record_credit_entry",
        ]  # fmt: skip
        assert not {one["rule"] for one in told["notices"]} & {
            "P-RUNG-SKIPPED", "P-RUNG-EARLY", "P-CREDIT-NO-ORDER",
        }  # fmt: skip
        assert all(one["on_behalf"] == "" for one in told["events"][2:])

    def test_the_governments_word_to_the_union_is_a_deadline_with_its_proof(self, as_, cases, seen):
        number = cases(OFFER)
        district = as_(Role.DISTRICT)
        recorded(district, number, "record_order", "2026-09-21", decided_by="海淀区人民政府",
                 outcome="ordered")  # fmt: skip

        [feedback] = [one for one in seen(number)["deadlines"] if one["rule"] == "T-GOV-FEEDBACK"]
        # Fifteen working days: 25 September and 1 to 7 October are off, 10 October is worked.
        assert (feedback["due_on"], feedback["ended_on"]) == ("2026-10-19", None)
        text = district.get(f"/cases/{number}").text
        assert "处理结果书面告知工会" in text
        assert "第51条第2款" in text

        recorded(district, number, "record_feedback", "2026-10-12", notes="海政函 8 号")
        [feedback] = [one for one in seen(number)["deadlines"] if one["rule"] == "T-GOV-FEEDBACK"]
        assert feedback["ended_on"] == "2026-10-12"

    @pytest.mark.parametrize(
        ("rung", "on"), [("record_interview", "2026-06-24"), ("issue_reminder", "2026-06-26"),
                         ("issue_opinion", "2026-07-15")],
    )  # fmt: skip
    def test_after_any_rung_a_yes_leads_back_to_the_straight_path(self, as_, cases, seen, rung, on):
        number = cases(OFFER)
        district, chair = as_(Role.DISTRICT), as_(Role.UNION_CHAIR)
        given = {"issuer": "海淀区总工会", "facts_found": "甲", "asked_for": "乙",
                 "attending": "区总工会", "with_whom": "经理", "result": "同意研究"}  # fmt: skip
        recorded(district, number, rung, on, **given)

        recorded(chair, number, "record_reply", "2026-07-20", answer="agree", reply_method="letter")

        told = seen(number)
        assert told["state_label"] == "已应约"
        [reply] = [one for one in told["deadlines"] if one["rule"] == "T-OFFER-REPLY"]
        assert reply["ended_on"] == "2026-07-20"
        text = district.get(f"/cases/{number}").text
        assert "可以催办" not in text
        assert number not in district.get("/duties?list=unanswered").text

    def test_after_a_letter_a_no_is_told_with_its_reason_and_the_next_rung(self, as_, cases, seen):
        number = cases(OFFER)
        street, chair = as_(Role.STREET), as_(Role.UNION_CHAIR)
        recorded(street, number, "issue_reminder", "2026-06-26", issuer="街道总工会",
                 facts_found="甲", asked_for="乙")  # fmt: skip

        recorded(chair, number, "record_refusal", "2026-07-01", reason="等总部批复")

        assert seen(number)["state_label"] == "对方暂不同意"
        text = street.get(f"/cases/{number}").text
        assert "暂不同意（等总部批复）" in text
        assert "发出意见书" in text
        assert "拒绝协商" not in text.replace("认定拒绝协商", "")
        opinion = written(street, number, "opinion_letter", signed_on="2026-07-15")
        assert "你单位于2026年7月1日答复暂不同意协商，说明的原因是：等总部批复。" in opinion
        assert "拒绝" not in opinion

    def test_why_an_office_took_its_own_letter_back_is_read_by_the_offices(self, as_, cases):
        number = cases(OFFER)
        street, page = as_(Role.STREET), f"/cases/{number}"
        recorded(street, number, "issue_reminder", "2026-06-26", issuer="街道总工会",
                 facts_found="甲", asked_for="乙")  # fmt: skip
        last = re.search(r'name="seen_sequence" value="(\d+)"', street.get(page).text)[1]
        sent = street.submit(
            f"{page}/correct/{last}", page=page, reason="发错了单位", seen_sequence=last
        )

        assert sent.status_code == 302
        for role in (Role.STREET, Role.DISTRICT):
            assert as_(role).get(page).text.count("发错了单位") == 2

    def test_a_rung_of_another_level_is_refused_with_whose_it_is(self, as_, cases, seen):
        number = cases(OFFER)
        street = as_(Role.STREET)
        before = seen(number)["last_sequence"]

        for name, label in (
            ("issue_recommendation", "发出建议书"),
            ("request_order", "提请区政府责令改正"),
            ("record_credit_entry", "登记纳入诚信档案"),
        ):
            sentence = f"街道（乡镇）总工会不办理“{label}”，由区总工会办理。"
            answer = street.submit(
                f"/cases/{number}/moves/{name}", page=f"/cases/{number}", on="2026-08-03",
                issuer="街道总工会", facts_found="甲", asked_for="乙", decided_by="丙", notes="丁",
            )  # fmt: skip
            assert answer.status_code == 409, name
            assert sentence in answer.text
        page = street.get(f"/cases/{number}/letters/order_request")
        assert page.status_code == 409
        assert "由区总工会办理" in page.text
        assert seen(number)["last_sequence"] == before


class TestE19:
    def test_late_and_refused_is_told_with_what_follows_and_no_fine(self, as_, cases, seen):
        number = cases(OFFER, NO)

        told = {one["rule"]: one["message"] for one in seen(number)["notices"]}
        assert "答复既过了 2026年6月22日 的期限" in told["C-REFUSE-LATE"]
        assert told["C-REFUSE-LATE"].index("提示函") < told["C-REFUSE-LATE"].index("意见书")
        assert told["C-REFUSE-LATE"].index("意见书") < told["C-REFUSE-LATE"].index("区人民政府")
        assert "不是劳动监察的罚款" in told["C-REFUSE-LATE"]
        assert "T-OFFER-REPLY" in told
        page = as_(Role.DISTRICT).get(f"/cases/{number}").text
        assert "不是劳动监察的罚款" in page
        assert "暂不同意（效益差，不谈）" in page
        assert "拒绝协商" not in page.replace("认定拒绝协商", "")

    def test_refusing_is_said_only_while_a_persons_confirmation_stands(
        self, as_, cases, seen, rows
    ):
        number = cases(OFFER, NO)
        street = as_(Role.STREET)
        assert seen(number)["state_label"] == "对方暂不同意"

        recorded(street, number, "confirm_refusal", "2026-07-02", ground="refused",
                 facts_found="向行政总监核实，企业表示今年不谈")  # fmt: skip

        label = "对方暂不同意（经核实认定拒绝协商）"
        assert seen(number)["state_label"] == label
        assert label in street.get("/cases?state=declined").text
        assert "经核实，认定你单位拒绝协商" in written(street, number, "reminder_letter")
        entry = next(one for one in seen(number)["events"] if one["kind"] == "confirm_refusal")[
            "sequence"
        ]
        page = f"/cases/{number}/correct/{entry}"
        assert street.submit(page, page=page, reason="认定有误").status_code == 302
        assert seen(number)["state_label"] == "对方暂不同意"
        with rows() as session:
            assert session.query(Case).filter_by(number=number).one().refusal == ""

    def test_it_is_walked_to_the_order_and_the_words_follow_what_a_person_found(
        self, as_, cases, seen
    ):
        number = cases(OFFER, NO)
        street, district = as_(Role.STREET), as_(Role.DISTRICT)

        first = written(street, number, "reminder_letter", signed_on="2026-06-24")
        assert "你单位于2026年6月23日答复暂不同意协商，说明的原因是：效益差，不谈。" in first
        recorded(street, number, "issue_reminder", "2026-06-24")
        second = written(street, number, "opinion_letter", signed_on="2026-07-06")
        assert "2026年6月24日送达提示函" in second
        assert "拒绝协商" not in first + second
        recorded(street, number, "issue_opinion", "2026-07-06")
        recorded(district, number, "confirm_refusal", "2026-07-20", ground="refused",
                 facts_found="向行政总监核实，企业表示今年不谈")  # fmt: skip
        third = written(district, number, "order_request", signed_on="2026-07-21")
        assert "海淀区人民政府：" in third
        assert "经核实，认定该单位拒绝协商" in third
        assert "《中华人民共和国工会法》第五十四条第四项" in third
        recorded(district, number, "request_order", "2026-07-21")
        recorded(district, number, "record_order", "2026-08-03", decided_by="海淀区人民政府",
                 outcome="ordered", told_on="2026-08-10")  # fmt: skip
        assert seen(number)["state_label"] == "对方暂不同意（经核实认定拒绝协商）"

        recorded(as_(Role.UNION_CHAIR), number, "record_meeting", "2026-08-20",
                 conclusion="continue")  # fmt: skip

        told = seen(number)
        assert told["state_label"] == "协商中"
        [answer] = [one for one in told["deadlines"] if one["rule"] == "T-OFFER-REPLY"]
        assert answer["due_on"] == "2026-06-22"
        [feedback] = [one for one in told["deadlines"] if one["rule"] == "T-GOV-FEEDBACK"]
        assert feedback["ended_on"] == "2026-08-10"


class TestTheUnionAboveOffers:
    def test_before_anybody_has_offered_only_it_is_told_that_it_may(self, as_, cases):
        number = cases()

        for role in (Role.STREET, Role.DISTRICT):
            text = as_(role).get(f"/cases/{number}").text
            assert "代为要约" in text
            assert f'/cases/{number}/letters/entrust_offer"' in text
            assert f'/cases/{number}/letters/proposal"' in text
            assert f'/cases/{number}/moves/offer_for_union"' in text
        for role in (Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR, Role.CITY):
            assert "代为要约" not in as_(role).get(f"/cases/{number}").text

    def test_it_prints_the_entrustment_and_the_offer_and_its_clock_is_marked(
        self, as_, cases, seen
    ):
        number = cases()
        street = as_(Role.STREET)

        entrusted = written(street, number, "entrust_offer", entrusted_on="2026-05-26")
        assert "委托人：海淀示例餐饮有限公司工会" in entrusted
        assert "受托人：中关村街道总工会" in entrusted
        offer = written(
            street, number, "proposal", counterpart="欧阳翀", meeting_on="2026-07-01",
            meeting_place="街道会议室", contact_name="陆堃", contact_phone="010-00000000",
        )  # fmt: skip
        assert "受海淀示例餐饮有限公司工会委托，中关村街道总工会现就" in offer
        assert "受委托代为要约：中关村街道总工会（盖章）" in offer
        recorded(street, number, "offer_for_union", "2026-06-01", received_by="前台")

        told = seen(number)
        [reply] = [one for one in told["deadlines"] if one["rule"] == "T-OFFER-REPLY"]
        assert reply["due_on"] == "2026-06-22"
        assert "依据待确认" in reply["unsettled"]
        assert told["facts"]["initiator"] == "union"
        assert "P-UPPER-OFFER" in {one["rule"] for one in told["notices"]}
        for browser in (street, as_(Role.UNION_CHAIR)):
            page = browser.get(f"/cases/{number}").text
            assert "依据待确认" in page
            assert "没有查到明文" in page
        offered = as_(Role.UNION_CHAIR).get(f"/cases/{number}/papers/proposal.pdf")
        assert "受海淀示例餐饮有限公司工会委托" in words(offered)

    def test_whom_the_union_will_send_stays_out_of_the_offices_offer(self, as_, cases):
        people = [{"name": "赵不应见", "side": "union", "chief": True}]
        named = Step("appoint_representatives", date(2026, 5, 28), {"people": people})
        number = cases(named)

        offer = written(
            as_(Role.STREET), number, "proposal", counterpart="欧阳翀", meeting_on="2026-07-01",
            meeting_place="街道会议室", contact_name="陆堃", contact_phone="010-00000000",
        )  # fmt: skip

        assert "赵不应见" not in offer


class TestShanghai:
    def test_its_path_leads_over_the_opinion_to_put_it_right(self, as_, cases, seen):
        number = cases(OFFER, side="outside")
        place = stages.DISTRICT_ELSEWHERE
        district = as_(Role.DISTRICT, place=place)
        page = district.get(f"/cases/{number}").text
        assert "发出整改意见书" in page
        assert "发出意见书" not in page
        assert "提请区政府责令改正" in page
        assert "登记纳入公共信用信息平台" in page
        assert "诚信档案" not in page

        recorded(district, number, "record_interview", "2026-06-20", form="interview",
                 attending="区总工会", with_whom="经理", result="再考虑")  # fmt: skip
        letter = written(district, number, "rectification_letter", signed_on="2026-06-25")
        assert (
            "《上海市集体合同条例》第十五条、第三十四条、第三十九条第一款、第三十九条第三款"
            in letter
        )
        assert "《中华人民共和国工会法》第五十四条第四项" in letter
        assert "北京市" not in letter
        assert "提请人力资源和社会保障部门协调处理，或者提请区人民政府责令改正" in letter
        assert "保障部门责令改正" not in letter
        recorded(district, number, "issue_rectification", "2026-06-25")
        asked = written(district, number, "recommendation_letter", signed_on="2026-07-20")
        assert "黄浦区人力资源和社会保障局：" in asked
        assert "建议贵局依法协调处理" in asked
        recorded(district, number, "issue_recommendation", "2026-07-20")
        request = written(district, number, "order_request", signed_on="2026-07-27")
        assert "黄浦区人民政府：" in request
        assert "北京市" not in request
        recorded(district, number, "request_order", "2026-07-27")
        recorded(district, number, "record_order", "2026-08-10", decided_by="黄浦区人民政府",
                 outcome="ordered")  # fmt: skip

        told = seen(number)
        assert not {one["rule"] for one in told["notices"]} & {"P-RUNG-SKIPPED", "P-RUNG-EARLY"}
        refused = record(district, number, "issue_opinion", "2026-08-11", facts_found="甲",
                         asked_for="乙", issuer="丙")  # fmt: skip
        assert refused.status_code in (409, 422)
