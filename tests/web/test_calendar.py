"""The calendar by a browser: month, week, a day's list, their spreadsheet, a street's wall."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import reference
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.queries import law as law_queries
from bargaining.rules.roles import CASE_READERS, OPERATOR, Role
from bargaining.web import calendar as calendar_page
from bargaining.web import calendar_shapes
from tests import app_fixtures, stage, street_office
from tests.documents import reading

TODAY = clock.today()
DAY = timedelta(days=1)
MONTH = f"{TODAY:%Y-%m}"
BUSY = date(2027, 6, 16)  # a Wednesday on which nothing else stands
CROWD = 60
ADDED = 100
MINE, FAR = "北京示例第001商贸有限公司", "北京示例别区商贸有限公司"
SQUARE = re.compile(r'<li class="calday ([^"]*)">(.*?)(?=<li class="calday |</ol>)', re.DOTALL)
ENTRY = re.compile(r'<li class="calentry tone-(\w+)"><a href="([^"]+)" title="([^"]+)">')


@pytest.fixture(scope="module", autouse=True)
def office(app):
    """Two firms of a street that were offered, one long ago; one of another district; a crowd."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        reference.load_reference(session, actor=OPERATOR, at=clock.now())
        firms = street_office.add_firms(session, 2)
        far = street_office.add_firm(session, FAR, street=street_office.ELSEWHERE)
        for one, days in ((firms[0], 3), (firms[1], 60), (far, 3)):
            case = case_actions.open_case(
                session, one, year=TODAY.year, on=TODAY - 90 * DAY, actor=OPERATOR,
                at=clock.now(), today=TODAY,
            )  # fmt: skip
            step = case_actions.Step("send_proposal", TODAY - days * DAY, {})
            case_actions.take(
                session, case.number, step, actor=OPERATOR, at=clock.now(), today=TODAY
            )
        crowd(session, case_of(session, MINE))


def crowd(session, case):
    for number in range(CROWD):
        session.add(
            Deadline(
                case_id=case.id, rule_id="T-OFFER-REPLY", start_sequence=ADDED + number,
                start_on=BUSY, holder="union" if number % 2 else "employer", due_on=BUSY,
                remind_on=BUSY, overdue_after=BUSY + DAY, earliest=BUSY, latest=BUSY,
                certain=True, rule_version="1",
                proof={"label": f"事项{number:02d}", "due_on": BUSY.isoformat(), "duty": "x"},
            )
        )  # fmt: skip


def case_of(session, name):
    return session.scalars(select(Case).where(Case.title == name)).one()


@pytest.fixture(scope="module")
def sign(app, office):
    def signed(role, **more):
        with app.app_context():
            firm = db.db.session().scalars(select(Enterprise).where(Enterprise.name == MINE)).one()
            side = stage.Side(enterprise=firm.id, union=firm.union_id, case="")
        return app_fixtures.signer(app, stage.Stage(side, side))(role, **more)

    return signed


@pytest.fixture(scope="module")
def street(sign):
    return sign(Role.STREET)


def page(browser, address):
    answer = browser.get(unescape(address))
    assert answer.status_code == 200
    return unescape(answer.text)


def squares(text):
    return {
        found.group(1): (marks, inside)
        for marks, inside in SQUARE.findall(text)
        if (found := re.search(r'calday-label">([^（]+)', inside))
    }


def sheet(answer):
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def total(text):
    found = re.search(r"共 ([\d,]+) 项", text)
    return int(found.group(1).replace(",", "")) if found else 0


