"""What follows when an entry is taken back?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bargaining.errors import Refusal, Refused
from bargaining.rules import events as case_events
from bargaining.rules import moves
from bargaining.rules.events import Event


@dataclass(frozen=True)
class Correction:
    """What taking one entry back takes back with it (更正的后果).

    `voided` names the entry itself and every later one that no longer follows, in order.
    """

    voided: tuple[int, ...]

    @property
    def also(self) -> tuple[int, ...]:
        """Name the later entries that fall with it (一并撤回)."""
        return self.voided[1:]


def correct(history: Iterable[Event], sequence: int) -> Correction:
    """Work out what taking back one entry means (推演更正).

    Raises Refused for an entry that is not there, was taken back before, or opened the case.
    """
    standing = case_events.standing(history)
    target = next((event for event in standing if event.sequence == sequence), None)
    if target is None:
        raise Refused(
            Refusal("no_such_entry", f"没有第 {sequence} 条有效登记可以更正。", field="sequence")
        )
    if target.kind == case_events.OPEN:
        raise Refused(Refusal("opening", "立案登记不能撤回；不再进行的请办结。", field="sequence"))
    fallen = _fallen(standing, without=target)
    return Correction(voided=(target.sequence, *fallen))


def _fallen(standing: Sequence[Event], *, without: Event) -> list[int]:
    """Walk the rest from the beginning; what cannot follow any more falls too."""
    fallen: list[int] = []
    state = moves.beginning(standing[0])
    for event in standing[1:]:
        if event is without:
            continue
        following = moves.follow(state, event)
        if following is None:
            fallen.append(event.sequence)
        else:
            state = following
    return fallen
