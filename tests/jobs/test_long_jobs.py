"""Long work: asked for inside a transaction, done by a worker, seen by whoever asked for it."""

from __future__ import annotations

import io
from datetime import timedelta

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.worker import Worker
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import select

from bargaining import clock, db, queue
from bargaining.actions import long_jobs as job_actions
from bargaining.actions import trials
from bargaining.actions import users as user_actions
from bargaining.cli import embedded
from bargaining.errors import Refusal, Refused
from bargaining.jobs import long_jobs, runner, sweeping
from bargaining.jobs.piece import Result
from bargaining.models.long_job import LongJob
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Role
from tests import cluster, running

PDF = b"%PDF-1.4 made by a test"


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of work that only this module knows."""

    def count_up(work):
        for step in range(work.asked["to"] + 1):
            work.tell(step, work.asked["to"])
        return Result(f"数到 {work.asked['to']}。", file_name="结果.pdf", content=PDF)

    def refuse(work):
        raise Refused(Refusal("no", f"{work.actor.name}不能这样办。"))

    def break_down(_work):
        raise ZeroDivisionError

    for name, kind in {"count": count_up, "refuse": refuse, "break": break_down}.items():
        monkeypatch.setitem(long_jobs.KINDS, name, kind)


@pytest.fixture
def ask(app, as_):
    """Let somebody ask for work; return their browser and the job's number."""

    def asked(kind, *, role=Role.DISTRICT, **values):
        browser = as_(role)
        with app.app_context():
            user = db.db.session().get_one(User, browser.user_id)
            actor = user_queries.find_actor(user, on=clock.today(), wanted=None)
            with db.transaction(actor) as session:
                job = job_actions.ask(
                    session, kind, title="数数", asked=values, actor=actor, at=clock.now()
                )
                queue.defer(session, queue.LONG_JOB, job_id=job.id)
                number = job.id
        return browser, number

    return asked


def waiting(url):
    return cluster.ask(url, "SELECT count(*) FROM procrastinate.procrastinate_jobs")[0]


def state(app, number):
    with app.app_context():
        job = db.db.session().get_one(LongJob, number, populate_existing=True)
        return job.state, job.message


def test_work_is_done_and_its_result_is_there_for_whoever_asked(app, ask, kinds):
    browser, number = ask("count", to=3)
    page = f"/jobs/{number}"
    assert "排队中" in browser.get(page).text

    runner.work_off(app)

    answer = browser.get(page)
    assert "已办完" in answer.text
    assert "数到 3" in answer.text
    assert "3 / 3" in answer.text
    assert browser.get(f"{page}/result").data == PDF
    assert "数数" in browser.get("/jobs").text


def test_somebody_else_sees_neither_the_work_nor_its_result(app, ask, as_, kinds):
    _browser, number = ask("count", to=1)
    runner.work_off(app)

    for role in (Role.DISTRICT, Role.ADMIN, Role.CITY):
        other = as_(role)
        assert other.get(f"/jobs/{number}").status_code == 404
        assert other.get(f"/jobs/{number}/result").status_code == 404
        assert "数数" not in other.get("/jobs").text


def test_what_is_rolled_back_was_never_asked_for(app, database_url, stage):
    before = waiting(database_url)
    with app.app_context():

        def asked_and_regretted():
            with db.transaction(OPERATOR) as session:
                queue.defer(session, queue.LONG_JOB, job_id=1)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            asked_and_regretted()
        # The connection is as it was: our own tables are found again.
        db.db.session().scalars(select(User)).all()

    assert waiting(database_url) == before


def test_a_refusal_is_told_in_its_own_words(app, ask, kinds):
    browser, number = ask("refuse")

    runner.work_off(app)

    page = browser.get(f"/jobs/{number}").text
    assert "没有办成" in page
    assert "不能这样办" in page


def test_a_failure_of_ours_is_told_without_its_insides(app, ask, kinds):
    browser, number = ask("break")

    runner.work_off(app)

    assert state(app, number) == (job_actions.FAILED, long_jobs.BROKEN)
    assert "ZeroDivision" not in browser.get(f"/jobs/{number}").text


def test_who_lost_the_role_meanwhile_gets_nothing_done(app, ask, kinds):
    browser, number = ask("count", to=2)
    with app.app_context(), db.transaction(OPERATOR) as session:
        (grant,) = user_queries.get_user(session, browser.user_id, actor=OPERATOR).grants
        yesterday = clock.today() - timedelta(days=1)
        user_actions.end_grant(
            session, grant.id, last_on=yesterday, actor=OPERATOR, at=clock.now(), on=clock.today()
        )

    runner.work_off(app)

    assert state(app, number) == (job_actions.FAILED, long_jobs.NO_ROLE)


def test_what_a_dead_worker_left_behind_is_taken_up_again(app, ask, kinds, database_url):
    _browser, number = ask("count", to=2)
    a_worker_died(database_url)

    runner.work_off(app)

    assert state(app, number)[0] == job_actions.DONE


def a_worker_died(url, *, times=1):
    """Leave the queue as a worker does that is killed over its piece, for the nth time."""
    with psycopg.connect(
        host=cluster.socket_of(url), user=embedded.OWNER,
        dbname=cluster.name_of(url), options="-c search_path=procrastinate",
    ) as connection:  # fmt: skip
        connection.execute(
            "UPDATE procrastinate.procrastinate_jobs"
            " SET status = 'doing', worker_id = NULL, attempts = %s",
            [times - 1],
        )


