"""What does a deadline consist of? The rule as data: event, length, kind of day, duty, basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Reading


class ContractKind(StrEnum):
    """Which contract a case is about (合同种类)."""

    WAGE = "wage"
    GENERAL = "general"
    WOMEN = "women"
    SAFETY = "safety"


CONTRACT_LABELS = {
    ContractKind.WAGE: "工资专项集体合同",
    ContractKind.GENERAL: "综合集体合同",
    ContractKind.WOMEN: "女职工专项集体合同",
    ContractKind.SAFETY: "劳动安全卫生专项集体合同",
}


class Unit(StrEnum):
    """What a length is counted in (日型)."""

    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    NONE = "none"


UNIT_LABELS = {
    Unit.NATURAL_DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.NONE: "",
}


class Direction(StrEnum):
    """Which way a length is counted from its event (计算方向).

    A window opens the length before its event and closes the day before it.
    """

    FORWARD = "forward"
    BACKWARD = "backward"
    WINDOW = "window"


@dataclass(frozen=True)
class DatedBasis:
    """An article, and the days on which it is the one to cite (分时段的依据).

    `effective_to` is the last day; no `kinds` means every contract kind.
    """

    text: str
    article: str
    effective_from: date
    effective_to: date | None = None
    kinds: tuple[ContractKind, ...] = ()

    def holds(self, *, on: date, kind: ContractKind) -> bool:
        """Say whether this article is to be cited on a day for a contract kind (是否适用)."""
        if on < self.effective_from or (self.effective_to is not None and on > self.effective_to):
            return False
        return not self.kinds or kind in self.kinds

    def basis(self) -> Basis:
        """Return the article alone (依据条文)."""
        return Basis(text=self.text, article=self.article)


@dataclass(frozen=True)
class SecondStart:
    """Another event that some texts count the same deadline from (另一种起算).

    Of the two days the later one ends the deadline; both are shown.
    """

    event: str
    basis: tuple[DatedBasis, ...]
    kinds: tuple[ContractKind, ...] = tuple(ContractKind)


@dataclass(frozen=True)
class Extension:
    """By how much a deadline may be prolonged by decision (延长), counted on from its raw end."""

    length: int
    basis: tuple[DatedBasis, ...]


@dataclass(frozen=True)
class Completion:
    """That a deadline starts anew when papers asked for in writing have come (补正).

    `event` names the day the papers were whole. Without the authority's written word the first
    day stands.
    """

    event: str
    basis: tuple[DatedBasis, ...]
    note: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What else happened that moves a deadline's end (影响届满日的情形).

    `second_on` is the day of the rule's second start, `completed_on` the day the papers were
    whole after the authority asked for them in writing, `demanded_on` the day it asked: a demand
    after the last day moves nothing any more. `extended_by` are the days of an extension.
    """

    second_on: date | None = None
    completed_on: date | None = None
    extended_by: int = 0
    demanded_on: date | None = None


@dataclass(frozen=True)
class DeadlineRule:
    """One deadline of one place, as one or more texts state it (期限规则).

    Rules of one `duty` are sources of the same duty: the shortest reminds, the longest judges.
    A right may be used but is owed to nobody, so it is never overdue. `default_kind` is the
    contract kind meant when nobody says one. Where `judged_by` is set no office chooses another
    reading. `every` is the number of years after which a yearly duty comes again.
    """

    id: str
    place: str
    label: str
    start: str
    unit: Unit
    direction: Direction
    duty: str
    holder: str
    effective_from: date
    basis: tuple[DatedBasis, ...]
    checked_on: date
    length: int | None = None
    effective_to: date | None = None
    kinds: tuple[ContractKind, ...] = tuple(ContractKind)
    default_kind: ContractKind = ContractKind.WAGE
    right: bool = False
    takes_effect: bool = False
    consequence: str = ""
    consequence_basis: tuple[DatedBasis, ...] = ()
    note: str = ""
    judged_by: Reading | None = None
    every: int | None = None
    second_start: SecondStart | None = None
    extension: Extension | None = None
    completion: Completion | None = None

    @property
    def version(self) -> str:
        """Name this version of the rule (规则版本)."""
        return f"{self.id}@{self.place}/{self.effective_from.isoformat()}"

    def holds(self, *, on: date) -> bool:
        """Say whether the rule is in force on a day (是否施行)."""
        if on < self.effective_from:
            return False
        return self.effective_to is None or on <= self.effective_to

    def knowing(self, circumstances: Circumstances, *, kind: ContractKind) -> Circumstances:
        """Keep of some circumstances what this version of the rule knows (可适用的情形)."""
        if circumstances == Circumstances():
            return circumstances
        second = self.second_start
        return Circumstances(
            second_on=circumstances.second_on if second and kind in second.kinds else None,
            completed_on=circumstances.completed_on if self.completion else None,
            demanded_on=circumstances.demanded_on if self.completion else None,
            extended_by=circumstances.extended_by if self.extension else 0,
        )

    def cited(self, *, on: date, kind: ContractKind) -> tuple[Basis, ...]:
        """List the articles to cite on a day (应引条文)."""
        return tuple(each.basis() for each in self.basis if each.holds(on=on, kind=kind))

    def cited_for_consequence(self, *, on: date, kind: ContractKind) -> tuple[Basis, ...]:
        """List the articles behind the consequence on a day (后果的依据)."""
        return tuple(
            each.basis() for each in self.consequence_basis if each.holds(on=on, kind=kind)
        )


class CountingMatter(StrEnum):
    """Which question of counting an article answers (期间计算事项)."""

    DAYS = "days"
    MONTHS = "months"
    ROLL_OVER = "roll_over"


@dataclass(frozen=True)
class CountingBasis:
    """The article that says how periods are counted, by date (期间计算的依据)."""

    matter: CountingMatter
    text: str
    article: str
    effective_from: date

    def basis(self) -> Basis:
        """Return the article alone (依据条文)."""
        return Basis(text=self.text, article=self.article)
