"""The year calendar, the form for next year's notice, and what its confirmation sets going."""

from __future__ import annotations

import html
import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from bargaining import db
from bargaining.jobs import runner
from bargaining.models.law_change import LawChange
from bargaining.models.long_job import LongJob
from bargaining.queries import law as law_queries
from bargaining.rules.primitives import as_primitive
from bargaining.rules.roles import OPERATOR, Role
from tests import holiday_years

REAL = holiday_years.real_notice()
HEAD = {
    "year": "2026",
    "title": REAL.title,
    "document_number": REAL.document_number,
    "issued_on": "2025-11-04",
    "link": REAL.link,
}
DAYS = {  # as the notice of 2026 is written
    "元旦": ("2026-01-01", "2026-01-03", "1月4日（周日）"),
    "春节": ("2026-02-15", "2026-02-23", "2月14日（周六）、2月28日（周六）"),
    "清明节": ("2026-04-04", "2026-04-06", ""),
    "劳动节": ("2026-05-01", "2026-05-05", "5月9日（周六）"),
    "端午节": ("2026-06-19", "2026-06-21", ""),
    "中秋节": ("2026-09-25", "2026-09-27", ""),
    "国庆节": ("2026-10-01", "2026-10-07", "9月20日（周日）、10月10日（周六）"),
    "": ("", "", ""),
}


@pytest.fixture
def browser(app, stage, as_, law):
    """The administrator, before the notice of 2026."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        holiday_years.forget(session)
    return as_(Role.ADMIN)


def fields(days=DAYS, **head):
    given = {**HEAD, **head}
    for number, (name, (first, last, workdays)) in enumerate(days.items()):
        given |= {
            f"holidays-{number}-festival": name,
            f"holidays-{number}-first": first,
            f"holidays-{number}-last": last,
            f"holidays-{number}-workdays": workdays,
        }
    return given


def preview(browser, **given):
    return browser.submit("/law/holidays/new", page="/law/holidays/new?year=2026", **given)


def confirming(page):
    """What the preview's form sends."""
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(draft|seen)" value="([^"]*)"', page.text)
    }


def confirm(browser, page, **more):
    return browser.submit("/law/holidays/confirm", page="/law/holidays", **confirming(page), **more)


def count(app, model):
    with app.app_context():
        return db.db.session().scalar(select(func.count()).select_from(model))


class TestYear:
    def test_everybody_reads_what_is_noticed(self, browser, as_):
        chair = as_(Role.UNION_CHAIR)
        page = chair.get("/law/holidays?year=2025")

        assert "国办发明电〔2024〕12号" in page.text
        assert "1月28日（周二）至2月4日（周二）" in page.text
        assert "更正这一年" not in page.text
        assert chair.get("/law/holidays/new").status_code == 403

    def test_a_year_not_noticed_says_so_and_what_that_means(self, browser):
        page = browser.get("/law/holidays?year=2026").text

        assert "尚未公布" in page
        assert "最早和最晚两天" in page
        assert "录入 2026 年安排" in page

    def test_a_mark_says_what_a_day_is_without_colour(self, browser):
        page = browser.get("/law/holidays?year=2025").text

        assert '<span class="visually-hidden">春节补班</span>' in page
        assert '<span class="visually-hidden">国庆节放假</span>' in page
        assert page.count("<caption>") == 12

    def test_a_year_nobody_can_know_is_answered_by_the_nearest(self, browser):
        for year in ("1066", "2500", "x", "99999999999999999999"):
            assert browser.get(f"/law/holidays?year={year}").status_code == 200


class TestForm:
    def test_the_festivals_of_the_year_are_there_with_their_days(self, browser):
        page = browser.get("/law/holidays/new?year=2026").text

        assert "法定节日：2月16日（周一）至2月19日（周四）" in page
        assert page.count('class="holidayrow') == 8 + 8  # each row and its fields

    def test_what_is_wrong_is_said_beside_the_festival_and_typing_stays(self, browser):
        days = DAYS | {"元旦": ("2026-01-01", "2026-01-03", "1月5日")}
        page = preview(browser, **fields(days))

        assert page.status_code == 422
        assert "补班日 2026年1月5日（周一） 本来就是工作日" in page.text
        assert 'value="2026-02-15"' in page.text
        assert "2月14日（周六）、2月28日（周六）" in page.text

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (("2026-01-03", "2026-01-01", ""), "早于第一天"),
            (("2026-01-01", "", ""), "请同时填写"),
            (("2026-01-01", "2027-01-03", ""), "太长"),
            (("2026-01-01", "2026-01-03", "元月四日"), "看不明白"),
            (("2026-01-01", "2026-01-03", "1月4日（周六）"), "2026-01-04 是周日"),
        ],
    )
    def test_a_row_that_cannot_be_read_is_named(self, browser, row, said):
        page = preview(browser, **fields(DAYS | {"元旦": row}))

        assert page.status_code == 422
        assert said in page.text

    def test_a_holiday_without_a_name_is_asked_for_it(self, browser):
        page = preview(browser, **fields(DAYS | {"": ("2026-09-03", "2026-09-03", "")}))

        assert "请写明这是什么假期" in page.text

    def test_without_title_number_and_day_nothing_goes_on(self, browser):
        page = preview(browser, **fields(title="", document_number="", issued_on=""))

        assert page.status_code == 422
        for said in ("请填写通知的标题", "请填写文号", "请填写印发日期"):
            assert said in page.text

    @pytest.mark.parametrize("year", ["", "2036", "abc", "1", "二〇二六"])
    def test_a_year_that_was_tampered_with_is_refused(self, browser, year):
        assert preview(browser, **fields(year=year)).status_code in (400, 409, 422)


