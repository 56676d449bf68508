"""The re-check of agreed posts says in SQL what the rule says of each post, on the boundary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import law as law_actions
from bargaining.actions import reference
from bargaining.models.agreed_post import AgreedPost
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.queries import cases as case_queries
from bargaining.queries import floor_recheck, law
from bargaining.rules import lawbook_rows, wage_floors
from bargaining.rules.figures import Figure, FigureKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.lawbook import Place as LawPlace
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.wage_law import Term
from tests.rules.wage_figures import entry

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
SINCE = date(2026, 9, 1)
DAY, CENT = timedelta(days=1), Decimal("0.01")
DISTRICTS = ("110108", "110105", "110115403", "310101")
FLOORS = {
    "minimum_wage_monthly": (Decimal(2540), Decimal(2660)),
    "minimum_wage_part_time_hourly": (Decimal("27.7"), Decimal("29.1")),
    "minimum_wage_part_time_holiday_hourly": (Decimal("65.1"), Decimal("68.2")),
}
MONTHLY = "minimum_wage_monthly"


@pytest.fixture(scope="module", autouse=True)
def _law(database_url):
    """Beijing's law, a district of Shanghai, and one case in every district."""
    engine = create_engine(database_url)
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=AT)
        for code, name, kind, parent in (
            ("310000", "上海市", "province", "000000"),
            ("310101", "黄浦区", "district", "310000"),
        ):
            if session.get(Place, code) is None:
                session.add(Place(code=code, name=name, kind=kind, parent_code=parent))
                session.flush()
        for number, district in enumerate(DISTRICTS, start=1):
            enterprise = Enterprise(
                id=number, name=f"示例第{number}餐饮有限公司", initials="sl",
                district_code=district, street_code=district, unionised=True, workers=40,
            )  # fmt: skip
            session.add(enterprise)
            session.flush()
            session.add(a_case(number, district, enterprise_id=number))
        session.add(a_case(len(DISTRICTS) + 1, "110108", enterprise_id=None))
        db.finish(session)
    engine.dispose()


def a_case(number: int, district: str, *, enterprise_id: int | None) -> Case:
    covers = [CaseEnterprise(enterprise_id=enterprise_id, confirmed=True)] if enterprise_id else []
    return Case(
        id=number, number=f"{district}-2026-{number:04d}", kind="wage",
        way="own" if enterprise_id else "region", origin="walked", year=2026,
        title=f"合同{number}", enterprise_id=enterprise_id, district_code=district,
        opened_on=SINCE, opened_at=AT, state="effective", covers=covers,
    )  # fmt: skip


@dataclass(frozen=True)
class Contract:
    """What a contract of the test agreed on."""

    district: str
    first_on: date
    last_on: date
    effective_on: date | None
    posts: tuple[tuple[str, Decimal, int], ...]


@st.composite
def contracts(draw, district: str) -> Contract:
    """A contract whose days lie on, just before and just after the day of the change."""
    last_on = SINCE + draw(st.sampled_from([-1, 0, 1, 300])) * DAY
    first_on = last_on - draw(st.sampled_from([0, 1, 364])) * DAY
    effective_on = draw(
        st.sampled_from([None, first_on, last_on, last_on + DAY, SINCE - DAY, SINCE, SINCE + DAY])
    )
    posts = draw(
        st.lists(
            st.sampled_from(sorted(FLOORS)).flatmap(
                lambda floor: st.tuples(
                    st.just(floor),
                    st.sampled_from([value + step for value in FLOORS[floor]
                                     for step in (-CENT, Decimal(0), CENT)]),
                    st.integers(1, 9),
                )
            ),
            max_size=4,
        )
    )  # fmt: skip
    return Contract(district, first_on, last_on, effective_on, tuple(posts))


drawn = st.tuples(*(contracts(district) for district in DISTRICTS))


