"""Which settings does this application run with?"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

from bargaining.config import Settings, public_url
from bargaining.errors import NotReady
from bargaining.store import Store

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def settings() -> Settings:
    """Return the settings the application was made with."""
    found = current_app.extensions["bargaining_settings"]
    if not isinstance(found, Settings):
        raise TypeError("the application was made without settings")
    return found


def store() -> Store:
    """Return the store of files below the instance folder (存档库)."""
    return Store(settings().instance / "store")


def public_address() -> str:
    """Name the address of the site (网站地址): the one that is set, else the one just asked.

    Empty where what was asked cannot stand on a paper.
    """
    if settings().public_url:
        return settings().public_url
    scheme = "https" if current_app.config["SESSION_COOKIE_SECURE"] else request.scheme
    try:
        return public_url(f"{scheme}://{request.host}")
    except NotReady:
        return ""


def only_on_this_machine(address: str) -> bool:
    """Tell whether an address leads nowhere from another machine (只有本机能打开)."""
    return urlsplit(address).hostname in _THIS_MACHINE
