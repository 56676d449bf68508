"""Does more pay never add a finding, and is the whole term checked as every day of it would be?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import FLOOR_RULES, Rule, Severity
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_posts import BonusSpan, Form, HoursSystem, WagePost, WageTable
from tests.rules.wage_figures import ALL_COLUMNS, beijing, post, term

DAY = timedelta(days=1)
CENT = Decimal("0.01")
COLUMNS = ALL_COLUMNS | {
    "unit_price", "daily_quota", "due_days", "attended_days", "bonus_amount", "board_amount",
    "hours_system", "month_hours",
}  # fmt: skip
WEIGHT = {Severity.BLOCK: 3, Severity.WARN: 2, Severity.NOTE: 1}
DAYS = st.sampled_from(["0", "0.5", "15", "20", "21", "21.5", "21.75", "22", "23", "26", "31"])
AROUND = st.sampled_from([-CENT, Decimal(0), CENT])


def maybe(strategy):
    return st.none() | strategy


def answers(*posts: WagePost, of_term: Term | None = None):
    of_table = WageTable(posts=posts, columns=frozenset(COLUMNS))
    return check(of_table, law=beijing(), term=of_term or term())


def floor_weights(given_post: WagePost, of_term: Term | None = None) -> dict[Rule, int]:
    found = answers(given_post, of_term=of_term).findings
    return {each.rule: WEIGHT[each.severity] for each in found if each.rule in FLOOR_RULES}


@st.composite
def full_posts(draw):
    """A post with everything a floor may depend on, its pay around where the answer changes."""
    due, attended = draw(maybe(DAYS.map(Decimal))), draw(maybe(DAYS.map(Decimal)))
    bonus = draw(maybe(st.sampled_from(["0", "0.01", "120", "6000"])))
    board = draw(maybe(st.sampled_from(["0", "0.01", "300"])))
    share = attended / due if due and attended is not None and attended < due else Decimal(1)
    near = (2540 * share).quantize(CENT) + Decimal(board or 0) * draw(st.integers(0, 1))
    pay = near + Decimal(bonus or 0) * draw(st.integers(0, 1)) + draw(AROUND)
    price = draw(maybe(st.sampled_from(["1.1677", "1.1678", "1.1679", "1.2096", "0.9", "1.5766"])))
    return post(
        form=draw(st.sampled_from([Form.CONTRACT, Form.PIECE_RATE, Form.PROBATION, Form.OVERAGE])),
        proposed_amount=str(max(pay, Decimal(0))),
        own_insurance_amount=draw(st.sampled_from(["0", "755.01", "1500"])),
        own_housing_fund_amount=draw(st.sampled_from(["0", "127"])),
        due_days=due,
        attended_days=attended,
        bonus_amount=bonus,
        bonus_span=draw(st.sampled_from([None, *BonusSpan])) if bonus else None,
        board_amount=board,
        unit_price=None if price is None else Decimal(price),
        daily_quota=draw(maybe(st.just(Decimal(100)))),
    )


@given(full_posts(), st.sampled_from(["0.01", "0.02", "119.99", "120", "300", "6000", "99999"]))
def test_raising_the_wage_never_adds_a_floor_finding_nor_makes_one_graver(given_post, step):
    raised = replace(given_post, proposed_amount=given_post.proposed_amount + Decimal(step))

    before, after = floor_weights(given_post), floor_weights(raised)

    assert all(after[rule] <= before.get(rule, 0) for rule in after)


@given(full_posts(), st.sampled_from(["0.0001", "0.01", "0.2", "9"]))
def test_nor_does_raising_the_unit_price(given_post, step):
    if given_post.unit_price is None:
        return
    raised = replace(given_post, unit_price=given_post.unit_price + Decimal(step))

    before, after = floor_weights(given_post), floor_weights(raised)

    assert all(after[rule] <= before.get(rule, 0) for rule in after)


@given(
    due=st.integers(1, 62).map(lambda halves: Decimal(halves) / 2),
    attended=st.integers(0, 62).map(lambda halves: Decimal(halves) / 2),
    beside=AROUND,
)
def test_part_of_a_month_blocks_exactly_under_its_fraction_of_the_floor(due, attended, beside):
    share = min(Fraction(attended) / Fraction(due), Fraction(1))
    exact = Fraction(2540) * share
    pay = max(Decimal(int(exact * 100)) / 100 + beside, Decimal(0))
    given_post = post(
        proposed_amount=str(pay), own_insurance_amount="0", own_housing_fund_amount="0",
        due_days=due, attended_days=attended,
    )  # fmt: skip

    found = [each for each in answers(given_post).findings if each.rule is Rule.MONTHLY]

    blocked = [each for each in found if each.severity is Severity.BLOCK]
    assert bool(blocked) is (Fraction(pay) < exact)
    assert bool(found) is (Fraction(pay) < 2540)
    assert all(each.value < each.limit for each in found)


@given(
    price=st.integers(11000, 12500).map(lambda steps: Decimal(steps) / 10000),
    due=maybe(DAYS.filter(lambda days: Decimal(days) > 0).map(Decimal)),
    insurance=st.sampled_from(["0", "755.01", "766.35", "1500"]),
    first=st.integers(-3, 1),
    last=st.integers(-1, 2),
)
def test_a_piece_rate_over_a_term_is_the_gravest_of_its_days(price, due, insurance, first, last):
    change = date(2026, 7, 1)
    of_term = Term(change + min(first, last) * DAY, change + last * DAY)
    given_post = post(
        form=Form.PIECE_RATE, proposed_amount="9000", own_insurance_amount=insurance,
        unit_price=price * Decimal("1.3"), daily_quota=Decimal(100), due_days=due,
    )  # fmt: skip

    def of_days(on: Term):
        return [
            each for each in answers(given_post, of_term=on).findings if each.rule is Rule.PIECE
        ]

    daily, day = [], of_term.first_on
    while day <= of_term.last_on:
        daily += of_days(Term(day, day))
        day += DAY
    whole = of_days(of_term)

    assert bool(whole) is bool(daily)
    if whole:
        gravest = max(WEIGHT[each.severity] for each in daily)
        first_on = min(each.starts_on for each in daily if WEIGHT[each.severity] == gravest)
        assert (WEIGHT[whole[0].severity], whole[0].starts_on) == (gravest, first_on)


@given(
    hours=st.sampled_from(["165.35", "165.36", "165.37", "201.36", "201.37", "166.64", "176"]),
    beside=AROUND,
    due=maybe(DAYS.map(Decimal)),
    system=st.sampled_from(list(HoursSystem)),
)
def test_overtime_is_short_exactly_under_what_its_hours_ask_for(hours, beside, due, system):
    standard = Fraction("165.36")
    if due is not None and due <= 23:
        standard = max(standard, Fraction(due) * 8)
    over = max(Fraction(hours) - standard, Fraction(0))
    asked = (Decimal(int(over * 100 * 150 * 100 + Fraction(1, 2))) / 10000).quantize(CENT)
    paid = max(asked + beside, Decimal(0))
    given_post = post(
        proposed_amount=str(17400 + paid), overtime_amount=str(paid), due_days=due,
        month_hours=Decimal(hours), hours_system=system,
    )  # fmt: skip

    warned = [each for each in answers(given_post).findings if each.rule is Rule.HOURS]

    measured = system is not HoursSystem.FLEXIBLE and over > 0
    assert bool(warned) is (measured and (paid < asked or over > 36))
