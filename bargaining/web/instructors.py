"""Instructors by a browser: who there is and what each carries, one's book, sending, the letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import dispatches as dispatch_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Invalid, Refusal, Refused, Unusable
from bargaining.queries import cases as case_queries
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import instructor_desk
from bargaining.queries import instructors as instructor_queries
from bargaining.queries.instructors import Instructor, Load
from bargaining.rules.roles import OFFICIALS, Role
from bargaining.web import (
    back,
    dispatch_shapes,
    downloads,
    forms,
    letters,
    paging,
    send_forms,
)
from bargaining.web import instructor_desk as desk
from bargaining.web.access import open_to

pages = Blueprint("instructors", __name__, url_prefix="/instructors")

PAGE_SIZE = 50
TERM_NEAR_DAYS = 60
MOST_CONTACTS = 100
EXPORTED = (
    "姓名", "负责地方", "聘期至", "联系企业", "在办", "热点", "今天要办", "待答复派遣",
    "已接受派遣", "本月联系次数",
)  # fmt: skip
SORTS: Mapping[str, Callable[[tuple[Instructor, Load]], Any]] = {
    "name": lambda one: (not one[0].serves, one[0].name),
    "enterprises": lambda one: one[1].enterprises,
    "in_hand": lambda one: one[1].in_hand,
    "hot": lambda one: one[1].hot,
    "today": lambda one: one[1].today,
    "offered": lambda one: one[1].offered,
    "accepted": lambda one: one[1].accepted,
    "contacts": lambda one: one[1].contacts,
}
COLUMNS = (
    ("enterprises", "联系企业"), ("in_hand", "在办"), ("hot", "热点"), ("today", "今天要办"),
    ("offered", "待答复派遣"), ("accepted", "已接受派遣"), ("contacts", "本月联系"),
)  # fmt: skip


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*OFFICIALS)
def index() -> ResponseReturnValue:
    """List the instructors of the territory with what each carries (指导员)."""
    found = _listed()
    number = paging.asked_page()
    declined = dispatch_queries.turned_down(db.session(), actor=g.actor, on=clock.today())
    query: dict[str, Any] = {
        key: request.args[key] for key in ("text", "sort") if request.args.get(key)
    }
    return render_template(
        "instructors/index.html",
        rows=[_row(*one) for one in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]],
        columns=_columns(),
        total=len(found),
        page=number,
        pages=paging.count_pages(len(found), PAGE_SIZE),
        query=query,
        fields=[
            {"name": "text", "label": "姓名或负责地方", "kind": "search",
             "value": request.args.get("text", ""), "placeholder": "输入其中几个字"}
        ],
        declined=[
            dispatch_shapes.history_line(one, by_enterprise=True)
            | {"name": one.instructor_name, "send_href": url_for(
                ".send", enterprise=one.dispatch.enterprise_id, back=url_for(".index"))}
            for one in declined
        ],
        export_href=url_for(".export", **query),
    )  # fmt: skip


@pages.get("/export.xlsx")
@open_to(*OFFICIALS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出指导员)."""
    content = lists.write_list("指导员", EXPORTED, (_exported(*one) for one in _listed()))
    name = f"指导员-{clock.today().isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _listed() -> list[tuple[Instructor, Load]]:
    session, today = db.session(), clock.today()
    words = request.args.get("text", "").split()
    people = [
        one
        for one in instructor_queries.list_instructors(session, actor=g.actor, on=today)
        if all(word in one.name or word in "、".join(one.place_names) for word in words)
    ]
    loads = instructor_queries.loads(
        session, [one.user_id for one in people], actor=g.actor, on=today
    )
    sort = request.args.get("sort", "name")
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    found = [(one, loads[one.user_id]) for one in people]
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _columns() -> list[dict[str, str]]:
    first = [
        {"key": "name", "label": "姓名", "sort": "name"},
        {"key": "places", "label": "负责地方"},
        {"key": "until", "label": "聘期至"},
    ]
    return first + [
        {"key": key, "label": label, "kind": "count", "sort": key} for key, label in COLUMNS
    ]


def _row(one: Instructor, load: Load) -> dict[str, Any]:
    href = url_for(".show", user_id=one.user_id)
    cells: dict[str, Any] = {
        "name": one.name,
        "places": "、".join(one.place_names),
        "until": _term(one, load),
    }
    for key, _label in COLUMNS:
        cells[key] = getattr(load, key)
    cells["hot"] = {"text": load.hot, "href": url_for(".show", user_id=one.user_id, when="week")}
    return {"href": href, "cells": cells, "tone": "" if one.serves else "quiet"}


def _term(one: Instructor, load: Load) -> dict[str, str]:
    """Say until when somebody serves; a book whose carrier leaves is to be handed over."""
    if not one.serves:
        return {"text": "已不在聘", "tone": "amber" if load.enterprises else "grey",
                "note": "手册待移交" if load.enterprises else ""}  # fmt: skip
    if one.until is None:
        return {"text": "未定"}
    left = (one.until - clock.today()).days
    near = left <= TERM_NEAR_DAYS
    return {"text": one.until.isoformat(), "note": f"还剩 {left} 天" if near else ""}


def _exported(one: Instructor, load: Load) -> list[lists.Value]:
    return [
        one.name, "、".join(one.place_names), one.until if one.serves else "已不在聘",
        load.enterprises, load.in_hand, load.hot, load.today, load.offered, load.accepted,
        load.contacts,
    ]  # fmt: skip


