"""The application on a database of its own, and people who are signed in to it."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bargaining import db, factory
from bargaining.actions import users as user_actions
from bargaining.config import Settings
from bargaining.models.assignment import Assignment
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web.security import Policy
from tests import stage as stages

PASSWORD = "Correct-horse-9"
SINCE = date(2020, 1, 1)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_numbers = itertools.count(1)
_hashes: dict[str, str] = {}

USUAL_PLACES = {
    Role.STREET: stages.STREET,
    Role.STREET_STAFF: stages.STREET,
    Role.DISTRICT: stages.DISTRICT,
    Role.REVIEWER: stages.DISTRICT,
    Role.INSTRUCTOR: stages.DISTRICT,
    Role.CITY: stages.CITY,
}


class Browser(FlaskClient):
    """A client that fills in forms: it takes the token from a page as a browser does."""

    login = ""
    user_id = 0

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        """Read every answer to its end, so that no file stays open."""
        return super().open(*args, buffered=buffered, **more)

    def token(self, page: str = "/login") -> str:
        """Read the token from a page; every page of somebody signed in carries one."""
        text = self.get(page, follow_redirects=True).text
        found = TOKEN.search(text)
        assert found, f"no form on {page}"
        return html.unescape(found.group(1))

    def submit(self, path: str, *, page: str = "/login", **fields: Any) -> TestResponse:
        """Send a form with the token of the page it stands on."""
        given = {"csrf_token": self.token(page), **fields}
        return self.post(path, data=given, headers={"Referer": f"http://localhost{page}"})

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Sign in through the page."""
        self.login = login
        return self.submit("/login", email=login, password=password, **more)


class SignsIn(Protocol):
    """What the fixture `as_` is."""

    def __call__(
        self,
        role: Role,
        *,
        place: str | None = None,
        union: int | None = None,
        to_on: date | None = None,
    ) -> Browser: ...


@pytest.fixture(scope="module")
def policy() -> Policy:
    """How strict the application is; a module may define its own."""
    return Policy()


@pytest.fixture(scope="module")
def app(
    database_url: str, policy: Policy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on the module's database."""
    yield from application(database_url, policy, tmp_path_factory.mktemp("instance"))


def application(url: str, policy: Policy, instance: Path) -> Iterator[Flask]:
    """Make an application, and leave none of its connections open."""
    settings = Settings.from_env({"DATABASE_URL": url, "BARGAINING_INSTANCE": str(instance)})
    made = factory.create_app(settings, policy)
    made.testing = True
    made.test_client_class = Browser
    # The same hashing, only quick: hundreds of sign-ins happen here.
    made.extensions["security"].pwd_context.update(
        argon2__time_cost=1, argon2__memory_cost=64, argon2__parallelism=1
    )
    yield made
    with made.app_context():
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.fixture(scope="module")
def stage(app: Flask) -> stages.Stage:
    """One enterprise with its union and case inside every usual territory, and one outside."""
    with app.app_context():
        return stages.build(db.db.session())


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return new_browser(app)


def new_browser(app: Flask) -> Browser:
    """Open one more browser."""
    made = app.test_client()
    assert isinstance(made, Browser)
    return made


@pytest.fixture
def rows(app: Flask) -> Callable[[], AbstractContextManager[Session]]:
    """Open the application's own session, to look or to write, between two requests.

    Never keep it open while a browser asks: the request would share its context.
    """

    @contextmanager
    def opened() -> Iterator[Session]:
        with app.app_context():
            yield db.db.session()

    return opened


@pytest.fixture
def counted(app: Flask) -> Callable[[Callable[[], object]], int]:
    """Count the statements that something sends to the database."""

    def count(act: Callable[[], object]) -> int:
        sent = 0

        def note(*_given: object) -> None:
            nonlocal sent
            sent += 1

        with app.app_context():
            engine = db.db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return sent

    return count


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session as the role `app`, without Flask; what it writes is gone afterwards."""
    engine = create_engine(database_url)
    db.act_as_app(engine)
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            yield made
        outer.rollback()
    engine.dispose()


@pytest.fixture
def as_(app: Flask, stage: stages.Stage) -> SignsIn:
    """Sign somebody in with a role; without a place or union with the usual one, inside."""
    return signer(app, stage)


@pytest.fixture(scope="module")
def as_in_module(app: Flask, stage: stages.Stage) -> SignsIn:
    """The same for people who stay signed in through a whole module."""
    return signer(app, stage)


def signer(app: Flask, stage: stages.Stage) -> SignsIn:
    """Return the function behind `as_`."""

    def sign(
        role: Role,
        *,
        place: str | None = None,
        union: int | None = None,
        to_on: date | None = None,
    ) -> Browser:
        if role is Role.UNION_CHAIR:
            union = union or stage.inside.union
        new = user_actions.NewGrant(
            role=role,
            from_on=SINCE,
            to_on=to_on,
            place_code=place or USUAL_PLACES.get(role),
            union_id=union,
        )
        login, user_id = add_account(app, new, assigned=stage.inside.enterprise)
        browser = new_browser(app)
        browser.user_id = user_id
        assert browser.sign_in(login).status_code == 302
        return browser

    return sign


def add_account(
    app: Flask,
    *grants: user_actions.NewGrant,
    assigned: int | None = None,
    login: str = "",
    one_time: bool = False,
) -> tuple[str, int]:
    """Open an account with the usual password; return its sign-in name and number."""
    login = login or f"somebody{next(_numbers)}"
    with app.app_context():
        if PASSWORD not in _hashes:
            _hashes[PASSWORD] = hash_password(PASSWORD)
        new = user_actions.NewAccount(login, "测试员", _hashes[PASSWORD], one_time=one_time)
        with db.transaction() as session:
            user = user_actions.add_user(session, new, actor=OPERATOR, at=stages.AT)
            # The slip's days are counted from the stage's day, which lies in the past.
            user.password_until = None
            for grant in grants:
                user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=stages.AT)
                if grant.role is Role.INSTRUCTOR and assigned is not None:
                    session.add(Assignment(user_id=user.id, enterprise_id=assigned, from_on=SINCE))
            user_id = user.id
    return login, user_id
