"""The coming days by a browser: what will be told on each, of which case, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.queries import places as place_queries
from bargaining.queries import reminder_plan, reminder_preview
from bargaining.queries.reminder_preview import Asked, Foreseen
from bargaining.readers import reminder_lines as standard_lines
from bargaining.rules import day_words, reminders
from bargaining.rules.roles import OFFICIALS
from bargaining.web import downloads, paging, reminder_places
from bargaining.web.access import open_to

pages = Blueprint("reminder_preview", __name__, url_prefix="/settings/reminders/preview")

PAGE_SIZE = 50
ONES_OWN, STANDS_IN, NOBODY = "own", "stands_in", "nobody"
REACHED = {ONES_OWN: "本人有账号", STANDS_IN: "由别人转告", NOBODY: "没有人能收到"}
_NAMES = ("text", "day", "street", "rule", "role", "reached", "sort")
_COLUMNS = [
    {"key": "name", "label": "企业", "kind": "text", "sort": "name"},
    {"key": "day", "label": "哪天", "kind": "text", "sort": "day"},
    {"key": "words", "label": "提醒语", "kind": "text"},
    {"key": "to", "label": "提醒谁", "kind": "text", "sort": "role"},
]
_EXPORTED = (
    "哪天", "企业", "案号", "区", "街道（乡镇）", "事项", "提醒语", "提醒谁", "实际告诉谁",
    "账号数",
)  # fmt: skip


@pages.get("")
@open_to(*sorted(OFFICIALS))
def index() -> ResponseReturnValue:
    """Show what will be told in the coming days (未来七天的提醒)."""
    session = db.session()
    place, offered = reminder_places.chosen_to_see(session)
    asked = Asked(actor=g.actor, place=place, on=clock.today(), at=clock.now())
    every, names = _foreseen(session, asked), place_queries.place_names(session)
    found = _sorted(_narrowed(every))
    page, query = paging.asked_page(), _query(place)
    start = (page - 1) * PAGE_SIZE
    return render_template(
        "settings/reminder_preview.html",
        place=place,
        place_name=names.get(place, ""),
        offered=offered,
        tiles=_tiles(asked.days, _narrowed(every, leave="day"), query),
        receivers=len({user for one in found for user in one.receivers}),
        unreached=sum(not one.receivers for one in found),
        fields=_fields(place, every, asked.days, names),
        columns=_COLUMNS,
        rows=[_row(one) for one in found[start : start + PAGE_SIZE]],
        total=len(found),
        page=page,
        pages=paging.count_pages(len(found), PAGE_SIZE),
        query=query,
        is_narrowed=any(request.args.get(name) for name in _NAMES if name != "sort"),
        export_href=url_for(".export", **query),
    )


@pages.get("/export.xlsx")
@open_to(*sorted(OFFICIALS))
def export() -> ResponseReturnValue:
    """Send the coming days' reminders as they are narrowed (导出未来七天的提醒)."""
    session = db.session()
    place, _ = reminder_places.chosen_to_see(session)
    asked = Asked(actor=g.actor, place=place, on=clock.today(), at=clock.now())
    names = place_queries.place_names(session)
    rows = (
        (
            one.on, one.deadline.title, one.deadline.number,
            names.get(one.deadline.district_code, ""),
            names.get(one.deadline.street_code or "", ""),
            one.deadline.label, one.words, one.meant.label,
            one.role.label if one.receivers else REACHED[NOBODY], len(one.receivers),
        )
        for one in _sorted(_narrowed(_foreseen(session, asked)))
    )  # fmt: skip
    content = lists.write_list("未来七天的提醒", _EXPORTED, rows)
    name = f"{names.get(place, '')}未来七天的提醒-{asked.on.isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _foreseen(session: Session, asked: Asked) -> list[Foreseen]:
    return reminder_preview.foresee(
        session,
        asked,
        schedules=reminder_plan.schedules(session, standard_lines.standard()),
        above=reminder_plan.places_above(session),
    )


# ── narrowing and order ──────────────────────────────────────────────────────────────────────