class TestFile:
    def sent(self, browser, name, content):
        return preview(
            browser, **fields({}, title="照抄的标题"), load="1",
            file=(io.BytesIO(content), name),
        )  # fmt: skip

    def test_a_file_fills_the_form_and_the_head_stays(self, browser):
        days = [
            {"name": one.festival, "date": on.isoformat(), "isOffDay": off}
            for one in REAL.holidays
            for off, dates in ((True, one.days_off), (False, one.workdays))
            for on in dates
        ]
        content = json.dumps({"year": 2026, "papers": [], "days": days}).encode()
        page = self.sent(browser, "2026.json", content)

        assert page.status_code == 200
        assert "已读入“2026.json”" in page.text
        assert "照抄的标题" in page.text
        assert 'value="2026-02-23"' in page.text
        assert "9月20日（周日）、10月10日（周六）" in page.text

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("2026.json", b"PK\x03\x04", "Excel"),
            ("2026.json", b'{"year": 2027, "days": []}', "文件写的是 2027 年"),
            (
                "2026.csv",
                "2026-01-01,元旦,是\n2026-01-03,元旦,是\n".encode(),
                "中间缺 2026年1月2日",
            ),
        ],
    )
    def test_a_wrong_file_is_refused_beside_its_field(self, browser, name, content, said):
        page = self.sent(browser, name, content)

        assert page.status_code == 422
        assert said in page.text

    def test_pressed_without_a_file_it_asks_for_one(self, browser):
        page = preview(browser, **fields(), load="1")

        assert "请先选择文件" in page.text
        assert 'value="2026-02-15"' in page.text


class TestConfirm:
    def test_the_preview_shows_the_notice_and_writes_nothing(self, browser, app):
        before = count(app, LawChange)
        page = preview(browser, **fields())

        assert page.status_code == 200
        assert "2月15日（周日）至23日" in page.text or "2月15日（周日）至2月23日" in page.text
        assert "重新推算的期限" in page.text
        assert "还没有录入" in page.text
        assert count(app, LawChange) == before

    def test_back_from_the_preview_everything_is_still_there(self, browser):
        page = preview(browser, **fields())
        back = browser.submit(
            "/law/holidays/new", page="/law/holidays", back="1", **confirming(page)
        )

        assert back.status_code == 200
        assert REAL.title in back.text
        assert 'value="2026-02-23"' in back.text

    def test_confirmed_twice_it_is_one_change_and_one_job(self, browser, app):
        changes, jobs = count(app, LawChange), count(app, LongJob)
        page = preview(browser, **fields())

        first = confirm(browser, page)
        second = confirm(browser, page)

        assert first.status_code == second.status_code == 302
        assert first.headers["Location"] == second.headers["Location"]
        assert (count(app, LawChange), count(app, LongJob)) == (changes + 1, jobs + 1)
        runner.work_off(app)
        done = browser.get(first.headers["Location"]).text
        assert "已办完" in done
        assert "/law/changes/" in done
        assert "国办发明电〔2025〕7号" in browser.get("/law/holidays?year=2026").text

    def test_what_is_unusual_is_listed_and_must_be_ticked(self, browser, app):
        page = preview(browser, **fields(title="关于部分节假日安排的通知"))
        assert "标题里没有“2026”" in page.text

        refused = confirm(browser, page)
        assert refused.status_code == 422
        assert "请先确认" in refused.text
        assert confirm(browser, page, confirmed="1").status_code == 302

    def test_a_correction_lists_every_day_it_replaces(self, browser, app):
        confirm(browser, preview(browser, **fields()))
        days = DAYS | {"劳动节": ("2026-05-01", "2026-05-03", "")}
        page = preview(browser, **fields(days, document_number="国办发明电〔2026〕3号"))

        assert "替换的日子 3 天" in page.text
        assert "5月9日（周六）：劳动节补班 → 不再单独安排" in page.text
        assert confirm(browser, page, confirmed="1").status_code == 302
        with app.app_context():
            record = law_queries.law_book(db.db.session()).holidays
            assert date(2026, 5, 9) not in record.day_by_date

    def test_the_same_again_is_no_change(self, browser):
        confirm(browser, preview(browser, **fields()))
        again = preview(browser, **fields())

        assert again.status_code == 422
        assert "已经是这样" in again.text

    @pytest.mark.parametrize(
        "draft",
        ["", "{", "[]", '{"year": 2026}', '"\\ud800"', "9" * 70_000, "[" * 50_000],
    )
    def test_a_draft_that_was_tampered_with_is_refused(self, browser, draft):
        answer = browser.submit("/law/holidays/confirm", page="/law/holidays", draft=draft)

        assert answer.status_code in (400, 409, 422)

    def test_a_draft_that_would_be_refused_on_the_form_is_refused_here_too(self, browser, app):
        before = count(app, LawChange)
        wrong = holiday_years.with_days(REAL, "元旦", off="01-02 01-03", worked="01-04")
        answer = browser.submit(
            "/law/holidays/confirm", page="/law/holidays",
            draft=json.dumps(as_primitive(wrong)), seen="x", confirmed="1",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "是法定节日（元旦）" in answer.text
        assert count(app, LawChange) == before
