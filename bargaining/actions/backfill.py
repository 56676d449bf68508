"""Take an office's ledger of contracts in: each contract one 补录 case, read again without harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.actions import import_result, ledger_rows, projection
from bargaining.actions.import_result import ImportResult
from bargaining.actions.ledger_rows import Intake, Item
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import ledger as ledger_queries
from bargaining.readers.contracts import ContractRow
from bargaining.rules import deadlines, derivation, ledger
from bargaining.rules import facts as case_facts
from bargaining.rules.deadline_rules import CONTRACT_LABELS
from bargaining.rules.derivation import Derived
from bargaining.rules.events import Event
from bargaining.rules.lawbook import LawBook
from bargaining.rules.ledger import Covered, Entry, LedgerContract
from bargaining.rules.roles import REGISTER_KEEPERS, Actor
from bargaining.rules.states import WAY_LABELS

_LOCK = 7_201_003  # two imports of one ledger at once would each find nothing there
_AT_ONCE = 500
_CITY = "110000"
_REVIEW = "T-REVIEW"


@dataclass(frozen=True)
class _Mark:
    """Who writes, when, and by which law the days are counted."""

    actor: Actor
    at: datetime
    today: date
    book: LawBook
    dry_run: bool


def import_contracts(
    session: Session,
    rows: Sequence[ContractRow],
    *,
    actor: Actor,
    at: datetime,
    today: date,
    dry_run: bool = False,
) -> ImportResult:
    """Take a ledger's contracts in as 补录 (导入合同台账).

    Counts are of rows. A file read again changes nothing; a changed row corrects its case by
    entries of its own; what people wrote to a case since is never overwritten. Enterprises on a
    signed list are added and corrected, never taken off by their absence. A dry run answers the
    same and writes nothing. Raises Refused for those who keep no register.
    """
    if actor.role is not None and actor.role not in REGISTER_KEEPERS:
        raise Refused(
            Refusal(
                "not_a_keeper", f"{actor.role_label}不能导入合同台账，请联系街道（乡镇）总工会。"
            )
        )
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    intake = Intake()
    items = ledger_rows.contracts(session, rows, intake, actor=actor, today=today)
    mark = _Mark(actor, at, today, law_queries.law_book(session), dry_run=dry_run)
    known = ledger_queries.cases_of_ledger(
        session, [item.contract for item in items], actor=actor, on=today
    )
    matched = ledger_rows.match(items, known)
    for some in _parts([item for item in items if item.key in matched]):
        _correct(session, some, matched, intake, mark)
    new = [item for item in items if item.key not in matched]
    if not dry_run:
        _number(session, new)
    for some in _parts(new):
        _create(session, some, intake, mark)
    return intake.result(read=len(rows))


def _number(session: Session, items: Sequence[Item]) -> None:
    """Give every new contract its case number, in the file's order."""
    groups: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        year = item.contract.year
        if year is not None:
            groups[_district(item), year].append(item)
    for (district_code, year), some in groups.items():
        numbers = case_actions.next_numbers(session, district_code, year, count=len(some))
        for item, number in zip(some, numbers, strict=True):
            item.number = number


def _district(item: Item) -> str:
    return item.alike("district_code") or _CITY


# ── new cases ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Draft:
    """A new case with what is to be written beside it."""

    item: Item
    case: Case
    events: Sequence[Event]
    derived: Derived


def _create(session: Session, items: Sequence[Item], intake: Intake, mark: _Mark) -> None:
    drafts = [_draft(item, intake, mark) for item in items]
    for item in items:
        intake.count(item.rows, import_result.CREATED)
    if mark.dry_run:
        return
    session.add_all(draft.case for draft in drafts)
    session.flush()
    _write(
        session,
        CaseEvent,
        [row for draft in drafts for row in _event_rows(draft.case, draft.events, mark)],
    )
    _write(
        session,
        Deadline,
        [
            {"case_id": draft.case.id, **values}
            for draft in drafts
            for values in draft.derived.deadlines
        ],
    )
    for draft in drafts:
        _record(session, draft.case, draft.item, draft.events, mark)


def _draft(item: Item, intake: Intake, mark: _Mark) -> _Draft:
    contract, place = item.contract, _district(item)
    computed_on = _computed_effect(contract, place=place, book=mark.book)
    _note_other_effect(item, intake, computed_on)
    events = ledger.as_events(ledger.entries(contract, computed_on=computed_on), after=0)
    derived = derivation.derive(case_facts.fold(events), place=place, book=mark.book)
    party = item.lines[0].party
    case = Case(
        number=item.number,
        kind=contract.kind.value,
        way=contract.way.value,
        origin="backfilled",
        year=contract.year,
        title=_shared_title(contract) if contract.is_shared else party.name,
        enterprise_id=None if contract.is_shared else party.id,
        district_code=place,
        street_code=item.alike("street_code"),
        opened_on=events[0].occurred_on,
        opened_at=mark.at,
        covers=[_covering(one, contract) for one in contract.covers],
        **derived.columns,
    )
    return _Draft(item, case, events, derived)


def _shared_title(contract: LedgerContract) -> str:
    kind = CONTRACT_LABELS[contract.kind]
    return f"{WAY_LABELS[contract.way]}{kind}（{contract.filing_number}）"[:200]


def _covering(one: Covered, contract: LedgerContract) -> CaseEnterprise:
    """Only a shared contract's list says how many of each; an own one's signing says it."""
    workers = one.workers if contract.is_shared else None
    return CaseEnterprise(enterprise_id=one.enterprise_id, confirmed=True, workers=workers)


