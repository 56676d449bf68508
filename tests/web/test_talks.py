"""Talks clause by clause through the pages, from the first word to the signed contract."""

from __future__ import annotations

import html
import re

import pytest

from bargaining import db
from bargaining.rules.roles import Role
from tests import chair_stage
from tests.chair_stage import DAY, as_sent, page_of
from tests.talks_stage import (
    FIRST,
    apart,
    case_page,
    page,
    paper,
    refused,
    said,
    settle,
    sit_down,
    state,
    take,
)


@pytest.fixture
def talking(rows, own_chair):
    """The chair of a case in which both sides have named their people."""
    sit_down(rows, own_chair.number)
    return own_chair


class TestClauseByClause:
    def test_from_proposals_and_counter_proposals_to_the_signed_contract(self, talking, rows):
        assert "还没有登记条款意见" in page(talking, talking.number)
        apart(talking)
        shown = page(talking, talking.number)

        assert "谈定 1 条，未谈定 1 条" in shown
        assert "相差 3 个百分点" in shown
        assert "三年没有调整" in shown
        assert "经过（2 次）" in shown

        settle(talking, FIRST + 7 * DAY)
        assert "谈定 2 条，未谈定 0 条" in page(talking, talking.number)
        assert state(rows, talking.number) == "signed"
        clauses = [given for kind, _, given in chair_stage.events(rows, talking.number)
                   if kind == "record_clauses"]  # fmt: skip
        assert clauses[0]["pay_day"] == "次月五日"

    def test_the_next_word_is_expected_of_the_other_side_on_the_same_clause(self, talking):
        take(talking, talking.number, "record_meeting", FIRST, conclusion="continue")
        said(talking, "union", "own", "每天两班", own="班车")

        boxes = as_sent(page_of(talking, "propose_clause"))
        assert (boxes["side"], boxes["clause"], boxes["own"], boxes["meeting"]) == (
            "employer", "own", "班车", "1",
        )  # fmt: skip

    def test_a_link_on_the_page_opens_the_step_on_its_clause(self, talking):
        apart(talking)
        said(talking, "union", "bonus_rule", "按月考核")
        linked = f"{talking.case}/moves/propose_clause?side=employer&clause=average_rise"

        assert linked in page(talking, talking.number)
        boxes = as_sent(talking.get(linked).text)
        assert (boxes["side"], boxes["clause"]) == ("employer", "average_rise")
        wrong = f"{talking.case}/moves/propose_clause?side=nobody&clause=average_rise"
        assert as_sent(talking.get(wrong).text)["side"] in ("union", "employer")

    def test_before_anybody_spoke_the_case_has_no_panel_of_talks_but_the_link(self, talking):
        shown = talking.get(talking.case).text
        link = f'href="{talking.case}/talks">逐条看双方意见</a>'

        assert 'id="talks"' not in shown
        assert shown.count(link) == 1
        said(talking, "union", "average_rise", "平均工资调整 8%", FIRST)
        shown = talking.get(talking.case).text
        assert 'id="talks"' in shown
        assert shown.count(link) == 1

    def test_another_matter_needs_its_name_and_a_meeting_must_have_been(self, talking):
        here = f"{talking.case}/moves/propose_clause"
        boxes = as_sent(talking.get(here).text)
        for given, words in (
            ({"clause": "own", "position": "班车"}, "请写明条款名称"),
            ({"clause": "pay_day", "position": "五日", "meeting": "9"}, "这里最多填 1"),
        ):
            sent = talking.submit(here, page=here, **{**boxes, "on": FIRST.isoformat(), **given})
            assert sent.status_code == 422
            assert words in html.unescape(sent.text)

    def test_the_chair_of_the_next_meeting_is_the_other_chief(self, talking):
        assert as_sent(page_of(talking, "record_meeting"))["chair"] == "甲一"
        take(talking, talking.number, "record_meeting", FIRST, conclusion="continue")
        assert as_sent(page_of(talking, "record_meeting"))["chair"] == "乙一"
        assert "下次会议：企业方首席代表主持" in page(talking, talking.number)
        take(talking, talking.number, "record_meeting", FIRST + DAY, conclusion="continue",
             chair="甲一")  # fmt: skip

        assert "上一次会议也由同一方主持" in case_page(talking, talking.number)

    def test_the_minutes_print_both_sides_and_what_was_settled(self, talking, rows):
        apart(talking)
        filled = paper(rows, talking.number, "minutes")

        assert filled["workers_opinion"] == (
            "1. 年度平均工资水平及调整幅度：平均工资调整 8%；理由：三年没有调整\n"
            "2. 工资支付日：次月五日（企业方同意）"
        )
        assert filled["employer_opinion"] == "年度平均工资水平及调整幅度：以 5% 为宜"
        assert filled["settled"] == ["工资支付日：次月五日"]
        assert filled["still_open"] == ["年度平均工资水平及调整幅度"]

    def test_after_a_proposal_the_list_comes_back_and_the_day_stays_filled_in(self, talking):
        here = f"{talking.case}/moves/propose_clause"
        apart(talking)
        boxes = as_sent(talking.get(here).text)
        assert (boxes["on"], boxes["meeting"]) == (FIRST.isoformat(), "1")

        sent = talking.submit(here, page=here, **{**boxes, "position": "按月考核"})
        assert sent.location == f"{talking.case}/talks"
        take(talking, talking.number, "record_meeting", FIRST + DAY, conclusion="continue")
        boxes = as_sent(talking.get(here).text)
        assert (boxes["on"], boxes["meeting"]) == ((FIRST + DAY).isoformat(), "2")

    def test_both_sides_words_are_written_down_at_once_and_the_next_clause_is_free(self, talking):
        take(talking, talking.number, "record_meeting", FIRST, conclusion="continue")
        said(talking, "employer", "average_rise", "以 5% 为宜", rate="5%", meeting="1",
             answer="平均工资调整 8%", answer_rate="8%")  # fmt: skip
        shown = page(talking, talking.number)

        assert "谈定 0 条，未谈定 1 条" in shown
        assert "相差 3 个百分点" in shown
        assert "经过（2 次）" in shown
        boxes = as_sent(page_of(talking, "propose_clause"))
        assert (boxes["side"], boxes["clause"]) == ("employer", "average_rise")  # as it begins
        told = refused(talking, talking.number, "propose_clause", FIRST, clause="pay_day",
                       position="五日", agreed="yes", answer="十日")  # fmt: skip
        assert "不再填对方的意见" in told

    def test_before_any_meeting_no_day_is_invented(self, talking):
        boxes = as_sent(page_of(talking, "propose_clause"))

        assert (boxes["on"], boxes["meeting"]) == ("", "")

    def test_a_link_to_a_clause_brings_no_name_of_another_matter_with_it(self, talking):
        apart(talking)
        said(talking, "union", "own", "每天两班", own="班车")
        shown = page(talking, talking.number)
        links = re.findall(r'href="([^"]*propose_clause[?][^"]*)"', shown)

        named = {}
        for link in links:
            boxes = as_sent(talking.get(link).text)
            named[boxes["clause"]] = boxes["own"]
        assert named == {"average_rise": "", "own": "班车"}

    def test_figures_that_the_words_do_not_name_stand_below_them(self, talking):
        apart(talking)
        said(talking, "union", "lowest_wage", "随本市标准调整", amount="2800.5")
        shown = page(talking, talking.number)

        assert shown.count("2,800.50 元") == 2  # where it stands, and in what was said
        assert '<small class="cell-note">8' not in shown

    def test_a_double_click_records_one_proposal(self, talking, rows):
        apart(talking)
        here = f"{talking.case}/moves/propose_clause"
        boxes = {**as_sent(talking.get(here).text), "position": "按月考核", "clause": "bonus_rule"}
        first, second = (talking.submit(here, page=here, **boxes) for _ in range(2))

        assert (first.status_code, second.status_code) == (302, 422)
        assert "按月考核" in html.unescape(second.text)
        kinds = [kind for kind, _, given in chair_stage.events(rows, talking.number)
                 if given.get("position") == "按月考核"]  # fmt: skip
        assert kinds == ["propose_clause"]

    def test_of_two_tabs_the_second_is_shown_what_the_first_has_written(self, talking):
        apart(talking)
        here = f"{talking.case}/moves/propose_clause"
        old = as_sent(talking.get(here).text)
        said(talking, "employer", "average_rise", "以 5.5% 为限", rate="5.5%")
        sent = talking.submit(here, page=here, **{**old, "position": "调整 7%", "rate": "7%"})
        shown = html.unescape(sent.text)

        assert sent.status_code == 422
        assert "以 5.5% 为限" in shown
        assert "调整 7%" in shown
        again = {**as_sent(sent.text), "position": "调整 7%"}
        assert talking.submit(here, page=here, **again).status_code == 302

    def test_a_clause_of_four_thousand_characters_is_kept_and_printed_and_no_longer_one(
        self, talking, rows
    ):
        words = "加班工资按月结算，逐条公示。" * 286
        long = words[:3999] + "末"
        take(talking, talking.number, "record_meeting", FIRST, conclusion="continue")
        said(talking, "union", "overtime_base", long, meeting="1")
        shown = refused(talking, talking.number, "propose_clause", FIRST, clause="own",
                        own="食堂", position="长" * 4001)  # fmt: skip

        assert "长" * 4001 in shown
        assert long in page(talking, talking.number)
        assert long in paper(rows, talking.number, "minutes")["workers_opinion"]
        sheet = talking.get(f"{talking.case}/papers/minutes.pdf")
        assert (sheet.status_code, sheet.data[:5]) == (200, b"%PDF-")

    def test_forty_clauses_stand_on_the_page_and_in_the_minutes(self, talking, rows, counted):
        apart(talking)
        few = counted(lambda: page(talking, talking.number))
        with rows() as session:
            for number in range(40):
                chair_stage.take(
                    session, talking.number, "propose_clause", on=FIRST, side="union",
                    clause="own", own=f"事项{number:02d}", position=f"意见{number:02d}",
                    agreed="yes" if number % 2 else "no", meeting=1,
                )  # fmt: skip
            db.finish(session)

        shown = page(talking, talking.number)
        assert "谈定 21 条，未谈定 21 条" in shown
        assert counted(lambda: page(talking, talking.number)) == few
        filled = paper(rows, talking.number, "minutes")
        assert filled["workers_opinion"].splitlines()[-1].startswith("42. 事项39")
        assert (len(filled["settled"]), len(filled["still_open"])) == (21, 21)
        assert talking.get(f"{talking.case}/papers/minutes.pdf").status_code == 200

    def test_what_the_two_sides_said_is_for_their_own_people(self, talking, as_):
        apart(talking)
        for role in (Role.STREET, Role.DISTRICT):
            shown = case_page(as_(role), talking.number)
            assert "登记条款提议" in shown
            assert "平均工资调整 8%" not in shown
            assert "三年没有调整" not in shown

        take(talking, talking.number, "apply_coordination", FIRST, facts_found="调整幅度意见不一")
        shown = case_page(as_(Role.REVIEWER), talking.number)
        assert "调整幅度意见不一" in shown
        assert "三年没有调整" not in shown

    def test_the_page_asks_the_database_no_more_for_more_clauses(self, talking, counted):
        apart(talking)
        few = counted(lambda: page(talking, talking.number))
        for clause in ("bonus_rule", "pay_method", "breach", "ending", "term"):
            said(talking, "union", clause, "按原约定")

        assert counted(lambda: page(talking, talking.number)) == few
