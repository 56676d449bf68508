"""Which contracts does a ledger's file name, whose are they, and which cases are they already?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from bargaining.actions import import_result
from bargaining.actions.import_result import ImportResult
from bargaining.errors import RowProblem
from bargaining.models.case import Case
from bargaining.queries import ledger as ledger_queries
from bargaining.queries.ledger import Parties, Party
from bargaining.readers.contracts import Annex, ContractRow
from bargaining.rules import ledger_contract, uscc
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.rules.roles import Actor

_CODE, _NAME, _UNITS, NUMBER = "统一社会信用代码", "单位名称", "覆盖单位", "受理或备案号"


@dataclass
class Intake:
    """What came of a ledger's rows so far (台账导入进展)."""

    outcomes: dict[int, str] = field(default_factory=dict)
    rejected: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    def count(self, rows: Iterable[ContractRow], outcome: str) -> None:
        """Write down what became of some rows (记结果).

        A row may name several enterprises, or a contract and its annex: where they came out
        differently the row as a whole was changed.
        """
        for row in rows:
            before = self.outcomes.get(row.row, outcome)
            self.outcomes[row.row] = outcome if before == outcome else import_result.UPDATED

    def result(self, *, read: int) -> ImportResult:
        """Put it into the shape of every import (导入结果)."""
        refused = {problem.row for problem in self.rejected}
        counted = Counter(what for row, what in self.outcomes.items() if row not in refused)
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
    """One row with one enterprise it is about (台账行).

    A row that lists its units in one cell names several; its head count is then the whole
    contract's, and nobody's own.
    """

    row: ContractRow
    party: Party

    @property
    def covered(self) -> Covered:
        """What the row states for its enterprise (该企业的覆盖情况)."""
        workers = None if self.row.members else self.row.workers
        return Covered(self.party.id, workers, self.row.rise_rate)


@dataclass(eq=False)
class Item:
    """One contract with the rows that name it (台账合同及其各行)."""

    contract: LedgerContract
    lines: list[Line]
    number: str = ""

    @property
    def key(self) -> tuple[int, bool]:
        """Its first row, and whether it is that row's annex, by which it is known (首行)."""
        return self.first, self.contract.annex

    @property
    def first(self) -> int:
        """The line of its first row (首行行号)."""
        return self.lines[0].row.row

    @property
    def rows(self) -> list[ContractRow]:
        """The file's rows that name it, each once (各行)."""
        return list({line.row.row: line.row for line in self.lines}.values())

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
        codes={row.code for row in rows if row.code} | set(_units(rows)),
        names={row.name for row in rows if not row.code} | set(_units(rows)),
        actor=actor,
        on=today,
    )
    gathering = _Gathering(intake, today)
    for row in rows:
        lines = list(_lines(row, found, intake))
        if lines:
            gathering.take(row, lines)
    return gathering.items


def _units(rows: Sequence[ContractRow]) -> Iterator[str]:
    return (unit for row in rows for unit in row.members)


class _Gathering:
    """The contracts of a file while its rows are gone through."""

    def __init__(self, intake: Intake, today: date) -> None:
        self._intake, self._today = intake, today
        self._own: dict[tuple[int, str], list[Item]] = {}
        self._shared: dict[tuple[str, str, str, bool], Item] = {}
        self.items: list[Item] = []

    def take(self, row: ContractRow, lines: Sequence[Line]) -> None:
        """Take one row: its contract, and the wage annex of a general one."""
        contract = _contract(row, lines)
        problems = list(ledger_contract.impossible(contract, today=self._today))
        for column, reason in problems:
            self._intake.refuse(row, column, reason)
        if problems or not self._placed(contract, lines) or row.annex is None:
            return
        if None in (row.annex.term_from, row.annex.term_to):
            reason = "没有填工资附件的起止日期，附件待补期限，补齐以前不计入工资覆盖"
            self._intake.note(row, "附件期限止", reason)
        self._placed(annex_of(contract, row.annex), lines)

    def _placed(self, contract: LedgerContract, lines: Sequence[Line]) -> bool:
        if contract.is_shared:
            return _joined(self._shared, lines, contract, self)
        return _single(self._own, lines[0], contract, self)

    def refuse(self, row: ContractRow, column: str, reason: str) -> bool:
        """Reject a row (拒收)."""
        self._intake.refuse(row, column, reason)
        return False


def annex_of(contract: LedgerContract, annex: Annex) -> LedgerContract:
    """Take the wage annex of a contract as one of its own term (工资附件), signed with it."""
    return replace(
        contract,
        kind=ContractKind.WAGE,
        annex=True,
        term_from=annex.term_from,
        term_to=annex.term_to,
    )


def _lines(row: ContractRow, found: Parties, intake: Intake) -> Iterator[Line]:
    """Find the enterprises of a row; where one is not there the row is rejected as a whole."""
    parties = [] if row.members and not (row.code or row.name) else [_party(row, found, intake)]
    parties += [_unit(unit, row, found, intake) for unit in row.members]
    known = [party for party in parties if party is not None]
    if len(known) < len(parties):
        return
    for party in {one.id: one for one in known}.values():
        if not party.unionised:
            intake.note(row, _NAME, f"“{party.name}”在名册中尚未建会，已按台账登记")
        yield Line(row, party)
    if row.code and row.name and known[0].name != row.name:
        intake.note(row, _NAME, f"名册中这个代码的单位是“{known[0].name}”，已按代码登记")


