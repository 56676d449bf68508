"""How do sendings stand on a page? Who, since when, in which capacity, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, url_for

from bargaining import clock
from bargaining.db import db
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries.dispatches import Sending, Stay
from bargaining.rules import dispatches
from bargaining.rules.dispatches import DispatchState
from bargaining.rules.roles import OFFICIALS, REGISTER_READERS, Role
from bargaining.web import filters

TONES = {
    DispatchState.OFFERED: "amber",
    DispatchState.ACCEPTED: "good",
    DispatchState.DECLINED: "amber",
    DispatchState.ENDED: "grey",
}


def panel(enterprise_id: int, *, back: str) -> dict[str, Any] | None:
    """Shape who looks after an enterprise, and who did before (指导员); None for outsiders."""
    if g.actor.role not in REGISTER_READERS:
        return None
    session, today = db.session(), clock.today()
    sendings = dispatch_queries.sendings_to(session, enterprise_id, actor=g.actor, on=today)
    stays = dispatch_queries.stays(session, enterprise_id)
    now = [one for one in stays if one.holds(on=today)]
    return {
        "now": [_present(one, sendings) for one in now],
        "waiting": [history_line(one) for one in sendings if one.state is DispatchState.OFFERED],
        "declined": [history_line(one) for one in _unfollowed(sendings)],
        "history": [
            history_line(one) for one in sendings if one.state is not DispatchState.OFFERED
        ],
        "stays": [_stay(one) for one in stays if not one.holds(on=today)],
        "send_href": url_for("instructors.send", enterprise=enterprise_id, back=back)
        if g.actor.role in OFFICIALS
        else "",
    }


def _unfollowed(sendings: Sequence[Sending]) -> list[Sending]:
    """The newest sending, where it was declined and nothing followed it."""
    if sendings and sendings[0].state is DispatchState.DECLINED:
        return [sendings[0]]
    return []


def _present(stay: Stay, sendings: Sequence[Sending]) -> dict[str, Any]:
    running = next(
        (
            one
            for one in sendings
            if one.dispatch.user_id == stay.user_id and one.state is DispatchState.ACCEPTED
        ),
        None,
    )
    lines = [("开始联系", filters.plain_day(stay.from_on))]
    if stay.to_on is not None:
        lines.append(("联系到", filters.plain_day(stay.to_on)))
    if running is not None:
        lines += [
            ("身份", dispatches.CAPACITY_LABELS[running.capacity]),
            ("派出人", running.dispatch.sent_by_name),
            ("事由", running.dispatch.reason),
        ]
    return {"name": stay.name, "lines": lines}


def _stay(one: Stay) -> str:
    until = filters.plain_day(one.to_on) if one.to_on else "今"
    return f"{one.name}：{filters.plain_day(one.from_on)} 至 {until}"


def may_open(sending: Sending) -> bool:
    """Tell whether the reader may open a sending's own page (能否查看派遣)."""
    return g.actor.role in OFFICIALS or g.actor.user_id == sending.dispatch.user_id


def history_line(one: Sending, *, by_enterprise: bool = False) -> dict[str, Any]:
    """Shape one sending of a history (派遣经过).

    Why somebody could not go is between them and who sent them.
    """
    sent, reads = one.dispatch, may_open(one)
    lines = [
        ("派出", f"{filters.plain_day(sent.sent_on)}，{sent.sent_by_name}"),
        ("事由", sent.reason),
    ]
    if sent.answered_on:
        word = "不能接受" if one.state is DispatchState.DECLINED else "接受"
        why = f"：{sent.answer_reason}" if sent.answer_reason and reads else ""
        lines.append(("答复", f"{filters.plain_day(sent.answered_on)} {word}{why}"))
    if sent.ended_on:
        lines.append(("结束", f"{filters.plain_day(sent.ended_on)}，{sent.end_reason}"))
    name = one.enterprise_name if by_enterprise else one.instructor_name
    return {
        "title": f"{name}（{dispatches.CAPACITY_LABELS[one.capacity]}）",
        "state": dispatches.STATE_LABELS[one.state],
        "tone": TONES[one.state],
        "lines": lines,
        "href": url_for("dispatches.show", dispatch_id=sent.id) if reads else "",
        "enterprise_id": sent.enterprise_id,
    }


def is_theirs(sending: Sending) -> bool:
    """Tell whether the reader is the one who was sent (本人的派遣)."""
    return g.actor.role is Role.INSTRUCTOR and g.actor.user_id == sending.dispatch.user_id
