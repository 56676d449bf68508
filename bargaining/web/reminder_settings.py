"""An office's own reminders: what holds for each duty, and changing it with its preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import reminder_settings as setting_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import NotVisible, Refused
from bargaining.queries import law as law_queries
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.queries import reminder_plan, reminder_preview, reminder_settings
from bargaining.queries.reminder_preview import Asked, Change
from bargaining.readers import reminder_lines as standard_lines
from bargaining.rules import reminder_groups, reminders
from bargaining.rules.lawbook import NATION
from bargaining.rules.reminders import Line, Schedule
from bargaining.rules.roles import OFFICIALS, Role
from bargaining.web import downloads, forms, reminder_forms, reminder_places, reminder_shapes
from bargaining.web.access import open_to
from bargaining.web.reminder_forms import ScheduleForm
from bargaining.web.reminder_shapes import Entry

pages = Blueprint("reminder_settings", __name__, url_prefix="/settings/reminders")

SETTERS = (*sorted(OFFICIALS), Role.ADMIN)
_NAMES = ("text", "role", "origin", "sort")


@pages.get("")
@open_to(*SETTERS)
def index() -> ResponseReturnValue:
    """List every duty with who is told when, and whose schedule that is (提醒安排)."""
    session = db.session()
    place, offered = reminder_places.chosen(session)
    names = place_queries.place_names(session)
    every = _entries(session, place)
    shown = _narrowed(every)
    kept = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    query: dict[str, Any] = {"place": place, **kept}
    return render_template(
        "settings/reminders.html",
        place=place,
        place_name=names.get(place, ""),
        offered=offered,
        every=len(every),
        rows=[reminder_shapes.row(one, names) for one in shown],
        columns=reminder_shapes.COLUMNS,
        fields=_fields(place),
        query=query,
        may_preview=g.actor.role in OFFICIALS,
        export_href=url_for(".export", **query),
    )


@pages.get("/export.xlsx")
@open_to(*SETTERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, a line of every reminder (导出提醒安排)."""
    session = db.session()
    place, _ = reminder_places.chosen(session)
    names = place_queries.place_names(session)
    lines = [
        line
        for one in _narrowed(_entries(session, place))
        for line in reminder_shapes.exported(one, names)
    ]
    content = lists.write_list("提醒安排", reminder_shapes.EXPORTED, lines)
    name = f"{names.get(place, '')}提醒安排-{clock.today().isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _entries(session: Session, place: str) -> list[Entry]:
    book = law_queries.law_book(session)
    if not book.rules:
        return []
    known = place if place[:6] in book.place_names else NATION
    groups = reminder_groups.groups(book, standard_lines.standard(), place=known, on=clock.today())
    held = reminder_settings.held(session, places=setting_queries.chain(session, place))
    return reminder_shapes.entries(groups, held, place=place)


