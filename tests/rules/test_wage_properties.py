"""Do the checks hold to the cent and to the day, wherever the changes of the law may lie?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.rules.agreed_pay import read_pay
from bargaining.rules.wage_check import check
from bargaining.rules.wage_findings import Rule, Severity, Verdict
from bargaining.rules.wage_floors import countable_amount, first_sinking, probation_threshold
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses, ParentContract
from bargaining.rules.wage_rises import average_rise
from tests.rules.wage_figures import MONTHLY, beijing, entry, figure, post, table, term

DAY = timedelta(days=1)
CENT = Decimal("0.01")
CENTS = st.integers(0, 1_000_000).map(lambda cents: Decimal(cents) / 100)
NEAR = st.sampled_from([-DAY, timedelta(0), DAY])


@st.composite
def floors_and_a_term_near_their_changes(draw):
    """A history of floors, a term that ends or begins beside a change, an amount at a floor."""
    starts = sorted(
        draw(
            st.lists(
                st.dates(date(2015, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True
            )
        )
    )
    amounts = [draw(st.integers(2000, 2010).map(Decimal)) for _start in starts]
    history = figure(
        "floor",
        *(entry(day.isoformat(), str(amount)) for day, amount in zip(starts, amounts, strict=True)),
    )
    first = draw(st.sampled_from(starts)) + draw(NEAR)
    first = max(first, starts[0])
    last = max(first, draw(st.sampled_from(starts)) + draw(NEAR))
    amount = draw(st.sampled_from(amounts)) + draw(st.sampled_from([-CENT, Decimal(0), CENT]))
    return history, starts, amounts, Term(first, last), amount


@given(floors_and_a_term_near_their_changes())
def test_the_first_day_under_the_floor_is_the_one_a_day_by_day_search_finds(case):
    history, starts, amounts, of_term, amount = case

    def floor_on(day):
        return max(
            (start, each) for start, each in zip(starts, amounts, strict=True) if start <= day
        )[1]

    looked_at = [
        day for day in (of_term.first_on, *starts) if of_term.first_on <= day <= of_term.last_on
    ]
    under = sorted(day for day in looked_at if amount < floor_on(day))

    sinking = first_sinking(amount, figure=history, term=of_term)

    assert (sinking.on if sinking else None) == (under[0] if under else None)
    if sinking:
        assert sinking.floor_amount == floor_on(sinking.on)
        assert sinking.on == of_term.first_on or amount >= floor_on(sinking.on - DAY)


@given(
    parts=st.lists(CENTS, min_size=5, max_size=5),
    beside=st.sampled_from([-CENT, Decimal(0), CENT]),
)
def test_a_post_blocks_exactly_when_what_counts_is_under_the_floor(parts, beside):
    names = ("overtime", "allowance", "welfare", "own_insurance", "own_housing_fund")
    gross = Decimal(2540) + sum(parts) + beside
    given_post = post(
        proposed_amount=str(gross),
        **{f"{name}_amount": str(part) for name, part in zip(names, parts, strict=True)},
    )

    result = check(table(given_post), law=beijing(), term=term())

    blocked = [each for each in result.findings if each.rule is Rule.MONTHLY]
    assert countable_amount(given_post, law=beijing()) == Decimal(2540) + beside
    assert bool(blocked) is (beside < 0)
    assert (result.verdict is Verdict.BLOCKED) is (beside < 0)


@given(
    change=st.sampled_from([value.effective_from for value in MONTHLY.values[1:]]),
    before=st.integers(0, 40),
    last=NEAR,
)
def test_a_term_knows_a_change_from_the_very_day(change, before, last):
    floor = next(value.value for value in MONTHLY.values if value.effective_from == change)
    of_term = Term(change - DAY - before * DAY, change + last)

    sinking = first_sinking(floor - CENT, figure=MONTHLY, term=of_term)

    assert (sinking is not None) is (of_term.last_on >= change)
    assert sinking is None or sinking.on == change


@given(
    insurance=st.sampled_from(["755.00", "755.01", "766.34", "766.35"]),
    fund=st.sampled_from(["126.99", "127.00"]),
    first=NEAR,
    last=NEAR,
)
def test_own_contributions_are_held_to_the_base_of_each_day(insurance, fund, first, last):
    change = date(2026, 7, 1)
    of_term = Term(change - 2 * DAY + first, change + last)
    given_post = post(
        proposed_amount="9000", own_insurance_amount=insurance, own_housing_fund_amount=fund
    )

    notes = [
        each
        for each in check(table(given_post), law=beijing(), term=of_term).findings
        if each.rule is Rule.INPUT
    ]

    day = of_term.first_on
    expected = None
    while day <= of_term.last_on and expected is None:
        least = Decimal("766.35") if day >= change else Decimal("755.01")
        if Decimal(insurance) < least or Decimal(fund) < Decimal(127):
            expected = day
        day += DAY
    assert [each.starts_on for each in notes] == ([] if expected is None else [expected])


@given(st.lists(st.tuples(st.integers(0, 50), CENTS, CENTS), min_size=1, max_size=6))
def test_the_average_is_the_one_a_list_of_every_person_gives(rows):
    posts = [
        post(row, people=people, before_amount=str(before), proposed_amount=str(after))
        for row, (people, before, after) in enumerate(rows, start=2)
    ]
    everybody = [(before, after) for people, before, after in rows for _person in range(people)]

    rise = average_rise(table(*posts))

    if not everybody:
        assert rise is None
        return
    before, after = (sum(each) for each in zip(*everybody, strict=True))
    assert rise.people == len(everybody)
    assert abs(rise.before_amount - before / len(everybody)) <= CENT / 2
    assert abs(rise.after_amount - after / len(everybody)) <= CENT / 2
    if before:
        assert abs(rise.rate - (after - before) / before) <= Decimal("0.00005")
    else:
        assert rise.rate is None


@given(before=CENTS, step=st.sampled_from([-CENT, Decimal(0), CENT]))
def test_a_cut_is_a_cut_from_the_first_cent(before, step):
    after = max(before + step, Decimal(0))
    given_post = post(before_amount=str(before), proposed_amount=str(after))

    cuts = [
        each
        for each in check(table(given_post), law=beijing(), term=term()).findings
        if each.rule is Rule.CUT
    ]

    assert bool(cuts) is (after < before)


@given(
    lowest=st.integers(3000, 9000).map(Decimal),
    step=st.sampled_from([-CENT, Decimal(0), CENT]),
)
def test_a_probation_wage_is_held_to_eighty_per_cent_to_the_cent(lowest, step):
    regular = post(2, "服务员", proposed_amount=str(lowest))
    share = probation_threshold(post(3, "服务员", form=Form.PROBATION), [regular])
    trial = post(
        3,
        "服务员",
        form=Form.PROBATION,
        proposed_amount=str(share + step),
        own_insurance_amount="0",
        own_housing_fund_amount="0",
    )

    found = [
        each
        for each in check(table(regular, trial), law=beijing(), term=term()).findings
        if each.rule is Rule.PROBATION
    ]

    assert share == lowest * 8 / 10
    assert bool(found) is (share + step < max(share, Decimal(2540)))


# ── the whole term, day by day ───────────────────────────────────────────────────────────────

PAYS = st.sampled_from(
    ["1855.99", "1856", "1936", "2031.99", "2032", "2320", "2420", "2540", "最低工资标准的80%",
     "本人工资的60%", "本人工资的79.9%"]
)  # fmt: skip
CHANGES = [value.effective_from for value in MONTHLY.values[1:]]


@st.composite
def a_question_near_the_changes(draw):
    """A table, clauses and a term of a few days around a day on which something changes."""
    change = draw(st.sampled_from(CHANGES))
    parent_on = change + draw(NEAR)
    first = change - DAY - draw(st.integers(0, 3)) * DAY
    last = change + draw(st.integers(-1, 3)) * DAY
    amounts = {"own_insurance_amount": "800", "own_housing_fund_amount": "200"}
    posts = [
        post(2, proposed_amount=draw(st.sampled_from(["3320", "3420", "3540"])), **amounts),
        post(3, note="病假", proposed_amount=draw(st.sampled_from(["1856", "1936", "2032"]))),
        post(4, note="停工", proposed_amount=draw(st.sampled_from(["1624", "1694", "1778"]))),
        post(5, note="事假", proposed_amount=draw(st.sampled_from(["3320", "3420"])), **amounts),
    ]
    pays = {name: read_pay(draw(PAYS)) for name in ("sick_pay", "idle_living", "overtime_base")}
    parents = (
        ParentContract("甲", Decimal(3400), last_on=parent_on),
        ParentContract("乙", Decimal(3350), first_on=parent_on + draw(NEAR)),
        ParentContract("丙", Decimal(3600), first_on=parent_on, confirmed=False),
    )
    lowest = draw(st.sampled_from([None, Decimal(2320), Decimal(2420), Decimal(3400)]))
    clauses = Clauses(
        **pays,
        parents=parents,
        lowest_monthly_amount=lowest,
        includes_own_contributions=draw(st.booleans()),
    )
    return table(*posts), clauses, Term(first, last)


# What is said once for a table, whatever the day: how the parts of the text compare.
NOT_BY_DAY = {Rule.GUIDE, Rule.TERM, Rule.TABLE, Rule.TERMS, Rule.PROJECTED}


def by_day(findings):
    """The first day of every finding, by what it is about; the unsure as well."""
    return {
        (each.rule, each.row, each.post, each.severity): (each.starts_on, each.value, each.limit)
        for each in findings
        if each.rule not in NOT_BY_DAY and each.starts_on is not None
    }


@settings(deadline=None)
@given(a_question_near_the_changes())
def test_checking_every_day_finds_what_checking_the_days_of_change_finds(case):
    posts, clauses, of_term = case
    law = beijing()

    whole = by_day(check(posts, law=law, term=of_term, clauses=clauses).findings)

    walked: dict = {}
    day = of_term.first_on
    while day <= of_term.last_on:
        for key, found in by_day(
            check(posts, law=law, term=Term(day, day), clauses=clauses).findings
        ).items():
            walked.setdefault(key, found)
        day += DAY
    # A confirmed contract, and what is sure, silence what is not: one finding per row and rule.
    sure = {(rule, row, name) for rule, row, name, severity in walked if severity.value == "block"}
    walked = {
        key: found
        for key, found in walked.items()
        if key[3].value == "block" or key[:3] not in sure
    }
    assert whole == walked


@given(
    raise_by=st.sampled_from([CENT, Decimal(1), Decimal(500)]),
    base=st.sampled_from(["2031.99", "2032", "2539.99", "2540", "3539.99", "3540"]),
    note=st.sampled_from(["", "病假", "停工", "事假"]),
)
def test_raising_pay_never_adds_a_finding_about_a_floor(raise_by, base, note):
    parents = (ParentContract("甲", Decimal(3500)),)
    clauses = Clauses(parents=parents, sick_pay=read_pay("本人工资的60%"))

    def blocks(amount):
        result = check(
            table(post(proposed_amount=str(amount), note=note)),
            law=beijing(),
            term=term(),
            clauses=clauses,
        )
        floors = {Rule.MONTHLY, Rule.SICK, Rule.IDLE, Rule.PARENT, Rule.PROJECTED}
        return {
            (each.rule, each.row)
            for each in result.findings
            if each.rule in floors and each.severity is Severity.BLOCK
        }

    assert blocks(Decimal(base) + raise_by) <= blocks(base)
