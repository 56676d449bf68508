"""What was somebody told of, what of it still asks for them, and what did they put aside?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.place import Place
from bargaining.models.reminder import Reminder
from bargaining.queries import cases as case_queries
from bargaining.queries import duties
from bargaining.queries import reminder_reasons as reasons
from bargaining.rules.roles import Actor

PAGE_SIZE = 50
NEAREST = 3  # on a first screen
SOON = timedelta(days=7)
ESCALATED = "escalate:"
_DISTRICT_DIGITS = 6
_KEPT = 64  # statements of 0.2 MB each


class Tab(StrEnum):
    """One of the lists of the inbox (提醒分类)."""

    OPEN = "open"
    LATER = "later"
    ASIDE = "aside"
    EVERY = "all"


class Bucket(StrEnum):
    """How near a reminder's day is (远近): over, today, within a week, later."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


_BUCKETS = tuple(Bucket)


@dataclass(frozen=True)
class Narrow:
    """What the inbox is narrowed to (提醒筛选)."""

    tab: Tab = Tab.OPEN
    text: str = ""
    district: str = ""
    street: str = ""
    rule: str = ""
    sort: str = ""


EVERYTHING = Narrow(tab=Tab.EVERY)


class Line(NamedTuple):
    """One deadline that somebody was told of, by the newest word on it (一项提醒).

    `day` is the next day that matters: by which to act, then the last in time; `act_by` and
    `last_on` are those two. The fields stand as `_newest` selects them.
    """

    id: int
    case_id: int
    rule_id: str
    label: str
    title: str
    number: str
    district_code: str
    street_code: str
    told_on: date
    is_aside: bool
    snoozed_until: date | None
    deadline_id: int
    act_by: date
    last_on: date | None
    day: date
    nearness: int

    @property
    def bucket(self) -> Bucket:
        """Name how near its day is (远近)."""
        return _BUCKETS[self.nearness]

    def tab(self, *, on: date) -> Tab:
        """Name the list it stands in on a day (所在分类)."""
        if self.is_aside:
            return Tab.ASIDE
        return Tab.LATER if self.snoozed_until and self.snoozed_until > on else Tab.OPEN


@dataclass(frozen=True)
class Item:
    """One line with all that its page shows (提醒详情)."""

    line: Line
    reminder: Reminder
    case: Case
    deadline: Deadline

    @property
    def act_by(self) -> date:
        """Name the day by which to act (办理日)."""
        return self.line.act_by

    @property
    def last_on(self) -> date | None:
        """Name the last day in time (最后一天)."""
        return self.line.last_on


# ── what stands ──────────────────────────────────────────────────────────────────────────────


def visible_reminders(actor: Actor, *, on: date) -> Select[Reminder, Case, Deadline]:
    """Select somebody's own reminders that still hold, of cases they still see (有效提醒).

    Told in one role they are not shown in another. Whether a case is seen is asked of each of
    them: they are few, and the cases of a territory are many.
    """
    return standing().join(seen_cases(actor, on=on), true()).where(*own(actor))


def own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL which reminders are somebody's in the role at hand (本人的提醒)."""
    return (
        Reminder.user_id == (actor.user_id or 0),
        Reminder.role == (actor.role.value if actor.role else ""),
    )


@cache
def standing() -> Select[Reminder, Case, Deadline]:
    """Select what still holds (有效提醒); kept, as to build it takes as long as to run it."""
    return reasons.select_standing()


def seen_cases(actor: Actor, *, on: date) -> Any:  # noqa: ANN401 -- a lateral subquery
    """Ask of each reminder's case whether somebody sees it (逐案可见); joined with reminders."""
    return (
        case_queries.visible_cases(actor, on=on)
        .where(Case.id == Reminder.case_id)
        .with_only_columns(Case.id)
        .limit(1)
        .correlate(Reminder)
        .lateral("seen")
    )


@lru_cache(maxsize=_KEPT)
def _newest(actor: Actor, *, on: date, with_aside: bool = False) -> Subquery:
    """One row for each deadline: the newest word on it, and how near its day is.

    Whoever puts something aside puts aside all that was said of it so far: of a deadline with
    an open row the newest is open. Kept, as every page of somebody's asks with it.
    """
    act_by, last_on = reasons.act_by(), duties.last_day()
    day = case((act_by >= on, act_by), else_=func.coalesce(last_on, act_by))
    proved = func.coalesce(Deadline.proof["proved"].as_boolean(), True)
    soon = on + SOON
    nearness = case((and_(day < on, proved), 0), (day <= on, 1), (day <= soon, 2), else_=3)
    told = visible_reminders(actor, on=on)
    if not with_aside:
        told = told.where(Reminder.done_at.is_(None))
    return (
        told.with_only_columns(
            Reminder.id, Reminder.case_id, Reminder.rule_id,
            func.coalesce(Deadline.proof["label"].as_string(), "").label("label"),
            Case.title, Case.number, Case.district_code,
            func.coalesce(Case.street_code, "").label("street_code"), Reminder.told_on,
            Reminder.done_at.is_not(None).label("is_aside"), Reminder.snoozed_until,
            Deadline.id.label("deadline_id"), act_by.label("act_by"), last_on.label("last_on"),
            day.label("day"), nearness.label("nearness"),
        )
        .ext(distinct_on(Reminder.case_id, Reminder.rule_id, Reminder.start_sequence))
        .order_by(
            Reminder.case_id, Reminder.rule_id, Reminder.start_sequence,
            Reminder.told_on.desc(), Reminder.id.desc(),
        )
        .subquery("newest")
    )  # fmt: skip


