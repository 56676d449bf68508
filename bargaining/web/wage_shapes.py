"""How does a wage table stand on a page? Whole for the enterprise, merged for who is above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bargaining.db import db
from bargaining.documents import lists
from bargaining.models.case import Case
from bargaining.models.wage_opening import WageOpening
from bargaining.models.wage_table import WageFinding, WagePost, WageTable
from bargaining.queries import wage_openings as opening_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import few_posts
from bargaining.rules.few_posts import FEW, PostRow, ShownPost
from bargaining.rules.roles import Actor
from bargaining.rules.wage_posts import FORM_LABELS, Form
from bargaining.web import filters

VERDICTS = {
    "pass": ("通过", "good"),
    "to_verify": ("待核", "amber"),
    "blocked": ("有岗位低于最低工资标准", "red"),
}


_TOO_FEW = f"可比的不足 {FEW} 人，不显示平均增幅与工资指导线的比较。"
_HOURLY = frozenset({"W-FLOOR-HOURLY", "W-FLOOR-HOLIDAY"})
_LIMITS = {"W-CUT": "协商前", "W-GUIDE": "指导线", "W-GUIDE-INDUSTRY": "指导线"}
_BRIEFLY = {
    "W-FLOOR-MONTHLY": "月工资低于最低工资标准",
    "W-FLOOR-HOURLY": "小时工资低于非全日制小时最低工资标准",
    "W-FLOOR-HOLIDAY": "法定节假日小时工资低于标准",
    "W-FLOOR-PROBATION": "试用期工资低于标准",
    "W-FLOOR-INPUT": "个人社保、公积金待核",
    "W-CUT": "协商后低于协商前",
}


def _tells_of_single_persons(table: WageTable, *, full: bool) -> bool:
    """An average over one or two people is somebody's own wage."""
    compared = table.summary.get("compared_people", table.people)
    return min(table.people, compared) < FEW and not full


def summary(table: WageTable, *, full: bool) -> dict[str, Any]:
    """Shape the figures of a table as far as somebody sees (概要); they stand as decimal text."""
    stored = {} if _tells_of_single_persons(table, full=full) else table.summary
    lowest = (stored.get("lowest") or {}) if full else {}
    figures = {
        "rise_rate": stored.get("rise_rate"),
        "average_before": stored.get("average_before"),
        "average_after": stored.get("average_after"),
        "lowest": lowest.get("countable"),
    }
    exact = {name: None if text is None else Decimal(text) for name, text in figures.items()}
    return {**exact, "lowest_post": lowest.get("post", "")}


def general(table: WageTable, *, full: bool) -> list[dict[str, Any]]:
    """Say what is found of the whole table (整表提示), but nothing that gives an average away."""
    found = _findings(table, rows=False)
    if not _tells_of_single_persons(table, full=full):
        return found
    return [
        {**one, "message": _TOO_FEW, "value": "", "limit": ""}
        if one["rule"].startswith("W-GUIDE")
        else one
        for one in found
    ]


def _findings(table: WageTable, *, rows: bool) -> list[dict[str, Any]]:
    found = wage_queries.findings(db.session(), table)
    return [_finding(one) for one in found if (one.row is not None) == rows]


def _finding(one: WageFinding) -> dict[str, Any]:
    return {
        "rule": one.rule_id,
        "severity": one.severity,
        "message": one.message,
        "row": one.row,
        "post": one.post,
        "value": _figure(one.rule_id, one.value),
        "limit": _figure(one.rule_id, one.limit),
        "limit_label": _LIMITS.get(one.rule_id, "标准"),
        "from_on": one.starts_on,
        "basis": [(basis["text"], basis["article"]) for basis in one.basis],
    }


def _figure(rule: str, text: str) -> str:
    """Write a finding's figure in its unit; it stands as decimal text."""
    if not text:
        return ""
    value = Decimal(text)
    if rule.startswith("W-GUIDE"):
        return filters.rate(value)
    return f"{filters.money(value)}/小时" if rule in _HOURLY else filters.money(value)


def affected(table: WageTable) -> list[dict[str, Any]]:
    """Say for those who see no rows how many posts and people a finding is about (涉及人数)."""
    session = db.session()
    people = {post.row: post.people for post in wage_queries.posts(session, table)}
    rows: dict[str, set[int]] = {}
    for one in wage_queries.findings(session, table):
        if one.row is not None:
            rows.setdefault(one.rule_id, set()).add(one.row)
    return [
        {
            "cells": {
                "rule": {"text": _BRIEFLY.get(rule, rule), "note": rule},
                "posts": len(found),
                "people": _people(sum(people.get(row, 0) for row in found)),
            }
        }
        for rule, found in rows.items()
    ]


def _people(count: int) -> int | str:
    return f"不足 {FEW} 人" if count < FEW else count


def rows(table: WageTable) -> list[dict[str, Any]]:
    """Shape each post with its findings beside it (逐岗检查)."""
    beside: dict[int, list[dict[str, Any]]] = {}
    for one in _findings(table, rows=True):
        beside.setdefault(one["row"], []).append(one)
    return [
        _post(post, beside.get(post.row, [])) for post in wage_queries.posts(db.session(), table)
    ]


