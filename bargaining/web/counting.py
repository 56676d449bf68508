"""Which reading of the roll-over judges lateness: an office chooses, and sees what would follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import counting as counting_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.law_change import LawChange
from bargaining.queries import counting as counting_queries
from bargaining.queries import law as law_queries
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.rules import counting_setting, day_words, deadlines
from bargaining.rules.calendar import Reading
from bargaining.rules.lawbook import NATION, LawBook
from bargaining.rules.roles import Role
from bargaining.web import jobs
from bargaining.web.access import open_to

pages = Blueprint("counting", __name__)

_LEVELS = ("country", "province", "district", "development_zone")
# A last day on a festival, and one on a plain Saturday: where the readings part.
_EXAMPLES = (
    ("T-OFFER-REPLY", date(2026, 9, 11)),
    ("T-REP-VACANCY", date(2026, 3, 6)),
)


@pages.route("/settings/counting", methods=["GET", "POST"])
@open_to(Role.DISTRICT, Role.CITY, Role.ADMIN)
def index() -> ResponseReturnValue:
    """Choose by which reading the other side's lateness is judged (判断逾期的口径)."""
    offered = _offered()
    place = request.values.get("place", offered[0][0] if offered else "")
    if place not in dict(offered):
        raise NotVisible(place)
    if request.method == "POST":
        return _set(place, dict(offered)[place])
    session = db.session()
    book = law_queries.law_book(session)
    row = setting_queries.find_setting(
        session, counting_setting.SETTING, places=setting_queries.chain(session, place)
    )
    reading = counting_setting.read_setting(row.value if row else None)
    names = place_queries.place_names(session)
    return render_template(
        "settings/counting.html",
        place=place,
        place_name=names.get(place, ""),
        offered=offered,
        own=row is not None and row.place_code == place,
        setter=row,
        setter_place=names.get(row.place_code, "") if row else "",
        reading=reading.value,
        readings=[(one.value, label) for one, label in counting_setting.READING_LABELS.items()],
        examples=_examples(book, place),
        moved=counting_queries.count_parting(session, place),
    )


def _offered() -> list[tuple[str, str]]:
    """List whose choice it is: one's own places, for the administrator everybody's."""
    places = place_queries.list_places(db.session())
    if g.actor.role is Role.ADMIN:
        levels = [one for one in places if one.kind in _LEVELS]
        return [(one.code, one.name) for one in levels]
    return [(one.code, one.name) for one in places if one.code in g.actor.places]


def _examples(book: LawBook, place: str) -> list[dict[str, Any]]:
    """Count some deadlines by both readings, as the place's law has them."""
    known = place if place[:6] in book.place_names else NATION
    return [
        _example(book, known, rule, on)
        for rule, on in _EXAMPLES
        if book.find_rule(rule, on=on, place=known) is not None
    ]


def _example(book: LawBook, place: str, rule: str, on: date) -> dict[str, Any]:
    answers = {
        reading: deadlines.due(
            rule, on, place=place, book=book, calendar=book.calendar(), judged_by=reading
        )
        for reading in Reading
    }
    told = answers[Reading.B]
    return {
        "cells": {
            "what": {"text": told.label, "note": f"{day_words.plain_day(on)}{told.start_event}"},
            "raw": day_words.long_day(told.raw_due_on) if told.raw_due_on else "",
            **{reading.value: _last(answer) for reading, answer in answers.items()},
        }
    }


def _last(answer: deadlines.Due) -> str:
    return day_words.long_day(answer.overdue_after) if answer.overdue_after else ""


def _set(place: str, name: str) -> ResponseReturnValue:
    with transaction(g.actor) as session:
        change = counting_actions.set_reading(
            session, place, _chosen(), actor=g.actor, at=clock.now()
        )
        address = url_for(".index", place=place)
        if change is not None:
            address = _ask(session, change, name)
    if change is None:
        flash("已保存。口径没有变化，各项期限不受影响。", "success")
    else:
        flash("已保存，正在按新的口径重新推算各案期限。", "success")
    return redirect(address)


def _ask(session: Any, change: LawChange, name: str) -> str:  # noqa: ANN401 -- a scoped session
    return jobs.ask(
        session,
        "redating",
        title=f"{name}判断逾期的口径：重新推算期限",
        asked={"change": str(change.id)},
        once=True,
    )


def _chosen() -> Reading | None:
    """Read the choice; None gives the place that of the place above again."""
    if "clear" in request.form:
        return None
    try:
        return Reading(request.form.get("reading", ""))
    except ValueError as problem:
        message = "请选择口径A或者口径B。"
        raise Refused(Refusal("counting", message, field="reading")) from problem
