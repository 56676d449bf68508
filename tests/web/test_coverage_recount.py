"""The figures on the page, in the spreadsheet and by command, against a plain recount."""

from __future__ import annotations

import io
import json
from calendar import monthrange
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from flask import g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from bargaining import audit
from bargaining.cli import coverage as command
from bargaining.documents import coverage_tables
from bargaining.models.user import User
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import coverage_register
from bargaining.queries import register as register_queries
from bargaining.queries.coverage import Board
from bargaining.rules import coverage
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.web import coverage_shapes
from tests import coverage_stories
from tests.coverage_stories import BASE, DAY, ELSEWHERE, HERE, Asked, Played, share

ACTORS = {
    "operator": OPERATOR,
    "district": Actor(7, "区", Role.DISTRICT, places=frozenset({HERE})),
    "instructor": Actor(None, "指导员", Role.INSTRUCTOR),
}
DAYS = st.sampled_from([-32, -31, -1, 0, 1, 2, 3, 4, 15, 16, 17, 18, 19, 20, 29, 30, 31, 61, 95])


@pytest.fixture(scope="module", autouse=True)
def _law(database_url, app):
    coverage_stories.prepare(database_url)


def last_year(day: date) -> date:
    return day.replace(year=day.year - 1)  # no day told here is a leap day


def ends_of_months(day: date) -> list[date]:
    """The ends of the twelve months before a day, by counting months."""
    months = [divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(12, 0, -1)]
    return [date(year, month + 1, monthrange(year, month + 1)[1]) for year, month in months]


def sums(found) -> dict[str, int]:
    counted = Counter()
    for one in found.values():
        counted.update({name: one[name] for name in coverage.COUNTS})
    return {name: counted[name] for name in coverage.COUNTS}


def told(answer, names) -> dict[str, object]:
    return {name: answer[name] for name in names}


def text_of(rate) -> str | None:
    return None if rate is None else str(rate)


def sheets(content) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def on_page(value):
    """What a cell of the page shows as its number."""
    return value["text"] if isinstance(value, dict) else value


