"""How long is a month's work by law, and what is an hour over it worth? Figures by their day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue, Status

LABOUR_LAW = "劳动法"

_BEIJING = "11"
_BEIJING_PAY = "北京市工资支付规定"
_NATIONAL_PAY = "工资支付暂行规定"


@dataclass(frozen=True)
class MonthOfWork:
    """What the law says of a month's work on one day (工时标准).

    `standard_hours` follows the notice, which multiplies the month's rounded working days by the
    day's hours: 20.67 × 8 = 165.36 from 2025, 20.83 × 8 = 166.64 from 2008.
    """

    days: FigureValue
    standard_hours: Decimal
    daily_hours: Decimal
    paid_hours: Decimal
    overtime_rate: Decimal
    overtime_limit_hours: Decimal


@dataclass(frozen=True)
class WorkingTime:
    """The figures on working time and overtime (工时与加班标准)."""

    paid_days: Figure
    working_days: Figure
    daily_hours: Figure
    overtime_rate: Figure
    overtime_limit: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """List the figures behind `month_on` (工时标准的来源)."""
        return (
            self.paid_days,
            self.working_days,
            self.daily_hours,
            self.overtime_rate,
            self.overtime_limit,
        )

    def paid_days_on(self, on: date) -> tuple[FigureValue, Decimal] | None:
        """Return the days a monthly wage pays for (月计薪天数), None where not recorded."""
        return _known(self.paid_days, on)

    def month_on(self, on: date) -> MonthOfWork | None:
        """Return what the law says of a month's work on a day (某日的工时标准), or None."""
        paid, days = _known(self.paid_days, on), _known(self.working_days, on)
        hours, rate = _known(self.daily_hours, on), _known(self.overtime_rate, on)
        limit = _known(self.overtime_limit, on)
        if paid is None or days is None or hours is None or rate is None or limit is None:
            return None
        return MonthOfWork(
            days=days[0],
            standard_hours=days[1] * hours[1],
            daily_hours=hours[1],
            paid_hours=paid[1] * hours[1],
            overtime_rate=rate[1],
            overtime_limit_hours=limit[1],
        )


def working_time(find: Callable[[str], Figure]) -> WorkingTime:
    """Take the figures on working time by their names (工时与加班标准)."""
    return WorkingTime(
        paid_days=find("monthly_paid_days"),
        working_days=find("monthly_working_days"),
        daily_hours=find("daily_working_hours"),
        overtime_rate=find("overtime_pay_rate"),
        overtime_limit=find("overtime_hours_limit_monthly"),
    )


def overtime_basis(place: str, *, averaged: bool = False, piecework: bool = False) -> Basis:
    """Name the article that prices an hour over the standard (加班工资依据).

    `averaged`: over the standard of a 综合计算工时 period; `piecework`: paid by the piece.
    """
    if not place.startswith(_BEIJING):
        return Basis(_NATIONAL_PAY, "第13条")
    return Basis(_BEIJING_PAY, "第15条" if piecework else "第16条" if averaged else "第14条")


def overtime_base_basis(place: str) -> tuple[Basis, ...]:
    """Name the article on the wage an hour of overtime is reckoned from (加班工资基数依据)."""
    return (Basis(_BEIJING_PAY, "第44条"),) if place.startswith(_BEIJING) else ()


def idle_basis(place: str) -> Basis:
    """Name the article on pay while the enterprise has no work to give (停工工资依据)."""
    if place.startswith(_BEIJING):
        return Basis(_BEIJING_PAY, "第27条")
    return Basis(_NATIONAL_PAY, "第12条")


def monthly_pay_basis(place: str) -> tuple[Basis, ...]:
    """Name the articles that ask for wages in money, every month (按月以货币支付的依据)."""
    local = (Basis(_BEIJING_PAY, "第9条"),) if place.startswith(_BEIJING) else ()
    return (Basis(LABOUR_LAW, "第50条"), *local)


def _known(figure: Figure, on: date) -> tuple[FigureValue, Decimal] | None:
    entry = figure.find(on)
    if entry is None or entry.value is None or entry.status is not Status.VALUE:
        return None
    return entry, entry.value
