"""When a job of the clock runs next, and how its rhythm is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import clock_jobs
from bargaining.rules.clock_jobs import daily, every, hourly

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)


def at(day, hour, minute, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (every(5), "每 5 分钟"),
        (hourly(10), "每小时一次"),
        (daily(3, 20), "每天 3:20"),
        (daily(8, 5), "每天 8:05"),
    ],
)
def test_a_rhythm_is_said_as_people_do(rhythm, words):
    assert rhythm.words() == words


# 2026-11-20 is a Friday.
@pytest.mark.parametrize(
    ("rhythm", "moment", "expected"),
    [
        (every(5), at(20, 9, 55), at(20, 9, 55)),
        (every(5), at(20, 9, 55, 1), at(20, 10, 0)),
        (hourly(10), at(20, 23, 10, 1), at(21, 0, 10)),
        (daily(3, 20), at(20, 3, 20), at(20, 3, 20)),
        (daily(3, 20), at(20, 3, 21), at(21, 3, 20)),
    ],
)
def test_the_next_run_is_the_first_one_that_is_not_past(rhythm, moment, expected):
    assert rhythm.next_from(moment) == expected


@given(
    rhythm=st.one_of(
        st.sampled_from([1, 5, 15, 30]).map(every),
        st.integers(0, 59).map(hourly),
        st.builds(daily, st.integers(0, 23), st.integers(0, 59)),
    ),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    nudge=st.sampled_from([-SECOND, timedelta(0), SECOND]),
)
def test_from_each_run_the_next_one_follows_and_none_lies_between(rhythm, start, nudge):
    run = rhythm.next_from(start.replace(tzinfo=SHANGHAI))
    following = rhythm.next_from(run + nudge)

    if nudge <= timedelta(0):
        assert following == run
    else:
        assert following > run
        assert rhythm.next_from(following - SECOND) == following
    assert run.minute in rhythm.minutes
    assert run.hour in rhythm.hours


def test_every_job_is_named_once_and_says_what_it_does():
    assert len(clock_jobs.BY_NAME) == len(clock_jobs.TABLE)
    assert all(one.label and one.what.endswith("。") for one in clock_jobs.TABLE)
    assert len({one.label for one in clock_jobs.TABLE}) == len(clock_jobs.TABLE)


def test_what_the_law_changed_is_settled_before_anything_falls_silent():
    names = [one.name for one in clock_jobs.TABLE]

    assert names.index("redating") < names.index("silence")


def test_a_week_that_was_not_told_on_monday_is_tried_again_on_the_next_day():
    rhythm = clock_jobs.BY_NAME["weekly"].rhythm

    assert rhythm.next_from(at(23, 8, 30, 1)) == at(24, 8, 30)


def test_a_moment_on_another_clock_keeps_its_clock():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)

    assert daily(3, 20).next_from(noon) == datetime(2026, 11, 21, 3, 20, tzinfo=UTC)
