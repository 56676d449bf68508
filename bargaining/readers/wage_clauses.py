"""What do an agreement's clauses say that a wage check can use? A JSON object, key by key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining import errors
from bargaining.readers import cells
from bargaining.rules import agreed_pay
from bargaining.rules.agreed_pay import AgreedPay, PayBase, PayPart
from bargaining.rules.asks import NO_WORDS, YES_WORDS
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_question import (
    PROFIT_LABELS,
    Clauses,
    ParentContract,
    ProfitState,
)

_AMOUNT = "不小于 0 的数"
_DAY = "2026-09-11 这样的日期"
_YES_NO = "“是”或“否”"
_PAY = "每月数额，或“最低工资标准的80%”“本人工资的60%”这样的比例"
_STATES = "“效益较快增长”“生产经营正常”“效益持平或下降”或“亏损”"
_PARENTS = "区域、行业合同的列表，每份写明“名称”和“最低工资标准”或“岗位标准”"


def read_clauses(content: bytes) -> Clauses:
    """Read clause values (读取条款); Unusable where the file is no JSON object of plain values.

    Keys that no check uses, and words that cannot be reckoned, are handed on, never left out
    silently.
    """
    try:
        read = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise errors.Unusable("条款文件不是 JSON，请核对。", field="terms") from problem
    if not isinstance(read, dict):
        raise errors.Unusable("条款文件应是“名称: 值”的 JSON 对象。", field="terms")
    said = _Said({})
    for name, value in read.items():
        said.take(name, value)
    return said.clauses(unchecked=tuple(name for name in read if name not in _BY_NAME))


@dataclass
class _Said:
    """What has been read so far, by the key of each clause."""

    values: dict[str, Any]
    unread: tuple[tuple[str, str], ...] = ()

    def take(self, name: str, value: object) -> None:
        key = _BY_NAME.get(name)
        if key is None or value is None:
            return
        if key in self.values:
            raise errors.Unusable(f"条款“{name}”与另一项说的是同一件事，请只保留一项。", field=name)
        clause = _CLAUSES[key]
        found = _found(clause.read, value)
        if found is None and clause.read is _pay and isinstance(value, str):
            self.unread = (*self.unread, (name, value.strip()))
            found = _NOTHING
        if found is None:
            raise errors.Unusable(f"条款“{name}”无法识别，应填{clause.wanted}。", field=name)
        self.values[key] = found

    def clauses(self, *, unchecked: tuple[str, ...]) -> Clauses:
        held = {key: value for key, value in self.values.items() if value is not _NOTHING}
        first, last = held.pop("term_from", None), held.pop("term_to", None)
        if (first is None) is not (last is None):
            raise errors.Unusable("条款的期限起止日要一并写明。", field="term_to")
        if first is not None and last < first:
            raise errors.Unusable("条款的期限终止日早于起始日，请核对。", field="term_to")
        term = None if first is None else Term(first, last)
        return Clauses(**held, term=term, unread=self.unread, unchecked=unchecked)


_NOTHING = object()


def _found(read: Callable[[Any], object | None], value: object) -> object | None:
    try:
        return read(value)
    except (TypeError, ValueError, ArithmeticError):
        return None


# ── one value ────────────────────────────────────────────────────────────────────────────────


def _amount(value: object) -> Decimal | None:
    if not isinstance(value, str | Decimal):
        return None
    amount = cells.money(value)
    return None if amount is None or amount < 0 else amount


def _count(value: object) -> int | None:
    return cells.count(value) if isinstance(value, str | Decimal) else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _yes_no(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word and word in YES_WORDS:
        return True
    return False if word and word in NO_WORDS else None


def _pay(value: object) -> AgreedPay | None:
    if isinstance(value, Decimal):
        return AgreedPay((PayPart(amount=value),), f"{value}") if value >= 0 else None
    if isinstance(value, str):
        return agreed_pay.read_pay(value)
    if isinstance(value, dict) and value.keys() <= {"amount", "rate", "of"}:
        return _pay_of(value)
    return None


def _pay_of(value: Mapping[str, object]) -> AgreedPay | None:
    """Read {"amount": 2032} or {"rate": 0.8, "of": "minimum"}."""
    if value.keys() == {"amount"}:
        amount = _amount(value["amount"])
        return None if amount is None else AgreedPay((PayPart(amount=amount),), f"{amount} 元")
    rate = Decimal(str(value.get("rate")))
    base = {
        "minimum": PayBase.MINIMUM, "最低工资标准": PayBase.MINIMUM, "最低工资": PayBase.MINIMUM,
        "own": PayBase.OWN, "本人工资": PayBase.OWN,
    }.get(str(value.get("of")))  # fmt: skip
    if base is None or not rate.is_finite() or rate < 0:
        return None
    named = "最低工资标准" if base is PayBase.MINIMUM else "本人工资"
    words = f"{named}的 {(rate * 100).normalize():f}%"
    return AgreedPay((PayPart(rate=rate, of=base),), words)


def _profit(value: object) -> ProfitState | None:
    return next(
        (state for state, label in PROFIT_LABELS.items() if value in (state.value, label)), None
    )


# ── contracts above the enterprise's own ─────────────────────────────────────────────────────

_PARENT_KEYS = {
    "name": ("name", "名称"),
    "lowest_monthly_amount": ("lowest_monthly_amount", "最低工资标准", "最低月工资"),
    "posts": ("posts", "岗位标准"),
    "first_on": ("first_on", "term_from", "期限自"),
    "last_on": ("last_on", "term_to", "期限至"),
    "confirmed": ("confirmed", "已确认"),
    "local": ("local", "县级以下"),
}
_PARENT_NAMES = {alias: key for key, aliases in _PARENT_KEYS.items() for alias in aliases}
_PARENT_READERS: Mapping[str, Callable[[Any], object | None]] = {
    "name": lambda value: value.strip() if isinstance(value, str) else None,
    "lowest_monthly_amount": _amount,
    "posts": lambda value: _post_standards(value),
    "first_on": _day,
    "last_on": _day,
    "confirmed": _yes_no,
    "local": _yes_no,
}


def _parents(value: object) -> tuple[ParentContract, ...] | None:
    rows = value if isinstance(value, list) else [value]
    return tuple(_parent(row) for row in rows)


def _parent(row: object) -> ParentContract:
    if not isinstance(row, dict):
        raise TypeError("a parent contract is an object")
    held: dict[str, Any] = {}
    for name, value in row.items():
        key = _PARENT_NAMES.get(name)
        if key is None:
            raise errors.Unusable(f"区域、行业合同没有“{name}”这一项。", field=name)
        found = _found(_PARENT_READERS[key], value)
        if value is not None and found is None:
            raise errors.Unusable(f"区域、行业合同的“{name}”无法识别，请核对。", field=name)
        if found is not None:
            held[key] = found
    return ParentContract(**{"name": "区域、行业合同", "confirmed": False, **held})


def _post_standards(value: object) -> tuple[tuple[str, Decimal], ...] | None:
    if not isinstance(value, dict):
        return None
    found = [(str(name), _amount(amount)) for name, amount in value.items()]
    known = tuple((name, amount) for name, amount in found if amount is not None)
    return known if len(known) == len(found) else None


# ── the clauses there are ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Clause:
    """One clause: the names it goes by, how it is read, and what is wanted."""

    names: tuple[str, ...]
    read: Callable[[Any], object | None]
    wanted: str


_CLAUSES: Mapping[str, _Clause] = {
    "lowest_monthly_amount": _Clause(("最低月工资", "最低工资标准"), _amount, _AMOUNT),
    "basic_amount": _Clause(("基本工资",), _amount, _AMOUNT),
    "includes_own_contributions": _Clause(("含个人社保", "含个人社保公积金"), _yes_no, _YES_NO),
    "sick_pay": _Clause(("病假工资", "sick_pay_amount"), _pay, _PAY),
    "idle_living": _Clause(("停工生活费", "基本生活费", "停工待遇"), _pay, _PAY),
    "idle_work": _Clause(("停工期间安排工作的工资", "停工工资"), _pay, _PAY),
    "idle_first_period_paid": _Clause(("停工第一个周期照付",), _yes_no, _YES_NO),
    "overtime_base": _Clause(("加班工资基数", "加班基数"), _pay, _PAY),
    "labour_contract_overtime_base": _Clause(("劳动合同加班工资基数",), _pay, _PAY),
    "minimum_approved": _Clause(("最低工资支付已审议备案",), _yes_no, _YES_NO),
    "escalator": _Clause(("随最低工资调整",), _yes_no, _YES_NO),
    "profit_state": _Clause(("经营状况",), _profit, _STATES),
    "term_from": _Clause(("期限自",), _day, _DAY),
    "term_to": _Clause(("期限至",), _day, _DAY),
    "signed_on": _Clause(("签字日期", "签订日期"), _day, _DAY),
    "effective_on": _Clause(("生效日期",), _day, _DAY),
    "workforce": _Clause(("职工人数",), _count, _AMOUNT),
    "parents": _Clause(("区域行业合同", "上级合同"), _parents, _PARENTS),
}
_BY_NAME = {alias: key for key, clause in _CLAUSES.items() for alias in (key, *clause.names)}
