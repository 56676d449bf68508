"""What follows from a case's events and the law: its row, its deadlines, its notices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bargaining.rules import (
    agreed_posts,
    clocks,
    contract_changes,
    deadlines,
    ladder,
    notices,
    succession,
)
from bargaining.rules.agreed_posts import Agreement
from bargaining.rules.clock import Clock
from bargaining.rules.deadlines import Due
from bargaining.rules.facts import CaseFacts
from bargaining.rules.lawbook import LawBook


@dataclass(frozen=True)
class Derived:
    """Everything that follows from a case's events and the law (推导结果)."""

    columns: dict[str, Any]
    deadlines: tuple[dict[str, Any], ...]
    notices: tuple[notices.Notice, ...]
    agreement: Agreement | None = None


def derive(facts: CaseFacts, *, place: str, book: LawBook) -> Derived:
    """Work out a case's row and deadlines (推导); nothing in it depends on today."""
    place = succession.moved_to(facts) or place
    running = [
        (clock, _due(clock, facts, place=place, book=book))
        for clock in clocks.clocks(facts)
        # An old contract of a 补录 may be from before the law that set the time.
        if book.find_rule(clock.rule_id, on=clock.start_on, place=place) is not None
    ]
    last_days = {
        (clock.rule_id, clock.start_sequence): due.overdue_after
        for clock, due in running
        if due.overdue_after is not None and clock.proved
    }
    found = notices.notices(facts, last_days=last_days)
    return Derived(
        columns=_columns(facts, to_verify=any(notice.to_verify for notice in found)),
        deadlines=tuple(_deadline(clock, due) for clock, due in running),
        notices=found,
        agreement=agreed_posts.agreement(facts),
    )


def _columns(facts: CaseFacts, *, to_verify: bool) -> dict[str, Any]:
    first_day, last_day = facts.term
    answer = facts.last("record_reply")
    finished = contract_changes.finished(facts)
    contact = facts.last(*ladder.CONTACTS)
    return {
        "state": facts.state.value,
        "initiator": facts.initiator.value if facts.initiator else "",
        "delivered_on": facts.delivered_on,
        "replied_on": answer.occurred_on if answer else None,
        "signed_on": facts.signed_on,
        "filed_on": facts.filed_on,
        "received_on": facts.received_on,
        "effective_on": facts.effective_on,
        "published_on": facts.published_on,
        "closed_on": finished.occurred_on if finished else None,
        "terminated_on": contract_changes.terminated_on(facts),
        "term_before": _term_before(facts),
        "term_from": first_day,
        "term_to": last_day,
        "workers_covered": facts.workers_covered,
        "rise_rate": _rise(facts),
        "filing_number": _filing_number(facts),
        "to_verify": to_verify,
        "state_since": facts.state_since,
        "last_contact_on": contact.occurred_on if contact else None,
        "next_contact_on": contact.day("next_on") if contact else None,
        "precheck": facts.precheck,
        "refusal": ladder.confirmed(facts),
        "last_sequence": facts.last_sequence,
        **succession.columns(facts),
    }


def _term_before(facts: CaseFacts) -> list[list[str]] | None:
    """For each change of the last day, until when the old one held; None for nearly all."""
    changed = contract_changes.term_changes(facts)
    return [[one.effective_on.isoformat(), one.before.isoformat()] for one in changed] or None


def _rise(facts: CaseFacts) -> Decimal | None:
    """Take the rise as signed, else as the newest wage table has it."""
    for kinds in (("sign",), ("open",), ("submit_wages",)):
        for event in reversed(facts.every(*kinds)):
            if event.payload.get("rise_rate"):
                return Decimal(event.payload["rise_rate"]).quantize(Decimal("0.000001"))
    return None


def _filing_number(facts: CaseFacts) -> str:
    numbers = [
        event.payload.get("receipt_number") or event.payload.get("filing_number") or ""
        for event in facts.every("open", "file", "refile", "record_receipt", "record_effect")
    ]
    return next((number for number in reversed(numbers) if number), "")


def _due(clock: Clock, facts: CaseFacts, *, place: str, book: LawBook) -> Due:
    rule = book.rule(clock.rule_id, on=clock.start_on, place=place)
    return deadlines.due(
        clock.rule_id,
        clock.start_on,
        place=place,
        book=book,
        calendar=book.calendar(),
        contract_kind=facts.kind,
        circumstances=rule.knowing(clock.circumstances, kind=facts.kind),
    )


def _deadline(clock: Clock, due: Due) -> dict[str, Any]:
    return {
        "rule_id": clock.rule_id,
        "start_sequence": clock.start_sequence,
        "start_on": clock.start_on,
        "holder": clock.holder.value,
        "due_on": due.due_on,
        "opens_on": due.window.opens_on if due.window else None,
        "remind_on": due.remind_on,
        "overdue_after": None if clock.is_right else due.overdue_after,
        "earliest": due.earliest,
        "latest": due.latest,
        "certain": due.certain,
        "ended_on": clock.ended_on,
        "rule_version": due.rule_version,
        "proof": {
            **deadlines.due_as_json(due),
            "proved": clock.proved,
            "label": due.label,
            **({"unsettled": clock.unsettled} if clock.unsettled else {}),
        },
    }
