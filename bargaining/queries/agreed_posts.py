"""Which posts are written down as agreed, and which does a standing wage table name?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.orm import Session

from bargaining.models.agreed_post import AgreedPost
from bargaining.models.wage_table import WagePost, WageTable
from bargaining.rules import wage_posts
from bargaining.rules.agreed_posts import Agreed, StandingPost

_AS_AGREED = tuple(getattr(AgreedPost, name) for name in Agreed._fields)
_AS_POST = (
    WagePost.row, WagePost.post, WagePost.people, WagePost.form, WagePost.countable_amount,
    WagePost.hourly_amount, WagePost.holiday_hourly_amount, WagePost.others, WagePost.stated,
)  # fmt: skip


def stored(session: Session, case_ids: Collection[int]) -> dict[int, tuple[Agreed, ...]]:
    """Read the agreed posts of some cases (已登记的约定岗位), by case."""
    found: dict[int, list[Agreed]] = {}
    for case_id, *values in session.execute(
        select(AgreedPost.case_id, *_AS_AGREED)
        .where(AgreedPost.case_id.in_(case_ids))
        .order_by(AgreedPost.case_id, AgreedPost.row, AgreedPost.floor)
    ):
        found.setdefault(case_id, []).append(Agreed(*values))
    return {case_id: tuple(posts) for case_id, posts in found.items()}


def standing(session: Session, versions: Mapping[int, int]) -> dict[int, list[StandingPost]]:
    """Read the posts of some cases' standing wage tables (现行工资表岗位).

    `versions` names the version that stands by case. One that is not written yet has no posts.
    """
    if not versions:
        return {}
    found: dict[int, list[StandingPost]] = {}
    for row in session.execute(
        select(WageTable.case_id, *_AS_POST)
        .join(WageTable, WageTable.id == WagePost.wage_table_id)
        .where(tuple_(WageTable.case_id, WageTable.version).in_(list(versions.items())))
        .order_by(WageTable.case_id, WagePost.row)
    ):
        found.setdefault(row.case_id, []).append(_standing_post(row))
    return found


def _standing_post(row: Row[Any]) -> StandingPost:
    return StandingPost(
        wage_posts.WagePost(
            row=row.row,
            post=row.post,
            people=row.people,
            form=wage_posts.Form(row.form),
            hourly_amount=row.hourly_amount,
            holiday_hourly_amount=row.holiday_hourly_amount,
            note=row.others.get("note", ""),
            due_days=_days(row, "due_days"),
            attended_days=_days(row, "attended_days"),
        ),
        countable_amount=row.countable_amount,
    )


def _days(row: Row[Any], name: str) -> Decimal | None:
    written = row.stated.get(name)
    return None if written is None else Decimal(written)
