"""What is on its way out of the house, by a browser: what failed and why, again or no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock, queue
from bargaining.actions import deliveries as delivery_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.queries import deliveries as delivery_queries
from bargaining.queries import job_runs as run_queries
from bargaining.queries.deliveries import DROPPED, FAILED, SENT, WAITING, Line, Narrow
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Role
from bargaining.web import downloads, filters, paging
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("deliveries", __name__, url_prefix="/admin/deliveries")

STATES = {
    WAITING: ("等待发送", "amber"),
    SENT: ("已发出", "good"),
    FAILED: ("没有发出", "red"),
    DROPPED: ("不用发了", "grey"),
}
LATELY = timedelta(days=7)
TRIED = "等待再试"  # of what waits since an attempt did not go
NOTHING_TO_DO = {
    "again": "勾选的消息已经在排队，或者已经发出、不用发了，没有重复提出。",
    "stop": "勾选的消息已经发出或者不用发了。",
}
KINDS = {
    delivery_actions.NOW: "马上通知",
    delivery_actions.MORNING: "每日汇总",
    delivery_actions.WEEKLY: "督办周报",
    delivery_actions.TEST: "试发",
    delivery_actions.CODE: "验证码",
}
COLUMNS = (
    {"key": "who", "label": "收件人", "sort": "who"},
    {"key": "channel", "label": "方式"},
    {"key": "kind", "label": "种类"},
    {"key": "asked", "label": "提出时间", "sort": "asked"},
    {"key": "state", "label": "状态"},
    {"key": "problem", "label": "原因"},
    {"key": "attempts", "label": "试过", "sort": "attempts"},
    {"key": "next", "label": "下次再试", "sort": "next"},
)
EXPORTED = (
    "收件人", "身份", "方式", "地址", "种类", "提出时间", "状态", "原因", "试过几次", "下次再试",
    "结束时间",
)  # fmt: skip
_NAMES = ("state", "channel", "kind", "sort")


@pages.get("")
@open_to(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List the messages by what became of them (消息发送)."""
    session, by = db.session(), _narrow()
    counts = delivery_queries.count_by_state(session, g.actor, by=by)
    total = counts[by.state] if by.state else sum(counts.values())
    page = paging.asked_page()
    found = delivery_queries.list_deliveries(session, g.actor, by=by, page=page)
    query = _query()
    return render_template(
        "admin/deliveries.html",
        closed=[one.label for one in Channel if one not in settings().channels],
        counts=_counted(counts),
        failed=counts[FAILED],
        columns=COLUMNS,
        rows=[_shown(one) for one in found],
        fields=_fields(by),
        total=total,
        page=page,
        pages=paging.count_pages(total, delivery_queries.PAGE_SIZE),
        query=query,
        here=_here(),
        export_href=url_for(".export", **query),
        is_narrowed=bool(by.state or by.channel or by.kind),
    )


