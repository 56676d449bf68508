"""How do reminders stand on a page? Rows under their headings, tabs, filters, cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import g, url_for
from sqlalchemy.orm import Session

from bargaining.documents import lists
from bargaining.queries import inbox as inbox_queries
from bargaining.queries import inbox_history
from bargaining.queries.inbox import Bucket, Item, Line, Narrow, Tab
from bargaining.queries.inbox_history import Fate, Told
from bargaining.readers import reminder_lines
from bargaining.rules import moves
from bargaining.rules.roles import Actor, Role
from bargaining.web import due_shapes, filters
from bargaining.web.reminder_said import Sayer

RENEW = "renew"
OPENERS = frozenset({Role.UNION_CHAIR, *moves.HELPERS})

TABS: Mapping[Tab, str] = {
    Tab.OPEN: "要办",
    Tab.LATER: "稍后",
    Tab.ASIDE: "已收起",
    Tab.EVERY: "全部历史",
}
BUCKETS: Mapping[Bucket, str] = {
    Bucket.LATE: "已过期限",
    Bucket.TODAY: "今天",
    Bucket.WEEK: "七天内",
    Bucket.LATER: "以后",
}
FATES: Mapping[Fate, tuple[str, str]] = {
    Fate.OPEN: ("要办", "amber"),
    Fate.LATER: ("稍后", "grey"),
    Fate.ASIDE: ("已收起", "grey"),
    Fate.DONE: ("已办理", "good"),
    Fate.CLOSED: ("案件已办结", "good"),
    Fate.MOVED: ("期限已变", "grey"),
    Fate.NEEDLESS: ("已不需要", "grey"),
}
SORTS = (("day", "期限"), ("told", "提醒日"), ("name", "企业"))
EXPORTED = (
    "提醒", "企业", "案号", "期限种类", "远近", "办理日", "最晚一天", "日期确定", "提醒日",
    "稍后到", "收起",
)  # fmt: skip
TOLD_EXPORTED = ("提醒", "企业", "案号", "期限种类", "所说的日子", "提醒日", "情况")


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def row(item: Item, words: str, *, home: str, actor: Actor, on: date) -> dict[str, Any]:
    """Shape one reminder (提醒一条): words, day, where its proof is read, the one press.

    `home` is the address of the list. What lies below it and below the case's is put together:
    to ask the router for each takes a tenth of a page's time.
    """
    line, case_href = item.line, url_for("cases.show", number=item.line.number)
    return {
        "id": line.id,
        "href": f"{home}/{line.id}",
        "bucket": line.bucket,
        "words": words,
        # What follows the enterprise's name where the sentence begins with it: the name leads on.
        "rest": words.removeprefix(line.title) if words.startswith(line.title) else "",
        "title": line.title,
        "number": line.number,
        "case_href": case_href,
        "label": line.label,
        "due": due(item, on=on),
        "proof": f"{case_href}/days/{line.rule_id}/{item.deadline.start_sequence}",
        "told_on": line.told_on,
        "snoozed_until": line.snoozed_until if line.tab(on=on) is Tab.LATER else None,
        "tone": {Bucket.LATE: "red", Bucket.TODAY: "amber"}.get(line.bucket, ""),
        "go": f"{home}/{line.id}/go",
        "go_label": _go_label(item, actor),
    }


def due(item: Item, *, on: date) -> dict[str, Any]:
    """Shape the day of a reminder (提醒的期限): of several sources by the shortest, as it says."""
    shaped, act_by = due_shapes.chip(item.deadline, on=on), item.line.act_by
    if shaped["state"] not in ("open", "soon", "today") or not on <= act_by < shaped["due_on"]:
        return shaped
    days = (act_by - on).days
    left = f"还剩 {days} 天" if days else "今天"
    return shaped | {
        "due_on": act_by,
        "days": days,
        "state": "soon" if days <= due_shapes.SOON else "open",
        "note": f"{left}，最晚 {filters.short_day(item.line.last_on)}",
    }


def _go_label(item: Item, actor: Actor) -> str:
    """Name the step where it is this person's kind of step, else the case."""
    name = reminder_lines.step_of(
        item.line.rule_id,
        stage=item.reminder.stage,
        role=actor.role,
        proved=item.deadline.proof.get("proved", True),
    )
    if name == RENEW:
        return "开始新一轮" if actor.role in OPENERS else "看案件"
    move = moves.TABLE.get(name)
    return move.label if move is not None and actor.role in move.by else "看案件"


def groups(
    rows: Sequence[Mapping[str, Any]], fitting: Sequence[Line], narrow: Narrow
) -> list[dict[str, Any]]:
    """Put the rows of a page under headings (分组); sorted otherwise they have none."""
    if narrow.sort.removeprefix("-") in ("told", "name"):
        return [{"label": "", "total": 0, "rows": rows, "key": "all"}] if rows else []
    found = []
    for bucket in dict.fromkeys(one["bucket"] for one in rows):
        mine = [one for one in rows if one["bucket"] is bucket]
        total = sum(line.bucket is bucket for line in fitting)
        found.append({"label": BUCKETS[bucket], "total": total, "rows": mine, "key": bucket.value})
    return found


