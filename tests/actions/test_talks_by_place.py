"""How long may talks be suspended, and who may lead them? Beijing and Shanghai, walked alike."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises
from bargaining.queries import case_view
from bargaining.rules import moves
from bargaining.rules.procedure_disputes import DISPUTES
from bargaining.rules.procedure_positions import POSITIONS
from bargaining.rules.roles import OPERATOR
from tests.office import AT, KEY, TODAY, furnished
from tests.rules.cases import PEOPLE

BEIJING, SHANGHAI = "110108002", "310101002"


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("talks")) as made:
        yield made


def talking(office, street):
    """A case whose two sides have met once, on the 20th of March."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        enterprise = enterprises.register_enterprise(
            session,
            {"name": f"示例第{next(office.numbers)}商贸有限公司", "street_code": street,
             "workers": 40},
            source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
        )  # fmt: skip
        number = case_actions.open_case(
            session, enterprise, year=2026, on=date(2026, 3, 2), actor=OPERATOR, at=AT, today=TODAY
        ).number
    for move, on, given in (
        ("send_proposal", "2026-03-02", {"delivered": "yes"}),
        ("record_reply", "2026-03-10", {"answer": "agree"}),
        ("appoint_representatives", "2026-03-12", {"people": PEOPLE}),
        ("record_meeting", "2026-03-20", {"conclusion": "continue", "chair": "甲一"}),
    ):
        office.take(number, move, date.fromisoformat(on), **given)
    return number


def told(office, number):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        return case_view.as_json(case_view.view(session, number, actor=OPERATOR, on=TODAY))


def notices(office, number, rule):
    return [one["message"] for one in told(office, number)["notices"] if one["rule"] == rule]


@pytest.mark.parametrize(
    ("street", "resumed_on", "warned"),
    [
        (BEIJING, "2026-05-20", False),
        (BEIJING, "2026-05-21", True),
        (SHANGHAI, "2026-05-21", False),
        (SHANGHAI, "2026-10-21", False),
    ],
)
def test_sixty_one_days_are_too_long_in_beijing_and_nowhere_else(
    office, street, resumed_on, warned
):
    number = talking(office, street)
    office.take(number, "suspend_talks", date(2026, 3, 21), reason="等决算", agreed="yes")
    office.take(number, "resume_talks", date.fromisoformat(resumed_on))

    assert bool(notices(office, number, "T-SUSPEND")) is warned
    (clock,) = [one for one in told(office, number)["deadlines"] if one["rule"] == "T-SUSPEND"]
    assert clock["due_on"] == ("2026-05-20" if street == BEIJING else None)
    assert clock["ended_on"] == resumed_on


@pytest.mark.parametrize("place", ["310101", "000000"])
def test_no_step_of_stopped_talks_speaks_of_beijing_elsewhere(place):
    assert "北京市规定中止最长 60 日" in moves.at(moves.TABLE["suspend_talks"], "110108").explain
    for move in (*POSITIONS, *DISPUTES):
        told = moves.at(move, place)
        words = [told.explain, *map(str, told.basis)]
        words += [word for ask in told.asks for word in (ask.help, ask.basis, ask.suggest)]
        assert "北京" not in "".join(words), move.name


def test_the_chiefs_take_turns_in_beijing_and_lead_together_in_shanghai(office):
    for street, second, told_of in (
        (BEIJING, "甲一", ["上一次会议也由同一方主持"]),
        (BEIJING, "乙一", []),
        (SHANGHAI, "甲一、乙一", ["本次登记的主持人只有一方"]),  # the first meeting
    ):
        number = talking(office, street)
        office.take(number, "record_meeting", date(2026, 3, 27), conclusion="continue",
                    chair=second)  # fmt: skip
        found = notices(office, number, "P-CHAIR")

        assert len(found) == len(told_of)
        assert all(words in message for words, message in zip(told_of, found, strict=True))


def test_a_coordination_runs_thirty_days_and_fifteen_more_in_both_places(office):
    for street in (BEIJING, SHANGHAI):
        number = talking(office, street)
        office.take(number, "accept_coordination", date(2026, 4, 7), authority="区人社局")
        office.take(number, "extend_coordination", date(2026, 5, 6), days=15)
        office.take(number, "end_coordination", date(2026, 5, 22), outcome="partly", signed="no")

        (clock,) = [one for one in told(office, number)["deadlines"] if one["rule"] == "T-COORD"]
        assert (clock["due_on"], clock["ended_on"]) == ("2026-05-22", "2026-05-22")
        assert notices(office, number, "T-COORD") == []
        assert "登记为还没有签字盖章" in notices(office, number, "P-COORD-SIGN")[0]
        assert told(office, number)["state"] == "talking"


def test_which_way_a_dispute_goes_is_told_where_it_was_sent_elsewhere(office):
    number = talking(office, BEIJING)
    office.take(number, "apply_coordination", date(2026, 4, 3), authority="区人社局",
                dispute="performance", facts_found="欠发", asked_for="补发")  # fmt: skip

    assert "履行集体合同发生的争议" in notices(office, number, "P-DISPUTE-WAY")[0]
