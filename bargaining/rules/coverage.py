"""What is counted, in numerator and denominator, on one day?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from bargaining.rules.coverage_contract import Contract as Contract
from bargaining.rules.coverage_terms import DENOMINATOR_LABELS as DENOMINATOR_LABELS
from bargaining.rules.coverage_terms import GROUPING_LABELS as GROUPING_LABELS
from bargaining.rules.coverage_terms import NUMERATOR_LABELS as NUMERATOR_LABELS
from bargaining.rules.coverage_terms import STAGE_LABELS as STAGE_LABELS
from bargaining.rules.coverage_terms import Denominator as Denominator
from bargaining.rules.coverage_terms import Grouping as Grouping
from bargaining.rules.coverage_terms import Numerator as Numerator
from bargaining.rules.coverage_terms import Stage as Stage
from bargaining.rules.states import ContractWay

LAPSING = timedelta(days=90)
HUNDRED = 100

WAYS: Mapping[Numerator, frozenset[ContractWay]] = {
    Numerator.ANY: frozenset(ContractWay),
    Numerator.OWN: frozenset({ContractWay.OWN, ContractWay.GROUP}),
    Numerator.REGION: frozenset({ContractWay.REGION}),
    Numerator.INDUSTRY: frozenset({ContractWay.INDUSTRY}),
}
_LIVE = Stage.LIVE.level
_EFFECTIVE = Stage.EFFECTIVE.level

_SIZES = ((25, "不满 25 人"), (100, "25–99 人"), (300, "100–299 人"), (1000, "300–999 人"))
_LARGEST = "1000 人以上"
MISSING = "待补"
_IN_ORDER = (*(label for _, label in _SIZES), _LARGEST, MISSING)


class Member(NamedTuple):
    """One enterprise as the register knew it, with the contracts that cover it (计数用企业)."""

    id: int
    code: str
    name: str
    district: str
    street: str
    section: str
    ownership: str
    workers: int | None
    unionised: bool
    separate: bool
    operating: bool
    contracts: Sequence[Contract] = ()


@dataclass(frozen=True)
class Question:
    """What is asked of the coverage figures (统计口径)."""

    on: date
    denominator: Denominator = Denominator.UNIONISED
    numerator: Numerator = Numerator.ANY
    stage: Stage = Stage.LIVE
    by: Grouping = Grouping.DISTRICT


class Reach(NamedTuple):
    """How far an enterprise had come by a day, whatever is asked of it (到达程度).

    `own`, `region` and `industry` are the furthest stages by each way. `expired`: its contracts
    have ended and none is in force; `in_talks`: of those, a newer round is under way.
    """

    own: int = 0
    region: int = 0
    industry: int = 0
    presumed: bool = False
    expired: bool = False
    in_talks: bool = False
    lapses_on: date | None = None

    def level(self, numerator: Numerator) -> int:
        """Name the furthest stage by a way of contract (按分子口径到达的阶段)."""
        match numerator:
            case Numerator.ANY:
                return max(self.own, self.region, self.industry)
            case Numerator.OWN:
                return self.own
            case Numerator.REGION:
                return self.region
            case Numerator.INDUSTRY:
                return self.industry


_NOWHERE = Reach()


def reach(contracts: Sequence[Contract], *, on: date) -> Reach:
    """Say how far an enterprise had come by a day (到达程度)."""
    if not contracts:
        return _NOWHERE
    levels = [0, 0, 0]
    last: date | None = None
    begun: date | None = None
    for one in contracts:
        level, column = one.level(on=on), _COLUMN[one.way]
        if level > levels[column]:
            levels[column] = level
        if level == _LIVE and one.term_to is not None:
            until = one.last_day(on=on) if one.term_before else one.term_to
            last = until if last is None or until is None else max(last, until)
        elif level == _EFFECTIVE and one.has_ended(on=on):
            first = one.opened_on or one.effective_on or on
            begun = first if begun is None else max(begun, first)
    presumed = last is None and any(one.is_presumed(on=on) for one in contracts)
    expired = last is None and begun is not None
    return Reach(
        levels[0],
        levels[1],
        levels[2],
        presumed,
        expired,
        expired and (presumed or _talks_since(begun, contracts, on=on)),
        last if last is not None and last <= on + LAPSING else None,
    )


# The place of each way among the first three fields of `Reach`.
_COLUMN: Mapping[ContractWay, int] = {
    way: number
    for number, one in enumerate((Numerator.OWN, Numerator.REGION, Numerator.INDUSTRY))
    for way in WAYS[one]
}


def _talks_since(begun: date | None, contracts: Sequence[Contract], *, on: date) -> bool:
    """A round begun before the contract that ended is an old one left lying, no new round."""
    return begun is not None and any(
        one.is_under_way(on=on) and one.opened_on is not None and one.opened_on >= begun
        for one in contracts
    )


class Standing(NamedTuple):
    """How one enterprise stands in the figures (企业覆盖情况).

    `contract` is the one to show: what it counts by, else what it had last.
    """

    member: Member
    contract: Contract | None
    covered: bool
    own: bool
    region: bool
    industry: bool
    presumed: bool
    lapses_on: date | None
    expired: bool
    workers_covered: int
    in_talks: bool = False

    @property
    def lapsing(self) -> bool:
        """Tell whether its cover ends within 90 days with nothing after it (90天内到期)."""
        return self.lapses_on is not None

    @property
    def lapsed(self) -> bool:
        """Tell whether its cover ended and nothing new is under way (断档)."""
        return self.expired and not self.in_talks


@dataclass(frozen=True)
class Line:
    """One line of the figures (统计行); every count has a list of standings behind it."""

    key: str
    name: str
    enterprises: int = 0
    covered: int = 0
    covered_own: int = 0
    covered_region: int = 0
    covered_industry: int = 0
    presumed: int = 0
    lapsing_90: int = 0
    expired: int = 0
    in_talks: int = 0
    lapsed: int = 0
    workers: int = 0
    workers_covered: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Divide covered by enterprises (覆盖率), a fraction of 1; None without enterprises."""
        return rate(self.covered, self.enterprises)


