"""What does a paper of a case need? Everything of one case, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bargaining.errors import LawMissing, NotPublished
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.models.wage_table import WagePost, WageTable
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules.facts import CaseFacts


@dataclass(frozen=True)
class Dossier:
    """All that papers are made of (卷宗).

    `minimum_wage` and `hourly_minimum` are those of the contract's first day, None where none
    is recorded. `phone` is the enterprise union's telephone in clear, empty where unknown.
    """

    case: Case
    facts: CaseFacts
    enterprise: Enterprise | None
    union: UnionBody | None
    district: str
    reply_due_on: date | None
    wages: WageTable | None
    posts: Sequence[WagePost]
    minimum_wage: Decimal | None
    hourly_minimum: Decimal | None
    phone: str


def dossier(session: Session, case: Case, *, phone: str, on: date) -> Dossier:
    """Gather what papers of a case are made of (取卷宗)."""
    facts = case_queries.facts(session, case)
    enterprise = case.enterprise
    wages = wage_queries.find_standing(session, case, facts)
    first_day = facts.term[0] or (wages.term_from if wages else None) or on
    union_id = enterprise.union_id if enterprise else None
    place = session.get(Place, case.district_code)
    return Dossier(
        case=case,
        facts=facts,
        enterprise=enterprise,
        union=session.get(UnionBody, union_id) if union_id else None,
        district=place.name if place else "",
        reply_due_on=_reply_due(session, case),
        wages=wages,
        posts=wage_queries.posts(session, wages) if wages else (),
        minimum_wage=_figure(session, case, "minimum_wage_monthly", first_day),
        hourly_minimum=_figure(session, case, "minimum_wage_part_time_hourly", first_day),
        phone=phone,
    )


def _reply_due(session: Session, case: Case) -> date | None:
    for deadline in case_queries.deadlines(session, case):
        if deadline.rule_id == "T-OFFER-REPLY":
            return deadline.due_on
    return None


def _figure(session: Session, case: Case, name: str, on: date) -> Decimal | None:
    book = law_queries.law_book(session)
    try:
        return book.figure(name, on=on, place=case.district_code).value
    except (LawMissing, NotPublished):
        return None
