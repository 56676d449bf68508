"""The law by a browser: which figures and deadlines are in force, each with source and history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.queries import law as law_queries
from bargaining.rules.calendar import NEW_YEAR_REACH_FROM
from bargaining.rules.deadline_rules import UNIT_LABELS, DeadlineRule, Direction
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Status
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import SIGNED_IN
from bargaining.web import filters
from bargaining.web.access import open_to
from bargaining.web.forms import as_day

pages = Blueprint("law", __name__, url_prefix="/law")

PLACE = "110000"
STATUS_WORDS = {Status.NOT_PUBLISHED: "未发布", Status.REPEALED: "已废止"}
# By the beginning of a figure's name, in the order the groups are shown; the rest comes last.
GROUPS = (
    ("minimum_wage", "最低工资"),
    ("guideline", "工资指导线"),
    ("social_insurance", "社会保险"),
    ("housing_fund", "住房公积金"),
    ("average_wage", "平均工资"),
    ("", "经济参考数"),
)


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what is in force on a day: figures with their history, deadlines with their articles."""
    on, unread = _wanted_day()
    book = law_queries.law_book(db.session())
    places = [(one.code, one.name) for one in book.places if one.code.endswith("0000")]
    wanted = request.args.get("place", PLACE)
    place = wanted if wanted in dict(places) else PLACE
    return render_template(
        "law/index.html",
        on=on,
        unread=unread,
        place=place,
        places=places,
        groups=_groups(book, on=on, place=place),
        rules=[_rule(rule, on) for rule in book.list_rules(on=on, place=place)],
        left_out=_left_out(book),
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


# ── figures ──────────────────────────────────────────────────────────────────────────────────


def _groups(book: LawBook, *, on: date, place: str) -> list[dict[str, Any]]:
    grouped: dict[str, list[dict[str, Any]]] = {label: [] for _, label in GROUPS}
    for figure in book.list_figures(place=place):
        label = next(label for start, label in GROUPS if figure.name.startswith(start))
        grouped[label].append(_figure(figure, on))
    return [
        {"label": label, "figures": found, "note": _shared_note(found)}
        for label, found in grouped.items()
        if found
    ]


def _shared_note(figures: list[dict[str, Any]]) -> str:
    """What all figures of a group say alike is said once."""
    said = {one["definition"] for one in figures}
    return said.pop() if len(figures) > 1 and len(said) == 1 else ""


def _figure(figure: Figure, on: date) -> dict[str, Any]:
    held = figure.find(on)
    known = held is not None and held.status is Status.VALUE and held.value is not None
    return {
        "name": figure.name,
        "label": figure.label,
        "definition": figure.definition or figure.purpose,
        "known": known,
        "now": _value(held, figure.unit) if held else _missing(figure, on),
        "tone": "grey" if held else "amber",
        "computed": held.computed if held else False,
        "last": "" if held else _last_known(figure, on),
        "since": _since(held) if held else "",
        "source": _source(held) if held else None,
        "history": [_entry(value, figure.unit) for value in reversed(figure.values)],
    }


def _missing(figure: Figure, on: date) -> str:
    return f"{on.year} 年的未收录" if figure.kind is FigureKind.YEARLY else "未收录"


def _last_known(figure: Figure, on: date) -> str:
    """Name the last value before a day without one: for reference, never for a verdict."""
    earlier = [
        one for one in figure.values if one.effective_from <= on and one.status is Status.VALUE
    ]
    if not earlier:
        return ""
    last = max(earlier, key=lambda one: one.effective_from)
    return f"最近收录的是{_since(last)}的 {_value(last, figure.unit)}，只供参考，不用来判断。"


def _entry(value: FigureValue, unit: str) -> dict[str, Any]:
    return {
        "since": _since(value),
        "value": _value(value, unit) + ("（推算）" if value.computed else ""),
        "source": _source(value),
        "note": value.note,
    }


def _since(value: FigureValue) -> str:
    if value.year is None:
        return filters.plain_day(value.effective_from)
    return f" {value.year} 年" + ("起" if value.onward else "")


def _source(value: FigureValue) -> dict[str, str]:
    source = value.source
    words = f"《{source.title}》" if source.document_number else source.title
    more = "，".join(part for part in (source.document_number, source.article) if part)
    return {
        "words": f"{words}{f'（{more}）' if more else ''}",
        "link": source.link,
        "checked": f"{value.verification}，核对于 {filters.plain_day(value.checked_on)}",
    }


def _value(value: FigureValue, unit: str) -> str:
    if value.value is None or value.status is not Status.VALUE:
        return STATUS_WORDS.get(value.status, "未收录")
    return _written(value.value, unit)


def _written(value: Decimal, unit: str) -> str:
    if unit == "比率":
        return f"{(value * 100).normalize():f} %"
    return f"{value:,f} {unit}"


# ── deadlines and what is left out ───────────────────────────────────────────────────────────


def _rule(rule: DeadlineRule, on: date) -> dict[str, Any]:
    return {
        "id": rule.id,
        "label": rule.label,
        "start": rule.start,
        "length": _length(rule),
        "holder": rule.holder,
        "consequence": rule.consequence,
        "basis": [(one.text, one.article) for one in rule.cited(on=on, kind=rule.default_kind)],
    }


def _length(rule: DeadlineRule) -> str:
    if rule.length is None:
        return "没有规定日数，要求及时办理"
    length = f"{rule.length} {UNIT_LABELS[rule.unit]}"
    match rule.direction:
        case Direction.FORWARD:
            return f"自次日起 {length}"
        case Direction.BACKWARD:
            return f"提前 {length}"
        case Direction.WINDOW:
            return f"之前 {length}内"


def _left_out(book: LawBook) -> list[dict[str, str]]:
    labels = {figure.name: figure.label for figure in book.figures}
    return [
        {"label": labels.get(one.figure, one.figure), "entry": one.entry, "reason": one.reason}
        for one in book.left_out
    ]