class TestTheMonth:
    @pytest.mark.parametrize("role", sorted(CASE_READERS))
    def test_everybody_with_cases_sees_this_month_first(self, sign, role):
        text = page(sign(role), "/calendar")

        assert f"{TODAY.year}年{TODAY.month}月" in text
        assert 'calday-today">今天' in text

    def test_it_begins_in_the_column_of_its_first_day_and_holds_all_its_days(self, street):
        found = squares(page(street, "/calendar?month=2027-06"))

        assert list(found) == [f"6月{number}日" for number in range(1, 31)]
        assert "from-2 " in found["6月1日"][0]  # a Tuesday
        assert all("from-0 " in marks for marks, _ in list(found.values())[1:])

    def test_days_off_and_days_made_up_are_marked(self, street):
        found = squares(page(street, "/calendar?month=2026-10"))

        for number, kind, word in ((1, "festival", "国庆节"), (5, "rest", "国庆节放假"),
                                   (10, "make_up", "国庆节补班")):  # fmt: skip
            marks, inside = found[f"10月{number}日"]
            assert f"is-{kind}" in marks
            assert word in inside
        assert "calday-mark" not in found["10月12日"][1]

    def test_a_year_without_notice_says_so(self, street):
        assert "放假安排还没有公布" not in page(street, "/calendar?month=2026-10")
        assert "2027 年的放假安排还没有公布" in page(street, "/calendar?month=2027-06")
        assert "2090 年的放假安排还没有公布" in page(street, "/calendar?month=2090-01")

    def test_only_the_first_of_a_full_day_stand_there_and_the_rest_is_one_click_away(self, street):
        marks, inside = squares(page(street, "/calendar?month=2027-06"))["6月16日"]

        assert len(ENTRY.findall(inside)) == calendar_page.IN_A_MONTH
        rest = re.search(r'<a href="([^"]+)">另有 (\d+) 项', inside)
        assert int(rest.group(2)) == CROWD - calendar_page.IN_A_MONTH
        assert total(page(street, rest.group(1))) == CROWD

    def test_every_entry_leads_to_its_case_and_says_how_it_stands(self, street, rows):
        with rows() as session:
            late = session.scalars(
                select(Deadline)
                .join(Case, Case.id == Deadline.case_id)
                .where(
                    Case.title == "北京示例第002商贸有限公司",
                    Deadline.rule_id == "T-OFFER-REPLY",
                )
            ).one()
            last, number = late.overdue_after, session.get_one(Case, late.case_id).number

        text = page(street, f"/calendar?month={last:%Y-%m}")

        found = [one for one in ENTRY.findall(text) if one[1] == f"/cases/{number}"]
        assert ("red", f"/cases/{number}", "北京示例第002商贸有限公司：书面答复截止") in found
        assert f"已逾期 {(TODAY - last).days} 天" in text
        assert "示例第002商贸</span>" in text

    def test_the_last_day_of_the_crowd_is_marked_as_such(self, street):
        _, inside = squares(page(street, "/calendar?month=2027-06"))["6月17日"]

        assert inside.count("<b>最后一天</b>") == calendar_page.IN_A_MONTH

    def test_nothing_of_another_place_is_seen(self, sign, street):
        elsewhere = sign(Role.STREET, place=street_office.ELSEWHERE)

        for browser, mine, other in ((street, MINE, FAR), (elsewhere, FAR, MINE)):
            texts = [
                page(browser, f"/calendar?month={on:%Y-%m}")
                for on in (TODAY, TODAY + 31 * DAY, BUSY)
            ]
            assert any(mine in text for text in texts)
            assert not any(other in text for text in texts)

    def test_a_month_without_anything_says_what_to_do(self, street):
        assert "这些天没有到期的事项" in page(street, "/calendar?month=2030-02")


class TestTheWeek:
    def test_it_begins_on_monday_and_shows_more_of_each_day(self, street):
        text = page(street, "/calendar?week=2027-W24")

        found = squares(text)
        assert list(found) == [f"6月{number}日" for number in range(14, 21)]
        assert "2027年第 24 周（6月14日至20日）" in text
        assert len(ENTRY.findall(found["6月16日"][1])) == calendar_page.IN_A_WEEK
        assert "没有到期的事项" in found["6月14日"][1]

    def test_a_week_of_two_years_names_both_months(self, street):
        assert "2026年第 53 周（12月28日至1月3日）" in page(street, "/calendar?week=2026-W53")


