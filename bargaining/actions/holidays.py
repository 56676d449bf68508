"""Enter a year's notice on public holidays, or correct one, and say which deadlines it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.actions import law as law_actions
from bargaining.actions import law_changes
from bargaining.errors import Refusal, Refused
from bargaining.models.law_change import LawChange
from bargaining.models.law_entry import LawEntry
from bargaining.queries import foreseen
from bargaining.queries import law as law_queries
from bargaining.queries.foreseen import Foreseen
from bargaining.queries.redating import Scope
from bargaining.rules import holiday_notices, holiday_plans
from bargaining.rules.festivals import Notice, NoticedDay
from bargaining.rules.holiday_notices import NoticeDraft, Remark
from bargaining.rules.holiday_plans import Plan
from bargaining.rules.lawbook import NATION
from bargaining.rules.primitives import as_primitive
from bargaining.rules.roles import Actor


@dataclass(frozen=True)
class Outlook:
    """What entering a notice would do (录入预览)."""

    remarks: Sequence[Remark]
    plan: Plan
    seen: str
    foreseen: Foreseen | None


def preview(session: Session, draft: NoticeDraft, *, today: date) -> Outlook:
    """Say what entering a notice would do (录入预览), nothing written.

    What is refused is not worked out further: `foreseen` is None then.
    """
    book = law_queries.law_book(session)
    remarks = holiday_notices.remarks(draft, book.holidays, today=today)
    plan = holiday_plans.plan(book.holidays, draft)
    moved = None
    if not any(one.refused for one in remarks):
        after = replace(book, holidays=holiday_plans.carried_out(book.holidays, plan))
        moved = foreseen.foresee(session, Scope(NATION, plan.touches), after)
    seen = holiday_plans.fingerprint(book.holidays, draft.year)
    return Outlook(remarks=remarks, plan=plan, seen=seen, foreseen=moved)


def enter(
    session: Session,
    draft: NoticeDraft,
    *,
    seen: str,
    confirmed: bool,
    actor: Actor,
    at: datetime,
    today: date,
) -> LawChange:
    """Enter a notice or a correction of one (录入放假安排); return the change.

    `seen` is the fingerprint of the preview: what somebody else entered meanwhile is never
    replaced unseen. Sent twice it is entered once, and the same change returned. What is only
    unusual needs `confirmed`. The deadlines follow by the long job `redating`.
    """
    law_actions.lock(session)
    book = law_queries.law_book(session)
    for remark in holiday_notices.remarks(draft, book.holidays, today=today):
        if remark.refused:
            raise Refused(Refusal("holidays", remark.message, field=remark.field))
        if not confirmed:
            said = f"请先确认：{remark.message}"
            raise Refused(Refusal("unconfirmed", said, field=remark.field))
    plan = holiday_plans.plan(book.holidays, draft)
    if plan.empty:
        return _entered_already(session, draft)
    if seen != holiday_plans.fingerprint(book.holidays, draft.year):
        raise Refused(
            Refusal("changed", f"{draft.year} 年的安排刚才有人改过，请看过最新的预览再确认。")
        )
    _carry_out(session, plan, actor=actor, at=at)
    return law_changes.record(
        session,
        kind=law_changes.HOLIDAYS,
        place=NATION,
        title=_title(plan),
        detail=_detail(plan, draft),
        actor=actor,
        at=at,
    )


def _carry_out(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> None:
    out: list[tuple[str, Notice | NoticedDay]] = [("noticed_days", day) for day in plan.days_out]
    if plan.notice_out:
        out.append(("notices", plan.notice_out))
    for part, value in out:
        for entry_id in _entries(session, part, value):
            law_actions.retire(session, entry_id, actor=actor, at=at)
    notices = [("notices", plan.notice)] if plan.notice_in else []
    law_actions.enter_all(
        session,
        [
            (part, as_primitive(value))
            for part, value in (*notices, *(("noticed_days", day) for day in plan.days_in))
        ],
        actor=actor,
        at=at,
    )


def _entries(session: Session, part: str, value: Notice | NoticedDay) -> Sequence[int]:
    key = "on" if part == "noticed_days" else "key"
    body = as_primitive(value)
    rows = session.execute(
        select(LawEntry.id, LawEntry.body).where(
            LawEntry.part == part,
            LawEntry.retired_at.is_(None),
            LawEntry.body[key].as_string() == body[key],
        )
    )
    named = "notice" if part == "noticed_days" else "key"
    return [row.id for row in rows if row.body[named] == body[named]]


def _entered_already(session: Session, draft: NoticeDraft) -> LawChange:
    """Sent twice, the second one is led to the first; what only repeats the record is refused."""
    said = as_primitive(draft)
    last = session.scalars(
        select(LawChange)
        .where(
            LawChange.kind == law_changes.HOLIDAYS,
            LawChange.detail["year"].as_integer() == draft.year,
        )
        .order_by(LawChange.id.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.detail.get("draft") == said:
        return last
    raise Refused(
        Refusal("same", f"{draft.year} 年的安排已经是这样，没有需要录入的内容。", field="year")
    )


def _title(plan: Plan) -> str:
    said = "放假安排更正" if plan.correction else "放假安排已公布"
    return f"{plan.year} 年{said}（{plan.notice}）"[:300]


def _detail(plan: Plan, draft: NoticeDraft) -> dict[str, object]:
    return {
        "year": plan.year,
        "correction": plan.correction,
        "touches": [day.isoformat() for day in plan.touches],
        "draft": as_primitive(draft),
        "days_in": as_primitive(plan.days_in),
        "days_out": as_primitive(plan.days_out),
        "source": {
            "title": plan.notice.title,
            "document_number": plan.notice.document_number,
            "link": plan.notice.link,
            "issued_on": as_primitive(plan.notice.issued_on),
        },
    }
