"""Why did an enterprise come into a denominator, or leave it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bargaining.rules.coverage import HUNDRED, Denominator

_UNION = frozenset(
    {
        Denominator.UNIONISED,
        Denominator.UNIONISED_100,
        Denominator.SEPARATE,
        Denominator.UNIONISED_100_OPERATING,
    }
)
_HUNDRED = frozenset({Denominator.UNIONISED_100, Denominator.UNIONISED_100_OPERATING})
_OPERATING = frozenset({Denominator.OPERATING, Denominator.UNIONISED_100_OPERATING})

Fields = Mapping[str, Any]


def why_came(before: Fields | None, after: Fields | None, denominator: Denominator) -> str:
    """Say why an enterprise is asked about now and was not before (进入分母的原因).

    `before` and `after` are what the register said on the two days, None where it was not in it.
    """
    if before is None:
        return "新登记入册"
    return _came(before, after or {}, denominator) or "划入本地"


def why_left(before: Fields | None, after: Fields | None, denominator: Denominator) -> str:
    """Say why an enterprise was asked about before and is no more (退出分母的原因)."""
    if after is None:
        return "不在名册"
    return _left(before or {}, after, denominator) or "划出本地"


def _came(before: Fields, after: Fields, denominator: Denominator) -> str:
    reasons = []
    if denominator in _UNION and not _has_union(before) and _has_union(after):
        reasons.append("新建工会")
    if denominator is Denominator.SEPARATE and _has_union(before) and not _is_separate(before):
        reasons.append("改为单独建会")
    if denominator in _HUNDRED and not _has_hundred(before) and _has_hundred(after):
        reasons.append("职工达到一百人")
    if denominator in _OPERATING and not _operates(before) and _operates(after):
        reasons.append("恢复正常经营")
    return "，".join(reasons)


def _left(before: Fields, after: Fields, denominator: Denominator) -> str:
    reasons = []
    if denominator in _UNION and _has_union(before) and not _has_union(after):
        reasons.append("不再建会")
    if denominator is Denominator.SEPARATE and _has_union(after) and not _is_separate(after):
        reasons.append("不再单独建会")
    if denominator in _HUNDRED and _has_hundred(before) and not _has_hundred(after):
        reasons.append("职工不足一百人" if after.get("workers") is not None else "职工人数待补")
    if denominator in _OPERATING and _operates(before) and not _operates(after):
        ground = after.get("operating_ground") or ""
        reasons.append(f"不再正常经营（{ground}）" if ground else "不再正常经营")
    return "，".join(reasons)


def _has_union(fields: Fields) -> bool:
    return bool(fields.get("unionised"))


def _is_separate(fields: Fields) -> bool:
    return fields.get("union_form") == "单独"


def _has_hundred(fields: Fields) -> bool:
    return (fields.get("workers") or 0) >= HUNDRED


def _operates(fields: Fields) -> bool:
    return bool(fields.get("operating", True))
