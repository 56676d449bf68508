"""Which settings does this application run with?"""

from __future__ import annotations

from flask import current_app

from bargaining.config import Settings
from bargaining.store import Store


def settings() -> Settings:
    """Return the settings the application was made with."""
    found = current_app.extensions["bargaining_settings"]
    if not isinstance(found, Settings):
        raise TypeError("the application was made without settings")
    return found


def store() -> Store:
    """Return the store of files below the instance folder (存档库)."""
    return Store(settings().instance / "store")