def agree(session: Session, *some: Contract) -> None:
    """Write down what the cases agreed on, the first case first."""
    rows = [
        {
            "case_id": number, "row": row, "post": "保洁员", "people": people, "floor": floor,
            "amount": amount, "place_code": each.district, "first_on": each.first_on,
            "last_on": each.last_on, "last_year": each.last_on.year,
            "effective_on": each.effective_on,
        }
        for number, each in enumerate(some, start=1)
        for row, (floor, amount, people) in enumerate(each.posts, start=2)
    ]  # fmt: skip
    if rows:
        session.execute(insert(AgreedPost), rows)


def book(floor: str) -> LawBook:
    """The law of both cities, with Beijing's new value beside the old one."""
    old, new = FLOORS[floor]
    beijing = (entry("2020-01-01", str(old)), entry(SINCE.isoformat(), str(new)))
    shanghai = (entry("2020-01-01", "2740"),)
    return LawBook(
        places=tuple(
            LawPlace(code, code)
            for code in ("000000", "110000", "310000", "110108", "110105", "110115", "310101")
        ),
        figures=(
            Figure(floor, "110000", floor, "元", FigureKind.STANDING, values=beijing),
            Figure(floor, "310000", floor, "元", FigureKind.STANDING, values=shanghai),
        ),
    )


def by_the_rule(some: tuple[Contract, ...], floor: str) -> tuple[dict[int, list[int]], set[int]]:
    """Ask the rule of every post: who sinks under Beijing's new value, and who would."""
    law_of_both = book(floor)
    found: dict[int, list[int]] = {}
    awaiting: set[int] = set()
    for number, each in enumerate(some, start=1):
        figure = law_of_both.figure_history(floor, place=each.district)
        in_force = each.effective_on is None or each.effective_on <= each.last_on
        if figure.place != "110000" or each.last_on < SINCE or not in_force:
            continue
        term = Term(max(each.first_on, SINCE), each.last_on)
        for name, amount, people in each.posts:
            if name != floor:
                continue
            sinking = wage_floors.first_sinking(amount, figure=figure, term=term)
            if sinking is not None:
                assert sinking.on == term.first_on
                found.setdefault(number, []).append(people)
                if each.effective_on is None:
                    awaiting.add(number)
    return found, awaiting


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=drawn, floor=st.sampled_from(sorted(FLOORS)))
def test_the_query_finds_what_the_rule_finds_post_by_post(session, some, floor):
    with session.begin_nested() as undone:
        agree(session, *some)
        asked = {"floor": floor, "amount": FLOORS[floor][1], "place": "110000", "since": SINCE}
        found = floor_recheck.sinking(session, **asked)
        counted = floor_recheck.tally(session, **asked)
        undone.rollback()

    expected, awaiting = by_the_rule(some, floor)
    listed = {one.case_id: one for one in (*found.contracts, *found.awaiting)}
    assert {key: (one.posts, one.people) for key, one in listed.items()} == {
        number: (len(people), sum(people)) for number, people in expected.items()
    }
    assert {one.case_id for one in found.awaiting} == awaiting
    for number, one in listed.items():
        contract = some[number - 1]
        assert (one.first_on, one.last_on) == (contract.first_on, contract.last_on)
        assert one.sinks_on(SINCE) == max(SINCE, contract.first_on)
    assert counted == floor_recheck.Tally(found.posts, found.people, len(found.contracts))


def low(district: str, *people: int, **days: date | None) -> Contract:
    given = {"first_on": SINCE - DAY, "last_on": SINCE + DAY, "effective_on": SINCE - DAY, **days}
    posts = tuple((MONTHLY, Decimal(2600), each) for each in people)
    return Contract(district=district, posts=posts, **given)  # type: ignore[arg-type]


def asked(place: str = "110000", **more) -> dict:
    return {"floor": MONTHLY, "amount": Decimal(2660), "place": place, "since": SINCE, **more}


