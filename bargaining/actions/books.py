"""Hand an instructor's book over to colleagues, street by street; every line keeps its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import dispatches as dispatch_actions
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import instructors as instructor_queries
from bargaining.queries import standing
from bargaining.rules import dispatches
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.roles import Actor


@dataclass(frozen=True)
class Share:
    """What one colleague takes over: a street's part of the book (移交的一份)."""

    street_code: str
    user_id: int


@dataclass(frozen=True)
class HandedOver:
    """What a handing over came to (移交结果): how many enterprises each colleague got."""

    enterprises: Mapping[int, int]

    @property
    def total(self) -> int:
        """Count the enterprises that changed hands (移交家数)."""
        return sum(self.enterprises.values())


def hand_over(
    session: Session,
    user_id: int,
    shares: Sequence[Share],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> HandedOver:
    """Hand an instructor's book to colleagues, street by street (整本移交).

    Of what the official may see. Every line keeps its history: the former one's place in the
    book ends today, the colleague's begins today, and a sending says who arranged it and why.
    A sending that still waited for an answer waits for the colleague's now.
    """
    refusal = dispatches.why_not_official(actor)
    if refusal is not None:
        raise Refused(refusal)
    _refuse_shares(session, user_id, shares, reason, actor=actor, today=today)
    taken = _moved(session, user_id, shares, reason.strip(), actor=actor, at=at, today=today)
    if not taken:
        raise Refused(Refusal("nothing", "所选街道没有可以移交的企业，请重新选择。"))
    session.flush()
    audit.record(
        session,
        at=at,
        actor=actor,
        event="dispatch.hand_over",
        subject=f"user:{user_id}",
        detail={"on": today.isoformat(), "to": {str(key): n for key, n in taken.items()}},
    )
    return HandedOver(taken)


def _moved(
    session: Session,
    user_id: int,
    shares: Sequence[Share],
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> dict[int, int]:
    """Move every line of the streets that were named; count what each heir got."""
    heirs = {share.street_code: share.user_id for share in shares}
    book, waiting = _carried(session, user_id, today=today)
    for enterprise_id in sorted({*book, *waiting}):
        dispatch_actions.hold(session, enterprise_id)
    session.expire_all()  # an answer that came while this waited counts
    book, waiting = _carried(session, user_id, today=today)
    wanted = enterprise_queries.visible_enterprises(actor, on=today).where(
        Enterprise.id.in_({*book, *waiting}), Enterprise.street_code.in_(heirs)
    )
    taken: dict[int, int] = {}
    for enterprise in session.scalars(wanted.order_by(Enterprise.id)):
        heir = heirs[enterprise.street_code]
        _pass_on(
            session, enterprise.id, heir, book=book.get(enterprise.id),
            sending=waiting.get(enterprise.id), reason=reason, actor=actor, at=at, today=today,
        )  # fmt: skip
        taken[heir] = taken.get(heir, 0) + 1
    return taken


def _carried(
    session: Session, user_id: int, *, today: date
) -> tuple[dict[int, Assignment], dict[int, Dispatch]]:
    """What somebody carries: the lines of the book and the open sendings, by enterprise."""
    lines = dispatch_queries.assignments(session, user_id=user_id, on=today)
    sendings = dispatch_queries.open_sendings(session, user_id=user_id)
    book = {one.enterprise_id: one for one in lines}
    return book, {one.enterprise_id: one for one in sendings}


def _refuse_shares(
    session: Session,
    user_id: int,
    shares: Sequence[Share],
    reason: str,
    *,
    actor: Actor,
    today: date,
) -> None:
    instructor_queries.get_instructor(session, user_id, actor=actor, on=today)
    missing = dispatches.why_not_reason(reason, "移交的原因")
    wrong = [missing] if missing else []
    if not shares:
        wrong.append(Refusal("nobody", "请至少为一个街道选择接手的指导员。", field="shares"))
    streets = {one.street_code: one for one in shares}
    people = {one.user_id: one for one in instructor_queries.every_instructor(session, on=today)}
    districts = instructor_queries.districts_of(session, streets)
    for code, share in streets.items():
        heir = people.get(share.user_id)
        fits = heir is not None and heir.serves_at(
            district_code=districts.get(code, ""), street_code=code
        )
        if not fits or share.user_id == user_id:
            words = "接手的应是另一位在聘、且负责这个街道的指导员，请重新选择。"
            wrong.append(Refusal("not_eligible", words, field=f"to-{code}"))
    if wrong:
        raise Invalid(wrong)


def _pass_on(
    session: Session,
    enterprise_id: int,
    heir: int,
    *,
    book: Assignment | None,
    sending: Dispatch | None,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    """Move one line: the former's ends, the heir's begins, the open sending is followed."""
    if book is not None:
        book.to_on = today
        dispatch_actions.put_into_book(session, heir, enterprise_id, today=today)
    if sending is not None:
        dispatch_actions.close(
            sending, reason=f"整本移交：{reason}"[: dispatches.LONGEST_REASON], today=today
        )
    if dispatch_queries.open_sendings(session, user_id=heir, enterprise_id=enterprise_id):
        return
    case = standing.cases_at_hand(session, [enterprise_id]).get(enterprise_id)
    session.add(
        Dispatch(
            enterprise_id=enterprise_id,
            case_id=case.id if case else None,
            user_id=heir,
            capacity=sending.capacity if sending else dispatches.Capacity.ADVISER.value,
            reason=f"整本移交：{reason}"[: dispatches.LONGEST_REASON],
            sent_on=today,
            sent_at=at,
            sent_by_id=actor.user_id,
            sent_by_name=actor.name,
            state=(DispatchState.OFFERED if book is None else DispatchState.ACCEPTED).value,
            answered_on=None if book is None else today,
            follows_id=sending.id if sending else None,
        )
    )