def count_open(session: Session, actor: Actor, *, on: date) -> int:
    """Count what asks for somebody now (待办提醒数): one statement, cheap enough for every page."""
    newest = _newest(actor, on=on)
    return session.scalar(select(func.count()).where(_is_open(newest, on=on))) or 0


def _is_open(newest: Subquery, *, on: date) -> ColumnElement[bool]:
    return or_(newest.c.snoozed_until.is_(None), newest.c.snoozed_until <= on)


def read_lines(session: Session, actor: Actor, *, on: date, with_aside: bool = False) -> list[Line]:
    """Read all that somebody was told and that still holds (有效提醒), a line for each deadline.

    They are few: one person's, and only what runs. Without `with_aside` what was put aside is
    left out.
    """
    rows = session.execute(select(_newest(actor, on=on, with_aside=with_aside)))
    return [Line._make(row) for row in rows]


def nearest(session: Session, actor: Actor, *, on: date) -> tuple[list[Item], int]:
    """List the few nearest that ask for somebody now, and count them all (最近的提醒)."""
    newest = _newest(actor, on=on)
    order = (newest.c.nearness, newest.c.day, newest.c.title, newest.c.id)
    chosen = select(newest, func.count().over().label("total")).where(_is_open(newest, on=on))
    first = chosen.order_by(*order).limit(NEAREST).subquery("first")
    shown = _whole(first).order_by(first.c.nearness, first.c.day, first.c.title)
    rows = session.execute(shown).all()
    return [_item(row) for row in rows], rows[0].total if rows else 0


def of_cases(
    session: Session, actor: Actor, case_ids: Collection[int], *, on: date
) -> dict[int, Item]:
    """Find for each case the nearest that somebody was told of it (某案的提醒), put off or not.

    What a supervisor is told of others is not for the enterprise, and left out.
    """
    newest = _newest(actor, on=on)
    chosen = select(newest).where(newest.c.case_id.in_(list(case_ids))).subquery("chosen")
    rows = session.execute(
        _whole(chosen)
        .where(~Reminder.stage.startswith(ESCALATED))
        .order_by(chosen.c.nearness.desc(), chosen.c.day.desc(), chosen.c.id.desc())
    )
    return {item.case.id: item for item in map(_item, rows)}


def items(session: Session, actor: Actor, lines: Sequence[Line]) -> list[Item]:
    """Read all that a page shows of some lines (提醒详情), in their order and in one statement."""
    found = session.execute(
        select(Reminder, Case, Deadline)
        .join(Case, Case.id == Reminder.case_id)
        .join(Deadline, of_reminder())
        .where(*own(actor), Reminder.id.in_([line.id for line in lines]))
    )
    by_id = {row.Reminder.id: row for row in found}
    return [Item(line, *by_id[line.id]) for line in lines if line.id in by_id]


def of_reminder() -> ColumnElement[bool]:
    """Join a reminder with its deadline, as long as there is one (提醒的期限)."""
    return and_(
        Deadline.case_id == Reminder.case_id,
        Deadline.rule_id == Reminder.rule_id,
        Deadline.start_sequence == Reminder.start_sequence,
    )


def _whole(chosen: Subquery) -> Select[Any]:
    """The chosen lines with their rows."""
    return (
        select(Reminder, Case, Deadline, *chosen.c)
        .join(chosen, chosen.c.id == Reminder.id)
        .join(Case, Case.id == Reminder.case_id)
        .join(Deadline, Deadline.id == chosen.c.deadline_id)
    )


def _item(row: Any) -> Item:  # noqa: ANN401 -- a row of `_whole`
    reminder, of, deadline, *rest = row
    return Item(Line._make(rest[: len(Line._fields)]), reminder, of, deadline)


# ── one list of them ─────────────────────────────────────────────────────────────────────────


def narrowed(lines: Iterable[Line], narrow: Narrow, *, on: date) -> list[Line]:
    """Keep of somebody's lines those of a tab that fit (筛选提醒), in the order asked for."""
    fitting = [line for line in lines if line.tab(on=on) is narrow.tab and _fits_line(line, narrow)]
    key, turned = _KEYS.get(narrow.sort.removeprefix("-"), _KEYS["day"]), narrow.sort[:1] == "-"
    return sorted(sorted(fitting, key=lambda line: (line.title, line.id)), key=key, reverse=turned)


def _fits_line(line: Line, narrow: Narrow) -> bool:
    said = f"{line.title}\n{line.number}".casefold()
    return (
        all(word in said for word in narrow.text.casefold().split())
        and narrow.district in ("", line.district_code)
        and narrow.street in ("", line.street_code)
        and narrow.rule in ("", line.rule_id)
    )


_KEYS: Mapping[str, Callable[[Line], Any]] = MappingProxyType(
    {
        "day": lambda line: (line.nearness, line.day),
        "told": lambda line: line.told_on,
        "name": lambda line: line.title,
    }
)


def place_names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Name some places by their codes (地方名称)."""
    rows = session.execute(select(Place.code, Place.name).where(Place.code.in_(list(codes))))
    return {row.code: row.name for row in rows}


def places_above(session: Session) -> dict[str, str | None]:
    """Name the place above each district, city and province (上级地方)."""
    wide = func.length(Place.code) <= _DISTRICT_DIGITS
    rows = session.execute(select(Place.code, Place.parent_code).where(wide))
    return {row.code: row.parent_code for row in rows}
