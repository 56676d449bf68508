"""协商参考 on the page: whose figures, with which year, and what is said where there are none."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from sqlalchemy import select

from bargaining import clock, db
from bargaining.models.case import Case
from bargaining.rules.roles import Role
from tests import register_office
from tests.web import wage_stage
from tests.web.wage_stage import FIRST


@pytest.fixture(scope="module")
def law(app, stage, database_url):
    register_office.furnish(database_url)


@pytest.fixture
def chair(as_):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def number(app, stage, law):
    return wage_stage.new_case(app, stage, industry="6210")


@pytest.fixture
def proposed(chair, number):
    wage_stage.upload(chair, number, FIRST)
    return number


def text_of(answer):
    assert answer.status_code == 200, html.unescape(answer.text)
    # The sheet for the printer says the same once more.
    screen = re.sub(r'<div class="refprint">.*?</table>\s*</div>', "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", screen)))


def sign(app, number):
    """Bring a case to its signature."""
    with app.app_context(), db.transaction() as session:
        wage_stage.take(session, number, "adopt_draft", date(2026, 3, 30))
        wage_stage.take(
            session, number, "record_congress", date(2026, 4, 2),
            {"form": "congress", "entitled": 30, "present": 30, "in_favour": 30},
        )  # fmt: skip
        wage_stage.take(
            session, number, "sign", date(2026, 4, 9),
            {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": 40},
        )  # fmt: skip


def page(browser, number, query=""):
    return text_of(browser.get(f"/cases/{number}/wages/reference{query}"))


def sheet(browser, number, query=""):
    answer = browser.get(f"/cases/{number}/wages/reference{query}").text
    found = re.search(r'<div class="refprint">(.*?)</table>\s*</div>', answer, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))))


class TestWhoSeesWhat:
    def test_the_chair_sees_the_enterprises_own_beside_the_citys(self, chair, proposed):
        text = page(chair, proposed)

        assert "本方案平均增幅 4.8 %" in text
        assert "最低岗位 2,500.00 元 洗碗工，为最低工资标准的 0.98 倍" in text
        assert "12,116 元/月" in text

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.STREET_STAFF])
    def test_from_above_the_city_is_seen_and_no_wage_of_the_enterprise(self, as_, proposed, role):
        text = page(as_(role), proposed)

        assert "12,116 元/月" in text
        assert "按您的权限，这里不显示企业自己的工资" in text
        for secret in ("4.8 %", "2,500.00", "洗碗工", "4,007.41", "0.98 倍", "本企业上几轮协议"):
            assert secret not in text
            assert secret not in sheet(as_(role), proposed)

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER, Role.ADMIN])
    def test_others_do_not_come_in(self, as_, proposed, role):
        assert as_(role).get(f"/cases/{proposed}/wages/reference").status_code == 403

    def test_another_enterprises_chair_finds_nothing(self, as_, stage, proposed):
        browser = as_(Role.UNION_CHAIR, union=stage.outside.union)

        assert browser.get(f"/cases/{proposed}/wages/reference").status_code == 404


class TestWhatIsRecorded:
    def test_a_year_that_is_not_recorded_says_so_beside_the_last(self, chair, number):
        text = page(chair, number)
        year = clock.today().year

        assert f"{year} 年未收录 最近收录： 基准线 5.1%、下线 2.8% ，只供参考 2023 年" in text
        assert f"{year - 1} 年未收录 最近收录： 188,413 元/年 ，只供参考" in text

    def test_the_series_are_said_to_be_apart(self, chair, number):
        text = page(chair, number)

        assert "几种平均工资的口径不同，不能相减，也不能连成一条线" in text
        assert text.count("与其他口径不可接续") >= 4

    def test_the_industry_is_the_enterprises_own(self, chair, number):
        text = page(chair, number)

        assert "本企业登记的行业：正餐服务" in text
        assert "行业工资指导线平均线（餐饮业）" in text
        assert "5.7 %" in text
        assert "行业按 GB/T 4754-2002" in text

    def test_without_an_industry_none_is_guessed(self, app, stage, law, chair):
        text = page(chair, wage_stage.new_case(app, stage))

        assert "企业登记里没有行业代码，行业参考不列" in text
        assert "行业工资指导线平均线" not in text

    def test_the_pair_that_is_to_keep_pace_names_both_years(self, chair, proposed):
        text = page(chair, proposed)

        assert "居民收入增长： 4.3 % （2025 年）" in text
        assert "未扣除价格变动" in text
        assert "最近收录 2013 年 5.6 %，只供参考" in text
        assert "由企业方按协商资料提供" in text

    def test_the_average_is_compared_with_the_same_year_only(self, chair, proposed):
        text = page(chair, proposed)

        assert text.count("本方案协商后平均为它的") == 1

    def test_market_prices_come_by_choice_with_place_year_and_unit(self, chair, proposed):
        assert "没有与工资表岗位同名的职业" in page(chair, proposed)
        text = page(chair, proposed, "?occupation=住宿和餐饮服务人员")

        assert "住宿和餐饮服务人员 全国，万元/年，2022 年" in text
        assert "2.82 3.51 4.56 6.12 8.24" in text

    def test_every_source_leads_outside_safely(self, chair, number):
        answer = chair.get(f"/cases/{number}/wages/reference").text
        links = re.findall(r'<a [^>]*href="https?://[^"]+"[^>]*>', answer)

        assert links
        assert all('rel="noopener noreferrer external"' in link for link in links)


class TestOwnHistory:
    def test_without_a_table_the_page_still_serves(self, chair, number):
        text = page(chair, number)

        assert "本方案平均增幅 — 还没有工资方案" in text
        assert "没有登记过以前的工资协议" in text

    def test_the_last_agreement_stands_beside_with_its_rise(self, app, stage, law, chair, rows):
        earlier = wage_stage.new_case(app, stage, year=2025)
        wage_stage.upload(chair, earlier, FIRST)
        sign(app, earlier)
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == earlier)).one()
            enterprise_id = case.enterprise_id
        now = wage_stage.new_case(app, stage, enterprise_id, year=2026)
        text = page(chair, now)

        assert "上轮协议增幅 4.8 % 2025 年度" in text
        assert "2,500.00 元 洗碗工" in text
        assert f"/cases/{earlier}" in chair.get(f"/cases/{now}/wages/reference").text

    def test_more_agreements_take_no_more_statements(self, app, stage, law, chair, counted):
        numbers = [wage_stage.new_case(app, stage, year=2021)]
        with app.app_context():
            case = db.db.session.scalars(select(Case).where(Case.number == numbers[0])).one()
            enterprise_id = case.enterprise_id

        def ask(number):
            return counted(lambda: chair.get(f"/cases/{number}/wages/reference"))

        for year in (2022, 2023, 2024):
            wage_stage.upload(chair, numbers[-1], FIRST)
            sign(app, numbers[-1])
            numbers.append(wage_stage.new_case(app, stage, enterprise_id, year=year))
        ask(numbers[1])
        assert ask(numbers[3]) <= ask(numbers[1])


class TestOnPaper:
    def test_one_sheet_says_it_all_again(self, chair, proposed):
        text = sheet(chair, proposed, "?occupation=住宿和餐饮服务人员")

        assert "工资集体协商参考单" in text
        for words in (
            "本方案平均增幅 4.8 %", "2,540.00 元/月", "基准线 5.1%、下线 2.8%", "12,116 元/月",
            "25 分位 3.51", "50 分位 4.56", "双同步", "不作结论", "未收录",
        ):  # fmt: skip
            assert words in text


def test_where_nothing_is_recorded_every_part_says_so(app, stage, law, as_):
    """The other city of the stage, whose averages and prices nobody entered."""
    browser = as_(Role.UNION_CHAIR, union=stage.outside.union)
    text = page(browser, stage.outside.case)

    assert "上海市" in text
    assert "未收录" in text
    assert "12,116" not in text
    assert "2,540.00" not in text
