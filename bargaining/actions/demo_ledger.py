"""Which contracts of last year does the example data's ledger name?"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bargaining.actions.demo_cycles import Station
from bargaining.actions.demo_register import DISTRICT, Firm
from bargaining.readers.contracts import ContractRow
from bargaining.rules import deadlines
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.states import ContractWay

_DAY = timedelta(days=1)
_FIRST_ROW = 2  # a ledger's first line is its header
_UNDATED = 2  # contracts whose day of effect nobody wrote down
_ON_THE_LIST = 0.7
_REGION_ENDS = 160


def ledger_rows(
    chance: random.Random,
    dealt: Sequence[tuple[Firm, Station]],
    firms: Sequence[Firm],
    *,
    book: LawBook,
    today: date,
) -> list[ContractRow]:
    """Write the rows of an office's ledger (示例台账).

    Own contracts as each station has them, and one regional contract that covers most of the
    small enterprises in joint unions.
    """
    return [*_own(chance, dealt, book, today), *_regional(chance, firms, book, today)]


def numbered(rows: Sequence[ContractRow]) -> list[ContractRow]:
    """Give every row the line it has in a file (编行号)."""
    return [replace(row, row=number) for number, row in enumerate(rows, start=_FIRST_ROW)]


def _own(
    chance: random.Random, dealt: Sequence[tuple[Firm, Station]], book: LawBook, today: date
) -> Iterator[ContractRow]:
    undated = 0
    for number, (firm, station) in enumerate(dealt, start=1):
        if station.before is None:
            continue
        ends_on = today + timedelta(days=chance.randint(*station.before))
        row = contract_row(firm, way=ContractWay.OWN, ends_on=ends_on, book=book)
        row = replace(
            row,
            rise_rate=Decimal(chance.randint(25, 70)) / 1000,
            filing_number=f"示例受字〔{starts(ends_on).year}〕T{number:03d}号",
        )
        if station.name == "in_force" and undated < _UNDATED:
            undated += 1
            row = replace(row, effective_on=None)
        yield row


def _regional(
    chance: random.Random, firms: Sequence[Firm], book: LawBook, today: date
) -> Iterator[ContractRow]:
    ends_on = today + timedelta(days=_REGION_ENDS)
    number = f"示例受字〔{starts(ends_on).year}〕区域001号"
    street = firms[0].fields["street_code"]
    small = [one for one in firms if one.in_joint_union and one.operates]
    for firm in small:
        if firm.fields["street_code"] == street and chance.random() < _ON_THE_LIST:
            row = contract_row(firm, way=ContractWay.REGION, ends_on=ends_on, book=book)
            yield replace(row, filing_number=number, rise_rate=Decimal("0.045"))


def contract_row(
    firm: Firm,
    *,
    way: ContractWay,
    ends_on: date,
    book: LawBook,
    kind: ContractKind = ContractKind.WAGE,
    years: int = 1,
) -> ContractRow:
    """Write one contract that took its usual course (一行台账), of so many years."""
    starts_on = starts(ends_on, years=years)
    signed_on = starts_on - timedelta(days=8)
    filed_on = signed_on + timedelta(days=5)
    return ContractRow(
        row=0,
        code=firm.fields.get("code"),
        name=firm.name,
        kind=kind,
        way=way,
        signed_on=signed_on,
        deliberated_on=signed_on - timedelta(days=3),
        filed_on=filed_on,
        effective_on=_effective(filed_on, book=book, kind=kind),
        term_from=starts_on,
        term_to=ends_on,
        workers=firm.workers,
        rise_rate=None,
        filing_number="",
    )


def starts(ends_on: date, *, years: int = 1) -> date:
    """Name the first day of a term of so many years that ends on a day (期限起)."""
    after = ends_on + _DAY
    # A term that ends on 28 February began on 1 March, so the day before is always there.
    return (
        after.replace(year=after.year - years)
        if (after.month, after.day) != (2, 29)
        else date(after.year - years, 3, 1)
    )


def _effective(filed_on: date, *, book: LawBook, kind: ContractKind) -> date:
    """Name the day on which silence brought the contract into force."""
    due = deadlines.due(
        "T-REVIEW",
        filed_on,
        place=DISTRICT,
        book=book,
        calendar=book.calendar(),
        contract_kind=kind,
    )
    return due.effective_on or filed_on + timedelta(days=16)
