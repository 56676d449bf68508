"""How does a wage table stand on a page? Whole for the enterprise, merged for who is above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bargaining.rules import few_posts, figure_words
from bargaining.rules.few_posts import FEW, PostRow, ShownPost
from bargaining.rules.roles import Actor
from bargaining.rules.wage_findings import Severity
from bargaining.rules.wage_posts import FORM_LABELS, Form
from bargaining.web import filters, wage_stated

VERDICTS = {
    "pass": ("通过", "good"),
    "to_verify": ("待核", "amber"),
    "blocked": ("有须先处理的发现", "red"),
}


_TOO_FEW = f"可比的不足 {FEW} 人，不显示平均增幅与工资指导线的比较。"
_HOURLY = frozenset({"W-FLOOR-HOURLY", "W-FLOOR-HOLIDAY"})
_INSIDE = {
    "W-FRONTLINE": "一线职工与管理人员平均增幅的比较只在企业内显示。",
    "W-FLOOR-PROJECTED": "推算：合同期内最低工资标准再次调整的，有岗位将低于标准；"
    "岗位和金额只在企业内显示。",
    "W-OVERTIME-BASE": "加班工资基数请双方核对；岗位和金额只在企业内显示。",
}
_LIMITS = {
    "W-CUT": "协商前",
    "W-GUIDE": "指导线",
    "W-GUIDE-INDUSTRY": "指导线",
    "W-HOURS": "标准工时",
    "W-EQUAL-PAY": "同名岗位",
    "W-FRONTLINE": "全部职工",
    "W-PARENT-FLOOR": "区域、行业标准",
    "W-FLOOR-PROJECTED": "推算标准",
}
_BRIEFLY = {
    "W-FLOOR-MONTHLY": "月工资低于最低工资标准",
    "W-FLOOR-HOURLY": "小时工资低于非全日制小时最低工资标准",
    "W-FLOOR-HOLIDAY": "法定节假日小时工资低于标准",
    "W-FLOOR-PROBATION": "试用期工资低于标准",
    "W-FLOOR-INPUT": "个人社保、公积金待核",
    "W-FLOOR-PIECE": "计件定额和单价够不上最低工资标准",
    "W-HOURS": "工时或加班工资待核",
    "W-EQUAL-PAY": "同名岗位工资不同，待核",
    "W-RETIRED": "超龄人员",
    "W-FLOOR-SICK": "病假工资低于标准",
    "W-FLOOR-IDLE": "停工待遇低于标准",
    "W-OVERTIME-BASE": "加班工资基数",
    "W-PARENT-FLOOR": "低于区域、行业合同的标准",
    "W-ONLY-MINIMUM": "恰好按最低工资标准支付",
    "W-FLOOR-PROJECTED": "按推算将低于最低工资标准",
    "W-TERM": "合同期限",
    "W-GUIDE": "工资指导线",
    "W-GUIDE-INDUSTRY": "行业工资指导线",
    "W-FRONTLINE": "一线职工增幅",
    "W-TABLE": "工资表的读法",
    "W-TERMS": "条款",
    "W-CUT": "协商后低于协商前",
}
_IN_DOUBT = {
    "W-FLOOR-MONTHLY": "月工资是否低于最低工资标准待核",
    "W-FLOOR-HOURLY": "小时工资是否低于标准待核",
    "W-FLOOR-HOLIDAY": "法定节假日小时工资是否低于标准待核",
    "W-FLOOR-PROBATION": "试用期工资是否低于标准待核",
    "W-FLOOR-PIECE": "计件定额和单价待核",
    "W-FLOOR-SICK": "病假工资待核",
    "W-FLOOR-IDLE": "停工待遇待核",
    "W-PARENT-FLOOR": "区域、行业合同的标准，请核对",
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
    if not full:
        found = [_kept_inside(one) for one in found]
    if not _tells_of_single_persons(table, full=full):
        return found
    return [
        {**one, "message": _TOO_FEW, "value": "", "limit": ""}
        if one["rule"].startswith("W-GUIDE")
        else one
        for one in found
    ]


def _kept_inside(one: dict[str, Any]) -> dict[str, Any]:
    """Hold back what names single posts, or a kind of work's average: it tells of few people."""
    words = _INSIDE.get(one["rule"])
    return {**one, "message": words, "value": "", "limit": ""} if words and one["value"] else one


def _findings(table: WageTable, *, rows: bool) -> list[dict[str, Any]]:
    found = wage_queries.findings(db.session(), table)
    return [_finding(one) for one in found if (one.row is not None) == rows]


def findings(table: WageTable) -> list[dict[str, Any]]:
    """Shape everything that was found in a table (检查发现), for the enterprise."""
    return [_finding(one) for one in wage_queries.findings(db.session(), table)]


def _finding(one: WageFinding) -> dict[str, Any]:
    return shape_finding(
        rule=one.rule_id,
        severity=one.severity,
        message=one.message,
        row=one.row,
        post=one.post,
        figures=(one.value, one.limit),
        starts_on=one.starts_on,
        basis=one.basis,
    )


