"""Take an office's ledger of contracts in: each contract one 补录 case, read again without harm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining.actions import backfill_cases, import_result, ledger_rows, projection
from bargaining.actions.backfill_cases import Mark
from bargaining.actions.import_result import ImportResult, Tell
from bargaining.actions.ledger_rows import Intake, Item
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.queries import agreed_posts as agreed_queries
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import ledger as ledger_queries
from bargaining.readers.contracts import ContractRow
from bargaining.rules import derivation, ledger, ledger_contract, ledger_entries
from bargaining.rules import facts as case_facts
from bargaining.rules.events import Event
from bargaining.rules.ledger_contract import LedgerContract
from bargaining.rules.ledger_entries import Entry
from bargaining.rules.roles import REGISTER_KEEPERS, Actor
from bargaining.rules.territory import Territory

_AT_ONCE = 500
_Matched = Mapping[tuple[int, bool], Case]


def import_contracts(
    session: Session,
    rows: Sequence[ContractRow],
    *,
    actor: Actor,
    at: datetime,
    today: date,
    dry_run: bool = False,
    tell: Tell = import_result.untold,
) -> ImportResult:
    """Take a ledger's contracts in as 补录 (导入合同台账).

    Counts are of rows. A file read again changes nothing; a changed row corrects its case by
    entries of its own; what people wrote to a case since is never overwritten, and what they
    read from the signed papers outranks the ledger. Enterprises on a signed list are added and
    corrected, never taken off by their absence. A dry run answers the same and writes nothing.
    Raises Refused for those who keep no register.
    """
    if actor.role is not None and actor.role not in REGISTER_KEEPERS:
        raise Refused(
            Refusal(
                "not_a_keeper", f"{actor.role_label}不能导入合同台账，请联系街道（乡镇）总工会。"
            )
        )
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": backfill_cases.LOCK})
    intake = Intake()
    items = ledger_rows.contracts(session, rows, intake, actor=actor, today=today)
    mark = Mark(actor, at, today, law_queries.law_book(session), dry_run=dry_run)
    matched = matching(session, items, actor=actor, today=today)
    for some in _parts([item for item in items if item.key in matched]):
        _correct(session, some, matched, intake, mark)
        tell(len(intake.outcomes), len(rows))
    new = [item for item in items if item.key not in matched]
    if not dry_run:
        backfill_cases.number_items(session, new)
    for some in _parts(new):
        _create(session, some, intake, mark)
        tell(len(intake.outcomes), len(rows))
    return intake.result(read=len(rows))


def matching(session: Session, items: Sequence[Item], *, actor: Actor, today: date) -> _Matched:
    """Find the cases that some contracts are already (查找已有案件)."""
    known = ledger_queries.cases_of_ledger(
        session, [item.contract for item in items], actor=actor, on=today
    )
    return ledger_rows.match(items, known, annexes=ledger_queries.annexes(session, known))


def _create(session: Session, items: Sequence[Item], intake: Intake, mark: Mark) -> None:
    for item in items:
        _note_other_effect(item, intake, mark, place=backfill_cases.place_of(item))
        intake.count(item.rows, import_result.CREATED)
    drafts = [backfill_cases.draft(item, mark) for item in items]
    if not mark.dry_run:
        backfill_cases.write_drafts(session, drafts, mark)


def _note_other_effect(item: Item, intake: Intake, mark: Mark, *, place: str) -> None:
    stated = item.contract.effective_on
    computed_on = backfill_cases.computed_effect(item.contract, place=place, book=mark.book)
    if None in (stated, computed_on) or computed_on == stated:
        return
    reason = f"生效日 {stated} 与按报送日推算的 {computed_on} 不同，已按台账登记，请核对"
    for row in item.rows:
        intake.note(row, "生效日", reason)


# ── cases that are there ─────────────────────────────────────────────────────────────────────


def _correct(
    session: Session, items: Sequence[Item], matched: _Matched, intake: Intake, mark: Mark
) -> None:
    ids = [matched[item.key].id for item in items]
    histories = case_queries.histories(session, ids)
    stored = ledger_queries.deadlines_of(session, ids)
    agreed = agreed_queries.stored(session, ids)
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
        events = ledger_entries.as_events(change, after=case.last_sequence)
        written += backfill_cases.event_rows(case, events, mark)
        facts = case_facts.fold([*history, *events])
        derived = derivation.derive(facts, place=case.district_code, book=mark.book)
        backfill_cases.list_anew(case, contract)
        projection.project(
            session, case, derived, stored=stored[case.id], agreed=agreed.get(case.id, ())
        )
        backfill_cases.record(session, case, events, mark, rows=[row.row for row in item.rows])
    backfill_cases.write_rows(session, CaseEvent, written)


def _change(
    item: Item,
    contract: LedgerContract,
    case: Case,
    history: Sequence[Event],
    intake: Intake,
    mark: Mark,
) -> Sequence[Entry]:
    """Work out what a contract changes in its case, and count its rows."""
    problems = list(ledger_contract.impossible(contract, today=mark.today))
    if problems:
        for column, reason in problems:
            _refuse(item, column, reason, intake)
        return ()
    _note_outranked(item, contract, history, intake)
    _note_other_effect(item, intake, mark, place=case.district_code)
    computed_on = backfill_cases.computed_effect(contract, place=case.district_code, book=mark.book)
    try:
        change = ledger.corrections(
            history, ledger_entries.entries(contract, computed_on=computed_on)
        )
    except ledger.Blocked:
        if not ledger.agrees(contract, case_facts.fold(history)):
            reason = f"案件 {case.number} 在台账导入之后另有登记，请在案件页面更正"
            _refuse(item, ledger_rows.NUMBER, reason, intake)
            return ()
        change = ()
    if change and not _is_theirs(case, mark.actor):
        reason = f"案件 {case.number} 由上级工会登记，与台账不同之处请由上级工会更正"
        _refuse(item, ledger_rows.NUMBER, reason, intake)
        return ()
    if change:
        _count_changed(item, contract, history, intake)
    else:
        intake.count(item.rows, import_result.UNCHANGED)
    return change


def _is_theirs(case: Case, actor: Actor) -> bool:
    """Tell whether a case is an actor's to correct: a shared one is its maker's, and upwards."""
    if actor.role is None or case.enterprise_id is not None:
        return True
    return Territory.of(actor.places).covers(
        district_code=case.district_code, street_code=case.street_code or ""
    )


def _note_outranked(
    item: Item, contract: LedgerContract, history: Sequence[Event], intake: Intake
) -> None:
    """Say where the ledger says otherwise than the papers that somebody read."""
    if not ledger.is_from_papers(history):
        return
    for name, column in ledger_contract.COLUMNS.items():
        stated, kept = getattr(item.contract, name), getattr(contract, name)
        if stated is not None and stated != kept:
            reason = f"{column} {stated} 与照文书补录的 {kept} 不同，以文书为准，没有改动"
            for row in item.rows:
                intake.note(row, column, reason)
    listed = {one.enterprise_id for one in contract.covers}
    for line in item.lines:
        if line.party.id not in listed:
            intake.note(
                line.row, "单位名称", f"“{line.party.name}”不在照文书补录的名册上，没有改动"
            )


def _leave_alone(item: Item, case: Case, history: Sequence[Event], intake: Intake) -> None:
    """A case that was walked in the system stands as it is; the ledger is a copy."""
    intake.count(item.rows, import_result.UNCHANGED)
    if not ledger.agrees(item.contract, case_facts.fold(history)):
        reason = f"案件 {case.number} 已在系统内办理，与台账不一致的以案件登记为准，请核对"
        for row in item.rows:
            intake.note(row, ledger_rows.NUMBER, reason)


def _refuse(item: Item, column: str, reason: str, intake: Intake) -> None:
    for row in item.rows:
        intake.refuse(row, column, reason)


def _count_changed(
    item: Item, contract: LedgerContract, history: Sequence[Event], intake: Intake
) -> None:
    """Count the rows of a changed case: its days change every row, its list only some."""
    listed = {one.enterprise_id: one for one in ledger.signed_list(history)}
    as_listed = replace(contract, covers=tuple(listed.values()) or contract.covers)
    days_changed = bool(
        ledger.corrections(history, ledger_entries.entries(as_listed, computed_on=None))
    )
    for line in item.lines:
        before = listed.get(line.party.id) if contract.is_shared else line.covered
        if before is None:
            intake.count([line.row], import_result.CREATED)
        elif days_changed or line.covered.filled(before) != before:
            intake.count([line.row], import_result.UPDATED)
        else:
            intake.count([line.row], import_result.UNCHANGED)


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