@pages.get("/export.xlsx")
@open_to(Role.ADMIN)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出消息)."""
    found = delivery_queries.list_deliveries(db.session(), g.actor, by=_narrow(), page=None)
    return downloads.sent(
        lists.write_list("消息发送", EXPORTED, map(_exported, found)),
        media_type=lists.MEDIA_TYPE,
        name=f"消息发送-{clock.today().isoformat()}.xlsx",
        inline=False,
    )


@pages.post("")
@open_to(Role.ADMIN)
def change() -> ResponseReturnValue:
    """Send chosen or all failed messages at once, or no more (再发、不再发)."""
    do, every = request.form.get("do", ""), request.form.get("which", "") == "failed"
    picked = request.form.getlist("pick", type=int)
    if do not in ("again", "stop") or not (every or picked):
        flash("请先勾选消息。", "warning")
        return redirect(_here())
    chosen: Sequence[int] | Narrow = picked
    if every:
        narrow = _narrow()
        chosen = Narrow(state=FAILED, channel=narrow.channel, kind=narrow.kind)
    with transaction(g.actor) as session:
        if do == "again":
            changed = delivery_actions.send_again(session, chosen, actor=g.actor, at=clock.now())
            queue.send(session, changed)
        else:
            changed = delivery_actions.give_up(session, chosen, actor=g.actor, at=clock.now())
    if not changed:
        flash(NOTHING_TO_DO[do], "warning")
    elif do == "again":
        flash(f"已重新排队 {len(changed)} 条，{_when_sent()}。", "success")
    else:
        flash(f"{len(changed)} 条不再发送；提醒仍在各人的系统里。", "success")
    return redirect(_here())


def _when_sent() -> str:
    """Say when what was queued goes out: at once, or once somebody starts the worker."""
    worker = run_queries.worker(db.session(), at=clock.now())
    return "一般几分钟内发出" if worker.runs else "定时任务启动以后马上发"


def failed_lately() -> dict[str, Any] | None:
    """Shape what an administrator's first screen tells of messages that did not go (近日未发出)."""
    since = clock.now() - LATELY
    number = delivery_queries.count_failed(db.session(), g.actor, since=since)
    if not number:
        return None
    return {
        "number": number,
        "days": LATELY.days,
        "href": url_for("deliveries.index", state=FAILED),
    }


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _narrow() -> Narrow:
    """Read from the address what the list is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    state, channel, kind = (given.get(name, "") for name in _NAMES[:3])
    return Narrow(
        state=state if state in STATES else "",
        channel=channel if channel in set(Channel) else "",
        kind=kind if kind in KINDS else "",
        sort=given.get("sort", ""),
    )


def _query() -> dict[str, Any]:
    return {name: request.args[name] for name in _NAMES if request.args.get(name)}


def _here() -> str:
    """The list as it is narrowed; a form is sent to this address, and leads back to it."""
    page = paging.asked_page()
    return url_for(".index", **(_query() | ({"page": page} if page > 1 else {})))


def _fields(by: Narrow) -> list[dict[str, Any]]:
    every = ("", "全部")
    return [
        {"name": "state", "label": "状态", "kind": "select", "value": by.state,
         "options": [every, *((state, words) for state, (words, _tone) in STATES.items())]},
        {"name": "channel", "label": "方式", "kind": "select", "value": by.channel,
         "options": [every, *((one.value, one.label) for one in Channel)]},
        {"name": "kind", "label": "种类", "kind": "select", "value": by.kind,
         "options": [every, *KINDS.items()]},
        {"name": "sort", "kind": "hidden", "value": by.sort},
    ]  # fmt: skip


def _counted(counts: dict[str, int]) -> list[dict[str, Any]]:
    kept = {name: value for name, value in _query().items() if name in ("channel", "kind")}
    return [
        {
            "label": words,
            "value": filters.count(counts[state]),
            "unit": "条",
            "href": url_for(".index", state=state, **kept),
        }
        for state, (words, _tone) in STATES.items()
    ]


def _row(one: Line) -> dict[str, Any]:
    delivery = one.delivery
    words, tone = STATES[delivery.state]
    if delivery.state == WAITING and delivery.attempts:
        words = TRIED
    return {
        "id": delivery.id,
        "can_pick": delivery.state in (WAITING, FAILED),
        "tone": "red" if delivery.state == FAILED else "",
        "who": one.user_name,
        "role": Role(delivery.role).label,
        "channel": Channel(delivery.channel).label,
        "shown": one.shown or "已停用",
        "kind": KINDS[delivery.kind],
        "asked_at": delivery.created_at,
        "state": {"text": words, "tone": tone},
        "ended_at": delivery.ended_at,
        "problem": delivery.problem,
        "attempts": delivery.attempts,
        "next_at": delivery.next_try_at,
    }


def _shown(one: Line) -> dict[str, Any]:
    """Shape a row for the page: its moments short, as three of them stand side by side."""
    row, on = _row(one), clock.today()
    ended = filters.short_moment(row["ended_at"], on=on) if row["ended_at"] else ""
    return row | {
        "asked_at": filters.short_moment(row["asked_at"], on=on),
        "ended_at": ended,
        "next_at": filters.short_moment(row["next_at"], on=on),
    }


def _exported(one: Line) -> list[lists.Value]:
    row = _row(one)
    ended, following = row["ended_at"], row["next_at"]
    return [
        row["who"], row["role"], row["channel"], row["shown"], row["kind"],
        filters.moment(row["asked_at"]), row["state"]["text"], row["problem"], row["attempts"],
        filters.moment(following) if following else "", filters.moment(ended) if ended else "",
    ]  # fmt: skip
