"""How much do wages rise, and which guideline stands beside that? W-CUT and the average rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.figures import Figure, FigureValue, Status
from bargaining.rules.wage_absences import absence_of
from bargaining.rules.wage_findings import (
    Finding,
    Rule,
    Severity,
    per_cent,
    to_cent,
    to_rate,
    yuan,
)
from bargaining.rules.wage_law import (
    LABOUR_CONTRACT_LAW,
    TRIAL_MEASURES,
    WageLaw,
    source_basis,
)
from bargaining.rules.wage_posts import WageTable

_CUT_BASIS = (Basis(LABOUR_CONTRACT_LAW, "第35条"), Basis(TRIAL_MEASURES, "第19条"))


@dataclass(frozen=True)
class Rise:
    """The average wage before and after, weighted by people (平均增幅).

    Only posts that give both amounts are compared; `people` counts theirs.
    """

    people: int
    before_amount: Decimal
    after_amount: Decimal
    rate: Decimal | None


@dataclass(frozen=True)
class Guideline:
    """The lines of one year, those that are recorded (工资指导线)."""

    year: int
    base_low_rate: Decimal | None
    base_high_rate: Decimal | None
    upper_rate: Decimal | None
    lower_rate: Decimal | None
    entries: tuple[FigureValue, ...]

    def words(self) -> str:
        """Write the lines down for a sentence (指导线文字)."""
        low, high = self.base_low_rate, self.base_high_rate
        lines = []
        if low is not None:
            spread = "" if high is None or high == low else f"—{per_cent(high)}"
            lines.append(f"基准线 {per_cent(low)}{spread}")
        if self.upper_rate is not None:
            lines.append(f"上线 {per_cent(self.upper_rate)}")
        if self.lower_rate is not None:
            lines.append(f"下线 {per_cent(self.lower_rate)}")
        return "、".join(lines)

    def is_surely_before(self, signed_on: date) -> bool:
        """Say whether the lines were out by a day (是否确在签字前发布).

        A line whose day of publication is not known is recorded from the first of January.
        """
        unknown = date(self.year, 1, 1)
        return signed_on.year > self.year or all(
            entry.effective_from != unknown for entry in self.entries
        )

    def basis(self) -> tuple[Basis, ...]:
        """Name the texts the lines were read in, each once (指导线出处)."""
        return tuple(dict.fromkeys(source_basis(entry) for entry in self.entries))


def average_rise(table: WageTable) -> Rise | None:
    """Reckon the average rise weighted by people (平均增幅); None where nothing compares."""
    people, before, after = 0, Decimal(0), Decimal(0)
    for post in table.posts:
        if post.before_amount is not None and post.proposed_amount is not None:
            people += post.people
            before += post.before_amount * post.people
            after += post.proposed_amount * post.people
    if not people:
        return None
    return Rise(
        people=people,
        before_amount=to_cent(before / people),
        after_amount=to_cent(after / people),
        rate=to_rate((after - before) / before) if before else None,
    )


def cut_findings(table: WageTable) -> list[Finding]:
    """Point at every post whose proposed wage is lower than before (工资下降).

    A month of 病假, 停工 or 事假 is no agreed wage to compare.
    """
    return [
        Finding(
            rule=Rule.CUT,
            severity=Severity.WARN,
            message=f"系统提示：{post.post}协商后月工资 {yuan(post.proposed_amount)}，比协商前"
            f" {yuan(post.before_amount)}少 {yuan(post.before_amount - post.proposed_amount)}，"
            "请核对，并准备职代会讨论和与本人协商一致的材料。",
            row=post.row,
            post=post.post,
            value=to_cent(post.proposed_amount),
            limit=to_cent(post.before_amount),
            basis=_CUT_BASIS,
        )
        for post in table.posts
        if post.before_amount is not None
        and post.proposed_amount is not None
        and post.proposed_amount < post.before_amount
        and absence_of(post) is None
    ]


def find_guideline(law: WageLaw, *, year: int, signed_on: date | None = None) -> Guideline | None:
    """Return the lines of a year (某年工资指导线).

    None where none is recorded, and where they came after the signature.
    """
    found = {
        name: _of_year(figure, year)
        for name, figure in (
            ("low", law.guideline_base_low),
            ("high", law.guideline_base_high),
            ("upper", law.guideline_upper),
            ("lower", law.guideline_lower),
        )
    }
    entries = tuple(entry for entry in found.values() if entry is not None)
    if not entries:
        return None
    if signed_on is not None and any(entry.effective_from > signed_on for entry in entries):
        return None
    rates = {name: None if entry is None else entry.value for name, entry in found.items()}
    return Guideline(
        year=year,
        base_low_rate=rates["low"],
        base_high_rate=rates["high"],
        upper_rate=rates["upper"],
        lower_rate=rates["lower"],
        entries=entries,
    )


def last_guideline(law: WageLaw, *, before: int, signed_on: date | None) -> Guideline | None:
    """Return the last recorded lines of an earlier year (最近一年工资指导线), for reference."""
    years = {
        entry.year for entry in law.guideline_base_low.values if entry.year and entry.year < before
    }
    for year in sorted(years, reverse=True):
        guideline = find_guideline(law, year=year, signed_on=signed_on)
        if guideline is not None:
            return guideline
    return None


def _of_year(figure: Figure, year: int) -> FigureValue | None:
    for entry in figure.values:
        if entry.year == year and entry.status is Status.VALUE and entry.value is not None:
            return entry
    return None
