"""Which months of pay were checked in a case, and against which agreed posts?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, defer

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.pay_check import PayCheck
from bargaining.models.wage_table import WagePost as Row
from bargaining.models.wage_table import WageTable
from bargaining.queries import wages as wage_queries
from bargaining.queries.moved_cases import Left
from bargaining.rules import agreed_posts
from bargaining.rules.facts import CaseFacts
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_posts import Category, Form, WagePost


def list_checks(session: Session, case: Case, *, left: Left | None = None) -> Sequence[PayCheck]:
    """List the checks of a case's pay, newest first (历次实发工资核对), without their rows.

    `left` lists only those from before the case left somebody's territory.
    """
    return list(
        session.scalars(
            select(PayCheck)
            .where(PayCheck.case_id == case.id)
            .where(PayCheck.checked_at <= left.at if left else true())
            .order_by(PayCheck.number.desc())
            .options(defer(PayCheck.lines), defer(PayCheck.findings))
        )
    )


def get_check(session: Session, case: Case, number: int) -> PayCheck:
    """Find one check (某次核对); raise NotVisible where there is none."""
    found = session.scalars(
        select(PayCheck).where(PayCheck.case_id == case.id, PayCheck.number == number)
    ).one_or_none()
    if found is None:
        raise NotVisible(number)
    return found


def next_number(session: Session, case: Case) -> int:
    """Count on from the newest check (下一个核对号)."""
    newest = session.scalar(select(func.max(PayCheck.number)).where(PayCheck.case_id == case.id))
    return 1 + (newest or 0)


def find_agreed_table(
    session: Session, case: Case, facts: CaseFacts
) -> tuple[WageTable, Term] | None:
    """Find the wage table a contract binds to, and from when to when (约定的工资表).

    It is binding from its effect at the earliest: what was agreed for the days before is paid
    up only where the contract says so.
    """
    agreed = agreed_posts.agreement(facts)
    if agreed is None:
        return None
    table = wage_queries.get_version(session, case, agreed.wages_version)
    first = max(agreed.first_on, agreed.effective_on or agreed.first_on)
    return table, Term(first, agreed.last_on)


def agreed_rows(session: Session, table: WageTable) -> tuple[WagePost, ...]:
    """Read the agreed posts as the checks know them (约定的岗位)."""
    return tuple(_post(row) for row in wage_queries.posts(session, table))


def _post(row: Row) -> WagePost:
    stated: dict[str, Any] = row.stated
    category = stated.get("category")
    return WagePost(
        row=row.row,
        post=row.post,
        people=row.people,
        form=Form(row.form),
        before_amount=row.before_amount,
        proposed_amount=row.after_amount,
        hourly_amount=row.hourly_amount,
        holiday_hourly_amount=row.holiday_hourly_amount,
        note=str(row.others.get("note") or ""),
        category=Category(category) if category else None,
        overtime_amount=_amount(stated, "overtime_amount"),
        agreed_amount=_amount(stated, "agreed_amount"),
    )


def _amount(stated: dict[str, Any], name: str) -> Decimal | None:
    return None if stated.get(name) is None else Decimal(stated[name])
