"""Which clocks does a case start and stop? Rule ids and legal days, before any counting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bargaining.rules import (
    clocks_aside,
    contract_changes,
    ladder,
    local_procedure,
    meetings,
    publication,
)
from bargaining.rules.clock import NOTHING_ELSE, Clock
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts, Offer
from bargaining.rules.states import Holder, Side

FILING_RULES = ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ")
REFILING_RULES = ("T-REFILE-WAGE", "T-REFILE")
WAGE_ONLY = frozenset({"T-FILE-WAGE", "T-REFILE-WAGE"})
_A_YEAR = timedelta(days=366)


def clocks(facts: CaseFacts) -> tuple[Clock, ...]:
    """List every clock the events started, ended or running (案件的各项期限).

    A place whose law does not know a rule has no such clock: whoever counts leaves it out.
    """
    parts = (
        _reply, _appointment, _naming, _disclosure, _congress_papers, _filing, _review,
        _objection, _publication, _report, _renewal, clocks_aside.clocks,
    )  # fmt: skip
    return tuple(clock for part in parts for clock in part(facts))


def _reply(facts: CaseFacts) -> Iterator[Clock]:
    """Each delivered offer has its own; a new offer does not take the first one's back."""
    for offer in facts.offers:
        ended = offer.answer or reply_end(facts, offer)
        yield Clock(
            "T-OFFER-REPLY",
            offer.delivery.sequence,
            offer.delivery.occurred_on,
            Holder.UNION if offer.initiator is Side.EMPLOYER else Holder.EMPLOYER,
            ended.occurred_on if ended else None,
            unsettled=ladder.UPPER_OFFER if ladder.is_for_union(facts, offer.delivery) else "",
        )


def reply_end(facts: CaseFacts, offer: Offer) -> Event | None:
    """Find what leaves no answer to be waited for (不再等书面答复): the signature, or the close."""
    return clocks_aside.first_after(facts, offer.delivery, "sign", "close")


def _appointment(facts: CaseFacts) -> Iterator[Clock]:
    """Once both sides agree to talk, each names its people; who was named before is named."""
    agreed = facts.every("record_reply")
    if not agreed:
        return
    first = agreed[0]
    named = [
        event.occurred_on
        for event in facts.every("appoint_representatives")
        if {one.get("side") for one in event.payload["people"]} >= {side.value for side in Side}
    ]
    done = max(min(named), first.occurred_on) if named else None
    yield Clock("T-REP-APPOINT", first.sequence, first.occurred_on, Holder.BOTH, done)


def _naming(facts: CaseFacts) -> Iterator[Clock]:
    """The newest list of negotiators is made known in the enterprise before the talks."""
    appointed = facts.last("appoint_representatives")
    if appointed is None or facts.is_backfilled:
        return
    yield Clock(
        "T-REP-PUBLISH",
        appointed.sequence,
        appointed.occurred_on,
        Holder.BOTH,
        appointed.day("published_on"),
    )


def _disclosure(facts: CaseFacts) -> Iterator[Clock]:
    """T-DATA runs back from the first meeting: the agreed day until it was really held."""
    held = meetings.held(facts)
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


def _congress_papers(facts: CaseFacts) -> Iterator[Clock]:
    """The draft reaches the union so many days before the congress: the planned or the real one.

    Where nobody recorded when it did, the day of the congress ends the duty.
    """
    draft = facts.last("adopt_draft")
    held = facts.last("record_congress")
    if draft is None or facts.is_backfilled:
        return
    sent_on = draft.day("sent_to_union_on")
    if held is not None and held.sequence > draft.sequence:
        day, done = held.occurred_on, sent_on or held.occurred_on
        yield Clock("T-CONGRESS-DOC", held.sequence, day, Holder.EMPLOYER, done)
    elif planned_on := draft.day("congress_on"):
        yield Clock("T-CONGRESS-DOC", draft.sequence, planned_on, Holder.EMPLOYER, sent_on)


def _filing(facts: CaseFacts) -> Iterator[Clock]:
    """The clocks run from what binds both sides to file, to the filing that followed it."""
    for begun in filing_starts(facts):
        again = begun.kind == "refile"
        start_on = begun.day("signed_on") if again else begun.occurred_on
        if start_on is None:
            continue
        rules = _refiling_rules(facts) if again else FILING_RULES
        filed_on = _filed_after(facts, begun)
        for rule_id in rules:
            if facts.kind is ContractKind.WAGE or rule_id not in WAGE_ONLY:
                yield Clock(rule_id, begun.sequence, start_on, Holder.EMPLOYER, filed_on)


def _refiling_rules(facts: CaseFacts) -> tuple[str, ...]:
    """Signed anew, the text is filed as at first too, where filing runs from the signature."""
    if local_procedure.procedure(facts.place).files_after_notice:
        return REFILING_RULES
    return (*REFILING_RULES, *FILING_RULES)


def filing_starts(facts: CaseFacts) -> tuple[Event, ...]:
    """List the events that a duty to file runs from (报送期限的起算事件).

    The signature; where the chiefs sign before the vote, the written word that the draft was
    adopted. A text that was drawn up anew before it was filed binds nobody to file.
    """
    after_notice = local_procedure.procedure(facts.place).files_after_notice
    start = "record_vote_notice" if after_notice and not facts.is_backfilled else "sign"
    return tuple(event for event in facts.every(start, "refile") if not _replaced(facts, event))


