"""The gap on real data: who, why, since when stuck, who looks after it, and who came and left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from bargaining.actions import backfill, contacts, enterprises, entries
from bargaining.actions import cases as case_actions
from bargaining.actions.persons import PersonKey
from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import gap as gap_queries
from bargaining.queries import gap_rows
from bargaining.queries.coverage import Within
from bargaining.queries.gap_rows import Narrow
from bargaining.rules import trend
from bargaining.rules.coverage import Denominator, Question
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.gap import GapCategory
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import instructors_stage, ledger_rows, street_office
from tests.ledger_rows import AT, OTHER, TODAY, UNION, row

DAY = timedelta(days=1)
EVERYWHERE, EVERYTHING = Within(), Narrow()
TONGZHOU, CHAOYANG = "110112", "110105"
KEY = PersonKey("3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def sample(session):
    """The sample ledger, taken in."""
    backfill.import_contracts(session, ledger_rows.sample(), actor=OPERATOR, at=AT, today=TODAY)
    return session


def district(code=TONGZHOU):
    return Actor(1, "区", Role.DISTRICT, places=frozenset({code}))


def take(session, *rows, at=AT):
    numbered = [replace(one, row=line) for line, one in enumerate(rows, start=2)]
    result = backfill.import_contracts(session, numbered, actor=OPERATOR, at=at, today=TODAY)
    assert not result.rejected
    return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def find(session, *, actor=OPERATOR, on=TODAY, known_on=TODAY, within=EVERYWHERE, **asked):
    """Ask for the gap, and for what changed since the same day last year."""
    read = coverage_queries.ground(session, actor=actor, on=on, known_on=known_on)
    board = coverage_queries.board(
        session, read, actor=actor, question=Question(on=on, **asked), kind=ContractKind.WAGE,
        within=within,
    )  # fmt: skip
    found = gap_queries.find_gap(session, board.report)
    change = gap_queries.find_change(
        session, read, board.report, before_on=trend.year_before(on), within=within
    )
    return found, change


def category(session, code, **asked):
    found, _change = find(session, **asked)
    return next((one.category for one in found.missing if one.standing.member.code == code), None)


def enterprise(session, code=UNION):
    return session.scalars(select(Enterprise).where(Enterprise.code == code)).one()


def open_case(session, firm, on):
    return case_actions.open_case(
        session, firm, year=on.year, on=on, actor=OPERATOR, at=AT, today=TODAY
    )


class TestTheList:
    def test_it_holds_whoever_is_not_covered_and_whoever_lapses(self, sample):
        found, _ = find(sample, denominator=Denominator.ALL)
        total = found.report.total

        assert len(found.missing) == total.enterprises - total.covered + total.lapsing_90
        assert sum(found.counts.values()) == len(found.missing)
        assert found.counts[GapCategory.LAPSING] == total.lapsing_90 == 4
        assert found.counts[GapCategory.PRESUMED] == total.presumed == 2
        assert found.counts[GapCategory.LAPSED] == total.lapsed == 6

    def test_nobody_stands_there_twice(self, sample):
        found, _ = find(sample, denominator=Denominator.ALL)
        ids = [one.standing.member.id for one in found.missing]

        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"filed_on": None, "effective_on": None}, GapCategory.UNFILED),
            ({"effective_on": None}, GapCategory.PRESUMED),
            ({"effective_on": None, "filed_on": TODAY - DAY}, GapCategory.UNPROVED),
            ({"term_from": date(2025, 7, 1), "term_to": date(2026, 6, 30)}, GapCategory.LAPSED),
            ({"term_to": TODAY + 30 * DAY}, GapCategory.LAPSING),
            ({}, None),
        ],
    )
    def test_why_each_is_on_it(self, session, said, expected):
        take(session, row(**said))

        assert category(session, UNION) is expected
        assert category(session, OTHER) is GapCategory.NEVER

    def test_a_new_round_under_way_is_a_talk(self, session):
        take(session, row(term_from=date(2025, 7, 1), term_to=date(2026, 6, 30)))
        open_case(session, enterprise(session), date(2026, 8, 3))

        assert category(session, UNION) is GapCategory.TALKING

    def test_proof_of_receipt_moves_it_on(self, session):
        case = take(session, row(effective_on=None, filed_on=TODAY - DAY))
        entries.append(
            session, case, "record_receipt", on=TODAY - DAY, payload={"proof": "receipt"},
            actor=OPERATOR, at=AT,
        )  # fmt: skip

        assert category(session, UNION) is GapCategory.PENDING


class TestOtherDays:
    def test_before_the_filing_it_was_signed_only(self, session):
        take(session, row(effective_on=None))

        assert category(session, UNION, on=date(2026, 6, 25)) is GapCategory.UNPROVED
        assert category(session, UNION, on=date(2026, 6, 24)) is GapCategory.UNFILED
        assert category(session, UNION, on=date(2026, 6, 19)) is GapCategory.NEVER

    def test_what_was_not_written_down_yet_was_not_known(self, session):
        case = take(session, row(effective_on=None, filed_on=None))
        entries.append(
            session, case, "file", on=TODAY - DAY, payload={"proof": "none"}, actor=OPERATOR,
            at=AT + 2 * DAY,
        )  # fmt: skip

        assert category(session, UNION) is GapCategory.UNFILED
        assert category(session, UNION, known_on=TODAY + 2 * DAY) is GapCategory.UNPROVED


class TestWhoSeesWhat:
    def test_a_district_finds_its_own_and_nothing_of_another(self, sample):
        found, _ = find(sample, actor=district())

        assert {one.standing.member.district for one in found.missing} == {TONGZHOU}

    def test_one_street_alone(self, sample):
        whole, _ = find(sample)
        street = whole.missing[0].standing.member.street

        found, _ = find(sample, within=Within(street=street))

        assert {one.standing.member.street for one in found.missing} == {street}
        assert found.report.total.enterprises < whole.report.total.enterprises

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.INSTRUCTOR])
    def test_who_sees_no_enterprise_finds_no_gap(self, sample, role):
        found, change = find(sample, actor=Actor(1, "某", role, places=frozenset({TONGZHOU})))

        assert found.missing == ()
        assert (change.came, change.left) == ((), ())


def changed(session, code, effective_on, **fields):
    enterprises.change_enterprise(
        session, enterprise(session, code).id, fields, effective_on=effective_on, source="变更",
        actor=OPERATOR, at=AT, today=TODAY, key=KEY, phone=None,
    )  # fmt: skip


class TestTheDenominator:
    def test_nothing_moved(self, session):
        _, change = find(session)

        assert (change.before_on, change.came, change.left) == (date(2025, 11, 21), (), ())

    def test_who_came_and_who_left_and_why(self, session):
        changed(session, UNION, TODAY - 10 * DAY, operating=False, operating_ground="注销")
        changed(session, OTHER, TODAY - 400 * DAY, operating=False)
        changed(session, OTHER, TODAY - 10 * DAY, operating=True)

        _, change = find(session, denominator=Denominator.OPERATING)

        assert [(one.member.code, one.reason) for one in change.left] == [
            (UNION, "不再正常经营（注销）")
        ]
        assert [(one.member.code, one.reason) for one in change.came] == [(OTHER, "恢复正常经营")]

    def test_who_moved_away_left_one_district_and_came_into_the_other(self, session):
        changed(session, UNION, TODAY - 10 * DAY, street_code="110105001")

        _, left = find(session, actor=district())
        _, came = find(session, actor=district(CHAOYANG))

        assert [(one.member.code, one.reason) for one in left.left] == [(UNION, "划出本地")]
        assert [(one.member.code, one.reason) for one in came.came] == [(UNION, "划入本地")]

    def test_what_was_not_known_then_moved_nobody(self, session):
        changed(session, UNION, TODAY - 10 * DAY, operating=False)

        _, change = find(session, known_on=TODAY - DAY, denominator=Denominator.OPERATING)

        assert change.left == ()


def lines(session, *, narrow=EVERYTHING, page=1, actor=OPERATOR, **asked):
    found, _ = find(session, actor=actor, **asked)
    return gap_rows.find_page(session, found, narrow=narrow, page=page, today=TODAY)


def line_of(session, code=UNION, **asked):
    found, _ = find(session, **asked)
    every = gap_rows.every_line(session, found, narrow=Narrow(), today=TODAY)
    return next(one for one in every if one.missing.standing.member.code == code)


class TestOneLine:
    def test_who_has_no_case_waits_for_nothing_yet(self, session):
        one = line_of(session)

        assert (one.case, one.waiting, one.stuck_since, one.deadline) == (None, None, None, None)
        assert one.keeper == ("", ())
        assert one.contact is None

    def test_where_it_is_stuck_since_when_and_by_when(self, session):
        case = open_case(session, enterprise(session), date(2026, 2, 2))
        street_office.take(session, case, "send_proposal", date(2026, 2, 3))

        one = line_of(session)

        assert one.case is case
        assert one.waiting.words == "等企业书面答复"
        assert one.stuck_since == date(2026, 2, 3)
        assert one.deadline.rule_id == "T-OFFER-REPLY"

    def test_who_looks_after_it(self, session):
        street = enterprise(session).street_code
        instructors_stage.instructor(session, "社工甲", place=street, role=Role.STREET_STAFF)
        gone = instructors_stage.instructor(
            session, "社工乙", place=street, role=Role.STREET_STAFF, to_on=TODAY - DAY
        )
        assert gone.name == "社工乙"
        assert line_of(session).keeper == ("街道社工", ("社工甲",))

        sent = instructors_stage.instructor(session, "指导员丙", place=TONGZHOU)
        official = replace(instructors_stage.OFFICIAL, places=frozenset({TONGZHOU}))
        sending = instructors_stage.send(
            session, enterprise(session), sent, actor=official, today=TODAY
        )
        assert line_of(session).keeper == ("指导员，已派等答复", ("指导员丙",))

        instructors_stage.accept(session, sending, sent, today=TODAY)
        assert line_of(session).keeper == ("指导员", ("指导员丙",))

    def test_the_last_contact(self, session):
        entry = contacts.Entry(TODAY - 3 * DAY, "phone", "下周再谈")
        contacts.log(session, enterprise(session).id, entry, actor=OPERATOR, at=AT, today=TODAY)

        assert line_of(session).contact.on == TODAY - 3 * DAY


class TestNarrowing:
    def test_by_category(self, sample):
        page = lines(
            sample, narrow=Narrow(category=GapCategory.LAPSED), denominator=Denominator.ALL
        )

        assert page.total == 6
        assert {one.missing.category for one in page.lines} == {GapCategory.LAPSED}

    def test_by_what_is_not_covered(self, sample):
        found, _ = find(sample)

        page = lines(sample, narrow=Narrow(uncovered=True))

        assert page.total == len(found.missing) - found.counts[GapCategory.LAPSING]
        assert page.total == found.report.total.enterprises - found.report.total.covered

    @pytest.mark.parametrize("text", [UNION, UNION.lower(), f"{UNION[:9]} {UNION[9:]}"])
    def test_by_code_in_parts(self, session, text):
        page = lines(session, narrow=Narrow(text=text))

        assert [one.missing.standing.member.code for one in page.lines] == [UNION]

    def test_by_name(self, session):
        name = enterprise(session).name

        page = lines(session, narrow=Narrow(text=name))

        assert [one.missing.standing.member.name for one in page.lines] == [name]

    def test_pages_do_not_overlap(self, session):
        first, second = lines(session), lines(session, page=2)
        ids = {one.missing.standing.member.id for one in (*first.lines, *second.lines)}

        assert (len(first.lines), first.pages, first.total) == (50, 3, 104)
        assert len(ids) == 100


KEYS = {
    "name": lambda one: one.missing.standing.member.name,
    "street": lambda one: one.missing.standing.member.street,
    "workers": lambda one: one.missing.standing.member.workers,
    "term": lambda one: c.term_to if (c := one.missing.standing.contract) else None,
    "category": lambda one: list(GapCategory).index(one.missing.category),
    "stuck": lambda one: -since.toordinal() if (since := one.stuck_since) else None,
    "contact": lambda one: one.contact.on if one.contact else None,
}


class TestSorting:
    @pytest.mark.parametrize("sort", gap_rows.SORTS)
    @pytest.mark.parametrize("turned", [False, True])
    def test_every_column_sorts_both_ways_with_the_unknown_last(self, sample, sort, turned):
        before, _ = find(sample, denominator=Denominator.ALL)
        never = [one for one in before.missing if one.category is GapCategory.NEVER]
        for number, one in enumerate(never[:3]):
            firm = sample.get_one(Enterprise, one.standing.member.id)
            entry = contacts.Entry(TODAY - number * DAY, "phone", "已联系")
            contacts.log(sample, firm.id, entry, actor=OPERATOR, at=AT, today=TODAY)
            open_case(sample, firm, date(2026, 1, 5) + number * DAY)
        found, _ = find(sample, denominator=Denominator.ALL)
        narrow = Narrow(sort=f"-{sort}" if turned else sort)

        every = gap_rows.every_line(sample, found, narrow=narrow, today=TODAY)

        values = [KEYS[sort](one) for one in every]
        known = [one for one in values if one is not None]
        assert len(set(known)) > 1
        assert values[: len(known)] == sorted(known, reverse=turned)


class TestPrompts:
    def test_they_say_what_each_waits_for_in_the_order_asked(self, session):
        one, other = enterprise(session), enterprise(session, OTHER)
        open_case(session, one, date(2026, 2, 2))

        found = gap_rows.prompts(
            session, [other.id, one.id], actor=OPERATOR, kind="wage", today=TODAY
        )

        assert [each.name for each in found] == [other.name, one.name]
        assert [each.waiting and each.waiting.words for each in found] == [None, "等送达要约书"]

    def test_one_of_another_district_stops_them_all(self, session):
        ids = [enterprise(session).id, enterprise(session, OTHER).id]

        with pytest.raises(NotVisible):
            gap_rows.prompts(session, ids, actor=district(), kind="wage", today=TODAY)


@pytest.mark.parametrize("sort", ["category", "stuck", "contact"])
def test_the_number_of_statements_is_the_same_for_few_and_for_many(sample, sort):
    def asked(actor):
        sent: list[str] = []
        engine = sample.get_bind().engine
        listener = lambda *given: sent.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        found, _ = find(sample, actor=actor, denominator=Denominator.ALL)
        gap_rows.every_line(sample, found, narrow=Narrow(sort=sort), today=TODAY)
        event.remove(engine, "before_cursor_execute", listener)
        return len(found.missing), len(sent)

    asked(OPERATOR)
    few, many = asked(district()), asked(OPERATOR)

    assert few[0] < many[0]
    assert few[1] == many[1]
