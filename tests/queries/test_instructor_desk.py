"""An instructor's book: what the rows say is what the histories say; the list and its counts."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from bargaining.actions import cases as case_actions
from bargaining.actions import contacts as contact_actions
from bargaining.actions import corrections, demo_dispatches, entries
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.actions.contacts import Entry
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.queries import cases as case_queries
from bargaining.queries import instructor_desk, standing, visits
from bargaining.queries import instructors as instructor_queries
from bargaining.queries.instructor_desk import Narrow
from bargaining.readers import seeds
from bargaining.rules import heat
from bargaining.rules.heat import Duty, Heat, Situation, When
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import CaseState, Holder
from tests import instructors_stage as stage
from tests import register_stage
from tests.instructors_stage import DAY, OFFICIAL, accept, send
from tests.register_stage import AT
from tests.statements import watched

TODAY = date(2026, 6, 30)
STEPS = {
    "preparing": (),
    "proposed": (("send_proposal", 40, {}),),
    "nearly": (("send_proposal", 18, {}),),
    "declined": (("send_proposal", 40, {}), ("record_refusal", 30, {"reason": "再看看"})),
    "talking": (
        ("send_proposal", 40, {}), ("record_reply", 30, {}),
        ("record_meeting", 20, {"conclusion": "continue"}),
    ),
    "signed": (
        ("record_meeting", 40, {"conclusion": "agreed"}),
        ("sign", 20, {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": "9"}),
    ),
    "closed": (("close", 3, {"reason": "withdrawn"}),),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def chen(session):
    law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
    return stage.instructor(session, "陈立新")


def take(session, number, move, days, given):
    step = Step(move, TODAY - days * DAY, given)
    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)


def case_at(session, firm, steps, *, opened=60):
    case = case_actions.open_case(
        session, firm, year=TODAY.year, on=TODAY - opened * DAY, actor=OPERATOR, at=AT,
        today=TODAY,
    )  # fmt: skip
    for move, days, given in STEPS[steps]:
        take(session, case.number, move, days, given)
    return case.number


def call(session, firm, days, **said):
    entry = Entry(on=TODAY - days * DAY, method="phone", result="谈过", **said)
    contact_actions.log(session, firm.id, entry, actor=OPERATOR, at=AT, today=TODAY)


def book(session, somebody, **more):
    return instructor_desk.book(session, actor=somebody, on=TODAY, **more)


def line_of(session, somebody, firm):
    return next(one for one in book(session, somebody) if one.enterprise_id == firm.id)


def by_hand(session, firm, *, offered_on=None):
    """Work out an enterprise's situation from its whole history."""
    case = standing.cases_at_hand(session, [firm.id]).get(firm.id)
    outside = session.scalars(
        select(EnterpriseContact).where(EnterpriseContact.enterprise_id == firm.id)
    ).all()
    met = [(one.occurred_on, one.next_on) for one in outside]
    if case is None:
        contact = _newest(met)
        return Situation(
            last_contact_on=contact[0], next_contact_on=contact[1], offered_on=offered_on
        )
    facts = case_queries.facts(session, case)
    met += [(one.occurred_on, one.day("next_on")) for one in facts.every("record_contact")]
    contact = _newest(met)
    duties = {}
    for one in sorted(
        case_queries.deadlines(session, case), key=lambda each: (str(each.due_on), each.rule_id)
    ):
        if one.ended_on or one.overdue_after is None or one.opens_on:
            continue
        key = (one.proof["duty"], one.start_sequence)
        first = min(day for day in (one.remind_on, one.due_on, one.earliest) if day)
        last = max(day for day in (one.overdue_after, one.latest) if day)
        made = Duty(
            one.proof["label"], Holder(one.holder), one.rule_id == "T-OFFER-REPLY", first, last,
            proved=one.proof["proved"],
        )  # fmt: skip
        duties[key] = min([duties.get(key, made), made], key=lambda each: each.remind_on)
    blocked = facts.wages is not None and facts.wages.payload["verdict"] == "blocked"
    return Situation(
        state=facts.state,
        in_hand=facts.state not in (CaseState.CLOSED, CaseState.PUBLISHED),
        opened_on=case.opened_on,
        duties=tuple(duties.values()),
        last_contact_on=contact[0],
        next_contact_on=contact[1],
        blocked=blocked,
        offered_on=offered_on,
    )


def _newest(met):
    """Of one day the one written down last counts; the list is in the order of writing."""
    found = (None, None)
    for one in met:
        if found[0] is None or one[0] >= found[0]:
            found = one
    return found


