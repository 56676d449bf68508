"""Send an instructor to an enterprise, answer a sending, take over from another, end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import Invalid, NotVisible, Refusal, Refused
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.models.user import User
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import instructors as instructor_queries
from bargaining.queries import standing
from bargaining.rules import dispatches
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.roles import Actor

_LOCK = 7_201_010


@dataclass(frozen=True)
class Order:
    """Whom an official wants to send where, and why (派遣单).

    `instead_of` is the account that the enterprise is taken over from. `seen` is the newest
    sending that the official had before their eyes, None takes whatever is there.
    """

    enterprise_id: int
    user_id: int
    reason: str
    capacity: str = "adviser"
    recusal_cleared: bool = False
    instead_of: int | None = None
    seen: int | None = None


def send(session: Session, order: Order, *, actor: Actor, at: datetime, today: date) -> Dispatch:
    """Ask an instructor to go to an enterprise (派遣); it waits for their answer.

    With `instead_of` the former one's sending and place in the book end today, their history
    stays. Raises NotVisible, Invalid, and Refused where somebody was faster.
    """
    _refuse_who(dispatches.why_not_official(actor))
    enterprise = enterprise_queries.get_enterprise(
        session, order.enterprise_id, actor=actor, on=today
    )
    hold(session, enterprise.id)
    open_now = dispatch_queries.open_sendings(session, enterprise_id=enterprise.id)
    _refuse_order(session, order, enterprise, open_now, today=today)
    former = None
    if order.instead_of is not None:
        former = _take_over(session, order, open_now, today=today)
    case = standing.cases_at_hand(session, [enterprise.id]).get(enterprise.id)
    made = Dispatch(
        enterprise_id=enterprise.id,
        case_id=case.id if case else None,
        user_id=order.user_id,
        capacity=order.capacity,
        reason=order.reason.strip(),
        sent_on=today,
        sent_at=at,
        sent_by_id=actor.user_id,
        sent_by_name=actor.name,
        state=DispatchState.OFFERED.value,
        follows_id=former.id if former else None,
    )
    session.add(made)
    session.flush()
    _record(session, "dispatch.send", made, actor=actor, at=at, instead_of=order.instead_of)
    return made


def accept(
    session: Session, dispatch_id: int, *, actor: Actor, at: datetime, today: date
) -> Dispatch:
    """Accept a sending (接受派遣): from today the enterprise stands in one's own book."""
    sending = _own(session, dispatch_id, actor=actor, today=today)
    _refuse_who(dispatches.why_not_answer(DispatchState(sending.state)))
    sending.state, sending.answered_on = DispatchState.ACCEPTED.value, today
    put_into_book(session, sending.user_id, sending.enterprise_id, today=today)
    session.flush()
    _record(session, "dispatch.accept", sending, actor=actor, at=at)
    return sending


