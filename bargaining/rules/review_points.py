"""What does a review look at, and how does the filing stand there on the day it comes in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bargaining.rules import precheck
from bargaining.rules.facts import CaseFacts
from bargaining.rules.objections import ABOUT
from bargaining.rules.precheck import Materials, Point

# 集体合同规定 第44条 names three matters; which of the pre-check's points belong to each. What
# is asked of the bundle of papers itself is seen by whoever holds it.
_POINTS: Mapping[str, tuple[str, ...]] = {
    "parties": ("people", "women", "published"),
    "procedure": ("meeting", "vote", "order", "in_time"),
    "content": ("term", "clauses", "floor"),
}


@dataclass(frozen=True)
class Matter:
    """One matter of a review (审查事项) and the points a machine can look at in it."""

    key: str
    label: str
    points: tuple[Point, ...]

    @property
    def attention(self) -> int:
        """Count what somebody should look at (请核对的要点数)."""
        return len(precheck.needs_attention(self.points))


def on_receipt(
    facts: CaseFacts, *, file_by: date | None, remind_by: date | None, on: date
) -> tuple[Matter, ...]:
    """Look at a filing on the day it comes in (收件核对): a help for both sides, no review."""
    found = precheck.precheck(facts, Materials(file_by=file_by, remind_by=remind_by), on=on)
    return tuple(
        Matter(key, label, tuple(one for one in found if one.key in _POINTS[key]))
        for key, label in ABOUT
    )


def count_attention(matters: Sequence[Matter]) -> int:
    """Count what somebody should look at in all of it (请核对项数)."""
    return sum(one.attention for one in matters)
