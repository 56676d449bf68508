"""Coverage by a browser: the figures by district and street, and the list behind every figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import places as place_queries
from bargaining.queries.coverage import Report
from bargaining.rules import coverage as rules
from bargaining.rules import coverage_words as words
from bargaining.rules.coverage import (
    Denominator,
    Grouping,
    Line,
    Numerator,
    Question,
    Stage,
    Standing,
)
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.roles import REGISTER_READERS, Role
from bargaining.rules.states import WAY_LABELS
from bargaining.web.access import open_to

pages = Blueprint("coverage", __name__, url_prefix="/coverage")

PAGE_SIZE = 50
# Who sees more than one district first compares districts; all others their streets.
_ABOVE_DISTRICTS = frozenset({Role.CITY})
# Workers have no list of their own: the list of their enterprises shows how many each has.
_PEOPLE = {"workers": "enterprises", "workers_covered": "covered"}
_TILES = ("covered", "uncovered", "lapsing_90", "expired", "presumed")
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """What the address asks for (统计条件), and what of it could not be read."""

    question: Question
    kind: ContractKind
    known_on: date
    district: str | None
    unread: tuple[str, ...]


@pages.get("")
@open_to(*REGISTER_READERS)
def index() -> ResponseReturnValue:
    """Show the figures by group, with their total (覆盖统计)."""
    asked = _asked()
    report = _report(asked)
    query = _query(asked)
    return render_template(
        "coverage/index.html",
        asked=asked,
        fields=_fields(asked),
        words=_in_words(asked),
        tiles=_tiles(report, query),
        columns=_columns(asked.question.by),
        rows=[_row(line, asked, query) for line in report.lines],
        total=_cells(report.total, query, key=None) | {"name": report.total.name},
        kind_label=CONTRACT_LABELS[asked.kind],
        rate=report.total.rate,
        place=_place_name(asked),
        query=query,
        found=report.total.enterprises,
    )


@pages.get("/list")
@open_to(*REGISTER_READERS)
def named() -> ResponseReturnValue:
    """List the enterprises behind one figure (数字背后的名单)."""
    asked = _asked()
    report = _report(asked)
    column = request.args.get("column", "enterprises")
    column = column if column in rules.COLUMNS else "enterprises"
    key = request.args.get("key") or None
    text, sort = request.args.get("text", "").strip(), request.args.get("sort", "street")
    found = _sorted([one for one in report.behind(column, key=key) if _has(one, text)], sort)
    page = max(1, request.args.get("page", 1, type=int))
    names = place_queries.place_names(db.session())
    query = _query(asked) | {
        name: value
        for name, value in {"column": column, "key": key, "text": text, "sort": sort}.items()
        if value
    }
    return render_template(
        "coverage/list.html",
        asked=asked,
        heading=_heading(asked, report, column, key),
        meaning=words.COLUMN_MEANINGS[column],
        words=_in_words(asked),
        fields=_list_fields(query, column, text),
        rows=[
            _named_row(one, asked, names)
            for one in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        total=len(found),
        page=page,
        pages=max(1, -(-len(found) // PAGE_SIZE)),
        query=query,
        back=url_for(".index", **_query(asked)),
    )


# ── the question in the address ──────────────────────────────────────────────────────────────


def _asked() -> Asked:
    unread: list[str] = []
    today = clock.today()
    question = Question(
        on=_day("as_of", "时点", unread) or today,
        denominator=_word("denominator", Denominator, Denominator.UNIONISED),
        numerator=_word("numerator", Numerator, Numerator.ANY),
        stage=_word("stage", Stage, Stage.LIVE),
        by=_word(
            "by",
            Grouping,
            Grouping.DISTRICT if g.actor.role in _ABOVE_DISTRICTS else Grouping.STREET,
        ),
    )
    return Asked(
        question=question,
        kind=_word("kind", ContractKind, ContractKind.WAGE),
        known_on=_day("known_on", "登记情况截至", unread) or today,
        district=request.args.get("district") or None,
        unread=tuple(unread),
    )


def _word(name: str, kind: type[Word], default: Word) -> Word:
    """Read a choice; an address that somebody typed wrong is answered with the usual one."""
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else default


def _day(name: str, label: str, unread: list[str]) -> date | None:
    given = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        unread.append(f"{label}“{given}”看不明白，已按今天统计；请写成 2026-09-30 的样子。")
        return None


def _query(asked: Asked) -> dict[str, Any]:
    """Write the question as it stands in the address; days only where one was chosen."""
    question = asked.question
    query: dict[str, Any] = {
        "denominator": question.denominator.value,
        "numerator": question.numerator.value,
        "stage": question.stage.value,
        "kind": asked.kind.value,
        "by": question.by.value,
    }
    for name, day in (("as_of", question.on), ("known_on", asked.known_on)):
        if request.args.get(name):
            query[name] = day.isoformat()
    return query | ({"district": asked.district} if asked.district else {})


def _report(asked: Asked) -> Report:
    return coverage_queries.report(
        db.session(),
        actor=g.actor,
        question=asked.question,
        kind=asked.kind,
        known_on=asked.known_on,
        district=asked.district,
    )


def _fields(asked: Asked) -> list[dict[str, Any]]:
    question = asked.question
    choices: tuple[tuple[str, str, StrEnum, Mapping[Any, str]], ...] = (
        ("denominator", "分母", question.denominator, rules.DENOMINATOR_LABELS),
        ("numerator", "分子", question.numerator, rules.NUMERATOR_LABELS),
        ("stage", "阶段", question.stage, rules.STAGE_LABELS),
        ("kind", "合同种类", asked.kind, CONTRACT_LABELS),
        ("by", "分组", question.by, rules.GROUPING_LABELS),
    )
    fields: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label,
            "kind": "select",
            "value": value.value,
            "options": [(one.value, said) for one, said in labels.items()],
        }
        for name, label, value, labels in choices
    ]
    fields += [
        {"name": "as_of", "label": "时点", "kind": "day", "value": question.on.isoformat()},
        {"name": "known_on", "label": "登记情况截至", "kind": "day",
         "value": asked.known_on.isoformat()},
    ]  # fmt: skip
    if asked.district:
        fields.append({"name": "district", "kind": "hidden", "value": asked.district})
    return fields


def _list_fields(query: Mapping[str, Any], column: str, text: str) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {"name": "text", "label": "单位名称或代码", "kind": "search", "value": text},
        {
            "name": "column",
            "label": "名单",
            "kind": "select",
            "value": column,
            "options": [(one, words.LIST_NAMES[one]) for one in rules.COLUMNS],
        },
    ]
    hidden = (item for item in query.items() if item[0] not in ("text", "column"))
    return fields + [{"name": name, "kind": "hidden", "value": value} for name, value in hidden]


def _in_words(asked: Asked) -> list[str]:
    return [
        f"分母：{words.denominator_in_words(asked.question)}",
        f"分子：{words.numerator_in_words(asked.question, kind=asked.kind)}",
    ]


# ── the figures ──────────────────────────────────────────────────────────────────────────────


def _list_href(query: Mapping[str, Any], column: str, key: str | None) -> str:
    chosen: dict[str, Any] = dict(query) | {"column": column} | ({"key": key} if key else {})
    return url_for(".named", **chosen)


def _tiles(report: Report, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    total = report.total
    tiles: list[dict[str, Any]] = [
        {
            "label": rules.DENOMINATOR_LABELS[report.question.denominator],
            "value": f"{total.enterprises:,}",
            "unit": "家",
            "href": _list_href(query, "enterprises", None),
        }
    ]
    for column in _TILES:
        counted = (
            total.enterprises - total.covered if column == "uncovered" else getattr(total, column)
        )
        tiles.append(
            {
                "label": words.COLUMN_LABELS[column],
                "value": f"{counted:,}",
                "unit": "家",
                "href": _list_href(query, column, None),
            }
        )
    return tiles


def _columns(by: Grouping) -> list[dict[str, str]]:
    counted = [
        {"key": name, "label": words.COLUMN_LABELS[name], "kind": "count"} for name in rules.COUNTS
    ]
    rate = {"key": "rate", "label": "覆盖率", "kind": "rate"}
    name = {"key": "name", "label": rules.GROUPING_LABELS[by], "kind": "text"}
    return [name, *counted[:2], rate, *counted[2:]]


def _row(line: Line, asked: Asked, query: Mapping[str, Any]) -> dict[str, Any]:
    """One group: a district opens its streets, any other group its enterprises."""
    if asked.question.by is Grouping.DISTRICT:
        deeper: dict[str, Any] = dict(query) | {"by": Grouping.STREET.value, "district": line.key}
        href = url_for(".index", **deeper)
    else:
        href = _list_href(query, "enterprises", line.key)
    return {"href": href, "cells": _cells(line, query, key=line.key) | {"name": line.name}}


def _cells(line: Line, query: Mapping[str, Any], *, key: str | None) -> dict[str, Any]:
    cells: dict[str, Any] = {"rate": line.rate}
    for name in rules.COUNTS:
        counted = getattr(line, name)
        column = _PEOPLE.get(name, name)
        linked = {"text": counted, "href": _list_href(query, column, key)}
        cells[name] = linked if counted else counted
    return cells


def _place_name(asked: Asked) -> str:
    if asked.district is None:
        return ""
    return place_queries.place_names(db.session()).get(asked.district, asked.district)


# ── the list ─────────────────────────────────────────────────────────────────────────────────


def _heading(asked: Asked, report: Report, column: str, key: str | None) -> str:
    group = report.names.get(key, key) if key else _place_name(asked)
    label = words.LIST_NAMES[column]
    return f"{group} · {label}" if group else label


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


def _named_row(one: Standing, asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    contract, member = one.contract, one.member
    state, tone = _state(one, asked.question)
    cells: dict[str, Any] = {
        "name": {"text": member.name, "note": member.code or "缺码"},
        "street": {
            "text": names.get(member.street, member.street),
            "note": names.get(member.district, member.district),
        },
        "workers": member.workers,
        "state": {"text": state, "tone": tone},
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


def _state(one: Standing, question: Question) -> tuple[str, str]:
    """Say in words how an enterprise stands; the colour only repeats it."""
    if one.lapses_on is not None:
        days = (one.lapses_on - question.on).days
        return (f"{days} 天后期满" if days else "当天期满"), "amber"
    if one.expired or one.presumed:
        said = "到期未续" if one.expired else "推定待核"
        return (f"计入，{said}", "grey") if one.covered else (said, "amber")
    if one.covered:
        return "已覆盖", "good"
    if one.contract is not None and one.contract.effective_on is None:
        return "生效日待补", "grey"
    return "未覆盖", "grey"
