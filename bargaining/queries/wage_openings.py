"""Who opened a case's wage table from above, and is it open to somebody now?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.place import Place
from bargaining.models.wage_opening import WageOpening
from bargaining.queries import cases as case_queries
from bargaining.rules.roles import Actor, Role
from bargaining.rules.territory import Territory


def is_open(session: Session, case: Case, *, actor: Actor, at: datetime) -> bool:
    """Tell whether a case's wage table is open to an actor now (是否已登记理由)."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    WageOpening.case_id == case.id,
                    WageOpening.user_id == (actor.user_id or 0),
                    WageOpening.opened_at <= at,
                    WageOpening.open_until > at,
                )
            )
        )
    )


def list_openings(session: Session, case: Case) -> Sequence[WageOpening]:
    """List who opened a case's wage table, newest first (查看工资表记录)."""
    return session.scalars(
        select(WageOpening).where(WageOpening.case_id == case.id).order_by(*_NEWEST_FIRST)
    ).all()


def list_lately(
    session: Session, *, actor: Actor, on: date, since: datetime
) -> list[tuple[WageOpening, str]]:
    """List who opened the tables of an actor's cases since a moment, each with the case's title.

    For the enterprise's own people: whoever calls this shows who looked to those looked at.
    """
    mine = case_queries.visible_cases(actor, on=on).with_only_columns(Case.id)
    rows = session.execute(
        select(WageOpening, Case.title)
        .join(Case, Case.id == WageOpening.case_id)
        .where(WageOpening.case_id.in_(mine), WageOpening.opened_at >= since)
        .order_by(*_NEWEST_FIRST)
    )
    return [(opening, title) for opening, title in rows]


_NEWEST_FIRST = (WageOpening.opened_at.desc(), WageOpening.id.desc())


def office_of(session: Session, case: Case, *, actor: Actor) -> str:
    """Name the office an actor acts for towards a case (所在机关), such as 海淀区总工会."""
    names = {one.code: one.name for one in _places(session, actor, case)}
    for code in (case.street_code or "", case.district_code):
        if code in names:
            return f"{names[code]}{_WORDS.get(actor.role, '')}"
    return actor.role_label


def _places(session: Session, actor: Actor, case: Case) -> Sequence[Place]:
    """The actor's own places that the case lies in."""
    mine = Territory.of(actor.places)
    held = {*mine.districts, *mine.streets} & {case.street_code or "", case.district_code}
    return session.scalars(select(Place).where(Place.code.in_(held))).all()


_WORDS: dict[Role | None, str] = {
    Role.STREET: "总工会",
    Role.DISTRICT: "总工会",
    Role.STREET_STAFF: "社工",
}