def _computed_effect(contract: LedgerContract, *, place: str, book: LawBook) -> date | None:
    """Name the day the law gives for the effect, where filing and calendar are known."""
    if contract.filed_on is None or contract.effective_on is None:
        return None
    if book.find_rule(_REVIEW, on=contract.filed_on, place=place) is None:
        return None
    return deadlines.due(
        _REVIEW,
        contract.filed_on,
        place=place,
        book=book,
        calendar=book.calendar(),
        contract_kind=contract.kind,
    ).effective_on


def _note_other_effect(item: Item, intake: Intake, computed_on: date | None) -> None:
    stated = item.contract.effective_on
    if None in (stated, computed_on) or computed_on == stated:
        return
    reason = f"生效日 {stated} 与按报送日推算的 {computed_on} 不同，已按台账登记，请核对"
    for line in item.lines:
        intake.note(line.row, "生效日", reason)


# ── cases that are there ─────────────────────────────────────────────────────────────────────


def _correct(
    session: Session,
    items: Sequence[Item],
    matched: Mapping[int, Case],
    intake: Intake,
    mark: _Mark,
) -> None:
    ids = [matched[item.key].id for item in items]
    histories = case_queries.histories(session, ids)
    stored = ledger_queries.deadlines_of(session, ids)
    written: list[dict[str, Any]] = []
    for item in items:
        case = matched[item.key]
        history = histories[case.id]
        if not ledger.is_from_ledger(history):
            _leave_alone(item, case, history, intake)
            continue
        contract = ledger.completed(item.contract, history)
        change = _change(item, contract, case, history, intake, mark)
        if not change or mark.dry_run:
            continue
        events = ledger.as_events(change, after=case.last_sequence)
        written += _event_rows(case, events, mark)
        facts = case_facts.fold([*history, *events])
        derived = derivation.derive(facts, place=case.district_code, book=mark.book)
        _list_anew(case, contract)
        projection.project(session, case, derived, stored=stored[case.id])
        _record(session, case, item, events, mark)
    _write(session, CaseEvent, written)


def _change(
    item: Item,
    contract: LedgerContract,
    case: Case,
    history: Sequence[Event],
    intake: Intake,
    mark: _Mark,
) -> Sequence[Entry]:
    """Work out what a contract changes in its case, and count its rows."""
    problems = list(ledger.impossible(contract, today=mark.today))
    if problems:
        for column, reason in problems:
            _refuse(item, column, reason, intake)
        return ()
    computed_on = _computed_effect(contract, place=case.district_code, book=mark.book)
    _note_other_effect(item, intake, computed_on)
    try:
        change = ledger.corrections(history, ledger.entries(contract, computed_on=computed_on))
    except ledger.Blocked:
        if not ledger.agrees(contract, case_facts.fold(history)):
            reason = f"案件 {case.number} 在台账导入之后另有登记，请在案件页面更正"
            _refuse(item, ledger_rows.NUMBER, reason, intake)
            return ()
        change = ()
    if change:
        _count_changed(item, contract, history, intake)
    else:
        intake.count(item.rows, import_result.UNCHANGED)
    return change


def _leave_alone(item: Item, case: Case, history: Sequence[Event], intake: Intake) -> None:
    """A case that was walked in the system stands as it is; the ledger is a copy."""
    intake.count(item.rows, import_result.UNCHANGED)
    if not ledger.agrees(item.contract, case_facts.fold(history)):
        reason = f"案件 {case.number} 已在系统内办理，与台账不一致的以案件登记为准，请核对"
        for line in item.lines:
            intake.note(line.row, ledger_rows.NUMBER, reason)


def _refuse(item: Item, column: str, reason: str, intake: Intake) -> None:
    for line in item.lines:
        intake.refuse(line.row, column, reason)


def _count_changed(
    item: Item, contract: LedgerContract, history: Sequence[Event], intake: Intake
) -> None:
    """Count the rows of a changed case: its days change every row, its list only some."""
    listed = {one.enterprise_id: one for one in ledger.signed_list(history)}
    as_listed = replace(contract, covers=tuple(listed.values()) or contract.covers)
    days_changed = bool(ledger.corrections(history, ledger.entries(as_listed, computed_on=None)))
    for line in item.lines:
        before = listed.get(line.party.id) if contract.is_shared else line.covered
        if before is None:
            intake.count([line.row], import_result.CREATED)
        elif days_changed or line.covered.filled(before) != before:
            intake.count([line.row], import_result.UPDATED)
        else:
            intake.count([line.row], import_result.UNCHANGED)


def _list_anew(case: Case, contract: LedgerContract) -> None:
    """Bring the signed list in line with the newest entry."""
    if not contract.is_shared:
        return
    rows = {one.enterprise_id: one for one in case.covers}
    for one in contract.covers:
        row = rows.get(one.enterprise_id)
        if row is None:
            case.covers.append(_covering(one, contract))
        elif row.workers != one.workers:
            row.workers = one.workers


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def _event_rows(case: Case, events: Sequence[Event], mark: _Mark) -> list[dict[str, Any]]:
    return [
        {
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
        for event in events
    ]


def _write(session: Session, row_class: type[Any], rows: list[dict[str, Any]]) -> None:
    """Write many rows in one go; empty values written out keep them in one statement."""
    if rows:
        session.execute(insert(row_class).execution_options(render_nulls=True), rows)


def _record(session: Session, case: Case, item: Item, events: Sequence[Event], mark: _Mark) -> None:
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="case.backfill",
        subject=f"case:{case.number}",
        detail={
            "rows": [row.row for row in item.rows],
            "sequences": [events[0].sequence, events[-1].sequence],
            "voids": [sequence for event in events for sequence in event.voids],
        },
    )


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
