"""How does a wage table leave the system so that it can be handed in again? In its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bargaining.documents import lists
from bargaining.documents.lists import Value
from bargaining.rules.wage_posts import (
    CATEGORY_LABELS,
    HOURS_LABELS,
    BonusSpan,
    WagePost,
    WageTable,
)


def write_wage_table(table: WageTable, *, titles: Mapping[str, str]) -> bytes:
    """Write a wage table as xlsx (导出工资表): every column it came with, empty ones too.

    `titles` names the known columns by the fields of a post, in the order they are to stand;
    what else the table held stands behind them under its own heading.
    """
    known = [field for field in titles if field in table.columns or field in _ALWAYS]
    more = _further(table.posts)
    rows = (
        [*(_cell(post, field) for field in known), *_further_cells(post, more)]
        for post in table.posts
    )
    columns = [*(_title(field, titles, table) for field in known), *(title for title, _ in more)]
    return lists.write_list("工资表", columns, rows)


_ALWAYS = frozenset({"post", "people"})
_LABELS: Mapping[str, Mapping[Any, str]] = {
    "category": CATEGORY_LABELS,
    "hours_system": HOURS_LABELS,
}


def _title(field: str, titles: Mapping[str, str], table: WageTable) -> str:
    """Say over a bonus whether it is a part of the monthly wage, as the file did."""
    if field != "bonus_amount":
        return titles[field]
    spans = {post.bonus_span for post in table.posts if post.bonus_amount is not None}
    if spans == {BonusSpan.YEAR}:
        return f"{titles[field]}（元/年）"
    return f"其中：{titles[field]}" if spans == {BonusSpan.MONTH} else titles[field]


def _cell(post: WagePost, field: str) -> Value:
    value = getattr(post, field)
    if value == "":
        return None
    return _LABELS[field].get(value) if field in _LABELS else value


def _further(posts: Iterable[WagePost]) -> list[tuple[str, int]]:
    """List the headings beyond the known columns; one that comes twice is two columns."""
    return list(dict.fromkeys(key for post in posts for key, _ in _numbered(post)))


def _further_cells(post: WagePost, more: Iterable[tuple[str, int]]) -> list[Value]:
    held = dict(_numbered(post))
    return [held.get(key) for key in more]


def _numbered(post: WagePost) -> list[tuple[tuple[str, int], str]]:
    met: dict[str, int] = {}
    numbered = []
    for title, text in post.more:
        met[title] = met.get(title, 0) + 1
        numbered.append(((title, met[title]), text))
    return numbered