def _post(post: WagePost, findings: list[dict[str, Any]]) -> dict[str, Any]:
    worst = {one["severity"] for one in findings}
    tone = "red" if "block" in worst else "amber" if "warn" in worst else ""
    rise = None
    if post.before_amount and post.after_amount is not None:
        rise = post.after_amount / post.before_amount - 1
    return {
        "cells": {
            "post": {"text": post.post, "note": f"第 {post.row} 行"},
            "people": post.people,
            "form": FORM_LABELS[Form(post.form)],
            "before": post.before_amount,
            "after": post.after_amount if post.after_amount is not None else post.hourly_amount,
            "rise": rise,
            "countable": post.countable_amount,
        },
        "tone": tone,
        "findings": findings,
    }


# ── from above ───────────────────────────────────────────────────────────────────────────────


def above(table: WageTable) -> list[dict[str, Any]]:
    """Shape a table for who opened it from above (查看工资表): no post of one or two people."""
    posts = wage_queries.posts(db.session(), table)
    found = _briefly_by_row(table)
    return [_line_above(line, posts, found) for line in _shown_above(posts)]


def _shown_above(posts: Sequence[WagePost]) -> Sequence[ShownPost]:
    return few_posts.shown_above(
        [PostRow(post.post, post.form, post.people, _amounts(post)) for post in posts]
    )


def _amounts(post: WagePost) -> dict[str, Decimal | None]:
    """Keep apart what goes into the table's averages, which need both amounts, and what not."""
    both = post.before_amount is not None and post.after_amount is not None
    return {
        "before": post.before_amount if both else None,
        "after": post.after_amount if both else None,
        "alone": None if both else post.after_amount,
        "hourly": post.hourly_amount,
    }


def _proposed(line: ShownPost) -> Decimal | None:
    found = (line.amounts[name] for name in ("after", "alone", "hourly"))
    return next((amount for amount in found if amount is not None), None)


def _briefly_by_row(table: WageTable) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one in wage_queries.findings(db.session(), table):
        if one.row is not None:
            found.setdefault(one.row, set()).add(_BRIEFLY.get(one.rule_id, one.rule_id))
    return found


def _line_above(
    line: ShownPost, posts: Sequence[WagePost], found: dict[int, set[str]]
) -> dict[str, Any]:
    """One line; what was found is told of posts that stand by themselves."""
    rules: set[str] = set()
    if not line.is_merged:
        rules = set().union(*(found.get(posts[place].row, set()) for place in line.rows))
    before, after = line.amounts["before"], line.amounts["after"]
    return {
        "cells": {
            "post": {"text": line.post, "note": _merged_note(line)},
            "people": line.people,
            "form": FORM_LABELS[Form(line.form)] if line.form else "",
            "before": before,
            "after": _proposed(line),
            "rise": after / before - 1 if before and after is not None else None,
            "found": "；".join(sorted(rules)),
        },
    }


def _merged_note(line: ShownPost) -> str:
    return f"{line.posts} 个岗位合并，其中有不足 {FEW} 人的" if line.is_merged else ""


# ── as a spreadsheet ─────────────────────────────────────────────────────────────────────────

EXPORTED = ("岗位", "人数", "用工形式", "协商前", "协商后", "小时工资", "计入最低工资部分")
EXPORTED_ABOVE = ("岗位", "人数", "用工形式", "协商前（平均）", "协商后（平均）", "说明")


def exported(table: WageTable) -> bytes:
    """Write a table's posts as a spreadsheet, for the enterprise (导出工资表)."""
    rows = [
        [post.post, post.people, FORM_LABELS[Form(post.form)], post.before_amount,
         post.after_amount, post.hourly_amount, post.countable_amount]
        for post in wage_queries.posts(db.session(), table)
    ]  # fmt: skip
    return lists.write_list("工资方案", EXPORTED, rows)


def exported_above(table: WageTable) -> bytes:
    """Write what `above` shows as a spreadsheet, and nothing more (导出工资表)."""
    rows = [
        [line.post, line.people, FORM_LABELS[Form(line.form)] if line.form else "",
         line.amounts["before"], _proposed(line), _merged_note(line)]
        for line in _shown_above(wage_queries.posts(db.session(), table))
    ]  # fmt: skip
    return lists.write_list("工资方案", EXPORTED_ABOVE, rows)


# ── who looked ───────────────────────────────────────────────────────────────────────────────


LATELY = timedelta(days=30)


def looked_into(case: Case) -> list[dict[str, Any]]:
    """Shape who opened a case's wage table from above, when and why (查看记录), newest first."""
    return [_looked(one) for one in opening_queries.list_openings(db.session(), case)]


def looked_lately(actor: Actor, *, on: date, at: datetime) -> list[dict[str, Any]]:
    """Shape who opened the tables of somebody's cases in the last thirty days (近期查看记录)."""
    found = opening_queries.list_lately(db.session(), actor=actor, on=on, since=at - LATELY)
    return [_looked(one) | {"title": title} for one, title in found]


def _looked(one: WageOpening) -> dict[str, Any]:
    return {"who": one.actor_name, "at": one.opened_at, "reason": one.reason, "title": ""}
