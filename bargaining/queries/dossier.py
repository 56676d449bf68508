"""What does a paper of a case need? Everything of one case, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from bargaining.errors import LawMissing, NotPublished
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
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
    street: str
    deadlines: Sequence[Deadline]
    wages: WageTable | None
    posts: Sequence[WagePost]
    minimum_wage: Decimal | None
    hourly_minimum: Decimal | None
    phone: str

    @property
    def reply_due_on(self) -> date | None:
        """Name the last day for the answer to the offer (答复期限届满日)."""
        replies = (one for one in self.deadlines if one.rule_id == "T-OFFER-REPLY")
        return next((one.due_on for one in replies), None)

    @property
    def next_deadline(self) -> Deadline | None:
        """Find the nearest deadline that still runs (最近的期限)."""
        running = [one for one in self.deadlines if one.ended_on is None and one.due_on]
        return min(running, key=lambda one: one.due_on or date.max, default=None)


def dossier(session: Session, case: Case, *, phone: str, on: date) -> Dossier:
    """Gather what papers of a case are made of (取卷宗)."""
    facts = case_queries.facts(session, case)
    enterprise = case.enterprise
    wages = wage_queries.find_standing(session, case, facts)
    first_day = facts.term[0] or (wages.term_from if wages else None) or on
    union_id = enterprise.union_id if enterprise else None
    district = session.get(Place, case.district_code)
    street = session.get(Place, case.street_code) if case.street_code else None
    return Dossier(
        case=case,
        facts=facts,
        enterprise=enterprise,
        union=session.get(UnionBody, union_id) if union_id else None,
        district=district.name if district else "",
        street=street.name if street else "",
        deadlines=case_queries.deadlines(session, case),
        wages=wages,
        posts=wage_queries.posts(session, wages) if wages else (),
        minimum_wage=_figure(session, case, "minimum_wage_monthly", first_day),
        hourly_minimum=_figure(session, case, "minimum_wage_part_time_hourly", first_day),
        phone=phone,
    )


def _figure(session: Session, case: Case, name: str, on: date) -> Decimal | None:
    book = law_queries.law_book(session)
    try:
        return book.figure(name, on=on, place=case.district_code).value
    except (LawMissing, NotPublished):
        return None
