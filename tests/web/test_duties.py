"""The watched lists by a browser: four of them, each with its count, its filter and its xlsx."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import reference
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import OFFICIALS, OPERATOR, Role
from tests import app_fixtures, stage, street_office

TODAY = clock.today()
DAY = timedelta(days=1)
LISTS = {"silence": 2, "overdue": 2, "unanswered": 2, "hard": 2, "unions": 2}
TAB = re.compile(r'<li><a href="([^"]+)"[^>]*>([^<]+) <strong>([\d,]+)</strong>')


@pytest.fixture(scope="module", autouse=True)
def office(app):
    """A street with two late answers, two reviews, two unions to elect, and one firm elsewhere."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        reference.load_reference(session, actor=OPERATOR, at=clock.now())
        firms = street_office.add_firms(session, 4)
        far = street_office.add_firm(
            session, "北京示例别区商贸有限公司", street=street_office.ELSEWHERE
        )
        for one in firms[:2]:
            case = opened(session, one)
            taken(session, case, "send_proposal", TODAY - 60 * DAY)
        for one, proof in zip(firms[2:], ("receipt", "none"), strict=True):
            file_now(session, opened(session, one), proof)
        for union in session.scalars(select(UnionBody)):
            union.term_ends_on = TODAY
        session.get_one(UnionBody, firms[0].union_id).chair_name = ""
        session.get_one(UnionBody, firms[1].union_id).term_ends_on = TODAY - DAY
        taken(session, opened(session, far), "send_proposal", TODAY - 60 * DAY)


def opened(session, firm):
    return case_actions.open_case(
        session, firm, year=TODAY.year, on=TODAY - 90 * DAY, actor=OPERATOR, at=clock.now(),
        today=TODAY,
    )  # fmt: skip


def taken(session, case, move, on, **given):
    step = case_actions.Step(move, on, given)
    case_actions.take(session, case.number, step, actor=OPERATOR, at=clock.now(), today=TODAY)


def file_now(session, case, proof):
    on = TODAY - 3 * DAY
    taken(session, case, "record_meeting", on - 5 * DAY, conclusion="agreed")
    taken(
        session, case, "sign", on - DAY, workers_covered=40, term_from=on.isoformat(),
        term_to=(on + 300 * DAY).isoformat(),
    )  # fmt: skip
    taken(session, case, "file", on, proof=proof)


@pytest.fixture(scope="module")
def sign(app, office):
    def signed(role, *, place=None, union=None):
        with app.app_context():
            firm = db.db.session().scalars(select(Enterprise).order_by(Enterprise.id)).first()
            side = stage.Side(enterprise=firm.id, union=firm.union_id, case="")
        return app_fixtures.signer(app, stage.Stage(side, side))(role, place=place, union=union)

    return signed


@pytest.fixture(scope="module")
def street(sign):
    return sign(Role.STREET)


def page(browser, address):
    answer = browser.get(unescape(address))
    assert answer.status_code == 200
    return answer.text


def sheet(answer) -> list[list[object]]:
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def total(text) -> int:
    found = re.search(r"共 ([\d,]+) 条", text)
    return int(found.group(1)) if found else 0


class TestTheTabs:
    def test_each_has_its_count_and_opens_a_list_of_that_length(self, street):
        tabs = TAB.findall(page(street, "/duties"))[: len(LISTS)]

        assert [int(number) for *_, number in tabs] == list(LISTS.values())
        for address, _, number in tabs:
            assert total(page(street, address)) == int(number)

    def test_an_unknown_list_is_answered_with_the_first(self, street):
        assert total(page(street, "/duties?list=x")) == LISTS["silence"]

    @pytest.mark.parametrize("key", LISTS)
    def test_the_spreadsheet_is_the_list(self, street, key):
        names = re.findall(
            r'<th role="rowheader"[^>]*><a href="[^"]+">([^<]+)',
            page(street, f"/duties?list={key}"),
        )

        rows = sheet(street.get(f"/duties/export.xlsx?list={key}"))

        assert [one[0] for one in rows[1:]] == names
        assert len(names) == LISTS[key]
        assert all(len(one) == len(rows[0]) for one in rows)

    @pytest.mark.parametrize("key", LISTS)
    @pytest.mark.parametrize("sort", ["name", "-name", "days", "-day", "x"])
    def test_every_list_can_be_sorted(self, street, key, sort):
        assert total(page(street, f"/duties?list={key}&sort={sort}")) == LISTS[key]

    @pytest.mark.parametrize("key", LISTS)
    def test_an_empty_list_says_what_to_do(self, sign, street, key):
        nobody = sign(Role.STREET, place="110108011")

        assert 'class="blank"' in page(nobody, f"/duties?list={key}")
        assert "清除条件" in page(street, f"/duties?list={key}&text=没有这家")


