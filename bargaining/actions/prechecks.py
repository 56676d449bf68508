"""What is there to look at before a contract is filed? Everything of one case, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from bargaining.documents import contexts, definitions, values
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier as dossier_queries
from bargaining.rules import papers
from bargaining.rules.next_steps import FILE_RULES
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
    remind_by, file_by = _filing_days(case_queries.deadlines(session, case))
    return Materials(
        code=(case.enterprise.code or "") if case.enterprise else "",
        missing=missing,
        file_by=file_by,
        remind_by=remind_by,
    )


def _filing_days(deadlines: Sequence[Deadline]) -> tuple[date | None, date | None]:
    """The days of filing what was signed last: the shortest source's, and the last in time."""
    found = [
        (one.start_sequence, one.remind_on, one.overdue_after)
        for one in deadlines
        if one.rule_id in FILE_RULES and one.overdue_after is not None
    ]
    newest = max((sequence for sequence, _first, _last in found), default=None)
    counted = [(first, last) for sequence, first, last in found if sequence == newest]
    return (
        min((first for first, _last in counted if first is not None), default=None),
        max((last for _first, last in counted), default=None),
    )
