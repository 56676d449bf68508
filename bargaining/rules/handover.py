"""When a union's chair changes: which day may it be, and from when do whose rights hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bargaining.errors import Refusal

MOST_AHEAD = timedelta(days=60)
MOST_BACK = timedelta(days=366)


@dataclass(frozen=True)
class Handing:
    """Who hands a union's chair over to whom, and on which last day (主席交接).

    `to_name` is empty where nobody follows: 主席空缺. `from_name` is empty where the chair was
    vacant before. The users are the accounts' numbers, None where somebody has no account.
    """

    from_name: str
    to_name: str
    on_day: date
    from_user: int | None = None
    to_user: int | None = None


def starts_on(on_day: date) -> date:
    """Say from which day the new chair's rights hold (新主席起始日): the day after the last."""
    return on_day + timedelta(days=1)


def is_due(on_day: date, *, today: date) -> bool:
    """Tell whether the register names the new chair by now (交接已到期)."""
    return starts_on(on_day) <= today


def why_not(
    handing: Handing, *, today: date, held_from: date | None, last_on: date | None
) -> Refusal | None:
    """Say why a handing over cannot be recorded like this (不可交接的理由), None when it can.

    `held_from` is the first day of the old account's rights, `last_on` the day of the union's
    last handing over.
    """
    return _why_not_people(handing) or _why_not_day(
        handing.on_day, today=today, held_from=held_from, last_on=last_on
    )


def _why_not_people(handing: Handing) -> Refusal | None:
    before, after = handing.from_name.strip(), handing.to_name.strip()
    if not before and not after:
        return Refusal("nobody", "主席本来空缺，请填写新主席的姓名。", field="to_name")
    same_account = handing.to_user is not None and handing.to_user == handing.from_user
    if same_account or (before == after and handing.to_user is None):
        return Refusal(
            "same_person",
            "新主席与原主席是同一个人。连任不需要交接，修改任期即可。",
            field="to_name",
        )
    return None


def _why_not_day(
    on_day: date, *, today: date, held_from: date | None, last_on: date | None
) -> Refusal | None:
    if on_day > today + MOST_AHEAD:
        return _day(f"交接日最多提前 {MOST_AHEAD.days} 天登记，请晚些再办。")
    if on_day < today - MOST_BACK:
        return _day("交接日在一年以前，请核对日期；确实如此的，请由系统管理员办理。")
    if held_from is not None and on_day < held_from:
        return _day(f"原主席的账号自 {held_from.isoformat()} 起才有权限，交接日不能更早。")
    if last_on is not None and on_day <= last_on:
        return _day(f"{last_on.isoformat()} 已经登记过一次交接，这次应在那天以后。")
    return None


def _day(message: str) -> Refusal:
    return Refusal("bad_day", message, field="on_day")
