"""One row of a month's pay beside what was agreed, and what there is to look at in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import Severity, shown
from bargaining.rules.wage_posts import Form, WagePost

SHORT, RISE, TIER, TERM = "K-PAY-SHORT", "K-PAY-RISE", "K-PAY-TIER", "K-PAY-TERM"
POST, PEOPLE, MATCH, INPUT = "K-PAY-POST", "K-PAY-PEOPLE", "K-PAY-MATCH", "K-PAY-INPUT"
ZERO = Decimal(0)


class Matched(StrEnum):
    """How a paid row was found its agreed post (对应方式)."""

    NAME = "name"
    CATEGORY = "category"
    NONE = "none"


MATCHED_LABELS: Mapping[Matched, str] = {
    Matched.NAME: "按岗位名称",
    Matched.CATEGORY: "按岗位类别",
    Matched.NONE: "没有对上",
}


@dataclass(frozen=True)
class PaidLine:
    """One row of the pay table beside what was agreed (实发与约定对照).

    `agreed_amount` is the least agreed for the post, `paid_amount` what counts of the pay; both
    by the hour where the post is paid so. None where there is nothing to compare.
    """

    row: int
    post: str
    people: int
    form: Form
    matched: Matched
    agreed_row: int | None = None
    agreed_amount: Decimal | None = None
    paid_amount: Decimal | None = None

    @property
    def difference_amount(self) -> Decimal | None:
        """Return what was paid over what was agreed (差额), None where nothing is compared."""
        if self.agreed_amount is None or self.paid_amount is None:
            return None
        return self.paid_amount - self.agreed_amount

    def as_json(self) -> dict[str, Any]:
        """Put the row into JSON values (对照输出)."""
        return {
            "row": self.row,
            "post": self.post,
            "people": self.people,
            "form": self.form.value,
            "matched": self.matched.value,
            "agreed_row": self.agreed_row,
            "agreed": shown(self.agreed_amount),
            "paid": shown(self.paid_amount),
        }


def read_line(kept: Mapping[str, Any]) -> PaidLine:
    """Read a row as it was kept (读回对照)."""
    return PaidLine(
        row=kept["row"],
        post=kept["post"],
        people=kept["people"],
        form=Form(kept["form"]),
        matched=Matched(kept["matched"]),
        agreed_row=kept["agreed_row"],
        agreed_amount=_amount(kept["agreed"]),
        paid_amount=_amount(kept["paid"]),
    )


def _amount(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


@dataclass(frozen=True)
class PayFinding:
    """One thing to look at in a month's pay (实发工资核对发现)."""

    rule: str
    severity: Severity
    message: str
    row: int | None = None
    post: str = ""
    people: int = 0
    value: Decimal | None = None
    limit: Decimal | None = None
    basis: tuple[Basis, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Put the finding into JSON values (核对发现输出)."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "row": self.row,
            "post": self.post,
            "people": self.people,
            "value": shown(self.value) or "",
            "limit": shown(self.limit) or "",
            "basis": [{"text": one.text, "article": one.article} for one in self.basis],
        }


def wage(post: WagePost, *, without_overtime: bool) -> Decimal | None:
    """Say what counts of a post's wage (可比工资): by the hour, or the month's without overtime."""
    if post.answers_to is Form.PART_TIME:
        return post.hourly_amount
    if post.proposed_amount is None:
        return None
    return post.proposed_amount - ((post.overtime_amount or ZERO) if without_overtime else ZERO)
