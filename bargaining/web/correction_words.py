"""How is it said what a correction changes? Before and after, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bargaining.rules import notice_words
from bargaining.rules.correction_effects import Effects
from bargaining.rules.notices import Notice
from bargaining.rules.roles import Sight
from bargaining.web import filters, holiday_shapes

Line = dict[str, str]


def lines(found: Effects, *, sight: Sight) -> list[Line]:
    """Shape what changes, the state first (更正前后); empty where nothing does.

    Whoever does not see the whole case is told the notices without names.
    """
    if found.is_nothing:
        return []
    return [*_case(found), *_deadlines(found), *_notices(found, sight)]


def _line(label: str, before: str, after: str) -> Line:
    return {"label": label, "before": before, "after": after}


def _case(found: Effects) -> Iterator[Line]:
    if found.state_before is not found.state_after:
        yield _line("本案状态", found.state_before.label, found.state_after.label)
    if found.next_before != found.next_after:
        yield _line("下一步", found.next_before, found.next_after)
    for label, before, after in found.columns:
        yield _line(label, _words(before), _words(after) or "没有登记")


def _deadlines(found: Effects) -> Iterator[Line]:
    for old, new in found.moved:
        yield _line(_label(old), _stands(old), _stands(new))
    for one in found.gone:
        yield _line(_label(one), _stands(one), "不再计算")
    for one in found.begun:
        yield _line(_label(one), "", _stands(one))


def _notices(found: Effects, sight: Sight) -> Iterator[Line]:
    def said(one: Notice) -> str:
        return one.message if sight is Sight.FULL else notice_words.plain(one)

    for one in found.notices_gone:
        yield _line("系统提示", said(one), "不再提示")
    for one in found.notices_new:
        yield _line("系统提示", "", said(one))


def _label(deadline: Mapping[str, Any]) -> str:
    return str(deadline["proof"]["label"])


def _stands(deadline: Mapping[str, Any]) -> str:
    """Say a deadline's day and how it stands; a rule without days has none."""
    if deadline["due_on"] is None and deadline["earliest"] is None:
        days = "没有固定日数"
    else:
        days = holiday_shapes.plainly(
            deadline["due_on"], deadline["earliest"], deadline["latest"],
            certain=deadline["certain"],
        )  # fmt: skip
    ended = deadline["ended_on"]
    return f"{days}，{filters.plain_day(ended)} 已办" if ended else f"{days}，还没有办"


def _words(value: object) -> str:
    if isinstance(value, date):
        return filters.plain_day(value)
    return "" if value is None else str(value)
