"""What does one contract of an office's ledger (台账) say, as events of a 补录?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining.rules import events as case_events
from bargaining.rules import facts as case_facts
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import CaseState, ContractWay

SOURCE = "合同台账"
_COMPUTED = "computed_on"  # follows from the law, so it is no change of the ledger's own


@dataclass(frozen=True)
class Covered:
    """One enterprise of a contract, with what the ledger states for it (覆盖企业)."""

    enterprise_id: int
    workers: int | None = None
    rise_rate: Decimal | None = None

    def filled(self, before: Covered) -> Covered:
        """Keep what was stated before where nothing is stated now (补全)."""
        return Covered(
            self.enterprise_id,
            before.workers if self.workers is None else self.workers,
            before.rise_rate if self.rise_rate is None else self.rise_rate,
        )


@dataclass(frozen=True)
class LedgerContract:
    """One contract as a ledger states it (台账合同); an unknown day is None, never guessed."""

    kind: ContractKind
    way: ContractWay
    covers: tuple[Covered, ...]
    filing_number: str = ""
    deliberated_on: date | None = None
    signed_on: date | None = None
    filed_on: date | None = None
    effective_on: date | None = None
    term_from: date | None = None
    term_to: date | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether several enterprises stand on its signed list (区域、行业、集团合同)."""
        return self.way is not ContractWay.OWN

    @property
    def term(self) -> tuple[date | None, date | None]:
        """Name the first and last day (合同期限), both included."""
        return self.term_from, self.term_to

    @property
    def begun_on(self) -> date | None:
        """Name the earliest day that is stated (最早日期): the history begins there."""
        days = (self.deliberated_on, self.signed_on, self.filed_on, self.effective_on)
        stated = [day for day in days if day]
        return min(stated, default=self.term_from or self.term_to)

    @property
    def year(self) -> int | None:
        """Name the year it is numbered in (年度): the term's first day, else what is stated."""
        day = self.term_from or self.signed_on or self.filed_on or self.effective_on
        return (day or self.begun_on or date.min).year if day or self.begun_on else None

    @property
    def workers(self) -> int | None:
        """Count the workers covered (覆盖职工数); None where no row states any."""
        stated = [one.workers for one in self.covers if one.workers is not None]
        return sum(stated) if stated else None

    @property
    def rise_rate(self) -> Decimal | None:
        """Name the rise where all enterprises have the same one (年度增幅)."""
        rises = {one.rise_rate for one in self.covers}
        return rises.pop() if len(rises) == 1 else None


COLUMNS: Mapping[str, str] = {
    "deliberated_on": "审议日",
    "signed_on": "签字日",
    "filed_on": "报送日",
    "effective_on": "生效日",
    "term_from": "期限起",
    "term_to": "期限止",
}
_EVENT_DAYS = {"sign": "signed_on", "file": "filed_on", "record_effect": "effective_on"}
_PAST = ("deliberated_on", "signed_on", "filed_on", "effective_on")
_AFTER_SIGNING = ("filed_on", "effective_on")


def impossible(contract: LedgerContract, *, today: date) -> Iterator[tuple[str, str]]:
    """Say what cannot be, each with its column (不可能的日期); the unlawful is no such thing."""
    if contract.begun_on is None:
        yield "签字日", "没有任何日期：签字日、报送日、生效日、合同期限至少填一项"
    for name in _PAST:
        day: date | None = getattr(contract, name)
        if day and day > today:
            yield COLUMNS[name], f"{COLUMNS[name]} {day} 晚于今天，还没有发生的请留空"
    for name in _AFTER_SIGNING:
        day = getattr(contract, name)
        if day and contract.signed_on and day < contract.signed_on:
            yield COLUMNS[name], f"{COLUMNS[name]} {day} 早于签字日 {contract.signed_on}，请核对"
    if contract.term_from and contract.term_to and contract.term_from > contract.term_to:
        yield "期限止", f"期限止 {contract.term_to} 早于期限起 {contract.term_from}，请核对"


@dataclass(frozen=True)
class Entry:
    """One event to be written (拟写事件)."""

    kind: str
    on: date
    payload: Mapping[str, Any] = field(default_factory=dict)
    voids: tuple[int, ...] = ()


def entries(contract: LedgerContract, *, computed_on: date | None) -> tuple[Entry, ...]:
    """Turn a contract into the events of its 补录 (台账转事件).

    Only what has a day becomes an event. Without a day of signing the opening holds what is
    known of the contract. `computed_on` is the day the law gives for its effect.
    """
    begun_on = contract.begun_on
    if begun_on is None:
        raise ValueError("a contract without any day cannot be taken in")
    terms = _terms(contract)
    opening = {
        "year": contract.year,
        "kind": contract.kind.value,
        "way": contract.way.value,
        "origin": "backfilled",
        "begins": CaseState.DRAFTED.value if contract.signed_on else CaseState.SIGNED.value,
        "source": SOURCE,
        "filing_number": contract.filing_number or None,
        "covers": _signed_list(contract) or None,
        **({} if contract.signed_on else terms),
    }
    found = [Entry(case_events.OPEN, begun_on, _stated(opening))]
    if contract.signed_on:
        found.append(Entry("sign", contract.signed_on, _stated({**terms, "source": SOURCE})))
    if contract.filed_on:
        filing = {"proof": "none", "receipt_number": contract.filing_number or None}
        found.append(Entry("file", contract.filed_on, _stated({**filing, "source": SOURCE})))
    if contract.effective_on:
        effect = {
            "source": SOURCE,
            "filing_number": contract.filing_number or None,
            _COMPUTED: _iso(computed_on),
        }
        found.append(Entry("record_effect", contract.effective_on, _stated(effect)))
    return tuple(found)