class TestTheDay:
    def test_it_is_paged_and_each_line_proves_its_day(self, street):
        first, second = (page(street, f"/calendar?day={BUSY}&page={number}") for number in (1, 2))

        lines = [re.findall(r"事项\d\d", text) for text in (first, second)]
        assert [len(set(one)) for one in lines] == [50, 10]
        assert not set(lines[0]) & set(lines[1])
        assert "怎么算的" in first
        assert "办理日" in first
        assert "没有第 9 页" in page(street, f"/calendar?day={BUSY}&page=9")

    @pytest.mark.parametrize("sort", ["name", "-name", "street", "rule", "holder", "x"])
    def test_it_can_be_sorted(self, street, sort):
        assert total(page(street, f"/calendar?day={BUSY}&sort={sort}")) == CROWD

    def test_an_empty_day_says_what_to_do(self, street):
        assert "这一天没有到期的事项" in page(street, "/calendar?day=2030-02-01")

    def test_a_city_reads_which_district_it_is(self, sign):
        text = page(sign(Role.CITY), f"/calendar?day={BUSY}")

        assert "海淀区" in text


class TestTheAddress:
    @pytest.mark.parametrize(
        "asked",
        ["month=2026-13", "month=x", "week=2026-W54", "week=2026-47-1", "day=2026-02-30",
         "day=2026-W47-1", "month=0001-01", "day=9999-12-31", "month=", "day=1999-12-31"],
    )  # fmt: skip
    def test_what_makes_no_sense_is_answered_with_this_month(self, street, asked):
        text = page(street, f"/calendar?{asked}")

        assert f'calbar-title">{TODAY.year}年{TODAY.month}月<' in text

    @pytest.mark.parametrize(
        ("kind", "value", "before", "after"),
        [
            ("month", "2026-12", "2026-11", "2027-01"),
            ("week", "2026-W53", "2026-W52", "2027-W01"),
            ("day", "2026-12-31", "2026-12-30", "2027-01-01"),
        ],
    )
    def test_before_and_after_keep_the_filter(self, street, kind, value, before, after):
        text = page(street, f"/calendar?{kind}={value}&holder=union&kind=报送")

        for rel, wanted in (("prev", before), ("next", after)):
            href = re.search(rf'rel="{rel}" href="([^"]+)"', text).group(1)
            assert f"{kind}={wanted}" in href
            assert "holder=union" in href
            assert "kind=%E6%8A%A5%E9%80%81" in href

    def test_beyond_the_years_that_are_shown_there_is_nothing(self, street):
        years = calendar_shapes.YEARS

        assert 'rel="prev"' not in page(street, f"/calendar?month={years[0]}-01")
        assert 'rel="prev"' not in page(street, f"/calendar?week={years[0]}-W01")
        assert 'rel="next"' not in page(street, f"/calendar?month={years[-1]}-12")
        assert 'rel="next"' not in page(street, f"/calendar?week={years[-1]}-W53")

    @pytest.mark.parametrize("edge", [0, -1])
    def test_at_the_ends_every_other_view_leads_to_what_it_names(self, street, edge):
        year = calendar_shapes.YEARS[edge]
        first, last = (f"{year}-01-01", f"{year}-01"), (f"{year}-12-31", f"{year}-12")
        day, month = first if edge == 0 else last
        week = f"{year}-W01" if edge == 0 else f"{year}-W53"

        for asked in (f"day={day}", f"month={month}", f"week={week}"):
            text = page(street, f"/calendar?{asked}")
            bar = text.partition('class="calbar"')[2].partition('class="calbar-move"')
            links = re.findall(r'href="([^"]+)"(?! aria-current="date")', bar[0])
            links += re.findall(r'rel="[^"]+" href="([^"]+)"', bar[2])
            assert len(links) >= 3
            for href in links:
                there = page(street, href)
                assert f'calbar-title">{TODAY.year}年' not in there, (asked, href)

    def test_today_leads_back(self, street):
        text = page(street, "/calendar?month=2027-06")

        assert f'href="/calendar?month={MONTH}">今天' in text