def shape_finding(
    *,
    rule: str,
    severity: str,
    message: str,
    row: int | None,
    post: str,
    figures: tuple[str, str],
    starts_on: date | None,
    basis: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """Shape one finding for a page (检查发现一条); its figures stand as decimal text."""
    value, limit = figures
    return {
        "rule": rule,
        "severity": severity,
        "message": message,
        "row": row,
        "post": post,
        "value": _figure(rule, value),
        "limit": _figure(rule, limit),
        "limit_label": _LIMITS.get(rule, "标准"),
        "from_on": starts_on,
        "basis": _cited(basis),
    }


def _cited(basis: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Cite each text once, its articles after it (依据)."""
    articles: dict[str, list[str]] = {}
    for one in basis:
        articles.setdefault(figure_words.days_in_words(one["text"]), []).append(one["article"])
    return [(text, "、".join(filter(None, found))) for text, found in articles.items()]


def _figure(rule: str, text: str) -> str:
    """Write a finding's figure in its unit; it stands as decimal text."""
    if not text:
        return ""
    value = Decimal(text)
    if rule.startswith("W-GUIDE") or rule == "W-FRONTLINE":
        return filters.rate(value)
    if rule == "W-HOURS":
        return f"{text} 小时"
    return f"{filters.money(value)}/小时" if rule in _HOURLY else filters.money(value)


def affected(table: WageTable) -> list[dict[str, Any]]:
    """Say for those who see no rows how many posts and people a finding is about (涉及人数)."""
    session = db.session()
    people = {post.row: post.people for post in wage_queries.posts(session, table)}
    rows: dict[tuple[str, str], set[int]] = {}
    for one in wage_queries.findings(session, table):
        if one.row is not None:
            rows.setdefault((_briefly(one), one.rule_id), set()).add(one.row)
    return [
        {
            "cells": {
                "rule": {"text": brief, "note": rule},
                "posts": len(found),
                "people": _people(sum(people.get(row, 0) for row in found)),
            }
        }
        for (brief, rule), found in rows.items()
    ]


def _briefly(one: WageFinding) -> str:
    return brief(one.rule_id, one.severity)


def brief(rule: str, severity: str) -> str:
    """Say in a few words what a finding is about (发现的简称).

    A floor that is only in doubt is not one that is missed.
    """
    if severity != Severity.BLOCK and rule in _IN_DOUBT:
        return _IN_DOUBT[rule]
    return _BRIEFLY.get(rule, rule)


def _people(count: int) -> int | str:
    return f"不足 {FEW} 人" if count < FEW else count


def rows(table: WageTable) -> list[dict[str, Any]]:
    """Shape each post with what is found of it in a few words (逐岗工资)."""
    beside: dict[int, list[WageFinding]] = {}
    for one in wage_queries.findings(db.session(), table):
        if one.row is not None:
            beside.setdefault(one.row, []).append(one)
    return [
        _post(post, beside.get(post.row, [])) for post in wage_queries.posts(db.session(), table)
    ]


def _post(post: WagePost, found: Sequence[WageFinding]) -> dict[str, Any]:
    worst = {one.severity for one in found}
    tone = "red" if "block" in worst else "amber" if "warn" in worst else ""
    rise = None
    if post.before_amount and post.after_amount is not None:
        rise = post.after_amount / post.before_amount - 1
    return {
        "cells": {
            "post": _named(post),
            "people": post.people,
            "form": FORM_LABELS[Form(post.form)],
            "before": post.before_amount,
            "after": post.after_amount if post.after_amount is not None else post.hourly_amount,
            "rise": rise,
            "countable": post.countable_amount,
            "found": "；".join(dict.fromkeys(_briefly(one) for one in found)) or "—",
        },
        "tone": tone,
    }


def further(table: WageTable) -> dict[str, Any]:
    """Shape what a table states of its posts beyond the amounts above (其余各列)."""
    posts = wage_queries.posts(db.session(), table)
    named = wage_stated.fields(posts)
    return {
        "columns": [{"key": "post", "label": "岗位"}, *wage_stated.columns(named)],
        "rows": [
            {"cells": {"post": _named(post), **wage_stated.cells(post, named)}} for post in posts
        ]
        if named
        else [],
    }


def _named(post: WagePost) -> dict[str, str]:
    return {"text": post.post, "note": f"第 {post.row} 行"}


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
            found.setdefault(one.row, set()).add(_briefly(one))
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
    posts = wage_queries.posts(db.session(), table)
    named = wage_stated.fields(posts)
    rows = [
        [post.post, post.people, FORM_LABELS[Form(post.form)], post.before_amount,
         post.after_amount, post.hourly_amount, post.countable_amount,
         *wage_stated.values(post, named)]
        for post in posts
    ]  # fmt: skip
    return lists.write_list("工资方案", [*EXPORTED, *wage_stated.titles(named)], rows)


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
