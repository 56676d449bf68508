"""The day's visits by a browser: whom to see, street by street, and the sheets to take along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.errors import Unusable
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import instructor_desk
from bargaining.queries import visits as visit_queries
from bargaining.queries.instructor_desk import DeskLine
from bargaining.queries.visits import Visit
from bargaining.rules.heat import When
from bargaining.rules.roles import Role
from bargaining.web import instructor_desk as desk
from bargaining.web import letters
from bargaining.web.access import open_to

pages = Blueprint("visits", __name__, url_prefix="/instructors/today")

MOST_SHEETS = 40


@pages.get("")
@open_to(Role.INSTRUCTOR)
def today() -> ResponseReturnValue:
    """List whom to see today by street, with addresses and telephones (今天的走访)."""
    lines, chosen = _lines()
    nearest = _nearest(lines)
    found = visit_queries.visits(
        db.session(), [one.enterprise_id for one in lines], actor=g.actor, on=clock.today()
    )
    ids = request.args.getlist("e", type=int)
    here = url_for(".today", e=ids) if chosen else url_for(".today")
    streets: dict[str, list[dict[str, Any]]] = {}
    for one in lines:
        stop = _stop(one, found[one.enterprise_id], nearest, back=here)
        streets.setdefault(one.street_name, []).append(stop)
    return render_template(
        "instructors/today.html",
        streets=streets,
        total=len(lines),
        chosen=chosen,
        sheets_href=url_for(".sheets", e=[one.enterprise_id for one in lines[:MOST_SHEETS]]),
        left_off=max(0, len(lines) - MOST_SHEETS),
    )


@pages.get("/visit-sheets.pdf")
@open_to(Role.INSTRUCTOR)
def sheets() -> ResponseReturnValue:
    """Send the sheets for the chosen visits as one PDF (走访单)."""
    lines, _chosen = _lines()
    if not lines:
        raise Unusable("今天没有要走访的企业，请先在“今天要办”里勾选。", field="e")
    if len(lines) > MOST_SHEETS:
        raise Unusable(f"一次最多打印 {MOST_SHEETS} 家的走访单，请分几次打印。", field="e")
    return letters.visit_sheets(lines, _nearest(lines))


def _lines() -> tuple[list[DeskLine], bool]:
    """Of one's own book what was ticked, else what is to be done today; by street, hot first."""
    chosen = frozenset(request.args.getlist("e", type=int))
    every = instructor_desk.book(db.session(), actor=g.actor, on=clock.today())
    wanted = [
        one for one in every if (one.enterprise_id in chosen if chosen else one.when is When.TODAY)
    ]
    return sorted(wanted, key=lambda one: one.street_code), bool(chosen)


def _nearest(lines: list[DeskLine]) -> dict[int, Deadline]:
    return case_queries.next_deadlines(db.session(), [one.case.id for one in lines if one.case])


def _stop(
    line: DeskLine, visit: Visit, nearest: Mapping[int, Deadline], *, back: str
) -> dict[str, Any]:
    return desk.row(line, nearest, back=back) | {
        "address": line.address,
        "chair": visit.chair_name,
        "phones": [(who, number, _dialled(number)) for who, number in letters.phones(visit)],
        "workers": line.workers,
        "points": letters.points(line),
    }


def _dialled(number: str) -> str:
    """Turn a number as people write it into one that a telephone dials, "" where it is none."""
    digits = re.sub(r"[^\d+]", "", number)
    return digits if 3 <= len(digits) <= 20 else ""
