"""What may anybody know who holds an issued paper? Number, parties, days, hashes, nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.rules import facts as case_facts
from bargaining.rules import verification
from bargaining.rules.events import Event
from bargaining.rules.papers import paper


@dataclass(frozen=True)
class Verified:
    """An issued paper as anybody may check it (文书核验结果).

    `newest` is the newest version of the same paper in its case. `corrected` names the days that
    were corrected after the paper was issued; `withdrawn` that its issuing was taken back.
    """

    code: str
    number: str
    kind: str
    title: str
    version: int
    newest: int
    employer: str
    workers: str
    issued_on: date
    dates: verification.Dates
    corrected: tuple[str, ...]
    withdrawn: bool
    docx_hash: str
    pdf_hash: str

    @property
    def replaced(self) -> bool:
        """Tell whether a newer version was issued (已有新版)."""
        return self.newest > self.version


def find(session: Session, code: str) -> Verified | None:
    """Find an issued paper by its code in the normal form (查核验码); None where there is none.

    The code itself is the key: it opens this paper's few words to whoever holds it, and no list
    starts from here.
    """
    row = session.execute(_PAPERS.where(IssuedPaper.code == code)).one_or_none()
    if row is None:
        return None
    history = case_queries.history(session, row.case_id)
    issuing = _issuing(history, row.docx_hash)
    after = issuing.sequence if issuing else 0
    facts = case_facts.fold(history)
    return Verified(
        code=row.code,
        number=row.number,
        kind=row.kind,
        title=paper(row.kind).title,
        version=row.version,
        newest=row.newest,
        employer=_named(row.context, "employer_name") or row.enterprise or row.case_title,
        workers=_workers(row),
        issued_on=row.issued_on,
        dates=verification.dates(facts),
        corrected=verification.corrected(history, after=after),
        withdrawn=issuing is not None and issuing not in facts.history,
        docx_hash=row.docx_hash,
        pdf_hash=row.pdf_hash,
    )


_later = aliased(IssuedPaper)
_NEWEST = (
    select(func.max(_later.version))
    .where(_later.case_id == IssuedPaper.case_id, _later.kind == IssuedPaper.kind)
    .correlate(IssuedPaper)
    .scalar_subquery()
)
_PAPERS = (
    select(
        IssuedPaper.code,
        IssuedPaper.case_id,
        IssuedPaper.kind,
        IssuedPaper.version,
        IssuedPaper.issued_on,
        IssuedPaper.context,
        IssuedPaper.docx_hash,
        IssuedPaper.pdf_hash,
        Case.number,
        Case.title.label("case_title"),
        Enterprise.name.label("enterprise"),
        UnionBody.name.label("union"),
        _NEWEST.label("newest"),
    )
    .join(Case, Case.id == IssuedPaper.case_id)
    .outerjoin(Enterprise, Enterprise.id == Case.enterprise_id)
    .outerjoin(UnionBody, UnionBody.id == Enterprise.union_id)
)


def _issuing(history: Sequence[Event], docx_hash: str) -> Event | None:
    """Find the entry by which a paper was issued: it bears the hash of the file."""
    return next(
        (
            event
            for event in history
            if event.kind in ("issue_paper", "issue_letter", "issue_review_opinion")
            and event.payload.get("docx_hash") == docx_hash
        ),
        None,
    )


def _workers(row: Row[Any]) -> str:
    said = _named(row.context, "workers_name") or row.union
    return said or f"{row.enterprise or row.case_title}职工方"


def _named(context: Mapping[str, Any], field: str) -> str:
    """Read a party's name as it stands on the paper: names change, papers do not."""
    return str(context.get(field) or "")
