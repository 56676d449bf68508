"""What does the audit say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session

from bargaining.models.audit_entry import AuditEntry
from bargaining.models.chain_head import ChainHead
from bargaining.rules.roles import Actor, Role

PAGE = 50
EXPORTED = 100_000


@dataclass(frozen=True)
class AuditFilter:
    """What the list of entries is narrowed to (筛选条件).

    `subject` and `event` match from their beginning, `actor` any part of the name; `since` is
    included, `before` is not.
    """

    subject: str = ""
    event: str = ""
    actor: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class ChainState:
    """How long the chain is and what it ends with (审计链)."""

    entries: int
    last_hash: str


def visible_entries(actor: Actor) -> Select[AuditEntry]:
    """Select the entries an actor may see (可见审计记录): administrators all, others none."""
    if actor.role in {None, Role.ADMIN}:
        return select(AuditEntry)
    return select(AuditEntry).where(false())


def list_entries(session: Session, actor: Actor, *, by: AuditFilter, page: int) -> list[AuditEntry]:
    """List one page of entries (审计记录), newest first."""
    statement = (
        visible_entries(actor)
        .where(*_conditions(by))
        .order_by(AuditEntry.number.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return list(session.scalars(statement))


def every_entry(session: Session, actor: Actor, *, by: AuditFilter) -> Sequence[AuditEntry]:
    """List the newest entries that fit, for an export (审计清单): a sheet holds no more."""
    statement = visible_entries(actor).where(*_conditions(by)).order_by(AuditEntry.number.desc())
    return session.scalars(statement.limit(EXPORTED)).all()


def count_entries(session: Session, actor: Actor, *, by: AuditFilter) -> int:
    """Count the entries a filter leaves (审计记录数)."""
    narrowed = visible_entries(actor).where(*_conditions(by)).subquery()
    return session.scalar(select(func.count()).select_from(narrowed)) or 0


def chain_state(session: Session) -> ChainState:
    """Say where the chain stands (审计链状态), without walking it."""
    head = session.scalars(select(ChainHead)).one_or_none()
    return ChainState(head.number, head.hash) if head else ChainState(0, "")


def _conditions(by: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.subject:
        found.append(AuditEntry.subject.startswith(by.subject, autoescape=True))
    if by.event:
        found.append(AuditEntry.event.startswith(by.event, autoescape=True))
    if by.actor:
        found.append(AuditEntry.actor_name.contains(by.actor, autoescape=True))
    if by.since is not None:
        found.append(AuditEntry.at >= by.since)
    if by.before is not None:
        found.append(AuditEntry.at < by.before)
    return found
