"""Who did what? Nothing is committed that nobody wrote down, and the chain shows any change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from bargaining.models.audit_entry import AuditEntry
from bargaining.models.chain_head import ChainHead
from bargaining.rules.roles import Actor

# Table → why a change of it needs no entry of its own.
NEEDS_NO_ENTRY = {
    "audit_entry": "the record itself",
    "chain_head": "the record's own end",
    "sign_in_attempt": "failed sign-ins: counted for the lock-out, never proof of an act",
    "case_seen": "up to where somebody has read a case: a reading mark",
    "law_change_seen": "that somebody took note of a change: a reading mark",
    "form_draft": "what is typed and not sent yet: no act until the step is taken",
    "long_job": "how far a piece of work is; what it does is recorded by the action it calls",
    "job_run": "the clock's own progress; what a job does is recorded by the action it calls",
    "job_record": "the same, run by run",
    "reminder": "what the clock told somebody, and that they put it aside: the row is the record",
    "delivery": "the way of a message; what it tells of stands in the inbox",
    "delivery_item": "what a message told of",
}

_FIRST_HASH = "0" * 64
_LOCK = 7_201_001  # the advisory lock of the chain, taken last in every transaction


class Unrecorded(AssertionError):
    """A transaction changed rows and nobody wrote down why: a bug, so nothing is committed."""


@dataclass(frozen=True)
class _Pending:
    at: datetime
    actor_id: int | None
    actor_name: str
    actor_role: str
    event: str
    subject: str
    detail: dict[str, Any]


def record(
    session: Session,
    *,
    at: datetime,
    actor: Actor,
    event: str,
    subject: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write down one act (记入审计); it becomes part of the chain when the transaction commits.

    `event` is `noun.verb`, `subject` is `noun:id`. `detail` holds ids, days and hashes only:
    no wages, phones or identity numbers.
    """
    _pending(session).append(
        _Pending(
            at=at,
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_role=actor.role.value if actor.role else "system",
            event=event,
            subject=subject,
            detail=detail or {},
        )
    )


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """Try one part of a transaction (分项试办): where it raises, neither rows nor record are left.

    The exception goes on to the caller, who may go on with the other parts.
    """
    recorded = len(_pending(session))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del _pending(session)[recorded:]
        raise


def check(session: Session) -> None:
    """Refuse to go on when rows changed and nothing was recorded (无记录不提交)."""
    written: set[str] = session.info.get("written", set())
    silent = sorted(written - NEEDS_NO_ENTRY.keys())
    if silent and not _pending(session):
        raise Unrecorded(f"changed without an audit entry: {', '.join(silent)}")


def seal(session: Session) -> None:
    """Number and chain what was recorded, under one lock taken last (编号入链)."""
    pending = _pending(session)
    if not pending:
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    head = session.scalars(
        select(ChainHead).execution_options(populate_existing=True)
    ).one_or_none()
    if head is None:
        head = ChainHead(id=1, number=0, hash=_FIRST_HASH)
        session.add(head)
    for one in pending:
        entry = AuditEntry(number=head.number + 1, previous_hash=head.hash, **one.__dict__)
        entry.hash = digest(entry)
        session.add(entry)
        head.number, head.hash = entry.number, entry.hash
    session.flush()
    forget(session)


def forget(session: Session) -> None:
    """Drop what a transaction gathered, after it ended either way."""
    session.info.pop("written", None)
    session.info.pop("pending_entries", None)


def digest(entry: AuditEntry) -> str:
    """Hash an entry together with the hash before it (审计哈希)."""
    words = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.actor_role,
        entry.event,
        entry.subject,
        entry.detail,
        entry.previous_hash,
    ]
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """One place where the chain does not hold (审计链断点)."""

    number: int
    reason: str


def verify(session: Session) -> Iterator[Break]:
    """Walk the whole chain and name every place where it does not hold (核验审计链)."""
    expected, previous = 1, _FIRST_HASH
    for entry in session.scalars(
        select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    ):
        if entry.number != expected:
            yield Break(expected, f"缺少第 {expected} 条")
        elif entry.previous_hash != previous:
            yield Break(entry.number, "与上一条不相接")
        if digest(entry) != entry.hash:
            yield Break(entry.number, "内容与哈希不符")
        expected, previous = entry.number + 1, entry.hash
    head = session.scalars(select(ChainHead)).one_or_none()
    last = head.number if head else 0
    if last != expected - 1:
        yield Break(expected, f"末尾被截断：应有 {last} 条")
    elif head is not None and head.hash != previous:
        yield Break(last, "末条与记录的链尾不符")


def _pending(session: Session) -> list[_Pending]:
    entries: list[_Pending] = session.info.setdefault("pending_entries", [])
    return entries


@event.listens_for(Session, "after_flush")
def _note_flushed(session: Session, _context: UOWTransaction) -> None:
    written: set[str] = session.info.setdefault("written", set())
    for row in (*session.new, *session.dirty, *session.deleted):
        written.add(row.__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _note_executed(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(state.statement, "table", None)
    name = getattr(table, "name", "?")
    state.session.info.setdefault("written", set()).add(name)
