"""How does a check of a wage table answer? Findings, their summary, and the verdict."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bargaining.rules.basis import Basis

CENT = Decimal("0.01")
RATE_STEP = Decimal("0.0001")


class Rule(enum.StrEnum):
    """The checks of a wage table by their ids (检查规则)."""

    MONTHLY = "W-FLOOR-MONTHLY"
    HOURLY = "W-FLOOR-HOURLY"
    HOLIDAY = "W-FLOOR-HOLIDAY"
    PROBATION = "W-FLOOR-PROBATION"
    INPUT = "W-FLOOR-INPUT"
    PIECE = "W-FLOOR-PIECE"
    SICK = "W-FLOOR-SICK"
    IDLE = "W-FLOOR-IDLE"
    PARENT = "W-PARENT-FLOOR"
    PROJECTED = "W-FLOOR-PROJECTED"
    OVERTIME_BASE = "W-OVERTIME-BASE"
    HOURS = "W-HOURS"
    ONLY_MINIMUM = "W-ONLY-MINIMUM"
    EQUAL_PAY = "W-EQUAL-PAY"
    FRONTLINE = "W-FRONTLINE"
    TERM = "W-TERM"
    RETIRED = "W-RETIRED"
    CUT = "W-CUT"
    GUIDE = "W-GUIDE"
    GUIDE_INDUSTRY = "W-GUIDE-INDUSTRY"
    TABLE = "W-TABLE"
    TERMS = "W-TERMS"


FLOOR_RULES = frozenset(
    {
        Rule.MONTHLY,
        Rule.HOURLY,
        Rule.HOLIDAY,
        Rule.PROBATION,
        Rule.INPUT,
        Rule.PIECE,
        Rule.SICK,
        Rule.IDLE,
    }
)


class Severity(enum.StrEnum):
    """How much a finding weighs (提示级别): it holds papers back, asks, or informs."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Verdict(enum.StrEnum):
    """What a check comes to (检查结论)."""

    PASS = "pass"  # noqa: S105 -- a verdict, no password
    TO_VERIFY = "to_verify"
    BLOCKED = "blocked"


VERDICT_LABELS = {
    Verdict.PASS: "通过",
    Verdict.TO_VERIFY: "待核",
    Verdict.BLOCKED: "须先处理",
}


@dataclass(frozen=True)
class Finding:
    """One thing the system points at (检查发现).

    `row` and `post` are None where the whole table is meant. `value` and `limit` are as on
    `starts_on`, the first day within the term on which the finding holds. `gross_needed_amount`
    is the estimate that W-FLOOR-INPUT gives, `remedy` a clause that would cure what was found.
    """

    rule: Rule
    severity: Severity
    message: str
    row: int | None = None
    post: str | None = None
    value: Decimal | None = None
    limit: Decimal | None = None
    starts_on: date | None = None
    basis: tuple[Basis, ...] = ()
    gross_needed_amount: Decimal | None = None
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        """Put the finding into the shape of `wages check --json` (检查发现输出)."""
        answer: dict[str, Any] = {
            "rule": self.rule.value,
            "severity": self.severity.value,
            "row": self.row,
            "post": self.post,
            "value": shown(self.value),
            "limit": shown(self.limit),
            "from": None if self.starts_on is None else self.starts_on.isoformat(),
            "message": self.message,
            "basis": [{"text": each.text, "article": each.article} for each in self.basis],
        }
        if self.gross_needed_amount is not None:
            answer["gross_needed"] = shown(self.gross_needed_amount)
        if self.remedy:
            answer["remedy"] = self.remedy
        return answer


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Say what findings come to (检查结论): an undecided floor is never a pass."""
    weights = {weight_of(finding.rule, finding.severity) for finding in findings}
    return next((weight for weight in WEIGHT_LABELS if weight in weights), Verdict.PASS)


# The groups findings are shown in, gravest first.
WEIGHT_LABELS = {Verdict.BLOCKED: "须先处理", Verdict.TO_VERIFY: "待核", Verdict.PASS: "提示"}


def weight_of(rule: str, severity: str) -> Verdict:
    """Say what one finding does to the verdict (发现的分量): an undecided floor asks to verify."""
    if severity == Severity.BLOCK:
        return Verdict.BLOCKED
    undecided = severity == Severity.WARN or rule in FLOOR_RULES
    return Verdict.TO_VERIFY if undecided else Verdict.PASS


def shown(number: Decimal | None) -> str | None:
    """Write a number as the commands print it (数字输出)."""
    return None if number is None else format(number, "f")


def to_cent(amount: Decimal) -> Decimal:
    """Round an amount to the cent, half a cent upwards (四舍五入到分)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def to_rate(rate: Decimal) -> Decimal:
    """Round a rate to a hundredth of a per cent (增幅取四位小数)."""
    return rate.quantize(RATE_STEP, rounding=ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """Write an amount for a sentence (金额文字)."""
    return f"{to_cent(amount):,.2f} 元"


def whole_yuan(amount: Decimal) -> str:
    """Write an amount for a sentence, rounded to the yuan (取整金额文字)."""
    return f"{amount.quantize(Decimal(1), rounding=ROUND_HALF_UP):,} 元"


def per_cent(rate: Decimal) -> str:
    """Write a rate for a sentence (百分比文字)."""
    written = format((rate * 100).quantize(CENT, rounding=ROUND_HALF_UP), "f")
    return f"{written.rstrip('0').rstrip('.')}%"


def day_words(day: date) -> str:
    """Write a day for a sentence (日期文字)."""
    return f"{day.year}年{day.month}月{day.day}日"
