"""Who is told of a whole day's reminders each morning, and of the week's stuck duties on Monday?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from flask import current_app

from bargaining import clock, db
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.deliveries import Wanted
from bargaining.config import Settings
from bargaining.jobs import deliveries_out
from bargaining.jobs.outcome import Outcome
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries import digest_readers
from bargaining.rules.roles import SYSTEM

BATCH = 500
WEEKLY_HOUR = 8
_LAST_HOUR, _MONDAY = 23, 1


def run(*, on: date, at: datetime) -> Outcome:
    """Ask for the digests of a day, as far as their hours have come (每日汇总)."""
    return morning(on=on, at=at, hour=_hour(on=on, at=at))


def morning(*, on: date, at: datetime, hour: int) -> Outcome:
    """Ask for one digest a person, role, way and day (早上汇总); asked again it finds none new.

    Who wants to be told at once gets what no message told: what was put aside until today, or was
    planned before they chose so. `hour` is the legal one up to which people's own hours have come.
    """
    settings = _settings()
    with db.transaction(SYSTEM) as session:
        done = deliveries_out.take_up_lost(session, at=at)
    for at_once in (False, True):
        for ids in _batches(settings, at_once=at_once, on=on, hour=hour):
            with db.transaction(SYSTEM) as session:
                news = delivery_queries.untold(session, ids, channels=settings.channels, on=on)
                wanted = [_late(one, on=on) if at_once else _digest(one, on=on) for one in news]
                done += deliveries_out.ask(session, wanted, settings=settings, on=on, at=at)
    return Outcome(label="每日汇总", done=done, verb="交发")


def _digest(news: delivery_queries.News, *, on: date) -> Wanted:
    key = f"morning:{news.user_id}:{news.role.value}:{news.channel.value}:{on.isoformat()}"
    return Wanted(
        news.user_id, news.role, news.channel, delivery_actions.MORNING, key, news.reminders
    )


def _late(news: delivery_queries.News, *, on: date) -> Wanted:
    """A message to somebody who wants each at once: several may come on one day."""
    told = f"{news.user_id}:{news.role.value}:{news.channel.value}:{min(news.reminders)}"
    return Wanted(
        news.user_id, news.role, news.channel, delivery_actions.NOW,
        f"late:{told}:{on.isoformat()}", news.reminders,
    )  # fmt: skip


def _batches(settings: Settings, *, at_once: bool, on: date, hour: int) -> Iterator[list[int]]:
    """Go through the people who have any way out, some at a time."""
    after_id = 0
    while settings.channels:
        with db.transaction(SYSTEM) as session:
            ids = digest_readers.next_readers(
                session, after_id=after_id, limit=BATCH, channels=settings.channels,
                at_once=at_once, hour=hour, on=on,
            )  # fmt: skip
        if not ids:
            return
        yield ids
        after_id = ids[-1]


def run_weekly(*, on: date, at: datetime) -> Outcome:
    """Ask for the supervisors' digest of the week (督办周报): Monday, or the first day after.

    What it says is found when it is sent.
    """
    settings = _settings()
    done = 0
    year, week, weekday = on.isocalendar()
    if weekday > _MONDAY or _hour(on=on, at=at) >= WEEKLY_HOUR:
        with db.transaction(SYSTEM) as session:
            found = digest_readers.weekly_readers(session, channels=settings.channels, on=on)
            wanted = [
                Wanted(
                    user_id, role, channel, delivery_actions.WEEKLY,
                    f"weekly:{user_id}:{role.value}:{channel.value}:{year}-W{week:02d}",
                )
                for user_id, role, channel in found
            ]  # fmt: skip
            done = deliveries_out.ask(session, wanted, settings=settings, on=on, at=at)
    return Outcome(label="督办周报", done=done, verb="交发")


def _hour(*, on: date, at: datetime) -> int:
    """Name the legal hour; on a day that is not today every hour has come."""
    return at.astimezone(clock.LEGAL_ZONE).hour if clock.legal_day(at) == on else _LAST_HOUR


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bargaining_settings"]
    return settings
