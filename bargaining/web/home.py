"""The first screen: what is mine to do today, said to each in their own part."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.queries import desk
from bargaining.rules.roles import CASE_READERS, SIGNED_IN, Role
from bargaining.web import (
    instructor_desk,
    law_changes,
    official_desk,
    own_pages,
    shapes,
    street,
)
from bargaining.web.access import open_to

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Send everybody to what they came for (首页)."""
    g.told = law_changes.untold() if g.actor.role in CASE_READERS else []
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
        case _:
            return _desk()


def _chair() -> ResponseReturnValue:
    """The chair's enterprises: the most urgent with its next step, the others in order."""
    return render_template("home/chair.html", **own_pages.first_screen(clock.today()))


def _desk() -> ResponseReturnValue:
    """Everybody else: what is overdue and what comes near, by case."""
    today = clock.today()
    found = desk.desk(db.session(), actor=g.actor, on=today)
    return render_template(
        "home/desk.html",
        tiles=_tiles(found),
        rows=[_row(line) for line in found.lines],
        total=found.total,
        shown=len(found.lines),
    )


def _tiles(found: desk.Desk) -> list[dict[str, Any]]:
    return [
        {"label": "在办案件", "value": found.open, "unit": "件",
         "href": url_for("cases.index", in_hand=1)},
        {"label": "已逾期", "value": found.overdue, "unit": "件", "href": "#due",
         "note": "记在义务人名下" if found.overdue else "", "tone": "red"},
        {"label": "五日内到期", "value": found.soon, "unit": "件", "href": "#due"},
        {"label": "对方暂不同意", "value": found.declined, "unit": "件",
         "href": url_for("cases.index", state="declined")},
        {"label": "待核", "value": found.to_verify, "unit": "件",
         "href": url_for("cases.index", to_verify=1)},
    ]  # fmt: skip


def _row(line: desk.Line) -> dict[str, Any]:
    return {
        "case": line.case,
        "state": shapes.case_state(line.case)[0],
        "deadline": shapes.deadline(line.deadline, on=clock.today()),
    }