class TestTheFilter:
    def test_by_whose_duty_it_is(self, street):
        assert total(page(street, f"/calendar?day={BUSY}&holder=union")) == CROWD // 2
        assert total(page(street, f"/calendar?day={BUSY}&holder=x")) == CROWD

    def test_by_kind(self, street):
        assert total(page(street, f"/calendar?day={BUSY}&kind=要约与应约")) == CROWD
        text = page(street, f"/calendar?day={BUSY}&kind=报送")
        assert total(text) == 0
        assert "清除条件" in text
        assert total(page(street, f"/calendar?day={BUSY}&kind=x")) == CROWD

    def test_by_place(self, sign):
        city = sign(Role.CITY)

        assert total(page(city, f"/calendar?day={BUSY}&district=110108")) == CROWD
        assert total(page(city, f"/calendar?day={BUSY}&district=110105")) == 0
        assert total(page(city, f"/calendar?day={BUSY}&street={street_office.STREET}")) == CROWD
        assert 'name="district"' in page(city, "/calendar")

    def test_every_kind_that_is_offered_has_its_rules(self, rows):
        with rows() as session:
            book = law_queries.law_book(session)
        for kind in calendar_page.STAGES:
            assert calendar_page._rules(book, kind), kind


class TestTheSpreadsheet:
    def test_it_is_the_list_with_the_same_filter(self, street):
        rows = sheet(street.get(f"/calendar/export.xlsx?day={BUSY}&holder=union"))

        assert rows[0] == list(calendar_shapes.EXPORTED)
        assert len(rows) - 1 == CROWD // 2
        assert {one[2] for one in rows[1:]} == {MINE}
        assert {one[0] for one in rows[1:]} == {BUSY.isoformat()}
        assert {one[1] for one in rows[1:]} == {"办理日"}

    def test_of_a_month_it_holds_what_the_month_counts(self, street):
        rows = sheet(street.get("/calendar/export.xlsx?month=2027-06"))

        assert len(rows) - 1 == total(page(street, "/calendar?month=2027-06")) == 2 * CROWD
        assert [one[1] for one in rows[1:]].count("最后一天") == CROWD

    def test_it_holds_nothing_of_another_place(self, sign):
        elsewhere = sign(Role.STREET, place=street_office.ELSEWHERE)

        assert len(sheet(elsewhere.get(f"/calendar/export.xlsx?day={BUSY}"))) == 1


@pytest.mark.parametrize("asked", ["month=2027-06", "week=2027-W24", f"day={BUSY}"])
def test_a_full_page_takes_as_many_statements_as_an_empty_one(street, counted, asked):
    empty = {"month": "month=2030-02", "week": "week=2030-W05", "day": "day=2030-02-01"}
    without = empty[asked.partition("=")[0]]
    page(street, f"/calendar?{asked}")

    full = counted(lambda: page(street, f"/calendar?{asked}"))

    assert full == counted(lambda: page(street, f"/calendar?{without}"))


