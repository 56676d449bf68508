"""Prove that an address is one's own: a code is sent there, and shown again here."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import contact_ways
from bargaining.actions.persons import PersonKey
from bargaining.errors import NotVisible, Refusal
from bargaining.models.contact_way import UnprovedWay
from bargaining.rules.contact_ways import (
    CODE_DIGITS,
    CODE_HOLDS,
    MOST_TRIES,
    Channel,
    Way,
    read_code,
)
from bargaining.rules.roles import Actor

NOT_ASKED = Refusal("no_code", "这个地址已经验证过，或者已经不用。", field="code")
OUT_OF_DATE = Refusal("old_code", "验证码已经过了一天，请再发一次。", field="code")
TOO_OFTEN = Refusal("too_many_tries", "验证码填错的次数太多，请再发一次。", field="code")
WRONG = Refusal("wrong_code", "验证码不对，请照收到的最近一条填写。", field="code")


def ask_way(session: Session, way: Way, *, key: PersonKey, actor: Actor, at: datetime) -> None:
    """Keep an address until it is proved (填写待验证的地址), with a new code for it.

    The one that is in use stays so. Whoever calls this has the code sent.
    """
    given = {
        "address": key.seal(way.address), "shown": way.shown, "code": key.seal(_fresh()),
        "tries": 0, "asked_at": at,
    }  # fmt: skip
    session.execute(
        insert(UnprovedWay)
        .values(user_id=actor.user_id, channel=way.channel.value, **given)
        .on_conflict_do_update(index_elements=["user_id", "channel"], set_=given)
    )
    _record(session, "contact.ask_way", way.channel, actor=actor, at=at)


def renew_code(
    session: Session, channel: Channel, *, key: PersonKey, actor: Actor, at: datetime
) -> None:
    """Make another code for an address (再发验证码); raise NotVisible where none waits."""
    row = _locked(session, channel, actor)
    if row is None:
        raise NotVisible(channel.value)
    row.code, row.tries, row.asked_at = key.seal(_fresh()), 0, at
    _record(session, "contact.ask_way", channel, actor=actor, at=at)


def prove_way(
    session: Session, channel: Channel, typed: str, *, key: PersonKey, actor: Actor, at: datetime
) -> Refusal | None:
    """Take an address into use by its code (验证地址); None where it was.

    A wrong code is counted, so it is answered and not raised: what was counted is kept.
    """
    row = _locked(session, channel, actor)
    refusal = _why_not(row, typed, key=key, at=at)
    if row is None or refusal is not None:
        if row is not None and refusal is WRONG:
            row.tries += 1
            _record(session, "contact.wrong_code", channel, actor=actor, at=at)
        return refusal
    way = Way(channel, key.open(row.address), row.shown)
    session.delete(row)
    contact_ways.set_way(session, way, key=key, actor=actor, at=at)
    return None


def drop_way(session: Session, channel: Channel, *, actor: Actor, at: datetime) -> None:
    """Let go of an address that was not proved (不用这个地址); twice does no harm."""
    row = _locked(session, channel, actor)
    if row is not None:
        session.delete(row)
        _record(session, "contact.drop_way", channel, actor=actor, at=at)


def sweep(session: Session, *, at: datetime) -> int:
    """Take addresses away that nobody proved in time, and count them (清理)."""
    late = session.scalars(select(UnprovedWay).where(UnprovedWay.asked_at < at - CODE_HOLDS)).all()
    for row in late:
        session.delete(row)
    return len(late)


def _why_not(
    row: UnprovedWay | None, typed: str, *, key: PersonKey, at: datetime
) -> Refusal | None:
    if row is None:
        return NOT_ASKED
    if row.asked_at + CODE_HOLDS < at:
        return OUT_OF_DATE
    if row.tries >= MOST_TRIES:
        return TOO_OFTEN
    is_right = secrets.compare_digest(read_code(typed), key.open(row.code))
    return None if is_right else WRONG


def _locked(session: Session, channel: Channel, actor: Actor) -> UnprovedWay | None:
    """Two tries at once are counted one after the other."""
    return session.scalars(
        select(UnprovedWay)
        .where(UnprovedWay.user_id == actor.user_id, UnprovedWay.channel == channel.value)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _fresh() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def _record(session: Session, event: str, channel: Channel, *, actor: Actor, at: datetime) -> None:
    detail = {"channel": channel.value}
    subject = f"user:{actor.user_id}"
    audit.record(session, at=at, actor=actor, event=event, subject=subject, detail=detail)