def decline(
    session: Session,
    dispatch_id: int,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Dispatch:
    """Decline a sending with a reason that its sender reads (不接受派遣)."""
    sending = _own(session, dispatch_id, actor=actor, today=today)
    _refuse_who(dispatches.why_not_answer(DispatchState(sending.state)))
    _refuse_who(dispatches.why_not_reason(reason, "不能接受的原因"))
    sending.state, sending.answered_on = DispatchState.DECLINED.value, today
    sending.answer_reason = reason.strip()
    session.flush()
    _record(session, "dispatch.decline", sending, actor=actor, at=at)
    return sending


def end(
    session: Session,
    dispatch_id: int,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Dispatch:
    """End a sending, or call back one that waits (结束派遣).

    The enterprise leaves the book where this sending had brought it there.
    """
    _refuse_who(dispatches.why_not_official(actor))
    seen = dispatch_queries.get_sending(session, dispatch_id, actor=actor, on=today)
    hold(session, seen.dispatch.enterprise_id)
    sending = _held(session, dispatch_id)
    _refuse_who(dispatches.why_not_end(DispatchState(sending.state)))
    _refuse_who(dispatches.why_not_reason(reason, "结束的原因"))
    brought_on = sending.answered_on
    close(sending, reason=reason.strip(), today=today)
    for line in _lines(session, sending.user_id, sending.enterprise_id, today=today):
        if line.from_on == brought_on:
            line.to_on = today
    session.flush()
    _record(session, "dispatch.end", sending, actor=actor, at=at)
    return sending


# ── the parts ────────────────────────────────────────────────────────────────────────────────


def hold(session: Session, enterprise_id: int) -> None:
    """Let nobody else send to an enterprise until the transaction ends (锁定企业)."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, :enterprise)"),
        {"lock": _LOCK, "enterprise": enterprise_id},
    )


def _refuse_order(
    session: Session,
    order: Order,
    enterprise: Enterprise,
    open_now: Sequence[Dispatch],
    *,
    today: date,
) -> None:
    """Refuse what is missing or wrong, then what somebody else was faster with."""
    chosen = {one.user_id for one in instructor_queries.choosable(session, enterprise, on=today)}
    theirs = next((one for one in open_now if one.user_id == order.user_id), None)
    stays = order.instead_of == order.user_id
    refusals = dispatches.why_not_send(
        reason=order.reason,
        capacity=order.capacity,
        recusal_cleared=order.recusal_cleared,
        eligible=order.user_id in chosen,
        changes_nothing=stays and (theirs is None or theirs.capacity == order.capacity),
    )
    if refusals:
        raise Invalid(refusals)
    if theirs is not None and not stays:
        raise Refused(Refusal("already_sent", _already(session, theirs), field="user_id"))
    newest = dispatch_queries.newest_id(session, enterprise.id)
    if order.seen is not None and order.seen != newest:
        raise Refused(Refusal("changed", _changed(session, newest)))


def _already(session: Session, theirs: Dispatch) -> str:
    word = dispatches.STATE_LABELS[DispatchState(theirs.state)]
    return (
        f"{_name(session, theirs.user_id)}已经派到这家企业（{theirs.sent_on.isoformat()} "
        f"{theirs.sent_by_name}派出，{word}），不需要重复派遣。"
    )


def _changed(session: Session, newest: int) -> str:
    sending = session.get(Dispatch, newest)
    if sending is None:  # cannot be: a sending is never deleted
        return "您打开页面之后，情况有变化。请看过最新情况再办，您填的内容还在。"
    return (
        f"您打开页面之后，{sending.sent_by_name}已经派{_name(session, sending.user_id)}去这家企业。"
        "请看过最新情况再办，您填的内容还在。"
    )


def _name(session: Session, user_id: int) -> str:
    user = session.get(User, user_id)
    return user.name if user else "指导员"


def _take_over(
    session: Session, order: Order, open_now: Sequence[Dispatch], *, today: date
) -> Dispatch | None:
    """End what the former one had: the sending, and, for somebody else, the line in the book."""
    sending = next((one for one in open_now if one.user_id == order.instead_of), None)
    changes_capacity = order.instead_of == order.user_id
    lines = _lines(session, order.instead_of or 0, order.enterprise_id, today=today)
    if sending is None and not lines:
        words = "原来的指导员已经不再联系这家企业，请看过最新情况再办。"
        raise Refused(Refusal("changed", words, field="instead_of"))
    if sending is not None:
        word = "改换身份" if changes_capacity else "改派"
        said = f"{word}：{order.reason.strip()}"[: dispatches.LONGEST_REASON]
        close(sending, reason=said, today=today)
    if not changes_capacity:
        for line in lines:
            line.to_on = today
    return sending


def _lines(
    session: Session, user_id: int, enterprise_id: int, *, today: date
) -> Sequence[Assignment]:
    return dispatch_queries.assignments(
        session, user_id=user_id, on=today, enterprise_id=enterprise_id
    )


def put_into_book(session: Session, user_id: int, enterprise_id: int, *, today: date) -> None:
    """Begin a line in somebody's book unless one runs on (列入手册)."""
    lines = _lines(session, user_id, enterprise_id, today=today)
    if any(one.to_on is None or one.to_on > today for one in lines):
        return
    session.add(Assignment(user_id=user_id, enterprise_id=enterprise_id, from_on=today))


def close(sending: Dispatch, *, reason: str, today: date) -> None:
    """End a sending on a day, its row and its credit stay (派遣结束)."""
    sending.state = DispatchState.ENDED.value
    sending.ended_on, sending.end_reason = today, reason


def _own(session: Session, dispatch_id: int, *, actor: Actor, today: date) -> Dispatch:
    """Find a sending that is the actor's own to answer, held until the transaction ends."""
    seen = dispatch_queries.get_sending(session, dispatch_id, actor=actor, on=today)
    if actor.role is not None and seen.dispatch.user_id != actor.user_id:
        raise NotVisible(dispatch_id)
    hold(session, seen.dispatch.enterprise_id)
    return _held(session, dispatch_id)


def _held(session: Session, dispatch_id: int) -> Dispatch:
    sending = dispatch_queries.locked(session, dispatch_id)
    if sending is None:
        raise NotVisible(dispatch_id)
    return sending


def _refuse_who(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _record(
    session: Session,
    event: str,
    sending: Dispatch,
    *,
    actor: Actor,
    at: datetime,
    instead_of: int | None = None,
) -> None:
    audit.record(
        session,
        at=at,
        actor=actor,
        event=event,
        subject=f"dispatch:{sending.id}",
        detail={
            "enterprise": sending.enterprise_id,
            "user": sending.user_id,
            "capacity": sending.capacity,
            "follows": sending.follows_id,
            "instead_of": instead_of,
        },
    )
