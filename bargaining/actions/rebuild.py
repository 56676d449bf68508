"""Do the projections equal their events? Compare them, or write them anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import agreed_posts, projection, redating
from bargaining.actions.agreed_posts import Known
from bargaining.models.case import Case
from bargaining.queries import agreed_posts as agreed_queries
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import redating as redating_queries
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


class _Posts(NamedTuple):
    """The agreed posts a case has, and those it should have."""

    stored: Known
    wanted: Known


def compare(session: Session, *, after_id: int) -> Batch | None:
    """Fold the next cases again and name what differs (比对一批); None when all are done."""
    cases = _next(session, after_id)
    if not cases:
        return None
    folded = list(_derived(session, cases))
    posts = _agreed(session, folded)
    found = [_difference(session, case, derived, posts) for case, derived in folded]
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
    folded = list(_derived(session, cases))
    posts = _agreed(session, folded)
    known = redating_queries.deadlines_of(session, [case.id for case in cases])
    waiting = redating_queries.unsettled(session) is not None
    for case, derived in folded:
        difference = _difference(session, case, derived, posts)
        if difference is None:
            continue
        found.append(difference)
        if isinstance(derived, Derived):
            stored = known.get(case.id, [])
            if waiting:  # what it moved is told of, whoever comes by first
                facts = case_queries.facts(session, case)
                redating.note(session, case, stored, derived, facts=facts, at=at)
            projection.project(session, case, derived, stored=stored, agreed=posts[case.id].stored)
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


def _agreed(session: Session, folded: Sequence[tuple[Case, Derived | str]]) -> dict[int, _Posts]:
    """Read the agreed posts of all these cases, and work out what they should be."""
    whole = [(case, derived) for case, derived in folded if isinstance(derived, Derived)]
    stored = agreed_queries.stored(session, [case.id for case, _derived in whole])
    wanted = agreed_posts.derive(session, [(case, derived.agreement) for case, derived in whole])
    return {case.id: _Posts(stored.get(case.id, ()), wanted[case.id]) for case, _derived in whole}


def _difference(
    session: Session, case: Case, derived: Derived | str, posts: Mapping[int, _Posts]
) -> Difference | None:
    if isinstance(derived, str):
        return Difference(case.number, (derived,), foldable=False)
    agreed = posts[case.id]
    found = [
        *projection.differences(session, case, derived),
        *agreed_posts.differences(agreed.wanted, agreed.stored),
    ]
    return Difference(case.number, tuple(found)) if found else None
