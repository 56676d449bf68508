"""Whom does a new figure concern? Contracts under a minimum wage, checks that will look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import g, request, url_for

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.errors import NotVisible
from bargaining.queries import cases as case_queries
from bargaining.queries import figures as figure_queries
from bargaining.queries import floor_recheck
from bargaining.queries import places as place_queries
from bargaining.queries.floor_recheck import Recheck, SinkingContract
from bargaining.rules import day_words, figure_words
from bargaining.rules.figure_entries import Draft
from bargaining.rules.figures import Figure
from bargaining.rules.roles import OFFICIALS, Actor, Role
from bargaining.web import filters, paging

READERS = (Role.ADMIN, Role.STREET_STAFF, Role.INSTRUCTOR, *OFFICIALS)
PER_PAGE = 50
FEW = 3  # fewer people than this are not told apart
EXPORTED = (
    "合同", "企业", "区", "低于标准的岗位数", "人数", "首个低于标准之日", "合同最后一天", "生效情况"
)  # fmt: skip
EXPORTED_DISTRICTS = ("区", "合同", "低于标准的岗位数", "人数")
COLUMNS = [
    {"key": "title", "label": "企业（合同）", "sort": "title"},
    {"key": "district", "label": "区", "sort": "district"},
    {"key": "posts", "label": "岗位", "kind": "count", "sort": "posts"},
    {"key": "people", "label": "人数", "kind": "number", "sort": "people"},
    {"key": "sinks", "label": "从哪一天起低于", "kind": "day", "sort": "sinks"},
    {"key": "last", "label": "合同最后一天", "kind": "day", "sort": "last"},
]
# For the city, which sees figures: no contract by its name.
DISTRICT_COLUMNS = [
    {"key": "district", "label": "区"},
    {"key": "contracts", "label": "合同", "kind": "count"},
    {"key": "posts", "label": "岗位", "kind": "count"},
    {"key": "people", "label": "人数", "kind": "number"},
]


@dataclass(frozen=True)
class Effects:
    """What a value changes, in sentences, and the list behind them (影响)."""

    lines: tuple[str, ...]
    rows: tuple[dict[str, Any], ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    path: str = ""
    query: dict[str, str] | None = None
    export_href: str = ""
    fields: tuple[dict[str, Any], ...] = ()
    columns: Sequence[dict[str, str]] = tuple(COLUMNS)
    unit: str = "份"


def effects(draft: Draft, *, actor: Actor) -> Effects:
    """Say what an entry changes before it is entered (录入的影响)."""
    entry, figure = draft.entry, draft.figure
    if figure.name not in figure_queries.FLOORS or entry.value is None:
        checks = figure_queries.count_open_checks(db.session(), figure.place)
        return Effects((_checks(checks),))
    found = look(figure, amount=entry.value, since=entry.effective_from, actor=actor)
    again = figure_queries.count_open_checks(db.session(), figure.place)
    return Effects(
        **{
            **found.__dict__,
            "lines": (*found.lines, *_past(entry.effective_from), _again(again)),
            "path": url_for("figures.new", name=figure.name),
        }
    )


def _checks(count: int) -> str:
    if not count:
        return "现在没有在谈且已上传工资方案的案件；以后检查的工资方案会用到这一条。"
    return f"在谈且已上传工资方案的案件有 {count} 件，下一次检查工资方案时会用到这一条。"


def _again(count: int) -> str:
    said = "以前检查过的工资方案保留当时的结论"
    return (
        f"{said}；在谈的 {count} 件案件会看到“标准已更新，请重新检查”。" if count else f"{said}。"
    )


def _past(since: date) -> list[str]:
    if since > clock.today():
        return []
    return [f"起始日（{day_words.plain_day(since)}）已经到了，录入后立即适用。"]


def look(figure: Figure, *, amount: Decimal, since: date, actor: Actor) -> Effects:
    """List one page of the contracts under a value that the actor may know of (受影响合同)."""
    recheck = _recheck(figure, amount=amount, since=since, actor=actor)
    names = place_queries.place_names(db.session())
    if actor.role is Role.CITY:
        return _by_district(recheck, figure, names, amount=amount, since=since)
    listed = _listed(recheck, figure, amount=amount, since=since, actor=actor)
    found = _narrowed(_all(listed), names)
    page = paging.asked_page()
    shown = _sorted(found, names, since)[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Effects(
        lines=(
            *_lines(recheck, figure, amount=amount, since=since),
            *_left_out(recheck, listed),
        ),
        rows=tuple(_row(one, names, since=since, linked=actor.role is not Role.ADMIN)
                   for one in shown),
        total=len(found),
        page=page,
        pages=paging.count_pages(len(found), PER_PAGE),
        path=url_for("figures.affected", name=figure.name),
        query={key: value for key, value in request.args.items() if value and key != "page"},
        export_href=url_for(
            "figures.affected_export",
            name=figure.name,
            place=figure.place,
            amount=str(amount),
            since=since.isoformat(),
            **_filters(),
        ),
        fields=tuple(_fields(listed, names)),
    )  # fmt: skip


def _by_district(
    recheck: Recheck, figure: Figure, names: dict[str, str], *, amount: Decimal, since: date
) -> Effects:
    """Add the contracts up by district, for who sees figures and no single contract."""
    rows = tuple(
        {
            "cells": {
                "district": district, "contracts": contracts, "posts": posts,
                "people": _people(people),
            }
        }
        for district, contracts, posts, people in _districts(recheck, names)
    )  # fmt: skip
    return Effects(
        lines=_lines(recheck, figure, amount=amount, since=since),
        rows=rows,
        total=len(rows),
        path=url_for("figures.affected", name=figure.name),
        query={},
        export_href=url_for(
            "figures.affected_export",
            name=figure.name,
            place=figure.place,
            amount=str(amount),
            since=since.isoformat(),
        ),
        columns=DISTRICT_COLUMNS,
        unit="个区",
    )


def _districts(recheck: Recheck, names: dict[str, str]) -> Iterator[tuple[str, int, int, int]]:
    found: dict[str, list[SinkingContract]] = {}
    for one in _all(recheck):
        found.setdefault(one.district_code, []).append(one)
    for code, mine in sorted(found.items()):
        posts, people = sum(one.posts for one in mine), sum(one.people for one in mine)
        yield names.get(code, code), len(mine), posts, people


def asked(figure: Figure, *, actor: Actor) -> tuple[Decimal, date]:
    """Read the value and its first day from the address, else the newest recorded.

    Nobody but who is about to enter one asks for a value of their own: trying one after the
    other would tell the wage of every single post.
    """
    amount, since = _named_value(figure)
    if actor.role is not Role.ADMIN and (amount, since) not in _standing(figure):
        raise NotVisible(figure.name)
    return amount, since


def _standing(figure: Figure) -> set[tuple[Decimal, date]]:
    """The values one may ask for: the newest, that of today, those to come."""
    today = clock.today()
    newest = max(figure.values, key=lambda one: one.effective_from, default=None)
    kept = [one for one in (newest, figure.find(today)) if one is not None]
    kept += [one for one in figure.values if one.effective_from > today]
    return {(one.value, one.effective_from) for one in kept if one.value is not None}


def _named_value(figure: Figure) -> tuple[Decimal, date]:
    newest = max(figure.values, key=lambda one: one.effective_from, default=None)
    try:
        amount = Decimal(request.args["amount"])
        since = date.fromisoformat(request.args["since"])
    except (KeyError, ValueError, ArithmeticError):
        if newest is None or newest.value is None:
            raise NotVisible(figure.name) from None
        return newest.value, newest.effective_from
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 9:
        raise NotVisible(figure.name)
    return amount, since


def written(figure: Figure, *, amount: Decimal, since: date, actor: Actor) -> bytes:
    """Write the whole list as a spreadsheet, as it is narrowed and sorted (导出)."""
    recheck = _recheck(figure, amount=amount, since=since, actor=actor)
    names = place_queries.place_names(db.session())
    if actor.role is Role.CITY:
        districts: list[Sequence[lists.Value]] = [
            (name, contracts, posts, _people(people))
            for name, contracts, posts, people in _districts(recheck, names)
        ]
        return lists.write_list("受影响合同", EXPORTED_DISTRICTS, districts)
    listed = _listed(recheck, figure, amount=amount, since=since, actor=actor)
    found = _sorted(_narrowed(_all(listed), names), names, since)
    rows: Iterator[Sequence[lists.Value]] = (
        (
            one.number,
            one.enterprise_name,
            names.get(one.district_code, ""),
            one.posts,
            _people(one.people),
            one.sinks_on(since),
            one.last_on,
            _effect(one),
        )
        for one in found
    )
    return lists.write_list("受影响合同", EXPORTED, rows)


def _listed(
    recheck: Recheck, figure: Figure, *, amount: Decimal, since: date, actor: Actor
) -> Recheck:
    """Leave small posts out for the administrator, who may try one value after the other."""
    if actor.role is not Role.ADMIN:
        return recheck
    return _recheck(figure, amount=amount, since=since, actor=actor, at_least=FEW)


def _left_out(recheck: Recheck, listed: Recheck) -> list[str]:
    posts = sum(one.posts for one in _all(recheck)) - sum(one.posts for one in _all(listed))
    if not posts:
        return []
    return [f"其中 {filters.count(posts)} 个岗位不足 {FEW} 人，只计入合计，不在清单里逐份列出。"]


def _recheck(
    figure: Figure, *, amount: Decimal, since: date, actor: Actor, at_least: int = 1
) -> Recheck:
    visible = (
        None if actor.role is Role.ADMIN else case_queries.visible_cases(actor, on=clock.today())
    )
    return floor_recheck.sinking(
        db.session(),
        floor=figure.name,
        amount=amount,
        place=figure.place,
        since=since,
        visible=visible,
        at_least=at_least,
    )


def _all(recheck: Recheck) -> list[SinkingContract]:
    return [*recheck.contracts, *recheck.awaiting]


def _lines(recheck: Recheck, figure: Figure, *, amount: Decimal, since: date) -> tuple[str, ...]:
    day, value = day_words.plain_day(since), figure_words.written(amount, figure.unit)
    own = "" if g.actor.role is Role.ADMIN else "您能看到的 "
    if not recheck.contracts:
        first = f"自{day}起，{own.strip()}在效合同中没有低于 {value}的岗位。"
    else:
        first = (
            f"自{day}起，{own}{filters.count(len(recheck.contracts))} 份在效合同的 "
            f"{filters.count(recheck.posts)} 个岗位（{_people(recheck.people)}）低于 {value}。"
        )
    waiting = len(recheck.awaiting)
    more = f"另有 {filters.count(waiting)} 份已签字、尚未生效的合同也有岗位低于这个数，一并列出。"
    return (first, more) if waiting else (first,)


def _people(people: int) -> str:
    return f"{filters.count(people)} 人" if people >= FEW else f"不足 {FEW} 人"


def _effect(one: SinkingContract) -> str:
    return "已生效" if one.effective_on is not None else "已签字，尚未生效"


def _row(
    one: SinkingContract, names: dict[str, str], *, since: date, linked: bool
) -> dict[str, Any]:
    note = one.number if one.effective_on is not None else f"{one.number}　{_effect(one)}"
    return {
        "href": url_for("cases.show", number=one.number) if linked else "",
        "cells": {
            "title": {"text": one.enterprise_name, "note": note},
            "district": names.get(one.district_code, ""),
            "posts": one.posts,
            "people": _people(one.people),
            "sinks": one.sinks_on(since),
            "last": one.last_on,
        },
    }


# ── narrowed and sorted by the address ───────────────────────────────────────────────────────


def _filters() -> dict[str, Any]:
    return {key: request.args[key] for key in ("text", "district") if request.args.get(key)}


def _fields(recheck: Recheck, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    given = request.args
    yield {"name": "text", "label": "企业名称或合同编号", "kind": "search",
           "value": given.get("text", "")}  # fmt: skip
    districts = sorted({one.district_code for one in _all(recheck)})
    options = [("", "全部"), *((code, names.get(code, code)) for code in districts)]
    yield {"name": "district", "label": "区", "kind": "select",
           "value": given.get("district", ""), "options": options}  # fmt: skip
    for key, value in given.items():
        if key not in {"text", "district", "page"} and value:
            yield {"name": key, "kind": "hidden", "value": value}


def _narrowed(found: list[SinkingContract], _names: dict[str, str]) -> list[SinkingContract]:
    text = request.args.get("text", "").strip()
    district = request.args.get("district", "")
    return [
        one
        for one in found
        if (not text or text in one.enterprise_name or text in one.number)
        and (not district or one.district_code == district)
    ]


def _sorted(
    found: list[SinkingContract], names: dict[str, str], since: date
) -> list[SinkingContract]:
    """Order as the address asks; as it comes, most people first, where it asks for nothing."""
    orders: dict[str, Callable[[SinkingContract], Any]] = {
        "title": lambda one: one.enterprise_name,
        "district": lambda one: names.get(one.district_code, ""),
        "posts": lambda one: one.posts,
        "people": lambda one: one.people,
        "sinks": lambda one: one.sinks_on(since),
        "last": lambda one: one.last_on,
    }
    by = request.args.get("sort", "")
    order = orders.get(by.removeprefix("-"))
    return sorted(found, key=order, reverse=by.startswith("-")) if order else found
