"""Which guideline was published for an industry in a year? The nearest class above its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue, Status
from bargaining.rules.lawbook import INDUSTRIES
from bargaining.rules.wage_findings import per_cent
from bargaining.rules.wage_law import INDUSTRY_LINES, WageLaw, source_basis

# GB/T 4754-2017: the last two-digit division of each section.
_SECTIONS = (
    ("A", 5), ("B", 12), ("C", 43), ("D", 46), ("E", 50), ("F", 52), ("G", 60), ("H", 62),
    ("I", 65), ("J", 69), ("K", 70), ("L", 72), ("M", 75), ("N", 79), ("O", 82), ("P", 83),
    ("Q", 85), ("R", 90), ("S", 96), ("T", 97),
)  # fmt: skip
_UPPER, _AVERAGE, _LOWER = INDUSTRY_LINES


@dataclass(frozen=True)
class IndustryLines:
    """The lines of one industry in one year, those that are recorded (行业工资指导线)."""

    year: int
    industry: str
    upper: FigureValue | None
    average: FigureValue | None
    lower: FigureValue | None

    @property
    def upper_rate(self) -> Decimal | None:
        """Return the upper line (上线)."""
        return self.upper.value if self.upper else None

    @property
    def average_rate(self) -> Decimal | None:
        """Return the average line (平均线)."""
        return self.average.value if self.average else None

    @property
    def lower_rate(self) -> Decimal | None:
        """Return the lower line (下线)."""
        return self.lower.value if self.lower else None

    @property
    def entries(self) -> tuple[FigureValue, ...]:
        """List the lines that are recorded (所收录的线)."""
        return tuple(one for one in (self.upper, self.average, self.lower) if one is not None)

    def words(self) -> str:
        """Write the lines down for a sentence (行业指导线文字)."""
        named = (
            ("上线", self.upper_rate),
            ("平均线", self.average_rate),
            ("下线", self.lower_rate),
        )
        return "、".join(f"{name} {per_cent(rate)}" for name, rate in named if rate is not None)

    def published_after(self, signed_on: date) -> bool:
        """Tell whether the lines came after a signature (是否在签字后发布).

        Where the day is not known it counts as after, for lines of the year of signing.
        """
        unknown = date(self.year, 1, 1)
        return any(
            one.effective_from > signed_on
            or (one.effective_from == unknown and signed_on.year <= self.year)
            for one in self.entries
        )

    def basis(self) -> tuple[Basis, ...]:
        """Name the texts the lines were read in, each once (行业指导线出处)."""
        return tuple(dict.fromkeys(source_basis(one) for one in self.entries))


def classes_above(code: str) -> tuple[str, ...]:
    """List a GB/T 4754 code and the classes above it (行业代码及上级), nearest first."""
    if not code[:2].isdigit():
        return (code,)
    section = next((letter for letter, last in _SECTIONS if int(code[:2]) <= last), "")
    shorter = [code[:length] for length in range(len(code), 1, -1)]
    return (*shorter, *([section] if section else []))


def find_industry_lines(law: WageLaw, *, year: int, code: str) -> IndustryLines | None:
    """Return the lines of an industry for a year (某行业工资指导线), or None."""
    for one in classes_above(code):
        found = {
            figure.name: (figure, entry)
            for figure in _of_class(law.industry_lines, one)
            if (entry := _of_year(figure, year)) is not None
        }
        if found:
            lines = {name: entry for name, (_figure, entry) in found.items()}
            figure = next(iter(found.values()))[0]
            return IndustryLines(
                year=year,
                industry=figure.scope_name,
                upper=lines.get(_UPPER),
                average=lines.get(_AVERAGE),
                lower=lines.get(_LOWER),
            )
    return None


def last_industry_lines(
    law: WageLaw, *, before: int, code: str, signed_on: date | None
) -> IndustryLines | None:
    """Return the last recorded lines of an earlier year (最近一年行业指导线), for reference."""
    years = {entry.year for figure in law.industry_lines for entry in figure.values}
    for year in sorted((year for year in years if year and year < before), reverse=True):
        lines = find_industry_lines(law, year=year, code=code)
        if lines is not None and not (signed_on and lines.published_after(signed_on)):
            return lines
    return None


def _of_class(figures: Sequence[Figure], code: str) -> list[Figure]:
    return [
        figure
        for figure in figures
        if figure.scope is not None
        and figure.scope.code == code
        and figure.scope.edition == INDUSTRIES
    ]


def _of_year(figure: Figure, year: int) -> FigureValue | None:
    for entry in figure.values:
        if entry.year == year and entry.status is Status.VALUE and entry.value is not None:
            return entry
    return None
