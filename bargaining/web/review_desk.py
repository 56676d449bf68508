"""The reviewer by a browser: what silence will do and when, what came in, what to record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.queries import duties as duty_queries
from bargaining.queries import places as place_queries
from bargaining.queries import review_desk as desk_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.duties import PAGE_SIZE, PROVED, UNPROVED, Narrow
from bargaining.queries.known import TODAY, Known
from bargaining.queries.letter_known import ISSUED
from bargaining.queries.review_desk import Counts, Line, Review
from bargaining.rules import review_points, silence_guard, silence_watch
from bargaining.rules.move import Move
from bargaining.rules.roles import Role
from bargaining.web import downloads, due_shapes, paging, review_panel, shapes
from bargaining.web.access import open_to

pages = Blueprint("review_desk", __name__, url_prefix="/reviews")

Names = Mapping[str, str]
FIRST = 20  # on the first screen; the whole list has a page of its own
# What the authority records at its own desk on the day itself.
AT_THE_DESK = frozenset(
    {"record_receipt", "record_completion", "record_no_objection", "record_objection"}
)
_WRITTEN = frozenset({"opinion_number", "about", "clause", "article", "opinion"})
DAYS = ((1, "明天以前"), (3, "3 天内"), (5, "5 天内"), (10, "10 天内"))
PROOFS = ((PROVED, "有收到凭证"), (UNPROVED, "没有收到凭证"))
SORTS = (("name", "企业"), ("day", "默示生效日"))
EXPORTED = (
    "企业", "案号", "区", "街道（乡镇）", "报送日", "收到之日", "收到凭证", "补齐之日",
    "异议最迟送达", "最早默示生效日", "最晚默示生效日", "是否确定", "收件核对请看项数",
)  # fmt: skip


def known(seen: CaseView, step: Move) -> dict[str, Known]:
    """Fill in for the authority what it does today (带出已知内容): the day, and what it wrote."""
    if step.name not in AT_THE_DESK:
        return {}
    found = {"on": Known(clock.today().isoformat(), TODAY)}
    written = desk_queries.opinion_written(seen.facts)
    if written is None:
        return found
    said = {**written.payload, "opinion_number": written.payload.get("number")}
    asked = {ask.name for ask in step.asks} & _WRITTEN
    return found | {name: Known(said[name], ISSUED) for name in asked if said.get(name)}


def home() -> ResponseReturnValue:
    """Show the reviewer's first screen (人社审查首页): by the day on which silence ends it."""
    session, today = db.session(), clock.today()
    counts = desk_queries.count_reviews(session, g.actor, today=today)
    rows = desk_queries.list_reviews(
        session, g.actor, today=today, narrow=Narrow(), page=1, first=FIRST
    )
    beside = desk_queries.beside(session, g.actor, today=today)
    return render_template(
        "home/reviewer.html",
        tiles=_tiles(counts, beside.asked),
        rows=_shaped(rows, today),
        total=counts.total,
        shown=len(rows),
        others=[_other(one, today) for one in beside.lines],
        on=today,
    )


def _tiles(counts: Counts, asked: int) -> list[dict[str, Any]]:
    near = silence_guard.NEAR
    return [
        {"label": "在审查", "value": counts.total, "unit": "件", "href": url_for(".index")},
        {"label": "默示生效将至", "value": counts.near, "unit": "件", "note": f"{near} 天内",
         "tone": "amber" if counts.near else "grey",
         "href": url_for(".index", days=near, state=PROVED)},
        {"label": "没有收到凭证", "value": counts.unproved, "unit": "件",
         "note": "到期只作推定" if counts.unproved else "",
         "href": url_for(".index", state=UNPROVED)},
        {"label": "申请协调，尚未受理", "value": asked, "unit": "件",
         "href": url_for("cases.index", state="deadlocked")},
    ]  # fmt: skip


def _other(line: Line, today: date) -> dict[str, Any]:
    return {
        "case": line.case,
        "state": shapes.case_state(line.case)[0],
        "deadline": due_shapes.chip(line.deadline, on=today),
    }


