"""The calendar of deadlines by a browser: a month, a week, one day's list, each as a table too."""

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
from bargaining.documents import lists
from bargaining.queries import calendar_days as day_queries
from bargaining.queries import duties as duty_queries
from bargaining.queries import law as law_queries
from bargaining.queries import places as place_queries
from bargaining.queries.calendar_days import Narrow
from bargaining.rules import deadline_stages
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import CASE_READERS, Role
from bargaining.rules.states import Holder
from bargaining.web import calendar_shapes, downloads, paging, wall_calendar
from bargaining.web.access import open_to
from bargaining.web.gap_shapes import SHORT_HOLDERS

pages = Blueprint("calendar", __name__, url_prefix="/calendar")

IN_A_MONTH, IN_A_WEEK = 4, 12  # entries of one day before the rest is counted
HOLDERS = (Holder.UNION, Holder.EMPLOYER, Holder.BOTH, Holder.AUTHORITY, Holder.GOVERNMENT)
# What no step of a case starts is no kind of deadline to look for.
STAGES = tuple(
    one for one in deadline_stages.STAGES if one not in ("工资支付与最低工资", "平台协商")
)
_FILTERS = ("district", "street", "kind", "holder", "sort")
_VIEWS = ("month", "week", "day")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """Which days the address asks for (所看的日子): one month, one week or one day."""

    kind: str
    first: date
    last: date

    @property
    def span(self) -> dict[str, date]:
        """Return its first and its last day."""
        return {"first": self.first, "last": self.last}

    @property
    def value(self) -> str:
        """Write it as the address has it."""
        return _written(self.kind, self.first)

    @property
    def is_read(self) -> bool:
        """Tell whether its own address is read: a week by its Monday."""
        return self.first.year in calendar_shapes.YEARS

    @property
    def label(self) -> str:
        """Name it as people say it."""
        match self.kind:
            case "month":
                return calendar_shapes.month_label(self.first)
            case "week":
                return calendar_shapes.week_label(self.first)
            case _:
                return calendar_shapes.day_label(self.first)

    def beside(self, step: int) -> View | None:
        """Return the one before or after, None beyond the years that are shown."""
        found = view_of(self.kind, self.last + _ONE_DAY if step > 0 else self.first - _ONE_DAY)
        return found if found.is_read else None


def view_of(kind: str, on: date) -> View:
    """Return the month, week or day that holds a day (所在的月、周、日)."""
    match kind:
        case "month":
            return View(kind, *calendar_shapes.month_span(on))
        case "week":
            monday = on - on.weekday() * _ONE_DAY
            return View(kind, monday, monday + 6 * _ONE_DAY)
        case _:
            return View("day", on, on)


def _written(kind: str, first: date) -> str:
    match kind:
        case "month":
            return f"{first.year:04d}-{first.month:02d}"
        case "week":
            year, number, _ = first.isocalendar()
            return f"{year:04d}-W{number:02d}"
        case _:
            return first.isoformat()


def asked_view(today: date) -> View:
    """Read which days the address asks for; what makes no sense asks for this month."""
    for kind in _VIEWS:
        on = _read(kind, request.args.get(kind, ""))
        if on is not None and on.year in calendar_shapes.YEARS:
            return view_of(kind, on)
    return view_of("month", today)


def _read(kind: str, said: str) -> date | None:
    try:
        match kind:
            case "month":
                return date.fromisoformat(f"{said}-01")
            case "week":
                return date.fromisoformat(f"{said}-1") if "W" in said else None
            case _:
                return date.fromisoformat(said) if "W" not in said else None
    except ValueError:
        return None


# ── the pages ────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*CASE_READERS)
def index() -> ResponseReturnValue:
    """Show the deadlines one sees, by month, by week, or those of one day (期限日历)."""
    session, today = db.session(), clock.today()
    view, book = asked_view(today), law_queries.law_book(session)
    narrow = _narrow(book)
    names = place_queries.place_names(session)
    query = _query()
    shown = (_day if view.kind == "day" else _grid)(session, view, narrow, names, book)
    return render_template(
        "calendar/day.html" if view.kind == "day" else "calendar/squares.html",
        view=view,
        fields=_fields(session, view, names),
        tabs=_tabs(view, query, today),
        before=_beside(view, -1, query),
        after=_beside(view, 1, query),
        this=_address(view_of(view.kind, today), query),
        is_this=view == view_of(view.kind, today),
        query={**query, view.kind: view.value},
        is_narrowed=any(request.args.get(name) for name in _FILTERS if name != "sort"),
        clear_href=_address(view, {}),
        export_href=url_for(".export", **{**query, view.kind: view.value}),
        may_hang=g.actor.role in wall_calendar.HANGERS,
        unnoticed=calendar_shapes.unnoticed(book.calendar(), **view.span),
        **shown,
    )


