"""What does one figure's seed say? Its values, its parts by scope, its gaps, what is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bargaining import errors
from bargaining.rules import figure_words
from bargaining.rules.figures import Figure, FigureKind
from bargaining.rules.lawbook import LeftOut
from bargaining.rules.lawbook_rows import figure_from, value_from
from bargaining.rules.primitives import Row

PARTIAL_DAY = re.compile(r"\d{4}(-\d{2})?")
OBSERVED_ONLY = "表上只写这一天在用，施行日未查到：只作参考，不用来判断。"
# What a table's head says about the parts rather than about their values.
_OF_PARTS = ("unit", "scope_kind", "edition")


class Amiss(errors.Unusable):
    """One entry of a figure's seed is not whole (条目不完整); `number` says which."""

    def __init__(self, problem: errors.Unusable, *, number: int) -> None:
        super().__init__(str(problem), field=problem.refusal.field)
        self.number = number


@dataclass
class _Part:
    """The rows of one history while a file is being read."""

    head: Row
    values: list[Row] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)


def read(document: Mapping[str, Any], *, place: str) -> tuple[list[Figure], list[LeftOut]]:
    """Read one figure's file: the whole, its parts by scope, and what is left out (读取标准).

    `values` are the figure's own, `tables` hold a value for each of several scopes. A standing
    entry without a full day is not loaded but left out; from its first possible day on, nothing
    is answered until the next entry. What was only observed is loaded for its day and listed as
    well. Raises Unusable, as Amiss where it is one entry's fault.
    """
    seed = dict(document)
    own, tables = seed.pop("values", None), seed.pop("tables", [])
    codes = seed.pop("codes", {})
    stated = seed.pop("left_out", [])
    parting: Row = {name: seed.pop(name) for name in ("scope_kind", "edition") if name in seed}
    if not isinstance(own, list | None) or not isinstance(tables, list) or not (own or tables):
        raise errors.Unusable("缺少 values。")
    head: Row = {"name": seed.pop("figure", None), "place": place, **seed}
    left_out = [_left_out(head, str(one["entry"]), str(one["reason"])) for one in stated]
    whole, left = _whole(head, own or [])
    parts, observed = _parts(head, tables, parting=parting, codes=codes)
    figures = [figure_from(each.head, values=each.values, gaps=each.gaps) for each in parts]
    if own:
        figures.insert(0, figure_from(whole.head, values=whole.values, gaps=whole.gaps))
    return figures, [*left_out, *left, *observed]


def _left_out(head: Row, entry: str, reason: str) -> LeftOut:
    return LeftOut(figure=str(head["name"]), place=str(head["place"]), entry=entry, reason=reason)


def _check(part: _Part) -> None:
    """Refuse the value read last where it is not whole, the head too while it is the first."""
    if len(part.values) == 1:
        figure_from(part.head, values=part.values, gaps=[])
    else:
        value_from(part.values[-1], kind=FigureKind(part.head["kind"]))


def _is(head: Row, kind: FigureKind) -> bool:
    return head.get("kind") == kind.value


# ── the figure itself ────────────────────────────────────────────────────────────────────────


def _whole(head: Row, entries: list[Any]) -> tuple[_Part, list[LeftOut]]:
    whole, left_out = _Part(head), []
    for number, entry in enumerate(entries, start=1):
        try:
            gap = _gap(entry) if _is(head, FigureKind.STANDING) else None
            if gap is None:
                whole.values.append(_dated(entry, head))
                _check(whole)
                continue
        except errors.Unusable as problem:
            raise Amiss(problem, number=number) from problem
        whole.gaps.append(gap)
        left_out.append(_left_out(head, gap["stated"], gap["reason"]))
    return whole, left_out


def _gap(entry: Mapping[str, Any]) -> Row | None:
    """Turn an entry that may not be loaded into a gap from its first possible day.

    That is one without a full day, and one whose amount is missing though the change is known.
    """
    stated = str(entry.get("effective_from"))
    missing = entry.get("status") == "missing"
    if not missing and not PARTIAL_DAY.fullmatch(stated):
        return None
    if not (entry.get("source") or {}).get("title"):
        raise errors.Unusable("没有写明出处，不予收录。", field="source")
    reason = str(entry.get("note") or "没有完整的施行日。")
    return {
        "effective_from": f"{stated}-01-01"[:10],
        "stated": f"{stated} {entry.get('value') or figure_words.NO_AMOUNT}",
        "reason": reason,
    }


def _dated(entry: Mapping[str, Any], head: Row) -> Row:
    """Give an entry its first day, as its kind has it."""
    row = dict(entry)
    if _is(head, FigureKind.OBSERVED):
        on = row.pop("observed_on", None)
        return {**row, "effective_from": on, "effective_to": on}
    if not _is(head, FigureKind.YEARLY):
        return row
    # A yearly entry begins with its publication where that is known, else with New Year's Day.
    published_on, year = row.pop("published_on", None), row.get("year")
    if not isinstance(year, int):
        raise errors.Unusable("缺少年份 year。", field="year")
    return {**row, "effective_from": published_on or date(year, 1, 1)}


# ── its parts ────────────────────────────────────────────────────────────────────────────────


def _parts(
    head: Row, tables: list[Any], *, parting: Row, codes: Mapping[str, str]
) -> tuple[list[_Part], list[LeftOut]]:
    """Take tables apart into one history for each scope named in them."""
    parts: dict[str, _Part] = {}
    listed: list[LeftOut] = []
    for number, table in enumerate(tables, start=1):
        shared = dict(table)
        values = shared.pop("values", None)
        about = {**parting, **{name: shared.pop(name) for name in _OF_PARTS if name in shared}}
        if not isinstance(values, Mapping) or not values:
            raise Amiss(errors.Unusable("表里没有 values。"), number=number)
        for scope, value in values.items():
            part = parts.setdefault(str(scope), _Part(_part_head(head, scope, about, codes)))
            given = value if isinstance(value, Mapping) else {"value": value}
            try:
                part.values.append(_dated({**shared, **given}, head))
                _check(part)
            except errors.Unusable as problem:
                said = errors.Unusable(f"“{scope}”：{problem}", field=problem.refusal.field)
                raise Amiss(said, number=number) from problem
        if _is(head, FigureKind.OBSERVED):
            stated = "、".join(f"{scope} {value}" for scope, value in values.items())
            on = shared.get("observed_on")
            listed.append(_left_out(head, f"{on} {stated}", OBSERVED_ONLY))
    return list(parts.values()), listed


def _part_head(head: Row, scope: object, about: Row, codes: Mapping[str, str]) -> Row:
    named: Row = {"kind": about.get("scope_kind"), "name": str(scope)}
    if str(scope) in codes:
        named |= {"code": codes[str(scope)], "edition": about.get("edition", "")}
    return {**head, "unit": about.get("unit", head.get("unit")), "scope": named}
