"""How do the coverage figures stand on a page? Tables with a link behind every number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from bargaining.documents import charts, coverage_tables
from bargaining.documents.charts import Mark
from bargaining.documents.coverage_tables import Column, Row, Table
from bargaining.queries.coverage import Board
from bargaining.rules import coverage as rules
from bargaining.rules import coverage_words as words
from bargaining.rules.coverage import Question, Stage, Standing
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.states import WAY_LABELS
from bargaining.rules.trend import Point
from bargaining.web import filters

TILES = ("covered", "uncovered", "lapsing_90", "in_talks", "lapsed", "presumed")


def list_href(query: Mapping[str, Any], behind: Mapping[str, str]) -> str:
    """Address the list behind a number (名单地址)."""
    return url_for("coverage.named", **{**query, **behind})


def tiles(board: Board, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Shape the figures of the whole (合计)."""
    total = board.report.total
    asked = rules.DENOMINATOR_LABELS[board.report.question.denominator]
    counts = {
        "enterprises": (asked, total.enterprises),
        **{
            name: (
                words.COLUMN_LABELS[name],
                total.enterprises - total.covered if name == "uncovered" else getattr(total, name),
            )
            for name in TILES
        },
    }
    return [
        {
            "label": label,
            "value": f"{counted:,}",
            "unit": "家",
            "href": list_href(query, {"column": name}),
        }
        for name, (label, counted) in counts.items()
    ]


# ── tables ───────────────────────────────────────────────────────────────────────────────────


def table(found: Table, query: Mapping[str, Any], *, opens: str) -> dict[str, Any]:
    """Shape a table (表格); `opens` is the page that a row's name leads to.

    A count and its rate share one cell: the rate stands below.
    """
    rates = {column.key for column in found.columns if column.key.endswith("_rate")}
    columns = [column for column in found.columns if column.key not in rates]
    return {
        "caption": found.title,
        "columns": [
            {"key": column.key, "label": column.label, "kind": column.kind} for column in columns
        ],
        "rows": [
            {
                "href": _opens(one, query, opens),
                "cells": _cells(one, columns, query),
                "tone": "",
            }
            for one in found.rows
        ],
        "total": _cells(found.total, columns, query) if found.total else None,
    }


def _opens(row: Row, query: Mapping[str, Any], page: str) -> str:
    if "column" in row.opens:
        return list_href(query, row.opens)
    return url_for(page, **{**query, **row.opens})


def _cells(row: Row, columns: list[Column], query: Mapping[str, Any]) -> dict[str, Any]:
    return {column.key: _cell(row, column.key, query) for column in columns}


