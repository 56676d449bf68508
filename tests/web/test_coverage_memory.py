"""What was counted is remembered, and never shown stale or to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import entries, law
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries.coverage import Within
from bargaining.readers import seeds
from bargaining.rules.coverage import Denominator, Question
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.web import coverage_memory
from bargaining.web.coverage_memory import Memory
from bargaining.web.coverage_question import Asked
from tests import stage as stages

AT = datetime(2026, 3, 5, 2, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _law(app, stage):
    with app.app_context(), db.transaction() as session:
        law.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)


@pytest.fixture
def city(as_, stage):
    return as_(Role.CITY)


def covered(browser) -> str:
    text = browser.get("/coverage?denominator=all").text
    return text[text.index("coverhead-rate") :].split("<p>")[1].split("</p>")[0]


def sign_and_make_effective(app, number) -> None:
    with app.app_context(), db.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        today = clock.today()
        steps = (
            ("record_meeting", {"conclusion": "agreed"}),
            ("sign", {"term_from": None, "term_to": today.replace(year=today.year + 1).isoformat(),
                      "workers_covered": 40}),
            ("file", {"method": "online", "proof": "receipt"}),
            ("record_effect", {"source": "文书"}),
        )  # fmt: skip
        for move, payload in steps:
            entries.append(
                session, case, move, on=stages.TODAY, payload=payload, actor=OPERATOR, at=AT
            )


def test_the_second_look_counts_nothing_again(city, counted):
    first = counted(lambda: city.get("/coverage"))
    second = counted(lambda: city.get("/coverage"))

    assert second < first


def test_what_somebody_writes_is_seen_at_once(app, city, stage):
    assert covered(city) == "0 / 1 家"

    sign_and_make_effective(app, stage.inside.case)

    assert covered(city) == "1 / 1 家"


def test_a_change_of_the_register_is_seen_at_once(app, city, stage):
    def asked() -> str:
        text = city.get("/coverage?denominator=unionised_100").text
        return "这个口径下没有企业" if "没有企业" in text else "有"

    assert asked() == "这个口径下没有企业"

    with app.app_context(), db.transaction() as session:
        session.get_one(Enterprise, stage.inside.enterprise).workers = 100
        audit.record(session, at=AT, actor=OPERATOR, event="test.grow", subject="test:1")

    assert asked() == "有"


def test_nobody_is_shown_what_another_saw(as_, stage):
    inside = as_(Role.DISTRICT)
    outside = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)

    for browser, name, other in ((inside, "海淀", "黄浦"), (outside, "黄浦", "海淀")):
        text = browser.get("/coverage/list?denominator=all").text
        assert f"{name}示例" in text
        assert f"{other}示例" not in text


@pytest.mark.parametrize(
    "changed",
    [
        {"places": frozenset({stages.DISTRICT_ELSEWHERE})},
        {"role": Role.UNION_CHAIR, "union_ids": frozenset({0})},
        {"role": Role.INSTRUCTOR},
    ],
)
def test_who_may_see_something_else_from_today_on_is_shown_that(app, stage, changed):
    """A grant begins and ends by itself: nothing is written on that day."""
    before = Actor(1, "某人", Role.DISTRICT, places=frozenset({stages.DISTRICT}))
    asked = Asked(
        Question(clock.today(), Denominator.ALL), ContractKind.WAGE, clock.today(), Within(), ()
    )
    with app.app_context():
        seen = [
            [one.member.name for one in found.report.standings]
            for found in (
                coverage_memory.board(db.db.session(), asked, actor=actor)
                for actor in (before, replace(before, **changed), before)
            )
        ]

    assert seen[0] == seen[2] == ["海淀示例餐饮有限公司"]
    assert seen[1] != seen[0]


class TestMemory:
    def test_the_longest_unused_is_forgotten_first(self):
        memory, made = Memory(), []
        half = coverage_memory._HEAVIEST // 2

        def ask(key: str) -> None:
            memory.recall(key, lambda: made.append(key) or key, lambda _: half)

        for key in ("a", "b", "a", "c", "a", "b"):
            ask(key)

        assert made == ["a", "b", "c", "b"]

    def test_what_is_too_heavy_is_not_kept_and_drives_nothing_out(self):
        memory, made = Memory(), []

        def ask(key: str, weight: int) -> str:
            return memory.recall(key, lambda: made.append(key) or key, lambda _: weight)

        for key, weight in (("a", 1), ("heavy", coverage_memory._HEAVIEST + 1), ("a", 1)):
            assert ask(key, weight) == key
        ask("heavy", coverage_memory._HEAVIEST + 1)

        assert made == ["a", "heavy", "heavy"]

    def test_a_day_is_part_of_what_is_asked(self, app, city):
        now = covered(city)
        then = city.get("/coverage?denominator=all&as_of=2020-01-01").text

        assert now
        assert str(date(2020, 1, 1).year) in then