def told_row(one: Told) -> dict[str, Any]:
    """Shape one line of the history for its table (历史一行)."""
    words, tone = FATES[one.fate]
    return {
        "href": url_for("cases.show", number=one.case.number),
        "cells": {
            "name": {"text": one.case.title, "note": one.case.number},
            "words": one.reminder.words,
            "label": one.label,
            "day": one.reminder.about_on,
            "told": one.reminder.told_on,
            "fate": {"text": words, "tone": tone},
        },
    }


def nearest(
    found: Iterable[Item], total: int, *, says: Sayer, actor: Actor, on: date
) -> dict[str, Any] | None:
    """Shape the few nearest for a first screen (首页提醒), None where nothing asks for somebody."""
    if not total:
        return None
    home = url_for("inbox.index")
    rows = [
        row(one, "", home=home, actor=actor, on=on) | {"instead": says.instead(one)}
        for one in found
    ]
    return {"total": total, "rows": rows, "href": home, "own": actor.role is Role.UNION_CHAIR}


# ── around the list ──────────────────────────────────────────────────────────────────────────


def tabs(lines: Sequence[Line], narrow: Narrow, *, on: date) -> list[dict[str, Any]]:
    """Shape the four lists (分类); what asks for somebody and what waits have their number."""
    return [
        {
            "label": label,
            "href": url_for("inbox.index", tab=None if tab is Tab.OPEN else tab.value),
            "now": tab is narrow.tab,
            "count": sum(line.tab(on=on) is tab for line in lines)
            if tab in (Tab.OPEN, Tab.LATER)
            else None,
        }
        for tab, label in TABS.items()
    ]


def sorts(narrow: Narrow, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Shape the ways to sort (排序): pressed again it turns round."""
    usual = "-told" if narrow.tab is Tab.EVERY else "day"
    now = narrow.sort or usual
    return [
        {
            "label": label,
            "href": url_for("inbox.index", **{**query, "sort": f"-{key}" if now == key else key}),
            "way": "↑" if now == key else "↓" if now == f"-{key}" else "",
        }
        for key, label in SORTS
    ]


def fields(
    session: Session, lines: Sequence[Line], narrow: Narrow, *, on: date
) -> list[dict[str, Any]]:
    """Offer what the list can be narrowed by (筛选栏): only what occurs in it."""
    occurring = _occurring(session, lines, narrow, on=on)
    rules = {rule: label or rule for rule, label, *_place in occurring}
    places = {(district, street) for *_rule, district, street in occurring}
    districts = {district for district, _street in places}
    streets = {street for district, street in places
               if street and narrow.district in ("", district)}  # fmt: skip
    names = inbox_queries.place_names(session, districts | streets)
    bar: list[dict[str, Any]] = [
        {"name": "text", "label": "企业或案号", "kind": "search", "value": narrow.text}
    ]
    if narrow.tab is not Tab.OPEN:
        bar.insert(0, {"name": "tab", "kind": "hidden", "value": narrow.tab.value})
    if len(districts) > 1 or narrow.district:
        bar.append(_select("district", "区", narrow.district, districts, names))
    if len(streets) > 1 or narrow.street:
        bar.append(_select("street", "街道（乡镇）", narrow.street, streets, names))
    bar.append(_select("rule", "期限种类", narrow.rule, rules, rules))
    if narrow.sort:
        bar.append({"name": "sort", "kind": "hidden", "value": narrow.sort})
    return bar


def _occurring(
    session: Session, lines: Sequence[Line], narrow: Narrow, *, on: date
) -> Sequence[tuple[str, str, str, str]]:
    if narrow.tab is Tab.EVERY:
        return inbox_history.told_choices(session, g.actor, on=on)
    return [
        (line.rule_id, line.label, line.district_code, line.street_code)
        for line in lines
        if line.tab(on=on) is narrow.tab
    ]


def _select(
    name: str, label: str, value: str, codes: Iterable[str], names: Mapping[str, str]
) -> dict[str, Any]:
    said: Callable[[str], str] = lambda code: names.get(code, code)  # noqa: E731 -- sorted by it too
    options = [(code, said(code)) for code in sorted(codes, key=said)]
    return {"name": name, "label": label, "kind": "select", "value": value,
            "options": [("", "全部"), *options], "picker": len(options) > 12}  # fmt: skip


# ── the spreadsheets ─────────────────────────────────────────────────────────────────────────


def cells(item: Item, words: str, *, on: date) -> list[lists.Value]:
    """Shape one line of the spreadsheet (导出一行)."""
    line = item.line
    later = line.snoozed_until if line.tab(on=on) is Tab.LATER else None
    return [
        words, line.title, line.number, line.label, BUCKETS[line.bucket], line.act_by,
        line.last_on, "已确定" if item.deadline.certain else "待放假安排公布", line.told_on,
        later, "已收起" if line.is_aside else None,
    ]  # fmt: skip


def told_cells(one: Told) -> list[lists.Value]:
    """Shape one line of the history's spreadsheet (导出历史一行)."""
    return [
        one.reminder.words, one.case.title, one.case.number, one.label, one.reminder.about_on,
        one.reminder.told_on, FATES[one.fate][0],
    ]  # fmt: skip
