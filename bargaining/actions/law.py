"""Record the law: shipped editions and what people enter become entries of the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from bargaining import audit, errors
from bargaining.actions import law_changes
from bargaining.models.law_entry import LawEntry
from bargaining.queries import law as law_queries
from bargaining.rules import law_upgrade
from bargaining.rules.lawbook import NATION, LawBook
from bargaining.rules.primitives import Row
from bargaining.rules.roles import Actor

log = logging.getLogger(__name__)

# Entries are added under one lock, so of two who enter the same day the second finds the first.
_LOCK = 7_201_020
# The tables that deadlines are counted by; of these a newer edition may move days.
_DAYS = frozenset({"decrees", "lunar_days", "notices", "noticed_days"})
_RULES = frozenset({"rules", "counting"})


def load_law(session: Session, book: LawBook, *, actor: Actor, at: datetime) -> int:
    """Bring the shipped law into the book (载入标准与规则); count the entries added.

    Into an empty book all of it; into one that is in use what this edition adds or says
    otherwise. What a person entered or took out stays so: `queries.law.shipped_upgrade` lists
    where that differs. An edition that does not fit what people entered is left out, and logged.
    """
    lock(session)
    plan = law_queries.shipped_upgrade(session, book)
    if not plan.changes_anything:
        return 0
    first = not law_queries.is_loaded(session)
    try:
        with audit.attempt(session):
            _carry_out(session, plan, actor=actor, at=at)
            law_queries.read_afresh(session)
    except errors.Unusable:
        log.exception("the shipped law does not fit the book")
        return 0
    audit.record(
        session,
        at=at,
        actor=actor,
        event="law.load" if first else "law.upgrade",
        subject="law:seeds",
        detail={
            "entries": len(plan.added),
            "retired": len(plan.retired),
            "conflicts": len(plan.conflicts),
        },
    )
    if not first:
        _say_what_moves(session, plan, actor=actor, at=at)
    return len(plan.added)


def _say_what_moves(
    session: Session, plan: law_upgrade.Upgrade, *, actor: Actor, at: datetime
) -> None:
    """An edition that moves days is a change like any other: the clock dates the cases anew."""
    parts = {one.part for one in plan.added} | {one.part for one in plan.retired}
    kind, said = law_changes.HOLIDAYS, "放假安排"
    if parts & _RULES:
        kind, said = law_changes.COUNTING, "时限规则"
    if parts & (_RULES | _DAYS):
        title = f"{said}随系统更新"
        law_changes.record(
            session, kind=kind, place=NATION, title=title, detail={}, actor=actor, at=at
        )


def _carry_out(session: Session, plan: law_upgrade.Upgrade, *, actor: Actor, at: datetime) -> None:
    old = {one.id for one in plan.retired}
    places = {one.id: position for one, position in plan.moved}
    for entry in session.scalars(select(LawEntry).where(LawEntry.id.in_(old | places.keys()))):
        if entry.id in old:
            entry.retired_at = at
        entry.position = places.get(entry.id, entry.position)
    session.flush()
    rows = [
        {
            "part": one.part,
            "position": one.position,
            "body": one.body,
            "recorded_at": at,
            "actor_name": actor.name,
            "seeded": True,
        }
        for one in plan.added
    ]
    if rows:
        session.execute(insert(LawEntry), rows)


def enter(session: Session, part: str, body: Row, *, actor: Actor, at: datetime) -> LawEntry:
    """Add one entry to a table of the law book (录入一条标准或规则).

    `body` is in primitives, as `lawbook_rows` has them. Raises Unusable, with nothing added,
    where the book would not be whole any more; the calling action records the act.
    """
    return enter_all(session, [(part, body)], actor=actor, at=at)[0]


def enter_all(
    session: Session, entries: Sequence[tuple[str, Row]], *, actor: Actor, at: datetime
) -> list[LawEntry]:
    """Add several entries that belong together (一并录入), the book read once; as `enter`."""
    lock(session)
    added = []
    with audit.attempt(session):
        for part, body in entries:
            last = session.scalar(select(func.max(LawEntry.position)).where(LawEntry.part == part))
            added.append(
                LawEntry(
                    part=part,
                    position=0 if last is None else last + 1,
                    body=body,
                    recorded_at=at,
                    actor_name=actor.name,
                    seeded=False,
                )
            )
            session.add(added[-1])
            session.flush()
        law_queries.read_afresh(session)
    return added


def retire(session: Session, entry_id: int, *, at: datetime, actor: Actor) -> LawEntry:
    """Take one entry out of the law book (停用一条标准或规则); it stays recorded.

    Raises NotVisible for no entry, Refused where somebody retired it before; the calling
    action records the act.
    """
    lock(session)
    entry = session.get(LawEntry, entry_id, populate_existing=True)
    if entry is None:
        raise errors.NotVisible
    if entry.retired_at is not None:
        raise errors.Refused(
            errors.Refusal(code="retired", message="这一条刚才已经停用，请刷新页面后再看。")
        )
    entry.retired_at, entry.retired_by = at, actor.name
    session.flush()
    return entry


def lock(session: Session) -> None:
    """Wait until nobody else is changing the law (标准录入锁), to the end of the transaction."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
