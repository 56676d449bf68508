"""In which words is somebody reminded today? Those they were told, with today's days in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from bargaining.queries import inbox as inbox_queries
from bargaining.queries import reminder_plan
from bargaining.queries.inbox import Item
from bargaining.readers import reminder_lines as standard_lines
from bargaining.rules import reminder_lines, reminders
from bargaining.rules.reminders import Line, Schedules
from bargaining.rules.states import Holder


class Sayer:
    """Says some reminders as of a day (按当天说提醒语); what offices changed is read once."""

    def __init__(self, session: Session, *, on: date) -> None:
        self._on = on
        self._schedules: Schedules = reminder_plan.schedules(session, standard_lines.standard())
        self._parents: Mapping[str, str | None] = (
            inbox_queries.places_above(session) if self._schedules.changed else {}
        )

    def words(self, item: Item) -> str:
        """Say a reminder (提醒语): 还剩 3 天 grows to 还剩 2 天 as the days go by.

        Where the office has changed the line since, it stays as it was told.
        """
        line = self._line(item)
        if line is None:
            return item.reminder.words
        is_duty = item.deadline.overdue_after is not None and item.deadline.opens_on is None
        given = reminder_lines.given(
            title=item.case.title,
            number=item.case.number,
            label=item.line.label,
            holder=Holder(item.deadline.holder),
            act_by=item.line.act_by,
            last_on=item.line.last_on if is_duty else None,
            latest=item.deadline.latest,
            certain=item.deadline.certain,
            on=self._on,
        )
        return reminders.say(line.words, given)

    def _line(self, item: Item) -> Line | None:
        schedule = self._schedules.of(item.reminder.rule_id, places=self._places(item))
        proved = bool(item.deadline.proof.get("proved", True))
        return next(
            (
                line
                for line in schedule.lines
                if line.stage == item.reminder.stage
                and line.holder in (None, Holder(item.deadline.holder))
                and line.proved in (None, proved)
            ),
            None,
        )

    def _places(self, item: Item) -> Sequence[str]:
        found = [code for code in (item.case.street_code, item.case.district_code) if code]
        above = self._parents.get(found[-1])
        while above is not None and above not in found:
            found.append(above)
            above = self._parents.get(above)
        return found
