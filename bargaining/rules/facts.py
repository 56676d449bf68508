"""What is true of a case: the pure fold of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from bargaining.rules import contract_changes, moves, representatives
from bargaining.rules import events as case_events
from bargaining.rules.congress import Vote
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.representatives import Representative
from bargaining.rules.states import CaseState, Side

# Where a case lies whose opening does not name it: those were all in Beijing.
_FIRST_PLACE = "110000"
# What states a contract's terms: its signing, and a 补录 whose day of signing is 待补.
_CONTRACT = (case_events.OPEN, "sign", "refile")
# What a pre-check looks at: anything new of it asks for another one.
_PRECHECKED = ("submit_wages", "record_clauses", "adopt_draft", "record_congress", "sign", "refile")


@dataclass(frozen=True)
class Offer:
    """One offer that reached the other side, and the written answer to it (要约与答复)."""

    delivery: Event
    initiator: Side
    answer: Event | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What is true of a case (案件事实). Nothing in it depends on today.

    `history` holds the standing events in the order they were written; days are legal days.
    `state_since` is the legal day of the event that led to the state.
    """

    state: CaseState
    state_since: date
    history: tuple[Event, ...]
    last_sequence: int

    def last(self, *kinds: str) -> Event | None:
        """Find the newest standing event of these kinds (最近一次)."""
        return next((event for event in reversed(self.history) if event.kind in kinds), None)

    def every(self, *kinds: str) -> tuple[Event, ...]:
        """List the standing events of these kinds, oldest first (历次)."""
        return tuple(event for event in self.history if event.kind in kinds)

    @property
    def opening(self) -> Event:
        """Name the event the case began with (立案)."""
        return self.history[0]

    @property
    def kind(self) -> ContractKind:
        """Name the kind of contract (合同种类)."""
        return ContractKind(self.opening.payload.get("kind", "wage"))

    @property
    def place(self) -> str:
        """Name the district the case belongs to (案件所在地), as its opening has it."""
        place: str = self.opening.payload.get("place") or _FIRST_PLACE
        return place

    @property
    def is_backfilled(self) -> bool:
        """Tell whether a finished cycle was taken from its papers (补录)."""
        return self.opening.payload.get("origin") == "backfilled"

    @property
    def signed_list(self) -> tuple[Mapping[str, Any], ...]:
        """List the enterprises a 区域 or 行业 contract of a ledger covers (签字名册).

        Each names `enterprise_id` and, where stated, `workers` and `rise_rate`.
        """
        return tuple(self.opening.payload.get("covers", ()))

    @cached_property
    def initiator(self) -> Side | None:
        """Name the side that offered (提出方)."""
        offer = self.last(*case_events.OFFERINGS)
        return Side(offer.payload.get("initiator", "union")) if offer else None

    @cached_property
    def delivery(self) -> Event | None:
        """Find the event by which the offer reached the other side (要约送达)."""
        newest = self.last(*case_events.OFFERINGS, "record_delivery")
        if (
            newest
            and newest.kind in case_events.OFFERINGS
            and not newest.payload.get("delivered", True)
        ):
            return None
        return newest

    @property
    def delivered_on(self) -> date | None:
        """Name the day the other side received the offer (收到要约之日)."""
        return self.delivery.occurred_on if self.delivery else None

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """List the offers that reached the other side, each with its answer (历次要约)."""
        found: list[Offer] = []
        initiator = Side.UNION
        for event in self.history:
            if event.kind in case_events.OFFERINGS:
                initiator = Side(event.payload.get("initiator", "union"))
            arrived = event.kind == "record_delivery" or (
                event.kind in case_events.OFFERINGS and event.payload.get("delivered", True)
            )
            if arrived:
                found.append(Offer(event, initiator))
            elif found and found[-1].answer is None and _is_written_answer(event):
                found[-1] = replace(found[-1], answer=event)
        return tuple(found)

    @property
    def answer(self) -> Event | None:
        """Find the written answer to the newest offer, yes or no (书面答复)."""
        if self.delivery is None:
            return None
        return self.offers[-1].answer

    @cached_property
    def representatives(self) -> tuple[representatives.Representative, ...]:
        """List the negotiators of both sides as last recorded (协商代表), advisers left out."""
        newest = self.last("appoint_representatives")
        named = newest.payload["people"] if newest else ()
        return representatives.seated(representatives.read(named))

    def representatives_at(self, sequence: int) -> tuple[Representative, ...]:
        """List the negotiators as recorded when an event happened (当时的协商代表)."""
        known = [
            event for event in self.every("appoint_representatives") if event.sequence < sequence
        ]
        named = known[-1].payload["people"] if known else ()
        return representatives.seated(representatives.read(named))

    @property
    def votes(self) -> tuple[tuple[Event, Vote], ...]:
        """List the votes on the draft, oldest first (历次审议)."""
        return tuple((event, vote_of(event)) for event in self.every("record_congress"))

    @cached_property
    def signing(self) -> Event | None:
        """Find the signing that counts now, a new one after an objection included (签字)."""
        return self.last("sign", "refile")

    @property
    def signed_on(self) -> date | None:
        """Name the day both chiefs signed (签字之日)."""
        return _signed_day(self.signing)

    @cached_property
    def filing(self) -> Event | None:
        """Find the filing that counts now (报送)."""
        newest = self.last("file", "refile", "sign")
        return newest if newest and newest.kind != "sign" else None

    @property
    def filed_on(self) -> date | None:
        """Name the day the contract was filed (报送之日)."""
        return self.filing.occurred_on if self.filing else None

    @cached_property
    def receipt(self) -> Event | None:
        """Find the event that proves the authority received the text (收到凭证)."""
        if self.filing is None:
            return None
        return next(
            (
                event
                for event in self.every("file", "refile", "record_receipt")
                if event.sequence >= self.filing.sequence
                and event.payload.get("proof", "none") != "none"
            ),
            None,
        )

    @property
    def received_on(self) -> date | None:
        """Name the proved day of receipt (人社部门收到之日); None without proof."""
        if self.receipt is None:
            return None
        return self.receipt.day("received_on") or self.receipt.occurred_on

    @property
    def completion(self) -> Event | None:
        """Find the completion of papers that moves the review (补正补齐).

        Only one the authority asked for in writing, since the filing that counts.
        """
        return self.completion_of(self.filing) if self.filing else None

    def completion_of(self, filing: Event) -> Event | None:
        """Find the completion of papers that moved a filing's review (该次报送的补正补齐).

        The newest that was asked for in writing, before the next filing.
        """
        later = (one.sequence for one in self.every("file", "refile"))
        end = min((one for one in later if one > filing.sequence), default=None)
        found = [
            one
            for one in self.every("record_completion")
            if one.sequence > filing.sequence
            and (end is None or one.sequence < end)
            and one.payload.get("told_in_writing")
        ]
        return found[-1] if found else None

    @cached_property
    def effect(self) -> Event | None:
        """Find the event by which the contract took effect (生效)."""
        return self.last("record_no_objection", "take_effect_by_silence", "record_effect")

    @property
    def effective_on(self) -> date | None:
        """Name the day the contract took effect (生效日).

        By an opinion on a wage contract (试行办法 第22条): the later of the two sides' service
        days, never after the day silence would have done it. No text lets another contract take
        effect before its fifteen days are over. Without proof of receipt silence does nothing.
        Otherwise the day of the event itself.
        """
        effect = self.effect
        if effect is None or effect.kind != "record_no_objection":
            return effect.occurred_on if effect else None
        if stated := effect.day("effective_on"):
            return stated
        served = max(
            effect.day("served_union_on") or effect.occurred_on,
            effect.day("served_employer_on") or effect.occurred_on,
        )
        silence = effect.day("silence_on")
        if silence is None or self.receipt is None:
            return served
        return min(served, silence) if self.kind is ContractKind.WAGE else silence

    @property
    def took_effect_by_silence(self) -> bool:
        """Tell whether nobody objected in time (默示生效)."""
        return self.effect is not None and self.effect.kind == "take_effect_by_silence"

    @property
    def published_on(self) -> date | None:
        """Name the day on which both sides had published (双方公布之日); None until both have.

        What was published before it took effect is not the publication 试行办法 第23条 asks for.
        """
        union, employer = self._published("union"), self._published("employer")
        return max(union, employer) if union and employer else None

    def _published(self, side: str) -> date | None:
        days = [
            event.occurred_on
            for event in self.every("publish")
            if event.payload.get("side", "both") in ("both", side)
            and self.effective_on is not None
            and event.occurred_on >= self.effective_on
        ]
        return min(days, default=None)

    @cached_property
    def term(self) -> tuple[date | None, date | None]:
        """Name the first and last day of the contract (合同期限), both included.

        With every change of it that took effect.
        """
        return self.signed_term[0], contract_changes.last_day(self)

    @property
    def signed_term(self) -> tuple[date | None, date | None]:
        """Name the first and last day as signed (签字时的期限), before any change."""
        for event in reversed(self.every(*_CONTRACT)):
            term = event.day("term_from"), event.day("term_to")
            if term != (None, None):
                return term
        return None, None

    @property
    def last_day_entry(self) -> Event | None:
        """Find the entry that stated the last day as signed first (写明期限止日的一条).

        What is signed or filed anew with the same last day states it no second time.
        """
        found, last = None, None
        for event in self.every(*_CONTRACT):
            if event.day("term_to") not in (None, last):
                found, last = event, event.day("term_to")
        return found

    @property
    def workers_covered(self) -> int | None:
        """Count the workers the contract covers (覆盖职工数), as stated when signing."""
        stating = reversed(self.every(*_CONTRACT))
        stated = (event.payload.get("workers_covered") for event in stating)
        return next((workers for workers in stated if workers is not None), None)

    @property
    def precheck(self) -> str:
        """Say how the newest pre-check came out (预审结论); empty where what it saw has changed."""
        newest = self.last("record_precheck", *_PRECHECKED)
        if newest is None or newest.kind != "record_precheck":
            return ""
        return str(newest.payload["result"])

    @property
    def wages(self) -> Event | None:
        """Find the newest wage table (工资方案)."""
        return self.last("submit_wages")


