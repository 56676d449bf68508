"""What does a proposal cost the enterprise a year, by post and in all? Exact, to the cent.

工资集体协商试行办法 第8条 asks both sides to look at the labour cost. Only posts that give the
wage before and after are counted; who is left out is said beside the total, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bargaining.rules.figures import FigureValue
from bargaining.rules.wage_findings import RATE_STEP, Rule, to_cent, to_rate
from bargaining.rules.wage_floors import countable_amount, rules_of
from bargaining.rules.wage_law import Term, WageLaw, amount_of
from bargaining.rules.wage_posts import WagePost

MONTHS = 12
ONE_POINT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class PricedPost:
    """One post of a proposal as far as its cost is reckoned (计价岗位).

    `countable_amount` is what counts towards the monthly minimum wage, None where the post does
    not answer to it or does not say. `bonus_amount` is what one person gets a year beside the
    monthly wage, None where it is not stated.
    """

    row: int
    post: str
    people: int
    before_amount: Decimal | None = None
    after_amount: Decimal | None = None
    countable_amount: Decimal | None = None
    hourly_amount: Decimal | None = None
    bonus_amount: Decimal | None = None

    @property
    def rise_amount(self) -> Decimal | None:
        """Return what one person gets more a month (月增加额), None where an amount is absent."""
        if self.before_amount is None or self.after_amount is None:
            return None
        return self.after_amount - self.before_amount


@dataclass(frozen=True)
class CostLine:
    """What one post costs more (一个岗位的成本): all its people, a month and a year."""

    post: PricedPost
    monthly_amount: Decimal
    yearly_amount: Decimal
    employer_amount: Decimal


@dataclass(frozen=True)
class Cost:
    """What a proposal costs a year (方案年成本): the lines and their exact sums.

    `employer_amount` is the employer's own 社保 and 公积金 on the increase at the rate that was
    assumed, None where none was. `bonus_amount` is None where no post states one; the wage
    before says nothing of bonuses, so it stands beside the increase and not in it.
    """

    lines: tuple[CostLine, ...]
    left_out: tuple[PricedPost, ...]
    bonus_amount: Decimal | None
    employer_rate: Decimal | None = None

    @property
    def people(self) -> int:
        """Count the people that are reckoned with (计入人数)."""
        return sum(line.post.people for line in self.lines)

    @property
    def left_out_people(self) -> int:
        """Count the people of posts that lack an amount (未计入人数)."""
        return sum(post.people for post in self.left_out)

    @property
    def monthly_amount(self) -> Decimal:
        """Add up what all posts cost more a month (月增加额合计)."""
        return sum((line.monthly_amount for line in self.lines), NOTHING)

    @property
    def yearly_amount(self) -> Decimal:
        """Add up what all posts cost more a year (年增加额合计)."""
        return sum((line.yearly_amount for line in self.lines), NOTHING)

    @property
    def employer_amount(self) -> Decimal | None:
        """Add up the employer's own contributions on the increase (单位缴费增加额)."""
        if self.employer_rate is None:
            return None
        return sum((line.employer_amount for line in self.lines), NOTHING)

    @property
    def before_bill_amount(self) -> Decimal:
        """Reckon the present wage bill of a year (现行年工资总额)."""
        return sum((_times(line.post.before_amount, line.post) for line in self.lines), NOTHING)

    @property
    def after_bill_amount(self) -> Decimal:
        """Reckon the proposed wage bill of a year (方案年工资总额)."""
        return sum((_times(line.post.after_amount, line.post) for line in self.lines), NOTHING)

    @property
    def before_average_amount(self) -> Decimal | None:
        """Return the average wage before, weighted by people (协商前平均工资)."""
        return self._average(self.before_bill_amount)

    @property
    def after_average_amount(self) -> Decimal | None:
        """Return the average wage after, weighted by people (协商后平均工资)."""
        return self._average(self.after_bill_amount)

    def _average(self, bill: Decimal) -> Decimal | None:
        return to_cent(bill / MONTHS / self.people) if self.people else None

    @property
    def rise_rate(self) -> Decimal | None:
        """Return the average rise weighted by people (平均增幅); None where nothing compares."""
        before = self.before_bill_amount
        return to_rate(self.yearly_amount / before) if before else None

    @property
    def one_point_amount(self) -> Decimal:
        """Say what one per cent more or less is worth a year (每增减一个百分点的年成本)."""
        return to_cent(self.before_bill_amount * ONE_POINT)


@dataclass(frozen=True)
class Floor:
    """A monthly minimum wage that posts are held against (最低工资标准), with its entry."""

    entry: FigureValue
    amount: Decimal


@dataclass(frozen=True)
class GapLine:
    """One post under the floor (未达标岗位): what each person lacks, and all of them a year."""

    post: PricedPost
    gap_amount: Decimal
    yearly_amount: Decimal


