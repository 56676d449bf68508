"""Which steps are there, and which may be taken now? One table, one question: why_not()."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bargaining.errors import Refusal, Unusable
from bargaining.rules import congress, local_procedure
from bargaining.rules.events import Event
from bargaining.rules.move import Move
from bargaining.rules.procedure_contract import CONTRACT
from bargaining.rules.procedure_talks import TALKS
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

TABLE: Mapping[str, Move] = MappingProxyType({move.name: move for move in (*TALKS, *CONTRACT)})

PAST_DAYS = (
    "received_on", "served_union_on", "served_employer_on", "signed_on", "data_received_on",
    "published_on", "sent_to_union_on", "told_on",
)  # fmt: skip

NOT_THEIRS = Refusal(
    "not_theirs", "这是区域性、行业性合同，由签订它的上级工会登记和更正，参加的企业只能查看。"
)

HELPERS = frozenset({Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR})
_STATIONS = tuple(CaseState)  # in the order of a year


def get_move(name: str) -> Move:
    """Find a move by its name (查步骤); raise Unusable for an unknown one."""
    if name not in TABLE:
        raise Unusable(f"没有“{name}”这一步。可用的步骤：{'、'.join(TABLE)}。", field="move")
    return TABLE[name]


def at(move: Move, place: str) -> Move:
    """Tell a step in the words and with the articles of a place (本地步骤).

    Asked twice it gives the same step again, so that steps can be compared.
    """
    if move.name in TABLE:
        return _at(move.name, place[:2])
    return local_procedure.told(move, place)


@lru_cache(maxsize=512)
def _at(name: str, province: str) -> Move:
    return local_procedure.told(TABLE[name], province)


def list_moves(place: str) -> list[Move]:
    """List the steps that the law of a place knows (本地全部步骤), in its words."""
    return [at(move, place) for move in TABLE.values() if local_procedure.is_here(move, place)]


def follow(state: CaseState, event: Event) -> CaseState | None:
    """Name the state after an event, None where it cannot follow (事件后的状态)."""
    move = TABLE.get(event.kind)
    if move is None:
        return None
    return _way(move, event.payload).get(state)


def beginning(opening: Event) -> CaseState:
    """Name the state a case begins in (起始状态): a 补录 begins with its finished text.

    Where the ledger states no day of signing, no signing can be written; the 补录 then begins
    as signed, its day 待补.
    """
    return CaseState(opening.payload.get("begins", CaseState.PREPARING))


def _way(move: Move, payload: Mapping[str, Any]) -> Mapping[CaseState, CaseState]:
    if move.otherwise is None:
        return move.transitions
    vote = congress.Vote(payload["entitled"], payload["present"], payload["in_favour"])
    return move.transitions if vote.passed else move.otherwise


def why_not(
    move: Move, facts: CaseFacts, *, actor: Actor, agreed_to_help: bool | None
) -> Refusal | None:
    """Say why a step may not be taken, or return None when it may (步骤可行性).

    A page asks so as to show the reason; the action asks again and raises. Nothing else in the
    system decides whether a step is open. The actor's territory is not asked here: what is not
    theirs they never reach.
    """
    return _not_by(move, actor, agreed_to_help=agreed_to_help) or _not_from(
        at(move, facts.place), facts
    )


def _not_here(move: Move, place: str) -> Refusal | None:
    if local_procedure.is_here(move, place):
        return None
    return Refusal("not_here", f"本地的规定没有“{move.label}”这一步。")


def _not_by(move: Move, actor: Actor, *, agreed_to_help: bool | None) -> Refusal | None:
    if actor.role is None:
        return None
    if not move.by:
        return Refusal("by_system", f"“{move.label}”到期由系统登记，不需要人工办理。")
    if actor.role not in move.by:
        return Refusal("wrong_role", f"{actor.role.label}不办理“{move.label}”。")
    if agreed_to_help is None:
        return NOT_THEIRS
    if actor.role in HELPERS and not agreed_to_help and not move.own_act:
        return Refusal(
            "not_agreed",
            "这家工会还没有同意代录。请先在企业页面登记“同意代录”，再代为办理。",
        )
    return None


def why_not_correct(actor: Actor, *, agreed_to_help: bool | None) -> Refusal | None:
    """Say why somebody may not take an entry back, or None when they may (能否更正)."""
    if actor.role is None:
        return None
    if agreed_to_help is None:
        return NOT_THEIRS
    if actor.role is Role.UNION_CHAIR:
        return None
    if actor.role not in HELPERS:
        return Refusal("wrong_role", f"{actor.role.label}不更正案件登记。")
    if not agreed_to_help:
        return Refusal("not_agreed", "这家工会还没有同意代录，请由工会主席更正。")
    return None


def _not_from(move: Move, facts: CaseFacts) -> Refusal | None:
    basis = str(move.basis[0]) if move.basis else ""
    elsewhere = _not_here(move, facts.place)
    if elsewhere is not None and facts.state is not CaseState.CLOSED:
        return elsewhere
    if facts.state in move.transitions:
        if move.name == "record_delivery" and facts.delivery is not None:
            return Refusal("already_delivered", "要约已经登记签收，不需要再登记。", basis=basis)
        if move.name == "record_completion" and facts.receipt is None:
            return Refusal("not_received", "请先登记收到凭证，再登记补正补齐。", basis=basis)
        if move.name == "record_receipt" and facts.receipt is not None:
            return Refusal("already_received", "收到凭证已经登记。", basis=basis)
        return None
    if facts.state is CaseState.CLOSED:
        return Refusal("closed", "本案已办结；登记有误的可以更正。", basis=basis)
    no_more = all(_STATIONS.index(one) < _STATIONS.index(facts.state) for one in move.transitions)
    not_now = "不能再" if no_more else "还不能"
    return Refusal(
        "wrong_state", f"本案现在是“{facts.state.label}”，{not_now}{move.label}。", basis=basis
    )


def impossible(
    move: Move, facts: CaseFacts, payload: Mapping[str, Any], *, on: date, today: date
) -> tuple[Refusal, ...]:
    """Say what cannot be, whatever the law asks for (不可能的登记).

    A day in the future, a step before the one it answers, more votes than people. What is
    unlawful or unusual is not asked here: it is recorded as it was.
    """
    found = []
    move = at(move, facts.place)
    if on > today:
        found.append(Refusal("future", f"{move.day_label}不能晚于今天。", field="on"))
    for fact, words in move.not_before:
        earlier = fact_day(facts, fact)
        if earlier is not None and on < earlier:
            found.append(
                Refusal(
                    "too_early",
                    f"{move.day_label}（{on.isoformat()}）不能早于{words}"
                    f"（{earlier.isoformat()}）。",
                    basis=str(move.basis[0]) if move.basis else "",
                    field="on",
                )
            )
    found.extend(_impossible_answers(move, facts, payload, on=on, today=today))
    return tuple(found)


def _impossible_answers(
    move: Move, facts: CaseFacts, payload: Mapping[str, Any], *, on: date, today: date
) -> Iterator[Refusal]:
    days = {key: date.fromisoformat(payload[key]) for key in PAST_DAYS if payload.get(key)}
    for key, day in days.items():
        if day > today:
            yield Refusal("future", "不能登记今天以后的日期。", field=key)
    if {"term_from", "term_to"} <= payload.keys() and payload["term_from"] > payload["term_to"]:
        yield Refusal("term_order", "合同期限的起日晚于止日，请核对。", field="term_to")
    if move.name == "record_congress":
        votes = congress.impossible(
            entitled=payload["entitled"],
            present=payload["present"],
            in_favour=payload["in_favour"],
            against=payload.get("against"),
            abstained=payload.get("abstained"),
        )
        if votes:
            yield votes
    yield from _impossible_order(days, facts, on=on)


def _impossible_order(days: Mapping[str, date], facts: CaseFacts, *, on: date) -> Iterator[Refusal]:
    if "received_on" in days and days["received_on"] < on:
        yield Refusal("too_early", "人社部门收到之日不能早于报送之日。", field="received_on")
    for key in ("served_union_on", "served_employer_on"):
        if key in days and facts.filed_on and days[key] < facts.filed_on:
            yield Refusal("too_early", "送达之日不能早于报送之日。", field=key)
    if "signed_on" in days and days["signed_on"] > on:
        yield Refusal("too_early", "重新报送之日不能早于重新签字之日。", field="signed_on")


def fact_day(facts: CaseFacts, name: str) -> date | None:
    """Look up the day that a move may not precede (先后关系)."""
    match name:
        case "sent_on":
            offer = facts.last("send_proposal")
            return offer.occurred_on if offer else None
        case "objected_on":
            objection = facts.last("record_objection")
            return objection.occurred_on if objection else None
        case "delivered_on" | "signed_on" | "filed_on" | "received_on" | "effective_on":
            day: date | None = getattr(facts, name)
            return day
        case _:
            raise KeyError(name)
