"""What is stuck in a supervisor's territory, with whom, and since when?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.queries import duties, keepers, places, unanswered
from bargaining.queries.duties import Narrow, Overdue
from bargaining.rules.roles import Actor, Role

MOST = 15


@dataclass(frozen=True)
class Week:
    """The figures of one week (一周督办情况): the oldest duties first, names by enterprise.

    `by_place` is by street, for the city by district: code, name and how many.
    """

    total: int
    oldest: Sequence[Overdue]
    instructors: Mapping[int, tuple[str, ...]]
    by_place: Sequence[tuple[str, str, int]]
    silent: int
    unanswered: int
    hard: int

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing at all to look after (没有要督办的)."""
        return not (self.total or self.silent or self.unanswered or self.hard)


def week(session: Session, actor: Actor, *, today: date) -> Week:
    """Find what is stuck among the cases somebody sees (督办周报)."""
    by_days = Narrow(sort="-days")
    oldest = duties.list_overdue(session, actor, today=today, narrow=by_days, page=1)[:MOST]
    of = [one.case.enterprise_id for one in oldest if one.case.enterprise_id is not None]
    return Week(
        total=sum(duties.count_overdue(session, actor, today=today).values()),
        oldest=oldest,
        instructors=keepers.keepers(session, of, streets=(), on=today).instructors,
        by_place=_by_place(session, actor, today=today),
        silent=duties.count_silent(session, actor, today=today),
        unanswered=unanswered.count_unanswered(session, actor, today=today, narrow=Narrow()),
        hard=duties.count_hard(session, actor, today=today),
    )


def _by_place(session: Session, actor: Actor, *, today: date) -> list[tuple[str, str, int]]:
    place: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] = (
        Case.district_code if actor.role is Role.CITY else Case.street_code
    )
    found = duties.overdue(actor, today=today).with_only_columns(place, Deadline.id).subquery()
    rows = session.execute(
        select(found.c[0], func.count()).group_by(found.c[0]).order_by(func.count().desc())
    )
    names = places.place_names(session)
    return [(code or "", names.get(code or "", "没有写明街道"), number) for code, number in rows]