def _narrowed(every: Sequence[Foreseen], *, leave: str = "") -> list[Foreseen]:
    """Keep what the address asks for; `leave` names what is not asked of it."""
    wanted = {name: request.args.get(name, "") for name in _NAMES if name not in (leave, "sort")}
    wanted = {name: value for name, value in wanted.items() if value}
    return [one for one in every if all(_fits(one, name, value) for name, value in wanted.items())]


def _fits(one: Foreseen, name: str, value: str) -> bool:
    match name:
        case "text":
            return value.strip() in one.deadline.title or value.strip() in one.deadline.number
        case "day":
            return one.on.isoformat() == value
        case "street":
            return one.deadline.street_code == value
        case "rule":
            return one.deadline.duty == value
        case "role":
            return one.meant.value == value
        case _:
            return reached(one) == value


def reached(one: Foreseen) -> str:
    """Tell who will hear it: those meant, somebody in their place, or nobody (谁能收到)."""
    if not one.receivers:
        return NOBODY
    return ONES_OWN if one.role is one.meant else STANDS_IN


def _sorted(found: list[Foreseen]) -> list[Foreseen]:
    sort = request.args.get("sort", "")
    keys: dict[str, Any] = {
        "name": lambda one: one.deadline.title,
        "day": lambda one: one.on,
        "role": lambda one: reminders.AUDIENCES.index(one.meant),
    }
    usual = sorted(
        found, key=lambda one: (one.on, one.deadline.street_code or "", one.deadline.title)
    )
    key = keys.get(sort.removeprefix("-"))
    return sorted(usual, key=key, reverse=sort.startswith("-")) if key else usual


def _query(place: str) -> dict[str, Any]:
    kept = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    return {"place": place, **kept}


# ── shapes ───────────────────────────────────────────────────────────────────────────────────


def _tiles(
    days: Sequence[date], found: Sequence[Foreseen], query: dict[str, Any]
) -> list[dict[str, Any]]:
    rest = {name: value for name, value in query.items() if name != "day"}
    counts = reminder_preview.by_day(found, days)
    return [
        {
            "label": "今天" if day == days[0] else day_words.month_day(day),
            "value": count,
            "unit": "条",
            "href": url_for(".index", **rest, day=day.isoformat()),
            "note": "看的是这一天" if query.get("day") == day.isoformat() else "",
        }
        for day, count in counts.items()
    ]


def _row(one: Foreseen) -> dict[str, Any]:
    of = one.deadline
    return {
        "href": url_for("cases.show", number=of.number),
        "tone": "" if one.receivers else "amber",
        "cells": {
            "name": {"text": of.title, "note": of.number},
            "day": day_words.month_day(one.on),
            "words": {"text": one.words, "note": of.label},
            "to": {"text": one.meant.label, "note": _to_note(one)},
        },
    }


def _to_note(one: Foreseen) -> str:
    if not one.receivers:
        return "没有账号，也没有人能转告"
    accounts = f"{len(one.receivers)} 个账号"
    if one.role is one.meant:
        return accounts
    return f"没有账号，由{one.role.label}转告（{accounts}）"


def _fields(
    place: str, every: Sequence[Foreseen], days: Sequence[date], names: dict[str, str]
) -> list[dict[str, Any]]:
    given = request.args
    streets = sorted({one.deadline.street_code for one in every if one.deadline.street_code})
    duties = {one.deadline.duty: one.deadline.label for one in every}
    roles = [(one.value, one.label) for one in reminders.AUDIENCES]
    bar: list[dict[str, Any]] = [
        {"name": "place", "kind": "hidden", "value": place},
        {"name": "text", "label": "企业或案号", "kind": "search", "value": given.get("text", "")},
        _select("day", "哪天", [(day.isoformat(), day_words.month_day(day)) for day in days]),
        _select("rule", "事项", sorted(duties.items(), key=lambda pair: pair[1])),
        _select("role", "提醒谁", roles),
        _select("reached", "谁能收到", list(REACHED.items())),
    ]
    if len(streets) > 1 or given.get("street"):
        named = [(code, names.get(code, code)) for code in streets]
        bar.append(_select("street", "街道（乡镇）", named) | {"picker": True})
    if given.get("sort"):
        bar.append({"name": "sort", "kind": "hidden", "value": given["sort"]})
    return bar


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": request.args.get(name, ""),
            "options": [("", "全部"), *options]}  # fmt: skip
