"""Courses that nobody planned: any step that is open, on any day, with any answers, taken back."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bargaining.errors import Refused
from bargaining.rules import asks, corrections, events, moves, next_steps
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts, fold
from bargaining.rules.move import Move
from bargaining.rules.roles import OPERATOR

AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
TODAY = date(2027, 12, 31)
OPENED = date(2026, 1, 5)
DAY = timedelta(days=1)
# Written by what the system does itself, or with a file that has to be read first.
NOT_DRAWN = frozenset({"submit_wages", "record_pay", "issue_paper", "take_effect_by_silence"})
PHOTO = {"hash": "0" * 64, "name": "照片.jpg"}


def opening(place: str = "110108") -> Event:
    """The event a case begins with."""
    payload = {"year": 2026, "kind": "wage", "way": "own", "origin": "walked", "place": place}
    return Event(1, events.OPEN, OPENED, payload, recorded_at=AT)


def open_moves(facts: CaseFacts) -> list[Move]:
    """The steps that may be taken now by whoever may take any."""
    return [
        move
        for move in moves.list_moves(facts.place)
        if move.name not in NOT_DRAWN
        and moves.why_not(move, facts, actor=OPERATOR, agreed_to_help=True) is None
    ]


def answers(move: Move, chance: random.Random, *, near: date) -> dict[str, Any]:
    """Draw answers for everything a step asks, some left empty."""
    given = {}
    for ask in move.asks:
        if ask.required or chance.random() < 0.5:
            given[ask.name] = _answer(ask, chance, near=near)
    if {"entitled", "present", "in_favour"} <= given.keys():
        entitled = chance.randrange(1, 100)
        present = chance.randrange(0, entitled + 1)
        given |= {"entitled": entitled, "present": present,
                  "in_favour": chance.randrange(0, present + 1)}  # fmt: skip
        given.pop("against", None)
        given.pop("abstained", None)
    return given


def _answer(ask: Ask, chance: random.Random, *, near: date) -> Any:
    match ask.kind:
        case AskKind.CHOICE:
            return chance.choice([code for code, _label in ask.choices])
        case AskKind.YES_NO:
            return chance.choice([True, False])
        case AskKind.DAY:
            return (near + chance.choice([-20, -2, 0, 0, 1, 6, 40]) * DAY).isoformat()
        case AskKind.WHOLE:
            return chance.choice([0, 1, 2, 15, 16, 50])
        case AskKind.RATE | AskKind.AMOUNT:
            return chance.choice(["0", "0.05", "1.5"])
        case AskKind.PEOPLE:
            return [
                {"name": f"{side}{number}", "side": side, "title": "", "chief": number == 0,
                 "outside": chance.random() < 0.2}
                for side in ("union", "employer")
                for number in range(chance.randrange(0, 5))
            ]  # fmt: skip
        case AskKind.FILE:
            return PHOTO
        case AskKind.FILES:
            return [PHOTO]
        case _:
            return chance.choice(["甲", "第一项\n第二项", "2026 年"])


def drawn_step(
    facts: CaseFacts, chance: random.Random, *, near: date
) -> tuple[Move, date, dict[str, Any]] | None:
    """Draw one step that may be written, None where the draw was impossible."""
    chosen = open_moves(facts)
    if not chosen:
        return None
    move = chance.choice(chosen)
    expected = next_steps.next_step(facts).move
    if expected in chosen and chance.random() < 0.5:
        move = expected  # or no course would ever come far
    elif move.name == "close" and chance.random() < 0.9:
        return None
    on = near + chance.choice([0, 0, 1, 3, 8, 25, 70, -4]) * DAY
    read = asks.read_answers(move.asks, answers(move, chance, near=on))
    if read.refusals or on < OPENED:
        return None
    if moves.impossible(move, facts, read.payload, on=on, today=TODAY):
        return None
    return move, on, read.payload


def _corrected(
    history: list[Event], wrong: Event, chance: random.Random, *, sequence: int
) -> Event:
    """Take an entry back, or write it anew with other answers where that may be."""
    anew = drawn_anew(history, wrong, chance) if chance.random() < 0.6 else None
    if anew is not None:
        return Event(sequence, anew.kind, anew.on, anew.payload, anew.voided, recorded_at=AT)
    fallen = corrections.correct(history, wrong.written_as).voided
    reason = {"reason": "登记有误"}
    return Event(sequence, events.VOID, wrong.occurred_on, reason, fallen, recorded_at=AT)


def drawn_anew(
    history: list[Event], wrong: Event, chance: random.Random
) -> corrections.Amendment | None:
    """Draw other answers for an entry, None where it can only be taken back."""
    place = str(history[0].payload["place"])
    move = moves.at(moves.TABLE[wrong.kind], place) if wrong.kind in moves.TABLE else None
    if move is None:
        return None
    on = max(OPENED, wrong.occurred_on + chance.choice([-3, -1, 0, 1, 9]) * DAY)
    drawn = answers(move, chance, near=on)
    anew = corrections.asks_anew(move)
    read = asks.read_answers(anew, {one.name: drawn[one.name] for one in anew if one.name in drawn})
    if read.refusals:
        return None
    try:
        return corrections.amend(history, wrong.written_as, on=on, given=read.payload, today=TODAY)
    except Refused:
        return None


def walk(seed: int, *, steps: int = 40, place: str = "110108") -> list[Event]:
    """Walk a case at random; now and then an entry is taken back."""
    chance = random.Random(seed)
    history = [opening(place)]
    near = OPENED
    for _ in range(steps):
        sequence = history[-1].sequence + 1
        standing = events.standing(history)
        if len(standing) > 1 and chance.random() < 0.1:
            wrong = chance.choice(standing[1:])
            history.append(_corrected(history, wrong, chance, sequence=sequence))
            continue
        drawn = drawn_step(fold(history), chance, near=near)
        if drawn is None:
            continue
        move, on, payload = drawn
        near = min(max(near, on), TODAY)
        history.append(Event(sequence, move.name, on, payload, recorded_at=AT))
    return history
