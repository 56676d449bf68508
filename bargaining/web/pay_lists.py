"""A month's pay as a list: by post or row by row, narrowed and sorted by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from flask import request, url_for

from bargaining.documents import lists
from bargaining.models.pay_check import PayCheck
from bargaining.rules import pay_lines, pay_posts
from bargaining.rules.pay_lines import MATCHED_LABELS, SHORT, PaidLine
from bargaining.rules.pay_posts import PostPay
from bargaining.rules.wage_findings import FLOOR_RULES
from bargaining.rules.wage_posts import FORM_LABELS, Form
from bargaining.web import paging, wage_shapes

PAGE_SIZE = 50
SHOWS: Mapping[str, str] = {
    "": "全部",
    "short": "低于约定",
    "floor": "低于最低工资标准",
    "noted": "有提示",
    "open": "没有比较",
}
WAYS: Mapping[str, str] = {"post": "逐岗对照", "row": "逐行对照"}
_FLOORS = frozenset(rule.value for rule in FLOOR_RULES)
_HOURLY = "元／小时"
_Item = TypeVar("_Item")
_ROW_COLUMNS = ("行", "岗位", "人数", "用工形式", "约定", "实发", "差额", "对应方式", "核对发现")
_POST_COLUMNS = (
    "岗位", "用工形式", "行数", "人数", "约定", "实发最低", "实发平均", "低于约定的行",
    "低于约定的人数", "低于约定合计", "低于最低工资标准的行", "对应方式",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks to see (查看条件)."""

    way: str
    show: str
    words: str
    sort: str

    def query(self, check: PayCheck, **more: str) -> dict[str, Any]:
        """Write it back into an address, without what says nothing."""
        said = {"check": check.number, "by": self.way, "show": self.show, "q": self.words,
                "sort": self.sort, **more}  # fmt: skip
        return {name: value for name, value in said.items() if value}


class Listed:
    """One check's rows as they are asked for (核对明细)."""

    def __init__(self, check: PayCheck) -> None:
        self.check = check
        self.lines = [pay_lines.read_line(line) for line in check.lines]
        self.asked = self._asked()

    def _asked(self) -> Asked:
        way = request.args.get("by", "")
        show = request.args.get("show", "")
        usual = "post" if len(self._all_posts) < len(self.lines) else "row"
        return Asked(
            way=way if way in WAYS else usual,
            show=show if show in SHOWS else "",
            words=" ".join(request.args.get("q", "").split())[:60],
            sort=request.args.get("sort", ""),
        )

    @cached_property
    def findings(self) -> Mapping[int, Sequence[Mapping[str, Any]]]:
        """What was said of each row."""
        beside: dict[int, list[Mapping[str, Any]]] = {}
        for one in self.check.findings:
            if one["row"] is not None:
                beside.setdefault(one["row"], []).append(one)
        return beside

    @cached_property
    def short(self) -> frozenset[int]:
        """The rows that got less than was agreed without anything to explain it."""
        return self._warned(frozenset({SHORT}))

    @cached_property
    def below_floor(self) -> frozenset[int]:
        """The rows below the month's minimum wage."""
        return self._warned(_FLOORS)

    def _warned(self, rules: frozenset[str]) -> frozenset[int]:
        return frozenset(
            row
            for row, found in self.findings.items()
            if any(one["rule"] in rules and one["severity"] == "warn" for one in found)
        )

    @cached_property
    def _all_posts(self) -> tuple[PostPay, ...]:
        return self._by_post(self.lines)

    def _by_post(self, lines: Iterable[PaidLine]) -> tuple[PostPay, ...]:
        return pay_posts.by_post(lines, short=self.short, below_floor=self.below_floor)

    @cached_property
    def rows(self) -> list[PaidLine]:
        """The rows asked for, in the order asked for."""
        found = [line for line in self.lines if self._is_asked(line)]
        return _sorted(found, self.asked.sort, _ROW_SORTS)

    @cached_property
    def posts(self) -> list[PostPay]:
        """The posts of the rows asked for."""
        found = self._by_post(filter(self._is_asked, self.lines))
        return _sorted(found, self.asked.sort, _POST_SORTS)

    def _is_asked(self, line: PaidLine) -> bool:
        if self.asked.words and self.asked.words not in line.post:
            return False
        match self.asked.show:
            case "short":
                return line.row in self.short
            case "floor":
                return line.row in self.below_floor
            case "noted":
                return line.row in self.findings
            case "open":
                return line.difference_amount is None
            case _:
                return True


