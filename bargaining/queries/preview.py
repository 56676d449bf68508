"""What would follow if this were recorded? Answered before the button is pressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.rules import correction_effects, derivation
from bargaining.rules import facts as case_facts
from bargaining.rules.correction_effects import Effects
from bargaining.rules.corrections import Amendment
from bargaining.rules.events import VOID, Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notices import Notice


@dataclass(frozen=True)
class Preview:
    """What one or more entries would change (办理后果).

    `deadlines` are the ones it would start, as the projection stores them; `notices` those it
    would bring.
    """

    facts: CaseFacts
    deadlines: Sequence[Mapping[str, Any]]
    ended: Sequence[Mapping[str, Any]]
    notices: Sequence[Notice]


@dataclass(frozen=True)
class Planned:
    """One entry that somebody is about to make (拟登记)."""

    kind: str
    on: date
    payload: Mapping[str, Any]


def preview(session: Session, case: Case, planned: Sequence[Planned]) -> Preview:
    """Fold some more entries, in order, and say what would follow (预演); nothing is written.

    Raises facts.Impossible when one of them cannot follow.
    """
    history = case_queries.history(session, case.id)
    new = [
        Event(case.last_sequence + place, one.kind, one.on, one.payload)
        for place, one in enumerate(planned, start=1)
    ]
    before = case_facts.fold(history)
    after = case_facts.fold([*history, *new])
    book = law_queries.law_book(session)
    derived = derivation.derive(after, place=case.district_code, book=book)
    known = derivation.derive(before, place=case.district_code, book=book)
    running = {(one["rule_id"], one["start_sequence"]) for one in known.deadlines}
    return Preview(
        facts=after,
        deadlines=[
            one
            for one in derived.deadlines
            if (one["rule_id"], one["start_sequence"]) not in running and one["ended_on"] is None
        ],
        ended=[
            one
            for one in derived.deadlines
            if one["ended_on"] is not None
            and (one["rule_id"], one["start_sequence"])
            in {
                (old["rule_id"], old["start_sequence"])
                for old in known.deadlines
                if old["ended_on"] is None
            }
        ],
        notices=[one for one in derived.notices if one not in known.notices],
    )


def of_correction(session: Session, case: Case, voided: Sequence[int], *, on: date) -> Effects:
    """Say what changes when entries are taken back (更正预演); nothing is written."""
    void = Event(case.last_sequence + 1, VOID, on, voids=tuple(voided))
    return _of_writing(session, case, void)


def of_amendment(session: Session, case: Case, amendment: Amendment) -> Effects:
    """Say what changes when an entry is written anew (改正预演); nothing is written."""
    anew = Event(
        case.last_sequence + 1,
        amendment.kind,
        amendment.on,
        amendment.payload,
        voids=amendment.voided,
    )
    return _of_writing(session, case, anew)


def _of_writing(session: Session, case: Case, event: Event) -> Effects:
    history = case_queries.history(session, case.id)
    before, after = case_facts.fold(history), case_facts.fold([*history, event])
    book = law_queries.law_book(session)
    return correction_effects.effects(
        before,
        after,
        known=derivation.derive(before, place=case.district_code, book=book),
        derived=derivation.derive(after, place=case.district_code, book=book),
    )
