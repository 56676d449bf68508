"""The session and the only commit in the system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.models.base import Base
from bargaining.rules.roles import OPERATOR, Actor

if TYPE_CHECKING:
    from alembic.config import Config

APP_ROLE = "bargaining_app"

db = SQLAlchemy(model_class=Base)


@contextmanager
def transaction(actor: Actor = OPERATOR) -> Iterator[Session]:
    """Run one use case: commit when it returns, roll back when it raises (一次事务).

    The actor is set on the connection when the transaction begins, so that the database itself
    can tell who asks.
    """
    session: Session = db.session()
    session.rollback()  # what was read before is read again, inside this transaction
    set_actor(session, actor)
    try:
        yield session
        finish(session)
    except BaseException:
        session.rollback()
        audit.forget(session)
        raise


@contextmanager
def beside(actor: Actor = OPERATOR) -> Iterator[Session]:
    """Run one small write on a connection of its own, beside a transaction that goes on (旁路)."""
    with Session(db.engine) as session:
        set_actor(session, actor)
        yield session
        finish(session)


def finish(session: Session) -> None:
    """Flush, check that all is written down, seal the chain, commit (提交): the one place."""
    session.flush()
    audit.check(session)
    audit.seal(session)
    session.commit()
    audit.forget(session)


def set_actor(session: Session, actor: Actor) -> None:
    """Tell the database who acts in this transaction (登记操作人)."""
    session.execute(
        text("SELECT set_config('bargaining.actor', :actor, true)"),
        {"actor": f"{actor.role.value if actor.role else 'system'}:{actor.user_id or 0}"},
    )


def act_as_app(engine: Engine) -> None:
    """Make every connection of an engine run as the role that may not rewrite history."""

    @event.listens_for(engine, "connect")
    def _set_role(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"SET ROLE {APP_ROLE}")
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET jit = off")  # compiling costs more than our short statements take
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]


def migrate(owner_url: str, *, revision: str = "head") -> None:
    """Bring a database's structure to a revision, as its owner (更新数据库结构)."""
    from alembic import command

    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            config = alembic_config(connection)
            if revision == "head" or not revision.startswith("-"):
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Describe our migrations to Alembic, on an open connection."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def structure_is_current(connection: Connection) -> bool:
    """Tell whether a database stands at the newest revision (结构是否最新)."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    newest = ScriptDirectory.from_config(alembic_config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest
