"""How do proposals differ, post by post? And what would another rise make of one?"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from bargaining.errors import Refusal
from bargaining.rules.wage_cost import PricedPost
from bargaining.rules.wage_findings import CENT, per_cent
from bargaining.rules.wage_posts import Form, WagePost, WageTable

MOST = 4  # more columns than that nobody reads side by side

LEAST_RATE, MOST_RATE = Decimal("-0.5"), Decimal(1)
MOST_AMOUNT = Decimal(100_000)
MOST_LOWEST = Decimal(1_000_000)


# ── side by side ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cell:
    """One post in one proposal (对比的一格); `post` is None where the proposal has none such.

    `difference_amount` is its wage less that of the first proposal, None where the two cannot
    be compared.
    """

    post: PricedPost | None
    difference_amount: Decimal | None


@dataclass(frozen=True)
class MatrixRow:
    """One post through all proposals (对比的一行).

    `number` tells apart posts of one name within a table, in the order of their rows.
    """

    name: str
    number: int
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Say whether wage, people or existence differ anywhere (是否有差异)."""
        return len({_told(cell.post) for cell in self.cells}) > 1


def matrix(proposals: Sequence[Sequence[PricedPost]]) -> tuple[MatrixRow, ...]:
    """Lay proposals side by side, post by post (逐岗对比).

    Posts are the same by their name; where a table has a name twice, by the order of its rows.
    The rows come as the first proposal has them, then what the next ones add.
    """
    keyed = [_keyed(posts) for posts in proposals]
    order = dict.fromkeys(key for posts in keyed for key in posts)
    return tuple(_row(key[1], [posts.get(key) for posts in keyed]) for key in order)


def pay_of(post: PricedPost) -> tuple[Decimal | None, bool]:
    """Return what a post is proposed to get (拟定工资), and whether that is by the hour."""
    if post.after_amount is None and post.hourly_amount is not None:
        return post.hourly_amount, True
    return post.after_amount, False


def _keyed(posts: Sequence[PricedPost]) -> dict[tuple[str, int], PricedPost]:
    met: dict[str, int] = {}
    keyed = {}
    for post in posts:
        name = "".join(post.post.split())
        met[name] = met.get(name, 0) + 1
        keyed[name, met[name]] = post
    return keyed


def _row(number: int, posts: Sequence[PricedPost | None]) -> MatrixRow:
    name = next(post.post for post in posts if post is not None)
    cells = tuple(Cell(post, _difference(post, posts[0])) for post in posts)
    return MatrixRow(name=name, number=number, cells=cells)


def _difference(post: PricedPost | None, first: PricedPost | None) -> Decimal | None:
    if post is None or first is None:
        return None
    (pay, hourly), (base, base_hourly) = pay_of(post), pay_of(first)
    if pay is None or base is None or hourly is not base_hourly:
        return None
    return pay - base


def _told(post: PricedPost | None) -> tuple[object, ...] | None:
    return None if post is None else (pay_of(post), post.people)


# ── what if ──────────────────────────────────────────────────────────────────────────────────


class Base(enum.StrEnum):
    """What a rise is reckoned on (调整基数)."""

    AFTER = "after"
    BEFORE = "before"


BASE_LABELS = {Base.AFTER: "该版协商后月工资", Base.BEFORE: "该版协商前月工资"}


class Step(enum.StrEnum):
    """To what a new wage is rounded (取整方式)."""

    CENT = "cent"
    YUAN = "yuan"
    TEN = "ten"


STEP_LABELS = {Step.CENT: "四舍五入到分", Step.YUAN: "进位到元", Step.TEN: "进位到十元"}
_UP = {Step.YUAN: Decimal(1), Step.TEN: Decimal(10)}


@dataclass(frozen=True)
class WhatIf:
    """Another rise, tried out on a proposal and kept nowhere (试算).

    First every wage by a rate, then by an amount a person, then whoever is under the lowest
    wage up to it.
    """

    rate: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    lowest_amount: Decimal | None = None
    base: Base = Base.AFTER
    step: Step = Step.CENT

    def words(self) -> str:
        """Say in one line what is tried out (试算说明)."""
        rise = "，".join(filter(None, (_by_rate(self.rate), _by_amount(self.amount))))
        said = [f"在{BASE_LABELS[self.base]}上{rise or '不普调'}"]
        if self.lowest_amount is not None:
            said.append(f"低于 {self.lowest_amount:,f} 元的岗位补到 {self.lowest_amount:,f} 元")
        return "，".join(said)


def why_not(what_if: WhatIf, table: WageTable) -> Refusal | None:
    """Say why a rise cannot be tried out (不能试算的理由), None where it can."""
    if not LEAST_RATE <= what_if.rate <= MOST_RATE:
        return Refusal("rate", "普调比例请填 −50 至 100 之间的数。", field="rate")
    if abs(what_if.amount) > MOST_AMOUNT:
        return Refusal(
            "amount", "每人增加的金额请填 −100,000 至 100,000 元之间的数。", field="each"
        )
    lowest = what_if.lowest_amount
    if lowest is not None and not 0 < lowest <= MOST_LOWEST:
        return Refusal(
            "lowest", "最低岗位补到的金额请填 0 至 1,000,000 元之间的数。", field="lowest"
        )
    for post in raised(table, what_if).posts:
        if post.proposed_amount is not None and post.proposed_amount < 0:
            message = f"这样调整后，第 {post.row} 行“{post.post}”的月工资会低于 0 元，请改小。"
            return Refusal("below_nothing", message, field="each")
    return None


def raised(table: WageTable, what_if: WhatIf) -> WageTable:
    """Return a wage table with another rise (试算后的工资表); everything else stays as it was.

    A post without the monthly wage that the rise is reckoned on, and one paid by the hour, stay.
    """
    return replace(table, posts=tuple(_raised(post, what_if) for post in table.posts))


def _raised(post: WagePost, what_if: WhatIf) -> WagePost:
    before = what_if.base is Base.BEFORE
    base = post.before_amount if before else post.proposed_amount
    if base is None or post.proposed_amount is None or post.answers_to is Form.PART_TIME:
        return post
    amount = base * (1 + what_if.rate) + what_if.amount
    if what_if.lowest_amount is not None:
        amount = max(amount, what_if.lowest_amount)
    if amount == post.proposed_amount:
        return post  # a wage that nobody moves is not rounded either
    return replace(post, proposed_amount=_rounded(amount, what_if.step))


def _rounded(amount: Decimal, step: Step) -> Decimal:
    up = _UP.get(step)
    if up is None:
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)
    return ((amount / up).to_integral_value(ROUND_CEILING) * up).quantize(CENT)


def _by_rate(rate: Decimal) -> str:
    if not rate:
        return ""
    return f"普调 {per_cent(rate)}" if rate > 0 else f"普降 {per_cent(-rate)}"


def _by_amount(amount: Decimal) -> str:
    if not amount:
        return ""
    return f"每人{'加' if amount > 0 else '减'} {abs(amount):,f} 元"
