"""What is asked about one wage table? The table, its term, the law, and what the text says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bargaining.rules.agreed_pay import AgreedPay
from bargaining.rules.wage_findings import Finding
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import WageTable

# Internal default, not law: with fewer of the workers in the table the average says too little.
SHARE_OF_WORKFORCE = Decimal("0.80")


class ProfitState(StrEnum):
    """How the enterprise fares (经营状况): which line of the guideline speaks to it."""

    GROWING = "growing"
    STEADY = "steady"
    DECLINING = "declining"
    LOSS = "loss"


PROFIT_LABELS = {
    ProfitState.GROWING: "效益较快增长",
    ProfitState.STEADY: "生产经营正常",
    ProfitState.DECLINING: "效益持平或下降",
    ProfitState.LOSS: "亏损",
}


@dataclass(frozen=True)
class ParentContract:
    """A region's or an industry's contract above the enterprise's own (区域、行业集体合同).

    `lowest_monthly_amount` holds for every post, `posts` names those with a standard of their
    own; both may be missing. It binds from `first_on` to `last_on`, both included, where given.
    `confirmed` says that the enterprise has confirmed it; `local`, that it was made at county
    level or below, None where nobody said.
    """

    name: str
    lowest_monthly_amount: Decimal | None = None
    posts: tuple[tuple[str, Decimal], ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    confirmed: bool = True
    local: bool | None = None


@dataclass(frozen=True)
class Clauses:
    """What the agreement's text says that a wage check can use (条款).

    `idle_living` is for a 停工 without work after its first pay period, `idle_work` for one with
    work. `includes_own_contributions` says that the lowest or basic wage is meant with the
    worker's own 社保. `unread` holds clauses whose words cannot be reckoned, `unchecked` the names
    of clauses that no check looks at; both are answered by a note.
    """

    lowest_monthly_amount: Decimal | None = None
    basic_amount: Decimal | None = None
    includes_own_contributions: bool = False
    sick_pay: AgreedPay | None = None
    idle_living: AgreedPay | None = None
    idle_work: AgreedPay | None = None
    idle_first_period_paid: bool | None = None
    overtime_base: AgreedPay | None = None
    labour_contract_overtime_base: AgreedPay | None = None
    minimum_approved: bool = False
    escalator: bool = False
    profit_state: ProfitState | None = None
    term: Term | None = None
    signed_on: date | None = None
    effective_on: date | None = None
    workforce: int | None = None
    parents: tuple[ParentContract, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True)
class WageQuestion:
    """Everything one check of a wage table may look at (检查所依据的全部内容).

    `industry` is a GB/T 4754 code, None where nobody said one. Below `guideline_share` of the
    workers the guideline is not compared.
    """

    table: WageTable
    law: WageLaw
    term: Term
    clauses: Clauses
    industry: str | None = None
    guideline_share: Decimal = SHARE_OF_WORKFORCE


WageCheckPart = Callable[[WageQuestion], Iterable[Finding]]