@pytest.mark.parametrize(("times", "ends"), [(runner.TRIES, "done"), (runner.TRIES + 1, "failed")])
def test_work_that_kills_every_worker_is_given_up_and_says_so(
    app, ask, kinds, database_url, times, ends
):
    _browser, number = ask("count", to=2)
    a_worker_died(database_url, times=times)

    runner.work_off(app)

    assert state(app, number)[0] == ends
    assert state(app, number)[1] == ("数到 2。" if ends == "done" else long_jobs.BROKEN)
    runner.work_off(app)
    assert cluster.ask(
        database_url,
        "SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE status IN ('todo', 'doing')",
    ) == (0,)


def test_two_workers_over_one_piece_leave_one_result(app, ask, kinds):
    """A worker that was thought dead comes to its end after the other one."""
    _browser, number = ask("count", to=1)
    runner.work_off(app)
    before = state(app, number)

    with app.app_context():
        with db.transaction(OPERATOR) as session:
            job_actions.fail(session, number, message="迟到的失败", at=clock.now())
        with db.transaction(OPERATOR) as session:
            job_actions.finish(
                session, number, message="迟到的结果", answer={}, result_hash=None, at=clock.now()
            )

    assert state(app, number) == before


def test_work_that_ended_is_not_done_again(app, ask, kinds):
    _browser, number = ask("count", to=2)
    runner.work_off(app)
    with app.app_context(), db.transaction(OPERATOR) as session:
        queue.defer(session, queue.LONG_JOB, job_id=number)
        session.get_one(LongJob, number).message = "原来的结果"

    runner.work_off(app)

    assert state(app, number) == (job_actions.DONE, "原来的结果")


def test_a_running_worker_hears_of_new_work_at_once(app, ask, kinds):
    thread = runner.Runner(app)
    thread.start()
    try:
        _browser, number = ask("count", to=2)
        running.until(lambda: state(app, number)[0] == job_actions.DONE)
    finally:
        thread.end(patience=10)


@pytest.fixture
def at_work(app, monkeypatch):
    """A worker that goes on, with short pauses."""
    monkeypatch.setattr(runner, "POLL", 0.2)
    monkeypatch.setattr(runner, "LOOK_FOR_STALLED", 0.2)
    thread = runner.Runner(app)
    yield thread
    thread.end(patience=10)


def failing_at_first(monkeypatch, owner, name, problem, *, times):
    """Let the first calls of one of the library's functions fail; return the list of calls."""
    calls, real = [], getattr(owner, name)

    async def call(*given, **named):
        calls.append(1)
        if len(calls) <= times:
            raise problem
        return await real(*given, **named)

    monkeypatch.setattr(owner, name, call)
    return calls


def test_a_running_worker_takes_up_what_a_dead_one_left(app, ask, kinds, at_work, database_url):
    _browser, number = ask("count", to=2)
    a_worker_died(database_url)

    at_work.start()

    running.until(lambda: state(app, number)[0] == job_actions.DONE)


@pytest.mark.parametrize(
    ("owner", "name", "problem", "times"),
    [
        (AsyncConnectionPool, "open", PoolTimeout("no connection"), 1),
        (Worker, "_update_heartbeat", ConnectorException("lost"), len(runner.ABREAST)),
        (JobManager, "get_stalled_jobs", ConnectorException("lost"), 1),
        (JobManager, "retry_job_by_id_async", ConnectorException("taken"), 1),
    ],
    ids=["opened", "watched", "looked through", "taken up"],
)
def test_a_worker_outlives_a_database_that_is_away_for_a_while(
    app, ask, kinds, at_work, database_url, monkeypatch, owner, name, problem, times
):
    """Where the queue cannot be opened, watched or looked through, it is begun anew."""
    calls = failing_at_first(monkeypatch, owner, name, problem, times=times)
    _browser, left = ask("count", to=2)
    a_worker_died(database_url)
    at_work.start()

    running.until(lambda: len(calls) > times)
    _browser, asked = ask("count", to=2)

    running.until(lambda: {state(app, one)[0] for one in (left, asked)} == {job_actions.DONE})


def test_a_result_lies_sealed_and_goes_with_its_row_after_a_month(app, ask, kinds):
    browser, number = ask("count", to=1)
    runner.work_off(app)
    instance = app.extensions["bargaining_settings"].instance
    (kept,) = (
        path for path in (instance / "results" / str(browser.user_id)).rglob("*") if path.is_file()
    )
    assert PDF not in kept.read_bytes()
    assert browser.get(f"/jobs/{number}/result").data == PDF

    with app.app_context():
        sweeping.sweep(on=clock.today(), at=clock.now())
    assert browser.get(f"/jobs/{number}/result").status_code == 200
    later = clock.now() + job_actions.KEPT_FOR + timedelta(minutes=1)
    with app.app_context():
        sweeping.sweep(on=later.date(), at=later)

    assert browser.get(f"/jobs/{number}").status_code == 404
    assert not kept.exists()


def test_a_file_that_nobody_confirmed_is_gone_after_a_day(app, as_):
    browser = as_(Role.STREET_STAFF)
    instance = app.extensions["bargaining_settings"].instance
    register = "单位名称,区,街道\n".encode()
    answer = browser.submit(
        "/import", page="/import", kind="enterprises", file=(io.BytesIO(register), "名册.csv")
    )
    assert answer.status_code == 302
    waits = instance / trials.FOLDER / str(browser.user_id)
    assert [path for path in waits.rglob("*") if path.is_file()]

    later = clock.now() + trials.KEPT_FOR + timedelta(minutes=1)
    with app.app_context():
        sweeping.sweep(on=later.date(), at=later)

    assert not [path for path in waits.rglob("*") if path.is_file()]
