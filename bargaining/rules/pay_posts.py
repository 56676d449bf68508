"""How was each post paid as a whole? The rows of a pay table, put together by post."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from bargaining.rules.pay_lines import ZERO, Matched, PaidLine
from bargaining.rules.wage_findings import to_cent
from bargaining.rules.wage_posts import Form


@dataclass(frozen=True)
class PostPay:
    """One post of a month's pay (逐岗对照): what was agreed at least, and what its people got.

    `average_amount` is over the people whose pay is stated; amounts are by the hour where the
    post is paid so. `short_people` are those of the rows that got less than was agreed.
    """

    post: str
    form: Form
    matched: Matched
    rows: int
    people: int
    agreed_amount: Decimal | None
    lowest_amount: Decimal | None
    average_amount: Decimal | None
    short_rows: int
    short_people: int
    short_amount: Decimal
    floor_rows: int


def by_post(
    lines: Iterable[PaidLine], *, short: Collection[int], below_floor: Collection[int] = ()
) -> tuple[PostPay, ...]:
    """Put the rows together by post, in their first order (按岗位汇总).

    `short` names the rows that got less than was agreed without anything to explain it,
    `below_floor` those under the month's minimum wage.
    """
    found: dict[tuple[str, Form, int | None], list[PaidLine]] = {}
    for line in lines:
        found.setdefault((line.post, line.form, line.agreed_row), []).append(line)
    return tuple(_post(mine, short, below_floor) for mine in found.values())


def _post(mine: list[PaidLine], short: Collection[int], below_floor: Collection[int]) -> PostPay:
    first = mine[0]
    stated = [(line.paid_amount, line.people) for line in mine if line.paid_amount is not None]
    heads = sum(people for _amount, people in stated)
    total = sum((amount * people for amount, people in stated), ZERO)
    wanting = [line for line in mine if line.row in short]
    return PostPay(
        post=first.post,
        form=first.form,
        matched=first.matched,
        rows=len(mine),
        people=sum(line.people for line in mine),
        agreed_amount=first.agreed_amount,
        lowest_amount=min((amount for amount, _people in stated), default=None),
        average_amount=to_cent(total / heads) if heads else None,
        short_rows=len(wanting),
        short_people=sum(line.people for line in wanting),
        short_amount=sum(
            (-(line.difference_amount or ZERO) * line.people for line in wanting), ZERO
        ),
        floor_rows=sum(1 for line in mine if line.row in below_floor),
    )
