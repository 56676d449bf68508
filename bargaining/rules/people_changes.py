"""How did the people of a case change? Told list by list, for the case page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining.rules import people, representatives, without_union
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.procedure_people import RECORD_VACANCY
from bargaining.rules.representatives import Representative
from bargaining.rules.states import SIDE_LABELS, Side


@dataclass(frozen=True)
class Change:
    """One change of the people (代表变动): its day and what changed, in sentences."""

    on: date
    sentences: tuple[str, ...]


def changes(facts: CaseFacts) -> tuple[Change, ...]:
    """Tell every change of the people, newest first (代表变动经过)."""
    kinds = ("appoint_representatives", "record_vacancy", without_union.ELECTED,
             without_union.FOUNDED)  # fmt: skip
    before: tuple[Representative, ...] = ()
    told = []
    for event in sorted(facts.every(*kinds), key=lambda one: (one.occurred_on, one.sequence)):
        if event.kind == "appoint_representatives":
            now = people.named(event)
            sentences = tuple(_list(before, now)) or ("人员没有变动。",)
            before = now
        else:
            sentences = (_other(event),)
        told.append(Change(event.occurred_on, sentences))
    return tuple(reversed(told))


def reason(vacancy: Event) -> str:
    """Name why a seat came to be empty (空缺原因)."""
    ask = next(one for one in RECORD_VACANCY.asks if one.name == "reason")
    code = vacancy.payload.get("reason", "")
    return dict(ask.choices).get(code, str(code))


def _other(event: Event) -> str:
    given: Mapping[str, Any] = event.payload
    if event.kind == "record_vacancy":
        side = SIDE_LABELS[Side(given["side"])]
        return f"{side}{given['name']}空缺（{reason(event)}）。"
    if event.kind == without_union.ELECTED:
        return f"职工推举代表：全体职工 {given['workers']} 人，同意 {given['consenting']} 人。"
    return f"建立工会：{given['union']}。"


def _list(before: tuple[Representative, ...], now: tuple[Representative, ...]) -> Iterator[str]:
    for side in Side:
        was = {one.name: one for one in before if one.side is side}
        are = {one.name: one for one in now if one.side is side}
        parts = list(_parts(was, are))
        if not was and are:
            yield f"{SIDE_LABELS[side]}代表：{'、'.join(_named(one) for one in are.values())}。"
        elif parts:
            yield f"{SIDE_LABELS[side]}{'；'.join(parts)}。"


def _parts(was: Mapping[str, Representative], are: Mapping[str, Representative]) -> Iterator[str]:
    stayed = [(was[name], one) for name, one in are.items() if name in was]
    told = (
        ("增加", [_named(one) for name, one in are.items() if name not in was]),
        ("不再担任：", [name for name in was if name not in are]),
        ("改为", [_now(one) for old, one in stayed if _post(old) != _post(one)]),
        ("续委托：", [_mandate(one) for old, one in stayed if _renewed(old, one)]),
    )
    for word, names in told:
        if names:
            yield f"{word}{'、'.join(names)}"


def _post(one: Representative) -> tuple[bool, bool, bool]:
    return one.chief, one.outside, one.adviser


def _renewed(old: Representative, new: Representative) -> bool:
    return new.mandate_until is not None and new.mandate_until != old.mandate_until


def _mandate(one: Representative) -> str:
    return f"{one.name}至 {plain_day(one.mandate_until)}" if one.mandate_until else one.name


def _named(one: Representative) -> str:
    return f"{one.name}（{representatives.marks(one)}）" if any(_post(one)) else one.name


def _now(one: Representative) -> str:
    """Who is no longer anything in particular is a negotiator like the others."""
    return _named(one) if any(_post(one)) else f"{one.name}（协商代表）"