class TestWhatIsListed:
    def test_a_contract_stands_with_its_enterprise_and_the_most_people_first(self, session):
        agree(session, low("110108", 2, 3), low("110105", 9), Contract("110115403", SINCE, SINCE,
              None, ()), Contract("310101", SINCE, SINCE, None, ()), low("110108", 1))  # fmt: skip

        found = floor_recheck.sinking(session, **asked())

        assert [(one.number, one.title, one.enterprise_id, one.enterprise_name, one.posts,
                 one.people) for one in found.contracts] == [
            ("110105-2026-0002", "合同2", 2, "示例第2餐饮有限公司", 1, 9),
            ("110108-2026-0001", "合同1", 1, "示例第1餐饮有限公司", 2, 5),
            ("110108-2026-0005", "合同5", None, "合同5", 1, 1),
        ]  # fmt: skip
        assert (found.posts, found.people) == (4, 15)

    def test_only_what_the_actor_may_see_is_listed(self, session):
        agree(session, low("110108", 1), low("110105", 1))
        official = Actor(1, "区总工会", Role.DISTRICT, places=frozenset({"110105"}))
        visible = case_queries.visible_cases(official, on=SINCE)

        found = floor_recheck.sinking(session, **asked(), visible=visible)

        assert [one.district_code for one in found.contracts] == ["110105"]

    def test_nothing_found_is_nothing(self, session):
        assert floor_recheck.sinking(session, **asked()).contracts == ()
        assert floor_recheck.tally(session, **asked()) == floor_recheck.Tally(0, 0, 0)


class TestWhereAPlaceReaches:
    @pytest.fixture(autouse=True)
    def _everywhere(self, session):
        agree(session, *(low(district, 1) for district in DISTRICTS))

    def districts(self, session, place: str) -> set[str]:
        found = floor_recheck.sinking(session, **asked(place))
        return {one.district_code for one in found.contracts}

    def test_a_figure_of_beijing_reaches_all_its_districts_and_nobody_elses(self, session):
        assert self.districts(session, "110000") == {"110108", "110105", "110115403"}

    def test_a_figure_of_one_district_reaches_that_district(self, session):
        assert self.districts(session, "110105") == {"110105"}

    def test_a_figure_of_the_nation_reaches_who_has_none_of_their_own(self, session):
        own = {one.place for one in law.law_book(session).figures if one.name == MONTHLY}

        assert "110000" in own
        assert self.districts(session, "000000") == ({"310101"} if "310000" not in own else set())

    def test_a_district_with_a_figure_of_its_own_is_not_reached_from_above(self, session):
        figure = next(
            one for one in law.law_book(session).figures
            if (one.name, one.place) == (MONTHLY, "110000")
        )  # fmt: skip
        rows = lawbook_rows.as_rows(
            LawBook(
                places=(LawPlace("110108", "海淀区"),),
                figures=(Figure(MONTHLY, "110108", figure.label, figure.unit, figure.kind,
                                values=figure.values[:1]),),
            )
        )  # fmt: skip
        entries = [(part, body) for part, bodies in rows.items() for body in bodies]
        known = {one.code for one in law.law_book(session).places}
        entries = [each for each in entries if each[0] != "places" or "110108" not in known]
        law_actions.enter_all(session, entries, actor=OPERATOR, at=AT)

        assert self.districts(session, "110000") == {"110105", "110115403"}
        assert self.districts(session, "110108") == {"110108"}


def test_the_posts_of_one_case_are_asked_over_its_whole_term(session):
    agree(session, Contract("110108", date(2025, 8, 1), date(2026, 7, 31), None, (
        (MONTHLY, Decimal("2539.99"), 1), (MONTHLY, Decimal(2540), 1),
        (MONTHLY, Decimal("2419.99"), 1))))  # fmt: skip
    case = session.scalars(select(Case).where(Case.id == 1)).one()

    found = floor_recheck.first_sinking_of_case(session, case)

    assert [(one.agreed.row, one.sinking.on, one.sinking.floor_amount) for one in found] == [
        (2, date(2025, 9, 1), Decimal(2540)), (4, date(2025, 8, 1), Decimal(2420)),
    ]  # fmt: skip
