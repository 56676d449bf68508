"""What a wage table costs a year, as the command prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bargaining import errors
from bargaining.rules import wage_cost
from bargaining.rules.wage_cost import Cost, FloorCost
from bargaining.rules.wage_findings import per_cent, shown, yuan
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import WageTable

PER_CENT = Decimal(100)


@dataclass(frozen=True)
class Answer:
    """The cost of a table, and of its gap to the minimum wage where a term was given."""

    cost: Cost
    floor: FloorCost | None


def reckon(table: WageTable, *, law: WageLaw, term: Term | None, employer: str | None) -> Answer:
    """Reckon the cost of a table; raise LawMissing where the term's minimum wage is not known."""
    posts = [wage_cost.priced(post, law=law) for post in table.posts]
    floor = None
    if term is not None:
        if term.last_on < term.first_on:
            raise errors.Unusable("期限的终止日早于起始日，请核对。", field="to")
        highest = wage_cost.highest_floor(law, term)
        floor = wage_cost.floor_cost(posts, floor=highest.amount)
    return Answer(wage_cost.cost(posts, employer_rate=_rate(employer)), floor)


def _rate(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = None
    if rate is None or not rate.is_finite() or not 0 <= rate <= PER_CENT:
        raise errors.Unusable(f"费率“{text}”请填 0 至 100 之间的数。", field="employer")
    return rate / PER_CENT


def as_json(answer: Answer) -> dict[str, Any]:
    """Put the cost into the shape of `wages cost --json`."""
    cost, floor = answer.cost, answer.floor
    return {
        "people": cost.people,
        "left_out_people": cost.left_out_people,
        "yearly": shown(cost.yearly_amount),
        "rise_rate": shown(cost.rise_rate),
        "average_before": shown(cost.before_average_amount),
        "average_after": shown(cost.after_average_amount),
        "one_point": shown(cost.one_point_amount),
        "bonus": shown(cost.bonus_amount),
        "employer": shown(cost.employer_amount),
        "floor": None if floor is None else {
            "amount": shown(floor.floor_amount),
            "people": floor.people,
            "yearly": shown(floor.yearly_amount),
            "further_rate": shown(floor.further_rate),
        },
        "lines": [
            {"row": line.post.row, "post": line.post.post, "people": line.post.people,
             "monthly": shown(line.monthly_amount), "yearly": shown(line.yearly_amount)}
            for line in cost.lines
        ],
        "left_out": [
            {"row": post.row, "post": post.post, "people": post.people} for post in cost.left_out
        ],
    }  # fmt: skip


def lines(answer: Answer) -> Iterator[str]:
    """Write the cost down for a person."""
    cost, floor = answer.cost, answer.floor
    yield f"一年增加：{yuan(cost.yearly_amount)}（{cost.people} 人）"
    if cost.rise_rate is not None:
        point = yuan(cost.one_point_amount)
        yield f"平均增幅：{per_cent(cost.rise_rate)}，每增减 1 个百分点 {point}"
    if cost.employer_amount is None:
        yield "不含单位缴费。"
    else:
        yield f"单位缴费按假设的费率另加约 {yuan(cost.employer_amount)}"
    if cost.bonus_amount is not None:
        yield f"年终奖等非按月发放 {yuan(cost.bonus_amount)}，没有计入一年增加"
    if cost.left_out:
        yield f"{cost.left_out_people} 人没有同时填协商前、协商后月工资，没有计入"
    if floor is not None:
        gap = yuan(floor.yearly_amount)
        yield f"补到最低工资标准 {yuan(floor.floor_amount)}：{floor.people} 人，一年 {gap}"
    for line in cost.lines:
        post = line.post
        yield f"第 {post.row} 行 {post.post} {post.people} 人：一年 {yuan(line.yearly_amount)}"
