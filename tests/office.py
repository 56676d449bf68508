"""An office's system on a database of its own: furnished, with cases that the tests bring on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask

from bargaining import db, factory
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises, reference
from bargaining.actions.persons import PersonKey
from bargaining.config import Settings
from bargaining.queries import cases as case_queries
from bargaining.rules.roles import OPERATOR

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2027, 12, 31)  # later than any day a test takes a step on
KEY = PersonKey(Fernet.generate_key().decode())
DAY = timedelta(days=1)


@dataclass
class Office:
    """A system on a database of its own, in which the tests open and file cases."""

    url: str
    instance: Path
    app: Flask
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def open_case(self, *, on: date, kind: str = "wage") -> str:
        """Open a case for a new enterprise and return its number."""
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            enterprise = enterprises.register_enterprise(
                session,
                {
                    "name": f"北京示例第{next(self.numbers)}商贸有限公司",
                    "street_code": "110108012",
                    "workers": 40,
                },
                source="测试",
                actor=OPERATOR,
                at=AT,
                today=TODAY,
                key=KEY,
            )
            opened = case_actions.open_case(
                session, enterprise, year=on.year, on=on, actor=OPERATOR, at=AT, today=TODAY,
                kind=kind,
            )  # fmt: skip
            return opened.number

    def take(self, number: str, move: str, on: date, **given: object) -> None:
        """Take one step in a case."""
        step = case_actions.Step(move, on, given)
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)

    def filed_case(self, *, on: date, proof: str = "receipt") -> str:
        """Bring a new case as far as its filing on a day."""
        number = self.open_case(on=on - 9 * DAY)
        self.take(number, "record_meeting", on - 5 * DAY, conclusion="agreed")
        self.take(
            number, "sign", on - 2 * DAY, workers_covered=40,
            term_from=on.isoformat(), term_to=(on + 300 * DAY).isoformat(),
        )  # fmt: skip
        self.take(number, "file", on, proof=proof)
        return number

    def entries(self, number: str) -> list[tuple[str, date]]:
        """Read what has been written to a case: the kind and the day of each entry."""
        with self.app.app_context(), db.transaction(OPERATOR) as session:
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            return [
                (event.kind, event.occurred_on) for event in case_queries.history(session, case.id)
            ]


def load(url: str, instance: Path) -> None:
    """Load places, industries and the law into an empty database, and leave it."""
    with (
        furnished(url, instance) as made,
        made.app.app_context(),
        db.transaction(OPERATOR) as session,
    ):
        reference.load_reference(session, actor=OPERATOR, at=AT)


@contextmanager
def furnished(url: str, instance: Path) -> Iterator[Office]:
    """Open an office's system on a database that is loaded (tests/conftest.py: make_furnished)."""
    settings = Settings.from_env({"DATABASE_URL": url, "BARGAINING_INSTANCE": str(instance)})
    app = factory.create_app(settings)
    yield Office(url, instance, app)
    with app.app_context():
        db.db.engine.dispose()
