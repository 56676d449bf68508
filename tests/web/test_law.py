"""The page of the law: what is in force on a day, with its source; what is missing says so."""

from __future__ import annotations

import re

import pytest

from bargaining.rules.roles import Role
from tests import register_office


@pytest.fixture(scope="module", autouse=True)
def law(database_url, app):
    register_office.furnish(database_url)


@pytest.fixture(scope="module")
def page(app, law):
    browser = register_office.signs_in(app)(Role.CITY)

    def opened(query=""):
        answer = browser.get(f"/law?{query}")
        assert answer.status_code == 200
        return answer.text

    return opened


def row(text, name):
    """Cut out the row of one figure or rule."""
    found = re.search(rf'<tr role="row" id="{name}">(.*?)</tr>', text, re.S)
    assert found, f"no row {name}"
    return found.group(1)


class TestFigures:
    @pytest.mark.parametrize(
        ("on", "value"),
        [
            ("2025-08-31", "2,420 元/月"),
            ("2025-09-01", "2,540 元/月"),
            ("2025-09-02", "2,540 元/月"),
            ("2023-08-31", "2,320 元/月"),
            ("2023-09-01", "2,420 元/月"),
        ],
    )
    def test_the_value_of_the_day_is_shown(self, page, on, value):
        assert f">{value}<" in row(page(f"on={on}"), "minimum_wage_monthly")

    def test_it_says_since_when_from_where_and_who_checked(self, page):
        text = row(page("on=2026-01-01"), "minimum_wage_monthly")

        assert "2025年9月1日" in text
        assert "京人社劳发〔2025〕7号" in text
        assert re.search(r'<a href="https?://[^"]+" rel="[^"]*noopener', text)
        assert "核对于" in text

    def test_the_history_stands_behind_it_newest_first(self, page):
        text = row(page("on=2026-01-01"), "minimum_wage_monthly")

        values = re.findall(r'lawhistory-value">([\d,]+) 元/月', text)
        assert values[:3] == ["2,540", "2,420", "2,320"]
        assert values[-1] == "435"

    def test_a_figure_that_was_not_published_says_so(self, page):
        text = row(page("on=2026-01-01"), "guideline_upper")

        assert "未发布" in text

    def test_a_yearly_figure_that_is_missing_names_its_year_and_the_last_known(self, page):
        text = row(page("on=2026-06-01"), "guideline_base_low")

        assert "2026 年的未收录" in text
        assert "最近收录的是 2023 年的 5.1 %，只供参考" in text

    def test_rates_read_as_percent(self, page):
        assert ">5.1 %<" in row(page("on=2023-12-31"), "guideline_base_low")

    def test_a_computed_value_is_marked(self, page):
        text = row(page("on=2026-08-01"), "social_insurance_base_lower")

        assert "7,270 元/月" in text
        assert "推算" in text

    def test_a_day_nobody_can_read_is_answered_for_today_and_said(self, page):
        assert "看不明白" in page("on=someday")

    def test_a_shared_definition_is_said_once_or_beside_each(self, page):
        assert "全日制职工" in row(page("on=2026-01-01"), "minimum_wage_monthly")

    def test_an_unknown_place_is_answered_for_the_city(self, page):
        assert "minimum_wage_monthly" in page("place=999999")

    def test_the_nation_alone_has_no_wage_of_its_own(self, page):
        text = page("place=000000")

        assert 'id="minimum_wage_monthly"' not in text
        assert 'id="T-OFFER-REPLY"' in text


class TestDeadlines:
    def test_every_rule_says_event_length_holder_and_article(self, page):
        text = row(page("on=2026-01-01"), "T-OFFER-REPLY")

        for words in ("T-OFFER-REPLY", "自次日起 20 日", "收到要约的一方", "第17条"):
            assert words in text

    def test_a_window_and_a_rule_without_days_are_said_in_words(self, page):
        text = page("on=2026-06-01")

        assert "之前 5 日内" in row(text, "T-DATA")
        assert "要求及时办理" in text

    @pytest.mark.parametrize(("on", "there"), [("2026-04-30", False), ("2026-05-01", True)])
    def test_the_articles_are_those_of_the_day(self, page, on, there):
        text = row(page(f"on={on}"), "T-CONGRESS-DOC")

        assert ("第41条" in text) == there

    def test_rules_stand_stage_by_stage_and_lead_to_the_calculator(self, page):
        text = page("on=2026-06-01")

        stages = re.findall(
            r'<details class="lawfold" id="stage-\d+"[^>]*>\s*<summary><h3>(.*?)</h3>', text
        )
        assert stages[:4] == ["要约与应约", "协商", "审议", "报送"]
        assert "/law/calculator?rule=T-OFFER-REPLY&amp;place=110000" in row(text, "T-OFFER-REPLY")

    def test_another_place_has_its_own_length(self, page):
        assert "自次日起 15 日" in row(page("place=310000&on=2026-06-01"), "T-OFFER-REPLY")