def _terms(contract: LedgerContract) -> dict[str, Any]:
    return {
        "term_from": _iso(contract.term_from),
        "term_to": _iso(contract.term_to),
        "deliberated_on": _iso(contract.deliberated_on),
        "workers_covered": contract.workers,
        "rise_rate": _number(contract.rise_rate),
    }


def _signed_list(contract: LedgerContract) -> list[dict[str, Any]]:
    if not contract.is_shared:
        return []
    return [
        _stated(
            {
                "enterprise_id": one.enterprise_id,
                "workers": one.workers,
                "rise_rate": _number(one.rise_rate),
            }
        )
        for one in sorted(contract.covers, key=lambda one: one.enterprise_id)
    ]


def is_from_ledger(history: Sequence[Event]) -> bool:
    """Tell whether a case was taken from a ledger at all (是否台账补录)."""
    return bool(_said_before(history))


def signed_list(history: Sequence[Event]) -> tuple[Covered, ...]:
    """Read who stands on the signed list of a 补录 (签字名册), as its newest opening has it."""
    return tuple(
        Covered(one["enterprise_id"], one.get("workers"), _decimal(one.get("rise_rate")))
        for one in _said_before(history)[0].payload.get("covers", ())
    )


def completed(contract: LedgerContract, history: Sequence[Event]) -> LedgerContract:
    """Fill what a row leaves empty from what the ledger said before (空格不改已登记).

    Who stands on the signed list stays there: a file may hold only some of the enterprises.
    """
    said = {event.kind: event for event in _said_before(history)}
    opening = said[case_events.OPEN]
    terms = said.get("sign", opening)
    before = {
        "filing_number": opening.payload.get("filing_number", ""),
        "deliberated_on": terms.day("deliberated_on"),
        "term_from": terms.day("term_from"),
        "term_to": terms.day("term_to"),
        **{
            name: said[kind].occurred_on if kind in said else None
            for kind, name in _EVENT_DAYS.items()
        },
    }
    listed = {one.enterprise_id: one for one in signed_list(history)}
    if not contract.is_shared:
        (own,) = contract.covers
        rise = _decimal(terms.payload.get("rise_rate"))
        listed = {
            own.enterprise_id: Covered(
                own.enterprise_id, terms.payload.get("workers_covered"), rise
            )
        }
    for one in contract.covers:
        listed[one.enterprise_id] = one.filled(listed.get(one.enterprise_id, one))
    kept = {name: value for name, value in before.items() if not getattr(contract, name)}
    return replace(contract, covers=tuple(listed.values()), **kept)


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
    )
    same_list = not contract.is_shared or _signed_list(contract) == list(facts.signed_list)
    return (
        same_list
        and contract.deliberated_on in {None, *deliberated}
        and all(stated in (None, recorded) for stated, recorded in pairs)
    )


class Blocked(Exception):
    """People have written to the case since; the ledger may not write over them (另有登记)."""


def corrections(history: Sequence[Event], wanted: Sequence[Entry]) -> tuple[Entry, ...]:
    """Work out what a ledger read again adds to a case (台账更正).

    Nothing where it says what it said before, whatever people wrote since. What has become
    known is appended. What changed takes the whole entry back and enters it anew, which only
    an untouched case allows; otherwise raises Blocked.
    """
    said = _said_before(history)
    asked = [_key(entry.kind, entry.on, entry.payload) for entry in wanted]
    before = [_key(event.kind, event.occurred_on, event.payload) for event in said]
    if before == asked:
        return ()
    standing = case_events.standing(history)
    if before == asked[: len(before)] and set(map(_number_of, said)) <= set(
        map(_number_of, standing)
    ):
        added = tuple(wanted[len(before) :])
        if follows(history, added):
            return added
    if any(event.payload.get("source") != SOURCE for event in standing):
        raise Blocked
    voiding = Entry(
        case_events.VOID,
        standing[0].occurred_on,
        {"sequence": standing[0].sequence, "reason": "台账更正", "source": SOURCE},
        voids=tuple(event.sequence for event in standing),
    )
    return (voiding, *wanted)


def as_events(entries_: Sequence[Entry], *, after: int) -> list[Event]:
    """Number entries as the events they will be (编序号)."""
    return [
        Event(number, entry.kind, entry.on, entry.payload, entry.voids)
        for number, entry in enumerate(entries_, start=after + 1)
    ]


def follows(history: Sequence[Event], added: Sequence[Entry]) -> bool:
    """Tell whether entries can follow a history (能否接续)."""
    last = max(event.sequence for event in history)
    try:
        case_facts.fold([*history, *as_events(added, after=last)])
    except case_facts.Impossible:
        return False
    return True


def _said_before(history: Sequence[Event]) -> list[Event]:
    """What the ledger said when it was read last, taken back by people or not."""
    opened = max(event.sequence for event in history if event.kind == case_events.OPEN)
    return [
        event
        for event in history
        if event.sequence >= opened
        and event.kind != case_events.VOID
        and event.payload.get("source") == SOURCE
    ]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _number_of(event: Event) -> int:
    return event.sequence


def _key(kind: str, on: date, payload: Mapping[str, Any]) -> tuple[str, date, dict[str, Any]]:
    return kind, on, {name: value for name, value in payload.items() if name != _COMPUTED}


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what is known: absent and 0 stay apart."""
    return {name: value for name, value in values.items() if value is not None}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
