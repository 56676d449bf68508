"""What does the clock do by itself, when, and how is that said?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_EVERY_HOUR = tuple(range(24))


@dataclass(frozen=True)
class Rhythm:
    """When a job runs (运行时间): at these minutes of these hours, every day."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...] = _EVERY_HOUR

    def next_from(self, moment: datetime) -> datetime:
        """Find the first run that is not before a moment (下次运行), on that moment's own clock."""
        begin = moment.replace(second=0, microsecond=0)
        if begin < moment:
            begin += _MINUTE
        midnight = begin.replace(hour=0, minute=0)
        runs = (*self._runs_of(midnight), *self._runs_of(midnight + _DAY))
        return min(run for run in runs if run >= begin)

    def words(self) -> str:
        """Say it as people do (运行时间说明), such as 每天 3:20."""
        minute = self.minutes[0]
        if self.hours == _EVERY_HOUR:
            often = len(self.minutes)
            return "每小时一次" if often == 1 else f"每 {60 // often} 分钟"
        return f"每天 {'、'.join(f'{hour}:{minute:02d}' for hour in self.hours)}"

    def _runs_of(self, day: datetime) -> Iterable[datetime]:
        return (
            day.replace(hour=hour, minute=minute) for hour in self.hours for minute in self.minutes
        )


def every(minutes: int) -> Rhythm:
    """Run every so many minutes (每隔几分钟); they divide the hour."""
    return Rhythm(tuple(range(0, 60, minutes)))


def hourly(minute: int) -> Rhythm:
    """Run once an hour (每小时)."""
    return Rhythm((minute,))


def daily(hour: int, minute: int) -> Rhythm:
    """Run once a day (每天)."""
    return Rhythm((minute,), (hour,))


@dataclass(frozen=True)
class ClockJob:
    """One piece of the clock's work (定时任务): its name, what it does, when it runs.

    Every one runs at each start of the worker besides.
    """

    name: str
    label: str
    what: str
    rhythm: Rhythm


# In the order in which they run at a start. `jobs/clockwork.py` says what each of them calls.
TABLE: tuple[ClockJob, ...] = (
    # Before the silence: what a notice moved must not be judged by the days before it.
    ClockJob(
        "redating", "期限重新推算",
        "放假安排或规则有变动时，把受影响的期限重新推算。", every(5),
    ),
    ClockJob(
        "silence", "默示生效",
        "审查期满没有收到意见的合同，登记默示生效。", hourly(10),  # 0:10 among others
    ),
    ClockJob("handovers", "主席交接", "交接日到了的工会，名册改为新主席。", hourly(5)),
    # After the three above: whoever is in office today is told what runs today.
    ClockJob(
        "reminders", "提醒",
        "按提醒安排，把到时的期限提醒写进各人的待办；放假安排变动的，告诉期限改到哪天。",
        hourly(20),
    ),
    ClockJob(
        "digests", "每日汇总",
        "把要办的提醒按各人选的时间汇总发出；发不出去的重新排队。", hourly(25),
    ),
    ClockJob(
        "weekly", "督办周报",
        "每周一把卡住的事项发给街道、区、市总工会：卡在哪一步、在谁手里、从哪天起；没发成的以后几天补发。",
        daily(8, 30),  # what failed on Monday goes out on a later day, once
    ),
    ClockJob(
        "sweep", "清理暂存",
        "清理到期的草稿、照片、后台任务结果，以及六十天前的运行记录。", daily(3, 20),
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in TABLE}
