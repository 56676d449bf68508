"""In which words is somebody reminded on a page? By the schedules we ship, and offices' own."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bargaining.queries import reminder_said
from bargaining.queries.inbox import Item
from bargaining.readers import reminder_lines


class Sayer:
    """Says the reminders of a page as of a day (按当天说提醒语)."""

    def __init__(self, session: Session, *, on: date) -> None:
        self._sayer = reminder_said.Sayer(session, standard=reminder_lines.standard(), on=on)

    def words(self, item: Item) -> str:
        """Say a reminder (提醒语) as its page shows it."""
        return self._sayer.words(item)

    def instead(self, item: Item) -> str:
        """Say whom to pass a reminder on to (请转告); empty where it is one's own."""
        return self._sayer.instead(item)
