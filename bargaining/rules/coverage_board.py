"""What do all the ways of counting say, side by side?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from bargaining.rules import coverage
from bargaining.rules.coverage import (
    Contract,
    Denominator,
    Member,
    Numerator,
    Question,
    Reach,
    Stage,
)
from bargaining.rules.deadline_rules import ContractKind


@dataclass(frozen=True)
class DenominatorLine:
    """One denominator with every numerator (分母一行), at the stage asked about."""

    denominator: Denominator
    enterprises: int
    covered: Mapping[Numerator, int]
    presumed: int
    in_talks: int
    lapsed: int

    def rate(self, numerator: Numerator) -> Decimal | None:
        """Divide by a numerator's count (覆盖率); None without enterprises."""
        return coverage.rate(self.covered[numerator], self.enterprises)


@dataclass(frozen=True)
class KindLine:
    """One kind of contract with every stage (合同种类一行): the ladder.

    It climbs down from `signed` to `live`; beside it stand those whose contract has ended, with
    a new round under way (期满在谈) or without (断档), and those only presumed to be covered.
    """

    kind: ContractKind
    enterprises: int
    reached: Mapping[Stage, int]
    presumed: int
    lapsing_90: int
    in_talks: int
    lapsed: int

    def rate(self, stage: Stage) -> Decimal | None:
        """Divide a stage's count by the enterprises (覆盖率); None without enterprises."""
        return coverage.rate(self.reached[stage], self.enterprises)


class _Alike(NamedTuple):
    """What the lines of all denominators ask of an enterprise; many are alike."""

    denominators: frozenset[Denominator]
    own: bool
    region: bool
    industry: bool
    presumed: bool
    in_talks: bool
    lapsed: bool


def by_denominator(
    members: Iterable[Member], question: Question, reached: Mapping[int, Reach]
) -> tuple[DenominatorLine, ...]:
    """Count the same enterprises under every denominator and numerator (分母与分子并列)."""
    least = question.stage.level
    alike: Counter[_Alike] = Counter()
    for member in members:
        found = reached[member.id]
        alike[
            _Alike(
                coverage.denominators(member),
                found.own >= least,
                found.region >= least,
                found.industry >= least,
                found.presumed,
                found.in_talks,
                found.expired and not found.in_talks,
            )
        ] += 1
    return tuple(_denominator_line(one, alike) for one in Denominator)


def _denominator_line(denominator: Denominator, alike: Counter[_Alike]) -> DenominatorLine:
    asked = [(one, many) for one, many in alike.items() if denominator in one.denominators]

    def count(holds: Callable[[_Alike], bool]) -> int:
        return sum(many for one, many in asked if holds(one))

    return DenominatorLine(
        denominator=denominator,
        enterprises=count(lambda one: True),
        covered={
            Numerator.ANY: count(lambda one: one.own or one.region or one.industry),
            Numerator.OWN: count(lambda one: one.own),
            Numerator.REGION: count(lambda one: one.region),
            Numerator.INDUSTRY: count(lambda one: one.industry),
        },
        presumed=count(lambda one: one.presumed),
        in_talks=count(lambda one: one.in_talks),
        lapsed=count(lambda one: one.lapsed),
    )


def by_kind(
    members: Iterable[Member],
    contracts: Mapping[ContractKind, Mapping[int, Sequence[Contract]]],
    question: Question,
    known: Mapping[ContractKind, Mapping[int, Reach]] = MappingProxyType({}),
) -> tuple[KindLine, ...]:
    """Count the same enterprises for every kind of contract and stage (种类与阶段并列).

    How far they had come may be `known` already for a kind.
    """
    asked = [one.id for one in members if coverage.belongs(one, question.denominator)]
    found: list[KindLine] = []
    for kind in ContractKind:
        reached, covering = known.get(kind), contracts.get(kind, {})
        if reached is None:
            reached = {
                one: coverage.reach(covering[one], on=question.on)
                for one in asked
                if one in covering
            }
        found.append(_kind_line(kind, asked, reached, question.numerator))
    return tuple(found)


def _kind_line(
    kind: ContractKind, asked: Sequence[int], reached: Mapping[int, Reach], numerator: Numerator
) -> KindLine:
    found = [reached[one] for one in asked if one in reached]
    levels = Counter(one.level(numerator) for one in found)
    return KindLine(
        kind=kind,
        enterprises=len(asked),
        reached={
            stage: sum(many for level, many in levels.items() if level >= stage.level)
            for stage in Stage
        },
        presumed=sum(one.presumed for one in found),
        lapsing_90=sum(one.lapses_on is not None for one in found),
        in_talks=sum(one.in_talks for one in found),
        lapsed=sum(one.expired and not one.in_talks for one in found),
    )
