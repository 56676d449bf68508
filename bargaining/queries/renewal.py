"""Which contract does a round follow on, and what did it say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.wage_table import WageTable
from bargaining.queries import cases as case_queries
from bargaining.queries import wage_reference
from bargaining.queries import wages as wage_queries
from bargaining.rules import facts as case_facts
from bargaining.rules.facts import CaseFacts
from bargaining.rules.wage_cost import PricedPost


@dataclass(frozen=True)
class Before:
    """The contract that a round follows on (上一份合同), and what it says."""

    case: Case
    facts: CaseFacts


def before(session: Session, case: Case) -> Before | None:
    """Read the contract a case follows on (上一份合同), None where there is none."""
    earlier = previous(session, case)
    if earlier is None:
        return None
    return Before(earlier, case_facts.fold(case_queries.history(session, earlier.id)))


def wage_table(session: Session, old: Before) -> WageTable | None:
    """Find the wage table of the old contract (上期工资表), None where it has none."""
    return wage_queries.find_standing(session, old.case, old.facts)


def posts(
    session: Session, old: Before, case: Case, facts: CaseFacts
) -> tuple[Sequence[PricedPost], Sequence[PricedPost]]:
    """Read the posts of the old contract and of the new round's table (新旧岗位)."""
    of_old = wage_table(session, old)
    of_new = wage_queries.find_standing(session, case, facts)
    priced = wage_reference.list_priced(session, [one for one in (of_old, of_new) if one])
    return (priced[of_old.id] if of_old else (), priced[of_new.id] if of_new else ())


def previous(session: Session, case: Case) -> Case | None:
    """Find the contract a case follows on (上一份合同): the newest signed one of its kind.

    Of the same enterprise, and signed before this case's own; None for a contract of several
    enterprises.
    """
    if case.enterprise_id is None:
        return None
    return newest_signed(
        session, case.enterprise_id, kind=case.kind, other_than=case.id, before=case
    )


def newest_signed(
    session: Session,
    enterprise_id: int,
    *,
    kind: str,
    other_than: int | None = None,
    before: Case | None = None,
) -> Case | None:
    """Find the newest signed contract of an enterprise (最近签订的合同), by its day of signing."""
    wanted = select(Case).where(
        Case.enterprise_id == enterprise_id, Case.kind == kind, Case.signed_on.is_not(None)
    )
    if other_than is not None:
        wanted = wanted.where(Case.id != other_than)
    if before is not None and before.signed_on is not None:
        wanted = wanted.where(Case.signed_on <= before.signed_on)
    return session.scalars(
        wanted.order_by(Case.signed_on.desc(), Case.id.desc()).limit(1)
    ).one_or_none()


def following(session: Session, case: Case) -> Case | None:
    """Find the round that was opened after a contract (下一轮案件), of its kind; None without."""
    if case.enterprise_id is None:
        return None
    return session.scalars(
        select(Case)
        .where(
            Case.enterprise_id == case.enterprise_id,
            Case.kind == case.kind,
            Case.year > case.year,
        )
        .order_by(Case.year, Case.id)
        .limit(1)
    ).one_or_none()