COUNTS = (
    "enterprises", "covered", "covered_own", "covered_region", "covered_industry", "presumed",
    "lapsing_90", "expired", "in_talks", "lapsed", "workers", "workers_covered",
)  # fmt: skip


def rate(covered: int, enterprises: int) -> Decimal | None:
    """Divide one count by another (覆盖率), a fraction of 1; None without enterprises."""
    if enterprises == 0:
        return None
    return (Decimal(covered) / enterprises).quantize(Decimal("0.0001"))


def percent(share: Decimal) -> Decimal:
    """Write a rate as people read it (百分数): in percent, to one place, half rounded up."""
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def belongs(member: Member, denominator: Denominator) -> bool:
    """Tell whether an enterprise is asked about at all (是否在分母内)."""
    return denominator in denominators(member)


def denominators(member: Member) -> frozenset[Denominator]:
    """Name every denominator that an enterprise belongs to (所属分母)."""
    hundred = (member.workers or 0) >= HUNDRED
    return _denominators(member.unionised, member.separate, member.operating, hundred)


@cache
def _denominators(
    unionised: bool, separate: bool, operating: bool, hundred: bool
) -> frozenset[Denominator]:
    holds = {
        Denominator.ALL: True,
        Denominator.UNIONISED: unionised,
        Denominator.UNIONISED_100: unionised and hundred,
        Denominator.SEPARATE: unionised and separate,
        Denominator.OPERATING: operating,
        Denominator.UNIONISED_100_OPERATING: unionised and hundred and operating,
    }
    return frozenset(one for one in Denominator if holds[one])


def reaches(members: Iterable[Member], *, on: date) -> dict[int, Reach]:
    """Say how far every enterprise had come by a day (各企业到达程度), by its number."""
    return {one.id: reach(one.contracts, on=on) for one in members}


def standing(member: Member, question: Question, found: Reach | None = None) -> Standing:
    """Say how one enterprise stands (逐户判定); how far it had come may be known already."""
    on, least = question.on, question.stage.level
    found = found or reach(member.contracts, on=on)
    covered = found.level(question.numerator) >= least
    chosen: Sequence[Contract] = ()
    if covered:
        ways = WAYS[question.numerator]
        chosen = [one for one in member.contracts if one.way in ways and one.level(on=on) >= least]
    return Standing(
        member=member,
        contract=_to_show(chosen or _live(member, found, on=on) or member.contracts),
        covered=covered,
        own=found.own >= least,
        region=found.region >= least,
        industry=found.industry >= least,
        presumed=found.presumed,
        lapses_on=found.lapses_on,
        expired=found.expired,
        workers_covered=_workers(member, chosen),
        in_talks=found.in_talks,
    )


