"""How does one message go out? Taken up by one worker alone, written, sent, and noted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bargaining import clock, db
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.persons import PersonKey
from bargaining.config import Settings
from bargaining.jobs import composing, deliveries_out
from bargaining.jobs.ways import mail, robots, sms
from bargaining.jobs.ways.letter import Letter, NotSent
from bargaining.models.contact_way import ContactWay, UnprovedWay
from bargaining.models.delivery import Delivery
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import SYSTEM

log = logging.getLogger(__name__)

NOTHING_LEFT = "要说的事都已办好、已推后、已由另一条消息告知，或者收件人不再负责。"
CODE_USED = "地址已经验证，或者已经不用。"
NO_ADDRESS = "收件人已不用这个方式。"
CLOSED = "本单位没有开通这个方式。"
BROKEN = "系统没有写成这条消息，原因见日志。"

SENDERS: Mapping[Channel, Callable[[Settings, str, Letter], None]] = {
    Channel.EMAIL: mail.send,
    Channel.WECOM: robots.send_wecom,
    Channel.DINGTALK: robots.send_dingtalk,
    Channel.WEBHOOK: robots.send_webhook,
    Channel.SMS: sms.send,
}


def run(app: Flask, delivery_id: int) -> None:
    """Send one message (发送一条消息); what has ended, or is in somebody's hand, is left alone.

    The row stays locked until it is noted that it went: nobody sends it at the same time. Who
    dies in between lets it be sent once more, under the same number.
    """
    with app.app_context():
        try:
            with db.transaction(SYSTEM) as session:
                _deliver(session, delivery_id, on=clock.today(), at=clock.now())
        except DBAPIError as problem:
            if problem.connection_invalidated:
                raise
            _note_broken(delivery_id, permanent=False)
        except Exception:
            _note_broken(delivery_id, permanent=False)


def give_up(app: Flask, delivery_id: int) -> None:
    """Note that every worker died over a message (放弃发送)."""
    with app.app_context():
        _note_broken(delivery_id, permanent=True)


def _deliver(session: Session, delivery_id: int, *, on: date, at: datetime) -> None:
    delivery = delivery_actions.take_up(session, delivery_id, at=at)
    if delivery is None:
        return
    settings: Settings = current_app.extensions["bargaining_settings"]
    channel = Channel(delivery.channel)
    key = PersonKey(settings.person_key)
    # What was asked for a later day than today (示例数据) speaks of that day.
    message = composing.compose(
        session, delivery, site=settings.public_url, key=key, on=max(on, delivery.for_on)
    )
    if message is None:
        is_code = delivery.kind == delivery_actions.CODE
        delivery_actions.drop(delivery, why=CODE_USED if is_code else NOTHING_LEFT, at=at)
        return
    address = _address(session, delivery, key)
    if address is None:
        delivery_actions.drop(delivery, why=NO_ADDRESS, at=at)
        return
    if channel not in settings.channels:  # the office may open it again
        _not_sent(session, delivery, CLOSED, permanent=False)
        return
    try:
        SENDERS[channel](settings, address, Letter(message, delivery.message_id, at))
    except NotSent as problem:
        _not_sent(session, delivery, problem.reason, permanent=problem.permanent)
    else:
        delivery_actions.arrived(delivery, at=clock.now())


def _address(session: Session, delivery: Delivery, key: PersonKey) -> str | None:
    # A code alone goes to an address that is not proved yet.
    kept = UnprovedWay if delivery.kind == delivery_actions.CODE else ContactWay
    sealed = session.scalar(
        select(kept.address).where(
            kept.user_id == delivery.user_id, kept.channel == delivery.channel
        )
    )
    return key.open(sealed) if sealed is not None else None


def _not_sent(session: Session, delivery: Delivery, reason: str, *, permanent: bool) -> None:
    delivery_actions.not_sent(
        delivery, reason=reason, permanent=permanent, at=clock.now(), awake=deliveries_out.awake
    )
    # Neither address nor person: the log is for operators.
    log.warning(
        "a message did not go out",
        extra={"delivery": delivery.id, "channel": delivery.channel, "state": delivery.state},
    )
    if delivery.next_try_at is not None:
        deliveries_out.put_into_queue(session, [delivery.id])


def _note_broken(delivery_id: int, *, permanent: bool) -> None:
    log.error("a message broke off", exc_info=not permanent, extra={"delivery": delivery_id})
    with db.transaction(SYSTEM) as session:
        delivery = delivery_actions.take_up(session, delivery_id, at=clock.now())
        if delivery is not None:
            _not_sent(session, delivery, BROKEN, permanent=permanent)
