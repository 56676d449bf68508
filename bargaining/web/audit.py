"""The audit by a browser: who did what, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from bargaining import audit, clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.models.audit_entry import AuditEntry
from bargaining.queries import audit as audit_queries
from bargaining.rules.roles import Role
from bargaining.web import audit_words, downloads, filters, paging
from bargaining.web.access import open_to

pages = Blueprint("audit", __name__)

SHOWN_BREAKS = 50
EXPORTED = ("序号", "时间", "操作人", "身份", "事项", "代码", "对象", "说明", "哈希")


@pages.get("/audit")
@open_to(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List what was done, newest first (审计)."""
    by = _filter()
    page = paging.asked_page()
    total = audit_queries.count_entries(db.session(), g.actor, by=by)
    found = audit_queries.list_entries(db.session(), g.actor, by=by, page=page)
    return render_template(
        "audit/index.html",
        rows=[_row(one) for one in found],
        chain=audit_queries.chain_state(db.session()),
        given={key: request.args.get(key, "") for key in ("subject", "event", "actor", "day")},
        total=total,
        page=page,
        pages=paging.count_pages(total, audit_queries.PAGE),
        query={key: value for key, value in request.args.items() if value and key != "page"},
    )


@pages.get("/audit/export.xlsx")
@open_to(Role.ADMIN)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出审计)."""
    found = audit_queries.every_entry(db.session(), g.actor, by=_filter())
    rows: Iterator[list[lists.Value]] = (
        [
            one.number,
            filters.moment(one.at),
            one.actor_name,
            audit_words.ROLE_LABELS.get(one.actor_role, ""),
            audit_words.event_label(one.event),
            one.event,
            one.subject,
            audit_words.detail_line(one.detail),
            one.hash,
        ]
        for one in found
    )
    return downloads.sent(
        lists.write_list("审计", EXPORTED, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"审计-{clock.today().isoformat()}.xlsx",
        inline=False,
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
    codes = {label: code for code, label in audit_words.EVENT_LABELS.items()}
    return codes.get(said, said)


def _day(said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return None if day == date.max else day  # no day follows the last one


def _row(one: AuditEntry) -> dict[str, object]:
    return {
        "cells": {
            "number": one.number,
            "at": filters.moment(one.at),
            "actor": {
                "text": one.actor_name,
                "note": audit_words.ROLE_LABELS.get(one.actor_role, ""),
            },
            "event": {"text": audit_words.event_label(one.event), "note": one.event},
            "subject": {"text": audit_words.subject_label(one.subject), "note": one.subject},
            "detail": audit_words.detail_line(one.detail),
        }
    }