def _replaced(facts: CaseFacts, begun: Event) -> bool:
    later = (e for e in facts.every("adopt_draft", "file", "record_effect"))
    following = next((event for event in later if event.sequence > begun.sequence), None)
    return following is not None and following.kind == "adopt_draft" and begun.kind != "refile"


def _filed_after(facts: CaseFacts, signing: Event) -> date | None:
    if signing.kind == "refile":
        return signing.occurred_on
    later = (e for e in facts.every("file", "record_effect") if e.sequence > signing.sequence)
    first = next(later, None)
    return first.occurred_on if first else None


def _review(facts: CaseFacts) -> Iterator[Clock]:
    """From the day of receipt; on a wage contract the day of filing counts too, the later wins."""
    for filing in facts.every("file", "refile"):
        received_on, proved = received(facts, filing)
        moved = _circumstances(facts, filing, received_on=received_on)
        yield Clock(
            "T-REVIEW",
            filing.sequence,
            received_on,
            Holder.AUTHORITY,
            _review_end(facts, filing),
            proved=proved,
            circumstances=moved,
        )


def received(facts: CaseFacts, filing: Event) -> tuple[date, bool]:
    """Name the day a filing was received, and whether that is proved (收到之日、有无凭证)."""
    proof = _proof_of(facts, filing)
    if proof is None:
        return filing.occurred_on, False
    return proof.day("received_on") or proof.occurred_on, True


def _circumstances(facts: CaseFacts, filing: Event, *, received_on: date) -> Circumstances:
    is_wage = facts.kind is ContractKind.WAGE
    differs = is_wage and filing.occurred_on != received_on
    completion = facts.completion_of(filing)
    if not differs and completion is None:
        return NOTHING_ELSE
    return Circumstances(
        second_on=filing.occurred_on if differs else None,
        completed_on=max(completion.occurred_on, received_on) if completion else None,
        demanded_on=completion.day("told_on") if completion else None,
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


def _objection(facts: CaseFacts) -> Iterator[Clock]:
    """An objection is served on both sides within the time of the review: the later day counts."""
    objections = facts.every("record_objection")
    for filing in facts.every("file", "refile"):
        objection = next((one for one in objections if _answers(facts, one, filing)), None)
        if objection is None:
            continue
        received_on, proved = received(facts, filing)
        moved = _circumstances(facts, filing, received_on=received_on)
        yield Clock(
            "T-REVIEW-OBJ",
            filing.sequence,
            received_on,
            Holder.AUTHORITY,
            served_on(objection),
            proved=proved,
            circumstances=moved,
        )


def _answers(facts: CaseFacts, opinion: Event, filing: Event) -> bool:
    before = [e for e in facts.every("file", "refile") if e.sequence < opinion.sequence]
    return bool(before) and before[-1] is filing


def served_on(opinion: Event) -> date:
    """Name the day an opinion had reached both sides (送达双方之日): the later of the two."""
    days = (opinion.day("served_union_on"), opinion.day("served_employer_on"))
    return max([opinion.occurred_on, *(day for day in days if day)])


def _publication(facts: CaseFacts) -> Iterator[Clock]:
    if facts.effect and facts.effective_on:
        rule_id = "T-PUBLISH-WAGE" if facts.kind is ContractKind.WAGE else "T-PUBLISH-GEN"
        yield Clock(
            rule_id,
            facts.effect.sequence,
            facts.effective_on,
            _who_publishes(facts),
            facts.published_on,
        )


def _who_publishes(facts: CaseFacts) -> Holder:
    """Both sides publish, each to its own people; who has done so owes nothing any more."""
    left = publication.waiting(facts)
    if len(left) != 1:
        return Holder.BOTH
    return Holder.UNION if left[0] is Side.UNION else Holder.EMPLOYER


def _report(facts: CaseFacts) -> Iterator[Clock]:
    """Every year the workers are told how the contract is kept.

    One report answers for a contract of a year; for a longer one the duty comes again.
    """
    first_day, last_day = facts.term
    if facts.is_backfilled or facts.effect is None or facts.effective_on is None:
        return
    told = [e for e in facts.every("record_performance") if e.payload.get("reported")]
    is_long = first_day is not None and last_day is not None and last_day - first_day > _A_YEAR
    done = told[0].occurred_on if told and not is_long else None
    yield Clock(
        "T-ANNUAL-REPORT",
        facts.effect.sequence,
        facts.effective_on,
        Holder.BOTH,
        done or _over(facts),
    )


def _renewal(facts: CaseFacts) -> Iterator[Clock]:
    stated = facts.last_day_entry
    _, last_day = facts.term
    if stated and last_day:
        rule_id = "T-RENEW-WAGE" if facts.kind is ContractKind.WAGE else "T-RENEW-GEN"
        yield Clock(rule_id, stated.sequence, last_day, Holder.BOTH, _over(facts))


def _over(facts: CaseFacts) -> date | None:
    """Once the contract was ended, or the case closed, nothing more is owed or offered."""
    closing = facts.last("close")
    return contract_changes.terminated_on(facts) or (closing.occurred_on if closing else None)