def _cell(row: Row, key: str, query: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- as the macro's
    value = row.cells[key]
    rate = row.cells.get(f"{key}_rate")
    note = filters.rate(rate) if isinstance(rate, Decimal) else row.cells.get("note", "")
    if key in ("name", "on"):
        said = "所选" if row.chosen and key == "name" else note if key == "on" else ""
        return {"text": value, "note": said} if said else value
    note = note if isinstance(rate, Decimal) else ""
    if not value or key not in row.behind:
        return {"text": value, "note": note} if note else value
    return {"text": value, "href": list_href(query, row.behind[key]), "note": note}


# ── the headline and the trend ───────────────────────────────────────────────────────────────


def headline(board: Board, query: Mapping[str, Any]) -> dict[str, Any]:
    """Shape what stands above everything (总览): rate, last year's, target, what is missing."""
    now, then = board.trend[-1], board.year_ago
    missing = board.missing(board.report.total)
    return {
        "rate": now.rate,
        "count": f"{now.covered:,} / {now.enterprises:,} 家",
        "year_ago": then,
        "year_ago_href": url_for("coverage.index", **{**query, "as_of": then.on.isoformat()}),
        "change": _change(now, then),
        "target": board.target,
        "missing": missing,
        "missing_href": list_href(query, {"column": "uncovered"}),
    }


def _change(now: Point, then: Point) -> str:
    """Write the difference in points, of the rates as they are shown."""
    if now.rate is None or then.rate is None:
        return ""
    points = rules.percent(now.rate) - rules.percent(then.rate)
    if not points:
        return "与去年同日持平"
    return f"比去年同日{'高' if points > 0 else '低'} {abs(points)} 个百分点"


def chart(board: Board, query: Mapping[str, Any], *, today: date) -> str:
    """Draw the trend (走势图): every point leads to that day's figures."""
    target = board.target
    marks = []
    for number, one in enumerate(board.trend):
        is_last = number == len(board.trend) - 1
        aimed = target is not None and one.on.year == target.year
        marks.append(
            Mark(
                label=_label(one.on, first=number == 0, last=is_last, today=today),
                rate=one.rate,
                href=url_for("coverage.index", **{**query, "as_of": one.on.isoformat()}),
                said=f"{filters.plain_day(one.on)}：{filters.rate(one.rate)}",
                target=target.rate if target is not None and aimed else None,
            )
        )
    return charts.draw_trend(tuple(marks))


def _label(on: date, *, first: bool, last: bool, today: date) -> str:
    if last:
        return "今天" if on == today else f"{on.month}月{on.day}日"
    return f"{on.month}月\n{on.year}年" if first or on.month == 1 else f"{on.month}月"


# ── names ────────────────────────────────────────────────────────────────────────────────────


def named(one: Standing, question: Question, names: Mapping[str, str]) -> dict[str, Any]:
    """Shape one enterprise of a list (名单行)."""
    contract, member = one.contract, one.member
    said = words.state(one, on=question.on)
    cells: dict[str, Any] = {
        "name": {"text": member.name, "note": member.code or "缺码"},
        "street": {
            "text": names.get(member.street, member.street),
            "note": names.get(member.district, member.district),
        },
        "workers": member.workers,
        "state": {"text": said.words, "tone": said.tone},
    }
    if contract:
        cells |= {
            "contract": {
                "text": contract.number,
                "href": url_for("cases.show", number=contract.number),
                "note": WAY_LABELS[contract.way],
            },
            "signed": contract.signed_on,
            "effective": contract.effective_on,
            "term": contract.term_to,
        }
    return {"href": url_for("enterprises.show", enterprise_id=member.id), "cells": cells}


def own(found: Mapping[ContractKind, Standing], *, on: date) -> dict[str, Any]:
    """Shape how one enterprise stands in every kind of contract (本单位各类合同)."""
    member = found[ContractKind.WAGE].member
    rows = []
    for kind, one in found.items():
        said, contract = words.state(one, on=on), one.contract
        cells: dict[str, Any] = {
            "kind": CONTRACT_LABELS[kind],
            "state": {"text": said.words, "tone": said.tone},
        }
        if contract:
            cells |= {
                "contract": {
                    "text": contract.number,
                    "href": url_for("cases.show", number=contract.number),
                    "note": WAY_LABELS[contract.way],
                },
                "effective": contract.effective_on,
                "term": contract.term_to,
            }
        rows.append({"cells": cells})
    return {
        "name": member.name,
        "href": url_for("enterprises.show", enterprise_id=member.id),
        "rows": rows,
    }


def stage_in_words(stage: Stage) -> str:
    """Name the rate by its stage (比率名称)."""
    return "有效覆盖率" if stage is Stage.LIVE else f"{rules.STAGE_LABELS[stage]}的比率"


def tables(board: Board, query: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Shape all tables of the page (统计表)."""
    return {
        "groups": table(coverage_tables.groups(board), query, opens="coverage.index"),
        "denominators": table(coverage_tables.denominators(board), query, opens="coverage.index"),
        "kinds": table(coverage_tables.kinds(board), query, opens="coverage.index"),
        "trend": table(coverage_tables.trend(board), query, opens="coverage.index"),
    }
