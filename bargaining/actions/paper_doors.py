"""To whom are the papers of a case open? Whole sight, what was filed, or one's own office's."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bargaining.errors import NotVisible, Refused
from bargaining.models.case import Case
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import cases as case_queries
from bargaining.queries import moved_cases
from bargaining.queries import papers as paper_queries
from bargaining.rules import moves, office_papers
from bargaining.rules.papers import CATALOGUE, paper
from bargaining.rules.procedure_review import ISSUE_REVIEW_OPINION
from bargaining.rules.roles import Actor, Sight, sight


def readable(session: Session, number: str, *, actor: Actor, today: date) -> Case:
    """Find a case whose papers an actor reads (可读文书的案件); raise NotVisible for others.

    Its papers are filled with what is known today: not for whom the case has left.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    deep = _sight(session, case, actor, today=today) in (Sight.FULL, Sight.FILED)
    if not deep or moved_cases.left(session, case, actor) is not None:
        raise NotVisible(number)
    return case


def to_fill(
    session: Session, number: str, kind: str, *, by_office: bool, actor: Actor, today: date
) -> Case:
    """Find a case of which an actor fills in a paper (可填写文书的案件).

    A paper of the office above is filled in by whoever may take its step, and by nobody else;
    raises Refused with the reason. Any other paper answers to how deep the actor sees. The
    operator looks at a draft of any at any time; to issue it is a step like any other.
    """
    if paper(kind).of_authority:
        return _of_authority(session, number, actor=actor, today=today)
    if not (by_office or paper(kind).of_office):
        return readable(session, number, actor=actor, today=today)
    case = case_queries.get_case(session, number, actor=actor, on=today)
    if kind not in office_papers.WRITTEN:
        raise NotVisible(kind)
    if actor.role is None:
        return case
    refusal = office_papers.why_not(
        kind,
        case_queries.facts(session, case),
        actor=actor,
        agreed_to_help=case_queries.agreed_to_help(session, case, actor=actor, on=today),
    )
    if refusal is not None:
        raise Refused(refusal)
    return case


def _of_authority(session: Session, number: str, *, actor: Actor, today: date) -> Case:
    """What the authority says it writes itself; everybody else records what was served."""
    case = case_queries.get_case(session, number, actor=actor, on=today)
    if actor.role is None:
        return case
    refusal = moves.why_not(
        moves.TABLE[ISSUE_REVIEW_OPINION.name],
        case_queries.facts(session, case),
        actor=actor,
        agreed_to_help=True,
    )
    if refusal is not None:
        raise Refused(refusal)
    return case


def reread(
    session: Session, number: str, kind: str, version: int, *, actor: Actor, today: date
) -> IssuedPaper:
    """Find an issued paper that an actor may read again (可调阅的正式文书).

    To the reviewer only what was filed is open, to the offices above only what an office wrote;
    to whoever the case has left, of that, what was issued before. Raises NotVisible for the rest.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    seen = _sight(session, case, actor, today=today)
    if seen is Sight.FIGURES:
        raise NotVisible(number)
    issued = paper_queries.get_issued(session, case, kind, version)
    left = moved_cases.left(session, case, actor)
    if left is not None and issued.issued_at > left.at:
        raise NotVisible(kind)
    if seen is Sight.FULL or _is_open(session, case, issued, seen, actor, left):
        return issued
    raise NotVisible(kind)


def _is_open(
    session: Session,
    case: Case,
    issued: IssuedPaper,
    seen: Sight,
    actor: Actor,
    left: moved_cases.Left | None,
) -> bool:
    if seen is Sight.FILED:
        return CATALOGUE[issued.kind].of_authority or any(
            one.id == issued.id for one in paper_queries.list_filed(session, case, left=left)
        )
    return actor.role in office_papers.READERS and is_of_office(issued)


def is_of_office(issued: IssuedPaper) -> bool:
    """Tell whether an issued paper is an office's too (上级工会文书): its letters, its offer.

    So is the mandate to offer: one of its two copies goes to the union above.
    """
    if issued.kind in office_papers.TO_OFFICE or issued.context.get("by_upper"):
        return True
    named = CATALOGUE.get(issued.kind)
    return bool(named and named.of_office)


def _sight(session: Session, case: Case, actor: Actor, *, today: date) -> Sight:
    helps = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    return sight(actor, agreed_to_help=helps)
