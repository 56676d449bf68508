"""What may both sides look at when they bargain? Figures with year, scope and source; no verdict.

工资集体协商试行办法 第8条 names what is to be taken into account. What is not recorded is said to
be so; the last recorded year may stand beside it, for reference. Series of different definition
are never joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Status
from bargaining.rules.lawbook import LawBook
from bargaining.rules.wage_findings import to_cent, to_rate
from bargaining.rules.wage_law import TRIAL_MEASURES, wage_law
from bargaining.rules.wage_rises import Guideline, find_guideline, last_guideline

EIGHT_FACTORS = Basis(TRIAL_MEASURES, "第8条")
_YEARLY_PAY = "元/年"
_MONTHLY_PAY = "元/月"

AVERAGES = (
    "average_wage_full_scope_monthly",
    "average_wage_legal_entity_annual",
    "average_wage_non_private_annual",
    "average_wage_private_annual",
    "average_wage_annual",
)
ECONOMY = ("cpi_change_rate", "gdp_growth_rate", "disposable_income_per_head")
PRODUCTIVITY = ("labour_productivity_growth_rate", "labour_productivity")
INCOME, GROWTH, PRODUCTIVITY_GROWTH = (
    "disposable_income_per_head",
    "gdp_growth_rate",
    "labour_productivity_growth_rate",
)


@dataclass(frozen=True)
class Reference:
    """One figure of the panel (参考数).

    `entry` speaks for `year`, the year that is asked about; it may say that nothing was
    published. `last` is the last recorded value, where `entry` has none: for reference only.
    """

    figure: Figure
    year: int
    entry: FigureValue | None
    last: FigureValue | None

    @property
    def shown(self) -> FigureValue | None:
        """Return the value there is to look at (可看的数), of whatever year."""
        return self.entry if has_value(self.entry) else self.last

    @property
    def is_of_the_year(self) -> bool:
        """Say whether the value is of the year that is asked about (是否为所问年份)."""
        return has_value(self.entry)

    @property
    def monthly_amount(self) -> Decimal | None:
        """Return an amount of pay by the month (折合月数), None for any other figure."""
        entry = self.shown
        if entry is None or entry.value is None:
            return None
        if self.figure.unit == _MONTHLY_PAY:
            return entry.value
        return to_cent(entry.value / 12) if self.figure.unit == _YEARLY_PAY else None


@dataclass(frozen=True)
class FloorStep:
    """One step of the minimum wage (最低工资标准沿革的一档): its rise over the one before."""

    entry: FigureValue
    amount: Decimal
    rise_amount: Decimal | None
    rise_rate: Decimal | None


@dataclass(frozen=True)
class Side:
    """One side of a pair that is to move together (同步的一方): a rate and the year it is of."""

    label: str
    year: int | None
    rate: Decimal | None
    asked_year: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Pair:
    """Two growths that are to keep pace (双同步的一组)."""

    label: str
    left: Side
    right: Side


@dataclass(frozen=True)
class Panel:
    """Everything the panel shows of the place (协商参考); the enterprise's own stands beside."""

    place: str
    place_name: str
    on: date
    averages: tuple[Reference, ...]
    economy: tuple[Reference, ...]
    productivity: tuple[Reference, ...]
    guideline_year: int
    guideline_figure: Figure
    guideline: Guideline | None
    last_guideline: Guideline | None
    floor: FigureValue | None
    floor_figure: Figure
    floor_steps: tuple[FloorStep, ...]
    income_pair: Pair


def panel(book: LawBook, *, place: str, on: date) -> Panel:
    """Gather what is recorded for a place as of a day (协商参考).

    Statistics are asked for the last full year, the guideline for the year of the day; a line
    that came out after the day is not shown.
    """
    law = wage_law(book, place=place)

    def every(names: Iterable[str]) -> tuple[Reference, ...]:
        return tuple(
            reference(book.figure_history(name, place=place), year=on.year - 1, on=on)
            for name in names
            if name in book.figure_names
        )

    economy = every(ECONOMY)
    guideline = find_guideline(law, year=on.year, signed_on=on)
    return Panel(
        place=place,
        place_name=book.place_names.get(f"{place[:2]}0000", law.place_name),
        on=on,
        averages=every(AVERAGES),
        economy=economy,
        productivity=every(PRODUCTIVITY),
        guideline_year=on.year,
        guideline_figure=law.guideline_base_low,
        guideline=guideline,
        last_guideline=None
        if guideline is not None
        else last_guideline(law, before=on.year, signed_on=on),
        floor=_in_force(law.monthly, on),
        floor_figure=law.monthly,
        floor_steps=floor_steps(law.monthly, on=on),
        income_pair=_income_pair(economy),
    )


