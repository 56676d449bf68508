"""People who can be reminded, cases that run, and what was written into whose inbox."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import corrections
from bargaining.actions import office_settings as setting_actions
from bargaining.actions import reminders as reminder_actions
from bargaining.actions import users as user_actions
from bargaining.actions.reminders import Planned
from bargaining.jobs import reminding
from bargaining.jobs.outcome import Outcome
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.reminder import Reminder
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, User
from bargaining.queries import reminder_people, reminder_plan, reminder_reasons
from bargaining.readers import reminder_lines
from bargaining.rules import reminders
from bargaining.rules.roles import OPERATOR, Role
from tests.office import AT, DAY, TODAY, Office

STREET, DISTRICT, CITY = "110108012", "110108", "110000"
SINCE = date(2020, 1, 1)
OFFERED = date(2026, 3, 3)  # the answer is due 20 days later, on Monday the 23rd
ANSWER_BY = date(2026, 3, 23)
_names = itertools.count(1)


@dataclass(frozen=True)
class Said:
    """One reminder as it stands in the inbox."""

    user_id: int
    role: str
    stage: str
    about_on: date
    told_on: date
    words: str


@dataclass
class Reminded:
    """An office whose planner runs on the days the tests name."""

    office: Office

    # ── people ───────────────────────────────────────────────────────────────────────────────

    def account(
        self,
        role: Role,
        *,
        place: str | None = None,
        union: int | None = None,
        to_on: date | None = None,
    ) -> int:
        """Open an account with one role."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            new = user_actions.NewAccount(f"reminded{next(_names)}", "测试员", "x")
            user = user_actions.add_user(session, new, actor=OPERATOR, at=AT)
            grant = user_actions.NewGrant(
                role=role, from_on=SINCE, to_on=to_on, place_code=place, union_id=union
            )
            user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=AT)
            return user.id

    def accounts(self, role: Role, *, place: str, count: int) -> set[int]:
        """Open many accounts with one role at once."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            made = [
                User(
                    email=f"many{number}",
                    name="测试员",
                    password="x",
                    created_at=AT,
                    fs_uniquifier=f"many{number}",
                )
                for number in range(count)
            ]
            session.add_all(made)
            session.flush()
            session.add_all(
                RoleGrant(user_id=one.id, role=role.value, place_code=place, from_on=SINCE)
                for one in made
            )
            _noted(session)
            return {one.id for one in made}

    def chair(self, number: str) -> int:
        """Give a case's enterprise a union with a chair who has an account."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            firm = self._firm(session, number)
            union = UnionBody(name=f"{firm.name}工会", kind="single", place_code=STREET)
            session.add(union)
            session.flush()
            firm.union_id = union.id
            _noted(session)
            union_id = union.id
        return self.account(Role.UNION_CHAIR, union=union_id)

    def instructor(self, number: str, *, to_on: date | None = None) -> int:
        """Let an instructor look after a case's enterprise."""
        user_id = self.account(Role.INSTRUCTOR, place=DISTRICT)
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            firm = self._firm(session, number)
            session.add(
                Assignment(user_id=user_id, enterprise_id=firm.id, from_on=SINCE, to_on=to_on)
            )
            _noted(session)
        return user_id

    def close_account(self, user_id: int) -> None:
        """Close an account; what it was granted stands all the same."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            session.get_one(User, user_id).active = False
            _noted(session)

    def _firm(self, session: Session, number: str) -> Enterprise:
        return session.scalars(
            select(Enterprise)
            .join(Case, Case.enterprise_id == Enterprise.id)
            .where(Case.number == number)
        ).one()

    # ── cases ────────────────────────────────────────────────────────────────────────────────

    def offered(self, *, on: date = OFFERED) -> str:
        """Open a case whose offer was delivered: the employer's answer is waited for."""
        number = self.office.open_case(on=on - DAY)
        self.office.take(number, "send_proposal", on, initiator="union", delivered=True)
        return number

    def redate(self, number: str, sequence: int, on: date, *, at: datetime = AT) -> None:
        """Write an entry anew, on another day."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            corrections.amend(
                session, number, sequence, on=on, given={}, reason="日期抄错", actor=OPERATOR,
                at=at, today=TODAY, keeping=True,
            )  # fmt: skip

    def take_back(self, number: str, sequence: int, *, at: datetime) -> None:
        """Take an entry back that should never have been made."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            corrections.void(
                session, number, sequence, reason="登记错了", actor=OPERATOR, at=at, today=TODAY
            )

    # ── the planner ──────────────────────────────────────────────────────────────────────────

    def tell(self, on: date, *, at: datetime = AT) -> Outcome:
        """Run the planner for a day, as the clock does."""
        with self.office.app.app_context():
            return reminding.tell(on=on, at=at)

    def plan(
        self, number: str, on: date, *, before_commit: Callable[[], None] = lambda: None
    ) -> Planned:
        """Plan one case alone; something may happen between writing and committing."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            schedules = reminder_plan.schedules(session, reminder_lines.standard())
            ids = [session.scalars(select(Case.id).where(Case.number == number)).one()]
            batch = reminder_plan.running(session, ids, on=on, reach=schedules.reach())
            around = reminder_people.people_of_places(session, on=on)
            planned = reminder_actions.plan(
                session, batch, schedules=schedules,
                above=reminder_plan.places_above(session),
                people=reminder_people.people_of(session, around, batch, on=on), on=on, at=AT,
            )  # fmt: skip
            before_commit()
            return planned

    def told(self, number: str) -> list[Said]:
        """Read what was ever told of a case, in the order it was written."""
        return self._said(number, select(Reminder))

    def standing(self, number: str) -> list[Said]:
        """Read what of it still stands."""
        return self._said(number, reminder_reasons.select_standing().with_only_columns(Reminder))

    def _said(self, number: str, wanted: object) -> list[Said]:
        with self.office.app.app_context():
            case_id = select(Case.id).where(Case.number == number).scalar_subquery()
            rows = db.db.session().scalars(
                wanted.where(Reminder.case_id == case_id).order_by(Reminder.id)  # type: ignore[attr-defined]
            )
            return [
                Said(row.user_id, row.role, row.stage, row.about_on, row.told_on, row.words)
                for row in rows
            ]

    # ── an office's own ──────────────────────────────────────────────────────────────────────

    def set_own(self, place: str, rule: str, *lines: dict[str, object], note: str = "") -> None:
        """Set an office's own lines for a rule."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            value = reminders.as_setting(
                reminders.read_schedule({"rule": rule, "lines": list(lines), "note": note})
            )
            setting_actions.set_value(
                session, place, reminders.setting_name(rule), value, actor=OPERATOR, at=AT
            )

    def clear_own(self, place: str, rule: str) -> None:
        """Let a place follow the one above it again."""
        with self.office.app.app_context(), db.transaction(OPERATOR) as session:
            setting_actions.clear(
                session, place, reminders.setting_name(rule), actor=OPERATOR, at=AT
            )


def _noted(session: Session) -> None:
    audit.record(session, at=AT, actor=OPERATOR, event="test.reminded", subject="reminded:1")
