"""Which code does a paper bear, what may be typed for it, what has changed since it was issued?"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from bargaining.rules import facts as case_facts
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts

# Crockford's signs: no I, L, O, which eyes take for digits, and no U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_GROUP = 4
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PATH = "/VERIFY/"
_ENDINGS = frozenset({"terminated", "merged"})


def normal_code(typed: str) -> str:
    """Write a code in the one form it is kept in (核验码), however it was typed.

    Small letters, full width, blanks and hyphens do not matter, nor the whole address.
    """
    signs = unicodedata.normalize("NFKC", typed).upper()
    signs = signs.rpartition(_PATH)[2]
    return "".join(sign for sign in signs if sign.isalnum()).translate(_TAKEN_FOR)


def is_code(code: str) -> bool:
    """Tell whether a code in its normal form can be one at all (核验码格式)."""
    return len(code) == LENGTH and set(code) <= set(SIGNS)


def why_no_code(typed: str) -> str | None:
    """Say why what was typed cannot be a code (核验码写法), or return None when it can."""
    code = normal_code(typed)
    if is_code(code):
        return None
    if not code:
        return "请输入文书下方“核验码”后面的 12 位。"
    if len(code) != LENGTH:
        return f"核验码是 {LENGTH} 位，现在是 {len(code)} 位，请对照文书再看一遍。"
    return "核验码只有数字和英文字母，没有字母 U，请对照文书再看一遍。"


def grouped(code: str) -> str:
    """Write a code as it is printed (核验码分组), in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def address(base: str, code: str) -> str:
    """Name the page that a paper's picture leads to (核验地址)."""
    return f"{base}/verify/{grouped(code)}"


@dataclass(frozen=True)
class Dates:
    """The days of a contract that anybody may check (合同日期)."""

    signed_on: date | None = None
    term_from: date | None = None
    term_to: date | None = None
    effective_on: date | None = None
    changed_on: date | None = None
    terminated_on: date | None = None


LABELS = {
    "signed_on": "签订日期",
    "term_from": "合同期限",
    "term_to": "合同期限",
    "effective_on": "生效日期",
    "changed_on": "变更日期",
    "terminated_on": "解除、终止日期",
}


def dates(facts: CaseFacts) -> Dates:
    """Read the days of a contract (合同日期) from what is true of its case."""
    first, last = facts.term
    change = facts.last("agree_change")
    return Dates(
        signed_on=facts.signed_on,
        term_from=first,
        term_to=last,
        effective_on=facts.effective_on,
        changed_on=change.occurred_on if change else None,
        terminated_on=_terminated_on(facts),
    )


def _terminated_on(facts: CaseFacts) -> date | None:
    ending = facts.last("terminate")
    if ending is None:
        closing = facts.last("close")
        if closing is not None and closing.payload.get("reason") in _ENDINGS:
            ending = closing
    return ending.occurred_on if ending else None


def corrected(history: Sequence[Event], *, after: int) -> tuple[str, ...]:
    """Name the days that a correction later than an entry has touched (更正过的日期).

    A day that was taken back and entered again as it was does not count.
    """
    now = dates(case_facts.fold(history))
    touched: dict[str, None] = {}
    for at, event in enumerate(history):
        if not event.voids or event.sequence <= after:
            continue
        before = dates(case_facts.fold(history[:at]))
        behind = dates(case_facts.fold(history[: at + 1]))
        for one in fields(Dates):
            stated = getattr(before, one.name)
            others = (getattr(behind, one.name), getattr(now, one.name))
            if stated is not None and stated not in others:
                touched[LABELS[one.name]] = None
    return tuple(touched)
