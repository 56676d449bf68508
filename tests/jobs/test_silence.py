"""A contract takes effect when nobody objected in time: on its day, once, however late written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining import audit, db
from bargaining.jobs import silence
from bargaining.queries import cases as case_queries
from bargaining.rules.roles import OPERATOR
from tests import cluster
from tests.office import AT, DAY, TODAY

SILENT = "take_effect_by_silence"
FILED_ON = date(2026, 3, 3)  # 15 days later is 18 March 2026, a Wednesday
LAST_DAY = date(2026, 3, 18)


def fall_silent(office, *, on):
    with office.app.app_context():
        return silence.fall_silent(on=on, at=AT)


@pytest.mark.parametrize("late", [1, 2, 40])
def test_it_is_written_for_the_day_after_the_last_however_late(office, late):
    number = office.filed_case(on=FILED_ON)

    outcome = fall_silent(office, on=LAST_DAY + late * DAY)

    assert (outcome.done, outcome.failed, outcome.problem) == (1, (), "")
    assert office.entries(number)[-1] == (SILENT, LAST_DAY + DAY)


def test_on_the_last_day_itself_an_objection_may_still_come(office):
    number = office.filed_case(on=FILED_ON)

    assert fall_silent(office, on=LAST_DAY).done == 0

    assert office.entries(number)[-1][0] == "file"
    fall_silent(office, on=LAST_DAY + DAY)


def test_run_again_it_finds_nothing_left_to_do(office):
    number = office.filed_case(on=FILED_ON)
    fall_silent(office, on=LAST_DAY + DAY)
    written = office.entries(number)

    assert fall_silent(office, on=LAST_DAY + 2 * DAY).done == 0
    assert office.entries(number) == written


def test_without_proof_of_receipt_nothing_is_written(office):
    number = office.filed_case(on=FILED_ON, proof="none")

    assert fall_silent(office, on=LAST_DAY + 90 * DAY).done == 0
    assert office.entries(number)[-1][0] == "file"


def test_while_the_last_day_is_an_interval_nothing_is_written(office):
    number = office.filed_case(on=date(2027, 9, 18))  # the notice for that October is not out

    assert fall_silent(office, on=date(2027, 12, 1)).done == 0
    assert office.entries(number)[-1][0] == "file"


def test_an_objection_in_time_keeps_silence_away(office):
    number = office.filed_case(on=FILED_ON)
    office.take(number, "record_objection", LAST_DAY, opinion="请修改加班工资基数")

    assert fall_silent(office, on=LAST_DAY + 30 * DAY).done == 0
    assert office.entries(number)[-1][0] == "record_objection"


def test_it_is_the_systems_own_entry_and_the_audit_names_it(office):
    number = office.filed_case(on=FILED_ON)
    fall_silent(office, on=LAST_DAY + DAY)

    assert cluster.ask(
        office.url,
        "SELECT actor_name, actor_role, actor_id FROM audit_entry"  # noqa: S608
        f" WHERE event = 'case.{SILENT}' AND subject = 'case:{number}'",
    ) == ("系统", "system", None)


def test_a_case_that_cannot_be_read_does_not_hold_up_the_others(office):
    broken = office.filed_case(on=FILED_ON)
    sound = office.filed_case(on=FILED_ON)
    # Publishing cannot follow a case's end: what no action would write, written by force.
    cluster.ask(
        office.url,
        "INSERT INTO case_event (case_id, sequence, kind, occurred_on, recorded_at, actor_name,"  # noqa: S608
        " actor_role, on_behalf, payload, voids) SELECT id, 99, 'adopt_draft', '2026-03-04', now(),"
        f" 'x', 'system', '', '{{}}', '{{}}' FROM bargaining_case WHERE number = '{broken}'",
    )

    outcome = fall_silent(office, on=LAST_DAY + DAY)

    assert (outcome.done, outcome.failed) == (1, (broken,))
    assert broken in outcome.problem
    assert office.entries(sound)[-1][0] == SILENT
    assert SILENT not in {kind for kind, _on in office.entries(broken)}
    cluster.ask(
        office.url,
        f"UPDATE bargaining_case SET state = 'closed' WHERE number = '{broken}'",  # noqa: S608
    )


def test_what_somebody_wrote_since_the_case_was_listed_is_not_overtaken(office):
    number = office.filed_case(on=FILED_ON)
    with office.app.app_context():
        with db.transaction(OPERATOR) as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            case_id, seen = case.id, case.last_sequence
        office.take(number, "record_objection", LAST_DAY, opinion="请修改")

        assert silence._one(case_id, seen_sequence=seen, at=AT) is False

    assert office.entries(number)[-1][0] == "record_objection"


def test_the_chain_of_the_audit_stays_whole(office):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        assert list(audit.verify(session)) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    filed_on=st.dates(date(2026, 1, 5), date(2026, 9, 1)),
    late=st.sampled_from([-1, 0, 1]),
)
def test_the_first_day_after_the_last_decides(office, filed_on, late):
    """Whatever holidays lie in between: the last day is the one the case itself shows."""
    number = office.filed_case(on=filed_on)
    last_day = _last_day(office, number)

    fall_silent(office, on=last_day + timedelta(days=late))

    wrote = office.entries(number)[-1]
    assert (wrote == (SILENT, last_day + DAY)) is (late > 0)
    fall_silent(office, on=last_day + DAY)


def _last_day(office, number) -> date:
    (day,) = cluster.ask(
        office.url,
        "SELECT due_on FROM deadline JOIN bargaining_case AS c ON c.id = case_id"  # noqa: S608
        f" WHERE rule_id = 'T-REVIEW' AND number = '{number}'",
    )
    return day