# ── one instructor ───────────────────────────────────────────────────────────────────────────


@pages.get("/<int:user_id>")
@open_to(*OFFICIALS, Role.INSTRUCTOR)
def show(user_id: int) -> ResponseReturnValue:
    """Show an instructor's book, and every sending with its history (指导员页)."""
    session, today = db.session(), clock.today()
    one = instructor_queries.get_instructor(session, user_id, actor=g.actor, on=today)
    every = instructor_desk.book(session, actor=g.actor, on=today, of=user_id)
    narrow = desk.asked()
    fitting = instructor_desk.narrowed(every, narrow)
    number = paging.asked_page()
    shown = fitting[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    nearest = case_queries.next_deadlines(session, [row.case.id for row in shown if row.case])
    older = max(1, request.args.get("older", 1, type=int))
    sendings, sent = dispatch_queries.sendings_of(
        session, user_id, actor=g.actor, on=today, page=older
    )
    query = desk.plain(request.args)
    here = url_for(".show", user_id=user_id, **query)
    own = g.actor.user_id == user_id
    return render_template(
        "instructors/show.html",
        one=one,
        load=instructor_queries.loads(session, [user_id], actor=g.actor, on=today)[user_id],
        rows=[desk.row(row, nearest, back=here, tells=own) for row in shown],
        fields=desk.fields(every, narrow),
        narrow=narrow,
        query=query,
        page=number,
        pages=paging.count_pages(len(fitting), PAGE_SIZE),
        total=len(fitting),
        has_book=bool(every),
        sendings=[dispatch_shapes.history_line(row, by_enterprise=True) for row in sendings],
        sent=sent,
        made=instructor_queries.contacts_of(
            session, user_id, actor=g.actor, on=today, limit=MOST_CONTACTS
        ),
        older=older,
        older_pages=paging.count_pages(sent, dispatch_queries.SHOWN),
        is_official=g.actor.role in OFFICIALS,
        here=here,
    )


# ── sending ──────────────────────────────────────────────────────────────────────────────────


@pages.route("/send", methods=["GET", "POST"])
@open_to(*OFFICIALS)
def send() -> ResponseReturnValue:
    """Send an instructor to an enterprise, or to several that were chosen (派指导员)."""
    ids = list(dict.fromkeys(request.values.getlist("enterprise", type=int)))
    if not ids:
        return render_template("instructors/send_where.html")
    where = send_forms.where(ids)
    if request.method == "GET":
        return _send_page(where, send_forms.fresh(where))
    form = send_forms.bound(where)
    if form.validate():
        refusals = _sent(where, form)
        if not refusals:
            flash(_said(where, form), "success")
            return redirect(_send_back(where))
        for one in refusals:
            forms.show_refusal(form, one)
        where = send_forms.where(ids)
        if any(one.code == "changed" for one in refusals):
            form = send_forms.refreshed(where, form)
    return _send_page(where, form, status=422)


def _sent(where: send_forms.Where, form: send_forms.SendForm) -> tuple[Refusal, ...]:
    """Send to each of the enterprises, or to none of them."""
    name = ""
    try:
        with transaction(g.actor) as session:
            for order in send_forms.orders(where, form):
                name = where.names[order.enterprise_id]
                dispatch_actions.send(
                    session, order, actor=g.actor, at=clock.now(), today=clock.today()
                )
    except Invalid as problem:
        return problem.refusals
    except Refused as problem:
        return (send_forms.named(problem.refusal, name, where),)
    return ()


def _said(where: send_forms.Where, form: send_forms.SendForm) -> str:
    name = where.person(form.user_id.data)
    what = where.lines[0].name if len(where.lines) == 1 else f"{len(where.lines)} 家企业"
    return f"已派{name}去{what}，等本人答复。"


def _send_back(where: send_forms.Where) -> str:
    usual = url_for(".index")
    if len(where.lines) == 1:
        usual = url_for("enterprises.show", enterprise_id=where.lines[0].enterprise_id)
    return back.local_path(request.values.get("back", ""), usual)


def _send_page(
    where: send_forms.Where, form: send_forms.SendForm, *, status: int = 200
) -> ResponseReturnValue:
    nearest = case_queries.next_deadlines(
        db.session(), [one.case.id for one in where.lines if one.case]
    )
    return (
        render_template(
            "instructors/send.html",
            where=where,
            form=form,
            rows=[desk.row(one, nearest, back="", tells=False) for one in where.lines],
            candidates=send_forms.candidates(where),
            back=_send_back(where),
            help=send_forms.HELP,
            basis=send_forms.basis(),
            recusal=send_forms.RECUSAL,
        ),
        status,
    )


@pages.get("/dispatches/<int:dispatch_id>/letter.<form>")
@open_to(*OFFICIALS, Role.INSTRUCTOR)
def letter(dispatch_id: int, form: str) -> ResponseReturnValue:
    """Send the letter that introduces an instructor (派遣函)."""
    if form not in letters.FORMS:
        raise Unusable("文书只有 docx 和 pdf 两种格式。", field="form")
    seen = dispatch_queries.get_sending(db.session(), dispatch_id, actor=g.actor, on=clock.today())
    return letters.dispatch_letter(seen, form=form)
