"""Alive, ready, and how busy."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, delete, text

from bargaining import clock, db, queue
from bargaining.actions import job_runs as run_actions
from bargaining.models.delivery import Delivery
from bargaining.models.job_run import JobRecord, JobRun
from bargaining.queries import job_runs
from bargaining.rules.roles import SYSTEM
from tests import app_fixtures


def test_alive(client):
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")


def beat(rows, *, ago=timedelta(0)):
    """Write down that the worker showed itself, so long ago; return when."""
    at = clock.now() - ago
    with rows(), db.transaction(SYSTEM) as session:
        run_actions.beat(session, at=at)
    return at


@pytest.fixture
def never_worked(rows):
    with rows() as session:
        session.execute(delete(JobRecord))
        session.execute(delete(JobRun))
        session.commit()


@pytest.mark.usefixtures("never_worked")
class TestReady:
    def test_when_the_structure_is_the_newest(self, client):
        answer = client.get("/readyz")

        assert answer.status_code == 200
        assert answer.json == {
            "ready": True,
            "database": "answers",
            "structure": "current",
            "worker": "never",
            "worker_last_beat": None,
        }

    def test_a_running_worker_is_told_with_its_last_beat(self, client, rows):
        at = beat(rows)

        said = client.get("/readyz").json

        assert (said["worker"], said["ready"]) == ("running", True)
        assert datetime.fromisoformat(said["worker_last_beat"]) == at.replace(microsecond=0)
        assert client.get("/readyz?worker=1").status_code == 200

    def test_a_stopped_one_is_told_and_the_web_still_serves(self, client, rows):
        beat(rows, ago=job_runs.SILENT_FOR + timedelta(seconds=1))

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json["worker"]) == (200, "stopped")
        assert answer.json["ready"] is True

    def test_who_asks_for_the_worker_is_answered_503_without_one(self, client, rows):
        assert client.get("/readyz?worker=1").status_code == 503
        beat(rows, ago=job_runs.SILENT_FOR + timedelta(seconds=1))
        answer = client.get("/readyz?worker=1")

        assert (answer.status_code, answer.json["worker"]) == (503, "stopped")

    def test_not_with_an_older_structure(self, make_database, policy, tmp_path):
        url = make_database()
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        engine.dispose()

        for app in app_fixtures.application(url, policy, tmp_path):
            answer = app.test_client().get("/readyz")
            assert (answer.status_code, answer.json["structure"]) == (503, "old")
            assert answer.json["worker"] == "unknown"

    def test_not_without_a_database(self, policy, tmp_path):
        nowhere = f"postgresql://x@/x?host={tmp_path}"
        for app in app_fixtures.application(nowhere, policy, tmp_path / "instance"):
            answer = app.test_client().get("/readyz")
            assert answer.status_code == 503
            assert answer.json == {
                "ready": False,
                "database": "no answer",
                "structure": "unknown",
                "worker": "unknown",
                "worker_last_beat": None,
            }


def gauges(client):
    """What /metrics says, by name and label."""
    found = {}
    for line in client.get("/metrics").text.splitlines():
        if not line.startswith("#"):
            name, _space, value = line.rpartition(" ")
            found[name] = Decimal(value)
    return found


@pytest.mark.usefixtures("never_worked")
class TestTheClocksGauges:
    def test_each_job_tells_its_last_success_its_length_and_its_end(self, client, rows):
        began = clock.now() - timedelta(hours=1)
        with rows(), db.transaction(SYSTEM) as session:
            for job, problem in (("silence", ""), ("handovers", "有问题。")):
                run = run_actions.begin_run(session, job, on=clock.today(), at=began)
                run_actions.end_run(
                    session, run, problem=problem, at=began + timedelta(seconds=2.5)
                )

        found = gauges(client)

        ended = Decimal(f"{(began + timedelta(seconds=2.5)).timestamp():.3f}")
        assert found['bargaining_job_last_success_timestamp_seconds{job="silence"}'] == ended
        assert 'bargaining_job_last_success_timestamp_seconds{job="handovers"}' not in found
        assert found['bargaining_job_last_duration_seconds{job="handovers"}'] == Decimal("2.5")
        assert found['bargaining_job_last_ok{job="silence"}'] == 1
        assert found['bargaining_job_last_ok{job="handovers"}'] == 0

    def test_a_run_that_goes_on_leaves_what_the_last_one_came_to(self, client, rows):
        began = clock.now() - timedelta(hours=1)
        with rows(), db.transaction(SYSTEM) as session:
            run = run_actions.begin_run(session, "silence", on=clock.today(), at=began)
            run_actions.end_run(session, run, at=began + timedelta(seconds=4))
            run_actions.begin_run(session, "silence", on=clock.today(), at=clock.now())

        found = gauges(client)

        assert found['bargaining_job_last_duration_seconds{job="silence"}'] == 4
        assert found['bargaining_job_last_ok{job="silence"}'] == 1

    def test_the_heartbeat_is_the_workers_and_no_jobs(self, client, rows):
        assert "bargaining_worker_last_beat_timestamp_seconds" not in gauges(client)
        at = beat(rows)

        found = gauges(client)

        assert found["bargaining_worker_last_beat_timestamp_seconds"] == Decimal(
            f"{at.timestamp():.3f}"
        )
        assert not any("heartbeat" in name for name in found)

    def test_the_queue_and_what_goes_out_are_counted(self, client, rows, stage, app):
        _login, user_id = app_fixtures.add_account(app)
        now = clock.now()
        with rows() as session:
            queue.defer(session, queue.CLOCK_JOB, name="gone")
            for number, (state, ended_at) in enumerate(
                [
                    ("waiting", None),
                    ("waiting", None),
                    ("sent", now - timedelta(hours=23)),
                    ("sent", now - timedelta(hours=25)),
                    ("failed", now - timedelta(hours=1)),
                ]
            ):
                session.add(
                    Delivery(
                        user_id=user_id, role="district", channel="email", kind="test",
                        key=f"counted:{number}", for_on=clock.today(),
                        message_id=f"<{number}@counted>", state=state, created_at=now,
                        ended_at=ended_at,
                    )
                )  # fmt: skip
            session.commit()

        found = gauges(client)

        assert found['bargaining_queue_jobs{status="waiting"}'] == 1
        assert found['bargaining_queue_jobs{status="failed"}'] == 0
        assert found['bargaining_deliveries{state="waiting"}'] == 2
        assert found['bargaining_deliveries{state="sent"}'] == 1
        assert found['bargaining_deliveries{state="failed"}'] == 1
        assert found['bargaining_deliveries{state="dropped"}'] == 0

    def test_they_cost_the_same_however_much_there_is(self, client, rows, counted):
        beat(rows)
        few = counted(lambda: client.get("/metrics"))
        with rows(), db.transaction(SYSTEM) as session:
            for job in ("silence", "handovers", "redating", "sweep"):
                run_actions.begin_run(session, job, on=clock.today(), at=clock.now())

        assert counted(lambda: client.get("/metrics")) == few

    def test_without_a_database_the_processes_own_counters_still_answer(self, policy, tmp_path):
        nowhere = f"postgresql://x@/x?host={tmp_path}"
        for app in app_fixtures.application(nowhere, policy, tmp_path / "instance"):
            client = app.test_client()
            client.get("/healthz")
            answer = client.get("/metrics")

            assert answer.status_code == 200
            assert 'bargaining_requests_total{endpoint="health.healthz"' in answer.text
            assert "bargaining_job" not in answer.text


def counted(client, line):
    found = [one for one in client.get("/metrics").text.splitlines() if one.startswith(line)]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_answers_are_counted_by_page_and_outcome(client):
    line = 'bargaining_requests_total{endpoint="security.login",method="GET",status="200"}'
    before = counted(client, line)

    client.get("/login")
    client.get("/login")

    assert counted(client, line) == before + 2
    assert counted(client, 'bargaining_database_connections{state="idle"}') >= 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1"])
def test_neighbours_may_read_the_counters(client, address):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["8.8.8.8", "unknown", ""])
def test_strangers_may_not(client, address):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 404


def test_what_comes_through_a_gate_may_not(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 404


def test_the_log_names_no_person(client, caplog):
    with caplog.at_level(logging.INFO, logger="bargaining.web.health"):
        client.sign_in("13812345678", "a-secret-9")

    assert [one.endpoint for one in caplog.records][-1] == "security.login"
    assert not any("13812345678" in str(vars(one)) for one in caplog.records)
