"""Which contracts does a ledger's file name, whose are they, and which cases are they already?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from bargaining.actions import import_result
from bargaining.actions.import_result import ImportResult
from bargaining.errors import RowProblem
from bargaining.models.case import Case
from bargaining.queries import ledger as ledger_queries
from bargaining.queries.ledger import Parties, Party
from bargaining.readers.contracts import ContractRow
from bargaining.rules import ledger
from bargaining.rules.ledger import Covered, LedgerContract
from bargaining.rules.roles import Actor

_CODE, _NAME, NUMBER = "统一社会信用代码", "单位名称", "受理或备案号"


@dataclass
class Intake:
    """What came of a ledger's rows so far (台账导入进展)."""

    outcomes: dict[int, str] = field(default_factory=dict)
    rejected: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    def count(self, rows: Iterable[ContractRow], outcome: str) -> None:
        """Write down what became of some rows (记结果)."""
        self.outcomes.update((row.row, outcome) for row in rows)

    def result(self, *, read: int) -> ImportResult:
        """Put it into the shape of every import (导入结果)."""
        counted = Counter(self.outcomes.values())
        return ImportResult(
            read=read,
            created=counted[import_result.CREATED],
            updated=counted[import_result.UPDATED],
            unchanged=counted[import_result.UNCHANGED],
            rejected=tuple(sorted(self.rejected, key=lambda one: one.row)),
            notes=tuple(sorted(self.notes, key=lambda one: one.row)),
            outcomes=self.outcomes,
        )

    def refuse(self, row: ContractRow, column: str, reason: str) -> None:
        """Reject a row with its reason (拒收)."""
        self.rejected.append(RowProblem(row.row, column, reason))

    def note(self, row: ContractRow, column: str, reason: str) -> None:
        """Accept a row and say something about it (提示)."""
        self.notes.append(RowProblem(row.row, column, reason))


@dataclass(frozen=True)
class Line:
    """One row with the enterprise it is about (台账行)."""

    row: ContractRow
    party: Party

    @property
    def covered(self) -> Covered:
        """What the row states for its enterprise (该企业的覆盖情况)."""
        return Covered(self.party.id, self.row.workers, self.row.rise_rate)


@dataclass(eq=False)
class Item:
    """One contract with the rows that name it (台账合同及其各行)."""

    contract: LedgerContract
    lines: list[Line]
    number: str = ""

    @property
    def key(self) -> int:
        """Its first row, by which it is known (首行)."""
        return self.rows[0].row

    @property
    def rows(self) -> list[ContractRow]:
        """The file's rows that name it (各行)."""
        return [line.row for line in self.lines]

    def alike(self, attribute: str) -> str | None:
        """What all its enterprises have in common, such as their district (共同的)."""
        values = {getattr(line.party, attribute) for line in self.lines}
        return str(values.pop()) if len(values) == 1 else None


def contracts(
    session: Session, rows: Sequence[ContractRow], intake: Intake, *, actor: Actor, today: date
) -> list[Item]:
    """Gather the rows that can be taken into contracts, in the file's order (归并台账行)."""
    found = ledger_queries.parties(
        session,
        codes={row.code for row in rows if row.code},
        names={row.name for row in rows if not row.code},
        actor=actor,
        on=today,
    )
    own: dict[tuple[int, str], list[Item]] = {}
    shared: dict[tuple[str, str, str], Item] = {}
    items: list[Item] = []
    for line in _lines(rows, found, intake):
        contract = _contract(line)
        problems = list(ledger.impossible(contract, today=today))
        for column, reason in problems:
            intake.refuse(line.row, column, reason)
        if problems:
            continue
        if contract.is_shared:
            item = _joined(shared, line, contract, intake)
        else:
            item = _single(own, line, contract, intake)
        if item:
            items.append(item)
    return items


def _lines(rows: Sequence[ContractRow], found: Parties, intake: Intake) -> Iterator[Line]:
    for row in rows:
        party = _party(row, found, intake)
        if party is None:
            continue
        if not party.unionised:
            intake.note(row, _NAME, f"“{party.name}”在名册中尚未建会，已按台账登记")
        if row.name and row.name != party.name:
            intake.note(row, _NAME, f"名册中这个代码的单位是“{party.name}”，已按代码登记")
        yield Line(row, party)


def _party(row: ContractRow, found: Parties, intake: Intake) -> Party | None:
    if row.code:
        party = found.coded(row.code)
        if party is None:
            reason = f"名册中没有代码为 {row.code} 的企业，请先导入企业名册"
            intake.refuse(row, _CODE, reason)
        return party
    named = found.named(row.name)
    if len(named) == 1:
        return named[0]
    many = f"名册中有 {len(named)} 家企业叫“{row.name}”，请填统一社会信用代码"
    none = f"名册中没有名为“{row.name}”的企业，请填统一社会信用代码，或先导入企业名册"
    intake.refuse(row, _CODE, many if named else none)
    return None


