"""The audit by a browser: who did what, and whether the chain is whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from bargaining import audit, clock
from bargaining.actions import entries
from bargaining.db import db
from bargaining.models.audit_entry import AuditEntry
from bargaining.queries import audit as audit_queries
from bargaining.rules.roles import Role
from bargaining.web import filters
from bargaining.web.access import open_to

pages = Blueprint("audit", __name__)

SHOWN_BREAKS = 50

EVENT_LABELS = {
    "user.add": "新建账号",
    "user.sign_in": "登录",
    "user.sign_out": "退出",
    "user.change_password": "修改密码",
    "user.reset_password": "重置密码",
    "user.set_second_factor": "启用动态码",
    "user.give_up_second_factor": "停用动态码",
    "user.reset_second_factor": "重置动态码",
    "user.disable": "停用账号",
    "user.enable": "启用账号",
    "user.unlock": "解除锁定",
    "user.grant": "授权",
    "user.end_grant": "结束授权",
    "union.found": "登记工会",
    "union.change": "变更工会",
    "union.agree_to_help": "同意代录",
    "union.withdraw_help": "撤回同意代录",
    "enterprise.register": "登记企业",
    "enterprise.change": "变更企业",
    "register.import": "导入企业名册",
    "case.backfill": "补录合同",
    "case.rebuild": "重算案件",
    "instructor.assign": "安排指导员",
    "person.erase": "删除个人信息",
    "file.keep": "存入文件",
    "law.load": "载入标准与时限",
    "reference.load": "载入地方与行业",
}
DETAIL_LABELS = {
    "role": "身份",
    "place": "地方",
    "union": "工会",
    "from": "自",
    "to": "至",
    "last_on": "最后一天",
    "grant": "授权",
    "on": "日期",
    "sequence": "第几条",
    "voids": "更正",
    "dated_anew": "重算期限",
}
ROLE_LABELS = {**{role.value: role.label for role in Role}, "system": "系统"}


@pages.get("/audit")
@open_to(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List what was done, newest first (审计)."""
    by = _filter()
    page = max(1, request.args.get("page", 1, type=int))
    total = audit_queries.count_entries(db.session(), g.actor, by=by)
    found = audit_queries.list_entries(db.session(), g.actor, by=by, page=page)
    return render_template(
        "audit/index.html",
        rows=[_row(one) for one in found],
        chain=audit_queries.chain_state(db.session()),
        given={key: request.args.get(key, "") for key in ("subject", "event", "actor", "day")},
        total=total,
        page=page,
        pages=max(1, -(-total // audit_queries.PAGE)),
        query={key: value for key, value in request.args.items() if value and key != "page"},
    )


@pages.get("/audit/chain")
@open_to(Role.ADMIN)
def chain() -> ResponseReturnValue:
    """Walk the whole chain and say whether it holds (核验审计链)."""
    breaks = []
    for one in audit.verify(db.session()):
        breaks.append(one)
        if len(breaks) == SHOWN_BREAKS:
            break
    return render_template(
        "audit/chain.html", chain=audit_queries.chain_state(db.session()), breaks=breaks
    )


def event_label(event: str) -> str:
    """Name an event as people say it (事项); one that has no name keeps its code."""
    noun, _, verb = event.partition(".")
    if event in EVENT_LABELS:
        return EVENT_LABELS[event]
    return entries.entry_label(verb) if noun == "case" else event


def _filter() -> audit_queries.AuditFilter:
    day = _day(request.args.get("day", ""))
    begins = None if day is None else datetime.combine(day, time(), tzinfo=clock.LEGAL_ZONE)
    return audit_queries.AuditFilter(
        subject=request.args.get("subject", "").strip(),
        event=_event(request.args.get("event", "").strip()),
        actor=request.args.get("actor", "").strip(),
        since=begins,
        before=None if begins is None else begins + timedelta(days=1),
    )


def _event(said: str) -> str:
    """Accept the name of an event as it is shown, or its code."""
    codes = {label: code for code, label in EVENT_LABELS.items()}
    return codes.get(said, said)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _row(one: AuditEntry) -> dict[str, object]:
    detail = "；".join(
        f"{DETAIL_LABELS.get(key, key)} {ROLE_LABELS.get(str(value), value)}"
        for key, value in one.detail.items()
        if value not in (None, [], "")
    )
    return {
        "cells": {
            "number": one.number,
            "at": filters.moment(one.at),
            "actor": {"text": one.actor_name, "note": ROLE_LABELS.get(one.actor_role, "")},
            "event": {"text": event_label(one.event), "note": one.event},
            "subject": one.subject,
            "detail": detail,
        }
    }