def _narrowed(every: Sequence[Entry]) -> list[Entry]:
    text, role = request.args.get("text", "").strip(), request.args.get("role", "")
    origin, sort = request.args.get("origin", ""), request.args.get("sort", "")
    found = [
        one
        for one in every
        if (
            not text
            or text in one.group.label
            or any(text in line.words for line in one.schedule.lines)
        )
        and (role not in set(Role) or role in one.roles)
        and origin in ("", one.origin)
    ]
    keys: dict[str, Any] = {
        "label": lambda one: one.group.label,
        "origin": lambda one: list(reminder_shapes.ORIGINS).index(one.origin),
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key else found


def _fields(place: str) -> list[dict[str, Any]]:
    given = request.args
    roles = [(one.value, one.label) for one in reminders.AUDIENCES]
    bar: list[dict[str, Any]] = [
        {"name": "place", "kind": "hidden", "value": place},
        {"name": "text", "label": "事项或提醒语", "kind": "search", "value": given.get("text", "")},
        {"name": "role", "label": "提醒谁", "kind": "select", "value": given.get("role", ""),
         "options": [("", "全部"), *roles]},
        {"name": "origin", "label": "用的是", "kind": "select", "value": given.get("origin", ""),
         "options": [("", "全部"), *reminder_shapes.ORIGINS.items()]},
    ]  # fmt: skip
    if given.get("sort"):
        bar.append({"name": "sort", "kind": "hidden", "value": given["sort"]})
    return bar


# ── changing one ─────────────────────────────────────────────────────────────────────────────


@pages.route("/<rule>", methods=["GET", "POST"])
@open_to(*SETTERS)
def edit(rule: str) -> ResponseReturnValue:
    """Change how an office reminds of a duty; what would change is seen before it is saved."""
    session = db.session()
    place, _ = reminder_places.chosen(session)
    entry = _entry(session, place, rule)
    if request.method == "GET":
        return _page(entry, reminder_forms.blank(entry.schedule, stamp=_stamp(entry)))
    if "clear" in request.form:
        return _cleared(session, entry)
    form = reminder_forms.typed(request.form, without=request.form.get("remove", ""))
    if "remove" in request.form:
        return _page(entry, form)
    if "add_row" in request.form:
        form.lines.append_entry()
        return _page(entry, form)
    schedule = reminder_forms.read(form, entry.group.standard)
    if schedule is None:
        return _page(entry, form, status=422)
    if form.shown.data != reminder_forms.digest(schedule, str(form.district.data)):
        return _previewed(session, entry, form, schedule)
    return _saved(entry, form, schedule)


@pages.post("/<rule>/example")
@open_to(*SETTERS)
def example(rule: str) -> ResponseReturnValue:
    """Read the lines out as they are typed so far (试读)."""
    session = db.session()
    place, _ = reminder_places.chosen(session)
    entry = _entry(session, place, rule)
    lines = reminder_forms.readable(reminder_forms.typed(request.form))
    return render_template("settings/_reminder_examples.html", **_examples(entry, lines))


def _entry(session: Session, place: str, rule: str) -> Entry:
    found = next((one for one in _entries(session, place) if rule in one.group.rules), None)
    if found is None or not found.group.runs:
        raise NotVisible(rule)
    return found


def _stamp(entry: Entry) -> str:
    return entry.held.stamp if entry.held else ""


def _page(
    entry: Entry,
    form: ScheduleForm,
    *,
    status: int = 200,
    change: Change | None = None,
    shown: Schedule | None = None,
) -> ResponseReturnValue:
    session = db.session()
    names = place_queries.place_names(session)
    districts = reminder_places.districts(session, entry.place)
    form.district.choices = forms.choices(districts)
    form.shown.data = reminder_forms.digest(shown, str(form.district.data)) if shown else ""
    lines = shown.lines if shown else entry.schedule.lines
    if request.method == "POST" and shown is None:
        lines = tuple(reminder_forms.readable(form))
    page = render_template(
        "settings/reminder.html",
        entry=reminder_shapes.row(entry, names),
        group=entry.group,
        place=entry.place,
        place_name=names.get(entry.place, ""),
        own=entry.held is not None and entry.held.place == entry.place,
        form=form,
        wrong=reminder_forms.wrong(form),
        districts=districts,
        counted=reminders.COUNTED,
        placeholders=reminders.PLACEHOLDERS,
        change=change,
        sees_cases=g.actor.role in OFFICIALS,
        is_shown=shown is not None,
        **_examples(entry, lines),
    )
    return page, status


def _examples(entry: Entry, lines: Sequence[Line]) -> dict[str, Any]:
    on, group = clock.today(), entry.group
    found = reminder_preview.example(
        db.session(), g.actor, rules=group.rules, place=entry.place, on=on
    )
    return {
        "examples": reminder_shapes.examples(lines, found, label=group.label, on=on),
        "is_real": found is not None,
    }


def _previewed(
    session: Session, entry: Entry, form: ScheduleForm, schedule: Schedule
) -> ResponseReturnValue:
    change = _change(session, entry, schedule, district=str(form.district.data or ""))
    return _page(entry, form, change=change, shown=schedule)


def _change(
    session: Session, entry: Entry, schedule: Schedule | None, *, district: str
) -> Change | None:
    """Reckon the coming days by both schedules, as the actor sees cases; None who sees none."""
    if g.actor.role not in OFFICIALS:
        return None
    offered = dict(reminder_places.districts(session, entry.place)) or {entry.place: ""}
    place = district if district in offered else next(iter(offered))
    group, now = entry.group, reminder_plan.schedules(session, standard_lines.standard())
    then = now.with_own(entry.place, group.rules, schedule)
    asked = Asked(actor=g.actor, place=place, on=clock.today(), at=clock.now(), rules=group.rules)
    above = reminder_plan.places_above(session)
    return reminder_preview.compare(
        reminder_preview.foresee(session, asked, schedules=now, above=above),
        reminder_preview.foresee(session, asked, schedules=then, above=above),
    )


def _saved(entry: Entry, form: ScheduleForm, schedule: Schedule) -> ResponseReturnValue:
    try:
        with transaction(g.actor) as session:
            setting_actions.set_schedule(
                session, entry.place, entry.group.rules, schedule,
                seen=str(form.seen.data or ""), actor=g.actor, at=clock.now(),
            )  # fmt: skip
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        fresh = _entry(db.session(), entry.place, entry.group.key)
        form.seen.data = _stamp(fresh)
        return _page(fresh, form, status=409)
    flash(f"已保存“{entry.group.label}”的提醒安排，下一次生成提醒时起用。", "success")
    return redirect(url_for(".edit", rule=entry.group.key, place=entry.place))


def _cleared(session: Session, entry: Entry) -> ResponseReturnValue:
    """Give the place the schedule above again, once it was seen what that changes."""
    if entry.held is None or entry.held.place != entry.place:
        flash("这里没有自己的安排，用的就是上级的。", "info")
        return redirect(url_for(".edit", rule=entry.group.key, place=entry.place))
    if "confirmed" not in request.form:
        names = place_queries.place_names(session)
        above = setting_queries.chain(session, entry.place)[1:]
        held = reminder_settings.held(session, places=above).get(entry.group.key)
        lines = held.schedule.lines if held else entry.group.standard.lines
        return render_template(
            "settings/reminder_clear.html",
            group=entry.group,
            place=entry.place,
            place_name=names.get(entry.place, ""),
            then=f"{names.get(held.place, '')}的安排" if held else "标准安排",
            lines=[reminder_groups.told(line) for line in lines],
            change=_change(session, entry, None, district=request.form.get("district", "")),
            stamp=_stamp(entry),
        )
    with transaction(g.actor) as session:
        setting_actions.set_schedule(
            session, entry.place, entry.group.rules, None, seen=request.form.get("seen", ""),
            actor=g.actor, at=clock.now(),
        )  # fmt: skip
    flash(f"“{entry.group.label}”已恢复沿用。", "success")
    return redirect(url_for(".edit", rule=entry.group.key, place=entry.place))
