"""Which clocks run off the straight path? 空缺、中止、协调、政府答复、变更、终止、仲裁."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bargaining.rules import contract_changes, people
from bargaining.rules.clock import NOTHING_ELSE, Clock
from bargaining.rules.deadline_rules import Circumstances
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.procedure_disputes import LONGEST_EXTENSION
from bargaining.rules.states import Holder, Side

_SIDE_HOLDERS = {Side.UNION: Holder.UNION, Side.EMPLOYER: Holder.EMPLOYER}


def clocks(facts: CaseFacts) -> Iterator[Clock]:
    """List the clocks of what leads a case off the straight path (特别情形的期限)."""
    for part in (_vacancies, _suspensions, _coordination, _government, _changes, _termination,
                 _arbitration):  # fmt: skip
        yield from part(facts)


def first_after(facts: CaseFacts, start: Event, *kinds: str) -> Event | None:
    """Find the first entry of these kinds after another (其后第一条)."""
    return next((one for one in facts.every(*kinds) if one.sequence > start.sequence), None)


def _day(event: Event | None) -> date | None:
    return event.occurred_on if event else None


def _vacancies(facts: CaseFacts) -> Iterator[Clock]:
    """A side that lost somebody names somebody new; once both have signed nobody is wanting."""
    for one in people.vacancies(facts):
        yield Clock(
            "T-REP-VACANCY", one.event.sequence, one.event.occurred_on, _SIDE_HOLDERS[one.side],
            one.ended_on,
        )  # fmt: skip


def _suspensions(facts: CaseFacts) -> Iterator[Clock]:
    """Sixty days in Beijing; what brings the two sides together again ends it."""
    for suspended in facts.every("suspend_talks"):
        resumed = first_after(
            facts, suspended, "resume_talks", "record_meeting", "accept_coordination",
            "adopt_draft", "record_congress", "sign", "record_deadlock", "close",
        )  # fmt: skip
        yield Clock(
            "T-SUSPEND", suspended.sequence, suspended.occurred_on, Holder.BOTH, _day(resumed)
        )


def _coordination(facts: CaseFacts) -> Iterator[Clock]:
    """Thirty days from acceptance; an extension is counted on from the first last day, once."""
    for accepted in facts.every("accept_coordination"):
        ended = first_after(
            facts, accepted, "end_coordination", "adopt_draft", "record_congress", "sign", "close"
        )
        extended = [
            event.payload["days"]
            for event in facts.every("extend_coordination")
            if event.sequence > accepted.sequence
            and (ended is None or event.sequence < ended.sequence)
        ]
        longer = min(sum(extended), LONGEST_EXTENSION)
        yield Clock(
            "T-COORD",
            accepted.sequence,
            accepted.occurred_on,
            Holder.AUTHORITY,
            _day(ended),
            circumstances=Circumstances(extended_by=longer) if longer else NOTHING_ELSE,
        )


def _government(facts: CaseFacts) -> Iterator[Clock]:
    """The decision is told to the union in writing within fifteen working days."""
    for order in facts.every("record_order"):
        later = first_after(facts, order, "record_feedback")
        yield Clock(
            "T-GOV-FEEDBACK", order.sequence, order.occurred_on, Holder.GOVERNMENT,
            order.day("told_on") or _day(later),
        )  # fmt: skip


def _changes(facts: CaseFacts) -> Iterator[Clock]:
    """A change is filed as the contract was, and reviewed for as long.

    What is signed anew takes the place of the text before it: nothing is owed for that any more.
    """
    for change in facts.every("agree_change"):
        done = first_after(facts, change, "file_change", "agree_change", "terminate", "close")
        yield Clock(
            "T-CHANGE-FILE", change.sequence, change.occurred_on, Holder.EMPLOYER, _day(done)
        )
    needless = contract_changes.needless_filings(facts)
    for filing in facts.every("file_change"):
        if filing in needless:
            continue
        answered = first_after(
            facts, filing, "record_change_review", "file_change", "agree_change", "terminate",
            "close",
        )  # fmt: skip
        received_on = filing.day("received_on") or filing.occurred_on
        yield Clock(
            "T-REVIEW", filing.sequence, received_on, Holder.AUTHORITY, _day(answered),
            proved=contract_changes.is_proved(filing),
        )  # fmt: skip


def _termination(facts: CaseFacts) -> Iterator[Clock]:
    ended = facts.last("terminate")
    if ended is not None:
        filed = first_after(facts, ended, "file_termination", "close")
        yield Clock("T-TERMINATE-FILE", ended.sequence, ended.occurred_on, Holder.BOTH, _day(filed))


def _arbitration(facts: CaseFacts) -> Iterator[Clock]:
    """Five working days for the commission to accept; the award may be sued over in fifteen days.

    To sue is a right and may be left: its clock is never overdue.
    """
    for applied in facts.every("apply_arbitration"):
        decided = first_after(facts, applied, "record_arbitration")
        yield Clock(
            "T-ARB-ACCEPT", applied.sequence, applied.occurred_on, Holder.AUTHORITY, _day(decided)
        )
    for award in facts.every("record_arbitration"):
        if award.payload.get("result") == "award":
            sued = [
                one for one in facts.every("record_arbitration")
                if one.sequence > award.sequence and one.payload.get("result") == "sued"
            ]  # fmt: skip
            done = sued[0] if sued else first_after(facts, award, "close")
            yield Clock(
                "T-SUE", award.sequence, award.occurred_on, Holder.BOTH, _day(done), is_right=True
            )
