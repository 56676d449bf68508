"""`bargaining work`: one leader, the others stand by; what is due is done, also after a stop."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bargaining import cli, clock, db, factory
from bargaining.actions import users as user_actions
from bargaining.cli import embedded
from bargaining.jobs import clockwork, schedule
from bargaining.jobs.leader import _LOCK, Lead
from bargaining.queries import job_runs
from bargaining.rules.roles import OPERATOR
from tests import cluster, running
from tests.office import AT, DAY
from tests.running import until

SHANGHAI = ZoneInfo("Asia/Shanghai")
ELSEWHERE = {"work": ("bargaining.jobs.schedule:work", "定时任务")}
SILENT = "take_effect_by_silence"


@pytest.fixture
def bargaining(office, monkeypatch, capsys):
    """Run a command to its end; return its exit code and what it said."""

    def run(*words):
        monkeypatch.setenv("DATABASE_URL", office.url)
        monkeypatch.setenv("BARGAINING_INSTANCE", str(office.instance))
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, elsewhere=ELSEWHERE, arguments=words)
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def worker(office):
    """Start workers by name; whatever of them still runs ends with the test."""
    with running.workers(office.url, office.instance) as start:
        yield start


def leader(office) -> str | None:
    """The name of the worker that holds the lead."""
    found = cluster.ask(
        office.url,
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"  # noqa: S608
        f" WHERE locktype = 'advisory' AND objid = {_LOCK} AND granted"
        " AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    return str(found[0]) if found else None


def run_of(office, job):
    return cluster.ask(
        office.url,
        f"SELECT ok, problem, ended_at >= started_at FROM job_run WHERE job = '{job}'",  # noqa: S608
    )


def forget_runs(office):
    cluster.ask(office.url, "DELETE FROM job_run")


class TestOnce:
    def test_what_is_due_today_is_done_and_noted(self, office, bargaining):
        number = office.filed_case(on=clock.today() - 40 * DAY)

        code, said, complaint = bargaining("work", "--once")

        assert (code, complaint) == (0, "")
        assert "默示生效：登记 1 件。\n" in said
        assert office.entries(number)[-1][0] == SILENT
        assert run_of(office, "silence") == (True, "", True)

    def test_a_case_that_could_not_be_done_is_named_and_remembered(self, office, bargaining):
        number = office.filed_case(on=clock.today() - 40 * DAY)
        cluster.ask(
            office.url,
            "INSERT INTO case_event (case_id, sequence, kind, occurred_on, recorded_at,"  # noqa: S608
            " actor_name, actor_role, on_behalf, payload, voids) SELECT id, 99, 'adopt_draft',"
            " '2026-03-04', now(), 'x', 'system', '', '{}', '{}' FROM bargaining_case"
            f" WHERE number = '{number}'",
        )

        code, said, complaint = bargaining("work", "--once")

        assert (code, said.splitlines()[1]) == (1, "默示生效：登记 0 件。")
        assert number in complaint
        ok, problem, _in_order = run_of(office, "silence")
        assert ok is False
        assert number in problem
        cluster.ask(
            office.url,
            f"UPDATE bargaining_case SET state = 'closed' WHERE number = '{number}'",  # noqa: S608
        )

    def test_a_job_that_breaks_off_does_not_hold_up_the_others(self, office, bargaining):
        cluster.ask(office.url, "ALTER TABLE handover RENAME TO taken_away")

        code, said, complaint = bargaining("work", "--once")

        cluster.ask(office.url, "ALTER TABLE taken_away RENAME TO handover")
        lines = said.splitlines()
        assert code == 1
        assert len(lines) == len(clockwork.JOBS)
        assert lines[2] == "主席交接：没有办完。"
        assert lines[-1].startswith("到期暂存：清理 ")
        assert (
            "主席交接没有办完：数据库报错（UndefinedTable）；详情见日志。" in complaint.splitlines()
        )
        assert run_of(office, "sweep") == (True, "", True)

    def test_another_day_needs_once(self, bargaining):
        code, _said, complaint = bargaining("work", "--on", "2026-03-01")

        assert (code, complaint) == (2, "--on 只能和 --once 一起用。\n")

    def test_another_day_is_for_example_data_only(self, office, bargaining):
        number = office.filed_case(on=clock.today() - 5 * DAY)
        then = (clock.today() + 40 * DAY).isoformat()

        code, _said, complaint = bargaining("work", "--once", "--on", then)

        assert code == 1
        assert "示例数据" in complaint
        assert office.entries(number)[-1][0] == "file"

        with office.app.app_context(), db.transaction(OPERATOR) as session:
            new = user_actions.NewAccount("x@demo", "示例", "!", one_time=False, is_demo=True)
            user_actions.add_user(session, new, actor=OPERATOR, at=AT)
        # Whether that day is certain already depends on the notices; the command is not refused.
        assert bargaining("work", "--once", "--on", then)[0] == 0

    def test_without_a_database_it_says_so(self, monkeypatch, bargaining, office, tmp_path):
        monkeypatch.setattr(office, "url", f"postgresql://x@/x?host={tmp_path}")

        code, said, complaint = bargaining("work", "--once")

        assert (code, said) == (3, "")
        assert len(complaint.splitlines()) == 1


class TestTheLead:
    def test_one_of_two_has_it_and_the_other_gets_it_when_it_is_given_up(self, office):
        with office.app.app_context():
            url = db.db.engine.url
        first, second = Lead(url), Lead(url)

        assert first.take()
        assert first.is_held()
        assert not second.take()
        assert not second.is_held()

        first.give_up()
        assert not first.is_held()
        until(second.take)
        second.give_up()

    def test_it_is_lost_with_the_connection(self, office):
        with office.app.app_context():
            lead = Lead(db.db.engine.url)
        assert lead.take()

        end_lead(office)

        assert not lead.is_held()
        lead.give_up()
        assert lead.take()
        lead.give_up()


def end_lead(office):
    """End the connection that holds the lead, as a network or a restarted server would."""
    with psycopg.connect(
        host=cluster.socket_of(office.url), user=embedded.SUPERUSER,
        dbname=cluster.name_of(office.url), autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objid = %s AND granted",
            [_LOCK],
        )


class TestWorkers:
    def test_what_fell_due_while_nobody_worked_is_made_up_for_at_the_start(self, office, worker):
        forget_runs(office)
        number = office.filed_case(on=clock.today() - 60 * DAY)
        one = worker("one")

        until(lambda: office.entries(number)[-1][0] == SILENT)
        until(lambda: run_of(office, job_runs.HEARTBEAT) == (True, "", True))

        code, _said, complaint = one.end()
        assert (code, complaint) == (0, "")
        assert leader(office) is None

    def test_a_stand_by_takes_over_when_the_leader_is_killed(self, office, worker):
        first = worker("first")
        until(lambda: leader(office) == "first")
        second = worker("second")
        until(lambda: _is_connected(office, "second"))
        assert leader(office) == "first"
        number = office.filed_case(on=clock.today() - 60 * DAY)

        os.kill(first.process.pid, signal.SIGKILL)

        until(lambda: leader(office) == "second")
        until(lambda: office.entries(number)[-1][0] == SILENT)
        assert second.end()[0] == 0

    def test_a_lost_lead_is_taken_again(self, office, worker):
        one = worker("one")
        until(lambda: leader(office) == "one")

        end_lead(office)

        until(lambda: leader(office) is None)
        until(lambda: leader(office) == "one")
        assert one.process.poll() is None
        assert one.end(signal.SIGINT)[0] == 0


def _is_connected(office, name) -> bool:
    return cluster.ask(
        office.url,
        f"SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = '{name}'",  # noqa: S608
    ) == (True,)


@pytest.mark.parametrize(
    ("after", "next_run"),
    [
        (datetime(2026, 11, 21, 0, 9, 59), datetime(2026, 11, 21, 0, 10)),  # noqa: DTZ001
        (datetime(2026, 11, 21, 0, 10, 1), datetime(2026, 11, 21, 1, 10)),  # noqa: DTZ001
    ],
)
def test_silence_is_looked_at_every_hour_and_first_soon_after_midnight(after, next_run):
    trigger = clockwork.JOBS["silence"].trigger

    moment = trigger.get_next_fire_time(None, after.replace(tzinfo=SHANGHAI))

    assert moment == next_run.replace(tzinfo=SHANGHAI)


def test_late_runs_are_made_up_for_once_and_one_after_the_other(office):
    scheduler = schedule._scheduler(office.app)
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()

    assert {job.id for job in jobs} == set(clockwork.JOBS)
    assert all(job.coalesce and job.max_instances == 1 for job in jobs)
    assert all(job.misfire_grace_time is None for job in jobs)
    assert all(job.next_run_time <= clock.now() for job in jobs)
    scheduler.shutdown()
