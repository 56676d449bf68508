"""An office chooses the reading that judges lateness: its own cases are dated anew, no others."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select

from bargaining import db
from bargaining.actions import counting, rebuild
from bargaining.errors import NotVisible, Unusable
from bargaining.jobs import redating as job
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import LawChange, Redating
from bargaining.models.office_setting import OfficeSetting
from bargaining.queries import counting as counting_queries
from bargaining.queries import law as law_queries
from bargaining.rules.calendar import Reading
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests.office import AT, furnished

DELIVERED = date(2026, 9, 11)  # E1: twenty days end on 国庆节
CITY = Actor(1, "市总", Role.CITY, frozenset({"110000"}))
HAIDIAN = Actor(2, "海淀", Role.DISTRICT, frozenset({"110108"}))
ADMIN = Actor(3, "管理员", Role.ADMIN)


@pytest.fixture(scope="module")
def furnished_office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("counting")) as made:
        yield made


@pytest.fixture
def office(furnished_office):
    """The module's office; what a test chose is given back after it."""
    yield furnished_office
    for row in every(furnished_office, OfficeSetting):
        choose(furnished_office, row.place_code, None)


def choose(office, place, reading, *, actor=ADMIN):
    """Choose as the page does, and let the job run; give the number of the change, if any."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        change = counting.set_reading(session, place, reading, actor=actor, at=AT)
        number = change.id if change else None
    if number is not None:
        with office.app.app_context():
            job.settle(number, at=AT, tell=lambda _done, _total: None)
    return number


def test_of_several_at_once_the_first_changes_it_and_the_others_find_it_so(office):
    found = []

    def pressed():
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            change = counting.set_reading(session, "110000", Reading.A, actor=ADMIN, at=AT)
            found.append(change.id if change else None)

    people = [threading.Thread(target=pressed) for _ in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert len(found) == 4
    (change_id,) = [one for one in found if one is not None]
    with office.app.app_context():
        job.settle(change_id, at=AT, tell=lambda _done, _total: None)


def delivered(office):
    number = office.open_case(on=DELIVERED)
    office.take(number, "send_proposal", DELIVERED, delivered="yes")
    return number


def deadline(office, number, rule="T-OFFER-REPLY"):
    with office.app.app_context():
        return db.db.session().scalars(
            select(Deadline)
            .join(Case, Case.id == Deadline.case_id)
            .where(Case.number == number, Deadline.rule_id == rule)
        ).one()  # fmt: skip


def every(office, model):
    with office.app.app_context():
        return db.db.session().scalars(select(model).order_by(*model.__table__.primary_key)).all()


def moved_by(office, change):
    return [one for one in every(office, Redating) if one.law_change_id == change]


def whole(office):
    """Fold every case again: what is stored must be what follows."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        batch = rebuild.compare(session, after_id=0)
        return batch is None or batch.found == ()


def test_the_last_day_in_time_moves_and_nothing_else(office):
    number = delivered(office)
    assert deadline(office, number).overdue_after == date(2026, 10, 8)

    change = choose(office, "110000", Reading.A)

    found = deadline(office, number)
    assert (found.remind_on, found.due_on, found.overdue_after) == (
        date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 4))  # fmt: skip
    assert found.proof["judged_by"] == "A"
    (moved,) = moved_by(office, change)
    assert moved.rule_id == "T-OFFER-REPLY"
    assert (moved.before["overdue_after"], moved.after["overdue_after"]) == (
        "2026-10-08", "2026-10-04")  # fmt: skip
    assert whole(office)


def test_silence_takes_effect_by_reading_b_whatever_is_chosen(office):
    number = office.filed_case(on=date(2026, 3, 6))
    change = choose(office, "000000", Reading.A)

    review = deadline(office, number, "T-REVIEW")
    assert review.due_on == review.overdue_after == date(2026, 3, 23)
    assert review.proof["effective_on"] == "2026-03-24"
    assert "T-REVIEW" not in {one.rule_id for one in moved_by(office, change)}


