"""Do the projections equal their events? Compare them, or write them anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import projection
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.rules import derivation
from bargaining.rules import facts as case_facts
from bargaining.rules.derivation import Derived
from bargaining.rules.roles import Actor

BATCH = 200


@dataclass(frozen=True)
class Difference:
    """One case whose projection says otherwise than its events (投影差异)."""

    number: str
    differences: tuple[str, ...]
    foldable: bool = True


@dataclass(frozen=True)
class Batch:
    """What came of some cases (一批结果); `last_id` is where the next batch begins."""

    last_id: int
    cases: int
    found: tuple[Difference, ...]


def compare(session: Session, *, after_id: int) -> Batch | None:
    """Fold the next cases again and name what differs (比对一批); None when all are done."""
    cases = _next(session, after_id)
    if not cases:
        return None
    found = [_difference(session, case, derived) for case, derived in _derived(session, cases)]
    return Batch(cases[-1].id, len(cases), tuple(one for one in found if one))


def rebuild(session: Session, *, after_id: int, actor: Actor, at: datetime) -> Batch | None:
    """Fold the next cases again and write what differed (重算一批); None when all are done.

    Nobody can write to these cases meanwhile: their rows are locked until the commit. A history
    that cannot be folded is named, and its row left as it is.
    """
    cases = _next(session, after_id, lock=True)
    if not cases:
        return None
    found = []
    for case, derived in _derived(session, cases):
        difference = _difference(session, case, derived)
        if difference is None:
            continue
        found.append(difference)
        if isinstance(derived, Derived):
            projection.project(session, case, derived)
            audit.record(
                session,
                at=at,
                actor=actor,
                event="case.rebuild",
                subject=f"case:{case.number}",
                detail={"differences": len(difference.differences)},
            )
    return Batch(cases[-1].id, len(cases), tuple(found))


def _next(session: Session, after_id: int, *, lock: bool = False) -> Sequence[Case]:
    wanted = select(Case).where(Case.id > after_id).order_by(Case.id).limit(BATCH)
    return session.scalars(wanted.with_for_update() if lock else wanted).all()


def _derived(session: Session, cases: Sequence[Case]) -> Iterator[tuple[Case, Derived | str]]:
    """Derive each case from its events, or say why that cannot be done."""
    book = law_queries.law_book(session)
    histories = case_queries.histories(session, [case.id for case in cases])
    for case in cases:
        try:
            facts = case_facts.fold(histories.get(case.id, []))
        except case_facts.Impossible as problem:
            yield case, f"事件无法重算：{problem}"
        else:
            yield case, derivation.derive(facts, place=case.district_code, book=book)


def _difference(session: Session, case: Case, derived: Derived | str) -> Difference | None:
    if isinstance(derived, str):
        return Difference(case.number, (derived,), foldable=False)
    found = projection.differences(session, case, derived)
    return Difference(case.number, tuple(found)) if found else None