class TestHistories:
    def test_a_figure_with_a_history_is_drawn_and_one_without_is_not(self, page):
        text = page("on=2026-01-01")

        assert '<svg xmlns="http://www.w3.org/2000/svg" class="lawchart"' in row(
            text, "minimum_wage_monthly"
        )
        assert "<svg" not in row(text, "sick_pay_floor_rate")

    def test_the_drawing_marks_the_day_asked_about(self, page):
        text = row(page("on=2024-01-01"), "minimum_wage_monthly")

        assert re.search(r'font-weight="600">2,420<', text)

    def test_every_figure_leads_to_its_own_page(self, page):
        text = page("on=2026-01-01")

        assert "/law/figures/minimum_wage_monthly?place=110000" in row(text, "minimum_wage_monthly")
        assert "/law/figures/labour_cost_average?place=110000" in text

    def test_what_wage_tables_are_held_against_stands_open_the_rest_folded(self, page):
        folds = {
            label: "open" in more
            for more, label in re.findall(
                r'<details class="lawfold" id="group-\d+"([^>]*)>\s*<summary><h3>(.*?)</h3>', page()
            )
        }

        assert folds["最低工资"]
        assert not folds["社会保险"]

    def test_the_month_comes_first(self, page):
        text = page("on=2026-01-01")

        assert text.index('id="minimum_wage_monthly"') < text.index('id="minimum_wage_hourly"')

    def test_what_is_inherited_says_from_where(self, page):
        assert "沿用全国" in row(page("on=2026-01-01"), "monthly_paid_days")


class TestFinding:
    def test_a_word_keeps_what_speaks_of_it(self, page):
        text = page("q=病假&on=2026-01-01")

        assert 'id="sick_pay_floor_rate"' in text
        assert 'id="minimum_wage_hourly"' not in text
        assert 'id="T-OFFER-REPLY"' not in text

    @pytest.mark.parametrize("word", ["t-offer-reply", "书面答复", "第32条第2款", "要约书"])
    def test_a_rule_is_found_by_its_number_its_words_and_its_article(self, page, word):
        assert 'id="T-OFFER-REPLY"' in page(f"q={word}&on=2026-01-01")

    def test_all_words_must_be_there(self, page):
        text = page("q=书面答复 交涉&on=2026-01-01")

        assert 'id="T-UNION-DEMAND-REPLY"' in text
        assert 'id="T-OFFER-REPLY"' not in text

    def test_what_was_found_stands_open(self, page):
        text = page("q=公积金&on=2026-01-01")

        assert re.search(r'<details class="lawfold" id="group-0" open>', text)

    def test_nothing_found_says_what_to_try(self, page):
        text = page("q=查无此项")

        assert "没有找到“查无此项”" in text
        assert "看全部" in text

    def test_a_word_is_shown_as_it_was_typed(self, page):
        assert 'value="&lt;b&gt;"' in page("q=<b>")


class TestTheRest:
    def test_it_leads_on_to_what_this_role_may_open(self, page):
        text = page()

        for path in ("/law/calculator", "/law/holidays", "/law/changes"):
            assert re.search(rf'<a class="btn" href="{path}">', text), path

    def test_it_says_how_far_the_holidays_reach(self, page):
        text = page()

        assert "已收录到 2026 年的放假安排" in text
        assert "2027 年的安排还没有收录" in text

    def test_what_was_left_out_is_listed_with_its_reason(self, page):
        text = page()

        assert "没有收录的条目" in text
        assert re.search(r"<strong>月最低工资标准</strong>（[^）]+）：\S+", text)
