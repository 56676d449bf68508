"""What happened to the enterprise itself, and where does its case belong since?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bargaining.rules.events import Event

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

MOVED = "moved"
KINDS = (
    ("merged", "合并、被兼并"),
    ("split", "分立"),
    ("dissolved", "注销、破产"),
    ("renamed", "更名"),
    (MOVED, "迁往别的区"),
)
BESIDE = "beside"  # in which case a move was recorded that this one went along with
# After which the enterprise that signed is there no more.
GONE = frozenset({"merged", "dissolved"})
_NEAR = 3
_IN_EVERY_NAME = frozenset("区市县街道乡镇地 ")


def moves_of(facts: CaseFacts) -> tuple[Event, ...]:
    """List the moves to another district, oldest first (历次迁移)."""
    return tuple(
        event
        for event in facts.every("record_succession")
        if event.payload.get("kind") == MOVED and event.payload.get("place_code")
    )


def goes_along_with(event: Event) -> str:
    """Name the case with whose move another one went along (随某案一并迁移); "" for others."""
    return str(event.payload.get(BESIDE) or "")


def moved_to(facts: CaseFacts) -> str | None:
    """Name the district a case has moved to (迁入的区), None where it never moved."""
    moves = moves_of(facts)
    return str(moves[-1].payload["place_code"]) if moves else None


def street_known(facts: CaseFacts) -> bool:
    """Tell whether the street of the last move is known (迁入街道已登记)."""
    moves = moves_of(facts)
    return bool(moves and moves[-1].payload.get("street_code"))


def columns(facts: CaseFacts) -> dict[str, Any]:
    """Say where a case belongs since its last move (案件归属): of one that never moved, nothing."""
    moves = moves_of(facts)
    if not moves:
        return {"moved_on": None}
    return {
        "moved_on": moves[-1].occurred_on,
        "district_code": moves[-1].payload["place_code"],
        "street_code": moves[-1].payload.get("street_code"),
    }


def of_kinds(facts: CaseFacts, kinds: Iterable[str]) -> Event | None:
    """Find the newest change of the enterprise of these kinds (最近一次企业变动)."""
    wanted = frozenset(kinds)
    found = (e for e in facts.every("record_succession") if e.payload.get("kind") in wanted)
    return next(reversed(tuple(found)), None)


def named(name: str, places: Mapping[str, str]) -> str | None:
    """Find a place by the name people write (按名称找地方): 朝阳 is 朝阳区; None where none is."""
    wanted = "".join(name.split())
    for code, known in places.items():
        if wanted in (code, known, known.removesuffix("区"), f"北京市{known}"):
            return code
    return None


def near(name: str, places: Mapping[str, str]) -> list[str]:
    """List the names most like the one that was written (相近的名称): who shares most of it."""
    wanted = set(name) - _IN_EVERY_NAME
    shared = {one: len(wanted & set(one)) for one in places.values()}
    alike = sorted((one for one in shared if shared[one]), key=lambda one: -shared[one])
    return alike[:_NEAR]


def ran_on(facts: CaseFacts) -> date | None:
    """Name the day since which the enterprise is gone (合并、注销之日)."""
    gone = of_kinds(facts, GONE)
    return gone.occurred_on if gone else None