_ROW_SORTS: Mapping[str, Callable[[PaidLine], Any]] = {
    "row": lambda line: line.row,
    "post": lambda line: line.post,
    "people": lambda line: line.people,
    "agreed": lambda line: _known(line.agreed_amount),
    "paid": lambda line: _known(line.paid_amount),
    "difference": lambda line: _known(line.difference_amount),
}
_POST_SORTS: Mapping[str, Callable[[PostPay], Any]] = {
    "post": lambda post: post.post,
    "people": lambda post: post.people,
    "agreed": lambda post: _known(post.agreed_amount),
    "lowest": lambda post: _known(post.lowest_amount),
    "average": lambda post: _known(post.average_amount),
    "short": lambda post: post.short_people,
    "wanting": lambda post: post.short_amount,
}


def _known(amount: Decimal | None) -> tuple[bool, Decimal]:
    """What is not known stands behind what is, lowest first."""
    return amount is None, amount or Decimal(0)


def _sorted(
    found: Iterable[_Item], sort: str, sorts: Mapping[str, Callable[[_Item], Any]]
) -> list[_Item]:
    by = sorts.get(sort.removeprefix("-"))
    return sorted(found, key=by, reverse=sort.startswith("-")) if by else list(found)


# ── on the page ──────────────────────────────────────────────────────────────────────────────


def shaped(number: str, listed: Listed) -> dict[str, Any]:
    """Shape the list for the page (核对明细): its columns, one page of it, filter and ways."""
    asked, check = listed.asked, listed.check
    by_post = asked.way == "post"
    found: Sequence[Any] = listed.posts if by_post else listed.rows
    page = paging.asked_page()
    one_page = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    query = asked.query(check)
    return {
        "title": WAYS[asked.way],
        "columns": _POST_HEADS if by_post else _ROW_HEADS,
        "rows": [_post(number, listed, one) if by_post else _row(listed, one) for one in one_page],
        "fields": _fields(asked, check),
        "ways": [
            {"label": label, "active": way == asked.way,
             "href": url_for("pay.index", number=number,
                             **asked.query(check, by=way, sort=""))}
            for way, label in WAYS.items()
        ],
        "path": url_for("pay.index", number=number),
        "query": query,
        "page": page,
        "pages": paging.count_pages(len(found), PAGE_SIZE),
        "total": len(found),
        "unit": "个岗位" if by_post else "行",
        "export_href": url_for("pay.export", number=number, **query),
    }  # fmt: skip


_ROW_HEADS: tuple[dict[str, str], ...] = (
    {"key": "post", "label": "岗位", "sort": "post"},
    {"key": "people", "label": "人数", "kind": "count", "sort": "people"},
    {"key": "form", "label": "用工形式"},
    {"key": "agreed", "label": "约定", "kind": "money", "sort": "agreed"},
    {"key": "paid", "label": "实发", "kind": "money", "sort": "paid"},
    {"key": "difference", "label": "差额", "kind": "money", "sort": "difference"},
    {"key": "matched", "label": "对应方式"},
)
_POST_HEADS: tuple[dict[str, str], ...] = (
    {"key": "post", "label": "岗位", "sort": "post"},
    {"key": "people", "label": "人数", "kind": "count", "sort": "people"},
    {"key": "agreed", "label": "约定", "kind": "money", "sort": "agreed"},
    {"key": "lowest", "label": "实发最低", "kind": "money", "sort": "lowest"},
    {"key": "average", "label": "实发平均", "kind": "money", "sort": "average"},
    {"key": "short", "label": "低于约定", "sort": "short"},
    {"key": "wanting", "label": "低于约定合计", "kind": "money", "sort": "wanting"},
)


