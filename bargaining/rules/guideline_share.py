"""From which share of the workers on is a table held against the guideline? An office's own rule.

A default of ours, not law: with fewer of the workers in the table the average says too little.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bargaining.rules.wage_question import SHARE_OF_WORKFORCE

SETTING = "guideline_min_share"
LEAST, MOST = Decimal("0.50"), Decimal("1.00")


def read_setting(value: Mapping[str, Any] | None) -> Decimal:
    """Read the share an office set (指导线比较的人数比例); the default where none or nonsense."""
    share = _share(None if value is None else value.get("share"))
    return SHARE_OF_WORKFORCE if share is None else share


def as_setting(percent: str) -> dict[str, str] | None:
    """Write a percentage somebody typed as a setting (设置值), None where it is none."""
    try:
        share = _share(str(Decimal(percent.strip().rstrip("%％").strip()) / 100))
    except InvalidOperation:
        return None
    return None if share is None else {"share": str(share)}


def _share(written: object) -> Decimal | None:
    try:
        share = Decimal(str(written))
    except InvalidOperation:
        return None
    return share if share.is_finite() and LEAST <= share <= MOST else None
