"""How do the old contract and the new round stand side by side, on a page and in a sheet?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from bargaining.documents import lists
from bargaining.queries.case_view import CaseView
from bargaining.queries.renewal import Before
from bargaining.rules import contract_changes, renewal_terms, wage_compare
from bargaining.rules.facts import CaseFacts
from bargaining.rules.renewal_terms import Kept, Term
from bargaining.rules.wage_compare import Cell, MatrixRow
from bargaining.web import filters, shapes, wage_columns

TERM_COLUMNS = (
    {"key": "label", "label": "条款"},
    {"key": "before", "label": "上期"},
    {"key": "after", "label": "本期"},
    {"key": "kept", "label": "对照", "kind": "tag"},
)
HEAD_COLUMNS = (
    {"key": "label", "label": "事项"},
    {"key": "before", "label": "上期"},
    {"key": "after", "label": "本期"},
)
POST_COLUMNS = (
    {"key": "post", "label": "岗位"},
    {"key": "before", "label": "上期约定", "kind": "money"},
    {"key": "after", "label": "本期方案", "kind": "money"},
)
_NOT_YET = "还没有定"
_NOT_ENTERED = Kept.UNENTERED.label
_TONES = {Kept.CHANGED: "amber", Kept.NEW: "amber", Kept.DROPPED: "amber"}


# ── in a few words ───────────────────────────────────────────────────────────────────────────


def panel(seen: CaseView, old: Before) -> dict[str, Any]:
    """Shape the few words that stand beside a step before the signature (上期对照)."""
    found = renewal_terms.terms(old.facts, seen.facts)
    changed = renewal_terms.differing(found)
    return {
        "href": url_for("renewals.index", number=seen.case.number),
        "old_href": url_for("cases.show", number=old.case.number),
        "old_words": f"{old.case.year} 年度合同",
        "terms": _counted(found, changed, old=old.facts),
        "changed": [one.ask.label for one in changed],
        "rises": _rises(old.facts, seen.facts),
        "amended": amended(old),
    }


def _counted(found: Sequence[Term], changed: Sequence[Term], *, old: CaseFacts) -> str:
    if not found or not renewal_terms.is_entered(old):
        return "上期是补录的，没有录入条款" if old.is_backfilled else "上期没有登记条款"
    kept = len(found) - len(changed)
    if not changed:
        return f"{kept} 条都沿用上期"
    return f"沿用 {kept} 条，有变动 {len(changed)} 条"


def _rises(old: CaseFacts, now: CaseFacts) -> str:
    pair = [_rise(one) for one in (old, now)]
    return "" if not any(pair) else f"上期 {pair[0] or '—'}，本期 {pair[1] or _NOT_YET}"


def _rise(facts: CaseFacts) -> str:
    signed = facts.last("sign")
    stated = signed.payload.get("rise_rate") if signed else None
    if stated in (None, ""):
        stated = facts.wages.payload.get("rise_rate") if facts.wages else None
    return filters.rate(Decimal(stated)) if stated not in (None, "") else ""


def amended(old: Before) -> list[str]:
    """Say what a change put otherwise in the old contract (上期合同的变更)."""
    last = contract_changes.last_day(old.facts) or date.max
    return [
        f"{one.before} → {one.after}" if one.before else one.after
        for one in renewal_terms.amended(old.facts, on=last)
    ]


# ── side by side ─────────────────────────────────────────────────────────────────────────────


def head_rows(old: CaseFacts, now: CaseFacts) -> list[dict[str, Any]]:
    """Shape what every contract states of itself (主要事项对照)."""
    rows = [
        ("合同期限", _term(old.term), _term(_planned(now))),
        ("年度平均工资调整幅度", _rise(old), _rise(now)),
        ("覆盖职工人数", _people(old), _people(now)),
        ("工资表", _table(old), _table(now)),
    ]
    return [
        {"cells": {"label": label, "before": before or "—", "after": after or _NOT_YET}}
        for label, before, after in rows
    ]


def _planned(facts: CaseFacts) -> tuple[date | None, date | None]:
    """The term as signed; before that, as the wage table was handed in for."""
    if facts.term[1] is not None or facts.wages is None:
        return facts.term
    return facts.wages.day("term_from"), facts.wages.day("term_to")


def _term(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first is None or last is None:
        return ""
    return f"{filters.plain_day(first)} 至 {filters.plain_day(last)}"


def _people(facts: CaseFacts) -> str:
    return "" if facts.workers_covered is None else f"{facts.workers_covered:,} 人"


def _table(facts: CaseFacts) -> str:
    if facts.wages is None:
        return ""
    said = facts.wages.payload
    return f"{said.get('posts', 0):,} 个岗位，{said.get('people', 0):,} 人"


def term_rows(found: Iterable[Term]) -> list[dict[str, Any]]:
    """Shape the comparison by terms (逐条对照)."""
    return [
        {
            "cells": {
                "label": one.ask.label,
                "before": _before(one),
                "after": _said(one, one.after),
                "kept": {"text": one.kept.label, "tone": _TONES.get(one.kept, "grey")},
            }
        }
        for one in found
    ]


def _before(one: Term) -> str:
    return _NOT_ENTERED if one.kept is Kept.UNENTERED else _said(one, one.before)


def _said(one: Term, value: Any) -> str:  # noqa: ANN401 -- JSON
    return "—" if value in (None, "") else shapes.answer_words(one.ask, value)


def post_rows(found: Iterable[MatrixRow], *, has_old: bool) -> list[dict[str, Any]]:
    """Shape the comparison by posts (逐岗对照): old agreed wage, new one, the difference.

    Without `has_old` nobody entered the old table: its posts are not known, and none is new.
    """
    return [
        {
            "cells": {
                "post": {"text": row.name, "note": _people_words(row, has_old=has_old)},
                "before": _pay(row.cells[0]) if has_old else _NOT_ENTERED,
                "after": {
                    "text": _pay(row.cells[1]),
                    "note": _difference(row) if has_old else "",
                },
            }
        }
        for row in found
    ]


def _pay(cell: Cell) -> str:
    return "没有此岗位" if cell.post is None else wage_columns.pay_in_words(cell.post)


def _difference(row: MatrixRow) -> str:
    before, after = row.cells
    if before.post is None:
        return "上期没有"
    return "" if after.post is None else wage_columns.difference_in_words(after, before)


def _people_words(row: MatrixRow, *, has_old: bool) -> str:
    cells = row.cells if has_old else row.cells[1:]
    told = [f"{cell.post.people} 人" if cell.post else "无" for cell in cells]
    words = told[0] if told[0] == told[-1] else f"上期 {told[0]}，本期 {told[1]}"
    return f"同名第 {row.number} 个，{words}" if row.number > 1 else words


# ── as a spreadsheet ─────────────────────────────────────────────────────────────────────────


def book(
    head: Sequence[dict[str, Any]], found: Sequence[Term], posts: Sequence[MatrixRow]
) -> bytes:
    """Write the comparison as a spreadsheet (导出上期对照)."""
    return lists.write_book(
        [
            lists.Sheet(
                "主要事项", _labels(HEAD_COLUMNS), [list(one["cells"].values()) for one in head]
            ),
            lists.Sheet(
                "条款",
                _labels(TERM_COLUMNS),
                [
                    [one.ask.label, _before(one), _said(one, one.after), one.kept.label]
                    for one in found
                ],
            ),
            lists.Sheet(
                "岗位",
                ("岗位", "上期人数", "上期约定", "本期人数", "本期方案", "差额"),
                [_post_cells(row) for row in posts],
            ),
        ]
    )


def _labels(columns: Iterable[dict[str, str]]) -> list[str]:
    return [one["label"] for one in columns]


def _post_cells(row: MatrixRow) -> list[lists.Value]:
    cells: list[lists.Value] = [row.name]
    for cell in row.cells:
        cells += (
            ["", None]
            if cell.post is None
            else [cell.post.people, wage_compare.pay_of(cell.post)[0]]
        )
    return [*cells, row.cells[1].difference_amount]