class TestTheReasons:
    @pytest.mark.parametrize("seed", range(6))
    def test_the_list_says_what_the_histories_say(self, session, chen, seed):
        chance = random.Random(seed)
        firms = [stage.firm(session, number) for number in range(1, 8)]
        for firm, steps in zip(firms, STEPS, strict=True):
            if chance.random() < 0.8:
                case_at(session, firm, steps, opened=chance.randint(41, 80))
            for _ in range(chance.randint(0, 2)):
                days = chance.randint(0, 40)
                next_on = TODAY + (chance.randint(0, 8) - min(days, 4)) * DAY
                call(session, firm, days, next_on=next_on if chance.random() < 0.5 else None)
        stage.carry(session, chen, *firms)
        offered = {}
        for firm in chance.sample(firms, 2):
            sent = send(session, firm, chen, today=TODAY - DAY)
            offered[firm.id] = sent.sent_on

        found = {one.enterprise_id: one for one in book(session, chen)}

        for firm in firms:
            situation = by_hand(session, firm, offered_on=offered.get(firm.id))
            reasons = heat.reasons(situation, on=TODAY)
            line = found[firm.id]
            assert {one.words for one in line.reasons} == {one.words for one in reasons}
            assert line.when is heat.when(situation, reasons, on=TODAY)
        keys = [
            (one.when is not When.TODAY, heat.order(one.reasons)) for one in book(session, chen)
        ]
        assert keys == sorted(keys)

    def test_the_one_whose_answer_is_overdue_and_the_one_that_is_nearly(self, session, chen):
        firms = [stage.firm(session, number) for number in (1, 2)]
        case_at(session, firms[0], "proposed")
        case_at(session, firms[1], "nearly", opened=19)
        stage.carry(session, chen, *firms)

        late, near = book(session, chen)

        assert late.reasons[0].heat is Heat.UNANSWERED
        assert near.reasons[0].heat is Heat.NEAR
        assert (late.when, near.when) == (When.TODAY, When.WEEK)

    def test_findings_that_come_first_until_a_new_table_or_a_correction(self, session, chen):
        firm = stage.firm(session)
        number = case_at(session, firm, "talking")
        stage.carry(session, chen, firm)
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        for verdict in ("blocked", "pass", "blocked"):
            outcome = {"version": 1, "verdict": verdict, "posts": 1, "people": 5}
            _wages(session, case, outcome)
            heats = [one.heat for one in line_of(session, chen, firm).reasons]
            assert (Heat.BLOCKED in heats) is (verdict == "blocked")

        corrections.void(
            session, number, case.last_sequence, reason="传错了文件", actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip

        assert Heat.BLOCKED not in [one.heat for one in line_of(session, chen, firm).reasons]


def _wages(session, case, outcome):
    payload = {"file": {"hash": "0" * 64, "name": "工资表.xlsx"}, **outcome}
    entries.append(session, case, "submit_wages", on=TODAY, payload=payload, actor=OPERATOR, at=AT)


class TestTheBook:
    def test_it_holds_what_one_carries_that_day_and_nothing_else(self, session, chen):
        mine, gone, others = (stage.firm(session, number) for number in (1, 2, 3))
        stage.carry(session, chen, mine)
        stage.carry(session, chen, gone, to_on=TODAY - DAY)
        stage.carry(session, stage.instructor(session, "王晓燕"), others)

        assert [one.enterprise_id for one in book(session, chen)] == [mine.id]

    def test_an_official_looks_into_it_as_far_as_the_territory_goes(self, session, chen):
        here = stage.firm(session, 1)
        there = stage.firm(session, 2, district="朝阳区", street="建外街道")
        stage.carry(session, chen, here, there)

        found = book(session, OFFICIAL, of=chen.user_id)

        assert [one.enterprise_id for one in found] == [here.id]
        assert book(session, stage.ELSEWHERE, among=[here.id]) == []

    def test_it_is_narrowed_by_each_of_its_words_and_ordered(self, session, chen):
        firms = [
            stage.firm(session, 1),
            stage.firm(session, 2, street="上地街道"),
            stage.firm(session, 3),
        ]
        number = case_at(session, firms[0], "proposed")
        call(session, firms[1], 2, next_on=TODAY)
        stage.carry(session, chen, *firms)
        every = book(session, chen)

        def left(**words):
            return [one.enterprise_id for one in instructor_desk.narrowed(every, Narrow(**words))]

        first, second, third = (one.id for one in firms)
        assert left() == [first, second, third]
        assert left(text=number) == [first]
        assert left(text="北京 公司2") == left(text="公司2") == [second]
        assert left(when="today") == [first, second]
        assert left(when="week") == [first, second]
        assert left(when="nonsense") == []
        assert left(reason="agreed") == [second]
        assert left(street=firms[1].street_code) == [second]
        assert left(state="proposed") == [first]
        assert left(state="none") == [second, third]
        assert left(sort="-name") == [third, second, first]
        assert left(sort="contact") == [first, third, second]
        assert left(sort="due")[0] == first
        assert instructor_desk.counted(every) == {"today": 2, "week": 2, "all": 3}
        assert dict(instructor_desk.kinds_of(every))[Heat.AGREED] == 1

    def test_as_many_statements_for_twenty_as_for_one(self, session, chen):
        stage.carry(session, chen, stage.firm(session, 1))
        with watched(session) as few:
            book(session, chen)
        for number in range(2, 22):
            firm = stage.firm(session, number)
            case_at(session, firm, "proposed")
            stage.carry(session, chen, firm)
        session.flush()

        with watched(session) as many:
            book(session, chen)

        assert len(many) == len(few)


class TestTheLoads:
    def test_they_count_what_the_desk_lists(self, session, chen):
        firms = [stage.firm(session, number) for number in range(1, 6)]
        for firm, steps in zip(firms, ("proposed", "declined", "closed"), strict=False):
            case_at(session, firm, steps)
        stage.carry(session, chen, *firms[:4])
        accept(session, send(session, firms[0], chen, today=TODAY), chen, today=TODAY)
        send(session, firms[4], chen, today=TODAY)
        entry = Entry(on=TODAY, method="visit", result="谈过")
        contact_actions.log(session, firms[0].id, entry, actor=chen, at=AT, today=TODAY)
        last_month = Entry(on=TODAY.replace(day=1) - DAY, method="visit", result="谈过")
        contact_actions.log(session, firms[3].id, last_month, actor=chen, at=AT, today=TODAY)
        call(session, firms[1], 0)

        load = instructor_queries.loads(session, [chen.user_id], actor=OFFICIAL, on=TODAY)[
            chen.user_id
        ]
        lines = book(session, chen)
        counted = instructor_desk.counted(lines)

        assert (load.enterprises, load.today, load.hot) == (
            counted["all"], counted["today"], counted["week"],
        )  # fmt: skip
        assert (load.in_hand, load.offered, load.accepted, load.contacts) == (2, 1, 1, 1)
        (made,) = instructor_queries.contacts_of(
            session, chen.user_id, actor=OFFICIAL, on=TODAY, limit=9
        )
        assert (made.on, made.method, made.enterprise_id) == (TODAY, "走访", firms[0].id)

    def test_outside_of_the_territory_nothing_is_counted(self, session, chen):
        stage.carry(session, chen, stage.firm(session, 1, district="朝阳区", street="建外街道"))

        loads = instructor_queries.loads(session, [chen.user_id], actor=OFFICIAL, on=TODAY)

        assert loads == {chen.user_id: instructor_queries.Load()}


class TestWhomToAskFor:
    def test_only_who_calls_the_enterprise_gets_the_persons(self, session, chen):
        firm = stage.firm(session)
        stage.carry(session, chen, firm)

        mine = visits.visits(session, [firm.id], actor=chen, on=TODAY)[firm.id]
        theirs = visits.visits(session, [firm.id], actor=OFFICIAL, on=TODAY)[firm.id]

        assert mine.enterprise.id == theirs.enterprise.id == firm.id
        assert (mine.contact is not None) is (firm.contact_id is not None)
        assert theirs.contact is None

    def test_who_was_there_before_is_known(self, session, chen):
        firm = stage.firm(session)
        stage.carry(session, chen, firm, from_on=TODAY - 99 * DAY, to_on=TODAY - 9 * DAY)
        session.add(
            EnterpriseContact(
                enterprise_id=firm.id, occurred_on=TODAY - 20 * DAY, method="visit", result="谈过",
                actor_id=chen.user_id, actor_name="陈立新", actor_role="instructor",
                recorded_at=AT,
            )
        )  # fmt: skip
        session.flush()

        been = visits.been_there(session, [firm.id])[chen.user_id]

        assert (been.from_on, been.to_on) == (TODAY - 99 * DAY, TODAY - 9 * DAY)
        assert (been.contacts, been.last_on) == (1, TODAY - 20 * DAY)

    def test_a_contract_in_force_is_named_by_its_term(self, session, chen):
        firm = stage.firm(session)
        number = case_at(session, firm, "signed")
        stage.carry(session, chen, firm)
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)

        before = visits.visits(session, [firm.id], actor=chen, on=TODAY)[firm.id].term
        take(session, number, "record_effect", 1, {"source": "审查意见书"})
        after = visits.visits(session, [firm.id], actor=chen, on=TODAY)[firm.id].term

        assert before is None
        assert after == (case.term_from, case.term_to)


def test_the_example_sends_and_calls_like_people_do(session, chen):
    people = [chen, stage.instructor(session, "王晓燕")]
    for number in range(1, 25):
        firm = stage.firm(session, number)
        case_at(session, firm, ("proposed", "declined", "talking")[number % 3])
        stage.carry(session, people[number % 2], firm)

    made = demo_dispatches.send_some(
        session, chance=random.Random(3), official=OFFICIAL, instructors=people, today=TODAY
    )

    states = {one.state for one in session.scalars(select(Dispatch))}
    assert made == len(stage.every(session)) >= 4
    assert "accepted" in states
    assert all(one.sent_on <= TODAY for one in stage.every(session))
    accepted = [one for one in stage.every(session) if one.state == "accepted"]
    for one in accepted:
        held = session.scalars(
            select(Assignment).where(
                Assignment.user_id == one.user_id, Assignment.enterprise_id == one.enterprise_id
            )
        ).all()
        assert held
