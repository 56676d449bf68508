"""How do the clock's jobs and their runs read on a page and in a spreadsheet?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bargaining import clock
from bargaining.documents import lists
from bargaining.models.job_run import JobRecord, JobRun
from bargaining.queries.job_runs import Result
from bargaining.rules import clock_jobs
from bargaining.rules.clock_jobs import ClockJob
from bargaining.web import filters

RESULTS: Mapping[Result, tuple[str, str]] = {
    Result.OK: ("办好了", "good"),
    Result.FAILED: ("没有办完", "red"),
    Result.RUNNING: ("正在办", "amber"),
    Result.BROKEN: ("中断", "amber"),
}
BROKEN_OFF = "办到一半进程停了，下次运行时补办。"
COLUMNS = [
    {"key": "job", "label": "任务", "kind": "text"},
    {"key": "started", "label": "开始", "kind": "text", "sort": "started"},
    {"key": "took", "label": "用时", "kind": "text", "sort": "took"},
    {"key": "done", "label": "办了", "kind": "number", "sort": "done"},
    {"key": "for_on", "label": "办理日", "kind": "day"},
    {"key": "result", "label": "结果", "kind": "tag"},
]
EXPORTED = ("任务", "开始", "结束", "用时（秒）", "办了（件）", "办理日", "结果", "说明")
_WORDS_FOR_DAYS = ("今天", "明天", "后天")


def label_of(job: str) -> str:
    """Name a job as people say it (任务名称); one that is no more keeps its code."""
    known = clock_jobs.BY_NAME.get(job)
    return known.label if known else job


def card(
    job: ClockJob,
    run: JobRun | None,
    last: JobRecord | None,
    *,
    result: Result | None,
    asked: bool,
    at: datetime,
    worker_runs: bool,
) -> dict[str, Any]:
    """Shape a job with its last run (任务) for the page; `result` is of that run."""
    words, tone = RESULTS[result] if result else ("还没有运行过", "grey")
    busy = asked or result is Result.RUNNING
    return {
        "name": job.name,
        "label": job.label,
        "what": job.what,
        "rhythm": job.rhythm.words(),
        "next": _next(job, at) if worker_runs else "启动后立即",
        "began_at": last.started_at if last else None,
        "came_of": _came_of(last, result, at=at) if last else "",
        "result": words,
        "tone": tone,
        "problem": _said(last, result) if last else "",
        "last_ok_at": run.last_ok_at if run else None,
        "asked": asked,
        "closed": "正在办" if result is Result.RUNNING else "已提出，等待办理" if busy else "",
    }


def row(record: JobRecord, result: Result, *, at: datetime) -> dict[str, Any]:
    """Shape one run as a row of the list (运行记录)."""
    words, tone = RESULTS[result]
    cells = {
        "job": label_of(record.job),
        "started": filters.moment(record.started_at),
        "took": took(record, at=at, going_on=result is Result.RUNNING),
        "done": f"{record.done} 件" if record.ended_at else None,
        "for_on": record.for_on,
        "result": {"text": words, "tone": tone, "note": _said(record, result)},
    }
    return {"cells": cells}


def exported(record: JobRecord, result: Result) -> list[lists.Value]:
    """Shape one run as a row of the spreadsheet (导出运行记录)."""
    ended = record.ended_at
    return [
        label_of(record.job),
        filters.moment(record.started_at),
        filters.moment(ended) if ended else None,
        round((ended - record.started_at).total_seconds()) if ended else None,
        record.done if ended else None,
        record.for_on,
        RESULTS[result][0],
        _said(record, result),
    ]


def took(record: JobRecord, *, at: datetime, going_on: bool) -> str:
    """Say how long a run took, or has taken so far (用时)."""
    if record.ended_at is not None:
        return length(record.ended_at - record.started_at)
    return f"已 {length(at - record.started_at)}" if going_on else filters.NOTHING


def length(took: timedelta) -> str:
    """Say a length of time in its two largest units (时长), such as 2 分 5 秒."""
    seconds = int(took.total_seconds())
    if seconds < 1:
        return "不到 1 秒"
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    if minutes:
        return f"{minutes} 分 {seconds} 秒" if seconds else f"{minutes} 分"
    return f"{seconds} 秒"


def near(moment: datetime, today: date) -> str:
    """Say a coming moment as people do (时刻), such as 明天 3:20."""
    there = moment.astimezone(clock.LEGAL_ZONE)
    days = (there.date() - today).days
    day = _WORDS_FOR_DAYS[days] if 0 <= days < len(_WORDS_FOR_DAYS) else filters.day(there.date())
    return f"{day} {there.hour}:{there.minute:02d}"


def _came_of(record: JobRecord, result: Result | None, *, at: datetime) -> str:
    """Say in a line how long a run took and how much it did; nothing of one broken off."""
    if result is Result.BROKEN:
        return ""
    length_of_it = f"用时 {took(record, at=at, going_on=result is Result.RUNNING)}"
    return f"{length_of_it}，办了 {record.done} 件" if record.ended_at else length_of_it


def _next(job: ClockJob, at: datetime) -> str:
    there = at.astimezone(clock.LEGAL_ZONE)
    return near(job.rhythm.next_from(there), there.date())


def _said(record: JobRecord, result: Result | None) -> str:
    return BROKEN_OFF if result is Result.BROKEN else record.problem
