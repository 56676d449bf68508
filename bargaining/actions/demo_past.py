"""Which contracts of earlier years, of other kinds and of many does the example ledger name?"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bargaining.actions.demo_cycles import Station
from bargaining.actions.demo_ledger import contract_row, starts
from bargaining.actions.demo_register import Firm
from bargaining.readers.contracts import Annex, ContractRow
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.ledger_contract import Papers
from bargaining.rules.states import ContractWay

_DAY = timedelta(days=1)
_YEARS = 2  # before the contract that went last
_KEPT_UP = 0.75  # of those who had a contract, how many had one the year before
_OTHERS = (
    (ContractKind.GENERAL, 0.22, 3),
    (ContractKind.WOMEN, 0.18, 3),
    (ContractKind.SAFETY, 0.1, 2),
)
_ANNEXED = 0.4
_INDUSTRIES = (("6210", "餐饮"), ("7020", "物业"), ("8040", "美容美发"))
_JOINED = 0.3
_STREETS_WITH_REGION = 6
_GROUP = 5
_VOTED = 0.3


def earlier_rows(
    chance: random.Random,
    dealt: Sequence[tuple[Firm, Station]],
    last_ends: dict[int, date],
    *,
    book: LawBook,
) -> Iterator[ContractRow]:
    """Write the contracts before the last one (历年合同): most of them whole, some with gaps."""
    for firm, _station in dealt:
        ends_on = last_ends.get(firm.id)
        for back in range(1, _YEARS + 1):
            if ends_on is None or chance.random() > _KEPT_UP:
                break
            ends_on = starts(ends_on) - _DAY - timedelta(days=chance.choice((0, 0, 0, 12, 40)))
            row = contract_row(firm, way=ContractWay.OWN, ends_on=ends_on, book=book)
            number = f"示例受字〔{starts(ends_on).year}〕L{firm.id:04d}号"
            rise = Decimal(chance.randint(25, 70)) / 1000
            workers = max(1, firm.workers * (100 - 4 * back) // 100)
            row = replace(row, workers=workers, rise_rate=rise, filing_number=number)
            yield _with_gaps(chance, row)


def _with_gaps(chance: random.Random, row: ContractRow) -> ContractRow:
    """Leave out what offices often have not written down."""
    lot = chance.random()
    if lot < 0.04:
        return replace(row, effective_on=None)
    if lot < 0.07:
        return replace(row, signed_on=None, deliberated_on=None)
    if lot < 0.10:
        return replace(row, filed_on=None, filing_number="")
    if lot < 0.13:
        return replace(row, workers=None)
    if lot < 0.35:
        return replace(row, papers=_papers(chance, row))
    return row


def _papers(chance: random.Random, row: ContractRow) -> Papers:
    """What a careful office wrote down besides."""
    proved = row.filed_on if chance.random() < 0.7 else None
    published = row.effective_on + timedelta(days=3) if row.effective_on else None
    entitled = row.workers or 0
    voted = chance.random() < _VOTED and entitled >= 6
    return Papers(
        vote_form="assembly" if voted else "",
        entitled=entitled if voted else None,
        present=entitled - entitled // 10 if voted else None,
        in_favour=entitled - entitled // 6 if voted else None,
        proof="receipt" if proved else "",
        received_on=proved,
        published_on=published,
        women=(row.workers or 0) * 2 // 5,
    )


def other_rows(
    chance: random.Random,
    firms: Sequence[Firm],
    idle: Collection[int],
    *,
    book: LawBook,
    today: date,
) -> Iterator[ContractRow]:
    """Write contracts of the other kinds (其他种类合同), some 综合 with a wage annex.

    Who bargains over wages this year has no annex for it; `idle` are those who do not.
    """
    for firm in firms:
        if not firm.has_own_union or not firm.operates:
            continue
        for kind, share, years in _OTHERS:
            if chance.random() > share:
                continue
            ends_on = today + timedelta(days=chance.randint(-200, 365 * years - 200))
            row = contract_row(
                firm, way=ContractWay.OWN, ends_on=ends_on, book=book, kind=kind, years=years
            )
            number = f"示例受字〔{row.term_from:%Y}〕{kind.value[0].upper()}{firm.id:04d}号"
            row = replace(row, filing_number=number)
            annexed = kind is ContractKind.GENERAL and firm.id in idle
            if annexed and chance.random() < _ANNEXED and row.term_from:
                row = replace(row, annex=Annex(row.term_from, _a_year_from(row.term_from)))
            yield _with_gaps(chance, row) if chance.random() < 0.5 else row


def shared_rows(
    chance: random.Random, firms: Sequence[Firm], *, book: LawBook, today: date
) -> Iterator[ContractRow]:
    """Write contracts of several enterprises (区域性、行业性、集团合同)."""
    by_street: defaultdict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        if firm.in_joint_union and firm.operates:
            by_street[firm.fields["street_code"]].append(firm)
    for number, street in enumerate(sorted(by_street)[1 : 1 + _STREETS_WITH_REGION], start=2):
        ends_on = today + timedelta(days=chance.choice((-70, 40, 80, 160, 230, 300)))
        some = [firm for firm in by_street[street] if chance.random() < _JOINED * 2]
        yield from _shared(some, ContractWay.REGION, f"区域{number:03d}", ends_on, book)
    for number, (industry, _word) in enumerate(_INDUSTRIES, start=1):
        ends_on = today + timedelta(days=chance.choice((60, 140, 210)))
        some = [
            firm
            for firm in firms
            if firm.fields.get("industry_code") == industry
            and firm.operates
            and firm.fields["unionised"]
            and chance.random() < _JOINED
        ]
        yield from _shared(some, ContractWay.INDUSTRY, f"行业{number:03d}", ends_on, book)
    large = sorted(firms, key=lambda firm: (-firm.workers, firm.id))[3 : 3 + _GROUP]
    group_ends = today + timedelta(days=190)
    yield from _shared(large, ContractWay.GROUP, "集团001", group_ends, book)


def _shared(
    firms: Sequence[Firm], way: ContractWay, word: str, ends_on: date, book: LawBook
) -> Iterator[ContractRow]:
    number = f"示例受字〔{starts(ends_on).year}〕{word}号"
    for firm in firms:
        row = contract_row(firm, way=way, ends_on=ends_on, book=book)
        yield replace(row, filing_number=number, rise_rate=Decimal("0.042"))


def _a_year_from(first: date) -> date:
    """Name the last day of a year that begins on a day."""
    if (first.month, first.day) == (2, 29):
        return date(first.year + 1, 2, 28)
    return first.replace(year=first.year + 1) - _DAY


def known_by(row: ContractRow) -> date:
    """Name the first day on which an office can have written a row down (可录入之日)."""
    papers = row.papers
    days = (
        row.signed_on, row.deliberated_on, row.filed_on, row.effective_on, papers.received_on,
        papers.published_on,
    )  # fmt: skip
    return max((day for day in days if day), default=row.term_from or date.min)
