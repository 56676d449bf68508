"""The page on which an office chooses the reading that judges lateness."""

from __future__ import annotations

from sqlalchemy import select

from bargaining.models.law_change import LawChange
from bargaining.models.long_job import LongJob
from bargaining.queries import law as law_queries
from bargaining.rules.calendar import Reading
from bargaining.rules.roles import Role
from tests import stage as stages

PAGE = "/settings/counting"


def test_both_readings_are_explained_by_an_example_of_each_kind(as_, law):
    text = as_(Role.DISTRICT).get(PAGE).text

    for words in ("2026年10月1日（周四）", "2026年10月4日（周日）", "2026年10月8日（周四）",
                  "2026年3月21日（周六）", "2026年3月23日（周一）"):  # fmt: skip
        assert words in text
    assert "默示生效不受影响" in text
    assert "还没有设定过，用的是口径B" in text


def test_a_choice_leads_to_the_work_it_asks_for_and_is_inherited_below(as_, law, rows):
    city, district = as_(Role.CITY), as_(Role.DISTRICT)

    answer = city.submit(PAGE, page=PAGE, place=stages.CITY, reading="A")

    assert answer.status_code == 302
    assert answer.location.startswith("/jobs/")
    with rows() as session:
        (change,) = session.scalars(select(LawChange).where(LawChange.kind == "counting")).all()
        assert change.title == "北京市判断逾期改用口径A（原来用口径B）"
        job = session.scalars(select(LongJob).where(LongJob.kind == "redating")).one()
        assert job.asked == {"change": str(change.id)}
        assert law_queries.law_book(session).reading(stages.DISTRICT) is Reading.A
    assert f'href="/law/changes/{change.id}">查看变动</a>' in city.get(answer.location).text
    text = district.get(PAGE).text
    assert "现在沿用北京市的设定" in text
    assert 'value="A" checked' in text
    assert "北京市判断逾期改用口径A" in city.get(f"/law/changes/{change.id}").text

    back = city.submit(PAGE, page=PAGE, place=stages.CITY, clear="1")
    assert back.location.startswith("/jobs/")
    assert "还没有设定过" in district.get(PAGE).text


def test_what_changes_nothing_asks_for_no_work(as_, law, rows):
    district = as_(Role.DISTRICT)

    answer = district.submit(PAGE, page=PAGE, place=stages.DISTRICT, reading="B")

    assert answer.location.startswith(PAGE)
    assert "各项期限不受影响" in district.get(answer.location).text
    district.submit(PAGE, page=PAGE, place=stages.DISTRICT, clear="1")


def test_a_choice_of_neither_is_refused_in_words(as_, law):
    answer = as_(Role.DISTRICT).submit(PAGE, page=PAGE, place=stages.DISTRICT, reading="C")

    assert answer.status_code in (409, 422)
    assert "请选择口径A或者口径B" in answer.text


def test_nobody_chooses_for_another_place_but_the_administrator(as_, law):
    district, admin = as_(Role.DISTRICT), as_(Role.ADMIN)

    assert district.get(f"{PAGE}?place={stages.DISTRICT_ELSEWHERE}").status_code == 404
    refused = district.submit(PAGE, page=PAGE, place=stages.CITY, reading="A")
    assert refused.status_code == 404
    text = admin.get(f"{PAGE}?place={stages.DISTRICT_ELSEWHERE}").text
    assert "黄浦区：判断对方是否逾期" in text
    assert stages.STREET not in text


def test_before_the_law_is_loaded_the_page_stands_without_examples(as_):
    assert as_(Role.DISTRICT).get(PAGE).status_code == 200
