"""Entering law, taking it out, and a newer shipped edition on a database that is in use."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bargaining import db, errors
from bargaining.actions import law as law_actions
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.law_entry import LawEntry
from bargaining.queries import law as law_queries
from bargaining.readers import seeds
from bargaining.rules.figures import FigureKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import OPERATOR, Actor, Role

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 2, tzinfo=UTC)
ADMIN = Actor(7, "李管理", Role.ADMIN)
BOOK = seeds.load_law_book()
MONTHLY = "minimum_wage_monthly"
BEIJING = "110000"
BODY = {
    "figure": MONTHLY,
    "place": BEIJING,
    "effective_from": "2026-09-01",
    "value": "2660",
    "source": {"title": "试拟的通知"},
    "verification": "已核：通知原文",
    "checked_on": "2026-07-20",
}


def the_old_edition() -> LawBook:
    """What was shipped before: no parts of figures, fewer places, no value of 2025."""
    kept = [figure for figure in BOOK.figures if figure.scope is None]
    kept = [figure for figure in kept if figure.kind is not FigureKind.OBSERVED]
    kept = [figure for figure in kept if figure.place == BEIJING]
    floors = [
        replace(figure, values=figure.values[:-1], definition="旧的定义")
        if figure.name == MONTHLY
        else figure
        for figure in kept
    ]
    left = [one for one in BOOK.left_out if one.place == BEIJING]
    return replace(
        BOOK,
        figures=tuple(floors),
        rules=tuple(reversed(BOOK.rules[1:])),
        left_out=tuple(left),
        places=tuple(place for place in BOOK.places if place.code[:2] in {"00", "11"}),
    )


def load(session, book=BOOK, *, at=AT):
    return law_actions.load_law(session, book, actor=OPERATOR, at=at)


def floor_on(session, day: str):
    book = law_queries.read_afresh(session)
    return str(book.figure(MONTHLY, on=date.fromisoformat(day), place=BEIJING).value)


def enter(session, body=BODY):
    return law_actions.enter(session, "figure_values", body, actor=ADMIN, at=LATER)


def standing(session, start: str) -> LawEntry:
    wanted = LawEntry.body["effective_from"].astext == start
    return session.scalars(
        select(LawEntry).where(
            LawEntry.part == "figure_values",
            LawEntry.body["figure"].astext == MONTHLY,
            wanted,
            LawEntry.retired_at.is_(None),
        )
    ).one()


class TestEnter:
    def test_it_stands_beside_the_others_from_its_day(self, session):
        load(session)

        entry = enter(session)

        assert not entry.seeded
        assert entry.actor_name == "李管理"
        assert floor_on(session, "2026-08-31") == "2540"
        assert floor_on(session, "2026-09-01") == "2660"

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"effective_from": "2025-09-01"}, "重复收录"),
            ({"source": {"title": " "}}, "没有写明出处"),
            ({"figure": "nobody"}, "nobody"),
            ({"value": None}, "状态与数值不符"),
        ],
    )
    def test_the_book_must_stay_whole_else_nothing_is_added(self, session, more, said):
        load(session)
        before = session.scalar(select(func.count(LawEntry.id)))

        with pytest.raises(errors.Unusable, match=said):
            enter(session, {**BODY, **more})

        assert session.scalar(select(func.count(LawEntry.id))) == before
        assert floor_on(session, "2026-09-01") == "2540"

    def test_of_several_that_belong_together_all_or_none(self, session):
        load(session)

        with pytest.raises(errors.Unusable):
            law_actions.enter_all(
                session,
                [("figure_values", BODY), ("figure_values", {**BODY, "figure": "nobody"})],
                actor=ADMIN,
                at=LATER,
            )

        assert floor_on(session, "2026-09-01") == "2540"


class TestRetire:
    def test_what_was_before_speaks_again_and_the_entry_stays(self, session):
        load(session)
        entry = enter(session)

        law_actions.retire(session, entry.id, at=LATER, actor=ADMIN)

        assert floor_on(session, "2026-09-01") == "2540"
        assert session.get_one(LawEntry, entry.id).retired_by == "李管理"

    def test_twice_is_told_and_nobody_is_nobody(self, session):
        load(session)
        entry = enter(session)
        law_actions.retire(session, entry.id, at=LATER, actor=ADMIN)

        with pytest.raises(errors.Refused, match="已经停用"):
            law_actions.retire(session, entry.id, at=LATER, actor=ADMIN)
        with pytest.raises(errors.NotVisible):
            law_actions.retire(session, 10**8, at=LATER, actor=ADMIN)


class TestUpgrade:
    def test_the_first_loading_is_the_whole_book_and_the_second_nothing(self, session):
        assert load(session) > 2000
        assert law_queries.read_afresh(session) == BOOK
        assert load(session, at=LATER) == 0

    def test_an_old_book_becomes_the_new_one(self, session):
        load(session, the_old_edition())
        assert floor_on(session, "2026-01-01") == "2420"

        added = load(session, at=LATER)

        assert added > 0
        assert law_queries.read_afresh(session) == BOOK
        assert load(session, at=LATER) == 0

    def test_it_is_written_down(self, session):
        load(session, the_old_edition())
        db.finish(session)
        load(session, at=LATER)
        db.finish(session)

        found = session.scalars(select(AuditEntry).where(AuditEntry.event == "law.upgrade")).all()

        assert found[-1].detail["entries"] > 0
        assert found[-1].detail["retired"] == 1  # the floor with the old definition

    def test_what_an_administrator_entered_and_took_out_stays_so(self, session):
        load(session, the_old_edition())
        enter(session, {**BODY, "effective_from": "2025-09-01", "value": "2541"})
        law_actions.retire(session, standing(session, "2023-09-01").id, at=LATER, actor=ADMIN)

        load(session, at=LATER)

        assert floor_on(session, "2026-01-01") == "2541"
        assert floor_on(session, "2025-08-31") == "2320"
        told = law_queries.shipped_upgrade(session, BOOK)
        assert not told.changes_anything
        days = {one.shipped.body["effective_from"] for one in told.conflicts}
        assert days == {"2025-09-01", "2023-09-01"}

    def test_an_edition_that_does_not_fit_is_left_out(self, session, caplog):
        load(session, the_old_edition())
        # Somebody entered under a figure of another kind what is shipped as a standing one.
        head = {
            "name": "average_wage_legal_entity_quarterly", "place": BEIJING, "label": "季平均",
            "unit": "元/月", "kind": "yearly",
        }  # fmt: skip
        law_actions.enter(session, "figures", head, actor=ADMIN, at=LATER)
        floor = next(one for one in BOOK.figures if one.name == MONTHLY)
        clash = replace(BOOK, figures=(*BOOK.figures, replace(floor, name=head["name"])))

        assert load(session, clash, at=LATER) == 0
        assert floor_on(session, "2026-01-01") == "2420"
        assert "does not fit" in caplog.text


class TestTheShelf:
    def test_two_entries_retired_in_turn_are_two_books(self, session):
        load(session)
        first, second = standing(session, "2025-09-01"), standing(session, "2023-09-01")

        def floor():
            book = law_queries.law_book(session)
            return str(book.figure(MONTHLY, on=date(2025, 12, 1), place=BEIJING).value)

        with session.begin_nested() as attempt:
            law_actions.retire(session, first.id, at=LATER, actor=ADMIN)
            assert floor() == "2420"
            attempt.rollback()
        session.refresh(second)
        law_actions.retire(session, second.id, at=LATER, actor=ADMIN)

        assert floor() == "2540"


def test_of_two_at_once_the_second_finds_the_first(make_database):
    """Two administrators enter the same day on connections of their own."""
    engine = create_engine(make_database())
    with Session(engine) as session:
        load(session)
        db.finish(session)
    said: list[str] = []
    start = threading.Barrier(2)

    def act(amount: str) -> None:
        with Session(engine) as session:
            start.wait()
            try:
                enter(session, {**BODY, "value": amount})
                law_actions.audit.record(
                    session, at=LATER, actor=ADMIN, event="test.enter", subject="law:1"
                )
                db.finish(session)
                said.append("entered")
            except errors.Unusable as problem:
                session.rollback()
                said.append(str(problem))

    people = [threading.Thread(target=act, args=(amount,)) for amount in ("2660", "2670")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    engine.dispose()

    assert sorted(said)[0] == "entered"
    assert "重复收录" in next(one for one in said if one != "entered")
