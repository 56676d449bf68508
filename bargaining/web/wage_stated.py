"""What more does a wage table state of a post? Its further columns, for pages and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bargaining.documents.lists import Value
from bargaining.models.wage_table import WagePost
from bargaining.rules import wage_posts
from bargaining.web import filters

_WORDS = {
    "category": {one.value: label for one, label in wage_posts.CATEGORY_LABELS.items()},
    "hours_system": {one.value: label for one, label in wage_posts.HOURS_LABELS.items()},
    "bonus_span": {"month": "已含在月工资内", "year": "全年，另发"},
}
_UNITS = {
    "women": "人",
    "due_days": "天",
    "attended_days": "天",
    "month_hours": "小时",
    "unit_price": "元/件",
    "daily_quota": "件/天",
}


def fields(posts: Sequence[WagePost]) -> list[str]:
    """Name the further fields that any of some posts states (已填的其余列)."""
    stated = {field for post in posts for field in post.stated}
    return [field for field in wage_posts.STATED_LABELS if field in stated]


def titles(named: Sequence[str]) -> list[str]:
    """Title the columns of a spreadsheet by their fields (列名)."""
    return [wage_posts.STATED_LABELS[field] for field in named]


def columns(named: Sequence[str]) -> list[dict[str, str]]:
    """Head the columns of a page's table by their fields (页面列)."""
    return [
        {"key": field, "label": label, "kind": "text" if field in _WORDS else "number"}
        for field, label in zip(named, titles(named), strict=True)
    ]


def cells(post: WagePost, named: Sequence[str]) -> dict[str, str]:
    """Write a post's further columns with their units (页面各列); what is empty is a dash."""
    return {
        field: _word(field, post.stated[field]) if field in post.stated else filters.NOTHING
        for field in named
    }


def values(post: WagePost, named: Sequence[str]) -> list[Value]:
    """Give a post's further columns as a spreadsheet holds them (各列的值)."""
    return [_value(field, post.stated.get(field)) for field in named]


def _word(field: str, text: str) -> str:
    if field in _WORDS:
        return _WORDS[field].get(text, text)
    if field in _UNITS:
        return f"{text} {_UNITS[field]}"
    return filters.money(Decimal(text))


def _value(field: str, text: str | None) -> Value:
    if text is None:
        return None
    return _WORDS[field].get(text, text) if field in _WORDS else Decimal(text)