def in_sheet(value):
    """A value as it comes out of a spreadsheet again."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else float(value)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    story=coverage_stories.stories(),
    shift=DAYS,
    known=st.integers(-2, 5),
    denominator=st.sampled_from(Denominator),
    numerator=st.sampled_from(Numerator),
    stage=st.sampled_from(Stage),
    kind=st.sampled_from(coverage_stories.KINDS),
    who=st.sampled_from(sorted(ACTORS)),
)
def test_page_spreadsheet_and_command_say_what_a_plain_recount_says(
    app, session, story, shift, known, denominator, numerator, stage, kind, who
):
    question = Question(
        on=BASE + shift * DAY, denominator=denominator, numerator=numerator, stage=stage
    )
    with session.begin_nested() as savepoint:
        compare(app, session, story, question, known_on=BASE + known * DAY, kind=kind, who=who)
        audit.forget(session)
        savepoint.rollback()
    session.expire_all()


ENDED = {"signed_on": 0, "filed_on": 1, "effective_on": 2, "term_to": 29, "workers": None}
WAITING = {**ENDED, "effective_on": None, "term_to": 60}
LOOKED = ("stepped", 3, 0, 30, 60, True)  # something written later, so that all is folded again


@pytest.mark.parametrize("later", [(), (LOOKED,)], ids=["from the row", "folded again"])
@pytest.mark.parametrize(
    ("told", "in_talks", "lapsed"),
    [
        ((), 0, 1),
        ((("opened", 1, 0, "wage", 30),), 1, 0),
        ((("opened", 1, 0, "wage", 31),), 0, 1),
        ((("opened", 1, 0, "wage", -1),), 0, 1),
        ((("opened", 1, 0, "women", 30),), 0, 1),
        ((("opened", 1, 2, "wage", 30),), 0, 1),
        ((("row", 1, 0, "wage", "own", "乙", WAITING),), 1, 0),
        ((("row", 1, 0, "wage", "region", "乙", ENDED),), 0, 1),
    ],
)  # fmt: skip
def test_who_has_ended_is_told_apart_by_the_new_round(app, session, told, later, in_talks, lapsed):
    story = [("row", 0, 0, "wage", "own", "甲", ENDED), *told, *later]
    question = Question(on=BASE + 30 * DAY, denominator=Denominator.ALL)

    board = compare(app, session, story, question, known_on=BASE + 2 * DAY)

    total = board.report.total
    assert (total.expired, total.in_talks, total.lapsed) == (1, in_talks, lapsed)
    audit.forget(session)


LIVE = {"signed_on": 0, "filed_on": 1, "effective_on": 2, "term_to": 60, "workers": None}
TAKEN_BACK = ("void", 3, 0)  # later than what is asked, so that all is folded again
CHANGED_LATER = ("changed", 3, 0, 95, None, False)


@pytest.mark.parametrize("later", [(), (TAKEN_BACK,)], ids=["from the row", "folded again"])
@pytest.mark.parametrize("filed", [None, 30])
@pytest.mark.parametrize(("day", "covered"), [(29, 1), (30, 1), (31, 0)])
def test_a_contract_that_was_ended_counts_on_that_day_and_no_longer_after(
    app, session, filed, later, day, covered
):
    story = [("row", 0, 0, "wage", "own", "甲", LIVE), ("ended", 1, 0, 30, filed), *later]
    question = Question(on=BASE + day * DAY, denominator=Denominator.ALL)

    board = compare(app, session, story, question, known_on=BASE + 2 * DAY)

    assert board.report.total.covered == covered
    audit.forget(session)


@pytest.mark.parametrize("later", [(), (CHANGED_LATER,)], ids=["from the row", "folded again"])
@pytest.mark.parametrize(
    ("changed", "day", "covered", "lapsing"),
    [
        ((30, 200), 29, 1, 1),  # until the change works the old last day holds
        ((30, 200), 30, 1, 0),
        ((30, 200), 61, 1, 0),
        ((61, 200), 61, 1, 0),  # the last day it can still be lengthened
        ((62, 200), 61, 0, 0),
        ((62, 200), 62, 0, 0),  # what has run out is not brought back
        ((30, 31), 31, 1, 1),
        ((30, 31), 32, 0, 0),
        ((30, 2), 29, 1, 1),  # cut short, it held until the day before the change
        ((30, 2), 30, 0, 0),
    ],
)
def test_a_changed_last_day_counts_from_the_day_the_change_works(
    app, session, changed, later, day, covered, lapsing
):
    works, last = changed
    story = [
        ("row", 0, 0, "wage", "own", "甲", LIVE), ("changed", 1, 0, works, last, True), *later
    ]  # fmt: skip
    question = Question(on=BASE + day * DAY, denominator=Denominator.ALL)

    board = compare(app, session, story, question, known_on=BASE + 2 * DAY)

    assert (board.report.total.covered, board.report.total.lapsing_90) == (covered, lapsing)
    audit.forget(session)


@pytest.mark.parametrize("later", [(), (TAKEN_BACK,)], ids=["from the row", "folded again"])
@pytest.mark.parametrize(
    ("day", "street_known", "where"),
    [(29, True, HERE), (30, True, ELSEWHERE), (30, False, HERE)],
)
def test_who_moves_counts_in_the_new_district_from_the_day_the_register_follows(
    app, session, later, day, street_known, where
):
    story = [("row", 0, 0, "wage", "own", "甲", LIVE), ("moved", 1, 0, 30, street_known), *later]
    question = Question(on=BASE + day * DAY, denominator=Denominator.ALL)

    board = compare(app, session, story, question, known_on=BASE + 2 * DAY)

    covered = {line.key: line.covered for line in board.report.lines}
    assert {place for place, count in covered.items() if count} == {where}
    assert board.report.total.covered == 1
    audit.forget(session)


def test_a_change_that_was_objected_to_changes_nothing(app, session):
    story = [
        ("row", 0, 0, "wage", "own", "甲", LIVE), ("changed", 1, 0, 30, 200, False)
    ]  # fmt: skip
    question = Question(on=BASE + 61 * DAY, denominator=Denominator.ALL)

    board = compare(app, session, story, question, known_on=BASE + 2 * DAY)

    assert board.report.total.covered == 0
    audit.forget(session)


def compare(
    app, session, story, question, *, known_on, kind=ContractKind.WAGE, who="operator"
) -> Board:
    """Play a story and hold everything that is shown against the plain recount."""
    played = Played(session, instructor=an_account(session))
    played.play(story)
    actor = ACTORS[who]
    if who == "instructor":
        actor = replace(actor, user_id=played.instructor)
    asked = Asked(
        on=question.on, known_on=known_on, denominator=question.denominator.value,
        numerator=question.numerator.value, stage=question.stage.value, kind=kind.value,
        district=HERE if who == "district" else None,
        instructor=played.instructor if who == "instructor" else None,
    )  # fmt: skip
    read = coverage_queries.ground(session, actor=actor, on=question.on, known_on=known_on)
    board = coverage_queries.board(session, read, actor=actor, question=question, kind=kind)
    as_command = json.loads(json.dumps(command.board_as_json(board)))
    same_groups(session, played.ids, asked, as_command)
    same_denominators(session, played.ids, asked, as_command)
    same_kinds(session, played.ids, asked, as_command)
    same_trend(session, played.ids, asked, as_command)
    same_on_page_and_in_sheets(app, board, as_command)
    same_alone(session, actor, board, known_on)
    same_register(session, actor, read, known_on)
    return board


def an_account(session) -> int:
    one = User(
        email="someone", name="某人", password="x", active=True, fs_uniquifier="x",
        created_at=coverage_stories.moment(-60),
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one.id


def same_groups(session, ids, asked, answer) -> None:
    found = coverage_stories.recount(session, ids, asked)

    assert told(answer["total"], coverage.COUNTS) == sums(found)
    for line in answer["rows"]:
        here = {key: one for key, one in found.items() if one["district"] == line["key"]}
        assert here
        assert told(line, coverage.COUNTS) == sums(here)
        assert line["rate"] == text_of(share(line["covered"], line["enterprises"]))
    for name in coverage.COUNTS:
        assert sum(line[name] for line in answer["rows"]) == answer["total"][name]


def same_denominators(session, ids, asked, answer) -> None:
    for line in answer["denominators"]:
        for numerator in Numerator:
            other = replace(asked, denominator=line["denominator"], numerator=numerator.value)
            total = sums(coverage_stories.recount(session, ids, other))
            assert line[numerator.value] == total["covered"]
            assert line[f"{numerator.value}_rate"] == text_of(
                share(total["covered"], total["enterprises"])
            )
            names = ("enterprises", "presumed", "in_talks", "lapsed")
            assert told(line, names) == told(total, names)


def same_kinds(session, ids, asked, answer) -> None:
    for line in answer["kinds"]:
        for stage in Stage:
            other = replace(asked, kind=line["kind"], stage=stage.value)
            total = sums(coverage_stories.recount(session, ids, other))
            assert line[stage.value] == total["covered"]
            assert line[f"{stage.value}_rate"] == text_of(
                share(total["covered"], total["enterprises"])
            )
            names = ("enterprises", "presumed", "lapsing_90", "in_talks", "lapsed")
            assert told(line, names) == told(total, names)


def same_trend(session, ids, asked, answer) -> None:
    days = [*ends_of_months(asked.on), asked.on]

    assert [one["on"] for one in answer["trend"]] == [day.isoformat() for day in days]
    points = [*answer["trend"], answer["year_ago"]]
    for point, day in zip(points, [*days, last_year(asked.on)], strict=True):
        total = sums(coverage_stories.recount(session, ids, replace(asked, on=day)))
        assert point == {
            "on": day.isoformat(),
            "enterprises": total["enterprises"],
            "covered": total["covered"],
            "rate": text_of(share(total["covered"], total["enterprises"])),
        }


def same_on_page_and_in_sheets(app, board, answer) -> None:
    with app.test_request_context("/coverage"):
        g.actor = OPERATOR
        page = coverage_shapes.tables(board, {})
        head = coverage_shapes.headline(board, {})
        tiles = coverage_shapes.tiles(board, {})
    book = sheets(coverage_tables.write_board(board, words=["口径"]))
    for name, table in zip(page, coverage_tables.tables(board), strict=True):
        head_row, *rows = book[table.title]
        assert head_row == [column.label for column in table.columns]
        lines = [*table.rows, *([table.total] if table.total else [])]
        assert rows == [[in_sheet(one.cells[c.key]) for c in table.columns] for one in lines]
        shown = [one["cells"] for one in page[name]["rows"]]
        shown += [page[name]["total"]] if page[name]["total"] else []
        for cells, one in zip(shown, lines, strict=True):
            for key, value in cells.items():
                assert on_page(value) == one.cells[key]
    of_command = {
        "groups": [*answer["rows"], answer["total"]],
        "denominators": answer["denominators"],
        "kinds": answer["kinds"],
        "trend": [answer["year_ago"], *answer["trend"]],
    }
    for name, lines in of_command.items():
        shown = [one["cells"] for one in page[name]["rows"]]
        shown += [page[name]["total"]] if page[name]["total"] else []
        for cells, line in zip(shown, lines, strict=True):
            for key in cells.keys() & line.keys() - {"name", "on", "rate", "target"}:
                assert on_page(cells[key]) == line[key]
    assert text_of(head["rate"]) == answer["total"]["rate"]
    assert int(tiles[0]["value"]) == answer["total"]["enterprises"]
    assert int(tiles[1]["value"]) == answer["total"]["covered"]


def same_alone(session, actor, board, known_on) -> None:
    """One day and kind asked alone say what the board says."""
    alone = coverage_queries.report(
        session, actor=actor, question=board.report.question, kind=board.report.kind,
        known_on=known_on,
    )  # fmt: skip

    assert (alone.lines, alone.total) == (board.report.lines, board.report.total)
    assert alone.list_hash == board.report.list_hash


def same_register(session, actor, read, known_on) -> None:
    """Every day's members are those that the register itself lists for that day."""
    over = coverage_register.members_over(session, actor, days=read.days, known_on=known_on)
    for number, day in enumerate(read.days):
        here = [one for one, days in over if days >> number & 1]
        listed = register_queries.register_as_of(session, actor, as_of=day, known_on=known_on)
        assert [one.id for one in here] == [one.id for one in listed]
        for one, other in zip(here, listed, strict=True):
            assert (one.name, one.district, one.street, one.workers, one.unionised) == (
                other.name, other.district_code, other.street_code, other.workers,
                other.unionised,
            )  # fmt: skip
            assert one.separate is (other.union_form == "单独")
            assert one.operating is other.operating


