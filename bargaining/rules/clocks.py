"""Which clocks does a case start and stop? Rule ids and legal days, before any counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import CaseState, Holder, Side

FILING_RULES = ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ")


@dataclass(frozen=True)
class Clock:
    """One clock of a case (期限的起止).

    `start_on` is the start event's legal day, for windows the day counted back from;
    `ended_on` is the day the duty was done, None while it runs. `proved` is False where the
    start is presumed, as for a filing without receipt.
    """

    rule_id: str
    start_sequence: int
    start_on: date
    holder: Holder
    ended_on: date | None = None
    proved: bool = True


def clocks(facts: CaseFacts) -> tuple[Clock, ...]:
    """List every clock the events started, ended or running (案件的各项期限)."""
    return tuple(
        clock
        for part in (_reply, _disclosure, _filing, _review, _publication, _renewal)
        for clock in part(facts)
    )


def _reply(facts: CaseFacts) -> Iterator[Clock]:
    """Each delivered offer has its own; a new offer does not take the first one's back."""
    for offer in facts.offers:
        yield Clock(
            "T-OFFER-REPLY",
            offer.delivery.sequence,
            offer.delivery.occurred_on,
            Holder.UNION if offer.initiator is Side.EMPLOYER else Holder.EMPLOYER,
            offer.answer.occurred_on if offer.answer else None,
        )


def _disclosure(facts: CaseFacts) -> Iterator[Clock]:
    """T-DATA runs back from the first meeting: the agreed day until it was really held."""
    held = facts.every("record_meeting")
    planned = next(
        (
            event
            for event in reversed(facts.every("record_reply", "send_proposal"))
            if event.payload.get("meeting_on")
        ),
        None,
    )
    if held:
        first = held[0]
        done = first.day("data_received_on") or first.occurred_on
        yield Clock("T-DATA", first.sequence, first.occurred_on, Holder.BOTH, done)
    elif planned and (meeting_on := planned.day("meeting_on")):
        yield Clock("T-DATA", planned.sequence, meeting_on, Holder.BOTH)


def _filing(facts: CaseFacts) -> Iterator[Clock]:
    """The clocks run from each signing to the filing that followed it."""
    for signing in facts.every("sign", "refile"):
        signed_on = signing.occurred_on if signing.kind == "sign" else signing.day("signed_on")
        if signed_on is None:
            continue
        filed_on = _filed_after(facts, signing)
        rules = FILING_RULES if facts.kind is ContractKind.WAGE else FILING_RULES[1:]
        for rule_id in rules:
            yield Clock(rule_id, signing.sequence, signed_on, Holder.EMPLOYER, filed_on)


def _filed_after(facts: CaseFacts, signing: Event) -> date | None:
    if signing.kind == "refile":
        return signing.occurred_on
    later = (e for e in facts.every("file", "record_effect") if e.sequence > signing.sequence)
    first = next(later, None)
    return first.occurred_on if first else None


def _review(facts: CaseFacts) -> Iterator[Clock]:
    for filing in facts.every("file", "refile"):
        proof = _proof_of(facts, filing)
        received_on = filing.occurred_on
        if proof is not None:
            received_on = proof.day("received_on") or proof.occurred_on
        end = _review_end(facts, filing)
        yield Clock(
            "T-REVIEW",
            filing.sequence,
            received_on,
            Holder.AUTHORITY,
            end,
            proved=proof is not None,
        )


def _proof_of(facts: CaseFacts, filing: Event) -> Event | None:
    following = facts.every("file", "refile", "record_receipt")
    for event in following:
        if event.sequence < filing.sequence:
            continue
        if event.sequence > filing.sequence and event.kind != "record_receipt":
            return None
        if event.payload.get("proof", "none") != "none":
            return event
    return None


def _review_end(facts: CaseFacts, filing: Event) -> date | None:
    ends = facts.every(
        "record_no_objection", "record_objection", "take_effect_by_silence", "record_effect"
    )
    end = next((event for event in ends if event.sequence > filing.sequence), None)
    return end.occurred_on if end else None


def _publication(facts: CaseFacts) -> Iterator[Clock]:
    if facts.effect and facts.effective_on:
        rule_id = "T-PUBLISH-WAGE" if facts.kind is ContractKind.WAGE else "T-PUBLISH-GEN"
        yield Clock(
            rule_id, facts.effect.sequence, facts.effective_on, Holder.BOTH, facts.published_on
        )


def _renewal(facts: CaseFacts) -> Iterator[Clock]:
    signing = facts.last("sign", "refile") or facts.opening  # a 补录 may state the term alone
    _, last_day = facts.term
    if last_day:
        rule_id = "T-RENEW-WAGE" if facts.kind is ContractKind.WAGE else "T-RENEW-GEN"
        closing = facts.last("close") if facts.state is CaseState.CLOSED else None
        yield Clock(
            rule_id,
            signing.sequence,
            last_day,
            Holder.BOTH,
            closing.occurred_on if closing else None,
        )
