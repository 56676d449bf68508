"""What do an agreement's clauses say that a wage check can use? A JSON object, key by key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining import errors
from bargaining.readers import cells
from bargaining.rules.wage_check import Clauses

_KEYS: Mapping[str, tuple[str, ...]] = {
    "lowest_monthly_amount": ("lowest_monthly_amount", "最低月工资", "最低工资标准"),
    "signed_on": ("signed_on", "签字日期", "签订日期"),
    "workforce": ("workforce", "职工人数"),
}


def read_clauses(content: bytes) -> Clauses:
    """Read clause values (读取条款); Unusable where the file is no JSON object of plain values.

    Keys that no check uses are handed on by name, never left out silently.
    """
    try:
        read = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise errors.Unusable("条款文件不是 JSON，请核对。", field="terms") from problem
    if not isinstance(read, dict):
        raise errors.Unusable("条款文件应是“名称: 值”的 JSON 对象。", field="terms")
    known = {alias: key for key, aliases in _KEYS.items() for alias in aliases}
    values: dict[str, Any] = {}
    for name, value in read.items():
        key = known.get(name)
        if key is None or value is None:
            continue
        if key in values:
            raise errors.Unusable(f"条款“{name}”与另一项说的是同一件事，请只保留一项。", field=name)
        values[key] = _value(key, name, value)
    return Clauses(**values, unchecked=tuple(name for name in read if name not in known))


def _value(key: str, name: str, value: object) -> Decimal | date | int:
    read = _READERS[key]
    try:
        found = read(value) if isinstance(value, str | Decimal) else None
    except ValueError:
        found = None
    if found is None:
        wanted = "2026-09-11 这样的日期" if key == "signed_on" else "不小于 0 的数"
        raise errors.Unusable(f"条款“{name}”无法识别，应填{wanted}。", field=name)
    return found


def _amount(value: str | Decimal) -> Decimal | None:
    amount = cells.money(value)
    return None if amount is None or amount < 0 else amount


_READERS: Mapping[str, Callable[[str | Decimal], Decimal | date | int | None]] = {
    "lowest_monthly_amount": _amount,
    "signed_on": lambda value: date.fromisoformat(str(value)),
    "workforce": cells.count,
}
