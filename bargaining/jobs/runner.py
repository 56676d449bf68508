"""Who works the queue off? Any number of workers: one long piece at a time, several messages."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import procrastinate
from flask import Flask
from procrastinate import jobs

from bargaining import clock, db, queue
from bargaining.jobs import clockwork, delivering, long_jobs

log = logging.getLogger(__name__)

POLL = 5.0  # seconds between two looks at the queue, besides being told
LOOK_FOR_STALLED = 30.0
TRIES = 3
# What each queue works off at once: a message waits for a server's answer, not for a processor.
_FEW = 2
ABREAST = {queue.USUAL: 1, **dict.fromkeys(queue.LANES.values(), _FEW), queue.MAIL: 4}


class Runner:
    """A thread that works the queue off until it is told to end (队列工作线程).

    A worker that was killed leaves its piece behind; another one takes it up again once its
    heartbeat is half a minute old, three times at most.
    """

    def __init__(self, app: Flask) -> None:
        self._flask = app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)

    def start(self) -> None:
        """Begin to work the queue off (开工)."""
        self._thread.start()

    def end(self, *, patience: float) -> None:
        """Take up nothing more, and wait a while for what is at hand (收工)."""
        self._ended.set()
        if self._loop is not None and self._main is not None:
            self._loop.call_soon_threadsafe(self._main.cancel)
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                asyncio.run(self._work())
            except asyncio.CancelledError:
                return
            except Exception:
                # Whatever it was, messages and long work must go on.
                log.exception("the queue could not be worked off, beginning anew")
            self._ended.wait(POLL)

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._main = asyncio.current_task()
        _give_each_a_thread(self._loop)
        async with (
            make_worker(self._flask).open_async() as worker,
            asyncio.TaskGroup() as lanes,
        ):
            lanes.create_task(_keep_taking_up_stalled(self._flask, worker))
            for name in ABREAST:
                lanes.create_task(_keep_working_off(worker, name))


def make_worker(app: Flask) -> procrastinate.App:
    """Make the queue's application with our tasks in it (队列任务)."""
    with app.app_context():
        worker = queue.worker_app(db.db.engine.url)

    @worker.task(
        name=queue.LONG_JOB,
        retry=procrastinate.RetryStrategy(max_attempts=TRIES, exponential_wait=2),
    )
    def long_job(job_id: int) -> None:
        long_jobs.run(app, job_id)

    @worker.task(
        name=queue.DELIVERY,
        retry=procrastinate.RetryStrategy(max_attempts=TRIES, exponential_wait=2),
    )
    def delivery(delivery_id: int) -> None:
        delivering.run(app, delivery_id)

    @worker.task(name=queue.CLOCK_JOB)
    def clock_job(name: str) -> None:
        if name in clockwork.JOBS:  # asked for before an upgrade that no longer has it
            clockwork.run_job(app, name)

    return worker


def _give_each_a_thread(loop: asyncio.AbstractEventLoop) -> None:
    """Have a thread for whatever is worked off at once; by itself there are a few a processor."""
    most = sum(ABREAST.values()) + 1  # and one to give up what killed every worker
    loop.set_default_executor(ThreadPoolExecutor(most, thread_name_prefix="queue"))


async def _keep_working_off(worker: procrastinate.App, name: str) -> None:
    """Work one queue off; it ends by itself where its heartbeat fails or nothing tells of news."""
    myself = asyncio.current_task()
    while myself is not None and not myself.cancelling():
        await worker.run_worker_async(
            name=name, queues=[name], concurrency=ABREAST[name], install_signal_handlers=False,
            fetch_job_polling_interval=POLL, delete_jobs="successful",
        )  # fmt: skip
        log.warning("a queue ended by itself, beginning anew", extra={"queue": name})
        await asyncio.sleep(POLL)


async def _keep_taking_up_stalled(app: Flask, worker: procrastinate.App) -> None:
    while True:
        try:
            await _retry_stalled(app, worker)
        except Exception:
            log.exception("what dead workers left could not be taken up")
        await asyncio.sleep(LOOK_FOR_STALLED)


async def _retry_stalled(app: Flask, worker: procrastinate.App) -> None:
    """Put what a dead worker left behind back into the queue, or give it up at last."""
    for job in await worker.job_manager.get_stalled_jobs():
        log.warning("a worker died over a piece of work", extra={"job": job.id})
        try:
            await _take_up(app, worker, job)
        except procrastinate.exceptions.ConnectorException as problem:
            # Another worker was faster, or the database is gone: the next look finds the rest.
            log.warning("it was not taken up", extra={"job": job.id}, exc_info=problem)


async def _take_up(app: Flask, worker: procrastinate.App, job: jobs.Job) -> None:
    if job.id is None:
        return
    if job.attempts < TRIES:
        await worker.job_manager.retry_job_by_id_async(job.id, retry_at=clock.now())
        return
    await asyncio.to_thread(_give_up, app, job)
    await worker.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=False)


def _give_up(app: Flask, job: jobs.Job) -> None:
    """Tell whoever asked that every worker died over it."""
    if job.task_name == queue.LONG_JOB:
        long_jobs.give_up(app, int(str(job.task_kwargs["job_id"])))
    if job.task_name == queue.DELIVERY:
        delivering.give_up(app, int(str(job.task_kwargs["delivery_id"])))


def work_off(app: Flask) -> None:
    """Do all that waits in the queue, and end (办完排队的任务)."""

    async def off(worker: procrastinate.App, name: str) -> None:
        await worker.run_worker_async(
            name=name, queues=[name], concurrency=ABREAST[name], wait=False,
            listen_notify=False, install_signal_handlers=False, delete_jobs="successful",
        )  # fmt: skip

    async def once() -> None:
        async with make_worker(app).open_async() as worker:
            _give_each_a_thread(asyncio.get_running_loop())
            await _retry_stalled(app, worker)
            await off(worker, queue.USUAL)  # first: it may ask for messages
            await asyncio.gather(*(off(worker, name) for name in queue.LANES.values()))

    asyncio.run(once())
