"""What is there already of what an office's ledger (台账) names?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules.events import OPEN
from bargaining.rules.ledger_contract import LedgerContract
from bargaining.rules.roles import Actor

_PARTY = (
    Enterprise.id, Enterprise.code, Enterprise.name, Enterprise.district_code,
    Enterprise.street_code, Enterprise.unionised,
)  # fmt: skip
_AT_ONCE = 5000  # one statement takes some 65,000 values at most


@dataclass(frozen=True)
class Party:
    """An enterprise as far as a ledger needs it (台账企业)."""

    id: int
    code: str | None
    name: str
    district_code: str
    street_code: str
    unionised: bool


class Parties:
    """The enterprises a ledger names, found by code or by name (台账企业查找)."""

    def __init__(self, found: Iterable[Party]) -> None:
        self._by_code: dict[str, Party] = {}
        self._by_name: defaultdict[str, list[Party]] = defaultdict(list)
        for party in found:
            if party.code:
                self._by_code[party.code] = party
            self._by_name[party.name].append(party)

    def coded(self, code: str) -> Party | None:
        """Find an enterprise by its 统一社会信用代码 (按代码)."""
        return self._by_code.get(code)

    def named(self, name: str) -> list[Party]:
        """Find the enterprises of a name (按名称); there may be several."""
        return self._by_name.get(name, [])


def parties(
    session: Session,
    *,
    codes: Collection[str],
    names: Collection[str],
    actor: Actor,
    on: date,
) -> Parties:
    """Find the enterprises that a ledger names, among those the actor sees (台账企业)."""
    wanted = enterprise_queries.visible_enterprises(actor, on=on).with_only_columns(*_PARTY)
    rows: dict[int, Party] = {}
    for column, values in ((Enterprise.code, codes), (Enterprise.name, names)):
        for some in _parts(sorted(values)):
            for row in session.execute(wanted.where(column.in_(some))):
                rows[row[0]] = Party(*row)
    return Parties(rows.values())


def cases_of_ledger(
    session: Session, contracts: Sequence[LedgerContract], *, actor: Actor, on: date
) -> list[Case]:
    """List the cases a ledger's contracts may be, with their signed lists (可能相同的案件).

    Those of the same enterprises, and shared ones of the same number that the actor sees.
    """
    own = {one.covers[0].enterprise_id for one in contracts if not one.is_shared}
    numbers = {one.filing_number for one in contracts if one.is_shared}
    found: list[Case] = []
    for ids in _parts(sorted(own)):
        found += session.scalars(_with_covers(select(Case).where(Case.enterprise_id.in_(ids))))
    for some in _parts(sorted(numbers)):
        shared = case_queries.visible_cases(actor, on=on).where(
            Case.enterprise_id.is_(None), Case.filing_number.in_(some)
        )
        found += session.scalars(_with_covers(shared))
    return found


def annexes(session: Session, cases: Sequence[Case]) -> frozenset[int]:
    """Tell which of some cases are wage annexes of others (工资附件案件)."""
    found: set[int] = set()
    for ids in _parts([case.id for case in cases]):
        found.update(
            session.scalars(
                select(CaseEvent.case_id).where(
                    CaseEvent.case_id.in_(ids),
                    CaseEvent.kind == OPEN,
                    CaseEvent.payload["annex"].as_boolean(),
                )
            )
        )
    return frozenset(found)


def parties_by_id(
    session: Session, ids: Collection[int], *, actor: Actor, on: date
) -> dict[int, Party]:
    """Find enterprises that somebody chose, among those the actor sees (所选企业)."""
    wanted = enterprise_queries.visible_enterprises(actor, on=on).with_only_columns(*_PARTY)
    rows: dict[int, Party] = {}
    for some in _parts(sorted(ids)):
        for row in session.execute(wanted.where(Enterprise.id.in_(some))):
            rows[row[0]] = Party(*row)
    return rows


def _with_covers(wanted: Any) -> Any:  # noqa: ANN401 -- a Select of cases
    return wanted.options(selectinload(Case.covers)).order_by(Case.id)


def deadlines_of(session: Session, case_ids: Sequence[int]) -> dict[int, list[Deadline]]:
    """Read the stored deadlines of many cases at once (多案期限)."""
    found: dict[int, list[Deadline]] = {case_id: [] for case_id in case_ids}
    for row in session.scalars(select(Deadline).where(Deadline.case_id.in_(case_ids))):
        found[row.case_id].append(row)
    return found


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
