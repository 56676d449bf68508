"""Set what an office may set for itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import NotVisible
from bargaining.models.office_setting import OfficeSetting
from bargaining.rules.roles import OFFICIALS, Actor, Role


def set_value(
    session: Session,
    place_code: str,
    name: str,
    value: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Set something for a place and all below it (办公设置).

    Raises NotVisible where the place is not the actor's own: nobody but the administrator sets
    it for another office.
    """
    _refuse_stranger(place_code, actor)
    row = _find(session, place_code, name)
    if row is None:
        row = OfficeSetting(
            place_code=place_code, name=name, value={}, set_by_name=actor.name, set_at=at
        )
        session.add(row)
    row.value, row.set_by_name, row.set_at = dict(value), actor.name, at
    session.flush()
    _record(session, "setting.set", place_code, name, actor=actor, at=at)


def clear(session: Session, place_code: str, name: str, *, actor: Actor, at: datetime) -> None:
    """Give a place the setting of the place above again (恢复沿用); raise NotVisible."""
    _refuse_stranger(place_code, actor)
    row = _find(session, place_code, name)
    if row is not None:
        session.delete(row)
        session.flush()
    _record(session, "setting.clear", place_code, name, actor=actor, at=at)


def _refuse_stranger(place_code: str, actor: Actor) -> None:
    if actor.role in (None, Role.ADMIN):
        return
    if actor.role not in OFFICIALS or place_code not in actor.places:
        raise NotVisible(place_code)


def _find(session: Session, place_code: str, name: str) -> OfficeSetting | None:
    return session.scalars(
        select(OfficeSetting).where(
            OfficeSetting.place_code == place_code, OfficeSetting.name == name
        )
    ).one_or_none()


def _record(
    session: Session, event: str, place_code: str, name: str, *, actor: Actor, at: datetime
) -> None:
    subject, detail = f"place:{place_code}", {"name": name}
    audit.record(session, at=at, actor=actor, event=event, subject=subject, detail=detail)
