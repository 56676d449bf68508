"""Talks that stop: suspended, failed, coordinated, and what is never arbitrated."""

from __future__ import annotations

import html
from datetime import date

import pytest

from bargaining.rules.roles import Role
from tests import chair_stage
from tests.chair_stage import DAY, TODAY, as_sent, page_of
from tests.talks_stage import (
    FIRST,
    apart,
    case_page,
    clock,
    page,
    paper,
    said,
    settle,
    sit_down,
    state,
    take,
)

TOO_LONG = "中止协商不得超过 60 日"
NO_ARBITRATION = "由人社部门协调处理，不能申请仲裁"


@pytest.fixture
def talking(rows, own_chair):
    """The chair of a case in which both sides have named their people."""
    sit_down(rows, own_chair.number)
    return own_chair


class TestStopping:
    def test_suspended_and_resumed(self, talking, rows):
        apart(talking)
        boxes = take(talking, talking.number, "suspend_talks", FIRST + DAY, reason="等决算",
                     until=(FIRST + 30 * DAY).isoformat())  # fmt: skip
        shown = case_page(talking, talking.number)

        assert boxes["open_items"] == "年度平均工资水平及调整幅度"
        assert "协商中止" in shown
        assert "不能申请仲裁" in shown
        filled = paper(rows, talking.number, "suspension_record")
        assert filled["limit_on"] == FIRST + 61 * DAY  # the strict reading: no day is added
        assert filled["settled"] == ["工资支付日：次月五日"]

        take(talking, talking.number, "resume_talks", FIRST + 30 * DAY)
        assert state(rows, talking.number) == "talking"
        assert "不得超过 60 日" not in case_page(talking, talking.number)

    def test_sixty_days_of_suspension_are_in_order_and_sixty_one_are_told(self, rows, own_chair):
        """E25, from the offer on."""
        number = own_chair.number
        sit_down(rows, number, first=date(2026, 3, 20))
        take(own_chair, number, "record_meeting", date(2026, 3, 20), conclusion="continue")
        take(own_chair, number, "suspend_talks", date(2026, 3, 21), reason="等决算")
        assert clock(rows, number, "T-SUSPEND") == [
            ("2026-03-21", "2026-05-20", "2026-05-20", None)
        ]
        assert "已逾期" in case_page(own_chair, number)

        take(own_chair, number, "resume_talks", date(2026, 5, 20))
        assert TOO_LONG not in case_page(own_chair, number)
        newest = len(chair_stage.events(rows, number))
        own_chair.submit(
            f"{own_chair.case}/correct/{newest}", page=own_chair.case, reason="登记错了"
        )
        take(own_chair, number, "record_meeting", date(2026, 5, 21), conclusion="continue")

        shown = case_page(own_chair, number)
        assert TOO_LONG in shown
        assert "本次中止到 2026年5月21日 才结束" in shown
        assert "《北京市集体合同条例》第37条" in shown

    def test_suspended_for_longer_than_beijing_allows(self, talking):
        apart(talking)
        take(talking, talking.number, "suspend_talks", FIRST, reason="等决算", agreed="no")
        take(talking, talking.number, "record_meeting", TODAY - 40 * DAY, conclusion="continue",
             chair="乙一")  # fmt: skip
        shown = case_page(talking, talking.number)

        assert "中止协商不得超过 60 日" in shown
        assert "没有经双方同意" in shown

    def test_a_day_to_go_on_before_the_suspension_is_refused(self, talking):
        take(talking, talking.number, "record_meeting", FIRST, conclusion="continue")
        here = f"{talking.case}/moves/suspend_talks"
        sent = talking.submit(
            here, page=here, on=FIRST.isoformat(), reason="等决算", agreed="yes",
            until=(FIRST - DAY).isoformat(),
        )  # fmt: skip

        assert sent.status_code == 422
        assert "不能早于中止之日" in html.unescape(sent.text)

    def test_deadlocked_coordinated_extended_and_agreed_with_items_left_open(
        self, talking, rows, as_
    ):
        number = talking.number
        apart(talking)
        deadlock = take(talking, number, "record_deadlock", FIRST + 5 * DAY)
        assert deadlock["items"] == "年度平均工资水平及调整幅度"
        assert deadlock["union_position"] == "年度平均工资水平及调整幅度：平均工资调整 8%"
        assert deadlock["employer_position"] == "年度平均工资水平及调整幅度：以 5% 为宜"
        reviewer = as_(Role.REVIEWER)
        assert reviewer.get(f"/cases/{number}").status_code == 404

        request = paper(rows, number, "coordination_request")
        assert request["asked_for"] == ["年度平均工资水平及调整幅度"]
        assert request["facts_found"] == [
            "职工方的意见：年度平均工资水平及调整幅度：平均工资调整 8%。",
            "企业方的意见：年度平均工资水平及调整幅度：以 5% 为宜。",
        ]
        assert request["course"][-1].endswith("双方确认协商没有达成一致")
        applied = take(talking, number, "apply_coordination", FIRST + 6 * DAY)
        assert "平均工资调整 8%" in applied["facts_found"]
        assert "平均工资调整 8%" in case_page(reviewer, number)

        take(reviewer, number, "accept_coordination", FIRST + 8 * DAY, authority="海淀区人社局")
        assert state(rows, number) == "coordinating"
        take(reviewer, number, "extend_coordination", FIRST + 30 * DAY, days="15")
        left = as_sent(page_of(talking, "end_coordination"))
        assert (left["outcome"], left["open_items"]) == ("partly", "年度平均工资水平及调整幅度")
        take(reviewer, number, "end_coordination", FIRST + 40 * DAY, outcome="partly",
             agreed_items="调整幅度不低于 5%", open_items="具体幅度")  # fmt: skip
        assert state(rows, number) == "talking"
        assert "协调处理应当" not in case_page(talking, number)
        agreement = paper(rows, number, "coordination_agreement")
        assert agreement["outcome"] == "部分达成一致"
        assert agreement["open_items"] == ["具体幅度"]

        settle(talking, FIRST + 45 * DAY)
        assert state(rows, number) == "signed"

    def test_agreed_wholly_in_a_coordination_and_drafted(self, talking, rows):
        number = talking.number
        apart(talking)
        take(talking, number, "record_deadlock", FIRST + 5 * DAY)
        take(talking, number, "apply_coordination", FIRST + 6 * DAY, applicant="both")
        take(talking, number, "accept_coordination", FIRST + 8 * DAY)
        said(talking, "employer", "average_rise", "平均工资调整 6%", FIRST + 20 * DAY, rate="6%",
             agreed="yes")  # fmt: skip
        boxes = take(talking, number, "end_coordination", FIRST + 20 * DAY, outcome="agreed")
        assert boxes["agreed_items"] == "年度平均工资水平及调整幅度：平均工资调整 6%"
        assert boxes["open_items"] == ""

        agreement = paper(rows, number, "coordination_agreement")
        assert (agreement["outcome"], agreement["agreed_items"], agreement.get("open_items")) == (
            "全部达成一致", ["年度平均工资水平及调整幅度：平均工资调整 6%"], None,
        )  # fmt: skip
        assert paper(rows, number, "coordination_request")["by_both"]
        take(talking, number, "adopt_draft", FIRST + 22 * DAY)
        assert state(rows, number) == "drafted"
        assert "尚未签字盖章" not in case_page(talking, number)

    def test_a_draft_found_during_the_coordination_ends_its_clock(self, talking, rows):
        number = talking.number
        apart(talking)
        take(talking, number, "accept_coordination", FIRST + 8 * DAY, of_own_accord="yes")
        take(talking, number, "adopt_draft", FIRST + 12 * DAY)

        assert state(rows, number) == "drafted"
        (found,) = clock(rows, number, "T-COORD")
        assert found[3] == (FIRST + 12 * DAY).isoformat()

    def test_a_coordination_begun_on_the_eve_of_the_festival_and_extended(self, rows, own_chair):
        """E5, from the offer on: the extension is counted from the first last day, once."""
        number = own_chair.number
        sit_down(rows, number, first=date(2026, 1, 5))
        take(own_chair, number, "record_meeting", date(2026, 1, 5), conclusion="apart")
        take(own_chair, number, "record_deadlock", date(2026, 1, 6), items="调整幅度",
             union_position="8%", employer_position="5%")  # fmt: skip
        take(own_chair, number, "apply_coordination", date(2026, 1, 8))
        take(own_chair, number, "accept_coordination", date(2026, 1, 17))
        assert clock(rows, number, "T-COORD") == [("2026-01-17", "2026-02-24", "2026-02-24", None)]

        take(own_chair, number, "extend_coordination", date(2026, 2, 16), days="15")
        assert clock(rows, number, "T-COORD") == [("2026-01-17", "2026-03-03", "2026-03-03", None)]
        take(own_chair, number, "end_coordination", date(2026, 3, 3), outcome="none")
        assert "协调处理应当在" not in case_page(own_chair, number)
        newest = len(chair_stage.events(rows, number))
        own_chair.submit(
            f"{own_chair.case}/correct/{newest}", page=own_chair.case, reason="登记错了"
        )
        take(own_chair, number, "end_coordination", date(2026, 3, 4), outcome="none")
        assert "协调处理应当在 2026年3月3日 前结束" in case_page(own_chair, number)

    def test_coordinated_in_vain_and_given_up_the_case_has_its_end(self, talking, rows):
        number = talking.number
        apart(talking)
        take(talking, number, "record_deadlock", FIRST + 5 * DAY)
        take(talking, number, "apply_coordination", FIRST + 6 * DAY)
        take(talking, number, "accept_coordination", FIRST + 8 * DAY)
        take(talking, number, "end_coordination", FIRST + 20 * DAY, outcome="none",
             open_items="调整幅度")  # fmt: skip
        agreement = paper(rows, number, "coordination_agreement")
        assert (agreement["outcome"], agreement["open_items"]) == ("没有达成一致", ["调整幅度"])

        take(talking, number, "close", FIRST + 30 * DAY, reason="withdrawn")
        assert state(rows, number) == "closed"
        shown = case_page(talking, number)
        assert "本次协商不再进行" in shown
        assert "本案已办结" in html.unescape(page_of(talking, "apply_coordination"))

    def test_coordinated_again_after_talks_in_vain(self, talking, rows):
        number = talking.number
        apart(talking)
        for later in (0, 50):
            take(talking, number, "apply_coordination", FIRST + (6 + later) * DAY,
                 facts_found="调整幅度意见不一", asked_for="调整幅度")  # fmt: skip
            take(talking, number, "accept_coordination", FIRST + (8 + later) * DAY)
            take(talking, number, "end_coordination", FIRST + (20 + later) * DAY, outcome="none")

        ended = [found[3] for found in clock(rows, number, "T-COORD")]
        assert ended == [(FIRST + (20 + later) * DAY).isoformat() for later in (0, 50)]
        assert state(rows, number) == "deadlocked"

    def test_coordination_without_a_result_leads_back_and_on_to_talks(self, talking, rows):
        number = talking.number
        apart(talking)
        take(talking, number, "record_deadlock", FIRST + 5 * DAY)
        take(talking, number, "apply_coordination", FIRST + 6 * DAY)
        take(talking, number, "accept_coordination", FIRST + 8 * DAY)
        take(talking, number, "end_coordination", FIRST + 60 * DAY, outcome="none")
        shown = case_page(talking, number)

        assert state(rows, number) == "deadlocked"
        assert "协调处理应当在" in shown
        take(talking, number, "record_meeting", FIRST + 65 * DAY, conclusion="agreed")
        assert state(rows, number) == "talking"

    def test_an_extension_beyond_fifteen_days_is_recorded_and_told(self, talking):
        number = talking.number
        apart(talking)
        take(talking, number, "accept_coordination", FIRST + 8 * DAY, of_own_accord="yes")
        take(talking, number, "extend_coordination", FIRST + 30 * DAY, days="20")

        assert "登记的合计 20 日" in case_page(talking, number)

    def test_what_is_no_dispute_over_concluding_is_pointed_to_arbitration(self, talking):
        apart(talking)
        take(talking, talking.number, "apply_coordination", FIRST + 6 * DAY,
             dispute="performance", facts_found="欠发", asked_for="补发")  # fmt: skip

        assert "履行集体合同发生的争议" in case_page(talking, talking.number)

    def test_arbitration_over_concluding_stays_closed_and_says_why(self, talking, rows):
        """E30, its first half."""
        apart(talking)
        take(talking, talking.number, "record_deadlock", FIRST + 5 * DAY)

        told = html.unescape(page_of(talking, "apply_arbitration"))
        assert NO_ARBITRATION in told
        assert "《劳动法》第84条" in told
        here = f"{talking.case}/moves/apply_arbitration"
        sent = talking.submit(here, page=talking.case, on=FIRST.isoformat(), commission="仲裁委",
                              asked_for="调整工资")  # fmt: skip
        assert sent.status_code == 409
        assert NO_ARBITRATION in html.unescape(sent.text)
        assert "apply_arbitration" not in [
            one[0] for one in chair_stage.events(rows, talking.number)
        ]

    def test_arbitration_over_performance_is_open_and_names_its_panel(self, talking, rows):
        """E30, its second half."""
        number = talking.number
        apart(talking)
        settle(talking, FIRST + 5 * DAY)
        take(talking, number, "file", FIRST + 9 * DAY, proof="receipt",
             received_on=(FIRST + 9 * DAY).isoformat())  # fmt: skip
        served = (FIRST + 15 * DAY).isoformat()
        take(talking, number, "record_no_objection", FIRST + 15 * DAY, served_union_on=served,
             served_employer_on=served)  # fmt: skip
        take(talking, number, "record_dispute", FIRST + 60 * DAY, about="六月工资少发")
        told = take(talking, number, "apply_arbitration", FIRST + 70 * DAY,
                    commission="海淀区仲裁委", asked_for="补发六月工资差额")  # fmt: skip

        assert told["dispute"] == "performance"
        shown = case_page(talking, number)
        assert "仲裁庭按三方原则组成" in shown
        assert "《劳动人事争议仲裁办案规则》第65条" in shown
        assert NO_ARBITRATION not in shown
        assert len(clock(rows, number, "T-ARB-ACCEPT")) == 1

    def test_an_arbitration_that_was_about_concluding_after_all_is_told(self, talking):
        number = talking.number
        apart(talking)
        settle(talking, FIRST + 5 * DAY)
        take(talking, number, "file", FIRST + 9 * DAY)
        take(talking, number, "record_no_objection", FIRST + 15 * DAY)
        take(talking, number, "apply_arbitration", FIRST + 70 * DAY, commission="海淀区仲裁委",
             asked_for="明年再加 8%", dispute="concluding")  # fmt: skip

        assert NO_ARBITRATION in case_page(talking, number)

    def test_the_ways_on_stand_on_both_pages_for_those_whose_they_are(self, talking, as_):
        apart(talking)
        assert "接下来可以怎么办" not in page(talking, talking.number)
        take(talking, talking.number, "record_deadlock", FIRST + 5 * DAY)

        for shown in (page(talking, talking.number), case_page(talking, talking.number)):
            for step in ("record_meeting", "resume_talks", "apply_coordination"):
                assert f'href="{talking.case}/moves/{step}"' in shown
            assert "劳动争议仲裁" in shown
        official = case_page(as_(Role.DISTRICT), talking.number)
        assert f'href="{talking.case}/moves/apply_coordination"' in official
        assert f'href="{talking.case}/moves/resume_talks"' not in official
        assert "不办理" not in official.split('id="talks"')[1].split("</section>")[0]

    def test_the_reviewer_sees_no_case_once_the_application_is_taken_back(self, talking, as_, rows):
        apart(talking)
        take(talking, talking.number, "apply_coordination", FIRST + 6 * DAY)
        reviewer = as_(Role.REVIEWER)
        assert reviewer.get(talking.case).status_code == 200
        sequence = len(chair_stage.events(rows, talking.number))
        talking.submit(f"{talking.case}/correct/{sequence}", page=talking.case, reason="登记错了")

        assert reviewer.get(talking.case).status_code == 404
