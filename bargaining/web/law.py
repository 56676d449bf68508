"""The law by a browser: which figures and deadlines are in force, each with source and history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.queries import law as law_queries
from bargaining.rules import figure_words
from bargaining.rules.calendar import NEW_YEAR_REACH_FROM
from bargaining.rules.lawbook import NATION, LawBook
from bargaining.rules.roles import SIGNED_IN
from bargaining.web import access, law_shapes
from bargaining.web.access import open_to
from bargaining.web.forms import as_day

pages = Blueprint("law", __name__, url_prefix="/law")

PLACE = "110000"
# Where one goes on from here, shown to whom the door behind it is open.
ONWARD = (
    ("calculator.index", "时限计算器"),
    ("holidays.index", "放假安排"),
    ("law_changes.index", "变动记录"),
    ("counting.index", "顺延口径"),
    ("reminder_settings.index", "提醒安排"),
)


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what is in force on a day: figures with their history, deadlines with their articles."""
    on, unread = _wanted_day()
    book = law_queries.law_book(db.session())
    places = {one.code: one.name for one in book.places if one.code.endswith("00")}
    wanted = [code for code in (request.args.get("place", PLACE), PLACE) if code in places]
    place = wanted[0] if wanted else NATION
    words = request.args.get("q", "").split()
    return render_template(
        "law/index.html",
        on=on,
        unread=unread,
        place=place,
        place_name=places.get(place, ""),
        places=list(places.items()),
        asked=" ".join(words),
        groups=law_shapes.groups(book, on=on, place=place, words=words),
        stages=law_shapes.stages(book, on=on, place=place, words=words),
        left_out=_left_out(book, words),
        onward=_onward(),
        reach=max(book.holidays.noticed_years, default=None),
        last_days_from=NEW_YEAR_REACH_FROM,
    )


def _wanted_day() -> tuple[date, str]:
    """Read the day asked about, and what could not be read of it."""
    given = request.args.get("on", "").strip()
    try:
        return as_day(given) or clock.today(), ""
    except ValueError:
        said = f"日期“{given}”看不明白，下面按今天显示；请写成 2026-09-30 的样子。"
        return clock.today(), said


def _onward() -> list[dict[str, str]]:
    found = []
    for endpoint, label in ONWARD:
        door = access.door_of(current_app, endpoint)
        if door is not None and g.actor.role in door.roles:
            found.append({"label": label, "href": url_for(endpoint)})
    return found


def _left_out(book: LawBook, words: Iterable[str]) -> list[dict[str, Any]]:
    labels = {figure.name: figure.label for figure in book.figures}
    units = {figure.name: figure.unit for figure in book.figures}
    found = [
        {
            "label": labels.get(one.figure, one.figure),
            "place": book.place_name(one.place),
            "entry": figure_words.stated_in_words(one.entry, units.get(one.figure, "")),
            "reason": one.reason,
        }
        for one in book.left_out
    ]
    return [one for one in found if law_shapes.speaks_of(words, *one.values())]
