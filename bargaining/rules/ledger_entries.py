"""What does one finished contract say as events of a 补录, and back again?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining.rules import events as case_events
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers, Scan
from bargaining.rules.states import CaseState, ContractWay

LEDGER, PAPERS = "合同台账", "照文书补录"
SOURCES = (LEDGER, PAPERS)
_COMPUTED = "computed_on"  # follows from the law, so it is no change of the ledger's own
NOT_SAID = (_COMPUTED, "source", "place")
_USUAL_FORM = "congress"  # what the step itself takes an empty answer for


@dataclass(frozen=True)
class Entry:
    """One event to be written (拟写事件)."""

    kind: str
    on: date
    payload: Mapping[str, Any] = field(default_factory=dict)
    voids: tuple[int, ...] = ()


# ── a contract as entries ────────────────────────────────────────────────────────────────────


def entries(
    contract: LedgerContract,
    *,
    computed_on: date | None,
    source: str = LEDGER,
    place: str | None = None,
) -> tuple[Entry, ...]:
    """Turn a contract into the events of its 补录 (台账转事件).

    Only what has a day becomes an event. Without a day of signing the opening holds what is
    known of the contract. `computed_on` is the day the law gives for its effect, `place` the
    district the case belongs to.
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
        "place": place,
        "begins": CaseState.DRAFTED.value if contract.signed_on else CaseState.SIGNED.value,
        "filing_number": contract.filing_number or None,
        "annex": contract.annex or None,
        "covers": signed_list(contract) or None,
        **({} if contract.signed_on else terms),
    }
    found = [Entry(case_events.OPEN, begun_on, opening), *_dated(contract, terms, computed_on)]
    return tuple(replace(one, payload=_stated({**one.payload, "source": source})) for one in found)


def _dated(
    contract: LedgerContract, terms: Mapping[str, Any], computed_on: date | None
) -> Iterator[Entry]:
    papers, number = contract.papers, contract.filing_number or None
    if contract.deliberated_on and papers.votes:
        entitled, present, in_favour = papers.votes
        counts = {"entitled": entitled, "present": present, "in_favour": in_favour}
        form = papers.vote_form or _USUAL_FORM
        yield Entry("record_congress", contract.deliberated_on, {"form": form, **counts})
    if contract.signed_on:
        yield Entry("sign", contract.signed_on, terms)
    if contract.filed_on:
        yield Entry("file", contract.filed_on, {"receipt_number": number, **_receipt(papers)})
    if contract.effective_on:
        effect = {"filing_number": number, _COMPUTED: _iso(computed_on)}
        yield Entry("record_effect", contract.effective_on, effect)
    if papers.published_on:
        yield Entry("publish", papers.published_on, {"side": "both"})


def _terms(contract: LedgerContract) -> dict[str, Any]:
    """What the contract's text states; what has a day but no event of its own stands here too."""
    papers = contract.papers
    voted = contract.deliberated_on and papers.votes
    return {
        "term_from": _iso(contract.term_from),
        "term_to": _iso(contract.term_to),
        "deliberated_on": None if voted else _iso(contract.deliberated_on),
        "vote_form": None if voted else papers.vote_form or None,
        "vote_entitled": None if voted else papers.entitled,
        "vote_present": None if voted else papers.present,
        "vote_in_favour": None if voted else papers.in_favour,
        "workers_covered": contract.workers,
        "women_covered": papers.women,
        "rise_rate": _number(contract.rise_rate),
        "average_wage": _number(papers.average_wage),
        "lowest_wage": _number(papers.lowest_wage),
        "notes": papers.note or None,
        "receipt": None if contract.filed_on else _receipt(papers, unsaid=None) or None,
        "photos": [{"hash": one.hash, "name": one.name} for one in papers.scans] or None,
    }


def _receipt(papers: Papers, *, unsaid: str | None = "none") -> dict[str, Any]:
    proof = {"proof": papers.proof or unsaid, "received_on": _iso(papers.received_on)}
    return _stated(proof)


def signed_list(contract: LedgerContract) -> list[dict[str, Any]]:
    """Write the signed list of a shared contract (写名册), empty for an own one."""
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


# ── entries as a contract ────────────────────────────────────────────────────────────────────


