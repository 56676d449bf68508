"""The street's list says of every case what its own page says, and counts what it lists."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from bargaining.models.case import Case, CaseEnterprise
from bargaining.queries import standing, street_desk
from bargaining.queries.street_desk import ALL, Narrow
from bargaining.rules import street_groups
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState, Side
from tests import street_office
from tests.street_office import AT, STAFF, TODAY

DAY = timedelta(days=1)


def add_case(session, firm, **columns):
    """Write a case's row as it stands, without its story."""
    given = {
        "number": f"T-{firm.id}-{columns.get('year', 2026)}", "kind": "wage", "way": "own",
        "origin": "walked", "year": 2026, "title": firm.name, "enterprise_id": firm.id,
        "district_code": firm.district_code, "street_code": firm.street_code,
        "opened_on": date(2026, 1, 10), "opened_at": AT, "state": "preparing",
        "covers": [CaseEnterprise(enterprise_id=firm.id, confirmed=True)],
        **columns,
    }  # fmt: skip
    case = Case(**given)
    session.add(case)
    session.flush()
    return case


def lines(session, narrow=ALL, actor=STAFF):
    return {
        one.enterprise.id: one
        for one in street_desk.every_line(session, actor=actor, today=TODAY, narrow=narrow)
    }


def contract(session, firm, until, **more):
    return add_case(
        session, firm, year=2025, origin="backfilled", state="effective",
        effective_on=date(2025, 3, 1), term_from=date(2025, 3, 1), term_to=until, **more,
    )  # fmt: skip


def test_the_database_groups_every_case_as_its_row_says(street_register):
    flags = list(
        itertools.product(CaseState, (None, *Side), (None, TODAY), (None, TODAY), (None, TODAY))
    )
    firms = street_office.add_firms(street_register, len(flags))
    cases = {
        firm.id: add_case(
            street_register, firm, state=state.value,
            initiator=initiator.value if initiator else "",
            delivered_on=delivered, received_on=received, published_on=published,
        )
        for firm, (state, initiator, delivered, received, published) in zip(
            firms, flags, strict=True
        )
    }  # fmt: skip

    found = lines(street_register)

    for firm_id, case in cases.items():
        waiting = None if case.state == "closed" else standing.waiting(case)
        assert found[firm_id].group.waiting == waiting, case.state


def test_python_and_the_database_name_the_same_group():
    for state in CaseState:
        key = street_groups.key_of(
            state, initiator=None, delivered=True, received=True, published=True
        )
        group = street_groups.find_group(key)
        assert (group is None) is (key == ""), state


@pytest.mark.parametrize(
    ("until", "group"),
    [
        (TODAY - DAY, street_groups.UNOPENED),
        (TODAY, street_groups.LAPSES),
        (TODAY + street_groups.LAPSING, street_groups.LAPSES),
        (TODAY + street_groups.LAPSING + DAY, street_groups.SETTLED),
    ],
)
def test_without_a_case_at_hand_the_contract_decides(street_register, until, group):
    (firm,) = street_office.add_firms(street_register, 1)
    contract(street_register, firm, until)

    line = lines(street_register)[firm.id]

    assert line.group.key == group
    assert line.contract_to == until


def test_a_contract_of_the_street_covers_whom_it_names_and_no_others(street_register):
    covered, unconfirmed, outside = street_office.add_firms(street_register, 3)
    shared = contract(street_register, outside, TODAY + 300 * DAY, number="SHARED", way="region")
    shared.enterprise_id = None
    for firm, confirmed in ((covered, True), (unconfirmed, False)):
        street_register.add(
            CaseEnterprise(case_id=shared.id, enterprise_id=firm.id, confirmed=confirmed)
        )
    street_register.flush()

    found = lines(street_register)

    assert found[covered.id].group.key == street_groups.SETTLED
    assert found[unconfirmed.id].group.key == street_groups.UNOPENED