def _contract(line: Line) -> LedgerContract:
    row = line.row
    return LedgerContract(
        kind=row.kind,
        way=row.way,
        covers=(line.covered,),
        filing_number=row.filing_number,
        deliberated_on=row.deliberated_on,
        signed_on=row.signed_on,
        filed_on=row.filed_on,
        effective_on=row.effective_on,
        term_from=row.term_from,
        term_to=row.term_to,
    )


def _single(
    own: dict[tuple[int, str], list[Item]], line: Line, contract: LedgerContract, intake: Intake
) -> Item | None:
    """A row of its own contract; the second row of one contract is rejected."""
    others = own.setdefault((line.party.id, contract.kind.value), [])
    for other in others:
        if _is_same(other.contract, contract):
            intake.refuse(line.row, _CODE, f"与第 {other.key} 行是同一企业的同一份合同")
            return None
    item = Item(contract, [line])
    others.append(item)
    return item


def _is_same(one: LedgerContract, other: LedgerContract) -> bool:
    if one.filing_number and other.filing_number:
        return one.filing_number == other.filing_number
    if (None, None) in (one.term, other.term):
        return one.begun_on == other.begun_on
    return one.term == other.term


def _joined(
    shared: dict[tuple[str, str, str], Item],
    line: Line,
    contract: LedgerContract,
    intake: Intake,
) -> Item | None:
    """A row of a contract with a signed list: rows of one number are one contract."""
    if not contract.filing_number:
        reason = "区域、行业、集团合同须填受理或备案号，才知道哪些企业属于同一份合同"
        intake.refuse(line.row, NUMBER, reason)
        return None
    key = (contract.kind.value, contract.way.value, contract.filing_number)
    item = shared.get(key)
    if item is None:
        shared[key] = Item(contract, [line])
        return shared[key]
    if line.party.id in {one.party.id for one in item.lines}:
        first = next(one.row.row for one in item.lines if one.party.id == line.party.id)
        intake.refuse(line.row, _CODE, f"与第 {first} 行是同一企业的同一份合同")
        return None
    for name, column in ledger.COLUMNS.items():
        if getattr(item.contract, name) != getattr(contract, name):
            reason = f"与第 {item.key} 行同一份合同，{column}却不同，请核对"
            intake.refuse(line.row, column, reason)
            return None
    item.lines.append(line)
    item.contract = replace(item.contract, covers=(*item.contract.covers, line.covered))
    return None


# ── which cases they are ─────────────────────────────────────────────────────────────────────


def match(items: Sequence[Item], known: Sequence[Case]) -> dict[int, Case]:
    """Find the case that each contract is already (匹配已有案件), by the item's key.

    By number first; an own contract else by its term, else by its day of signing. One case
    answers one contract.
    """
    by_party: dict[tuple[int | None, str, str], list[Case]] = {}
    for case in known:
        by_party.setdefault((case.enterprise_id, case.kind, case.way), []).append(case)
    matched: dict[int, Case] = {}
    for is_it in (_by_number, _by_term, _by_signing):
        for item in items:
            candidates = by_party.get(_party_key(item.contract), [])
            found = next((case for case in candidates if is_it(item.contract, case)), None)
            if item.key not in matched and found is not None:
                matched[item.key] = found
                candidates.remove(found)
    return matched


def _party_key(contract: LedgerContract) -> tuple[int | None, str, str]:
    enterprise_id = None if contract.is_shared else contract.covers[0].enterprise_id
    return enterprise_id, contract.kind.value, contract.way.value


def _by_number(contract: LedgerContract, case: Case) -> bool:
    return bool(contract.filing_number) and contract.filing_number == case.filing_number


def _by_term(contract: LedgerContract, case: Case) -> bool:
    if contract.is_shared or contract.term == (None, None):
        return False
    return contract.term == (case.term_from, case.term_to)


def _by_signing(contract: LedgerContract, case: Case) -> bool:
    """Without number or term the day of signing, else the earliest, says which one it is."""
    numbered = contract.filing_number and case.filing_number
    termed = contract.term != (None, None) and (case.term_from or case.term_to)
    if contract.is_shared or numbered or termed:
        return False
    if contract.signed_on:
        return contract.signed_on == case.signed_on
    return case.origin == "backfilled" and contract.begun_on == case.opened_on
