"""The instructor's desk: a whole book, hot first, each line with its reasons and one button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import instructor_desk, standing
from bargaining.queries.instructor_desk import DeskLine, Narrow
from bargaining.rules import dispatches, heat
from bargaining.rules.heat import Heat, When
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState
from bargaining.web import downloads, due_shapes, filters, paging, shapes
from bargaining.web.access import open_to

pages = Blueprint("instructor_desk", __name__, url_prefix="/desk")

PAGE_SIZE = 50
KNOWN = ("text", "when", "reason", "street", "state", "sort")
WITHIN = (("today", "今天要办"), ("week", "本周"))
TONES: Mapping[Heat, str] = {
    Heat.OFFERED: "amber", Heat.UNANSWERED: "red", Heat.OVERDUE: "red", Heat.NEAR: "amber",
    Heat.AGREED: "amber", Heat.DECLINED: "amber", Heat.OBJECTED: "amber",
    Heat.VOTE_FAILED: "amber", Heat.BLOCKED: "amber",
}  # fmt: skip
EXPORTED = (
    "企业", "街道（乡镇）", "何时办", "原因", "案号", "状态", "等哪一步", "最近期限",
    "最近联系", "方式", "情况", "下一步", "约定下次联系",
)  # fmt: skip
WHEN_WORDS = {When.TODAY: "今天", When.WEEK: "本周", When.LATER: ""}


def page() -> ResponseReturnValue:
    """Draw the desk of an instructor (指导员工作台); `home.index` leads here."""
    session, today = db.session(), clock.today()
    every = instructor_desk.book(session, actor=g.actor, on=today)
    narrow = asked()
    fitting = instructor_desk.narrowed(every, narrow)
    number = paging.asked_page()
    pages_there = paging.count_pages(len(fitting), PAGE_SIZE)
    shown = fitting[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    nearest = case_queries.next_deadlines(session, [one.case.id for one in shown if one.case])
    query: dict[str, Any] = {key: value for key, value in plain(request.args).items() if value}
    turned: dict[str, Any] = {"page": number} if number > 1 else {}
    here = url_for("home.index", **query, **turned)
    return render_template(
        "home/instructor.html",
        offered=[
            sending_card(one, back=here)
            for one in dispatch_queries.offered_to(session, actor=g.actor, on=today)
        ],
        tiles=_tiles(instructor_desk.counted(every), narrow),
        rows=[row(one, nearest, back=here) for one in shown],
        has_book=bool(every),
        total=len(fitting),
        page=number,
        pages=pages_there,
        fields=fields(every, narrow),
        narrow=narrow,
        query=query,
        weights=[(heat.LABELS[one], heat.WEIGHTS[one]) for one in Heat],
        order_words=heat.ORDER_WORDS,
        export_href=url_for("instructor_desk.export", **query),
    )


@pages.get("/export.xlsx")
@open_to(Role.INSTRUCTOR)
def export() -> ResponseReturnValue:
    """Send the book as it is narrowed, as a spreadsheet (导出联系企业)."""
    today = clock.today()
    every = instructor_desk.book(db.session(), actor=g.actor, on=today)
    fitting = instructor_desk.narrowed(every, asked())
    nearest = case_queries.next_deadlines(
        db.session(), [one.case.id for one in fitting if one.case]
    )
    return downloads.sent(
        lists.write_list("联系企业", EXPORTED, (_exported(one, nearest) for one in fitting)),
        media_type=lists.MEDIA_TYPE,
        name=f"联系企业-{today.isoformat()}.xlsx",
        inline=False,
    )


def _exported(line: DeskLine, nearest: Mapping[int, Deadline]) -> list[lists.Value]:
    case, contact = line.case, line.contact
    waiting = standing.waiting(case) if case else None
    due = nearest.get(case.id) if case else None
    return [
        line.name, line.street_name, WHEN_WORDS[line.when],
        "；".join(one.words for one in line.reasons),
        case.number if case else "", shapes.case_state(case)[0] if case else "没有在办案件",
        waiting.words if waiting else "", due.overdue_after if due else None,
        contact.on if contact else None, contact.method if contact else "",
        contact.words if contact else "", contact.next_step if contact else "",
        contact.next_on if contact else None,
    ]  # fmt: skip


# ── the address ──────────────────────────────────────────────────────────────────────────────


def asked() -> Narrow:
    """Read what the address narrows a book to (筛选)."""
    given = request.args
    sort = given.get("sort", "heat")
    return Narrow(
        text=given.get("text", "").strip(),
        when=given.get("when", ""),
        reason=given.get("reason", ""),
        street=given.get("street", ""),
        state=given.get("state", ""),
        sort=sort if sort.removeprefix("-") in instructor_desk.SORTS else "heat",
    )


def plain(query: Mapping[str, str]) -> dict[str, Any]:
    """Keep of an address what a book is narrowed by, so that nothing else reaches `url_for`."""
    return {name: query[name] for name in KNOWN if name in query}


def fields(every: Sequence[DeskLine], narrow: Narrow) -> list[dict[str, Any]]:
    """Offer the filters, each only with what is there (筛选栏)."""
    streets = sorted({(one.street_code, one.street_name) for one in every})
    states = {one.case.state for one in every if one.case}
    kinds = [
        (kind.value, f"{heat.LABELS[kind]}（{count}）")
        for kind, count in instructor_desk.kinds_of(every)
    ]
    offered: list[dict[str, Any]] = [
        {"name": "text", "label": "企业、案号或拼音首字母", "kind": "search",
         "value": narrow.text, "placeholder": "输入其中几个字"},
        _select("when", "何时办", WITHIN, narrow.when),
        _select("reason", "原因", kinds, narrow.reason),
    ]  # fmt: skip
    if len(streets) > 1:
        offered.append(_select("street", "街道（乡镇）", streets, narrow.street))
    labels: list[tuple[str, str]] = [
        (state.value, state.label) for state in CaseState if state.value in states
    ]
    if any(one.case is None for one in every):
        labels.append(("none", "没有在办案件"))
    offered.append(_select("state", "状态", labels, narrow.state))
    if narrow.sort != "heat":
        offered.append({"name": "sort", "kind": "hidden", "value": narrow.sort})
    return offered


def _select(
    name: str, label: str, options: Sequence[tuple[str, str]], value: str
) -> dict[str, Any]:
    return {
        "name": name, "label": label, "kind": "select", "value": value,
        "options": [("", "全部"), *options],
    }  # fmt: skip


# ── the lines ────────────────────────────────────────────────────────────────────────────────


def _tiles(counted: Mapping[str, int], narrow: Narrow) -> list[dict[str, Any]]:
    marks = (("今天要办", "today"), ("本周", "week"), ("全部", "all"))
    return [
        {
            "label": label,
            "value": counted[key],
            "href": url_for("home.index", when=None if key == "all" else key),
            "current": (narrow.when or "all") == key,
        }
        for label, key in marks
    ]


def row(
    line: DeskLine, nearest: Mapping[int, Deadline], *, back: str, tells: bool = True
) -> dict[str, Any]:
    """Shape one line of a book; `tells`: what was said in a call is for the reader's eyes."""
    today, case = clock.today(), line.case
    waiting = standing.waiting(case) if case else None
    due = nearest.get(case.id) if case else None
    contact = line.contact
    return {
        "id": line.enterprise_id,
        "name": line.name,
        "street": line.street_name,
        "href": url_for("cases.show", number=case.number)
        if case
        else url_for("enterprises.show", enterprise_id=line.enterprise_id),
        "number": case.number if case else "",
        "state": shapes.case_state(case) if case else ("没有在办案件", "quiet"),
        "waiting": waiting.words if waiting else "",
        "reasons": [chip(one) for one in line.reasons],
        "tone": _tone(line),
        "today": line.when is When.TODAY,
        "done": contact is not None and contact.on == today,
        "deadline": due_shapes.chip(due, on=today) if due and case else None,
        "contact": contact,
        "contact_words": _shortened(contact.words) if contact and tells else "",
        "ago": (today - contact.on).days if contact else None,
        "log_href": url_for("contacts.log", enterprise=line.enterprise_id, back=back),
    }