def stated(said: Sequence[Event], *, enterprise_id: int | None) -> LedgerContract:
    """Read a contract back from the entries that state it (读回所载)."""
    by_kind = {event.kind: event for event in said}
    opening = by_kind[case_events.OPEN]
    signing, filing, vote = (by_kind.get(kind) for kind in ("sign", "file", "record_congress"))
    terms = Event(0, "", opening.occurred_on, {**opening.payload, **_payload(signing)})
    effect, publication = by_kind.get("record_effect"), by_kind.get("publish")
    numbers = (
        opening.payload.get("filing_number"), _payload(filing).get("receipt_number"),
        _payload(effect).get("filing_number"),
    )  # fmt: skip
    contract = LedgerContract(
        kind=ContractKind(opening.payload.get("kind", "wage")),
        way=ContractWay(opening.payload.get("way", "own")),
        covers=_covers(opening, terms.payload, enterprise_id=enterprise_id),
        filing_number=next((number for number in numbers if number), ""),
        deliberated_on=_day_of(vote) or terms.day("deliberated_on"),
        signed_on=_day_of(signing),
        filed_on=_day_of(filing),
        effective_on=_day_of(effect),
        term_from=terms.day("term_from"),
        term_to=terms.day("term_to"),
        annex=bool(opening.payload.get("annex")),
        papers=_papers(terms.payload, filing=filing, vote=vote, publication=publication),
    )
    total = terms.payload.get("workers_covered")
    if contract.is_shared and total != contract.workers:
        contract = replace(contract, total_workers=total)
    year = None if contract.begun_on else opening.payload.get("year")
    return replace(contract, stated_year=year)


def _covers(
    opening: Event, terms: Mapping[str, Any], *, enterprise_id: int | None
) -> tuple[Covered, ...]:
    if enterprise_id is None:
        return listed(opening)
    rise = _decimal(terms.get("rise_rate"))
    return (Covered(enterprise_id, terms.get("workers_covered"), rise),)


def listed(opening: Event) -> tuple[Covered, ...]:
    """Read the signed list from an opening (读名册)."""
    return tuple(
        Covered(one["enterprise_id"], one.get("workers"), _decimal(one.get("rise_rate")))
        for one in opening.payload.get("covers", ())
    )


def _papers(
    terms: Mapping[str, Any],
    *,
    filing: Event | None,
    vote: Event | None,
    publication: Event | None,
) -> Papers:
    receipt = filing.payload if filing else terms.get("receipt", {})
    counts = vote.payload if vote else {
        name: terms.get(f"vote_{name}") for name in ("form", "entitled", "present", "in_favour")
    }  # fmt: skip
    proof, received_on = receipt.get("proof", "none"), receipt.get("received_on")
    return Papers(
        vote_form=counts.get("form") or "",
        entitled=counts.get("entitled"),
        present=counts.get("present"),
        in_favour=counts.get("in_favour"),
        proof="" if proof == "none" else proof,
        received_on=date.fromisoformat(received_on) if received_on else None,
        published_on=_day_of(publication),
        women=terms.get("women_covered"),
        average_wage=_decimal(terms.get("average_wage")),
        lowest_wage=_decimal(terms.get("lowest_wage")),
        note=terms.get("notes", ""),
        scans=tuple(Scan(one["hash"], one["name"]) for one in terms.get("photos", ())),
    )


def shown(facts: CaseFacts, *, enterprise_id: int | None) -> LedgerContract:
    """Say what a case states now, whoever recorded it (案件现载)."""
    told = stated(facts.history, enterprise_id=enterprise_id)
    proof = facts.receipt.payload["proof"] if facts.receipt else ""
    return replace(
        told,
        signed_on=facts.signed_on,
        filed_on=facts.filed_on,
        effective_on=facts.effective_on,
        term_from=facts.term[0],
        term_to=facts.term[1],
        papers=replace(
            told.papers,
            proof=proof or told.papers.proof,
            received_on=facts.received_on or told.papers.received_on,
            published_on=facts.published_on or told.papers.published_on,
        ),
    )


def as_events(entries_: Sequence[Entry], *, after: int) -> list[Event]:
    """Number entries as the events they will be (编序号)."""
    return [
        Event(number, entry.kind, entry.on, entry.payload, entry.voids)
        for number, entry in enumerate(entries_, start=after + 1)
    ]


def _payload(event: Event | None) -> Mapping[str, Any]:
    return event.payload if event else {}


def _day_of(event: Event | None) -> date | None:
    return event.occurred_on if event else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what is known: absent and 0 stay apart."""
    return {name: value for name, value in values.items() if value is not None}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