def _is_written_answer(event: Event) -> bool:
    written: bool = event.payload.get("written", True)
    return event.kind in ("record_reply", "record_refusal") and written


def _signed_day(signing: Event | None) -> date | None:
    if signing is None:
        return None
    return signing.occurred_on if signing.kind == "sign" else signing.day("signed_on")


def vote_of(event: Event) -> Vote:
    """Read a vote from its event (表决)."""
    return Vote(
        entitled=event.payload["entitled"],
        present=event.payload["present"],
        in_favour=event.payload["in_favour"],
    )


class Impossible(AssertionError):
    """An event that cannot follow what came before: a broken history, a bug (不可能的历史)."""


def fold(history: Iterable[Event]) -> CaseFacts:
    """Fold a case's events into what is true (由事件求事实); the newest recorded wins.

    Raises Impossible when an event stands that no move leads to.
    """
    written = list(history)
    standing = tuple(case_events.standing(written))
    if not standing or standing[0].kind != case_events.OPEN:
        raise Impossible("a case begins with its opening")
    state, since = moves.beginning(standing[0]), standing[0].occurred_on
    before: set[str] = set()
    for event in standing[1:]:
        following = moves.follow(state, event, before=before)
        if following is None:
            raise Impossible(f"{event.kind} (#{event.sequence}) cannot follow {state}")
        before.add(event.kind)
        if following is not state:
            since = event.occurred_on
        state = following
    return CaseFacts(
        state=state,
        state_since=since,
        history=standing,
        last_sequence=max(event.sequence for event in written),
    )
