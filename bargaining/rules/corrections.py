"""What follows when an entry is taken back, or written anew?"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bargaining.errors import Invalid, Refusal, Refused
from bargaining.rules import events as case_events
from bargaining.rules import facts as case_facts
from bargaining.rules import moves
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.events import Event
from bargaining.rules.move import Move

# What carries a file that was read, a paper that was sealed, or a place along with it.
_AS_WRITTEN = frozenset({
    "submit_wages", "record_pay", "issue_paper", "issue_letter", "issue_review_opinion",
    "take_effect_by_silence", "record_change_review", "record_succession",
})  # fmt: skip
# The day of effect was reckoned from these when it was written.
_REVIEW_FROM = frozenset({"file", "refile", "record_receipt", "record_completion", "file_change"})
_SILENT = "take_effect_by_silence"
_RECKONED = frozenset({_SILENT, "record_no_objection", "record_change_review"})
# Served in time they take a silent effect back, served late they do not: asked when recorded.
_OPINIONS = frozenset({"record_objection", "record_no_objection"})

NOT_THERE = Refusal("no_such_entry", "没有这一条有效登记可以更正。", field="sequence")


@dataclass(frozen=True)
class Correction:
    """What taking one entry back takes back with it (更正的后果).

    `voided` names the entry itself and every later one that no longer follows, in order, by the
    sequences they were written with.
    """

    voided: tuple[int, ...]

    @property
    def also(self) -> tuple[int, ...]:
        """Name the later entries that fall with it (一并撤回)."""
        return self.voided[1:]


@dataclass(frozen=True)
class Amendment(Correction):
    """What writing one entry anew means (改正的后果): the entry as it is to be written."""

    kind: str
    on: date
    payload: Mapping[str, Any]


def correct(history: Iterable[Event], sequence: int) -> Correction:
    """Work out what taking back one entry means (推演更正).

    Raises Refused for an entry that is not there, was taken back before, or opened the case.
    """
    standing = case_events.standing(history)
    target = _find(standing, sequence)
    reckoned = _reckoned_from(standing, target)
    rest = [event for event in standing if event is not target and event not in reckoned]
    found = sorted([*(one.written_as for one in reckoned), *_fallen(rest)])
    return Correction(voided=(target.written_as, *found))


def _reckoned_from(standing: Sequence[Event], target: Event) -> list[Event]:
    """Find the silent effect that was reckoned from an entry (据以推算的默示生效).

    Without the receipt or the completion its day would be another, or none at all; where it is
    still due it is written again.
    """
    if target.kind not in _REVIEW_FROM:
        return []
    following = (one for one in standing if one.sequence > target.sequence)
    until_next = itertools.takewhile(lambda one: one.kind != "refile", following)
    return [one for one in until_next if one.kind == _SILENT]


def _find(standing: Sequence[Event], sequence: int) -> Event:
    target = next((one for one in standing if one.written_as == sequence), None)
    if target is None:
        raise Refused(replace(NOT_THERE, message=f"没有第 {sequence} 条有效登记可以更正。"))
    if target.kind == case_events.OPEN:
        raise Refused(Refusal("opening", "立案登记不能撤回；不再进行的请办结。", field="sequence"))
    return target


def _fallen(standing: Sequence[Event]) -> list[int]:
    """Walk from the beginning; what cannot follow any more falls."""
    fallen: list[int] = []
    state = moves.beginning(standing[0])
    before: set[str] = set()
    for event in standing[1:]:
        following = moves.follow(state, event, before=before)
        if following is None:
            fallen.append(event.written_as)
        else:
            state = following
            before.add(event.kind)
    return fallen


def why_not_amend(history: Iterable[Event], sequence: int) -> Refusal | None:
    """Say why an entry can only be taken back, None where it may be written anew (能否改正).

    Raises Refused as `correct` does.
    """
    written = list(history)
    standing = case_events.standing(written)
    target = _find(standing, sequence)
    if standing[0].payload.get("origin") == "backfilled":
        return Refusal("backfilled", "补录的内容请在补录页面改，或者撤回后重新登记。")
    if target.kind in _AS_WRITTEN:
        return Refusal("as_written", "这一条连着文件，改正请先撤回，再重新登记。")
    if target.kind in _OPINIONS and any(one.kind == _SILENT for one in written):
        return Refusal(
            "silence", "这份意见书关系到默示生效的那一天，请撤回这一条，再按正确的日期重新登记。"
        )
    reckoned = any(one.kind in _RECKONED for one in standing if one.sequence > target.sequence)
    if target.kind in _REVIEW_FROM and reckoned:
        return Refusal(
            "reckoned", "生效之日是由这一条推算并登记的，请先撤回后面登记的审查结果或者默示生效。"
        )
    return None


def amend(
    history: Iterable[Event], sequence: int, *, on: date, given: Mapping[str, Any], today: date
) -> Amendment:
    """Work out what writing one entry anew means (推演改正): it keeps its place.

    `given` holds the answers as read; what the step does not ask stays, and so do its files.
    Raises Refused where it can only be taken back, Invalid where what is given cannot be, or
    where something later cannot be any more.
    """
    written = list(history)
    refusal = why_not_amend(written, sequence)
    if refusal is not None:
        raise Refused(refusal)
    standing = case_events.standing(written)
    target = _find(standing, sequence)
    move = moves.TABLE[target.kind]
    anew = replace(target, occurred_on=on, payload={**_kept(move, target), **given})
    if (anew.occurred_on, dict(anew.payload)) == (target.occurred_on, _said(target)):
        raise Refused(Refusal("unchanged", "内容没有改动，不用更正。"))
    rewritten = [anew if event is target else event for event in standing]
    _refuse_impossible(standing, rewritten, anew, today=today)
    return Amendment(
        voided=(target.written_as, *_fallen(rewritten)),
        kind=target.kind,
        on=on,
        payload={**anew.payload, case_events.AMENDS: target.sequence},
    )


def asks_anew(move: Move) -> tuple[Ask, ...]:
    """List what is asked again when an entry is written anew (改正时再问的): all but its files."""
    return tuple(ask for ask in move.asks if ask.kind not in (AskKind.FILE, AskKind.FILES))


def _said(target: Event) -> dict[str, Any]:
    """What an entry says of what happened, without what it says of itself."""
    own = (case_events.AMENDS, case_events.AMEND_REASON)
    return {key: value for key, value in target.payload.items() if key not in own}


def _kept(move: Move, target: Event) -> dict[str, Any]:
    asked = {ask.name for ask in asks_anew(move)}
    return {key: value for key, value in _said(target).items() if key not in asked}


def _refuse_impossible(
    standing: Sequence[Event], rewritten: Sequence[Event], anew: Event, *, today: date
) -> None:
    """Ask each step from the one written anew on; a later one only for what was possible."""
    fallen = set(_fallen(rewritten))
    before: list[Event] = []
    for old, event in zip(standing, rewritten, strict=True):
        if event.written_as in fallen:
            continue
        if event.sequence >= anew.sequence and event.kind in moves.TABLE:
            found = _impossible(before, event, today=today)
            if event is anew and found:
                raise Invalid(found)
            if found and not _impossible(_until(standing, old), old, today=today):
                raise Invalid((_too_late_to_change(event, found[0]),))
        before.append(event)


def _until(standing: Sequence[Event], last: Event) -> list[Event]:
    return [event for event in standing if event.sequence < last.sequence]


def _impossible(before: Sequence[Event], event: Event, *, today: date) -> tuple[Refusal, ...]:
    return moves.impossible(
        moves.TABLE[event.kind], case_facts.fold(before), event.payload,
        on=event.occurred_on, today=today,
    )  # fmt: skip


def _too_late_to_change(event: Event, refusal: Refusal) -> Refusal:
    label = moves.TABLE[event.kind].label
    return Refusal(
        "later_entry",
        f"这样改以后，后面的“{label}”（{event.occurred_on.isoformat()}）就对不上了："
        f"{refusal.message}请先改正那一条。",
        field="on",
    )
