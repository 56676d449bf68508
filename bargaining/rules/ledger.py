"""What does a ledger (台账) that is read again, or a paper found later, change in its 补录?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bargaining.rules import events as case_events
from bargaining.rules import facts as case_facts
from bargaining.rules import ledger_entries
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.rules.ledger_entries import Entry
from bargaining.rules.states import CaseState


def is_from_ledger(history: Sequence[Event]) -> bool:
    """Tell whether a case was taken from a ledger or from papers at all (是否补录)."""
    return bool(_said_before(history))


def is_from_papers(history: Sequence[Event]) -> bool:
    """Tell whether somebody read it from the signed papers (照文书补录), which outrank a ledger."""
    return any(event.payload.get("source") == ledger_entries.PAPERS for event in history)


def signed_list(history: Sequence[Event]) -> tuple[Covered, ...]:
    """Read who stands on the signed list of a 补录 (签字名册), as its newest opening has it."""
    return ledger_entries.listed(_said_before(history)[0])


def said(history: Sequence[Event], *, enterprise_id: int | None) -> LedgerContract:
    """Read what was taken in last (上次所载), whatever people wrote since."""
    return ledger_entries.stated(_said_before(history), enterprise_id=enterprise_id)


def completed(contract: LedgerContract, history: Sequence[Event]) -> LedgerContract:
    """Fill what a row leaves empty from what was said before (空格不改已登记).

    Who stands on the signed list stays there: a file may hold only some of the enterprises.
    What somebody read from the signed papers stands, its list too: a ledger only fills what
    they left open.
    """
    own = None if contract.is_shared else contract.covers[0].enterprise_id
    before = said(history, enterprise_id=own)
    if not is_from_papers(history):
        return _merged(contract, before)
    listed = {one.enterprise_id for one in before.covers}
    theirs = tuple(one for one in contract.covers if one.enterprise_id in listed)
    return _merged(before, replace(contract, covers=theirs))


_FILLED = (
    "filing_number", "deliberated_on", "signed_on", "filed_on", "effective_on", "term_from",
    "term_to", "total_workers", "stated_year",
)  # fmt: skip


def _merged(over: LedgerContract, under: LedgerContract) -> LedgerContract:
    """Let one statement stand and fill its gaps from the other."""
    listed = {one.enterprise_id: one for one in under.covers}
    for one in over.covers:
        listed[one.enterprise_id] = one.filled(listed.get(one.enterprise_id, one))
    kept = {name: getattr(under, name) for name in _FILLED if getattr(over, name) in (None, "")}
    papers = over.papers.filled(under.papers)
    covers = tuple(listed[one] for one in sorted(listed))
    return replace(over, **{**kept, "covers": covers, "papers": papers})


def agrees(contract: LedgerContract, facts: CaseFacts) -> bool:
    """Tell whether a case says already whatever a ledger states (是否一致)."""
    votes = {event.occurred_on for event, _vote in facts.votes}
    deliberated = votes | {event.day("deliberated_on") for event in facts.history}
    pairs = (
        (contract.signed_on, facts.signed_on),
        (contract.filed_on, facts.filed_on),
        (contract.effective_on, facts.effective_on),
        (contract.term_from, facts.term[0]),
        (contract.term_to, facts.term[1]),
        (contract.workers, facts.workers_covered),
        (contract.papers.received_on, facts.received_on),
        (contract.papers.published_on, facts.published_on),
    )
    same_list = not contract.is_shared or ledger_entries.signed_list(contract) == list(
        facts.signed_list
    )
    return (
        same_list
        and contract.deliberated_on in {None, *deliberated}
        and all(stated_day in (None, recorded) for stated_day, recorded in pairs)
    )


class Blocked(Exception):
    """People have written to the case since; it may not be written over (另有登记)."""


def corrections(
    history: Sequence[Event],
    wanted: Sequence[Entry],
    *,
    reason: str = "台账更正",
    beside_others: bool = False,
) -> tuple[Entry, ...]:
    """Work out what a contract stated again adds to its case (补录更正).

    Nothing where it says what it said before, whatever people wrote since. What has become
    known is appended. What changed is taken back from the first change on and entered anew,
    which only an untouched case allows, or, with `beside_others`, one whose other entries still
    follow and lead as far as before; otherwise raises Blocked.
    """
    before = _said_before(history)
    same = _same_at_first(before, wanted)
    if same == len(before) == len(wanted):
        return ()
    standing = {event.sequence for event in case_events.standing(history)}
    intact = all(event.sequence in standing for event in before[:same])
    fallen = [event for event in before[same:] if event.sequence in standing]
    others = any(
        event.payload.get("source") not in ledger_entries.SOURCES
        for event in case_events.standing(history)
    )
    added = tuple(wanted[same:])
    if fallen:
        added = (_voiding(fallen, reason=reason, source=wanted[0].payload["source"]), *added)
    may_stand = beside_others or len(before) == same
    if (others and not may_stand) or not intact or not _leads_on(history, added):
        raise Blocked
    return added


def _same_at_first(before: Sequence[Event], wanted: Sequence[Entry]) -> int:
    """Count the leading entries that say the same."""
    pairs = zip(before, wanted, strict=False)
    found = 0
    for event, entry in pairs:
        if _key(event.kind, event.occurred_on, event.payload) != _key(
            entry.kind, entry.on, entry.payload
        ):
            break
        found += 1
    return found


def _voiding(fallen: Sequence[Event], *, reason: str, source: str) -> Entry:
    first = fallen[0]
    payload = {"sequence": first.sequence, "reason": reason, "source": source}
    return Entry(
        case_events.VOID,
        first.occurred_on,
        payload,
        voids=tuple(event.sequence for event in fallen),
    )


def _leads_on(history: Sequence[Event], added: Sequence[Entry]) -> bool:
    """Tell whether entries can follow a history, and lead no less far where others wrote too."""
    last = max(event.sequence for event in history)
    try:
        now = case_facts.fold([*history, *ledger_entries.as_events(added, after=last)])
    except case_facts.Impossible:
        return False
    if all(event.payload.get("source") in ledger_entries.SOURCES for event in now.history):
        return True
    order = list(CaseState)
    return order.index(now.state) >= order.index(case_facts.fold(history).state)


def _said_before(history: Sequence[Event]) -> list[Event]:
    """What was taken in last, taken back by people or not; what it replaced is left out."""
    replaced = {
        sequence
        for event in history
        if event.kind == case_events.VOID and event.payload.get("source") in ledger_entries.SOURCES
        for sequence in event.voids
    }
    return [
        event
        for event in history
        if event.sequence not in replaced
        and event.kind != case_events.VOID
        and event.payload.get("source") in ledger_entries.SOURCES
    ]


def _key(kind: str, on: date, payload: Mapping[str, Any]) -> tuple[str, date, dict[str, Any]]:
    return (
        kind,
        on,
        {name: value for name, value in payload.items() if name not in ledger_entries.NOT_SAID},
    )
