"""Rules of one duty are set together; who is told when is said in words."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import reminder_lines, seeds
from bargaining.rules import reminder_groups
from bargaining.rules.reminders import Line, When
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

BOOK, STANDARD = seeds.load_law_book(), reminder_lines.standard()
ON = date(2026, 11, 21)


def groups(place):
    return {one.key: one for one in reminder_groups.groups(BOOK, STANDARD, place=place, on=ON)}


def test_every_rule_that_holds_at_a_place_stands_in_one_group():
    for place in ("110108012", "110108", "110000", "310101", "000000"):
        found = reminder_groups.groups(BOOK, STANDARD, place=place, on=ON)
        named = [rule for one in found for rule in one.rules]

        assert len(named) == len(set(named))
        assert {rule.id for rule in BOOK.list_rules(on=ON, place=place)} <= set(named)


def test_the_rules_of_filing_are_one_group_and_named_by_those_of_the_place():
    beijing, shanghai = groups("110108"), groups("310101")

    assert beijing["T-FILE-WAGE"].rules == ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ")
    assert "向所在地区人社部门备案（10日）" in beijing["T-FILE-WAGE"].label
    assert shanghai["T-FILE-WAGE"].rules == beijing["T-FILE-WAGE"].rules
    assert "向所在地区人社部门备案（10日）" not in shanghai["T-FILE-WAGE"].label


def test_a_duty_that_no_rule_of_the_place_states_is_left_out():
    assert "T-CONGRESS-DOC" in groups("110108")
    assert "T-CONGRESS-DOC" not in groups("310101")


def test_what_has_no_step_does_not_run():
    found = groups("110108")

    assert found["T-OFFER-REPLY"].runs
    assert not found["T-MW-ADJUST"].runs


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(When.BEFORE, (Role.UNION_CHAIR,), "", 5), "到期前 5 天 → 企业工会主席"),
        (Line(When.ON_DAY, (Role.UNION_CHAIR, Role.INSTRUCTOR), "", holder=Holder.EMPLOYER),
         "到期当天 → 企业工会主席、集体协商指导员（企业的义务）"),
        (Line(When.STARTED, (Role.REVIEWER,), "", proved=False),
         "期限开始当天 → 人社审查人员（起算没有凭证的）"),
        (Line(When.ESCALATE, (Role.STREET,), "", 7, holder=Holder.UNION, proved=True),
         "逾期 7 天上报 → 街道（乡镇）总工会（工会的义务，起算有凭证的）"),
    ],
)  # fmt: skip
def test_a_line_says_when_and_to_whom(line, said):
    assert reminder_groups.told(line) == said
