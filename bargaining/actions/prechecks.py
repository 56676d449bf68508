"""What is there to look at before a contract is filed? Everything of one case, gathered once."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bargaining.documents import contexts, definitions, values
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier as dossier_queries
from bargaining.queries import review_desk
from bargaining.rules import papers
from bargaining.rules.precheck import Materials

# What goes to the authority, in the order it is read.
LOOKED_AT = ("agreement", "filing_statement", "congress_resolution", "representatives")


def materials(session: Session, case: Case, *, phone: str, today: date) -> Materials:
    """Gather what a pre-check looks at besides the case's story (预审材料)."""
    dossier = dossier_queries.dossier(session, case, phone=phone, on=today)
    missing = {}
    for kind in LOOKED_AT:
        filled = contexts.context(kind, dossier)
        blanks = values.fill(definitions.definition(kind), filled, blank=False).missing
        missing[papers.paper(kind).title] = tuple(label for _field, label in blanks)
    file_by, remind_by = review_desk.filing_days(case_queries.deadlines(session, case))
    return Materials(
        code=(case.enterprise.code or "") if case.enterprise else "",
        missing=missing,
        file_by=file_by,
        remind_by=remind_by,
    )
