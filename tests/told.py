"""People who are told of deadlines by the ways they chose, and the messages that come of it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.cli import embedded
from bargaining.config import Settings
from bargaining.jobs import deliveries_out, runner
from bargaining.models.case import Case
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.deadline import Deadline
from bargaining.models.delivery import Delivery, DeliveryItem
from bargaining.models.reminder import Reminder
from bargaining.queries import reminder_reasons
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, Role
from tests import cluster, outside
from tests.office import AT, DAY, Office

TODAY = clock.today()
HOUR = timedelta(hours=1)
STREET = "110108012"
WORDS = "{}：企业应在期限前书面答复要约（工会协助），还剩几天。"
_names = itertools.count(1)


def by_day() -> datetime:
    """A moment of which it holds at any hour that what was made then goes out by now."""
    return clock.now() - 12 * HOUR


@dataclass
class Told:
    """An office whose people are told; `settings` are what its workers run by."""

    office: Office

    @property
    def app(self) -> Any:
        """The application."""
        return self.office.app

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write rows that no action of ours writes alone."""
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            yield session
            audit.record(session, at=AT, actor=OPERATOR, event="test.told", subject="told:1")

    @property
    def settings(self) -> Settings:
        """What its workers run by."""
        found = self.app.extensions["bargaining_settings"]
        assert isinstance(found, Settings)
        return found

    def set(self, **environ: object) -> None:
        """Set what the environment would; everything else stays."""
        read = Settings.from_env({name: str(value) for name, value in environ.items()})
        names = ("mail_server", "mail_from", "webhook_hosts", "sms_url", "sms_token", "public_url")
        given = {name: getattr(read, name) for name in names}
        changed = dataclasses.replace(self.settings, **given)
        self.app.extensions["bargaining_settings"] = changed

    # ── people ───────────────────────────────────────────────────────────────────────────────

    def person(
        self,
        *,
        role: Role = Role.STREET_STAFF,
        place: str = STREET,
        name: str = "李社工",
        timing: str = "",
        hour: int = 8,
        weekly: bool = True,
        ways: dict[Channel, str] | None = None,
    ) -> int:
        """Open an account that wants to be told; without `timing` it never chose."""
        with self.writing() as session:
            user = user_actions.add_user(
                session,
                user_actions.NewAccount(f"told{next(_names)}", name, "x"),
                actor=OPERATOR, at=AT,
            )  # fmt: skip
            grant = user_actions.NewGrant(
                role=role, from_on=date(2020, 1, 1), to_on=None, place_code=place, union_id=None
            )
            user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=AT)
            if timing:
                session.add(
                    ReminderChoice(
                        user_id=user.id, timing=timing, hour=hour, weekly=weekly, set_at=AT
                    )
                )
            for channel, address in (ways or {}).items():
                self.add_way(session, user.id, channel, address)
            return user.id

    def add_way(self, session: Session, user_id: int, channel: Channel, typed: str) -> None:
        """Give somebody one more way."""
        way = contact_ways.read(channel, typed, hosts=self.settings.webhook_hosts)
        key = PersonKey(self.settings.person_key)
        session.add(
            ContactWay(
                user_id=user_id, channel=channel.value, address=key.seal(way.address),
                shown=way.shown, set_at=AT,
            )
        )  # fmt: skip

    # ── reminders ────────────────────────────────────────────────────────────────────────────

    def offered_case(self, *, on: date = TODAY - 8 * DAY) -> str:
        """Open a case whose offer was delivered: the employer's answer is waited for."""
        number = self.office.open_case(on=on - DAY)
        self.office.take(number, "send_proposal", on, initiator="union", delivered=True)
        return number

    def remind(
        self,
        user_id: int,
        number: str,
        *,
        role: Role = Role.STREET_STAFF,
        stage: str = "before:5",
        told_on: date = TODAY,
        words: str = WORDS,
    ) -> int:
        """Write one reminder of the answer that is waited for."""
        with self.writing() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            sequence, about_on = session.execute(
                select(Deadline.start_sequence, reminder_reasons.act_by()).where(
                    Deadline.case_id == case.id, Deadline.rule_id == "T-OFFER-REPLY"
                )
            ).one()
            reminder = Reminder(
                user_id=user_id, role=role.value, case_id=case.id, rule_id="T-OFFER-REPLY",
                start_sequence=sequence, stage=stage, about_on=about_on,
                words=words.format(case.title), told_on=told_on, told_at=AT,
            )  # fmt: skip
            session.add(reminder)
            session.flush()
            return reminder.id

    def change(self, reminder_id: int, **values: object) -> None:
        """Change one reminder, as the inbox does."""
        with self.writing() as session:
            reminder = session.get_one(Reminder, reminder_id)
            for name, value in values.items():
                setattr(reminder, name, value)

    # ── messages ─────────────────────────────────────────────────────────────────────────────

    def post(self, *reminders: int, on: date = TODAY, at: datetime | None = None) -> int:
        """Tell of fresh reminders at once, as the planner does."""
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            return deliveries_out.post(
                session, reminders, settings=self.settings, on=on, at=at or by_day()
            )

    def work(self) -> None:
        """Let a worker do all that waits."""
        runner.work_off(self.app)

    def deliveries(self, user_id: int) -> list[Delivery]:
        """Read somebody's messages, in the order they were asked for."""
        with self.app.app_context():
            found = db.db.session().scalars(
                select(Delivery)
                .where(Delivery.user_id == user_id)
                .order_by(Delivery.id)
                .execution_options(populate_existing=True)
            )
            return list(found)

    def told_of(self, delivery: Delivery) -> set[int]:
        """Read which reminders a message tells of."""
        with self.app.app_context():
            found = db.db.session().scalars(
                select(DeliveryItem.reminder_id).where(DeliveryItem.delivery_id == delivery.id)
            )
            return set(found)

    def due_now(self, delivery_id: int) -> None:
        """Let the pause be over: the message may be tried again at once."""
        with self.writing() as session:
            session.get_one(Delivery, delivery_id).next_try_at = clock.now()
            deliveries_out.put_into_queue(session, [delivery_id])


