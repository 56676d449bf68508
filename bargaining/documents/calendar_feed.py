"""How do deadlines become a calendar that telephones and mail programs subscribe to?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration

MEDIA_TYPE = "text/calendar"
# Entries keep their name for ever: with another one they would stand twice in every calendar.
OUR_NAME = "gongzi-xieshang"
_PRODUCT = "-//gongzi-xieshang//deadlines//ZH-CN"
_REFRESH = timedelta(hours=6)
_ONE_DAY = timedelta(days=1)
# Readers of calendars take these for the end of a line, whatever stands around them.
_LINE_ENDS = {ord(sign): "\n" for sign in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
_UNREADABLE = frozenset({"Cc", "Cs"})


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar (日历条目): whole days, from the first to the last.

    `key` names it for ever; a higher `revision` takes the place of a lower one.
    """

    key: str
    first_on: date
    last_on: date
    summary: str
    description: str
    revision: int
    changed_at: datetime
    url: str = ""


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """Write entries as an iCalendar file (日历文件); the same entries make the same bytes."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", plain(name))
    made.add("x-wr-calname", plain(name))
    made.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(_REFRESH))
    for entry in entries:
        made.add_component(_event(entry))
    content: bytes = made.to_ical()
    return content


def plain(text: str) -> str:
    """Leave out of a text what no calendar can hold (可写入日历的文字)."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    return "".join(
        sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) not in _UNREADABLE
    )


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{OUR_NAME}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.revision)
    event.add("dtstart", entry.first_on)
    event.add("dtend", entry.last_on + _ONE_DAY)  # the first day that is not part of it
    event.add("summary", plain(entry.summary))
    event.add("description", plain(entry.description))
    event.add("transp", "TRANSPARENT")
    if entry.url:
        event.add("url", entry.url)
    return event