class TestOverdue:
    def test_it_is_grouped_by_whose_duty_it_is(self, street):
        text = page(street, "/duties?list=overdue")

        groups = {label: int(number) for _, label, number in TAB.findall(text)[len(LISTS) :]}
        assert groups == {"企业": 2, "工会": 0, "双方": 0, "人社部门": 0, "政府、有关部门": 0}

    def test_each_line_proves_its_day(self, street):
        text = page(street, "/duties?list=overdue")

        assert text.count("已逾期") == 2
        assert text.count("怎么算的") == 2
        assert text.count("书面答复截止") >= 2

    @pytest.mark.parametrize(
        ("asked", "found"),
        [("holder=union", 0), ("holder=employer", 2), ("holder=x", 2), ("days=7", 2),
         ("days=300", 0), ("days=x", 2), ("rule=T-OFFER-REPLY", 2), ("rule=T-REVIEW", 0)],
    )  # fmt: skip
    def test_it_is_narrowed_by_the_address(self, street, asked, found):
        assert total(page(street, f"/duties?list=overdue&{asked}")) == found
        assert len(sheet(street.get(f"/duties/export.xlsx?list=overdue&{asked}"))) == found + 1


class TestSilence:
    def test_it_says_the_day_the_proof_and_the_precheck(self, rows, street):
        with rows() as session:
            case = session.scalars(select(Case).where(Case.received_on.is_not(None))).one()
            review = session.scalars(
                select(Deadline).where(Deadline.case_id == case.id, Deadline.rule_id == "T-REVIEW")
            ).one()
            due_on, certain = review.due_on, review.certain

        text = page(street, "/duties?list=silence&state=proved")

        day = due_on + DAY
        if certain:
            assert f"{day.year}年{day.month}月{day.day}日（" in text
            assert "日子确定" in text
        else:
            assert "待定：明年放假安排未公布" in text
        assert "没有预审" in text

    def test_without_proof_it_is_said_that_nothing_follows(self, street):
        text = page(street, "/duties?list=silence&state=unproved")

        assert total(text) == 1
        assert "没有收到凭证，不能认定默示生效" in text


class TestHardCases:
    def test_an_official_is_led_to_sending_somebody(self, street):
        text = page(street, "/duties?list=hard")

        assert text.count('<span class="statetag tone-amber">对方逾期未答复<') == 2
        sends = re.findall(r'href="(/instructors/send\?[^"]+)"', text)
        assert len(sends) == 2
        assert "back=/duties?list%3Dhard" in unescape(sends[0]).replace("%2F", "/").replace(
            "%3F", "?"
        )

    def test_staff_is_told_who_sends(self, sign):
        text = page(sign(Role.STREET_STAFF), "/duties?list=hard")

        assert "/instructors/send" not in text
        assert "由街道、区总工会派" in text


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", sorted({*OFFICIALS, Role.STREET_STAFF, Role.INSTRUCTOR}))
    def test_those_who_watch_see_it(self, sign, role):
        assert sign(role).get("/duties").status_code == 200

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.REVIEWER, Role.ADMIN])
    @pytest.mark.parametrize("path", ["/duties", "/duties/export.xlsx"])
    def test_all_others_do_not(self, sign, role, path):
        assert sign(role).get(path).status_code == 403

    @pytest.mark.parametrize("key", LISTS)
    def test_an_official_of_another_district_gets_nothing_by_trying(self, sign, key):
        elsewhere = sign(Role.DISTRICT, place="110106")
        asked = f"list={key}&district=110108&street={street_office.STREET}"

        assert total(page(elsewhere, f"/duties?{asked}")) == 0
        assert len(sheet(elsewhere.get(f"/duties/export.xlsx?{asked}"))) == 1

    def test_the_city_sees_both_districts(self, sign):
        text = page(sign(Role.CITY), "/duties?list=overdue")

        assert total(text) == 3
        assert 'id="filter-district"' in text


@pytest.mark.parametrize("key", LISTS)
def test_the_number_of_statements_is_the_same_for_few_and_for_many(counted, sign, street, key):
    nobody = sign(Role.STREET, place="110108011")
    asked = f"/duties?list={key}"
    for browser in (street, nobody):
        browser.get(asked)

    few, many = counted(lambda: nobody.get(asked)), counted(lambda: street.get(asked))

    assert few == many