def chip(reason: heat.Reason) -> dict[str, Any]:
    """Shape one reason; its weight in the order is said when one points at it (原因标签)."""
    return {
        "words": reason.words,
        "tone": TONES.get(reason.heat, "grey"),
        "title": f"排序分量 {reason.weight}：{heat.LABELS[reason.heat]}",
    }


def _tone(line: DeskLine) -> str:
    tones = [TONES.get(one.heat, "") for one in line.reasons]
    return "red" if "red" in tones else "amber" if line.when is When.TODAY else ""


def _shortened(words: str, longest: int = 28) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else f"{flat[:longest]}…"


def sending_card(one: dispatch_queries.Sending, *, back: str) -> dict[str, Any]:
    """Shape a sending that waits for an answer: names, reason and state, nothing deeper."""
    state = CaseState(one.case_state).label if one.case_state else "没有在办案件"
    waits = (clock.today() - one.dispatch.sent_on).days
    return {
        "id": one.dispatch.id,
        "enterprise": one.enterprise_name,
        "lines": [
            ("街道（乡镇）", one.street_name),
            ("案件状态", state),
            ("派遣身份", dispatches.CAPACITY_LABELS[one.capacity]),
            ("派遣事由", one.dispatch.reason),
            ("派出人", f"{one.dispatch.sent_by_name}，{filters.plain_day(one.dispatch.sent_on)}"
                       + (f"，已等 {waits} 天" if waits > 0 else "")),
        ],
        "href": url_for("dispatches.show", dispatch_id=one.dispatch.id),
        "accept_href": url_for("dispatches.accept", dispatch_id=one.dispatch.id),
        "decline_href": url_for("dispatches.show", dispatch_id=one.dispatch.id) + "#decline",
        "back": back,
    }  # fmt: skip
