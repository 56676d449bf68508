"""What does the authority have under review, in the order in which silence would end it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.issued_paper import IssuedPaper
from bargaining.queries import cases as case_queries
from bargaining.queries import duties
from bargaining.queries import papers as paper_queries
from bargaining.queries.duties import Narrow
from bargaining.rules import facts as case_facts
from bargaining.rules import filing_office, review_points, silence_guard, silence_watch
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.next_steps import FILE_RULES
from bargaining.rules.review_points import Matter
from bargaining.rules.roles import Actor
from bargaining.rules.silence_guard import Guard
from bargaining.rules.silence_watch import REVIEW_RULE, Silence
from bargaining.rules.states import CaseState

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One running duty and its case (待办)."""

    case: Case
    deadline: Deadline


@dataclass(frozen=True)
class Review:
    """One filing under review (在审查的报送): its guard, and what was looked at on its first day.

    `office_open`: a person has still to find out which office receives it.
    """

    case: Case
    deadline: Deadline
    guard: Guard
    matters: tuple[Matter, ...]
    office_open: bool


@dataclass(frozen=True)
class Counts:
    """How many filings are under review (在审查计数), and what they want."""

    total: int
    near: int
    unproved: int


def silence_of(review: Deadline, *, today: date) -> Silence | None:
    """Say when silence ends a review, seen from a day (默示生效日); None where no day is known."""
    if review.due_on is None:
        return None
    return silence_watch.silence(
        due_on=review.due_on,
        earliest=review.earliest,
        latest=review.latest,
        certain=review.certain,
        proved=bool(review.proof.get("proved", True)),
        on=today,
    )


def filing_days(deadlines: Iterable[Deadline]) -> tuple[date | None, date | None]:
    """Name the days of filing what was signed last (报送最后一天): the last in time, the shortest.

    Of several sources the longest judges and the shortest reminds.
    """
    found = [
        (one.start_sequence, one.overdue_after, one.remind_on)
        for one in deadlines
        if one.rule_id in FILE_RULES and one.overdue_after is not None
    ]
    newest = max((sequence for sequence, _last, _first in found), default=None)
    counted = [(last, first) for sequence, last, first in found if sequence == newest]
    return (
        max((last for last, _first in counted if last is not None), default=None),
        min((first for _last, first in counted if first is not None), default=None),
    )


def opinion_of(session: Session, case: Case, facts: CaseFacts) -> IssuedPaper | None:
    """Find the authority's own opinion on the filing under review (本次审查意见书), the newest."""
    written = opinion_written(facts)
    if written is None:
        return None
    version = int(written.payload["version"])
    return paper_queries.get_issued(session, case, "review_opinion", version)


def opinion_written(facts: CaseFacts) -> Event | None:
    """Find the entry of the newest opinion on the filing that counts (本次审查意见书的登记)."""
    newest, filing = facts.last("issue_review_opinion"), facts.filing
    return newest if newest and filing and newest.sequence > filing.sequence else None


def count_reviews(session: Session, actor: Actor, *, today: date) -> Counts:
    """Count the filings under review (在审查计数), those near their end and those without proof."""
    near = Narrow(state=duties.PROVED, days=silence_guard.NEAR)
    unproved = Narrow(state=duties.UNPROVED)
    return Counts(
        total=duties.count_silent(session, actor, today=today),
        near=duties.count_silent(session, actor, today=today, narrow=near),
        unproved=duties.count_silent(session, actor, today=today, narrow=unproved),
    )


def list_reviews(
    session: Session,
    actor: Actor,
    *,
    today: date,
    narrow: Narrow,
    page: int | None,
    first: int | None = None,
) -> list[Review]:
    """List the filings under review (在审查名单), the next effect by silence first.

    `first` keeps so many of a page. Three statements however many rows: the reviews, their
    histories, their days of filing.
    """
    running = duties.list_silent(session, actor, today=today, narrow=narrow, page=page)[:first]
    ids = [one.case.id for one in running]
    histories = case_queries.histories(session, ids)
    filings = _filings(session, ids)
    found = []
    for one in running:
        facts = case_facts.fold(histories[one.case.id])
        guard = silence_guard.guard(facts, one.silence, on=today)
        if guard is None:
            continue
        file_by, remind_by = filing_days(filings.get(one.case.id, ()))
        matters = review_points.on_receipt(facts, file_by=file_by, remind_by=remind_by, on=today)
        office_open = filing_office.filing_office(facts).is_open
        found.append(Review(one.case, one.deadline, guard, matters, office_open))
    return found


def _filings(session: Session, case_ids: Sequence[int]) -> dict[int, list[Deadline]]:
    found: dict[int, list[Deadline]] = {}
    wanted = select(Deadline).where(
        Deadline.case_id.in_(case_ids), Deadline.rule_id.in_(FILE_RULES)
    )
    for one in session.scalars(wanted):
        found.setdefault(one.case_id, []).append(one)
    return found


@dataclass(frozen=True)
class Beside:
    """What the authority has besides reviews of new contracts (其他要办的事).

    `lines` are coordinations and reviews of changes that run; `asked` counts the cases in which
    somebody asked for coordination and nothing was answered yet.
    """

    lines: Sequence[Line]
    asked: int


def beside(session: Session, actor: Actor, *, today: date) -> Beside:
    """Gather what else asks for the authority (其他要办的事), the longest overdue first."""
    seen = case_queries.visible_cases(actor, on=today).where(
        Case.origin != "backfilled", Case.closed_on.is_(None)
    )
    mine = seen.with_only_columns(Case.id).scalar_subquery()
    rows = session.execute(
        select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .where(
            Deadline.case_id.in_(mine),
            Deadline.ended_on.is_(None),
            or_(
                Deadline.rule_id == "T-COORD",
                (Deadline.rule_id == REVIEW_RULE) & (Case.state != CaseState.FILED.value),
            ),
        )
        .order_by(Deadline.latest, Deadline.id)
        .limit(SHOWN)
    )
    asked = seen.where(Case.state == CaseState.DEADLOCKED.value)
    return Beside(
        lines=[Line(case=row[1], deadline=row[0]) for row in rows],
        asked=session.scalar(asked.with_only_columns(func.count())) or 0,
    )