def _unit(unit: str, row: ContractRow, found: Parties, intake: Intake) -> Party | None:
    """Find one of the units that a cell lists, by code or by name."""
    coded = found.coded(uscc.normalised(unit))
    named = found.named(unit)
    if coded is not None or len(named) == 1:
        return coded or named[0]
    many = f"名册中有 {len(named)} 家企业叫“{unit}”，请写统一社会信用代码"
    none = f"名册中没有“{unit}”，请写全称或统一社会信用代码，或先导入企业名册"
    intake.refuse(row, _UNITS, many if named else none)
    return None


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


def _contract(row: ContractRow, lines: Sequence[Line]) -> LedgerContract:
    return LedgerContract(
        kind=row.kind,
        way=row.way,
        covers=tuple(line.covered for line in lines),
        filing_number=row.filing_number,
        deliberated_on=row.deliberated_on,
        signed_on=row.signed_on,
        filed_on=row.filed_on,
        effective_on=row.effective_on,
        term_from=row.term_from,
        term_to=row.term_to,
        total_workers=row.workers if row.members else None,
        papers=row.papers,
    )


def _single(
    own: dict[tuple[int, str], list[Item]],
    line: Line,
    contract: LedgerContract,
    gathering: _Gathering,
) -> bool:
    """A row of its own contract; the second row of one contract is rejected."""
    others = own.setdefault((line.party.id, contract.kind.value), [])
    for other in others:
        if _is_same(other.contract, contract):
            reason = f"与第 {other.first} 行是同一企业的同一份合同"
            return gathering.refuse(line.row, _CODE, reason)
    item = Item(contract, [line])
    others.append(item)
    gathering.items.append(item)
    return True


def _is_same(one: LedgerContract, other: LedgerContract) -> bool:
    if one.annex is not other.annex:
        return False
    if one.filing_number and other.filing_number:
        return one.filing_number == other.filing_number
    if (None, None) in (one.term, other.term):
        return one.begun_on == other.begun_on
    return one.term == other.term


def _joined(
    shared: dict[tuple[str, str, str, bool], Item],
    lines: Sequence[Line],
    contract: LedgerContract,
    gathering: _Gathering,
) -> bool:
    """A row of a contract with a signed list: rows of one number are one contract."""
    row = lines[0].row
    if not contract.filing_number:
        reason = "区域、行业、集团合同须填受理或备案号，才知道哪些企业属于同一份合同"
        return gathering.refuse(row, NUMBER, reason)
    key = (contract.kind.value, contract.way.value, contract.filing_number, contract.annex)
    item = shared.get(key)
    if item is None:
        shared[key] = Item(contract, list(lines))
        gathering.items.append(shared[key])
        return True
    listed = {line.party.id: line.row.row for line in item.lines}
    for line in lines:
        if line.party.id in listed:
            reason = f"与第 {listed[line.party.id]} 行是同一企业的同一份合同"
            return gathering.refuse(row, _CODE, reason)
    for name, column in ledger_contract.COLUMNS.items():
        if getattr(item.contract, name) != getattr(contract, name):
            reason = f"与第 {item.first} 行同一份合同，{column}却不同，请核对"
            return gathering.refuse(row, column, reason)
    item.lines += lines
    covers = (*item.contract.covers, *contract.covers)
    papers = item.contract.papers.filled(contract.papers)
    item.contract = replace(item.contract, covers=covers, papers=papers)
    return True


# ── which cases they are ─────────────────────────────────────────────────────────────────────


_PartyKey = tuple[int | None, str, str, bool]


def match(
    items: Sequence[Item], known: Sequence[Case], *, annexes: Collection[int]
) -> dict[tuple[int, bool], Case]:
    """Find the case that each contract is already (匹配已有案件), by the item's key.

    By number first; an own contract else by its term, else by its day of signing. One case
    answers one contract; `annexes` are the cases that are wage annexes of others.
    """
    by_party: dict[_PartyKey, list[Case]] = {}
    for case in known:
        key = (case.enterprise_id, case.kind, case.way, case.id in annexes)
        by_party.setdefault(key, []).append(case)
    matched: dict[tuple[int, bool], Case] = {}
    for is_it in (_by_number, _by_term, _by_signing):
        for item in items:
            candidates = by_party.get(_party_key(item.contract), [])
            found = next((case for case in candidates if is_it(item.contract, case)), None)
            if item.key not in matched and found is not None:
                matched[item.key] = found
                candidates.remove(found)
    return matched


def _party_key(contract: LedgerContract) -> _PartyKey:
    enterprise_id = None if contract.is_shared else contract.covers[0].enterprise_id
    return enterprise_id, contract.kind.value, contract.way.value, contract.annex


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
