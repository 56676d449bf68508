"""Which deadlines run today, whom would they concern, and what was everybody told already?"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Integer, and_, cast, func, literal, literal_column, select
from sqlalchemy import case as case_when
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from bargaining import errors
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.law_change import LawChange, Redating
from bargaining.models.office_setting import OfficeSetting
from bargaining.models.place import Place
from bargaining.models.reminder import Reminder
from bargaining.queries import duties
from bargaining.queries import reminder_reasons as reasons
from bargaining.queries.reached import LEGAL_ZONE
from bargaining.rules import reminders
from bargaining.rules.reminder_lines import Dated
from bargaining.rules.reminders import Days, Schedule, Schedules
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

log = logging.getLogger(__name__)

BATCH = 500  # cases
_RECENT = timedelta(days=reminders.GRACE)  # a re-dating older than that is no news


@dataclass(frozen=True)
class Running:
    """One running deadline with what a reminder of it needs (在算的期限)."""

    case_id: int
    number: str
    title: str
    union_id: int | None
    enterprise_id: int | None
    street_code: str | None
    district_code: str
    rule_id: str
    start_sequence: int
    label: str
    duty: str
    days: Days
    latest: date | None
    last_day: date | None
    certain: bool

    @property
    def key(self) -> tuple[int, str, int]:
        """Name the deadline among all (期限的键)."""
        return self.case_id, self.rule_id, self.start_sequence


@dataclass(frozen=True)
class Told:
    """What somebody was told of a deadline (已提醒的一条): at which stage, of which day, when."""

    stage: str
    about_on: date
    told_on: date
    law_change_id: int | None = None


@dataclass(frozen=True)
class Moved:
    """A change of the law that dated a running deadline anew (近期重新推算), and its old days."""

    change_id: int
    title: str
    before: Dated


def schedules(session: Session, standard: Mapping[str, Schedule]) -> Schedules:
    """Read what offices have set for themselves beside the standard (现行提醒安排).

    What can no longer be read holds nowhere: the place above is followed, and nobody else's
    reminders wait for it.
    """
    rows = session.scalars(
        select(OfficeSetting).where(OfficeSetting.name.startswith(reminders.SETTING))
    )
    changed: defaultdict[str, dict[str, Schedule]] = defaultdict(dict)
    for row in rows:
        try:
            schedule = reminders.read_schedule(row.value)
        except errors.Unusable:
            log.warning("a reminder setting is unreadable", extra={"setting": row.id})
            continue
        changed[row.place_code][schedule.rule] = schedule
    return Schedules(standard, changed)


def places_above(session: Session) -> dict[str, list[str]]:
    """Name for each place those above it, the nearest first (上级地方)."""
    rows = session.execute(select(Place.code, Place.parent_code))
    parents = {row.code: row.parent_code for row in rows}
    return {code: _above(code, parents) for code in parents}


def _above(code: str, parents: Mapping[str, str | None]) -> list[str]:
    found: list[str] = []
    above = parents[code]
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


# ── what runs ────────────────────────────────────────────────────────────────────────────────


def next_cases(
    session: Session, *, on: date, reach: tuple[int, int], after_case: int, limit: int = BATCH
) -> Sequence[int]:
    """List the next cases with a deadline that a reminder could be due for (下一批案件).

    `reach` says how many days before and after its days a deadline may be spoken of.
    """
    near = _near(on=on, reach=reach, until=on)
    wanted = select(Deadline.case_id).where(Deadline.ended_on.is_(None), near)
    return session.scalars(
        wanted.where(Deadline.case_id > after_case)
        .distinct()
        .order_by(Deadline.case_id)
        .limit(limit)
    ).all()


def running(
    session: Session,
    case_ids: Sequence[int],
    *,
    on: date,
    reach: tuple[int, int],
    until: date | None = None,
) -> list[Running]:
    """Read the running deadlines of some cases that a reminder could be due for (在算的期限).

    Those of one duty stand together, the shortest first. With `until` those of every day from
    `on` to then.
    """
    rows = session.execute(
        _running()
        .where(
            Deadline.case_id.in_(unnested(case_ids)), _near(on=on, reach=reach, until=until or on)
        )
        # Of several rules of one duty the shortest speaks: it is the one whose day is named.
        # By its length, which no holiday moves: else another one would speak after a notice.
        .order_by(
            Deadline.case_id, Deadline.start_sequence,
            Deadline.proof["raw_due_on"].as_string().nulls_last(), Deadline.rule_id,
        )
    )  # fmt: skip
    return [_as_running(row) for row in rows]


def numbers_of(session: Session, case_ids: Sequence[int]) -> list[str]:
    """Name some cases by their numbers (案件编号)."""
    wanted = select(Case.number).where(Case.id.in_(case_ids)).order_by(Case.number)
    return list(session.scalars(wanted))


def _near(*, on: date, reach: tuple[int, int], until: date) -> Any:  # noqa: ANN401 -- a condition
    """Leave out what no line speaks of yet, and what none speaks of any more."""
    before, after = timedelta(days=reach[0]), timedelta(days=reach[1])
    first = func.least(Deadline.start_on, Deadline.opens_on, reasons.act_by() - before)
    final = func.greatest(reasons.act_by(), duties.last_day()) + after
    return (first <= until) & (final >= on)


def find_running(
    session: Session,
    case_ids: Any,  # noqa: ANN401 -- a statement
    *,
    rules: Iterable[str],
) -> Running | None:
    """Find one running deadline of some rules as an example (举一例): the newest."""
    row = session.execute(
        _running()
        .where(Deadline.case_id.in_(case_ids), Deadline.rule_id.in_(list(rules)))
        .order_by(Deadline.start_on.desc(), Deadline.id.desc())
        .limit(1)
    ).first()
    return _as_running(row) if row else None


def is_near(one: Running, *, on: date, reach: tuple[int, int]) -> bool:
    """Tell of a deadline what `next_cases` asks of all (是否临近), for one day of several."""
    days = one.days
    first = min(
        days.start_on, days.opens_on or days.start_on, days.act_by - timedelta(days=reach[0])
    )
    last = max(days.act_by, one.last_day or days.act_by)
    return first <= on <= last + timedelta(days=reach[1])


def _running() -> Any:  # noqa: ANN401 -- a statement
    begun = aliased(CaseEvent)
    return (
        select(
            Case.id.label("case_id"), Case.number, Case.title, Case.enterprise_id,
            _place("street_code"), _place("district_code"), Enterprise.union_id, Deadline.rule_id,
            Deadline.start_sequence, Deadline.start_on, Deadline.opens_on, Deadline.holder,
            Deadline.due_on, Deadline.latest, Deadline.certain, Deadline.overdue_after,
            cast(
                func.timezone(LEGAL_ZONE, func.greatest(begun.recorded_at, _corrected())), Date
            ).label("known_on"),
            reasons.act_by().label("act_by"), duties.last_day().label("last_on"),
            Deadline.proof["proved"].as_boolean().label("proved"),
            Deadline.proof["label"].as_string().label("label"),
            Deadline.proof["duty"].as_string().label("duty"),
        )
        .select_from(Deadline)
        .join(Case, Case.id == Deadline.case_id)
        .outerjoin(Enterprise, Enterprise.id == Case.enterprise_id)
        .outerjoin(
            begun,
            and_(
                begun.case_id == Deadline.case_id, begun.sequence == Deadline.start_sequence
            ),
        )
        .where(reasons.runs(), reasons.act_by().is_not(None))
    )  # fmt: skip


def _corrected() -> Any:  # noqa: ANN401 -- a scalar subquery
    """When the newest correction was written that may have moved a deadline or brought it back."""
    later = aliased(CaseEvent)
    return (
        select(func.max(later.recorded_at))
        .where(
            later.voids != literal_column("'{}'::integer[]"),
            later.case_id == Deadline.case_id,
            later.sequence > Deadline.start_sequence,
        )
        .correlate(Deadline)
        .scalar_subquery()
    )


def _place(name: str) -> Any:  # noqa: ANN401 -- a column
    """Where a case belongs: with its enterprise as the register has it, unless it moved itself."""
    own, registered = getattr(Case, name), getattr(Enterprise, name)
    moved_or_shared = Case.moved_on.is_not(None) | Enterprise.id.is_(None)
    return case_when((moved_or_shared, own), else_=registered).label(name)


def _as_running(row: Any) -> Running:  # noqa: ANN401 -- a row of columns
    late = row.overdue_after is not None and row.opens_on is None
    return Running(
        case_id=row.case_id,
        number=row.number,
        title=row.title,
        union_id=row.union_id,
        enterprise_id=row.enterprise_id,
        street_code=row.street_code,
        district_code=row.district_code,
        rule_id=row.rule_id,
        start_sequence=row.start_sequence,
        label=row.label,
        duty=row.duty,
        days=Days(
            start_on=row.start_on,
            opens_on=row.opens_on,
            act_by=row.act_by,
            last_on=row.last_on if late else None,
            holder=Holder(row.holder),
            proved=row.proved,
            known_on=row.known_on,
            is_open_ended=row.due_on is None or not row.proved,
        ),
        latest=row.latest,
        last_day=row.last_on,
        certain=row.certain,
    )


def moved(session: Session, case_ids: Collection[int], *, at: datetime) -> dict[Any, Moved]:
    """Find the newest change that dated each deadline of some cases anew (近期重新推算), by key."""
    rows = session.execute(
        select(Redating, LawChange.title)
        .join(LawChange, LawChange.id == Redating.law_change_id)
        .where(Redating.case_id.in_(unnested(case_ids)), Redating.recorded_at >= at - _RECENT)
        .order_by(Redating.id)
    )
    return {
        (one.case_id, one.rule_id, one.start_sequence): Moved(
            one.law_change_id, title, _dated(one.before)
        )
        for one, title in rows
    }


def _dated(before: Mapping[str, Any]) -> Dated:
    last = [day for name in ("overdue_after", "latest") if (day := _day(before.get(name)))]
    return Dated(_day(before.get("remind_on")), max(last, default=None))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def unnested(ids: Iterable[int]) -> Any:  # noqa: ANN401 -- a statement
    """Hand over numbers as one value (编号列表), however many they are."""
    return select(func.unnest(literal(sorted(ids), ARRAY(Integer))))


# ── told already ─────────────────────────────────────────────────────────────────────────────


def told(
    session: Session, case_ids: Sequence[int], *, on: date
) -> dict[tuple[int, Role, int, str, int], list[Told]]:
    """Read what was told of some cases lately (已提醒的), by person, role and deadline.

    What somebody was told in one role they do not see in another.
    """
    since = on - timedelta(days=reminders.GRACE)
    rows = session.execute(
        select(
            Reminder.user_id, Reminder.role, Reminder.case_id, Reminder.rule_id,
            Reminder.start_sequence, Reminder.stage, Reminder.about_on, Reminder.told_on,
            Reminder.law_change_id,
        ).where(Reminder.case_id.in_(unnested(case_ids)), Reminder.told_on >= since)
    )  # fmt: skip
    found: defaultdict[tuple[int, Role, int, str, int], list[Told]] = defaultdict(list)
    for user_id, role, case_id, rule_id, sequence, stage, about_on, told_on, change_id in rows:
        told_of = Told(stage, about_on, told_on, change_id)
        found[user_id, Role(role), case_id, rule_id, sequence].append(told_of)
    return found