def test_the_grouping_does_not_change_the_total(session):
    played = Played(session, instructor=an_account(session))
    played.play([("row", 0, 0, "wage", "own", "甲",
                  {"signed_on": 0, "filed_on": 1, "effective_on": 2, "term_to": 60,
                   "workers": None})])  # fmt: skip
    on = BASE + 10 * DAY
    read = coverage_queries.ground(session, actor=OPERATOR, on=on, known_on=on)

    totals = {
        coverage_queries.board(
            session, read, actor=OPERATOR, question=Question(on=on, by=by), kind=ContractKind.WAGE
        ).report.total
        for by in Grouping
    }

    assert len(totals) == 1
    assert next(iter(totals)).covered == 1
    audit.forget(session)


def test_the_number_of_statements_does_not_grow_with_what_is_counted(session, statements):
    played = Played(session, instructor=an_account(session))
    on = BASE + 10 * DAY

    def look() -> int:
        with statements(session) as sent:
            read = coverage_queries.ground(session, actor=OPERATOR, on=on, known_on=on)
            coverage_queries.board(
                session, read, actor=OPERATOR, question=Question(on=on), kind=ContractKind.WAGE
            )
        return len(sent)

    few = look()
    days = {"signed_on": 0, "filed_on": 1, "effective_on": 2, "term_to": 60, "workers": 5}
    played.play([("row", 0, number, "wage", "own", "甲", days) for number in range(3)])
    played.play([("register", 1, number, 2, "workers") for number in range(3)])
    session.flush()

    assert look() == few
    audit.forget(session)


@pytest.fixture
def statements():
    """Note the statements that are sent within a block."""

    @contextmanager
    def noted(session):
        sent: list[str] = []

        def note(*given: object) -> None:
            sent.append(str(given[2]))

        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    return noted