def _grid(
    session: Session, view: View, narrow: Narrow, names: dict[str, str], book: LawBook
) -> dict[str, Any]:
    today = clock.today()
    found = day_queries.list_days(
        session,
        g.actor,
        today=today,
        narrow=narrow,
        most=IN_A_MONTH if view.kind == "month" else IN_A_WEEK,
        **view.span,
    )
    seen = {one.case.district_code for day in found.values() for one in day.entries}
    shaped = calendar_shapes.days(
        found,
        book.calendar(),
        today=today,
        places=calendar_shapes.place_starts(names, sorted(seen)),
        query=_query(),
        **view.span,
    )
    return {"days": shaped, "total": sum(one.total for one in found.values())}


def _day(
    session: Session, view: View, narrow: Narrow, names: dict[str, str], book: LawBook
) -> dict[str, Any]:
    today, page = clock.today(), paging.asked_page()
    total = day_queries.count_entries(session, g.actor, today=today, narrow=narrow, **view.span)
    found = day_queries.list_entries(
        session, g.actor, today=today, narrow=narrow, page=page, **view.span
    )
    by_city = g.actor.role is Role.CITY
    return {
        "here": calendar_shapes.day(book.calendar(), view.first, today=today),
        "rows": [
            calendar_shapes.row(one, names, today=today, with_district=by_city) for one in found
        ],
        "columns": calendar_shapes.COLUMNS,
        "total": total,
        "page": page,
        "pages": paging.count_pages(total, day_queries.PAGE_SIZE),
    }


@pages.get("/export.xlsx")
@open_to(*CASE_READERS)
def export() -> ResponseReturnValue:
    """Send what stands on the days shown, as a spreadsheet (导出期限日历)."""
    session, today = db.session(), clock.today()
    view, narrow = asked_view(today), _narrow(law_queries.law_book(session))
    found = day_queries.list_entries(
        session, g.actor, today=today, narrow=narrow, page=None, **view.span
    )
    names = place_queries.place_names(session)
    content = lists.write_list(
        "期限日历",
        calendar_shapes.EXPORTED,
        calendar_shapes.exported(found, names, today=today),
    )
    name = f"期限日历-{view.value}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


# ── the address ──────────────────────────────────────────────────────────────────────────────


def _narrow(book: LawBook) -> Narrow:
    """Read from the address what is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    holder, kind = given.get("holder", ""), given.get("kind", "")
    return Narrow(
        district=given.get("district", ""),
        street=given.get("street", ""),
        holder=holder if holder in {one.value for one in HOLDERS} else "",
        rules=_rules(book, kind) if kind in STAGES else None,
        sort=given.get("sort", ""),
    )


def _rules(book: LawBook, kind: str) -> tuple[str, ...]:
    found = deadline_stages.by_stage(book.rules).get(kind, [])
    return tuple(sorted({rule.id for rule in found}))


def _query() -> dict[str, Any]:
    return {name: request.args[name] for name in _FILTERS if request.args.get(name)}


def _address(view: View, query: dict[str, Any]) -> str:
    return url_for(".index", **{**query, view.kind: view.value})


def _beside(view: View, step: int, query: dict[str, Any]) -> dict[str, str] | None:
    found = view.beside(step)
    return {"href": _address(found, query), "label": found.label} if found else None


def _tabs(view: View, query: dict[str, Any], today: date) -> list[dict[str, Any]]:
    """Lead to the same days by month, by week and by day; today's where they hold it."""
    on = today if view.first <= today <= view.last else view.first
    labels = {"month": "月", "week": "周", "day": "日"}
    views = ((view_of(kind, on), label) for kind, label in labels.items())
    return [
        {"label": label, "href": _address(one, query), "now": one.kind == view.kind}
        for one, label in views
        if one.is_read
    ]


# ── the filter bar ───────────────────────────────────────────────────────────────────────────


def _fields(session: Session, view: View, names: dict[str, str]) -> list[dict[str, Any]]:
    given = request.args
    bar: list[dict[str, Any]] = [{"name": view.kind, "kind": "hidden", "value": view.value}]
    bar += _places(session, names)
    bar.append(_select("kind", "期限种类", given.get("kind", ""), [(one, one) for one in STAGES]))
    holders = [(one.value, SHORT_HOLDERS[one]) for one in HOLDERS]
    bar.append(_select("holder", "谁的义务", given.get("holder", ""), holders))
    if given.get("sort"):
        bar.append({"name": "sort", "kind": "hidden", "value": given["sort"]})
    return bar


def _places(session: Session, names: dict[str, str]) -> list[dict[str, Any]]:
    """Districts and streets of the cases there are; asked for only where there is a choice."""
    found = duty_queries.places(session, g.actor, today=clock.today())
    district, street = request.args.get("district", ""), request.args.get("street", "")
    districts = sorted({one for one, _ in found})
    bar = []
    if len(districts) > 1:
        named = [(one, names.get(one, one)) for one in districts]
        bar.append(_select("district", "区", district, named))
    elif district:
        bar.append({"name": "district", "kind": "hidden", "value": district})
    streets = [(code, names.get(code, code)) for of, code in found if code and district in ("", of)]
    if len(streets) > 1 or street:
        bar.append(_select("street", "街道（乡镇）", street, streets) | {"picker": True})
    return bar


def _select(
    name: str, label: str, value: str, options: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": value,
            "options": [("", "全部"), *options]}  # fmt: skip
