"""The law by a browser: which figures and deadlines are in force, each with source and history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.errors import LawMissing, NotPublished
from bargaining.queries import law as law_queries
from bargaining.rules.deadline_rules import UNIT_LABELS, DeadlineRule, Direction
from bargaining.rules.figures import Figure, FigureValue
from bargaining.rules.roles import SIGNED_IN
from bargaining.web.access import open_to
from bargaining.web.forms import as_day

pages = Blueprint("law", __name__, url_prefix="/law")

PLACE = "110000"
STATUS_WORDS = {"value": "", "not_published": "未发布", "repealed": "已废止"}


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what is in force on a day: figures with their history, deadlines with their articles."""
    on = _wanted_day()
    book = law_queries.law_book(db.session())
    place = request.args.get("place", PLACE)
    figures = [_figure(figure, on) for figure in book.list_figures(place=place)]
    return render_template(
        "law/index.html",
        on=on,
        place=place,
        places=[(one.code, one.name) for one in book.places if not one.code[4:].strip("0")],
        figures=figures,
        rules=[_rule(rule, on) for rule in book.list_rules(on=on, place=place)],
        left_out=book.left_out,
        reach=max((day.day for day in book.holidays.days), default=None),
    )


def _wanted_day() -> date:
    try:
        return as_day(request.args.get("on")) or clock.today()
    except ValueError:
        return clock.today()


def _figure(figure: Figure, on: date) -> dict[str, Any]:
    try:
        held = figure.value_on(on)
        words = _written(held.value, figure.unit)
    except NotPublished as problem:
        held, words = None, STATUS_WORDS.get(problem.status, problem.status)
    except LawMissing:
        held, words = None, "未收录"
    return {
        "name": figure.name,
        "label": figure.label,
        "now": words,
        "known": held is not None,
        "since": held.effective_from if held else None,
        "source": _source(held) if held else None,
        "history": [_entry(value, figure.unit) for value in reversed(figure.values)],
        "definition": figure.definition,
    }


def _entry(value: FigureValue, unit: str) -> dict[str, Any]:
    return {
        "since": value.effective_from,
        "year": value.year,
        "value": STATUS_WORDS.get(value.status.value) or _written(value.value, unit),
        "source": _source(value),
        "verification": value.verification,
    }


def _source(value: FigureValue) -> dict[str, Any]:
    source = value.source
    return {"title": source.title, "article": source.article, "link": source.link}


def _written(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "比率":
        return f"{(value * 100).normalize():f} %"
    return f"{value:,f} {unit}"


def _rule(rule: DeadlineRule, on: date) -> dict[str, Any]:
    words = "没有日数，及时办理"
    if rule.length is not None:
        lead = {
            Direction.FORWARD: "次日起",
            Direction.BACKWARD: "倒算",
            Direction.WINDOW: "届满前",
        }[rule.direction]
        words = f"{lead} {rule.length} {UNIT_LABELS[rule.unit]}"
    return {
        "id": rule.id,
        "label": rule.label,
        "start": rule.start,
        "length": words,
        "holder": rule.holder,
        "consequence": rule.consequence,
        "basis": [(one.text, one.article) for one in rule.cited(on=on, kind=rule.default_kind)],
    }
