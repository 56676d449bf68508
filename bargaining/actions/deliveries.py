"""Send a message on its way, note how it went, take it up again or let it go."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import Refusal, Refused
from bargaining.models.delivery import Delivery, DeliveryItem
from bargaining.models.user import User
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries.deliveries import DROPPED, FAILED, SENT, WAITING, Narrow
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Actor, Role

NOW, MORNING, WEEKLY = "now", "morning", "weekly"
TEST, CODE = delivery_queries.TEST, delivery_queries.CODE
# How long to wait after the first, the second … time that it did not go; after the last no more.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
EARLY = timedelta(seconds=30)  # by how much two clocks may differ
KEPT_FOR = timedelta(days=400)
MOST_TRIALS = 10  # of one person in a day, codes too, by all their ways together
TOO_MANY = Refusal("too_many_trials", f"今天试发和验证码已经有 {MOST_TRIALS} 条，请明天再试。")
_LONGEST_PROBLEM = 300
_AT_ONCE = 1000  # rows of one statement


@dataclass(frozen=True)
class Wanted:
    """One message that somebody is to get (待发的消息); `key` names what it is about."""

    user_id: int
    role: Role
    channel: Channel
    kind: str
    key: str
    reminders: tuple[int, ...] = ()


def ask(
    session: Session,
    wanted: Sequence[Wanted],
    *,
    host: str,
    on: date,
    at: datetime,
    send_at: datetime | None = None,
) -> list[int]:
    """Write down messages that are to go out (提出发送); return the numbers of the new ones.

    What was asked for before by the same key is not asked for again, by however many at once.
    `host` is what their message ids end with; they go from `send_at` on, or at once. Whoever asks
    puts them into the queue.
    """
    by_key = {one.key: one for one in wanted}
    rows = [_row(one, host=host, on=on, at=at, send_at=send_at or at) for one in by_key.values()]
    made = [
        (number, by_key[key])
        for start in range(0, len(rows), _AT_ONCE)
        for number, key in session.execute(
            postgresql.insert(Delivery)
            .values(rows[start : start + _AT_ONCE])
            .on_conflict_do_nothing(index_elements=[Delivery.key])
            .returning(Delivery.id, Delivery.key)
        )
    ]
    items = [
        {"delivery_id": number, "reminder_id": reminder}
        for number, one in made
        for reminder in dict.fromkeys(one.reminders)
    ]
    if items:
        session.execute(insert(DeliveryItem), items)
    return [number for number, _one in made]


def ask_test(
    session: Session, *, actor: Actor, channel: Channel, host: str, on: date, at: datetime
) -> int | None:
    """Ask for a message that only says that the way works (发一条试试).

    None where one was asked for within the same minute. Raises Refused once there were so many
    that day that somebody plays with it. Whoever asks puts it into the queue.
    """
    return _ask_trial(
        session, TEST, f"{at:%Y%m%d%H%M}", actor=actor, channel=channel, host=host, on=on, at=at
    )


def ask_code(
    session: Session, *, actor: Actor, channel: Channel, host: str, on: date, at: datetime
) -> int | None:
    """Ask for the message with the code that proves an address (发验证码).

    None where one was asked for within the same second. Raises Refused as `ask_test` does.
    """
    return _ask_trial(
        session, CODE, f"{at:%Y%m%d%H%M%S}", actor=actor, channel=channel, host=host, on=on, at=at
    )


def _ask_trial(
    session: Session,
    kind: str,
    moment: str,
    *,
    actor: Actor,
    channel: Channel,
    host: str,
    on: date,
    at: datetime,
) -> int | None:
    if actor.user_id is None or actor.role is None:
        return None
    # Two presses at once are counted one after the other.
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    if delivery_queries.count_trials(session, actor, on=on) >= MOST_TRIALS:
        raise Refused(TOO_MANY)
    key = f"{kind}:{actor.user_id}:{channel.value}:{moment}"
    one = Wanted(actor.user_id, actor.role, channel, kind, key)
    made = ask(session, [one], host=host, on=on, at=at)
    if not made:
        return None
    audit.record(
        session,
        at=at,
        actor=actor,
        event=f"delivery.{kind}",
        subject=f"delivery:{made[0]}",
        detail={"channel": channel.value},
    )
    return made[0]


def _row(one: Wanted, *, host: str, on: date, at: datetime, send_at: datetime) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "role": one.role.value,
        "channel": one.channel.value,
        "kind": one.kind,
        "key": one.key,
        "for_on": on,
        "message_id": f"<{secrets.token_hex(16)}@{host}>",
        "state": WAITING,
        "attempts": 0,
        "next_try_at": send_at,
        "problem": "",
        "created_at": at,
    }


# ── on its way ───────────────────────────────────────────────────────────────────────────────


def take_up(session: Session, delivery_id: int, *, at: datetime) -> Delivery | None:
    """Take a message up to send it (领取), for this transaction alone.

    None where it has ended, waits for a later time, or somebody else has it in hand.
    """
    return session.scalars(
        select(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.ended_at.is_(None),
            Delivery.next_try_at <= at + EARLY,
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def arrived(delivery: Delivery, *, at: datetime) -> None:
    """Note that a message went out (已发出)."""
    delivery.attempts += 1
    _end(delivery, SENT, problem="", at=at)


def drop(delivery: Delivery, *, why: str, at: datetime) -> None:
    """Let a message go that has nothing to say any more (不再需要)."""
    _end(delivery, DROPPED, problem=why, at=at)


def not_sent(
    delivery: Delivery,
    *,
    reason: str,
    permanent: bool,
    at: datetime,
    awake: Callable[[datetime], datetime],
) -> None:
    """Note why a message did not go, and when it is tried again, if ever (发送未成).

    `awake` names the first moment from another one on at which it may.
    """
    delivery.attempts += 1
    if permanent or delivery.attempts > len(PAUSES):
        _end(delivery, FAILED, problem=reason, at=at)
        return
    delivery.problem = reason[:_LONGEST_PROBLEM]
    delivery.next_try_at = awake(at + PAUSES[delivery.attempts - 1])


def _end(delivery: Delivery, state: str, *, problem: str, at: datetime) -> None:
    delivery.state, delivery.problem = state, problem[:_LONGEST_PROBLEM]
    delivery.next_try_at, delivery.ended_at = None, at


# ── by the administrator ─────────────────────────────────────────────────────────────────────


def send_again(
    session: Session, chosen: Collection[int] | Narrow, *, actor: Actor, at: datetime
) -> list[int]:
    """Have messages sent at once that failed or wait for a later time (再发一次).

    `chosen` are numbers, or what a list is narrowed to. What is due already is in the queue, and
    left alone. Return the numbers of the others, to be queued.
    """
    held_back = (Delivery.state == WAITING) & (Delivery.next_try_at > at)
    ids = _changed(
        session,
        [(Delivery.state == FAILED) | held_back, _chosen(chosen, actor)],
        {"state": WAITING, "attempts": 0, "next_try_at": at, "ended_at": None},
    )
    _record(session, "delivery.send_again", ids, actor=actor, at=at)
    return ids


def give_up(
    session: Session, chosen: Collection[int] | Narrow, *, actor: Actor, at: datetime
) -> list[int]:
    """Send messages no more that failed or still wait (不再发); return their numbers."""
    ids = _changed(
        session,
        [Delivery.state.in_([FAILED, WAITING]), _chosen(chosen, actor)],
        {
            "state": DROPPED,
            "problem": delivery_queries.GIVEN_UP,
            "next_try_at": None,
            "ended_at": at,
        },
    )
    _record(session, "delivery.give_up", ids, actor=actor, at=at)
    return ids


def _chosen(chosen: Collection[int] | Narrow, actor: Actor) -> ColumnElement[bool]:
    seen = delivery_queries.visible_deliveries(actor)
    if isinstance(chosen, Narrow):
        seen = delivery_queries.narrowed(seen, chosen)
    else:
        seen = seen.where(Delivery.id.in_(list(chosen)))
    return Delivery.id.in_(seen.with_only_columns(Delivery.id))


def _changed(
    session: Session, which: list[ColumnElement[bool]], values: dict[str, Any]
) -> list[int]:
    # One that is being sent right now is left to whoever has it in hand.
    free = select(Delivery.id).where(*which).with_for_update(skip_locked=True)
    return sorted(
        session.scalars(
            update(Delivery)
            .where(Delivery.id.in_(free.scalar_subquery()))
            .values(**values)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
    )


def _record(session: Session, event: str, ids: list[int], *, actor: Actor, at: datetime) -> None:
    if ids:
        detail = {"deliveries": len(ids), "numbers": ids[:20]}
        subject = f"delivery:{ids[0]}" if len(ids) == 1 else "delivery:many"
        audit.record(session, at=at, actor=actor, event=event, subject=subject, detail=detail)


def sweep(session: Session, *, at: datetime) -> int:
    """Take messages away that ended long ago, and count them (清理)."""
    old = select(Delivery.id).where(Delivery.ended_at < at - KEPT_FOR)
    session.execute(delete(DeliveryItem).where(DeliveryItem.delivery_id.in_(old)))
    gone = session.execute(delete(Delivery).where(Delivery.ended_at < at - KEPT_FOR))
    return cast("CursorResult[Any]", gone).rowcount
