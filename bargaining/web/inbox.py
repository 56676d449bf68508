"""One's reminders by a browser: what asks for me, one press from what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from bargaining import clock
from bargaining.actions import inbox as inbox_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refusal, Refused
from bargaining.queries import case_view, inbox_history
from bargaining.queries import inbox as inbox_queries
from bargaining.queries import renewal as renewal_queries
from bargaining.queries.inbox import Line, Narrow, Tab
from bargaining.readers import reminder_lines
from bargaining.rules import sheets
from bargaining.rules.day_words import day_beside
from bargaining.rules.roles import CASE_READERS
from bargaining.web import back, downloads, forms, inbox_shapes, next_cards, paging
from bargaining.web.access import open_to
from bargaining.web.reminder_said import Sayer

pages = Blueprint("inbox", __name__, url_prefix="/inbox")

_NAMES = ("text", "district", "street", "rule", "sort")
_CAP = 99
WAITS = ((1, "明天"), (3, "三天后"), (7, "一周后"))


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*CASE_READERS)
def index() -> ResponseReturnValue:
    """List what asks for somebody now, what they put off or aside, or all of it (提醒)."""
    session, today, narrow = db.session(), clock.today(), _narrow()
    lines = _lines(narrow)
    if narrow.tab is Tab.EVERY:
        shown, total = _history(narrow)
    else:
        shown, total = _standing(lines, narrow)
    page = paging.asked_page()
    return render_template(
        "inbox/index.html",
        **shown,
        tab=narrow.tab.value,
        tabs=inbox_shapes.tabs(lines, narrow, on=today),
        fields=inbox_shapes.fields(session, lines, narrow, on=today),
        is_narrowed=any(request.args.get(name) for name in _NAMES if name != "sort"),
        sorts=inbox_shapes.sorts(narrow, _query(narrow)),
        total=total,
        page=page,
        pages=paging.count_pages(total, inbox_queries.PAGE_SIZE),
        query=_query(narrow),
        here=request.full_path.rstrip("?"),
        waits=WAITS,
        first_day=today + timedelta(days=1),
        last_day=today + inbox_actions.LONGEST_WAIT,
        export_href=url_for(".export", **_query(narrow)),
    )


def _lines(narrow: Narrow) -> list[Line]:
    """All that holds, read once for tabs, filters, list and masthead."""
    lines = inbox_queries.read_lines(
        db.session(), g.actor, on=clock.today(), with_aside=narrow.tab is Tab.ASIDE
    )
    g.open_reminders = sum(line.tab(on=clock.today()) is Tab.OPEN for line in lines)
    return lines


def _standing(lines: Sequence[Line], narrow: Narrow) -> tuple[dict[str, Any], int]:
    session, today, page = db.session(), clock.today(), paging.asked_page()
    fitting = inbox_queries.narrowed(lines, narrow, on=today)
    size = inbox_queries.PAGE_SIZE
    found = inbox_queries.items(session, g.actor, fitting[(page - 1) * size : page * size])
    says = Sayer(session, on=today)
    home = url_for(".index")
    rows = [
        inbox_shapes.row(one, says.words(one), home=home, actor=g.actor, on=today) for one in found
    ]
    return {"groups": inbox_shapes.groups(rows, fitting, narrow), "told": []}, len(fitting)


def _history(narrow: Narrow) -> tuple[dict[str, Any], int]:
    session, today = db.session(), clock.today()
    found = inbox_history.list_told(
        session, g.actor, on=today, narrow=narrow, page=paging.asked_page()
    )
    total = inbox_history.count_told(session, g.actor, on=today, narrow=narrow)
    return {"groups": [], "told": [inbox_shapes.told_row(one) for one in found]}, total


@pages.get("/export.xlsx")
@open_to(*CASE_READERS)
def export() -> ResponseReturnValue:
    """Send one's reminders as they are narrowed, as a spreadsheet (导出提醒)."""
    session, today, narrow = db.session(), clock.today(), _narrow()
    if narrow.tab is Tab.EVERY:
        told = inbox_history.list_told(session, g.actor, on=today, narrow=narrow, page=None)
        columns: tuple[str, ...] = inbox_shapes.TOLD_EXPORTED
        rows = [inbox_shapes.told_cells(one) for one in told]
    else:
        fitting = inbox_queries.narrowed(_lines(narrow), narrow, on=today)
        says = Sayer(session, on=today)
        columns = inbox_shapes.EXPORTED
        rows = [
            inbox_shapes.cells(one, says.words(one), on=today)
            for one in inbox_queries.items(session, g.actor, fitting)
        ]
    return downloads.sent(
        lists.write_list("提醒", columns, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"提醒-{inbox_shapes.TABS[narrow.tab]}-{today.isoformat()}.xlsx",
        inline=False,
    )


def _narrow() -> Narrow:
    """Read from the address what the list is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    tab = given.get("tab", "")
    return Narrow(
        tab=Tab(tab) if tab in set(Tab) else Tab.OPEN,
        text=given.get("text", "").strip(),
        district=given.get("district", ""),
        street=given.get("street", ""),
        rule=given.get("rule", ""),
        sort=given.get("sort", ""),
    )


def _query(narrow: Narrow) -> dict[str, Any]:
    kept = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    return {"tab": narrow.tab.value, **kept} if narrow.tab is not Tab.OPEN else kept


# ── one press to what it is about ────────────────────────────────────────────────────────────


@pages.get("/<int:reminder_id>/go")
@open_to(*CASE_READERS)
def go(reminder_id: int) -> ResponseReturnValue:
    """Lead to what a reminder is about (去办理): its step where that is open, else its case."""
    session, today = db.session(), clock.today()
    told = inbox_history.get_own(session, reminder_id, actor=g.actor, on=today)
    seen = case_view.view(session, told.case.number, actor=g.actor, on=today)
    about = (told.reminder.rule_id, told.reminder.start_sequence)
    proved = all(
        one.proof.get("proved", True)
        for one in seen.deadlines
        if (one.rule_id, one.start_sequence) == about
    )
    wanted = reminder_lines.step_of(
        told.reminder.rule_id, stage=told.reminder.stage, role=g.actor.role, proved=proved
    )
    step = next((one for one in seen.steps if one.move.name == wanted), None)
    if step is not None and step.why_not is None:
        page = sheets.page_of(step.move, seen.facts)
        return redirect(next_cards.move_href(told.case.number, page))
    number = told.case.number
    if wanted == inbox_shapes.RENEW and (after := renewal_queries.following(session, told.case)):
        number = after.number
    return redirect(url_for("cases.show", number=number))


# ── putting aside and off ────────────────────────────────────────────────────────────────────


@pages.post("/<int:reminder_id>/done")
@open_to(*CASE_READERS)
def done(reminder_id: int) -> ResponseReturnValue:
    """Put one reminder aside (收起)."""
    return _put_aside([reminder_id])


@pages.post("/<int:reminder_id>/later")
@open_to(*CASE_READERS)
def later(reminder_id: int) -> ResponseReturnValue:
    """Show one reminder again on a later day (稍后提醒)."""
    return _put_off([reminder_id])


@pages.post("/<int:reminder_id>/restore")
@open_to(*CASE_READERS)
def restore(reminder_id: int) -> ResponseReturnValue:
    """Take one reminder up again (恢复)."""
    return _take_up([reminder_id])


@pages.post("/chosen")
@open_to(*CASE_READERS)
def chosen() -> ResponseReturnValue:
    """Put the chosen reminders aside or off, or take them up again (批量)."""
    ids = sorted(set(request.form.getlist("pick", type=int)))
    if not ids:
        flash("请先勾选提醒。", "warning")
        return _back()
    match request.form.get("do", ""):
        case "done":
            return _put_aside(ids)
        case "restore":
            return _take_up(ids)
        case _:
            return _put_off(ids)


def _put_aside(ids: Sequence[int]) -> ResponseReturnValue:
    with transaction(g.actor) as session:
        number = inbox_actions.put_aside(session, ids, actor=g.actor, at=clock.now())
    flash(f"已收起 {number} 条，可以在“已收起”里恢复。步骤办好后请在案件里登记。", "success")
    return _back()


def _put_off(ids: Sequence[int]) -> ResponseReturnValue:
    today = clock.today()
    try:
        until = _until(today)
        with transaction(g.actor) as session:
            number = inbox_actions.put_off(
                session, ids, until=until, actor=g.actor, on=today, at=clock.now()
            )
    except Refused as no:
        flash(no.refusal.message, "error")
        return _back()
    flash(f"已放到稍后：{number} 条，{day_beside(until, today)}再提醒。", "success")
    return _back()


def _take_up(ids: Sequence[int]) -> ResponseReturnValue:
    with transaction(g.actor) as session:
        number = inbox_actions.take_up(session, ids, actor=g.actor)
    flash(f"已恢复 {number} 条。", "success")
    return _back()


def _until(today: date) -> date:
    """The day somebody chose: so many days from now, or a day of the calendar."""
    days = request.form.get("days", "")
    if days in {str(number) for number, _label in WAITS}:
        return today + timedelta(days=int(days))
    try:
        day = forms.as_day(request.form.get("until", "").strip())
    except ValueError:
        day = None
    if day is None:
        raise Refused(Refusal("no_day", "请选一个日子。", field="until"))
    return day


def _back() -> ResponseReturnValue:
    return redirect(back.local_path(request.form.get("back", ""), url_for(".index")))


# ── on every page ────────────────────────────────────────────────────────────────────────────


@pages.app_context_processor
def _frame() -> dict[str, Any]:
    return {"open_reminders": _open_reminders}


def _open_reminders() -> str | None:
    """Count for the masthead what asks for somebody (提醒数): "" for none, None for nobody.

    Asked where the frame is drawn, once a page. An error page is drawn with it too, at a moment
    when the database may be missing.
    """
    actor = g.get("actor")
    if actor is None or actor.role not in CASE_READERS:
        return None
    if "open_reminders" not in g:
        try:
            g.open_reminders = inbox_queries.count_open(db.session(), actor, on=clock.today())
        except SQLAlchemyError:
            return ""
    number: int = g.open_reminders
    return f"{_CAP}+" if number > _CAP else str(number or "")


def first_screen() -> None:
    """Read the few nearest for a first screen (首页提醒), and the masthead's number with them."""
    found, total = inbox_queries.nearest(db.session(), g.actor, on=clock.today())
    g.open_reminders = total
    if found:
        says = Sayer(db.session(), on=clock.today())
        g.reminded = inbox_shapes.nearest(found, total, says=says, actor=g.actor, on=clock.today())
