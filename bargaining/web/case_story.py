"""What is new in a case's story for whoever opens it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g

from bargaining.clock import legal_day
from bargaining.models.case_seen import CaseSeen
from bargaining.queries.case_view import CaseView

Entry = dict[str, Any]


def marked(told: Sequence[Entry], seen: CaseView, looked: CaseSeen | None) -> list[Entry]:
    """Mark what others have written since somebody's last look (标出新登记).

    `told` is the story, newest on top, one for each entry. Before the first look nothing is new,
    and one's own entries never are.
    """
    if looked is None:
        return list(told)
    return [
        one | {"fresh": event.sequence > looked.last_sequence and event.actor_name != g.actor.name}
        for one, event in zip(told, reversed(seen.entries), strict=True)
    ]


def since(told: Sequence[Mapping[str, Any]], looked: CaseSeen | None) -> dict[str, Any] | None:
    """Say what happened since somebody's last look (上次查看以后); None where nothing did."""
    fresh = [one["label"] for one in told if one.get("fresh")]
    if looked is None or not fresh:
        return None
    return {"on": legal_day(looked.seen_at), "labels": fresh[::-1]}