@pages.get("")
@open_to(Role.REVIEWER)
def index() -> ResponseReturnValue:
    """List everything under review (在审查的报送), the next effect by silence first."""
    session, today = db.session(), clock.today()
    narrow, page = _narrow(), paging.asked_page()
    names = place_queries.place_names(session)
    total = duty_queries.count_silent(session, g.actor, today=today, narrow=narrow)
    rows = desk_queries.list_reviews(session, g.actor, today=today, narrow=narrow, page=page)
    query: dict[str, Any] = {
        name: value for name in _NAMES if (value := request.args.get(name, ""))
    }
    return render_template(
        "reviews/index.html",
        rows=_shaped(rows, today),
        total=total,
        page=page,
        pages=paging.count_pages(total, PAGE_SIZE),
        fields=_fields(narrow, names),
        query=query,
        is_narrowed=any(name != "sort" for name in query),
        sorts=SORTS,
        export_href=url_for(".export", **query),
        on=today,
    )


@pages.get("/export.xlsx")
@open_to(Role.REVIEWER)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出在审查名单)."""
    session, today = db.session(), clock.today()
    names = place_queries.place_names(session)
    rows = desk_queries.list_reviews(session, g.actor, today=today, narrow=_narrow(), page=None)
    content = lists.write_list("在审查", EXPORTED, (_exported(one, names) for one in rows))
    name = f"在审查-{today.isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


_NAMES = ("text", "street", "days", "state", "sort")


def _narrow() -> Narrow:
    """Read from the address what the list is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    days = given.get("days", type=int)
    return Narrow(
        text=given.get("text", "").strip(),
        street=given.get("street", ""),
        days=days if days and 0 < days < 10_000 else None,
        state=given.get("state", ""),
        sort=given.get("sort", ""),
    )


def _fields(narrow: Narrow, names: Names) -> list[dict[str, Any]]:
    session, today = db.session(), clock.today()
    places = duty_queries.places(session, g.actor, today=today)
    streets = sorted({street for _district, street in places if street})
    return [
        {"name": "text", "label": "企业或案号", "kind": "search", "value": narrow.text,
         "placeholder": "输入其中几个字"},
        {"name": "street", "label": "街道（乡镇）", "kind": "select", "value": narrow.street,
         "options": [("", "全部"), *((code, names.get(code, code)) for code in streets)]},
        {"name": "days", "label": "默示生效", "kind": "select", "value": narrow.days or "",
         "options": [("", "全部"), *DAYS]},
        {"name": "state", "label": "收到凭证", "kind": "select", "value": narrow.state,
         "options": [("", "全部"), *PROOFS]},
        {"name": "sort", "kind": "hidden", "value": narrow.sort},
    ]  # fmt: skip


# ── one line ─────────────────────────────────────────────────────────────────────────────────


def _shaped(rows: list[Review], today: date) -> list[dict[str, Any]]:
    return [_row(one, today) for one in rows]


def _row(one: Review, today: date) -> dict[str, Any]:
    number, guard = one.case.number, one.guard
    return {
        "case": one.case,
        "href": url_for("cases.show", number=number),
        "received_on": guard.received_on,
        "proof": guard.proof,
        "completed_on": guard.completed.occurred_on if guard.completed else None,
        "counts": guard.counts,
        **review_panel.day_words(guard),
        "serve_by": guard.serve_by,
        "warning": guard.warning,
        "attention": review_points.count_attention(one.matters),
        "office_open": one.office_open,
        "today": guard.received_on == today,
        "receipt_href": "" if guard.proof else _step(number, "record_receipt"),
        "no_objection_href": _step(number, "record_no_objection"),
        "objection_href": _step(number, "record_objection"),
        "write_href": url_for("review_opinions.write", number=number),
    }


def _step(number: str, name: str) -> str:
    return url_for("moves.take", number=number, name=name)


def _exported(one: Review, names: Names) -> list[lists.Value]:
    of, guard = one.case, one.guard
    return [
        of.title, of.number, names.get(of.district_code, of.district_code),
        names.get(of.street_code or "", ""), guard.filed_on, of.received_on, guard.proof,
        guard.completed.occurred_on if guard.completed else None, guard.serve_by,
        guard.silence.first_on, guard.silence.last_on, silence_watch.label(guard.silence),
        review_points.count_attention(one.matters),
    ]  # fmt: skip
