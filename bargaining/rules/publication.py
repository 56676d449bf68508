"""Has each side published to its own people, where, and for how long? 试行办法 第23条."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import Side


@dataclass(frozen=True)
class SidePublication:
    """How one side published (一方公布): its entries since the contract took effect, in order."""

    side: Side
    events: tuple[Event, ...]

    @property
    def published_on(self) -> date | None:
        """Name the first day on which the side published (公布之日), None where it has not."""
        return min((event.occurred_on for event in self.events), default=None)

    @property
    def photos(self) -> int:
        """Count the photos of it (公布照片张数)."""
        return sum(len(event.payload.get("photos") or ()) for event in self.events)

    def said(self, name: str) -> str:
        """Read what was last said of the way, the place or the last day (公布方式)."""
        words = (str(event.payload.get(name) or "") for event in reversed(self.events))
        return next((one for one in words if one), "")


def sides(facts: CaseFacts) -> tuple[SidePublication, SidePublication]:
    """Say of each side how it published (双方公布情况); what was before the effect counts not."""
    return _of(Side.UNION, facts), _of(Side.EMPLOYER, facts)


def _of(side: Side, facts: CaseFacts) -> SidePublication:
    since = facts.effective_on
    events = tuple(
        event
        for event in facts.every("publish")
        if since is not None
        and event.occurred_on >= since
        and event.payload.get("side", "both") in ("both", side.value)
    )
    return SidePublication(side, events)


def waiting(facts: CaseFacts) -> tuple[Side, ...]:
    """Name the sides that have not published yet (尚未公布的一方); none before the effect."""
    if facts.effective_on is None:
        return ()
    return tuple(one.side for one in sides(facts) if one.published_on is None)
