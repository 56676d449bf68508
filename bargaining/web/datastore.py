"""Where does the accounts library find accounts, and how does it commit?"""

from __future__ import annotations

from flask import g
from flask_security.core import RoleMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from sqlalchemy import select

from bargaining import db
from bargaining.models.user import User
from bargaining.rules.roles import SYSTEM


class Accounts(SQLAlchemyUserDatastore):
    """Accounts as the library asks for them; its commit ends where every commit ends.

    The library's own roles are not used: ours are grants with a territory.
    """

    def __init__(self) -> None:
        super().__init__(db.db, User, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **kwargs: object) -> User | None:
        """Return the account with one attribute of that value, or None."""
        ((name, value),) = kwargs.items()
        return db.db.session.scalar(select(User).where(getattr(User, name) == value))

    def commit(self) -> None:
        """Commit what the library changed, in the one place that commits."""
        session = db.db.session()
        db.set_actor(session, g.get("actor") or SYSTEM)
        db.finish(session)
