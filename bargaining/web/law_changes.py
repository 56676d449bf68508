"""Changes of the law by a browser: what was entered, and which deadlines it dated anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import law_changes as change_actions
from bargaining.clock import legal_day
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.models.law_change import LawChange
from bargaining.queries import law as law_queries
from bargaining.queries import law_changes as change_queries
from bargaining.queries.law_changes import ChangeFilter, Line, RedatingFilter
from bargaining.rules.festivals import NoticedDay
from bargaining.rules.holiday_plans import gathered
from bargaining.rules.primitives import from_primitive
from bargaining.rules.roles import CASE_READERS, SIGNED_IN
from bargaining.web import downloads, filters, holiday_shapes, paging, redating_words
from bargaining.web.access import open_to

pages = Blueprint("law_changes", __name__, url_prefix="/law/changes")

EXPORTED = ("变动", "种类", "地方", "依据", "录入日", "录入人", "推算完毕", "涉及期限")
EXPORTED_LINES = (
    "企业", "案号", "期限", "原来最早", "原来最晚", "现在最早", "现在最晚", "是否确定", "办结日",
)  # fmt: skip


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """List what was changed in the law, newest first (标准与规则的变动)."""
    narrow, page = _filter(), paging.asked_page()
    changes, total = change_queries.list_changes(
        db.session(), actor=g.actor, narrow=narrow, page=page
    )
    counts = _counts(changes)
    names = law_queries.law_book(db.session()).place_names
    return render_template(
        "law/changes.html",
        rows=[_row(one, counts, names) for one in changes],
        total=total,
        page=page,
        pages=paging.count_pages(total, change_queries.PAGE_SIZE),
        narrow=narrow,
        kinds=[("", "全部"), *change_actions.KIND_LABELS.items()],
        mine=_sees_cases(),
        query=_query(),
        export_href=url_for(".export", kind=narrow.kind, text=narrow.text, sort=narrow.sort),
    )


@pages.get("/export.xlsx")
@open_to(*SIGNED_IN)
def export() -> ResponseReturnValue:
    """Send the list of changes as a spreadsheet (导出变动)."""
    changes = change_queries.every_change(db.session(), actor=g.actor, narrow=_filter())
    counts = _counts(changes)
    names = law_queries.law_book(db.session()).place_names
    rows = (
        (
            one.title, change_actions.KIND_LABELS.get(one.kind, one.kind),
            names.get(one.place_code, one.place_code), _source_words(one),
            legal_day(one.recorded_at), one.actor_name,
            legal_day(one.settled_at) if one.settled_at else None, counts.get(one.id, 0),
        )
        for one in changes
    )  # fmt: skip
    return _sent("标准与规则的变动", EXPORTED, rows)


@pages.get("/<int:change_id>")
@open_to(*SIGNED_IN)
def show(change_id: int) -> ResponseReturnValue:
    """Show one change: what was entered, by whom, and what it dated anew (一次变动)."""
    session = db.session()
    change = change_queries.get_change(session, change_id, actor=g.actor)
    narrow, page = _line_filter(), paging.asked_page()
    labels = change_queries.count_by_label(session, change)
    found: tuple[list[Line], int] = ([], 0)
    if _sees_cases():
        found = change_queries.list_redatings(
            session, change, actor=g.actor, on=clock.today(), narrow=narrow, page=page
        )
    names = law_queries.law_book(session).place_names
    return render_template(
        "law/change.html",
        change=change,
        kind=change_actions.KIND_LABELS.get(change.kind, change.kind),
        place=names.get(change.place_code, change.place_code),
        source=change.detail.get("source") or {},
        recorded_on=legal_day(change.recorded_at),
        redates=change.kind in change_actions.REDATES,
        entered=_entered(change),
        replaced=_replaced(change),
        counts=[{"cells": {"label": label, "deadlines": n, "cases": cases}}
                for label, n, cases in labels],
        mine=_sees_cases(),
        rows=[_line(one) for one in found[0]],
        total=found[1],
        page=page,
        pages=paging.count_pages(found[1], change_queries.PAGE_SIZE),
        narrow=narrow,
        labels=[("", "全部"), *((label, label) for label, _, _ in labels)],
        query=_query(),
        export_href=_address(url_for(".export_lines", change_id=change.id)),
    )  # fmt: skip


@pages.get("/<int:change_id>/export.xlsx")
@open_to(*CASE_READERS)
def export_lines(change_id: int) -> ResponseReturnValue:
    """Send what a change dated anew in one's cases as a spreadsheet (导出重新推算)."""
    session = db.session()
    change = change_queries.get_change(session, change_id, actor=g.actor)
    found, _ = change_queries.list_redatings(
        session, change, actor=g.actor, on=clock.today(), narrow=_line_filter(), page=None
    )
    rows = (
        (
            one.case.title, one.case.number, one.redating.label,
            _day(one.redating.before["earliest"]), _day(one.redating.before["latest"]),
            _day(one.redating.after["earliest"]), _day(one.redating.after["latest"]),
            "确定" if one.redating.after["certain"] else "待定", one.ended_on,
        )
        for one in found
    )  # fmt: skip
    return _sent(f"重新推算-{change.id}", EXPORTED_LINES, rows)


