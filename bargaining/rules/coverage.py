"""What is counted, in numerator and denominator, on one day?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bargaining.rules.states import ContractWay

LAPSING = timedelta(days=90)
HUNDRED = 100


class Denominator(StrEnum):
    """Which enterprises are asked about (分母口径)."""

    UNIONISED = "unionised"
    UNIONISED_100 = "unionised_100"
    SEPARATE = "separate"
    OPERATING = "operating"
    UNIONISED_100_OPERATING = "unionised_100_operating"
    ALL = "all"


DENOMINATOR_LABELS: dict[Denominator, str] = {
    Denominator.UNIONISED: "建会企业",
    Denominator.UNIONISED_100: "百人以上建会企业",
    Denominator.SEPARATE: "单独建会企业",
    Denominator.OPERATING: "正常经营企业",
    Denominator.UNIONISED_100_OPERATING: "正常经营的百人以上建会企业",
    Denominator.ALL: "全部企业",
}


class Numerator(StrEnum):
    """By which way of contract an enterprise counts as covered (分子口径)."""

    ANY = "any"
    OWN = "own"
    REGION = "region"
    INDUSTRY = "industry"


NUMERATOR_LABELS: dict[Numerator, str] = {
    Numerator.ANY: "各种方式（去重）",
    Numerator.OWN: "单独签订",
    Numerator.REGION: "区域性合同覆盖",
    Numerator.INDUSTRY: "行业性合同覆盖",
}

_WAYS: Mapping[Numerator, frozenset[ContractWay]] = {
    Numerator.ANY: frozenset(ContractWay),
    Numerator.OWN: frozenset({ContractWay.OWN, ContractWay.GROUP}),
    Numerator.REGION: frozenset({ContractWay.REGION}),
    Numerator.INDUSTRY: frozenset({ContractWay.INDUSTRY}),
}


class Stage(StrEnum):
    """How far a contract must have come to count (统计阶段).

    `signed`, `filed` (with proof of receipt) and `effective` count whoever ever came so far;
    `live` asks for a contract in force on the day: 生效日 ≤ 当日 ≤ 期满日, both included.
    """

    SIGNED = "signed"
    FILED = "filed"
    EFFECTIVE = "effective"
    LIVE = "live"


STAGE_LABELS: dict[Stage, str] = {
    Stage.SIGNED: "已签订",
    Stage.FILED: "已报送（有回执）",
    Stage.EFFECTIVE: "已生效",
    Stage.LIVE: "期内有效",
}


class Grouping(StrEnum):
    """By what the figures are broken down (分组)."""

    DISTRICT = "district"
    STREET = "street"
    INDUSTRY = "industry"
    OWNERSHIP = "ownership"
    SIZE = "size"


GROUPING_LABELS: dict[Grouping, str] = {
    Grouping.DISTRICT: "区",
    Grouping.STREET: "街道（乡镇）",
    Grouping.INDUSTRY: "行业门类",
    Grouping.OWNERSHIP: "登记注册类型",
    Grouping.SIZE: "职工人数",
}

_SIZES = ((25, "不满 25 人"), (100, "25–99 人"), (300, "100–299 人"), (1000, "300–999 人"))
_LARGEST = "1000 人以上"
MISSING = "待补"
_IN_ORDER = (*(label for _, label in _SIZES), _LARGEST, MISSING)


@dataclass(frozen=True)
class Contract:
    """One contract as far as counting goes (计数用合同).

    `received_on` is the proved day of receipt; `presumed_from` the day from which it is only
    presumed to have taken effect. `ended_on` is the day it was ended before its term was over.
    `workers` is what the signed list states for the enterprise.
    """

    number: str
    way: ContractWay
    signed_on: date | None
    received_on: date | None
    effective_on: date | None
    term_to: date | None
    term_from: date | None = None
    ended_on: date | None = None
    presumed_from: date | None = None
    workers: int | None = None

    def counts(self, stage: Stage, *, on: date) -> bool:
        """Tell whether the contract had come so far by a day (是否计入).

        Who came further came so far too: a contract in effect was received and signed, though
        its paper names no day. Without a last day nobody can say that it is in force (待补).
        """
        match stage:
            case Stage.SIGNED:
                return _by(self.signed_on, on) or self.counts(Stage.FILED, on=on)
            case Stage.FILED:
                return _by(self.received_on, on) or self.counts(Stage.EFFECTIVE, on=on)
            case Stage.EFFECTIVE:
                return _by(self.effective_on, on)
            case Stage.LIVE:
                dated = self.term_to is not None and _by(self.effective_on, on)
                return dated and not self.has_ended(on=on)

    def has_ended(self, *, on: date) -> bool:
        """Tell whether the term is over, or the contract was ended before (是否期满终止)."""
        over = self.term_to is not None and self.term_to < on
        return over or _by(self.ended_on, on)

    def is_presumed(self, *, on: date) -> bool:
        """Tell whether it is only presumed to be in force (推定待核)."""
        presumed = _by(self.presumed_from, on) and not _by(self.effective_on, on)
        return presumed and not self.has_ended(on=on)


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


@dataclass(frozen=True)
class Member:
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
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked of the coverage figures (统计口径)."""

    on: date
    denominator: Denominator = Denominator.UNIONISED
    numerator: Numerator = Numerator.ANY
    stage: Stage = Stage.LIVE
    by: Grouping = Grouping.DISTRICT


