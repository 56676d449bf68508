"""Take one finished contract in from its signed papers, and fill in later what was missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining.actions import backfill, backfill_cases, entries, ledger_rows, projection
from bargaining.actions import files as file_actions
from bargaining.actions.backfill_cases import Mark
from bargaining.actions.files import Upload
from bargaining.actions.ledger_rows import Item, Line
from bargaining.errors import Invalid, NotVisible, Refusal, Refused
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import ledger as ledger_queries
from bargaining.readers.contracts import Annex, ContractRow
from bargaining.rules import derivation, ledger, ledger_contract, ledger_entries, moves
from bargaining.rules import facts as case_facts
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.events import Event
from bargaining.rules.ledger_contract import LedgerContract, Scan
from bargaining.rules.roles import REGISTER_KEEPERS, Actor, Role, Sight, sight
from bargaining.store import Store

# Chairs and instructors take in what their own unions signed; signed lists are the upper unions'.
MAY_TAKE = frozenset({*REGISTER_KEEPERS, Role.UNION_CHAIR, Role.INSTRUCTOR})
_TITLE = "签订文书"


@dataclass(frozen=True)
class Hand:
    """Who writes, when, and where scans are kept (经手)."""

    actor: Actor
    at: datetime
    today: date
    store: Store


@dataclass(frozen=True)
class Taken:
    """What came of taking a contract in (补录结果): its case, and that of its wage annex."""

    case: Case
    annex: Case | None = None


def take_contract(
    session: Session,
    contract: LedgerContract,
    *,
    annex: Annex | None = None,
    uploads: Sequence[Upload] = (),
    hand: Hand,
) -> Taken:
    """Take a finished contract in (照文书补录), with its scans, and its wage annex beside it.

    Raises Invalid with every field that cannot be, Refused where it is there already or not
    theirs to take in, NotVisible for an enterprise outside the actor's sight.
    """
    _refuse_unless_theirs(contract, hand.actor)
    refuse_impossible(contract, annex, today=hand.today)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": backfill_cases.LOCK})
    items = _items(session, contract, annex, hand)
    known = backfill.matching(session, items, actor=hand.actor, today=hand.today)
    for case in known.values():
        raise Refused(_there_already(case))
    scans = _keep(session, uploads, hand)
    for item in items:
        item.contract = with_scans(item.contract, scans)
    mark = _mark(session, hand)
    backfill_cases.number_items(session, items)
    drafts = [backfill_cases.draft(item, mark) for item in items]
    _refuse_unless_agreed(session, drafts[0].case, hand)
    backfill_cases.write_drafts(session, drafts, mark)
    return Taken(drafts[0].case, drafts[1].case if len(drafts) > 1 else None)


def complete_contract(
    session: Session,
    number: str,
    asked: LedgerContract,
    *,
    seen_sequence: int | None,
    uploads: Sequence[Upload] = (),
    hand: Hand,
) -> bool:
    """Bring a 补录 in line with what its papers say (补齐补录); tell whether anything changed.

    `asked` is what the whole page says now; what it says no differently stays as it is. What was
    missing is added, what changed is taken back and entered anew, and all of it stays in the
    history. Raises Refused where the case is no 补录 or others have written to it since.
    """
    case = case_queries.get_case(session, number, actor=hand.actor, on=hand.today)
    refusal = why_not_complete(session, case, hand.actor, today=hand.today)
    if refusal is not None:
        raise Refused(refusal)
    entries.refuse_changed(session, case, seen_sequence)
    history = case_queries.history(session, case.id)
    shown = ledger_entries.shown(case_facts.fold(history), enterprise_id=case.enterprise_id)
    scans = _keep(session, uploads, hand)
    changed = ledger_contract.changed(with_scans(asked, scans), shown)
    target = replace(ledger.said(history, enterprise_id=case.enterprise_id), **changed)
    refuse_impossible(target, None, today=hand.today)
    if not changed:
        return False
    _refuse_unknown(session, target, shown, hand)
    return _written(session, case, history, target, hand)


def _written(
    session: Session, case: Case, history: Sequence[Event], target: LedgerContract, hand: Hand
) -> bool:
    mark = _mark(session, hand)
    computed_on = backfill_cases.computed_effect(target, place=case.district_code, book=mark.book)
    wanted = ledger_entries.entries(target, computed_on=computed_on, source=ledger_entries.PAPERS)
    try:
        change = ledger.corrections(history, wanted, reason="照文书更正", beside_others=True)
    except ledger.Blocked as problem:
        message = "补录以后另有登记，这一项请到案件页面，在那条登记旁边更正。"
        raise Refused(Refusal("written_since", message)) from problem
    if not change:
        return False
    events = ledger_entries.as_events(change, after=case.last_sequence)
    case.last_sequence = events[-1].sequence
    session.flush()  # the row version first: of two people one is told, before anything is added
    backfill_cases.write_rows(
        session, CaseEvent, list(backfill_cases.event_rows(case, events, mark))
    )
    backfill_cases.list_anew(case, target)
    facts = case_facts.fold([*history, *events])
    derived = derivation.derive(facts, place=case.district_code, book=mark.book)
    projection.project(session, case, derived)
    session.flush()
    backfill_cases.record(session, case, events, mark, rows=())
    return True


# ── who may ──────────────────────────────────────────────────────────────────────────────────


def _refuse_unless_theirs(contract: LedgerContract, actor: Actor) -> None:
    if actor.role is not None and actor.role not in MAY_TAKE:
        raise Refused(Refusal("wrong_role", f"{actor.role_label}不补录合同。"))
    if contract.is_shared and actor.role not in (None, *REGISTER_KEEPERS):
        raise Refused(
            Refusal("not_theirs", "区域性、行业性、集团合同由街道及以上工会补录。", field="way")
        )


def _refuse_unless_agreed(session: Session, case: Case, hand: Hand) -> None:
    """An instructor records for a union that agreed to it once."""
    if hand.actor.role is not Role.INSTRUCTOR:
        return
    agreed = case_queries.agreed_to_help(session, case, actor=hand.actor, on=hand.today)
    if not agreed:
        raise Refused(_not_agreed())


def _not_agreed() -> Refusal:
    return Refusal(
        "not_agreed", "这家工会还没有同意代录，请先在企业页面登记“同意代录”，或请街道补录。"
    )


def why_not_complete(session: Session, case: Case, actor: Actor, *, today: date) -> Refusal | None:
    """Say why somebody may not fill in a case (能否补齐), or None when they may."""
    if case.origin != "backfilled":
        return Refusal("walked", "这个案件在系统内办理，请在案件页面登记。")
    if actor.role is None:
        return None
    if actor.role not in MAY_TAKE:
        return Refusal("wrong_role", f"{actor.role_label}不补录合同。")
    agreed = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    if agreed is None or (case.enterprise_id is None and actor.role not in REGISTER_KEEPERS):
        return moves.NOT_THEIRS
    if actor.role is Role.INSTRUCTOR and not agreed:
        return _not_agreed()
    # Whoever sees figures only would read the whole contract by correcting it.
    if sight(actor, agreed_to_help=agreed) is Sight.FIGURES:
        return Refusal("figures_only", "市总工会看数字；请由区、街道或主席补齐。")
    return None


# ── inside ───────────────────────────────────────────────────────────────────────────────────

FIELDS: Mapping[str, str] = {
    **{column: name for name, column in ledger_contract.COLUMNS.items()},
    **{column: name for name, column in ledger_contract.PAPER_COLUMNS.items()},
}


def refuse_impossible(contract: LedgerContract, annex: Annex | None, *, today: date) -> None:
    """Refuse what cannot be, each sentence with its field (不可能的补录); raise Invalid."""
    found = [
        Refusal("impossible", f"{reason}。", field=FIELDS.get(column, ""))
        for column, reason in ledger_contract.impossible(contract, today=today)
    ]
    if contract.begun_on is None:
        found = [Refusal("no_day", "请填写年度，或者至少一个日期。", field="stated_year")]
    if contract.is_shared and not contract.filing_number:
        message = "区域性、行业性、集团合同请填受理或备案号，才认得出是同一份合同。"
        found.append(Refusal("no_number", message, field="filing_number"))
    if annex and annex.term_from and annex.term_to and annex.term_from > annex.term_to:
        found.append(Refusal("term_order", "附件期限起晚于止，请核对。", field="annex_to"))
    if found:
        raise Invalid(found)


def with_scans(contract: LedgerContract, scans: Sequence[Scan]) -> LedgerContract:
    """Add scans to a contract (附扫描件); the same file twice is one."""
    new = [one for one in scans if one.hash not in {old.hash for old in contract.papers.scans}]
    return replace(contract, papers=replace(contract.papers, scans=(*contract.papers.scans, *new)))


def _items(
    session: Session, contract: LedgerContract, annex: Annex | None, hand: Hand
) -> list[Item]:
    ids = [one.enterprise_id for one in contract.covers]
    found = ledger_queries.parties_by_id(session, ids, actor=hand.actor, on=hand.today)
    if not ids or len(found) < len(set(ids)):
        raise NotVisible("enterprise")
    row = ContractRow(
        row=1, code=None, name="", kind=contract.kind, way=contract.way, workers=None,
        signed_on=None, deliberated_on=None, filed_on=None, effective_on=None, term_from=None,
        term_to=None, rise_rate=None, filing_number="",
    )  # fmt: skip
    lines = [Line(row, found[one]) for one in dict.fromkeys(ids)]
    items = [Item(contract, lines)]
    if annex is not None and contract.kind is ContractKind.GENERAL:
        items.append(Item(ledger_rows.annex_of(contract, annex), lines))
    return items


def _refuse_unknown(
    session: Session, target: LedgerContract, shown: LedgerContract, hand: Hand
) -> None:
    """Who joins a signed list must be an enterprise the actor sees."""
    new = {one.enterprise_id for one in target.covers} - {one.enterprise_id for one in shown.covers}
    found = ledger_queries.parties_by_id(session, new, actor=hand.actor, on=hand.today)
    if not target.covers or len(found) < len(new):
        raise NotVisible("enterprise")


def _there_already(case: Case) -> Refusal:
    kind = CONTRACT_LABELS[ContractKind(case.kind)]
    if case.origin == "backfilled":
        message = f"这份{kind}已经补录过：{case.number}。要补充或更正，请打开那一件。"
    else:
        message = f"这份{kind}已在系统内办理：{case.number}，不用补录。"
    return Refusal("there_already", message)


def _keep(session: Session, uploads: Sequence[Upload], hand: Hand) -> list[Scan]:
    rows = file_actions.keep_photos(
        session, uploads, title=_TITLE, store=hand.store, actor=hand.actor, at=hand.at
    )
    return [Scan(row.hash, row.name) for row in rows]


def _mark(session: Session, hand: Hand) -> Mark:
    book = law_queries.law_book(session)
    return Mark(hand.actor, hand.at, hand.today, book, source=ledger_entries.PAPERS)
