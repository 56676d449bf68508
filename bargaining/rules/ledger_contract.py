"""What is known of one signed contract: from an office's ledger (台账), or from the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bargaining.rules import coverage
from bargaining.rules.coverage import Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.states import ContractWay


@dataclass(frozen=True)
class Covered:
    """One enterprise of a contract, with what the ledger states for it (覆盖企业)."""

    enterprise_id: int
    workers: int | None = None
    rise_rate: Decimal | None = None

    def filled(self, before: Covered) -> Covered:
        """Keep what was stated before where nothing is stated now (补全)."""
        return Covered(
            self.enterprise_id,
            before.workers if self.workers is None else self.workers,
            before.rise_rate if self.rise_rate is None else self.rise_rate,
        )


@dataclass(frozen=True)
class Scan:
    """One scan of the signed papers, under its hash (扫描件)."""

    hash: str
    name: str


@dataclass(frozen=True)
class Papers:
    """What the papers say beyond the days of a ledger (文书所载); nothing is never a guess.

    `vote_form` is congress, assembly or meeting, empty where it is not said; `proof` is how
    receipt by the authority is proved: receipt, online or courier. `lowest_wage` is the lowest
    monthly wage the contract names, which those it covers are held to.
    """

    vote_form: str = ""
    entitled: int | None = None
    present: int | None = None
    in_favour: int | None = None
    proof: str = ""
    received_on: date | None = None
    published_on: date | None = None
    women: int | None = None
    average_wage: Decimal | None = None
    lowest_wage: Decimal | None = None
    note: str = ""
    scans: tuple[Scan, ...] = ()

    def filled(self, before: Papers) -> Papers:
        """Keep what was stated before where nothing is stated now (补全); scans add up."""
        kept = {
            one.name: getattr(before, one.name)
            for one in fields(self)
            if getattr(self, one.name) in (None, "", ())
        }
        more = tuple(one for one in before.scans if one not in self.scans)
        return replace(self, **{**kept, "scans": (*more, *self.scans)})

    @property
    def votes(self) -> tuple[int, int, int] | None:
        """Give 应到, 实到, 赞成 where all three are stated (票数)."""
        if self.entitled is None or self.present is None or self.in_favour is None:
            return None
        return self.entitled, self.present, self.in_favour


@dataclass(frozen=True)
class LedgerContract:
    """One contract as it is stated (台账合同); an unknown day is None, never guessed.

    `annex` marks the wage annex of a 综合 contract, a contract of its own term. `total_workers`
    is stated for a signed list as a whole; `stated_year` where no day is known at all.
    """

    kind: ContractKind
    way: ContractWay
    covers: tuple[Covered, ...]
    filing_number: str = ""
    deliberated_on: date | None = None
    signed_on: date | None = None
    filed_on: date | None = None
    effective_on: date | None = None
    term_from: date | None = None
    term_to: date | None = None
    annex: bool = False
    total_workers: int | None = None
    stated_year: int | None = None
    papers: Papers = Papers()

    @property
    def is_shared(self) -> bool:
        """Tell whether several enterprises stand on its signed list (区域、行业、集团合同)."""
        return self.way is not ContractWay.OWN

    @property
    def term(self) -> tuple[date | None, date | None]:
        """Name the first and last day (合同期限), both included."""
        return self.term_from, self.term_to

    @property
    def begun_on(self) -> date | None:
        """Name the earliest day that is stated (最早日期): the history begins there.

        Where only the year is known it begins with the year.
        """
        days = (self.deliberated_on, self.signed_on, self.filed_on, self.effective_on)
        stated = [day for day in days if day]
        year = date(self.stated_year, 1, 1) if self.stated_year else None
        return min(stated, default=self.term_from or self.term_to or year)

    @property
    def year(self) -> int | None:
        """Name the year it is numbered in (年度): the term's first day, else what is stated."""
        day = self.term_from or self.signed_on or self.filed_on or self.effective_on
        day = day or self.begun_on
        return day.year if day else None

    @property
    def workers(self) -> int | None:
        """Count the workers covered (覆盖职工数); None where nothing states any."""
        if self.total_workers is not None:
            return self.total_workers
        stated = [one.workers for one in self.covers if one.workers is not None]
        return sum(stated) if stated else None

    @property
    def rise_rate(self) -> Decimal | None:
        """Name the rise where all enterprises have the same one (年度增幅)."""
        rises = {one.rise_rate for one in self.covers}
        return rises.pop() if len(rises) == 1 else None


COLUMNS: Mapping[str, str] = {
    "deliberated_on": "审议日",
    "signed_on": "签字日",
    "filed_on": "报送日",
    "effective_on": "生效日",
    "term_from": "期限起",
    "term_to": "期限止",
}
PAPER_COLUMNS: Mapping[str, str] = {
    "entitled": "审议应到",
    "present": "审议实到",
    "in_favour": "审议赞成",
    "proof": "收到凭证",
    "received_on": "收到日",
    "published_on": "公布日",
    "women": "覆盖女职工数",
    "average_wage": "月平均工资",
    "lowest_wage": "最低工资标准",
    "note": "备注",
}
EARLIEST_YEAR = 1990
_PAST = ("deliberated_on", "signed_on", "filed_on", "effective_on")
_AFTER_SIGNING = ("filed_on", "effective_on")


