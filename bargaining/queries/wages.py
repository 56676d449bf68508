"""Which wage tables does a case have, and what do they say?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.wage_table import WageFinding, WagePost, WageTable
from bargaining.queries.moved_cases import Left
from bargaining.rules.facts import CaseFacts


def list_versions(session: Session, case: Case, *, left: Left | None = None) -> Sequence[WageTable]:
    """List every version of a case's wage table, newest first (工资方案各版).

    `left` lists only those from before the case left somebody's territory.
    """
    return list(
        session.scalars(
            select(WageTable)
            .where(WageTable.case_id == case.id)
            .where(WageTable.uploaded_at <= left.at if left else true())
            .order_by(WageTable.version.desc())
        )
    )


def find_standing(session: Session, case: Case, facts: CaseFacts) -> WageTable | None:
    """Find the version that stands (现行工资方案): the newest that was not taken back, or None."""
    if facts.wages is None:
        return None
    return get_version(session, case, facts.wages.payload["version"])


def get_version(session: Session, case: Case, version: int) -> WageTable:
    """Find one version (某版工资方案); raise NotVisible where there is none."""
    found = session.scalars(
        select(WageTable).where(WageTable.case_id == case.id, WageTable.version == version)
    ).one_or_none()
    if found is None:
        raise NotVisible(version)
    return found


def posts(session: Session, table: WageTable) -> Sequence[WagePost]:
    """List a table's posts in the order of its rows (岗位)."""
    return list(
        session.scalars(
            select(WagePost).where(WagePost.wage_table_id == table.id).order_by(WagePost.row)
        )
    )


def findings(session: Session, table: WageTable) -> Sequence[WageFinding]:
    """List what the checks found, in the order they said it (检查发现)."""
    return list(
        session.scalars(
            select(WageFinding)
            .where(WageFinding.wage_table_id == table.id)
            .order_by(WageFinding.id)
        )
    )
