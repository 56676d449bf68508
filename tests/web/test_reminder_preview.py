"""The coming days by a browser: each number opens its list, the list leaves as it stands."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from bargaining import db
from bargaining.rules import day_words
from bargaining.rules.roles import Role
from tests import chair_stage
from tests import stage as stages
from tests.chair_stage import TODAY

PAGE = "/settings/reminders/preview"
DAY = timedelta(days=1)
BAKER, COOK = "海淀示例烘焙有限公司", "海淀示例面馆有限公司"


@pytest.fixture(scope="module")
def street_account(as_in_module):
    """Somebody on the street who stands in for chairs without an account."""
    return as_in_module(Role.STREET_STAFF)


@pytest.fixture(scope="module", autouse=True)
def week(app, stage, law, street_account):
    """An answer due in five days and one due in eight."""
    found = {}
    with app.app_context():
        session = db.db.session()
        for name, days in ((BAKER, 15), (COOK, 12)):
            _firm, number = chair_stage.firm_with_case(session, name=name)
            chair_stage.take(
                session, number, "send_proposal", on=TODAY - days * DAY, initiator="union",
                delivered=True,
            )  # fmt: skip
            found[name] = number
        db.finish(session)
    return found


@pytest.fixture
def official(as_):
    return as_(Role.DISTRICT)


def tiles(answer):
    found = re.findall(
        r'<a class="tile" href="([^"]+)"><span class="tile-label">([^<]+)</span>'
        r'<span class="tile-value">(\d+)', answer.text,
    )  # fmt: skip
    return [(html.unescape(href), label, int(count)) for href, label, count in found]


def total(answer):
    return int(re.search(r"共 ([\d,]+) 条", answer.text)[1].replace(",", ""))


def sheet(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()


def names(answer):
    return re.findall(r'<th role="rowheader"[^>]*><a[^>]*>([^<]+)', answer.text)


class TestTheWeek:
    def test_every_days_number_opens_its_list(self, official):
        answer = official.get(PAGE)
        days = tiles(answer)

        assert [label for _, label, _ in days] == [
            "今天", *(day_words.month_day(TODAY + number * DAY) for number in range(1, 7)),
        ]  # fmt: skip
        assert sum(count for _, _, count in days) == total(answer)
        for href, _, count in days:
            assert (total(official.get(href)) if count else 0) == count

    def test_a_line_names_the_case_the_sentence_and_who_hears_it(self, official, week):
        text = official.get(f"{PAGE}?text={BAKER}&day={TODAY.isoformat()}").text

        assert f'href="/cases/{week[BAKER]}"' in text
        assert f"{BAKER}：企业最晚应在" in text
        assert "还剩 5 天" in text
        assert "没有账号，由街道社工转告（1 个账号）" in text
        assert COOK not in text

    def test_it_is_narrowed_by_every_box(self, official):
        every = total(official.get(PAGE))

        assert total(official.get(f"{PAGE}?rule=reply")) == every
        assert "没有符合条件的提醒" in official.get(f"{PAGE}?rule=file").text
        assert total(official.get(f"{PAGE}?role=union_chair")) == every
        assert "没有符合条件的提醒" in official.get(f"{PAGE}?role=reviewer").text
        assert total(official.get(f"{PAGE}?reached=stands_in")) == every
        assert "没有符合条件的提醒" in official.get(f"{PAGE}?reached=nobody").text
        assert total(official.get(f"{PAGE}?street={stages.STREET}")) == every
        assert "清除条件" in official.get(f"{PAGE}?street=110108999").text

    def test_it_is_sorted_by_its_address(self, official):
        assert names(official.get(f"{PAGE}?sort=name"))[0] == BAKER
        assert names(official.get(f"{PAGE}?sort=-name"))[0] == COOK
        assert names(official.get(f"{PAGE}?sort=name")) == sorted(
            names(official.get(PAGE)), key=lambda name: name
        )

    def test_the_sheet_holds_what_the_page_shows(self, official, week):
        lines = sheet(official.get(f"{PAGE}/export.xlsx?text={COOK}"))

        assert lines[0] == [
            "哪天", "企业", "案号", "区", "街道（乡镇）", "事项", "提醒语", "提醒谁", "实际告诉谁",
            "账号数",
        ]  # fmt: skip
        assert [line[1:5] for line in lines[1:]] == [
            [COOK, week[COOK], "海淀区", "中关村街道"]
        ] * len(lines[1:])
        assert lines[1][0] == (TODAY + 3 * DAY).isoformat()
        assert lines[1][7:] == ["企业工会主席", "街道社工", 1]

    def test_a_page_that_is_not_there_is_said_to_be_none(self, official):
        assert "没有第 9 页" in official.get(f"{PAGE}?page=9").text


class TestWhoSeesIt:
    def test_a_street_sees_its_own(self, as_, week):
        text = as_(Role.STREET).get(PAGE).text

        assert week[BAKER] in text
        assert as_(Role.STREET).get(f"{PAGE}?place={stages.DISTRICT}").status_code == 404

    def test_a_city_sees_one_district_at_a_time(self, as_, week):
        city = as_(Role.CITY)

        assert week[BAKER] in city.get(f"{PAGE}?place={stages.DISTRICT}").text
        assert city.get(f"{PAGE}?place={stages.CITY}").status_code == 404
        assert city.get(f"{PAGE}?place={stages.DISTRICT_ELSEWHERE}").status_code == 404

    def test_elsewhere_there_is_nothing_and_the_page_says_what_to_do(self, as_):
        text = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE).get(PAGE).text

        assert "未来七天没有要发的提醒" in text
        assert "看提醒安排" in text

    def test_many_cases_need_no_more_statements(self, official, counted, app):
        official.get(PAGE)
        before = counted(lambda: official.get(PAGE))
        with app.app_context():
            session = db.db.session()
            for number in range(4):
                _firm, case = chair_stage.firm_with_case(
                    session, name=f"海淀示例第{number}有限公司"
                )
                chair_stage.take(
                    session, case, "send_proposal", on=TODAY - 15 * DAY, initiator="union",
                    delivered=True,
                )  # fmt: skip
            db.finish(session)

        assert counted(lambda: official.get(PAGE)) <= before