def impossible(contract: LedgerContract, *, today: date) -> Iterator[tuple[str, str]]:
    """Say what cannot be, each with its column (不可能的日期); the unlawful is no such thing."""
    if contract.begun_on is None:
        yield "签字日", "没有任何日期：签字日、报送日、生效日、合同期限至少填一项"
    for name in _PAST:
        day: date | None = getattr(contract, name)
        if day and day > today:
            yield COLUMNS[name], f"{COLUMNS[name]} {day} 晚于今天，还没有发生的请留空"
    for name in _AFTER_SIGNING:
        day = getattr(contract, name)
        if day and contract.signed_on and day < contract.signed_on:
            yield COLUMNS[name], f"{COLUMNS[name]} {day} 早于签字日 {contract.signed_on}，请核对"
    if contract.term_from and contract.term_to and contract.term_from > contract.term_to:
        yield "期限止", f"期限止 {contract.term_to} 早于期限起 {contract.term_from}，请核对"
    yield from _impossible_papers(contract, today=today)


def _impossible_papers(contract: LedgerContract, *, today: date) -> Iterator[tuple[str, str]]:
    papers = contract.papers
    for name, after, words in (
        ("received_on", contract.filed_on, "报送日"),
        ("published_on", contract.signed_on, "签字日"),
    ):
        day: date | None = getattr(papers, name)
        column = PAPER_COLUMNS[name]
        if day and day > today:
            yield column, f"{column} {day} 晚于今天，还没有发生的请留空"
        if day and after and day < after:
            yield column, f"{column} {day} 早于{words} {after}，请核对"
    if None not in (papers.entitled, papers.present) and papers.present > papers.entitled:  # type: ignore[operator]
        yield "审议实到", f"审议实到 {papers.present} 人多于应到 {papers.entitled} 人，请核对"
    if None not in (papers.present, papers.in_favour) and papers.in_favour > papers.present:  # type: ignore[operator]
        yield "审议赞成", f"审议赞成 {papers.in_favour} 票多于实到 {papers.present} 人，请核对"
    workers = contract.workers
    if papers.women is not None and workers is not None and papers.women > workers:
        yield "覆盖女职工数", f"覆盖女职工数 {papers.women} 多于覆盖职工数 {workers}，请核对"


# ── what is missing, and what that means ─────────────────────────────────────────────────────


class Lack(StrEnum):
    """Something that a finished contract should have and nobody has stated yet (待补事项)."""

    SIGNED = "signed"
    FILED = "filed"
    RECEIPT = "receipt"
    EFFECTIVE = "effective"
    TERM = "term"
    WORKERS = "workers"
    SCAN = "scan"


LACK_LABELS: Mapping[Lack, str] = {
    Lack.SIGNED: "签字日",
    Lack.FILED: "报送日",
    Lack.RECEIPT: "收到凭证",
    Lack.EFFECTIVE: "生效日",
    Lack.TERM: "合同期限",
    Lack.WORKERS: "覆盖人数",
    Lack.SCAN: "扫描件",
}
# Without these nobody can say that a contract is in force.
DECISIVE = frozenset({Lack.EFFECTIVE, Lack.TERM})


def lacks(contract: LedgerContract) -> tuple[Lack, ...]:
    """List what a contract still lacks (待补)."""
    papers = contract.papers
    absent: Mapping[Lack, bool] = {
        Lack.SIGNED: contract.signed_on is None,
        Lack.FILED: contract.filed_on is None,
        Lack.RECEIPT: contract.filed_on is None or not papers.proof,
        Lack.EFFECTIVE: contract.effective_on is None,
        Lack.TERM: contract.term_from is None or contract.term_to is None,
        Lack.WORKERS: contract.workers is None,
        Lack.SCAN: not papers.scans,
    }
    return tuple(lack for lack, is_absent in absent.items() if is_absent)


class Counting(StrEnum):
    """How a contract stands in the coverage figures on a day (计入情况)."""

    LIVE = "live"
    OVER = "over"
    COMING = "coming"
    UNKNOWN = "unknown"


def counting(contract: LedgerContract, *, on: date) -> Counting:
    """Tell how a contract counts on a day (是否计入覆盖), by the very rule of the figures."""
    counted = coverage.Contract(
        number="",
        way=contract.way,
        signed_on=contract.signed_on,
        received_on=contract.papers.received_on,
        effective_on=contract.effective_on,
        term_to=contract.term_to,
        term_from=contract.term_from,
    )
    if counted.counts(Stage.LIVE, on=on):
        return Counting.LIVE
    if counted.has_ended(on=on):
        return Counting.OVER
    if DECISIVE & set(lacks(contract)):
        return Counting.UNKNOWN
    return Counting.COMING


def counting_in_words(contract: LedgerContract, *, on: date) -> str:
    """Say how a contract counts on a day (计入说明)."""
    kind = "工资" if contract.kind is ContractKind.WAGE else "本种合同"
    match counting(contract, on=on):
        case Counting.LIVE:
            return f"期内有效，计入{kind}覆盖，到{_day(contract.term_to)}为止。"
        case Counting.OVER:
            return f"已于{_day(contract.term_to)}期满，留作历史，不计入现在的覆盖。"
        case Counting.COMING:
            return f"{_day(contract.effective_on)}生效后计入{kind}覆盖。"
        case Counting.UNKNOWN:
            absent = [LACK_LABELS[one] for one in lacks(contract) if one in DECISIVE]
            return f"待补{'、'.join(absent)}，补齐以前不计入覆盖。"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def changed(asked: LedgerContract, shown: LedgerContract) -> dict[str, Any]:
    """Name what somebody changed of what the page showed (改动项)."""
    return {
        one.name: getattr(asked, one.name)
        for one in fields(asked)
        if getattr(asked, one.name) != getattr(shown, one.name)
    }
