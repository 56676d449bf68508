"""The first screen: what is mine to do today, said to each in their own part."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.rules.roles import CASE_READERS, SIGNED_IN, Role
from bargaining.web import (
    inbox,
    instructor_desk,
    law_changes,
    official_desk,
    own_pages,
    review_desk,
    street,
)
from bargaining.web.access import open_to

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Send everybody to what they came for (首页)."""
    g.told = law_changes.untold() if g.actor.role in CASE_READERS else []
    if g.actor.role in CASE_READERS:
        inbox.first_screen()
    match g.actor.role:
        case Role.UNION_CHAIR:
            return _chair()
        case Role.STREET_STAFF:
            return street.home()
        case Role.STREET | Role.DISTRICT | Role.CITY:
            return official_desk.home()
        case Role.INSTRUCTOR:
            return instructor_desk.page()
        case Role.ADMIN:
            return redirect(url_for("users.index"))
        case _:  # the reviewer: every other part has been asked
            return review_desk.home()


def _chair() -> ResponseReturnValue:
    """The chair's enterprises: the most urgent with its next step, the others in order."""
    return render_template("home/chair.html", **own_pages.first_screen(clock.today()))
