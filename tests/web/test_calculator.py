"""The calculator: any rule, any day, by an address that can be sent on."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bargaining.rules.roles import Role
from tests import register_office


@pytest.fixture(scope="module", autouse=True)
def law(database_url, app):
    register_office.furnish(database_url)


@pytest.fixture(scope="module")
def ask(app, law):
    browser = register_office.signs_in(app)(Role.CITY)

    def asked(**wanted):
        answer = browser.get("/law/calculator", query_string=wanted)
        assert answer.status_code == 200
        return unescape(answer.text)

    return asked


def course(text):
    """Read the little time line: day and step."""
    found = re.findall(
        r'<li class="course-\w+"[^>]*>\s*<p class="course-day">(.*?)</p>\s*<p>(.*?)</p>', text, re.S
    )
    return [tuple(" ".join(re.sub("<[^>]+>", " ", part).split()) for part in one) for one in found]


class TestEmpty:
    def test_it_says_what_to_do_and_offers_examples(self, ask):
        text = ask()

        assert "还没有推算" in text
        examples = re.findall(r'<a href="(/law/calculator\?rule=[^"]+)">今天', text)
        assert len(examples) == 3
        assert all("start=" in href and "place=110000" in href for href in examples)

    def test_every_example_works(self, ask, app, law):
        browser = register_office.signs_in(app)(Role.REVIEWER)
        for href in re.findall(r'<a href="(/law/calculator\?rule=[^"]+)">今天', ask()):
            assert "calc-day" in browser.get(href).text

    def test_rules_stand_under_their_stage_with_plain_words(self, ask):
        text = ask()

        assert '<optgroup label="要约与应约">' in text
        assert "书面答复截止：从“收到书面协商意向书（要约书）”算，20 日" in text
        assert "往前数，7 日" in text

    def test_a_rule_alone_asks_for_its_day_without_complaint(self, ask):
        text = ask(rule="T-CONGRESS-DOC")

        assert "“职代会或者职工大会召开”的那一天，由它往前数。" in text
        assert 'role="alert"' not in text
        assert "还没有推算" in text


class TestAnswer:
    def test_it_gives_the_day_the_sentence_and_the_proof(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11", place="110000")

        assert '<p class="calc-day">2026年10月8日（周四）</p>' in text
        assert "收到要约的一方应在 2026年10月8日（周四）前（含当天）书面答复。" in text
        assert "10月4日（周日）至 10月7日（周三）：国庆节放假调休" in text
        assert "《北京市集体合同条例》第32条第2款" in text

    def test_both_readings_stand_side_by_side_where_they_differ(self, ask):
        found = re.findall(
            r'<p class="readings-day">(.*?)</p>', ask(rule="T-OFFER-REPLY", start="2026-09-11")
        )

        assert found == ["2026年10月4日（周日）", "2026年10月8日（周四）"]
        assert "readings-day" not in ask(rule="T-OFFER-REPLY", start="2026-03-06")

    def test_the_sentence_can_be_copied_with_its_basis(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11")

        assert (
            'data-copy="收到要约的一方应在 2026年10月8日（周四）前（含当天）书面答复。'
            "依据：《工资集体协商试行办法》第17条；" in text
        )

    def test_the_course_after_signing_is_counted_to_publication(self, ask):
        text = ask(rule="T-FILE-WAGE", start="2026-03-06", place="110000")

        assert course(text)[:5] == [
            ("2026年3月6日（周五）", "双方首席代表签字"),
            ("2026年3月13日（周五）", "报送工资专项集体合同（7日）"),
            ("2026年3月30日（周一）", "审查期限届满"),
            ("2026年3月31日（周二）", "没有提出异议的，合同生效"),
            ("2026年4月7日（周二）", "公布工资专项集体合同"),
        ]

    def test_each_later_step_opens_its_own_calculation(self, ask, app):
        text = ask(rule="T-FILE-WAGE", start="2026-03-06", place="110000")
        (href,) = re.findall(r'<a href="(/law/calculator[^"]+)">审查期限届满</a>', text)
        browser = register_office.signs_in(app)(Role.CITY)

        assert '<p class="calc-day">2026年3月30日（周一）</p>' in browser.get(href).text

    def test_counted_back_the_event_comes_last(self, ask):
        text = ask(rule="T-CONGRESS-DOC", start="2026-10-10", place="110000")

        assert course(text)[:2] == [
            ("2026年10月3日（周六）", "职代会事项书面提交工会"),
            ("2026年10月10日（周六）", "职代会或者职工大会召开"),
        ]

    def test_a_holiday_that_is_not_noticed_yet_leaves_an_interval(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-12-10", place="110000")

        assert '<p class="calc-day">2026年12月30日（周三）至 2027年1月4日（周一）</p>' in text
        assert "待定：2027 年的放假安排还没有公布" in text

    def test_what_follows_an_open_day_is_only_about(self, ask):
        text = ask(rule="T-FILE-WAGE", start="2026-12-23", place="110000")

        days = [day for day, _ in course(text)]
        assert "待定：2027 年的放假安排还没有公布" in days[1]
        assert days[2].startswith("约 2027年1月")

    def test_a_notice_can_be_supposed_not_to_be_out(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11", known_until="2025-12-31")

        assert "最早 2026年10月4日（周日），最晚 10月9日（周五）" in text
        assert '<details class="proof calc-more" open>' in text

    def test_another_place_has_another_day(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11", place="310000")

        assert "上海市集体合同条例" in text
        assert "最后一天是 2026年9月26日（周六）" in text

    def test_a_district_is_answered_by_its_citys_law(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11", place="110108")

        assert "北京市集体合同条例" in text
        assert '<option selected value="110108">' in text

    def test_the_kind_of_contract_chooses_the_articles(self, ask):
        wage = ask(rule="T-FILE-GEN", start="2026-04-21", kind="wage")
        general = ask(rule="T-FILE-GEN", start="2026-04-21", kind="general")

        assert "提醒按最短的（《工资集体协商试行办法》第21条" in wage
        assert (
            "《工资集体协商试行办法》"
            not in general.split("<h2>怎么算的")[1].split("前后的日子")[0]
        )

    def test_a_kind_left_over_from_another_rule_does_no_harm(self, ask):
        text = ask(rule="T-FILE-WAGE", start="2026-03-06", kind="general")

        assert '<p class="calc-day">2026年3月13日（周五）</p>' in text
        assert 'name="kind"' not in text

    def test_a_rule_without_days_says_so(self, ask):
        text = ask(rule="T-PUBLISH-GEN", start="2026-03-24", kind="general")

        assert '<p class="calc-day">没有固定日数</p>' in text

    @pytest.mark.parametrize(
        ("more", "day"),
        [
            ({"extended_by": "15"}, "2026年3月3日（周二）"),
            ({"extended_by": "1"}, "2026年2月24日（周二）"),
            ({}, "2026年2月24日（周二）"),
        ],
    )
    def test_an_extension_is_counted_on(self, ask, more, day):
        text = ask(rule="T-COORD", start="2026-01-17", **more)

        assert f'<p class="calc-day">{day}</p>' in text

    def test_papers_completed_on_demand_start_anew(self, ask):
        text = ask(rule="T-REVIEW", start="2026-03-06", completed_on="2026-03-16")

        assert '<p class="calc-day">2026年3月31日（周二）</p>' in text
        assert "从这天重新起算" in text

    def test_what_another_rule_does_not_know_is_left_aside(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-03-06", extended_by="15")

        assert '<p class="calc-day">2026年3月26日（周四）</p>' in text


class TestWrongInput:
    def test_a_day_nobody_can_read_stays_typed_and_says_what_to_write(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="9月11日")

        assert 'value="9月11日"' in text
        assert "请填写日期，例如 2026-09-11。" in text
        assert "calc-day" not in text

    def test_an_empty_day_is_asked_for(self, ask):
        assert "请填写日期，例如 2026-09-11。" in ask(rule="T-OFFER-REPLY", start="")

    def test_an_unknown_rule_is_to_be_chosen_again(self, ask):
        assert "请从列出的选项中选择。" in ask(rule="T-NOTHING", start="2026-09-11")

    def test_an_unknown_place_is_answered_for_the_city(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11", place="990000")

        assert "北京市集体合同条例" in text

    def test_a_day_before_the_rule_says_since_when_there_is_one(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="1999-01-01", place="110000")

        assert "这一天还没有这项规定：它自 2000年11月8日起施行，请填这天或以后的日期。" in text
        assert 'value="1999-01-01"' in text

    def test_a_year_whose_festivals_are_not_recorded_says_so(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2300-01-15")

        assert re.search("没有收录 2300 年的.+，这个日期推算不了，请换一个日期。", text)

    def test_a_day_beyond_counting_says_so(self, ask):
        assert 'role="alert"' in ask(rule="T-OFFER-REPLY", start="9999-12-31")

    @pytest.mark.parametrize("days", ["16", "0", "-1", "x"])
    def test_an_extension_beyond_the_law_is_refused_beside_its_field(self, ask, days):
        text = ask(rule="T-COORD", start="2026-01-17", extended_by=days)

        assert re.search(r'class="field-error" id="extended_by-error"', text)
        assert f'value="{days}"' in text
        assert "T-COORD 最多" not in text

    def test_papers_complete_before_they_came_are_refused(self, ask):
        text = ask(rule="T-REVIEW", start="2026-03-06", completed_on="2026-03-05")

        assert "材料补齐之日不能早于首次收到之日" in text


class TestFromAProof:
    def test_every_step_works_without_a_script(self, ask):
        text = ask(rule="T-OFFER-REPLY", start="2026-09-11")

        assert re.search(r'<form class="panel form calc-form" method="get"', text)
        assert "hx-" not in text.split("calc-form")[1].split("</form>")[0]
