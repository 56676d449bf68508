"""What may an account be given, and on which days does it hold?"""

from __future__ import annotations

from datetime import date

from bargaining.errors import Refusal
from bargaining.rules.roles import PLACE_ROLES, Role

TOWNSHIP_DIGITS = 9


def holds(*, from_on: date, to_on: date | None, on: date) -> bool:
    """Tell whether a grant is in force on a day (授权有效); both its days are included."""
    return from_on <= on and (to_on is None or on <= to_on)


def why_not_grant(
    role: Role,
    *,
    place_code: str | None,
    union_id: int | None,
    from_on: date,
    to_on: date | None,
) -> Refusal | None:
    """Say why a role cannot be given like this, or return None when it can (授权可行性).

    A chair is given a union, an administrator nothing, everybody else a place of their level.
    """
    if to_on is not None and to_on < from_on:
        return _no("days_in_order", "截止日不能早于起始日。", field="to_on")
    if role is Role.UNION_CHAIR:
        if union_id is None:
            return _no("union_missing", "请选择主席所在的工会。", field="union_id")
    elif union_id is not None:
        return _no(
            "union_not_wanted", f"{role.label}不按工会授权，请不要选择工会。", field="union_id"
        )
    if role not in PLACE_ROLES:
        if place_code is not None:
            return _no(
                "place_not_wanted",
                f"{role.label}不按地方授权，请不要选择地方。",
                field="place_code",
            )
        return None
    return _why_not_place(role, place_code)


def _why_not_place(role: Role, code: str | None) -> Refusal | None:
    if code is None:
        return _no("place_missing", f"请选择{role.label}负责的地方。", field="place_code")
    if role in {Role.STREET, Role.STREET_STAFF} and len(code) != TOWNSHIP_DIGITS:
        return _no("place_level", f"{role.label}应选择街道（乡镇）。", field="place_code")
    if role is Role.DISTRICT and _is_city(code):
        return _no("place_level", "区总工会应选择区。", field="place_code")
    if role is Role.CITY and not _is_city(code):
        return _no("place_level", "市总工会应选择市。", field="place_code")
    return None


def _is_city(code: str) -> bool:
    return len(code) < TOWNSHIP_DIGITS and code.endswith("00")


def _no(code: str, message: str, *, field: str) -> Refusal:
    return Refusal(code=code, message=message, field=field)
