"""What happened, as plain values: the only thing facts are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

OPEN = "open"
VOID = "void_event"
# What an entry that writes another anew says of it: its place in the history, and why.
AMENDS = "amends"
AMEND_REASON = "amend_reason"
# What offers talks: either side, or the union above on behalf of the enterprise's.
OFFERINGS = ("send_proposal", "offer_for_union")


@dataclass(frozen=True)
class Event:
    """One event of a case (案件事件).

    `kind` is `open`, a move's name or `void_event`; `occurred_on` is the legal day it happened,
    `recorded_at` the moment somebody wrote it down; `payload` holds JSON values only, days as
    ISO text and amounts as decimal text. `voids` names the sequences a correction takes back.
    An entry that writes another anew stands in its place: there `sequence` is that place, and
    `amended_by` the sequence it was written with, 0 for every other.
    """

    sequence: int
    kind: str
    occurred_on: date
    payload: Mapping[str, Any] = field(default_factory=dict)
    voids: tuple[int, ...] = ()
    recorded_at: datetime = datetime(1, 1, 1, tzinfo=UTC)
    actor_name: str = ""
    actor_role: str = ""
    on_behalf: str = ""
    amended_by: int = 0

    @property
    def written_as(self) -> int:
        """Name the sequence it was written with (登记的序号)."""
        return self.amended_by or self.sequence

    @property
    def place(self) -> int:
        """Name where it stands in the history (历史中的位置): that of the one it writes anew."""
        return int(self.payload.get(AMENDS, self.sequence))

    def day(self, key: str) -> date | None:
        """Read a day from the payload; None where it is not stated (取日期)."""
        value = self.payload.get(key)
        return date.fromisoformat(value) if value else None


def standing(events: Iterable[Event]) -> Sequence[Event]:
    """Keep the events that no correction has taken back, without the corrections (有效事件).

    What was written anew stands in the place of the first.
    """
    kept = list(events)
    voided = {sequence for event in kept for sequence in event.voids}
    found = [
        _in_its_place(event)
        for event in kept
        if event.sequence not in voided and event.kind != VOID
    ]
    return sorted(found, key=lambda event: event.sequence)


def _in_its_place(event: Event) -> Event:
    if event.place == event.sequence:
        return event
    return replace(event, sequence=event.place, voids=(), amended_by=event.sequence)


def known_on(events: Iterable[Event], moment: datetime) -> Sequence[Event]:
    """Keep what had been written down by a moment (截至某时已知的事件)."""
    return [event for event in events if event.recorded_at <= moment]