class TestTheWall:
    @pytest.mark.parametrize(
        "role", [Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.INSTRUCTOR]
    )
    def test_it_is_printed_for_a_street_of_ones_own(self, sign, role):
        browser, code = sign(role), street_office.STREET
        text = page(browser, f"/calendar/wall?street={code}&month=2027-06")
        href = re.search(r'href="(/calendar/wall\.pdf[^"]+)"', text).group(1)

        answer = browser.get(href)

        assert answer.mimetype == "application/pdf"
        printed = "".join(reading.pdf_pages(answer.data))
        assert "海淀街道工资集体协商期限挂历" in printed
        assert "2027年6月" in printed
        assert "2027年放假安排还没有公布" in printed
        assert "示例第001商贸" in printed
        assert ("只列指导员联系的企业" in printed) is (role is Role.INSTRUCTOR)
        for secret in ("张主席", "李经理", "测试员", "110108-"):
            assert secret not in printed

    def test_everything_stands_on_it_once_what_does_not_fit_behind(self, street):
        answer = street.get("/calendar/wall.pdf?month=2027-06")

        first, *rest = reading.pdf_pages(answer.data)
        hidden = sum(map(int, re.findall(r"另有(\d+)项", first)))
        assert first.count("示例第001商贸") + hidden == 2 * CROWD
        assert sum(one.count(MINE) for one in rest) == hidden > 0
        assert "当天其余事项" in rest[0]

    def test_up_to_three_months_are_printed_one_a_page(self, street):
        for asked, pages in ((1, 1), (2, 2), (3, 3), (4, 3), (0, 1)):
            answer = street.get(f"/calendar/wall.pdf?month=2030-01&months={asked}")
            assert len(reading.pdf_pages(answer.data)) == pages
        assert "2030年3月" in reading.pdf_pages(
            street.get("/calendar/wall.pdf?month=2030-01&months=3").data
        )[2]  # fmt: skip

    def test_its_page_shows_the_same_months(self, street):
        text = page(street, "/calendar/wall?month=2027-05&months=2")

        assert "2027年5月　<small>没有到期的事项，可以打印空白月历" in text
        assert f"2027年6月　<small>共 {2 * CROWD} 项" in text
        assert "2027年7月　" not in text

    @pytest.mark.parametrize("path", ["/calendar/wall", "/calendar/wall.pdf"])
    def test_a_street_of_another_territory_is_not_there(self, sign, street, path):
        code = street_office.ELSEWHERE

        assert street.get(f"{path}?street={code}").status_code == 404
        assert sign(Role.DISTRICT).get(f"{path}?street={code}").status_code == 404
        assert sign(Role.DISTRICT, place=code[:6]).get(f"{path}?street={code}").status_code == 200
        assert street.get(f"{path}?street=x").status_code == 404

    def test_a_district_chooses_among_its_streets_and_sees_only_the_chosen(self, sign):
        text = page(sign(Role.DISTRICT), "/calendar/wall?street=110108011&month=2027-06")

        assert f'value="{street_office.STREET}"' in text
        assert street_office.ELSEWHERE not in text
        assert "可以打印空白月历" in text

    def test_a_month_that_makes_no_sense_is_this_one(self, street):
        assert f"{TODAY.year}年{TODAY.month}月　" in page(street, "/calendar/wall?month=x")

    def test_an_official_without_streets_is_told_so(self, sign, rows):
        with rows() as session:
            session.add(Place(code="120101", name="和平区", kind="district", parent_code=None))
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1"
            )
            db.finish(session)

        bare = sign(Role.DISTRICT, place="120101")

        assert "您的范围里没有街道" in page(bare, "/calendar/wall")
        assert bare.get("/calendar/wall.pdf").status_code == 404

    def test_a_development_zone_is_a_street_of_its_own(self, sign):
        zone = sign(Role.DISTRICT, place="110115403")

        assert "北京经济技术开发区" in page(zone, "/calendar/wall?street=110115403")
        assert sign(Role.DISTRICT, place="110115").get(
            "/calendar/wall?street=110115403"
        ).status_code == 404  # fmt: skip

    def test_a_telephone_number_in_a_name_does_not_hang_on_the_wall(self, sign, rows):
        with rows() as session:
            case = case_of(session, FAR)
            number, case.title = case.number, f"{FAR}138-0013-8000"
            on = session.scalars(
                select(Deadline.remind_on).where(
                    Deadline.case_id == case.id, Deadline.rule_id == "T-OFFER-REPLY"
                )
            ).one()
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1"
            )
            db.finish(session)

        answer = sign(Role.STREET, place=street_office.ELSEWHERE).get(
            f"/calendar/wall.pdf?month={on:%Y-%m}"
        )
        with rows() as session:
            session.scalars(select(Case).where(Case.number == number)).one().title = FAR
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1"
            )
            db.finish(session)

        said = "".join(reading.pdf_pages(answer.data))
        assert "8000" not in said
        assert "（号码" in said

    def test_a_name_that_cannot_be_printed_is_said_and_not_left_out(self, sign, rows):
        with rows() as session:
            case = case_of(session, FAR)
            case.title = "示例\U0010fff0有限公司"
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1"
            )
            on = session.scalars(
                select(Deadline.remind_on).where(
                    Deadline.case_id == case.id, Deadline.rule_id == "T-OFFER-REPLY"
                )
            ).one()
            number = case.number
            db.finish(session)
        browser = sign(Role.STREET, place=street_office.ELSEWHERE)

        answer = browser.get(f"/calendar/wall.pdf?month={on:%Y-%m}")

        assert answer.status_code == 409
        assert "U+10FFF0" in answer.text
        with rows() as session:
            session.scalars(select(Case).where(Case.number == number)).one().title = FAR
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1"
            )
            db.finish(session)
