"""In which order were the meetings held? By their days: some are written down later."""

from __future__ import annotations

from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts


def held(facts: CaseFacts) -> tuple[Event, ...]:
    """List the meetings in the order they were held (历次会议), of one day as written down.

    Their place in the list is their number. An entry that was corrected and written anew keeps
    it, and so do the minutes and the proposals that name it.
    """
    found = facts.every("record_meeting")
    return tuple(sorted(found, key=lambda one: (one.occurred_on, one.sequence)))
