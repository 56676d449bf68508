"""A street's wall calendar by a browser: which street, from which month, and the sheet to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.db import db
from bargaining.documents import wall_calendar
from bargaining.documents.wall_calendar import Wall, WallDay, WallEntry, WallMonth
from bargaining.errors import NotVisible
from bargaining.models.place import Place
from bargaining.queries import calendar_days as day_queries
from bargaining.queries import law as law_queries
from bargaining.queries import places as place_queries
from bargaining.queries.calendar_days import LAST, Entry, Narrow
from bargaining.rules import mobiles, short_words
from bargaining.rules.calendar import OFF, Calendar, DayKind
from bargaining.rules.roles import Role
from bargaining.rules.territory import Territory
from bargaining.web import calendar_shapes, downloads
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("wall_calendar", __name__, url_prefix="/calendar")

HANGERS = (Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.INSTRUCTOR)
MOST_MONTHS = 3
_BACK, _AHEAD = 1, 12  # months that the page offers before and after this one
_IN_A_SQUARE = 4
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What the address asks for (所要的挂历): a street, and months from the first of one on."""

    street: Place
    months: tuple[date, ...]

    @property
    def span(self) -> dict[str, date]:
        """Return the first and the last day of it."""
        return {
            "first": self.months[0],
            "last": calendar_shapes.month_span(self.months[-1])[1],
        }

    @property
    def query(self) -> dict[str, Any]:
        """Write it as the address has it."""
        first = self.months[0]
        return {
            "street": self.street.code,
            "month": f"{first.year:04d}-{first.month:02d}",
            "months": len(self.months),
        }


@pages.get("/wall")
@open_to(*HANGERS)
def show() -> ResponseReturnValue:
    """Show what would be hung up for a street, and the way to its sheet (街道挂历)."""
    session, today = db.session(), clock.today()
    streets = _streets(session)
    if not streets:
        return render_template("calendar/wall.html", asked=None)
    asked = _asked(streets, today)
    found = day_queries.list_days(
        session, g.actor, today=today, narrow=_narrow(asked), most=_IN_A_SQUARE, **asked.span
    )
    names = place_queries.place_names(session)
    book = law_queries.law_book(session)
    shaped = calendar_shapes.days(
        found,
        book.calendar(),
        today=today,
        places=calendar_shapes.place_starts(names, [asked.street.code]),
        query={"street": asked.street.code},
        **asked.span,
    )
    return render_template(
        "calendar/wall.html",
        asked=asked,
        fields=_fields(streets, asked, names, today),
        months=[
            {
                "label": calendar_shapes.month_label(first),
                "days": [one for one in shaped if one["on"][:7] == first.isoformat()[:7]],
                "total": sum(
                    one.total
                    for on, one in found.items()
                    if (on.year, on.month) == (first.year, first.month)
                ),
            }
            for first in asked.months
        ],
        pdf_href=url_for(".sheet", **asked.query),
        own_only=g.actor.role is Role.INSTRUCTOR,
    )


@pages.get("/wall.pdf")
@open_to(*HANGERS)
def sheet() -> ResponseReturnValue:
    """Send a street's wall calendar as PDF (打印街道挂历)."""
    session, today = db.session(), clock.today()
    asked = _asked(_streets(session), today)
    found = day_queries.list_entries(
        session, g.actor, today=today, narrow=_narrow(asked), page=None, **asked.span
    )
    wall = _wall(asked, found, law_queries.law_book(session).calendar(), today=today)
    content = wall_calendar.print_wall(wall, instance=settings().instance)
    name = f"{asked.street.name}期限挂历-{asked.query['month']}.pdf"
    return downloads.sent(content, media_type=wall_calendar.MEDIA_TYPE, name=name, inline=True)


# ── the address ──────────────────────────────────────────────────────────────────────────────


def _streets(session: Session) -> list[Place]:
    """List the streets of the actor's territory; a development zone is one of its own."""
    territory = Territory.of(g.actor.places)
    streets = [
        one
        for one in place_queries.list_places(session)
        if one.kind not in ("country", "province", "district")
    ]
    return [
        one
        for one in streets
        if territory.covers(
            district_code=one.code
            if one.kind == "development_zone"
            else (one.parent_code or one.code),
            street_code=one.code,
        )
    ]