@pages.post("/<int:change_id>/noted")
@open_to(*SIGNED_IN)
def note(change_id: int) -> ResponseReturnValue:
    """Take note of a change, so that it is not told again (知道了)."""
    with transaction(g.actor) as session:
        change = change_queries.get_change(session, change_id, actor=g.actor)
        change_actions.take_note(session, change.id, user_id=g.actor.user_id, at=clock.now())
    flash("已知悉。以后可在“标准与时限”的“变动记录”里再看。", "success")
    return redirect(url_for("home.index"))


def untold() -> list[dict[str, Any]]:
    """Shape what somebody has not been told yet, for the first screen (待告知)."""
    found = change_queries.untold(db.session(), actor=g.actor, on=clock.today())
    return [
        {
            "title": one.change.title,
            "deadlines": one.deadlines,
            "href": url_for("law_changes.show", change_id=one.change.id, running=1),
            "noted_href": url_for("law_changes.note", change_id=one.change.id),
        }
        for one in found
    ]


def _sees_cases() -> bool:
    return g.actor.role in CASE_READERS


def _counts(changes: Sequence[LawChange]) -> dict[int, int]:
    ids = [one.id for one in changes]
    if _sees_cases():
        return change_queries.count_mine(db.session(), ids, actor=g.actor, on=clock.today())
    return change_queries.count_all(db.session(), ids)


def _row(change: LawChange, counts: Mapping[int, int], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "href": url_for(".show", change_id=change.id),
        "cells": {
            "title": {"text": change.title, "note": _source_words(change)},
            "kind": change_actions.KIND_LABELS.get(change.kind, change.kind),
            "place": names.get(change.place_code, change.place_code),
            "recorded": {
                "text": filters.plain_day(legal_day(change.recorded_at)),
                "note": change.actor_name,
            },
            "deadlines": _count_words(change, counts.get(change.id, 0)),
        },
    }


def _count_words(change: LawChange, count: int) -> str:
    if change.kind not in change_actions.REDATES:
        return "不影响期限"
    if change.settled_at is None:
        return "正在推算"
    return f"{count} 个" if count else "没有变动"


def _source_words(change: LawChange) -> str:
    source = change.detail.get("source") or {}
    title, number = source.get("title", ""), source.get("document_number", "")
    if not title:
        return ""
    return f"《{title}》（{number}）" if number else str(title)


def _line(one: Line) -> dict[str, Any]:
    before, after = redating_words.both(one.redating)
    disputed = redating_words.disputed(one.redating.after)
    return {
        "href": url_for("cases.show", number=one.case.number),
        "tone": "amber" if disputed else "",
        "cells": {
            "case": {"text": one.case.title, "note": one.case.number},
            "label": one.redating.label,
            "before": before,
            "after": {"text": after, "note": disputed} if disputed else after,
            "state": _state(one),
        },
    }


def _state(one: Line) -> str:
    """Say whether somebody still has to act: of a contract entered afterwards, nobody."""
    if one.ended_on is not None:
        return f"{filters.plain_day(one.ended_on)} 办结"
    if one.case.origin == "backfilled":
        return "补录的合同"
    return "已结案" if one.case.closed_on else "进行中"


def _entered(change: LawChange) -> list[dict[str, Any]]:
    """Of a notice, what it says, festival by festival; other changes say theirs in the title."""
    days = [from_primitive(NoticedDay, row) for row in change.detail.get("days_in", [])]
    return [
        {
            "cells": {
                "festival": one.festival,
                "off": holiday_shapes.said_days(one.days_off),
                "workdays": holiday_shapes.said_days(one.workdays),
            }
        }
        for one in gathered(days)
    ]


def _replaced(change: LawChange) -> list[str]:
    days = [from_primitive(NoticedDay, row) for row in change.detail.get("days_out", [])]
    return [
        f"{holiday_shapes.day_of(one.on, one.on.year)}：原为{one.festival}"
        f"{'放假' if one.is_off else '补班'}"
        for one in days
    ]


def _filter() -> ChangeFilter:
    given = request.args
    kind = given.get("kind", "")
    return ChangeFilter(
        kind=kind if kind in change_actions.KIND_LABELS else "",
        text=given.get("text", ""),
        sort=given.get("sort", "-recorded"),
    )


def _line_filter() -> RedatingFilter:
    given = request.args
    return RedatingFilter(
        text=given.get("text", ""),
        label=given.get("label", ""),
        running=bool(given.get("running")),
        sort=given.get("sort", "after"),
    )


def _query() -> dict[str, str]:
    known = {"kind", "text", "label", "running", "sort"}
    return {name: value for name, value in request.args.items() if value and name in known}


def _address(path: str) -> str:
    query = urlencode(_query())
    return f"{path}?{query}" if query else path


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _sent(
    title: str,
    columns: Sequence[str],
    rows: Any,  # noqa: ANN401 -- rows of a list
) -> ResponseReturnValue:
    return downloads.sent(
        lists.write_list(title, columns, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"{title}-{clock.today().isoformat()}.xlsx",
        inline=False,
    )
