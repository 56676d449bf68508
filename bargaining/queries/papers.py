"""Which papers were issued in a case?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import cases as case_queries
from bargaining.queries.moved_cases import Left
from bargaining.rules import facts as case_facts

# What is filed with the reviewer, in the order it is read.
FILED = (
    "filing_contents", "filing_statement", "agreement", "congress_resolution", "representatives",
    "chief_mandate",
)  # fmt: skip


def list_issued(session: Session, case: Case) -> Sequence[IssuedPaper]:
    """List the papers issued in a case, newest first (正式文书)."""
    return list(
        session.scalars(
            select(IssuedPaper)
            .where(IssuedPaper.case_id == case.id)
            .order_by(IssuedPaper.issued_at.desc(), IssuedPaper.id.desc())
        )
    )


def list_filed(session: Session, case: Case, *, left: Left | None = None) -> Sequence[IssuedPaper]:
    """List what was filed with the reviewer (报送文书): of each kind the newest by that day.

    `left` counts only what was filed and issued before the case left the reviewer's territory.
    """
    filed_on = case.filed_on
    if left is not None:
        filed_on = case_facts.fold(left.cut(case_queries.history(session, case.id))).filed_on
    if filed_on is None:
        return []
    newest: dict[str, IssuedPaper] = {}
    for one in list_issued(session, case):
        gone = left is not None and one.issued_at > left.at
        if one.kind in FILED and one.issued_on <= filed_on and not gone:
            newest.setdefault(one.kind, one)
    return [newest[kind] for kind in FILED if kind in newest]


def get_issued(session: Session, case: Case, kind: str, version: int) -> IssuedPaper:
    """Find one issued paper (某版正式文书); raise NotVisible where there is none."""
    found = session.scalars(
        select(IssuedPaper).where(
            IssuedPaper.case_id == case.id,
            IssuedPaper.kind == kind,
            IssuedPaper.version == version,
        )
    ).one_or_none()
    if found is None:
        raise NotVisible(kind)
    return found