def _fields(asked: Asked, check: PayCheck) -> list[dict[str, Any]]:
    return [
        {"name": "check", "kind": "hidden", "value": check.number},
        {"name": "by", "kind": "hidden", "value": asked.way},
        {"name": "q", "kind": "search", "label": "岗位", "value": asked.words},
        {"name": "show", "kind": "select", "label": "只看", "value": asked.show,
         "options": list(SHOWS.items())},
    ]  # fmt: skip


def _money(amount: Decimal | None, form: Form) -> Any:  # noqa: ANN401 -- a table's cell
    return {"text": amount, "note": _HOURLY} if form is Form.PART_TIME else amount


def _row(listed: Listed, line: PaidLine) -> dict[str, Any]:
    return {
        "cells": {
            "post": {"text": line.post, "note": f"第 {line.row} 行"},
            "people": line.people,
            "form": FORM_LABELS[line.form],
            "agreed": _money(line.agreed_amount, line.form),
            "paid": _money(line.paid_amount, line.form),
            "difference": line.difference_amount,
            "matched": MATCHED_LABELS[line.matched],
        },
        "tone": "amber" if line.row in listed.short | listed.below_floor else "",
        "findings": [shaped_finding(one) for one in listed.findings.get(line.row, ())],
    }


def _post(number: str, listed: Listed, post: PostPay) -> dict[str, Any]:
    href = url_for("pay.index", number=number, **listed.asked.query(
        listed.check, by="row", q=post.post, sort=""))  # fmt: skip
    return {
        "cells": {
            "post": {"text": post.post, "href": href,
                     "note": f"{FORM_LABELS[post.form]}，{post.rows} 行"},
            "people": post.people,
            "agreed": _money(post.agreed_amount, post.form)
            if post.agreed_amount is not None
            else MATCHED_LABELS[post.matched],
            "lowest": _money(post.lowest_amount, post.form),
            "average": _money(post.average_amount, post.form),
            "short": {
                "text": f"{post.short_rows} 行 {post.short_people} 人"
                if post.short_rows
                else "没有",
                "note": f"{post.floor_rows} 行低于最低工资标准" if post.floor_rows else "",
            },
            "wanting": post.short_amount if post.short_rows else None,
        },
        "tone": "amber" if post.short_rows or post.floor_rows else "",
    }  # fmt: skip


def shaped_finding(one: Mapping[str, Any]) -> dict[str, Any]:
    """Shape one finding of a check for a page (核对发现)."""
    return wage_shapes.shape_finding(
        rule=one["rule"],
        severity=one["severity"],
        message=one["message"],
        row=one["row"],
        post=one["post"],
        figures=("", ""),
        starts_on=None,
        basis=one["basis"],
    )


# ── as a spreadsheet ─────────────────────────────────────────────────────────────────────────


def written(listed: Listed) -> bytes:
    """Write a check as a spreadsheet, narrowed as the page is (导出核对结果)."""
    general = [[one["message"]] for one in listed.check.findings if one["row"] is None]
    return lists.write_book(
        [
            lists.Sheet("逐岗对照", _POST_COLUMNS, map(_post_line, listed.posts)),
            lists.Sheet("逐行对照", _ROW_COLUMNS, (_row_line(listed, one) for one in listed.rows)),
            lists.Sheet("整张表的提示", ("提示",), general),
        ]
    )


def _row_line(listed: Listed, line: PaidLine) -> list[lists.Value]:
    return [
        line.row, line.post, line.people, FORM_LABELS[line.form], line.agreed_amount,
        line.paid_amount, line.difference_amount, MATCHED_LABELS[line.matched],
        "".join(one["message"] for one in listed.findings.get(line.row, ())),
    ]  # fmt: skip


def _post_line(post: PostPay) -> list[lists.Value]:
    return [
        post.post, FORM_LABELS[post.form], post.rows, post.people, post.agreed_amount,
        post.lowest_amount, post.average_amount, post.short_rows, post.short_people,
        post.short_amount, post.floor_rows, MATCHED_LABELS[post.matched],
    ]  # fmt: skip