def reference(figure: Figure, *, year: int, on: date) -> Reference:
    """Look a figure up for a year as known on a day (参考数), with the last before it."""
    if figure.kind is FigureKind.STANDING:
        entry = figure.find(on)
        return Reference(figure, on.year, entry, None)
    known = [one for one in figure.values if one.effective_from <= on and one.year is not None]
    entry = next((one for one in known if one.year == year), None)
    earlier = [one for one in known if has_value(one) and (one.year or 0) < year]
    last = max(earlier, key=lambda one: one.year or 0, default=None)
    return Reference(figure, year, entry, None if has_value(entry) else last)


def yearly_growth(figure: Figure, *, year: int) -> Decimal | None:
    """Reckon how much a yearly amount grew over the year before (同比增长).

    None where one of the two years is not recorded: nothing is filled in between.
    """
    values = {one.year: one.value for one in figure.values if has_value(one)}
    now, before = values.get(year), values.get(year - 1)
    return None if now is None or not before else to_rate(now / before - 1)


def floor_steps(figure: Figure, *, on: date) -> tuple[FloorStep, ...]:
    """List the steps of the minimum wage up to a day (最低工资标准沿革), newest first.

    Over a gap in the record no rise is reckoned.
    """
    steps: list[FloorStep] = []
    before: FigureValue | None = None
    for entry in sorted(figure.values, key=lambda one: one.effective_from):
        if entry.effective_from > on or not has_value(entry) or entry.value is None:
            continue
        rise = rate = None
        if before is not None and before.value and not _gap_between(figure, before, entry):
            rise = entry.value - before.value
            rate = to_rate(rise / before.value)
        steps.append(FloorStep(entry, entry.value, rise, rate))
        before = entry
    return tuple(reversed(steps))


def wage_pair(panel: Panel, *, rise_rate: Decimal | None, year: int) -> Pair:
    """Set the proposal's own rise beside the growth of productivity (劳动报酬与劳动生产率)."""
    found = next(
        (one for one in panel.productivity if one.figure.name == PRODUCTIVITY_GROWTH), None
    )
    return Pair(
        label="劳动报酬和劳动生产率提高同步",
        left=Side("本方案平均增幅", year, rise_rate, note="劳动报酬增长"),
        right=_side("劳动生产率提高", found),
    )


def share_of_floor(amount: Decimal, floor: FigureValue | None) -> Decimal | None:
    """Say how many times the minimum wage an amount is (与最低工资标准之比)."""
    if floor is None or not floor.value:
        return None
    return to_rate(amount / floor.value)


def _income_pair(economy: Iterable[Reference]) -> Pair:
    named = {one.figure.name: one for one in economy}
    income = named.get(INCOME)
    left = Side("居民收入增长", None, None)
    if income is not None:
        year = income.year
        rate = yearly_growth(income.figure, year=year) if income.is_of_the_year else None
        left = Side(
            "居民收入增长",
            year if rate is not None else None,
            rate,
            asked_year=year,
            note="由收录的两年人均可支配收入相除得出，未扣除价格变动",
        )
    return Pair("居民收入增长和经济增长同步", left, _side("经济增长", named.get(GROWTH)))


def _side(label: str, found: Reference | None) -> Side:
    if found is None:
        return Side(label, None, None)
    entry = found.shown
    return Side(
        label,
        None if entry is None else entry.year,
        None if entry is None else entry.value,
        asked_year=found.year,
        note=found.figure.label,
    )


def _in_force(figure: Figure, on: date) -> FigureValue | None:
    entry = figure.find(on)
    return entry if has_value(entry) else None


def has_value(entry: FigureValue | None) -> bool:
    """Say whether an entry gives a value (有数)."""
    return entry is not None and entry.status is Status.VALUE and entry.value is not None


def _gap_between(figure: Figure, before: FigureValue, after: FigureValue) -> bool:
    return any(
        before.effective_from < gap.effective_from <= after.effective_from for gap in figure.gaps
    )