@dataclass(frozen=True)
class Standing:
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

    @property
    def lapsing(self) -> bool:
        """Tell whether its cover ends within 90 days with nothing after it (90天内到期)."""
        return self.lapses_on is not None


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
    workers: int = 0
    workers_covered: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Divide covered by enterprises (覆盖率), a fraction of 1; None without enterprises."""
        if self.enterprises == 0:
            return None
        return (Decimal(self.covered) / self.enterprises).quantize(Decimal("0.0001"))


COUNTS = (
    "enterprises", "covered", "covered_own", "covered_region", "covered_industry", "presumed",
    "lapsing_90", "expired", "workers", "workers_covered",
)  # fmt: skip


def belongs(member: Member, denominator: Denominator) -> bool:
    """Tell whether an enterprise is asked about at all (是否在分母内)."""
    hundred = (member.workers or 0) >= HUNDRED
    match denominator:
        case Denominator.ALL:
            return True
        case Denominator.UNIONISED:
            return member.unionised
        case Denominator.UNIONISED_100:
            return member.unionised and hundred
        case Denominator.SEPARATE:
            return member.unionised and member.separate
        case Denominator.OPERATING:
            return member.operating
        case Denominator.UNIONISED_100_OPERATING:
            return member.unionised and hundred and member.operating


def standing(member: Member, question: Question) -> Standing:
    """Say how one enterprise stands (逐户判定)."""
    counted = [one for one in member.contracts if one.counts(question.stage, on=question.on)]
    ways = {one.way for one in counted}
    chosen = [one for one in counted if one.way in _WAYS[question.numerator]]
    live = [one for one in member.contracts if one.counts(Stage.LIVE, on=question.on)]
    presumed = any(one.is_presumed(on=question.on) for one in member.contracts)
    ended = any(
        one.counts(Stage.EFFECTIVE, on=question.on) and one.has_ended(on=question.on)
        for one in member.contracts
    )
    return Standing(
        member=member,
        contract=_to_show(chosen or live or member.contracts),
        covered=bool(chosen),
        own=bool(ways & _WAYS[Numerator.OWN]),
        region=bool(ways & _WAYS[Numerator.REGION]),
        industry=bool(ways & _WAYS[Numerator.INDUSTRY]),
        presumed=presumed and not live,
        lapses_on=_lapse(live, question.on),
        expired=ended and not live,
        workers_covered=_workers(member, chosen),
    )


def _lapse(live: Sequence[Contract], on: date) -> date | None:
    """The day the last live contract ends, when that is within 90 days."""
    last = max((one.term_to for one in live if one.term_to), default=None)
    return last if last is not None and last <= on + LAPSING else None


def _to_show(contracts: Sequence[Contract]) -> Contract | None:
    return max(
        contracts,
        key=lambda one: (one.term_to or one.effective_on or date.min, one.number),
        default=None,
    )


def _workers(member: Member, chosen: Sequence[Contract]) -> int:
    if not chosen:
        return 0
    stated = [one.workers for one in chosen if one.workers is not None]
    return max(stated) if stated else member.workers or 0


def standings(members: Iterable[Member], question: Question) -> list[Standing]:
    """Say how every enterprise asked about stands (分母内逐户)."""
    return [
        standing(member, question) for member in members if belongs(member, question.denominator)
    ]


def lines(
    found: Iterable[Standing], *, by: Grouping, names: Mapping[str, str]
) -> tuple[list[Line], Line]:
    """Count by group, and in total (汇总); the lines always add up to the total."""
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        line = counts.setdefault(group_key(one.member, by), dict.fromkeys(COUNTS, 0))
        for name, value in _tally(one).items():
            line[name] += value
    rows = [
        Line(key=key, name=names.get(key, key), **counts[key])
        for key in sorted(counts, key=_place_in_order)
    ]
    total = Line(key="total", name="合计")
    for row in rows:
        total = replace(total, **{n: getattr(total, n) + getattr(row, n) for n in COUNTS})
    return rows, total


def _place_in_order(key: str) -> tuple[int, str]:
    """Codes and names in their own order, sizes by size, what is missing last."""
    return _IN_ORDER.index(key) + 1 if key in _IN_ORDER else 0, key


def _tally(one: Standing) -> dict[str, int]:
    return {
        "enterprises": 1,
        "covered": one.covered,
        "covered_own": one.own,
        "covered_region": one.region,
        "covered_industry": one.industry,
        "presumed": one.presumed,
        "lapsing_90": one.lapsing,
        "expired": one.expired,
        "workers": one.member.workers or 0,
        "workers_covered": one.workers_covered,
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
}