def test_a_contract_that_was_ended_early_covers_nobody(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    contract(street_register, firm, TODAY + 300 * DAY, closed_on=TODAY - DAY)

    assert lines(street_register)[firm.id].group.key == street_groups.UNOPENED


def test_a_case_waits_since_the_day_it_came_to_its_state(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    case = street_office.open_case(street_register, firm, on=TODAY - 30 * DAY)
    street_office.take(
        street_register, case, "send_proposal", TODAY - 12 * DAY, initiator="union", delivered="yes"
    )

    line = lines(street_register)[firm.id]

    assert line.group.key == "proposed"
    assert line.stuck_days(today=TODAY) == 12
    assert line.due_on == date(2026, 3, 10)


def test_each_figure_counts_the_list_behind_it(street_register):
    firms = street_office.add_firms(street_register, 9)
    for number, firm in enumerate(firms[:6]):
        case = street_office.open_case(street_register, firm, on=TODAY - 40 * DAY)
        if number < 4:
            street_office.take(
                street_register,
                case,
                "send_proposal",
                TODAY - (30 - number * 9) * DAY,
                delivered="yes",
            )
    contract(street_register, firms[6], TODAY + 10 * DAY)
    contract(street_register, firms[7], TODAY + 200 * DAY)
    street_office.add_firm(street_register, "北京示例未同意有限公司", agreed=False)

    found = street_desk.tallies(street_register, actor=STAFF, today=TODAY)

    assert {one.group.key for one in found} == {
        "proposed", "preparing", "lapses", "settled", "unopened"
    }  # fmt: skip
    for one in found:
        group = Narrow(group=one.group.key)
        assert len(lines(street_register, group)) == one.enterprises
        overdue = Narrow(group=one.group.key, due="overdue")
        assert len(lines(street_register, overdue)) == one.overdue
        agreed = Narrow(group=one.group.key, agreed="yes")
        assert len(lines(street_register, agreed)) == one.agreed
    assert sum(one.overdue for one in found) > 0


def test_without_a_group_what_needs_nothing_is_left_out(street_register):
    busy, settled = street_office.add_firms(street_register, 2)
    contract(street_register, settled, TODAY + 300 * DAY)

    assert set(lines(street_register, Narrow())) == {busy.id}
    assert set(lines(street_register, ALL)) == {busy.id, settled.id}


@pytest.mark.parametrize(
    ("narrow", "picked"),
    [
        (Narrow(text="第002"), [1]),
        (Narrow(text="第002 不存在"), []),
        (Narrow(text="BJSL"), [0, 1, 2]),
        (Narrow(text="100%"), []),
        (Narrow(idle=20), [0]),
        (Narrow(agreed="no"), []),
        (Narrow(street="110108012"), [0, 1, 2]),
        (Narrow(street="110108011"), []),
        (Narrow(precheck="awaited"), []),
    ],
)
def test_the_list_is_narrowed_by_each_field(street_register, narrow, picked):
    firms = street_office.add_firms(street_register, 3)
    for number, firm in enumerate(firms):
        street_office.open_case(street_register, firm, on=TODAY - (20 - number) * DAY)

    assert list(lines(street_register, narrow)) == [firms[number].id for number in picked]


@pytest.mark.parametrize("sort", ["due", "since", "name"])
def test_a_list_turned_round_is_the_same_list_backwards(street_register, sort):
    firms = street_office.add_firms(street_register, 4)
    for number, firm in enumerate(firms):
        firm.initials = f"z{number}"
        case = street_office.open_case(street_register, firm, on=TODAY - (40 - number) * DAY)
        street_office.take(
            street_register, case, "send_proposal", TODAY - (30 - number) * DAY, delivered="yes"
        )

    forwards = list(lines(street_register, Narrow(sort=sort)))
    backwards = list(lines(street_register, Narrow(sort=f"-{sort}")))

    assert forwards == [firm.id for firm in firms]
    assert backwards == forwards[::-1]


def test_nobody_sees_another_streets_enterprises(street_register):
    street_office.add_firm(street_register, "朝阳示例有限公司", street=street_office.ELSEWHERE)
    admin = Actor(None, "管理员", Role.ADMIN)

    assert lines(street_register) == {}
    assert street_desk.tallies(street_register, actor=STAFF, today=TODAY) == []
    assert lines(street_register, actor=admin) == {}


def test_a_firm_that_does_not_operate_or_has_neither_union_nor_case_is_not_listed(street_register):
    closed, plain, walked = (
        street_office.add_firm(street_register, "北京示例停业有限公司"),
        street_office.add_firm(street_register, "北京示例未建会有限公司", unionised=False),
        street_office.add_firm(street_register, "北京示例未建会在办有限公司", unionised=False),
    )
    closed.operating = False
    street_office.open_case(street_register, walked)
    street_register.flush()

    assert plain.id not in lines(street_register)
    assert set(lines(street_register)) == {walked.id}


def test_unions_without_a_chair_or_past_their_term_are_named_once(street_register):
    vacant, past, soon, fine = street_office.add_firms(street_register, 4)
    unions = {
        firm.id: street_register.get(street_office.UnionBody, firm.union_id)
        for firm in (vacant, past, soon, fine)
    }
    unions[vacant.id].chair_name = ""
    unions[past.id].term_ends_on = TODAY - DAY
    unions[soon.id].term_ends_on = TODAY + 59 * DAY
    unions[fine.id].term_ends_on = TODAY + 60 * DAY
    second = street_office.add_firm(street_register, "北京示例联合有限公司")
    second.union_id = vacant.union_id
    street_register.flush()

    found = street_desk.unions_to_renew(street_register, actor=STAFF, today=TODAY)

    assert [one.union.id for one in found] == [vacant.union_id, past.union_id, soon.union_id]


def test_a_signed_contract_awaits_a_precheck_until_somebody_looked(street_register):
    firms = street_office.add_firms(street_register, 3)
    for firm, precheck in zip(firms, ("", "pass", "return"), strict=True):
        add_case(street_register, firm, state="signed", precheck=precheck)

    assert street_desk.count_awaiting_precheck(street_register, actor=STAFF, today=TODAY) == 1
    assert set(lines(street_register, Narrow(precheck="awaited"))) == {firms[0].id}
    assert set(lines(street_register, Narrow(precheck="return"))) == {firms[2].id}


def test_the_list_comes_in_pages_of_fifty(street_register):
    street_office.add_firms(street_register, 60)

    first, total = street_desk.list_lines(
        street_register, actor=STAFF, today=TODAY, narrow=Narrow()
    )
    last, _total = street_desk.list_lines(
        street_register, actor=STAFF, today=TODAY, narrow=Narrow(), page=2
    )

    past, counted = street_desk.list_lines(
        street_register, actor=STAFF, today=TODAY, narrow=Narrow(), page=3
    )

    assert (len(first), len(last), total) == (50, 10, 60)
    assert (past, counted) == ([], 60)
    assert not {one.enterprise.id for one in first} & {one.enterprise.id for one in last}
