"""Coverage by a browser: the figures by district and street, and the list behind every figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import coverage_tables, lists
from bargaining.queries import coverage as coverage_queries
from bargaining.queries.coverage import Board, Report
from bargaining.rules import coverage as rules
from bargaining.rules import coverage_words as words
from bargaining.rules.coverage import Grouping, Standing
from bargaining.rules.deadline_rules import CONTRACT_LABELS
from bargaining.rules.roles import OFFICIALS, REGISTER_READERS, Role
from bargaining.web import (
    coverage_memory,
    coverage_question,
    coverage_shapes,
    coverage_tiles,
    downloads,
    filters,
    paging,
)
from bargaining.web.access import open_to
from bargaining.web.coverage_question import Asked

pages = Blueprint("coverage", __name__, url_prefix="/coverage")

PAGE_SIZE = 50
_STREET_DIGITS = 9


# ── the figures ──────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*REGISTER_READERS)
def index() -> ResponseReturnValue:
    """Show the figures by group, with their total (覆盖统计)."""
    asked = coverage_question.read()
    if g.actor.role is Role.UNION_CHAIR:
        return _own(asked)
    board = coverage_memory.board(db.session(), asked, actor=g.actor)
    query = coverage_question.query(asked)
    names = _place_names(board.report)
    street = _single_street(board)
    return render_template(
        "coverage/index.html",
        asked=asked,
        fields=coverage_question.fields(asked),
        kind_label=CONTRACT_LABELS[asked.kind],
        rate_label=coverage_shapes.stage_in_words(asked.question.stage),
        head=coverage_shapes.headline(board, query),
        target_place=names.get(board.target.place_code, "") if board.target else "",
        tiles=coverage_shapes.tiles(board, query),
        tables=coverage_shapes.tables(board, query),
        chart=coverage_shapes.chart(board, query, today=clock.today()),
        tilemap=coverage_tiles.draw(board, coverage_tables.groups(board).rows, query),
        steps=coverage_tiles.STEP_LABELS,
        named=_first_names(board, names) if street else None,
        names_href=coverage_shapes.list_href(query, {"column": "enterprises"}),
        place=names.get(asked.within.street or asked.within.district or "", ""),
        trail=_trail(asked, query, names),
        query=query,
        export_href=url_for(".export", **query),
        may_aim=g.actor.role in OFFICIALS,
        found=board.report.total.enterprises,
    )


@pages.get("/export.xlsx")
@open_to(*REGISTER_READERS)
def export() -> ResponseReturnValue:
    """Send all tables of the page as a spreadsheet (导出覆盖统计)."""
    asked = coverage_question.read()
    board = coverage_memory.board(db.session(), asked, actor=g.actor)
    content = coverage_tables.write_board(board, words=_exported_words(asked, board))
    return _sent(content, f"覆盖统计-{asked.question.on.isoformat()}.xlsx")


def _exported_words(asked: Asked, board: Board) -> list[str]:
    place = _place_names(board.report).get(board.place or "", "")
    return [
        *([f"范围：{place}"] if place else []),
        f"时点：{filters.plain_day(asked.question.on)}",
        f"登记情况截至：{filters.plain_day(asked.known_on)} 终了",
        f"合同种类：{CONTRACT_LABELS[asked.kind]}",
        *asked.in_words,
        f"名单校验码：{board.report.list_hash}",
    ]


def _sent(content: bytes, name: str) -> ResponseReturnValue:
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _own(asked: Asked) -> ResponseReturnValue:
    """A chair's enterprises are too few for rates: each stands with its own contracts."""
    read = coverage_memory.ground(db.session(), asked, actor=g.actor)
    found = coverage_queries.each_kind(read, on=asked.question.on)
    return render_template(
        "coverage/index_own.html",
        asked=asked,
        units=[coverage_shapes.own(kinds, on=asked.question.on) for kinds in found],
    )


def _single_street(board: Board) -> bool:
    """Below a street there are only names, so they stand on the page itself."""
    one_place = board.place is not None and len(board.place) == _STREET_DIGITS
    by_place = board.report.question.by in (Grouping.DISTRICT, Grouping.STREET)
    return one_place and by_place and len(board.report.lines) == 1


