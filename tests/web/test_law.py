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


class TestTheRest:
    def test_it_says_how_far_the_holidays_reach(self, page):
        text = page()

        assert "已收录到 2026 年的放假安排" in text
        assert "2027 年的安排还没有收录" in text

    def test_what_was_left_out_is_listed_with_its_reason(self, page):
        text = page()

        assert "没有收录的条目" in text
        assert re.search(r"<strong>月最低工资标准</strong>（[^）]+）：\S+", text)
