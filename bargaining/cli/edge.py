"""What does every command that needs the database stand on?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import click
from sqlalchemy.exc import OperationalError

from bargaining import clock, config, db
from bargaining.cli import embedded
from bargaining.errors import NotReady, Unusable
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Actor
from bargaining.store import Store

if TYPE_CHECKING:
    from flask import Flask

NO_ROLE = "账号“{login}”今天没有有效的身份，不能以它的名义办理。"


@contextmanager
def open_app(ctx: click.Context) -> Iterator[Flask]:
    """Make the application on its database and enter its context (打开系统).

    Uses the database that is set, else the embedded one, started for this command if need be.
    Raises NotReady where no database answers or its structure is not the newest.
    """
    make_app = cast("Callable[[config.Settings], Flask]", ctx.obj.make_app)
    settings = config.Settings.from_env(os.environ)
    with embedded.database(settings) as url:
        app = make_app(settings.with_database(url))
        with app.app_context():
            try:
                _check_structure()
                yield app
            finally:
                db.db.session.remove()
                db.db.engine.dispose()


def operator(account: str | None) -> Actor:
    """Return whom a command acts for (操作人): an account by its sign-in name, else the operator.

    The operator may act for any role, and the audit says so.
    """
    if account is None:
        return OPERATOR
    user = user_queries.find_user_by_login(db.db.session(), account)
    if user is None or not user.active:
        raise Unusable(f"没有可用的账号“{account}”，请核对登录名。", field="as")
    actor = user_queries.find_actor(user, on=clock.today(), wanted=None)
    if actor is None:
        raise Unusable(NO_ROLE.format(login=account), field="as")
    return actor


def store() -> Store:
    """Return the store of files below the instance folder (存档库)."""
    return Store(config.Settings.from_env(os.environ).instance / "store")


def _check_structure() -> None:
    try:
        with db.db.engine.connect() as connection:
            current = db.structure_is_current(connection)
    except OperationalError as problem:
        # A database without our structure does not know the role that we run as.
        if "bargaining_app" in str(problem.orig):
            raise NotReady(_OLD) from problem
        reason = " ".join(str(problem.orig).split())
        raise NotReady(f"数据库没有回答：{reason}") from problem
    if not current:
        raise NotReady(_OLD)


_OLD = "数据库结构不是最新，请先运行：bargaining migrate"
