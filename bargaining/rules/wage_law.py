"""Which figures does a wage table answer to, and from which day of its term?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Status
from bargaining.rules.lawbook import LawBook
from bargaining.rules.wage_findings import to_cent
from bargaining.rules.working_time import WorkingTime, working_time

DAY = timedelta(days=1)

INSURANCE_RATES = (
    "social_insurance_pension_personal_rate",
    "social_insurance_medical_personal_rate",
    "social_insurance_unemployment_personal_rate",
)
INSURANCE_FIXED = "social_insurance_medical_personal_amount"
HOUSING_FUND_RATE = "housing_fund_personal_rate_lower"
INDUSTRY_LINES = (
    "guideline_industry_upper",
    "guideline_industry_average",
    "guideline_industry_lower",
)

MINIMUM_WAGE_RULES = "最低工资规定"
LABOUR_CONTRACT_LAW = "劳动合同法"
TRIAL_MEASURES = "工资集体协商试行办法"
RULES_ON_OVERAGE = "超龄劳动者基本权益保障暂行规定"
OVERAGE_RULES_SINCE = date(2026, 7, 1)  # before it no text holds their wage to the floor

# The worker's own contributions do not count towards the minimum wage here; the
# national rule of 最低工资规定 第12条 leaves them in.
_OWN_CONTRIBUTIONS_LEFT_OUT = ("11", "31")


@dataclass(frozen=True)
class Term:
    """The days an agreement is to hold, both included (期限)."""

    first_on: date
    last_on: date

    def days_of_change(self, figures: Iterable[Figure]) -> list[date]:
        """List the first day, and each day within on which one of the figures may change."""
        changes = {self.first_on}
        for figure in figures:
            days = figure.days_of_change
            since, until = bisect_right(days, self.first_on), bisect_right(days, self.last_on)
            changes.update(days[since:until])
        return sorted(changes) if self.first_on <= self.last_on else []


@dataclass(frozen=True)
class Contribution:
    """The least a full-time worker pays himself in a month (个人缴费下限).

    The housing fund's base begins at the minimum wage itself.
    """

    base: FigureValue
    floor: FigureValue
    insurance_amount: Decimal
    housing_fund_amount: Decimal
    floor_amount: Decimal

    @property
    def gross_needed_amount(self) -> Decimal:
        """Estimate the gross that leaves the minimum wage (应发工资估算)."""
        return self.floor_amount + self.insurance_amount + self.housing_fund_amount


@dataclass(frozen=True)
class WageLaw:
    """The figures of one place that a wage table is checked against (工资检查标准).

    `place_name` names the place that set the minimum wage, which a district inherits.
    `own_contributions_count` says whether the worker's own 社保 and 公积金 count towards the
    minimum wage. Guideline lines are fractions of 1; `industry_lines` are those of single
    industries, each with its scope.
    """

    place: str
    place_name: str
    monthly: Figure
    part_time_hourly: Figure
    part_time_holiday: Figure
    insurance_base_lower: Figure
    insurance_rates: tuple[Figure, ...]
    insurance_fixed: Figure
    housing_fund_rate: Figure
    guideline_base_low: Figure
    guideline_base_high: Figure
    guideline_upper: Figure
    guideline_lower: Figure
    sick_pay_floor: Figure
    idle_living_floor: Figure
    working_time: WorkingTime
    own_contributions_count: bool = False
    industry_lines: tuple[Figure, ...] = ()

    def floor_on(self, on: date) -> FigureValue:
        """Return the monthly minimum wage of a day (月最低工资标准); raise LawMissing if none."""
        return self.monthly.value_on(on)

    @property
    def contribution_figures(self) -> tuple[Figure, ...]:
        """List the figures behind `contribution_on` (个人缴费下限的来源)."""
        rates = (*self.insurance_rates, self.insurance_fixed, self.housing_fund_rate)
        return (self.monthly, self.insurance_base_lower, *rates)

    def contribution_on(self, on: date) -> Contribution | None:
        """Reckon the least own contributions of a day (个人缴费下限), or None if not recorded."""
        base = _known(self.insurance_base_lower, on)
        fixed = _known(self.insurance_fixed, on)
        fund = _known(self.housing_fund_rate, on)
        rates = [_known(rate, on) for rate in self.insurance_rates]
        if base is None or fixed is None or fund is None:
            return None
        held = [rate[1] for rate in rates if rate is not None]
        if len(held) < len(rates):
            return None
        share = sum(held, Decimal(0))
        floor = self.floor_on(on)
        return Contribution(
            base=base[0],
            floor=floor,
            insurance_amount=to_cent(base[1] * share + fixed[1]),
            housing_fund_amount=to_cent(amount_of(floor) * fund[1]),
            floor_amount=amount_of(floor),
        )


def wage_law(book: LawBook, *, place: str) -> WageLaw:
    """Take from the law book what wage tables of a place are checked against (工资检查标准)."""

    def history(name: str) -> Figure:
        return book.figure_history(name, place=place)

    monthly = history("minimum_wage_monthly")
    return WageLaw(
        place=place,
        place_name=book.place_name(monthly.place),
        monthly=monthly,
        part_time_hourly=history("minimum_wage_part_time_hourly"),
        part_time_holiday=history("minimum_wage_part_time_holiday_hourly"),
        insurance_base_lower=history("social_insurance_base_lower"),
        insurance_rates=tuple(history(name) for name in INSURANCE_RATES),
        insurance_fixed=history(INSURANCE_FIXED),
        housing_fund_rate=history(HOUSING_FUND_RATE),
        guideline_base_low=history("guideline_base_low"),
        guideline_base_high=history("guideline_base_high"),
        guideline_upper=history("guideline_upper"),
        guideline_lower=history("guideline_lower"),
        sick_pay_floor=_share(book, "sick_pay_floor_rate", place=place),
        idle_living_floor=_share(book, "idle_living_floor_rate", place=place),
        working_time=working_time(lambda name: _share(book, name, place=place)),
        own_contributions_count=not place.startswith(_OWN_CONTRIBUTIONS_LEFT_OUT),
        industry_lines=tuple(
            part for name in INDUSTRY_LINES for part in book.list_scopes(name, place=place)
        ),
    )


def _share(book: LawBook, name: str, *, place: str) -> Figure:
    """Take a share of the minimum wage; a book that was loaded before it is without an answer."""
    if name in book.figure_names:
        return book.figure_history(name, place=place)
    return Figure(name=name, place=place, label=name, unit="比率", kind=FigureKind.STANDING)


def amount_of(entry: FigureValue) -> Decimal:
    """Return the value of an entry that `value_on` has vouched for (标准数值)."""
    if entry.value is None:
        raise ValueError("an entry without a value was taken for one in force")
    return entry.value


def _known(figure: Figure, on: date) -> tuple[FigureValue, Decimal] | None:
    entry = figure.find(on)
    if entry is None or entry.value is None or entry.status is not Status.VALUE:
        return None
    return entry, entry.value


def source_basis(entry: FigureValue) -> Basis:
    """Name the text a figure was read in (标准的出处)."""
    source = entry.source
    number = source.document_number
    text = source.title if not number or number in source.title else f"{source.title}（{number}）"
    return Basis(text, source.article)
