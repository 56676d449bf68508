"""An administrator enters a figure's value, corrects it, takes it out; who is told, and what of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import db, errors
from bargaining.actions import figures as figure_actions
from bargaining.actions import law as law_actions
from bargaining.models.law_change import LawChange
from bargaining.models.law_entry import LawEntry
from bargaining.queries import figures as figure_queries
from bargaining.queries import law as law_queries
from bargaining.readers import seeds
from bargaining.rules import figure_entries
from bargaining.rules.figures import Source, Status
from bargaining.rules.roles import OPERATOR, Actor, Role

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
MOMENT = timedelta(minutes=1)
TODAY = date(2026, 11, 20)
ADMIN, OTHER = Actor(7, "李管理", Role.ADMIN), Actor(8, "王管理", Role.ADMIN)
DISTRICT = Actor(9, "区", Role.DISTRICT, places=frozenset({"110108"}))
MONTHLY, BEIJING = "minimum_wage_monthly", "110000"
BOOK = seeds.load_law_book()


@pytest.fixture(scope="module", autouse=True)
def _law(database_url):
    engine = create_engine(database_url)
    with Session(engine) as session:
        law_actions.load_law(session, BOOK, actor=OPERATOR, at=AT - 24 * 60 * MOMENT)
        db.finish(session)
    engine.dispose()


def entry_of(session, name=MONTHLY, *, place=BEIJING, scope="", **more):
    given = {
        "status": Status.VALUE,
        "value": Decimal(2660),
        "since": date(2026, 12, 1),
        "year": None,
        "source": Source(title="试拟的通知", document_number="试〔2026〕1号"),
        "verification": "notice",
        "checked_on": TODAY,
    }
    figure = figure_actions.stated(session, name, place=place, scope=scope)
    return figure_entries.draft_entry(figure, **(given | more))


def enter(session, name=MONTHLY, *, actor=ADMIN, at=AT, place=BEIJING, scope="", code="",
          corrects=None, reason="", **more):  # fmt: skip
    return figure_actions.enter_figure(
        session,
        name,
        entry_of(session, name, place=place, scope=scope, **more),
        place=place,
        scope=scope,
        code=code,
        corrects=corrects,
        reason=reason,
        actor=actor,
        at=at,
        on=TODAY,
    )


def value_on(session, day, name=MONTHLY, *, place=BEIJING, scope=""):
    book = law_queries.law_book(session)
    return str(book.figure(name, on=date.fromisoformat(day), place=place, scope=scope).value)


def entered(session, name=MONTHLY, *, scope=""):
    figure = law_queries.law_book(session).figure_history(name, place=BEIJING, scope=scope)
    return figure_queries.list_entered(session, figure)


class TestEntering:
    def test_it_holds_from_its_day_and_is_written_down_with_its_source(self, session):
        change = enter(session)

        assert value_on(session, "2026-11-30") == "2540"
        assert value_on(session, "2026-12-01") == "2660"
        assert change.title == "月最低工资标准：自2026年12月1日起 2,660 元/月"
        assert change.detail["source"]["document_number"] == "试〔2026〕1号"
        assert (change.kind, change.place_code, change.actor_name) == ("figure", BEIJING, "李管理")
        newest = entered(session)[0]
        assert (newest.seeded, newest.actor_name, newest.change_id) == (False, "李管理", change.id)

    def test_a_district_enters_where_the_figure_is_stated(self, session):
        enter(session, place="110108")

        assert value_on(session, "2026-12-01") == "2660"

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    def test_nobody_but_an_administrator(self, session, role):
        with pytest.raises(errors.NotVisible):
            enter(session, actor=Actor(9, "别人", role, places=frozenset({BEIJING})))

        assert value_on(session, "2026-12-01") == "2540"

    def test_pressed_twice_it_is_entered_once(self, session):
        first = enter(session)
        again = enter(session, at=AT + MOMENT)

        assert again.id == first.id
        assert len(session.scalars(select(LawChange)).all()) == 1

    def test_of_two_administrators_the_second_is_told(self, session):
        enter(session)

        with pytest.raises(errors.Refused, match="已经收录（2,660 元/月）"):
            enter(session, actor=OTHER, value=Decimal(2670))

    def test_what_was_never_published_is_entered_as_such(self, session):
        enter(
            session, "guideline_lower", status=Status.NOT_PUBLISHED, value=None, since=None,
            year=2025, onward=True,
        )  # fmt: skip

        for year in (2025, 2026):
            with pytest.raises(errors.NotPublished):
                value_on(session, f"{year}-06-30", "guideline_lower")

    def test_a_value_fills_a_gap_from_its_day(self, session):
        name = "minimum_wage_part_time_hourly"
        with pytest.raises(errors.LawMissing):
            value_on(session, "2014-04-01", name)

        enter(session, name, value=Decimal("16.9"), since=date(2014, 4, 1))

        assert value_on(session, "2014-04-01", name) == "16.9"
        assert value_on(session, "2014-03-31", name) == "15.2"
        assert value_on(session, "2015-04-01", name) == "18.7"

    def test_a_place_without_the_figure_gets_one_of_its_own(self, session):
        enter(session, place="120000", value=Decimal(2510), since=date(2026, 1, 1))

        assert value_on(session, "2026-01-01", place="120000") == "2510"
        assert value_on(session, "2026-01-01") == "2540"
        with pytest.raises(errors.LawMissing):
            value_on(session, "2025-12-31", place="120000")


class TestParts:
    LINE = "guideline_industry_upper"
    GIVEN = {"value": Decimal("0.08"), "since": None, "year": 2026}

    def test_a_part_that_is_there_gets_another_year(self, session):
        enter(session, self.LINE, scope="餐饮业", **self.GIVEN)

        assert value_on(session, "2026-06-30", self.LINE, scope="62") == "0.08"
        assert value_on(session, "2023-12-31", self.LINE, scope="62") == "0.091"
        with pytest.raises(errors.LawMissing):
            value_on(session, "2026-06-30", self.LINE, scope="金融业")

    def test_a_new_part_is_like_the_others(self, session):
        enter(session, self.LINE, scope="零售业", code="52", **self.GIVEN)

        book = law_queries.law_book(session)
        found = book.find_of_industry(self.LINE, place=BEIJING, codes=("5211", "521", "52"))
        assert str(found.value_on(date(2026, 6, 30)).value) == "0.08"
        assert found.scope.name == "零售业"

    def test_the_others_of_its_name_keep_their_entries(self, session):
        enter(session, self.LINE, scope="零售业", code="52", **self.GIVEN)

        assert [one.value.year for one in entered(session, self.LINE, scope="餐饮业")] == [2023]


class TestCorrecting:
    def test_the_new_entry_takes_the_olds_place_and_both_stay(self, session):
        old = entered(session)[0]

        change = enter(
            session, value=Decimal(2541), since=date(2025, 9, 1), corrects=old.id, reason="看错"
        )

        assert value_on(session, "2025-09-01") == "2541"
        assert change.detail["replaces"] == old.id
        assert change.detail["replaced"]["value"] == "2540"
        assert change.title.startswith("更正")
        listed = entered(session)
        assert {str(one.value.value) for one in listed[:2]} == {"2540", "2541"}
        assert [one.retired_by for one in listed if one.id == old.id] == ["李管理"]

    def test_pressed_twice_it_is_corrected_once(self, session):
        old = entered(session)[0]
        given = {"value": Decimal(2541), "since": date(2025, 9, 1), "corrects": old.id,
                 "reason": "看错"}  # fmt: skip

        assert enter(session, **given).id == enter(session, at=AT + MOMENT, **given).id

    def test_who_comes_second_is_told(self, session):
        old = entered(session)[0]
        enter(session, value=Decimal(2541), since=date(2025, 9, 1), corrects=old.id, reason="看错")

        with pytest.raises(errors.Refused, match="刚才已被更正或撤下"):
            enter(
                session, actor=OTHER, value=Decimal(2542), since=date(2025, 9, 1),
                corrects=old.id, reason="看错",
            )  # fmt: skip

    def test_a_reason_is_wanted_and_nothing_is_half_done(self, session):
        old = entered(session)[0]

        with pytest.raises(errors.Refused, match="为什么更正"):
            enter(session, value=Decimal(2541), since=date(2025, 9, 1), corrects=old.id)

        assert session.get_one(LawEntry, old.id).retired_at is None

    def test_a_later_edition_leaves_the_correction_alone(self, session):
        old = entered(session)[0]
        enter(session, value=Decimal(2541), since=date(2025, 9, 1), corrects=old.id, reason="看错")

        assert law_actions.load_law(session, BOOK, actor=OPERATOR, at=AT + MOMENT) == 0
        assert value_on(session, "2025-09-01") == "2541"


class TestWithdrawing:
    def withdraw(self, session, entry_id, *, actor=ADMIN, reason="录错了标准"):
        return figure_actions.withdraw_figure(
            session, entry_id, name=MONTHLY, place=BEIJING, scope="", reason=reason,
            actor=actor, at=AT + MOMENT,
        )  # fmt: skip

    def test_the_entry_before_speaks_again(self, session):
        change = enter(session)

        told = self.withdraw(session, change.detail["entry"])

        assert value_on(session, "2026-12-01") == "2540"
        assert told.title == "撤下月最低工资标准：自2026年12月1日起 2,660 元/月"
        assert told.detail["reason"] == "录错了标准"

    def test_a_reason_is_wanted_and_only_an_administrator_may(self, session):
        entry_id = enter(session).detail["entry"]

        with pytest.raises(errors.Refused, match="为什么撤下"):
            self.withdraw(session, entry_id, reason=" ")
        with pytest.raises(errors.NotVisible):
            self.withdraw(session, entry_id, actor=DISTRICT)
        with pytest.raises(errors.Refused, match="刚才已被更正或撤下"):
            self.withdraw(session, 10**8)

    def test_it_can_be_entered_again_afterwards(self, session):
        self.withdraw(session, enter(session).detail["entry"])

        enter(session, at=AT + 2 * MOMENT)

        assert value_on(session, "2026-12-01") == "2660"


class TestWhoIsTold:
    def test_what_was_checked_before_has_not_seen_it(self, session):
        change = enter(session)

        assert figure_queries.newer_than(session, "110108", AT - MOMENT) == [change]
        assert figure_queries.newer_than(session, "110108012", AT - MOMENT) == [change]
        assert figure_queries.newer_than(session, "110108", AT) == []
        assert figure_queries.newer_than(session, "120000", AT - MOMENT) == []

    @pytest.mark.parametrize(("until", "told"), [("2026-11-30", 0), ("2026-12-01", 1)])
    def test_a_term_that_ends_before_it_begins_is_not_told(self, session, until, told):
        enter(session)

        found = figure_queries.newer_than(
            session, BEIJING, AT - MOMENT, until=date.fromisoformat(until)
        )

        assert len(found) == told

    def test_other_figures_are_no_floors(self, session):
        enter(session, "gdp_growth_rate", value=Decimal("0.05"), since=None, year=2026)

        assert figure_queries.newer_than(session, BEIJING, AT - MOMENT) == []
