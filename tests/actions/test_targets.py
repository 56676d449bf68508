"""Setting targets: who, where, and which one holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from bargaining import errors
from bargaining.actions import targets as target_actions
from bargaining.models.coverage_target import CoverageTarget
from bargaining.queries import targets as target_queries
from bargaining.rules.coverage import Denominator, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.targets import Target
from tests import coverage_stories

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
CITY = Actor(1, "市", Role.CITY, places=frozenset({"110000"}))
DISTRICT = Actor(2, "区", Role.DISTRICT, places=frozenset({"110108"}))
QUESTION = Question(date(2026, 3, 2))


@pytest.fixture(scope="module", autouse=True)
def _places(database_url):
    coverage_stories.prepare(database_url)


def target(place="110000", rate="0.8", **changed):
    usual = Target(
        place, 2026, Denominator.UNIONISED, Numerator.ANY, ContractKind.WAGE, Decimal(rate),
        "工作要点",
    )  # fmt: skip
    return replace(usual, **changed)


def set_target(session, one, actor=CITY):
    return target_actions.set_target(session, one, actor=actor, at=AT)


def find(session, place, question=QUESTION, *, year=2026, kind=ContractKind.WAGE):
    found = target_queries.find_target(session, place, year, question, kind)
    return (found.place_code, found.rate) if found else None


def entries_of(session):
    return [one.__dict__ for one in session.info.get("pending_entries", [])]


class TestSetting:
    def test_it_holds_below_until_somebody_sets_a_closer_one(self, session):
        set_target(session, target())
        assert find(session, "110108012") == ("110000", Decimal("0.8"))

        set_target(session, target("110108", "0.85"), DISTRICT)

        assert find(session, "110108012") == ("110108", Decimal("0.85"))
        assert find(session, "110105") == ("110000", Decimal("0.8"))
        assert find(session, "310000") is None
        assert find(session, None) is None

    @pytest.mark.parametrize(
        "asked",
        [
            {"question": replace(QUESTION, denominator=Denominator.ALL)},
            {"question": replace(QUESTION, numerator=Numerator.OWN)},
            {"question": replace(QUESTION, stage=Stage.SIGNED)},
            {"year": 2025},
            {"kind": ContractKind.WOMEN},
        ],
    )
    def test_it_holds_for_its_own_question_only(self, session, asked):
        set_target(session, target())

        assert find(session, "110000", **asked) is None

    def test_a_second_one_takes_the_place_of_the_first_and_both_are_written_down(self, session):
        first = set_target(session, target())
        second = set_target(session, target(rate="0.9", source="新要点"))

        assert second.id == first.id
        assert find(session, "110000") == ("110000", Decimal("0.9"))
        told = entries_of(session)
        assert [one["event"] for one in told] == ["target.set", "target.set"]
        assert told[0]["detail"]["before"] is None
        assert Decimal(told[1]["detail"]["before"]) == Decimal("0.8")
        assert (second.source, second.set_by_name, second.set_at) == ("新要点", "市", AT)

    @pytest.mark.parametrize(
        ("one", "actor", "code"),
        [
            (target(), DISTRICT, "elsewhere"),
            (target("110105"), DISTRICT, "elsewhere"),
            (target("nowhere"), CITY, "no_place"),
            (target(rate="1.5"), CITY, "rate"),
            (target(year=99), OPERATOR, "year"),
            (target(), Actor(3, "员", Role.INSTRUCTOR, places=frozenset({"110000"})), "wrong_role"),
        ],
    )
    def test_what_may_not_be_set_is_refused(self, session, one, actor, code):
        with pytest.raises(errors.Refused) as refused:
            set_target(session, one, actor)

        assert refused.value.refusal.code == code
        assert session.scalars(select(CoverageTarget)).all() == []


class TestTakingBack:
    def test_the_place_answers_to_the_one_above_again(self, session):
        set_target(session, target())
        own = set_target(session, target("110108", "0.85"), DISTRICT)

        target_actions.drop_target(session, own.id, actor=DISTRICT, at=AT)

        assert find(session, "110108") == ("110000", Decimal("0.8"))
        assert entries_of(session)[-1]["event"] == "target.drop"

    def test_that_of_others_is_not_there(self, session):
        one = set_target(session, target())

        for gone in (one.id, 999_999):
            with pytest.raises(errors.NotVisible):
                target_actions.drop_target(session, gone, actor=DISTRICT, at=AT)


class TestListing:
    def test_a_district_sees_its_own_and_those_above_it(self, session):
        for place in ("110000", "110108", "110108012", "110105"):
            set_target(session, target(place))

        found = target_queries.list_targets(session, DISTRICT, year=2026)

        assert [one.place_code for one in found] == ["110000", "110108", "110108012"]
        assert len(target_queries.list_targets(session, CITY, year=2026)) == 4
        assert target_queries.list_targets(session, CITY, year=2025) == []

    def test_the_places_offered_are_those_that_may_be_set(self, session):
        of_city = [one.code for one in target_queries.list_settable(session, CITY)]
        of_district = [one.code for one in target_queries.list_settable(session, DISTRICT)]

        assert of_city[:2] == ["110000", "110101"]
        assert of_district[0] == "110108"
        assert all(code.startswith("110108") for code in of_district)
        assert "110115403" in of_city
