"""Write 补录 cases: number them, draft them, write many at once with all that follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.actions.ledger_rows import Item
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.rules import deadlines, derivation, ledger_entries
from bargaining.rules import facts as case_facts
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.derivation import Derived
from bargaining.rules.events import Event
from bargaining.rules.lawbook import LawBook
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.rules.roles import Actor
from bargaining.rules.states import WAY_LABELS

LOCK = 7_201_003  # two people taking the same contract in at once would each find nothing there
_CITY = "110000"
_REVIEW = "T-REVIEW"
_ANNEX = "综合合同工资附件"
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class Mark:
    """Who takes contracts in, when, from what, and by which law days are counted (补录经手)."""

    actor: Actor
    at: datetime
    today: date
    book: LawBook
    source: str = ledger_entries.LEDGER
    dry_run: bool = False


@dataclass(frozen=True)
class Draft:
    """A new case with what is to be written beside it (拟补录案件)."""

    item: Item
    case: Case
    events: Sequence[Event]
    derived: Derived


def place_of(item: Item) -> str:
    """Name the district all its enterprises lie in, else the city (案件所在地)."""
    return item.alike("district_code") or _CITY


def number_items(session: Session, items: Sequence[Item]) -> None:
    """Give every new contract its case number, in the file's order (编案号)."""
    groups: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        year = item.contract.year
        if year is not None:
            groups[place_of(item), year].append(item)
    for (district_code, year), some in groups.items():
        numbers = case_actions.next_numbers(session, district_code, year, count=len(some))
        for item, number in zip(some, numbers, strict=True):
            item.number = number


def draft(item: Item, mark: Mark) -> Draft:
    """Make a case of a contract (拟案件); nothing is written."""
    contract, place = item.contract, place_of(item)
    computed_on = computed_effect(contract, place=place, book=mark.book)
    written = ledger_entries.entries(
        contract, computed_on=computed_on, source=mark.source, place=place
    )
    events = ledger_entries.as_events(written, after=0)
    derived = derivation.derive(case_facts.fold(events), place=place, book=mark.book)
    party = item.lines[0].party
    case = Case(
        number=item.number,
        kind=contract.kind.value,
        way=contract.way.value,
        origin="backfilled",
        year=contract.year,
        title=title(contract, name=party.name),
        enterprise_id=None if contract.is_shared else party.id,
        district_code=place,
        street_code=item.alike("street_code"),
        opened_on=events[0].occurred_on,
        opened_at=mark.at,
        covers=[covering(one, contract) for one in contract.covers],
        **derived.columns,
    )
    return Draft(item, case, events, derived)


def title(contract: LedgerContract, *, name: str) -> str:
    """Name a 补录 as lists do (案件名称): by its enterprise, or by its number."""
    if contract.is_shared:
        kind = CONTRACT_LABELS[ContractKind.GENERAL if contract.annex else contract.kind]
        name = f"{WAY_LABELS[contract.way]}{kind}（{contract.filing_number}）"
    return f"{name}（{_ANNEX}）"[:_LONGEST_TITLE] if contract.annex else name[:_LONGEST_TITLE]


def covering(one: Covered, contract: LedgerContract) -> CaseEnterprise:
    """List an enterprise (列入名册); only a shared list says how many of each."""
    workers = one.workers if contract.is_shared else None
    return CaseEnterprise(enterprise_id=one.enterprise_id, confirmed=True, workers=workers)


def list_anew(case: Case, contract: LedgerContract) -> None:
    """Bring the signed list in line with the newest entry (更新名册).

    Who was taken off stays visible there, and counts no more.
    """
    if not contract.is_shared:
        return
    rows = {one.enterprise_id: one for one in case.covers}
    listed = {one.enterprise_id for one in contract.covers}
    for old in case.covers:
        if old.confirmed is not (old.enterprise_id in listed):
            old.confirmed = old.enterprise_id in listed
    for one in contract.covers:
        row = rows.get(one.enterprise_id)
        if row is None:
            case.covers.append(covering(one, contract))
        elif row.workers != one.workers:
            row.workers = one.workers


def computed_effect(contract: LedgerContract, *, place: str, book: LawBook) -> date | None:
    """Name the day the law gives for the effect (推算生效日), where the filing is known."""
    received_on = contract.papers.received_on or contract.filed_on
    if received_on is None or contract.filed_on is None or contract.effective_on is None:
        return None
    if book.find_rule(_REVIEW, on=received_on, place=place) is None:
        return None
    return deadlines.due(
        _REVIEW,
        received_on,
        place=place,
        book=book,
        calendar=book.calendar(),
        contract_kind=contract.kind,
    ).effective_on


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def write_drafts(session: Session, drafts: Sequence[Draft], mark: Mark) -> None:
    """Write new cases with their events and deadlines, in batches (写入补录)."""
    session.add_all(one.case for one in drafts)
    session.flush()
    write_rows(session, CaseEvent, [row for one in drafts for row in _rows_of(one, mark)])
    write_rows(
        session,
        Deadline,
        [{"case_id": one.case.id, **values} for one in drafts for values in one.derived.deadlines],
    )
    for one in drafts:
        record(session, one.case, one.events, mark, rows=[row.row for row in one.item.rows])


def _rows_of(one: Draft, mark: Mark) -> Iterator[dict[str, Any]]:
    return event_rows(one.case, one.events, mark)


def event_rows(case: Case, events: Sequence[Event], mark: Mark) -> Iterator[dict[str, Any]]:
    """Write events as rows (事件行)."""
    for event in events:
        yield {
            "case_id": case.id,
            "sequence": event.sequence,
            "kind": event.kind,
            "occurred_on": event.occurred_on,
            "recorded_at": mark.at,
            "actor_id": mark.actor.user_id,
            "actor_name": mark.actor.name,
            "actor_role": mark.actor.role.value if mark.actor.role else "system",
            "on_behalf": "",
            "payload": dict(event.payload),
            "voids": list(event.voids),
        }


def write_rows(session: Session, row_class: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Write many rows in one go (批量写入); empty values written out keep them in one statement."""
    if rows:
        session.execute(insert(row_class).execution_options(render_nulls=True), rows)


def record(
    session: Session, case: Case, events: Sequence[Event], mark: Mark, *, rows: Sequence[int]
) -> None:
    """Write down in the audit what was taken in (记入审计)."""
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="case.backfill",
        subject=f"case:{case.number}",
        detail={
            "source": mark.source,
            "rows": list(rows),
            "sequences": [events[0].sequence, events[-1].sequence],
            "voids": [sequence for event in events for sequence in event.voids],
        },
    )