def test_a_case_that_begins_later_is_judged_by_the_choice_at_once(office):
    choose(office, "110108", Reading.A, actor=HAIDIAN)

    assert deadline(office, delivered(office)).overdue_after == date(2026, 10, 4)


def test_the_change_is_written_down_in_words(office):
    number = choose(office, "110108", Reading.A, actor=HAIDIAN)

    (change,) = [one for one in every(office, LawChange) if one.id == number]
    assert (change.kind, change.place_code, change.actor_name) == ("counting", "110108", "海淀")
    assert change.title == "海淀区判断逾期改用口径A（原来用口径B）"
    assert change.detail["reading"] == "A"
    assert change.settled_at is not None


def test_what_changes_nothing_is_no_change_of_the_law(office):
    assert choose(office, "110108", Reading.B, actor=HAIDIAN) is None
    assert [one.place_code for one in every(office, OfficeSetting)] == ["110108"]
    assert choose(office, "110000", Reading.A, actor=CITY) is not None
    number = delivered(office)
    assert deadline(office, number).overdue_after == date(2026, 10, 8)

    assert choose(office, "110108", None, actor=HAIDIAN) is not None
    assert deadline(office, number).overdue_after == date(2026, 10, 4)
    assert [one.place_code for one in every(office, OfficeSetting)] == ["110000"]
    assert whole(office)


def test_the_nearest_office_prevails_and_the_zone_belongs_to_the_city(office):
    choose(office, "110115", Reading.A)
    with office.app.app_context():
        book = law_queries.law_book(db.db.session())
        assert book.reading("110115") is book.reading("110115001") is Reading.A
        assert book.reading("110115403") is book.reading("110108") is Reading.B

    choose(office, "110000", Reading.A)
    choose(office, "110115", Reading.B)
    with office.app.app_context():
        book = law_queries.law_book(db.db.session())
        assert book.reading("110115") is Reading.B
        assert book.reading("110115403") is book.reading("110108012") is Reading.A
        assert book.reading("310101") is Reading.B


def test_where_nobody_chose_the_book_holds_no_readings(office):
    with office.app.app_context():
        assert law_queries.law_book(db.db.session()).readings == ()


def test_every_other_process_sees_a_choice_at_its_next_question(office):
    """The book is shelved by what all offices have set, so the same hour does not hide a change."""
    for reading in (Reading.A, Reading.B, Reading.A):
        choose(office, "110108", reading)
        with office.app.app_context():
            assert law_queries.law_book(db.db.session()).reading("110108") is reading


@pytest.mark.parametrize(
    ("actor", "place"),
    [(HAIDIAN, "110105"), (HAIDIAN, "110000"), (CITY, "310000"),
     (Actor(4, "主席", Role.UNION_CHAIR), "110108")],
)  # fmt: skip
def test_nobody_chooses_for_another_office(office, actor, place):
    with pytest.raises(NotVisible):
        choose(office, place, Reading.A, actor=actor)

    assert every(office, OfficeSetting) == []


def test_an_unknown_place_is_refused(office):
    with pytest.raises(Unusable, match="没有代码为“999999”的地方"):
        choose(office, "999999", Reading.A)


def test_the_deadlines_on_which_the_readings_part_are_counted(office):
    def parting(place):
        with office.app.app_context():
            return counting_queries.count_parting(db.db.session(), place)

    before = parting("000000")
    delivered(office)
    plain = office.open_case(on=date(2026, 3, 3))
    office.take(plain, "send_proposal", date(2026, 3, 3), delivered="yes")
    office.filed_case(on=date(2026, 3, 6))
    ended = delivered(office)
    office.take(ended, "record_reply", date(2026, 9, 14), answer="agree")

    assert parting("110108") == parting("000000") == before + 1
    assert parting("110105") == 0