def _live(member: Member, found: Reach, *, on: date) -> Sequence[Contract]:
    if found.level(Numerator.ANY) < _LIVE:
        return ()
    return [one for one in member.contracts if one.level(on=on) == _LIVE]


def _to_show(contracts: Sequence[Contract]) -> Contract | None:
    if len(contracts) < 2:
        return contracts[0] if contracts else None
    return max(contracts, key=lambda one: (one.term_to or one.effective_on or date.min, one.number))


def _workers(member: Member, chosen: Sequence[Contract]) -> int:
    if not chosen:
        return 0
    stated = [one.workers for one in chosen if one.workers is not None]
    return max(stated) if stated else member.workers or 0


def standings(
    members: Iterable[Member], question: Question, found: Mapping[int, Reach] | None = None
) -> list[Standing]:
    """Say how every enterprise asked about stands (分母内逐户)."""
    known = found or {}
    return [
        standing(member, question, known.get(member.id))
        for member in members
        if belongs(member, question.denominator)
    ]


def lines(
    found: Iterable[Standing], *, by: Grouping, names: Mapping[str, str]
) -> tuple[list[Line], Line]:
    """Count by group, and in total (汇总); the lines always add up to the total."""
    groups: dict[str, list[Standing]] = {}
    for one in found:
        groups.setdefault(group_key(one.member, by), []).append(one)
    rows = [
        Line(key=key, name=names.get(key, key), **_counted(groups[key]))
        for key in sorted(groups, key=_place_in_order)
    ]
    sums = {name: sum(getattr(row, name) for row in rows) for name in COUNTS}
    return rows, Line(key="total", name="合计", **sums)


def _place_in_order(key: str) -> tuple[int, str]:
    """Codes and names in their own order, sizes by size, what is missing last."""
    return _IN_ORDER.index(key) + 1 if key in _IN_ORDER else 0, key


def _counted(found: Sequence[Standing]) -> dict[str, int]:
    return {
        "enterprises": len(found),
        "covered": sum(one.covered for one in found),
        "covered_own": sum(one.own for one in found),
        "covered_region": sum(one.region for one in found),
        "covered_industry": sum(one.industry for one in found),
        "presumed": sum(one.presumed for one in found),
        "lapsing_90": sum(one.lapses_on is not None for one in found),
        "expired": sum(one.expired for one in found),
        "in_talks": sum(one.in_talks for one in found),
        "lapsed": sum(one.expired and not one.in_talks for one in found),
        "workers": sum(one.member.workers or 0 for one in found),
        "workers_covered": sum(one.workers_covered for one in found),
    }


def group_key(member: Member, by: Grouping) -> str:
    """Name the group an enterprise falls into (分组键); each falls into exactly one."""
    match by:
        case Grouping.DISTRICT:
            return member.district
        case Grouping.STREET:
            return member.street
        case Grouping.INDUSTRY:
            return member.section or MISSING
        case Grouping.OWNERSHIP:
            return member.ownership or MISSING
        case Grouping.SIZE:
            return size_class(member.workers)


def size_class(workers: int | None) -> str:
    """Name the size class of a head count (规模)."""
    if workers is None:
        return MISSING
    return next((label for limit, label in _SIZES if workers < limit), _LARGEST)


def list_hash(found: Iterable[Standing]) -> str:
    """Hash who is counted and how (名单哈希): equal figures from equal lists, to the name."""
    words = sorted(
        f"{one.member.id}:{one.member.code}:{int(one.covered)}{int(one.presumed)}"
        f"{int(one.expired)}{one.lapses_on or ''}"
        for one in found
    )
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


COLUMNS: Mapping[str, Callable[[Standing], bool]] = {
    "enterprises": lambda one: True,
    "covered": lambda one: one.covered,
    "uncovered": lambda one: not one.covered,
    "covered_own": lambda one: one.own,
    "covered_region": lambda one: one.region,
    "covered_industry": lambda one: one.industry,
    "presumed": lambda one: one.presumed,
    "lapsing_90": lambda one: one.lapsing,
    "expired": lambda one: one.expired,
    "in_talks": lambda one: one.in_talks,
    "lapsed": lambda one: one.lapsed,
}
