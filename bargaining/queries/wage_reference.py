"""What did the enterprise agree before, and what do its proposals say, as their cost needs it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.industry import Industry
from bargaining.models.wage_table import WageFinding, WagePost, WageTable
from bargaining.queries import cases as case_queries
from bargaining.rules import facts as case_facts
from bargaining.rules import wage_floors, wage_posts
from bargaining.rules.roles import Actor
from bargaining.rules.wage_cost import PricedPost
from bargaining.rules.wage_findings import Rule, Verdict, weight_of
from bargaining.rules.wage_posts import BonusSpan, Form

PAST = 5  # agreements looked back at


@dataclass(frozen=True)
class PastAgreement:
    """One earlier agreement of the enterprise (上几轮协议); what it does not say is None."""

    number: str
    year: int
    signed_on: date | None
    term_from: date | None
    term_to: date | None
    rise_rate: Decimal | None
    average_after: Decimal | None
    lowest_amount: Decimal | None
    lowest_post: str


def list_past(
    session: Session, case: Case, *, actor: Actor, on: date, limit: int = PAST
) -> list[PastAgreement]:
    """List the wage agreements an enterprise signed before a case (上几轮协议), newest first.

    A contract of several enterprises is nobody's own, so it has none.
    """
    if case.enterprise_id is None:
        return []
    signed = list(
        session.scalars(
            case_queries.visible_cases(actor, on=on)
            .where(
                Case.enterprise_id == case.enterprise_id,
                Case.id != case.id,
                Case.kind == "wage",
                Case.signed_on <= (case.signed_on or on),
            )
            .order_by(Case.signed_on.desc(), Case.number.desc())
            .limit(limit)
        )
    )
    tables = _standing_tables(session, signed)
    return [_past(one, tables.get(one.id)) for one in signed]


def _standing_tables(session: Session, cases: Sequence[Case]) -> dict[int, WageTable]:
    """Find the table that stands in each case, with as many statements as for one."""
    histories = case_queries.histories(session, [case.id for case in cases])
    wanted = []
    for case_id, events in histories.items():
        entry = case_facts.fold(events).wages
        if entry is not None:
            wanted.append((case_id, entry.payload["version"]))
    if not wanted:
        return {}
    found = session.scalars(
        select(WageTable).where(tuple_(WageTable.case_id, WageTable.version).in_(wanted))
    )
    return {table.case_id: table for table in found}


def _past(case: Case, table: WageTable | None) -> PastAgreement:
    said: dict[str, Any] = table.summary if table is not None else {}
    lowest = said.get("lowest") or {}
    return PastAgreement(
        number=case.number,
        year=case.year,
        signed_on=case.signed_on,
        term_from=case.term_from,
        term_to=case.term_to,
        rise_rate=case.rise_rate if case.rise_rate is not None else _exact(said.get("rise_rate")),
        average_after=_exact(said.get("average_after")),
        lowest_amount=_exact(lowest.get("countable")),
        lowest_post=lowest.get("post", ""),
    )


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def list_priced(session: Session, tables: Iterable[WageTable]) -> dict[int, list[PricedPost]]:
    """Read the posts of several tables as their cost needs them (计价岗位), by table."""
    ids = [table.id for table in tables]
    found: dict[int, list[PricedPost]] = {table_id: [] for table_id in ids}
    rows = session.scalars(
        select(WagePost)
        .where(WagePost.wage_table_id.in_(ids))
        .order_by(WagePost.wage_table_id, WagePost.row)
    )
    for row in rows:
        found[row.wage_table_id].append(_priced(row))
    return found


def _priced(row: WagePost) -> PricedPost:
    post = wage_posts.WagePost(
        row=row.row,
        post=row.post,
        people=row.people,
        form=Form(row.form),
        note=str(row.others.get("note") or ""),
        bonus_amount=_exact(row.stated.get("bonus_amount")),
        bonus_span=BonusSpan(span) if (span := row.stated.get("bonus_span")) else None,
    )
    hourly = Rule.HOURLY in wage_floors.rules_of(post)
    return PricedPost(
        row=row.row,
        post=row.post,
        people=row.people,
        before_amount=row.before_amount,
        after_amount=row.after_amount,
        countable_amount=None if hourly else row.countable_amount,
        hourly_amount=row.hourly_amount,
        bonus_amount=post.yearly_bonus_amount,
    )


def count_findings(session: Session, tables: Iterable[WageTable]) -> dict[int, dict[Verdict, int]]:
    """Count what was found in several tables by its weight (检查发现数), by table."""
    ids = [table.id for table in tables]
    counted: dict[int, dict[Verdict, int]] = {table_id: {} for table_id in ids}
    rows = session.execute(
        select(WageFinding.wage_table_id, WageFinding.rule_id, WageFinding.severity, func.count())
        .where(WageFinding.wage_table_id.in_(ids))
        .group_by(WageFinding.wage_table_id, WageFinding.rule_id, WageFinding.severity)
    )
    for table_id, rule, severity, count in rows:
        weight = weight_of(rule, severity)
        counted[table_id][weight] = counted[table_id].get(weight, 0) + count
    return counted


def industry_chain(session: Session, case: Case) -> list[Industry]:
    """List the industry of a case's enterprise and those above it (所属行业), nearest first."""
    code = case.enterprise.industry_code if case.enterprise else None
    if not code:
        return []
    below = (
        select(Industry.code, Industry.parent_code)
        .where(Industry.code == code)
        .cte("chain", recursive=True)
    )
    chain = below.union_all(
        select(Industry.code, Industry.parent_code).where(Industry.code == below.c.parent_code)
    )
    found = session.scalars(select(Industry).where(Industry.code.in_(select(chain.c.code))))
    return sorted(found, key=lambda one: -len(one.code))