def _first_names(board: Board, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those who are missing stand first."""
    found = sorted(
        board.report.standings, key=lambda one: (one.covered, one.member.name, one.member.id)
    )
    return [coverage_shapes.named(one, board.report.question, names) for one in found[:PAGE_SIZE]]


def _trail(
    asked: Asked, query: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Lead back from a street to its district, and from there to all."""
    top = {name: value for name, value in query.items() if name not in ("district", "street")}
    steps = []
    if asked.within != coverage_queries.Within():
        by = Grouping.DISTRICT if g.actor.role is Role.CITY else Grouping.STREET
        label = "各区覆盖" if g.actor.role is Role.CITY else "各街道（乡镇）覆盖"
        steps.append({"label": label, "href": url_for(".index", **{**top, "by": by.value})})
    if asked.within.district and asked.within.street:
        up = {**top, "by": Grouping.STREET.value, "district": asked.within.district}
        name = names.get(asked.within.district, asked.within.district)
        steps.append({"label": name, "href": url_for(".index", **up)})
    return steps


def _place_names(report: Report) -> Mapping[str, str]:
    if report.question.by in (Grouping.DISTRICT, Grouping.STREET):
        return report.names
    return coverage_queries.group_names(db.session(), Grouping.DISTRICT)


# ── the list behind a figure ─────────────────────────────────────────────────────────────────


@pages.get("/list")
@open_to(*REGISTER_READERS)
def named() -> ResponseReturnValue:
    """List the enterprises behind one figure (数字背后的名单)."""
    asked = coverage_question.read()
    report = coverage_memory.board(db.session(), asked, actor=g.actor).report
    column, key, text, sort = _list_words()
    found = _chosen(report, column, key, text, sort)
    page = paging.asked_page()
    names = _place_names(report)
    query = _list_query(asked, column, key, text, sort)
    return render_template(
        "coverage/list.html",
        asked=asked,
        heading=_heading(asked, report, column, key),
        meaning=words.COLUMN_MEANINGS[column],
        fields=coverage_question.list_fields(query, column, text),
        rows=[
            coverage_shapes.named(one, asked.question, names)
            for one in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        total=len(found),
        page=page,
        pages=paging.count_pages(len(found), PAGE_SIZE),
        query=query,
        back=url_for(".index", **coverage_question.query(asked)),
        export_href=url_for(".export_named", **query),
    )


@pages.get("/list.xlsx")
@open_to(*REGISTER_READERS)
def export_named() -> ResponseReturnValue:
    """Send the list behind one figure as a spreadsheet (导出名单)."""
    asked = coverage_question.read()
    report = coverage_memory.board(db.session(), asked, actor=g.actor).report
    column, key, text, sort = _list_words()
    found = _chosen(report, column, key, text, sort)
    content = coverage_tables.write_names(
        words.LIST_NAMES[column], found, on=asked.question.on, names=_place_names(report)
    )
    heading = _heading(asked, report, column, key).replace(" · ", "-")
    return _sent(content, f"{heading}-{asked.question.on.isoformat()}.xlsx")


def _list_words() -> tuple[str, str | None, str, str]:
    column = request.args.get("column", "enterprises")
    return (
        column if column in rules.COLUMNS else "enterprises",
        request.args.get("key") or None,
        request.args.get("text", "").strip(),
        request.args.get("sort", "street"),
    )


def _list_query(asked: Asked, column: str, key: str | None, text: str, sort: str) -> dict[str, Any]:
    told = {"column": column, "key": key, "text": text, "sort": sort}
    return coverage_question.query(asked) | {name: value for name, value in told.items() if value}


def _heading(asked: Asked, report: Report, column: str, key: str | None) -> str:
    place = asked.within.street or asked.within.district or ""
    group = report.names.get(key, key) if key else _place_names(report).get(place, place)
    label = words.LIST_NAMES[column]
    return f"{group} · {label}" if group else label


def _chosen(report: Report, column: str, key: str | None, text: str, sort: str) -> list[Standing]:
    return _sorted([one for one in report.behind(column, key=key) if _has(one, text)], sort)


def _has(one: Standing, text: str) -> bool:
    return text in one.member.name or text.upper() in one.member.code


SORTS: Mapping[str, Callable[[Standing], Any]] = {
    "name": lambda one: one.member.name,
    "street": lambda one: one.member.street,
    "workers": lambda one: one.member.workers,
    "term": lambda one: one.contract.term_to if one.contract else None,
}


def _sorted(found: list[Standing], sort: str) -> list[Standing]:
    """Sort by one column, names within it; what is not known stands last either way."""
    by = SORTS.get(sort.removeprefix("-"), SORTS["street"])
    found = sorted(found, key=lambda one: (one.member.name, one.member.id))
    known = sorted(
        (one for one in found if by(one) is not None), key=by, reverse=sort.startswith("-")
    )
    return known + [one for one in found if by(one) is None]
