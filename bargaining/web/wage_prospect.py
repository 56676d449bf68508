"""How does a wage table stand over its whole term on a page? A drawing, and who sinks when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bargaining.db import db
from bargaining.documents import wage_charts
from bargaining.errors import LawMissing
from bargaining.models.case import Case
from bargaining.models.wage_table import WagePost, WageTable
from bargaining.queries import law as law_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import wage_law, wage_projection, wage_prospect
from bargaining.rules import wage_posts as posts_rules
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_prospect import Course, Prospect
from bargaining.web import filters

_LONGEST_NAME = 8
_NEAR = Decimal("1.3")  # posts far above would press the steps flat


def panel(case: Case, table: WageTable) -> dict[str, Any] | None:
    """Shape the whole term of a table (全期对照), None where it holds no monthly post to draw."""
    session = db.session()
    law = wage_law.wage_law(law_queries.law_book(session), place=case.district_code)
    posts = [(_as_post(row), row.countable_amount) for row in wage_queries.posts(session, table)]
    try:
        seen = wage_prospect.prospect(posts, law=law, term=Term(table.term_from, table.term_to))
    except LawMissing:
        return None
    if not seen.lowest:
        return None
    return {
        "chart": _chart(seen, law.monthly.label),
        "steps": [
            {"on": step.on, "amount": step.amount, "projected": step.projected}
            for step in seen.steps
        ],
        "rows": [_row(one) for one in seen.sinking],
        "people": sum(one.post.people for one in seen.sinking),
        "holds": not seen.sinking,
        "method": seen.projection.method_words() if seen.projection else "",
        "clause": wage_projection.escalator_clause(law),
    }


def _as_post(row: WagePost) -> posts_rules.WagePost:
    def exact(name: str) -> Decimal | None:
        written = row.stated.get(name)
        return None if written is None else Decimal(str(written))

    return posts_rules.WagePost(
        row=row.row,
        post=row.post,
        people=row.people,
        form=Form(row.form),
        proposed_amount=row.after_amount,
        due_days=exact("due_days"),
        attended_days=exact("attended_days"),
        note=str(row.others.get("note", "")),
    )


def _row(one: Course) -> dict[str, Any]:
    short = (one.floor_amount or Decimal(0)) - one.countable_amount
    return {
        "cells": {
            "post": {"text": one.post.post, "note": f"第 {one.post.row} 行"},
            "people": one.post.people,
            "countable": one.countable_amount,
            "on": one.sinks_on,
            "floor": {
                "text": filters.money(one.floor_amount),
                "note": "推算" if one.projected else "",
            },
            "short": short,
        },
        "tone": "" if one.projected else "red",
    }


def _chart(seen: Prospect, label: str) -> str:
    steps = tuple(wage_charts.Step(one.on, one.amount, one.projected) for one in seen.steps)
    levels = tuple(
        wage_charts.Level(
            f"{one.post.post[:_LONGEST_NAME]} {one.countable_amount:,.0f}",
            one.countable_amount,
            one.sinks_on is not None and not one.projected,
        )
        for one in _apart(seen)
    )
    lowest = seen.lowest[0]
    said = (
        f"{label}在合同期限内的变化，与工资最低的 {len(levels)} 个岗位对照；"
        f"最低的是{lowest.post.post} {filters.money(lowest.countable_amount)}。数字见旁边的表。"
    )
    return wage_charts.draw_prospect(
        steps, levels, until=wage_charts.end_of(seen.term.last_on), said=said
    )


def _apart(seen: Prospect) -> list[Course]:
    """Draw the lowest post, and further low ones near the floor that leave room for its name."""
    highest = max(step.amount for step in seen.steps) * _NEAR
    amounts = [step.amount for step in seen.steps] + [
        one.countable_amount for one in seen.lowest if one.countable_amount <= highest
    ]
    least = max((max(amounts) - min(amounts)) / 8, Decimal(20))
    drawn: list[Course] = []
    for one in seen.lowest:
        if drawn and one.countable_amount > highest:
            continue
        if all(abs(one.countable_amount - other.countable_amount) >= least for other in drawn):
            drawn.append(one)
    return drawn
