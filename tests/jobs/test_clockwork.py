"""One run of a job: in its turn, noted from its beginning, told apart from one broken off."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bargaining import clock, db, queue
from bargaining.actions import job_runs as run_actions
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.jobs import clockwork, sweeping
from bargaining.models.job_run import JobRecord, JobRun
from bargaining.queries import job_runs
from bargaining.rules import clock_jobs
from bargaining.rules.roles import SIGNED_IN, SYSTEM, Actor, Role
from tests import cluster, running
from tests.running import until

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _forget(office):
    cluster.ask(office.url, "DELETE FROM job_run")
    cluster.ask(office.url, "DELETE FROM job_record")


@contextmanager
def looking(office):
    with office.app.app_context():
        yield db.db.session()
        db.db.session.rollback()


def records(office, job=None):
    with looking(office) as session:
        found = list(session.scalars(select(JobRecord).order_by(JobRecord.id)))
        session.expunge_all()
    return [one for one in found if job in (None, one.job)]


def results(office, job):
    with looking(office) as session:
        now = job_runs.running_records(session)
        found = session.scalars(
            select(JobRecord).where(JobRecord.job == job).order_by(JobRecord.id)
        )
        return [job_runs.result_of(one, running=now).value for one in found]


@contextmanager
def without(office, table):
    """Take a table away for a while: a job that needs it breaks off."""
    cluster.ask(office.url, f"ALTER TABLE {table} RENAME TO taken_away")
    yield
    cluster.ask(office.url, f"ALTER TABLE taken_away RENAME TO {table}")


class TestARun:
    def test_its_day_its_end_and_what_it_did_are_kept(self, office):
        number = office.filed_case(on=clock.today() - 40 * DAY)

        outcome = clockwork.run_job(office.app, "silence")

        (record,) = records(office)
        assert (record.job, record.for_on) == ("silence", clock.today())
        assert (record.ok, record.done, record.problem) == (True, outcome.done, "")
        assert record.done >= 1
        assert record.started_at <= record.ended_at
        assert office.entries(number)[-1][0] == "take_effect_by_silence"

    def test_another_day_is_kept_as_the_day_it_worked_for(self, office):
        clockwork.run_job(office.app, "handovers", on=date(2030, 1, 2))

        assert [one.for_on for one in records(office)] == [date(2030, 1, 2)]

    def test_one_that_breaks_off_is_an_outcome_with_its_reason(self, office):
        with without(office, "handover"):
            outcome = clockwork.run_job(office.app, "handovers")

        assert outcome.problem == "主席交接没有办完：数据库报错（UndefinedTable）；详情见日志。"
        (record,) = records(office)
        assert (record.ok, record.problem) == (False, outcome.problem)
        assert results(office, "handovers") == ["failed"]
        with looking(office) as session:
            run = session.get(JobRun, "handovers")
            assert (run.ok, run.last_ok_at) == (False, None)

    def test_what_it_remarks_is_kept_though_it_went_well(self, office):
        with looking(office), db.transaction(SYSTEM) as session:
            run = run_actions.begin_run(session, "reminders", on=clock.today(), at=clock.now())
            run_actions.end_run(session, run, remark="有 1 项没有人可以告知。", at=clock.now())

        (record,) = records(office)
        assert (record.ok, record.problem) == (True, "有 1 项没有人可以告知。")

    def test_a_later_failure_leaves_the_last_success(self, office):
        clockwork.run_job(office.app, "handovers")
        with without(office, "handover"):
            clockwork.run_job(office.app, "handovers")

        first, second = records(office)
        with looking(office) as session:
            run = session.get(JobRun, "handovers")
            assert (run.ok, run.last_ok_at) == (False, first.ended_at)
            assert job_runs.last_records(session)["handovers"].id == second.id

    def test_two_at_once_take_turns(self, office):
        runs = [
            threading.Thread(target=clockwork.run_job, args=(office.app, "handovers"))
            for _one in range(2)
        ]
        with cluster.held_up(office.url, "handover"):
            for one in runs:
                one.start()
            until(lambda: len(records(office)) == 1)
            until(lambda: waiting_for_a_turn(office) == 1)
            assert results(office, "handovers") == ["running"]
        for one in runs:
            one.join()

        first, second = records(office)
        assert first.ended_at <= second.started_at
        assert results(office, "handovers") == ["ok", "ok"]

    def test_other_jobs_do_not_wait_for_it(self, office):
        run = threading.Thread(target=clockwork.run_job, args=(office.app, "handovers"))
        with cluster.held_up(office.url, "handover"):
            run.start()
            until(lambda: results(office, "handovers") == ["running"])
            clockwork.run_job(office.app, "redating")
            assert results(office, "redating") == ["ok"]
        run.join()


def waiting_for_a_turn(office) -> int:
    found = cluster.ask(
        office.url,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"  # noqa: S608
        f" AND classid = {job_runs.RUN_LOCK}",
    )
    return int(found[0])


class TestAKilledWorker:
    @pytest.fixture
    def worker(self, office):
        with running.workers(office.url, office.instance) as start:
            yield start

    def test_its_run_is_told_from_one_that_goes_on_and_is_made_up_for(self, office, worker):
        with cluster.held_up(office.url, "handover"):
            first = worker()
            until(lambda: results(office, "handovers") == ["running"])

            os.kill(first.process.pid, signal.SIGKILL)

            until(lambda: results(office, "handovers") == ["broken"])
        second = worker()

        until(lambda: results(office, "handovers") == ["broken", "ok"])
        assert second.end()[0] == 0

    def test_after_days_each_job_runs_once_at_the_start_and_none_holds_up_the_rest(
        self, office, worker
    ):
        long_ago = clock.now() - 5 * DAY
        with looking(office), db.transaction(SYSTEM) as session:
            for name in clock_jobs.BY_NAME:
                run = run_actions.begin_run(session, name, on=long_ago.date(), at=long_ago)
                run_actions.end_run(session, run, at=long_ago)
            run_actions.beat(session, at=long_ago)

        with without(office, "handover"):
            one = worker()
            last = clock_jobs.TABLE[-1].name
            until(lambda: results(office, last) == ["ok", "ok"])

        assert results(office, "handovers") == ["ok", "failed"]
        assert all(len(records(office, name)) == 2 for name in ("silence", "handovers", "sweep"))
        with looking(office) as session:
            assert job_runs.worker(session, at=clock.now()).runs
        assert one.end()[0] == 0

    def test_its_heartbeat_leaves_no_records(self, office, worker):
        one = worker()
        until(lambda: cluster.ask(office.url, "SELECT 1 FROM job_run WHERE job = 'heartbeat'"))
        until(lambda: results(office, clock_jobs.TABLE[-1].name) == ["ok"])

        assert {record.job for record in records(office)} == set(clock_jobs.BY_NAME)
        assert one.end()[0] == 0


class TestTheRecords:
    def test_they_are_kept_for_sixty_days(self, office):
        at = clock.now()
        with looking(office), db.transaction(SYSTEM) as session:
            for age in (60 * DAY + SECOND, 60 * DAY):
                run_actions.begin_run(session, "silence", on=at.date(), at=at - age)

        with office.app.app_context():
            sweeping.sweep(on=clock.today(), at=at)

        assert [one.started_at for one in records(office)] == [at - 60 * DAY]

    def test_what_the_queue_gave_up_goes_as_late(self, office):
        at = clock.now()
        with looking(office), db.transaction(SYSTEM) as session:
            for age in (60 * DAY + SECOND, 60 * DAY):
                given_up(session, at=at - age)

        with office.app.app_context():
            sweeping.sweep(on=clock.today(), at=at)

        assert cluster.ask(office.url, "SELECT count(*) FROM procrastinate.procrastinate_jobs") == (
            1,
        )
        with looking(office), db.transaction(SYSTEM) as session:
            queue.forget_failed(session, before=at)

    @pytest.mark.parametrize("role", sorted(SIGNED_IN))
    def test_only_administrators_see_them(self, office, role):
        clockwork.run_job(office.app, "redating")
        somebody = Actor(1, "某人", role, places=frozenset({"110000"}))
        by = job_runs.RecordFilter()

        with looking(office) as session:
            found = job_runs.count_records(session, somebody, by=by, running=frozenset())

        assert found == (1 if role is Role.ADMIN else 0)

    @pytest.mark.parametrize(
        ("silent_for", "state"),
        [
            (job_runs.SILENT_FOR, "running"),
            (job_runs.SILENT_FOR + timedelta(microseconds=1), "stopped"),
        ],
    )
    def test_a_worker_that_was_silent_too_long_has_stopped(self, office, silent_for, state):
        at = clock.now()
        with looking(office), db.transaction(SYSTEM) as session:
            assert job_runs.worker(session, at=at).state == "never"
            run_actions.beat(session, at=at - silent_for)

            assert job_runs.worker(session, at=at).state == state


def given_up(session, *, at):
    """Put a job into the queue that failed at a moment."""
    found = session.execute(
        text(
            "INSERT INTO procrastinate.procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('default', 'long_job', 'failed') RETURNING id"
        )
    ).scalar_one()
    session.execute(
        text("UPDATE procrastinate.procrastinate_events SET at = :at WHERE job_id = :id"),
        {"at": at, "id": found},
    )
    session.execute(
        text(
            "INSERT INTO procrastinate.procrastinate_events (job_id, type, at)"
            " VALUES (:id, 'failed', :at)"
        ),
        {"at": at, "id": found},
    )


@given(
    name=st.sampled_from(sorted(clock_jobs.BY_NAME)),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    nudge=st.sampled_from([-SECOND, timedelta(0), SECOND]),
)
def test_the_page_and_the_scheduler_name_the_same_next_run(name, start, nudge):
    rhythm, trigger = clock_jobs.BY_NAME[name].rhythm, clockwork.JOBS[name].trigger
    moment = rhythm.next_from(start.replace(tzinfo=clock.LEGAL_ZONE)) + nudge

    assert trigger.get_next_fire_time(None, moment) == rhythm.next_from(moment)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Refused(Refusal("x", "还没有载入标准。")), "还没有载入标准"),
        (Unusable("表里没有这一列。", field="x"), "表里没有这一列"),
        (PermissionError(13, "x"), "文件读写不成（PermissionError）"),
        (KeyError("x"), "程序出错（KeyError）"),
    ],
)
def test_what_broke_a_run_off_is_said_in_a_few_words(problem, said):
    assert clockwork._reason(problem) == said


def test_every_job_of_the_table_is_run_and_in_its_order():
    assert list(clockwork.JOBS) == [one.name for one in clock_jobs.TABLE]