def told_by_mail(office: Office, post: outside.Post) -> Told:
    """Make an office that sends its mail to a server of the test; nothing waits to be sent."""
    made = Told(office)
    ended(office.url)  # what an earlier test left
    made.set(
        BARGAINING_SMTP_URL=f"smtp://127.0.0.1:{post.port}?security=none",
        BARGAINING_MAIL_FROM="工资集体协商 <xieshang@example.cn>",
        BARGAINING_PUBLIC_URL="https://xieshang.example.cn",
    )
    return made


def a_worker_died(url: str, *, times: int = 1) -> None:
    """Leave the queue as a worker does that is killed over a message, for the nth time."""
    _on_queue(
        url,
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s"
        " WHERE task_name = 'delivery' AND status IN ('todo', 'doing')",
        times - 1,
    )


def emptied(url: str) -> None:
    """Lose the queue, whatever stood in it."""
    _on_queue(url, "DELETE FROM procrastinate_jobs")


def lost(url: str, delivery_id: int) -> None:
    """Lose one message from the queue; the others stay in it."""
    _on_queue(
        url,
        "DELETE FROM procrastinate_jobs"
        " WHERE task_name = 'delivery' AND (args ->> 'delivery_id')::int = %s",
        delivery_id,
    )


def ended(url: str) -> None:
    """Let every message end, and the queue be empty: a fresh start within one database."""
    emptied(url)
    _on_queue(url, "UPDATE public.delivery SET state = 'dropped', ended_at = now()")


def _on_queue(url: str, statement: str, *values: object) -> None:
    with psycopg.connect(
        host=cluster.socket_of(url), user=embedded.OWNER,
        dbname=cluster.name_of(url), options="-c search_path=procrastinate",
    ) as connection:  # fmt: skip
        connection.execute(statement, values or None)  # type: ignore[arg-type]