@dataclass(frozen=True)
class FloorCost:
    """What it costs to lift the posts under a floor to it, and no more (补足最低工资的成本).

    `further_rate` is the least rise of every proposed wage that would do the same, None where no
    rise can. `unknown_people` work on posts whose countable wage is not stated.
    """

    floor_amount: Decimal
    lines: tuple[GapLine, ...]
    further_rate: Decimal | None
    unknown_people: int

    @property
    def people(self) -> int:
        """Count the people on posts under the floor (未达标人数)."""
        return sum(line.post.people for line in self.lines)

    @property
    def yearly_amount(self) -> Decimal:
        """Add up what the gaps cost a year (补差年成本)."""
        return sum((line.yearly_amount for line in self.lines), NOTHING)


def priced(post: WagePost, *, law: WageLaw) -> PricedPost:
    """Take from a post of a wage table what its cost depends on (计价岗位)."""
    hourly = Rule.HOURLY in rules_of(post)
    return PricedPost(
        row=post.row,
        post=post.post,
        people=post.people,
        before_amount=post.before_amount,
        after_amount=post.proposed_amount,
        countable_amount=None if hourly else countable_amount(post, law=law),
        hourly_amount=post.hourly_amount,
        bonus_amount=post.yearly_bonus_amount,
    )


def cost(posts: Iterable[PricedPost], *, employer_rate: Decimal | None = None) -> Cost:
    """Reckon what a proposal costs a year (方案年成本).

    `employer_rate`: the employer's own contributions as a share of the wage, as somebody
    assumes them; the true base has a floor and a cap, so the sum is an estimate.
    """
    lines: list[CostLine] = []
    left_out: list[PricedPost] = []
    bonuses: list[Decimal] = []
    for post in posts:
        if post.bonus_amount is not None:
            bonuses.append(to_cent(post.bonus_amount * post.people))
        rise = post.rise_amount
        if rise is None:
            left_out.append(post)
            continue
        monthly = to_cent(rise * post.people)
        yearly = monthly * MONTHS
        share = to_cent(yearly * employer_rate) if employer_rate is not None else NOTHING
        lines.append(CostLine(post, monthly, yearly, share))
    return Cost(
        lines=tuple(lines),
        left_out=tuple(left_out),
        bonus_amount=sum(bonuses, NOTHING) if bonuses else None,
        employer_rate=employer_rate,
    )


def highest_floor(law: WageLaw, term: Term) -> Floor:
    """Find the highest minimum wage known within a term (期限内最高的最低工资标准).

    Raises LawMissing or NotPublished where one that has to be looked at is not recorded.
    """
    found = []
    for day in term.days_of_change([law.monthly]):
        entry = law.monthly.value_on(day)
        found.append(Floor(entry, amount_of(entry)))
    return max(found, key=lambda one: one.amount)


def floor_cost(posts: Sequence[PricedPost], *, floor: Decimal) -> FloorCost:
    """Reckon what lifting every post to a floor costs a year (补足最低工资的成本)."""
    lines = []
    for post in posts:
        gap = _gap(post, floor)
        if gap > 0:
            lines.append(GapLine(post, gap, to_cent(gap * post.people) * MONTHS))
    unknown = [
        post for post in posts if post.countable_amount is None and post.after_amount is not None
    ]
    return FloorCost(
        floor_amount=floor,
        lines=tuple(lines),
        further_rate=_further_rate(lines),
        unknown_people=sum(post.people for post in unknown),
    )


def rise_of(posts: Iterable[PricedPost], *, rate: Decimal) -> Decimal:
    """Reckon what one more rise of every proposed wage costs a year (再普调的年成本)."""
    more = (
        to_cent(to_cent(post.after_amount * rate) * post.people) * MONTHS
        for post in posts
        if post.after_amount is not None
    )
    return sum(more, NOTHING)


def lowest_post(posts: Iterable[PricedPost]) -> PricedPost | None:
    """Find the post with the least that counts towards the minimum wage (最低岗位)."""
    known = [post for post in posts if post.countable_amount is not None]
    return min(known, key=lambda post: (post.countable_amount or NOTHING, post.row), default=None)


def _gap(post: PricedPost, floor: Decimal) -> Decimal:
    if post.countable_amount is None:
        return NOTHING
    return max(NOTHING, floor - post.countable_amount)


def _further_rate(lines: Sequence[GapLine]) -> Decimal | None:
    """Round upwards: a hair less and the lowest post would stay under the floor."""
    rates = [NOTHING]
    for line in lines:
        after = line.post.after_amount
        if not after:
            return None
        rates.append((line.gap_amount / after).quantize(RATE_STEP, rounding=ROUND_CEILING))
    return max(rates)


def _times(amount: Decimal | None, post: PricedPost) -> Decimal:
    return NOTHING if amount is None else to_cent(amount * post.people) * MONTHS
