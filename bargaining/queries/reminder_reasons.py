"""Why was somebody reminded, and does it still hold? The one condition for all who show or send."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    exists,
    literal_column,
    or_,
    select,
)
from sqlalchemy import case as case_when
from sqlalchemy.orm import aliased

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.reminder import Reminder
from bargaining.queries import cases as case_queries
from bargaining.queries import duties

ANNUAL_REPORT = "T-ANNUAL-REPORT"
DISCLOSURE = "T-DATA"
RENEWALS = ("T-RENEW-WAGE", "T-RENEW-GEN")
# Stages that speak of the last day in time; every other speaks of the day to act by.
LATE_STAGES = ("after:", "escalate:")


def act_by() -> ColumnElement[date | None]:
    """Say in SQL by which day to act (办理日): the shortest source's, a window's last.

    The yearly report has no day in law: its year counts from the effective day.
    """
    anniversary = cast(Deadline.start_on + literal_column("INTERVAL '1 year'"), Date)
    return case_when(
        (Deadline.opens_on.is_not(None), Deadline.due_on),
        (Deadline.rule_id == ANNUAL_REPORT, anniversary),
        else_=Deadline.remind_on,
    )


def runs() -> ColumnElement[bool]:
    """Say in SQL that somebody is still waited for (尚未办理), joined with its case.

    What was backfilled is never reminded of; a case that is closed asks for nothing.
    """
    return and_(
        Deadline.ended_on.is_(None),
        Case.closed_on.is_(None),
        Case.origin != "backfilled",
        ~_renewed(),
        ~_reported(),
        ~_not_agreed(),
    )


def select_standing() -> Select[Reminder, Case, Deadline]:
    """Select the reminders whose reason still holds (仍有必要的提醒), with case and deadline.

    The deadline runs, and its day is still the one the reminder speaks of.
    """
    is_late = or_(*(Reminder.stage.startswith(one) for one in LATE_STAGES))
    return (
        select(Reminder, Case, Deadline)
        .join(Case, Case.id == Reminder.case_id)
        .join(
            Deadline,
            and_(
                Deadline.case_id == Reminder.case_id,
                Deadline.rule_id == Reminder.rule_id,
                Deadline.start_sequence == Reminder.start_sequence,
            ),
        )
        .where(
            runs(),
            Reminder.about_on == case_when((is_late, duties.last_day()), else_=act_by()),
        )
    )


def _not_agreed() -> ColumnElement[bool]:
    """A meeting that only the offer names asks nobody for papers until the other side agreed."""
    return and_(Deadline.rule_id == DISCLOSURE, Case.replied_on.is_(None))


def _renewed() -> ColumnElement[bool]:
    """The right to offer anew was used: the next round's offer went out, or it was signed.

    What one enterprise concludes by itself is no new round of a contract of several, and an offer
    that was given up again is none at all.
    """
    newer, covered, mine = aliased(Case), aliased(CaseEnterprise), aliased(CaseEnterprise)
    return and_(
        Deadline.rule_id.in_(RENEWALS),
        exists(
            select(newer.id)
            .join(covered, covered.case_id == newer.id)
            .join(mine, mine.enterprise_id == covered.enterprise_id)
            .where(
                mine.case_id == Case.id,
                newer.kind == Case.kind,
                newer.id != Case.id,
                newer.opened_on > Case.opened_on,
                or_(Case.enterprise_id.is_not(None), newer.way == Case.way),
                or_(
                    newer.signed_on.is_not(None),
                    and_(newer.delivered_on.is_not(None), newer.closed_on.is_(None)),
                ),
            )
        ),
    )


def _reported() -> ColumnElement[bool]:
    """A longer contract's yearly duty comes again; who has reported is not asked a second time."""
    told = CaseEvent.payload["reported"].as_boolean()
    return and_(
        Deadline.rule_id == ANNUAL_REPORT,
        exists(
            select(CaseEvent.id).where(
                CaseEvent.case_id == Case.id,
                CaseEvent.kind == "record_performance",
                told,
                ~case_queries.taken_back(),
            )
        ),
    )
