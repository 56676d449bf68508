"""What is kept of a month's pay table? The columns that were compared, and no person's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bargaining.documents import lists
from bargaining.documents.lists import Value
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_posts import (
    CATEGORY_LABELS,
    FORM_LABELS,
    HOURS_LABELS,
    STATED_LABELS,
    BonusSpan,
    Form,
    WagePost,
    WageTable,
)

_BONUS = {
    BonusSpan.MONTH: "其中：年终奖等非按月发放",
    BonusSpan.YEAR: "年终奖等非按月发放（元/年）",
}
_TITLES = {
    "post": "岗位",
    "people": "人数",
    "written_form": "用工形式",
    "before_amount": "协商前月工资",
    "proposed_amount": "应发工资",
    "hourly_amount": "小时工资",
    "holiday_hourly_amount": "法定节假日小时工资",
    **{name: label for name, label in STATED_LABELS.items() if name != "bonus_span"},
    "note": "备注",
}
_ALWAYS = frozenset({"post", "people"})


def write_pay_table(table: WageTable) -> bytes:
    """Write the copy that is kept of a pay table (实发工资表存档), each row on its own line.

    The columns we do not know are left out, for they hold names and numbers of persons; of 备注
    only what decides a check. Read again, the copy says what the table said.
    """
    columns = [name for name in _TITLES if name in table.columns or name in _ALWAYS]
    spans = {post.bonus_span for post in table.posts if post.bonus_amount is not None}
    span = spans.pop() if len(spans) == 1 else None
    heads = _TITLES if span is None else {**_TITLES, "bonus_amount": _BONUS[span]}
    titles = [heads[name] for name in columns]
    return lists.write_list("实发工资表", titles, _lines(table, columns))


def _lines(table: WageTable, columns: list[str]) -> Iterator[list[Value]]:
    """Each post stands on the line it had, so that what was said of a row is found in the copy."""
    line = 2
    for post in table.posts:
        while line < post.row:
            yield []
            line += 1
        yield [_value(post, name) for name in columns]
        line += 1


def _value(post: WagePost, name: str) -> Value:
    match name:
        case "written_form":
            return FORM_LABELS[post.form]
        case "note":
            return _note(post)
        case "category" | "hours_system":
            labels: dict[Any, str] = {**CATEGORY_LABELS, **HOURS_LABELS}
            return labels.get(getattr(post, name))
        case _:
            value: Value = getattr(post, name)
            return value


def _note(post: WagePost) -> str | None:
    """Of 备注 what lets a row answer to other floors; a name may stand in the rest."""
    absence = absence_of(post)
    if absence is not None:
        return absence.value
    words = []
    if post.answers_to is Form.PROBATION:
        words.append(FORM_LABELS[Form.PROBATION])
    if post.is_overage:
        words.append(FORM_LABELS[Form.OVERAGE])
    return "；".join(words) or None
