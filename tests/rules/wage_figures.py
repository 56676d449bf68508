"""The figures the wage checks' tests stand on, written out by hand from the notices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bargaining.rules.figures import Figure, FigureKind, FigureValue, Gap, Source, Status
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import WagePost, WageTable
from bargaining.rules.working_time import WorkingTime

CHECKED_ON = date(2026, 11, 21)
ALL_COLUMNS = frozenset(
    {
        "post",
        "people",
        "written_form",
        "note",
        "before_amount",
        "proposed_amount",
        "overtime_amount",
        "allowance_amount",
        "welfare_amount",
        "own_insurance_amount",
        "own_housing_fund_amount",
        "hourly_amount",
        "holiday_hourly_amount",
    }
)


def entry(start: str, value: str | None, **more) -> FigureValue:
    return FigureValue(
        effective_from=date.fromisoformat(start),
        source=Source(title=f"{start} 起的通知"),
        verification="verified",
        checked_on=CHECKED_ON,
        status=Status.VALUE if value is not None else Status.NOT_PUBLISHED,
        value=None if value is None else Decimal(value),
        **more,
    )


def figure(name: str, *values: FigureValue, gaps: tuple[Gap, ...] = (), label: str = "") -> Figure:
    return Figure(
        name=name,
        place="110000",
        label=label or name,
        unit="元",
        kind=FigureKind.STANDING,
        values=values,
        gaps=gaps,
    )


def year_line(name: str, **rates: str) -> Figure:
    return Figure(
        name=name,
        place="110000",
        label=name,
        unit="比例",
        kind=FigureKind.YEARLY,
        values=tuple(
            entry(f"{year[1:]}-10-19", rate, year=int(year[1:])) for year, rate in rates.items()
        ),
    )


MONTHLY = figure(
    "minimum_wage_monthly",
    entry("2021-08-01", "2320"),
    entry("2023-09-01", "2420"),
    entry("2025-09-01", "2540"),
    label="月最低工资标准",
)
SINCE_2023_07 = "2023-07-01"


def working_time(**changed) -> WorkingTime:
    figures = {
        "paid_days": figure("paid_days", entry("2008-01-03", "21.75")),
        "working_days": figure(
            "working_days", entry("2008-01-03", "20.83"), entry("2025-01-01", "20.67")
        ),
        "daily_hours": figure("daily_hours", entry("1995-05-01", "8")),
        "overtime_rate": figure("overtime_rate", entry("1995-01-01", "1.5")),
        "overtime_limit": figure("overtime_limit", entry("1995-01-01", "36")),
    }
    return WorkingTime(**{**figures, **changed})


def beijing(**changed) -> WageLaw:
    figures = {
        "place": "110000",
        "place_name": "北京市",
        "monthly": MONTHLY,
        "part_time_hourly": figure(
            "hourly", entry("2023-09-01", "26.4"), entry("2025-09-01", "27.7")
        ),
        "part_time_holiday": figure(
            "holiday", entry("2023-09-01", "62"), entry("2025-09-01", "65.1")
        ),
        "insurance_base_lower": figure(
            "base",
            entry(SINCE_2023_07, "6326"),
            entry("2024-07-01", "6821"),
            entry("2025-07-01", "7162", computed=True),
            entry("2026-07-01", "7270", computed=True, effective_to=date(2027, 6, 30)),
        ),
        "insurance_rates": (
            figure("pension", entry(SINCE_2023_07, "0.08")),
            figure("medical", entry(SINCE_2023_07, "0.02")),
            figure("unemployment", entry(SINCE_2023_07, "0.005")),
        ),
        "insurance_fixed": figure("medical_fixed", entry(SINCE_2023_07, "3")),
        "housing_fund_rate": figure("fund", entry(SINCE_2023_07, "0.05")),
        "guideline_base_low": year_line("low", y2019="0.08", y2022="0.0709", y2023="0.051"),
        "guideline_base_high": year_line("high", y2019="0.085"),
        "guideline_upper": year_line("upper", y2016="0.15"),
        "guideline_lower": year_line("lower", y2019="0.035", y2022="0.0312", y2023="0.028"),
        "sick_pay_floor": figure("sick_pay_floor_rate", entry("2004-01-22", "0.80")),
        "working_time": working_time(),
        "idle_living_floor": figure("idle_living_floor_rate", entry("2004-01-22", "0.70")),
    }
    return WageLaw(**{**figures, **changed})


def term(first_on: str = "2026-01-01", last_on: str = "2026-12-31") -> Term:
    return Term(date.fromisoformat(first_on), date.fromisoformat(last_on))


def post(row: int = 2, name: str = "保洁员", **amounts) -> WagePost:
    """One full-time post whose own contributions are beyond doubt."""
    given = {"own_insurance_amount": "800", "own_housing_fund_amount": "200", **amounts}
    return WagePost(
        row=row,
        post=name,
        **{
            key: Decimal(value) if key.endswith("_amount") and value is not None else value
            for key, value in given.items()
        },
    )


def table(*posts: WagePost, without: tuple[str, ...] = (), **more) -> WageTable:
    return WageTable(posts=posts, columns=ALL_COLUMNS - set(without), **more)