def _asked(streets: Sequence[Place], today: date) -> Asked:
    """Read the address; a street that is not one's own is not there."""
    code = request.args.get("street", "")
    street = next((one for one in streets if one.code == code or not code), None)
    if street is None:
        raise NotVisible(code)
    number = request.args.get("months", 1, type=int)
    first = _first(request.args.get("month", ""), today)
    return Asked(street, tuple(_months(first, min(max(number, 1), MOST_MONTHS))))


def _first(said: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    return first if first.year in calendar_shapes.YEARS else today.replace(day=1)


def _months(first: date, number: int) -> list[date]:
    months = [first]
    while len(months) < number:
        months.append(calendar_shapes.month_span(months[-1])[1] + _ONE_DAY)
    return months


def _narrow(asked: Asked) -> Narrow:
    return Narrow(street=asked.street.code)


def _fields(
    streets: Sequence[Place], asked: Asked, names: dict[str, str], today: date
) -> list[dict[str, Any]]:
    query = asked.query
    districts = {one.parent_code for one in streets}
    named = [
        (one.code, f"{names.get(one.parent_code or '', '')}{one.name}")
        if len(districts) > 1
        else (one.code, one.name)
        for one in streets
    ]
    start = today.replace(day=1)
    for _ in range(_BACK):
        start = (start - _ONE_DAY).replace(day=1)
    offered = sorted({*_months(start, _BACK + 1 + _AHEAD), asked.months[0]})
    months = [(f"{one:%Y-%m}", calendar_shapes.month_label(one)) for one in offered]
    numbers = [(number, f"{number} 个月") for number in range(1, MOST_MONTHS + 1)]
    return [
        {"name": "street", "label": "街道（乡镇）", "kind": "select", "value": query["street"],
         "options": named, "picker": len(named) > 1},
        {"name": "month", "label": "从哪个月起", "kind": "select", "value": query["month"],
         "options": months},
        {"name": "months", "label": "印几个月", "kind": "select", "value": query["months"],
         "options": numbers},
    ]  # fmt: skip


# ── the sheet ────────────────────────────────────────────────────────────────────────────────


def _wall(asked: Asked, found: Sequence[Entry], calendar: Calendar, *, today: date) -> Wall:
    names = place_queries.place_names(db.session())
    places = calendar_shapes.place_starts(names, [asked.street.code])
    by_day: dict[date, list[WallEntry]] = {}
    for one in found:
        by_day.setdefault(one.on, []).append(_wall_entry(one, places))
    months = [
        WallMonth(
            first,
            [
                [
                    _wall_day(calendar, on, by_day, today=today)
                    if (on.year, on.month) == (first.year, first.month)
                    else None
                    for on in week
                ]
                for week in calendar_shapes.weeks(first)
            ],
        )
        for first in asked.months
    ]
    years = calendar_shapes.unnoticed(calendar, **asked.span)
    remarks = [f"{year} 年放假安排还没有公布，休、班未标全。" for year in years]
    if g.actor.role is Role.INSTRUCTOR:
        remarks.insert(0, "只列指导员联系的企业。")
    return Wall(asked.street.name, months, today, remarks)


def _wall_day(
    calendar: Calendar, on: date, by_day: dict[date, list[WallEntry]], *, today: date
) -> WallDay:
    told = calendar_shapes.day(calendar, on, today=today)
    return WallDay(
        on=on,
        off=DayKind(told["kind"]) in OFF,
        mark=told["mark"],
        word=told["word"],
        entries=by_day.get(on, ()),
    )


def _wall_entry(one: Entry, places: tuple[str, ...]) -> WallEntry:
    label = str(one.deadline.proof.get("label") or "")
    step = short_words.step_words(one.deadline.proof)
    title = mobiles.hidden(one.case.title)  # it hangs where everybody who comes in reads it
    return WallEntry(
        name=short_words.short_name(title, places=places),
        full_name=title,
        step=step,
        full_step=label or step,
        last=one.mark == LAST or one.act_by == one.last_on,
    )
