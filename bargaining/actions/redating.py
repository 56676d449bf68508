"""Date the open deadlines anew after a change of the law, some cases at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import projection
from bargaining.models.base import iso
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import LawChange, Redating
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import redating as redating_queries
from bargaining.rules import derivation
from bargaining.rules import facts as case_facts
from bargaining.rules.derivation import Derived
from bargaining.rules.facts import CaseFacts
from bargaining.rules.festivals import ONE_DAY
from bargaining.rules.roles import SYSTEM

DAYS = ("due_on", "earliest", "latest", "remind_on", "overdue_after")
CIRCUMSTANCES = ("second_on", "completed_on", "extended_by")


@dataclass(frozen=True)
class Moved:
    """One deadline whose days are others than before (重新推算的一项期限)."""

    rule_id: str
    start_sequence: int
    label: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Settled:
    """What came of some cases (一批结果): dated anew, left because busy, or not to be folded."""

    cases: int
    moved: int
    busy: tuple[int, ...] = ()
    broken: tuple[str, ...] = ()


def settle(
    session: Session, change_id: int, case_ids: Sequence[int], *, at: datetime, wait: bool = False
) -> Settled:
    """Derive some cases again and write down which deadlines a change moved (重新推算一批).

    Whoever records a step meanwhile is never waited for and never overtaken: a case that is
    being written to is left as `busy` and asked for again with `wait`, alone. What says already
    what the law says is left alone, so doing it twice writes nothing twice. A history that
    cannot be folded is named in `broken` and left as it is.
    """
    change = session.get_one(LawChange, change_id)
    cases = _locked(session, case_ids, wait=wait)
    ids = [case.id for case in cases]
    stored = redating_queries.deadlines_of(session, ids)
    moved, broken = [], []
    for case, facts, derived in _derived(session, cases):
        if facts is None or derived is None:
            broken.append(case.number)
            continue
        known = stored.get(case.id, [])
        here = [_disputed(one, facts) for one in movements(known, derived.deadlines)]
        projection.project(session, case, derived, stored=known)
        moved += [_row(change.id, case.id, one, at=at) for one in here]
    session.add_all(_new_only(session, change.id, moved))
    if session.new or session.dirty or session.deleted:
        audit.record(
            session,
            at=at,
            actor=SYSTEM,
            event="law.redate",
            subject=f"law_change:{change.id}",
            detail={"cases": len(cases), "deadlines": len(moved), "broken": broken},
        )
    session.flush()
    busy = tuple(sorted(set(case_ids) - set(ids))) if not wait else ()
    return Settled(len(cases), len(moved), busy, tuple(broken))


def conclude(session: Session, change_id: int, *, at: datetime) -> None:
    """Write down that every case has been looked at (推算完毕), once."""
    change = session.get_one(LawChange, change_id, with_for_update=True)
    if change.settled_at is not None:
        return
    change.settled_at = at
    audit.record(
        session, at=at, actor=SYSTEM, event="law.settle", subject=f"law_change:{change_id}"
    )


def note(
    session: Session,
    case: Case,
    stored: Iterable[Deadline],
    derived: Derived,
    *,
    facts: CaseFacts,
    at: datetime,
) -> None:
    """Write down what an entry dates anew before the job comes by (随登记重新推算).

    An entry is derived by the newest law; deadlines that it moves though they began as before,
    and nothing else about them is new, were moved by a change that is not settled yet. To be
    called before the projection is written.
    """
    asked = {(one["rule_id"], one["start_sequence"]): one["proof"] for one in derived.deadlines}
    alike = (
        row for row in stored if _asks_the_same(row, asked.get((row.rule_id, row.start_sequence)))
    )
    moved = [_disputed(one, facts) for one in movements(alike, derived.deadlines)]
    if not moved:
        return
    change_id = redating_queries.unsettled(session)
    if change_id is None:
        return
    rows = [_row(change_id, case.id, one, at=at) for one in moved]
    session.add_all(_new_only(session, change_id, rows))


def _asks_the_same(row: Deadline, proof: Mapping[str, Any] | None) -> bool:
    """Tell whether an entry left what a deadline follows from as it was: else it moved the day."""
    return proof is not None and all(
        (row.proof.get(name) or None) == (proof[name] or None) for name in CIRCUMSTANCES
    )


def movements(stored: Iterable[Deadline], wanted: Iterable[Mapping[str, Any]]) -> list[Moved]:
    """List the deadlines that began as before and end otherwise (比对期限)."""
    known = {(row.rule_id, row.start_sequence): row for row in stored}
    found = []
    for values in wanted:
        row = known.get((values["rule_id"], values["start_sequence"]))
        if row is None or row.start_on != values["start_on"]:
            continue
        before = {name: iso(getattr(row, name)) for name in DAYS} | {"certain": row.certain}
        after = {name: iso(values[name]) for name in DAYS} | {"certain": values["certain"]}
        if before != after:
            found.append(
                Moved(
                    row.rule_id,
                    row.start_sequence,
                    str(values["proof"]["label"]),
                    before,
                    after,
                )
            )
    return found


def _locked(session: Session, case_ids: Sequence[int], *, wait: bool) -> Sequence[Case]:
    wanted = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)
    return session.scalars(wanted.with_for_update(skip_locked=not wait, of=Case)).all()


def _derived(
    session: Session, cases: Sequence[Case]
) -> Iterator[tuple[Case, CaseFacts | None, Derived | None]]:
    """Derive each case from its events; a history that cannot be folded gives nothing."""
    book = law_queries.law_book(session)
    histories = case_queries.histories(session, [case.id for case in cases])
    for case in cases:
        try:
            facts = case_facts.fold(histories.get(case.id, []))
        except case_facts.Impossible:
            yield case, None, None
        else:
            yield case, facts, derivation.derive(facts, place=case.district_code, book=book)


def _disputed(one: Moved, facts: CaseFacts) -> Moved:
    """Mark a review whose silent effect is recorded on a day that is not its own any more.

    The entry stays: whether it is to be corrected a person decides.
    """
    effect, filing = facts.effect, facts.filing
    mine = filing is not None and filing.sequence == one.start_sequence
    if one.rule_id != "T-REVIEW" or not mine or not facts.took_effect_by_silence or effect is None:
        return one
    due_on = one.after["due_on"]
    if due_on and date.fromisoformat(due_on) + ONE_DAY == effect.occurred_on:
        return one
    return replace(one, after={**one.after, "effect_on": effect.occurred_on.isoformat()})


def _row(change_id: int, case_id: int, one: Moved, *, at: datetime) -> Redating:
    return Redating(
        law_change_id=change_id,
        case_id=case_id,
        rule_id=one.rule_id,
        start_sequence=one.start_sequence,
        label=one.label,
        before=dict(one.before),
        after=dict(one.after),
        recorded_at=at,
    )


def _new_only(session: Session, change_id: int, rows: Sequence[Redating]) -> list[Redating]:
    """Leave out what this change has moved once already: the first before is what people saw."""
    told = redating_queries.told_of(session, change_id, {row.case_id for row in rows})
    return [row for row in rows if (row.case_id, row.rule_id, row.start_sequence) not in told]
