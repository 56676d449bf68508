"""The officials' first screen: the rate against its target, what asks for them, place by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.queries import official_desk
from bargaining.queries.coverage import Board
from bargaining.queries.official_desk import NEAR_DAYS, Desk
from bargaining.rules.coverage import DENOMINATOR_LABELS, Grouping, Line, Stage
from bargaining.rules.deadline_rules import CONTRACT_LABELS
from bargaining.rules.roles import Role
from bargaining.web import coverage_memory, coverage_question
from bargaining.web.coverage_question import Asked
from bargaining.web.gap_address import UNCOVERED

Query = Mapping[str, Any]


def home() -> ResponseReturnValue:
    """Show an official the territory (总工会首页): rate, gap, what asks for them, the places."""
    session, today = db.session(), clock.today()
    asked = coverage_question.read()
    board = coverage_memory.board(session, asked, actor=g.actor)
    by = asked.question.by
    found = official_desk.desk(session, g.actor, today=today, by=by)
    query = coverage_question.query(asked)
    names = board.report.names
    return render_template(
        "home/official.html",
        asked=asked,
        place=names.get(board.place or "", ""),
        kind_label=CONTRACT_LABELS[asked.kind],
        denominators=[(one.value, label) for one, label in DENOMINATOR_LABELS.items()],
        head=_head(board, asked, query),
        wanted=_wanted(found),
        ladder=_ladder(board, asked, query),
        columns=_columns(board),
        rows=_rows(board, found, query),
        query=query | ({"sort": sort} if (sort := request.args.get("sort", "")) else {}),
        total=_total(board, found, query),
        enterprises=board.report.total.enterprises,
        coverage_href=url_for("coverage.index", **query),
        export_href=url_for("coverage.export", **query),
        may_aim=g.actor.role in (Role.DISTRICT, Role.CITY),
    )


def _gap_href(query: Query, **more: str) -> str:
    """Address the list of the gap in the same question."""
    kept = {name: value for name, value in query.items() if name != "by"}
    return url_for("gap.index", **{**kept, **more})


def _list_href(query: Query, column: str) -> str:
    return url_for("coverage.named", **{**query, "column": column})


# ── the figures on top ───────────────────────────────────────────────────────────────────────


def _head(board: Board, asked: Asked, query: Query) -> dict[str, Any]:
    total = board.report.total
    ever = next(one for one in board.kinds if one.kind is asked.kind)
    return {
        "label": DENOMINATOR_LABELS[asked.question.denominator],
        "rate": total.rate,
        "covered": total.covered,
        "enterprises": total.enterprises,
        "covered_href": _list_href(query, "covered"),
        "target": board.target,
        "still": board.missing(total),
        "gap_href": _gap_href(query, category=UNCOVERED),
        "nominal_rate": ever.rate(Stage.EFFECTIVE),
        "nominal": ever.reached[Stage.EFFECTIVE],
        "nominal_href": url_for("coverage.index", **{**query, "stage": Stage.EFFECTIVE.value}),
        "lapsing": total.lapsing_90,
        "lapsing_href": _gap_href(query, category="lapsing"),
        "missing": sum(not one.covered for one in board.report.standings),
        "year_ago": board.year_ago,
        "year_ago_href": url_for(
            "coverage.index", **{**query, "as_of": board.year_ago.on.isoformat()}
        ),
    }


def _wanted(found: Desk) -> list[dict[str, Any]]:
    """What asks for somebody to act, each with the list behind it."""
    return [
        {"label": "尚未答复", "value": found.unanswered, "unit": "件", "note": "含逾期、暂不同意",
         "href": url_for("duties.index", list="unanswered")},
        {"label": "派指导员", "value": found.hard, "unit": "件", "note": "难案，还没有指导员",
         "href": url_for("duties.index", list="hard")},
        {"label": "默示生效将至", "value": found.silent, "unit": "件",
         "note": f"{NEAR_DAYS} 天内，有收到凭证",
         "href": url_for("duties.index", list="silence", state="proved", days=NEAR_DAYS)},
        {"label": "逾期", "value": found.overdue, "unit": "项", "note": "按义务人分列",
         "tone": "red" if found.overdue else "grey",
         "href": url_for("duties.index", list="overdue")},
        {"label": "主席空缺、任期届满", "value": found.to_elect, "unit": "家", "note": "企业工会",
         "href": url_for("duties.index", list="unions")},
        {"label": "待核", "value": found.to_verify, "unit": "件", "note": "登记有待核实",
         "href": url_for("cases.index", to_verify=1)},
    ]  # fmt: skip


def _ladder(board: Board, asked: Asked, query: Query) -> list[dict[str, Any]]:
    """How many came how far, from signing to being in force."""
    line = next(one for one in board.kinds if one.kind is asked.kind)
    labels = {Stage.SIGNED: "签过", Stage.FILED: "报送有回执", Stage.EFFECTIVE: "生效过",
              Stage.LIVE: "期内有效"}  # fmt: skip
    return [
        {
            "label": labels[stage],
            "count": line.reached[stage],
            "enterprises": line.enterprises,
            "href": url_for(
                "coverage.named", **{**query, "stage": stage.value, "column": "covered"}
            ),
        }
        for stage in Stage
    ]


# ── place by place ───────────────────────────────────────────────────────────────────────────


def _columns(board: Board) -> list[dict[str, str]]:
    """What the table says of each place; what is missing to a target only where one is set."""
    label = "区" if board.report.question.by is Grouping.DISTRICT else "街道（乡镇）"
    columns = [
        ("name", label, "text"), ("enterprises", "企业", "count"), ("covered", "有效", "count"),
        ("rate", "覆盖率", "rate"), ("still", "还差", "count"), ("gap", "未覆盖", "count"),
        ("lapsing", "90天内到期", "count"), ("late", "逾期", "count"),
    ]  # fmt: skip
    return [
        {"key": key, "label": said, "kind": kind, "sort": key}
        for key, said, kind in columns
        if key != "still" or board.targets
    ]


def _rows(board: Board, found: Desk, query: Query) -> list[dict[str, Any]]:
    """The places, in the order of their codes or sorted by one column; unknown values last."""
    sort = request.args.get("sort", "")
    by = _SORTS.get(sort.removeprefix("-"))
    if by is None:
        lines = list(board.report.lines)
    else:
        known = [one for one in board.report.lines if by(one, board, found) is not None]
        known.sort(key=lambda one: by(one, board, found), reverse=sort.startswith("-"))
        lines = known + [one for one in board.report.lines if one not in known]
    return [_row(one, board, found, query) for one in lines]


_SORTS: Mapping[str, Callable[[Line, Board, Desk], Any]] = {
    "name": lambda line, board, found: line.name,
    "enterprises": lambda line, board, found: line.enterprises,
    "covered": lambda line, board, found: line.covered,
    "rate": lambda line, board, found: line.rate,
    "still": lambda line, board, found: board.missing(line),
    "gap": lambda line, board, found: line.enterprises - line.covered,
    "lapsing": lambda line, board, found: line.lapsing_90,
    "late": lambda line, board, found: found.late_by_place.get(line.key, 0),
}


def _row(line: Line, board: Board, found: Desk, query: Query) -> dict[str, Any]:
    by = board.report.question.by
    place = "district" if by is Grouping.DISTRICT else "street"
    narrowed = {**query, place: line.key}
    deeper = {**narrowed, "by": Grouping.STREET.value}
    behind = {**query, "key": line.key}
    late = found.late_by_place.get(line.key, 0)
    overdue: dict[str, Any] = {"list": "overdue", place: line.key}
    return {
        "href": url_for("coverage.index", **deeper),
        "cells": {
            "name": line.name,
            "enterprises": _linked(line.enterprises, _list_href(behind, "enterprises")),
            "covered": _linked(line.covered, _list_href(behind, "covered")),
            "rate": line.rate,
            "still": board.missing(line),
            "gap": _linked(
                line.enterprises - line.covered, _gap_href(narrowed, category=UNCOVERED)
            ),
            "lapsing": _linked(line.lapsing_90, _gap_href(narrowed, category="lapsing")),
            "late": _linked(late, url_for("duties.index", **overdue)),
        },
    }


def _linked(number: int, href: str) -> Any:  # noqa: ANN401 -- a plain nought, or a link
    return {"text": number, "href": href} if number else number


def _total(board: Board, found: Desk, query: Query) -> dict[str, Any]:
    total = board.report.total
    return {
        "name": "合计",
        "enterprises": _linked(total.enterprises, _list_href(query, "enterprises")),
        "covered": _linked(total.covered, _list_href(query, "covered")),
        "rate": total.rate,
        "still": board.missing(total),
        "gap": _linked(total.enterprises - total.covered, _gap_href(query, category=UNCOVERED)),
        "lapsing": _linked(total.lapsing_90, _gap_href(query, category="lapsing")),
        "late": _linked(found.overdue, url_for("duties.index", list="overdue")),
    }
