"""In which words is somebody reminded today? Those they were told, with today's days in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.reminder import Reminder
from bargaining.queries import inbox, reminder_plan
from bargaining.rules import passing_on, reminder_lines, reminders
from bargaining.rules.reminders import Line, Schedule, Schedules
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder


class Told(Protocol):
    """A reminder with its case and its deadline's two days (一项提醒)."""

    @property
    def reminder(self) -> Reminder:
        """What was told (提醒)."""

    @property
    def case(self) -> Case:
        """Of which case (案件)."""

    @property
    def deadline(self) -> Deadline:
        """Of which deadline (期限)."""

    @property
    def act_by(self) -> date:
        """By which day to act (办理日)."""

    @property
    def last_on(self) -> date | None:
        """Name the last day in time (最后一天)."""


class Sayer:
    """Says some reminders as of a day (按当天说提醒语); what offices changed is read once.

    `standard` are the schedules that we ship.
    """

    def __init__(self, session: Session, *, standard: Mapping[str, Schedule], on: date) -> None:
        self._on = on
        self._schedules: Schedules = reminder_plan.schedules(session, standard)
        self._parents: Mapping[str, str | None] = (
            inbox.places_above(session) if self._schedules.changed else {}
        )

    def words(self, told: Told) -> str:
        """Say a reminder (提醒语): 还剩 3 天 grows to 还剩 2 天 as the days go by.

        Where the office has changed the line since, it stays as it was told.
        """
        line = self._line(told)
        if line is None:
            return told.reminder.words
        said, instead = self._say(line, told), _instead(line, told)
        return f"{said}（{instead}）" if instead else said

    def instead(self, told: Told) -> str:
        """Say whom to pass it on to (请转告), where whom it is meant for has no account."""
        line = self._line(told)
        return _instead(line, told) if line else ""

    def _say(self, line: Line, told: Told) -> str:
        is_duty = told.deadline.overdue_after is not None and told.deadline.opens_on is None
        given = reminder_lines.given(
            title=told.case.title,
            number=told.case.number,
            label=str(told.deadline.proof.get("label", "")),
            holder=Holder(told.deadline.holder),
            act_by=told.act_by,
            last_on=told.last_on if is_duty else None,
            latest=told.deadline.latest,
            certain=told.deadline.certain,
            on=self._on,
        )
        return reminders.say(line.words, given)

    def _line(self, told: Told) -> Line | None:
        """Find the line it was told by; of several of one moment the one for this receiver."""
        schedule = self._schedules.of(told.reminder.rule_id, places=self._places(told.case))
        proved = bool(told.deadline.proof.get("proved", True))
        fitting = [
            line
            for line in schedule.lines
            if line.stage == told.reminder.stage
            and line.holder in (None, Holder(told.deadline.holder))
            and line.proved in (None, proved)
        ]
        own = (line for line in fitting if told.reminder.role in line.to)
        stood_in_for = (line for line in fitting if _instead(line, told))
        return next(own, None) or next(stood_in_for, None) or next(iter(fitting), None)

    def _places(self, case: Case) -> Sequence[str]:
        found = [code for code in (case.street_code, case.district_code) if code]
        above = self._parents.get(found[-1])
        while above is not None and above not in found:
            found.append(above)
            above = self._parents.get(above)
        return found


def _instead(line: Line, told: Told) -> str:
    receiver = Role(told.reminder.role)
    return passing_on.words(line.to, receiver, of_several=told.case.enterprise_id is None)
